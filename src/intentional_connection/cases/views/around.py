"""What the family's page says: the next step, the stages, the people, and who reads what by which yes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from intentional_connection.access.seats import Seat
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.path import Stand
from intentional_connection.kernel import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

    from django.utils.functional import Promise

    from intentional_connection.cases.models import Case, CircleMember, Consent, Designation
    from intentional_connection.cases.models.path import Where
    from intentional_connection.kernel.text import Text
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
    """The first card of the page."""
    return NEXT[stands.stand](case, stands, can)


def _paused(case: Case, stands: Where, can: Rights) -> Next:
    sentence = _("The family waits for news. We ask the sponsors again on the day below.")
    day = stands.pause.wake_on if stands.pause else None
    return _offer(Next(sentence, day), can, "pause", "cases:wake", case, _("The family is expected again"))


def _passed_on(case: Case, stands: Where, can: Rights) -> Next:
    sentence = _("The agency passed the family on. The sponsors ask another agency next.")
    return _offer(Next(sentence), can, "refer", "cases:refer_again", case, _("Refer to another agency"))


def _referred(case: Case, stands: Where, can: Rights) -> Next:
    del case, can
    referral = stands.referral
    if referral is None:  # sponsor members do not read the referral
        return Next(_("Waiting for an agency. The sponsors’ contact knows more."))
    sentence = format_html(_("{agency} was asked to help this family. An answer is wanted by:"), agency=bdi(referral.agency))
    url = reverse("cases:referral", kwargs={"pk": referral.pk})
    return Next(sentence, referral.preview.answer_by, url, _("Open the referral"))


def _accepted(case: Case, stands: Where, can: Rights) -> Next:
    day = _days_after(stands, _edition(case).limits.answer_within_days)
    said = _("{agency} accepted the family. It names one worker by:")
    if not day:
        said = _("{agency} accepted the family. It names one worker next.")
    sentence = format_html(said, agency=bdi(_agency(stands)))
    return _offer(Next(sentence, day), can, "designate", "cases:worker", case, _("Name a worker"))


def _named(case: Case, stands: Where, can: Rights) -> Next:
    who = bdi(name_of(stands.contact))
    if stands.referral is None:  # who does not read the referral does not read the day of the last contact either
        return Next(format_html(_("{worker} is the family’s worker. The sponsors’ contact knows more."), worker=who))
    day = _days_after(stands, _edition(case).limits.first_contact_within_days)
    said = _("{worker} calls the sponsors’ contact first, by:") if day else _("{worker} calls the sponsors’ contact next.")
    sentence = format_html(said, worker=who)
    return _offer(Next(sentence, day), can, "log_contact", "cases:contact", case, _("Log the first contact"))


def _preparing(case: Case, stands: Where, can: Rights) -> Next:
    who = bdi(name_of(stands.contact))
    if case.adoption.has("pre_arrival_meeting"):
        sentence = format_html(_("{worker} and the sponsors prepare the meeting before arrival."), worker=who)
    else:
        sentence = format_html(_("{worker} and the sponsors prepare the arrival."), worker=who)
    return _offer(Next(sentence), can, "log_contact", "cases:contact", case, _("Log a contact"))


NEXT: dict[Stand, Callable[[Case, Where, Rights], Next]] = {
    Stand.PAUSED: _paused,
    Stand.PASSED_ON: _passed_on,
    Stand.REFERRED: _referred,
    Stand.ACCEPTED: _accepted,
    Stand.NAMED: _named,
    Stand.PREPARING: _preparing,
}


def _offer(step: Next, can: Rights, right: str, url: str, case: Case, label: str) -> Next:
    """The step with its button, for whoever has the right."""
    if not can.get(right):
        return step
    return Next(step.sentence, step.by_day, reverse(url, kwargs={"pk": case.pk}), label)


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


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the path: done, current, to come, or not in this site."""

    name: Text
    state: str


def stages(case: Case, stands: Where) -> list[Step]:
    """The edition's stages from the referral on, with the words "not in this site" where a part is off."""
    path = [stage for stage in _edition(case).stages if stage.key != "partnership"]
    keys = [stage.key for stage in path]
    here = keys.index(stands.stage)
    return [
        Step(stage.name, _state(number, here, is_in=stage.is_in(case.adoption.parts)))
        for number, stage in enumerate(path)
    ]


