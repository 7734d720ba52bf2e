"""Jobs: the one file that knows the job library.

A verb asks `later("cases.remind", …)` in its own transaction: rolled back together. The worker
opens a transaction, enters as the SYSTEM account, calls the job, commits. Arguments are ids.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from procrastinate.contrib.django import app

from intentional_connection.access.seats import SYSTEM_ID
from intentional_connection.access.walls import entered

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


#: Every job with its cron line; "" where an act asks for it. All act as the program's own account.
_JOBS: dict[str, str] = {}


def every_job() -> dict[str, str]:
    """Names of all jobs, with when each runs by itself."""
    return dict(_JOBS)


def job(name: str, *, every: str | None = None) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a job; `every` is a cron line in UTC. Every job is idempotent: it asks "is it still due?"."""

    def register(work: Callable[..., None]) -> Callable[..., None]:
        @wraps(work)
        def inside(**ids: Any) -> None:
            try:
                with transaction.atomic(), entered(SYSTEM_ID):
                    work(**{key: value for key, value in ids.items() if key != "timestamp"})
            finally:
                connection.close()

        _JOBS[name] = every or ""
        task: Any = app.task(name=name, retry=5, queueing_lock=name if every else None)(inside)
        if every:
            app.periodic(cron=every)(task)
        return work

    return register


def later(name: str, *, at: datetime | None = None, **ids: str) -> None:
    """Ask for a job in the running transaction, at once or not before a moment."""
    app.configure_task(name, schedule_at=at).defer(**ids)


def run_worker() -> None:
    """Work until told to stop."""
    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
        working.run_worker(concurrency=2, fetch_job_polling_interval=2.0)
