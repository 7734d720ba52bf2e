"""Several people at the same instant, on true connections of the site's login: one thing happens, once."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, OperationalError, transaction

from conftest import as_role
from intentional_connection.access.seats import SYSTEM_ID, Seat
from intentional_connection.access.walls import entered
from intentional_connection.cases import verbs
from intentional_connection.cases.models import (
    Acceptance,
    Case,
    Contact,
    Decline,
    Designation,
    LastContact,
    Referral,
    ReferralDraft,
)
from intentional_connection.cases.models.contact import ContactKind
from intentional_connection.journal.models import Act
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.partners.models import Membership
from intentional_connection.practice.edition import load
from tests.logins import at_once, logged_in
from tests.world import fresh, leave

if TYPE_CHECKING:
    from collections.abc import Callable

    from intentional_connection.people.models import Account
    from tests.world import World

EDITION = load("ontario-2021", 1)


def request(account: Account, act: Callable[[Account], Any]) -> Callable[[], Any]:
    """What one request does: begin, enter, act, commit."""

    def run() -> Any:
        with transaction.atomic(), entered(account.pk):
            return act(fresh(account))

    return run


def together(acts: list[Callable[[], Any]]) -> list[Any]:
    """All at the same time; an unexpected error fails."""
    with logged_in() as handler:
        answers = at_once(handler, acts, threads=len(acts))
    for one in answers:
        if isinstance(one, Exception) and not isinstance(one, Refused | NotAllowed | IntegrityError):
            raise one
    return answers


def as_committed(account: Account, act: Callable[[], Any]) -> Any:
    """Read or do something and commit it."""
    with transaction.atomic():
        as_role("ic_app")
        with entered(account.pk):
            answer = act()
        leave()
    return answer


def committed_act(act: Callable[[], Any]) -> Any:
    """Let the world act (it enters by itself) and commit."""
    with transaction.atomic():
        as_role("ic_app")
        answer = act()
        leave()
    return answer


def refused(answers: list[Any]) -> int:
    """How many were told no, in words."""
    return sum(isinstance(one, Refused | NotAllowed) for one in answers)


def designations(world: World, count: int) -> None:
    """So many supervisors' clicks at once: each moment has one primary contact, the answers are all clear."""
    paul, helen = world.people["paul"], world.people["helen"]
    case = committed_act(lambda: world.accept(world.refer()))
    workers = as_committed(
        helen, lambda: list(Membership.objects.filter(seat=Seat.WORKER, organization=world.harbour).order_by("id"))
    )
    reason = EDITION.reasons_of("override")[0]

    def name(number: int) -> Callable[[], Any]:
        worker = workers[number % len(workers)]
        return request(
            helen,
            lambda by: verbs.designate(Case.objects.get(pk=case.pk), by, worker=worker, override=reason),
        )

    answers = together([name(number) for number in range(count)])
    assert not [one for one in answers if isinstance(one, Exception)]

    def rows() -> list[Designation]:
        return list(Designation.objects.primary().filter(case=case).order_by("since", "until"))

    named = as_committed(paul, rows)
    assert len(named) == count + 1
    assert [row.until for row in named].count(None) == 1
    for row, after in itertools.pairwise(named):
        assert row.until == after.since


def test_designations_at_once(committed: World) -> None:
    """Four at once."""
    designations(committed, 4)


@pytest.mark.deep
def test_twenty_designations_at_once(committed: World) -> None:
    """Twenty at once."""
    designations(committed, 20)


def test_a_draft_sent_by_five_presses_at_once_is_one_family(committed: World) -> None:
    """The row of the draft is locked: the others find it sent."""
    paul = committed.people["paul"]
    draft = committed_act(committed.draft)
    answers = together([request(paul, lambda by: verbs.refer(ReferralDraft.objects.get(pk=draft.pk), by).pk)] * 5)
    assert len(set(answers)) == 1
    assert as_committed(paul, lambda: Referral.objects.filter(case__referrals=answers[0]).count()) == 1


