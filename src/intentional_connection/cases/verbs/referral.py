"""Refer a family warmly, refer it again, or open a family that the agency reached itself."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from intentional_connection.access.seats import TAKING_PART, Can, Level, Seat
from intentional_connection.cases.models import (
    Case,
    CaseTerms,
    CircleMember,
    Consent,
    Need,
    Newcomer,
    Referral,
    ReferralDraft,
    ReferralPreview,
)
from intentional_connection.cases.models.answers import Answers
from intentional_connection.cases.models.case import AgeGroup, Programme, chance_label
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.verbs.answer import take_on
from intentional_connection.journal.verb import verb
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import Refused
from intentional_connection.notices import outbox
from intentional_connection.partners.models import Kind, Organization, PartnershipAgreement, seat_holders
from intentional_connection.people.models import Account
from intentional_connection.practice.models import Adoption

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


@verb(Can.SAVE_DRAFT)
def save_draft(
    organization: Organization,
    by: Account,
    *,
    answers: dict[str, Any],
    draft: ReferralDraft | None = None,
    outreach: bool = False,
) -> ReferralDraft:
    """Keep what was answered so far; it survives signing out. Refused once the referral was sent."""
    if draft is None:
        return ReferralDraft.objects.create(organization=organization, by=by, answers=answers, outreach=outreach)
    kept = ReferralDraft.objects.select_for_update(no_key=True).get(pk=draft.pk)
    if kept.sent_at:
        raise Refused(_("This referral was sent already. Open the family to see what happens next."))
    kept.answers |= answers
    kept.saved_at = clock.now()
    kept.save(update_fields=["answers", "saved_at"])
    return kept


@verb(Can.REFER)
def refer(draft: ReferralDraft, by: Account) -> Referral:
    """Send the warm referral. The same draft sent again gives the same referral.

    Refused without consent, without a needed answer, where the site has not adopted the way in,
    and for a group that has a SAH.
    """
    if draft.case_id:
        return draft.case.referrals.newest_first()[0]
    answers = _complete(draft)
    sender = draft.organization
    _require_way_in(sender)
    agency = Organization.objects.of_kind(Kind.SPO).get(pk=answers.agency)
    group = Organization.objects.of_kind(*_groups_of(sender)).get(pk=answers.group)
    case = _open_case(sender, by, answers)
    people = _name_people(case, answers)
    recipients = {sender, group}
    _consent(case, by, people, recipients, Method.APPLICATION, TAKING_PART | Level.IDENTITY)
    _consent(case, by, people, [agency], Method.RELAYED, TAKING_PART)
    CircleMember.objects.bulk_create(_sponsor_side(case, by, sender, group))
    if answers.needs:
        Need.objects.create(case=case, origin=sender, text=answers.needs, by=by)
    referral = _send(case, by, sender, agency, answers)
    _mark_sent(draft, case)
    return referral


@verb(Can.REFER)
def refer_again(case: Case, by: Account, *, agency: Organization, answer_by: date, consent: bool) -> Referral:
    """Refer a declined family to another agency, with the family's consent relayed anew. Refused while one is asked."""
    if not consent:
        raise Refused(_("Ask the family first: they say yes or no to each agency. You can come back any time."))
    last = case.referrals.newest_first().select_related("preview", "sender").first()
    if last is None or not last.is_declined:
        raise Refused(_("An agency has this family already, or is still asked. You can take that referral back first."))
    people = list(case.newcomers.adults())
    _consent(case, by, people, [agency], Method.RELAYED, TAKING_PART)
    old = last.preview
    fresh = {field.attname: getattr(old, field.attname) for field in old._meta.fields}
    for key in ("id", "case_id", "referral_id", "answer_by"):
        fresh.pop(key)
    return _ask_agency(case, by, last.sender, agency, last.fingerprint, fresh | {"answer_by": answer_by})


