"""With an adult's yes: the sponsors' view stands still; a colleague reads along; support is added (handbook 3.6, "Complex case")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Level, Seat
from intentional_connection.cases.models import CircleMember, Consent, FrozenView, SupportPlan
from intentional_connection.cases.models.case import AgeGroup
from intentional_connection.cases.models.hearing import colleagues, frozen_for, need_to_know, sponsors_of
from intentional_connection.cases.models.keeping import writing
from intentional_connection.cases.models.sharing import months_on, require_said
from intentional_connection.journal.verb import verb
from intentional_connection.kernel import clock, tongues
from intentional_connection.kernel.errors import Refused

if TYPE_CHECKING:
    from datetime import date

    from intentional_connection.cases.models import Newcomer
    from intentional_connection.partners.models import Membership, Organization
    from intentional_connection.people.models import Account

#: The edition's sentence that is read to the adult before a colleague reads along.
SENTENCE = "choice_sensitive"


@verb(Can.FREEZE_VIEW)
def freeze_view(
    newcomer: Newcomer, by: Account, *, organization: Organization, method: str, witness: str = "", interpreter: str = ""
) -> FrozenView:
    """Show an organization of sponsors nothing new from now on, with this adult's yes; nothing is deleted.

    The adult alone on the own telephone, or the worker who writes down what was said before a witness who is no sponsor.
    Refused for a child, for who does not sponsor the family, and where it stands still by this adult's word already.
    """
    if newcomer.age_group != AgeGroup.ADULT:
        raise Refused(_("Adults choose for themselves. Parents choose with their children."))
    kept = _word(newcomer, by, method, witness, interpreter)
    if organization not in sponsors_of(newcomer.case):
        raise Refused(_("Choose the family’s sponsors."), "organization")
    if organization.pk in frozen_for(newcomer, by):
        raise Refused(_("Nothing new is shown to them already."), "organization")
    return FrozenView.objects.create(
        case_id=newcomer.case_id, organization=organization, newcomer=newcomer, method=method, witness=kept, by=by
    )


@verb(Can.FREEZE_VIEW)
def thaw_view(newcomer: Newcomer, by: Account, *, organization: Organization) -> FrozenView:
    """Show the sponsors everything again, with this adult's yes; also what came meanwhile. Refused where nothing stands still."""
    row = frozen_for(newcomer, by).get(organization.pk)
    if row is None:
        raise Refused(_("They see everything already. Load the page again."))
    row.ended_at, row.ended_by = clock.now(), by
    row.save(update_fields=["ended_at", "ended_by"])
    return row


def _word(newcomer: Newcomer, by: Account, method: str, witness: str, interpreter: str) -> str:
    own = Seat.NEWCOMER in newcomer.seats_of(by)
    return require_said(newcomer.case, by, own=own, method=method, witness=witness, interpreter=interpreter)


@verb(Can.ADD_SUPPORT)
def add_support(
    newcomer: Newcomer, by: Account, *, text: str, owner: str, due_on: date, review_on: date | None = None
) -> SupportPlan:
    """Add support for one person: what, who, by which day, and when to look at it again. Refused without that person's yes."""
    if newcomer.pk not in writing(newcomer.case, by).sensitive:
        raise Refused(_("You need a yes to private tasks first. Ask at the sharing choices."))
    if not text.strip():
        raise Refused(_("Write in a few words what is added."), "text")
    if due_on < clock.today():
        raise Refused(_("This day is past. Write today or a later day."), "due_on")
    if review_on and review_on < due_on:
        raise Refused(_("Look at it again on that day or later."), "review_on")
    return SupportPlan.objects.create(
        case_id=newcomer.case_id, newcomer=newcomer, text=text.strip(), owner=owner, due_on=due_on, review_on=review_on, by=by
    )


@verb(Can.ADD_SUPPORT)
def end_support(plan: SupportPlan, by: Account) -> SupportPlan:
    """The added support is done, or not needed any more; the row stays. Refused when it ended already."""
    if plan.ended_at is not None:
        raise Refused(_("This has ended already."))
    plan.ended_at, plan.ended_by = clock.now(), by
    plan.save(update_fields=["ended_at", "ended_by"])
    return plan


@verb(Can.NAME_READER)
def name_need_to_know(
    newcomer: Newcomer, by: Account, *, colleague: Membership, method: str, language: str, witness: str = "", interpreter: str = ""
) -> CircleMember:
    """Let one colleague of the agency read what is private of this adult, with the adult's yes to this one person.

    Refused for a child, for who is no colleague, and without a witness who is no sponsor and no relative.
    """
    if newcomer.age_group != AgeGroup.ADULT:
        raise Refused(_("Adults choose for themselves. Parents choose with their children."))
    kept = _word(newcomer, by, method, witness, interpreter)
    if tongues.tongue(language) is None:
        raise Refused(_("Choose the language in which it was said."), "language")
    if colleague not in colleagues(newcomer.case, by):
        raise Refused(_("Choose a colleague of your agency who does not stand around the family yet."), "colleague")
    now, adoption = clock.now(), newcomer.case.adoption
    Consent.objects.create(
        case_id=newcomer.case_id, newcomer=newcomer, recipient=colleague.organization, recipient_person=colleague.account,
        levels=int(Level.BASIC | Level.SENSITIVE), edition=str(adoption), language=language, text_key=SENTENCE,
        text_digest=adoption.edition.consent_text(SENTENCE).digest, method=method, recorded_by=by, witness=kept, given_at=now,
        expires_at=months_on(now, adoption.edition.limits.choice_lasts_months),
    )  # fmt: skip
    return CircleMember.objects.create(
        case_id=newcomer.case_id, seat=Seat.NEED_TO_KNOW, organization=colleague.organization, account=colleague.account, added_by=by
    )


@verb(Can.NAME_READER)
def end_need_to_know(newcomer: Newcomer, by: Account, *, member: CircleMember) -> CircleMember:
    """The colleague reads no longer: the place and this adult's yes to it end. Refused when it ended already."""
    if member not in [row for row, _yes in need_to_know(newcomer, by)]:
        raise Refused(_("This ended already. Load the page again."))
    now = clock.now()
    yeses = Consent.objects.visible_to(by).filter(newcomer=newcomer, recipient_person=member.account, withdrawn_at=None)
    yeses.update(withdrawn_at=now)
    member.until = now
    member.save(update_fields=["until"])
    return member
