"""What organizations do: begin, take people in, describe workers, make agreements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Seat
from intentional_connection.access.walls import entered
from intentional_connection.journal.verb import verb
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import Refused
from intentional_connection.notices import outbox
from intentional_connection.partners.models import (
    SEATS_OF_KIND,
    Absence,
    AgreementSignature,
    Kind,
    Membership,
    Organization,
    PartnershipAgreement,
    Site,
    WorkerLanguage,
    name_taken,
    seat_holders,
)
from intentional_connection.people.models import Account, Profile
from intentional_connection.people.verbs import account_of, forget_second_step

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody to take into an organization."""

    email: str
    name: str
    seat: Seat
    phone: str = ""
    language: str = "en"


@verb(Can.FOUND_SITE)
def found_site(account: Account, by: Account, *, site: str, organization: str, name: str) -> Organization:
    """Make the first site and its coordination, with the founder as coordinator. Refused once there is any site."""
    with connection.cursor() as cursor:  # two first starts at once: one waits, then finds the other's site
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('found_site', 19))")
    if Site.objects.have_begun():
        raise Refused(_("This installation has begun already. Ask its coordinator to add you."))
    place = Site.objects.create(name=site, made_by=by)
    row = Organization.objects.create(kind=Kind.NETWORK, site=place, name=organization, made_by=by)
    Membership.objects.create(organization=row, account=account, seat=Seat.COORDINATOR, since=clock.now(), added_by=by)
    Profile.objects.update_or_create(account=account, defaults={"name": name})
    return row


def begin(
    _place: None, _by: None, *, site: str, organization: str, name: str, email: str, language: str
) -> Account:
    """At the first start nobody has an account: make it, and found the site as it. A helper of the set-up page."""
    founder = account_of(email, language=language)
    with entered(founder.pk):
        found_site(founder, founder, site=site, organization=organization, name=name)
    return founder


@verb(Can.ADOPT)
def add_site(site: Site, by: Account, *, name: str) -> Site:
    """Make another site; the coordinator of an existing one opens it. Refused when the name is taken."""
    if Site.objects.filter(name__iexact=name).exists():
        raise Refused(_("There is a site of this name already. Choose another name."))
    return Site.objects.create(name=name, made_by=by)


@verb(Can.ADD_ORGANIZATION)
def add_organization(
    site: Site, by: Account, *, kind: Kind, name: str, fsa: str = "", phone: str = "", sah: Organization | None = None
) -> Organization:
    """Register an organization of the site. Refused when the name is taken, and for a SAH's group without its SAH."""
    _free_name(site, name)
    if (kind == Kind.CONSTITUENT_GROUP) != (sah is not None):
        raise Refused(_("A sponsor group of a SAH needs its SAH, and no other organization has one. Choose again."))
    return Organization.objects.create(kind=kind, site=site, name=name, fsa=fsa, phone=phone, sah=sah, made_by=by)


@verb(Can.REGISTER_GROUP)
def register_group(
    account: Account, by: Account, *, site: Site, kind: Kind, name: str, person: str, phone: str = "", fsa: str = ""
) -> Organization:
    """A Group of Five or community sponsor registers itself; its maker represents it.

    Refused for other kinds, and where the site has not adopted this way in.
    """
    if kind not in (Kind.GROUP_OF_FIVE, Kind.COMMUNITY_SPONSOR):
        raise Refused(_("Only a Group of Five or a community sponsor registers itself. Others are added by their site."))
    if not site.has_part("public_request"):
        raise Refused(_("Referring by yourselves is not in this site. Call one of its agencies; they are listed on this page."))
    _free_name(site, name)
    row = Organization.objects.create(kind=kind, site=site, name=name, fsa=fsa, phone=phone, made_by=by)
    Membership.objects.create(organization=row, account=account, seat=Seat.SPONSOR_REP, since=clock.now(), added_by=by)
    Profile.objects.update_or_create(account=account, defaults={"name": person, "phone": phone})
    return row


def _free_name(site: Site, name: str) -> None:
    if name_taken(site, name):
        raise Refused(_("There is an organization of this name already. Choose another name."))


