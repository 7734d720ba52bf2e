"""What a row says of itself, in a log line or a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps

from conftest import reading_everything
from intentional_connection.cases.models import Newcomer
from intentional_connection.people.models import Profile, SignIn, Try

if TYPE_CHECKING:
    from tests.families import Families


def test_rows_say_what_they_are_without_a_name(families: Families) -> None:
    """What a log line or a trace could show: a tree and a number, a code, a key; never a person's name."""
    with reading_everything():
        said = {
            model.__name__: {str(row) for row in model._default_manager.all()}
            for model in apps.get_models()
            if model.__module__.startswith("intentional_connection.") and model not in (Profile, Newcomer, SignIn, Try)
        }
    assert [name for name, texts in said.items() if not texts] == []
    everything = " ".join(text for texts in said.values() for text in texts)
    for name in ("Luwam", "Selam", "Paul", "@example.org", "519 555"):
        assert name not in everything
