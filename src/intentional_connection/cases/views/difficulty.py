"""A difficulty between family and sponsors, for those alone who look after it; notes for safety, and who reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Level
from intentional_connection.cases import verbs
from intentional_connection.cases.forms.protection import (
    DecisionForm,
    DifficultyForm,
    NoteForm,
    OutcomeForm,
    ReaderForm,
    SideForm,
    TapForm,
)
from intentional_connection.cases.models import Case, Difficulty, ProtectionReader, RestrictedNote
from intentional_connection.cases.models.hearing import may_hold_tasks, people_to_name
from intentional_connection.cases.models.meeting import Voice
from intentional_connection.cases.models.path import where
from intentional_connection.journal.models import note_read
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.kernel.ways import opens
from intentional_connection.web.helpers import done, go, page, posted, rights, seen, seen_list, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

#: What the catalogue wants of whoever looks after a difficulty.
TASKS = ("T104", "T105", "T106", "T107")


def case_for(request: HttpRequest, pk: UUID, right: Can) -> Case:
    """The family, for somebody who has this right there."""
    case: Case = seen(request, Case.objects.select_related("adoption"), pk)
    if not rights(case, request.by).get(right):  # type: ignore[attr-defined]
        raise NotAllowed
    return case


def voices_of(case: Case) -> list[Voice]:
    """The voices that stand around the family."""
    return [voice for voice in Voice if voice != Voice.SAH or case.has_sah]


@opens(Case)
@signed_in
def safety(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the reader looks after or may begin: notes, a difficulty, and with each adult's yes the sponsors' view and support."""
    case = case_for(request, pk, Can.WRITE_NOTE)
    by = request.by  # type: ignore[attr-defined]
    notes = list(seen_list(request, RestrictedNote).of_case(pk).standing())  # type: ignore[attr-defined]
    difficulties = list(seen_list(request, Difficulty).of_case(pk))  # type: ignore[attr-defined]
    if notes or difficulties:
        note_read(case, by, Level.PROTECTION)
    can = rights(case, by)
    adults = seen_list(request, case.newcomers.adults().in_order()) if can.get(Can.FREEZE_VIEW) else []
    return page(
        request, "cases/protection/safety.html", case=case, can=can, notes=notes, difficulties=difficulties, adults=list(adults),
        is_open=any(row.ended_at is None and row.by_id == by.pk for row in difficulties),
    )  # fmt: skip


