"""The site's true login in the tests: its own password, its own pool, its own threads, never the owner's role."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import ConnectionHandler, connection, connections, transaction

from intentional_connection.access.seats import SYSTEM_ID
from intentional_connection.config.settings import database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: What migrations wrote; everything else is emptied after a test that commits.
KEPT = {"access_ceiling", "django_migrations", "django_content_type", "auth_permission", "people_account", "erasure_schedule"}


def app_login(pool: int | None) -> ConnectionHandler:
    """Connections to the tests' database as ic_app logs in (DATABASE_URL); `pool` = the most of them, None = no pool."""
    said = database(os.environ["DATABASE_URL"], pooled=False)
    options = {"pool": {"min_size": 1, "max_size": pool, "timeout": 30}} if pool else {}
    return ConnectionHandler({"default": said | {"NAME": connection.settings_dict["NAME"], "OPTIONS": options}})


@contextmanager
def logged_in(pool: int | None = None) -> Iterator[ConnectionHandler]:
    """The application's own login; its pool is closed at the end."""
    handler = app_login(pool)
    try:
        yield handler
    finally:
        handler["default"].close()
        if pool:
            handler["default"].close_pool()


def at_once(handler: ConnectionHandler, acts: list[Callable[[], Any]], *, threads: int = 8) -> list[Any]:
    """Run these in threads, each with its own connection of the site's login; results or errors in order."""

    def run(act: Callable[[], Any]) -> Any:
        connections["default"] = handler["default"]
        try:
            return act()
        except Exception as error:  # noqa: BLE001 - what went wrong is the answer
            return error
        finally:
            handler["default"].close()
            del connections["default"]

    with ThreadPoolExecutor(threads) as workers:
        return list(workers.map(run, acts))


def forget_everything() -> None:
    """Empty every table but what migrations wrote, as the owner: the end of a test that commits."""
    tables = sorted(set(connection.introspection.table_names()) - KEPT)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)}")
        cursor.execute("DELETE FROM people_account WHERE id <> %s", [SYSTEM_ID])
