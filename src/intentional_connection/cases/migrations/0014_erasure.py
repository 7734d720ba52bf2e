"""What ic_eraser may delete, by the schedule of retention, and the one door by which the site asks for it."""

from pathlib import Path

from django.db import migrations

from intentional_connection.access.retention import RETENTION
from intentional_connection.access.rls import erasable

SQL = (Path(__file__).parent / "sql" / "0014_erasure.sql").read_text(encoding="utf-8")
KEEPERS = ("families_due()", "accounts_due()")
ERASERS = ("erase_due()", "erase_again(uuid, text)", "erase_family(uuid)", "erase_account(uuid)", "erase_rows(uuid, text)")
OPEN = "GRANT EXECUTE ON FUNCTION erase_due() TO ic_app;\nGRANT EXECUTE ON FUNCTION families_due(), accounts_due() TO ic_eraser;"
BACK = """
REVOKE SELECT (id, made_at, last_login) ON people_account FROM ic_keeper;
REVOKE ALL ON people_account, procrastinate_jobs, procrastinate_events FROM ic_eraser;
REVOKE SELECT (id), UPDATE (email, password, is_active, last_login) ON people_account FROM ic_eraser;
REVOKE SELECT (case_id, seat, account_id) ON cases_circlemember FROM ic_eraser;
REVOKE SELECT (id) ON journal_readlog FROM ic_eraser;
REVOKE SELECT (id, status) ON procrastinate_jobs FROM ic_eraser;
REVOKE SELECT (job_id) ON procrastinate_events FROM ic_eraser;
DROP TABLE erasure_schedule, erasure_tombstone;
"""


def _owned(names: tuple[str, ...], role: str) -> list[str]:
    return [f"REVOKE EXECUTE ON FUNCTION {name} FROM PUBLIC; ALTER FUNCTION {name} OWNER TO {role};" for name in names]


def _dropped(names: tuple[str, ...], role: str) -> list[str]:
    return [f"SET LOCAL ROLE {role};", *(f"DROP FUNCTION {name};" for name in names), "RESET ROLE;"]


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0013_small_cells"),
        ("notices", "0005_thing"),
        ("journal", "0002_chain"),
        ("partners", "0002_year"),
        ("people", "0004_door"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("sessions", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [
        migrations.RunSQL(
            "\n".join([SQL, OPEN, *_owned(KEEPERS, "ic_keeper"), *_owned(ERASERS, "ic_eraser")]),
            "\n".join([*_dropped(ERASERS, "ic_eraser"), *_dropped(KEEPERS, "ic_keeper"), BACK]),
        ),
        erasable(RETENTION),
    ]
