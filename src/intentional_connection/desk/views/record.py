"""The record of one family's path for the SAH's monitoring: on one page, on paper, and as a table to take away."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from intentional_connection.access.seats import Level, Seat
from intentional_connection.cases.models import Case
from intentional_connection.cases.models.meeting import MeetingKind
from intentional_connection.cases.models.record import record_of
from intentional_connection.desk.views.words import SEATS
from intentional_connection.journal.models import note_export, note_read
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.kernel.ways import opens
from intentional_connection.ui.templatetags.ic import day, in_language
from intentional_connection.web.helpers import page, seen, signed_in
from intentional_connection.web.sheets import as_csv

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from intentional_connection.cases.models.record import Check, Record, Seen

#: Who keeps the record: the SAH, and at the agency the family's worker and supervisor.
KEEPERS = frozenset({Seat.SAH_STAFF, Seat.WORKER, Seat.SUPERVISOR})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the record: what, on which day, and what there is to say of it."""

    what: str
    on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Some lines under one heading; without lines it says what stands instead."""

    title: str
    lines: list[Line]
    empty: str


@opens(Case)
@signed_in
def record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The record; with `?format=csv` the same lines as a file. Holds days, states and counts, never what somebody wrote."""
    case = seen(request, Case.objects.select_related("adoption", "site"), pk)
    by = request.by  # type: ignore[attr-defined]
    if not case.seats_of(by) & KEEPERS:
        raise NotAllowed(_("The record is for the family’s SAH and its settlement agency. The family’s own page shows you how far it is."))
    found = record_of(case, by)
    sections = [*_sections(case, found)]
    levels = _levels(found)
    if request.GET.get("format") == "csv":
        note_export(case, by, levels)
        return as_csv(_rows(sections), "record")
    if levels:
        note_read(case, by, levels)
    return page(request, "desk/record.html", case=case, stands=found.stands, sections=sections, today=clock.today())


def _rows(sections: list[Section]) -> Iterator[tuple[object, ...]]:
    # Translators: headings of a table to take away: part, what, day, remark
    yield _("Part"), _("What"), _("Day"), _("Remark")
    for section in sections:
        for line in section.lines:
            yield section.title, line.what, line.on.isoformat() if line.on else "", line.note


def _sections(case: Case, found: Record) -> Iterator[Section]:
    """The parts of the record, in the order of the family's path."""
    facts = found.stands.facts
    yield Section(_("Where it stands"), [Line(str(found.stands.stand.label))], "")
    yield Section(_("People around the family"), [_person(row) for row in found.circle], _("Nobody is around the family."))
    yield Section(_("Referral and answer"), [*_referrals(found)], _("An agency opened this family itself."))
    yield Section(_("One named worker"), [_contact(row) for row in found.designations], _("No worker is named yet."))
    yield Section(_("Meetings"), [_meeting(case, row) for row in found.meetings], _("No meeting is planned yet."))
    yield Section(_("Who does what"), [*_roles(found)], _("No version is written down yet."))
    yield Section(_("Travel and arrival"), [*_arrival(case, facts)], "")
    yield Section(_("Connections to services"), [*_connections(found)], _("The check is not open yet."))
    contacts = [Line(_("Last contact"), facts.touched_on)] if facts.touched_on else []
    # Translators: heading: days on which the worker was in touch
    yield Section(_("Contacts"), contacts, _("No contact is noted yet."))
    looks = [_check(one) for one in found.checks]
    yield Section(_("Suggested looks back"), looks, _("They are counted from the arrival: months 1, 6 and 11."))


def _person(row: Any) -> Line:
    somebody = row.account or row.contact
    name = getattr(getattr(somebody, "profile", None), "name", "")
    place = row.organization.name if row.organization else ""
    return Line(str(SEATS.get(Seat(row.seat), row.seat)), _day(row.since), " · ".join(filter(None, (place, name))))


