"""The rows of a family's path; one file per step."""

from intentional_connection.cases.models.arrival import Arrival, TravelDetail, TravelNotice
from intentional_connection.cases.models.case import Case, Newcomer, NewcomerIdentity
from intentional_connection.cases.models.circle import CircleMember, Consent
from intentional_connection.cases.models.connection import ConnectionAnswer, ConnectionCheck, ServiceConnection
from intentional_connection.cases.models.contact import Contact, LastContact, Pause
from intentional_connection.cases.models.designation import Designation, DesignationExplanation, LanguagePlan
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
from intentional_connection.cases.models.tasks import (
    Circumstance,
    NeedAnswer,
    PrivateCircumstance,
    Task,
    TaskComment,
    TaskDone,
)
from intentional_connection.cases.models.today import TodayEntry

__all__ = [
    "Acceptance", "AgendaPoint", "Arrival", "Case", "CaseTerms", "CircleMember", "Circumstance", "Confirmation",
    "ConnectionAnswer", "ConnectionCheck", "Consent", "Contact", "Decision", "Decline", "Designation",
    "DesignationExplanation", "Expectation", "FollowUp", "LanguagePlan", "LastContact", "Meeting", "MeetingAnswer",
    "MeetingCalledOff", "MeetingDate", "MeetingGuest", "MeetingHeld", "MeetingNotHeld", "MeetingPlace",
    "MeetingRequest", "MinutesDraft", "Need", "NeedAnswer", "Newcomer", "NewcomerIdentity", "OpenQuestion", "Pause",
    "PaymentDate", "Presence", "Priority", "PrivateCircumstance", "Question", "Referral", "ReferralDraft",
    "ReferralPreview", "ReferralQuestion", "ReferralReply", "Resource", "Role", "RoleAgreement", "RoleLine", "SearchKey",
    "ServiceConnection", "TakenBack", "Task", "TaskComment", "TaskDone", "TodayEntry", "TravelDetail", "TravelNotice",
]  # fmt: skip
