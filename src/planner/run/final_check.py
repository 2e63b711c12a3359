"""The last step of `apply`: the row checks of `verify`, one scan for each table.

Rows may have become wrong while the run was at work, or afterwards: the application writes all the time. A run ends with
exit code 0 only when every row names the tenant that its parents have.
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.errors import Blocked
from planner.execution.blockers import blockers, describe, ending
from planner.execution.connection import Connection
from planner.execution.events import Reporter
from planner.execution.failures import LockNotGot
from planner.execution.interrupt import Interrupt
from planner.execution.session import READING_LOCK_TIMEOUT
from planner.names import QName
from planner.run.project import View
from planner.run.verify import row_results
from planner.steps.checks import Result
from planner.steps.step import Lock, LockMode
from planner.tenancy.model import ScopedTable


def check_rows(connection: Connection, view: View, interrupt: Interrupt, reporter: Reporter) -> None:
    """Raise Blocked, which names the rows, when rows break a check. Do nothing while steps are missing."""
    if view.diff().segments:
        reporter.note(
            "Final check: left out, since somebody changed the database meanwhile and steps are missing again"
        )
        return
    tables = list(view.tenancy.tables.values())
    reporter.note(f"Final check: the rows of {len(tables)} tables, one scan each")
    found: list[Result] = []
    # Nobody queues behind a reader, so a reader may wait longer for its lock.
    with connection.lock_timeout(READING_LOCK_TIMEOUT, then=view.loaded.plan.execution.lock_timeout):
        for table in tables:
            interrupt.check()
            with interrupt.cancellable(connection):
                found += [result for result in _results(connection, view, table) if result.finding]
    if found:
        raise _refusal(found)
    reporter.note("Final check: every row has its tenant")


def _results(connection: Connection, view: View, table: ScopedTable) -> Iterator[Result]:
    try:
        yield from row_results(connection, view, table)
    except LockNotGot:
        raise _unreadable(connection, table.relation) from None


def _unreadable(connection: Connection, relation: QName) -> Blocked:
    reading = [Lock(LockMode.ACCESS_SHARE, relation)]
    who = describe(blockers(connection, reading), reading)
    return Blocked(
        f"the final check can't read the rows of {relation}: {who}",
        hint=f"wait for that session, or end it ({ending([who]) or 'it has ended since'}); then run the same command again",
    )


def _refusal(found: list[Result]) -> Blocked:
    rows = sum(result.rows or 0 for result in found)
    return Blocked(
        f"all steps are done, and {rows} rows break the final check",
        details=[f"{result.relation}: {result.title}: {result.detail}" for result in found],
        hint="correct these rows, and run the same command again: it checks the rows again (planner verify does, too)",
    )
