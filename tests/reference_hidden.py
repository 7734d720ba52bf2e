"""What an adult hides from somebody of the sponsors, naively: which rows the reference leaves out (handbook 3.6, 3.2 condition 4)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from intentional_connection.cases import models as c
from intentional_connection.journal.models import Act

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from django.db.models import Model

    from intentional_connection.people.models import Account

#: How a row of each table names its topic; "" = only what is hidden as "about me" touches it.
TOPIC_OF: dict[Any, Callable[[Any, Any], str]] = {
    c.Task: lambda row, _facts: row.code,
    c.RoleLine: lambda row, _facts: row.key,
    c.ServiceConnection: lambda row, _facts: row.item,
    c.OnwardReferral: lambda row, facts: facts.table(c.ServiceConnection)[row.connection_id].item if row.connection_id else "",
    **dict.fromkeys((c.Circumstance, c.PrivateCircumstance), lambda row, _facts: row.condition),
    c.BudgetLine: lambda _row, _facts: "budget",
    **dict.fromkeys((c.SupportPlan, c.NewcomerIdentity), lambda _row, _facts: ""),
}
#: What stands beside such a row, by the column that names it.
BESIDE = {
    **dict.fromkeys((c.TaskDone, c.TaskComment), ("task_id", c.Task)),
    **dict.fromkeys((c.Role, c.Confirmation, c.Question), ("line_id", c.RoleLine)),
    c.ConnectionAnswer: ("connection_id", c.ServiceConnection),
    c.OnwardOutcome: ("referral_id", c.OnwardReferral),
}
_SECRET = (c.Task, c.RoleLine)
_BY_KIND = {model._meta.model_name: model for model in (*TOPIC_OF, *BESIDE) if model is not c.NewcomerIdentity}


class ReadingWhatIsShown(ABC):
    """What the reference says about hiding; mixed into `Reference`."""

    account: Account
    facts: Any
    organizations: set[UUID]
    seats: set[tuple[UUID, str]]

    @abstractmethod
    def lasts(self, since: datetime | None, until: datetime | None) -> bool:
        """Said by `Reference`."""

    def narrowings(self, case: UUID) -> list[c.Narrowing]:
        """What adults of this family hide from me now."""
        return [
            one
            for one in self.facts.table(c.Narrowing).values()
            if one.case_id == case and one.ended_at is None and one.organization_id in self.organizations
            and one.account_id in {None, self.account.pk}
        ]  # fmt: skip

    def is_hidden(self, model: type[Model], row: Any) -> bool:
        """Whether an adult hides this row from me: by its topic, because it is about that adult, or with what it stands beside."""
        past = getattr(model, "pgh_tracked_model", None)
        if past is not None:
            of = self.facts.table(past).get(row.pgh_obj_id)
            return of is not None and self.is_hidden(past, of)
        if model in BESIDE:
            column, of_model = BESIDE[model]
            return self.is_hidden(of_model, self.facts.table(of_model)[getattr(row, column)])
        if model is Act:
            return self._hidden_act(row)
        if model is c.TodayEntry:
            return row.key == "confirm_roles" and bool(self.narrowings(row.case_id)) and not self._waits_for_my_yes(row.case_id)
        return model in TOPIC_OF and any(self._hides(one, model, row) for one in self.narrowings(row.case_id))

    def _hides(self, one: c.Narrowing, model: Any, row: Any) -> bool:
        if one.topic == "":
            return bool(row.newcomer_id == one.newcomer_id)
        person = self.facts.people.get(row.newcomer_id)
        concerned = person is None or person.pk == one.newcomer_id or person.age_group == "child"
        return concerned and TOPIC_OF[model](row, self.facts).split(":")[0] in one.keys

    def _hidden_act(self, row: Act) -> bool:
        model = _BY_KIND.get(row.kind)
        if model is None or row.case_id is None or not self.narrowings(row.case_id):
            return False
        for of in (*TOPIC_OF, *BESIDE):
            thing = self.facts.table(of).get(row.thing_id)
            if thing is not None:
                return self.is_hidden(of, thing)
        # about a secret: told by its person, hidden with whatever is hidden of that person
        return row.thing_id in self.facts.people and any(
            getattr(one, "newcomer_id", None) is not None and self.is_hidden(of, one) and row.thing_id in {
                narrowing.newcomer_id for narrowing in self.narrowings(row.case_id)}
            for of in TOPIC_OF for one in self.facts.table(of).values() if one.case_id == row.case_id
        )  # fmt: skip

    def _waits_for_my_yes(self, case: UUID) -> bool:
        """Whether a line that I see has not got my side's yes."""
        parties = {
            "sah" if row.seat == "sah_staff" else "sponsor"
            for row in self.facts.circle
            if row.case_id == case and row.since is not None and row.until is None and row.seat in {"sah_staff", "sponsor_representative"}
            and (row.organization_id, row.seat) in self.seats
        }  # fmt: skip
        said = {(yes.line_id, yes.party) for yes in self.facts.table(c.Confirmation).values() if yes.taken_back_at is None}
        return any(
            line.case_id == case and line.ended_in is None and not line.secret and not self.is_hidden(c.RoleLine, line)
            and (line.pk, party) not in said
            for line in self.facts.table(c.RoleLine).values()
            for party in parties
        )  # fmt: skip
