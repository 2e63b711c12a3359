"""What the user can do about an error of the server. It follows from what was running: the SQLSTATE alone says too little.

The server's own hint is passed on, because the application's functions write it (RAISE … USING HINT), but never its advice
to use CASCADE.
"""

from __future__ import annotations

from planner.execution.failures import OF_THE_SERVER, ServerError, SqlState, SqlStateClass
from planner.steps.step import Segment

GUARD = "_planner_guard"
"""A part of the names of write guards, which raise with a hint of their own."""

_KEYS = {"unique_keys", "primary_keys", "composite_foreign_keys"}
_FOREIGN_KEYS = {"tenant_foreign_key", "composite_foreign_keys"}
_NEW_ROWS = "new rows have no tenant: run the same command again, which fills them first; planner verify names them"


def of_segment(segment: Segment, error: ServerError) -> str | None:
    """Return the remedy for an error that a statement of this segment has got; None when planner knows none."""
    if error.state in OF_THE_SERVER:
        return error.hint
    if error.function is not None and GUARD not in error.function:
        ours = f"{error.function} raised this: correct what it refuses, or the function"
        return f"{error.hint}\n{ours}" if error.hint else ours
    operations = {step.operation for step in segment.steps}
    if error.state == SqlState.DEPENDENT_OBJECTS_STILL_EXIST:
        return "drop or change what depends on it, as the message names it; nothing is dropped with it"
    if error.of(SqlStateClass.INTEGRITY):
        return _of_rows(segment, operations, error) or error.hint
    return error.hint


def _of_rows(segment: Segment, operations: set[str], error: ServerError) -> str | None:
    named = f" ({error.constraint})" if error.constraint else ""
    null_or_check = error.state in (SqlState.NOT_NULL_VIOLATION, SqlState.CHECK_VIOLATION)
    if null_or_check and "not_null" in operations:
        return _NEW_ROWS
    if "backfill" in operations:
        return f"the backfill's UPDATE checks the whole row: correct the rows of {segment.relation} that break this rule{named}"
    if "tenants_table" in operations:
        return "say in `tenant.default.values` what the tenants table asks of its default row"
    if error.state == SqlState.FOREIGN_KEY_VIOLATION and operations & _FOREIGN_KEYS:
        return "correct the rows that reference nothing, or another tenant's row: planner verify names them"
    if error.state == SqlState.UNIQUE_VIOLATION and operations & _KEYS:
        return f"correct the rows that share these values{named}"
    return None
