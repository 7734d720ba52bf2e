"""The second wall around meetings, roles, arrival and connections, and Reach and Today with them."""

import re
from pathlib import Path

from django.db import migrations

from intentional_connection.access.rls import deny, scoped, walled
from intentional_connection.access.seats import CEILING, Level

HERE = Path(__file__).parent / "sql"
FUNCTIONS = (HERE / "0004_functions.sql").read_text(encoding="utf-8")
REBUILDS = (HERE / "0004_rebuilds.sql").read_text(encoding="utf-8")
BEFORE = (HERE / "0002_functions.sql").read_text(encoding="utf-8")
OPEN_FUNCTIONS = (
    *("speaks_for(uuid, text)", "has_part(uuid, text)", "choices_wanted(integer[], date)", "who_read(uuid)", "away_uncovered(uuid, date)"),
    *("connections_settled(uuid)", "is_sponsors_name(uuid, text)", "is_adult(uuid, uuid)", "may_hold_key(uuid, uuid, uuid)", "role_holder_changed()"),
    "consent_turns_circle()",
)

COSTS = {
    "may_read(uuid, uuid, uuid, integer)": 1000,
    "may_write(uuid, uuid, uuid, integer)": 1000,
    "may_see_profile(uuid)": 20000,
    "may_see_organization(uuid, text, uuid, uuid)": 20000,
}

BY_CASE = {"case": "case_id"}
BY_PERSON = {"person": "newcomer_id"}
#: A row about one person opens with that person, a row about the whole family with the family.
BY_BOTH = {"case": "CASE WHEN newcomer_id IS NULL THEN case_id END", "person": "newcomer_id"}
_SCOPES = "CASE WHEN newcomer_id IS NULL THEN case_id END, newcomer_id, NULL"
WORKER = "speaks_for(case_id, 'worker')"
PLANNERS = "(speaks_for(case_id, 'worker') OR speaks_for(case_id, 'sponsor'))"
TOLD = "(speaks_for(case_id, 'sponsor') OR speaks_for(case_id, 'sah') OR speaks_for(case_id, 'worker'))"
A_VOICE = f"({TOLD} OR speaks_for(case_id, 'newcomer'))"
#: A yes is the party's own; of the family an adult's own, or said to the family's worker.
OWN_VOICE = (
    "CASE {0} WHEN 'newcomer' THEN newcomer_id IS NOT NULL AND may_record(case_id, newcomer_id) "
    "ELSE newcomer_id IS NULL AND speaks_for(case_id, {0}) END"
)
#: On the own telephone: by the adult alone. What was said aloud or on paper may be written down by the worker.
OWN_HAND = "({0} <> 'newcomer' OR method <> 'own_phone' OR is_adult(case_id, newcomer_id))"
ANSWERED = "(answered_by_id IS NULL OR answered_by_id = me())"
TABLES = (
    *("agendapoint", "arrival", "circumstance", "confirmation", "connectionanswer", "connectioncheck", "decision", "expectation"),
    *("followup", "meeting", "meetinganswer", "meetingcalledoff", "meetingdate", "meetingguest", "meetingheld", "meetingnotheld"),
    *("meetingplace", "meetingrequest", "minutesdraft", "needanswer", "openquestion", "paymentdate", "presence", "priority"),
    *("privatecircumstance", "question", "resource", "role", "roleagreement", "roleline", "serviceconnection", "task"),
    *("taskcomment", "taskdone", "traveldetail", "travelnotice"),
)
#: Rows that are never changed, only followed by others.
FIXED = (
    *("confirmation", "connectionanswer", "decision", "expectation", "meetinganswer", "meetingcalledoff", "meetingdate"),
    *("meetingguest", "meetingheld", "meetingnotheld", "meetingplace", "meetingrequest", "needanswer", "paymentdate", "presence"),
    *("priority", "resource", "role", "roleagreement", "taskcomment", "traveldetail", "travelnotice"),
)
CHANGING = {"confirmation"}  # taken back


def _owned(sql: str) -> str:
    owners = "\n".join(f"ALTER FUNCTION {name} OWNER TO ic_keeper;" for name in OPEN_FUNCTIONS)
    return f"{sql}\n{owners}"


