"""The mails of the stories: a real mail server inside the tests, and the demo's outbox."""

from __future__ import annotations

import re
import socket
import time
from contextlib import contextmanager
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from tests.stories.person import Person

CODE = re.compile(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", re.MULTILINE)
#: A mail is handed on by a worker that looks every few seconds.
PATIENCE_SECONDS = 30


class Mailbox:
    """What was delivered, in order."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - the library's name
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 kept"

    def newest(self, address: str, *, after: int = 0) -> EmailMessage:
        """The newest mail to this address beyond the first `after`; waits for it."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            mine = [letter for letter in self.letters[after:] if letter["To"] == address]
            if mine:
                return mine[-1]
            time.sleep(0.1)
        raise AssertionError(f"No mail came to {address}; {len(self.letters)} came to others.")


@contextmanager
def mail_server() -> Iterator[tuple[Mailbox, str]]:
    """The box, and its address as the product takes it."""
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield box, f"smtp://127.0.0.1:{port}"
    finally:
        server.stop()


def code_in(letter: EmailMessage | str) -> str:
    """The code to sign in."""
    text = letter if isinstance(letter, str) else letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    found = CODE.search(text)
    assert found, text
    return found[1]


def letter_to(address: str, person: Person, about: str = "") -> str:
    """The newest mail to this address with these words, from the outbox page in another tab; other mails go out meanwhile."""
    tab = person.context.new_page()
    tab.goto(f"{person.base}/outbox/")
    text = tab.locator("li.card", has_text=address).filter(has_text=about).first.locator("pre").inner_text()
    tab.close()
    return text
