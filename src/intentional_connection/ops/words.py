"""What the launcher says: one line per step, and plain sentences when it cannot go on."""

from __future__ import annotations

import os
import sys
import time

#: The moment the command began; ./run hands it on to the process that follows it.
BEGAN = "IC_BEGAN"
_BEGAN = float(os.environ.pop(BEGAN, time.time()))


class CannotGoOn(Exception):
    """Something on this machine is missing or in the way; the text says what to do."""


def say(text: str) -> None:
    """One line of progress, with the seconds since the command began."""
    sys.stdout.write(f"{time.time() - _BEGAN:6.1f} s  {text}\n")
    sys.stdout.flush()


def hand_on() -> dict[str, str]:
    """The environment for the process that goes on counting."""
    return {**os.environ, BEGAN: str(_BEGAN)}


def tell(text: str = "") -> None:
    """Plain lines for the reader."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
