"""Everything that the product holds about oneself, as one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import get_language

from intentional_connection.access.seats import Level
from intentional_connection.desk.own_data import as_zip, levels_of, own_rows
from intentional_connection.journal.models import note_export
from intentional_connection.people.models import Account
from intentional_connection.web.helpers import page, signed_in

if TYPE_CHECKING:
    from django.http import HttpRequest


@signed_in
def own_data(request: HttpRequest) -> HttpResponse:
    """Say what the file holds; sent as a form, give it. Noted as taken away, like every export."""
    if request.method != "POST":
        return page(request, "desk/own_data.html")
    account: Account = request.by  # type: ignore[attr-defined]
    found = list(own_rows(account))
    note_export(account, account, Level(levels_of(found)))
    response = HttpResponse(as_zip(found, get_language() or "en"), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    response["Cache-Control"] = "no-store"
    return response
