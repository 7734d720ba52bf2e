"""Which edition of the practice a site adopted, and which parts of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from intentional_connection.access.privacy import PLAIN
from intentional_connection.journal.models import Thing
from intentional_connection.kernel import clock
from intentional_connection.partners.models import OpenQuerySet, Site
from intentional_connection.practice.edition import Edition, load


class AdoptionQuerySet(OpenQuerySet):
    def of(self, site: Site) -> Adoption:
        """The site's newest adoption; every site has one from its first day."""
        return self.filter(site=site).latest("at", "id")  # type: ignore[no-any-return]


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
