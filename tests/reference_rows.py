"""Which rows of each table the handbook lets somebody read, in the words of tests/reference.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from intentional_connection.access.models import Reach
from intentional_connection.access.seats import Level
from intentional_connection.cases import models as c
from intentional_connection.journal.models import Act, ReadLog
from intentional_connection.notices.models import CalendarEntry, Notice, NoticeFailure, NoticePreference
from intentional_connection.partners import models as p
from intentional_connection.people.models import KeptForm, Key, Pin, Profile
from tests.reference import DRAFT_KEPT, WORD, Reference, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable


def _family(level: str) -> Rule:
    return lambda who, row: who.family(row.case_id, level)


def _person(level: str) -> Rule:
    return lambda who, row: who.person(row.newcomer_id, level)


def _either(level: str) -> Rule:
    """What is about one person opens with that person, what is about all of them with the family."""
    return lambda who, row: (
        who.person(row.newcomer_id, level) if row.newcomer_id is not None else who.family(row.case_id, level)
    )


def _beside(column: str, model: Any, rule: Rule) -> Rule:
    """Who reads a row reads what stands beside it."""
    return lambda who, row: rule(who, who.facts.table(model)[getattr(row, column)])


def _read(who: Reference, row: ReadLog) -> bool:
    """One's own reads; an adult also who else opened of the family what this adult reads too (3.6).

    Nothing that is protected, nothing that another adult of the family opened; what is one person's only with that person named.
    """
    if row.by_id == who.account.pk:
        return True
    adults = {one.account_id for one in who.facts.circle if one.case_id == row.case_id and one.seat == "newcomer"}
    own = any(one.case_id == row.case_id and one.seat == "newcomer" for one in who.standing)
    if not own or row.by_id in adults or row.level & Level.PROTECTION:
        return False
    words = {word for bit, word in WORD.items() if row.level & bit}
    if row.person_id is not None:
        return any(who.person(row.person_id, word) for word in words)
    return not words & {"identity", "travel", "sensitive", "private"} and any(who.family(row.case_id, word) for word in words)


def _path(who: Reference, row: Any) -> bool:
    return who.path(row.referral_id)


def _past(of: Rule) -> Rule:
    """Who reads a row reads its past."""
    return lambda who, event: of(who, who.facts.table(type(event).pgh_tracked_model)[event.pgh_obj_id])


def _line(who: Reference, row: c.RoleLine) -> bool:
    """Who does what is for everybody who reads the plan; a line whose existence is a secret, for that person's own yes."""
    return who.person(row.newcomer_id, "sensitive") if row.secret else _either("plan")(who, row)


def _task(who: Reference, row: c.Task) -> bool:
    """Name and status of ordinary tasks with the plan; a secret one with that person's own yes, or where one takes part."""
    if row.secret:
        return who.person(row.newcomer_id, "sensitive") or who.takes_part(row)
    return _either("plan")(who, row)


def _comment(who: Reference, row: c.TaskComment) -> bool:
    """Content: of a sensitive task only with a yes to that, for whoever leads or helps, and what one wrote oneself."""
    task = who.facts.table(c.Task)[row.task_id]
    if not _task(who, task):
        return False
    ordinary = not task.sensitive and not task.secret
    return ordinary or row.by_id == who.account.pk or _either("sensitive")(who, task) or who.takes_part(task)


def _draft(who: Reference, row: c.MinutesDraft) -> bool:
    """What somebody is typing is nobody else's."""
    if who.is_system:
        return row.saved_at < who.now - DRAFT_KEPT
    return row.by_id == who.account.pk and who.family(row.case_id, "meeting")


def _kept(who: Reference, row: KeptForm) -> bool:
    """One's own words; the jobs only what is old."""
    if who.is_system:
        return row.at < who.now - DRAFT_KEPT
    return row.account_id == who.account.pk


def _key(who: Reference, row: Key) -> bool:
    """One's own and those one made. An own key is for the adult and the worker; a link to pass on for whoever may change
    who stands around the family. The door itself finds every key.
    """
    if who.is_system or who.account.pk in {row.account_id, row.made_by_id}:
        return True
    seats = {"worker"} if row.kind == "own" else {"sponsor_representative", "sah_staff", "worker", "supervisor"}
    return any(one.case_id == row.case_id and one.seat in seats and who.said_yes(one, "belonging") for one in who.standing)


def _entry(who: Reference, row: CalendarEntry) -> bool:
    """A calendar entry: whoever sent it, and whoever it goes to."""
    sent = [one for one in who.facts.table(Notice).values() if one.entry_id == row.pk]
    return who.is_system or row.by_id == who.account.pk or any(one.reader_id == who.account.pk for one in sent)


