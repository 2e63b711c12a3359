"""An app in a fresh database, and planner on it in this process."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from hypothesis import HealthCheck, Phase, settings

from harness.databases import Database, fresh_database
from harness.dumps import rows
from harness.reporters import Quiet
from harness.servers import Server
from planner.execution.backfill.pace import Pace
from planner.execution.connection import Connection
from planner.execution.executor import Executor, Limits
from planner.execution.interrupt import Interrupt
from planner.execution.journal import Journal
from planner.execution.session import connect
from planner.execution.watch.lease import Lease
from planner.execution.watch.watch import Watch
from planner.plan.load import LoadedPlan, parse_plan
from planner.run.project import View, look
from planner.run.project import settings as session_settings
from planner.steps.checks import Result
from planner.steps.step import Segment
from schemas import App, Row, q


def examples(count: int) -> settings:
    """PLANNER_EXAMPLES raises the number, and looks for new examples.

    Only then does Hypothesis shrink an example that fails, which takes minutes with a server.
    """
    more = int(os.environ.get("PLANNER_EXAMPLES", "0"))
    return settings(
        max_examples=max(count, more),
        deadline=None,
        derandomize=more <= count,
        database=None,
        print_blob=False,
        phases=tuple(Phase) if more else (Phase.explicit, Phase.generate),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )


@dataclass(slots=True)
class Driven:
    """One app, its database and its plan."""

    app: App
    database: Database
    loaded: LoadedPlan
    interrupt: Interrupt = field(default_factory=Interrupt)
    executor: Executor = field(init=False)

    def __post_init__(self) -> None:
        limits = Limits(5.0, 20.0, Pace(0.1, 0.0))
        self.executor = Executor(limits, Journal("apply"), Quiet(), self.interrupt, self._connect)

    def _connect(self, name: str) -> Connection:
        return connect(self.database.dsn, session_settings(self.loaded, read_only=False), application_name=name)

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        connection = self._connect("planner")
        try:
            yield connection
        finally:
            connection.close()

    def look(self, connection: Connection) -> View:
        return look(connection, self.loaded)

    def run(self, connection: Connection, segments: Sequence[Segment], view: View) -> None:
        lease, _ = Lease.take(connection, "apply", "tests")
        watch = Watch(lambda: self._connect("planner watch"), lease, (), self.interrupt, Quiet())
        self.executor.run(connection, segments, view.catalog, watch)

    def execute(self, statements: Iterable[str]) -> None:
        """As the application, in one transaction: it knows the plan's column only when the statement names it."""
        with psycopg.connect(self.database.dsn) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def tenants(self) -> list[list[Any]]:
        """What is stored, table by table, in the order of the rows' numbers."""
        found = []
        for table in self.app.tables:
            column = q(self.app.tenant_column(table))
            query = f"SELECT {q(table.mark)}, {column} FROM {table.sql} ORDER BY 1"
            found.append([value for _, value in self.database.fetch(query)])
        return found

    def rows(self) -> Mapping[str, list[str]]:
        return rows(self.database)


def findings(found: Iterable[Result]) -> list[tuple[str, str, str]]:
    return sorted((result.id, result.relation.schema, result.relation.name) for result in found if result.finding)


def expected_findings(app: App) -> list[tuple[str, str, str]]:
    """With several tenants, the guard of a constant is right no more, and the plans here never take it away."""
    constants = [table for table in app.tables if table.source == "constant" and len(app.known) > 1]
    return sorted(("guard-constant", table.schema, table.name) for table in constants)


def owners(rows: Sequence[Sequence[Row]]) -> list[list[Any]]:
    return [[row.owner for row in of] for of in rows]


@contextmanager
def driven(app: App, server: Server) -> Iterator[Driven]:
    loaded = parse_plan(app.plan, "plan.yaml")
    with fresh_database(server) as database:
        database.load(app.script)
        yield Driven(app, database, loaded)
