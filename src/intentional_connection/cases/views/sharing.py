"""The private quarter of an hour: one adult and the worker, or the adult alone. Nobody else opens these pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _

from intentional_connection.access.seats import GRANTS, Can, Level, Seat
from intentional_connection.cases import verbs
from intentional_connection.cases.forms.sharing import SHORT, SharingForm, WithdrawForm
from intentional_connection.cases.models import Newcomer
from intentional_connection.cases.models.case import AgeGroup
from intentional_connection.cases.models.keeping import writing
from intentional_connection.cases.models.sharing import How, choices_of_all, organizations_around, who_read
from intentional_connection.journal.models import note_read
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.kernel.ways import opens
from intentional_connection.web.helpers import done, go, page, posted, seen, seen_list, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from intentional_connection.cases.models.sharing import Holds, Reading


@dataclass(frozen=True, slots=True)
class Standing:
    """One adult as the list of adults shows it: chosen for everybody, relayed until a day, or not yet."""

    person: Newcomer
    holds: list[Holds]

    @property
    def count(self) -> int:
        """To how many organizations this adult has said yes or no."""
        return sum(one.is_own for one in self.holds)

    @property
    def chosen(self) -> bool:
        """Said yes or no to every organization around the family."""
        return bool(self.holds) and self.count == len(self.holds)

    @property
    def relayed(self) -> Holds | None:
        """What others passed on for this adult and still holds."""
        return next((one for one in self.holds if one.how == How.RELAYED), None)


@opens(Newcomer, Can.CHOOSE_SHARING)
@signed_in
def sharing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Each organization, three choices, yes or no; as said aloud, on paper, or by the adult on the own telephone."""
    newcomer, own = _adult(request, pk)
    case, by = newcomer.case, request.by  # type: ignore[attr-defined]
    around = organizations_around(case, by)
    form = SharingForm(posted(request), newcomer=newcomer, organizations=around, edition=case.adoption.edition, own=own)
    if form.is_valid() and done(form, verbs.choose_sharing, newcomer, by, **form.said()):
        messages.success(request, _("Saved. It holds from now on, and can be changed any day."))
        return _back(request, newcomer)
    adults = [newcomer] if own else list(seen_list(request, case.newcomers.adults().in_order()))
    held = choices_of_all(case, adults, by, around)
    note_read(newcomer, by, Level.CIRCLE)
    return page(
        request,
        "cases/sharing/sharing.html",
        case=case,
        newcomer=newcomer,
        own=own,
        form=form,
        form_parts=form.get_context(),
        short=list(SHORT.values()),
        standing=[Standing(adult, held[adult.pk]) for adult in adults],
        holds=_with_readers(held[newcomer.pk], who_read(case, by)),
        may_follow=writing(case, by).may(case.pk, newcomer.pk, secret=True),
    )


@opens(Newcomer, Can.CHOOSE_SHARING)
@signed_in
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say no to an organization: what cannot be unread, who has read until now, then one choice and one press."""
    newcomer, own = _adult(request, pk)
    case, by = newcomer.case, request.by  # type: ignore[attr-defined]
    around = organizations_around(case, by)
    holds = choices_of_all(case, [newcomer], by, around)[newcomer.pk]
    shared = [one for one in holds if one.levels]
    form = WithdrawForm(posted(request), newcomer=newcomer, organizations=[one.organization for one in shared], own=own)
    if form.is_valid() and done(form, verbs.withdraw_sharing, newcomer, by, **form.said()):
        messages.success(request, _("Saved. From now on nothing more of it can be seen there."))
        return _back(request, newcomer)
    note_read(newcomer, by, Level.CIRCLE)
    return page(
        request,
        "cases/sharing/withdraw.html",
        case=case,
        newcomer=newcomer,
        own=own,
        form=form,
        text=case.adoption.edition.consent_text("withdraw").text,
        holds=_with_readers(shared, who_read(case, by)),
    )


def _adult(request: HttpRequest, pk: UUID) -> tuple[Newcomer, bool]:
    """The adult, and whether it is the reader; for whoever may write the choices down, and nobody else."""
    newcomer = seen(request, Newcomer.objects.select_related("case__adoption"), pk)
    by = request.by  # type: ignore[attr-defined]
    seats = newcomer.seats_of(by)
    if not seats & GRANTS[Can.CHOOSE_SHARING]:
        raise NotAllowed
    if newcomer.age_group != AgeGroup.ADULT:
        raise Http404
    return newcomer, Seat.NEWCOMER in seats


def _with_readers(holds: list[Holds], readers: dict[UUID, list[Reading]]) -> list[dict[str, Any]]:
    """What each organization may see, and who of it has read until now."""
    return [{"held": one, "readers": readers.get(one.organization.pk, [])} for one in holds]


def _back(request: HttpRequest, newcomer: Newcomer) -> HttpResponse:
    """Back to the adult's page; to Today where the worker's own organization was told no and the page is gone."""
    still = seen_list(request, newcomer.case.newcomers.in_order())
    return go("cases:sharing", pk=newcomer.pk) if newcomer in list(still) else go("desk:today")
