"""The output of `status --watch` and `status --run`."""

from __future__ import annotations

import json
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any, TextIO

from planner.report.human import count
from planner.report.machine import VERSION
from planner.run.live import Now, TableProgress

OVER = 10
"""The number of looks over which a rate is computed."""


class Story:
    """Several looks at one run. Rates and the time left come from the difference between looks."""

    def __init__(self) -> None:
        self._seen: dict[str, deque[tuple[float, int, int]]] = {}

    def lines(self, look: Now) -> Iterator[str]:
        """Yield the lines that describe this look."""
        holder = look.holder
        if holder is None:
            yield "no planner is at work in this database"
            return
        yield f"{holder}"
        if not holder.at_work:
            yield f"no sign of life for {holder.silent:.0f} s: it was killed or lost its connection. Run the same command again"
            return
        yield f"{holder.state}{f': {holder.reason}' if holder.reason else ''}{f' · {holder.step}' if holder.step else ''}"
        for table in look.tables:
            yield f"  {self._table(table, look.at)}"
        for wait in look.waits:
            yield f"  pid {wait.pid} ({wait.session}) waits for a lock, {wait.seconds:.1f} s, behind {wait.behind}"

    def _table(self, table: TableProgress, at: float) -> str:
        seen = self._seen.setdefault(table.relation, deque(maxlen=OVER))
        seen.append((at, table.rows, table.pages))
        share = table.pages / table.of if table.of else 1.0
        text = f"{table.relation}: {share:.0%}, {count(table.rows)} rows"
        (_, rows, pages), seconds = seen[0], at - seen[0][0]
        if seconds > 0 and table.pages > pages:
            left = (table.of - table.pages) * seconds / (table.pages - pages)
            text += f", {count(round((table.rows - rows) / seconds))} rows/s, {left:.0f} s left"
        return text


def watch(look: Callable[[], Now], every: float, *, terminal: bool, out: TextIO | None = None) -> None:
    """Print what the run is doing, until no run is at work any more. A terminal is redrawn; elsewhere each look adds a
    line.

    `every` is the number of seconds between two looks.
    """
    story = Story()
    with _screen() if terminal else nullcontext() as screen:
        while True:
            seen = look()
            lines = list(story.lines(seen))
            if screen is None:
                print(" | ".join(line.strip() for line in lines), file=out or sys.stdout, flush=True)
            else:
                screen.update(_text("\n".join(lines)))
            if seen.holder is None or not seen.holder.at_work:
                return
            time.sleep(every)


def _screen() -> AbstractContextManager[Any]:
    from rich.live import Live

    return Live(auto_refresh=False, refresh_per_second=10)


def _text(text: str) -> Any:
    from rich.text import Text

    return Text(text)


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
    ended = f"{run['finished_at'].astimezone():%H:%M:%S}, {run['outcome']}" if run["finished_at"] else "not finished"
    yield f"run {run['run']}: {run['command']} by {run['client']} as {run['role']}, planner {run['planner_version']}"
    yield f"{run['started_at'].astimezone():%Y-%m-%d %H:%M:%S} to {ended}"
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
