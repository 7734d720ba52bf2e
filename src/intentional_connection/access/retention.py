"""How long each table of the database keeps its rows, as data: what erasure and retention delete, and why the rest stays.

A table without a rule fails the tests. `python -m intentional_connection.access.retention` prints docs/security/retention.md.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """What ends a row's stay."""

    FAMILY = "family"  # its family is erased
    ACCOUNT = "account"  # its account is erased
    AGE = "age"  # so many days after the moment in its column
    WITH = "with"  # the row it belongs to is gone
    KEPT = "kept"  # never: it holds no person, or only what names nobody


@dataclass(frozen=True)
class Keep:
    """One rule: `key` is the column that it asks, `parent` the table of the row it goes with."""

    rule: Rule
    key: str = ""
    days: int = 0
    parent: str = ""
    why: str = ""

    @property
    def words(self) -> str:
        """The rule as a sentence."""
        return {
            Rule.FAMILY: "until the family is erased",
            Rule.ACCOUNT: "until the account is erased",
            Rule.AGE: f"until {self.days} days after `{self.key}`" if self.days else f"until `{self.key}`",
            Rule.WITH: f"as long as its row of `{self.parent}`",
            Rule.KEPT: f"kept: {self.why}",
        }[self.rule]


#: Names are taken away so many months after the closing (handbook 3.9), or after the last act where nobody closed.
FAMILY_MONTHS, FORGOTTEN_MONTHS = 24, 36
#: Where every adult asked for it at the end, so many days after the closing: it may be taken back until then.
EARLY_DAYS = 30
#: The record of who read what, places in an organization that ended, accounts that nobody uses.
RECORD_DAYS = 730
NOTICE_DAYS, ENTRY_DAYS, KEY_DAYS, FORM_DAYS, JOB_DAYS = 365, 400, 90, 60, 30

_FAMILY = Keep(Rule.FAMILY, "case_id")
_ACCOUNT = Keep(Rule.ACCOUNT, "account_id")


def _aged(key: str, days: int) -> Keep:
    return Keep(Rule.AGE, key, days)


def _kept(why: str) -> tuple[Keep, ...]:
    return (Keep(Rule.KEPT, why=why),)


#: Tables about one family in the room `cases`, which go as one.
_OF_A_FAMILY = (
    *("acceptance", "agendapoint", "arrival", "budgetline", "caseterms", "checkin", "circlemember", "circlememberpast"),
    *("circumstance", "closingchoice", "closure", "concern", "concernreply", "confirmation", "connectionanswer"),
    *("connectioncheck", "consent", "consentpast", "contact", "decision", "decline", "designation", "designationexplanation"),
    *("difficulty", "difficultydecision", "difficultyside", "emergencyaccess", "emergencyreview", "expectation"),
    *("followingrelative", "followup", "frozenview"),
    *("handover", "handoverwish", "handoveryes", "languageplan", "lastcontact", "lastingcontact", "meeting", "meetinganswer"),
    *("meetingcalledoff", "meetingdate", "meetingguest", "meetingheld", "meetingnotheld", "meetingplace", "meetingrequest"),
    *("minutesdraft", "move", "narrowing", "need", "needanswer", "needcheck", "newcomer", "newcomeridentity", "newcomeridentitypast"),
    *("newcomerpast", "onwardoutcome", "onwardreferral", "openquestion", "pause", "paymentdate", "presence", "priority"),
    *("privatecircumstance", "privatemessage", "protectionreader", "question", "referral", "referralpreview"),
    *("referralquestion", "referralreply", "resource", "restrictednote", "role", "roleagreement", "roleline", "searchkey"),
    *("serviceconnection", "supportplan", "takenback", "task", "taskcomment", "taskdone", "todayentry", "transitionplan"),
    *("traveldetail", "travelnotice", "update", "withdrawal", "workerquestion", "workerrequest"),
)
_DATA_OF_THE_SITE = "says how the site works, nobody's data"

