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
OPEN_FUNCTIONS = ("speaks_for(uuid, text)", "has_part(uuid, text)", "choices_wanted(integer[], date)")

BY_CASE = {"case": "case_id"}
BY_PERSON = {"person": "newcomer_id"}
#: A row about one person opens with that person, a row about the whole family with the family.
BY_BOTH = {"case": "CASE WHEN newcomer_id IS NULL THEN case_id END", "person": "newcomer_id"}
_SCOPES = "CASE WHEN newcomer_id IS NULL THEN case_id END, newcomer_id, NULL"
WORKER = "speaks_for(case_id, 'worker')"
PLANNERS = "(speaks_for(case_id, 'worker') OR speaks_for(case_id, 'sponsor'))"
#: A yes is the party's own; of the family an adult's own, or said to the family's worker.
OWN_VOICE = "CASE {0} WHEN 'newcomer' THEN may_record(case_id, newcomer_id) ELSE newcomer_id IS NULL AND speaks_for(case_id, {0}) END"
TABLES = (
    *("agendapoint", "arrival", "circumstance", "confirmation", "connectionanswer", "connectioncheck", "decision", "expectation"),
    *("followup", "meeting", "meetinganswer", "meetingcalledoff", "meetingdate", "meetingguest", "meetingheld", "meetingnotheld"),
    *("meetingplace", "meetingrequest", "minutesdraft", "needanswer", "openquestion", "paymentdate", "presence", "priority"),
    *("privatecircumstance", "question", "resource", "role", "roleagreement", "roleline", "serviceconnection", "task"),
    *("taskcomment", "taskdone", "traveldetail", "travelnotice"),
)
#: Rows that are never changed, only followed by others.
FIXED = (
    *("confirmation", "connectionanswer", "decision", "expectation", "meeting", "meetinganswer", "meetingcalledoff", "meetingdate"),
    *("meetingguest", "meetingheld", "meetingnotheld", "meetingplace", "meetingrequest", "needanswer", "paymentdate", "presence"),
    *("priority", "resource", "role", "roleagreement", "taskcomment", "traveldetail", "travelnotice"),
)
CHANGING = {"confirmation"}  # taken back


def _owned(sql: str) -> str:
    owners = "\n".join(f"ALTER FUNCTION {name} OWNER TO ic_keeper;" for name in OPEN_FUNCTIONS)
    return f"{sql}\n{owners}"


def _earlier() -> str:
    """The bodies of 0002, to go back to."""
    found = re.findall(r"CREATE FUNCTION (rebuild_(?:reach|today)\(.*?END \$\$;)", BEFORE, flags=re.DOTALL)
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
    ]


