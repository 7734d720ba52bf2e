"""The second wall around the year to its end, and Reach and Today with it."""

import re
from pathlib import Path

from django.db import migrations

from intentional_connection.access.rls import deny, scoped, walled
from intentional_connection.access.seats import CEILING, Level

HERE = Path(__file__).parent / "sql"
FUNCTIONS = (HERE / "0007_functions.sql").read_text(encoding="utf-8")
REBUILDS = (HERE / "0007_rebuilds.sql").read_text(encoding="utf-8")
#: Newest first: where the earlier body of a replaced function stands.
EARLIER = [(HERE / f"{name}.sql").read_text(encoding="utf-8") for name in ("0004_rebuilds", "0004_functions", "0002_functions")]
OPEN_FUNCTIONS = (
    *("frozen_of(uuid)", "line_passed_on(uuid)", "may_protect(uuid, uuid)", "listeners_of(uuid)", "all_withdrawn(uuid)"),
    *("keep_task_days(uuid, jsonb)", "at_rest(uuid)", "deadlines_on(date[])", "waits_since(text[], timestamptz)"),
    *("withdrawal_turns_circle()", "absence_covers()", "covered_today()", "hands_over(uuid)", "family_speaks(uuid)"),
    "unchanged_identity(uuid, uuid)",
    *("left_by_a_no(uuid)", "said_yes_to(uuid, uuid, timestamptz)"),
)
PLAIN_FUNCTIONS = ("unfrozen(uuid, uuid, uuid)", "unfrozen_since(uuid, timestamptz)", "ends_sooner()")
TABLES = (
    *("budgetline", "checkin", "closingchoice", "closure", "concern", "concernreply", "difficulty", "difficultydecision"),
    *("difficultyside", "followingrelative", "frozenview", "handover", "handoverwish", "handoveryes", "lastingcontact", "move"),
    *("needcheck", "onwardoutcome", "onwardreferral", "privatemessage", "protectionreader", "restrictednote", "supportplan"),
    *("transitionplan", "update", "withdrawal", "workerquestion", "workerrequest"),
)
#: Rows that are never changed, only followed by others.
FIXED = (
    *("concernreply", "difficultydecision", "difficultyside", "handoverwish", "handoveryes", "lastingcontact", "closingchoice"),
    *("needcheck", "onwardoutcome", "privatemessage", "transitionplan", "update"),
)
BY_CASE = {"case": "case_id"}
BY_PERSON = {"person": "newcomer_id"}
#: A row about one person opens with that person, a row about the whole family with the family.
BY_BOTH = {"case": "CASE WHEN newcomer_id IS NULL THEN case_id END", "person": "newcomer_id"}
WORKER = "speaks_for(case_id, 'worker')"
SUPERVISOR = "speaks_for(case_id, 'supervisor')"
SENDERS = "(speaks_for(case_id, 'sponsor') OR speaks_for(case_id, 'sah'))"
A_VOICE = f"({SENDERS} OR {WORKER} OR speaks_for(case_id, 'newcomer'))"
#: What one adult says: on the own telephone by the adult alone, aloud or on paper also written down by the worker.
SAID = "may_record(case_id, newcomer_id) AND (method <> 'own_phone' OR is_adult(case_id, newcomer_id))"
#: Newer rows of these stay out of the sight of an organization whose view is frozen: everything but who is around the family.
FROZEN_BY = (
    *("agendapoint", "arrival", "circumstance", "confirmation", "connectionanswer", "connectioncheck", "contact", "decision"),
    *("expectation", "followup", "meeting", "meetinganswer", "meetingcalledoff", "meetingdate", "meetingguest", "meetingheld"),
    *("meetingnotheld", "meetingrequest", "need", "needanswer", "openquestion", "pause", "paymentdate", "priority"),
    *("privatecircumstance", "question", "resource", "roleagreement", "roleline", "serviceconnection", "task", "taskcomment"),
    *("taskdone", "travelnotice", "budgetline", "closingchoice", "closure"),
    *("followingrelative", "lastingcontact", "move", "needcheck", "onwardoutcome", "onwardreferral"),
    *("supportplan", "transitionplan", "update", "workerquestion"),
)
#: Changed in their place: as they are now they are out of sight, once that came after the freeze.
ANSWERED_LATER = ("openquestion", "question", "workerquestion")
FROZEN = ("lastcontact", "meetingplace", "newcomer", "newcomeridentity", "presence", "role", "traveldetail")


