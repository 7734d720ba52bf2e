"""From the files of an edition's folder to an Edition; every file has one function here, and every key is asked for."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from intentional_connection.practice.agendas import FILE as AGENDAS_FILE
from intentional_connection.practice.agendas import agendas
from intentional_connection.practice.catalogue import FILE as TASKS_FILE
from intentional_connection.practice.catalogue import read_tasks
from intentional_connection.practice.checklist import FILE as CHECK_FILE
from intentional_connection.practice.checklist import check_items
from intentional_connection.practice.reading import EditionError, parse
from intentional_connection.practice.shapes import (
    CHOICE_KEYS,
    CONSENT_KEYS,
    COUNTED_FROM,
    FILES,
    FORMAT,
    KNOWN_STEPS,
    PART_KEYS,
    PREVIEW_KEYS,
    PROGRAMMES,
    REASON_GROUPS,
    STAGE_KEYS,
    Caseload,
    ConsentText,
    Edition,
    Limits,
    Part,
    PreviewField,
    Stage,
)
from intentional_connection.practice.wording import FILE as WORDS_FILE
from intentional_connection.practice.wording import in_words, words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from intentional_connection.kernel.text import Text
    from intentional_connection.practice.checklist import CheckItem
    from intentional_connection.practice.reading import Table


def read(folder: Path) -> Edition:
    """The edition in a folder. Refused with file, key and expected value for the first thing that is wrong."""
    require_files(folder)
    content = {name: reader(folder) for name, reader in READERS.items()}
    head = content["edition.toml"]
    require_days_in_words(content["consent.toml"], head["limits"])
    require_days_agree(content["stages.toml"], head["limits"])
    reasons, steps = content["reasons.toml"]
    said = content[WORDS_FILE]
    tasks = in_words(content[TASKS_FILE], said)
    require_known_tasks(content[CHECK_FILE], {task.code for task in tasks})
    return Edition(
        **head,
        digest=digest(folder),
        parts=content["parts.toml"],
        stages=content["stages.toml"],
        preview=content["preview.toml"],
        reasons=reasons,
        steps=steps,
        consents=content["consent.toml"],
        tasks=tasks,
        agendas=content[AGENDAS_FILE],
        check_items=content[CHECK_FILE],
        domains=said.domains,
        phases=said.phases,
        conditions=said.conditions,
    )


def digest(folder: Path) -> str:
    """SHA-256 over names, lengths and bytes of the edition's files: any changed byte gives another."""
    total = hashlib.sha256()
    for name in FILES:
        content = (folder / name).read_bytes()
        total.update(f"{name}\n{len(content)}\n".encode())
        total.update(content)
    return total.hexdigest()


def require_files(folder: Path) -> None:
    """Refused when the folder lacks one of the edition's files, or holds another one."""
    if not folder.is_dir():
        raise EditionError(folder.name, "the folder", "a folder that holds an edition")
    found = {path.name for path in folder.iterdir()}
    for name in FILES:
        if name not in found:
            raise EditionError(name, "the file", "to exist in the edition's folder")
    for name in sorted(found - set(FILES)):
        raise EditionError(name, "the file", f"no other file than {', '.join(FILES)}")


def require_days_in_words(consents: dict[str, ConsentText], limits: Limits) -> None:
    """The sentences people say yes to name the days and months that the limits say."""
    named = {"relayed": (limits.consent_relayed_days, "days"), "own_key": (limits.own_key_days, "days")}
    named |= dict.fromkeys(CHOICE_KEYS, (limits.choice_lasts_months, "months"))
    for key, (number, unit) in named.items():
        for language in ("en", "fr"):
            if str(number) not in consents[key].text.in_(language).split():
                raise EditionError(
                    "consent.toml", f"{key}.text.{language}", f"to name the {number} {unit} of the limits"
                )


def require_days_agree(stages: tuple[Stage, ...], limits: Limits) -> None:
    """The days of meeting two stand in two files, for the path and for reminders; choices are recalled in time."""
    stage = next(stage for stage in stages if stage.key == "post_arrival_meeting")
    if (stage.from_day, stage.to_day, stage.flag_day) != (*limits.meeting_two_days, limits.meeting_two_flag_day):
        days = f"{stage.from_day}, {stage.to_day} and {stage.flag_day}"
        raise EditionError("edition.toml", "limits.meeting_two_days", f"{days} with its flag day, as stages.toml says")
    if limits.remind_choices_on_days[-1] > limits.consent_relayed_days:
        days = f"days up to consent_relayed_days ({limits.consent_relayed_days})"
        raise EditionError("edition.toml", "limits.remind_choices_on_days", days)


