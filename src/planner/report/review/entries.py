"""Table by table: what happens, with every statement. Many tables that change in the same way share one entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from planner.catalog.model import Catalog
from planner.names import QName
from planner.report.estimates import seconds
from planner.report.overview import Overview, TableSum
from planner.report.review import expected
from planner.report.review.model import Alike, Change, Hazard, LockUse, StepView, TableEntry, Taken
from planner.run.evidence import Evidence
from planner.sql import build
from planner.sql.wrap import wrapped
from planner.steps.record.entries import RecordStatement
from planner.steps.step import LOSS, Mode, Step
from planner.tenancy.model import Tenancy

OWN = "planner's own objects"


@dataclass(frozen=True, slots=True)
class _Work:
    """The steps of each table; None stands for planner's own objects."""

    evidence: Evidence
    steps: Mapping[QName | None, Sequence[Step]]
    back: Mapping[str, tuple[Step, ...]]
    pause: float

    @classmethod
    def of(cls, evidence: Evidence, back: Mapping[str, tuple[Step, ...]], pause: float) -> _Work:
        steps: dict[QName | None, list[Step]] = {}
        work = evidence.work
        for step in work.found.steps:
            for relation in dict.fromkeys([b.relation for b in step.batches] or [step.relation]):
                steps.setdefault(_top(relation, work.catalog, work.tenancy), []).append(step)
        return cls(evidence, steps, back, pause)

    def source(self, relation: QName | None) -> str:
        table = self.evidence.work.tenancy.tables.get(relation) if relation is not None else None
        return table.strategy.describe() if table is not None else ""

    def missing(self, relation: QName | None) -> int:
        return sum(step.id in self.evidence.work.missing for step in self.steps.get(relation, ()))

    def taken(self, relation: QName | None) -> Taken | None:
        alone = [step for step in self.steps.get(relation, ()) if len(step.batches) < 2]
        return expected.taken(alone, self.evidence.measured)


def _top(relation: QName, catalog: Catalog, tenancy: Tenancy) -> QName | None:
    top = catalog.root(relation).name if relation in catalog.relations else relation
    return top if top in tenancy.tables else None


def entries(
    evidence: Evidence, found: Overview, back: Mapping[str, tuple[Step, ...]], pause: float
) -> Iterator[TableEntry]:
    """Yield an entry for each table, then one for planner's own objects."""
    work = _Work.of(evidence, back, pause)
    for number, (line, rest) in enumerate(found.groups()):
        yield _entry(work, line, f"table-{number}", [_alike(work, one) for one in rest])
    if found.own is not None:
        yield _entry(work, found.own, "own", [])


def _entry(work: _Work, line: TableSum, anchor: str, alike: list[Alike]) -> TableEntry:
    return TableEntry(
        anchor=anchor,
        table=str(line.relation) if line.relation is not None else "",
        source=work.source(line.relation),
        rows=line.rows,
        estimated=line.estimated,
        disk=line.disk,
        wal=line.wal,
        lock=line.lock.value if line.lock is not None else "",
        stops=line.lock.stops if line.lock is not None else "",
        changes=changes(line),
        hazards=tuple(line.hazards),
        expected=expected.likely(line.seconds),
        taken=work.taken(line.relation),
        missing=work.missing(line.relation),
        steps=tuple(_step(work, step, line.relation) for step in work.steps.get(line.relation, ())),
        alike=tuple(alike),
    )


def changes(line: TableSum) -> tuple[Change, ...]:
    """Return the operations on a table, phase by phase, in words."""
    return tuple(
        Change(phase.value, tuple(dict.fromkeys(map(expected.word, operations))))
        for phase, operations in line.operations.items()
    )


def _alike(work: _Work, line: TableSum) -> Alike:
    return Alike(
        table=str(line.relation),
        source=work.source(line.relation),
        rows=line.rows,
        estimated=line.estimated,
        expected=expected.likely(line.seconds),
        taken=work.taken(line.relation),
        missing=work.missing(line.relation),
    )


def _step(work: _Work, step: Step, relation: QName | None) -> StepView:
    modes: dict[str, list[str]] = {}
    stops = {lock.mode.value: lock.mode.stops for lock in step.locks}
    for lock in step.locks:
        modes.setdefault(lock.mode.value, []).append(str(lock.relation))
    undone = work.back.get(step.id, ())
    several = len(step.batches) > 1
    time = sum(part for of, part in seconds(step, work.pause) if not several or of == relation)
    return StepView(
        id=step.id,
        title=step.title,
        phase=step.phase.value,
        done=step.id not in work.evidence.work.missing,
        how=_how(step),
        locks=tuple(LockUse(mode, stops[mode], tuple(dict.fromkeys(names))) for mode, names in modes.items()),
        statements=tuple(_statements(step)),
        undo=tuple(text for one in undone for text in _statements(one)),
        loses=tuple(hazard.text for one in undone for hazard in one.hazards if hazard.name == LOSS),
        hazards=tuple(Hazard(hazard.name, hazard.text) for hazard in step.hazards),
        expected=expected.likely(time),
        taken=expected.taken([step], work.evidence.measured),
    )


def _statements(step: Step) -> Iterator[str]:
    """Yield the statements with short lines. The entries of the record are left out: they change nothing of yours."""
    for node in step.statements:
        if not isinstance(node, RecordStatement):
            yield f"{wrapped(build.render(node).rstrip())};"


def _how(step: Step) -> str:
    match step.mode:
        case Mode.TRANSACTION:
            how = "in one short transaction with the other steps of its segment"
        case Mode.ALONE:
            how = "by itself, outside a transaction block"
        case Mode.BATCHES:
            how = "in many short transactions"
    return f"{how}; {step.work.value}"
