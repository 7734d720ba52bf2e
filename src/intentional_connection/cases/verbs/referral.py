"""Refer a family warmly, refer it again, or open a family that the agency reached itself."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from intentional_connection.access.seats import GRANTS, TAKING_PART, Can, Level, Seat
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
from intentional_connection.cases.models.answers import ASKED_ANEW, Answers, why_not_by
from intentional_connection.cases.models.case import AgeGroup, Programme, chance_label
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.search import keep_family_keys
from intentional_connection.cases.verbs.answer import take_on
from intentional_connection.journal.verb import verb
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import Refused
from intentional_connection.kernel.ids import new_id
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
    """Keep what was answered so far; it survives signing out. Refused once the referral was sent.

    Where the agency or the adults change, the family's yes no longer holds: it is asked anew.
    """
    if draft is None:
        return ReferralDraft.objects.create(organization=organization, by=by, answers=answers, outreach=outreach)
    kept = ReferralDraft.objects.select_for_update(no_key=True).get(pk=draft.pk)
    if kept.sent_at:
        raise Refused(_("This referral was sent already. Open the family to see what happens next."))
    if kept.emptied_at:
        raise Refused(_("This draft waited for 30 days and was emptied. Begin a new referral."))
    changed = any(key in answers and kept.answers.get(key) not in (None, answers[key]) for key in ASKED_ANEW)
    kept.answers |= {"consent": False, **answers} if changed else answers
    kept.saved_at = clock.now()
    kept.save(update_fields=["answers", "saved_at"])
    return kept


@verb(Can.EMPTY_DRAFT)
def empty_old_draft(draft: ReferralDraft, by: Account) -> ReferralDraft:
    """Empty a draft that nobody sent or touched for 30 days; its author begins anew. Refused once sent or touched."""
    del by
    if draft.sent_at or draft.saved_at > clock.now() - ReferralDraft.KEPT:
        raise Refused(_("This draft is in use. Nothing was emptied."))
    draft.answers, draft.emptied_at = {}, clock.now()
    draft.save(update_fields=["answers", "emptied_at"])
    return draft


@verb(Can.REFER)
def refer(draft: ReferralDraft, by: Account) -> Referral:
    """Send the warm referral. The same draft sent again gives the same referral.

    Refused without consent, without a needed answer, where the site has not adopted the way in,
    and for a group that has a SAH.
    """
    if draft.case:
        return _newest(draft.case)
    answers = _complete(draft)
    sender = draft.organization
    _require_way_in(sender)
    agency = _helper(answers.agency, Kind.SPO)
    group = _group_of(sender, answers.group)
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
    """Refer a declined family to another agency, with the family's consent relayed anew.

    Refused while an agency is asked, without consent, and for the group of a SAH.
    """
    if not consent:
        raise Refused(_("Ask the family first: they say yes or no to each agency. You can come back any time."))
    if text := why_not_by(answer_by):
        raise Refused(text)
    last: Referral | None = case.referrals.newest_first().select_related("preview", "sender").first()
    if last is None or not last.is_declined:
        raise Refused(_("An agency has this family already, or is still asked. You can take that referral back first."))
    if case.accepted_referral:
        raise Refused(_("An agency has this family. For a move, ask the agency of the new community on the page of the move."))
    if not last.seats_of(by) & GRANTS[Can.REFER]:
        raise Refused(_("Your SAH refers the family. Ask your SAH to send the referral."))
    agency = _helper(str(agency.pk), Kind.SPO)
    people = list(case.newcomers.adults())
    _consent(case, by, people, [agency], Method.RELAYED, TAKING_PART)
    return ask_again(case, by, last, agency, answer_by=answer_by)


def ask_again(case: Case, by: Account, last: Referral, agency: Organization, **changed: Any) -> Referral:
    """Ask another agency with the ten facts of before, but for what has changed. A helper of verbs."""
    old = last.preview
    same = [field for field in ReferralPreview.PRIVACY if field not in {"id", "case", "referral", *changed}]
    fresh = {field: getattr(old, field) for field in same}
    return _ask_agency(case, by, last.sender, agency, last.fingerprint, fresh | changed)


@verb(Can.REACH_OUT)
def reach_out(draft: ReferralDraft, by: Account) -> Referral:
    """Open a family that the agency reached itself (a group without a SAH); accepted at once. Same draft, same family."""
    if draft.case:
        return _newest(draft.case)
    agency = draft.organization
    answers = _complete(draft)
    _require_way_in(agency, outreach=True)
    group = _helper(answers.group, Kind.GROUP_OF_FIVE, Kind.COMMUNITY_SPONSOR)
    case = _open_case(agency, by, answers)
    people = _name_people(case, answers)
    _consent(case, by, people, [group], Method.APPLICATION, TAKING_PART | Level.IDENTITY)
    _consent(case, by, people, [agency], Method.RELAYED, TAKING_PART)
    if answers.needs:
        Need.objects.create(case=case, origin=agency, text=answers.needs, by=by)
    # A supervisor may write these only while the family is founded: the circle closes that door, so it comes last.
    referral = _reached(case, by, agency, group, answers)
    CircleMember.objects.bulk_create([*_sponsor_side(case, by, group, group), _agency_row(case, by, agency, referral)])
    take_on(referral, by)
    _mark_sent(draft, case)
    return referral


def _newest(case: Case) -> Referral:
    rows: list[Referral] = list(Referral.objects.newest_first().filter(case=case)[:1])
    return rows[0]


def _complete(draft: ReferralDraft) -> Answers:
    if not draft.answers.get("consent"):
        raise Refused(_("The family has not said yes yet. The draft is kept; send it when they have."))
    missing = Answers.missing(draft.answers)
    if missing:
        raise Refused(_("Some answers are missing. Go back to the questions that are marked."))
    if Answers.outdated(draft.answers, outreach=draft.outreach):
        raise Refused(_("A month or day that you gave is past. Go back to the answers that are marked."))
    return Answers.of(draft.answers)


def why_not_refer(place: Organization, *, outreach: bool = False) -> str:
    """Why no family can be referred from here, "" where it can.

    A SAH refers where the site adopted warm referral, a group without SAH where it adopted the public
    request; an agency opens a family that it reached itself where it adopted outreach.
    """
    adoption = Adoption.objects.of(place.site)
    if outreach:
        return "" if adoption.has("outreach") else _(
            "Opening a family without a referral is not in this site. Ask the sponsors to refer it."
        )
    if place.kind == Kind.CONSTITUENT_GROUP:
        return _("Your SAH refers the family. Ask your SAH to send the referral.")
    part = "warm_referral" if place.kind == Kind.SAH else "public_request"
    return "" if adoption.has(part) else _(
        "Referring by yourselves is not in this site. Call a settlement agency near you."
    )


def _require_way_in(place: Organization, *, outreach: bool = False) -> None:
    if text := why_not_refer(place, outreach=outreach):
        raise Refused(text)


def _group_of(sender: Organization, pk: str) -> Organization:
    """The family's sponsors: one of the SAH's own groups, or the group itself that refers."""
    kind = Kind.CONSTITUENT_GROUP if sender.kind == Kind.SAH else Kind(sender.kind)
    group: Organization | None = Organization.objects.of_kind(kind).filter(pk=pk).first()
    if group is None or sender.pk not in (group.pk, group.sah_id):  # others' groups are out of sight: the same answer
        raise Refused(_("Choose one of your own groups."))
    return group


def _helper(pk: str, *kinds: Kind) -> Organization:
    row: Organization | None = Organization.objects.of_kind(*kinds).filter(pk=pk).first()
    if row is None:
        raise Refused(_("An organization that you chose is no longer there. Choose another one."))
    return row


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
                    sponsored_months=adoption.edition.months[answers.programme],
                )
        except IntegrityError:
            continue
    raise Refused(_("No free name for the family was found. Please try once more."))


def _name_people(case: Case, answers: Answers) -> list[Newcomer]:
    """Write the people down in the sender's order: sorted keys, as those of one millisecond fall by chance."""
    said = [(name, AgeGroup.ADULT) for name in answers.adults] + [(name, AgeGroup.CHILD) for name in answers.children]
    keys = sorted(new_id() for _ in said)
    rows = [Newcomer(id=key, case=case, name=name, age_group=age) for key, (name, age) in zip(keys, said, strict=True)]
    Newcomer.objects.bulk_create(rows)
    keep_family_keys(case, rows)
    return [row for row in rows if row.age_group == AgeGroup.ADULT]


