"""Today's entries as sentences: what waits, since when, and the one place to act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from intentional_connection.kernel import clock, working_days
from intentional_connection.ui.templatetags.ic import bdi, day, moment

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import date, datetime
    from uuid import UUID

    from django.utils.functional import Promise

    from intentional_connection.cases.models import Case, Referral, TodayEntry
    from intentional_connection.cases.models.today import Behind

    Said = tuple[str, date | None]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of Today: the family, what waits, by when it is wanted, how old it is, where to act."""

    label: str
    sentence: str
    by_day: date | None
    age: str
    told: bool
    url: str
    action: Promise


@dataclass(frozen=True, slots=True)
class Way:
    """How one key of Today is said and where it leads; `by_case` = the address carries the family's id.

    Said with what the reader may read behind the entry: the family, the referral, and since when it waits.
    """

    say: Callable[[Case | None, Referral | None, datetime], Said]
    url: str
    action: Promise
    by_case: bool = True
    query: str = ""


def _answer(_case: Case | None, referral: Referral | None, _since: datetime) -> Said:
    return _asked(_("{name} asks your agency to help this family."), referral and referral.sender, referral)


def _waiting(_case: Case | None, referral: Referral | None, _since: datetime) -> Said:
    return _asked(_("Waiting for an answer from {name}."), referral and referral.agency, referral)


def _question(_case: Case | None, referral: Referral | None, _since: datetime) -> Said:
    return _asked(_("{name} has a question before it answers."), referral and referral.agency, referral)


def _again(_case: Case | None, referral: Referral | None, _since: datetime) -> Said:
    sentence, _day = _asked(_("{name} passed the family on. Another agency is needed."), referral and referral.agency, None)
    return sentence, None


def _name(_case: Case | None, _referral: Referral | None, _since: datetime) -> Said:
    return _("The family needs one worker by name."), None


def _call(case: Case | None, referral: Referral | None, _since: datetime) -> Said:
    sentence = _("Call the sponsors’ contact and note the first contact.")
    if case is None or referral is None:
        return sentence, None
    days = case.adoption.edition.limits.first_contact_within_days
    day = referral.sent_at.astimezone(clock.ONTARIO).date() + timedelta(days=days)
    return sentence, day if day >= clock.today() else None


def _expected(_case: Case | None, _referral: Referral | None, _since: datetime) -> Said:
    return _("The family waits for news. Is it still expected?"), None


def _simply(sentence: Promise) -> Callable[[Case | None, Referral | None, datetime], Said]:
    """A sentence that says the same of every family."""

    def say(_case: Case | None, _referral: Referral | None, _since: datetime) -> Said:
        return str(sentence), None

    return say


def _hold(_case: Case | None, _referral: Referral | None, since: datetime) -> Said:
    """The entry waits since the meeting's own hour."""
    return _("The meeting of %(moment)s: write down what came of it.") % {"moment": moment(since)}, None


def _plan_two(case: Case | None, _referral: Referral | None, since: datetime) -> Said:
    """Since the day of arrival; the practice suggests a day, said until it is past."""
    sentence = _("The family is here. Plan the first meeting together.")
    if case is None:
        return sentence, None
    last = since.astimezone(clock.ONTARIO).date() + timedelta(days=case.adoption.edition.limits.meeting_two_days[-1])
    if last < clock.today():
        return sentence, None
    return _("The family is here. Plan the first meeting together, suggested until %(day)s.") % {"day": day(last)}, None


def _asked(sentence: str, who: object, referral: Referral | None) -> Said:
    """The sentence with the organization's name, and the day by which an answer is wanted."""
    # Translators: stands for an organization whose name the reader may not read
    return format_html(sentence, name=bdi(who or _("An agency"))), referral.preview.answer_by if referral else None


