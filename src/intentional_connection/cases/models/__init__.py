"""The rows of a family's path; one file per step."""

from intentional_connection.cases.models.case import Case, Newcomer, NewcomerIdentity
from intentional_connection.cases.models.circle import CircleMember, Consent
from intentional_connection.cases.models.contact import Contact, LastContact, Pause
from intentional_connection.cases.models.designation import Designation, DesignationExplanation, LanguagePlan
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
from intentional_connection.cases.models.today import TodayEntry

__all__ = [
    "Acceptance",
    "Case",
    "CaseTerms",
    "CircleMember",
    "Consent",
    "Contact",
    "Decline",
    "Designation",
    "DesignationExplanation",
    "LanguagePlan",
    "LastContact",
    "Need",
    "Newcomer",
    "NewcomerIdentity",
    "Pause",
    "Referral",
    "ReferralDraft",
    "ReferralPreview",
    "ReferralQuestion",
    "ReferralReply",
    "TakenBack",
    "TodayEntry",
]
