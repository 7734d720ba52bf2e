"""What the program does for families by itself: tells of what is due, of silence, near meetings, choices; asks sleepers; empties drafts."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import connection

from intentional_connection.access.seats import SYSTEM_ID, Seat
from intentional_connection.cases import verbs
from intentional_connection.cases.models import Case, MinutesDraft, Pause, Referral, ReferralDraft
from intentional_connection.cases.models.erasing import erase_due, note_erased
from intentional_connection.cases.models.gathering import near, to_remind
from intentional_connection.cases.models.sharing import choices_wanted
from intentional_connection.journal.jobs import job
from intentional_connection.kernel import clock
from intentional_connection.notices import outbox
from intentional_connection.notices.models import Notice
from intentional_connection.partners.models import seat_holders
from intentional_connection.people.models import Account


@job("cases.remind_unanswered", every="7 * * * *")
def remind_unanswered() -> None:
    """After the edition's working days without an answer, tell both sides, once; a sleeping family waits in peace."""
    system = Account.objects.get(pk=SYSTEM_ID)
    sleeping = Pause.objects.standing().values("case_id")
    due = Referral.objects.visible_to(system).unanswered().exclude(case_id__in=sleeping)
    for referral in due.filter(sent_at__lt=clock.now() - timedelta(days=1)).select_related("agency__site"):
        told = Notice.objects.filter(
            case_id=referral.case_id, key="referral_unanswered", made_at__gte=referral.sent_at
        ).exists()
        if not told and referral.working_days_waiting() >= referral.edition.limits.unanswered_after_working_days:
            verbs.remind_unanswered(referral, system)


@job("cases.ask_sleepers", every="37 10 * * *")
def ask_sleepers() -> None:
    """On the day to ask again, tell the sender, once per sleep."""
    system = Account.objects.get(pk=SYSTEM_ID)
    for pause in Pause.objects.visible_to(system).standing().filter(wake_on__lte=clock.today()):
        told = Notice.objects.filter(case_id=pause.case_id, key="wake_due", made_at__gte=pause.at).exists()
        if told:
            continue
        sender = pause.case.referrals.newest_first()[0].sender  # an agency that reached the family is not the one to ask
        readers = seat_holders(sender, Seat.SAH_STAFF, Seat.SPONSOR_REP)
        outbox.post(readers, system, "wake_due", about=pause, path=f"/families/{pause.case_id}/")


@job("cases.empty_old_drafts", every="17 9 * * *")
def empty_old_drafts() -> None:
    """Answers and minutes that nobody sent, finished or touched for 30 days are not kept (handbook 3.9)."""
    system = Account.objects.get(pk=SYSTEM_ID)
    for draft in ReferralDraft.objects.visible_to(system).unsent():
        verbs.empty_old_draft(draft, system)
    for minutes in MinutesDraft.objects.visible_to(system).exclude(typed={}):
        verbs.empty_old_minutes(minutes, system)


@job("cases.erase_what_is_due", every="41 8 * * *")
def erase_what_is_due() -> None:
    """Each night: what has been kept long enough is deleted, and what went is noted by id outside the database."""
    erase_due()
    note_erased(settings.ERASED_FILE)


@job("cases.remind_choices", every="47 13 * * *")
def remind_choices() -> None:
    """On the edition's days after a landing, while an adult has not chosen, tell worker and supervisor, once a day."""
    system = Account.objects.get(pk=SYSTEM_ID)
    for case in choices_wanted(system):
        since = datetime.combine(clock.today(), time(), clock.ONTARIO)
        if not Notice.objects.about("choices_wanted", [case.pk]).filter(made_at__gte=since).exists():
            verbs.remind_choices(case, system)


@job("cases.remind_meetings", every="12 * * * *")
def remind_meetings() -> None:
    """A day before people meet, tell each guest once; not where the invitation itself went out less than a day before."""
    system = Account.objects.get(pk=SYSTEM_ID)
    for one in near(system):
        if to_remind(one):
            verbs.remind_meeting(one.meeting, system)


#: Days before and after the day of a task on which whoever leads it is reminded.
REMIND_BEFORE, REMIND_AFTER = 3, 1
#: What begins to wait on Today because time passes, with nobody acting.
BY_TIME = (
    *("follow_up", "no_contact", "no_contact_long", "plan_review", "hold_meeting", "record_arrival", "ask_outcome"),
    *("begin_month_13", "close", "review_support"),
)


@job("cases.remind_deadlines", every="11 14 * * *")
def remind_deadlines() -> None:
    """Whoever leads something that is due in three days, or became due yesterday, is told once per family and day."""
    system = Account.objects.get(pk=SYSTEM_ID)
    days = [clock.today() + timedelta(days=REMIND_BEFORE), clock.today() - timedelta(days=REMIND_AFTER)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id, reader, is_family FROM deadlines_on(%s)", [days])
        due = cursor.fetchall()
    cases = Case.objects.visible_to(system).in_bulk({case for case, _reader, _is_family in due})
    told = set(Notice.objects.about("deadline", cases).filter(made_at__gte=_midnight()).values_list("case_id", "reader_id"))
    for case, reader, is_family in due:
        if case in cases and (case, reader) not in told:
            path = "/my/plan/" if is_family else f"/families/{case}/ready/"
            outbox.post([reader], system, "deadline", about=cases[case], path=path)


@job("cases.remind_today", every="23 14 * * *")
def remind_today() -> None:
    """For whom something began to wait since yesterday by time alone: one message per person and day, to Today."""
    system = Account.objects.get(pk=SYSTEM_ID)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM waits_since(%s, %s)", [list(BY_TIME), clock.now() - timedelta(days=1)])
        readers = {row[0] for row in cursor.fetchall()}
    told = Notice.objects.filter(key="today", made_at__gte=_midnight()).values_list("reader_id", flat=True)
    outbox.post(readers - set(told), system, "today", about=system, path="/today/")


def _midnight() -> datetime:
    return datetime.combine(clock.today(), time(), clock.ONTARIO)
