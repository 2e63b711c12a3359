"""Work out the way back: the steps that undo recorded changes, from planner's record alone.

`planner rollback` runs the steps of `undo`. `ways_back` returns these steps for each forward step before it has run, so
that `diff`, `render`, JSON and the files of migration tools show what rollback would run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from planner.catalog.changes import Own
from planner.catalog.model import Catalog
from planner.catalog.owned import Owned, OwnedKey, OwnedKind
from planner.catalog.projection import Projection
from planner.diff.segments import segments as in_segments
from planner.names import PLANNER_SCHEMA, QName
from planner.operations import undoing, undone_when
from planner.operations.guard_sql import left_behind
from planner.operations.operation import UndoTurn
from planner.steps.record.entries import forgotten
from planner.steps.step import Mode, Segment, Step, Work
from planner.target.phase import PHASES, Phase


def undo(catalog: Catalog, to: Phase | None) -> tuple[Segment, ...]:
    """Return the segments that undo every phase after `to`, newest first. `to` is None for every phase."""
    projection = Projection(catalog)
    keep = PHASES.index(to) if to is not None else -1
    steps: list[Step] = []
    for phase in reversed(PHASES[keep + 1 :]):
        for turn in UndoTurn:
            for relation in _relations(reversed(list(projection.catalog.owned.values()))):
                found: list[Step] = []
                for owned in reversed(list(projection.catalog.owned.of(relation))):
                    if undone_when(owned.key.kind) is turn:
                        for step in _undo_one(owned, phase, projection.catalog):
                            projection.apply(step.changes)
                            found.append(step)
                steps += sorted(found, key=_order)
    return tuple(in_segments(steps))


def ways_back(segments: Sequence[Segment], live: Catalog, final: Catalog) -> Mapping[str, tuple[Step, ...]]:
    """Return for each step's id the steps that undo it after every later step has been undone.

    `live` is the catalog before the first segment, `final` the catalog after the last. An entry of the record belongs
    to the step that first writes it. A later step may remove an entry again, such as the entry of a suppressed trigger.
    Such an entry needs undoing only when the segments did not run to the end.
    """
    made: dict[OwnedKey, tuple[str, Owned]] = {}
    for step in (step for segment in segments for step in segment.steps):
        for owned in _owns(step):
            made.setdefault(owned.key, (step.id, owned))
    projection = Projection(final)
    back: dict[str, tuple[Step, ...]] = {}
    for step in (step for segment in reversed(segments) for step in reversed(segment.steps)):
        found: list[Step] = []
        for key in reversed([owned.key for owned in _owns(step)]):
            first, as_made = made[key]
            now = projection.catalog.owned.get(key)
            if now is not None and (first == step.id or now.phase != step.phase):
                for undone in _undo_one(now, step.phase, projection.catalog):
                    projection.apply(undone.changes)
                    found.append(undone)
            elif now is None and first == step.id and key not in final.owned:
                found += _undo_one(as_made, step.phase, live.with_owned([as_made]))
        back[step.id] = tuple(sorted(found, key=_order))
    return back


def segments_back(segment: Segment, back: Mapping[str, tuple[Step, ...]]) -> tuple[Segment, ...]:
    """Return the segments that undo one segment. They undo its last step first."""
    steps = [undone for step in reversed(segment.steps) for undone in back[step.id]]
    return tuple(in_segments(sorted(steps, key=_order)))


def _owns(step: Step) -> list[Owned]:
    """Return the record entries that a step writes, each entry once, in its last state."""
    return list({change.owned.key: change.owned for change in step.changes if isinstance(change, Own)}.values())


def _undo_one(owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
    if owned.key.kind is not OwnedKind.SCHEMA and catalog.relation(owned.key.relation) is None:
        yield from forgotten(owned, phase, left_behind(owned, catalog))
    else:
        yield from undoing(owned.key.kind).undo(owned, phase, catalog)


def _order(step: Step) -> int:
    """Return the sort key of an undo step of one table.

    Steps that can't run in a transaction come first. The validation of what a transaction adds comes last.
    """
    if step.work is Work.SCAN:
        return 2
    return 1 if step.mode is Mode.TRANSACTION else 0


def _relations(owned: Iterable[Owned]) -> list[QName]:
    """Return the relations of the entries, ordered by their newest entry. planner's own schema comes last."""
    names = list(dict.fromkeys(entry.key.relation for entry in owned))
    return sorted(names, key=lambda name: name.schema == PLANNER_SCHEMA)
