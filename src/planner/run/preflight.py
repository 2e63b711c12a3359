"""Check every row before the first DDL: derive its tenant, and name the rows that have none or two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from planner.errors import Blocked
from planner.execution.blockers import blockers, describe, ending
from planner.execution.connection import Connection
from planner.execution.failures import Cancelled, LockNotGot, ServerError
from planner.execution.values import keys_are_shown
from planner.names import QName
from planner.operations.composite_keys import tenants_as_child
from planner.rows.derivation import WALK_SETTINGS
from planner.steps.step import Lock, LockMode
from planner.tenancy.model import Expression, Path, ScopedTable, State
from planner.verification.row_questions import Count, Outcome, RowQuery, preflight_query
from planner.verification.tenants_keys import tenants_query

SAMPLES = 5


@dataclass(frozen=True, slots=True)
class Sample:
    """One row that breaks a rule."""

    key: tuple[str, ...]
    """The values of the key's columns, or the ctid."""
    tenant: str | None
    other: str | None
    """The parent's tenant, for rules that compare two tenants."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The rows of a table that break one rule."""

    relation: QName
    key: tuple[str, ...]
    count: Count
    rows: int
    of: int
    samples: tuple[Sample, ...]

    def __str__(self) -> str:
        return f"{self.relation}: {self.detail}"

    @property
    def detail(self) -> str:
        """Return the number of rows, the rule and some rows as one line; empty when no row breaks the rule."""
        if not self.rows:
            return ""
        if not self.samples:
            return f"{self.rows} of {self.of} rows: {self.count.title}"
        shown = "; ".join(self._sample(sample) for sample in self.samples)
        more = f" and {self.rows - len(self.samples)} more" if self.rows > len(self.samples) else ""
        return f"{self.rows} of {self.of} rows: {self.count.title}: {shown}{more}"

    def _sample(self, sample: Sample) -> str:
        names = self.key or ("ctid",)
        key = ", ".join(f"{name}={value}" for name, value in zip(names, sample.key, strict=True))
        if self.count.other is None:
            return f"({key})" + (f" → {sample.tenant}" if sample.tenant is not None else "")
        return f"({key}) is {sample.tenant}, its parent {sample.other}"


@dataclass(frozen=True, slots=True)
class PathRows:
    """The evidence for one path: the rows it leads to a tenant, the rows with a NULL in its columns, and all rows."""

    path: Path
    leads: int
    null: int
    of: int

    @property
    def nowhere(self) -> int:
        """Return the number of rows whose key leads to no row, or to a row without a tenant."""
        return self.of - self.leads - self.null


@dataclass(frozen=True, slots=True)
class TableRows:
    """The results of one scan of a table; `counts` has an entry for each rule, broken or not."""

    relation: QName
    rows: int
    counts: tuple[Broken, ...]
    paths: tuple[PathRows, ...]

    @property
    def broken(self) -> tuple[Broken, ...]:
        """Return the rules that rows break."""
        return tuple(count for count in self.counts if count.rows)

    @property
    def stopping(self) -> list[Broken]:
        """Return the broken rules that stop the run."""
        return [broken for broken in self.broken if broken.count.outcome is Outcome.STOPS]


def run_query(connection: Connection, query: RowQuery) -> TableRows:
    """Run one scan for all counts. Samples are fetched only for a broken rule, and never with `--no-values`."""
    row = connection.row(query.count())
    assert row is not None
    total, numbers = row[0], list(row[1:])
    counts = []
    for count in query.counts:
        rows = numbers.pop(0)
        samples: Sequence[tuple[Any, ...]] = ()
        if rows and keys_are_shown():
            samples = connection.fetch(query.samples(count, SAMPLES))
        shown = tuple(Sample(tuple(s[:-2]), s[-2], s[-1]) for s in samples)
        counts.append(Broken(query.relation, query.key, count, rows, total, shown))
    paths = tuple(PathRows(e.path, numbers.pop(0), numbers.pop(0), total) for e in query.evidence)
    return TableRows(query.relation, total, tuple(counts), paths)


def preflight(connection: Connection, state: State) -> tuple[TableRows, ...]:
    """Return the results table by table. Tables where nothing can go wrong are not read."""
    for name, value in WALK_SETTINGS.items() if state.tenancy.cycles else ():
        connection.set(name, value)
    queries = [(table, preflight_query(table, state)) for table in state.tenancy.tables.values()]
    queries.append((tenants_as_child(state), tenants_query(state)))
    return tuple(_read(connection, table, query) for table, query in queries if query is not None)


def _read(connection: Connection, table: ScopedTable, query: RowQuery) -> TableRows:
    try:
        return run_query(connection, query)
    except LockNotGot:
        reading = [Lock(LockMode.ACCESS_SHARE, query.relation)]
        who = describe(blockers(connection, reading), reading)
        raise Blocked(
            f"the rows of {query.relation} can't be read: {who}; nothing was changed",
            hint=f"wait for that session, or end it ({ending([who]) or 'it has ended since'}); then run the same command again",
        ) from None
    except Cancelled:
        raise
    except ServerError as error:
        # Parents are read first, so a failure here comes from this table's own expression.
        if not isinstance(table.strategy, Expression):
            raise
        raise Blocked(
            f"the expression of {table.relation} fails for a row: {error.said}; nothing was changed",
            place=table.place,
            hint="let the expression give NULL for such a row (CASE WHEN … THEN … END), which on_orphan then decides about; "
            "or correct the row",
        ) from None


def refuse(found: Sequence[TableRows]) -> None:
    """Raise Blocked, which names every table with rows that stop the run."""
    stopping = [table for table in found if table.stopping]
    if not stopping:
        return
    rows = sum(broken.rows for table in stopping for broken in table.stopping)
    raise Blocked(
        f"{rows} rows can't be given a tenant as the plan says; nothing was changed",
        details=[str(broken) for table in stopping for broken in table.stopping],
        hint="correct these rows, or say in the plan where their tenant comes from (another path, or `sql`), "
        "or what happens to them (on_orphan, on_conflict, on_null_parent)",
    )
