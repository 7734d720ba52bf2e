"""What the demo world holds on the hard paths of the year, family by family."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from conftest import reading_everything
from intentional_connection.access.walls import entered
from intentional_connection.cases.models import (
    BudgetLine,
    Case,
    CheckIn,
    ClosingChoice,
    Closure,
    Concern,
    DifficultySide,
    FollowingRelative,
    FollowUp,
    FrozenView,
    Handover,
    HandoverYes,
    LastContact,
    LastingContact,
    Meeting,
    Move,
    OnwardOutcome,
    OnwardReferral,
    Pause,
    PrivateMessage,
    RestrictedNote,
    SupportPlan,
    Update,
    Withdrawal,
    WorkerQuestion,
    WorkerRequest,
)
from intentional_connection.cases.models.today import TodayEntry
from intentional_connection.partners.models import Absence

if TYPE_CHECKING:
    from intentional_connection.config.demo_cast import Cast


def labels(rows: Any) -> set[str]:
    """Trees and numbers of the families that these rows are about."""
    return {row.case.label for row in rows.select_related("case")}


def hard_paths(cast: Cast) -> None:
    """Another worker, silence, rest and cover, a group that leaves, a move, the end and the way back."""
    with reading_everything():
        assert labels(WorkerRequest.objects.filter(answered_at=None)) == {"Cedar 7"}
        handovers = Handover.objects.filter(called_off_at=None)
        assert labels(handovers.filter(done_at=None)) == labels(HandoverYes.objects.filter(voice="newcomer")) == {"Alder 3"}
        assert labels(handovers.exclude(done_at=None)) == {"Linden 10"}
        away = Absence.objects.filter(from_on__lte=cast.today, to_on__gte=cast.today).select_related("cover")
        assert [row.cover.account_id for row in away] == [cast.accounts["selam"].pk]
        assert labels(FollowUp.objects.filter(ended_at=None, paused_until__gt=cast.today)) == {"Apple 14"}
        silent = LastContact.objects.filter(on__lte=cast.today - timedelta(days=40), case__arrivals__isnull=False)
        assert "Aspen 9" in labels(silent)
        assert labels(Meeting.objects.open().filter(kind="review")) == {"Hemlock 6"}
        assert labels(Move.objects.filter(settled_at=None)) == {"Elm 33"}
        assert labels(Move.objects.exclude(settled_at=None)) == labels(FrozenView.objects.filter(ended_at=None)) == {"Apple 14"}
        assert {entry.label for entry in TodayEntry.objects.filter(key="find_group")} == {"Cherry 5"}
        assert labels(FollowingRelative.objects.all()) == labels(BudgetLine.objects.all()) == {"Aspen 9"}
        assert labels(LastingContact.objects.filter(closure__undone_at=None)) == labels(ClosingChoice.objects.all()) == {"Walnut 4"}
        assert labels(Closure.objects.exclude(undone_at=None)) == {"Elm 33"}
        assert labels(Withdrawal.objects.all()) == {"Basswood 2"}
        assert {case.label for case in Case.objects.filter(programme="jas", sponsored_months=24)} == {"Beech 18"}
        assert labels(Pause.objects.filter(woken_at=None, wake_on__lt=cast.today)) == {"Oak 7"}


def between_meetings() -> None:
    """Questions, news, the private line, a wanted call, services."""
    with reading_everything():
        said = (PrivateMessage, Update, OnwardReferral)
        assert [labels(model.objects.all()) for model in said] == [{"Cedar 7"}] * len(said)
        assert labels(WorkerQuestion.objects.filter(answered_at=None)) == {"Cedar 7"}
        assert labels(CheckIn.objects.filter(feeling="so_so", wants_call=True, answered_at=None)) == {"Cedar 7"}
        assert OnwardReferral.objects.filter(outcomes=None).count() == OnwardOutcome.objects.count() == 1


def what_few_hear(cast: Cast) -> None:
    """A note, added support, a difficulty with one side heard; a concern that the listener reads without any family."""
    with reading_everything():
        assert labels(RestrictedNote.objects.all()) == labels(SupportPlan.objects.exclude(review_on=None)) == {"Cedar 7"}
        assert labels(DifficultySide.objects.all()) == {"Alder 3"}
        assert labels(Concern.objects.filter(hears="listener")) == {"Juniper 30"}
    judith = cast.accounts["judith"]
    with entered(judith.pk):
        assert Concern.objects.visible_to(judith).count() == 1
        assert not Case.objects.visible_to(judith).exists()
