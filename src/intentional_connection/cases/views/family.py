"""A family under way: its page, a contact made, sleep and waking."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Level, Seat
from intentional_connection.cases import verbs
from intentional_connection.cases.forms.family import ContactForm, SleepForm, WakeForm
from intentional_connection.cases.models import Case, FollowUp, Handover, RestrictedNote
from intentional_connection.cases.models.handover import whose_yes
from intentional_connection.cases.models.path import Stand, where
from intentional_connection.cases.models.waking import meanwhile, stale_needs, with_over
from intentional_connection.cases.views.around import agreed_reading, people_around, rights_among, stages
from intentional_connection.cases.views.coming import next_step
from intentional_connection.cases.views.doors import doors
from intentional_connection.cases.views.timeline import SENTENCES, moments
from intentional_connection.journal.models import Act, note_read
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.kernel.ways import opens
from intentional_connection.web.helpers import done, go, page, posted, rights, seen, seen_list, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from intentional_connection.cases.models import CircleMember
    from intentional_connection.cases.models.path import Where
    from intentional_connection.kernel.text import Text

#: Lines of the timeline, and of the work log, on the family's page.
LINES = 25


@opens(Case, Can.PAUSE)
@signed_in
def family(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything that the reader may know of one family: who, when, what next; then the rest."""
    case = seen(request, Case.objects.select_related("adoption", "site"), pk)
    by = request.by  # type: ignore[attr-defined]
    circle = _circle(request, case)
    can = rights_among(circle, by)
    stands = where(by, [case])[case.pk]
    if case.why_not_pause(by, stands.referral):
        can.pop(Can.PAUSE, None)
    rest = _rest(request, case, circle, stands, worklog=can.get("log_contact", False) or can.get("designate", False))
    _note(case, by, rest, referral=stands.referral, touched=stands.touched_on)
    step = next_step(case, stands, can)
    handover = _handover(request, case) if stands.facts.hands_over else None
    return page(
        request,
        "cases/family/family.html",
        case=case,
        can=can,
        stands=stands,
        next=step,
        may_log=not step.url.endswith("/contact/"),
        stages=stages(case, stands),
        doors=doors(case, stands, can, rest["newcomers"], reads_along=_reads_along(circle, by)),
        notes=_notes(request, case),
        has_interpreter=hasattr(stands.contact, "language_plan"),
        why_interpreter=_why_interpreter(case, stands),
        pause_reason=case.adoption.edition.reason(stands.pause.reason) if stands.pause else None,
        handover=handover,
        waiting=[one for one in whose_yes(handover, by) if not one.said] if handover else [],
        may_rename=bool(can.get("designate")) and stands.furthest == Stand.NAMED,
        **rest,
    )


def _circle(request: HttpRequest, case: Case) -> list[CircleMember]:
    standing = seen_list(request, case.circle.standing())
    return list(standing.select_related("organization", "account__profile", "contact__profile"))


def _rest(
    request: HttpRequest, case: Case, circle: list[CircleMember], stands: Where, *, worklog: bool
) -> dict[str, Any]:
    """What stands on the page below the first card; each list once, for any number of families."""
    acts = seen_list(request, Act).about(case.pk).told(SENTENCES)  # type: ignore[attr-defined]
    contacts = seen_list(request, case.contacts.order_by("-on", "-id")).select_related("by__profile")
    consents = seen_list(request, case.consents.in_force())
    needs = with_over(seen_list(request, case.needs.order_by("at", "id")))
    return {
        "newcomers": list(seen_list(request, case.newcomers.in_order())),
        "people": people_around(circle),
        "needs": [row for row in needs.select_related("origin") if row.origin_id],
        "consents": agreed_reading(
            consents.select_related("recipient", "recorded_by__profile"),
            circle,
            landed=stands.facts.arrived_on,
            relayed_days=case.adoption.edition.limits.consent_relayed_days,
        ),
        "days": (stands.facts.lands_on, stands.facts.arrived_on) != (None, None),
        "worklog": worklog,
        "contacts": list(contacts[:LINES]) if worklog else [],
        "moments": moments(acts.select_related("by__profile")[:LINES]),
    }


def _note(case: Case, by: Any, rest: dict[str, Any], *, referral: Any, touched: Any) -> None:
    """One line of the read log for all levels above `basic` that the page shows."""
    shown = {
        Level.PLAN: rest["needs"] or rest["days"],
        Level.CIRCLE: rest["consents"],
        Level.WORKLOG: rest["contacts"],
        Level.PREVIEW: referral,
        Level.LAST_CONTACT: touched,
    }
    levels = [level for level, content in shown.items() if content]
    if levels:
        note_read(case, by, reduce(or_, levels))


def _reads_along(circle: list[CircleMember], by: Any) -> bool:
    return any(row.seat == Seat.NEED_TO_KNOW and row.account_id == by.pk for row in circle)


