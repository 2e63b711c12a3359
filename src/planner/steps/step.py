"""Steps as data: the statements of a step, its locks, its cost, and its changes.

A step does not hold its undo: `diff.back` derives the undo from the entries that the step adds to the record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from planner.catalog.projection import Change
from planner.names import QName
from planner.rows.batches import Batches
from planner.sql import build
from planner.sql.build import Node, Statement
from planner.steps.conditions import Condition
from planner.steps.effects import done
from planner.target.phase import Phase

Make = Callable[[], tuple[Statement, ...]]
"""A function that builds the statements when they are needed."""


class LockMode(StrEnum):
    """Table-level locks that steps take (PostgreSQL documentation, 13.3.1), weakest first."""

    ACCESS_SHARE = "ACCESS SHARE"
    ROW_SHARE = "ROW SHARE"
    ROW_EXCLUSIVE = "ROW EXCLUSIVE"
    SHARE_UPDATE_EXCLUSIVE = "SHARE UPDATE EXCLUSIVE"
    SHARE_ROW_EXCLUSIVE = "SHARE ROW EXCLUSIVE"
    EXCLUSIVE = "EXCLUSIVE"
    ACCESS_EXCLUSIVE = "ACCESS EXCLUSIVE"

    @property
    def strength(self) -> int:
        return tuple(LockMode).index(self)

    @property
    def stops(self) -> str:
        """Return which statements of the application wait while the lock is held."""
        match self:
            case LockMode.ACCESS_EXCLUSIVE:
                return "reads and writes wait"
            case LockMode.SHARE_ROW_EXCLUSIVE | LockMode.EXCLUSIVE:
                return "writes wait"
            case _:
                return "reads and writes go on"


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock that a step takes on a relation."""

    mode: LockMode
    relation: QName


class Mode(StrEnum):
    """How the statements of a step are executed."""

    TRANSACTION = "transaction"
    """In one transaction with the other steps of the segment."""
    ALONE = "alone"
    """Each statement by itself, outside a transaction block: CONCURRENTLY, and VALIDATE, whose scan may take long."""
    BATCHES = "batches"
    """In many short transactions."""


class Work(StrEnum):
    """The work of a step on rows."""

    CATALOG = "catalog only"
    SCAN = "scans the table"
    BUILD = "builds an index"
    ROWS = "updates rows"
    COPY = "copies the table"


LOSS = "data-loss"
"""The hazard of a step that destroys data for good. `--allow data-loss` accepts it."""


@dataclass(frozen=True, slots=True)
class Hazard:
    """A risk that a DBA wants to know about before the step runs. `name` is its heading in docs/hazards.md."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """One change to the database, with everything that people, files and the executor need to know.

    `changes` are the changes to the catalog and to the record. `after` names relations whose earlier steps must run
    before this step.
    """

    id: str
    phase: Phase
    operation: str
    relation: QName
    title: str
    make: Make
    changes: tuple[Change, ...]
    mode: Mode = Mode.TRANSACTION
    work: Work = Work.CATALOG
    locks: tuple[Lock, ...] = ()
    rows: int = 0
    """Estimated rows that the step reads or writes."""
    hazards: tuple[Hazard, ...] = ()
    suffices: Condition | None = None
    """A condition that holds when a later step has replaced the effects of this step."""
    after: tuple[QName, ...] = ()
    batches: tuple[Batches, ...] = ()
    """For mode BATCHES: the loops whose UPDATEs `statements` shows; several if tables are filled together."""
    _texts: list[tuple[str, ...]] = field(default_factory=list, init=False, repr=False, compare=False)
    _done: list[Node] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def done(self) -> Condition:
        """The condition on the live database that all changes are in effect. Files skip a step for which it holds."""
        return done(self.changes, self.suffices)

    @property
    def done_sql(self) -> Node:
        """The condition `done` as constant text, rendered once: files check the steps of many earlier files."""
        if not self._done:
            self._done.append(build.phrase(self.done.sql()))
        return self._done[0]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements, built anew each time, so that the trees of 10,000 tables are never in memory together."""
        return self.make()

    @property
    def texts(self) -> tuple[str, ...]:
        """The statements as text, rendered once and kept."""
        if not self._texts:
            self._texts.append(tuple(build.render(node) for node in self.statements))
        return self._texts[0]

    @property
    def closing(self) -> tuple[Statement, ...]:
        """For mode BATCHES: the statements that record, for each table, that it is filled."""
        return self.make()[-len(self.batches) :] if self.batches else ()


@dataclass(frozen=True, slots=True)
class Segment:
    """Steps that are committed together, or one step that runs alone or in batches."""

    number: int
    phase: Phase
    mode: Mode
    steps: tuple[Step, ...]
    what: str
    """The operation and the relation, for the file name."""

    @property
    def relation(self) -> QName:
        return self.steps[0].relation

    def locks(self) -> Iterator[Lock]:
        """Return the strongest lock on each relation, in the order in which the steps take them."""
        strongest: dict[QName, LockMode] = {}
        for step in self.steps:
            for lock in step.locks:
                held = strongest.get(lock.relation)
                if held is None or held.strength < lock.mode.strength:
                    strongest[lock.relation] = lock.mode
        return (Lock(mode, relation) for relation, mode in strongest.items())
