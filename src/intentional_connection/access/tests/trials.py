"""Where each verb is tried, and with what words: one place and a few words for every act of the product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator

from intentional_connection.cases import models as c
from intentional_connection.cases.models import Case, MinutesDraft, Newcomer, Referral, ReferralDraft
from intentional_connection.cases.models.contact import ContactKind
from intentional_connection.cases.models.narrowing import Whom
from intentional_connection.cases.models.referral import ReplyKind
from intentional_connection.cases.verbs.minutes import Minutes
from intentional_connection.kernel import clock
from intentional_connection.partners.models import Kind, Membership, PartnershipAgreement
from intentional_connection.people.models import KeptForm, Key
from tests.world import enter

if TYPE_CHECKING:

    from tests.families import Families

#: Every seat, an agency and a SAH that are strangers to the family, somebody without any seat.
SOMEBODY = ["cora", "paul", "hugo", "ruth", "tom", "helen", "nadia", "selam", "omar", "grace", "luwam", "yared", "stranger"]
SOMEBODY += ["amina", "dawit"]


@dataclass(frozen=True)
class Try:
    """Where a verb stands in the world, and what is said with it."""

    place: Any
    said: dict[str, Any]


def tries(world: Families) -> dict[str, Try]:
    """A place and words for every verb; read past the walls, so that only rights decide."""
    family = Case.objects.get(pk=world.home.pk)
    waiting = Referral.objects.unanswered().filter(agency=world.harbour).first()
    omar = Membership.objects.get(account=world.people["omar"])
    answer = {"reason": world.reason("agency"), "next_step": "call_together"}
    later = clock.today() + timedelta(days=9)
    draft = ReferralDraft.objects.get(sent_at=None, organization=world.lakeside)
    return {
        "save_draft": Try(world.lakeside, {"answers": {}}),
        "refer": Try(draft, {}),
        "look_for_duplicate": Try(draft, {}),
        "empty_old_draft": Try(world.old_draft, {}),
        "refer_again": Try(family, {"agency": world.northgate, "answer_by": later, "consent": True}),
        "reach_out": Try(ReferralDraft.objects.get(sent_at=None, outreach=True), {}),
        "ask": Try(waiting, {"about": "wish"}),
        "reply": Try(waiting, {"kind": ReplyKind.RIGHT}),
        "accept": Try(waiting, {}),
        "decline": Try(waiting, answer),
        "take_back": Try(waiting, answer | {"reason": world.reason("sender")}),
        "designate": Try(family, {"worker": omar}),
        "log_contact": Try(family, {"kind": ContactKind.CALL, "on": clock.today(), "minutes": 3, "language": "en"}),
        "sleep": Try(family, {"reason": world.reason("pause"), "wake_on": later}),
        "wake": Try(family, {}),
        "remind_unanswered": Try(waiting, {}),
        "keep_identity": Try(Newcomer.objects.get(case=family, name="Luwam"), {"full_name": "L. T."}),
        **tries_people(world),
        **tries_meetings(world),
        **tries_roles(world),
        **tries_arrival(world),
        **tries_handover(world),
        **tries_protection(world),
        **tries_ending(world),
        **tries_emergency(world),
    }


def tries_people(world: Families) -> dict[str, Try]:
    """Sites, organizations, memberships, accounts."""
    selam = Membership.objects.get(account=world.people["selam"])
    cora, kept = world.people["cora"], KeptForm.objects.get(account=world.people["selam"])
    group = {"site": world.site, "kind": Kind.GROUP_OF_FIVE, "name": "Ours", "person": "Cora"}
    return {
        "found_site": Try(cora, {"site": "One more", "organization": "More", "name": "Cora"}),
        "add_site": Try(world.site, {"name": "Lake"}),
        "add_organization": Try(world.site, {"kind": Kind.SPO, "name": "New agency"}),
        "register_group": Try(cora, group),
        "add_members": Try(world.harbour, {"people": []}),
        "join": Try(selam, {}),
        "turn_down": Try(selam, {}),
        "end_membership": Try(selam, {}),
        "reset_second_step": Try(selam, {}),
        "add_app": Try(cora, {"secret": "A" * 32}),
        "add_passkey": Try(cora, {"credential": {}}),
        "remove_way": Try(cora, {"way": Authenticator(user=cora)}),
        "renew_codes": Try(cora, {}),
        "end_devices": Try(cora, {}),
        "describe_worker": Try(selam, {"languages": {"ti": 3}, "fsa": "N2G", "cap_points": 9}),
        "record_absence": Try(selam, {"from_on": clock.today(), "to_on": clock.today()}),
        "propose_agreement": Try(world.harbour, {"partner": world.hillside, "from_on": clock.today()}),
        "sign_agreement": Try(PartnershipAgreement.objects.get(), {}),
        "edit_profile": Try(cora, {"name": "Cora", "phone": ""}),
        "read_in": Try(cora, {"language": "fr"}),
        "set_pin": Try(cora, {"number": "2580"}),
        "end_pin": Try(cora, {}),
        "keep_form": Try(cora, {"path": "/today/", "fields": {}}),
        "put_away": Try(world.people["selam"], {"kept": kept}),
        "empty_kept_form": Try(kept, {}),
        "adopt": Try(world.site, {"parts": []}),
    }


def tries_handover(world: Families) -> dict[str, Try]:
    """From that family's worker to the next, and another one asked for."""
    row, adult = world.handover, world.later.dawit
    lena = Membership.objects.get(account=world.people["lena"])
    return {
        "open_handover": Try(world.settled, {"to": lena}),
        "wish_for_handover": Try(row, {"newcomer": adult}),
        "agree_handover": Try(row, {"newcomer": adult, "method": "aloud", "witness": "Miriam"}),
        "hand_over": Try(row, {}),
        "call_off_handover": Try(row, {}),
        "ask_other_worker": Try(world.settled, {"wish": "wish_man"}),
        "answer_worker_request": Try(world.asked_worker, {"answer": "Soon"}),
    }