def _referrals(found: Record) -> Iterator[Line]:
    for row in reversed(found.referrals):
        yield Line(_("Referred to %(agency)s") % {"agency": row.agency.name}, _day(row.sent_at))
        accepted = getattr(row, "acceptance", None)
        answer = getattr(row, "decline", None) or accepted
        if answer is None:
            yield Line(_("No answer yet"))
            continue
        # Translators: the agency's answer to a referral
        said = _("Passed on") if row.is_declined else pgettext("record", "Accepted")
        yield Line(said, _day(answer.at), _after(_day(row.sent_at), _day((accepted or answer).at)))


def _after(first: date, later: date) -> str:
    days = (later - first).days
    return ngettext("answered after %(days)d day", "answered after %(days)d days", days) % {"days": days}


def _contact(row: Any) -> Line:
    name = getattr(getattr(row.account, "profile", None), "name", "")
    what = _("Contact until a worker is named") if row.interim else pgettext("record", "Worker")
    until = _("until %(day)s") % {"day": day(row.until)} if row.until else ""
    return Line(what, _day(row.since), " · ".join(filter(None, (name, row.organization.name, until))))


def _meeting(case: Case, row: Any) -> Line:
    what = str(MeetingKind(row.kind).label)
    if hasattr(row, "held"):
        # Translators: a meeting took place
        return Line(what, _day(row.held.started_at), pgettext("record", "held"))
    if hasattr(row, "not_held"):
        reason = in_language(case.adoption.edition.reason(row.not_held.reason))
        return Line(what, _day(row.not_held.at), _("not held: %(reason)s") % {"reason": reason})
    if hasattr(row, "called_off"):
        return Line(what, _day(row.called_off.at), pgettext("record", "called off"))
    # Translators: a meeting is planned
    return Line(what, _day(row.starts_at) if row.starts_at else None, pgettext("record", "planned"))


def _roles(found: Record) -> Iterator[Line]:
    for row in found.versions:
        yield Line(_("Version %(number)s written down") % {"number": row.version}, _day(row.at))
    if found.versions:
        all_yes = _("everybody has said yes to every line")
        some = _("everybody has said yes to %(agreed)s of %(lines)s lines") % {"agreed": found.agreed, "lines": found.lines}
        # Translators: the division of roles as it stands today
        yield Line(pgettext("record", "Today"), None, all_yes if found.lines and found.agreed == found.lines else some)


def _arrival(case: Case, facts: Any) -> Iterator[Line]:
    if facts.arrived_on:
        yield Line(_("Arrived"), facts.arrived_on)
    if facts.lands_on:
        yield Line(_("Lands, by the newest notice"), facts.lands_on)
    elif not facts.arrived_on:
        yield Line(_("Expected in the month of"), case.expected_month) if case.expected_month else Line(_("Already here"))


def _connections(found: Record) -> Iterator[Line]:
    said = found.connections
    if not said.is_open:
        return
    if said.completed_at:
        yield Line(_("Complete"), _day(said.completed_at))
    else:
        left = said.count - said.settled
        open_ones = ngettext("%(left)d connection still open", "%(left)d connections still open", left) % {"left": left}
        yield Line(open_ones, None, _("%(settled)s of %(count)s settled") % {"settled": said.settled, "count": said.count})


def _check(one: Check) -> Line:
    what = _("Month %(month)s after arrival") % {"month": one.month}
    if one.seen:
        return Line(what, one.on, " · ".join(_seen(row) for row in one.seen))
    return Line(what, one.on, _("nothing is written down for these months") if one.is_past else _("still to come"))


def _seen(row: Seen) -> str:
    if row.kind == "meeting":
        what = str(MeetingKind(row.detail).label)
    elif row.kind == "roles":
        what = _("Version %(number)s written down") % {"number": row.detail}
    else:
        what = _("Connections complete") if row.kind == "connected" else _("Last contact")
    return f"{what}, {day(row.on)}"


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.ONTARIO).date()


def _levels(found: Record) -> Level:
    """What the record shows above `basic`, for the read log."""
    facts = found.stands.facts
    shown = {
        Level.PREVIEW: found.referrals,
        Level.TIMES: found.meetings,
        Level.LAST_CONTACT: facts.touched_on,
        Level.PLAN: found.versions or found.connections.is_open or facts.arrived_on or facts.lands_on,
    }
    return reduce(or_, (level for level, content in shown.items() if content), Level(0))