def _failure(who: Reference, row: NoticeFailure) -> bool:
    """A mail that came back: its reader, whoever leads an organization to which the reader belongs, and who invited before it."""
    led = {place for place, seat in who.seats if seat in {"supervisor", "sah_staff", "sponsor_representative"}}
    people = {one.account_id for one in who.facts.memberships if one.organization_id in led and who.lasts(one.since, one.until)}
    people |= {
        one.account_id for one in who.facts.memberships
        if (one.since, one.until, one.added_by_id) == (None, None, who.account.pk) and one.pk < row.notice_id
    }  # fmt: skip
    return who.is_system or row.reader_id == who.account.pk or row.reader_id in people


def _consent(who: Reference, row: c.Consent) -> bool:
    """The adult's own and its worker all of them; an organization the yes to itself while it stands, and what was passed on."""
    if not (who.family(row.case_id, "belonging") or who.person(row.newcomer_id, "belonging")):
        return False
    told = any(
        one.case_id == row.case_id
        and (one.seat == "worker" or (one.seat == "newcomer" and one.newcomer_id == row.newcomer_id))
        for one in who.standing
    )
    to_me = row.recipient_id in who.organizations and row.withdrawn_at is None
    return who.is_system or told or to_me or row.method in {"relayed", "application"}


def _private(who: Reference, row: Any) -> bool:
    """The adult, and the worker to whom it was said; a later worker only where the adult agreed."""
    said = [one for one in who.facts.table(c.HandoverWish).values() if one.newcomer_id == row.newcomer_id]
    newest = {one.handover_id: one for one in sorted(said, key=lambda one: one.pk)}
    handovers = [who.facts.table(c.Handover)[pk] for pk, one in newest.items() if one.with_private]
    passed_on = any(one.done_at is not None and one.to_id == who.account.pk for one in handovers)
    mine = row.worker_id == who.account.pk or who.is_adult(row.case_id, row.newcomer_id)
    return who.person(row.newcomer_id, "private") and (mine or passed_on)


def _wish(who: Reference, row: c.HandoverWish) -> bool:
    """The adult, the worker who hands the family over, and the one who takes it on."""
    handover = who.facts.table(c.Handover)[row.handover_id]
    workers = {handover.to_id, who.facts.table(c.Designation)[handover.designation_id].account_id}
    told = who.is_adult(row.case_id, row.newcomer_id) or who.account.pk in workers
    return told and who.person(row.newcomer_id, "private")


def _protected(who: Reference, row: Any) -> bool:
    """The readers named for it; what one wrote oneself, while one reads the family."""
    return who.named_for(row.pk) or (row.by_id == who.account.pk and who.family(row.case_id, "basic"))


def _closing(who: Reference, row: c.ClosingChoice) -> bool:
    """The adult's own, and for the worker who writes answers down."""
    told = who.stands_as(row.case_id, "worker") and who.family(row.case_id, "belonging")
    return who.person(row.newcomer_id, "belonging") or told


def _circle(who: Reference, row: c.CircleMember) -> bool:
    """Everybody around a family; whoever was named for added support: oneself and the worker alone."""
    told = row.seat != "need_to_know" or row.account_id == who.account.pk or who.stands_as(row.case_id, "worker")
    return told and who.family(row.case_id, "basic")


def _request(who: Reference, row: c.WorkerRequest) -> bool:
    """The adult who asks, and the agency's supervisors."""
    if row.by_id == who.account.pk and who.stands_as(row.case_id, "newcomer"):
        return True
    designation = who.facts.table(c.Designation)[row.designation_id]
    return who.belongs_with_yes(row.case_id, designation.organization_id, "supervisor")


