"""The second wall: its functions, the policies of every table, the triggers that keep Reach and Today true.

It stands in `cases` because a SQL function cannot name a table that does not exist yet. Until here
every table of people or cases is closed (`deny` in each room's first migration).
"""

from pathlib import Path
from typing import Any

from django.db import migrations

from intentional_connection.access.rls import deny, history, scoped, walled
from intentional_connection.access.seats import BY_THING, CEILING, SYSTEM_ID, Level

SQL = (Path(__file__).parent / "sql" / "0002_functions.sql").read_text(encoding="utf-8")
OPEN_FUNCTIONS = (
    "enter(uuid, timestamptz)",
    "may_read(uuid, uuid, uuid, integer)",
    "may_write(uuid, uuid, uuid, integer)",
    "may_found(uuid)",
    "may_see_profile(uuid)",
    "holds_seat(uuid, text[])",
    "seat_holders(uuid, text[])",
    "nobody_came(uuid)",
    "coordinates(uuid)",
    "may_see_organization(uuid, text, uuid, uuid)",
    "may_add_organization(text, uuid)",
    "name_taken(uuid, text)",
    "may_add_member(uuid, uuid, text)",
    "referred_already(text)",
    "may_relay(uuid)",
    "may_record(uuid, uuid)",
)
KEEPERS_OWN = (
    "answer_turns_circle()",
    "belongs()",
    "one_primary_contact()",
    "rebuild_reach(uuid[])",
    "rebuild_today(uuid[])",
    "source_changed()",
    "membership_changed()",
)
PLAIN_FUNCTIONS = (
    "me()",
    "is_system()",
    "my_principals()",
    "my_organizations()",
    "ic_now()",
    "fold(text)",
    "seat_principal(uuid, text)",
    "stay()",
    "only_leave()",
    "only_ends()",
)


def _functions() -> migrations.RunSQL:
    owners = "\n".join(f"ALTER FUNCTION {name} OWNER TO ic_keeper;" for name in OPEN_FUNCTIONS + KEEPERS_OWN)
    # Making a trigger asks for EXECUTE; changing the owner would take a grant given before along.
    closed = "SET LOCAL ROLE ic_keeper;\n" + "\n".join(
        f"REVOKE EXECUTE ON FUNCTION {name} FROM PUBLIC; GRANT EXECUTE ON FUNCTION {name} TO ic_owner;"
        for name in KEEPERS_OWN
    )
    keepers = "\n".join(f"DROP FUNCTION {name};" for name in (*KEEPERS_OWN, *OPEN_FUNCTIONS))
    own = "\n".join(f"DROP FUNCTION {name};" for name in PLAIN_FUNCTIONS)
    drops = f"SET LOCAL ROLE ic_keeper;\n{keepers}\nRESET ROLE;\n{own}"
    return migrations.RunSQL(f"{SQL}\n{owners}\n{closed}\nRESET ROLE;", drops)


