"""The part of the page's content that says what a run took, and what is proven now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from planner.report.review.model import Range, Taken


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check."""

    rule: str
    table: str
    title: str
    result: str
    detail: str


@dataclass(frozen=True, slots=True)
class CertificateView:
    """A certificate, and whether the plan and the schema still match it."""

    file: str
    sha256: str
    made_at: datetime
    planner: str
    server: str
    role: str
    plan_sha256: str
    fingerprint: str
    ok: bool
    probed: bool
    tables: int
    checks: int
    findings: int
    notes: int
    rows: int
    objects: int
    suppressions: int
    holds: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """What verify finds now."""

    verdict: str
    rows_read: bool
    finished: str
    """The last finished phase; empty before the first."""
    checks: int
    hold: int
    listed: tuple[Check, ...]
    """Every result that is not ok."""
    groups: tuple[tuple[str, int], ...]
    """The checks that hold: title and number of tables."""


@dataclass(frozen=True, slots=True)
class RunView:
    """A run of the journal."""

    run: int
    command: str
    client: str
    started_at: datetime
    finished_at: datetime | None
    outcome: str
    statements: int
    errors: int
    finished_by: int | None


@dataclass(frozen=True, slots=True)
class OperationTaken:
    """What the steps of an operation took, beside what was expected."""

    phase: str
    operation: str
    steps: int
    expected: Range
    taken: Taken


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step that took long, or that had to be tried again."""

    id: str
    expected: Range
    taken: Taken


@dataclass(frozen=True, slots=True)
class Ran:
    """What the runs took."""

    runs: tuple[RunView, ...]
    running: str
    """Who is at work now, and what it does; empty when nobody is."""
    operations: tuple[OperationTaken, ...]
    steps: tuple[StepTaken, ...]
