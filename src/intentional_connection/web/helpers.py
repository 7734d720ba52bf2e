"""The four helpers of every page: seen, done, page, go; beside them seen_list, posted, rights and signed_in."""

from __future__ import annotations

import re
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.db import IntegrityError, models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from intentional_connection.access.seats import GRANTS, Level
from intentional_connection.journal.models import note_read
from intentional_connection.kernel.errors import Refused
from intentional_connection.kernel.ways import Door, Way, declare

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.forms import BaseForm
    from django.http import QueryDict

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


#: How long a form that was sent is remembered, so that sending it again does nothing twice.
ONCE_SECONDS = 24 * 3600
ONCE = re.compile("[0-9a-f]{32}")


def done(form: BaseForm, verb: Callable[..., Any], place: Any, by: Any, /, **said: Any) -> Any:
    """Do the act; a refusal goes onto the form and the answer is None. What the act returns counts as true.

    Every form carries a token; the same form sent again (a double press, an old tab) answers True and acts
    no second time. Somebody from whom something is hidden cannot see what stands in the way: no defect, nothing is told.
    The token is kept in the act's transaction: a refusal or a defect frees it.
    """
    try:
        with transaction.atomic():
            token = str(form.data.get("once", ""))
            if ONCE.fullmatch(token) and not cache.add(f"once:{getattr(by, 'pk', '')}:{token}", 1, ONCE_SECONDS):
                return True
            result = verb(place, by, **said)
    except Refused as refusal:
        form.add_error(refusal.about if refusal.about in form.fields else None, refusal.text)
        return None
    except IntegrityError:
        if not (getattr(by, "frozen", None) or getattr(by, "hidden", None)):
            raise
        form.add_error(None, _("This could not be saved now. Load the page again, or call the worker."))
        return None
    return True if result is None else result


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent with the form, None when the page is only opened."""
    return request.POST if request.method == "POST" else None


def rights(place: Any, by: Any) -> dict[str, bool]:
    """Which acts `by` may do here, by name: templates ask `can.accept`. A hint for pages; the verb asks again."""
    seats = place.seats_of(by)
    return {str(can): True for can, granted in GRANTS.items() if granted & seats}


def signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only signed-in people open the page; others sign in first and come back to it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.by is None:  # type: ignore[attr-defined]
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    declared: Callable[..., HttpResponse] = declare(guarded, Way(Door.SIGNED_IN))
    return declared


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
