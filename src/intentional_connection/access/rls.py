"""Migration operations for the second wall.

Every table of people or cases gets: row security enabled and forced, no DELETE, a policy for reading,
writing and changing, and the keeper's own reading policy. A table without policies answers nobody.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db.migrations import RunSQL

from intentional_connection.access.retention import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from intentional_connection.access.retention import Keep
    from intentional_connection.access.seats import Level


def deny(*tables: str) -> RunSQL:
    """Close tables: forced row security without a policy. Their room's first migration calls this."""
    close = "ALTER TABLE {0} ENABLE ROW LEVEL SECURITY; ALTER TABLE {0} FORCE ROW LEVEL SECURITY;"
    opened = "ALTER TABLE {0} NO FORCE ROW LEVEL SECURITY; ALTER TABLE {0} DISABLE ROW LEVEL SECURITY;"
    return RunSQL(
        "\n".join(close.format(table) for table in tables), "\n".join(opened.format(table) for table in tables)
    )


def walled(table: str, *, select: str, insert: str = "false", update: str = "false") -> RunSQL:
    """Policies of one table, as SQL conditions over its columns. Changing needs both reading and `update`."""
    grant = f"GRANT SELECT ON {table} TO ic_keeper;"
    policies = {
        "reads": f"FOR SELECT TO ic_app USING ({select})",
        "writes": f"FOR INSERT TO ic_app WITH CHECK ({insert})",
        "changes": f"FOR UPDATE TO ic_app USING ({select}) WITH CHECK ({update})",
        "keeper": "FOR SELECT TO ic_keeper USING (true)",
    }
    make = "\n".join(f"CREATE POLICY {name} ON {table} {text};" for name, text in policies.items())
    drop = "\n".join(f"DROP POLICY {name} ON {table};" for name in policies)
    return RunSQL(f"{make}\n{grant}", f"REVOKE SELECT ON {table} FROM ic_keeper;\n{drop}")


def scoped(  # noqa: PLR0913 - each word names one thing that a policy may say
    table: str,
    level: Level,
    write: Level,
    *,
    case: str = "NULL",
    person: str = "NULL",
    thing: str = "NULL",
    founding: bool = False,
    own: str = "",
    writer: str = "",
    only: str = "true",
) -> RunSQL:
    """Policies by Reach: the columns that open a row, the levels that read and write it.

    `founding`: a case just made, around which nobody stands yet, may get its first rows. `own`: the column that
    says whose act it is; nobody writes in another name. `writer`: the one scope by which it is written, where not
    every side that reads may write. `only`: what must hold of a new row besides.
    """
    scopes = f"{case}, {person}, {thing}"
    writing = {"case": f"{case}, NULL, NULL", "thing": f"NULL, NULL, {thing}", "": scopes}[writer]
    may_write = f"may_write({writing}, {int(write)})"
    insert = f"{may_write} OR may_found(case_id)" if founding else may_write
    named = f" AND {own} = me()" if own else ""
    return walled(
        table,
        select=f"may_read({scopes}, {int(level)})",
        insert=f"({insert}) AND ({only}){named}",
        update=may_write,
    )


def history(event_table: str, table: str, key: str = "id") -> RunSQL:
    """Policies of an event table: triggers alone insert, the keeper's changes too; who sees the row sees its past."""
    make = (
        f"CREATE POLICY writes ON {event_table} FOR INSERT TO ic_app, ic_keeper WITH CHECK (pg_trigger_depth() > 0);\n"
        f"CREATE POLICY reads ON {event_table} FOR SELECT TO ic_app USING "
        f"(EXISTS (SELECT 1 FROM {table} t WHERE t.{key} = pgh_obj_id));\n"
        f"REVOKE UPDATE ON {event_table} FROM ic_app;\n"
        f"GRANT INSERT ON {event_table} TO ic_keeper;"
    )
    drop = f"REVOKE INSERT ON {event_table} FROM ic_keeper; DROP POLICY reads ON {event_table}; DROP POLICY writes ON {event_table};"
    return RunSQL(make, drop)


@contextmanager
def unforced(editor: Any, table: str) -> Iterator[None]:
    """Let the owner move data in a migration: under FORCE it changes 0 rows, silently."""
    editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    yield
    editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def erasable(schedule: Mapping[str, tuple[Keep, ...]]) -> RunSQL:
    """Write tables into the schedule, and let ic_eraser delete what their rules name, reading nothing but the columns asked."""
    make, drop = [], []
    for table, keeps in schedule.items():
        make += [
            f"INSERT INTO erasure_schedule VALUES ('{table}', '{one.rule}', '{one.key}', {one.days}, '{one.parent}');" for one in keeps
        ]
        drop.append(f"DELETE FROM erasure_schedule WHERE table_name = '{table}';")
        rules = [keep for keep in keeps if keep.rule != Rule.KEPT]
        if rules:
            made, dropped = _erased(table, rules)
            make += made
            drop += dropped
    return RunSQL("\n".join(make), "\n".join(drop))


def _erased(table: str, rules: list[Keep]) -> tuple[list[str], list[str]]:
    keys = ", ".join(sorted({keep.key for keep in rules}))
    make = [
        f"GRANT SELECT ({keys}), DELETE ON {table} TO ic_eraser;",
        f"CREATE POLICY eraser ON {table} FOR SELECT TO ic_eraser USING (true);",
    ]
    drop = [
        f"REVOKE ALL ON {table} FROM ic_eraser;",
        f"REVOKE SELECT ({keys}) ON {table} FROM ic_eraser;",
        f"DROP POLICY eraser ON {table};",
    ]
    for keep in rules:
        due = {
            Rule.FAMILY: f"EXISTS (SELECT 1 FROM erasure_tombstone t WHERE t.id = {table}.{keep.key} AND t.kind = 'family')",
            Rule.ACCOUNT: f"EXISTS (SELECT 1 FROM erasure_tombstone t WHERE t.id = {table}.{keep.key} AND t.kind = 'account')",
            Rule.AGE: f"{keep.key} < ic_now() - make_interval(days => {keep.days})",
            Rule.WITH: f"NOT EXISTS (SELECT 1 FROM {keep.parent} p WHERE p.id = {table}.{keep.key})",
        }[keep.rule]
        make.append(f"CREATE POLICY erases_by_{keep.rule} ON {table} FOR DELETE TO ic_eraser USING ({due});")
        drop.append(f"DROP POLICY erases_by_{keep.rule} ON {table};")
    # What others belong to is looked for by its id.
    if table in {"account_emailaddress", "notices_notice", "partners_membership"}:
        make.append(f"GRANT SELECT (id) ON {table} TO ic_eraser;")
        drop.append(f"REVOKE SELECT (id) ON {table} FROM ic_eraser;")
    return make, drop
