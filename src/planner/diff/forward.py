"""Work out the missing steps, in segments, from the tenancy, the catalog and the facts.

The module asks every operation, and knows no kind of database object itself. It projects later phases onto the state
after the earlier phases, whether or not the earlier phases are selected.
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
from planner.operations.spread import as_before, as_now
from planner.steps.step import Mode, Segment, Step
from planner.target.phase import PHASES, Phase
from planner.target.postgres import OLDEST
from planner.tenancy.model import Facts, State, Tenancy


@dataclass(frozen=True)
class Diff:
    """The missing steps, in the order in which they will run."""

    segments: tuple[Segment, ...]
    """The segments of the selected phases."""
    incomplete: tuple[Phase, ...]
    """Phases that are not selected but have missing steps, and come before a selected phase with missing steps."""
    live: Catalog
    """The live catalog, which the segments start from."""
    skipped: tuple[Change, ...] = ()
    """The changes of the incomplete phases, which must be made before the first segment runs."""

    projected: Catalog | None = None
    """The catalog at the end of planning, where that is the state after the last segment."""

    @property
    def steps(self) -> Iterator[Step]:
        """Yield the steps of all segments, in order."""
        return chain.from_iterable(segment.steps for segment in self.segments)

    @property
    def changes(self) -> Iterator[Change]:
        """Return the changes of the incomplete phases and of the segments, in the order in which they run."""
        return chain(self.skipped, (change for step in self.steps for change in step.changes))

    @property
    def ended(self) -> Catalog:
        """The same as `final`, but for the order of the record's entries; planning has worked it out already."""
        return self.projected or self.final

    @cached_property
    def final(self) -> Catalog:
        """Return the catalog after the incomplete phases and all segments."""
        projection = Projection(self.live)
        projection.apply(self.changes)
        return projection.catalog


def check_server(catalog: Catalog) -> None:
    """Raise NotSupported or Blocked for a server that planner must not touch."""
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
    """Return what `phases` still have to do. Raise Blocked when the plan has changed after planner acted on it.

    Foreign keys that phase distribute has dropped, and will add again, are not missing for the phases before it.
    """
    for owned in catalog.owned.values():
        undoing(owned.key.kind).agree(owned, tenancy)
    projection = Projection(catalog)
    projection.apply(as_before(catalog))
    away = as_now(catalog)
    taken = _taken(catalog.relations.values())
    kept: list[Step] = []
    pending: list[Phase] = []
    incomplete: list[Phase] = []
    skipped: list[Change] = []
    waiting: list[Change] = []
    last = max((PHASES.index(phase) for phase in phases), default=-1)
    for phase in PHASES[: last + 1]:
        if phase is Phase.DISTRIBUTE:
            projection.apply(away)
            away = ()
        steps = list(_phase(phase, tenancy, projection, facts, taken))
        if steps and phase in phases:
            kept += steps
            incomplete, pending = incomplete + pending, []
            skipped, waiting = skipped + waiting, []
        elif steps:
            pending.append(phase)
            waiting += [change for step in steps for change in step.changes]
    projection.apply(away)
    # Phases that are still pending have no selected phase after them: the projection went beyond the last segment.
    projected = projection.catalog if not pending else None
    return Diff(tuple(segments(kept)), tuple(incomplete), catalog, tuple(skipped), projected)


def _phase(
    phase: Phase, tenancy: Tenancy, projection: Projection, facts: Facts, taken: defaultdict[str, set[str]]
) -> Iterator[Step]:
    """Yield the missing steps of one phase. Each step is projected before the function asks for the next one."""
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
            # Each operation yields all its steps for the table before the first of them is projected.
            yield from _merge([list(project(list(one.on_table(phase, table, state)))) for one in operations])

    yield from once(Turn.DATABASE_FIRST)
    yield from each(Turn.TABLES_FIRST)
    yield from by_table(acting(phase, Turn.TABLES))
    yield from each(Turn.TABLES_LAST)
    yield from once(Turn.DATABASE_LAST)


def _merge(found: Iterable[list[Step]]) -> Iterator[Step]:
    """Yield first the steps that each operation can run in a transaction at once.

    One short lock then serves all these steps.
    """
    lists = list(found)
    heads = [list(takewhile(lambda step: step.mode is Mode.TRANSACTION, steps)) for steps in lists]
    yield from chain.from_iterable(heads)
    for head, steps in zip(heads, lists, strict=True):
        yield from steps[len(head) :]


def _taken(relations: Iterable[Relation]) -> defaultdict[str, set[str]]:
    """Return the names of all relations and indexes, by schema."""
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