def _keeper() -> list[migrations.RunSQL]:
    """Tables that the keeper's functions read or write."""
    return [
        walled("access_reach", select="principal = ANY (my_principals())"),
        walled(
            "cases_todayentry",
            select=f"principal = ANY (my_principals()) AND may_read(case_id, NULL, referral_id, {int(Level.BASIC | Level.PREVIEW)})",
        ),
        migrations.RunSQL(
            """
            GRANT INSERT, UPDATE, DELETE ON access_reach, cases_todayentry TO ic_keeper;
            GRANT UPDATE ON cases_circlemember, cases_designation TO ic_keeper;
            GRANT SELECT, INSERT, UPDATE ON pghistory_context TO ic_keeper;
            GRANT SELECT ON access_ceiling, partners_site TO ic_keeper;
            CREATE POLICY keeps ON access_reach FOR ALL TO ic_keeper USING (true) WITH CHECK (true);
            CREATE POLICY keeps ON cases_todayentry FOR ALL TO ic_keeper USING (true) WITH CHECK (true);
            CREATE POLICY turns ON cases_circlemember FOR UPDATE TO ic_keeper USING (true) WITH CHECK (true);
            CREATE POLICY turns ON cases_designation FOR UPDATE TO ic_keeper USING (true) WITH CHECK (true);
            REVOKE INSERT, UPDATE ON access_reach, access_ceiling, cases_todayentry FROM ic_app;
            REVOKE UPDATE ON partners_site, partners_organization FROM ic_app;
            REVOKE UPDATE ON journal_act, journal_readlog, cases_acceptance, cases_decline, cases_caseterms,
                             cases_contact, cases_need, cases_languageplan, cases_designationexplanation, cases_takenback,
                             cases_referralquestion, cases_referralreply,
                             partners_agreementsignature, partners_absence, practice_adoption FROM ic_app;
            """,
            """
            GRANT UPDATE ON partners_site, partners_organization TO ic_app;
            GRANT INSERT, UPDATE ON access_reach, access_ceiling, cases_todayentry TO ic_app;
            GRANT UPDATE ON journal_act, journal_readlog, cases_acceptance, cases_decline, cases_caseterms,
                            cases_contact, cases_need, cases_languageplan, cases_designationexplanation, cases_takenback,
                             cases_referralquestion, cases_referralreply,
                             partners_agreementsignature, partners_absence, practice_adoption TO ic_app;
            DROP POLICY turns ON cases_designation;
            DROP POLICY turns ON cases_circlemember;
            DROP POLICY keeps ON cases_todayentry;
            DROP POLICY keeps ON access_reach;
            REVOKE SELECT ON access_ceiling, partners_site FROM ic_keeper;
            REVOKE SELECT, INSERT, UPDATE ON pghistory_context FROM ic_keeper;
            REVOKE UPDATE ON cases_circlemember, cases_designation FROM ic_keeper;
            REVOKE INSERT, UPDATE, DELETE ON access_reach, cases_todayentry FROM ic_keeper;
            """,
        ),
    ]


def _people_and_partners() -> list[migrations.RunSQL]:
    colleague = (
        "EXISTS (SELECT 1 FROM partners_membership m WHERE m.id = membership_id AND {0})"  # m is walled itself
    )
    manages = "holds_seat(m.organization_id, ARRAY['supervisor']) OR m.account_id = me()"
    sides = "agency_id = ANY (my_organizations()) OR sah_id = ANY (my_organizations()) OR is_system()"
    signs = "holds_seat({0}, ARRAY['supervisor', 'sah_staff'])"
    return [
        walled(
            "people_profile",
            select="may_see_profile(account_id)",
            insert="account_id = me()",
            update="account_id = me()",
        ),
        history("people_profilepast", "people_profile", "account_id"),
        walled(
            "partners_organization",
            select="may_see_organization(id, kind, site_id, sah_id)",
            insert="made_by_id = me() AND may_add_organization(kind, site_id)",
        ),
        walled(
            "partners_membership",
            select="account_id = me() OR organization_id = ANY (my_organizations()) OR is_system()",
            # Nobody is taken in without the own yes: what others write is an invitation.
            insert="may_add_member(organization_id, account_id, seat) AND (since IS NULL OR account_id = me() OR is_system())",
            update="account_id = me() OR holds_seat(organization_id, "
            "ARRAY['supervisor', 'sah_staff', 'sponsor_representative', 'coordinator'])",
        ),
        history("partners_membershippast", "partners_membership"),
        *(
            walled(table, select=colleague.format("true"), insert=colleague.format(manages), update=colleague.format(manages))
            for table in ("partners_workerlanguage", "partners_absence")
        ),
        walled(
            "partners_partnershipagreement",
            select=sides,
            insert=f"{signs.format('agency_id')} OR {signs.format('sah_id')}",
        ),
        walled(
            "partners_agreementsignature",
            select="EXISTS (SELECT 1 FROM partners_partnershipagreement a WHERE a.id = agreement_id)",
            insert=f"by_id = me() AND {signs.format('organization_id')} AND EXISTS (SELECT 1 FROM partners_partnershipagreement a "
            "WHERE a.id = agreement_id AND organization_id IN (a.agency_id, a.sah_id))",
        ),
        walled(
            "notices_notice",
            select="reader_id = me() OR is_system()",
            insert="by_id = me()",
            update="is_system()",
        ),
    ]