def _earlier() -> str:
    """The bodies of 0002, to go back to."""
    found = re.findall(r"CREATE FUNCTION ((?:rebuild_reach|rebuild_today|may_see_profile)\(.*?END \$\$;)", BEFORE, flags=re.DOTALL)
    return "\n".join(f"CREATE OR REPLACE FUNCTION {body}" for body in found)


def _as_keeper(sql: str) -> str:
    return f"SET LOCAL ROLE ic_keeper;\n{sql}\nRESET ROLE;"


def _functions() -> list[migrations.RunSQL]:
    drops = "\n".join(f"DROP FUNCTION {name};" for name in OPEN_FUNCTIONS)
    return [
        migrations.RunSQL(_owned(FUNCTIONS), _as_keeper(drops)),
        migrations.RunSQL(
            "GRANT SELECT ON practice_adoption TO ic_keeper;", "REVOKE SELECT ON practice_adoption FROM ic_keeper;"
        ),
        migrations.RunSQL(_as_keeper(REBUILDS), _as_keeper(_earlier())),
        migrations.RunSQL(_as_keeper(_costs(dear=True)), _as_keeper(_costs(dear=False))),
    ]


def _costs(*, dear: bool) -> str:
    """Each of these asks the tables: without that word the planner would rather ask it of every row than use an index."""
    return "\n".join(f"ALTER FUNCTION {name} COST {cost if dear else 100};" for name, cost in COSTS.items())


def _meetings() -> list[migrations.RunSQL]:
    times, meeting = Level.TIMES, Level.MEETING
    guest = (
        "SELECT 1 FROM cases_meetingguest g WHERE g.id = guest_id AND g.meeting_id = cases_meetinganswer.meeting_id "
        "AND (g.account_id = me() OR (g.newcomer_id IS NOT NULL AND may_record(g.case_id, g.newcomer_id)))"
    )
    answers = f"(is_system() AND guest_id IS NULL) OR EXISTS ({guest})"
    minutes = {"only": WORKER, **BY_CASE}
    return [
        scoped("cases_meeting", times, times, own="by_id", only=PLANNERS, **BY_CASE),
        scoped("cases_meetingdate", times, times, own="by_id", only=PLANNERS, **BY_CASE),
        scoped("cases_meetingguest", times, times, own="by_id", only=PLANNERS, **BY_CASE),
        scoped("cases_meetingcalledoff", times, times, own="by_id", only=PLANNERS, **BY_CASE),
        scoped("cases_meetingheld", times, times, own="by_id", **minutes),
        scoped("cases_meetingnotheld", times, times, own="by_id", **minutes),
        scoped("cases_meetinganswer", times, times, own="by_id", only=answers, **BY_CASE),
        scoped("cases_meetingplace", meeting, meeting, only=PLANNERS, **BY_CASE),
        scoped("cases_meetingrequest", meeting, meeting, own="by_id", only="speaks_for(case_id, voice)", **BY_CASE),
        scoped("cases_agendapoint", meeting, meeting, own="by_id", only="speaks_for(case_id, voice)", **BY_CASE),
        walled(
            "cases_minutesdraft",
            select=f"(by_id = me() AND may_read(case_id, NULL, NULL, {int(meeting)})) "
            "OR (is_system() AND saved_at < ic_now() - interval '30 days')",
            insert=f"by_id = me() AND {WORKER}",
            update=f"(by_id = me() AND {WORKER}) OR (is_system() AND typed = '{{}}')",
        ),
        scoped("cases_presence", meeting, meeting, **minutes),
        *(
            scoped(f"cases_{table}", meeting, meeting, own="by_id", **minutes)
            for table in ("expectation", "priority", "decision", "openquestion")
        ),
        scoped("cases_paymentdate", meeting, meeting, own="by_id", only=WORKER, **BY_PERSON),
        scoped("cases_resource", Level.PLAN, Level.PLAN, own="by_id", **minutes),
        scoped("cases_followup", Level.PLAN, Level.PLAN, own="by_id", **minutes),
    ]


def _arrival() -> list[migrations.RunSQL]:
    return [
        scoped("cases_travelnotice", Level.PLAN, Level.TRAVEL, own="by_id", **BY_PERSON),
        scoped("cases_traveldetail", Level.TRAVEL, Level.TRAVEL, **BY_PERSON),
        scoped("cases_arrival", Level.PLAN, Level.PLAN, own="by_id", only=TOLD, **BY_PERSON),
    ]


