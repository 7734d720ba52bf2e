"""Openings because of an emergency: their tables, their walls, what they let be read, and their mark in the read log."""

import datetime
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import intentional_connection.kernel.clock
import intentional_connection.kernel.ids
from intentional_connection.access.rls import deny, walled
from intentional_connection.access.seats import Level

SQL = (Path(__file__).parent / "sql" / "0012_emergency.sql").read_text(encoding="utf-8")
FUNCTIONS = (
    *("emergency_may_open(uuid, uuid)", "emergency_family(uuid, text, integer)", "emergency_tells(uuid, uuid, boolean)"),
    *("emergency_holder_changed()", "emergency_of_read()"),
)
#: Asked by the keeper's own functions alone.
KEEPERS_OWN = ("emergency_reach(uuid[])", "emergency_waits(uuid[])")
LEVEL = int(Level.PROTECTION)
TOLD = "ARRAY[first_id, first_place_id, second_id, second_place_id]"
#: Living bodies of functions that other migrations replace too: a line is put in front of another, whatever else they say.
ADDED = (
    (
        "rebuild_reach(uuid[])",
        "    UNION ALL  -- jobs\n",
        "    UNION ALL SELECT * FROM emergency_reach(only_cases)  -- opened because of an emergency\n",
    ),
    (
        "rebuild_today(uuid[])",
        "    UNION ALL  -- a concern is heard: ",
        "    UNION ALL SELECT * FROM emergency_waits(only_cases)  -- two people look at what was opened\n",
    ),
)
#: Whoever read in an emergency stands in the family's "who read", though in no circle.
BY_NAME = "AND (m.account_id = r.by_id OR (m.account_id IS NULL AND s.seat = m.seat))"
TOO = "AND (m.account_id = r.by_id OR (m.account_id IS NULL AND s.seat = m.seat) OR r.emergency_id IS NOT NULL)"
#: Said without reading the family: to whoever hears a concern, and to the two who look at an opening.
HEARD = "key IN ('hear_concern', 'review_emergency')"


def _as_keeper(editor, sql):
    editor.execute(f"SET LOCAL ROLE ic_keeper; {sql}; RESET ROLE;".replace("%", "%%"), ())


def _replaced(editor, name, old, new):
    """Change the living body of a function; a defect where it says something else by now."""
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef(%s::regprocedure)", [name])
        (body,) = cursor.fetchone()
    if body.count(old) != 1:
        raise ValueError(f"{name} has changed: write 0012_emergency anew")
    _as_keeper(editor, body.replace(old, new))


def add(apps, editor):
    """Let Reach, Today and "who read" know of emergencies."""
    for name, before, line in ADDED:
        _replaced(editor, name, before, line + before)
    _replaced(editor, "who_read(uuid)", BY_NAME, TOO)


def take_away(apps, editor):
    """As it was before."""
    for name, _before, line in ADDED:
        _replaced(editor, name, line, "")
    _replaced(editor, "who_read(uuid)", TOO, BY_NAME)


def _policies():
    reads = "may_read(case_id, NULL, referral_id, 2049)"
    covered = f"principal = ANY ((SELECT covered_today())::uuid[]) AND key NOT IN ('answer_private', 'answer_check_in', 'answer_check_in_first', {{0}}) AND {reads}"
    return [
        migrations.RunSQL(
            f"""
            ALTER POLICY reads ON cases_todayentry USING ((principal = ANY (my_principals()) AND ({HEARD} OR {reads}))
              OR ({covered.format("'hear_concern', 'review_emergency'")}));
            ALTER POLICY frozen ON cases_todayentry USING ({HEARD} OR unfrozen_since(case_id, since));
            """,
            f"""
            ALTER POLICY reads ON cases_todayentry USING ((principal = ANY (my_principals()) AND (key = 'hear_concern' OR {reads}))
              OR ({covered.format("'hear_concern'")}));
            ALTER POLICY frozen ON cases_todayentry USING (key = 'hear_concern' OR unfrozen_since(case_id, since));
            """,
        ),
    ]


