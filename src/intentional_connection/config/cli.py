"""The command intentional-connection: start the site, its worker, look after it."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from intentional_connection.config import set_up, traces
from intentional_connection.ops import binaries, ports, processes
from intentional_connection.ops.home import Held
from intentional_connection.ops.supervisor import Child, Supervisor, end_orphans
from intentional_connection.ops.words import CannotGoOn, say, tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from intentional_connection.ops.home import Home

LISTEN = "127.0.0.1"
WSGI = "intentional_connection.config.wsgi:application"
#: Which login of the database each word acts as; a test asks for each.
ACTS_AS = {
    "up": "ic_owner for the tables; server and worker: ic_app",
    "worker": "ic_app, as the program's own account",
    "demo": "ic_owner empties; ic_app plays, as each person",
    "doctor": "each login; asks for settings, never for rows",
    "migrate": "ic_owner",
    "backup": "ic_backup, which writes nothing",
    "erase": "ic_app asks for what is due; ic_eraser erases again what a backup brought back",
    "journal": "ic_owner reads records and digests past the walls; the question is logged",
    "reset-second-step": "ic_app, as the program's own account",
    "practice": "nobody: reads files",
    "verbs": "nobody: reads the code",
    "access": "nobody: reads the code",
}


def main(arguments: list[str] | None = None) -> int:
    """Run one word of the command; plain sentences instead of traces when something is missing."""
    said = _parser().parse_args(arguments)
    act: Callable[[argparse.Namespace], int] = said.act
    try:
        return act(said)
    except CannotGoOn as problem:
        sys.stderr.write(f"\n{problem}\n")
        return 1
    except KeyboardInterrupt:
        tell("\nStopped.")
        return 130
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="intentional-connection", description=__doc__)
    words = parser.add_subparsers(required=True, metavar="WORD")

    def word(name: str, act: Callable[[argparse.Namespace], int], about: str) -> argparse.ArgumentParser:
        made = words.add_parser(name, help=about, description=about)
        made.add_argument("--data", metavar="DIR", help="folder of the installation (else IC_HOME, else var/)")
        made.set_defaults(act=act)
        return made

    start = word("up", up, "start database, site and worker, and keep them running until Ctrl-C")
    start.add_argument("--port", type=int, metavar="N", help="this port, instead of the first free one from 8000")
    start.add_argument("--empty", action="store_true", help="first start without the demo world")
    word("worker", worker, "run only the worker that sends messages and does what falls due")
    demo_word = word("demo", demo, "play the demo world into an empty database")
    demo_word.add_argument("--reset", action="store_true", help="throw away the demo world that is there and play it anew")
    editions = word("practice", practice, "list the shipped editions of the practice, or check a file or folder of one")
    editions.add_argument("path", nargs="?", help="an edition's folder, a file in it, or the key of a shipped one")
    word("verbs", verbs, "print every act: room, verb, who may, what it does")
    table = word("access", access, "print who may open and do what, cell by cell")
    table.add_argument("what", choices=["matrix"], help="the matrix of seats, relations, states and ways in")
    table.add_argument("--format", choices=["json", "html"], default="json", help="for programs, or for a browser")
    word("doctor", doctor, "say in plain words what is wrong with this installation")
    lost = word("reset-second-step", reset_second_step, "take the second step of signing in away from somebody who lost it")
    lost.add_argument("email", help="the person's address; speak with the person first")
    word("migrate", migrate, "bring the database's tables to this release, as the owner")
    traces.arguments(word("journal", journal, "say whether the journal is whole, its daily root, or who opened what since when"))
    word("backup", backup, "write one file that holds the whole database")
    erase_word = word("erase", erase, "delete what has been kept long enough, as each night does by itself")
    erase_word.add_argument("--again", action="store_true", help="after a backup was read back: erase again what had been erased")
    return parser


def up(said: argparse.Namespace) -> int:
    """Start everything, in order; a second call says where it runs already."""
    home = set_up.home_folder(said.data)
    running = Held(home.folder / "running")
    if not running.take():
        return _say_where(home)
    (home.folder / "address").unlink(missing_ok=True)
    # Until the supervisor takes over, SIGTERM ends a start like Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    end_orphans(home.folder)
    at = set_up.external()
    try:
        port = ports.choose(_listen(), said.port)
        at = _database(home, at)
        set_up.tables(home, at)
        set_up.forget_again(home, at)
        set_up.files(home, at)
        set_up.world(home, at, empty=said.empty)
        return _supervise(home, at, port.number)
    finally:
        (home.folder / "address").unlink(missing_ok=True)
        _stop_server(at)


def _database(home: Home, at: set_up.Addresses | None) -> set_up.Addresses:
    if at is None:
        say("Starting PostgreSQL")
        return set_up.embedded(home, start=True)
    from intentional_connection.config import checks  # noqa: PLC0415 - needs the driver, which a first start lacks

    wrong = checks.login(at.app)
    if wrong:
        raise CannotGoOn("\n".join(wrong))
    return at


def _stop_server(at: set_up.Addresses | None) -> None:
    if at and at.server:
        with suppress(CannotGoOn):
            at.server.stop(2)


def _supervise(home: Home, at: set_up.Addresses, port: int) -> int:
    host = _listen()
    local = f"http://{LISTEN if host == '0.0.0.0' else host}:{port}"  # noqa: S104 - compared, not bound
    address = os.environ.get("IC_BASE_URL") or local
    mark = {processes.MARK: str(home.folder), "IC_BASE_URL": address}
    env = set_up.environment(home, at, **mark)
    apart = set_up.environment(home, at, **mark, IC_CONNECT_URL=at.worker)
    children = [
        Child("server", _server(host, port), env, home.folder / "server.log"),
        Child("worker", [sys.executable, "-m", __spec__.name if __name__ == "__main__" else __name__, "worker"], apart,
              home.folder / "worker.log"),
    ]  # fmt: skip

    def ready() -> None:
        (home.folder / "address").write_text(f"{address}/", encoding="utf-8")
        say("Ready")
        _welcome(home, address)

    result = Supervisor(home.folder, children, lambda: _stop_server(at)).run(f"{local}/ready", ready)
    tell("\nStopped: worker, server, database.")
    return result


def _server(host: str, port: int) -> list[str]:
    """Static files are whitenoise's: granian's own mount is faster, but sends them uncompressed."""
    workers = os.environ.get("IC_WORKERS") or str(min(2, os.cpu_count() or 1))
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--no-ws",
        "--workers", workers, "--blocking-threads", "4", "--respawn-failed-workers", "--workers-kill-timeout", "2",
        "--log-level", "warning", WSGI,
    ]  # fmt: skip


def _welcome(home: Home, address: str) -> None:
    tell(f"\nIntentional Connection is at  {address}/\n")
    if set_up.is_demo(home):
        tell("  Demo world: everybody in it is invented. Open the address and choose who you want to be.")
        tell(f"  Messages are not sent; read them at {address}/outbox/")
    else:
        tell("  Open the address to make the first administrator and organization, or to sign in.")
    tell(f"  Data and logs: {home.folder}")
    tell("  Something wrong? .venv/bin/intentional-connection doctor")
    tell("  Stop: Ctrl-C\n")


def _say_where(home: Home) -> int:
    """Another start has this folder: wait until it is ready, then say its address."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        with suppress(OSError):
            tell(f"Already running at  {(home.folder / 'address').read_text(encoding='utf-8')}")
            return 0
        time.sleep(0.2)
    raise CannotGoOn(f"Another start holds {home.folder} and does not become ready. Stop it, or choose another --data.")


