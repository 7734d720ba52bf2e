"""Everybody takes away what is kept about oneself, in one act: own rows whole, nobody else's words, noted as an export."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from conftest import reading_everything
from intentional_connection.cases import verbs
from intentional_connection.cases.models import Newcomer
from intentional_connection.journal.models import ReadLog
from intentional_connection.people.verbs import edit_profile
from tests.world import enter, leave

if TYPE_CHECKING:
    from tests.families import Families


def taken(families: Families, name: str, language: str = "en") -> tuple[dict[str, Any], str]:
    leave()
    browser = families.client(families.people[name])
    response = browser.post(reverse("desk:own_data"), HTTP_ACCEPT_LANGUAGE=language)
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        return json.loads(archive.read("my-data.json")), archive.read("my-data.html").decode()


def test_an_adult_takes_away_what_is_kept_and_nothing_of_the_other_adult(families: Families) -> None:
    enter(families.hanna)
    edit_profile(families.hanna, families.hanna, name="Hanna own", phone="519 555 0123", language="en")
    person = Newcomer.objects.get(case=families.ending, name="Luwam")
    verbs.keep_identity(person, families.hanna, full_name="Hanna whole", phone="519 555 0124")
    enter(families.isaac)
    edit_profile(families.isaac, families.isaac, name="Isaac own", phone="", language="en")
    found, read = taken(families, "hanna")
    for word in ("hanna@example.org", "Hanna own", "Hanna whole", "519 555 0124", "May I call?", "A worry", "We have a home", "Yes"):
        assert word in read, word
        assert word in json.dumps(found, ensure_ascii=False), word
    everything = json.dumps(found) + read
    for word in ("isaac@example.org", "Isaac own", "Late", "Call first", "A quarrel", "Not for the sponsors", "I hear you"):
        assert word not in everything, word
    assert not {"password", "digest", "code_digest"} & {name for rows in found.values() for row in rows for name in row}
    assert len(found["PrivateMessage"]) == 2
    assert found["Newcomer"][0]["name"] == "Luwam"
    with reading_everything():
        logs = ReadLog.objects.filter(kind="export", by=families.hanna)
    assert any(row.level & 128 for row in logs)


def test_staff_take_away_their_own_and_no_word_about_a_family(families: Families) -> None:
    found, read = taken(families, "selam")
    assert found["Profile"][0]["name"] in read
    assert found["Contact"]
    everything = json.dumps(found) + read
    for word in ("Call first", "A nurse visits", "Not for the sponsors", "Dentist", "May I call?", "hanna@example.org"):
        assert word not in everything, word


def test_the_page_says_what_the_file_holds_in_both_languages(families: Families) -> None:
    for name in ("ruth", "stranger"):
        leave()
        browser = families.client(families.people[name])
        assert "Download my data" in browser.get(reverse("desk:own_data")).content.decode()
        assert reverse("desk:own_data") in browser.get(reverse("people:profile")).content.decode()
    leave()
    own = families.client(families.people["hanna"])
    assert "Download my data" in own.get(reverse("family:information")).content.decode()
    anonymous = type(own)()
    assert anonymous.post(reverse("desk:own_data")).status_code == 302