def _tasks() -> list[migrations.RunSQL]:
    plan, content = int(Level.PLAN), int(Level.SENSITIVE)
    task = "EXISTS (SELECT 1 FROM cases_task t WHERE t.id = task_id{0})"
    line = "EXISTS (SELECT 1 FROM cases_roleline l WHERE l.id = line_id)"
    writes = f"may_write(case_id, NULL, NULL, {plan})"
    reads_task = f"CASE WHEN secret THEN may_read(NULL, newcomer_id, id, {content}) ELSE may_read({_SCOPES}, {plan}) END"
    writes_task = f"CASE WHEN secret THEN may_write(NULL, newcomer_id, NULL, {content}) ELSE may_write({_SCOPES}, {plan}) END"
    reads_line = reads_task.replace("newcomer_id, id,", "newcomer_id, NULL,")
    draws = f"{writes_task} AND {A_VOICE}"
    said = OWN_VOICE.format("party")
    # A part is given with its line, by whoever draws the line up, before anybody said yes to it.
    drawn = (
        "EXISTS (SELECT 1 FROM cases_roleline l WHERE l.id = line_id AND l.by_id = me() AND l.ended_in IS NULL) "
        "AND NOT EXISTS (SELECT 1 FROM cases_confirmation y WHERE y.line_id = cases_role.line_id)"
    )
    openly = (
        " AND ((NOT t.sensitive AND NOT t.secret) OR cases_taskcomment.by_id = me() "
        f"OR may_read(CASE WHEN t.newcomer_id IS NULL THEN t.case_id END, t.newcomer_id, t.id, {content}))"
    )
    return [
        scoped("cases_circumstance", Level.PLAN, Level.PLAN, own="by_id", **BY_BOTH),
        scoped("cases_privatecircumstance", Level.SENSITIVE, Level.SENSITIVE, own="by_id", **BY_PERSON),
        walled("cases_task", select=reads_task, insert=f"{writes_task} AND by_id = me()", update=writes_task),
        walled(
            "cases_taskdone", select=task.format(""), insert=f"{task.format('')} AND {writes} AND by_id = me()", update=writes
        ),
        walled(
            "cases_taskcomment",
            select=task.format(openly),
            insert=f"{task.format('')} AND {writes} AND by_id = me()",
        ),
        scoped("cases_needanswer", Level.PLAN, Level.PLAN, own="by_id", only=WORKER, **BY_CASE),
        scoped("cases_roleagreement", Level.PLAN, Level.PLAN, own="by_id", only=WORKER, **BY_CASE),
        walled("cases_roleline", select=reads_line, insert=f"{draws} AND by_id = me()", update=draws),
        walled("cases_role", select=line, insert=f"{drawn} AND {writes} AND {A_VOICE}"),
        walled(
            "cases_confirmation",
            select=line,
            insert=f"{line} AND by_id = me() AND {said} AND {OWN_HAND.format('party')}",
            update=said,
        ),
        walled("cases_question", select=line, insert=f"{line} AND by_id = me() AND {said}", update=f"{writes} AND {ANSWERED}"),
    ]


def _connections() -> list[migrations.RunSQL]:
    item = "EXISTS (SELECT 1 FROM cases_serviceconnection s WHERE s.id = connection_id)"
    # An adult answers for oneself, for the children and for the whole family.
    own = (
        "(voice <> 'newcomer' OR EXISTS (SELECT 1 FROM cases_serviceconnection s LEFT JOIN cases_newcomer n ON n.id = s.newcomer_id "
        "WHERE s.id = connection_id AND (s.newcomer_id IS NULL OR n.age_group = 'child' "
        "OR s.newcomer_id = cases_connectionanswer.newcomer_id)))"
    )
    said = f"{OWN_VOICE.format('voice')} AND {OWN_HAND.format('voice')} AND {own}"
    return [
        scoped("cases_connectioncheck", Level.PLAN, Level.PLAN, own="by_id", only=WORKER, **BY_CASE),
        scoped("cases_serviceconnection", Level.PLAN, Level.PLAN, own="by_id", only=WORKER, **BY_BOTH),
        walled("cases_connectionanswer", select=item, insert=f"{item} AND by_id = me() AND {said}"),
    ]


