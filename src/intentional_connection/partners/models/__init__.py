"""Sites, organizations, who belongs to them, what workers speak, and agreements between agency and SAH."""

from intentional_connection.partners.models.agreements import (
    AgreementSignature,
    AgreementState,
    PartnershipAgreement,
)
from intentional_connection.partners.models.organizations import (
    LEADS,
    OPEN_KINDS,
    SEAT_NAMES,
    SEATS_OF_KIND,
    Kind,
    Membership,
    OpenQuerySet,
    Organization,
    Site,
    name_taken,
    seat_holders,
)
from intentional_connection.partners.models.workers import (
    Absence,
    Gender,
    LanguageLevel,
    WorkerLanguage,
)

__all__ = [
    "LEADS",
    "OPEN_KINDS",
    "SEATS_OF_KIND",
    "SEAT_NAMES",
    "Absence",
    "AgreementSignature",
    "AgreementState",
    "Gender",
    "Kind",
    "LanguageLevel",
    "Membership",
    "OpenQuerySet",
    "Organization",
    "PartnershipAgreement",
    "Site",
    "WorkerLanguage",
    "name_taken",
    "seat_holders",
]
