"""Everything that the product holds about oneself, as one file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language

from intentional_connection.access.seats import Level
from intentional_connection.desk.own_data import as_zip, levels_of, own_rows
from intentional_connection.desk.views.words import FIELDS, LEVELS
from intentional_connection.journal.models import note_export
from intentional_connection.web.helpers import page, signed_in

if TYPE_CHECKING:
    from django.http import HttpRequest

    from intentional_connection.people.models import Account


@signed_in
def own_data(request: HttpRequest) -> HttpResponse:
    """Say what the file holds; sent as a form, give it. Noted as taken away, like every export."""
    if request.method != "POST":
        return page(request, "desk/own_data.html")
    account: Account = request.by  # type: ignore[attr-defined]
    found = list(own_rows(account))
    note_export(account, account, Level(levels_of(found)))
    words = {"sections": _sections(found), "language": get_language() or "en"}
    readable = render_to_string("desk/_own_data.html", words)
    response = HttpResponse(as_zip(found, readable), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    response["Cache-Control"] = "no-store"
    return response


def _sections(found: list[tuple[Any, list[dict[str, Any]]]]) -> list[dict[str, Any]]:
    """Table by table, what is said in the reader's words; empty fields are left out."""
    return [
        {
            "name": model.__name__,
            "about": LEVELS.get(getattr(model, "LEVEL", None), ""),  # type: ignore[arg-type]
            "rows": [[(FIELDS.get(name, name), value) for name, value in row.items() if value is not None] for row in rows],
        }
        for model, rows in found
    ]
