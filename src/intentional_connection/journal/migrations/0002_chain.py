"""Of which person a read was; chains of digests over the journal and the read log, which nobody reads through the site."""

from contextlib import ExitStack
from pathlib import Path

from django.db import migrations, models

from intentional_connection.access.rls import deny, unforced

SQL = (Path(__file__).parent / "sql" / "0002_chain.sql").read_text(encoding="utf-8")
TABLES = ("journal_chain", "journal_link", "journal_root")
#: The keeper's functions, and who besides the keeper may call each.
KEEPERS = {
    "journal_add_link(text, uuid, uuid, uuid, integer, bytea, timestamptz)": "",
    "journal_chain_up()": "ic_owner",
    "journal_forget(uuid)": "ic_eraser",
    "journal_forget_records(uuid[])": "ic_eraser",
    "journal_keep_root(date)": "ic_app",
}
PLAIN = (
    "journal_root_of(date)",
    "journal_remember()",
    "journal_said(journal_readlog)",
    "journal_said(journal_act)",
    "journal_chain_of(uuid, uuid, integer)",
)


def chain(apps, schema_editor):
    """Make tables, functions and triggers, and give what stands its place: the owner reads only unforced tables."""
    with ExitStack() as open_tables:
        for table in ("journal_act", "journal_readlog"):
            open_tables.enter_context(unforced(schema_editor, table))
        schema_editor.execute(SQL, None)
    for name, to in KEEPERS.items():
        grant = f"GRANT EXECUTE ON FUNCTION {name} TO {to};" if to else ""
        schema_editor.execute(
            f"ALTER FUNCTION {name} OWNER TO ic_keeper; SET LOCAL ROLE ic_keeper; "
            f"REVOKE EXECUTE ON FUNCTION {name} FROM PUBLIC; {grant} RESET ROLE;"
        )


def unchain(apps, schema_editor):
    """Take all of it away."""
    for table in ("journal_act", "journal_readlog"):
        schema_editor.execute(f"DROP TRIGGER chain_up ON {table}; DROP TRIGGER remember ON {table};")
    drops = "".join(f"DROP FUNCTION {name};" for name in KEEPERS)
    schema_editor.execute(f"SET LOCAL ROLE ic_keeper; {drops} RESET ROLE;")
    for name in PLAIN:
        schema_editor.execute(f"DROP FUNCTION {name}")
    schema_editor.execute(f"DROP TABLE {', '.join(TABLES)}")


class Migration(migrations.Migration):

    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.AddField(model_name="readlog", name="person_id", field=models.UUIDField(null=True)),
        migrations.AddField(model_name="readlog", name="emergency_id", field=models.UUIDField(null=True)),
        migrations.AddIndex(model_name="readlog", index=models.Index(fields=["case_id", "-at"], name="read_case")),
        migrations.RunPython(chain, unchain),
        deny(*TABLES),
    ]
