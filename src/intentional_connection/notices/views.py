"""One's own page about being told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils.translation import gettext as _

from intentional_connection.notices import verbs
from intentional_connection.notices.forms import PreferenceForm
from intentional_connection.notices.models import NoticeFailure, NoticePreference
from intentional_connection.web.helpers import done, go, page, posted, seen_list, signed_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@signed_in
def preferences(request: HttpRequest) -> HttpResponse:
    """How, how often and not between which hours one is told; and whether the last mail came back."""
    account = request.by  # type: ignore[attr-defined]
    form = PreferenceForm(posted(request), preference=seen_list(request, NoticePreference).of(account))  # type: ignore[attr-defined]
    if form.is_valid() and done(form, verbs.choose_notices, account, account, **form.cleaned_data):
        messages.success(request, _("Saved. This holds for everything that waits, too."))
        return go("notices:preferences")
    came_back = seen_list(request, NoticeFailure).of(account)  # type: ignore[attr-defined]
    return page(request, "notices/preferences.html", form=form, came_back=came_back)