def _notices() -> list[migrations.RunSQL]:
    reads = "by_id = me() OR EXISTS (SELECT 1 FROM notices_notice n WHERE n.entry_id = notices_calendarentry.id)"
    return [
        deny("notices_calendarentry"),
        walled("notices_calendarentry", select=reads, insert="by_id = me()"),
    ]


def _keys() -> list[migrations.RunSQL]:
    circle = f"may_write(case_id, NULL, NULL, {int(Level.CIRCLE)})"
    worklog = f"may_write(case_id, NULL, NULL, {int(Level.WORKLOG)})"
    return [
        deny("people_key", "people_keptform"),
        walled(
            "people_key",
            # Whether an adult has an own key, and uses it, is for the adult and the worker.
            select=f"is_system() OR account_id = me() OR made_by_id = me() OR CASE kind WHEN 'own' THEN {worklog} ELSE {circle} END",
            # An own key comes from the worker alone, and opens nothing but this adult's own page.
            insert=f"made_by_id = me() AND {circle} AND CASE kind WHEN 'carried' THEN account_id IS NULL AND newcomer_id IS NULL "
            "ELSE speaks_for(case_id, 'worker') AND may_hold_key(case_id, newcomer_id, account_id) END",
            update=f"is_system() OR {circle}",
        ),
        walled(
            "people_keptform",
            # The jobs see only what is old, and may do nothing with it but empty it.
            select="account_id = me() OR (is_system() AND at < ic_now() - interval '30 days')",
            insert="account_id = me()",
            update="account_id = me() OR (is_system() AND fields = '{}')",
        ),
        migrations.RunSQL(
            """
            GRANT INSERT ON cases_circlemember TO ic_keeper;
            GRANT UPDATE ON people_key TO ic_keeper;
            CREATE POLICY comes_back ON cases_circlemember FOR INSERT TO ic_keeper WITH CHECK (true);
            CREATE POLICY turns ON people_key FOR UPDATE TO ic_keeper USING (true) WITH CHECK (true);
            """,
            """
            DROP POLICY turns ON people_key;
            DROP POLICY comes_back ON cases_circlemember;
            REVOKE UPDATE ON people_key FROM ic_keeper;
            REVOKE INSERT ON cases_circlemember FROM ic_keeper;
            """,
        ),
    ]


def _changes() -> list[migrations.RunSQL]:
    """Who may change a row, where not everybody may who could write it."""
    person = f"may_write(NULL, newcomer_id, NULL, {int(Level.PLAN)})"
    item, case = f"may_write({_SCOPES}, {int(Level.PLAN)})", f"may_write(case_id, NULL, NULL, {int(Level.PLAN)})"
    undone = "(undone_by_id IS NULL OR undone_by_id = me())"
    rules = {
        "cases_arrival": f"{person} AND {TOLD} AND {undone}",
        "cases_taskdone": f"{case} AND {undone}",
        "cases_followup": f"{case} AND {WORKER}",
        "cases_serviceconnection": f"{item} AND {WORKER}",
        "cases_connectioncheck": f"{case} AND ({WORKER} OR speaks_for(case_id, 'newcomer'))",
        "cases_openquestion": f"may_write(case_id, NULL, NULL, {int(Level.MEETING)}) AND {ANSWERED}",
    }
    return [migrations.RunSQL(f"ALTER POLICY changes ON {table} WITH CHECK ({rule});", "") for table, rule in rules.items()]


