"""Whatever is typed, sent twice or forged: a clear answer, nothing doubled, nothing lost. Forms are found, not listed."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from conftest import reading_everything
from tests.crowd import SEATS, Crowd

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from tests.crawl import Field, Form

EVIL = {
    "nothing": "",
    "a NUL byte": "a\x00b",
    "a million letters": "x" * 1_000_000,
    "emoji": "👩‍👩‍👧‍👦🎉",
    "right-to-left marks": "\u202eabc\u200f\u2067",
    "markup": "<script>alert(1)</script>",
    "a negative number": "-1",
    "a huge number": "9" * 40,
    "a day that does not exist": "2027-02-30",
    "a day before all days": "0001-01-01",
    "a day after all days": "9999-12-31",
    "an unknown id": str(uuid4()),
    "SQL": "' OR 1=1 --",
}
#: The short run's texts: what is only odd in one, and where a box wants a number or a day also those.
ODD = "".join(EVIL[name] for name in ("emoji", "right-to-left marks", "markup", "SQL"))
SHORT = {name: EVIL[name] for name in ("nothing", "a NUL byte", "a million letters", "an unknown id")} | {"markup": ODD}
#: What the short run types into all boxes of a form at once.
AT_ONCE = ("a NUL byte", "a million letters", "markup")
#: The number or key of a row in a box's name.
ROW = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
COUNTED = SHORT | {name: text for name, text in EVIL.items() if "number" in name or "day" in name}
FREE = {"text", "textarea", "search", "email", "tel"}
WRITTEN = FREE | {"hidden", "date", "time", "number"}
#: What a forged choice may hold; the rest is the same answer again: not among the choices.
FOR_CHOICES = {"nothing", "a NUL byte", "an unknown id", "markup"}
CLEAR = {200, 302, 303, 400, 403, 404, 410, 422, 429}


def send(client: Client, form: Form, data: dict[str, Any]) -> Any:
    """Send a form; a GET form asks with its data in the address."""
    return client.post(form.action, data) if form.method == "post" else client.get(form.action, data)


@contextmanager
def undone() -> Iterator[None]:
    """Let what happens inside leave nothing."""
    mark = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(mark)


def test_no_form_breaks_whatever_is_typed(crowd: Crowd) -> None:
    """Each box of each form gets evil texts: the answer is clear, and what was typed does nobody harm.

    Rows that repeat count as one box, as does the token that every form carries. Long, odd and unstorable texts are typed
    into all new boxes of a form at once; the long proof below types them into each box alone.
    """
    met: set[tuple[str, str]] = set()
    for seat in SEATS:
        client = crowd.client(getattr(crowd, seat))
        client.raise_request_exception = False
        for form in crowd.forms(seat):
            fresh = []
            for one in form.fields:
                box = ("", "once") if one.name == "once" else (form.view, ROW.sub("1", one.name))
                if box not in met:
                    fresh.append(one)
                met.add(box)
            try_evil(client, form, fresh, short=True)
    assert len(met) > len(SEATS)


@pytest.mark.deep
@pytest.mark.parametrize("seat", SEATS)
def test_no_form_breaks_for_any_seat(crowd: Crowd, seat: str) -> None:
    """The same for every form that each seat reaches."""
    client = crowd.client(getattr(crowd, seat))
    client.raise_request_exception = False
    for form in crowd.forms(seat):
        try_evil(client, form, form.fields)


def texts_for(one: Field, *, short: bool) -> dict[str, str]:
    """What a box is tried with; a choice only with what is not among its answers."""
    texts = EVIL if not short else COUNTED if one.kind in {"date", "number", "time"} else SHORT
    forged = FOR_CHOICES if not short else FOR_CHOICES - {"a NUL byte", "markup"}
    if short and one.kind in FREE:
        texts = {what: evil for what, evil in texts.items() if what != "an unknown id"}  # there a text like any other
    return {what: evil for what, evil in texts.items() if one.kind in WRITTEN or what in forged}


def try_evil(client: Client, form: Form, fields: list[Field], *, short: bool = False) -> None:
    """Each of the evil texts in each of these boxes, the other boxes filled as they stand."""
    typed = [(what, {one.name: evil}) for one in fields for what, evil in texts_for(one, short=short).items()]
    if short:
        typed = [(what, data) for what, data in typed if what not in AT_ONCE]
        names = [one.name for one in fields if one.kind in WRITTEN and one.name not in {"csrfmiddlewaretoken", "once"}]
        longest = 2_000_000 // max(len(names), 2)  # together as much as a request may be
        typed += [(what, dict.fromkeys(names, SHORT[what][:longest])) for what in AT_ONCE if names]
    for what, data in typed:
        if "csrfmiddlewaretoken" in data:
            continue
        with undone():
            answer = send(client, form, form.filled() | data)
            said = f"{what} in {', '.join(data)} of {form.page} -> {form.action}: {answer.status_code}"
            assert answer.status_code in CLEAR, said
            if answer.status_code == 422:
                assert 'role="alert"' in answer.content.decode(), said
            if what == "markup":
                assert b"<script>alert(1)" not in answer.content, said


@pytest.mark.parametrize("seat", SEATS)
def test_a_form_sent_five_times_acts_once(crowd: Crowd, seat: str) -> None:
    """Double presses and old tabs: the rows after the fifth sending are those after the first."""
    client = crowd.client(getattr(crowd, seat))
    for form in crowd.forms(seat):
        if form.method != "post":
            continue
        with undone():
            data = form.filled()
            first = send(client, form, data)
            after_one = rows()
            again = [send(client, form, data).status_code for _ in range(4)]
            assert rows() == after_one, f"{form.page} -> {form.action}: {first.status_code}, then {again}"
            assert set(again) <= CLEAR, f"{form.page} -> {form.action}: {again}"


def rows() -> dict[str, int]:
    """How many rows each table of ours holds; the read log counts reading, not acting."""
    ours = (model._meta.db_table for model in apps.get_models() if model.__module__.startswith("intentional_connection"))
    counts = [f"SELECT '{table}', count(*) FROM \"{table}\"" for table in ours if table != "journal_readlog"]
    with reading_everything(), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(counts))
        return dict(cursor.fetchall())


@pytest.mark.parametrize("path", ["/families/{}/", "/referrals/{}/", "/refer/{}/check/", "/organizations/{}/", "/workers/{}/"])
def test_an_unknown_id_answers_as_if_nothing_were_there(crowd: Crowd, path: str) -> None:
    """404 with a way on, the same for what does not exist and for what one may not see."""
    answer = crowd.client(crowd.paul).get(path.format(uuid4()))
    assert answer.status_code == 404
    assert b"<h1" in answer.content


@pytest.mark.parametrize("path", ["/families/%00/", "/?x=%00", "/families/not-an-id/", "/" + "x" * 4000])
def test_odd_addresses_answer_404(crowd: Crowd, path: str) -> None:
    """No address makes a defect."""
    assert crowd.client(crowd.paul).get(path).status_code in {200, 302, 404}


def test_a_file_sent_to_a_form_is_kept_nowhere(crowd: Crowd, settings: SettingsWrapper, tmp_path: Path) -> None:
    """No form takes files; without a rule the server writes each into the temporary folder, however large."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    answer = crowd.client(crowd.paul).post("/me/", {"name": "Paul", "file": SimpleUploadedFile("a", b"x" * 3_000_000)})
    assert answer.status_code in CLEAR
    assert not answer.wsgi_request.FILES
