"""What a settlement worker brings: languages with their levels, and days away."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from intentional_connection.access.privacy import PLAIN
from intentional_connection.access.seats import SYSTEM_ID
from intentional_connection.journal.models import Thing
from intentional_connection.partners.models.organizations import Membership

if TYPE_CHECKING:
    from intentional_connection.people.models import Account


class LanguageLevel(models.IntegerChoices):
    """How well a worker speaks a language; three is enough for talk about health and law."""

    SOME = 1, pgettext_lazy("language level", "a little")
    GOOD = 2, pgettext_lazy("language level", "well")
    FULL = 3, pgettext_lazy("language level", "as a first language")


class Gender(models.TextChoices):
    """For families who wish a woman or a man; a worker may leave it out."""

    WOMAN = "woman", _("A woman")
    MAN = "man", _("A man")


class ColleagueQuerySet(models.QuerySet):  # type: ignore[type-arg]  # one queryset for two models
    def visible_to(self, account: Account) -> Self:
        """Rows about my colleagues' memberships and my own."""
        if account.pk == SYSTEM_ID:
            return self
        return self.filter(
            Q(membership__account_id=account.pk) | Q(membership__organization_id__in=account.organizations())
        )


class WorkerLanguage(Thing):
    """A language that a worker speaks with families, and how well."""

    PRIVACY: ClassVar = dict.fromkeys(("id", "membership", "language", "level", "until"), PLAIN)

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="languages")
    language = models.CharField(max_length=12)
    level = models.PositiveSmallIntegerField(choices=LanguageLevel)
    until = models.DateTimeField(null=True)

    objects = ColleagueQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["membership", "language"], condition=Q(until=None), name="one_level_per_language"
            ),
        ]

    def __str__(self) -> str:
        return self.language


class Absence(Thing):
    """Days on which a worker is away, both included; `cover` stands in with the worker's families meanwhile."""

    PRIVACY: ClassVar = dict.fromkeys(("id", "membership", "from_on", "to_on", "cover", "by"), PLAIN)

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="absences")
    from_on = models.DateField()
    to_on = models.DateField()
    cover = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ColleagueQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="absence_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.from_on}-{self.to_on}"