def _as_keeper(sql: str) -> str:
    return f"SET LOCAL ROLE ic_keeper;\n{sql}\nRESET ROLE;"


def _earlier() -> str:
    """The bodies that stood before, to go back to."""
    found = []
    for name in re.findall(r"CREATE OR REPLACE FUNCTION (\w+)\(", REBUILDS):
        pattern = rf"CREATE (?:OR REPLACE )?FUNCTION ({name}\(.*?\n(?:END )?\$\$;)"
        bodies = [match.group(1) for text in EARLIER if (match := re.search(pattern, text, flags=re.DOTALL))]
        found.append(f"CREATE OR REPLACE FUNCTION {bodies[0]}")
    return "\n".join(found)


def _functions() -> list[migrations.RunSQL]:
    owners = "\n".join(f"ALTER FUNCTION {name} OWNER TO ic_keeper;" for name in OPEN_FUNCTIONS)
    drops = _as_keeper("\n".join(f"DROP FUNCTION {name};" for name in OPEN_FUNCTIONS))
    own = "\n".join(f"DROP FUNCTION {name};" for name in PLAIN_FUNCTIONS)
    return [
        migrations.RunSQL(f"{FUNCTIONS}\n{owners}", f"{drops}\n{own}"),
        migrations.RunSQL(
            """
            GRANT INSERT ON cases_designation TO ic_keeper;
            GRANT UPDATE (falls_on) ON cases_task TO ic_keeper;
            CREATE POLICY keeps_days ON cases_task FOR UPDATE TO ic_keeper USING (true) WITH CHECK (true);
            CREATE POLICY comes_back ON cases_designation FOR INSERT TO ic_keeper WITH CHECK (true);
            GRANT SELECT ON cases_newcomeridentitypast TO ic_keeper;
            CREATE POLICY keeper ON cases_newcomeridentitypast FOR SELECT TO ic_keeper USING (true);
            GRANT UPDATE ON cases_consent TO ic_keeper;
            CREATE POLICY turns ON cases_consent FOR UPDATE TO ic_keeper USING (true) WITH CHECK (true);
            """,
            """
            DROP POLICY turns ON cases_consent;
            REVOKE UPDATE ON cases_consent FROM ic_keeper;
            DROP POLICY keeper ON cases_newcomeridentitypast;
            REVOKE SELECT ON cases_newcomeridentitypast FROM ic_keeper;
            DROP POLICY comes_back ON cases_designation;
            REVOKE INSERT ON cases_designation FROM ic_keeper;
            DROP POLICY keeps_days ON cases_task;
            REVOKE UPDATE (falls_on) ON cases_task FROM ic_keeper;
            """,
        ),
    ]


def _staying() -> list[migrations.RunSQL]:
    plan, private = Level.PLAN, int(Level.PRIVATE)
    asked = "(speaks_for(case_id, voice) OR (voice = 'sponsor' AND speaks_for(case_id, 'sponsor_member')))"
    line = (
        f"may_read(NULL, newcomer_id, NULL, {private}) "
        "AND (is_adult(case_id, newcomer_id) OR worker_id = me() OR line_passed_on(newcomer_id))"
    )
    mine = f"may_write(NULL, newcomer_id, NULL, {private}) AND by_id = me()"
    return [
        scoped("cases_workerquestion", plan, plan, own="by_id", only=asked, **BY_CASE),
        scoped("cases_update", plan, plan, own="by_id", only="speaks_for(case_id, voice)", **BY_CASE),
        walled(
            "cases_privatemessage",
            select=line,
            insert=f"{mine} AND (is_adult(case_id, newcomer_id) OR worker_id = me())",
        ),
        walled(
            "cases_checkin",
            select=line,
            insert=f"{mine} AND is_adult(case_id, newcomer_id)",
            update=f"may_write(NULL, newcomer_id, NULL, {private}) AND (answered_by_id IS NULL OR answered_by_id = me())",
        ),
        scoped("cases_needcheck", plan, plan, own="by_id", only=f"({SENDERS} OR {WORKER})", **BY_CASE),
        scoped("cases_onwardreferral", plan, plan, own="by_id", only=WORKER, **BY_BOTH),
        walled(
            "cases_onwardoutcome",
            select="EXISTS (SELECT 1 FROM cases_onwardreferral r WHERE r.id = referral_id)",
            insert=f"EXISTS (SELECT 1 FROM cases_onwardreferral r WHERE r.id = referral_id) AND {WORKER} AND by_id = me()",
        ),
        migrations.RunSQL(
            f"ALTER POLICY changes ON cases_workerquestion WITH CHECK (may_write(case_id, NULL, NULL, {int(plan)}) AND {WORKER} "
            "AND (answered_by_id IS NULL OR answered_by_id = me()));",
            "",
        ),
    ]


