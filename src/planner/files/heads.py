"""The head of a segment's file, for psql and for migration tools: a comment about the steps, and a check that
earlier steps have run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from operator import itemgetter

from planner import __version__
from planner.catalog.changes import Own
from planner.catalog.owned import OwnedKind
from planner.files.entries import entries_check, entries_of
from planner.files.psql import block, one_line
from planner.files.words import lock_words
from planner.names import QName
from planner.sql import build, plpgsql
from planner.steps.conditions import OWNED, TableExists
from planner.steps.record.entries import RecordStatement
from planner.steps.step import LOSS, Mode, Segment, Step


def comment(
    segment: Segment, title: str, fingerprint: str | None, back: Sequence[Segment], limit: float
) -> Iterator[str]:
    """Yield the lines of a file's head. `back` is the undo of the segment; it is empty for a file that takes the
    segment back. `limit` is the longest wait for a lock, in seconds.

    Every line goes through `one_line`: a name with a line break in it must not end the comment.
    """
    yield from (f"-- {one_line(line)}".rstrip() for line in _about(segment, title, fingerprint, back, limit))
    yield ""


def _about(
    segment: Segment, title: str, fingerprint: str | None, back: Sequence[Segment], limit: float
) -> Iterator[str]:
    yield f"planner {__version__}: {title}"
    yield ""
    for step in segment.steps:
        yield f"{step.title} [{step.id}]"
    for lock in segment.locks():
        yield lock_words(lock, limit)
    yield f"Runs {_mode_words(segment.mode)}; {', '.join(sorted({step.work.value for step in segment.steps}))}"
    for step in segment.steps:
        for hazard in step.hazards:
            yield f"Hazard {hazard.name}: {hazard.text}"
    for step in (step for one in back for step in one.steps):
        yield f"Undo: {step.title}"
        yield from (f"  {build.render(node)}" for node in step.statements if not isinstance(node, RecordStatement))
        yield from (f"Undo loses: {hazard.text}" for hazard in step.hazards if hazard.name == LOSS)
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


class Required:
    """A step that must have run. Its check is rendered once, because the files of all later segments hold it."""

    def __init__(self, step: Step) -> None:
        self.step = step
        self._checks: dict[str, str] = {}

    def check(self, hint: str) -> str:
        """Return a check in plpgsql that raises with the step's title and the hint."""
        if hint not in self._checks:
            self._checks[hint] = plpgsql.unless(self.step.done_sql, f"not yet: {self.step.title}", hint)
        return self._checks[hint]


class Earlier:
    """The steps of earlier segments, by relation."""

    def __init__(self) -> None:
        self._steps: dict[QName, list[tuple[int, Required]]] = {}
        self._count = 0

    def add(self, segment: Segment) -> None:
        """Add the steps of a segment."""
        for step in segment.steps:
            self._steps.setdefault(step.relation, []).append((self._count, Required(step)))
            self._count += 1

    def required_by(self, segment: Segment) -> list[Required]:
        """Return the earlier steps on the relations that a segment builds on, in their order."""
        relations = {segment.relation, *(name for step in segment.steps for name in step.after)} - {OWNED}
        found = [numbered for name in relations for numbered in self._steps.get(name, ())]
        return [step for _, step in sorted(found, key=itemgetter(0))]


def required_entries(steps: Sequence[Required], hint: str) -> list[str]:
    """Return a shorter check in plpgsql: of the record's entries, and of the triggers that must still be suppressed.

    It does not ask for NOT NULL, which is made in another way before PostgreSQL 18. A statement that needs it fails by
    itself.
    """
    suppressing = [one for one in steps if OwnedKind.TRIGGER in _kinds(one)]
    entries = {
        relation: kept
        for relation, keys in entries_of(one.step for one in steps if one not in suppressing).items()
        if (kept := [key for key in keys if key.kind not in _BY_VERSION])
    }
    return [*(one.check(hint) for one in suppressing), *([entries_check(entries, hint)] if entries else [])]


_BY_VERSION = (OwnedKind.NOT_NULL, OwnedKind.CHECK)


def _kinds(required: Required) -> set[OwnedKind]:
    return {change.owned.key.kind for change in required.step.changes if isinstance(change, Own)}


def requirements(steps: Sequence[Required], hint: str) -> list[str]:
    """Return a check in plpgsql for the record and for each step that must have run. The check raises with the
    step's title."""
    return [record_check(hint), *(step.check(hint) for step in steps)]


@cache
def record_check(hint: str) -> str:
    """Return a check in plpgsql that planner's record is there."""
    return plpgsql.unless(TableExists(OWNED).sql(), "not yet: schema planner, the record", hint)


def requirement_body(steps: Sequence[Required], hint: str) -> str:
    """Return the check of `requirements` as the body of a DO block."""
    return block(*requirements(steps, hint))
