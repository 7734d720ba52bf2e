"""An organization: its people by seat, and its agreements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can
from intentional_connection.kernel.ways import opens
from intentional_connection.notices.models import NoticeFailure
from intentional_connection.partners import verbs
from intentional_connection.partners.forms import AgreementForm, MemberForm, SignForm
from intentional_connection.partners.models import (
    SEAT_NAMES,
    Kind,
    Membership,
    Organization,
    PartnershipAgreement,
)
from intentional_connection.web.helpers import done, go, page, posted, rights, seen, seen_list, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

#: Which kind of organization agrees with which.
OTHER_SIDE = {Kind.SPO: Kind.SAH, Kind.SAH: Kind.SPO}


@opens(Organization)
@signed_in
def organization(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who belongs to the organization, seat by seat; names are for colleagues only."""
    place = seen(request, Organization.objects.with_neighbours(), pk)
    rows = list(seen_list(request, Membership).not_ended().of_organization(place).describing_workers())  # type: ignore[attr-defined]
    lost = seen_list(request, NoticeFailure).standing() if rows else ()  # type: ignore[attr-defined]
    came_back = {row.reader_id: row for row in lost if row.reader_id != request.by.pk}  # type: ignore[attr-defined]
    people = {seat: [(one, came_back.get(one.account_id)) for one in rows if one.since and one.seat == seat] for seat in SEAT_NAMES}
    return page(
        request,
        "partners/organization.html",
        organization=place,
        seats=[(label, people[seat]) for seat, label in SEAT_NAMES.items() if people[seat]],
        invited=[(one, came_back.get(one.account_id)) for one in rows if not one.since and place.pk in request.by.organizations()],  # type: ignore[attr-defined]
        groups=seen_list(request, place.groups.in_name_order()) if place.kind == Kind.SAH else (),  # type: ignore[attr-defined]
        can=rights(place, request.by),  # type: ignore[attr-defined]
        makes_agreements=place.kind in OTHER_SIDE,
        inside=place.pk in request.by.organizations(),  # type: ignore[attr-defined]
    )


@opens(Organization, Can.ADD_MEMBERS)
@signed_in
def add_member(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Invite somebody; the person gets a neutral mail. The answer is the same whether the address is known or not."""
    place = seen(request, Organization.objects.with_neighbours(), pk)
    form = MemberForm(posted(request), organization=place)
    if form.is_valid() and done(form, verbs.add_members, place, request.by, people=[form.colleague()]):  # type: ignore[attr-defined]
        messages.success(request, _("The person is invited and gets an e-mail with a link. They belong here once they have said yes."))
        return go("partners:organization", pk=pk)
    return page(
        request,
        "partners/add_member.html",
        form=form,
        organization=place,
        can=rights(place, request.by),  # type: ignore[attr-defined]
    )


@opens(Membership, Can.RESET_SECOND_STEP)
@signed_in
def reset_second_step(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A colleague has lost the second step: take it away, so that another one can be set up."""
    row = seen(request, Membership.objects.in_force().with_names(), pk)
    by = request.by  # type: ignore[attr-defined]
    form = SignForm(posted(request))
    if form.is_valid() and done(form, verbs.reset_second_step, row, by):
        messages.success(request, _("Reset. The person is told, signs in with the e-mail code and sets up another second step."))
        return go("partners:organization", pk=row.organization_id)
    return page(request, "partners/reset_second_step.html", form=form, membership=row, can=rights(row, by))


@opens(Membership, Can.ANSWER_INVITATION)
@signed_in
def join(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say yes to an invitation."""
    return _answer(request, pk, verbs.join, _("Welcome. You belong to this organization now."))


@opens(Membership, Can.ANSWER_INVITATION)
@signed_in
def turn_down(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that an invitation is not for oneself."""
    return _answer(request, pk, verbs.turn_down, _("The invitation is gone. Nobody was shown anything about you."))


def _answer(request: HttpRequest, pk: UUID, verb: Any, thanks: str) -> HttpResponse:
    """The invitation with its two answers; one's own only."""
    by = request.by  # type: ignore[attr-defined]
    row = seen(request, Membership.objects.invitations().of_account(by).with_inviter(), pk)
    form = SignForm(posted(request))
    if form.is_valid() and done(form, verb, row, by):
        messages.success(request, thanks)
        return go("desk:today")
    return page(request, "partners/invitation.html", form=form, invitations=[row])


@opens(Organization, Can.PROPOSE_AGREEMENT)
@signed_in
def agreements(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The agreements of an agency or a SAH with their state, and a new proposal."""
    place = seen(request, Organization.objects.with_neighbours(), pk)
    kind = OTHER_SIDE.get(Kind(place.kind))
    others = seen_list(request, Organization).of_kind(*filter(None, [kind])).in_name_order()  # type: ignore[attr-defined]
    form = AgreementForm(posted(request), partners=others.select_related("site"))
    if form.is_valid() and done(form, verbs.propose_agreement, place, request.by, **form.said()):  # type: ignore[attr-defined]
        messages.success(request, _("Proposed and signed for your side. The other side is told and asked to sign."))
        return go("partners:agreements", pk=pk)
    rows = seen_list(request, PartnershipAgreement).of(place)  # type: ignore[attr-defined]
    return page(
        request,
        "partners/agreements.html",
        form=form,
        organization=place,
        rows=[(row, row.other_side(place), row.state_for(place)) for row in rows],
        adopted=place.site.has_part("agreements"),
        inside=place.pk in request.by.organizations(),  # type: ignore[attr-defined]
        can=rights(place, request.by),  # type: ignore[attr-defined]
    )


@opens(PartnershipAgreement, Can.SIGN_AGREEMENT)
@signed_in
def sign_agreement(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Read an agreement and sign it for one's own side."""
    agreement = seen(request, PartnershipAgreement.objects.with_sides(), pk)
    form = SignForm(posted(request))
    mine = agreement.side_of(request.by)  # type: ignore[attr-defined]
    if form.is_valid() and done(form, verbs.sign_agreement, agreement, request.by):  # type: ignore[attr-defined]
        messages.success(request, _("Signed. The other side is told."))
        return go("partners:sign_agreement", pk=pk)
    return page(
        request,
        "partners/sign_agreement.html",
        form=form,
        agreement=agreement,
        mine=mine,
        other=agreement.other_side(mine) if mine else None,
        state=agreement.state_for(mine) if mine else None,
    )
