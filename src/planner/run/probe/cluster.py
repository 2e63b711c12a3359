"""Probe a distributed database: everything runs as the application's role, and the tenant is a literal SET LOCAL.

Citus opens a worker's session for the role of the moment. A row that planner's own role has made and not committed is
there for nobody else (`cannot perform query on placements that were modified in this transaction by a different user`).
So the role that is probed makes the rows, each as the row's tenant; what exists is read in another session. Two tenants
must exist: the application rarely may add one. Of the settings, the workers hear what SET LOCAL says and nothing of
set_config, and a script of several statements would reach them as a whole: each statement is sent by itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlglot import exp

from planner.catalog.model import Relation
from planner.execution.connection import Answer, Connection
from planner.execution.failures import ServerError, SqlState
from planner.execution.session import Settings, connect
from planner.run.probe.maker import CannotMake, Maker
from planner.run.probe.probe import Probe, powerless, reused
from planner.run.probe.scripts import Script, kept
from planner.run.probe.verdict import FROM_WORKER, Verdict, of_error, of_result
from planner.run.project import View
from planner.sql import build
from planner.sql.build import Node
from planner.steps.checks import Result
from planner.tenancy.model import ScopedTable
from planner.verification.probe.attempts import Attempt, Expected, own_rows
from planner.verification.probe.rows import Given, Row, root

_OF_SHARD = re.compile(r"_\d+$")


@dataclass
class ClusterMaker(Maker):
    """Makes the rows as the application's role, whose setting names the row's tenant."""

    reading: Connection | None = None
    """Another session, as planner's own role, which sees what is committed."""

    def make_tenants(self) -> None:
        """Take two tenants that exist. Raise CannotMake."""
        relation = self.catalog.relations[self.view.tenancy.tenants.relation]
        rows = self._rows(relation, 2)
        if len(rows) < 2:
            raise CannotMake("a distributed database is probed with two tenants that exist, and there are fewer")
        for row in rows:
            id_ = row[self.view.tenancy.tenants.key]
            assert id_ is not None
            self.tenants.append(id_)
            self._made[relation.name, id_] = row

    def set_tenant(self, tenant: str | None) -> None:
        """Set the tenant of the session. None and an empty text are no tenant: a setting is never fully unset."""
        rls = self.view.tenancy.rls
        if rls is not None:
            self.connection.execute(set_local(rls.setting, tenant or ""))

    def _insert(self, relation: Relation, given: Given, template: Row | None, run: Script = kept) -> Row:
        table = self.view.tenancy.tables.get(root(self.catalog, relation.name))
        self.set_tenant(given.values.get(table.column) if table is not None else None)
        return super()._insert(relation, given, template, run)

    def _rows(self, relation: Relation, number: int, where: Node | None = None) -> list[Row]:
        here, self.connection = self.connection, self.reading or self.connection
        try:
            return super()._rows(relation, number, where)
        finally:
            self.connection = here

    def _row(self, insert: Node, run: Script) -> tuple[object, ...] | None:
        """Insert a row and return it. A distributed table has no triggers. A shard's constraint has the shard's number."""
        try:
            return run(self.connection, [insert])[0].row
        except ServerError as error:
            if error.source == FROM_WORKER and error.constraint is not None:
                error.constraint = _OF_SHARD.sub("", error.constraint)
            raise


def set_local(name: str, value: str) -> Node:
    """Return the literal SET LOCAL of a setting, the only form that Citus sends to the workers."""
    named = exp.Dot.build([build.ident(part) for part in name.split(".")]) if "." in name else build.ident(name)
    return build.phrase("SET LOCAL", named, "=", build.literal(value))


def probe_cluster(dsn: str | None, view: View, settings: Settings) -> list[Result]:
    """Return the results of the probe of each role, each in a transaction of its own that is rolled back."""
    rls = view.tenancy.rls
    roles: tuple[str | None, ...] = rls.roles if rls is not None else (None,)
    results: list[Result] = []
    reach: Counter[str] = Counter()
    name = "planner verify --probe"
    with connect(dsn, replace(settings, read_only=True), application_name=name) as reading:
        for role in roles:
            with connect(dsn, settings, application_name=name) as connection, connection.undone():
                one = ClusterProbe(connection, reading, view, role)
                one.become_once()
                results += one.of_role()
                reach.update({**one.reach})
        if rls is not None:
            with connect(dsn, settings, application_name=name) as connection:
                results.append(reused(connection, view, rls))
    return results + list(powerless(view, reach))


class ClusterProbe(Probe):
    """The probe of one role in one transaction, as that role."""

    def __init__(self, connection: Connection, reading: Connection, view: View, role: str | None) -> None:
        super().__init__(connection, view, ClusterMaker)
        assert isinstance(self.maker, ClusterMaker)
        self._maker = self.maker
        self._maker.reading = reading
        self._role = role

    def become_once(self) -> None:
        """Become the role until the end of the transaction. Raise Blocked if planner's role may not."""
        if self._role is not None:
            self.session.check(self._role, self._view.catalog.server.role)
            self._connection.execute(set_local("citus.propagate_set_commands", "local"))
            self._connection.execute(set_local("row_security", "on"))
            self._connection.execute(set_local("role", self._role))

    def of_role(self) -> Iterator[Result]:
        """Yield the results of all attempts of the role."""
        names = {*self._view.tenancy.tables, self._view.tenancy.tenants.relation}
        tried, missing = self.prepared(names)
        yield from missing
        if tried is not None:
            yield from self._as(self._role, tried)

    def _try(self, role: str | None, table: ScopedTable, relation: Relation, attempt: Attempt) -> Verdict:
        """Run an attempt, statement by statement, and roll it back."""
        tenant, connection = attempt.tenant, self._connection
        expected, place = 0, None
        try:
            with connection.undone():
                if attempt.expected is Expected.OWN and tenant is not None:
                    expected = int(self._asked(tenant, own_rows(table, relation, tenant, self._view.catalog))[0])
                if attempt.row is not None:
                    place = self._asked(self._maker.tenants[1], attempt.row)
                self._maker.set_tenant(tenant)
                if attempt.instead_of is not None:
                    connection.execute(attempt.instead_of)
                answer: Answer = connection.answer(attempt.statement)
                untouched = attempt.row is None or place == self._asked(self._maker.tenants[1], attempt.row)
        except ServerError as error:
            if error.state is None:
                raise
            refusable = attempt.expected in (Expected.REFUSED, Expected.UNTOUCHED)
            if refusable and error.state == SqlState.FEATURE_NOT_SUPPORTED:
                return Verdict(True)  # Citus itself refuses, e.g. to change a row's tenant.
            return of_error(attempt, error)
        return of_result(attempt, answer, expected, untouched=untouched)

    def _asked(self, tenant: str, query: Node) -> tuple[Any, ...]:
        self._maker.set_tenant(tenant)
        return self._connection.row(query) or (0,)