def _state(number: int, here: int, *, is_in: bool) -> str:
    if number == here:
        return "current"
    if number < here:
        return "done"
    return "to_come" if is_in else "off"


@dataclass(frozen=True, slots=True)
class Place:
    """How a seat is shown: its shape, its word, and why somebody in it is there."""

    shape: str
    word: Promise
    why: Promise


#: In the order in which people stand on the page: the family first, then who is nearest to it.
PLACES: dict[str, Place] = {
    # Translators: short word beside a shape, on the list of the people around a family
    Seat.NEWCOMER: Place("newcomer", pgettext_lazy("seat", "Family"), gettext_lazy("Belongs to the family.")),
    # Translators: short word beside a shape, on the list of the people around a family
    Seat.SPONSOR_REP: Place("sponsor", pgettext_lazy("seat", "Sponsors"), gettext_lazy("Speaks for the sponsors.")),
    # Translators: short word beside a shape, on the list of the people around a family
    Seat.SPONSOR_MEMBER: Place("sponsor", pgettext_lazy("seat", "Sponsors"), gettext_lazy("Sponsors of the family.")),
    Seat.SAH_STAFF: Place(
        "sah",
        # Translators: Sponsorship Agreement Holder, short; beside a diamond
        pgettext_lazy("seat", "SAH"),
        gettext_lazy("Stands behind the sponsors: the Sponsorship Agreement Holder (SAH)."),
    ),
    # Translators: short word beside a shape, on the list of the people around a family
    Seat.WORKER: Place("worker", pgettext_lazy("seat", "Worker"), gettext_lazy("The one worker from beginning to end.")),
    # Translators: short word beside a shape: steps in when the worker is away
    Seat.BACKUP: Place("worker", pgettext_lazy("seat", "Backup"), gettext_lazy("Steps in when the worker is away.")),
    # Translators: short word beside a shape: the supervisor at the settlement agency
    Seat.SUPERVISOR: Place("worker", pgettext_lazy("seat", "Agency"), gettext_lazy("Answers for the settlement agency.")),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody around the family, with the telephone that this person or organization gives."""

    seat: str
    shape: str
    word: Promise
    why: Promise
    name: str
    organization: str
    phone: str


def people_around(rows: Iterable[CircleMember]) -> list[Person]:
    """Who stands around the family. Members of a group whose contact is listed are not listed again."""
    known = [row for row in rows if row.seat in PLACES]
    led = {row.organization_id for row in known if row.seat == Seat.SPONSOR_REP}
    shown = [row for row in known if row.seat != Seat.SPONSOR_MEMBER or row.organization_id not in led]
    order = list(PLACES)
    return [_person(row) for row in sorted(shown, key=lambda row: order.index(Seat(row.seat)))]


def _person(row: CircleMember) -> Person:
    account = row.account or row.contact
    profile = getattr(account, "profile", None)
    organization = row.organization
    phone = (profile.phone if profile else "") or (organization.phone if organization else "")
    place = PLACES[row.seat]
    return Person(
        seat=row.seat,
        shape=place.shape,
        word=place.word,
        why=place.why,
        name=profile.name if profile else "",
        organization=organization.name if organization else "",
        phone=phone,
    )


@dataclass(frozen=True, slots=True)
class Yes:
    """An organization that reads, since when, by which yes; provisional until each adult chooses alone."""

    organization: str
    given: str
    since: datetime
    provisional: bool


def agreed_reading(consents: Iterable[Consent], circle: Iterable[CircleMember]) -> list[Yes]:
    """One line per organization of the circle and way of saying yes, oldest first.

    A yes to an agency that was asked and has not accepted, or has passed the family on, opens nothing: it has no line.
    """
    reading = {member.organization_id for member in circle}
    first: dict[tuple[object, str], Consent] = {}
    for row in sorted((one for one in consents if one.recipient_id in reading), key=lambda row: row.given_at):
        first.setdefault((row.recipient_id, row.method), row)
    return [
        Yes(row.recipient.name, str(Method(row.method).label), row.given_at, row.method == Method.RELAYED) for row in first.values()
    ]
