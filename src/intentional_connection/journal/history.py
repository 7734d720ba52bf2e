"""What a row was before and after: event tables filled by triggers, read by whoever reads the row."""

from __future__ import annotations

from typing import Any, Self

from pghistory.models import Event, EventQuerySet


class PastQuerySet(EventQuerySet):  # type: ignore[misc]  # pghistory ships no types
    def visible_to(self, account: Any) -> Self:
        """Events of the rows that the account may read now."""
        return self.filter(pgh_obj__in=self.model.pgh_tracked_model.objects.visible_to(account))  # type: ignore[no-any-return]


class Past(Event):  # type: ignore[misc]  # pghistory ships no types
    """Base of every event table."""

    objects = PastQuerySet.as_manager()  # type: ignore[assignment,misc]  # replaces the library's

    class Meta:
        abstract = True
