"""The record of one family: for the SAH and the agency, on paper and as a file, without a word that anybody wrote."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.apps import apps

from conftest import reading_everything
from intentional_connection.access.privacy import PLAIN
from intentional_connection.access.seats import Level
from intentional_connection.cases.models.record import CHECK_MONTHS, Seen, checks
from intentional_connection.journal.models import ReadLog
from tests.families import days_later

if TYPE_CHECKING:
    from intentional_connection.cases.models import Case
    from tests.families import Families


def written(case: Case) -> set[str]:
    """Every word of this family that is not plain: names, numbers, free texts. Who helps is named there, and so is Paul."""
    found: set[str] = set()
    with reading_everything():
        for model in apps.get_models():
            fields = {one.name for one in model._meta.concrete_fields}
            typed = [name for name, kind in getattr(model, "PRIVACY", {}).items() if kind != PLAIN and name in fields]
            if typed and "case" in fields and not model._meta.proxy:
                for row in model._default_manager.filter(case=case).values_list(*typed):
                    found |= {str(one) for one in row if one}
    return {one for one in found if len(one) > 3} - {"Paul"}


def test_it_says_the_whole_path_in_days_and_states(families: Families) -> None:
    with days_later(families.base, 1):
        page = unescape(families.client(families.paul).get(f"/families/{families.settled.pk}/record/").content.decode())
    for words in (
        *("Referred to Harbour settlement agency", "answered after 0 days", "Selam", "Lakeside SAH", "St Mark’s group"),
        *("Meeting before arrival", "not held", "called off", "Version 1 written down", "everybody has said yes to"),
        *("Arrived", "still open", "Last contact", "Month 1 after arrival", "Month 11 after arrival", "still to come"),
    ):
        assert words in page, words


@pytest.mark.parametrize("name", ["paul", "selam", "helen"])
def test_no_word_that_anybody_wrote_is_on_the_page_or_in_the_file(families: Families, name: str) -> None:
    """Planted by the world in every field of every table that holds a text, a name or a number."""
    words = written(families.settled)
    assert {"Ruth meets the plane", "a wheelchair", "Luwam", "What is it?"} <= words
    with days_later(families.base, 1):
        browser = families.client(getattr(families, name))
        for query in ("", "?format=csv"):
            answer = browser.get(f"/families/{families.settled.pk}/record/{query}")
            assert answer.status_code == 200
            body = unescape(answer.content.decode())
            assert [one for one in words if re.search(rf"\b{re.escape(one)}\b", body)] == []


def test_whoever_keeps_no_record_reads_where_to_go_and_strangers_find_nothing(families: Families) -> None:
    with days_later(families.base, 1):
        for name in ("ruth", "tom", "amina"):
            assert families.client(getattr(families, name)).get(f"/families/{families.settled.pk}/record/").status_code == 403
        for name in ("hugo", "cora", "nadia", "stranger"):
            assert families.client(getattr(families, name)).get(f"/families/{families.settled.pk}/record/").status_code == 404


def test_the_file_has_a_neutral_name_and_each_export_is_written_down(families: Families) -> None:
    case = families.home
    with days_later(families.base, 1):
        answer = families.client(families.paul).get(f"/families/{case.pk}/record/?format=csv")
    assert answer["Content-Disposition"] == 'attachment; filename="record.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["Part", "What", "Day", "Remark"]
    assert all(len(row) == 4 for row in rows)
    assert any(row[0] == "Contacts" and date.fromisoformat(row[2]) for row in rows)
    assert case.label not in answer.content.decode()
    with reading_everything():
        (log,) = ReadLog.objects.filter(kind="export")
        assert (log.by_id, log.case_id, log.level) == (families.paul.pk, case.pk, int(Level.PREVIEW | Level.LAST_CONTACT))


def test_a_referral_without_answer_has_a_record_too(families: Families) -> None:
    case = families.refer().case
    page = families.client(families.paul).get(f"/families/{case.pk}/record/").content.decode()
    assert "No answer yet" in page
    assert "No worker is named yet." in page


def test_the_looks_back_hold_what_happened_since_the_one_before() -> None:
    landed = date(2027, 1, 31)
    seen = [Seen(date(2027, 1, 31), "roles", "1"), Seen(date(2027, 2, 28), "meeting", "post_arrival"), Seen(date(2027, 3, 1), "contact")]
    found = checks(landed, [*seen, Seen(date(2026, 12, 1), "meeting", "pre_arrival")], date(2027, 3, 5))
    assert [(one.month, one.on, len(one.seen), one.is_past) for one in found] == [
        (1, date(2027, 2, 28), 2, True), (6, date(2027, 7, 31), 1, False), (11, date(2027, 12, 31), 0, False),
    ]  # fmt: skip
    assert [one.month for one in found] == list(CHECK_MONTHS)
    assert checks(None, seen, date(2027, 3, 5)) == []


def test_the_family_s_page_leads_to_it(families: Families) -> None:
    case = families.settled
    for name in ("paul", "selam", "helen"):
        assert f"/families/{case.pk}/record/" in families.client(getattr(families, name)).get(f"/families/{case.pk}/").content.decode()
    assert f"/families/{case.pk}/record/" not in families.client(families.ruth).get(f"/families/{case.pk}/").content.decode()
