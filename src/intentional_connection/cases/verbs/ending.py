"""Month 13, the end of the year together, what each adult wants afterwards, and opening again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Seat
from intentional_connection.cases.models import (
    BudgetLine,
    ClosingChoice,
    Closure,
    LastingContact,
    Meeting,
    TransitionPlan,
)
from intentional_connection.cases.models.case import AgeGroup
from intentional_connection.cases.models.circle import CHOSEN, Method
from intentional_connection.cases.models.ending import KEPT_AFTER_END, month_13_begins
from intentional_connection.cases.models.gathering import everybody_around, first_arrival
from intentional_connection.cases.models.keeping import writing
from intentional_connection.cases.models.meeting import MeetingKind
from intentional_connection.journal.verb import verb
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import Refused
from intentional_connection.notices import outbox

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from intentional_connection.cases.models import Case, Newcomer
    from intentional_connection.people.models import Account

#: So far ahead the last day may be written down.
MOST_AHEAD = timedelta(days=62)
#: How long a sponsorship may last, in months.
MONTHS = range(6, 37)


@verb(Can.SET_TERM)
def set_term(case: Case, by: Account, *, months: int) -> Case:
    """Say how many months the sponsors support the family, from the first arrival on.

    Refused outside 6 to 36 months, for the group of a SAH, and once the year together was ended.
    """
    if months not in MONTHS:
        raise Refused(_("Write a number of months from 6 to 36."), "months")
    if case.has_sah and Seat.SAH_STAFF not in case.seats_of(by):
        raise Refused(_("Your SAH writes how long the support lasts. Tell your SAH what you know."))
    _require_open(case)
    case.sponsored_months = months
    case.save(update_fields=["sponsored_months"])
    return case


@verb(Can.PLAN_MONTH_13)
def begin_month_13(case: Case, by: Account) -> TransitionPlan:
    """Begin the plan for the first month after the sponsorship. Refused before month 9, and when it was begun already."""
    if not case.adoption.has("month_13"):
        raise Refused(_("This part of the practice is not in this site."))
    arrived = first_arrival(case)
    if arrived is None:
        raise Refused(_("Nobody has arrived yet. The plan for after begins in month 9."))
    if clock.today() < month_13_begins(arrived, case.sponsored_months):
        raise Refused(_("It is early. The plan for after begins three months before the support ends."))
    _require_open(case)
    if TransitionPlan.objects.filter(case=case).exists():
        raise Refused(_("The plan was begun already. Open it and go on."))
    row = TransitionPlan.objects.create(case=case, by=by)
    _tell(case, by, "month_13_begun", "month-13")
    return row


@verb(Can.KEEP_BUDGET, counted=True)
def keep_budget(newcomer: Newcomer, by: Account, *, amounts: Mapping[str, Decimal | None]) -> list[BudgetLine]:
    """Write an adult's own budget for the month after: one amount a month per item; None = not known.

    By the adult, or by the worker with this adult's yes to private tasks. What changed is a new row. Refused for
    items that the practice does not know, and for a child.
    """
    case = newcomer.case
    if newcomer.age_group != AgeGroup.ADULT:
        raise Refused(_("Only adults have a budget here."))
    if not writing(case, by).may(case.pk, newcomer.pk, secret=True):
        raise Refused(_("This adult has not said yes to private tasks for your agency. Ask first, or let the adult write it."))
    edition = case.adoption.edition
    if not set(amounts) <= {*edition.reasons_of("income"), *edition.reasons_of("cost")}:
        raise Refused(_("Choose one of the listed items."))
    now = clock.now()
    standing = {row.item: row for row in BudgetLine.objects.visible_to(by).filter(newcomer=newcomer, ended_at=None)}
    rows = []
    for item, amount in amounts.items():
        old = standing.get(item)
        if (old.amount if old else None) == amount:
            continue
        if old:
            old.ended_at = now
            old.save(update_fields=["ended_at"])
        if amount is not None:
            rows.append(BudgetLine.objects.create(case=case, newcomer=newcomer, item=item, amount=amount, by=by, at=now))
    return rows


@verb(Can.CLOSE)
def close_year(
    case: Case, by: Account, *, reason: str, on: date, contacts: Sequence[tuple[str, str]] = (), none_wanted: bool = False
) -> Closure:
    """End the year together, with whom the family may call afterwards. Everybody but the family reads for 30 days more.

    Refused without a lasting contact, unless the family wants none; for a day that cannot be; while the family waits
    for news; and when it has ended already.
    """
    _require_open(case)
    if case.pauses.standing().exists():
        raise Refused(_("This family is waiting for news. Wake it first."))
    if reason not in case.adoption.edition.reasons_of("closure"):
        raise Refused(_("Choose one of the listed reasons."), "reason")
    if not clock.today() - KEPT_AFTER_END <= on <= clock.today() + MOST_AHEAD:
        raise Refused(_("Write a day within the last 30 days or the next two months: everybody reads for 30 days after it."), "on")
    if bool(contacts) == none_wanted:
        raise Refused(_("Name at least one person whom the family may call afterwards, or say that the family wants none."))
    met = Meeting.objects.visible_to(by).filter(case=case, kind=MeetingKind.CLOSING, held__isnull=False).order_by("-id").first()
    row = Closure.objects.create(case=case, meeting=met, reason=reason, on=on, by=by)
    for name, reached_at in contacts:
        LastingContact.objects.create(case=case, closure=row, name=name, reached_at=reached_at, by=by)
    _tell(case, by, "year_ended", "ending")
    return row


@verb(Can.CHOOSE_CLOSING)
def choose_closing(
    newcomer: Newcomer, by: Account, *, month_13: bool, interview: str, forget_early: bool, method: str
) -> ClosingChoice:
    """An adult says what may come after the end: a question in month 13, an interview, names taken away early.

    On the own telephone by the adult alone; said aloud or on paper, the worker writes it down. A new answer follows
    the earlier one. Refused before the year has ended, and for a child.
    """
    own = Seat.NEWCOMER in newcomer.seats_of(by)
    if newcomer.age_group != AgeGroup.ADULT:
        raise Refused(_("Adults choose for themselves. Parents choose with their children."))
    if own != (method == Method.OWN_PHONE) or method not in CHOSEN:
        raise Refused(_("Choose how it was said: aloud with an interpreter, or on paper."), "method")
    closure = Closure.objects.visible_to(by).standing().filter(case_id=newcomer.case_id).first()
    if closure is None:
        raise Refused(_("The year together has not ended. This is asked at its end."))
    if interview not in ClosingChoice.Interview.values:
        raise Refused(_("Choose one of the answers shown."), "interview")
    return ClosingChoice.objects.create(
        case_id=newcomer.case_id, closure=closure, newcomer=newcomer, month_13=month_13, interview=interview,
        forget_early=forget_early, method=method, by=by,
    )  # fmt: skip


@verb(Can.REOPEN)
def reopen(case: Case, by: Account) -> Closure:
    """Open the family again: by the worker within the 30 days, by an adult of it at any time ("I need help again").

    Who is still around the family reads again, as far as each adult's yes still holds; what ran out is asked anew.
    """
    row: Closure | None = Closure.objects.visible_to(by).standing().filter(case=case).first()
    if row is None:
        raise Refused(_("The year together has not ended here. Nothing needs to be opened."))
    row.undone_at, row.undone_by = clock.now(), by
    row.save(update_fields=["undone_at", "undone_by"])
    _tell(case, by, "opened_again", "")
    return row


def _require_open(case: Case) -> None:
    if Closure.objects.standing().filter(case=case).exists():
        raise Refused(_("The year together has ended here. Open it again first."))


def _tell(case: Case, by: Account, key: str, page: str) -> None:
    """Everybody around the family reads that there is something; adults open their own page."""
    adults = set(case.circle.standing().with_seat(Seat.NEWCOMER).values_list("account_id", flat=True))
    path = f"/families/{case.pk}/{page}/" if page else f"/families/{case.pk}/"
    outbox.post(everybody_around(case) - adults, by, key, about=case, path=path)
    outbox.post(adults, by, key, about=case, path="/my/year/")
