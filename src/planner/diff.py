"""(Tenancy, Catalog, Facts) → ordered steps in segments: asks every operation, knows no kind of object itself.

Later phases are projected onto the state that the earlier ones leave, whether or not they are selected.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, takewhile

from planner.catalog.changes import AddRelation, Disown, Own
from planner.catalog.index_changes import AddIndex
from planner.catalog.model import Catalog, Owned, OwnedKey, OwnedState, Relation
from planner.catalog.projection import Change, Projection
from planner.errors import Blocked, NotSupported
from planner.names import QName
from planner.operations import (
    ACTS,
    ACTS_FIRST,
    ACTS_LAST,
    SHARED,
    SHARED_LAST,
    UNDO,
    UNDONE_FIRST,
    ActingOperation,
    SharedOperation,
)
from planner.steps.conditions import Not, Recorded
from planner.steps.record import forgotten
from planner.steps.step import Mode, Segment, Step, Work
from planner.target.phase import PHASES, Phase
from planner.target.postgres import OLDEST
from planner.tenancy.model import Facts, State, Tenancy


@dataclass(frozen=True, slots=True)
class Diff:
    """What is missing, in the order it will run."""

    segments: tuple[Segment, ...]
    """Of the selected phases."""
    incomplete: tuple[Phase, ...]
    """Phases that are not selected, come before a selected one with something to do, and have something to do."""
    skipped: tuple[Change, ...] = ()
    """What those phases will have changed before the first segment runs."""

    @property
    def steps(self) -> Iterator[Step]:
        return chain.from_iterable(segment.steps for segment in self.segments)


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
    """What `phases` still have to do. Raises Blocked when the plan changed after planner acted on it."""
    check_record(tenancy, catalog)
    projection = Projection(catalog)
    taken = _taken(catalog.relations.values())
    kept: list[Step] = []
    pending: list[Phase] = []
    incomplete: list[Phase] = []
    skipped: list[Change] = []
    waiting: list[Change] = []
    for phase in PHASES:
        steps = list(_phase(phase, tenancy, projection, facts, taken))
        if steps and phase in phases:
            kept += steps
            incomplete, pending = incomplete + pending, []
            skipped, waiting = skipped + waiting, []
        elif steps:
            pending.append(phase)
            waiting += [change for step in steps for change in step.changes]
    return Diff(tuple(_segments(kept)), tuple(incomplete), tuple(skipped))


def undo(catalog: Catalog, to: Phase | None) -> tuple[Segment, ...]:
    """What takes back every phase after `to` (None: all of them), newest first, from planner's record alone."""
    projection = Projection(catalog)
    keep = PHASES.index(to) if to is not None else -1
    steps: list[Step] = []
    for phase in reversed(PHASES[keep + 1 :]):
        for turn in range(len(UNDONE_FIRST) + 1):
            for relation in _relations(reversed(list(projection.catalog.owned.values()))):
                found: list[Step] = []
                for owned in reversed([o for o in projection.catalog.owned.values() if o.key.relation == relation]):
                    if _turn(owned) == turn:
                        for step in _undo_one(owned, phase, projection.catalog):
                            projection.apply(step.changes)
                            found.append(step)
                steps += sorted(found, key=_undone_when)
    return tuple(_segments(steps))


def undo_each(segments: Sequence[Segment], live: Catalog, final: Catalog) -> tuple[tuple[Segment, ...], ...]:
    """For each segment what takes just that one back, when all later ones have been taken back.

    `live` is the catalog before the first, `final` after the last. An entry of planner's record belongs to the segment that
    first writes it. One that a later segment takes away again, such as a trigger that is suppressed, is there to take back
    only when the segments were not run to the end.
    """
    made: dict[OwnedKey, tuple[int, Owned]] = {}
    for segment in segments:
        for owned in _owns(segment):
            made.setdefault(owned.key, (segment.number, owned))
    projection = Projection(final)
    back: list[tuple[Segment, ...]] = []
    for segment in reversed(segments):
        steps: list[Step] = []
        for key in reversed([owned.key for owned in _owns(segment)]):
            first, as_made = made[key]
            now = projection.catalog.owned.get(key)
            if now is not None and (first == segment.number or now.phase != segment.phase):
                for step in _undo_one(now, segment.phase, projection.catalog):
                    projection.apply(step.changes)
                    steps.append(step)
            elif now is None and first == segment.number and key not in final.owned:
                steps += _undo_one(as_made, segment.phase, replace(live, owned={key: as_made}))
        back.append(tuple(_segments(sorted(steps, key=_undone_when))))
    return tuple(reversed(back))


def _owns(segment: Segment) -> list[Owned]:
    """What it puts on record, each entry once, as it is in the end."""
    return list(
        {
            change.owned.key: change.owned for s in segment.steps for change in s.changes if isinstance(change, Own)
        }.values()
    )


