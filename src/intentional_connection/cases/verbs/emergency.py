"""A family is opened because of an emergency: with a reason, for hours, before the eyes of two people (handbook 3.6)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from intentional_connection.access.seats import BY_THING, EMERGENCY, Can
from intentional_connection.cases.models import EmergencyAccess, EmergencyReview
from intentional_connection.cases.models.emergency import MOST_HOURS, family_of_agency, whom_to_tell
from intentional_connection.journal.models import note_opening
from intentional_connection.journal.verb import verb
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import Refused
from intentional_connection.notices import outbox

if TYPE_CHECKING:
    from intentional_connection.partners.models import Organization
    from intentional_connection.people.models import Account


@verb(Can.OPEN_EMERGENCY)
def open_emergency(
    agency: Organization, by: Account, *, tree: str, number: int, reason: str, hours: int, about_sah: bool
) -> EmergencyAccess:
    """Open one family of one's own agency for at most a day; two people are told at once.

    Refused without a reason, for a family that is not with the agency, and where no two people can be told.
    """
    if not reason.strip():
        raise Refused(_("Write in a few words what the emergency is."), "reason")
    if not 1 <= hours <= MOST_HOURS:
        raise Refused(_("Choose for how many hours, at most 24."), "hours")
    case_id = family_of_agency(agency, tree, number)
    if case_id is None:
        raise Refused(_("No family of this name is with your agency. Look at the tree and the number again."), "number")
    if EmergencyAccess.objects.visible_to(by).open().filter(case_id=case_id, by=by).exists():
        raise Refused(_("You have opened this family already. Go on there."))
    told = whom_to_tell(case_id, agency, about_sah=about_sah)
    if told is None:
        raise Refused(
            _("Two people must be told, and there are no two. Ask the network of the site to name a listener. In danger, call 911.")
        )
    first, first_place, second, second_place = told
    row = EmergencyAccess.objects.create(
        case_id=case_id, organization=agency, reason=reason.strip(), by=by, at=clock.now(), until=clock.now() + timedelta(hours=hours),
        first_id=first, first_place_id=first_place, second_id=second, second_place_id=second_place,
    )  # fmt: skip
    note_opening(row, by, EMERGENCY & ~BY_THING)  # of the family as a whole, so that every adult learns of it
    outbox.post([first, second], by, "emergency", about=row, path=f"/emergencies/{row.pk}/")
    return row


@verb(Can.END_EMERGENCY)
def end_emergency(emergency: EmergencyAccess, by: Account) -> EmergencyAccess:
    """End it before its hour: whoever opened it, or one of the two who were told. Refused when it has ended."""
    if not emergency.is_open:
        raise Refused(_("This has ended already."))
    emergency.ended_at, emergency.ended_by = clock.now(), by
    emergency.save(update_fields=["ended_at", "ended_by"])
    return emergency


@verb(Can.REVIEW_EMERGENCY)
def review_emergency(emergency: EmergencyAccess, by: Account, *, fine: bool, text: str = "") -> EmergencyReview:
    """Say that it was fine, or that it was not and why: then it ends at once. Each of the two who were told says it once.

    Refused as fine while it is open, as not fine without a word, and a second time.
    """
    if emergency.reviews.filter(by=by).exists():
        raise Refused(_("You have looked at this already. What you said stays."))
    if fine and emergency.is_open:
        raise Refused(_("It is still open. Look again when it has ended, or end it now."), "fine")
    if not fine and not text.strip():
        raise Refused(_("Write in a few words what was not right."), "text")
    if emergency.is_open:
        emergency.ended_at, emergency.ended_by = clock.now(), by
        emergency.save(update_fields=["ended_at", "ended_by"])
    return EmergencyReview.objects.create(case_id=emergency.case_id, emergency=emergency, fine=fine, text=text.strip(), by=by)
