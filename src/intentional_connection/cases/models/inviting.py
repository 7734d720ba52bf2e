"""What must hold before people meet, and the invitation in neutral words: what several verbs of meetings need."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from intentional_connection.cases.models.designation import worker_stands
from intentional_connection.cases.models.gathering import has_kind, same_kind, whom_to_invite
from intentional_connection.cases.models.meeting import REPEATED, Meeting, MeetingDate, MeetingGuest, MeetingKind
from intentional_connection.kernel.errors import Refused
from intentional_connection.kernel.ids import new_id
from intentional_connection.notices import outbox
from intentional_connection.notices.calendar import Entry, Method

if TYPE_CHECKING:
    from collections.abc import Iterable

    from intentional_connection.cases.models.case import Case
    from intentional_connection.cases.models.gathering import Guest
    from intentional_connection.people.models import Account


def require_ready(case: Case) -> None:
    """A worker is named, the family does not sleep."""
    if case.pauses.standing().exists():
        raise Refused(_("This family is waiting for news. Wake it first, then plan."))
    if not worker_stands(case):
        raise Refused(_("No worker is named yet. As soon as there is one, you plan together."))


def require_kind(case: Case, kind: str) -> None:
    """The site has this meeting, and none of its kind is planned or was held."""
    if kind not in MeetingKind or not has_kind(case, MeetingKind(kind)):
        raise Refused(_("This meeting is not in this site. Choose another one."), "kind")
    others = Meeting.objects.filter(case=case, kind__in=same_kind(kind), called_off=None, not_held=None)
    if others.filter(held=None).exists():
        raise Refused(_("Such a meeting is planned already. Change its day instead."), "kind")
    if kind not in REPEATED and others.exists():
        raise Refused(_("This meeting was held already. Plan a review instead."), "kind")


def require_guests(case: Case, guests: Iterable[Guest]) -> list[Guest]:
    """Only people around this family, and at least one besides."""
    known = {one.key: one for one in whom_to_invite(case)}
    keys = list(dict.fromkeys(guest.key for guest in guests))
    if not keys or not set(keys) <= set(known):
        raise Refused(_("Choose who is invited, among the people around the family."), "guests")
    return [known[key] for key in keys]


def invite(meeting: Meeting, by: Account, people: Iterable[Guest]) -> list[MeetingGuest]:
    """Write the guests down."""
    rows = [
        MeetingGuest(
            case_id=meeting.case_id, meeting=meeting, voice=one.voice, account=one.account, newcomer=one.newcomer, by=by
        )
        for one in people
    ]
    return list(MeetingGuest.objects.bulk_create(in_order(rows)))


def in_order(rows: Iterable[Any]) -> list[Any]:
    """Rows that are made at one moment, with keys that rise in their order: read by key, they stand as they were said."""
    kept = list(rows)
    for row, key in zip(kept, sorted(new_id() for _row in kept), strict=True):
        row.pk = key
    return kept


def require_planned(meeting: Meeting) -> None:
    """Neither held nor not held nor called off."""
    if not meeting.is_open:
        raise Refused(_("This meeting is over, or was called off. Plan another one."))


def newest_date(meeting: Meeting) -> MeetingDate | None:
    """The day that holds."""
    return meeting.dates.order_by("-sequence").first()


def path_of(meeting: Meeting) -> str:
    """The page of a meeting, for messages."""
    return f"/meetings/{meeting.pk}/"


def tell(meeting: Meeting, by: Account, date: MeetingDate, key: str, method: Method) -> None:
    """Tell the guests in neutral words, with the calendar file.

    A file that takes the entry out carries a higher sequence than the last one that put it in.
    """
    readers = meeting.guests.exclude(account=None).values_list("account_id", flat=True)
    entry = Entry(
        str(meeting.pk),
        date.sequence + (method == Method.CANCEL),
        date.starts_at,
        date.starts_at + timedelta(minutes=date.minutes),
        date.zone,
        method,
    )
    outbox.post(readers, by, key, about=meeting, path=path_of(meeting), entry=entry)