def _circle() -> list[migrations.RunSQL]:
    """A yes of one's own: on the own telephone by the adult alone. It is taken back by the adult, or by who wrote it down."""
    circle = f"may_write(case_id, newcomer_id, NULL, {int(Level.CIRCLE)})"
    before = (
        f"(({circle} OR may_found(case_id)) AND (CASE WHEN method IN ('relayed', 'application') THEN may_relay(case_id) "
        "ELSE {0} END) AND recorded_by_id = me())"
    )
    told = "may_record(case_id, newcomer_id)"
    own = f"CASE method WHEN 'own_phone' THEN is_adult(case_id, newcomer_id) ELSE {told} END"
    ends = f"{circle} AND ({told} OR (method IN ('relayed', 'application') AND recorded_by_id = me()))"
    policy = "ALTER POLICY {0} ON cases_consent WITH CHECK ({1});"
    reads = "ALTER POLICY reads ON cases_consent USING ({0});"
    circle_reads = f"may_read(case_id, newcomer_id, NULL, {int(Level.CIRCLE)})"
    # What an adult said to others is not told: an organization reads the yes to itself while it stands, and what was passed on.
    own_business = (
        f"{circle_reads} AND (is_system() OR method IN ('relayed', 'application') OR {told} "
        "OR (recipient_id = ANY (my_organizations()) AND withdrawn_at IS NULL))"
    )
    adult = (
        f"(may_write(case_id, NULL, NULL, {int(Level.CIRCLE)}) OR may_found(case_id)) "
        "AND (newcomer_id IS NULL OR account_id <> me()) AND added_by_id = me()"
    )
    by_worker = f"{adult} AND (newcomer_id IS NULL OR {WORKER})"  # the key of an adult comes from the worker alone
    seat = "ALTER POLICY writes ON cases_circlemember WITH CHECK ({0});"
    return [
        migrations.RunSQL(seat.format(by_worker), seat.format(adult)),
        migrations.RunSQL(reads.format(own_business), reads.format(circle_reads)),
        migrations.RunSQL(policy.format("writes", before.format(own)), policy.format("writes", before.format(told))),
        migrations.RunSQL(policy.format("changes", ends), policy.format("changes", circle)),
        migrations.RunSQL(
            "CREATE TRIGGER stays_too BEFORE UPDATE ON cases_consent FOR EACH ROW EXECUTE FUNCTION "
            "stay('recipient_person_id', 'left_out', 'edition', 'language', 'purpose', 'witness');",
            "DROP TRIGGER stays_too ON cases_consent;",
        ),
    ]