@opens(Case, Can.LOOK_AFTER_DIFFICULTY)
@signed_in
def open_difficulty(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin to look after a difficulty; nobody else learns of it."""
    case = case_for(request, pk, Can.LOOK_AFTER_DIFFICULTY)
    by = request.by  # type: ignore[attr-defined]
    form = DifficultyForm(posted(request), people=may_hold_tasks(case, by))
    if form.is_valid() and (row := done(form, verbs.open_difficulty, case, by, **form.said())):
        messages.success(request, _("Opened. Only you read it, until you name somebody."))
        return go("cases:difficulty", pk=row.pk) if isinstance(row, Difficulty) else go("cases:safety", pk=pk)
    return page(request, "cases/protection/open.html", case=case, form=form)


@opens(Difficulty)
@signed_in
def difficulty(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who may know, each side as it was heard, what comes next. Where safety comes first, so does the telephone."""
    row = _difficulty(request, pk)
    by, edition = request.by, row.case.adoption.edition  # type: ignore[attr-defined]
    known = {one.code for one in edition.tasks}
    return page(
        request,
        "cases/protection/difficulty.html",
        case=row.case,
        difficulty=row,
        is_here=where(by, [row.case])[row.case_id].is_here,
        readers=_readers(request, row),
        sides=[(side, Voice(side.voice)) for side in seen_list(request, row.sides.in_order().select_related("newcomer", "by__profile"))],
        decisions=[(one, edition.reason(one.step), Voice(one.owner)) for one in seen_list(request, row.decisions.in_order())],
        outcome=edition.reason(row.outcome) if row.outcome else None,
        tasks=[edition.task(code).label for code in TASKS if code in known],
        can=rights(row.case, by),
    )


@opens(Difficulty, Can.LOOK_AFTER_DIFFICULTY)
@signed_in
def hear(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down one side, heard apart."""
    row = _difficulty(request, pk)
    adults = seen_list(request, row.case.newcomers.adults().in_order())
    form = SideForm(posted(request), adults=adults, voices=voices_of(row.case))
    return _did(request, row, form, verbs.hear_side, "hear", form.said)


@opens(Difficulty, Can.LOOK_AFTER_DIFFICULTY)
@signed_in
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down the next step."""
    row = _difficulty(request, pk)
    form = DecisionForm(posted(request), edition=row.case.adoption.edition, voices=voices_of(row.case))
    return _did(request, row, form, verbs.decide_in_difficulty, "decide", lambda: form.cleaned_data)


@opens(Difficulty, Can.LOOK_AFTER_DIFFICULTY)
@signed_in
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It is settled, or goes on in another way."""
    row = _difficulty(request, pk)
    form = OutcomeForm(posted(request), edition=row.case.adoption.edition)
    return _did(request, row, form, verbs.end_difficulty, "end", lambda: form.cleaned_data)


def _did(request: HttpRequest, row: Difficulty, form: Any, verb: Any, act: str, said: Any) -> HttpResponse:
    by = request.by  # type: ignore[attr-defined]
    if not rights(row.case, by).get(Can.LOOK_AFTER_DIFFICULTY):
        raise NotAllowed
    if form.is_valid() and done(form, verb, row, by, **said()):
        messages.success(request, _("Saved."))
        return go("cases:difficulty", pk=row.pk)
    back = reverse("cases:difficulty", kwargs={"pk": row.pk})
    return page(request, "cases/protection/form.html", case=row.case, form=form, act=act, back=back)


def _difficulty(request: HttpRequest, pk: UUID) -> Difficulty:
    row: Difficulty = seen(request, Difficulty.objects.select_related("case__adoption"), pk)
    return row


def _readers(request: HttpRequest, thing: RestrictedNote | Difficulty) -> list[ProtectionReader]:
    return list(seen_list(request, thing.readers.standing()))  # type: ignore[attr-defined]


@opens(Case, Can.WRITE_NOTE)
@signed_in
def write_note(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A short note for safety; then its readers are named one by one."""
    case = case_for(request, pk, Can.WRITE_NOTE)
    form = NoteForm(posted(request))
    if form.is_valid() and (row := done(form, verbs.write_note, case, request.by, **form.cleaned_data)):  # type: ignore[attr-defined]
        messages.success(request, _("Saved. Only you read it, until you name somebody."))
        return go("cases:note", pk=row.pk) if isinstance(row, RestrictedNote) else go("cases:safety", pk=pk)
    return page(request, "cases/protection/form.html", case=case, form=form, act="note", back=reverse("cases:safety", kwargs={"pk": pk}))


@opens(RestrictedNote)
@signed_in
def note(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One note, who reads it, and who else might."""
    row = seen(request, RestrictedNote.objects.select_related("case__adoption", "by__profile"), pk)
    can = rights(row.case, request.by)  # type: ignore[attr-defined]
    return page(request, "cases/protection/note.html", case=row.case, note=row, readers=_readers(request, row), can=can)


@opens(RestrictedNote, Can.WRITE_NOTE)
@signed_in
def end_note(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Not needed any more: one press."""
    row = seen(request, RestrictedNote.objects.select_related("case"), pk)
    form = TapForm(posted(request))
    if form.is_valid() and done(form, verbs.end_note, row, request.by):  # type: ignore[attr-defined]
        messages.success(request, _("Saved."))
    return go("cases:family", pk=row.case_id)


@opens(RestrictedNote, Can.WRITE_NOTE)
@signed_in
def note_reader(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Name one more reader of a note."""
    return _name(request, seen(request, RestrictedNote.objects.select_related("case__adoption"), pk), "note")


@opens(Difficulty, Can.WRITE_NOTE)
@signed_in
def difficulty_reader(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Name one more reader of a difficulty."""
    return _name(request, _difficulty(request, pk), "difficulty")


def _name(request: HttpRequest, thing: RestrictedNote | Difficulty, back: str) -> HttpResponse:
    by = request.by  # type: ignore[attr-defined]
    if not rights(thing.case, by).get(Can.WRITE_NOTE):
        raise NotAllowed
    known = {row.account_id for row in _readers(request, thing) if row.account_id}
    form = ReaderForm(posted(request), people=people_to_name(thing.case, known))
    if form.is_valid() and done(form, verbs.name_reader, thing, by, **form.said()):
        messages.success(request, _("Named. This person reads it from now on."))
        return go(f"cases:{back}", pk=thing.pk)
    url = reverse(f"cases:{back}", kwargs={"pk": thing.pk})
    return page(request, "cases/protection/form.html", case=thing.case, form=form, act="reader", back=url)


@opens(ProtectionReader, Can.WRITE_NOTE)
@signed_in
def end_reader(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody reads it no longer: one press."""
    row = seen(request, ProtectionReader.objects.with_things(), pk)
    form = TapForm(posted(request))
    if form.is_valid() and done(form, verbs.end_reader, row, request.by):  # type: ignore[attr-defined]
        messages.success(request, _("Saved. This person reads it no longer."))
    if row.account_id == request.by.pk:  # type: ignore[attr-defined]
        return go("cases:family", pk=row.case_id)
    return go("cases:note", pk=row.note_id) if row.note_id else go("cases:difficulty", pk=row.difficulty_id)