RULES: dict[Any, Rule] = {
    **dict.fromkeys((c.WorkerQuestion, c.Update, c.Move, c.TransitionPlan), _family("plan")),
    **dict.fromkeys((c.PrivateMessage, c.CheckIn), _private),
    c.OnwardReferral: _either("plan"),
    c.OnwardOutcome: _beside("referral_id", c.OnwardReferral, _either("plan")),
    **dict.fromkeys((c.Handover, c.HandoverYes, c.Closure, c.LastingContact), _family("basic")),
    c.HandoverWish: _wish,
    c.WorkerRequest: _request,
    **dict.fromkeys((c.Concern, c.RestrictedNote, c.Difficulty), _protected),
    c.ConcernReply: lambda who, row: who.named_for(row.concern_id),
    **dict.fromkeys((c.DifficultySide, c.DifficultyDecision), lambda who, row: who.named_for(row.difficulty_id)),
    c.ProtectionReader: lambda who, row: who.named_for(row.concern_id or row.note_id or row.difficulty_id),
    c.EmergencyAccess: lambda who, row: who.told_of(row.pk),
    c.EmergencyReview: lambda who, row: who.told_of(row.emergency_id),
    **dict.fromkeys(
        (c.FrozenView, c.Narrowing),
        lambda who, row: who.is_adult(row.case_id, row.newcomer_id) or who.stands_as(row.case_id, "worker"),
    ),
    **dict.fromkeys((c.SupportPlan, c.FollowingRelative, c.BudgetLine), _person("sensitive")),
    c.Withdrawal: lambda who, row: row.by_id == who.account.pk or who.is_adult(row.case_id, row.newcomer_id),
    c.ClosingChoice: _closing,
    c.Case: lambda who, row: who.family(row.pk, "basic"),
    c.Newcomer: lambda who, row: who.person(row.pk, "basic"),
    c.NewcomerIdentity: _person("identity"),
    c.CircleMember: _circle,
    c.Consent: _consent,
    c.Designation: _family("basic"),
    c.LanguagePlan: _family("basic"),
    c.Contact: _family("worklog"),
    c.LastContact: _family("last_date"),
    c.Pause: _family("basic"),
    c.Referral: lambda who, row: who.path(row.pk),
    **dict.fromkeys(
        (c.ReferralPreview, c.CaseTerms, c.ReferralQuestion, c.ReferralReply, c.Acceptance, c.Decline), _path
    ),
    c.TakenBack: _family("path"),
    c.DesignationExplanation: _family("worklog"),
    c.ReferralDraft: Reference.draft,
    c.TodayEntry: Reference.waits,
    c.SearchKey: lambda _who, _row: False,  # asked through find_families alone (cases/tests/test_search.py)
    **dict.fromkeys(
        (c.Meeting, c.MeetingDate, c.MeetingGuest, c.MeetingAnswer, c.MeetingHeld, c.MeetingNotHeld, c.MeetingCalledOff),
        _family("times"),
    ),
    **dict.fromkeys(
        (
            *(c.MeetingPlace, c.MeetingRequest, c.AgendaPoint, c.Presence, c.Expectation, c.Priority, c.Decision),
            c.OpenQuestion,
        ),
        _family("meeting"),
    ),
    c.MinutesDraft: _draft,
    c.PaymentDate: _person("meeting"),
    **dict.fromkeys(
        (c.Need, c.NeedAnswer, c.NeedCheck, c.Resource, c.FollowUp, c.RoleAgreement, c.ConnectionCheck), _family("plan")
    ),
    c.TravelNotice: _person("plan"),
    c.TravelDetail: _person("travel"),
    c.Arrival: _person("plan"),
    c.Circumstance: _either("plan"),
    c.PrivateCircumstance: _person("sensitive"),
    c.Task: _task,
    c.TaskDone: _beside("task_id", c.Task, _task),
    c.TaskComment: _comment,
    c.RoleLine: _line,
    **dict.fromkeys((c.Role, c.Confirmation, c.Question), _beside("line_id", c.RoleLine, _line)),
    c.ServiceConnection: _either("plan"),
    c.ConnectionAnswer: _beside("connection_id", c.ServiceConnection, _either("plan")),
    Key: _key,
    KeptForm: _kept,
    Pin: lambda who, row: row.account_id == who.account.pk,
    CalendarEntry: _entry,
    Act: Reference.act,
    ReadLog: _read,
    Notice: lambda who, row: who.is_system or row.reader_id == who.account.pk,
    NoticePreference: lambda who, row: who.is_system or row.account_id == who.account.pk,
    NoticeFailure: _failure,
    Profile: Reference.profile,
    p.Organization: Reference.organization,
    p.Membership: Reference.colleague,
    p.WorkerLanguage: lambda who, row: who.colleague(who.facts.table(p.Membership)[row.membership_id]),
    p.Absence: lambda who, row: who.colleague(who.facts.table(p.Membership)[row.membership_id]),
    p.PartnershipAgreement: Reference.agreement,
    p.AgreementSignature: lambda who, row: who.agreement(who.facts.table(p.PartnershipAgreement)[row.agreement_id]),
    Reach: Reference.reach,
}


def past_rules(models: Iterable[Any]) -> dict[Any, Rule]:
    """Rules of the event tables, from those of the rows they remember."""
    return {model: _past(RULES[model.pgh_tracked_model]) for model in models if hasattr(model, "pgh_tracked_model")}
