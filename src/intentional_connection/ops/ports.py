"""A free address on this machine for the site."""

from __future__ import annotations

import errno
import socket

from intentional_connection.ops.words import CannotGoOn

FIRST = 8000
TRIES = 100


class Port:
    """A port kept for one run: two starts at once never take the same, also before either listens."""

    def __init__(self, number: int, claim: socket.socket | None) -> None:
        self.number, self.claim = number, claim


def choose(host: str, wanted: int | None = None) -> Port:
    """The wanted port, or the first free one from 8000. Refused in words when the wanted one is taken."""
    if wanted is not None:
        port = _take(host, wanted)
        if port is None:
            raise CannotGoOn(f"Port {wanted} is in use, or not yours to use. Choose another: ./run --port {wanted + 1}")
        return port
    for number in range(FIRST, FIRST + TRIES):
        port = _take(host, number)
        if port:
            return port
    raise CannotGoOn(f"No free port from {FIRST} to {FIRST + TRIES - 1}. Name one: ./run --port 9000")


def _take(host: str, number: int) -> Port | None:
    if not _free(host, number):
        return None
    claim = socket.socket(socket.AF_UNIX)
    try:
        # A name without a file (Linux): it goes with the process, whatever ends it.
        claim.bind(f"\0intentional-connection-port-{number}")
    except OSError as problem:
        claim.close()
        return None if problem.errno == errno.EADDRINUSE else Port(number, None)
    return Port(number, claim)


def _free(host: str, number: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, number))
        except (OSError, OverflowError):
            return False
    return True
