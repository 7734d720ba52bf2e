"""The connection check: which services each person is connected to, with the newcomer's and the worker's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intentional_connection.access.models import ScopedQuerySet
from intentional_connection.access.privacy import FREE_TEXT, NAME, PLAIN
from intentional_connection.access.seats import Level
from intentional_connection.cases.models.case import Case, FamilyThing, Newcomer, OfPersonQuerySet
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.meeting import Meeting, Voice
from intentional_connection.kernel import clock

if TYPE_CHECKING:
    from intentional_connection.people.models import Account


class CheckQuerySet(ScopedQuerySet):
    def of_case(self, case: Case) -> ConnectionCheck | None:
        """The family's check, None while it is not open."""
        return self.filter(case=case).first()


class ConnectionCheck(FamilyThing):
    """The list of a family's connections, opened at the meeting after arrival.

    `completed_at` is set by the answer that completed it and taken away by one that opened it again.
    """

    LEVEL = Level.PLAN
    WRITE_LEVEL = Level.PLAN
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = dict.fromkeys(("id", "case", "meeting", "by", "at", "completed_at"), PLAIN)

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="check_of_connections")
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    completed_at = models.DateTimeField(null=True)

    objects = CheckQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class Linked(models.TextChoices):
    """How far a connection is."""

    # Translators: how far a connection to a service is: the family was told about it
    OFFERED = "offered", _("Offered")
    # Translators: how far a connection to a service is: the service was asked to receive the person
    REFERRED = "referred", _("Referred")
    # Translators: how far a connection to a service is: the person is in touch with the service
    CONNECTED = "connected", _("Connected")
    # Translators: how far a connection to a service is: the person does not want it
    NOT_WANTED = "not_wanted", _("Not wanted")


#: Answers that settle an item.
SETTLED = (Linked.CONNECTED, Linked.NOT_WANTED)


class ServiceConnection(FamilyThing):
    """One item of the check for one person, or for the whole family. `item` is the edition's key, or own:<id> with a label."""

    NARROWS = True
    LEVEL = Level.PLAN
    WRITE_LEVEL = Level.PLAN
    SCOPES = ("case_id", "newcomer_id")
    PRIVACY: ClassVar = {
        **dict.fromkeys(("id", "case", "newcomer", "item", "owner", "due_on", "by", "at", "reason"), PLAIN),
        "label": FREE_TEXT,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="connections")
    newcomer = models.ForeignKey(Newcomer, null=True, on_delete=models.PROTECT, related_name="connections")
    item = models.CharField(max_length=40)
    label = models.CharField(max_length=120, blank=True)
    owner = models.CharField(max_length=20, choices=Voice)
    due_on = models.DateField()
    reason = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "item", "newcomer"], nulls_distinct=False, name="one_connection_per_item_and_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.pk}"


class OfConnectionQuerySet(ScopedQuerySet):
    def visible_to(self, account: Account) -> OfConnectionQuerySet:
        """Who sees the connection sees its answers."""
        return self.filter(connection__in=ServiceConnection.objects.visible_to(account)).unfrozen_for(account)


class ConnectionAnswer(FamilyThing):
    """What the newcomer, or the worker, says about one item; the newest of each counts.

    The newcomer's own answer is `newcomer` with the adult who gave it; given aloud, with method and witness.
    """

    LEVEL = Level.PLAN
    WRITE_LEVEL = Level.PLAN
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = {
        **dict.fromkeys(("id", "case", "connection", "voice", "newcomer", "state", "method", "by", "at"), PLAIN),
        "witness": NAME,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    connection = models.ForeignKey(ServiceConnection, on_delete=models.PROTECT, related_name="answers")
    voice = models.CharField(max_length=20, choices=Voice)
    newcomer = models.ForeignKey(Newcomer, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=Linked)
    method = models.CharField(max_length=20, choices=Method, default=Method.OWN_PHONE)
    witness = models.CharField(max_length=80, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = OfConnectionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.voice} {self.state}"
