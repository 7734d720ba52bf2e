"""The handbook's states and flags written once more, plainly, with loops: what `states.look` is held against.

Slow and simple on purpose: it finds everything anew for each line and shares no code with the engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from intentional_connection.roles.model import Board, Cell, Line, Task


def naive_state(board: Board, line: Line) -> str:
    """Return the first of the seven states that applies."""
    if _not_needed(board, line):
        return "not_needed"
    leading = _leading(board, line)
    parties = {cell.party.value for cell in leading}
    if len(parties) == 0 and line.key != "T098":
        return "nobody_leads"
    if len(parties) >= 2:
        return "two_leads"
    if leading and not any(_acting(board, line, cell) for cell in leading):
        return "orphaned"
    if line.questions > 0 or _parties_missing(board, line):
        return "waiting"
    return "family_not_asked" if _family_silent(board, line) else "agreed"


def _not_needed(board: Board, line: Line) -> bool:
    mine = _copies(board, line)
    return line.not_needed != "" or (len(mine) > 0 and all(not task.holds for task in mine))


def _copies(board: Board, line: Line) -> list[Task]:
    found = []
    for task in board.tasks:
        split_off = any(other.key == task.key and other.person == task.person for other in board.lines if other.person)
        if task.key == line.key and (task.person == line.person if line.person else not split_off):
            found.append(task)
    return found


def _leading(board: Board, line: Line) -> list[Cell]:
    found = []
    for cell in line.cells:
        there = cell.party.value == "newcomer" or cell.party in board.circle.required
        if cell.part.value == "lead" and there:
            found.append(cell)
    return found


def _is_adult(board: Board, person: object) -> bool:
    return any(human.id == person and human.is_adult for human in board.family.people)


def _acting(board: Board, line: Line, cell: Cell) -> list[object]:
    if cell.person is not None:
        asked = [cell.person]
    elif cell.party.value == "newcomer" and _is_adult(board, line.person):
        asked = [line.person]
    elif board.circle.stand_in.get(cell.party) is not None:
        asked = [board.circle.stand_in[cell.party]]
    elif cell.party.value == "newcomer":
        asked = [human.id for human in board.family.people if human.is_adult]
    else:
        asked = []
    return [person for person in asked if _here(board, person)]


def _here(board: Board, person: object) -> bool:
    for member in board.circle.persons:
        if member.id == person:
            return member.here
    return _is_adult(board, person)


def _parties_missing(board: Board, line: Line) -> bool:
    heard = [said[0] for said in line.confirmed]
    return any(party not in heard for party in board.circle.required if party.value != "newcomer")


def _family_silent(board: Board, line: Line) -> bool:
    words = [adult for party, adult in line.confirmed if party.value == "newcomer"]
    needed = list(board.circle.adults_required)
    if _is_adult(board, line.person) and line.person in needed:
        needed = [line.person]
    return not words or any(adult not in words for adult in needed)


def naive_flags(board: Board, line: Line) -> set[str]:
    """Return the flags, each by a question of its own."""
    if _not_needed(board, line):
        return set()
    parties = {cell.party.value for cell in _leading(board, line)}
    kind = board.types[line.key].kind if line.key in board.types else None
    tasks = [task for task in _copies(board, line) if task.holds and not task.done]
    answers = {
        "helper_without_lead": not parties and line.key != "T098" and _somebody_else(board, line),
        "prerequisite_open": any(_before(board, task) for task in tasks),
        "date_impossible": any(_beyond(board, task) for task in tasks),
        "interpreter_missing": any(task.person for task in tasks) and _speechless(board, line),
        "undertaking_lead": kind == "sponsor_obligation" and ("worker" in parties or "newcomer" in parties),
        "funded_service_notice": kind == "funded_service" and "sponsor" in parties,
    }
    return {flag for flag, yes in answers.items() if yes}


def _somebody_else(board: Board, line: Line) -> bool:
    for cell in line.cells:
        there = cell.party.value == "newcomer" or cell.party in board.circle.required
        if cell.part.value in ("help", "informed") and there:
            return True
    return False


def _before(board: Board, task: Task) -> bool:
    if task.key not in board.types or task.due.on is None:
        return False
    for code in board.types[task.key].prerequisites:
        copies = [other for other in board.tasks if other.key == code]
        if task.person:
            copies = [other for other in copies if other.person in (task.person, None)] or copies
        for other in copies:
            open_later = other.holds and not other.done and other.due.on is not None and other.due.on > task.due.on
            if open_later and not _aside(board, other):
                return True
    return False


def _aside(board: Board, task: Task) -> bool:
    own = [line for line in board.lines if line.key == task.key and line.person and line.person == task.person]
    general = [line for line in board.lines if line.key == task.key and not line.person]
    return any(_not_needed(board, line) for line in own or general)


def _beyond(board: Board, task: Task) -> bool:
    if task.due.on is None or task.due.is_provisional:
        return False
    if task.due.hard_limit and task.due.on > task.due.hard_limit:
        return True
    row, days = board.types.get(task.key), board.family.days
    if row is None or row.due_offset_days < 0:
        return False
    landings = list(days.arrivals.values())
    if row.applies_per in ("person", "adult", "child") and task.person:
        landings = [day for person, day in days.arrivals.items() if person == task.person]
    anchors = {
        "referral": days.referral,
        "notice": days.notice,
        "arrival": min(landings) if landings else None,
        "event": days.events.get(row.applies_if),
    }
    anchor = anchors[row.anchor]
    return anchor is not None and task.due.on < anchor


def _speechless(board: Board, line: Line) -> bool:
    if board.family.interpreter_plan or not board.family.languages:
        return False
    for cell in _leading(board, line):
        for person in _acting(board, line, cell) if cell.party.value != "newcomer" else []:
            for member in board.circle.persons:
                if member.id == person and member.languages and not set(member.languages) & board.family.languages:
                    return True
    return False
