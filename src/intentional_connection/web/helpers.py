"""The four helpers of every page: seen, done, page, go (and seen_list for lists)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from intentional_connection.access.seats import Level
from intentional_connection.journal.models import note_read
from intentional_connection.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import BaseForm

M = TypeVar("M", bound=models.Model)


def seen(request: HttpRequest, rows: type[M] | models.QuerySet[M], pk: UUID) -> M:
    """The row, if its reader may see it now; 404 otherwise, as if it did not exist. Above `basic` the read is logged."""
    queryset = rows._default_manager.all() if isinstance(rows, type) else rows
    row = queryset.visible_to(request.by).filter(pk=pk).first()  # type: ignore[attr-defined]
    if row is None:
        raise Http404
    level = getattr(row, "LEVEL", Level.BASIC)
    if level != Level.BASIC:
        note_read(row, request.by, level)  # type: ignore[attr-defined]
    return row  # type: ignore[no-any-return]


def seen_list(request: HttpRequest, rows: type[M] | models.QuerySet[M]) -> models.QuerySet[M]:
    """The rows that the reader may see now, to be narrowed further by QuerySet methods."""
    queryset = rows._default_manager.all() if isinstance(rows, type) else rows
    return queryset.visible_to(request.by)  # type: ignore[attr-defined, no-any-return]


def done(form: BaseForm, verb: Callable[..., Any], *args: Any, **said: Any) -> Any:
    """Do the act; a refusal goes onto the form and the answer is None. What the act returns counts as true."""
    try:
        result = verb(*args, **said)
    except Refused as refusal:
        form.add_error(None, refusal.text)
        return None
    return True if result is None else result


def page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """The page; 422 when one of its forms holds errors."""
    forms = [value for value in context.values() if hasattr(value, "is_bound")]
    status = 422 if any(form.is_bound and form.errors for form in forms) else 200
    return render(request, template, context, status=status)


def go(name: str, **kwargs: Any) -> HttpResponse:
    """Go on to another page after an act (303: a reload does not repeat it)."""
    response = HttpResponseRedirect(reverse(name, kwargs=kwargs or None))
    response.status_code = 303
    return response
