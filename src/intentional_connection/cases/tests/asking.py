"""Count what a page asks the database beside the request's own questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext

if TYPE_CHECKING:
    from django.test import Client

#: Session, account, entering, savepoints, memberships, read log, and whether anybody has set the house up.
OWN = (
    'FROM "people_signin"',
    'FROM "people_account" WHERE',
    "enter(",
    "SAVEPOINT",
    'FROM "partners_membership" WHERE ("partners_membership"."account_id"',
    'INTO "journal_readlog"',
    'FROM "partners_site" LIMIT 1',
)


def questions(client: Client, path: str) -> list[str]:
    """The page's own SQL, in order; the page answers 200."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return [one["sql"] for one in asked.captured_queries if not any(word in one["sql"] for word in OWN)]
