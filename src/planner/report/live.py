"""The output of `status --watch` and `status --run`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from typing import Any, TextIO

from planner.execution.blockers import ending
from planner.execution.watch.lease import Doing
from planner.names import in_line
from planner.report.human import count
from planner.report.machine import VERSION
from planner.report.progress import table_told
from planner.report.rate import Rate, time_left
from planner.run.live import LockWait, Now, TableProgress
from planner.run.status import RunStatus, Status


class Story:
    """Several looks at one run. Rates and the time left come from the difference between looks."""

    def __init__(self) -> None:
        self._rates: dict[str, Rate] = {}

    def lines(self, look: Now) -> Iterator[str]:
        """Yield the lines that describe this look."""
        yield from self.head(look)
        for table in look.tables:
            share, rate = self.pace(table, look.at)
            speed = f"{count(round(rate.rows))} rows/s" if rate.rows is not None else ""
            parts = [f"{share:.0%}", f"{count(table.rows)} rows", speed, time_left(rate.left)]
            yield f"  {table.relation}: {', '.join(part for part in parts if part)}"
        yield from self.waits(look)

    @staticmethod
    def head(look: Now) -> Iterator[str]:
        """Yield the lines on the run itself: who it is, what it does, and why it waits."""
        holder = look.holder
        if holder is None:
            yield "no planner is at work in this database"
            return
        yield f"{holder}"
        if not holder.at_work:
            yield f"no sign of life for {holder.silent:.0f} s: it was killed or lost its connection. Run the same command again"
            return
        yield f"{holder.state}{f': {holder.reason}' if holder.reason else ''}{f' · {holder.step}' if holder.step else ''}"
        if holder.reason and holder.state == Doing.WAITING:
            yield from to_end([holder.reason])

    def pace(self, table: TableProgress, at: float) -> tuple[float, Rate]:
        """Return how much of the table is done, 0 to 1, and its rate."""
        share = table.pages / table.of if table.of else 1.0
        rate = self._rates.setdefault(table.relation, Rate())
        rate.seen(at, table.rows, share)
        return share, rate

    @staticmethod
    def waits(look: Now) -> Iterator[str]:
        """Yield a line for each session of planner that waits for a lock."""
        for wait in look.waits:
            yield waiting(wait)
        yield from to_end([wait.behind for wait in look.waits])


def waiting(wait: LockWait) -> str:
    """Return a line on a session of planner that waits for a lock."""
    return f"  pid {wait.pid} ({wait.session}) waits for a lock, {wait.seconds:.1f} s, behind {wait.behind}"


def to_end(blockers: Iterable[str]) -> Iterator[str]:
    """Yield the statement, to be copied, that ends the sessions that these texts name by pid."""
    statement = ending(blockers)
    if statement is not None:
        yield f"  to end who is in the way: {statement};"


def at_work(status: Status) -> Iterator[str]:
    """Yield the lines on the run at work: what it does, whom it waits for, and the pids to copy."""
    if status.doing is not None:
        yield f"  {status.doing}"
    yield from (waiting(wait) for wait in status.waits)
    behind = [wait.behind for wait in status.waits]
    if status.doing is not None and status.doing.startswith(Doing.WAITING):
        behind.append(status.doing)
    yield from to_end(behind)


def ended(past: RunStatus, status: Status) -> str:
    """Return how a run ended, or that it is at work."""
    if past.finished_by is not None:
        return f"{f'{past.outcome}, ' if past.outcome else ''}finished by run {past.finished_by}"
    if past.outcome is not None:
        return past.outcome
    return "running" if _is_at_work(past, status) else "interrupted: run the same command again"


def _is_at_work(past: RunStatus, status: Status) -> bool:
    """Return whether this run is the one at work. The first heartbeats know no number: then the time tells."""
    if status.running is None:
        return False
    if status.run is not None:
        return past.run == status.run
    newest = past.run == max(run.run for run in status.runs)
    return newest and (status.since is None or past.started_at >= status.since - _TAKING)


_TAKING = timedelta(seconds=10)
"""The longest time between the start of a command and its lease."""


def watch(look: Callable[[], Now], every: float, *, terminal: bool, out: TextIO | None = None) -> None:
    """Print what the run is doing, until no run is at work any more. A terminal is redrawn; elsewhere each look adds a
    line.

    `every` is the number of seconds between two looks.
    """
    story = Story()
    with _screen() if terminal else nullcontext() as screen:
        while True:
            seen = look()
            if screen is None:
                line = " | ".join(line.strip() for line in story.lines(seen))
                print(in_line(line), file=out or sys.stdout, flush=True)
            else:
                screen.update(_drawn(story, seen), refresh=True)
            if seen.holder is None or not seen.holder.at_work:
                return
            time.sleep(every)


def _screen() -> AbstractContextManager[Any]:
    from rich.live import Live

    return Live(auto_refresh=False)


def _drawn(story: Story, look: Now) -> Any:
    """Return a look as rich draws it. What changes stands first, in columns that keep their width."""
    from rich.console import Group
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 1), expand=True)
    for width in (12, None, None, None):
        grid.add_column(width=width, no_wrap=True)
    grid.add_column(ratio=1, no_wrap=True)
    for table in look.tables:
        share, rate = story.pace(table, look.at)
        grid.add_row(
            ProgressBar(total=1.0, completed=share, width=12),
            Text(f"{share * 100:>3.0f} %"),
            Text(time_left(rate.left)),
            Text(f"{count(round(rate.rows))} rows/s" if rate.rows is not None else ""),
            table_told(table.relation, table.relation.partition(".")[2], table.rows),
        )
    head, waits = (Text("\n".join(in_line(line) for line in lines)) for lines in (story.head(look), story.waits(look)))
    return Group(head, grid, waits) if look.waits else Group(head, grid)


def run_json(run: dict[str, Any], steps: list[dict[str, Any]]) -> str:
    """Return a run and its steps as JSON (docs/json.md)."""
    document = {"version": VERSION, "run": run, "steps": steps}
    return json.dumps(document, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def run_text(run: dict[str, Any], steps: list[dict[str, Any]]) -> Iterator[str]:
    """Yield two lines about the run, then one line for each statement. An error follows the line of its statement."""
    end = f"{run['finished_at'].astimezone():%H:%M:%S}, {run['outcome']}" if run["finished_at"] else "not finished"
    if run["finished_by"] is not None:
        end = f"{end if run['finished_at'] else 'its end'}, finished by run {run['finished_by']}"
    yield f"run {run['run']}: {run['command']} by {run['client']} as {run['role']}, planner {run['planner_version']}"
    yield f"{run['started_at'].astimezone():%Y-%m-%d %H:%M:%S} to {end}"
    for step in steps:
        parts = [f"{step['duration_ms']:.1f} ms"]
        if step["lock_wait_ms"] is not None:
            parts.append(f"waited {step['lock_wait_ms']:.1f} ms for locks, held them {step['lock_hold_ms']:.1f} ms")
        if step["locks_held"]:
            parts.append(step["locks_held"])
        if step["rows"] is not None:
            parts.append(f"{count(step['rows'])} rows")
        if step["wal_bytes"] is not None:
            parts.append(f"{count(step['wal_bytes'])} bytes of WAL")
        if step["attempt"] > 1:
            parts.append(f"attempt {step['attempt']}")
        yield f"{step['segment']:>4} {step['step']}: {', '.join(parts)}"
        if step["error"]:
            yield f"     error: {step['error'].splitlines()[0]}"
