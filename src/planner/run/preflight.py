"""Row preflight: every row's tenant is worked out before the first DDL, and what has none, or two, is named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import errors

from planner.errors import Blocked
from planner.names import QName
from planner.operations.rows import Count, RowQuery, preflight_query
from planner.operations.step import Lock, LockMode
from planner.operations.tenancy import State
from planner.run.blockers import blockers, describe
from planner.run.session import Connection, translated
from planner.sql import build

SAMPLES = 5


@dataclass(frozen=True, slots=True)
class Sample:
    """One row that breaks a rule."""

    key: tuple[str, ...]
    """Values of the key's columns, or the ctid."""
    tenant: str | None
    other: str | None
    """The parent's tenant, where two are compared."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Rows of a table that break a rule."""

    relation: QName
    key: tuple[str, ...]
    count: Count
    rows: int
    of: int
    samples: tuple[Sample, ...]

    def __str__(self) -> str:
        shown = "; ".join(self._sample(sample) for sample in self.samples)
        more = f" and {self.rows - len(self.samples)} more" if self.rows > len(self.samples) else ""
        return f"{self.relation}: {self.rows} of {self.of} rows: {self.count.title}: {shown}{more}"

    def _sample(self, sample: Sample) -> str:
        names = self.key or ("ctid",)
        key = ", ".join(f"{name}={value}" for name, value in zip(names, sample.key, strict=True))
        if self.count.other is None:
            return f"({key})" + (f" → {sample.tenant}" if sample.tenant is not None else "")
        return f"({key}) is {sample.tenant}, its parent {sample.other}"


def run_query(connection: Connection, query: RowQuery) -> Iterator[tuple[Count, int, int, tuple[Sample, ...]]]:
    """One scan for all counts; samples are fetched only for a rule that is broken."""
    row = connection.execute(build.render(query.count()).encode()).fetchone()
    assert row is not None
    total, *broken = row
    for count, rows in zip(query.counts, broken, strict=True):
        samples: Sequence[tuple[Any, ...]] = ()
        if rows:
            samples = connection.execute(build.render(query.samples(count, SAMPLES)).encode()).fetchall()
        yield count, rows, total, tuple(Sample(tuple(s[:-2]), s[-2], s[-1]) for s in samples)


def preflight(connection: Connection, state: State) -> tuple[Broken, ...]:
    """All findings, table by table; a table where nothing can go wrong is not read."""
    found: list[Broken] = []
    with translated():
        for table in state.tenancy.tables.values():
            query = preflight_query(table, state)
            if query is None:
                continue
            try:
                results = list(run_query(connection, query))
            except errors.LockNotAvailable:
                raise _locked(connection, table.relation) from None
            for count, rows, total, samples in results:
                if rows:
                    found.append(Broken(table.relation, query.key, count, rows, total, samples))
    return tuple(found)


def _locked(connection: Connection, relation: QName) -> Blocked:
    reading = [Lock(LockMode.ACCESS_SHARE, relation)]
    return Blocked(
        f"the rows of {relation} can't be read: {describe(blockers(connection, reading), reading)}; nothing was changed",
        hint="wait for that session, or end it (SELECT pg_terminate_backend(pid)); then run the same command again",
    )


def refuse(found: Sequence[Broken]) -> None:
    """Raises Blocked that names every table with rows in the way."""
    if not found:
        return
    rows = sum(broken.rows for broken in found)
    listing = "\n".join(f"  {broken}" for broken in found)
    raise Blocked(
        f"{rows} rows can't be given a tenant as the plan says; nothing was changed\n{listing}",
        hint="correct these rows, or say in the plan where their tenant comes from (another path, or `sql`)",
    )
