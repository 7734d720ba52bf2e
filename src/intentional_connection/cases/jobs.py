"""What the worker does for families: tell of silent agencies, near meetings and choices to be made, ask sleepers, empty drafts."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from intentional_connection.access.seats import SYSTEM_ID, Seat
from intentional_connection.cases import verbs
from intentional_connection.cases.models import MinutesDraft, Pause, Referral, ReferralDraft
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