def _journal() -> list[migrations.RunSQL]:
    return [
        walled(
            "journal_act",
            # What is one person's asks for that person or thing, not for the family.
            select=f"by_id = me() OR may_read(CASE WHEN level & {int(BY_THING)} = 0 THEN case_id END, NULL, thing_id, level)",
            insert="by_id = me()",
        ),
        walled("journal_readlog", select="by_id = me()", insert="by_id = me()"),
    ]


def _family() -> list[migrations.RunSQL]:
    lvl = Level
    founded = "opened_by_id = me() AND opened_in_id = ANY (my_organizations())"
    by_case = {"case": "case_id"}
    return [
        walled(
            "cases_case",
            select=f"may_read(id, NULL, NULL, {int(lvl.BASIC)}) OR may_found(id)",
            insert=founded,
            update=f"may_write(id, NULL, NULL, {int(lvl.CIRCLE)})",
        ),
        scoped("cases_newcomer", lvl.BASIC, lvl.CIRCLE, person="id", case="NULL", founding=True),
        history("cases_newcomerpast", "cases_newcomer"),
        scoped("cases_newcomeridentity", lvl.IDENTITY, lvl.IDENTITY, person="newcomer_id"),
        history("cases_newcomeridentitypast", "cases_newcomeridentity"),
        walled(
            "cases_circlemember",
            select=f"may_read(case_id, NULL, NULL, {int(lvl.BASIC)})",
            # Nobody names himself an adult of the family.
            insert=f"(may_write(case_id, NULL, NULL, {int(lvl.CIRCLE)}) OR may_found(case_id)) "
            "AND (newcomer_id IS NULL OR account_id <> me()) AND added_by_id = me()",
            update=f"may_write(case_id, NULL, NULL, {int(lvl.CIRCLE)})",
        ),
        history("cases_circlememberpast", "cases_circlemember"),
        scoped(
            "cases_consent",
            lvl.CIRCLE,
            lvl.CIRCLE,
            case="case_id",
            person="newcomer_id",
            founding=True,
            own="recorded_by_id",
            # A yes that somebody else says for an adult comes from the sender's side; one's own, from oneself or the worker.
            only="CASE WHEN method IN ('relayed', 'application') THEN may_relay(case_id) "
            "ELSE may_record(case_id, newcomer_id) END",
        ),
        history("cases_consentpast", "cases_consent"),
        scoped("cases_need", lvl.PLAN, lvl.PLAN, founding=True, own="by_id", **by_case),
        scoped("cases_designation", lvl.BASIC, lvl.CIRCLE, own="named_by_id", **by_case),
        scoped("cases_designationexplanation", lvl.WORKLOG, lvl.CIRCLE, **by_case),
        scoped("cases_languageplan", lvl.BASIC, lvl.CIRCLE, own="by_id", **by_case),
        scoped("cases_contact", lvl.WORKLOG, lvl.WORKLOG, own="by_id", **by_case),
        scoped("cases_lastcontact", lvl.LAST_CONTACT, lvl.LAST_CONTACT, **by_case),
        scoped("cases_pause", lvl.BASIC, lvl.CIRCLE, own="by_id", **by_case),
        *_referral(),
    ]