def _consent(
    case: Case, by: Account, people: list[Newcomer], recipients: Iterable[Organization], method: Method, levels: Level
) -> None:
    """One consent per adult and recipient, with the edition's sentence behind it, in the language it was shown in."""
    language = get_language() or by.language
    text = case.adoption.edition.consent_text(method.value)
    Consent.objects.bulk_create(
        Consent(
            case=case,
            newcomer=person,
            recipient=place,
            levels=int(levels),
            language=language,
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
        CircleMember(case=case, seat=Seat.SPONSOR_REP, organization=group, added_by=by, contact=first_to_call(group)),
        CircleMember(case=case, seat=Seat.SPONSOR_MEMBER, organization=group, added_by=by),
    ]
    if sender.kind == Kind.SAH:
        rows.append(CircleMember(case=case, seat=Seat.SAH_STAFF, organization=sender, added_by=by, contact=by))
    return rows


def first_to_call(group: Organization) -> Account | None:
    """The group's representative, None while the group has none."""
    holders = seat_holders(group, Seat.SPONSOR_REP)
    return Account.objects.filter(pk__in=holders[:1]).first()


def _agency_row(case: Case, by: Account, agency: Organization, referral: Referral) -> CircleMember:
    """The agency's place in the circle: an invitation until it accepts."""
    return CircleMember(
        case=case, seat=Seat.SUPERVISOR, organization=agency, referral=referral, since=None, added_by=by
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
    CircleMember.objects.bulk_create([_agency_row(case, by, agency, referral)])
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


@verb(Can.SAVE_DRAFT)
def look_for_duplicate(draft: ReferralDraft, by: Account) -> bool:
    """Ask whether a family like this one was referred by anybody: yes or no, and shows no one. Refused while an answer is missing."""
    del by
    if Answers.missing(draft.answers):
        raise Refused(_("Some answers are missing. Go back to the questions that are marked."))
    with connection.cursor() as cursor:
        cursor.execute("SELECT referred_already(%s)", [fingerprint(Answers.of(draft.answers))])
        return bool(cursor.fetchone()[0])


#: So often may one account ask on one day: nobody finds out by trying who was referred.
ASKINGS_A_DAY = 10


def seems_known(draft: ReferralDraft, by: Account) -> bool:
    """Whether the check page says that a family like this one was referred: asked once all is answered, the yes too."""
    if Answers.missing(draft.answers):
        return False
    key = f"duplicates:{by.pk}:{clock.today():%Y-%m-%d}"
    cache.add(key, 0, 48 * 3600)
    return cache.incr(key) <= ASKINGS_A_DAY and look_for_duplicate(draft, by)
