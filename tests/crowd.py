"""The world with families at every state that the pages know, and what each seat reaches in it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from intentional_connection.cases import verbs
from intentional_connection.cases.models import RoleLine
from intentional_connection.cases.models.gathering import Guest
from intentional_connection.cases.models.meeting import Voice
from intentional_connection.kernel import clock
from tests.crawl import every_page
from tests.world import World, enter

if TYPE_CHECKING:
    from tests.crawl import Form, Page

SEATS = ["paul", "ruth", "tom", "helen", "selam", "grace", "cora", "nadia"]


class Crowd(World):
    """Families at every state; `pages` and `forms` are found once for all tests of tests/pages."""

    reached: dict[str, list[Page]]

    @classmethod
    def build(cls) -> Crowd:
        """Everybody in place, families in every state."""
        world = super().build()
        assert isinstance(world, cls)
        world.reached = {}
        world._states()
        world._landed()
        enter(None)
        return world

    def one_more(self) -> None:
        """One more family that a worker has met."""
        case = self.accept(self.refer())
        edition = case.adoption.edition
        said = {"override": edition.reasons_of("override")[0], "plan_reason": edition.reasons_of("no_speaker")[0]}
        self.contact(self.name_worker(case, **said))

    def pages(self, seat: str) -> list[Page]:
        """Every page that the seat can reach."""
        if seat not in self.reached:
            self.reached[seat] = every_page(self.client(getattr(self, seat)))
        return self.reached[seat]

    def forms(self, seat: str) -> list[Form]:
        """One form of each kind that the seat can reach."""
        found: dict[tuple[str, str, tuple[str, ...]], Form] = {}
        for page in self.pages(seat):
            for form in page.forms:
                names = tuple(one.name for one in form.fields)
                found.setdefault((page.view, form.method, names), form)
        return list(found.values())

    def _states(self) -> None:
        self.contact(self.maple())
        self.refer()
        self.accept(self.refer())
        asked = self.refer()
        enter(self.helen)
        verbs.ask(asked, self.helen, about=asked.edition.question_codes[0])
        self.refer_birch()
        declined = self.refer()
        enter(self.helen)
        reason = declined.edition.reasons_of("agency")[0]
        verbs.decline(declined, self.helen, reason=reason, next_step="other_agency", next_agency=self.northgate)
        sleeping = self.refer().case
        enter(self.paul)
        pause = sleeping.adoption.edition.reasons_of("pause")[0]
        verbs.sleep(sleeping, self.paul, reason=pause, wake_on=clock.today() + timedelta(days=400))
        self.draft()
        self.draft("helen", "harbour", outreach=True)

    def _landed(self) -> None:
        """A family with a meeting, a board, an arrival, a check, a gap and an open question about a line."""
        case, day = self.maple(), clock.today()
        self.contact(case)
        selam, ruth = self.selam, self.ruth
        enter(selam)
        verbs.plan_meeting(case, selam, kind="pre_arrival", starts_at=clock.now() + timedelta(days=2), guests=[Guest(Voice.SPONSOR, ruth)])
        verbs.open_board(case, selam)
        line = RoleLine.objects.filter(case=case).order_by("id").first()
        assert line
        enter(ruth)
        verbs.ask_about(line, ruth, text="Why?")
        verbs.see_gap(case, ruth, text="A lamp")
        verbs.record_arrival(case, ruth, newcomers=list(case.newcomers.all()), on=day)
        enter(selam)
        verbs.open_check(case, selam)
