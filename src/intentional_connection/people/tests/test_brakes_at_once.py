"""Ten tries at the same instant, on true connections of the site's login, count as ten; a rolled-back page keeps them."""

from __future__ import annotations

import pytest
from django.db import transaction

from intentional_connection.people.brakes import too_many
from tests.logins import at_once, logged_in


def one_try() -> bool:
    """A request: its try counts first, then its own transaction fails."""
    refused = too_many("guess", 10, 60) > 0
    with transaction.atomic():
        transaction.set_rollback(True)
    return refused


@pytest.mark.usefixtures("committed")
def test_tries_at_the_same_instant_all_count() -> None:
    with logged_in() as handler:
        answers = at_once(handler, [one_try] * 16, threads=16)
        assert answers.count(False) == 10, answers
        assert answers.count(True) == 6, answers
        assert at_once(handler, [one_try]) == [True]