@verb(Can.REACH_OUT)
def reach_out(draft: ReferralDraft, by: Account) -> Referral:
    """Open a family that the agency reached itself (a group without a SAH); accepted at once. Same draft, same family."""
    if draft.case_id:
        return draft.case.referrals.newest_first()[0]
    agency = draft.organization
    answers = _complete(draft)
    if not Adoption.objects.of(agency.site).has("outreach"):
        raise Refused(_("Opening a family without a referral is not in this site. Ask the sponsors to refer it."))
    group = Organization.objects.of_kind(Kind.GROUP_OF_FIVE, Kind.COMMUNITY_SPONSOR).get(pk=answers.group)
    case = _open_case(agency, by, answers)
    people = _name_people(case, answers)
    _consent(case, by, people, [group], Method.APPLICATION, TAKING_PART | Level.IDENTITY)
    _consent(case, by, people, [agency], Method.RELAYED, TAKING_PART)
    CircleMember.objects.bulk_create(
        [*_sponsor_side(case, by, group, group), _agency_row(case, by, agency, referral=None, contact=by)]
    )
    if answers.needs:
        Need.objects.create(case=case, origin=agency, text=answers.needs, by=by)
    referral = _reached(case, by, agency, group, answers)
    take_on(referral, by)
    _mark_sent(draft, case)
    return referral


def _complete(draft: ReferralDraft) -> Answers:
    if not draft.answers.get("consent"):
        raise Refused(_("The family has not said yes yet. The draft is kept; send it when they have."))
    missing = Answers.missing(draft.answers)
    if missing:
        raise Refused(_("Some answers are missing. Go back to the questions that are marked."))
    return Answers.of(draft.answers)


def _require_way_in(sender: Organization) -> None:
    """A SAH refers where the site adopted warm referral; a group without SAH where it adopted the public request."""
    adoption = Adoption.objects.of(sender.site)
    if sender.kind == Kind.CONSTITUENT_GROUP:
        raise Refused(_("Your SAH refers the family. Ask your SAH to send the referral."))
    part = "warm_referral" if sender.kind == Kind.SAH else "public_request"
    if not adoption.has(part):
        raise Refused(_("Referring by yourselves is not in this site. Call a settlement agency near you."))


def _groups_of(sender: Organization) -> list[Kind]:
    return [Kind.CONSTITUENT_GROUP] if sender.kind == Kind.SAH else [Kind(sender.kind)]


def _open_case(place: Organization, by: Account, answers: Answers) -> Case:
    """Make the case under a tree and number by chance; a taken one is drawn again."""
    adoption = Adoption.objects.of(place.site)
    for attempt in range(20):
        tree, number = chance_label(attempt)
        try:
            with transaction.atomic():
                return Case.objects.create(
                    tree=tree,
                    number=number,
                    site=place.site,
                    adoption=adoption,
                    programme=Programme(answers.programme),
                    community=answers.community,
                    fsa=answers.fsa,
                    languages=list(answers.languages),
                    wishes=list(answers.wishes),
                    expected_month=answers.expected,
                    opened_by=by,
                    opened_in=place,
                )
        except IntegrityError:
            continue
    raise Refused(_("No free name for the family was found. Please try once more."))


def _name_people(case: Case, answers: Answers) -> list[Newcomer]:
    rows = [Newcomer(case=case, name=name, age_group=AgeGroup.ADULT) for name in answers.adults]
    rows += [Newcomer(case=case, name=name, age_group=AgeGroup.CHILD) for name in answers.children]
    return [row for row in Newcomer.objects.bulk_create(rows) if row.age_group == AgeGroup.ADULT]


def _consent(
    case: Case, by: Account, people: list[Newcomer], recipients: Iterable[Organization], method: Method, levels: Level
) -> None:
    """One consent per adult and recipient, with the edition's sentence behind it."""
    text = case.adoption.edition.consent_text(method.value)
    Consent.objects.bulk_create(
        Consent(
            case=case,
            newcomer=person,
            recipient=place,
            levels=int(levels),
            language=by.language,
            text_key=text.key,
            text_digest=text.digest,
            method=method,
            recorded_by=by,
        )
        for person in people
        for place in recipients
    )


