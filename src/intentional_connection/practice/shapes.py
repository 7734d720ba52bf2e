"""What an edition consists of: frozen shapes, and the keys that code asks for by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from intentional_connection.practice.agendas import FILE as AGENDAS_FILE
from intentional_connection.practice.catalogue import FILE as TASKS_FILE
from intentional_connection.practice.checklist import FILE as CHECK_FILE
from intentional_connection.practice.wording import FILE as WORDS_FILE

if TYPE_CHECKING:
    from collections.abc import Collection

    from intentional_connection.kernel.text import Text
    from intentional_connection.practice.agendas import Agenda
    from intentional_connection.practice.catalogue import TaskType
    from intentional_connection.practice.checklist import CheckItem

FORMAT = 1
#: What an edition consists of; its digest covers these files and there may be no others.
FILES = (
    AGENDAS_FILE,
    CHECK_FILE,
    "consent.toml",
    "edition.toml",
    "parts.toml",
    "preview.toml",
    "reasons.toml",
    "stages.toml",
    TASKS_FILE,
    WORDS_FILE,
)
#: Parts that code asks for by name. An edition words them; it cannot invent or leave out one.
PART_KEYS = (
    "agreements",
    "warm_referral",
    "public_request",
    "outreach",
    "worker_suggestions",
    "language_first",
    "pre_arrival_meeting",
    "role_agreement",
    "travel_notice",
    "post_arrival_meeting",
    "connection_check",
    "follow_up",
    "month_13",
    "evaluation",
)
#: The ten fields of the preview (handbook 3.4), in their order. An edition words them; an eleventh would widen.
PREVIEW_KEYS = (
    "reference",
    "sender",
    "programme",
    "community",
    "people",
    "languages",
    "expected_month",
    "wish",
    "call_first",
    "answer_by",
)
#: The steps of a family's path (handbook 4), numbered from 0. Which row makes a step true is code.
STAGE_KEYS = (
    "partnership",
    "referred",
    "accepted",
    "preparing",
    "pre_arrival_meeting",
    "travel_known",
    "arrived",
    "post_arrival_meeting",
    "connected",
    "following_up",
    "transition",
    "closed",
)
#: From what the days of a step are counted.
COUNTED_FROM = ("nothing", "referral", "arrival")
REASON_GROUPS = (
    "agency",
    "family",
    "sender",
    "no_speaker",
    "override",
    "pause",
    "connection",
    "meeting_moved",
    "not_held",
    "absent",
    "not_needed",
    "lead_reason",
    "notice_changed",
    "worker_wish",
    "outcome",
    "difficulty",
    "closure",
    "income",
    "cost",
)
#: Programmes of private sponsorship: for each the edition says how many months the support lasts.
PROGRAMMES = ("sah", "bvor", "jas", "g5", "cs")
#: Next steps that verbs know: with one an agency is named, with the other a day.
KNOWN_STEPS = ("other_agency", "later_date")
#: Choices that an adult makes alone, for one organization at a time; each names the months of the limits.
CHOICE_KEYS = ("choice_plan", "choice_identity", "choice_sensitive")
#: Sentences to which somebody says yes, and two on which safety rests (handbook 3.6): they are kept with a digest too.
CONSENT_KEYS = ("application", "relayed", "case_terms", *CHOICE_KEYS, "own_key", "withdraw")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the practice that a site adopts or not; without `optional` it belongs to every site."""

    key: str
    name: Text
    about: Text
    optional: bool


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of a family's path. It is in a site that adopted one of `parts`; without parts, in every site.

    Days are counted from `counted_from` ("referral", "arrival", or "nothing") and are suggestions:
    usually from `from_day` to `to_day`, pointed out gently after `flag_day`.
    """

    number: int
    key: str
    name: Text
    parts: tuple[str, ...]
    timing: Text
    counted_from: str
    from_day: int | None
    to_day: int | None
    flag_day: int | None
    suggested: bool

    def is_in(self, adopted: Collection[str]) -> bool:
        """Whether a site with these parts has this step; else it is skipped with the words "not in this site"."""
        return not self.parts or any(part in adopted for part in self.parts)


@dataclass(frozen=True, slots=True)
class PreviewField:
    """One of the ten fields that an agency reads before it accepts, and the question it may ask about it."""

    key: str
    label: Text
    question: Text


@dataclass(frozen=True, slots=True)
class Limits:
    """The practice's days (calendar days unless named otherwise) and months. A site may be stricter, never laxer.

    `remind_choices_on_days`, `meeting_two_days` (from, to) and `meeting_two_flag_day` count from arrival;
    a notice with fewer than `short_notice_days` to arrival is a late one. A volunteer who leads more than
    `overloaded_types` task types due within `overloaded_within_days` is offered help.
    """

    answer_within_days: int
    unanswered_after_working_days: int
    first_contact_within_days: int
    consent_relayed_days: int
    ask_sleepers_every_months: int
    choice_lasts_months: int
    remind_choices_on_days: tuple[int, ...]
    meeting_two_days: tuple[int, ...]
    meeting_two_flag_day: int
    short_notice_days: int
    carried_link_days: int
    own_key_days: int
    family_session_days: int
    overloaded_types: int
    overloaded_within_days: int


@dataclass(frozen=True, slots=True)
class Caseload:
    """What a family weighs among a worker's families, in points from 1 to 3."""

    points_of_any_family: int
    large_family_from_persons: int
    points_for_large_family: int
    points_for_interpreter: int
    most_points: int

    def points(self, *, persons: int, needs_interpreter: bool) -> int:
        """The family's weight in points: more with many people, more with an interpreter, 3 at most."""
        points = self.points_of_any_family
        points += self.points_for_large_family if persons >= self.large_family_from_persons else 0
        points += self.points_for_interpreter if needs_interpreter else 0
        return min(points, self.most_points)


