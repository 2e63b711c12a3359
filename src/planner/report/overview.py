"""Sum up a run by table: what changes, who waits, rows, bytes, seconds and hazards. `planner.report.columns` prints it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from planner.catalog.model import Catalog
from planner.names import QName
from planner.report.estimates import grown, seconds
from planner.steps.step import LockMode, Segment, Step
from planner.target.phase import Phase
from planner.tenancy.model import Tenancy

MANY = 12
"""The number of tables up to which every table has its own line."""
SLOW = 10.0
"""Seconds from which a table has its own line, however many tables change in the same way."""
MOST_TEXTS = 3
"""The number of different texts that one kind of hazard shows."""


@dataclass(slots=True)
class TableSum:
    """What a run does to one table, or to several tables in the same way."""

    relation: QName | None
    """None for planner's own objects."""
    operations: dict[Phase, dict[str, None]] = field(default_factory=dict)
    """The operations of each phase, in their order."""
    lock: LockMode | None = None
    """The strongest lock that any step takes on the table."""
    rows: int = 0
    estimated: bool = True
    disk: float = 0.0
    wal: float = 0.0
    seconds: float = 0.0
    hazards: dict[str, None] = field(default_factory=dict)
    """The names of the hazards, in their order."""
    like: int = 0
    """The number of tables that this line stands for, where it stands for tables that another line describes."""

    def takes(self, mode: LockMode) -> None:
        """Remember the strongest lock."""
        if self.lock is None or self.lock.strength < mode.strength:
            self.lock = mode

    def same(self) -> tuple[object, ...]:
        """Return what two tables have in common that change in the same way."""
        done = tuple((phase, *operations) for phase, operations in self.operations.items())
        return (done, self.lock.stops if self.lock is not None else None, *self.hazards)


@dataclass(slots=True)
class HazardKind:
    """One kind of hazard: its different texts, and the number of steps that have it."""

    texts: dict[str, None] = field(default_factory=dict)
    steps: int = 0


Of = Callable[[QName], TableSum]
"""A function that returns the line of a relation."""


@dataclass(frozen=True, slots=True)
class Overview:
    """A run, table by table."""

    tables: tuple[TableSum, ...]
    own: TableSum | None
    """What planner creates beside the scoped tables: its record, the tenants table, functions."""
    hazards: Mapping[str, HazardKind]
    """The kinds of hazards of all steps, by name."""

    @property
    def total(self) -> TableSum:
        """Return the sum of all lines."""
        return _together(None, [*self.tables, *([self.own] if self.own is not None else [])])

    def lines(self) -> Iterator[TableSum]:
        """Yield a line for each table. Of many tables that change in the same way, only the slow ones have their own."""
        for line, rest in self.groups():
            yield line
            if rest:
                yield _together(len(rest), rest)

    def groups(self) -> Iterator[tuple[TableSum, Sequence[TableSum]]]:
        """Yield each table that has a line, with the tables that one more line stands for, because they change like it."""
        if len(self.tables) <= MANY:
            yield from ((table, ()) for table in self.tables)
            return
        alike: dict[tuple[object, ...], list[TableSum]] = {}
        for table in self.tables:
            alike.setdefault(table.same(), []).append(table)
        for group in alike.values():
            yield from _folded(group)


def overview(segments: Sequence[Segment], catalog: Catalog, tenancy: Tenancy, pause: float = 0.0) -> Overview:
    """Sum up the steps of these segments by table. The steps of a partition count for its uppermost table.

    `pause` is the pause between two batches of the backfill, in seconds.
    """
    sums: dict[QName | None, TableSum] = {}
    kinds: dict[str, HazardKind] = {}
    tops: dict[QName, QName | None] = {}

    def of(relation: QName) -> TableSum:
        if relation not in tops:
            top = catalog.root(relation).name if relation in catalog.relations else relation
            tops[relation] = top if top in tenancy.tables else None
        name = tops[relation]
        if name not in sums:
            sums[name] = _begun(name, catalog)
        return sums[name]

    for segment in segments:
        for step in segment.steps:
            _add(step, of)
            for hazard in step.hazards:
                kind = kinds.setdefault(hazard.name, HazardKind())
                kind.texts[hazard.text] = None
                kind.steps += 1
            for relation, disk, wal in grown(step, catalog):
                of(relation).disk += disk
                of(relation).wal += wal
            for relation, expected in seconds(step, pause):
                of(relation).seconds += expected
    own = sums.pop(None, None)
    return Overview(tuple(sums.values()), own, kinds)


def _begun(name: QName | None, catalog: Catalog) -> TableSum:
    relation = catalog.relation(name) if name is not None else None
    if relation is None:
        return TableSum(name)
    return TableSum(name, rows=relation.rows, estimated=relation.estimated)


def _add(step: Step, of: Of) -> None:
    worked_on = [batches.relation for batches in step.batches] or [step.relation]
    for relation in worked_on:
        line = of(relation)
        word = step.id.split(".")[1] if line.relation is None else step.operation
        line.operations.setdefault(step.phase, {})[word] = None
        for hazard in step.hazards:
            line.hazards[hazard.name] = None
    for lock in step.locks:
        of(lock.relation).takes(lock.mode)


def _folded(group: Sequence[TableSum]) -> Iterator[tuple[TableSum, Sequence[TableSum]]]:
    """Yield the table that takes longest and all slow tables, the last of them with all others."""
    longest = max(group, key=lambda table: (table.seconds, table.rows))
    own: list[TableSum] = []
    rest: list[TableSum] = []
    for table in group:
        (own if table is longest or table.seconds >= SLOW else rest).append(table)
    if len(rest) == 1:
        own, rest = [*own, *rest], []
    yield from ((table, ()) for table in own[:-1])
    yield own[-1], rest


def _together(like: int | None, tables: Sequence[TableSum]) -> TableSum:
    found = TableSum(None, like=like or 0)
    for table in tables:
        found.rows += table.rows
        found.estimated = found.estimated and table.estimated
        found.disk += table.disk
        found.wal += table.wal
        found.seconds += table.seconds
        found.hazards |= table.hazards
        if table.lock is not None:
            found.takes(table.lock)
    return found
