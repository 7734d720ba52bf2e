"""Post notices in the transaction of the act; the worker mails them after the commit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from intentional_connection.journal.jobs import later
from intentional_connection.journal.models import case_of
from intentional_connection.notices.models import Notice

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db import models


def post(readers: Iterable[UUID], by: Any, key: str, *, about: models.Model, path: str = "/") -> None:
    """Tell these accounts (the acting one excepted) that there is something for them.

    `path` is the page they open after signing in; it carries ids only.
    """
    rows = [
        Notice(reader_id=reader, by_id=by.pk, key=key, case_id=case_of(about), path=path)
        for reader in sorted(set(readers) - {by.pk})
    ]
    Notice.objects.bulk_create(rows)
    for row in rows:
        later("notices.send", notice_id=str(row.pk))