def tries_meetings(world: Families) -> dict[str, Try]:
    """Meetings of the family that has landed, and what comes of them."""
    family, later = world.settled, world.later
    day, hour = clock.today() + timedelta(days=9), clock.now() + timedelta(days=9)
    meeting = later.at_hand["post_arrival"]["meeting"]
    change = {"asked_by": "sponsor", "reason": "illness"}
    when = {"starts_at": hour, "minutes": 60, "zone": "America/Toronto", "way": "phone", "place": "", "language": "en"}
    minutes = Minutes(started_at=clock.now() - timedelta(minutes=4), ended_at=clock.now(), way="phone", language="en")
    return {
        "plan_meeting": Try(family, {"kind": "review", "starts_at": hour}),
        "move_meeting": Try(meeting, when | change | {"interpreter": ""}),
        "call_off_meeting": Try(meeting, change),
        "answer_meeting": Try(meeting, {"coming": "yes"}),
        "ask_for_meeting": Try(family, {}),
        "add_point": Try(family, {"text": "The lease"}),
        "met_already": Try(family, {"kind": "review", "guests": []}),
        "empty_old_minutes": Try(MinutesDraft.objects.earliest("saved_at"), {}),
        "hold_meeting": Try(meeting, {"minutes": minutes}),
        "not_held": Try(family, {"kind": "pre_arrival", "reason": "late_notice"}),
        "answer_open_question": Try(c.OpenQuestion.objects.get(case=family, text="Which school?"), {"answer": "The near one"}),
        "set_rhythm": Try(family, {"every_days": 14, "way": "phone", "next_on": day}),
    }


