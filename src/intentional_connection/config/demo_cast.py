"""Everybody of the demo world in place: sites, organizations and people of the tables, by the verbs."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from intentional_connection.access.seats import SYSTEM_ID, Seat
from intentional_connection.access.walls import entered
from intentional_connection.config.demo_people import GROUPS, ORGANIZATIONS, PEOPLE, SITES, WORKERS
from intentional_connection.desk.demo_seats import address
from intentional_connection.kernel import clock
from intentional_connection.notices.models import Notice
from intentional_connection.partners import verbs as partners
from intentional_connection.partners.models import Membership, Organization, Site
from intentional_connection.partners.verbs import Colleague
from intentional_connection.people.models import Account
from intentional_connection.people.verbs import account_of
from intentional_connection.practice.edition import load
from intentional_connection.practice.models import FIRST_EDITION
from intentional_connection.practice.verbs import adopt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

#: The world began so many days ago; the oldest family came later.
BEGAN = 1500


@dataclass
class Cast:
    """Sites, organizations and accounts by key, and the day on which the world is played."""

    now: datetime
    sites: dict[str, Site] = field(default_factory=dict)
    orgs: dict[str, Organization] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)

    @classmethod
    def build(cls, now: datetime | None = None) -> Cast:
        """Everybody in place, nobody referred."""
        cast = cls(now or datetime.now(UTC))
        cast._found()
        cast._organizations()
        cast._people()
        cast._agreements()
        return cast

    @property
    def today(self) -> date:
        """The day of playing, in Ontario."""
        return self.now.astimezone(clock.ONTARIO).date()

    def days_ago(self, days: int, hour: int = 10, minute: int = 0) -> datetime:
        """A moment so many days before today; never after now."""
        day = self.today - timedelta(days=days)
        moment = datetime.combine(day, time(hour, minute), clock.ONTARIO)
        midnight = datetime.combine(day, time(0), clock.ONTARIO)
        if moment <= self.now:
            return moment
        share = (moment - midnight) / timedelta(days=1)
        return midnight + share * (self.now - midnight)

    @contextmanager
    def acting(self, key: str, moment: datetime) -> Iterator[Account]:
        """One act of somebody at that moment, in a transaction of its own."""
        with clock.at(moment), transaction.atomic(), entered(self.accounts[key].pk):
            yield Account.objects.get(pk=self.accounts[key].pk)

    def membership(self, key: str, place: str) -> Membership:
        """Somebody's membership, for a colleague who has entered."""
        rows = Membership.objects.in_force().filter(account=self.accounts[key], organization=self.orgs[place])
        return rows.select_related("organization", "account").get()

    @staticmethod
    def _comes(key: str, moment: datetime) -> Account:
        """Somebody whom nobody added: the account is made with the first sign-in."""
        with clock.at(moment):
            return account_of(address(key))

    def _found(self) -> None:
        cora = self.accounts["cora"] = self._comes("cora", self.days_ago(BEGAN))
        with self.acting("cora", self.days_ago(BEGAN)) as by:
            network = partners.found_site(by, by, site=SITES[0][1], organization="Grand River network", name="Cora")
        self.orgs["network"], self.accounts["cora"] = network, cora
        with self.acting("cora", self.days_ago(BEGAN, 11)) as by:
            every = [part.key for part in load(*FIRST_EDITION).parts]
            for key, name, without in SITES:
                site = self.sites[key] = partners.add_site(network.site, by, name=name) if self.sites else network.site
                adopt(site, by, parts=[part for part in every if part not in without])

    def _organizations(self) -> None:
        with self.acting("cora", self.days_ago(BEGAN, 12)) as by:
            for key, kind, name, more in ORGANIZATIONS:
                said: dict[str, Any] = {word: more[word] for word in ("fsa", "phone") if word in more}
                sah = self.orgs[more["sah"]] if "sah" in more else None
                site = self.sites[more.get("site", "grand_river")]
                self.orgs[key] = partners.add_organization(site, by, kind=kind, name=name, sah=sah, **said)

    def _people(self) -> None:
        for key, place, seat, adder, phone, language in PEOPLE:
            self._add(key, place, seat, adder, phone=phone, language=language)
        for key, place, adder, languages, fsa, gender, points in WORKERS:
            self._add(key, place, Seat.WORKER, adder, phone=self.orgs[place].phone)
            with self.acting(adder, self.days_ago(BEGAN - 2)) as by:
                row = self.membership(key, place)
                partners.describe_worker(row, by, languages=languages, fsa=fsa, gender=gender, cap_points=points)
        for key, group, kind, name, phone, fsa, site, days in GROUPS:
            self.accounts[key] = self._comes(key, self.days_ago(days))
            Account.objects.filter(pk=self.accounts[key].pk).update(last_login=self.days_ago(days))
            with self.acting(key, self.days_ago(days)) as by:
                self.orgs[group] = partners.register_group(
                    by, by, site=self.sites[site], kind=kind, name=name, person=_name(key), phone=phone, fsa=fsa
                )
        with self.acting("helen", self.days_ago(5)) as by:
            away = self.today + timedelta(days=21)
            partners.record_absence(self.membership("omar", "harbour"), by, from_on=away, to_on=away + timedelta(days=9))

    def _add(self, key: str, place: str, seat: Seat, adder: str, *, phone: str, language: str = "en") -> None:
        person = Colleague(address(key), _name(key), seat, phone, language)
        with self.acting(adder, self.days_ago(BEGAN - 1)) as by:
            (row,) = partners.add_members(self.orgs[place], by, people=[person])
        self.accounts[key] = row.account
        with self.acting(key, self.days_ago(BEGAN - 1)) as by:
            partners.join(row, by)
        Account.objects.filter(pk=row.account_id).update(last_login=self.days_ago(BEGAN - 2))  # everybody has come

    def _agreements(self) -> None:
        self._agree("paul", "lakeside", "helen", "harbour", 1200, 300)
        self._agree("paul", "lakeside", "nadia", "northgate", 400, None)
        with self.acting("helen", self.days_ago(8)) as by:
            day = self.today + timedelta(days=6)
            partners.propose_agreement(self.orgs["harbour"], by, partner=self.orgs["hillside"], from_on=day)

    def _agree(self, one: str, place: str, other: str, partner: str, begun: int, ends_in: int | None) -> None:
        with self.acting(one, self.days_ago(begun)) as by:
            ends = self.today + timedelta(days=ends_in) if ends_in else None
            row = partners.propose_agreement(
                self.orgs[place], by, partner=self.orgs[partner], from_on=clock.today(), to_on=ends
            )
        with self.acting(other, self.days_ago(begun - 1)) as by:
            partners.sign_agreement(row, by)

    def mark_old_notices_sent(self) -> None:
        """What was told before yesterday was read long ago; the outbox begins with the last two days."""
        with transaction.atomic(), entered(SYSTEM_ID):
            for notice in Notice.objects.unsent().filter(made_at__lt=self.days_ago(2, 0)):
                notice.sent_at, notice.tries = notice.made_at, 1
                notice.save(update_fields=["sent_at", "tries"])


def _name(key: str) -> str:
    return {"ines": "Inès", "noel": "Noël"}.get(key, key.capitalize())