def _triggers():
    access, review = "cases_emergencyaccess", "cases_emergencyreview"
    stays = "'case_id', 'organization_id', 'reason', 'first_id', 'first_place_id', 'second_id', 'second_place_id', 'by_id', 'at', 'until'"
    made = {
        ("stays", access): f"BEFORE UPDATE ON {access} FOR EACH ROW EXECUTE FUNCTION stay({stays})",
        ("ends", access): f"BEFORE UPDATE ON {access} FOR EACH ROW EXECUTE FUNCTION only_ends('ended_at', 'ended_by_id')",
        ("belongs", review): f"BEFORE INSERT ON {review} FOR EACH ROW EXECUTE FUNCTION belongs('emergency_id', '{access}')",
        ("emergency", "journal_readlog"): "BEFORE INSERT ON journal_readlog FOR EACH ROW EXECUTE FUNCTION emergency_of_read()",
    }
    for event in ("INSERT", "UPDATE"):
        after = f"AFTER {event} ON {{0}} REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION"
        made["rebuilds_" + event.lower(), access] = f"{after.format(access)} source_changed('reach', 'today')"
        made["emergency_" + event.lower(), "partners_membership"] = f"{after.format('partners_membership')} emergency_holder_changed()"
    made["rebuilds", review] = (
        f"AFTER INSERT ON {review} REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION source_changed('today')"
    )
    made["rebuilds_emergency", "cases_withdrawal"] = (
        "AFTER INSERT ON cases_withdrawal REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION source_changed('reach')"
    )
    made["rebuilds_emergency_undone", "cases_withdrawal"] = (
        "AFTER UPDATE ON cases_withdrawal REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION source_changed('reach')"
    )
    return migrations.RunSQL(
        "\n".join(f"CREATE TRIGGER {name} {rest};" for (name, _table), rest in made.items()),
        "\n".join(f"DROP TRIGGER {name} ON {table};" for name, table in made),
    )


def _functions():
    owners = "\n".join(f"ALTER FUNCTION {name} OWNER TO ic_keeper;" for name in (*FUNCTIONS, *KEEPERS_OWN))
    closed = "\n".join(f"REVOKE EXECUTE ON FUNCTION {name} FROM PUBLIC;" for name in KEEPERS_OWN)
    drops = "\n".join(f"DROP FUNCTION {name};" for name in (*KEEPERS_OWN, *reversed(FUNCTIONS)))
    return migrations.RunSQL(
        f"{SQL}\n{owners}\nSET LOCAL ROLE ic_keeper;\n{closed}\nRESET ROLE;",
        f"SET LOCAL ROLE ic_keeper;\n{drops}\nRESET ROLE;",
    )


def _to(model, *, null=False):
    return models.ForeignKey(null=null, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model)


def _key():
    return models.UUIDField(default=intentional_connection.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)


PEOPLE = settings.AUTH_USER_MODEL
PLACE = "partners.organization"
NOW = intentional_connection.kernel.clock.now
MINE = "by_id = me()"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_narrowing"),
        ("journal", "0002_chain"),
        ("partners", "0002_year"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EmergencyAccess",
            fields=[
                ("id", _key()),
                ("reason", models.CharField(max_length=500)),
                ("at", models.DateTimeField(default=NOW)),
                ("until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("by", _to(PEOPLE)),
                ("case", _to("cases.case")),
                ("ended_by", _to(PEOPLE, null=True)),
                ("first", _to(PEOPLE)),
                ("first_place", _to(PLACE)),
                ("organization", _to(PLACE)),
                ("second", _to(PEOPLE)),
                ("second_place", _to(PLACE)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__gt", models.F("at")),
                            (
                                "until__lte",
                                models.expressions.CombinedExpression(models.F("at"), "+", models.Value(datetime.timedelta(days=1))),
                            ),
                        ),
                        name="emergency_of_a_day_at_most",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first", models.F("second")), _negated=True),
                            models.Q(("first", models.F("by")), _negated=True),
                            models.Q(("second", models.F("by")), _negated=True),
                        ),
                        name="emergency_told_to_two_others",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmergencyReview",
            fields=[
                ("id", _key()),
                ("fine", models.BooleanField()),
                ("text", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField(default=NOW)),
                ("by", _to(PEOPLE)),
                ("case", _to("cases.case")),
                (
                    "emergency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="cases.emergencyaccess"
                    ),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("emergency", "by"), name="one_review_each")]},
        ),
        deny("cases_emergencyaccess", "cases_emergencyreview"),
        _functions(),
        walled(
            "cases_emergencyaccess",
            select=f"may_read(NULL, NULL, id, {LEVEL})",
            insert=f"{MINE} AND emergency_may_open(case_id, organization_id) AND ended_at IS NULL AND ended_by_id IS NULL "
            "AND at BETWEEN ic_now() - interval '5 minutes' AND ic_now() "
            f"AND coalesce({TOLD} IN (emergency_tells(case_id, organization_id, false), emergency_tells(case_id, organization_id, true)), false)",
            update=f"may_write(NULL, NULL, id, {LEVEL}) AND (ended_by_id IS NULL OR ended_by_id = me())",
        ),
        walled(
            "cases_emergencyreview",
            select=f"may_read(NULL, NULL, emergency_id, {LEVEL})",
            insert=f"{MINE} AND EXISTS (SELECT 1 FROM cases_emergencyaccess e WHERE e.id = emergency_id AND me() IN (e.first_id, e.second_id))",
        ),
        migrations.RunSQL("REVOKE UPDATE ON cases_emergencyreview FROM ic_app;", "GRANT UPDATE ON cases_emergencyreview TO ic_app;"),
        migrations.RunPython(add, take_away),
        *_policies(),
        _triggers(),
    ]