RETENTION: dict[str, tuple[Keep, ...]] = {
    **{f"cases_{name}": (_FAMILY,) for name in _OF_A_FAMILY},
    "cases_case": (Keep(Rule.FAMILY, "id"),),
    "cases_referraldraft": (_FAMILY, _aged("emptied_at", 30)),
    "access_reach": (_FAMILY,),
    "access_ceiling": _kept(_DATA_OF_THE_SITE),
    "journal_act": _kept("who did what and when, by ids; no name and no word of anybody"),
    "journal_readlog": (_aged("at", RECORD_DAYS),),
    **dict.fromkeys(("journal_chain", "journal_link", "journal_root"), _kept("digests and days, by which a change is found; no person")),
    "people_account": _kept("an id that acts point at; address and sign-in go when the account is erased"),
    "people_profile": (_ACCOUNT,),
    "people_profilepast": (_ACCOUNT,),
    "people_key": (_FAMILY, _ACCOUNT, _aged("expires_at", KEY_DAYS)),
    "people_pin": (_ACCOUNT,),
    "people_signin": (_ACCOUNT, _aged("expire_date", 0)),
    "people_try": (_aged("ends_at", 0),),
    "mfa_authenticator": (Keep(Rule.ACCOUNT, "user_id"),),
    "people_keptform": (_ACCOUNT, _aged("at", FORM_DAYS)),
    "account_emailaddress": (Keep(Rule.ACCOUNT, "user_id"),),
    "account_emailconfirmation": (Keep(Rule.WITH, "email_address_id", parent="account_emailaddress"),),
    "notices_notice": (_FAMILY, Keep(Rule.ACCOUNT, "reader_id"), _aged("made_at", NOTICE_DAYS)),
    "notices_noticefailure": (Keep(Rule.WITH, "notice_id", parent="notices_notice"),),
    "notices_noticepreference": (_ACCOUNT,),
    "notices_calendarentry": (_aged("made_at", ENTRY_DAYS),),
    "partners_site": _kept("the name of a place"),
    "partners_organization": _kept("an organization, not a person"),
    "partners_membership": (_ACCOUNT, _aged("until", RECORD_DAYS)),
    "partners_membershippast": (Keep(Rule.WITH, "pgh_obj_id", parent="partners_membership"),),
    "partners_absence": (Keep(Rule.WITH, "membership_id", parent="partners_membership"),),
    "partners_workerlanguage": (Keep(Rule.WITH, "membership_id", parent="partners_membership"),),
    "partners_partnershipagreement": _kept("between organizations"),
    "partners_agreementsignature": _kept("between organizations"),
    "practice_adoption": _kept(_DATA_OF_THE_SITE),
    "pghistory_context": (_aged("created_at", RECORD_DAYS),),
    "django_session": (_aged("expire_date", 0),),
    "ic_cache": (_aged("expires", 0),),
    "procrastinate_events": (_aged("at", JOB_DAYS),),
    "procrastinate_jobs": _kept("ids only; a finished one goes with its last event"),
    "procrastinate_periodic_defers": _kept("when a job ran; no person"),
    "procrastinate_workers": _kept("which worker runs"),
    "erasure_tombstone": _kept("that and when something was erased, by id and count"),
    "erasure_schedule": _kept(_DATA_OF_THE_SITE),
    **dict.fromkeys(("auth_group", "auth_group_permissions", "auth_permission"), _kept("unused")),
    **dict.fromkeys(("django_content_type", "django_migrations"), _kept("names of models and migrations")),
}


def page() -> str:
    """The schedule as a page: one row per table."""
    rows = [
        f"| `{table}` | {'; or '.join(keep.words for keep in keeps)} |" for table, keeps in sorted(RETENTION.items())
    ]
    return "\n".join(
        [
            "# How long each table keeps its rows",
            "Printed from `access/retention.py` by `python -m intentional_connection.access.retention`; a test compares. The",
            "database holds the same schedule (`erasure_schedule`), and `ic_eraser` can delete nothing else.",
            "",
            f"A **family is erased** {FAMILY_MONTHS} months after its closing; {EARLY_DAYS} days after it where every adult asked for",
            f"that; {FORGOTTEN_MONTHS} months after the last act or reading where nobody wrote an end down, counted from the month of",
            "arrival or the end of a sleep where that is later. Its adults' accounts go with it.",
            f"An **account is erased** with its last family, or once it has stood nowhere and signed in nowhere for {RECORD_DAYS} days.",
            "What stays is a tombstone: an id, a day, counts, a digest.",
            "",
            "| Table | How long |",
            "| --- | --- |",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    sys.stdout.write(page())
