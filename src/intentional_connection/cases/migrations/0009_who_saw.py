"""An adult reads who opened what of the own family: the wall of the read log."""

from pathlib import Path

from django.db import migrations

FOLDER = Path(__file__).parent / "sql"
SQL = (FOLDER / "0009_who_saw.sql").read_text(encoding="utf-8")
#: What `who_read` was before, for the way back.
BEFORE = (FOLDER / "0004_functions.sql").read_text(encoding="utf-8")
BEFORE = BEFORE[BEFORE.index("CREATE FUNCTION who_read(") : BEFORE.index("-- Has every connection of the family both answers")]
POLICY = "ALTER POLICY reads ON journal_readlog USING (by_id = me()%s); ALTER POLICY changes ON journal_readlog USING (by_id = me());"


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_counts"), ("journal", "0002_chain")]

    operations = [
        migrations.RunSQL(
            f"SET LOCAL ROLE ic_keeper;\n{SQL}\nRESET ROLE;\n" + POLICY % " OR may_see_read(case_id, person_id, level, by_id)",
            POLICY % "" + "\nSET LOCAL ROLE ic_keeper;\n" + BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
            + "\nDROP FUNCTION may_see_read(uuid, uuid, integer, uuid);\nRESET ROLE;",
        ),
    ]