@verb(Can.ADD_MEMBERS, counted=True)
def add_members(organization: Organization, by: Account, *, people: Iterable[Colleague]) -> list[Membership]:
    """Invite people; each gets a neutral mail and belongs from the own yes on.

    The answer is the same whether an address is known or not. Refused for a seat that such an organization does not
    give, or for oneself.
    """
    return [_add(organization, by, person) for person in people]


def _add(organization: Organization, by: Account, person: Colleague) -> Membership:
    if person.seat not in SEATS_OF_KIND[organization.kind]:
        raise Refused(_("This organization does not give this role. Choose another role."))
    account = account_of(person.email, language=person.language)
    if account.pk == by.pk:
        raise Refused(_("You cannot add yourself. Ask a colleague to do it."))
    same = Membership.objects.not_ended().filter(organization=organization, account=account, seat=person.seat)
    if known := same.first():
        return known
    row = Membership(
        organization=organization,
        account=account,
        seat=person.seat,
        invited_as=person.name,
        invited_phone=person.phone,
        added_by=by,
    )
    row.save(force_insert=True)
    outbox.post([account.pk], by, "invited", about=organization, path="/today/")
    return row


@verb(Can.ANSWER_INVITATION)
def join(membership: Membership, by: Account) -> Membership:
    """Say yes to an invitation: one belongs from now on. Who has no name here yet takes the one that the inviter typed."""
    _require_open(membership)
    typed = {"name": membership.invited_as, "phone": membership.invited_phone}
    Profile.objects.get_or_create(account=by, defaults=typed)
    membership.since = clock.now()
    membership.save(update_fields=["since"])
    return membership


@verb(Can.ANSWER_INVITATION)
def turn_down(membership: Membership, by: Account) -> Membership:
    """Say that an invitation is not for oneself; it ends, and nothing of one was shown."""
    _require_open(membership)
    membership.until = clock.now()
    membership.save(update_fields=["until"])
    return membership


def _require_open(membership: Membership) -> None:
    if membership.since is not None or membership.until is not None:
        raise Refused(_("This invitation was answered or taken back already. Nothing changes."))


@verb(Can.RESET_SECOND_STEP)
def reset_second_step(membership: Membership, by: Account) -> Membership:
    """Take a colleague's second step away, who has lost it, and end every sign-in; the colleague is told.

    Refused for oneself: somebody else who leads does it.
    """
    if membership.account_id == by.pk:
        raise Refused(_("Nobody resets the own second step. Ask another person who leads your organization."))
    if membership.since is None or membership.until is not None:
        raise Refused(_("This person does not belong here now."))
    forget_second_step(membership.account)
    outbox.post([membership.account_id], by, "second_step_reset", about=membership, path="/me/second-step/")
    return membership


@verb(Can.DESCRIBE_WORKER)
def describe_worker(
    membership: Membership, by: Account, *, languages: Mapping[str, int], fsa: str, cap_points: int, gender: str = ""
) -> Membership:
    """Keep what a worker speaks (language -> level 1 to 3), from where, and with room for how many points."""
    now = clock.now()
    open_rows = {row.language: row for row in membership.languages.filter(until=None)}
    for code, row in open_rows.items():
        if languages.get(code) != row.level:
            row.until = now
            row.save(update_fields=["until"])
    fresh = {code: level for code, level in languages.items() if code not in open_rows or open_rows[code].until}
    WorkerLanguage.objects.bulk_create(
        WorkerLanguage(membership=membership, language=code, level=level) for code, level in fresh.items()
    )
    membership.fsa, membership.cap_points, membership.gender = fsa, cap_points, gender
    membership.save(update_fields=["fsa", "cap_points", "gender"])
    return membership