def _sponsor_side(case: Case, by: Account, sender: Organization, group: Organization) -> list[CircleMember]:
    rows = [
        CircleMember(case=case, seat=Seat.SPONSOR_REP, organization=group, added_by=by, contact=_first(group)),
        CircleMember(case=case, seat=Seat.SPONSOR_MEMBER, organization=group, added_by=by),
    ]
    if sender.kind == Kind.SAH:
        rows.append(CircleMember(case=case, seat=Seat.SAH_STAFF, organization=sender, added_by=by, contact=by))
    return rows


def _first(group: Organization) -> Account | None:
    """The group's representative, None while the group has none."""
    holders = seat_holders(group, Seat.SPONSOR_REP)
    return Account.objects.filter(pk__in=holders[:1]).first()


def _agency_row(
    case: Case, by: Account, agency: Organization, *, referral: Referral | None, contact: Account | None = None
) -> CircleMember:
    """The agency's place in the circle: an invitation until it accepts."""
    since = None if referral else clock.now()
    return CircleMember(
        case=case,
        seat=Seat.SUPERVISOR,
        organization=agency,
        referral=referral,
        since=since,
        added_by=by,
        contact=contact,
    )


def _send(case: Case, by: Account, sender: Organization, agency: Organization, answers: Answers) -> Referral:
    return _ask_agency(case, by, sender, agency, fingerprint(answers), _ten_fields(case, by, sender, answers))


def _ten_fields(case: Case, by: Account, sender: Organization, answers: Answers) -> dict[str, Any]:
    profile = getattr(by, "profile", None)
    return {
        "tree": case.tree,
        "number": case.number,
        "sender_name": sender.name,
        "call_name": profile.name if profile else sender.name,
        "call_phone": (profile.phone if profile else "") or sender.phone,
        "programme": case.programme,
        "community": case.community,
        "adults": len(answers.adults),
        "children": len(answers.children),
        "languages": list(answers.languages),
        "expected_month": answers.expected,
        "wish": bool(answers.wishes),
        "call_first": answers.call_first,
        "answer_by": answers.answer_by,
    }


def _ask_agency(
    case: Case, by: Account, sender: Organization, agency: Organization, print_: str, fields: dict[str, Any]
) -> Referral:
    referral = Referral.objects.create(case=case, sender=sender, agency=agency, sent_by=by, fingerprint=print_)
    ReferralPreview.objects.create(case=case, referral=referral, **fields)
    CircleMember.objects.bulk_create([_agency_row(case, by, agency, referral=referral)])
    if sender.kind == Kind.SAH and not PartnershipAgreement.objects.between(agency, sender).in_force(clock.today()):
        text = case.adoption.edition.consent_text("case_terms")
        CaseTerms.objects.create(
            case=case, referral=referral, offered_by=by, text_key=text.key, text_digest=text.digest
        )
    readers = seat_holders(agency, Seat.SUPERVISOR)
    outbox.post(readers, by, "referral_sent", about=referral, path=f"/referrals/{referral.pk}/")
    return referral


def _reached(case: Case, by: Account, agency: Organization, group: Organization, answers: Answers) -> Referral:
    referral = Referral.objects.create(
        case=case, sender=group, agency=agency, sent_by=by, outreach=True, fingerprint=fingerprint(answers)
    )
    ReferralPreview.objects.create(case=case, referral=referral, **_ten_fields(case, by, group, answers))
    return referral


def _mark_sent(draft: ReferralDraft, case: Case) -> None:
    draft.case, draft.sent_at, draft.answers = case, clock.now(), {}
    draft.save(update_fields=["case", "sent_at", "answers"])


def fingerprint(answers: Answers) -> str:
    """A keyed digest of the adults' names, the number of people and the languages: says "alike", tells nothing."""
    names = sorted(name.casefold().strip() for name in answers.adults)
    text = "|".join([*names, str(len(answers.children)), *sorted(answers.languages)])
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def referred_already(draft: ReferralDraft) -> bool:
    """Whether a family like this one was referred by anybody; says yes or no and shows no one."""
    if Answers.missing({**draft.answers, "consent": True}):
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT referred_already(%s)", [fingerprint(Answers.of(draft.answers))])
        return bool(cursor.fetchone()[0])