@dataclass(frozen=True, slots=True)
class ConsentText:
    """A sentence to which somebody says yes; the digest stands beside the yes, so that its words are known later."""

    key: str
    text: Text
    digest: str


@dataclass(frozen=True)
class Edition:
    """One version of the practice. Frozen; the digest changes with any byte of its files.

    `months`: programme -> how long sponsors support a family, counted from arrival.
    """

    key: str
    version: int
    name: Text
    digest: str
    licence: str
    source: str
    authors: tuple[str, ...]
    limits: Limits
    caseload: Caseload
    months: dict[str, int]
    parts: tuple[Part, ...]
    stages: tuple[Stage, ...]
    preview: tuple[PreviewField, ...]
    reasons: dict[str, dict[str, Text]]
    steps: dict[str, Text]
    consents: dict[str, ConsentText]
    tasks: tuple[TaskType, ...]
    agendas: dict[str, Agenda]
    check_items: tuple[CheckItem, ...]
    domains: dict[str, Text]
    phases: dict[str, Text]
    conditions: dict[str, Text]

    def __str__(self) -> str:
        return f"{self.key}@{self.version}"

    def part(self, key: str) -> Part:
        """The part of this key."""
        return next(part for part in self.parts if part.key == key)

    @property
    def compulsory(self) -> frozenset[str]:
        """Keys of the parts that belong to every site."""
        return frozenset(part.key for part in self.parts if not part.optional)

    def reasons_of(self, group: str) -> tuple[str, ...]:
        """Codes of a group of reasons (one of REASON_GROUPS), in the order shown."""
        return tuple(self.reasons[group])

    def reason(self, code: str) -> Text:
        """The words of a reason, of whichever group."""
        return next(group[code] for group in self.reasons.values() if code in group)

    @property
    def next_steps(self) -> tuple[str, ...]:
        """Codes of what may come after a no, in the order shown."""
        return tuple(self.steps)

    def next_step(self, code: str) -> Text:
        """The words of a next step."""
        return self.steps[code]

    @property
    def question_codes(self) -> tuple[str, ...]:
        """About which of the ten fields an agency may ask."""
        return tuple(field.key for field in self.preview)

    def question(self, code: str) -> Text:
        """The words of a question, by the field it asks about."""
        return next(field.question for field in self.preview if field.key == code)

    def consent_text(self, key: str) -> ConsentText:
        """The sentence of this key, one of CONSENT_KEYS."""
        return self.consents[key]

    def agenda(self, kind: str) -> Agenda:
        """The agenda of a kind of meeting: pre_arrival, short, post_arrival, review, handover, difficulty or closing."""
        return self.agendas[kind]

    def task(self, code: str) -> TaskType:
        """The task type of this code."""
        return next(task for task in self.tasks if task.code == code)

    def domain(self, key: str) -> Text:
        """The name of a topic of tasks."""
        return self.domains[key]

    def phase(self, key: str) -> Text:
        """The name of a time of tasks, as the board groups them."""
        return self.phases[key]

    def condition(self, key: str) -> Text:
        """The question with which a worker settles whether a condition holds; "always" is no question."""
        return self.conditions[key]