def _referral() -> list[migrations.RunSQL]:
    level = Level.PREVIEW
    mine = "by_id = me() AND organization_id = ANY (my_organizations())"
    path: dict[str, Any] = {"case": "case_id", "thing": "referral_id"}
    return [
        scoped(
            "cases_referral", level, level, case="case_id", thing="id", founding=True, own="sent_by_id", writer="case"
        ),
        # The sender writes by the family, the agency asked by this referral alone.
        scoped("cases_referralpreview", level, level, founding=True, writer="case", **path),
        scoped("cases_caseterms", level, level, own="offered_by_id", writer="case", **path),
        scoped("cases_referralreply", level, level, own="by_id", writer="case", **path),
        scoped("cases_referralquestion", level, level, own="by_id", writer="thing", **path),
        scoped("cases_acceptance", level, level, own="by_id", writer="thing", **path),
        scoped(
            "cases_decline",
            level,
            level,
            own="by_id",
            only=f"may_write(CASE WHEN refused_by <> 'agency' THEN case_id END, NULL, "
            f"CASE WHEN refused_by = 'agency' THEN referral_id END, {int(level)})",
            **path,
        ),
        scoped("cases_takenback", level, level, case="case_id"),
        walled(
            "cases_referraldraft",
            # The jobs see only what is to be emptied, and may do nothing else with it.
            select=f"({mine}) OR (is_system() AND sent_at IS NULL AND saved_at < ic_now() - interval '30 days')",
            insert=mine,
            update=f"({mine}) OR (is_system() AND answers = '{{}}')",
        ),
    ]


def _contexts() -> list[migrations.RunSQL]:
    """Which act wrote an event: written and read by the history's triggers alone."""
    table, inside = "pghistory_context", "pg_trigger_depth() > 0"
    make = "\n".join(
        [
            f"CREATE POLICY reads ON {table} FOR SELECT TO ic_app, ic_keeper USING ({inside});",
            f"CREATE POLICY writes ON {table} FOR INSERT TO ic_app, ic_keeper WITH CHECK ({inside});",
            f"CREATE POLICY changes ON {table} FOR UPDATE TO ic_app, ic_keeper USING ({inside}) WITH CHECK ({inside});",
        ]
    )
    drop = "\n".join(f"DROP POLICY {name} ON {table};" for name in ("reads", "writes", "changes"))
    return [deny(table), migrations.RunSQL(make, drop)]


STAY = {
    "cases_newcomer": "case_id",
    "cases_newcomeridentity": "case_id newcomer_id",
    "cases_circlemember": "case_id organization_id account_id newcomer_id referral_id seat",
    "cases_consent": "case_id newcomer_id recipient_id levels method recorded_by_id given_at text_key text_digest",
    "cases_designation": "case_id account_id organization_id rank referral_id named_by_id",
    "cases_lastcontact": "case_id",
    "cases_pause": "case_id by_id",
    "cases_referral": "case_id sender_id agency_id sent_by_id sent_at outreach fingerprint",
    "cases_referralpreview": "case_id referral_id",
    "cases_referraldraft": "by_id organization_id",
    "partners_membership": "organization_id account_id seat",
    "people_profile": "account_id",
    "notices_notice": "reader_id by_id case_id path",
}
#: Columns that are set once: an end, a withdrawal, a beginning.
ENDS = {
    "cases_circlemember": "since until",
    "cases_consent": "expires_at withdrawn_at",
    "cases_designation": "until",
    "cases_pause": "woken_at woken_by_id",
    "partners_workerlanguage": "until",
}
_REFERRAL = "referral_id cases_referral"
#: What points at a row of the family: column and table.
BELONGS = {
    "cases_newcomeridentity": "newcomer_id cases_newcomer",
    "cases_circlemember": f"newcomer_id cases_newcomer {_REFERRAL}",
    "cases_consent": "newcomer_id cases_newcomer",
    "cases_designation": _REFERRAL,
    "cases_languageplan": "designation_id cases_designation",
    "cases_designationexplanation": "designation_id cases_designation",
    "cases_takenback": "decline_id cases_decline",
    "cases_referralreply": f"{_REFERRAL} question_id cases_referralquestion",
    **dict.fromkeys(
        ("cases_referralpreview", "cases_caseterms", "cases_referralquestion", "cases_acceptance", "cases_decline"),
        _REFERRAL,
    ),
}
#: Source table -> what is rebuilt when it changes.
SOURCES = {
    "cases_circlemember": "reach",
    "cases_consent": "reach",
    "cases_newcomer": "reach",
    "cases_referral": "reach today",
    "cases_acceptance": "reach today",
    "cases_decline": "reach today",
    "cases_designation": "today",
    "cases_lastcontact": "today",
    "cases_pause": "today",
    "cases_referralquestion": "today",
    "cases_referralreply": "today",
}


