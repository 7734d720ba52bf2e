"""What an adult hides from somebody of the sponsors: its table, its wall, and the wall around what is hidden."""

import re
from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import intentional_connection.kernel.clock
import intentional_connection.kernel.ids
from intentional_connection.access.rls import deny, walled

HERE = Path(__file__).parent / "sql"
FUNCTIONS = (HERE / "0011_narrowing.sql").read_text(encoding="utf-8")
REBUILDS = (HERE / "0011_rebuilds.sql").read_text(encoding="utf-8")
EARLIER = [(HERE / f"0007_{name}.sql").read_text(encoding="utf-8") for name in ("rebuilds", "functions")]
#: Rows of these can be hidden; what stands beside them is read through them.
HIDDEN = (
    *("task", "roleline", "serviceconnection", "onwardreferral", "circumstance", "privatecircumstance", "budgetline"),
    *("supportplan", "newcomeridentity"),
)
#: Acts about these kinds of rows are hidden with them.
KINDS = (
    *("task", "taskdone", "taskcomment", "roleline", "role", "confirmation", "question", "serviceconnection", "connectionanswer"),
    *("onwardreferral", "onwardoutcome", "circumstance", "privatecircumstance", "budgetline", "supportplan"),
)
TOLD = "is_adult(case_id, newcomer_id) OR speaks_for(case_id, 'worker')"
SAID = "may_record(case_id, newcomer_id) AND (method <> 'own_phone' OR is_adult(case_id, newcomer_id))"
STAY = "case_id newcomer_id organization_id account_id topic keys method witness by_id at"


def _as_keeper(sql: str) -> str:
    return f"SET LOCAL ROLE ic_keeper;\n{sql}\nRESET ROLE;"


def _earlier() -> str:
    """The bodies that stood before, to go back to."""
    found = []
    for name in ("enter", "deadlines_on"):
        pattern = rf"CREATE (?:OR REPLACE )?FUNCTION ({name}\(.*?\n(?:END )?\$\$;)"
        bodies = [match.group(1) for text in EARLIER if (match := re.search(pattern, text, flags=re.DOTALL))]
        found.append(f"CREATE OR REPLACE FUNCTION {bodies[0]}")
    return "\n".join(found)


def _functions() -> list[migrations.RunSQL]:
    closed = (
        "ALTER FUNCTION hidden_things(uuid) OWNER TO ic_keeper;\nSET LOCAL ROLE ic_keeper;\n"
        "REVOKE EXECUTE ON FUNCTION hidden_things(uuid) FROM PUBLIC;\nRESET ROLE;"
    )
    return [
        migrations.RunSQL(
            f"{FUNCTIONS}\n{closed}",
            f"DROP FUNCTION unhidden(uuid); DROP FUNCTION hidden_from_me();\n{_as_keeper('DROP FUNCTION hidden_things(uuid);')}",
        ),
        migrations.RunSQL(_as_keeper(REBUILDS), _as_keeper(_earlier())),
    ]


def _hides() -> migrations.RunSQL:
    """Over every other policy: what is hidden from me is out of my sight, also in the journal and on Today."""
    kinds = ", ".join(f"'{one}'" for one in KINDS)
    rules = {
        **{f"cases_{table}": "unhidden(id)" for table in HIDDEN},
        "journal_act": f"unhidden(thing_id) OR kind <> ALL (ARRAY[{kinds}])",
        "cases_todayentry": "key <> 'confirm_roles' OR unhidden(case_id)",
    }
    make = [f"CREATE POLICY hidden ON {table} AS RESTRICTIVE FOR SELECT TO ic_app USING ({rule});" for table, rule in rules.items()]
    return migrations.RunSQL("\n".join(make), "\n".join(f"DROP POLICY hidden ON {table};" for table in rules))


def _triggers() -> migrations.RunSQL:
    table = "cases_narrowing"
    said = {"stays": f"UPDATE stay {STAY}", "ends": "UPDATE only_ends ended_at ended_by_id", "belongs": "INSERT belongs newcomer_id cases_newcomer"}
    make = []
    for name, words in said.items():
        event, function, *columns = words.split()
        args = ", ".join(f"'{one}'" for one in columns)
        make.append(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}({args});")
    return migrations.RunSQL("\n".join(make), "\n".join(f"DROP TRIGGER {name} ON {table};" for name in said))


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_who_saw"),
        ("partners", "0002_year"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Narrowing",
            fields=[
                ("id", models.UUIDField(default=intentional_connection.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("topic", models.CharField(blank=True, max_length=40)),
                ("keys", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ("method", models.CharField(choices=[("own_phone", "on the own phone"), ("aloud", "aloud, with an interpreter"), ("paper", "on paper"), ("relayed", "relayed before arrival"), ("application", "with the sponsorship application")], default="own_phone", max_length=20)),
                ("witness", models.CharField(blank=True, max_length=80)),
                ("at", models.DateTimeField(default=intentional_connection.kernel.clock.now)),
                ("ended_at", models.DateTimeField(null=True)),
                ("account", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case")),
                ("ended_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("newcomer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.newcomer")),
                ("organization", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.organization")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("organization", "account", "newcomer", "topic"),
                        name="hidden_once", nulls_distinct=False,
                    )
                ],
            },
        ),
        deny("cases_narrowing"),
        walled("cases_narrowing", select=TOLD, insert=f"{SAID} AND by_id = me()", update=TOLD),
        *_functions(),
        _hides(),
        _triggers(),
    ]
