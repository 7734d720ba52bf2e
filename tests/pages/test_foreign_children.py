"""A form on one's own page that names a row of another family: nothing is done with it. Forms are found, not listed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps

from conftest import reading_everything
from tests.crowd import SEATS
from tests.pages.test_bad_input import CLEAR, rows, send, undone

if TYPE_CHECKING:
    from tests.crawl import Form
    from tests.crowd import Crowd

KEY = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
#: What looking and trying leave behind, beside acts.
TRACES = {"journal_readlog", "people_keptform"}


def keys_of_all() -> dict[str, Any]:
    """Key -> table, of every row with a key of its own."""
    ours = (model for model in apps.get_models() if model.__module__.startswith("intentional_connection."))
    found: dict[str, Any] = {}
    with reading_everything():
        for model in ours:
            if model._meta.pk.get_internal_type() == "UUIDField" and not model._meta.pk.is_relation:
                found |= {str(pk): model for pk in model._default_manager.values_list("pk", flat=True)}
    return found


def foreign_to(form: Form, own: str, tables: dict[str, Any]) -> list[str]:
    """Keys of the same table that the form does not offer."""
    offered = {choice for one in form.fields for choice in one.choices}
    return [key for key, model in tables.items() if model is tables[own] and key != own and key not in offered]


@pytest.mark.parametrize("seat", SEATS)
def test_a_form_does_nothing_with_a_row_that_it_does_not_offer(crowd: Crowd, seat: str) -> None:
    """Each box with a key gets the key of another row of the same table, from another family or organization."""
    client = crowd.client(getattr(crowd, seat))
    tables, wrong = keys_of_all(), []
    met: set[tuple[str, str]] = set()
    for form in crowd.forms(seat):
        for one in form.fields:
            given = next((text for text in [one.value, *one.choices] if KEY.match(text) and text in tables), "")
            if form.method != "post" or not given or (form.view, one.name) in met:
                continue
            met.add((form.view, one.name))
            for key in foreign_to(form, given, tables)[-2:]:
                with undone():
                    before = rows()
                    answer = send(client, form, form.filled() | {one.name: key})
                    after = rows()
                changed = {table for table in after if after[table] != before.get(table)} - TRACES
                if changed or answer.status_code not in CLEAR - {302, 303}:
                    wrong.append(f"{one.name} of {form.page} -> {form.action}: {answer.status_code} {changed}")
    assert wrong == []