def check_record(tenancy: Tenancy, catalog: Catalog) -> None:
    """Compare each table's strategy with planner's record."""
    for key, owned in catalog.owned.items():
        if key.kind == "table" and key.relation != tenancy.tenants.relation:
            raise Blocked(
                f"planner made the tenants table {key.relation}, and the plan now names {tenancy.tenants.relation}",
                place=tenancy.tenants.place,
                hint="put the old name back, or take everything back first: planner rollback --to none",
            )
        if key.kind != "column":
            continue
        table = tenancy.tables.get(key.relation)
        if table is None or table.column != key.name:
            raise Blocked(
                f"planner added {key.name} to {key.relation}, and the plan no longer says so",
                hint="put it back into the plan, or take everything back first: planner rollback --to none",
            )
        if owned.detail is not None and owned.detail != table.strategy.describe():
            raise Blocked(
                f"the tenant of {key.relation} was taken from `{owned.detail}`, and the plan now says `{table.strategy.describe()}`",
                place=table.place,
                hint="rows may be filled already: put the old source back, or roll back first: planner rollback --to none",
            )


def _phase(
    phase: Phase, tenancy: Tenancy, projection: Projection, facts: Facts, taken: defaultdict[str, set[str]]
) -> Iterator[Step]:
    """The missing steps of one phase; each is applied to the projection before the next is asked for."""

    def state() -> State:
        return State(tenancy, projection.catalog, facts, taken)

    def project(step: Step) -> None:
        projection.apply(step.changes)
        _take(taken, step.changes)

    def once(operations: Iterable[SharedOperation]) -> Iterator[Step]:
        for operation in operations:
            for step in operation.steps(phase, state()):
                project(step)
                yield step

    def each(operations: Iterable[ActingOperation]) -> Iterator[Step]:
        for operation in operations:
            for table in tenancy.tables.values():
                for step in operation.steps(phase, table, state()):
                    project(step)
                    yield step

    yield from once(SHARED)
    yield from each(ACTS_FIRST.get(phase, ()))
    for table in tenancy.tables.values():
        found = []
        for operation in ACTS[phase]:
            steps = list(operation.steps(phase, table, state()))
            for step in steps:
                project(step)
            found.append(steps)
        yield from _merge(found)
    yield from each(ACTS_LAST.get(phase, ()))
    yield from once(SHARED_LAST)


def _merge(found: Iterable[list[Step]]) -> Iterator[Step]:
    """What each operation can do in a transaction at once comes first, so that one short lock serves them all."""
    lists = list(found)
    heads = [list(takewhile(lambda step: step.mode is Mode.TRANSACTION, steps)) for steps in lists]
    yield from chain.from_iterable(heads)
    for head, steps in zip(heads, lists, strict=True):
        yield from steps[len(head) :]


def _segments(steps: Iterable[Step]) -> Iterator[Segment]:
    """Neighbours of one phase and relation that run in a transaction are committed together."""
    groups: list[list[Step]] = []
    for step in steps:
        last = groups[-1][-1] if groups else None
        if (
            last is not None
            and step.mode is Mode.TRANSACTION is last.mode
            and (step.phase, step.relation) == (last.phase, last.relation)
        ):
            groups[-1].append(step)
        else:
            groups.append([step])
    for number, group in enumerate(groups, 1):
        first = group[0]
        operation = first.operation if len({s.operation for s in group}) == 1 else "table"
        what = re.sub(r"[^\w.-]+", "_", f"{first.relation}-{operation}".replace('"', ""))
        yield Segment(number, first.phase, first.mode, tuple(group), what)


def _undo_one(owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
    if owned.key.kind != "schema" and catalog.relation(owned.key.relation) is None:
        yield from forgotten(owned, phase)
        return
    for step in UNDO[owned.key.kind].undo(owned, phase, catalog):
        if any(isinstance(change, Disown) for change in step.changes):
            yield replace(step, done=Not(Recorded(owned.key)))
        elif any(isinstance(change, Own) for change in step.changes):
            yield replace(step, done=Recorded(owned.key, OwnedState.CONFIRMED))
        else:
            yield step  # makes ready for the one that takes the entry away


def _turn(owned: Owned) -> int:
    """What depends on objects of other tables goes before them."""
    return next((n for n, kinds in enumerate(UNDONE_FIRST) if owned.key.kind in kinds), len(UNDONE_FIRST))


def _undone_when(step: Step) -> int:
    """Of one table: what can't run in a transaction first, but for validating what is added in one."""
    if step.work is Work.SCAN:
        return 2
    return 1 if step.mode is Mode.TRANSACTION else 0


def _relations(owned: Iterable[Owned]) -> list[QName]:
    """By the newest entry of each; schema planner's own goes last."""
    names = list(dict.fromkeys(entry.key.relation for entry in owned))
    return sorted(names, key=lambda name: name.schema == "planner")


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
