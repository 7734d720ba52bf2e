"""What the database counts for overviews: by the rule of each family's own path, and never a family."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from intentional_connection.cases.models import Case
from intentional_connection.cases.models.overview import Broad, site_counts
from intentional_connection.cases.models.path import where
from tests.families import days_later
from tests.world import enter

if TYPE_CHECKING:
    from intentional_connection.cases.models.path import Facts
    from tests.families import Families


def test_the_stages_are_those_of_the_families_own_pages(families: Families) -> None:
    """The function counts by the same rule as the filter and as the path of each family."""
    enter(families.paul)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT stage, overview_families(%s, NULL, 'all', stage, NULL, 100) FROM unnest(%s::text[]) stage",
            [families.lakeside.pk, [str(one) for one in Broad]],
        )
        stages = {pk: stage for stage, pk in cursor.fetchall()}
    assert set(stages.values()) == {Broad.BEFORE_MEETING, Broad.UNTIL_CONNECTED}
    cases = Case.objects.visible_to(families.paul).filter(pk__in=stages)
    assert {pk: _broad(one.facts) for pk, one in where(families.paul, cases).items()} == stages
    with days_later(families.base, 1):
        enter(families.cora)
        found = site_counts()
    assert sum(one.n or 0 for one in found[families.site.pk] if one.what == "stage") > 10


def _broad(facts: Facts) -> Broad:
    if facts.arrived_on:
        return Broad.FOLLOWING_UP if facts.connected else Broad.UNTIL_CONNECTED
    return Broad.UNTIL_ARRIVAL if facts.met_before or facts.not_met else Broad.BEFORE_MEETING


def test_no_row_of_a_family_leaves_the_database(families: Families) -> None:
    """Sites, words and sums alone; of people and families beside the stages no sum of one to four."""
    enter(families.cora)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM site_counts()")
        assert [one.name for one in cursor.description] == ["site_id", "what", "key", "n", "median"]
        rows = cursor.fetchall()
    assert {row[0] for row in rows} == {families.site.pk, families.bay.pk}
    assert {row[1] for row in rows} <= {"stage", "workers", "shortage", "days", "open"}
    assert not [row for row in rows if row[1] in {"workers", "shortage", "days"} and row[3] in {1, 2, 3, 4}]
