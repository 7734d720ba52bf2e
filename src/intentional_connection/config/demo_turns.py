"""Turns that the path of a family of the demo takes: another worker, a concern, a move, a group that leaves, the way back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from intentional_connection.cases import verbs
from intentional_connection.cases.models import Handover
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.meeting import MeetingKind, Voice, Way
from intentional_connection.config import demo_acts as acts
from intentional_connection.partners import verbs as partners

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from intentional_connection.cases.models import Newcomer
    from intentional_connection.cases.models.case import Case
    from intentional_connection.config.demo_cast import Cast
    from intentional_connection.config.demo_steps import Path

ALOUD: dict[str, Any] = {"method": Method.ALOUD, "witness": "Joan, from the clinic"}


def _day(path: Path, ahead: int) -> date:
    return path.cast.today + timedelta(days=ahead)


def _adult(case: Case, name: str) -> Newcomer:
    person: Newcomer = case.newcomers.get(name=name)
    return person


def cedar(path: Path) -> None:
    """Between meetings: services, news, a question, the private line; then Feven asks for another worker."""
    _cedar_services(path)
    _cedar_protected(path)
    at = path.cast.days_ago
    with path.acting("selam", at(8)) as (case, by):
        verbs.write_update(case, by, text="The evening class begins again after the holidays, in the same room.")
    with path.acting("feven", at(7, 20)) as (case, by):
        verbs.keep_identity(_adult(case, "Feven"), by, full_name="Feven Tesfamichael", phone="519 555 0173")
    with path.acting("ruth", at(6, 18)) as (case, by):
        verbs.ask_worker(case, by, text="Which bus goes to the evening class? We would like to ride along the first time.")
    with path.acting("feven", at(5, 20)) as (case, by):
        verbs.write_private(_adult(case, "Feven"), by, text="ሰላም፣ ንጽባሕ ንግሆ ክትድውልለይ ትኽእሊ ዶ፧")
    with path.acting("selam", at(4, 9)) as (case, by):
        verbs.write_private(_adult(case, "Feven"), by, text="እወ፣ ሰዓት ትሽዓተ ክድውለልኪ እየ።")
    with path.acting("feven", at(3, 20)) as (case, by):
        verbs.check_in(_adult(case, "Feven"), by, feeling="so_so", wants_call=True)
    with path.acting("feven", at(2, 20)) as (case, by):
        verbs.ask_other_worker(case, by, wish="wish_other")


def _cedar_services(path: Path) -> None:
    """One service has begun; of the other nobody knows yet."""
    at = path.cast.days_ago
    with path.acting("selam", at(13)) as (case, by):
        row = verbs.refer_onward(
            case, by, service="Library, homework club", reached_at="519 555 0174", ask_on=_day(path, -6),
            newcomer=_adult(case, "B."),
        )  # fmt: skip
        verbs.refer_onward(case, by, service="Evening class in English", reached_at="519 555 0175", ask_on=_day(path, 6))
    with path.acting("selam", at(10)) as (_case, by):
        verbs.record_outcome(type(row).objects.get(pk=row.pk), by, outcome="service_began", on=_day(path, -10))


def _cedar_protected(path: Path) -> None:
    """A note that only its author reads, and support that was added with Feven's yes to private tasks."""
    at = path.cast.days_ago
    with path.acting("selam", at(9)) as (case, by):
        verbs.write_note(case, by, text="Call before each visit, and leave no message on the line at home.")
    with path.acting("selam", at(9, 11)) as (case, by):
        text = "Somebody from the library rides the bus with Feven once a week, until she knows the way."
        due_on, review_on = _day(path, 5), _day(path, 20)
        verbs.add_support(_adult(case, "Feven"), by, text=text, owner=Voice.WORKER, due_on=due_on, review_on=review_on)


def apple(path: Path) -> None:
    """The family moved, the group goes on paying from afar, the rhythm rests; then Reem shows the group nothing new."""
    at = path.cast.days_ago
    with path.acting("dalia", at(12)) as (case, by):
        verbs.plan_move(case, by, community="Milltown", fsa="N1H", on=_day(path, -20))
    with path.acting("sam", at(9)) as (case, by):
        verbs.settle_move(case.moves.get(), by, outcome="money_only")
    with path.acting("dalia", at(8)) as (case, by):
        rest, again = _day(path, 20), _day(path, 48)
        verbs.set_rhythm(case, by, every_days=28, way=Way.PHONE, paused_until=rest, review_on=again)
    with path.acting("reem", at(4, 20)) as (case, by):
        group = path.cast.orgs["lighthouse"]
        verbs.freeze_view(_adult(case, "Reem"), by, organization=group, method=Method.OWN_PHONE)