def test_yes_and_no_at_once_are_one_answer(committed: World) -> None:
    """Accepted, passed on and taken back in the same instant: never a family with two ways."""
    paul, helen = committed.people["paul"], committed.people["helen"]
    referral = committed_act(committed.refer)
    reasons = {group: EDITION.reasons_of(group)[0] for group in ("agency", "sender")}

    def row() -> Referral:
        return Referral.objects.get(pk=referral.pk)

    answers = together([
        request(helen, lambda by: verbs.accept(row(), by)),
        request(helen, lambda by: verbs.accept(row(), by)),
        request(paul, lambda by: verbs.take_back(row(), by, reason=reasons["sender"], next_step="call_together")),
        request(helen, lambda by: verbs.decline(row(), by, reason=reasons["agency"], next_step="call_together")),
    ])  # fmt: skip
    assert refused(answers) >= 2
    accepted = as_committed(paul, lambda: Acceptance.objects.filter(referral=referral).count())
    declined = as_committed(paul, lambda: Decline.objects.filter(referral=referral).count())
    standing = as_committed(paul, lambda: Designation.objects.standing().primary().filter(case=referral.case_id).count())
    assert accepted <= 1
    assert declined <= 1
    assert accepted + declined >= 1
    assert standing == (1 if accepted and not declined else 0)


def test_naming_and_passing_on_at_once_keep_one_contact(committed: World) -> None:
    """They lock different rows; what is left over is settled by the database, and one of them is undone."""
    paul, helen = committed.people["paul"], committed.people["helen"]
    reason = EDITION.reasons_of("agency")[0]
    worker = as_committed(helen, lambda: Membership.objects.get(account=committed.people["selam"]))
    for _ in range(3):
        referral = committed_act(committed.refer)
        case = committed_act(lambda referral=referral: committed.accept(referral))

        def name(by: Account, case: Case = case) -> Any:
            return verbs.designate(Case.objects.get(pk=case.pk), by, worker=worker)

        def pass_on(by: Account, referral: Referral = referral) -> Any:
            return verbs.decline(Referral.objects.get(pk=referral.pk), by, reason=reason, next_step="call_together")

        together([request(helen, name), request(helen, pass_on)])

        def standing(case: Case = case) -> int:
            return Designation.objects.standing().primary().filter(case=case).count()

        declined = as_committed(paul, lambda referral=referral: Decline.objects.filter(referral=referral).exists())
        assert as_committed(paul, standing) == (0 if declined else 1)


def test_contacts_logged_at_once_are_all_kept_and_the_days_are_right(committed: World) -> None:
    """Two verbs on one row go one after the other; no update is lost."""
    selam, ruth = committed.people["selam"], committed.people["ruth"]
    home = committed.home
    said = {"kind": ContactKind.CALL, "on": clock.today(), "minutes": 5, "language": "ti"}
    answers = together([
        request(selam, lambda by: verbs.log_contact(Case.objects.get(pk=home.pk), by, **said)) for _ in range(5)
    ])  # fmt: skip
    assert not [one for one in answers if isinstance(one, Exception)]
    assert as_committed(selam, lambda: Contact.objects.filter(case=home).count()) == 5
    assert as_committed(ruth, lambda: LastContact.objects.get(case=home).on) == clock.today()
    assert as_committed(selam, lambda: Act.objects.filter(verb="log_contact", case_id=home.pk).count()) == 5


def test_a_slow_verb_does_not_hold_up_a_page_of_the_same_family(committed: World) -> None:
    """The lock is FOR NO KEY UPDATE: writing a child row, the read log of a page, goes on beside it."""
    paul, tom = committed.people["paul"], committed.people["tom"]
    home = committed.home
    with logged_in() as handler:
        with transaction.atomic():
            as_role("ic_app")
            with entered(paul.pk):
                Case.objects.select_for_update(of=("self",), no_key=True).get(pk=home.pk)

                def need(by: Account) -> str:
                    from django.db import connection  # noqa: PLC0415 - the thread's own

                    with connection.cursor() as cursor:
                        cursor.execute("SET LOCAL lock_timeout = '2s'")
                    return str(home.needs.create(origin=committed.st_marks, text="Boots", by=by).pk)

                (answer,) = at_once(handler, [request(tom, need)], threads=1)
        leave()
    assert not isinstance(answer, OperationalError | Exception), answer


def test_the_jobs_account_reminds_once_though_two_workers_run(committed: World) -> None:
    """Both find it due; one tells, the other finds it told or tells the same: each side hears at least once, in order."""
    from intentional_connection.cases.jobs import remind_unanswered  # noqa: PLC0415
    from intentional_connection.notices.models import Notice  # noqa: PLC0415

    committed_act(committed.refer)
    later = clock.now() + timedelta(days=9)

    def work() -> None:
        with clock.at(later), transaction.atomic(), entered(SYSTEM_ID):
            remind_unanswered()

    together([work])
    together([work, work])
    helen = committed.people["helen"]
    assert as_committed(helen, lambda: Notice.objects.filter(key="referral_unanswered").count()) == 1
