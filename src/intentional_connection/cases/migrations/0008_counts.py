"""What overviews ask: ids of a SAH's families, sums of an agency's team, counts of a coordinator's sites."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "0008_counts.sql").read_text(encoding="utf-8")
FUNCTIONS = ("overview_families(uuid, uuid, text, text, uuid, integer)", "team_loads(uuid)", "site_counts()")


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_walls_of_the_year")]

    operations = [
        migrations.RunSQL(
            "\n".join([SQL, *(f"ALTER FUNCTION {name} OWNER TO ic_keeper;" for name in FUNCTIONS)]),
            "\n".join(["SET LOCAL ROLE ic_keeper;", *(f"DROP FUNCTION {name};" for name in FUNCTIONS), "RESET ROLE;"]),
        ),
    ]
