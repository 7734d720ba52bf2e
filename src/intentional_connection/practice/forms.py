"""What a coordinator may choose: one box per part that a site is free to adopt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language

from intentional_connection.ui.forms import Form

if TYPE_CHECKING:
    from collections.abc import Mapping

    from intentional_connection.practice.edition import Part
    from intentional_connection.practice.models import Adoption

#: Parts of which the program has no pages yet. A site may adopt them; its page says so. Shrinks with every release.
NOT_BUILT_YET = frozenset({"follow_up", "month_13", "evaluation"})


class PartBox(forms.BooleanField):
    """The switch of one part; its template says what the part is, and whether it is in the site now."""

    def __init__(self, part: Part, *, is_in: bool) -> None:
        language = get_language() or "en"
        name, about = part.name.in_(language), part.about.in_(language)
        super().__init__(required=False, label=name, help_text=about, template_name="practice/_part.html")
        self.is_in, self.is_built = is_in, part.key not in NOT_BUILT_YET


class PartsForm(Form):
    """The site's switches. `after` says on which choice the page was built, so that an old tab overwrites nothing."""

    after = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None, *, adoption: Adoption) -> None:
        self.optional = [part for part in adoption.edition.parts if part.optional]
        saved = adoption.pk if adoption.by_id else ""
        # a new site is offered the whole practice: it unticks what it does not want
        ticked = adoption.parts if saved else [part.key for part in self.optional]
        super().__init__(data, initial={"after": saved} | dict.fromkeys(ticked, True))
        for part in self.optional:
            self.fields[part.key] = PartBox(part, is_in=adoption.has(part.key))

    @property
    def said(self) -> dict[str, Any]:
        """What was chosen, as the verb takes it."""
        chosen = [part.key for part in self.optional if self.cleaned_data[part.key]]
        return {"parts": chosen, "after": self.cleaned_data["after"]}
