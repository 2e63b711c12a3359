"""What stands at the head of a segment's file, whoever runs it: who it is for, and what must have run before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner import __version__
from planner.files.psql import one_line
from planner.sql import build
from planner.steps.conditions import OWNED, Condition
from planner.steps.step import Mode, Segment, Step


def comment(segment: Segment, title: str, fingerprint: str | None) -> Iterator[str]:
    """Every line through `one_line`: a name with a line break in it must not end the comment."""
    yield from (f"-- {one_line(line)}".rstrip() for line in _about(segment, title, fingerprint))
    yield ""


def _about(segment: Segment, title: str, fingerprint: str | None) -> Iterator[str]:
    yield f"planner {__version__}: {title}"
    yield ""
    for step in segment.steps:
        yield f"{step.title} [{step.id}]"
    for lock in segment.locks():
        yield f"Locks {lock.relation}: {lock.mode}, {lock.mode.stops}"
    yield f"Runs {_mode_words(segment.mode)}; {', '.join(sorted({step.work.value for step in segment.steps}))}"
    for step in segment.steps:
        for hazard in step.hazards:
            yield f"Hazard {hazard.name}: {hazard.text}"
        undo = "; ".join([build.render(s) for s in step.undo.statements] or [step.undo.note or ""])
        if undo:
            yield f"Undo of {step.id}: {undo}" + (f" (loses {step.undo.loses})" if step.undo.loses else "")
    if fingerprint is not None:
        yield f"Fingerprint of the managed schemas before: {fingerprint}"


def _mode_words(mode: Mode) -> str:
    match mode:
        case Mode.TRANSACTION:
            return "in one transaction"
        case Mode.ALONE:
            return "statement by statement, outside a transaction block"
        case Mode.BATCHES:
            return "in many short transactions, and can be interrupted at any time"


def requirements_of(segment: Segment, earlier: Sequence[Step]) -> list[Condition]:
    """What the earlier steps on the relations that this segment builds on leave behind."""
    relations = {segment.relation}
    for step in segment.steps:
        relations.update(step.after)
    return [step.done for step in earlier if step.relation in relations and step.relation != OWNED]
