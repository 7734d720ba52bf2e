"""What is typed about the year's end and the ways out."""

from __future__ import annotations

from typing import Any

from intentional_connection.cases.forms.sharing import SaidForm
from intentional_connection.cases.models.circle import Method


class StopForm(SaidForm):
    """One adult stops taking part: one press on the own telephone; aloud or on paper, how it was said and before whom."""

    EVIDENCE = ("method", "interpreter", "witness")

    def __init__(self, data: Any = None, **about: Any) -> None:
        super().__init__(data, **about)
        self.fields.pop("language", None)

    def evidence(self) -> dict[str, Any]:
        """How it was said, as the verb asks for it."""
        return {"method": Method.OWN_PHONE} if self.own else {name: self.cleaned_data[name] for name in self.EVIDENCE}