def _notes(request: HttpRequest, case: Case) -> list[RestrictedNote]:
    """Notes for safety, for the readers named for each; the read log keeps them apart from everything else."""
    rows = list(seen_list(request, RestrictedNote).of_case(case.pk).standing())  # type: ignore[attr-defined]
    if rows:
        note_read(case, request.by, Level.PROTECTION)  # type: ignore[attr-defined]
    return rows


def _why_interpreter(case: Case, stands: Where) -> Text | None:
    """Why an interpreter helps, where nobody free speaks the family's language; why somebody else was named is not said here."""
    plan, edition = getattr(stands.contact, "language_plan", None), case.adoption.edition
    return edition.reason(plan.reason) if plan and plan.reason in edition.reasons_of("no_speaker") else None


def _handover(request: HttpRequest, case: Case) -> Handover | None:
    rows = seen_list(request, Handover.objects.of_family(case.pk).open().with_people())
    found: Handover | None = rows.select_related("case").first()
    return found


@opens(Case, Can.LOG_CONTACT)
@signed_in
def contact(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note that one was in touch; filled in beforehand, so that the usual call is one press."""
    case = case_for(request, pk, Can.LOG_CONTACT)
    by = request.by  # type: ignore[attr-defined]
    last = seen_list(request, case.contacts.order_by("-on", "-id")).first()
    rhythm = seen_list(request, FollowUp.objects.of_case(case.pk)).standing()  # type: ignore[attr-defined]
    form = ContactForm(posted(request), case=case, last=last, rhythm=rhythm)
    if form.is_valid() and done(form, verbs.log_contact, case, by, **form.cleaned_data):
        messages.success(request, _("Saved. Sponsors see the day of the last contact, nothing else."))
        return go("cases:family", pk=pk)
    return page(request, "cases/family/contact.html", case=case, form=form)


@opens(Case, Can.PAUSE)
@signed_in
def sleep(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let the family wait, for months or years, until a day to ask again."""
    case = _case_to_pause(request, pk)
    by = request.by  # type: ignore[attr-defined]
    form = SleepForm(posted(request), edition=case.adoption.edition)
    if form.is_valid() and done(form, verbs.sleep, case, by, **form.said()):
        messages.success(request, _("Saved. We ask you again on the day you chose."))
        return go("cases:family", pk=pk)
    return page(request, "cases/family/sleep.html", case=case, form=form)


@opens(Case, Can.PAUSE)
@signed_in
def wake(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The family is expected again, with what still holds of what was said before; or, once asked, it may wait longer."""
    case = _case_to_pause(request, pk)
    by = request.by  # type: ignore[attr-defined]
    stands = where(by, [case])[case.pk]
    needs = stale_needs(stands.pause, by) if stands.pause else []
    form = WakeForm(posted(request), case=case, needs=needs)
    if form.is_valid() and done(form, verbs.wake, case, by, **form.said()):
        messages.success(request, _("Saved. What waited goes on."))
        if form.others:
            messages.info(request, whom_to_call(stands))
        return go("cases:family", pk=pk)
    if stands.pause:
        note_read(case, by, Level.PLAN | Level.CIRCLE)
    asked = stands.pause is not None and stands.pause.wake_on <= clock.today()
    changed = meanwhile(case, by, stands.referral)
    return page(request, "cases/family/wake.html", case=case, form=form, pause=stands.pause, asked=asked, changed=changed)


def whom_to_call(stands: Where) -> str:
    """Whom to tell that the family has more or fewer people now."""
    contact, referral = stands.contact, stands.referral
    profile = getattr(contact and contact.account, "profile", None)
    agency = contact.organization if contact else referral and referral.agency
    name, number = profile or agency, (profile.phone if profile else "") or (agency.phone if agency else "")
    said = {"name": name, "number": number}
    if not name:
        return _("Call the settlement agency, and say how many people the family has now.")
    if not number:
        return _("Speak with %(name)s, and say how many people the family has now.") % said
    return _("Call %(name)s, %(number)s, and say how many people the family has now.") % said


def _case_to_pause(request: HttpRequest, pk: UUID) -> Case:
    """The family, for the side that referred it; its sponsors read why it is not theirs to say."""
    case = case_for(request, pk, Can.PAUSE)
    if text := case.why_not_pause(request.by):  # type: ignore[attr-defined]
        raise Refused(text)
    return case


def case_for(request: HttpRequest, pk: UUID, right: Can) -> Case:
    """The family, for somebody who has this right there; a form without the right would be a dead end."""
    case: Case = seen(request, Case.objects.select_related("adoption"), pk)
    if not rights(case, request.by).get(right):  # type: ignore[attr-defined]
        raise NotAllowed
    return case
