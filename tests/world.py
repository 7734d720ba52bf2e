"""The small world of the tests: who is there, and how they get a family to a state. Only verbs act here.

All people and organizations are invented. Grand River is a site with every part of the practice;
Bay has adopted none of the optional ones.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.test import Client

from intentional_connection.access.seats import Seat
from intentional_connection.access.walls import entered
from intentional_connection.cases import verbs
from intentional_connection.cases.models.contact import ContactKind
from intentional_connection.kernel import clock
from intentional_connection.partners import verbs as partners
from intentional_connection.partners.models import Kind, Membership, Organization, Site
from intentional_connection.partners.verbs import Colleague
from intentional_connection.people.models import Account
from intentional_connection.people.verbs import account_of
from intentional_connection.practice.edition import load
from intentional_connection.practice.verbs import adopt

if TYPE_CHECKING:
    from datetime import date

    from intentional_connection.cases.models import Case, Referral, ReferralDraft

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


_standing = ExitStack()


def enter(account: Account | None) -> None:
    """Act as somebody from here on, in the running transaction; the clock stands at its moment."""
    leave()
    _standing.enter_context(entered(account.pk if account else None))


def leave() -> None:
    """Let the clock run again."""
    _standing.close()


def fresh(account: Account) -> Account:
    """The account as the next request loads it: its seats are asked anew."""
    return Account.objects.get(pk=account.pk)


@dataclass
class World:
    """Sites, organizations, people; each person is an Account under a first name."""

    site: Site
    bay: Site
    orgs: dict[str, Organization] = field(default_factory=dict)
    people: dict[str, Account] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        """world.selam, world.harbour: people and organizations by name; people with their seats of now."""
        people = self.__dict__.get("people", {})
        if name in people:
            return fresh(people[name])
        orgs = self.__dict__.get("orgs", {})
        if name in orgs:
            return orgs[name]
        raise AttributeError(name)

    @classmethod
    def build(cls) -> World:
        """Everybody in place, nobody referred."""
        cora = account_of("cora@example.org")
        enter(cora)
        network = partners.found_site(cora, cora, site="Grand River", organization="Grand River network", name="Cora")
        cora = fresh(cora)
        enter(cora)
        every_part = [part.key for part in load("ontario-2021", 1).parts]
        adopt(network.site, cora, parts=every_part)
        bay = partners.add_site(network.site, cora, name="Bay")
        adopt(bay, cora, parts=[part.key for part in load("ontario-2021", 1).parts if not part.optional])
        world = cls(network.site, bay, {"network": network}, {"cora": cora})
        world._organizations()
        world._people()
        world._agreement()
        enter(None)
        return world

    def _organizations(self) -> None:
        self.organization("lakeside", Kind.SAH, "Lakeside SAH", fsa="N2H", phone="519 555 0101")
        self.organization("hillside", Kind.SAH, "Hillside SAH", fsa="N1R", phone="519 555 0102")
        self.organization("st_marks", Kind.CONSTITUENT_GROUP, "St Mark’s group", sah=self.lakeside)
        self.organization("harbour", Kind.SPO, "Harbour settlement agency", fsa="N2G", phone="519 555 0110")
        self.organization("northgate", Kind.SPO, "Northgate newcomer centre", fsa="N1H", phone="519 555 0120")
        self.organization("bayview", Kind.SPO, "Bayview welcome", site=self.bay, fsa="L8P", phone="905 555 0130")

    def organization(self, key: str, kind: Kind, name: str, *, site: Site | None = None, **more: Any) -> Organization:
        """Register one more organization, as the coordinator."""
        self.orgs[key] = partners.add_organization(site or self.site, self.cora, kind=kind, name=name, **more)
        return self.orgs[key]

    def _people(self) -> None:
        self.person("paul", self.lakeside, Seat.SAH_STAFF, self.cora)
        self.person("hugo", self.hillside, Seat.SAH_STAFF, self.cora)
        self.person("ruth", self.st_marks, Seat.SPONSOR_REP, self.cora)
        self.person("tom", self.st_marks, Seat.SPONSOR_MEMBER, self.ruth)
        self.person("helen", self.harbour, Seat.SUPERVISOR, self.cora)
        self.person("nadia", self.northgate, Seat.SUPERVISOR, self.cora)
        self.person("bruno", self.bayview, Seat.SUPERVISOR, self.cora)
        self.worker("selam", self.harbour, self.helen, {"ti": 3, "am": 2, "en": 3}, gender="woman")
        self.worker("omar", self.harbour, self.helen, {"ar": 3, "en": 3}, gender="man")
        self.worker("lena", self.harbour, self.helen, {"fr": 3, "en": 3}, gender="woman")
        self.worker("yonas", self.northgate, self.nadia, {"ti": 3, "en": 2})
        grace = account_of("grace@example.org")
        enter(grace)
        self.orgs["birch_group"] = partners.register_group(
            grace, grace, site=self.site, kind=Kind.GROUP_OF_FIVE, name="Birch Street five", person="Grace",
            phone="519 555 0140", fsa="N2L",
        )  # fmt: skip
        self.people["grace"] = grace
        Account.objects.filter(pk=grace.pk).update(last_login=clock.now())

    def person(self, name: str, organization: Organization, seat: Seat, by: Account) -> Membership:
        """Invite somebody, who joins."""
        enter(by)
        colleague = Colleague(email=f"{name}@example.org", name=name.capitalize(), seat=seat, phone="519 555 0199")
        (row,) = partners.add_members(organization, fresh(by), people=[colleague])
        self.people[name] = row.account
        self.join(row)
        enter(by)
        Account.objects.filter(pk=row.account.pk).update(last_login=clock.now())
        return row

    @staticmethod
    def join(row: Membership) -> Membership:
        """The person invited says yes."""
        enter(row.account)
        return partners.join(row, fresh(row.account))

    def worker(
        self, name: str, organization: Organization, by: Account, languages: dict[str, int], gender: str = ""
    ) -> Membership:
        """Take a worker in, with languages."""
        row = self.person(name, organization, Seat.WORKER, by)
        return partners.describe_worker(
            row, fresh(by), languages=languages, fsa=organization.fsa, cap_points=24, gender=gender
        )

    def _agreement(self) -> None:
        enter(self.paul)
        row = partners.propose_agreement(self.lakeside, self.paul, partner=self.harbour, from_on=clock.today())
        enter(self.helen)
        partners.sign_agreement(row, self.helen)

    def membership(self, name: str) -> Membership:
        """Somebody's membership, as the person reads it."""
        enter(self.people[name])
        return Membership.objects.in_force().get(account=self.people[name])

    # --- a family's path -----------------------------------------------------------------

    def answers(self, **changed: Any) -> dict[str, Any]:
        """The twelve answers about Maple 12."""
        answers = {
            "agency": str(self.harbour.pk),
            "group": str(self.st_marks.pk),
            "programme": "sah",
            "adults": ["Luwam", "Y."],
            "children": ["S."],
            "languages": ["ti", "ar"],
            "community": {"name": "Riverton", "fsa": "N2G"},
            "expected": f"{clock.today() + timedelta(days=60):%Y-%m}",
            "wishes": [],
            "answer_by": (clock.today() + timedelta(days=7)).isoformat(),
            "needs": "The grandmother needs a home without stairs.",
            "consent": True,
        }
        return answers | changed

    def draft(
        self, by: str = "paul", organization: str = "lakeside", *, outreach: bool = False, **changed: Any
    ) -> ReferralDraft:
        """A referral written, not sent."""
        who = getattr(self, by)
        enter(who)
        return verbs.save_draft(
            getattr(self, organization), who, answers=self.answers(**changed), outreach=outreach
        )

    def refer(self, by: str = "paul", organization: str = "lakeside", **changed: Any) -> Referral:
        """A family referred warmly."""
        draft = self.draft(by, organization, **changed)
        return verbs.refer(draft, getattr(self, by))

    def refer_birch(self, **changed: Any) -> Referral:
        """Birch 3: a Group of Five refers without a SAH."""
        group = str(self.birch_group.pk)
        return self.refer("grace", "birch_group", group=group, programme="g5", **changed)

    def accept(self, referral: Referral, by: str = "helen") -> Case:
        """The agency takes the family on."""
        who = getattr(self, by)
        enter(who)
        from intentional_connection.cases.models import Case  # noqa: PLC0415

        verbs.accept(referral, who)
        return Case.objects.get(pk=referral.case_id)

    def name_worker(self, case: Case, worker: str = "selam", by: str = "helen", **said: Any) -> Case:
        """The supervisor names the one worker."""
        membership = self.membership(worker)
        who = getattr(self, by)
        enter(who)
        verbs.designate(case, who, worker=membership, **said)
        return case

    def contact(self, case: Case, by: str = "selam", on: date | None = None) -> Case:
        """The worker logs a contact."""
        who = getattr(self, by)
        enter(who)
        verbs.log_contact(case, who, kind=ContactKind.CALL, on=on or clock.today(), minutes=20, language="ti")
        return case

    def maple(self) -> Case:
        """Maple 12 at its worker: referred, accepted, Selam named. Where it stands already, the first call hands it out."""
        from intentional_connection.cases.models import Case  # noqa: PLC0415

        standing = self.__dict__.pop("standing", None)
        if standing is None:
            return self.name_worker(self.accept(self.refer()))
        enter(self.people["helen"])
        return Case.objects.get(pk=standing)

    def stand_maple(self) -> None:
        """Let Maple 12 stand ready for the first who asks."""
        self.__dict__["standing"] = self.maple().pk

    @staticmethod
    def client(account: Account) -> Client:
        """A browser without JavaScript, signed in."""
        browser = Client()
        browser.force_login(account, backend=BACKEND)
        return browser