WAYS: dict[str, Way] = {
    "answer_referral": Way(_answer, "cases:referral", gettext_lazy("Answer the referral"), by_case=False),
    "waiting_for_agency": Way(_waiting, "cases:referral", gettext_lazy("Open the referral"), by_case=False),
    "answer_question": Way(_question, "cases:reply", gettext_lazy("Answer the question"), by_case=False),
    "refer_again": Way(_again, "cases:refer_again", gettext_lazy("Refer to another agency")),
    "name_worker": Way(_name, "cases:worker", gettext_lazy("Name a worker")),
    "hand_over": Way(
        _simply(gettext_lazy("The family gets another worker. See what is still missing.")),
        "cases:handover", gettext_lazy("Open the handover"),
    ),
    "worker_asked": Way(
        _simply(gettext_lazy("An adult of the family asks your agency for something. Read it in private.")),
        "cases:worker_requests", gettext_lazy("Read and answer"),
    ),
    "first_contact": Way(_call, "cases:contact", gettext_lazy("Log the first contact")),
    "still_expected": Way(_expected, "cases:wake", gettext_lazy("Say if it is still expected")),
    "plan_meeting": Way(
        _simply(gettext_lazy("Worker and sponsors know each other. The meeting before arrival is planned next.")),
        "cases:plan_meeting", gettext_lazy("Plan the meeting"), query="?kind=pre_arrival",
    ),
    "plan_meeting_two": Way(
        _plan_two, "cases:plan_meeting", gettext_lazy("Plan the first meeting together"), query="?kind=post_arrival"
    ),
    "hold_meeting": Way(_hold, "cases:meetings", gettext_lazy("Open the meeting")),
    "answer_meeting": Way(
        _simply(gettext_lazy("You are invited to a meeting. Say whether the day suits you.")),
        "cases:meetings", gettext_lazy("Answer the invitation"),
    ),
    "meeting_asked": Way(
        _simply(gettext_lazy("Somebody around the family asks for a meeting.")),
        "cases:meetings", gettext_lazy("Open the meetings"),
    ),
    "answer_gap": Way(
        _simply(gettext_lazy("Somebody sees that something is missing. Answer, or name a day.")),
        "cases:gap", gettext_lazy("Answer what is missing"),
    ),
    "answer_line_question": Way(
        _simply(gettext_lazy("Somebody has a question about who does what.")),
        "cases:board", gettext_lazy("Open the question"), query="?show=mine",
    ),
    "confirm_roles": Way(
        _simply(gettext_lazy("Who does what: some lines wait for your side’s yes.")),
        "cases:board", gettext_lazy("Read and say yes"), query="?show=mine",
    ),
    "record_arrival": Way(
        _simply(gettext_lazy("The day of the flight is here. Has the family landed?")),
        "cases:arrival", gettext_lazy("Record the arrival"),
    ),
    "follow_up": Way(
        _simply(gettext_lazy("The day of the next contact is here.")), "cases:contact", gettext_lazy("Log a contact")
    ),
    "no_contact": Way(
        _simply(gettext_lazy("For a month nobody has been in touch with this family.")), "cases:contact", gettext_lazy("Log a contact")
    ),
    "no_contact_long": Way(
        _simply(gettext_lazy("For more than a month nobody has been in touch with this family. Speak with the worker.")),
        "cases:family", gettext_lazy("Open the family"),
    ),
    "plan_review": Way(
        _simply(gettext_lazy("Time to look back together. Agree on a day for the review.")),
        "cases:plan_meeting", gettext_lazy("Plan the review"), query="?kind=review",
    ),
    "answer_worker_question": Way(
        _simply(gettext_lazy("Somebody around the family asks you a question.")),
        "cases:questions", gettext_lazy("Answer the question"),
    ),
    "answer_private": Way(
        _simply(gettext_lazy("An adult of the family wrote to you alone.")), "cases:private_lines", gettext_lazy("Open the private line")
    ),
    "answer_check_in": Way(
        _simply(gettext_lazy("An adult of the family said how things are.")), "cases:private_lines", gettext_lazy("Answer in person")
    ),
    "answer_check_in_first": Way(
        _simply(gettext_lazy("An adult of the family is not well, or asks you to call.")),
        "cases:private_lines", gettext_lazy("Call, then write it down"),
    ),
    "ask_outcome": Way(
        _simply(gettext_lazy("A service was asked to receive somebody. Ask what came of it.")),
        "cases:check", gettext_lazy("Write down what came of it"),
    ),
    "check_open": Way(
        _simply(gettext_lazy("The connections to services are not all complete.")),
        "cases:check", gettext_lazy("Go on with the connections"),
    ),
    "hear_concern": Way(
        _simply(gettext_lazy("Somebody tells you of a problem. Only the two of you can read it.")),
        "cases:concerns", gettext_lazy("Read and answer"),
    ),
    "review_emergency": Way(
        _simply(gettext_lazy("A family was opened because of an emergency. You were told; look at it.")),
        "cases:emergencies", gettext_lazy("Look at it"),
    ),
    "review_support": Way(
        _simply(gettext_lazy("The support that was added: look at it again.")),
        "cases:support", gettext_lazy("Open added support"),
    ),
    "begin_month_13": Way(
        _simply(gettext_lazy("The support ends in three months. Begin the plan for the month after.")),
        "cases:month_13", gettext_lazy("Open the plan for after"),
    ),
    "settle_move": Way(
        _simply(gettext_lazy("The family moves. Write down how the sponsorship goes on.")),
        "cases:move", gettext_lazy("Open the move"),
    ),
    "find_group": Way(
        _simply(gettext_lazy("Nobody sponsors the family any more. Look for another group.")),
        "cases:bring_group", gettext_lazy("Bring another group"),
    ),
    "close": Way(
        _simply(gettext_lazy("The year together ends. Meet, name whom the family may call, then end it.")),
        "cases:ending", gettext_lazy("Open the end of the year"),
    ),
}  # fmt: skip
#: The plan is read no longer: each adult's choice comes before the look back.
CHOICE_FIRST = Way(
    _simply(gettext_lazy("Time to look back together. First each adult says what you may read.")),
    "cases:sharing", gettext_lazy("Write the choice down"),
)  # fmt: skip
#: Keys whose age is counted in working days: the agency's answer.
UNANSWERED = frozenset({"answer_referral", "waiting_for_agency"})