def _triggers() -> list[migrations.RunSQL]:
    make, drop = [], []

    def trigger(name: str, table: str, rest: str) -> None:
        make.append(f"CREATE {rest.split(' ', 1)[0]} {name} {rest.split(' ', 1)[1]};")
        drop.insert(0, f"DROP TRIGGER {name} ON {table};")

    for name, event, function, tables in (
        ("stays", "UPDATE", "stay", STAY),
        ("ends", "UPDATE", "only_ends", ENDS),
        ("belongs", "INSERT", "belongs", BELONGS),
    ):
        for table, words in tables.items():
            args = ", ".join(f"'{word}'" for word in words.split())
            trigger(name, table, f"TRIGGER BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}({args})")
    trigger(
        "leaves",
        "partners_membership",
        "TRIGGER BEFORE UPDATE ON partners_membership FOR EACH ROW EXECUTE FUNCTION only_leave()",
    )
    for table in ("cases_acceptance", "cases_decline"):
        trigger("a_turns", table, f"TRIGGER AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION answer_turns_circle()")
    for table, what in SOURCES.items():
        args = ", ".join(f"'{one}'" for one in what.split())
        for event in ("INSERT", "UPDATE"):
            trigger(
                f"rebuilds_{event.lower()}",
                table,
                f"TRIGGER AFTER {event} ON {table} REFERENCING NEW TABLE AS changed "
                f"FOR EACH STATEMENT EXECUTE FUNCTION source_changed({args})",
            )
    for event in ("INSERT", "UPDATE"):
        trigger(
            f"rebuilds_{event.lower()}",
            "partners_membership",
            f"TRIGGER AFTER {event} ON partners_membership REFERENCING NEW TABLE AS changed "
            "FOR EACH STATEMENT EXECUTE FUNCTION membership_changed()",
        )
    for table, events in (
        ("cases_designation", "INSERT OR UPDATE"),
        ("cases_acceptance", "INSERT"),
        ("cases_decline", "INSERT"),
    ):
        make.append(
            f"CREATE CONSTRAINT TRIGGER one_primary AFTER {events} ON {table} DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION one_primary_contact();"
        )
        drop.insert(0, f"DROP TRIGGER one_primary ON {table};")
    return [migrations.RunSQL("\n".join(make), "\n".join(drop))]


def fill(apps, schema_editor):
    """Write the ceiling as the database reads it, and the account of the jobs."""
    ceiling = apps.get_model("access", "Ceiling")
    ceiling.objects.bulk_create(
        ceiling(seat=str(seat), read=int(read), write=int(write)) for seat, (read, write) in CEILING.items()
    )
    apps.get_model("people", "Account").objects.create(
        id=SYSTEM_ID, email="system@localhost.invalid", password="!", is_active=False
    )


def empty(apps, schema_editor):
    """Take both back."""
    apps.get_model("access", "Ceiling").objects.all().delete()
    apps.get_model("people", "Account").objects.filter(pk=SYSTEM_ID).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("access", "0001_initial"),
        ("journal", "0001_initial"),
        ("notices", "0001_initial"),
        ("partners", "0001_initial"),
        ("people", "0001_initial"),
        ("practice", "0001_initial"),
        ("sessions", "0001_initial"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [
        _functions(),
        *_people_and_partners(),
        *_journal(),
        *_family(),
        *_contexts(),
        *_keeper(),
        *_triggers(),
        migrations.RunPython(fill, empty, elidable=False),
        migrations.RunSQL(
            # What signs in, counts tries and runs jobs holds no person's data; it may be cleared.
            """
            CREATE TABLE ic_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
            CREATE INDEX ic_cache_expires ON ic_cache (expires);
            GRANT DELETE ON django_session, ic_cache TO ic_app;
            GRANT DELETE ON procrastinate_workers, procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers TO ic_app;
            """,
            """
            REVOKE DELETE ON procrastinate_workers, procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers FROM ic_app;
            REVOKE DELETE ON django_session FROM ic_app;
            DROP TABLE ic_cache;
            """,
        ),
    ]
