"""The rows of a family's path; one file per step."""

from intentional_connection.cases.models.arrival import Arrival, TravelDetail, TravelNotice
from intentional_connection.cases.models.case import Case, Newcomer, NewcomerIdentity
from intentional_connection.cases.models.circle import CircleMember, Consent
from intentional_connection.cases.models.connection import ConnectionAnswer, ConnectionCheck, ServiceConnection
from intentional_connection.cases.models.contact import Contact, LastContact, Pause
from intentional_connection.cases.models.designation import Designation, DesignationExplanation, LanguagePlan
from intentional_connection.cases.models.emergency import EmergencyAccess, EmergencyReview
from intentional_connection.cases.models.ending import (
    BudgetLine,
    ClosingChoice,
    Closure,
    FollowingRelative,
    LastingContact,
    Move,
    TransitionPlan,
    Withdrawal,
)
from intentional_connection.cases.models.handover import Handover, HandoverWish, HandoverYes, WorkerRequest
from intentional_connection.cases.models.meeting import (
    AgendaPoint,
    Meeting,
    MeetingAnswer,
    MeetingCalledOff,
    MeetingDate,
    MeetingGuest,
    MeetingHeld,
    MeetingNotHeld,
    MeetingPlace,
    MeetingRequest,
)
from intentional_connection.cases.models.minutes import (
    Decision,
    Expectation,
    FollowUp,
    MinutesDraft,
    OpenQuestion,
    PaymentDate,
    Presence,
    Priority,
    Resource,
)
from intentional_connection.cases.models.narrowing import Narrowing
from intentional_connection.cases.models.protection import (
    Concern,
    ConcernReply,
    Difficulty,
    DifficultyDecision,
    DifficultySide,
    FrozenView,
    ProtectionReader,
    RestrictedNote,
    SupportPlan,
)
from intentional_connection.cases.models.referral import (
    Acceptance,
    CaseTerms,
    Decline,
    Need,
    Referral,
    ReferralDraft,
    ReferralPreview,
    ReferralQuestion,
    ReferralReply,
    TakenBack,
)
from intentional_connection.cases.models.roles import Confirmation, Question, Role, RoleAgreement, RoleLine
from intentional_connection.cases.models.search import SearchKey
from intentional_connection.cases.models.staying import (
    CheckIn,
    OnwardOutcome,
    OnwardReferral,
    PrivateMessage,
    Update,
    WorkerQuestion,
)
from intentional_connection.cases.models.tasks import (
    Circumstance,
    NeedAnswer,
    PrivateCircumstance,
    Task,
    TaskComment,
    TaskDone,
)
from intentional_connection.cases.models.today import TodayEntry
from intentional_connection.cases.models.waking import NeedCheck

__all__ = [
    "Acceptance", "AgendaPoint", "Arrival", "BudgetLine", "Case", "CaseTerms", "CheckIn", "CircleMember",
    "Circumstance", "ClosingChoice", "Closure", "Concern", "ConcernReply", "Confirmation", "ConnectionAnswer",
    "ConnectionCheck", "Consent", "Contact", "Decision", "Decline", "Designation", "DesignationExplanation",
    "Difficulty", "DifficultyDecision", "DifficultySide", "EmergencyAccess", "EmergencyReview",
    "Expectation", "FollowUp", "FollowingRelative",
    "FrozenView", "Handover", "HandoverWish", "HandoverYes", "LanguagePlan", "LastContact", "LastingContact",
    "Meeting", "MeetingAnswer", "MeetingCalledOff", "MeetingDate", "MeetingGuest", "MeetingHeld", "MeetingNotHeld",
    "MeetingPlace", "MeetingRequest", "MinutesDraft", "Move", "Narrowing", "Need", "NeedAnswer", "NeedCheck", "Newcomer",
    "NewcomerIdentity", "OnwardOutcome", "OnwardReferral", "OpenQuestion", "Pause", "PaymentDate", "Presence", "Priority",
    "PrivateCircumstance", "PrivateMessage", "ProtectionReader", "Question", "Referral", "ReferralDraft",
    "ReferralPreview", "ReferralQuestion", "ReferralReply", "Resource", "RestrictedNote", "Role", "RoleAgreement",
    "RoleLine", "SearchKey", "ServiceConnection", "SupportPlan", "TakenBack", "Task", "TaskComment", "TaskDone",
    "TodayEntry", "TransitionPlan", "TravelDetail", "TravelNotice", "Update", "Withdrawal", "WorkerQuestion",
    "WorkerRequest",
]  # fmt: skip
