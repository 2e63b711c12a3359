"""(Tenancy, Catalog, Facts) → the missing steps in segments: asks every operation, knows no kind of object itself.

Later phases are projected onto the state that the earlier phases leave, whether or not these are selected.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, takewhile

from planner.catalog.changes import AddRelation
from planner.catalog.index_changes import AddIndex
from planner.catalog.model import Catalog, Relation
from planner.catalog.projection import Change, Projection
from planner.diff.segments import segments
from planner.errors import Blocked, NotSupported
from planner.operations import acting, undoing
from planner.operations.operation import Operation, Turn
from planner.steps.step import Mode, Segment, Step
from planner.target.phase import PHASES, Phase
from planner.target.postgres import OLDEST
from planner.tenancy.model import Facts, State, Tenancy


@dataclass(frozen=True)
class Diff:
    """What is missing, in the order it will run."""

    segments: tuple[Segment, ...]
    """Of the selected phases."""
    incomplete: tuple[Phase, ...]
    """Phases that are not selected, come before a selected phase with something to do, and have something to do."""
    live: Catalog
    """The catalog that the segments are for."""
    skipped: tuple[Change, ...] = ()
    """What the incomplete phases will have changed before the first segment runs."""

    @property
    def steps(self) -> Iterator[Step]:
        return chain.from_iterable(segment.steps for segment in self.segments)

    @property
    def changes(self) -> Iterator[Change]:
        """Return what the incomplete phases and the segments change, in the order in which they run."""
        return chain(self.skipped, (change for step in self.steps for change in step.changes))

    @cached_property
    def final(self) -> Catalog:
        """The catalog once the segments have run, after the incomplete phases."""
        projection = Projection(self.live)
        projection.apply(self.changes)
        return projection.catalog


def check_server(catalog: Catalog) -> None:
    """Raises NotSupported or Blocked for a server that planner must not touch."""
    server = catalog.server
    if not server.can.before_row_triggers_on_partitioned:
        raise NotSupported(
            f"PostgreSQL {server.version_text} is older than {OLDEST}",
            hint=f"partitioned tables have no BEFORE ROW triggers before {OLDEST}; upgrade the server first",
        )
    if catalog.foreign_planner_schema:
        raise Blocked(
            "there is a schema `planner` that planner did not make",
            hint="planner keeps its record in a schema of that name: rename yours (ALTER SCHEMA planner RENAME TO …)",
        )


def diff(tenancy: Tenancy, catalog: Catalog, facts: Facts, phases: Sequence[Phase] = PHASES) -> Diff:
    """Return what `phases` still have to do. Raises Blocked when the plan has changed after planner acted on it."""
    for owned in catalog.owned.values():
        undoing(owned.key.kind).agree(owned, tenancy)
    projection = Projection(catalog)
    taken = _taken(catalog.relations.values())
    kept: list[Step] = []
    pending: list[Phase] = []
    incomplete: list[Phase] = []
    skipped: list[Change] = []
    waiting: list[Change] = []
    last = max((PHASES.index(phase) for phase in phases), default=-1)
    for phase in PHASES[: last + 1]:
        steps = list(_phase(phase, tenancy, projection, facts, taken))
        if steps and phase in phases:
            kept += steps
            incomplete, pending = incomplete + pending, []
            skipped, waiting = skipped + waiting, []
        elif steps:
            pending.append(phase)
            waiting += [change for step in steps for change in step.changes]
    return Diff(tuple(segments(kept)), tuple(incomplete), catalog, tuple(skipped))


def _phase(
    phase: Phase, tenancy: Tenancy, projection: Projection, facts: Facts, taken: defaultdict[str, set[str]]
) -> Iterator[Step]:
    """The missing steps of one phase; each is applied to the projection before the next is asked for."""
    state = State(tenancy, projection.catalog, facts, taken)

    def project(steps: Iterable[Step]) -> Iterator[Step]:
        for step in steps:
            projection.apply(step.changes)
            _take(taken, step.changes)
            yield step

    def once(turn: Turn) -> Iterator[Step]:
        for operation in acting(phase, turn):
            yield from project(operation.on_database(phase, state))

    def each(turn: Turn) -> Iterator[Step]:
        for operation in acting(phase, turn):
            for table in tenancy.tables.values():
                yield from project(operation.on_table(phase, table, state))

    def by_table(operations: Sequence[Operation]) -> Iterator[Step]:
        for table in tenancy.tables.values():
            # Each operation says all it wants of the table before its first step is projected.
            yield from _merge([list(project(list(one.on_table(phase, table, state)))) for one in operations])

    yield from once(Turn.DATABASE_FIRST)
    yield from each(Turn.TABLES_FIRST)
    yield from by_table(acting(phase, Turn.TABLES))
    yield from each(Turn.TABLES_LAST)
    yield from once(Turn.DATABASE_LAST)


def _merge(found: Iterable[list[Step]]) -> Iterator[Step]:
    """What each operation can do in a transaction at once comes first, so that one short lock serves them all."""
    lists = list(found)
    heads = [list(takewhile(lambda step: step.mode is Mode.TRANSACTION, steps)) for steps in lists]
    yield from chain.from_iterable(heads)
    for head, steps in zip(heads, lists, strict=True):
        yield from steps[len(head) :]


def _taken(relations: Iterable[Relation]) -> defaultdict[str, set[str]]:
    """By schema, names that no other relation and no index can have."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for relation in relations:
        names[relation.name.schema].update((relation.name.name, *(index.name for index in relation.indexes)))
    return names


def _take(taken: defaultdict[str, set[str]], changes: Iterable[Change]) -> None:
    for change in changes:
        match change:
            case AddRelation(relation):
                for schema, names in _taken([relation]).items():
                    taken[schema] |= names
            case AddIndex(relation, index):
                taken[relation.schema].add(index.name)
