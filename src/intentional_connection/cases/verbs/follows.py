"""Family who come later, under the one-year window: said by one adult, in private; then people of the family."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from intentional_connection.access.seats import TAKING_PART, Can, Level, Seat
from intentional_connection.cases.models import FollowingRelative, Newcomer
from intentional_connection.cases.models.case import AgeGroup
from intentional_connection.cases.models.circumstances import keep
from intentional_connection.cases.models.keeping import writing
from intentional_connection.cases.models.sharing import organizations_around, sentences_shown
from intentional_connection.cases.verbs.keeping import keep_tasks
from intentional_connection.cases.verbs.sharing import require_word, write_choice
from intentional_connection.journal.verb import verb
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import Refused
from intentional_connection.partners.models import Kind

if TYPE_CHECKING:
    from datetime import date

    from intentional_connection.people.models import Account


@verb(Can.SAY_WHO_FOLLOWS)
def say_who_follows(newcomer: Newcomer, by: Account, *, name: str, age_group: str, applied_on: date | None) -> FollowingRelative:
    """An adult says who of the declared family follows; the tasks of it are this adult's own.

    By the adult, or by the worker with this adult's yes to private tasks. Refused for a day to come and without that yes.
    """
    _require_open_to(newcomer, by)
    if applied_on and applied_on > clock.today():
        raise Refused(_("This day is still to come. Write it once the application was sent."), "applied_on")
    row = FollowingRelative.objects.create(
        case_id=newcomer.case_id, newcomer=newcomer, name=name, age_group=age_group, applied_on=applied_on, by=by
    )
    if keep(newcomer.case, by, {("declared_family_abroad", newcomer.pk): True}):
        keep_tasks(newcomer.case, by)
    return row


@verb(Can.SAY_WHO_FOLLOWS)
def add_following(
    relative: FollowingRelative, by: Account, *, method: str = "", witness: str = "", interpreter: str = "", language: str = "en"
) -> Newcomer:
    """They come: the relative becomes a person of the family, so that travel and arrival can be written down.

    By the worker. An adult's own word comes first, aloud or on paper before a witness: plan and meetings for whoever
    stands around the family, the journey for sponsors and SAH. Refused without it, and when the relative was added before.
    """
    _require_open_to(relative.newcomer, by)
    if Seat.WORKER not in relative.seats_of(by):
        raise Refused(_("Ask your worker to add this person to the family."))
    if relative.landed_id:
        raise Refused(_("This person belongs to the family here already."))
    case = relative.case
    person = Newcomer.objects.create(case=case, name=relative.name, age_group=relative.age_group)
    if person.age_group == AgeGroup.ADULT:
        kept = require_word(person, by, method, witness, interpreter)
        for place in organizations_around(case, by):
            levels = TAKING_PART if place.kind == Kind.SPO else TAKING_PART | Level.IDENTITY
            write_choice(person, by, place, levels, sentences_shown(levels), language, method, kept)
    relative.landed = person
    relative.save(update_fields=["landed"])
    keep_tasks(case, by)
    return person


def _require_open_to(newcomer: Newcomer, by: Account) -> None:
    if newcomer.age_group != AgeGroup.ADULT:
        raise Refused(_("An adult says who of the family follows."))
    if not writing(newcomer.case, by).may(newcomer.case_id, newcomer.pk, secret=True):
        raise Refused(_("This adult has not said yes to private tasks for your agency. Ask first, or let the adult write it."))