def _listen() -> str:
    return os.environ.get("IC_LISTEN") or LISTEN


def _addresses(home: Home) -> set_up.Addresses:
    """The database as it runs now; a word beside `up` never starts it."""
    at = set_up.external() or set_up.embedded(home, start=False)
    if at.server and not at.server.pid():
        raise CannotGoOn("The database is not running. Start the site first (./run), then call this in another window.")
    return at


def _django(home: Home, at: set_up.Addresses, **more: str) -> None:
    os.environ.update(set_up.environment(home, at, **more))
    import django  # noqa: PLC0415 - the settings read the environment above

    django.setup()


def worker(said: argparse.Namespace) -> int:
    """Work on jobs until told to stop."""
    home = set_up.home_folder(said.data)
    at = _addresses(home) if not os.environ.get("IC_CONNECT_URL") else set_up.external()
    at = at or _addresses(home)
    _django(home, at, IC_CONNECT_URL=at.worker)
    from intentional_connection.journal.jobs import run_worker  # noqa: PLC0415 - after django.setup()

    run_worker()
    return 0


def demo(said: argparse.Namespace) -> int:
    """Play the demo world; with --reset instead of the one that is there, never instead of real families."""
    home = set_up.home_folder(said.data)
    if home.done_already("world", "empty"):
        raise CannotGoOn(f"{home.folder} began without the demo: real people may be in it. No demo is played there.")
    if said.reset and not set_up.is_demo(home):
        raise CannotGoOn(f"{home.folder} holds no demo world; nothing was thrown away.")
    at = _addresses(home)
    _django(home, at, IC_CONNECT_URL=at.worker, IC_DEMO="1", DATABASE_OWNER_URL=at.owner)
    from intentional_connection.config.demo import make_room, play  # noqa: PLC0415 - after django.setup()

    make_room(reset=said.reset)
    home.note_done("world", "demo begun")  # cut off from here on, the next start plays it again
    play(_say_how_far)
    home.note_done("world", "demo")
    return 0


def _say_how_far(done: int, of: int) -> None:
    """A line after each third family and after the last."""
    if done % 3 == 0 or done == of:
        say(f"Demo world: {done} of {of} families")


def _code_alone(said: argparse.Namespace) -> None:
    """The program's code without a database: for words that print what it says."""
    home = set_up.home_folder(said.data)
    os.environ.setdefault("IC_SECRET_KEY", "printing-needs-none")
    os.environ.update(DJANGO_SETTINGS_MODULE=set_up.SETTINGS, IC_HOME=str(home.folder))
    import django  # noqa: PLC0415 - after the environment

    django.setup()


