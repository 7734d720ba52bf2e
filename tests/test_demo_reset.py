"""What is emptied is a demo, and nothing else ever is one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from intentional_connection.config.cli import main
from intentional_connection.config.set_up import is_demo
from intentional_connection.ops.home import Home

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_what_began_empty_never_becomes_a_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """IC_DEMO=1 asks for a demo at the first start only: where real people may be, nobody is anybody."""
    home = Home(tmp_path)
    monkeypatch.setenv("IC_DEMO", "1")
    assert is_demo(home)
    home.note_done("world", "empty")
    assert not is_demo(home)


def test_reset_refuses_everywhere_but_in_a_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A plain sentence, before any database is asked."""
    monkeypatch.setattr(os, "environ", {"PATH": os.environ["PATH"], "IC_DEMO": "1"})
    Home(tmp_path).note_done("world", "empty")
    for words in (["demo"], ["demo", "--reset"]):
        assert main([*words, "--data", str(tmp_path)]) == 1
        assert "real people may be in it" in capsys.readouterr().err
    monkeypatch.delitem(os.environ, "IC_DEMO")
    assert main(["demo", "--reset", "--data", str(tmp_path / "elsewhere")]) == 1
    assert "holds no demo world; nothing was thrown away" in capsys.readouterr().err