def _handover() -> list[migrations.RunSQL]:
    circle, basic, protection = int(Level.CIRCLE), Level.BASIC, int(Level.PROTECTION)
    told = "is_adult(case_id, newcomer_id) OR hands_over(handover_id)"
    agreed = (
        f"may_write(case_id, newcomer_id, NULL, {circle}) AND by_id = me() AND CASE voice "
        "WHEN 'newcomer' THEN newcomer_id IS NOT NULL AND (is_adult(case_id, newcomer_id) "
        f"OR (method <> 'own_phone' AND ({WORKER} OR {SUPERVISOR}))) "
        "WHEN 'sponsor' THEN newcomer_id IS NULL AND speaks_for(case_id, 'sponsor') ELSE false END"
    )
    return [
        scoped("cases_handover", basic, Level.CIRCLE, own="by_id", only=SUPERVISOR, **BY_CASE),
        walled(
            "cases_handoverwish",
            select=f"may_read(NULL, newcomer_id, NULL, {int(Level.PRIVATE)}) AND ({told})",
            insert=f"may_write(NULL, newcomer_id, NULL, {int(Level.PRIVATE)}) AND ({told}) AND by_id = me()",
        ),
        walled("cases_handoveryes", select=f"may_read(case_id, NULL, NULL, {int(basic)})", insert=agreed),
        walled(
            "cases_workerrequest",
            select=f"may_read(NULL, NULL, id, {protection})",
            insert="is_adult(case_id, newcomer_id) AND by_id = me()",
            update=f"may_write(NULL, NULL, id, {protection}) AND {SUPERVISOR}",
        ),
        migrations.RunSQL(
            f"ALTER POLICY changes ON cases_handover WITH CHECK (may_write(case_id, NULL, NULL, {circle}) AND {SUPERVISOR});", ""
        ),
    ]


def _protection() -> list[migrations.RunSQL]:
    level = int(Level.PROTECTION)
    belongs = f"may_read(case_id, NULL, NULL, {int(Level.BASIC)}) AND by_id = me()"
    of = "coalesce(concern_id, note_id, difficulty_id)"
    told = f"(is_adult(case_id, newcomer_id) OR {WORKER})"
    mine = "may_read(NULL, NULL, {0}, {1})"
    return [
        walled(
            "cases_concern",
            select=f"{mine.format('id', level)} OR (by_id = me() AND may_read(case_id, NULL, NULL, {int(Level.BASIC)}))",
            insert=f"{belongs} AND (newcomer_id IS NULL OR may_record(case_id, newcomer_id))",
            update=f"may_write(NULL, NULL, id, {level})",
        ),
        *(
            walled(
                f"cases_{table}",
                select=f"{mine.format('id', level)} OR (by_id = me() AND may_read(case_id, NULL, NULL, {int(Level.BASIC)}))",
                insert=f"{belongs} AND ({WORKER} OR speaks_for(case_id, 'sah') OR {also})",
                update=f"may_write(NULL, NULL, id, {level})",
            )
            for table, also in (("restrictednote", SUPERVISOR), ("difficulty", "false"))
        ),
        *(
            walled(
                f"cases_{table}",
                select=mine.format(thing, level),
                insert=f"may_write(NULL, NULL, {thing}, {level}) AND by_id = me()",
            )
            for table, thing in (
                ("concernreply", "concern_id"),
                ("difficultyside", "difficulty_id"),
                ("difficultydecision", "difficulty_id"),
            )
        ),
        walled(
            "cases_protectionreader",
            select=mine.format(of, level),
            insert=f"may_protect(case_id, {of}) AND by_id = me()",
            update=f"may_write(NULL, NULL, {of}, {level})",
        ),
        walled("cases_frozenview", select=told, insert=f"{SAID} AND by_id = me()", update=told),
        scoped("cases_supportplan", Level.SENSITIVE, Level.SENSITIVE, own="by_id", only=WORKER, **BY_PERSON),
    ]


