"""Every text field of every form ends somewhere, and every number stands between two others."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

import pytest
from django import forms

import intentional_connection
from intentional_connection.ui.forms import Form

if TYPE_CHECKING:
    from collections.abc import Iterator


def all_forms() -> list[type[Form]]:
    """Every form of the product: the form modules of all rooms are loaded first."""
    for module in pkgutil.walk_packages(intentional_connection.__path__, "intentional_connection."):
        parts = module.name.split(".")
        if "forms" in parts and "tests" not in parts:
            importlib.import_module(module.name)
    return sorted({one for one in below(Form) if ".tests." not in one.__module__}, key=lambda one: one.__qualname__)


def below(kind: type[Form]) -> Iterator[type[Form]]:
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


@pytest.mark.parametrize("form", all_forms(), ids=lambda one: f"{one.__module__.split('.')[1]}.{one.__name__}")
def test_every_answer_has_a_limit(form: type[Form]) -> None:
    endless = [
        name
        for name, field in form.base_fields.items()
        if (isinstance(field, forms.CharField) and not isinstance(field, forms.UUIDField) and not field.max_length)
        or (isinstance(field, forms.IntegerField | forms.DecimalField) and None in {field.min_value, field.max_value})
    ]
    assert endless == []


def test_a_django_form_that_is_not_ours_has_no_place_in_a_room() -> None:
    ours = set(all_forms())
    stray = {
        f"{one.__module__}.{one.__name__}"
        for one in forms.Form.__subclasses__()
        if one.__module__.startswith("intentional_connection.")
        and one not in ours
        and one is not Form
        and ".tests." not in one.__module__
    }
    assert stray == set()
