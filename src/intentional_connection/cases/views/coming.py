"""The first card of a family's page: who does what next, by when, and the one thing that the reader can do about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can
from intentional_connection.cases.models.path import Stand
from intentional_connection.kernel import clock

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from intentional_connection.cases.models import Case, Designation
    from intentional_connection.cases.models.path import Where
    from intentional_connection.practice.edition import Edition

    Rights = dict[str, bool]


@dataclass(frozen=True, slots=True)
class Next:
    """Who does what next, by when; and the one thing that the reader can do about it."""

    sentence: str
    by_day: date | None = None
    url: str = ""
    label: str = ""


def next_step(case: Case, stands: Where, can: Rights) -> Next:
    """The first card of the page. Where the worker has left, a new one comes before everything else."""
    if not stands.pause and stands.contact and stands.contact.interim and not stands.facts.closed_on:
        return _accepted(case, stands, can)
    return NEXT[stands.stand](case, stands, can)


def _paused(case: Case, stands: Where, can: Rights) -> Next:
    sentence = _("The family waits for news. We ask the sponsors again on the day below.")
    day = stands.pause.wake_on if stands.pause else None
    return _offer(Next(sentence, day), can, Can.PAUSE, "cases:wake", case, _("The family is expected again"))


def _passed_on(case: Case, stands: Where, can: Rights) -> Next:
    sentence = _("The agency passed the family on. The sponsors ask another agency next.")
    return _offer(Next(sentence), can, Can.REFER, "cases:refer_again", case, _("Refer to another agency"))


def _referred(case: Case, stands: Where, can: Rights) -> Next:
    del case, can
    referral = stands.referral
    if referral is None:  # sponsor members do not read the referral
        return Next(_("Waiting for an agency. The sponsors’ contact knows more."))
    sentence = format_html(_("{agency} was asked to help this family. An answer is wanted by:"), agency=bdi(referral.agency))
    url = reverse("cases:referral", kwargs={"pk": referral.pk})
    return Next(sentence, referral.preview.answer_by, url, _("Open the referral"))


def _accepted(case: Case, stands: Where, can: Rights) -> Next:
    if stands.touched_on and stands.contact:
        who, agency = bdi(name_of(stands.contact)), bdi(_agency(stands))
        sentence = format_html(_("{worker} helps for the time being. {agency} finds the family’s next worker."), worker=who, agency=agency)
        return _offer(Next(sentence), can, Can.HAND_OVER, "cases:open_handover", case, _("Find the next worker"))
    day = _days_after(stands, _edition(case).limits.answer_within_days)
    said = _("{agency} accepted the family. It names one worker by:")
    if not day:
        said = _("{agency} accepted the family. It names one worker next.")
    sentence = format_html(said, agency=bdi(_agency(stands)))
    return _offer(Next(sentence, day), can, Can.DESIGNATE, "cases:worker", case, _("Name a worker"))


def _named(case: Case, stands: Where, can: Rights) -> Next:
    who = bdi(name_of(stands.contact))
    if stands.referral is None:  # who does not read the referral does not read the day of the last contact either
        return Next(format_html(_("{worker} is the family’s worker. The sponsors’ contact knows more."), worker=who))
    day = _days_after(stands, _edition(case).limits.first_contact_within_days)
    said = _("{worker} calls the sponsors’ contact first, by:") if day else _("{worker} calls the sponsors’ contact next.")
    sentence = format_html(said, worker=who)
    return _offer(Next(sentence, day), can, Can.LOG_CONTACT, "cases:contact", case, _("Log the first contact"))


def _preparing(case: Case, stands: Where, can: Rights) -> Next:
    who = bdi(name_of(stands.contact))
    if not case.adoption.has("pre_arrival_meeting"):
        return _until_known(case, can, format_html(_("{worker} and the sponsors prepare the arrival."), worker=who))
    if stands.facts.planned_before:
        return _meetings(case, _("The meeting before arrival is planned. Prepare it together."))
    sentence = format_html(_("{worker} and the sponsors prepare the meeting before arrival."), worker=who)
    step = _offer(Next(sentence), can, Can.PLAN_MEETING, "cases:plan_meeting", case, _("Plan the meeting"), "?kind=pre_arrival")
    return step if step.url else _until_known(case, can, sentence)


def _met_before(case: Case, stands: Where, can: Rights) -> Next:
    del stands
    return _until_known(case, can, _("As soon as the sponsors know the travel date, everybody can count on it."))


def _until_known(case: Case, can: Rights, sentence: str) -> Next:
    """Until the journey is known: its date, from those whom the notice reaches; the list to get ready for the others."""
    if case.adoption.has("travel_notice"):
        step = _offer(Next(sentence), can, Can.RECORD_TRAVEL, "cases:travel", case, _("Record the travel date"))
        if step.url:
            return step
    return _ready(case, can, sentence)


def _travel_known(case: Case, stands: Where, can: Rights) -> Next:
    day = stands.facts.lands_on
    if day and day <= clock.today():
        sentence = _("The day of the flight is here. Whoever meets the family writes down that it has landed.")
        return _offer(Next(sentence), can, Can.RECORD_ARRIVAL, "cases:arrival", case, _("Record the arrival"))
    sentence = _("The family lands on:")
    facts = stands.facts
    open_before = case.adoption.has("pre_arrival_meeting") and not (facts.met_before or facts.not_met)
    if open_before and not facts.planned_before and can.get(Can.RUN_MEETING):
        said = _("The travel date is known and the meeting before arrival has no day yet. The family lands on:")
        return _offer(Next(said, day), can, Can.PLAN_MEETING, "cases:plan_meeting", case, _("Plan the meeting"), "?kind=short")
    if open_before and facts.planned_before and can.get(Can.RUN_MEETING):
        return replace(_meetings(case, sentence), by_day=day)
    return replace(_ready(case, can, sentence), by_day=day)


def _arrived(case: Case, stands: Where, can: Rights) -> Next:
    if not case.adoption.has("post_arrival_meeting"):
        return _ready(case, can, _("The family is here. This week’s tasks come first."))
    if stands.facts.planned_together:
        return _meetings(case, _("The family is here. The first meeting together is planned."))
    days = _edition(case).limits.meeting_two_days
    landed = stands.facts.arrived_on
    day = landed + timedelta(days=days[-1]) if landed else None
    sentence = _("The family is here. The first meeting together comes next.")
    if day and day >= clock.today():
        sentence = _("The family is here. The first meeting together comes next, suggested by:")
    else:
        day = None
    if not can.get(Can.RUN_MEETING):
        return replace(_ready(case, can, sentence), by_day=day)
    label = _("Plan the first meeting together")
    return _offer(Next(sentence, day), can, Can.PLAN_MEETING, "cases:plan_meeting", case, label, "?kind=post_arrival")


def _met_together(case: Case, stands: Where, can: Rights) -> Next:
    del stands
    if not case.adoption.has("connection_check"):
        return _ready(case, can, _("Everybody knows who does what. This week’s tasks come first."))
    sentence = _("The family and the worker make sure that each connection to a service is complete.")
    step = _offer(Next(sentence), can, Can.OPEN_CHECK, "cases:check", case, _("Go on with the connections"))
    return step if step.url else _ready(case, can, sentence)


def _connected(case: Case, stands: Where, can: Rights) -> Next:
    day = stands.facts.next_on
    if day and day >= clock.today():
        return _in_touch(case, can, _("The connections stand. The worker is in touch again on:"), day)
    return _in_touch(case, can, _("The connections stand. The worker stays in touch."), None)


def _in_touch(case: Case, can: Rights, sentence: str, day: date | None) -> Next:
    step = _offer(Next(sentence, day), can, Can.LOG_CONTACT, "cases:contact", case, _("Log a contact"))
    return step if step.url else replace(_ready(case, can, sentence), by_day=day)


def _transition(case: Case, stands: Where, can: Rights) -> Next:
    del stands, can
    sentence = _("The time after the sponsorship is prepared: money, papers, whom to call.")
    return Next(sentence, None, reverse("cases:month_13", kwargs={"pk": case.pk}), _("Open the plan for after"))


def _closed(case: Case, stands: Where, can: Rights) -> Next:
    del can
    sentence = _("The year together has ended. What stays, and whom to call, stands on its own page.")
    return Next(sentence, stands.facts.closed_on, reverse("cases:ending", kwargs={"pk": case.pk}), _("Open what stays"))


def _stopped(case: Case, stands: Where, can: Rights) -> Next:
    del case, stands, can
    return Next(_("You stopped taking part. You can take part again any day."), None, reverse("family:information"), _("My information"))


NEXT: dict[Stand, Callable[[Case, Where, Rights], Next]] = {
    Stand.PAUSED: _paused,
    Stand.PASSED_ON: _passed_on,
    Stand.REFERRED: _referred,
    Stand.ACCEPTED: _accepted,
    Stand.NAMED: _named,
    Stand.PREPARING: _preparing,
    Stand.MET_BEFORE: _met_before,
    Stand.NOT_MET: _met_before,
    Stand.TRAVEL_KNOWN: _travel_known,
    Stand.ARRIVED: _arrived,
    Stand.MET_TOGETHER: _met_together,
    Stand.CONNECTED: _connected,
    Stand.FOLLOWING_UP: _connected,
    Stand.TRANSITION: _transition,
    Stand.CLOSED: _closed,
    Stand.STOPPED: _stopped,
}


def _offer(
    step: Next, can: Rights, right: str, url: str, case: Case, label: str, query: str = ""
) -> Next:
    """The step with its button, for whoever has the right."""
    if not can.get(right):
        return step
    return Next(step.sentence, step.by_day, reverse(url, kwargs={"pk": case.pk}) + query, label)


def _ready(case: Case, can: Rights, sentence: str) -> Next:
    """The reader's own tasks, for whoever takes part in them."""
    return _offer(Next(sentence), can, Can.TICK, "cases:ready", case, _("Open your tasks"))


def _meetings(case: Case, sentence: str) -> Next:
    return Next(sentence, None, reverse("cases:meetings", kwargs={"pk": case.pk}), _("Open the meeting"))


def _edition(case: Case) -> Edition:
    return case.adoption.edition


def _days_after(stands: Where, days: int) -> date | None:
    """The day so long after the referral; none once it is past, as after a sleep of years: then it is simply next."""
    if stands.referral is None:
        return None
    day = stands.referral.sent_at.astimezone(clock.ONTARIO).date() + timedelta(days=days)
    return day if day >= clock.today() else None


def _agency(stands: Where) -> object:
    # Translators: stands for an organization whose name the reader may not read
    return stands.contact.organization if stands.contact else _("An agency")


def name_of(contact: Designation | None) -> str:
    """The named worker's name; the word where the reader may not read it."""
    profile = getattr(contact.account, "profile", None) if contact else None
    # Translators: stands for a name that the reader may not read
    return profile.name if profile else _("The worker")


def bdi(text: object) -> str:
    """Somebody's text inside a sentence, whatever its direction."""
    return format_html("<bdi>{}</bdi>", text)
