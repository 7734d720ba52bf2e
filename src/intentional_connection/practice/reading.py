"""Read one file of an edition: every value is asked for by key and kind, and an error names file, key and what is expected."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from intentional_connection.kernel.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path


LONGEST_CODE = 40  # what the columns hold in which acts keep codes


class EditionError(Exception):
    """An edition cannot be read; says the file, the key and the value that is expected there."""

    def __init__(self, file: str, key: str, expected: str) -> None:
        super().__init__(f"{file}: {key}: expected {expected}")
        self.file, self.key, self.expected = file, key, expected


def parse(path: Path) -> Table:
    """The file's top table. Refused when it is missing, not UTF-8 or not TOML."""
    try:
        return Table(path.name, "", tomllib.loads(path.read_bytes().decode("utf-8")))
    except FileNotFoundError:
        raise EditionError(path.name, "the file", "to exist in the edition's folder") from None
    except (UnicodeDecodeError, OSError) as error:
        raise EditionError(path.name, "the file", f"readable text in UTF-8 ({error})") from None
    except tomllib.TOMLDecodeError as error:
        raise EditionError(path.name, "the file", f"valid TOML ({error})") from None


@dataclass
class Table:
    """One table of a TOML file. What was asked for is remembered, so that `close` refuses every other key."""

    file: str
    where: str
    values: dict[str, Any]
    asked: set[str] = field(default_factory=set)

    def path(self, key: str) -> str:
        """The key as an author finds it: `parts[3].name.fr`."""
        return f"{self.where}.{key}" if self.where else key

    def fail(self, key: str, expected: str) -> EditionError:
        """The error to raise for a key of this table."""
        return EditionError(self.file, self.path(key), expected)

    def _get(self, key: str, kind: type, expected: str) -> Any:
        self.asked.add(key)
        value = self.values.get(key)
        # bool is an int in Python, never in an edition
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.fail(key, expected)
        return value

    def word(self, key: str, *, longest: int = 400, empty: bool = False) -> str:
        """A text of at most `longest` characters; without `empty` it says something."""
        value: str = self._get(key, str, "a text")
        if not (value.strip() or (empty and not value)) or len(value) > longest or "\0" in value:
            raise self.fail(key, f"a text of {0 if empty else 1} to {longest} characters")
        return value

    def one_of(self, key: str, known: Collection[str]) -> str:
        """One of the words that code knows."""
        value = self.word(key)
        if value not in known:
            raise self.fail(key, f"one of {', '.join(known)}")
        return value

    def code(self, key: str) -> str:
        """A stable key: small letters, digits, `_` or `-`, at most 40 characters, a letter first."""
        value = self.word(key, longest=LONGEST_CODE)
        if not is_code(value):
            raise self.fail(key, "a code of small letters, digits, _ or -, a letter first")
        return value

    def number(self, key: str, least: int, most: int) -> int:
        """A whole number from `least` to `most`."""
        value: int = self._get(key, int, f"a whole number from {least} to {most}")
        if not least <= value <= most:
            raise self.fail(key, f"a whole number from {least} to {most}")
        return value

    def number_or_none(self, key: str, least: int, most: int) -> int | None:
        """The same, or None where the key is not written."""
        self.asked.add(key)
        return self.number(key, least, most) if key in self.values else None

    def days(self, key: str, least: int, most: int) -> tuple[int, ...]:
        """A list of days from `least` to `most`, each later than the one before."""
        expected = f"a list of whole numbers from {least} to {most}, each greater than the one before"
        value = self._get(key, list, expected)
        whole = all(type(one) is int and least <= one <= most for one in value)
        if not value or not whole or any(one >= after for one, after in pairwise(value)):
            raise self.fail(key, expected)
        return tuple(value)

    def yes(self, key: str) -> bool:
        """True or false."""
        value: bool = self._get(key, bool, "true or false")
        return value

    def words(self, key: str, *, empty: bool = False) -> tuple[str, ...]:
        """A list of texts; refused when one stands there twice."""
        value = self._get(key, list, "a list of texts")
        if not all(isinstance(one, str) and one.strip() for one in value) or not (value or empty):
            raise self.fail(key, "a list of texts" if empty else "a list of at least one text")
        if len(set(value)) != len(value):
            raise self.fail(key, "each text once")
        return tuple(value)

    def text(self, key: str, *, longest: int = 400) -> Text:
        """A text in English and in French; both are compulsory."""
        return _both(self.table(key, expected="a text in English and French (en, fr)"), longest)

    def texts(self, key: str, *, longest: int = 400) -> tuple[Text, ...]:
        """A list of texts, each in English and in French."""
        return tuple(_both(row, longest) for row in self.tables(key))

    def table(self, key: str, *, expected: str = "a table") -> Table:
        """The table below the key."""
        return Table(self.file, self.path(key), self._get(key, dict, expected))

    def tables(self, key: str) -> Iterator[Table]:
        """Each table of a list of tables; refused when the list is empty."""
        rows = self._get(key, list, "a list of tables")
        if not rows:
            raise self.fail(key, "a list of at least one table")
        for number, row in enumerate(rows, start=1):
            if not isinstance(row, dict):
                raise self.fail(f"{key}[{number}]", "a table")
            yield Table(self.file, self.path(f"{key}[{number}]"), row)

    def named_tables(self) -> Iterator[tuple[str, Table]]:
        """Every table of this table, by its own key."""
        for key in self.values:
            if not is_code(key):
                raise self.fail(key, "a code of small letters, digits, _ or -, a letter first")
            yield key, self.table(key)

    def close(self) -> None:
        """Refuse keys that nobody asked for: a slip of the pen must not pass in silence."""
        for key in self.values:
            if key not in self.asked:
                raise self.fail(key, f"no such key here; known are {', '.join(sorted(self.asked))}")


def _both(table: Table, longest: int) -> Text:
    text = Text(en=table.word("en", longest=longest), fr=table.word("fr", longest=longest))
    table.close()
    return text


def is_code(value: str) -> bool:
    """Whether a text may serve as a stable key."""
    return (
        0 < len(value) <= LONGEST_CODE
        and value.isascii()
        and value[0].islower()
        and all(sign.islower() or sign.isdigit() or sign in "_-" for sign in value)
    )
