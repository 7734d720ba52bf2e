"""One's own page: how one is called and reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.utils import translation
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can
from intentional_connection.kernel.ways import opens
from intentional_connection.people import verbs
from intentional_connection.people.forms import AwayForm, ProfileForm
from intentional_connection.people.models import KeptForm, Profile
from intentional_connection.web.helpers import done, go, page, posted, seen, seen_list, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    """Say one's name, telephone and language; people around one's families see name and telephone."""
    account = request.by  # type: ignore[attr-defined]
    form = ProfileForm(posted(request), account=account, profile=seen_list(request, Profile).of(account))  # type: ignore[attr-defined]
    if form.is_valid() and done(form, verbs.edit_profile, account, account, **form.cleaned_data):
        with translation.override(form.cleaned_data["language"]):
            messages.success(request, _("Saved. People around your families see your name and telephone."))
        response = go("people:profile")
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)  # from here on pages follow the account's language
        return response
    return page(request, "people/profile.html", form=form)


@opens(KeptForm, Can.EDIT_PROFILE)
@signed_in
def put_away(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Empty a form that waited for its writer."""
    kept = seen(request, KeptForm, pk)
    form = AwayForm(posted(request))
    account = request.by  # type: ignore[attr-defined]
    if form.is_valid() and done(form, verbs.put_away, account, account, kept=kept):
        messages.success(request, _("Put away. Nothing was sent."))
    return go("desk:today")
