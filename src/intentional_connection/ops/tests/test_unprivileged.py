"""PostgreSQL refuses to run as root: each way round it, and the plain sentence where there is none."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from intentional_connection.ops import unprivileged
from intentional_connection.ops.postgres import Server
from intentional_connection.ops.tests.conftest import PASSWORDS, ask
from intentional_connection.ops.tests.test_postgres import ROOT, start_apart
from intentional_connection.ops.words import CannotGoOn

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NAMESPACES = unprivileged.works(unprivileged.NAMESPACE)


def test_the_way_fits_who_starts_it(make: Callable[..., Server], place: Path) -> None:
    server = make()
    way = unprivileged.prefix_for(server.binaries, server.folder) if NAMESPACES or not ROOT else unprivileged.SETPRIV
    assert way == (() if not ROOT else unprivileged.NAMESPACE if NAMESPACES else unprivileged.SETPRIV)


def test_it_runs_under_a_closed_home(make: Callable[..., Server], place: Path, reachable: Path) -> None:
    closed = place / "home"
    closed.mkdir(mode=0o700)
    server = make("home/project/pg", reachable)
    if ROOT and not NAMESPACES:
        with pytest.raises(CannotGoOn, match="Move the project"):
            server.start()
        return
    server.start()
    assert ask(server, "ic_app", "SELECT 1") == 1


def test_an_ordinary_user_starts_it(place: Path, reachable: Path, source: Path) -> None:
    folder = place / "pg"
    folder.mkdir()
    if ROOT:
        os.chown(folder, 65534, 65534)
    start = start_apart(reachable, folder, source, 65534)
    _, problem = start.communicate(timeout=60)
    assert start.returncode == 0, problem
    assert ask(Server(reachable, folder, PASSWORDS, tests=True), "ic_app", "SELECT 1") == 1


@pytest.mark.usefixtures("shut_namespaces")
def test_where_namespaces_are_closed_it_becomes_an_ordinary_user(make: Callable[..., Server], reachable: Path) -> None:
    server = make("pg", reachable)
    server.start()
    assert ask(server, "ic_app", "SELECT 1") == 1
    assert server.data.stat().st_uid == (unprivileged.NOBODY if ROOT else os.geteuid())
    server.stop()
    assert server.pid() is None


def test_a_folder_changes_hands_when_the_way_changes(
    place: Path, reachable: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    folder = place / "pg"
    Server(reachable, folder, PASSWORDS, tests=True).start()
    Server(reachable, folder, PASSWORDS, tests=True).stop()
    request.getfixturevalue("shut_namespaces")
    second = Server(reachable, folder, PASSWORDS, tests=True)
    second.start()
    assert ask(second, "ic_app", "SELECT 1") == 1
    second.stop()
    monkeypatch.undo()
    third = Server(reachable, folder, PASSWORDS, tests=True)
    third.start()
    assert ask(third, "ic_app", "SELECT 1") == 1


@pytest.mark.usefixtures("shut_namespaces")
def test_where_nothing_works_a_plain_sentence_says_what_to_move(place: Path, reachable: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    server = Server(reachable, closed / "project" / "pg", PASSWORDS, tests=True)
    if not ROOT:  # an ordinary user needs no way round
        server.start()
        assert ask(server, "ic_app", "SELECT 1") == 1
        return
    with pytest.raises(CannotGoOn) as said:
        server.start()
    assert f"may not enter {closed}" in str(said.value)
    assert "Move the project and its data" in str(said.value)


@pytest.mark.usefixtures("shut_namespaces")
def test_binaries_in_a_closed_home_are_named(place: Path, reachable: Path) -> None:
    (place / "packages").chmod(0o700)
    server = Server(reachable, place / "pg", PASSWORDS, tests=True)
    if not ROOT:
        server.start()
        assert ask(server, "ic_app", "SELECT 1") == 1
        return
    with pytest.raises(CannotGoOn, match=f"may not enter {place / 'packages'}"):
        server.start()


@pytest.mark.usefixtures("shut_namespaces")
def test_without_setpriv_the_sentence_names_the_package(
    place: Path, reachable: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shim = place / "shim" / "setpriv"
    shim.write_text("#!/bin/sh\nexit 1\n")
    shim.chmod(0o755)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    (place / "pg").mkdir()
    owner = (place / "pg").stat().st_uid
    with pytest.raises(CannotGoOn, match=r"util-linux|belongs to the user") as said:
        unprivileged.prefix_for(reachable, place / "pg")
    assert ("util-linux" in str(said.value)) == (owner in {0, unprivileged.NOBODY})


def test_root_leaves_somebody_elses_folder_alone(place: Path, reachable: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(unprivileged, "NOBODY", 4321)
    folder = place / "pg"
    folder.mkdir()
    if ROOT:
        os.chown(folder, 1234, 1234)
    with pytest.raises(CannotGoOn, match="belongs to the user"):
        unprivileged.prefix_for(reachable, folder)
