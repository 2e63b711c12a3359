"""The locks of a run: its segments in their order, put together where they take the same locks in the same way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.report.review import expected
from planner.report.review.model import Band, LockUse, Range
from planner.run.evidence import Evidence
from planner.steps.step import LockMode, Mode, Segment, Work


def bands(evidence: Evidence, pause: float, batch: float) -> Iterator[Band]:
    """Yield the bands, phase by phase, in the order of their first segments. `batch` is the time of a batch."""
    groups: dict[tuple[object, ...], list[Segment]] = {}
    for segment in evidence.work.segments:
        steps = segment.steps
        modes = frozenset(lock.mode for lock in segment.locks())
        own = steps[0].relation not in evidence.work.tenancy.tables
        words = tuple(dict.fromkeys(step.operation for step in steps))
        reads = any(step.work is Work.SCAN for step in steps)
        groups.setdefault((segment.phase, segment.mode, modes, own, reads, words), []).append(segment)
    for group in groups.values():
        yield _band(group, evidence, pause, batch)


def _band(group: Sequence[Segment], evidence: Evidence, pause: float, batch: float) -> Band:
    steps = [step for segment in group for step in segment.steps]
    times = [expected.quiet(segment.steps, pause) for segment in group]
    first = group[0]
    tables: dict[LockMode, dict[str, None]] = {}
    for segment in group:
        for lock in segment.locks():
            tables.setdefault(lock.mode, {})[str(lock.relation)] = None
    worked = dict.fromkeys(
        str(name) for step in steps for name in ([b.relation for b in step.batches] or [step.relation])
    )
    return Band(
        phase=first.phase.value,
        operations=tuple(dict.fromkeys(expected.word(step.operation) for step in steps)),
        how=_how(first),
        segments=len(group),
        done=sum(all(step.id not in evidence.work.missing for step in segment.steps) for segment in group),
        tables=tuple(worked),
        locks=tuple(
            LockUse(mode.value, mode.stops, tuple(names))
            for mode, names in sorted(tables.items(), key=lambda item: -item[0].strength)
        ),
        held=_held(first.mode, times, batch),
        expected=expected.likely(sum(times)),
        taken=expected.taken(steps, evidence.measured),
    )


def _held(mode: Mode, times: Sequence[float], batch: float) -> Range:
    """Return how long one segment holds its locks: a batch ends after its time, whatever the table's size."""
    if mode is Mode.BATCHES:
        return Range(min(batch, min(times)), batch * 5)
    return Range(min(times), expected.likely(max(times)).high)


def _how(segment: Segment) -> str:
    match segment.mode:
        case Mode.TRANSACTION:
            return "one transaction each"
        case Mode.ALONE:
            return "outside a transaction block"
        case Mode.BATCHES:
            return "short transactions, batch by batch"
