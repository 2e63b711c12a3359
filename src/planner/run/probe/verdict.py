"""Judge what the result of an attempt, or the server's refusal, says about isolation."""

from __future__ import annotations

from dataclasses import dataclass

from planner.execution.connection import Answer
from planner.execution.failures import ServerError, SqlState, SqlStateClass
from planner.verification.probe.attempts import Attempt, Expected

_BY_POLICY = "ExecWithCheckOptions"
"""The server's function that raises 42501 for a policy. A missing right is raised by another function."""

FROM_WORKER = "ReportResultError"
"""The function of Citus that passes a worker's error on, with its message and SQLSTATE (remote_commands.c)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an attempt ended as expected, and what to tell if it did not.

    An attempt that proves nothing is not ok: what could not be tried is not proven.
    """

    ok: bool
    detail: str = ""
    tried: bool = True


def _not_tried(why: str) -> Verdict:
    return Verdict(ok=False, detail=why, tried=False)


def of_result(attempt: Attempt, answer: Answer, expected: int, *, untouched: bool) -> Verdict:
    """Return the verdict on a result.

    `expected` is the tenant's number of rows, for an attempt that must show all of them.
    """
    shown, changed = answer.row, answer.changed
    match attempt.expected:
        case Expected.NOTHING if shown is not None:
            return Verdict(shown[0] == 0, f"it shows {shown[0]} rows")
        case Expected.NOTHING:
            return Verdict(changed == 0, f"it changed {changed} rows")
        case Expected.OWN:
            assert shown is not None
            told = f"it shows {shown[0]} rows, {shown[1]} of other tenants; the tenant has {expected}"
            return Verdict(shown == (expected, 0), told)
        case Expected.DONE:
            return Verdict(changed == 1, "no row was written")
        case Expected.UNTOUCHED:
            return Verdict(untouched, "the other tenant's row was changed")
        case Expected.REFUSED if changed == 0:
            return _not_tried("the session does not reach its own row")
        case Expected.REFUSED if shown is not None and shown[0] == attempt.moved_to:
            return Verdict(True)
        case Expected.REFUSED:
            return Verdict(False, "it was done" + (f"; {attempt.remedy}" if attempt.remedy else ""))


def of_error(attempt: Attempt, error: ServerError) -> Verdict:
    """Return the verdict on an attempt that the server refused."""
    said = error.said
    of_policy = error.source == _BY_POLICY or (error.source == FROM_WORKER and "row-level security" in said)
    by_policy = error.state == SqlState.INSUFFICIENT_PRIVILEGE and of_policy
    kept = error.state in (SqlState.FOREIGN_KEY_VIOLATION, SqlState.CHECK_VIOLATION)
    match attempt.expected:
        case Expected.DONE if by_policy:
            return Verdict(False, f"the application can't write its own rows: {said}")
        case Expected.REFUSED if by_policy or kept:
            return Verdict(True)
        case Expected.UNTOUCHED if by_policy or kept or error.state == SqlState.UNIQUE_VIOLATION:
            return Verdict(True)
        case Expected.NOTHING if by_policy or error.of(SqlStateClass.DATA):
            return Verdict(True)
        case Expected.NOTHING if kept:
            return Verdict(False, f"the statement reached the row, and only a constraint protected it: {said}")
    return _not_tried(said)