#: Columns that never change, where a row may change at all.
STAY = {
    "cases_agendapoint": "case_id voice text by_id at",
    "cases_arrival": "case_id newcomer_id on by_id at",
    "cases_circumstance": "case_id newcomer_id condition by_id at",
    "cases_confirmation": "case_id line_id party newcomer_id method witness by_id at",
    "cases_connectioncheck": "case_id by_id at",
    "cases_followup": "case_id follow_up_every_days way by_id at",
    "cases_meeting": "case_id kind by_id at",  # not fixed: acts about a meeting lock it
    "cases_minutesdraft": "case_id meeting_id by_id",
    "cases_openquestion": "case_id meeting_id text owner by_id at",
    "cases_privatecircumstance": "case_id newcomer_id condition by_id at",
    "cases_question": "case_id line_id party newcomer_id text by_id at",
    "cases_roleline": "case_id key newcomer_id secret begun_in digest not_needed by_id at",
    "cases_serviceconnection": "case_id newcomer_id item label by_id at",
    "cases_task": "case_id code newcomer_id sensitive secret by_id at",
    "cases_taskdone": "case_id task_id on by_id at",
    "people_key": "kind case_id newcomer_id account_id digest code_digest made_by_id made_at",
    "people_keptform": "account_id path",
}
#: Columns that are set once.
ENDS = {
    "cases_arrival": "undone_at undone_by_id",
    "cases_circumstance": "ended_at ended_by_id",
    "cases_confirmation": "taken_back_at",
    "cases_followup": "ended_at",
    "cases_openquestion": "answered_at answered_by_id",
    "cases_privatecircumstance": "ended_at ended_by_id",
    "cases_question": "answered_at answered_by_id",
    "cases_roleline": "ended_in",
    "cases_taskdone": "undone_at undone_by_id",
    "people_key": "spent_at ended_at",
}
_PERSON, _MEETING, _LINE, _TASK = (
    "newcomer_id cases_newcomer",
    "meeting_id cases_meeting",
    "line_id cases_roleline",
    "task_id cases_task",
)
#: What points at a row of the family: column and table.
BELONGS = {
    **dict.fromkeys(
        (
            *("meetingdate", "meetingheld", "meetingnotheld", "meetingcalledoff", "agendapoint", "minutesdraft"),
            *("decision", "openquestion", "resource", "followup", "roleagreement", "connectioncheck"),
        ),
        _MEETING,
    ),
    **dict.fromkeys(("meetingguest", "expectation", "priority", "paymentdate"), f"{_MEETING} {_PERSON}"),
    **dict.fromkeys(
        ("circumstance", "privatecircumstance", "task", "roleline", "serviceconnection", "arrival", "travelnotice"), _PERSON
    ),
    **dict.fromkeys(("role", "confirmation", "question"), f"{_LINE} {_PERSON}"),
    **dict.fromkeys(("taskdone", "taskcomment"), _TASK),
    "meetinganswer": f"{_MEETING} guest_id cases_meetingguest",
    "presence": f"{_MEETING} guest_id cases_meetingguest",
    "meetingplace": "date_id cases_meetingdate",
    "traveldetail": f"{_PERSON} notice_id cases_travelnotice",
    "needanswer": "need_id cases_need",
    "connectionanswer": f"{_PERSON} connection_id cases_serviceconnection",
}
#: Source table -> what is rebuilt when it changes.
SOURCES = {
    "arrival": "reach today",
    "confirmation": "reach today",
    "roleline": "reach today",
    "role": "reach",
    "task": "reach",
    **dict.fromkeys(
        (
            *("meeting", "meetingdate", "meetingguest", "meetinganswer", "meetingheld", "meetingnotheld", "meetingcalledoff"),
            *("meetingrequest", "need", "needanswer", "question", "travelnotice", "connectioncheck"),
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
        ("belongs", "INSERT", "belongs", {f"cases_{table}": words for table, words in BELONGS.items()}),
    ):
        for table, words in tables.items():
            args = ", ".join(f"'{word}'" for word in words.split())
            trigger(name, table, f"BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}({args})")
    for table, what in SOURCES.items():
        args = ", ".join(f"'{one}'" for one in what.split())
        for event in ("INSERT", "UPDATE"):
            trigger(
                f"rebuilds_{event.lower()}",
                f"cases_{table}",
                f"AFTER {event} ON cases_{table} REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION source_changed({args})",
            )
    for event in ("INSERT", "UPDATE"):
        trigger(
            f"turns_{event.lower()}",
            "cases_consent",
            f"AFTER {event} ON cases_consent REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION consent_turns_circle()",
        )
        trigger(
            f"rebuilds_roles_{event.lower()}",
            "partners_membership",
            f"AFTER {event} ON partners_membership REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION role_holder_changed()",
        )
    return migrations.RunSQL("\n".join(make), "\n".join(drop))


def _fixed() -> migrations.RunSQL:
    tables = ", ".join(f"cases_{table}" for table in FIXED if table not in CHANGING)
    return migrations.RunSQL(f"REVOKE UPDATE ON {tables} FROM ic_app;", f"GRANT UPDATE ON {tables} TO ic_app;")


def fill(apps, schema_editor):
    """Write the ceiling as the database reads it, and store anew who reaches what."""
    ceiling = apps.get_model("access", "Ceiling")
    for seat, (read, write) in CEILING.items():
        ceiling.objects.update_or_create(seat=str(seat), defaults={"read": int(read), "write": int(write)})
    schema_editor.execute("SELECT rebuild_all()")


REBUILD_ALL = """
CREATE FUNCTION rebuild_all() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE every uuid[];
BEGIN
  SELECT array_agg(id) INTO every FROM cases_case;
  IF every IS NOT NULL THEN PERFORM rebuild_reach(every); PERFORM rebuild_today(every); END IF;
END $$;
ALTER FUNCTION rebuild_all() OWNER TO ic_keeper;
SET LOCAL ROLE ic_keeper;
REVOKE EXECUTE ON FUNCTION rebuild_all() FROM PUBLIC; GRANT EXECUTE ON FUNCTION rebuild_all() TO ic_owner;
RESET ROLE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_meetings_roles_arrival"),
        ("notices", "0002_calendar_entry"),
        ("people", "0002_keys"),
        ("practice", "0001_initial"),
    ]

    operations = [
        deny(*(f"cases_{table}" for table in TABLES)),
        *_functions(),
        *_meetings(),
        *_arrival(),
        *_tasks(),
        *_connections(),
        *_notices(),
        *_keys(),
        *_changes(),
        *_circle(),
        _fixed(),
        _triggers(),
        migrations.RunSQL(REBUILD_ALL, _as_keeper("DROP FUNCTION rebuild_all();")),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=False),
    ]