def tries_roles(world: Families) -> dict[str, Try]:
    """Who does what in that family, and its tasks."""
    family, later = world.settled, world.later
    shown = c.RoleLine.objects.get(case=family, key="T036")
    seen = {"seen": shown.digest}
    return {
        "open_board": Try(family, {}),
        "confirm_lines": Try(family, {"lines": {}}),
        "record_yes": Try(later.dawit, {"lines": {}, "method": "aloud", "witness": "Miriam"}),
        "take_back_yes": Try(shown, {}),
        "write_down": Try(family, {}),
        "say_part": Try(shown, {"part": "lead"} | seen),
        "ask_party": Try(shown, {"party": "worker"} | seen),
        "set_not_needed": Try(shown, {"reason": "x"} | seen),
        "need_again": Try(shown, seen),
        "split_line": Try(shown, {"newcomer": later.dawit}),
        "add_task": Try(family, {"label": "A bicycle"}),
        "ask_about": Try(shown, {"text": "Why?"}),
        "answer_question": Try(c.Question.objects.get(line=shown), {"answer": "Money"}),
        "tick": Try(later.made["start"], {"on": clock.today()}),
        "untick": Try(later.made["ordinary"], {}),
        "comment": Try(later.made["ordinary"], {"text": "Done"}),
        "say_circumstances": Try(family, {"holds": {}}),
        "see_gap": Try(family, {"text": "A lamp"}),
        "answer_gap": Try(c.Need.objects.get(case=family, text="A dentist"), {"text": "On King Street"}),
    }


def tries_arrival(world: Families) -> dict[str, Try]:
    """Its journey, choices, connections and keys; how one is told."""
    family, later = world.settled, world.later
    day = clock.today() + timedelta(days=9)
    connection = c.ServiceConnection.objects.get(case=family, item="health_card")
    link = Key.objects.filter(kind="carried", case_id=family.pk).first()
    telling = {"channel": "mail", "digest": "off", "quiet_from": time(21), "quiet_to": time(8), "zone": "Asia/Kabul"}
    return {
        "record_travel": Try(family, {"newcomers": [later.amina], "received_on": clock.today(), "lands_on": clock.today()}),
        "record_arrival": Try(family, {"newcomers": [later.amina], "on": clock.today()}),
        "undo_arrival": Try(family, {"newcomers": [later.amina], "why": "x"}),
        "choose_sharing": Try(later.dawit, {"choices": {}, "language": "en", "method": "paper", "witness": "Miriam"}),
        "withdraw_sharing": Try(later.dawit, {"organization": world.st_marks, "method": "paper", "witness": "Miriam"}),
        "choose_notices": Try(world.people["cora"], telling),
        "remind_choices": Try(family, {}),
        "remind_meeting": Try(later.at_hand["post_arrival"]["meeting"], {}),
        "open_check": Try(family, {}),
        "add_connection": Try(family, {"label": "Food", "newcomer": None, "owner": "worker", "due_on": day}),
        "set_connection": Try(connection, {"owner": "worker", "due_on": day}),
        "answer_connection": Try(connection, {"state": "connected", "newcomer": later.amina, "method": "aloud", "witness": "Miriam"}),
        "give_key": Try(later.dawit, {}),
        "end_keys": Try(later.amina, {}),
        "carry_link": Try(family, {}),
        "spend_key": Try(link, {}),
        "want_new_key": Try(link, {}),
        **tries_staying(world),
    }


def tries_staying(world: Families) -> dict[str, Try]:
    """Between its meetings."""
    family, later = world.settled, world.later
    asked, said = c.WorkerQuestion.objects.get(case=family), c.CheckIn.objects.get(case=family)
    way = c.OnwardReferral.objects.get(case=family, newcomer=None)
    return {
        "ask_worker": Try(family, {"text": "When?"}),
        "answer_worker_question": Try(asked, {"answer": "Soon"}),
        "write_update": Try(family, {"text": "A bicycle came"}),
        "write_private": Try(later.amina, {"text": "A word"}),
        "ask_erasure": Try(later.amina, {}),
        "check_in": Try(later.amina, {"feeling": "good"}),
        "answer_check_in": Try(said, {"answer": "I am glad"}),
        "refer_onward": Try(family, {"service": "Classes", "reached_at": "", "ask_on": clock.today()}),
        "record_outcome": Try(way, {"outcome": "service_began", "on": clock.today()}),
    }


def protect(world: Families) -> None:
    """What only those named read, in that family: a row for each verb to stand on."""
    case, amina = world.settled, world.later.amina
    verbs = import_module("intentional_connection.cases.verbs")
    enter(world.amina)
    verbs.raise_concern(case, world.amina, about="sponsor", hears="worker", text="Loud")
    enter(world.selam)
    note = verbs.write_note(case, world.selam, text="Ring twice")
    verbs.name_reader(note, world.selam, account=world.paul)
    verbs.open_difficulty(case, world.selam, safety=False)
    verbs.add_support(amina, world.selam, text="A ride", owner="worker", due_on=clock.today())


