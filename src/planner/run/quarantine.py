"""List the rows in quarantine, and carry out what people decide about them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlglot import exp

from planner.errors import Blocked, DatabaseError, PlanError, PlannerError, Unfinished
from planner.execution.connection import Connection
from planner.execution.failures import ServerError, SqlState
from planner.execution.interrupt import Interrupt, Interrupted
from planner.execution.journal import Entry, Journal, client
from planner.execution.outcome import NOTHING, halting
from planner.execution.refusals import told
from planner.execution.session import application_path, as_application
from planner.execution.unknown_encoding import NAME as SQL_ASCII
from planner.names import QName, in_line
from planner.operations.guard_terms import BACKFILL_SETTING
from planner.rows.quarantine import decide, open_rows
from planner.rows.search_path import with_triggers_under
from planner.sql import build
from planner.sql.queries import queries
from planner.tenancy.model import ScopedTable, State

_SQL = queries("planner.run")

TOGETHER = 500
"""The number of rows that are decided in one transaction."""

OPEN_NOW = "planner resolve --export FILE writes what is open now"
"""The hint for a person whose file no longer fits the quarantine."""


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A row without a tenant, as the quarantine lists it."""

    relation: QName
    key: Mapping[str, object]
    reason: str
    """`orphan` or `conflict`."""
    candidates: tuple[str, ...]

    @property
    def key_text(self) -> str:
        """Return the key as JSON. Equal keys give equal texts."""
        return key_text(self.key)


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's decision about one row; `line` is its line in the file."""

    line: int
    relation: str
    key: str
    """A JSON object."""
    tenant: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision that fits an open row."""

    table: ScopedTable
    row: OpenRow
    tenant: str


def listed_name(relation: QName) -> str:
    """Return the name of a table as lists of decisions have it: in one line, and different for different tables."""
    return in_line(str(relation).replace("\\", "\\\\"))


def key_text(key: Mapping[str, object]) -> str:
    """Return a key as JSON. Equal keys give equal texts."""
    return json.dumps(key, ensure_ascii=False, sort_keys=True)


def open_quarantine(connection: Connection, state: State) -> list[OpenRow]:
    """Return every listed row that still has no tenant, table by table. One query for each table with a quarantine."""
    return _open(connection, state, [table for table in _tables(state) if state.has_column(table)])


def _open(connection: Connection, state: State, tables: Sequence[ScopedTable]) -> list[OpenRow]:
    found: list[OpenRow] = []
    there = connection.value(_SQL["quarantine_there"])
    for table in tables if there else ():
        for key, reason, candidates in connection.fetch(open_rows(table, state)):
            found.append(OpenRow(table.relation, key, reason, tuple(candidates)))
    return found


def refuse_open(connection: Connection, state: State) -> None:
    """Raise Blocked while rows are in quarantine, because NOT NULL can't be set on their tables.

    The phase add has run by now, even if the state's catalog does not show it.
    """
    counts: dict[QName, int] = {}
    for row in _open(connection, state, _tables(state)):
        counts[row.relation] = counts.get(row.relation, 0) + 1
    if counts:
        listed = ", ".join(f"{number} of {relation}" for relation, number in counts.items())
        raise Blocked(
            f"rows are in quarantine, without a tenant: {listed}",
            hint="planner resolve lists them, --export FILE writes them to a CSV file, --import FILE reads the decisions; "
            "then run the same command again",
        )


def check_decisions(connection: Connection, state: State, decisions: Sequence[Decision]) -> list[Taken]:
    """Return the decisions that fit open rows.

    Raise PlanError, which names each line that does not fit. Nothing is changed.
    """
    if state.catalog.server.encoding != SQL_ASCII:
        _refuse_unknown_bytes(decisions)
    rows = {(listed_name(row.relation), row.key_text): row for row in open_quarantine(connection, state)}
    tables = {listed_name(table.relation): table for table in _tables(state)}
    tenants = _existing(connection, state, {decision.tenant for decision in decisions})
    wrong: list[str] = []
    taken: dict[tuple[str, str], Taken] = {}
    for decision in decisions:
        problem = None
        try:
            key = json.loads(decision.key)
        except (ValueError, RecursionError):
            key = None
        place = (decision.relation, key_text(key)) if isinstance(key, dict) else None
        if place is None:
            problem = f"the key is not a JSON object: {decision.key}"
        elif decision.relation not in tables:
            problem = f"{decision.relation!r} is not a table with a quarantine"
        elif place in taken:
            problem = f"{decision.relation} {decision.key} is in the decisions twice"
        elif place not in rows:
            problem = f"{decision.relation} has no open row {decision.key}"
        elif decision.tenant not in tenants:
            problem = f"there is no tenant {decision.tenant!r}"
        else:
            taken[place] = Taken(tables[decision.relation], rows[place], decision.tenant)
        if problem is not None:
            wrong.append(f"line {decision.line}: {problem}")
    if wrong:
        more = [f"and {len(wrong) - 10} more"] if len(wrong) > 10 else []
        raise PlanError(
            f"{len(wrong)} of {len(decisions)} decisions can't be taken; nothing was changed",
            details=[*wrong[:10], *more],
            hint=f"correct these lines; {OPEN_NOW}",
        )
    return list(taken.values())


def _refuse_unknown_bytes(decisions: Sequence[Decision]) -> None:
    """Raise PlanError for a file that is not UTF-8. Only a SQL_ASCII database holds bytes of an unknown encoding."""
    for decision in decisions:
        for text in (decision.relation, decision.key, decision.tenant):
            if not text.isprintable() and any("\udc80" <= letter <= "\udcff" for letter in text):
                raise PlanError(
                    f"line {decision.line} is not UTF-8; nothing was changed", hint="save the file as UTF-8"
                )


def take(connection: Connection, state: State, decisions: Sequence[Taken]) -> int:
    """Give each row its tenant, in short transactions with a journal. Return the number of rows.

    Ctrl-C and SIGTERM end the work between two transactions. Raise PlannerError. The error is Unfinished if a
    transaction was committed.
    """
    journal = Journal("resolve")
    journal.start(connection)
    changed = committed = 0
    connection.set(BACKFILL_SETTING, "on")
    path = application_path(connection)
    as_application(connection)
    interrupt = Interrupt()
    try:
        with interrupt.listening():
            for first in range(0, len(decisions), TOGETHER):
                interrupt.check()
                rows = 0
                with connection.transaction():
                    together = decisions[first : first + TOGETHER]
                    for decision in together:
                        rows += _take(connection, state, decision, journal, path)
                committed += len(together)
                changed += rows
            journal.finish(connection, "done")
    except (Exception, KeyboardInterrupt) as error:
        why = halting(error)
        if not committed:
            raise told(NOTHING, why) from error
        _record_end(connection, journal, why)
        raise _unfinished(changed, len(decisions) - committed, why) from error
    return changed


def _record_end(connection: Connection, journal: Journal, why: PlannerError | Interrupted) -> None:
    """Write the early end into the journal. A failure to do so must not hide the error that ended the run."""
    if connection.lost:
        return
    with suppress(DatabaseError):
        journal.finish(connection, "interrupted" if isinstance(why, Interrupted) else "failed")


def _unfinished(changed: int, left: int, why: PlannerError | Interrupted) -> Unfinished:
    cause = why.message if isinstance(why, PlannerError) else "stopped on request"
    hints = [why.hint] if isinstance(why, PlannerError) and why.hint else []
    return Unfinished(
        f"{cause}; {changed} rows have their tenant now, {left} decisions are left", hint="\n".join([*hints, OPEN_NOW])
    )


def _take(connection: Connection, state: State, taken: Taken, journal: Journal, application_path: str) -> int:
    table = taken.table
    started = datetime.now(UTC)
    row, entry = decide(table, state, taken.row.key_text, taken.tenant, client())
    text = build.render(with_triggers_under(build.literal(application_path), row))
    changed = connection.execute(text) or 0
    connection.set_local("search_path", "")
    if changed:
        connection.execute(entry)
    seconds = (datetime.now(UTC) - started).total_seconds()
    journal.write(connection, Entry(1, f"resolve.{table.relation}", text, started, seconds, rows=changed))
    return changed


def _existing(connection: Connection, state: State, wanted: set[str]) -> set[str]:
    """Return the ids that the tenants table has."""
    tenants = state.tenancy.tenants
    if not wanted:
        return set()
    key = build.cast(build.column(tenants.key, "k"), "text")
    values = [build.literal(value) for value in sorted(wanted)]
    query = build.select(key).from_(build.table(tenants.relation, alias="k"), copy=False)
    query = query.where(exp.In(this=key.copy(), expressions=values), copy=False)
    try:
        return {row[0] for row in connection.fetch(query)}
    except ServerError as error:
        if error.state == SqlState.UNDEFINED_TABLE:
            return set()
        raise


def _tables(state: State) -> list[ScopedTable]:
    """Return the tables whose rows may be in quarantine."""
    tables = state.tenancy.tables.values()
    return [table for table in tables if table.rules.quarantines]