def rows_of(entries: Iterable[TodayEntry], behind: Behind, told: Collection[UUID]) -> list[Row]:
    """The entries in the order given; `told` are the families about whose silence both sides were told."""
    return [_row(entry, behind, told) for entry in entries if entry.key in WAYS]


def _row(entry: TodayEntry, behind: Behind, told: Collection[UUID]) -> Row:
    way, pk = WAYS[entry.key], entry.case_id
    case = behind.cases.get(entry.case_id)
    if entry.key == "plan_review" and case and not case.reads_plan and case.first_adult:  # type: ignore[attr-defined]
        way, pk = CHOICE_FIRST, case.first_adult  # type: ignore[attr-defined]
    referral = behind.referrals.get(entry.referral_id) if entry.referral_id else None
    sentence, by_day = way.say(case, referral, entry.since)
    unanswered = entry.key in UNANSWERED
    return Row(
        label=entry.label,
        sentence=sentence,
        by_day=by_day,
        age=_age(entry, working=unanswered),
        told=unanswered and entry.case_id in told,
        url=reverse(way.url, kwargs={"pk": pk if way.by_case else entry.referral_id}) + way.query,
        action=way.action,
    )


def _age(entry: TodayEntry, *, working: bool) -> str:
    """How long it has waited: in Ontario's working days for an answer, in days for everything else."""
    since = entry.since.astimezone(clock.ONTARIO).date()
    if working:
        days = working_days.working_days_between(since, clock.today())
        waits = ngettext("waits %(days)d working day", "waits %(days)d working days", days)
    else:
        days = (clock.today() - since).days
        waits = ngettext("waits %(days)d day", "waits %(days)d days", days)
    # Translators: something waits since today
    return waits % {"days": days} if days else _("came today")