def tries_protection(world: Families) -> dict[str, Try]:
    """Concerns, notes, a difficulty, the sponsors' view and added support."""
    family, amina = world.settled, world.later.amina
    concern, note, difficulty = (model.objects.get(case=family) for model in (c.Concern, c.RestrictedNote, c.Difficulty))
    reader = c.ProtectionReader.objects.get(note=note, account=world.people["paul"])
    own = {"method": "aloud", "witness": "Miriam"}
    omar = Membership.objects.get(account=world.people["omar"])
    named = Try(amina, {"member": c.CircleMember.objects.filter(case=family).first()})
    return {
        "raise_concern": Try(family, {"about": "sponsor", "hears": "sah", "text": "Loud"}),
        "reply_to_concern": Try(concern, {"text": "Thank you"}),
        "close_concern": Try(concern, {}),
        "write_note": Try(family, {"text": "Ring twice"}),
        "end_note": Try(note, {}),
        "name_reader": Try(note, {"account": world.people["helen"]}),
        "end_reader": Try(reader, {}),
        "open_difficulty": Try(family, {"safety": False}),
        "hear_side": Try(difficulty, {"voice": "sponsor", "happened": "They pay"}),
        "decide_in_difficulty": Try(difficulty, {"step": "settled", "owner": "worker", "due_on": clock.today()}),
        "end_difficulty": Try(difficulty, {"outcome": "settled"}),
        "freeze_view": Try(amina, {"organization": world.st_marks} | own),
        "thaw_view": Try(amina, {"organization": world.st_marks}),
        "hide_from": Try(amina, {"whom": Whom(world.st_marks), "topic": "work"} | own),
        "show_again": Try(amina, {"narrowing": c.Narrowing.objects.filter(newcomer=amina).first()}),
        "add_support": Try(amina, {"text": "A ride", "owner": "worker", "due_on": clock.today()}),
        "end_support": Try(c.SupportPlan.objects.get(case=family), {}),
        "name_need_to_know": Try(amina, {"colleague": omar, "language": "ti"} | own),
        "end_need_to_know": named,
    }


def tries_ending(world: Families) -> dict[str, Try]:
    """The end of its year, and the ways out."""
    family, later = world.settled, world.later
    move = c.Move.objects.filter(case=family).first()
    after = {"month_13": False, "interview": "never", "forget_early": False, "method": "paper"}
    return {
        "withdraw": Try(later.dawit, {"method": "paper", "witness": "Miriam"}),
        "take_part_again": Try(later.dawit, {"language": "en"}),
        "begin_month_13": Try(family, {}),
        "keep_budget": Try(later.dawit, {"amounts": {}}),
        "set_term": Try(family, {"months": 3}),
        "close_year": Try(family, {"reason": "x", "on": clock.today()}),
        "choose_closing": Try(later.dawit, after),
        "reopen": Try(family, {}),
        "plan_move": Try(family, {"community": "Lake", "fsa": "N1H", "on": clock.today()}),
        "settle_move": Try(move, {"outcome": "x"}),
        "call_off_move": Try(move, {}),
        "name_new_agency": Try(move, {"agency": world.harbour}),
        "refer_to_new_place": Try(move, {"answer_by": clock.today()}),
        "leave_family": Try(family, {}),
        "bring_group": Try(family, {"group": world.st_marks}),
        "say_who_follows": Try(later.dawit, {"name": "B.", "age_group": "child", "applied_on": None}),
        "add_following": Try(c.FollowingRelative.objects.filter(case=family).first(), {}),
    }


def tries_emergency(world: Families) -> dict[str, Try]:
    """A family opened because of an emergency: opened at an agency, ended and looked at by those who know of it."""
    row = c.EmergencyAccess.objects.first()
    said = {"tree": "oak", "number": 0, "reason": "Nobody answers", "hours": 1, "about_sah": False}
    return {
        "open_emergency": Try(world.harbour, said),
        "end_emergency": Try(row, {}),
        "review_emergency": Try(row, {"fine": True}),
    }