def require_known_tasks(items: tuple[CheckItem, ...], codes: set[str]) -> None:
    """What the connection check names is in the catalogue."""
    for number, item in enumerate(items, start=1):
        if item.task and item.task not in codes:
            raise EditionError(CHECK_FILE, f"items[{number}].task", f"a task that exists, not {item.task}")


def _file(name: str, reader: Callable[[Table], Any]) -> Callable[[Path], Any]:
    def read_file(folder: Path) -> Any:
        table = parse(folder / name)
        content = reader(table)
        table.close()
        return content

    return read_file


def _head(table: Table) -> dict[str, Any]:
    table.number("format", FORMAT, FORMAT)
    return {
        "key": table.code("key"),
        "version": table.number("version", 1, 999),
        "name": table.text("name", longest=80),
        "licence": table.word("licence", longest=80),
        "source": table.word("source"),
        "authors": table.words("authors"),
        "limits": _limits(table.table("limits")),
        "caseload": _caseload(table.table("caseload")),
        "months": _months(table.table("months")),
    }


def _limits(table: Table) -> Limits:
    limits = Limits(
        answer_within_days=table.number("answer_within_days", 1, 60),
        unanswered_after_working_days=table.number("unanswered_after_working_days", 1, 20),
        first_contact_within_days=table.number("first_contact_within_days", 1, 60),
        # thirty is the handbook's own limit: an edition may shorten a consent, never lengthen it
        consent_relayed_days=table.number("consent_relayed_days", 1, 30),
        ask_sleepers_every_months=table.number("ask_sleepers_every_months", 1, 12),
        **_limits_of_choices(table),
        **_limits_of_meetings(table),
    )
    table.close()
    return limits


def _limits_of_choices(table: Table) -> dict[str, Any]:
    """The most stands in the handbook (3.5, 3.8): an edition may ask again earlier, never later."""
    return {
        "choice_lasts_months": table.number("choice_lasts_months", 1, 12),
        "remind_choices_on_days": table.days("remind_choices_on_days", 1, 30),
        "carried_link_days": table.number("carried_link_days", 1, 30),
        "own_key_days": table.number("own_key_days", 1, 14),
        "family_session_days": table.number("family_session_days", 1, 90),
    }


def _limits_of_meetings(table: Table) -> dict[str, Any]:
    days = table.days("meeting_two_days", 0, 60)
    if len(days) != 2:  # noqa: PLR2004 - from, to
        raise table.fail("meeting_two_days", "two days: from, to")
    return {
        "meeting_two_days": days,
        "meeting_two_flag_day": table.number("meeting_two_flag_day", days[1], 90),
        "short_notice_days": table.number("short_notice_days", 1, 30),
        "overloaded_types": table.number("overloaded_types", 1, 50),
        "overloaded_within_days": table.number("overloaded_within_days", 1, 60),
    }


def _months(table: Table) -> dict[str, int]:
    months = {programme: table.number(programme, 1, 60) for programme in PROGRAMMES}
    table.close()
    return months


def _caseload(table: Table) -> Caseload:
    rule = Caseload(
        points_of_any_family=table.number("points_of_any_family", 1, 3),
        large_family_from_persons=table.number("large_family_from_persons", 2, 50),
        points_for_large_family=table.number("points_for_large_family", 0, 2),
        points_for_interpreter=table.number("points_for_interpreter", 0, 2),
        most_points=table.number("most_points", 1, 3),
    )
    if rule.points_of_any_family > rule.most_points:
        raise table.fail("points_of_any_family", f"at most most_points ({rule.most_points})")
    table.close()
    return rule


def _parts(table: Table) -> tuple[Part, ...]:
    parts = []
    for row in table.tables("parts"):
        key = row.code("key")
        if key not in PART_KEYS:
            raise row.fail("key", f"one of {', '.join(PART_KEYS)}")
        about = row.text("about")
        parts.append(Part(key, row.text("name", longest=80), about, row.yes("optional")))
        row.close()
    _require_order(table, "parts", [part.key for part in parts], PART_KEYS)
    return tuple(parts)