def _circle() -> migrations.RunSQL:
    """Whoever was named for added support is nobody else's to know: that there is any would tell."""
    before = f"may_read(case_id, NULL, NULL, {int(Level.BASIC)})"
    after = f"{before} AND (seat <> 'need_to_know' OR account_id = me() OR {WORKER})"
    policy = "ALTER POLICY reads ON cases_circlemember USING ({0});"
    return migrations.RunSQL(policy.format(after), policy.format(before))


def _ending() -> list[migrations.RunSQL]:
    plan, basic, sensitive, circle = Level.PLAN, Level.BASIC, Level.SENSITIVE, int(Level.CIRCLE)
    told = f"(is_adult(case_id, newcomer_id) OR {WORKER})"
    founded = f"may_write(NULL, id, NULL, {circle}) OR may_found(case_id)"
    comes = (
        f"{WORKER} AND EXISTS (SELECT 1 FROM cases_followingrelative f WHERE f.case_id = cases_newcomer.case_id "
        "AND f.landed_id IS NULL AND f.name = cases_newcomer.name AND f.age_group = cases_newcomer.age_group)"
    )
    people = "ALTER POLICY writes ON cases_newcomer WITH CHECK ({0});"
    return [
        migrations.RunSQL(people.format(f"{founded} OR ({comes})"), people.format(founded)),
        scoped("cases_followingrelative", sensitive, sensitive, own="by_id", only=told, **BY_PERSON),
        scoped("cases_move", plan, plan, own="by_id", only=A_VOICE, **BY_CASE),
        walled(
            "cases_withdrawal",
            select="by_id = me() OR is_adult(case_id, newcomer_id)",
            insert=f"{SAID} AND by_id = me()",
            update="is_adult(case_id, newcomer_id)",
        ),
        scoped("cases_transitionplan", plan, plan, own="by_id", only=WORKER, **BY_CASE),
        scoped("cases_budgetline", sensitive, sensitive, own="by_id", only=told, **BY_PERSON),
        scoped("cases_closure", basic, basic, own="by_id", only=WORKER, **BY_CASE),
        scoped("cases_lastingcontact", basic, basic, own="by_id", only=WORKER, **BY_CASE),
        walled(
            "cases_closingchoice",
            select=f"may_read(NULL, newcomer_id, NULL, {circle}) OR (may_read(case_id, NULL, NULL, {circle}) AND {WORKER})",
            insert=f"may_write(case_id, newcomer_id, NULL, {circle}) AND {SAID} AND by_id = me()",
        ),
    ]