@verb(Can.RECORD_ABSENCE)
def record_absence(
    membership: Membership, by: Account, *, from_on: date, to_on: date, cover: Membership | None = None
) -> Absence:
    """Say when a worker is away, both days included, and who covers: in the circles of the worker's families on these days.

    Those around the families are told. Refused when it ends before it begins, without a cover where families have the
    worker as their contact, and for a cover from elsewhere or away too.
    """
    if to_on < from_on:
        raise Refused(_("The last day is before the first day. Change one of them."))
    families = _families_of(membership)
    if families and cover is None:
        raise Refused(_("Families have this person as their contact. Choose who helps them meanwhile."), "cover")
    if cover is not None:
        _require_cover(membership, cover, from_on, to_on)
    row = Absence.objects.create(membership=membership, from_on=from_on, to_on=to_on, cover=cover, by=by)
    if cover is not None and families:
        outbox.post([cover.account_id], by, "covers", about=membership.organization, path="/today/")
    for family in families:
        sides = family.case.circle.standing().select_related("organization").with_seat(Seat.SPONSOR_REP, Seat.SAH_STAFF)
        readers = {reader for side in sides for reader in seat_holders(side.organization, Seat(side.seat))}
        outbox.post(readers, by, "worker_away", about=family.case, path=f"/families/{family.case_id}/")
    return row


def _families_of(membership: Membership) -> list[Any]:
    """The designations by which this membership is a family's one contact now."""
    designations: Any = membership.account.designations  # type: ignore[attr-defined]  # rows of the room above
    return list(designations.held_by(membership).select_related("case").order_by("id"))


def _require_cover(membership: Membership, cover: Membership, from_on: date, to_on: date) -> None:
    """A colleague of the same agency, who is there on these days."""
    if not Membership.objects.in_force().can_cover(membership).filter(pk=cover.pk).exists():
        raise Refused(_("Choose a colleague of the agency: a worker or a supervisor."), "cover")
    if Absence.objects.filter(membership=cover, from_on__lte=to_on, to_on__gte=from_on).exists():
        raise Refused(_("This colleague is away on some of these days too. Choose somebody else."), "cover")


@verb(Can.PROPOSE_AGREEMENT)
def propose_agreement(
    organization: Organization, by: Account, *, partner: Organization, from_on: date, to_on: date | None = None
) -> PartnershipAgreement:
    """Propose an agreement between agency and SAH; the proposer's side signs with it, the other side is told.

    Refused between other kinds, where the proposer's site has no agreements, and twice.
    """
    if not organization.site.has_part("agreements"):
        raise Refused(_("Formal agreements are not in this site. Refer with terms for one family instead."))
    sides = {organization.kind: organization, partner.kind: partner}
    if set(sides) != {Kind.SPO, Kind.SAH}:
        raise Refused(_("An agreement joins one settlement agency and one SAH. Choose the other side."))
    if to_on and to_on < from_on:
        raise Refused(_("The agreement would end before it begins. Change one of the days."))
    if PartnershipAgreement.objects.between(sides[Kind.SPO], sides[Kind.SAH]).still_stands(from_on).exists():
        raise Refused(_("You have an agreement with this organization on that day already. Sign it, or choose a later day."))
    row = PartnershipAgreement.objects.create(
        agency=sides[Kind.SPO], sah=sides[Kind.SAH], from_on=from_on, to_on=to_on, proposed_by=by
    )
    AgreementSignature.objects.create(agreement=row, organization=organization, by=by)
    _tell(partner, by, "agreement_proposed", row)
    return row


def _tell(side: Organization, by: Account, key: str, agreement: PartnershipAgreement) -> None:
    """Those who may sign for a side hear of it."""
    readers = seat_holders(side, Seat.SUPERVISOR, Seat.SAH_STAFF)
    outbox.post(readers, by, key, about=agreement, path=f"/agreements/{agreement.pk}/sign/")


@verb(Can.SIGN_AGREEMENT)
def sign_agreement(agreement: PartnershipAgreement, by: Account) -> AgreementSignature:
    """Sign for one's own side; in force when both have. Refused when this side has signed."""
    side = agreement.side_of(by)
    if side is None or agreement.signatures.filter(organization=side).exists():
        raise Refused(_("Your side has signed already. The other side is asked now."))
    row = AgreementSignature.objects.create(agreement=agreement, organization=side, by=by)
    _tell(agreement.other_side(side), by, "agreement_signed", agreement)
    return row
