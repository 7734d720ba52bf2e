"""Pages about the product itself: who may do what, the demo's outbox, and two answers for machines."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpResponse

from intentional_connection.access.seats import CEILING, GRANTS, Level
from intentional_connection.desk.matrix import Standing, by_seat
from intentional_connection.desk.views.words import LEVELS, RELATIONS, RIGHTS, SEATS
from intentional_connection.kernel.ways import public
from intentional_connection.web.helpers import page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from django.http import HttpRequest
    from django.utils.functional import Promise

#: Files of the outbox that are shown, newest first.
LETTERS = 50
#: Django's file backend ends every mail with this line.
END_OF_MAIL = b"-" * 79


@public
def rights(request: HttpRequest) -> HttpResponse:
    """Who reads what and who does what, printed from the two tables that the program itself asks."""
    reading = [(words, _may(level, 0), _may(level, 1)) for level, words in LEVELS.items()]
    doing = [(words, [SEATS[seat] for seat in SEATS if seat in GRANTS[can]]) for can, words in RIGHTS.items()]
    seats = [(SEATS[seat], [_words_of(one) for one in standings]) for seat, standings in by_seat().items()]
    return page(request, "desk/rights.html", reading=reading, doing=doing, seats=seats)


def _words_of(one: Standing) -> dict[str, Any]:
    reads, acts = [LEVELS[level] for level in one.reads], [RIGHTS[act] for act in one.acts]
    return {"relation": RELATIONS[one.relation], "over": one.over, "reads": reads, "acts": acts}


def _may(level: Level, side: int) -> list[Promise]:
    """Seats that may read (side 0) or write (side 1) this level at most."""
    return [SEATS[seat] for seat in SEATS if seat in CEILING and CEILING[seat][side] & level]


@public
def outbox(request: HttpRequest) -> HttpResponse:
    """In demo alone: the mails that would have gone out, newest first."""
    if not settings.IC_DEMO:
        raise Http404
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", None) or settings.IC_HOME / "outbox")
    # Names count whole seconds alone; two codes may be asked within one.
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime_ns, reverse=True)[:LETTERS]
    letters = sorted((letter for file in files for letter in _letters(file)), key=itemgetter("date"), reverse=True)
    return page(request, "desk/outbox.html", letters=letters)


def _letters(file: Path) -> Iterator[dict[str, Any]]:
    """The mails of one file, last first."""
    for raw in reversed(file.read_bytes().split(END_OF_MAIL)):
        if raw.strip():
            mail: EmailMessage = message_from_bytes(raw.strip() + b"\n", policy=policy.default)  # type: ignore[assignment]
            body = mail.get_body(("plain",))
            yield {
                "to": str(mail["To"]),
                "subject": str(mail["Subject"]),
                "date": parsedate_to_datetime(str(mail["Date"])),
                "text": body.get_content().strip() if body else "",
            }


@public
def health(request: HttpRequest) -> HttpResponse:
    """The process answers; asks no database."""
    del request
    return _plain("ok")


@public
def ready(request: HttpRequest) -> HttpResponse:
    """The database answers and has every migration; else 503 with what is missing, for whoever runs the server."""
    del request
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return _plain("The database does not answer.", status=503)
    if missing:
        return _plain(f"The database lacks {len(missing)} migrations. Start the program again to apply them.", status=503)
    return _plain("ready")


def _plain(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8", status=status)
