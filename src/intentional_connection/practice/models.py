"""Which edition of the practice a site adopted, and which parts of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from intentional_connection.access.privacy import PLAIN
from intentional_connection.journal.models import Thing
from intentional_connection.kernel import clock
from intentional_connection.partners.models import OpenQuerySet, Site
from intentional_connection.practice.edition import Edition, Part, load

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

#: The edition with which a site begins.
FIRST_EDITION = ("ontario-2021", 1)


@dataclass(frozen=True, slots=True)
class Change:
    """What one adoption changed for a site, seen from the one before; the person who chose is left out."""

    at: datetime
    added: tuple[Part, ...]
    taken_out: tuple[Part, ...]


class AdoptionQuerySet(OpenQuerySet):
    def of(self, site: Site) -> Adoption:
        """The site's newest adoption; before its first, one (not saved) with what belongs to every site."""
        newest: Adoption | None = self.filter(site=site).order_by("at", "id").last()
        if newest:
            return newest
        key, version = FIRST_EDITION
        edition = load(key, version)
        return Adoption(
            site=site,
            edition_key=key,
            edition_version=version,
            edition_digest=edition.digest,
            parts=sorted(edition.compulsory),
        )

    def changes(self, site: Site, *, most: int = 20) -> list[Change]:
        """What the site's newest adoptions changed, newest first, `most` at most."""
        rows = list(self.filter(site=site).order_by("-at", "-id")[: most + 1])
        befores: list[Adoption | None] = [*rows[1:], None]
        return [row.change_from(before) for row, before in zip(rows[:most], befores, strict=False)]


class Adoption(Thing):
    """A site adopts an edition in part; a new choice is a new row. A case keeps the row it started with."""

    PRIVACY: ClassVar = dict.fromkeys(
        ("id", "site", "edition_key", "edition_version", "edition_digest", "parts", "by", "at"), PLAIN
    )

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="adoptions")
    edition_key = models.CharField(max_length=40)
    edition_version = models.PositiveSmallIntegerField()
    edition_digest = models.CharField(max_length=64)
    parts = ArrayField(models.CharField(max_length=40))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = AdoptionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.edition_key}@{self.edition_version}"

    @property
    def edition(self) -> Edition:
        """The edition as shipped."""
        return load(self.edition_key, self.edition_version)

    def has(self, part: str) -> bool:
        """Whether the site adopted this part; a part that is off is skipped, with its word."""
        return part in self.parts

    def is_same_as(self, edition: Edition, parts: Iterable[str]) -> bool:
        """Whether adopting this would change nothing."""
        return self.edition_digest == edition.digest and set(self.parts) == set(parts)

    def change_from(self, before: Adoption | None) -> Change:
        """What this adoption added and took out; the site's first one added all its parts."""
        had = set(before.parts) if before else set()
        mine, theirs = self.edition.parts, before.edition.parts if before else ()
        return Change(
            at=self.at,
            added=tuple(part for part in mine if part.key in self.parts and part.key not in had),
            taken_out=tuple(part for part in theirs if part.key in had and part.key not in self.parts),
        )
