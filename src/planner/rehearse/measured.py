"""What a rehearsal measures of each segment: seconds, rows, bytes on disk, WAL, locks and waits."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from planner.execution.connection import Connection
from planner.execution.events import Reporter
from planner.names import QName
from planner.sql.queries import queries
from planner.steps.step import Mode, Segment, Work

_SQL = queries("planner.rehearse")


@dataclass(frozen=True, slots=True)
class Measured:
    """One segment of a run, as it went."""

    number: int
    phase: str
    what: str
    """The id of its first step, and how many more it has."""
    relation: QName
    work: Work
    seconds: float
    rows: int | None
    disk: int
    """Bytes that the database has grown by meanwhile, the load's share included."""
    wal: int
    """Bytes of WAL that were written meanwhile, the load's share included."""
    held: str | None = None
    """The locks behind which others queue."""
    waited: float = 0.0
    """Seconds that planner waited for its locks."""
    held_for: float = 0.0
    """Seconds for which the locks were held."""
    attempts: int = 1


@dataclass(slots=True)
class Meter:
    """A reporter that passes everything on, and looks at the server before and after each segment."""

    to: Reporter
    look: Connection
    found: list[Measured] = field(default_factory=list)
    _before: tuple[int, int] = (0, 0)
    _started: int = 0

    def segment_started(self, segment: Segment, of: int) -> None:
        # Tables that are filled side by side begin together: the first one's look counts.
        self._before = self._standing()
        self.to.segment_started(segment, of)

    def segment_finished(self, segment: Segment, seconds: float, rows: int | None) -> None:
        disk, wal = self._standing()
        more = f" and {len(segment.steps) - 1} more" if len(segment.steps) > 1 else ""
        self.found.append(
            Measured(
                segment.number,
                segment.phase.value,
                f"{segment.steps[0].id}{more}",
                segment.relation,
                _heaviest(segment),
                seconds,
                rows,
                disk - self._before[0],
                wal - self._before[1],
            )
        )
        self._before = (disk, wal)
        self.to.segment_finished(segment, seconds, rows)

    def waiting(self, segment: Segment, why: str, attempt: int) -> None:
        self.to.waiting(segment, why, attempt)

    def progress(self, relation: QName, filled: int, fraction: float) -> None:
        self.to.progress(relation, filled, fraction)

    def note(self, text: str) -> None:
        self.to.note(text)

    def _standing(self) -> tuple[int, int]:
        row = self.look.row(_SQL["standing"])
        assert row is not None
        return int(row[0]), int(row[1])


_WEIGHT = (Work.CATALOG, Work.SCAN, Work.BUILD, Work.ROWS, Work.COPY)


def _heaviest(segment: Segment) -> Work:
    if segment.mode is Mode.BATCHES:
        return Work.ROWS
    return max((step.work for step in segment.steps), key=_WEIGHT.index)


def last_run(connection: Connection) -> int:
    """Return the number of the last run in the journal; 0 when there is none."""
    return int(connection.value(_SQL["last_run"])) if connection.value(_SQL["journal_there"]) else 0


def with_locks(found: list[Measured], connection: Connection, after: int) -> list[Measured]:
    """Return the segments with the locks that the journal has of the runs after this one."""
    if not connection.value(_SQL["journal_there"]):
        return found
    rows = connection.named(_SQL["measured_steps"], {"after": after})
    by_segment: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        by_segment.setdefault(int(row["segment"]), []).append(row)
    return [_with_locks(one, by_segment.get(one.number, [])) for one in found]


def _with_locks(one: Measured, rows: list[dict[str, Any]]) -> Measured:
    held = [str(row["locks_held"]) for row in rows if row["locks_held"]]
    return replace(
        one,
        held=held[-1] if held else None,
        waited=sum(float(row["lock_wait_ms"]) for row in rows if row["lock_wait_ms"] is not None) / 1000,
        held_for=max((float(row["lock_hold_ms"]) for row in rows if row["lock_hold_ms"] is not None), default=0.0)
        / 1000,
        attempts=max((int(row["attempt"]) for row in rows), default=1),
    )
