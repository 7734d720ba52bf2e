"""Keys of the family's page: the worker gives each adult the own one; worker and sponsors' contact make the letter to pass on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import segno
from django.conf import settings
from django.contrib import messages
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can
from intentional_connection.cases import verbs
from intentional_connection.cases.forms.keys import KeyForm, PressForm
from intentional_connection.cases.models import Case, CircleMember, Newcomer
from intentional_connection.cases.verbs.keys import Given
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.kernel.ways import opens
from intentional_connection.people.models import Key
from intentional_connection.ui.languages import FAMILY
from intentional_connection.web.helpers import done, go, page, posted, rights, seen, seen_list, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@opens(Case, Can.GIVE_KEY)
@signed_in
def keys(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who of the family has an own key, and the letter to pass on."""
    case, can = _place(request, pk)
    adults: list[Newcomer] = list(case.newcomers.visible_to(request.by).adults().in_order()) if can.get(Can.GIVE_KEY) else []  # type: ignore[attr-defined]
    known = list(seen_list(request, Key).around(pk))  # type: ignore[attr-defined]
    rows = [_row(one, known) for one in adults]
    languages = _languages(seen_list(request, CircleMember).of_adults(pk))  # type: ignore[attr-defined]
    for row in rows:
        row["form"] = KeyForm(None, newcomer=row["adult"], language=languages.get(row["adult"].pk) or _first(case))
    letter = next((key for key in known if key.kind == "carried"), None)
    return page(request, "cases/keys/keys.html", case=case, can=can, rows=rows, letter=letter)


def _place(request: HttpRequest, pk: UUID) -> tuple[Case, dict[str, bool]]:
    case = seen(request, Case.objects.select_related("adoption"), pk)
    can = rights(case, request.by)  # type: ignore[attr-defined]
    if not (can.get(Can.GIVE_KEY) or can.get(Can.CARRY_LINK)):
        raise NotAllowed
    return case, can


def _row(adult: Newcomer, known: list[Key]) -> dict[str, Any]:
    """An adult with the newest own key, if any."""
    return {"adult": adult, "key": next((key for key in known if key.newcomer_id == adult.pk), None)}


def _languages(rows: Iterable[CircleMember]) -> dict[UUID | None, str]:
    return {row.newcomer_id: row.account.language for row in rows if row.account}


def _first(case: Case) -> str:
    """The family's first language in which the page is written."""
    return next((code for code in case.languages if code in dict(FAMILY)), "en")


@opens(Newcomer, Can.GIVE_KEY)
@signed_in
def give_key(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give one adult the own key: the link stands on this page once."""
    newcomer = seen(request, Newcomer.objects.select_related("case__adoption"), pk)
    if not rights(newcomer, request.by).get(Can.GIVE_KEY):  # type: ignore[attr-defined]
        raise NotAllowed
    form = KeyForm(posted(request), newcomer=newcomer, language=_first(newcomer.case))
    if form.is_valid():
        given = done(form, verbs.give_key, newcomer, request.by, language=form.cleaned_data["language"])  # type: ignore[attr-defined]
        if given:
            return _shown_once(request, "cases/keys/given.html", newcomer.case, given, "family:key", newcomer=newcomer)
    return page(request, "cases/keys/give.html", case=newcomer.case, newcomer=newcomer, form=form)


@opens(Newcomer, Can.GIVE_KEY)
@signed_in
def end_keys(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End an adult's key and every sign-in with it."""
    newcomer = seen(request, Newcomer.objects.select_related("case"), pk)
    form = PressForm(posted(request))
    if form.is_valid() and done(form, verbs.end_keys, newcomer, request.by):  # type: ignore[attr-defined]
        messages.success(request, _("Ended. The page is closed on every telephone."))
    return go("cases:keys", pk=newcomer.case_id)


@opens(Case, Can.CARRY_LINK)
@signed_in
def carry_link(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make the letter to pass on; it stands on this page once, ready to print."""
    case, can = _place(request, pk)
    if not can.get(Can.CARRY_LINK):
        raise NotAllowed
    form = PressForm(posted(request))
    if form.is_valid():
        given = done(form, verbs.carry_link, case, request.by)  # type: ignore[attr-defined]
        if given:
            return _shown_once(request, "cases/keys/letter.html", case, given, "family:carried")
    return go("cases:keys", pk=pk)


def _shown_once(request: HttpRequest, template: str, case: Case, given: object, door: str, **more: Any) -> HttpResponse:
    """The link itself; the same form sent again does not bring it back."""
    if not isinstance(given, Given):
        messages.info(request, _("The link was shown once and is not kept. Is it lost? Make a new one; the old one ends."))
        return go("cases:keys", pk=case.pk)
    link = f"{settings.BASE_URL}{reverse(door, kwargs={'token': given.token})}"
    here = f"{settings.BASE_URL}{reverse('family:letter')}"
    text = case.adoption.edition.consent_text("own_key").text
    return page(request, template, case=case, given=given, link=link, here=here, qr=_qr(link), text=text, **more)


def _qr(link: str) -> SafeString:
    """The link as a picture that a telephone reads: black on white also in the dark, without a style attribute."""
    return mark_safe(segno.make(link, error="m").svg_inline(scale=5, light="#fff", lineclass=None, svgclass=None))  # noqa: S308 - drawn here
