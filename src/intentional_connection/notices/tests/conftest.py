"""A mail server of the tests' own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from intentional_connection.notices.tests.mailing import Sink, free_port, sink_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper


@pytest.fixture
def post(settings: SettingsWrapper) -> Iterator[Sink]:
    """A real SMTP server on a free port, and the site's settings that lead to it."""
    port = free_port()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    with sink_at(port) as sink:
        yield sink