def alder(path: Path) -> None:
    """Omar goes away soon: Amal takes over once Ziad has said yes too. Paul hears both sides of a difficulty, one so far."""
    at, cast = path.cast.days_ago, path.cast
    with path.acting("helen", at(5)) as (case, by):
        row = verbs.open_handover(case, by, to=cast.membership("amal", "harbour"), on=_day(path, 14))
    with path.acting("omar", at(4)) as (case, by):
        handover, maha = Handover.objects.get(pk=row.pk), _adult(case, "Maha")
        wish: Any = {"pass_on": "Call in the evening.", "keep_back": "Nothing about the first weeks; Maha tells that herself."}
        verbs.wish_for_handover(handover, by, newcomer=maha, **wish)
        verbs.agree_handover(handover, by, newcomer=maha, **ALOUD)
    with path.acting("paul", at(3)) as (case, by):
        difficulty = verbs.open_difficulty(case, by, safety=False)
    with path.acting("paul", at(3, 15)) as (_case, by):
        happened, needed = "The rides to the class became too many, and nobody said so.", "A week without rides."
        row_of = type(difficulty).objects.get(pk=difficulty.pk)
        verbs.hear_side(row_of, by, voice=Voice.SPONSOR, happened=happened, needed=needed)
        verbs.decide_in_difficulty(row_of, by, step="talk_together", owner=Voice.SAH, due_on=_day(path, 7))


def linden(path: Path) -> None:
    """Before anybody lands, Omar hands the family over to Amal; Agnes says yes for the sponsors."""
    at, cast = path.cast.days_ago, path.cast
    with path.acting("helen", at(24)) as (case, by):
        row = verbs.open_handover(case, by, to=cast.membership("amal", "harbour"))
    with path.acting("agnes", at(23, 18)) as (_case, by):
        verbs.agree_handover(Handover.objects.get(pk=row.pk), by)
    with path.acting("helen", at(21)) as (_case, by):
        verbs.hand_over(Handover.objects.get(pk=row.pk), by)
    acts.contact(cast, path.case_id, at(18), "amal", "ar", 30)


def aspen(path: Path) -> None:
    """Tigist says who follows, in the one-year window; since then nobody was in touch."""
    with path.acting("yonas", path.cast.days_ago(41, 14)) as (case, by):
        verbs.say_who_follows(_adult(case, "Tigist"), by, name="D.", age_group="child", applied_on=None)


def cherry(path: Path) -> None:
    """The group cannot go on; Lakeside looks for another one."""
    with path.acting("irene", path.cast.days_ago(3, 18)) as (case, by):
        verbs.leave_family(case, by)


def elm(path: Path) -> None:
    """The family managed by itself; now it moves, and Sahra opens the path again."""
    at = path.cast.days_ago
    with path.acting("yonas", at(16)) as (case, by):
        friend = ("George", "519 555 0144")
        verbs.close_year(case, by, reason="stands_alone", on=_day(path, -16), contacts=[friend])
    with path.acting("sahra", at(3, 19)) as (case, by):
        verbs.reopen(case, by)
    with path.acting("sahra", at(3, 19, 10)) as (case, by):
        verbs.plan_move(case, by, community="Riverton", fsa="N2G", on=_day(path, 40))


def concern(path: Path) -> None:
    """Juniper 30: Idris tells the listener what is wrong; neither Selam nor the group learns of it."""
    with path.acting("idris", path.cast.days_ago(2, 21)) as (case, by):
        text = "They come in with their own key, also when we are not at home. I want to say it without a quarrel."
        verbs.raise_concern(case, by, about=Voice.SPONSOR, hears="listener", text=text)


def review(path: Path) -> None:
    """Hemlock 6: near month 3 all look back together."""
    said: dict[str, Any] = {"way": Way.PLACE, "place": "Chez Divine", "minutes": 60, "language": "fr"}
    path.plan("amal", path.cast.days_ago(4), MeetingKind.REVIEW, path.coming(15, 14), **said)


def covered(cast: Cast) -> None:
    """Amal is away since yesterday; Selam helps her families until she is back."""
    with cast.acting("helen", cast.days_ago(1, 8)) as by:
        amal, selam = cast.membership("amal", "harbour"), cast.membership("selam", "harbour")
        partners.record_absence(
            amal, by, from_on=cast.today - timedelta(days=1), to_on=cast.today + timedelta(days=4), cover=selam
        )


#: What happens to a family of the plans once its path is told.
TURNS: dict[str, Callable[[Path], None]] = {
    "Cedar 7": cedar,
    "Apple 14": apple,
    "Alder 3": alder,
    "Linden 10": linden,
    "Aspen 9": aspen,
    "Cherry 5": cherry,
    "Elm 33": elm,
}
