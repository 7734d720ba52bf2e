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
from intentional_connection.ui.templatetags.ic import bdi

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import date
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
    """How one key of Today is said and where it leads; `by_case` = the address carries the family's id."""

    say: Callable[[Case | None, Referral | None], Said]
    url: str
    action: Promise
    by_case: bool = True


def _answer(_case: Case | None, referral: Referral | None) -> Said:
    return _asked(_("{name} asks your agency to help this family."), referral and referral.sender, referral)


def _waiting(_case: Case | None, referral: Referral | None) -> Said:
    return _asked(_("Waiting for an answer from {name}."), referral and referral.agency, referral)


def _question(_case: Case | None, referral: Referral | None) -> Said:
    return _asked(_("{name} has a question before it answers."), referral and referral.agency, referral)


def _again(_case: Case | None, referral: Referral | None) -> Said:
    sentence, _day = _asked(_("{name} passed the family on. Another agency is needed."), referral and referral.agency, None)
    return sentence, None


def _name(_case: Case | None, _referral: Referral | None) -> Said:
    return _("Accepted. The family needs one worker by name."), None


def _call(case: Case | None, referral: Referral | None) -> Said:
    sentence = _("Call the sponsors’ contact and note the first contact.")
    if case is None or referral is None:
        return sentence, None
    days = case.adoption.edition.limits.first_contact_within_days
    day = referral.sent_at.astimezone(clock.ONTARIO).date() + timedelta(days=days)
    return sentence, day if day >= clock.today() else None


def _expected(_case: Case | None, _referral: Referral | None) -> Said:
    return _("The family waits for news. Is it still expected?"), None


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
    "first_contact": Way(_call, "cases:contact", gettext_lazy("Log the first contact")),
    "still_expected": Way(_expected, "cases:wake", gettext_lazy("Say if it is still expected")),
}
#: Keys whose age is counted in working days: the agency's answer.
UNANSWERED = frozenset({"answer_referral", "waiting_for_agency"})


def rows_of(entries: Iterable[TodayEntry], behind: Behind, told: Collection[UUID]) -> list[Row]:
    """The entries in the order given; `told` are the families about whose silence both sides were told."""
    return [_row(entry, behind, told) for entry in entries if entry.key in WAYS]


def _row(entry: TodayEntry, behind: Behind, told: Collection[UUID]) -> Row:
    way = WAYS[entry.key]
    referral = behind.referrals.get(entry.referral_id) if entry.referral_id else None
    sentence, by_day = way.say(behind.cases.get(entry.case_id), referral)
    unanswered = entry.key in UNANSWERED
    return Row(
        label=entry.label,
        sentence=sentence,
        by_day=by_day,
        age=_age(entry, working=unanswered),
        told=unanswered and entry.case_id in told,
        url=reverse(way.url, kwargs={"pk": entry.case_id if way.by_case else entry.referral_id}),
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
