"""Real mail servers of every temper, and the sending job run as the worker runs it."""

from __future__ import annotations

import os
import socket
import socketserver
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from email import message_from_bytes
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller
from procrastinate.contrib.django import app as jobs_app

from intentional_connection.kernel import clock
from tests.logins import app_login, at_once, logged_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

WORK = """
import django
django.setup()
from procrastinate.contrib.django import app
with app.replace_connector(app.connector.get_worker_connector()) as working:
    working.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
"""
#: Nobody's quiet hours.
NOON = datetime.combine(clock.today() + timedelta(days=1), time(12), clock.ONTARIO)


class Sink:
    """A postbox; `recipient` and `data` are what it answers there, "" = it takes what comes."""

    def __init__(self) -> None:
        self.letters: list[Message] = []
        self.recipient = self.data = ""

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 - the library's name
        """Take the address or not."""
        if not self.recipient:
            envelope.rcpt_tos.append(address)
        return self.recipient or "250 Fine"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - the library's name
        """Keep what came."""
        if not self.data:
            self.letters.append(message_from_bytes(envelope.content))
        return self.data or "250 Kept"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


@contextmanager
def sink_at(port: int) -> Iterator[Sink]:
    """A postbox that listens there."""
    sink = Sink()
    server = Controller(sink, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield sink
    finally:
        server.stop()


class Moody(socketserver.StreamRequestHandler):
    """A server that leaves in the middle of the mail ("cut"), or falls silent after it ("slow") or after taking it ("taken")."""

    def handle(self) -> None:
        server: Any = self.server
        self.wfile.write(b"220 here\r\n")
        for line in iter(self.rfile.readline, b""):
            word = line[:4].upper()
            if word == b"QUIT":
                server.over.wait(5)
                return
            self.wfile.write(b"354 go on\r\n" if word == b"DATA" else b"250 fine\r\n")
            if word == b"DATA" and not self._reads(server.mood, server):
                return

    def _reads(self, mood: str, server: Any) -> bool:
        server.begun += 1
        for line in iter(self.rfile.readline, b".\r\n"):
            if mood == "cut" and line.startswith(b"Subject"):
                return False
        if mood == "slow":
            server.over.wait(5)
            return False
        self.wfile.write(b"250 kept\r\n")
        return True


@contextmanager
def moody_server(mood: str) -> Iterator[Any]:
    """A server of that temper; `port` is where it listens, `begun` counts the mails that were begun."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Moody) as server:
        server.daemon_threads = True
        listening: Any = server
        listening.mood, listening.begun, listening.over, listening.port = mood, 0, threading.Event(), server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield server
        finally:
            listening.over.set()
            server.shutdown()


def run(*notices: str, at: datetime = NOON, task: str = "notices.send") -> list[Any]:
    """Run jobs as workers do, each on its own connection of the site's login, all at the same time; what went wrong, in order."""

    def one(**ids: str) -> Any:
        def work() -> None:
            with clock.at(at):
                jobs_app.tasks[task].func(**ids)

        return work

    acts = [one(notice_id=notice) for notice in notices] if task == "notices.send" else [one()]
    with logged_in() as handler:
        answers = at_once(handler, acts, threads=len(acts))
    return [answer for answer in answers if answer is not None]


def started_worker(port: int) -> subprocess.Popen[str]:
    """Another process that does every job that waits, with the site's own login, and ends."""
    login = app_login(None)["default"].settings_dict
    url = f"postgresql://{login['USER']}:{login['PASSWORD']}@/{login['NAME']}?host={login['HOST']}&port={login['PORT']}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "intentional_connection.config.settings",
        "IC_CONNECT_URL": url,
        "DATABASE_URL": url,
        "IC_QUIET_HOURS": "00:00-00:00",
        "IC_EMAIL_URL": f"smtp://127.0.0.1:{port}",
    }
    return subprocess.Popen([sys.executable, "-c", WORK], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