def _meetings() -> list[migrations.RunSQL]:
    times, meeting = Level.TIMES, Level.MEETING
    guest = "SELECT 1 FROM cases_meetingguest g WHERE g.id = guest_id AND (g.account_id = me() OR may_record(case_id, g.newcomer_id))"
    minutes = {"only": WORKER, **BY_CASE}
    return [
        scoped("cases_meeting", times, times, own="by_id", only=PLANNERS, **BY_CASE),
        scoped("cases_meetingdate", times, times, own="by_id", only=PLANNERS, **BY_CASE),
        scoped("cases_meetingguest", times, times, own="by_id", only=PLANNERS, **BY_CASE),
        scoped("cases_meetingcalledoff", times, times, own="by_id", only=PLANNERS, **BY_CASE),
        scoped("cases_meetingheld", times, times, own="by_id", **minutes),
        scoped("cases_meetingnotheld", times, times, own="by_id", **minutes),
        scoped("cases_meetinganswer", times, times, own="by_id", only=f"is_system() OR EXISTS ({guest})", **BY_CASE),
        scoped("cases_meetingplace", meeting, meeting, only=PLANNERS, **BY_CASE),
        scoped("cases_meetingrequest", meeting, meeting, own="by_id", only="speaks_for(case_id, voice)", **BY_CASE),
        scoped("cases_agendapoint", meeting, meeting, own="by_id", only="speaks_for(case_id, voice)", **BY_CASE),
        walled(
            "cases_minutesdraft",
            select=f"by_id = me() AND may_read(case_id, NULL, NULL, {int(meeting)})",
            insert=f"by_id = me() AND {WORKER}",
            update=f"by_id = me() AND {WORKER}",
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
    told = "(speaks_for(case_id, 'sponsor') OR speaks_for(case_id, 'sah') OR speaks_for(case_id, 'worker'))"
    return [
        scoped("cases_travelnotice", Level.PLAN, Level.TRAVEL, own="by_id", **BY_PERSON),
        scoped("cases_traveldetail", Level.TRAVEL, Level.TRAVEL, **BY_PERSON),
        scoped("cases_arrival", Level.PLAN, Level.PLAN, own="by_id", only=told, **BY_PERSON),
    ]


def _tasks() -> list[migrations.RunSQL]:
    plan, content = int(Level.PLAN), int(Level.SENSITIVE)
    task = "EXISTS (SELECT 1 FROM cases_task t WHERE t.id = task_id{0})"
    line = "EXISTS (SELECT 1 FROM cases_roleline l WHERE l.id = line_id)"
    writes = f"may_write(case_id, NULL, NULL, {plan})"
    reads_task = f"CASE WHEN secret THEN may_read(NULL, newcomer_id, id, {content}) ELSE may_read({_SCOPES}, {plan}) END"
    writes_task = f"CASE WHEN secret THEN may_write(NULL, newcomer_id, NULL, {content}) ELSE may_write({_SCOPES}, {plan}) END"
    reads_line = reads_task.replace("newcomer_id, id,", "newcomer_id, NULL,")
    said = OWN_VOICE.format("party")
    openly = (
        " AND ((NOT t.sensitive AND NOT t.secret) OR by_id = me() "
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
        walled("cases_roleline", select=reads_line, insert=f"{writes_task} AND by_id = me()", update=writes_task),
        walled("cases_role", select=line, insert=f"{line} AND {writes}"),
        walled("cases_confirmation", select=line, insert=f"{line} AND by_id = me() AND {said}", update=said),
        walled("cases_question", select=line, insert=f"{line} AND by_id = me() AND {said}", update=writes),
    ]


def _connections() -> list[migrations.RunSQL]:
    item = "EXISTS (SELECT 1 FROM cases_serviceconnection s WHERE s.id = connection_id)"
    return [
        scoped("cases_connectioncheck", Level.PLAN, Level.PLAN, own="by_id", only=WORKER, **BY_CASE),
        scoped("cases_serviceconnection", Level.PLAN, Level.PLAN, own="by_id", only=WORKER, **BY_BOTH),
        walled("cases_connectionanswer", select=item, insert=f"{item} AND by_id = me() AND {OWN_VOICE.format('voice')}"),
    ]


def _keys() -> list[migrations.RunSQL]:
    circle = f"may_write(case_id, NULL, NULL, {int(Level.CIRCLE)})"
    return [
        deny("people_key", "people_keptform"),
        walled(
            "people_key",
            select=f"is_system() OR account_id = me() OR made_by_id = me() OR {circle}",
            # An own key comes from the worker alone.
            insert=f"made_by_id = me() AND {circle} AND (kind = 'carried' OR speaks_for(case_id, 'worker'))",
            update=f"is_system() OR {circle}",
        ),
        walled("people_keptform", select="account_id = me()", insert="account_id = me()", update="account_id = me()"),
    ]


#: Columns that never change, where a row may change at all.
STAY = {
    "cases_agendapoint": "case_id voice text by_id at",
    "cases_arrival": "case_id newcomer_id on by_id at",
    "cases_circumstance": "case_id newcomer_id condition by_id at",
    "cases_confirmation": "case_id line_id party newcomer_id method witness by_id at",
    "cases_connectioncheck": "case_id by_id at",
    "cases_followup": "case_id follow_up_every_days way by_id at",
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
        *_keys(),
        _fixed(),
        _triggers(),
        migrations.RunSQL(REBUILD_ALL, _as_keeper("DROP FUNCTION rebuild_all();")),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=False),
    ]
