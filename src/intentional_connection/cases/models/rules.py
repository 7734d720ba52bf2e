"""Who may say what about a line, in sentences that say what to do next: the matrix of the handbook (6.1) in words."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from intentional_connection.access.seats import Seat
from intentional_connection.cases.models.case import Newcomer
from intentional_connection.cases.models.changing import Edit, Said, said_of
from intentional_connection.cases.models.meeting import Voice
from intentional_connection.cases.models.roles import RoleLine, RolePart
from intentional_connection.kernel.errors import Refused
from intentional_connection.partners.models import seat_holders
from intentional_connection.people.models import Profile
from intentional_connection.roles.leading import Answer, MayLead, who_may_lead, who_sets_not_needed
from intentional_connection.roles.model import Part, Party

#: What stands beside a lead, or why it is not possible.
WHY = {
    "sponsorship_undertaking": gettext_lazy(
        "Sponsorship undertaking: the sponsors lead this. The worker can help or be told."
    ),
    "sah_steps_in": gettext_lazy("This is a duty of the sponsors. The SAH may step in; say why."),
    "sponsors_stay_answerable": gettext_lazy("The family may do this itself. The sponsors stay answerable."),
    "agency_is_funded": gettext_lazy("The agency is funded for this. Say why the sponsors lead it."),
    "family_decides": gettext_lazy("The family decides who does this, and may change it any day."),
    "not_in_circle": gettext_lazy("There is no SAH around this family."),
    "sah_duty": gettext_lazy("This is a duty of the SAH. Others can help or be told."),
}
#: How the parties are named inside a sentence.
WHO = {
    # Translators: inside a sentence: "Waits for: the family"
    Voice.NEWCOMER: pgettext_lazy("who", "the family"),
    # Translators: inside a sentence: "Waits for: the sponsors"
    Voice.SPONSOR: pgettext_lazy("who", "the sponsors"),
    # Translators: inside a sentence: "Waits for: the worker"
    Voice.WORKER: pgettext_lazy("who", "the worker"),
    # Translators: inside a sentence: "Waits for: the SAH"
    Voice.SAH: pgettext_lazy("who", "the SAH"),
}
_SEATS = {
    Voice.SPONSOR: (Seat.SPONSOR_REP, Seat.SPONSOR_MEMBER),
    Voice.WORKER: (Seat.WORKER,),
    Voice.SAH: (Seat.SAH_STAFF,),
}


def part_word(said: Said | None) -> str:
    """A part in a word: leads, helps, is told, no part."""
    # Translators: a party has no part in a task
    return str(RolePart(said.part.value).label) if said else pgettext("part", "no part")


def require_lead(edit: Edit, party: Party, reason: str, *, asked: bool = False) -> None:
    """Refuse a lead that the matrix does not allow, or one that wants a reason without one."""
    may = who_may_lead(edit.kind, party, has_sah=edit.has_sah)
    if may.answer is Answer.NO:
        raise Refused(_why_not(may, party))
    if may.answer is not Answer.WITH_REASON:
        return
    if asked:
        raise Refused(_("They may lead this only with a reason of their own. Speak with them: they can say it on this page."))
    if reason not in edit.case.adoption.edition.reasons_of("lead_reason"):
        raise Refused(str(WHY[may.code]), "reason")


def _why_not(may: MayLead, party: Party) -> str:
    if may.code == "agency_is_funded" and party is Party.SAH:
        return _("The agency is funded for this. The SAH can help or be told.")
    return str(WHY[may.code])


def setters(edit: Edit) -> frozenset[Party]:
    """The parties that say together that this line is not needed."""
    lead = edit.leads[0] if edit.leads else None
    return who_sets_not_needed(edit.kind, lead, has_sah=edit.has_sah)


def together(parties: frozenset[Party]) -> str:
    """Parties in a sentence, the family first: "the family and the sponsors"."""
    names = [str(WHO[voice]) for voice in WHO if Party(voice.value) in parties]
    if not names[1:]:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def require_person(edit: Edit, person: object) -> UUID | None:
    """The id of whoever is named; refused for somebody who is not of one's own party."""
    if person in (None, ""):
        return None
    pk = person if isinstance(person, UUID) else getattr(person, "pk", None)
    if pk not in own_people(edit):
        raise Refused(_("Choose somebody of your own side."), "person")
    return pk


def own_people(edit: Edit) -> list[UUID]:
    """Whom the changer's party can name: the family its adults, the others the holders of their seats."""
    if edit.speaker.voice == Voice.NEWCOMER:
        return list(Newcomer.objects.filter(case=edit.case).adults().in_order().values_list("pk", flat=True))
    found: list[UUID] = []
    for row in edit.case.circle.standing().with_seat(*_SEATS[edit.speaker.voice]).select_related("organization"):
        if row.account_id:
            found.append(row.account_id)
        elif row.organization:
            found += seat_holders(row.organization, Seat(row.seat))
    return list(dict.fromkeys(found))


def require_unsaid(edit: Edit, wanted: Said | None, seen: str) -> None:
    """Refuse where somebody else of the same party said another part since the page was opened: both are shown."""
    if seen == edit.row.digest:
        return
    now, before = edit.said.get(edit.speaker.party), _before(edit, seen)
    if now in (before, wanted):
        return
    row = _row_that_said(edit, now)
    if row.by_id == edit.by.pk or not _is_own_sides(edit, row):
        return
    raise Refused(
        _("%(name)s said: %(theirs)s. You said: %(mine)s. Choose.")
        % {"name": _name_of(row), "theirs": part_word(now), "mine": part_word(wanted)}
    )


def _before(edit: Edit, seen: str) -> object:
    row = edit.seen(seen)
    return _own(row, edit.speaker.party) if row else "unknown"


def _own(row: RoleLine, party: Party) -> Said | None:
    return said_of(row).get(party)


def _row_that_said(edit: Edit, now: Said | None) -> RoleLine:
    """The row in which the party's part became what it is now."""
    found = edit.row
    for row in edit.earlier:
        if _own(row, edit.speaker.party) != now:
            break
        found = row
    return found


def _is_own_sides(edit: Edit, row: RoleLine) -> bool:
    """Whether the party itself said it: whoever says the own part says yes to the row with it. Others ask, or step in front."""
    return bool(row.confirmations.filter(party=edit.speaker.voice, by_id=row.by_id).exists())


def _name_of(row: RoleLine) -> str:
    profile = Profile.objects.filter(account_id=row.by_id).first()
    # Translators: stands for a name that the reader may not read
    return profile.name if profile else _("Somebody of your side")


def require_same(edit: Edit, seen: str) -> None:
    """Refuse an act about the line as a whole where it changed meanwhile."""
    if seen != edit.row.digest:
        raise Refused(_("This line has changed meanwhile. Here is how it stands now; look at it and choose again."))


def asker_steps_back(said: dict[Party, Said], party: Party) -> dict[Party, Said]:
    """Whoever asks another to lead hands the own lead over and helps."""
    own = said.get(party)
    if own is None or own.part is not Part.LEAD:
        return said
    return {**said, party: Said(Part.HELP, own.person)}