def _require_order(table: Table, key: str, found: list[str], known: tuple[str, ...]) -> None:
    if found != list(known):
        raise table.fail(key, f"exactly these keys in this order: {', '.join(known)}")


def _stages(table: Table) -> tuple[Stage, ...]:
    stages = tuple(_stage(row, number) for number, row in enumerate(table.tables("stages")))
    _require_order(table, "stages", [stage.key for stage in stages], STAGE_KEYS)
    return stages


def _stage(row: Table, number: int) -> Stage:
    row.number("number", number, number)
    key, name, parts = row.code("key"), row.text("name", longest=60), row.words("parts", empty=True)
    if not set(parts) <= set(PART_KEYS):
        raise row.fail("parts", f"parts among {', '.join(PART_KEYS)}")
    timing = row.table("timing")
    counted_from = timing.word("counted_from", longest=20)
    if counted_from not in COUNTED_FROM:
        raise timing.fail("counted_from", f"one of {', '.join(COUNTED_FROM)}")
    days = {key: timing.number_or_none(key, -400, 800) for key in ("from_day", "to_day", "flag_day")}
    stage = Stage(
        number=number,
        key=key,
        name=name,
        parts=parts,
        timing=timing.text("text"),
        counted_from=counted_from,
        suggested=timing.yes("suggested"),
        **days,
    )
    _require_days(timing, stage)
    timing.close()
    row.close()
    return stage


def _require_days(timing: Table, stage: Stage) -> None:
    if stage.counted_from == "nothing" and (stage.from_day, stage.to_day, stage.flag_day) != (None, None, None):
        raise timing.fail("counted_from", "referral or arrival, because days are given")
    if stage.from_day is not None and stage.to_day is not None and stage.to_day < stage.from_day:
        raise timing.fail("to_day", f"a day from {stage.from_day} on")


def _preview(table: Table) -> tuple[PreviewField, ...]:
    fields = []
    for row in table.tables("fields"):
        fields.append(PreviewField(row.code("key"), row.text("label", longest=80), row.text("question")))
        row.close()
    _require_order(table, "fields", [field.key for field in fields], PREVIEW_KEYS)
    return tuple(fields)


def _reasons(table: Table) -> tuple[dict[str, dict[str, Text]], dict[str, Text]]:
    groups = table.table("reasons")
    reasons = {group: _codes(groups, group) for group in REASON_GROUPS}
    groups.close()
    steps = _codes(table, "next_steps")
    for code in KNOWN_STEPS:
        if code not in steps:
            raise table.fail(f"next_steps.{code}", "a text in English and French (en, fr)")
    seen: dict[str, str] = {}
    for group, codes in reasons.items():
        for code in codes:
            if code in seen:
                raise groups.fail(f"{group}.{code}", f"a code of its own; it stands in {seen[code]} already")
            seen[code] = group
    return reasons, steps


def _codes(table: Table, key: str) -> dict[str, Text]:
    group = table.table(key, expected="a table of codes with their texts")
    codes = {code: group.text(code, longest=160) for code, _row in group.named_tables()}
    if not codes:
        raise table.fail(key, "at least one code with its text")
    return codes


def _consents(table: Table) -> dict[str, ConsentText]:
    consents = {}
    for key in CONSENT_KEYS:
        row = table.table(key)
        text = row.text("text", longest=1500)
        row.close()
        words = "\n".join((key, text.en, text.fr))
        consents[key] = ConsentText(key, text, hashlib.sha256(words.encode()).hexdigest())
    return consents


#: How each file is read; `check` goes through them one by one, so that an author sees an error of each file at once.
READERS: dict[str, Callable[[Path], Any]] = {
    "edition.toml": _file("edition.toml", _head),
    "parts.toml": _file("parts.toml", _parts),
    "stages.toml": _file("stages.toml", _stages),
    "preview.toml": _file("preview.toml", _preview),
    "reasons.toml": _file("reasons.toml", _reasons),
    "consent.toml": _file("consent.toml", _consents),
    AGENDAS_FILE: _file(AGENDAS_FILE, agendas),
    CHECK_FILE: _file(CHECK_FILE, check_items),
    WORDS_FILE: _file(WORDS_FILE, words),
    TASKS_FILE: lambda folder: read_tasks(folder / TASKS_FILE),
}
