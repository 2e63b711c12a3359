"""What is proven now: the results of verify, and the certificate with what it covers."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator

from planner.report.results import verdict
from planner.report.review import expected
from planner.report.review.model import Range
from planner.report.review.outcome import CertificateView, Check, OperationTaken, Proof, Ran, RunView, StepTaken
from planner.run.certificate import Certificate
from planner.run.evidence import Evidence
from planner.run.journaled import Measured
from planner.steps.checks import Result, Weight
from planner.steps.step import Step

SLOWEST = 15
RETRIED = 40
"""The number of steps that are named because they took longest, or because they were tried again."""


def proof(evidence: Evidence) -> Proof | None:
    """Return what verify finds now; None before the first phase is finished."""
    if evidence.finished is None:
        return None
    results = evidence.results
    good = Counter(result.title for result in results if result.ok)
    return Proof(
        verdict=verdict(results),
        rows_read=evidence.rows_read and not evidence.work.missing,
        finished=evidence.finished.value,
        checks=len(results),
        hold=sum(result.ok for result in results),
        listed=tuple(_check(result) for result in results if not result.ok),
        groups=tuple(sorted(good.items(), key=lambda item: (-item[1], item[0]))[:60]),
    )


def _check(result: Result) -> Check:
    return Check(result.id, str(result.relation), result.title, _word(result), _detail(result))


def _word(result: Result) -> str:
    if result.ok:
        return "holds"
    if result.suppressed is not None:
        return "suppressed"
    return "finding" if result.weight is Weight.FINDING else "note"


def _detail(result: Result) -> str:
    return "; ".join(part for part in (str(result.suppressed or ""), result.detail) if part)


def certificate(found: Certificate, file: str, text: str, evidence: Evidence) -> CertificateView:
    """Return what a certificate covers. `text` is the content of its file."""
    return CertificateView(
        file=file,
        sha256=hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest(),
        made_at=found.made_at,
        planner=found.planner,
        server=found.server,
        role=found.role,
        plan_sha256=found.plan_sha256,
        fingerprint=found.fingerprint,
        ok=found.ok,
        probed=found.probed,
        tables=found.tables,
        checks=found.checks,
        findings=found.findings,
        notes=found.notes,
        rows=sum(found.rows.values()),
        objects=len(found.details or found.surface),
        suppressions=len(found.suppressions),
        holds=tuple(_check(result) for result in evidence.holds),
    )


def ran(evidence: Evidence, pause: float) -> Ran | None:
    """Return what the runs took; None without a journal."""
    status = evidence.status
    if not status.runs:
        return None
    running = f"{status.running} · {status.doing or 'begins'}" if status.running is not None else ""
    return Ran(
        runs=tuple(
            RunView(
                r.run, r.command, r.client, r.started_at, r.finished_at, r.outcome or "not finished", r.steps, r.errors,
                r.finished_by,
            )
            for r in status.runs
        ),
        running=running,
        operations=tuple(_operations(evidence, pause)),
        steps=tuple(_steps(evidence, pause)),
    )  # fmt: skip


def _operations(evidence: Evidence, pause: float) -> Iterator[OperationTaken]:
    groups: dict[tuple[str, str], list[Step]] = {}
    for step in evidence.work.found.steps:
        if step.id in evidence.measured:
            groups.setdefault((step.phase.value, step.operation), []).append(step)
    for (phase, operation), steps in groups.items():
        took = expected.taken(steps, evidence.measured)
        assert took is not None
        time = expected.likely(expected.quiet(steps, pause))
        yield OperationTaken(phase, expected.word(operation), len(steps), time, took)


def _steps(evidence: Evidence, pause: float) -> Iterator[StepTaken]:
    """Yield the steps that were tried again, then those that took longest, each once."""
    known = {step.id: step for step in evidence.work.found.steps}
    measured = evidence.measured
    again = sorted((i for i, m in measured.items() if m.errors or m.retries), key=lambda i: -_trouble(measured[i]))
    slow = sorted(measured, key=lambda i: -measured[i].seconds)
    for step in dict.fromkeys([*again[:RETRIED], *slow[:SLOWEST]]):
        one = known.get(step)
        took = expected.taken([one], measured) if one is not None else None
        time = expected.likely(expected.quiet([one], pause)) if one is not None else Range(0.0, 0.0)
        yield StepTaken(step, time, took or expected.shown(measured[step]))


def _trouble(one: Measured) -> float:
    return one.errors + one.retries + one.waited
