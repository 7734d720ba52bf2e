"""What waits for whom: one stored row per principal and family, so that Today never searches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F

from intentional_connection.access.models import Reaches
from intentional_connection.access.privacy import PLAIN
from intentional_connection.access.seats import Level
from intentional_connection.cases.models.case import Case, label_of
from intentional_connection.cases.models.referral import Referral
from intentional_connection.kernel import clock

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from intentional_connection.people.models import Account


#: A concern is heard without reading the family.
HEAR_CONCERN = "hear_concern"
#: Somebody is not well or wants a call: before everything else, however old.
FIRST = "answer_check_in_first"
#: What was said to one person by name waits for that person alone, whoever covers.
BETWEEN_TWO = ("answer_private", "answer_check_in", FIRST, HEAR_CONCERN)


class TodayQuerySet(models.QuerySet["TodayEntry"]):
    def visible_to(self, account: Account) -> TodayQuerySet:
        """Entries of my principals, and of colleagues whom I cover today, whose family or referral I may still read."""
        covering = models.Q(Reaches.by(account, Level.BASIC | Level.PREVIEW, "case_id", "referral_id"))
        mine = models.Q(covering | models.Q(key=HEAR_CONCERN), principal__in=account.principals())
        if account.covered:
            mine |= models.Q(covering, ~models.Q(key__in=BETWEEN_TWO), principal__in=account.covered)
        rows = self.filter(mine)
        for case_id, since in account.frozen_since.items():
            rows = rows.exclude(~models.Q(key=HEAR_CONCERN), case_id=case_id, since__gt=since)
        return rows

    def label_of_family(self, case_id: UUID) -> str:
        """What the entries about this family call it, "" without one."""
        entry = self.filter(case_id=case_id).first()
        return entry.label if entry else ""

    def oldest_first(self, account: Account, size: int = 25) -> list[TodayEntry]:
        """What waits for the account and for whom it covers, a wanted call before all, then the oldest.

        At most `size` per principal by index, then merged.
        """
        now = clock.now()
        branches = [
            TodayEntry.objects.visible_to(account).filter(principal=one, since__lte=now).order_by("since", "case_id", "key")[:size]
            for one in (*account.principals(), *account.covered)
        ]
        calls = TodayEntry.objects.visible_to(account).filter(principal=account.pk, key=FIRST, since__lte=now)
        found = branches[0].union(*branches[1:], calls.order_by("since", "case_id", "key")[:size])
        return sorted(found, key=lambda row: (row.key != FIRST, row.since, row.case_id, row.key))[:size]


class TodayEntry(models.Model):
    """Something waits for a principal since a moment. Written by the database alone (rebuild_today)."""

    PRIVACY: ClassVar = dict.fromkeys(("principal", "case_id", "referral_id", "key", "since", "tree", "number"), PLAIN)

    pk = models.CompositePrimaryKey("principal", "since", "case_id", "key")
    principal = models.UUIDField()
    case_id = models.UUIDField()
    referral_id = models.UUIDField(null=True)
    key = models.CharField(max_length=40)
    since = models.DateTimeField()
    tree = models.CharField(max_length=20)
    number = models.PositiveIntegerField()

    objects = TodayQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(F("case_id"), name="today_case")]

    def __str__(self) -> str:
        return f"{self.key} {self.case_id}"

    @property
    def label(self) -> str:
        """The family's tree and number."""
        return label_of(self.tree, self.number)


@dataclass(frozen=True, slots=True)
class Behind:
    """Referrals and families behind the entries of Today, by id, as far as the reader may read them."""

    referrals: dict[UUID, Referral]
    cases: dict[UUID, Case]


def behind(account: Account, entries: Collection[TodayEntry]) -> Behind:
    """What Today's sentences speak of: two queries for any number of entries."""
    referrals = Referral.objects.visible_to(account).filter(pk__in={entry.referral_id for entry in entries if entry.referral_id})
    cases = Case.objects.visible_to(account).filter(pk__in={entry.case_id for entry in entries})
    return Behind(
        {row.pk: row for row in referrals.select_related("agency", "sender", "preview")},
        {row.pk: row for row in cases.select_related("adoption")},
    )
