"""The content of the page, without places, colours and markup. `planner report --format json` prints it (docs/json.md).

Relations and names are texts as the database spells them. Durations are in seconds, sizes in bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Stage(StrEnum):
    """When the page was made."""

    BEFORE = "before the run"
    DURING = "between the first step and the last"
    AFTER = "after the run"


@dataclass(frozen=True, slots=True)
class Range:
    """A time that is expected: from a quiet server to a busy one."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Head:
    """Which plan and which database the page is about, and what was there when it was made."""

    made_at: datetime
    planner: str
    plan: str
    """The plan's file."""
    plan_sha256: str
    """The digest of the plan's values, as a certificate has it."""
    database: str
    host: str
    server: str
    role: str
    fingerprint: str
    """Of the managed schemas, as in plan.json."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was measured, from the journal."""

    seconds: float
    waited: float
    """Seconds of waiting for locks."""
    held: float | None
    """The longest time that one transaction held its locks."""
    rows: int
    retries: int
    errors: int
    said: tuple[str, ...] = ()
    """The errors, unless the keys of rows are to be left out."""


@dataclass(frozen=True, slots=True)
class PhaseSum:
    """A phase: what it does, how long it takes, what is done of it."""

    phase: str
    does: str
    steps: int
    done: int
    tables: int
    expected: Range
    taken: Taken | None


@dataclass(frozen=True, slots=True)
class Summary:
    """The answer to: what happens to our database?"""

    stage: Stage
    changes: tuple[str, ...]
    """What changes, a sentence each."""
    tables: int
    rows: int
    estimated: bool
    """Whether the server knows the rows of every table."""
    disk: float
    wal: float
    expected: Range
    taken: Taken | None
    lock: str
    """The strongest lock, in PostgreSQL's words; empty when no step takes one."""
    stops: str
    limit: float
    """The longest wait for a lock; planner then lets go and tries again."""
    deadline: float
    """How long a segment is tried."""
    held: Range
    """How long planner holds, at most, a lock behind which reads or writes wait."""
    phases: tuple[PhaseSum, ...]


@dataclass(frozen=True, slots=True)
class Owner:
    """A table, and where its rows get their tenant from."""

    id: str
    table: str
    kind: str
    source: str
    parents: tuple[str, ...]
    """The ids of the tables that it takes its tenant from, the first path first."""
    compared: tuple[str, ...]
    """Sentences on foreign keys that are no owner paths."""
    rows: str
    stage: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LockUse:
    """A lock on tables, and who waits while it is held."""

    mode: str
    stops: str
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hazard:
    """A hazard of one step."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class StepView:
    """One step, with what `planner rollback` runs to take it back."""

    id: str
    title: str
    phase: str
    done: bool
    how: str
    """How it runs, and what it does with rows."""
    locks: tuple[LockUse, ...]
    statements: tuple[str, ...]
    undo: tuple[str, ...]
    loses: tuple[str, ...]
    hazards: tuple[Hazard, ...]
    expected: Range
    taken: Taken | None


@dataclass(frozen=True, slots=True)
class Alike:
    """A table that changes as another one does."""

    table: str
    source: str
    rows: int
    estimated: bool
    expected: Range
    taken: Taken | None
    missing: int
    """The number of its steps that are missing."""


@dataclass(frozen=True, slots=True)
class Change:
    """The operations of one phase on a table, in words."""

    phase: str
    operations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableEntry:
    """What happens to a table, or to planner's own objects."""

    anchor: str
    table: str
    """Empty for planner's own objects."""
    source: str
    rows: int
    estimated: bool
    disk: float
    wal: float
    lock: str
    stops: str
    changes: tuple[Change, ...]
    hazards: tuple[str, ...]
    expected: Range
    taken: Taken | None
    missing: int
    steps: tuple[StepView, ...]
    alike: tuple[Alike, ...]
    """Tables that change in the same way, and whose steps are not shown."""


@dataclass(frozen=True, slots=True)
class HazardKind:
    """A hazard, the steps or places that have it, and what to do about it."""

    name: str
    texts: tuple[str, ...]
    more: int
    """The number of texts that are left out."""
    steps: int
    remedy: str


@dataclass(frozen=True, slots=True)
class Band:
    """Segments of one phase that take the same locks in the same way."""

    phase: str
    operations: tuple[str, ...]
    how: str
    segments: int
    done: int
    tables: tuple[str, ...]
    locks: tuple[LockUse, ...]
    held: Range
    """How long one of the segments holds its locks."""
    expected: Range
    """How long all of them take."""
    taken: Taken | None


@dataclass(frozen=True, slots=True)
class Back:
    """The way back behind a phase."""

    phase: str
    command: str
    steps: int
    takes: tuple[str, ...]
    """What is taken back, in words."""
    loses: tuple[str, ...]
    opens: tuple[str, ...]
    """What tenants see of each other then."""
    allow: str
    """The value of --allow that the command may need; empty when it needs none."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something that somebody has to decide or to do before the run, or after it."""

    kind: str
    what: str
    where: str
    details: tuple[str, ...]
    remedy: str


@dataclass(frozen=True, slots=True)
class Exemption:
    """A rule that the plan leaves out somewhere, with the reason that somebody gave."""

    what: str
    table: str
    reason: str
    until: date | None
    ended: bool
