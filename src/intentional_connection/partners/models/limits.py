"""What is less than one's seats say, or more: views that stand still, what is hidden, whom one covers. Asked of the database."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class FrozenOf(models.Func):
    """Of which families an organization of mine sees what stood at a moment: family -> [first row left out, moment]."""

    function = "frozen_of"
    output_field = models.JSONField()


class HiddenFromMe(models.Func):
    """Rows that an adult of a family hides from whoever has entered."""

    function = "hidden_from_me"
    output_field = ArrayField(models.UUIDField())


class CoveredToday(models.Func):
    """Accounts of the workers whose families are mine to look after today."""

    function = "covered_today"
    output_field = ArrayField(models.UUIDField())
