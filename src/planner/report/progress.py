"""The progress of a run: live bars on a terminal, plain lines elsewhere; always on stderr."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, TextIO

from planner.names import QName, in_line
from planner.report.fitting import Fitting
from planner.report.human import count
from planner.report.rate import Rate, time_left
from planner.steps.step import Mode, Segment

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn, Task, TaskID

EVERY = 5.0
"""Seconds between two plain progress lines for one table."""


class Lines:
    """Progress as plain lines, for logs and pipes."""

    def __init__(self, out: TextIO | None = None) -> None:
        self.out = out or sys.stderr
        self._rates: dict[QName, Rate] = {}
        self._told: dict[QName, float] = {}

    def _say(self, text: str) -> None:
        print(in_line(text), file=self.out, flush=True)

    def segment_started(self, segment: Segment, of: int) -> None:
        """Print the number, the phase and the steps of the segment that begins."""
        self._say(f"[{segment.number}/{of}] {segment.phase}: {_what(segment)}")

    def segment_finished(self, segment: Segment, seconds: float, rows: int | None) -> None:
        """Print how long the segment took, and how many rows it filled."""
        filled = f", {count(rows)} rows" if rows is not None else ""
        self._say(f"[{segment.number}] done in {seconds:.2f} s{filled}")

    def waiting(self, segment: Segment, why: str, attempt: int) -> None:
        """Print why the segment waits, and the number of the attempt."""
        self._say(f"[{segment.number}] waits, attempt {attempt}: {why}")

    def progress(self, relation: QName, filled: int, fraction: float) -> None:
        """Print the progress of a table's backfill, at most every EVERY seconds. `fraction` is 0 to 1."""
        now = time.monotonic()
        rate = self._rates.setdefault(relation, Rate())
        rate.seen(now, filled, fraction)
        if now - self._told.setdefault(relation, now) < EVERY:
            return
        self._told[relation] = now
        speed = f"{count(round(rate.rows))} rows/s" if rate.rows is not None else ""
        parts = [f"{fraction:.0%}", f"{count(filled)} rows", speed, time_left(rate.left)]
        self._say(f"  {relation}: {', '.join(part for part in parts if part)}")

    def note(self, text: str) -> None:
        """Print a note."""
        self._say(text)

    def close(self) -> None:
        """Do nothing: lines need no closing."""
        return


class Bars:
    """Progress as bars of rich: one for the segments, and one for each table that is being filled.

    What changes stands first, in columns that keep their width. On a narrow terminal, the last column leaves out the
    rows, then the schema, and then the middle of the name.
    """

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        self.bars: Progress = Progress(
            BarColumn(bar_width=12),
            TextColumn("{task.percentage:>3.0f} %", markup=False),
            TextColumn("{task.fields[left]}", markup=False),
            TextColumn("{task.fields[speed]}", markup=False),
            _fitting_column(),
            console=Console(stderr=True),
            expand=True,
        )
        self.bars.start()
        self._all: TaskID | None = None
        self._tables: dict[QName, TaskID] = {}
        self._rates: dict[QName, Rate] = {}

    def segment_started(self, segment: Segment, of: int) -> None:
        if self._all is None:
            self._all = self.bars.add_task("", total=of, speed="", left="", told=Fitting(("",)))
        number = f"{segment.number} of {of}"
        long = in_line(f"segment {number}, {segment.phase}: {_what(segment)}")
        short = in_line(f"{number} {segment.steps[0].relation.name}")
        self.bars.update(self._all, told=Fitting((long, f"segment {number}, {segment.phase}", short)))

    def segment_finished(self, segment: Segment, seconds: float, rows: int | None) -> None:
        if self._all is not None:
            self.bars.advance(self._all)
        for step in segment.steps:
            for relation in (step.relation, *(batches.relation for batches in step.batches)):
                task = self._tables.pop(relation, None)
                if task is not None:
                    self.bars.remove_task(
                        task
                    )  # The line of the segment stays above; the bars leave room for the next.
        filled = f", {count(rows)} rows" if rows is not None else ""
        self.bars.console.print(
            in_line(f"{segment.number:>4} {segment.phase}: {_what(segment)} ({seconds:.2f} s{filled})"), markup=False
        )

    def waiting(self, segment: Segment, why: str, attempt: int) -> None:
        self.bars.console.print(in_line(f"{segment.number:>4} waits, attempt {attempt}: {why}"), markup=False)

    def progress(self, relation: QName, filled: int, fraction: float) -> None:
        if relation not in self._tables:
            self._tables[relation] = self.bars.add_task("", total=1.0, speed="", left="", told=Fitting(("",)))
            self._rates[relation] = Rate()
        rate = self._rates[relation]
        rate.seen(time.monotonic(), filled, fraction)
        self.bars.update(
            self._tables[relation],
            completed=fraction,
            told=table_told(str(relation), relation.name, filled),
            speed=f"{count(round(rate.rows))} rows/s" if rate.rows is not None else "",
            left=time_left(rate.left),
        )

    def note(self, text: str) -> None:
        self.bars.console.print(in_line(text), markup=False)

    def close(self) -> None:
        """Remove the bars from the terminal."""
        self.bars.stop()


def _fitting_column() -> ProgressColumn:
    """Return the last column, which has the room that is left."""
    from rich.progress import ProgressColumn
    from rich.table import Column

    class Told(ProgressColumn):
        def render(self, task: Task) -> Fitting:
            told: Fitting = task.fields["told"]
            return told

    return Told(table_column=Column(ratio=1, no_wrap=True))


def table_told(name: str, short: str, rows: int) -> Fitting:
    """Return what a bar says about its table, as long as there is room: the name without its schema in the end."""
    return Fitting((in_line(f"{name}, {count(rows)} rows"), in_line(name), in_line(short)))


def reporter(*, terminal: bool) -> Lines | Bars:
    """Return the reporter for a terminal, or the one for logs and pipes."""
    return Bars() if terminal else Lines()


def _what(segment: Segment) -> str:
    first = segment.steps[0]
    if len(segment.steps) == 1 or segment.mode is not Mode.TRANSACTION:
        return first.title
    operations = ", ".join(dict.fromkeys(step.operation.replace("_", " ") for step in segment.steps))
    return f"{first.relation} ({operations})"