STAY = {
    "checkin": "case_id newcomer_id worker_id feeling wants_call by_id at",
    "workerquestion": "case_id voice text by_id at",
    "onwardreferral": "case_id newcomer_id connection_id service reached_at ask_on by_id at",
    "handover": "case_id designation_id to_id by_id at",
    "workerrequest": "case_id newcomer_id designation_id wish text by_id at",
    "concern": "case_id newcomer_id about organization_id hears text by_id at",
    "restrictednote": "case_id text by_id at",
    "difficulty": "case_id safety by_id at",
    "protectionreader": "case_id concern_id note_id difficulty_id account_id organization_id seat by_id at",
    "frozenview": "case_id organization_id newcomer_id method witness by_id at",
    "supportplan": "case_id newcomer_id text owner due_on by_id at",
    "followingrelative": "case_id newcomer_id name age_group by_id at",
    "move": "case_id by_id at",
    "withdrawal": "case_id newcomer_id method witness by_id at",
    "budgetline": "case_id newcomer_id item amount by_id at",
    "closure": "case_id meeting_id reason on by_id at",
}
ENDS = {
    "checkin": "answered_at answered_by_id",
    "workerquestion": "answered_at answered_by_id",
    "handover": "done_at done_by_id called_off_at called_off_by_id",
    "workerrequest": "answered_at answered_by_id",
    "concern": "closed_at closed_by_id",
    "restrictednote": "ended_at ended_by_id",
    "difficulty": "ended_at ended_by_id",
    "protectionreader": "ended_at",
    "frozenview": "ended_at ended_by_id",
    "supportplan": "ended_at ended_by_id",
    "followingrelative": "landed_id",
    "move": "settled_at settled_by_id called_off_at called_off_by_id",
    "withdrawal": "undone_at undone_by_id",
    "budgetline": "ended_at",
    "closure": "undone_at undone_by_id",
}
_PERSON = "newcomer_id cases_newcomer"
BELONGS = {
    **dict.fromkeys(("privatemessage", "checkin", "frozenview", "supportplan", "withdrawal", "budgetline", "concern"), _PERSON),
    "onwardreferral": f"{_PERSON} connection_id cases_serviceconnection",
    "needcheck": "need_id cases_need",
    "onwardoutcome": "referral_id cases_onwardreferral",
    "handover": "designation_id cases_designation",
    **dict.fromkeys(("handoverwish", "handoveryes"), f"{_PERSON} handover_id cases_handover"),
    "workerrequest": f"{_PERSON} designation_id cases_designation",
    "concernreply": "concern_id cases_concern",
    "difficultyside": f"{_PERSON} difficulty_id cases_difficulty",
    "difficultydecision": "difficulty_id cases_difficulty",
    "protectionreader": "concern_id cases_concern note_id cases_restrictednote difficulty_id cases_difficulty",
    "followingrelative": f"{_PERSON} landed_id cases_newcomer",
    "closure": "meeting_id cases_meeting",
    "lastingcontact": "closure_id cases_closure",
    "closingchoice": f"{_PERSON} closure_id cases_closure",
}
SOURCES = {
    "closure": "reach today",
    "protectionreader": "reach today",
    "workerrequest": "reach today",
    **dict.fromkeys(
        (
            *("checkin", "concern", "followup", "handover", "move", "needcheck", "onwardoutcome", "onwardreferral", "privatemessage"),
            *("supportplan", "transitionplan", "workerquestion", "circlemember"),
        ),
        "today",
    ),
}


def _triggers() -> migrations.RunSQL:
    make, drop = [], []

    def trigger(name: str, table: str, rest: str) -> None:
        make.append(f"CREATE TRIGGER {name} {rest};")
        drop.insert(0, f"DROP TRIGGER {name} ON {table};")

    for name, event, function, tables in (
        ("stays", "UPDATE", "stay", STAY),
        ("ends", "UPDATE", "only_ends", ENDS),
        ("belongs", "INSERT", "belongs", BELONGS),
    ):
        for table, words in tables.items():
            args = ", ".join(f"'{word}'" for word in words.split())
            full = f"cases_{table}"
            trigger(name, full, f"BEFORE {event} ON {full} FOR EACH ROW EXECUTE FUNCTION {function}({args})")
    for table, what in SOURCES.items():
        args = ", ".join(f"'{one}'" for one in what.split())
        for event in ("INSERT", "UPDATE"):
            trigger(
                f"rebuilds_year_{event.lower()}",
                f"cases_{table}",
                f"AFTER {event} ON cases_{table} REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION source_changed({args})",
            )
    for event in ("INSERT", "UPDATE"):
        trigger(
            f"turns_{event.lower()}",
            "cases_withdrawal",
            f"AFTER {event} ON cases_withdrawal FOR EACH ROW EXECUTE FUNCTION withdrawal_turns_circle()",
        )
    trigger(
        "rebuilds_year",
        "cases_case",
        "AFTER UPDATE ON cases_case REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION case_changed()",
    )
    trigger("covers", "partners_absence", "AFTER INSERT ON partners_absence FOR EACH ROW EXECUTE FUNCTION absence_covers()")
    make.append("DROP TRIGGER ends ON cases_circlemember;")
    drop.append(
        "CREATE TRIGGER ends BEFORE UPDATE ON cases_circlemember FOR EACH ROW EXECUTE FUNCTION only_ends('since', 'until');"
    )
    trigger("ends_sooner", "cases_circlemember", "BEFORE UPDATE ON cases_circlemember FOR EACH ROW EXECUTE FUNCTION ends_sooner()")
    return migrations.RunSQL("\n".join(make), "\n".join(drop))


