"""What the product holds about one person, taken away in one act: made from the privacy classes, within the rule of reading.

Own are: rows about the adult, rows that name the account, and what the person wrote. Left out are secrets of sign-in, what others
wrote under protection, and the words that staff or sponsors wrote about a family: those are the family's.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q

from intentional_connection.access.privacy import PLAIN, SECRET
from intentional_connection.access.seats import Level, Seat
from intentional_connection.cases.models import CircleMember, Newcomer
from intentional_connection.partners.models import Organization
from intentional_connection.people.models import Account

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from django.db import models

    Row = dict[str, Any]


def own_rows(account: Account) -> Iterator[tuple[type[models.Model], list[Row]]]:
    """Table by table: the rows about this person or by this person, field by field as far as they are the person's."""
    places = CircleMember.objects.visible_to(account).filter(account_id=account.pk, seat=Seat.NEWCOMER)
    adult = {row.newcomer_id: row.case_id for row in places}
    for model in apps.get_models():
        if not model.__module__.startswith("intentional_connection.") or not hasattr(model, "PRIVACY"):
            continue
        if rows := [_said(row, account, adult) for row in _own(model, account, adult)]:
            yield model, rows


def _own(model: Any, account: Account, adult: dict[UUID, UUID]) -> Iterable[Any]:
    if model is Account:
        return [account]
    names = {field.name: field for field in model._meta.concrete_fields}
    whose = [name for name, field in names.items() if field.related_model is Account]
    wanted = Q(pk__in=list(adult)) if model is Newcomer else Q(pk__in=[])
    for name in whose:
        wanted |= Q(**{name: account.pk})
    if "newcomer" in names:
        wanted |= Q(newcomer__in=list(adult))
    if getattr(model, "LEVEL", None) == Level.PROTECTION and "by" in names:
        wanted &= Q(by=account.pk)
    rows = model._default_manager.all()
    if not (whose or "newcomer" in names or model is Newcomer) or not hasattr(rows, "visible_to"):
        return []
    return rows.visible_to(account).filter(wanted).order_by("pk")  # type: ignore[no-any-return]


def _said(row: Any, account: Account, adult: dict[UUID, UUID]) -> Row:
    """The fields of one row; of a row about somebody else's family only what names nobody."""
    case = getattr(row, "case_id", None)
    mine = case is None or case in adult.values() or getattr(row, "account_id", None) == account.pk
    said = {}
    for field in row._meta.concrete_fields:
        privacy = row.PRIVACY[field.name]
        if privacy != SECRET and (mine or privacy == PLAIN):
            said[field.name] = _value(row, field, account)
    return said


def _value(row: Any, field: Any, account: Account) -> Any:
    found = getattr(row, field.attname)
    if found is None or found == "":
        return None
    if field.related_model is Account:
        return account.email if found == account.pk else str(found)
    if field.related_model is Organization:
        return Organization.objects.visible_to(account).filter(pk=found).values_list("name", flat=True).first() or str(found)
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    return found if isinstance(found, (bool, int, list, dict)) else field.value_to_string(row)


def levels_of(found: Iterable[tuple[Any, list[Row]]]) -> int:
    """Every level that the file holds something of, for the log of what was taken away."""
    mask = 0
    for model, _rows in found:
        mask |= int(getattr(model, "LEVEL", 0))
    return mask


def as_zip(found: list[tuple[Any, list[Row]]], readable: str) -> bytes:
    """One file: a page to read and the same as JSON."""
    data = json.dumps({model.__name__: rows for model, rows in found}, ensure_ascii=False, indent=1, default=str)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("my-data.html", readable)
        archive.writestr("my-data.json", data)
    return out.getvalue()