def access(said: argparse.Namespace) -> int:
    """Print the matrix."""
    _code_alone(said)
    from intentional_connection.desk import matrix  # noqa: PLC0415 - after django.setup()

    sys.stdout.write(matrix.as_json(ACTS_AS) if said.format == "json" else matrix.as_html(ACTS_AS))
    return 0


def verbs(said: argparse.Namespace) -> int:
    """Print the registry of acts."""
    _code_alone(said)
    import importlib  # noqa: PLC0415 - this word alone
    from importlib.util import find_spec  # noqa: PLC0415

    from django.apps import apps  # noqa: PLC0415

    from intentional_connection.journal.verb import REGISTRY  # noqa: PLC0415

    for app in apps.get_app_configs():
        if app.name.startswith("intentional_connection.") and find_spec(f"{app.name}.verbs"):
            importlib.import_module(f"{app.name}.verbs")
    for line in sorted(REGISTRY, key=lambda verb: (verb.room, verb.name)):
        tell(f"{line.room:<10} {line.name:<28} {', '.join(line.seats)}\n{'':<11}{line.doc}")
    return 0


def practice(said: argparse.Namespace) -> int:
    """List the editions, or say what is wrong with one; 0 when nothing is."""
    from intentional_connection.practice import edition  # noqa: PLC0415 - this word alone

    if not said.path:
        tell("\n".join(line for one in edition.shipped() for line in edition.describe(one)))
        return 0
    wrong = edition.check(said.path)
    tell("\n".join(wrong) or "This edition can be used.")
    return 1 if wrong else 0


def doctor(said: argparse.Namespace) -> int:
    """Say what is wrong; 0 when nothing is."""
    from intentional_connection.config import doctor as office  # noqa: PLC0415 - needs the driver

    return office.examine(set_up.home_folder(said.data))


def reset_second_step(said: argparse.Namespace) -> int:
    """For somebody who leads an organization alone; others are helped by a colleague who leads."""
    home = set_up.home_folder(said.data)
    _django(home, _addresses(home), IC_NO_POOL="1")
    from intentional_connection.config.rescue import reset  # noqa: PLC0415 - after django.setup()

    if not reset(said.email):
        raise CannotGoOn("Nobody with this address belongs to an organization here.")
    tell("Done. The person is told, signs in with the e-mail code and sets up another second step.")
    return 0


def migrate(said: argparse.Namespace) -> int:
    """Run the migrations as the owner."""
    home = set_up.home_folder(said.data)
    set_up.tables(home, _addresses(home))
    say("The tables are those of this release")
    return 0


def journal(said: argparse.Namespace) -> int:
    """Look at the journal as the login that may only read; 1 when it is not whole."""
    home = set_up.home_folder(said.data)
    at = _addresses(home)
    with traces.reading(at.backup) as ask:
        if said.what == "verify":
            return traces.verify(ask, said.root, said.on)
        if said.what == "root":
            return traces.print_root(ask, said.on)
        _django(home, at)
        from intentional_connection.config import reads  # noqa: PLC0415 - after django.setup()

        what = next(one for one in ("account", "organization", "case") if getattr(said, one))
        lines = reads.answer(ask, reads.Asked(what, getattr(said, what), said.since, said.until))
    tell(reads.as_csv(lines) if said.csv else reads.as_table(lines))
    return 0


def backup(said: argparse.Namespace) -> int:
    """Write <home>/backups/<moment>.dump as the login that may only read."""
    home = set_up.home_folder(said.data)
    at = _addresses(home)
    if not at.backup:
        raise CannotGoOn("Set IC_BACKUP_URL to the address of the login ic_backup.")
    folder = home.folder / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / time.strftime("%Y-%m-%d-%H%M%S.dump", time.gmtime())
    file.touch(mode=0o600)
    program = binaries.find() / "pg_dump"
    done = subprocess.run([program, "-Fc", "--file", file], env={**os.environ, **_as_pg(at.backup)}, check=False)
    if done.returncode:
        file.unlink()
        raise CannotGoOn("The backup failed; pg_dump said why above.")
    tell(f"{file}  ({file.stat().st_size:,} bytes)")
    return 0


def erase(said: argparse.Namespace) -> int:
    """Erase as the login that may do nothing else: what is due, or with --again what a restored backup brought back."""
    home = set_up.home_folder(said.data)
    at = _addresses(home)
    if not at.eraser:
        raise CannotGoOn("Set IC_ERASER_URL to the address of the login ic_eraser.")
    from intentional_connection.config import erasing  # noqa: PLC0415 - needs the driver

    gone = erasing.again(at.eraser, home.folder / set_up.ERASED) if said.again else erasing.due(at.eraser)
    tell(f"Families and accounts erased: {gone}")
    return 0


def _as_pg(url: str) -> dict[str, str]:
    """The parts of an address as PostgreSQL's own variables: a password never stands on a command line."""
    from intentional_connection.config.checks import parts  # noqa: PLC0415 - needs the driver

    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    said: dict[str, Any] = parts(url)
    return {names[key]: str(value) for key, value in said.items() if key in names}


if __name__ == "__main__":
    sys.exit(main())