def _freeze() -> migrations.RunSQL:
    """Over every other policy: rows made after a view was frozen are out of its organization's sight."""
    by = {**dict.fromkeys(FROZEN_BY, "by_id"), **dict.fromkeys(FROZEN, "NULL")}
    make = [
        f"CREATE POLICY frozen ON cases_{table} AS RESTRICTIVE FOR SELECT TO ic_app USING (unfrozen(case_id, id, {writer}));"
        for table, writer in by.items()
    ]
    later = {f"cases_{table}": "by_id IS NOT DISTINCT FROM me() OR unfrozen_since(case_id, answered_at)" for table in ANSWERED_LATER}
    later["cases_lastcontact"] = "unfrozen_since(case_id, \"on\"::timestamp AT TIME ZONE 'America/Toronto')"
    later["cases_newcomeridentity"] = "unchanged_identity(case_id, id)"
    make += [f"CREATE POLICY as_it_stood ON {table} AS RESTRICTIVE FOR SELECT TO ic_app USING ({rule});" for table, rule in later.items()]
    drop = [f"DROP POLICY frozen ON cases_{table};" for table in by] + [f"DROP POLICY as_it_stood ON {table};" for table in later]
    make.append(
        "CREATE POLICY frozen ON journal_act AS RESTRICTIVE FOR SELECT TO ic_app USING (unfrozen(case_id, id, by_id));\n"
        "CREATE POLICY frozen ON cases_todayentry AS RESTRICTIVE FOR SELECT TO ic_app USING "
        "(key = 'hear_concern' OR unfrozen_since(case_id, since));"
    )
    drop.append("DROP POLICY frozen ON journal_act;\nDROP POLICY frozen ON cases_todayentry;")
    return migrations.RunSQL("\n".join(make), "\n".join(drop))


def _today() -> migrations.RunSQL:
    """Whoever covers for somebody away sees what waits for that worker; who hears a concern is told without reading the family."""
    readable = f"may_read(case_id, NULL, referral_id, {int(Level.BASIC | Level.PREVIEW)})"
    before = f"principal = ANY (my_principals()) AND {readable}"
    after = (
        f"(principal = ANY (my_principals()) AND (key = 'hear_concern' OR {readable})) "
        "OR (principal = ANY ((SELECT covered_today())::uuid[]) "
        f"AND key NOT IN ('answer_private', 'answer_check_in', 'answer_check_in_first', 'hear_concern') AND {readable})"
    )
    policy = "ALTER POLICY reads ON cases_todayentry USING ({0});"
    return migrations.RunSQL(policy.format(after), policy.format(before))


CASE_CHANGED = """
CREATE FUNCTION case_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE touched uuid[];
BEGIN
  SELECT array_agg(id) INTO touched FROM changed;
  IF touched IS NOT NULL THEN PERFORM rebuild_reach(touched); PERFORM rebuild_today(touched); END IF;
  RETURN NULL;
END $$;
ALTER FUNCTION case_changed() OWNER TO ic_keeper;
"""


def fill(apps, schema_editor):
    """Write the ceiling as the database reads it, and store anew who reaches what."""
    ceiling = apps.get_model("access", "Ceiling")
    for seat, (read, write) in CEILING.items():
        ceiling.objects.update_or_create(seat=str(seat), defaults={"read": int(read), "write": int(write)})
    schema_editor.execute("SELECT rebuild_all()")


def _fixed() -> migrations.RunSQL:
    tables = ", ".join(f"cases_{table}" for table in FIXED)
    return migrations.RunSQL(f"REVOKE UPDATE ON {tables} FROM ic_app;", f"GRANT UPDATE ON {tables} TO ic_app;")


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_year"), ("journal", "0001_initial"), ("partners", "0002_year")]

    operations = [
        deny(*(f"cases_{table}" for table in TABLES)),
        *_functions(),
        *_staying(),
        *_handover(),
        *_protection(),
        _circle(),
        *_ending(),
        _fixed(),
        migrations.RunSQL(_as_keeper(REBUILDS), _as_keeper(_earlier())),
        migrations.RunSQL(CASE_CHANGED, _as_keeper("DROP FUNCTION case_changed();")),
        _triggers(),
        _freeze(),
        _today(),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=False),
    ]
