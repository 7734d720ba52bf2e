"""The twelve answers of a referral, as the draft keeps them and as the act needs them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.utils.translation import gettext as _

from intentional_connection.kernel import clock, working_days
from intentional_connection.partners.models import Kind

if TYPE_CHECKING:
    from intentional_connection.partners.models import Organization

#: Keys of the twelve answers in the order of asking; `terms` is no question (it follows from the agency).
ANSWERS = (
    "agency",
    "group",
    "programme",
    "adults",
    "children",
    "languages",
    "community",
    "expected",
    "wishes",
    "answer_by",
    "needs",
    "consent",
)
#: Without these a referral cannot be sent.
NEEDED = ("agency", "group", "programme", "adults", "languages", "community", "expected", "answer_by", "consent")
#: The family says yes to an agency, adult by adult: where one of these changes, the yes is asked anew.
ASKED_ANEW = ("agency", "adults")
#: A group without a SAH sponsors under its own programme.
PROGRAMME_OF = {Kind.GROUP_OF_FIVE: "g5", Kind.COMMUNITY_SPONSOR: "cs"}
#: An answer is wanted within this many days; suggested are so many working days.
MOST_DAYS, USUAL_WORKING_DAYS = 60, 5


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody says of the family. `expected` is the first day of a month, None = already here."""

    agency: str
    group: str
    programme: str
    adults: tuple[str, ...]
    children: tuple[str, ...]
    languages: tuple[str, ...]
    community: str
    fsa: str
    expected: date | None
    wishes: tuple[str, ...]
    call_first: bool
    answer_by: date
    needs: str

    @classmethod
    def missing(cls, kept: dict[str, Any]) -> list[str]:
        """Answers that are still needed before sending, in the order of asking."""
        return [key for key in NEEDED if not answered(kept, key)]

    @classmethod
    def outdated(cls, kept: dict[str, Any], *, outreach: bool = False) -> list[str]:
        """Answers that time has overtaken while the draft waited: a month that is over, a day to answer that is past."""
        old = []
        expected = kept.get("expected") or "here"
        if expected != "here" and expected < f"{clock.today():%Y-%m}":
            old.append("expected")
        answer_by = kept.get("answer_by")
        if answer_by and not outreach and why_not_by(date.fromisoformat(answer_by)):
            old.append("answer_by")
        return old

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Self:
        """Read the draft's JSON; every needed answer is there (see `missing`).

        Shapes: agency, group = ids; adults, children, languages, wishes = lists of texts;
        community = {"name", "fsa"}; expected = "here" or "2027-03"; wishes may hold "call_first";
        answer_by = ISO day; needs = text; consent = true.
        """
        expected = kept["expected"]
        wishes = tuple(kept.get("wishes") or ())
        return cls(
            agency=kept["agency"],
            group=kept["group"],
            programme=kept["programme"],
            adults=tuple(kept["adults"]),
            children=tuple(kept.get("children") or ()),
            languages=tuple(kept["languages"]),
            community=kept["community"]["name"],
            fsa=kept["community"]["fsa"],
            expected=None if expected == "here" else date.fromisoformat(f"{expected}-01"),
            wishes=tuple(wish for wish in wishes if wish != "call_first"),
            call_first="call_first" in wishes,
            answer_by=date.fromisoformat(kept["answer_by"]),
            needs=kept.get("needs") or "",
        )


def answered(kept: dict[str, Any], key: str) -> bool:
    """Whether this answer is there; an answer of two boxes only when both are filled."""
    value = kept.get(key)
    return all(value.values()) if isinstance(value, dict) else bool(value)


def given(place: Organization, *, outreach: bool) -> dict[str, Any]:
    """Answers that need no question: a group without a SAH refers its own family, an agency opens one with itself."""
    if outreach:
        return {"agency": str(place.pk), "answer_by": usual_answer_by().isoformat()}
    if place.kind in PROGRAMME_OF:
        return {"group": str(place.pk), "programme": PROGRAMME_OF[Kind(place.kind)]}
    return {}


def usual_answer_by() -> date:
    """The day suggested for the answer."""
    return working_days.add_working_days(clock.today(), USUAL_WORKING_DAYS)


def why_not_by(day: date) -> str:
    """Why no answer can be wanted by this day, "" where it can."""
    if day < clock.today():
        return _("This day is past. Choose a day from today on.")
    if day > clock.today() + timedelta(days=MOST_DAYS):
        return _("This is more than %(days)d days ahead. Choose an earlier day.") % {"days": MOST_DAYS}
    return ""
