"""A rehearsal as text for people."""

from __future__ import annotations

from collections.abc import Iterator

from planner.names import in_line
from planner.rehearse.certificate import stages
from planner.rehearse.load import LoadReport
from planner.rehearse.model import Range, by_phase
from planner.rehearse.rehearsal import Rehearsal, Stage
from planner.report.human import count, size_text
from planner.report.tables import table

SHOWN = 30
"""The number of segments in the table: those that take longest on the real size."""


def rehearsal_text(rehearsal: Rehearsal, *, terminal: bool = False) -> str:
    """Return the report. The judgement comes first and last."""
    return "\n".join(_lines(rehearsal, terminal=terminal))


def _lines(rehearsal: Rehearsal, *, terminal: bool) -> Iterator[str]:
    yield judgement(rehearsal)
    yield f"On {in_line(rehearsal.on)}, PostgreSQL {rehearsal.server}"
    for note in rehearsal.notes:
        yield in_line(f"Note: {note}")
    yield ""
    yield table(
        ["stage", "result", "seconds"], [_stage(*pair) for pair in stages(rehearsal).items()], terminal=terminal
    )
    for name, stage in stages(rehearsal).items():
        for why in stage.why:
            yield in_line(f"  {name}: {why}")
    yield ""
    yield f"Load: {in_line(rehearsal.replayed or 'none')}"
    yield from _load("during apply", rehearsal.load)
    yield from _load("during rollback", rehearsal.load_back)
    yield ""
    yield from _sizes(rehearsal, terminal=terminal)
    yield from _segments(rehearsal, terminal=terminal)
    yield from _expected(rehearsal, terminal=terminal)
    yield ""
    yield judgement(rehearsal)


def judgement(rehearsal: Rehearsal) -> str:
    """Return the judgement in one line."""
    if rehearsal.green:
        done = (
            "ran, was proven and was taken back"
            if rehearsal.rollback.tried
            else "ran and was proven; no rollback was tried"
        )
        return " ".join((f"Rehearsal: green. Everything {done}.", *rehearsal.stays))
    bad = [name for name, stage in stages(rehearsal).items() if not stage.ok]
    failed = rehearsal.load.failed + rehearsal.load_back.failed
    bad += [f"{failed} statements of the load failed"] if failed else []
    return " ".join((f"Rehearsal: RED. {', '.join(bad)}" + ("." if rehearsal.stays else ""), *rehearsal.stays))


def _stage(name: str, stage: Stage) -> list[str]:
    result = "ok" if stage.ok and stage.tried else "not tried" if stage.ok else "FINDING"
    return [name, result, f"{stage.seconds:.1f}" if stage.tried and stage.seconds else "-"]


def _load(when: str, report: LoadReport) -> Iterator[str]:
    if not report.statements and not report.failed:
        return
    yield f"  {when}: {report.words}"
    for message, number in report.errors:
        yield in_line(f"    {number} ×: {message}")


def _sizes(rehearsal: Rehearsal, *, terminal: bool) -> Iterator[str]:
    relations = dict.fromkeys(one.relation for one in rehearsal.measured if one.relation in rehearsal.rows)
    rows = []
    for name in relations:
        sizes = rehearsal.rows[name]
        rows.append([str(name), count(round(sizes.here.rows)), count(round(sizes.there.rows))])
    if rows:
        yield table(["table", "rows here", "rows in the source"], rows, terminal=terminal)
        yield ""


def _segments(rehearsal: Rehearsal, *, terminal: bool) -> Iterator[str]:
    pairs = sorted(
        zip(rehearsal.measured, rehearsal.predicted, strict=True), key=lambda pair: (-pair[1].expected, pair[0].number)
    )
    shown = sorted(pairs[:SHOWN], key=lambda pair: pair[0].number)
    rows = [
        [
            str(one.number),
            one.phase,
            one.what,
            f"{one.seconds:.2f}",
            f"{one.waited:.2f}" + (f" ({one.attempts} attempts)" if one.attempts > 1 else ""),
            f"{one.held_for:.2f}" if one.held else "-",
            size_text(max(0, one.wal)),
            size_text(max(0, one.disk)),
            spoken(expected),
        ]
        for one, expected in shown
    ]
    headings = ["", "phase", "step", "s", "waited", "held", "WAL", "disk", "expected on the real size"]
    if rows:
        yield table(headings, rows, terminal=terminal)
    if len(pairs) > SHOWN:
        yield f"… and {len(pairs) - SHOWN} more segments, which take less"
    held = [one for one in rehearsal.measured if one.held]
    if held:
        worst = max(held, key=lambda one: one.held_for)
        yield in_line(f"Longest hold of a lock that others queue behind: {worst.held_for:.3f} s, {worst.held}")
    yield ""


def _expected(rehearsal: Rehearsal, *, terminal: bool) -> Iterator[str]:
    expected = by_phase(rehearsal.timed, rehearsal.predicted)
    measured: dict[str, float] = {}
    for one in rehearsal.measured:
        measured[one.phase] = measured.get(one.phase, 0.0) + one.seconds
    rows = [[phase, f"{measured[phase]:.2f}", spoken(found)] for phase, found in expected.items()]
    if rows:
        yield table(["phase", "s here", "expected on the real size"], rows, terminal=terminal)
        yield f"Besides, apply looked at the rows before and after its steps: {rehearsal.checks:.1f} s here."
        yield "Expected: for a server as fast as this one, with the settings of the source. docs/rehearse.md has the model."


def spoken(found: Range) -> str:
    """Return a range of seconds as people say it."""
    return f"{_time(found.expected)} ({_time(found.low)} to {_time(found.high)})"


def _time(seconds: float) -> str:
    if seconds < 0.095:
        return f"{seconds:.2f} s"
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    if seconds < 120:
        return f"{seconds:.0f} s"
    if seconds < 7200:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
