"""Make rows of two invented tenants, and let a session of the application try to reach the other tenant's rows.

Everything runs in one transaction, which is always rolled back. The rollback can't undo that sequences have advanced,
and that triggers which reach outside the database have fired.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from planner.catalog.model import Relation, UserType
from planner.execution.connection import Connection
from planner.execution.failures import ServerError, SqlState
from planner.execution.session import connect
from planner.names import QName
from planner.operations.composite_keys import tenants_as_child
from planner.operations.policies import Seen, secured_tenants
from planner.rows.search_path import RUN_DEFERRED, with_triggers_under
from planner.run.probe.maker import CannotMake, Maker
from planner.run.probe.partitions import add_partitions, without_partitions
from planner.run.probe.scripts import undone
from planner.run.probe.session import ApplicationSession
from planner.run.probe.verdict import Verdict, of_error, of_result
from planner.run.project import View, refuse_standby
from planner.run.project import settings as session_settings
from planner.run.rights import refuse_foreign_code
from planner.sql import build
from planner.sql.build import Node
from planner.sql.queries import queries
from planner.steps.checks import Result
from planner.tenancy.model import RowSecurity, ScopedTable
from planner.verification.distribution import is_distributed
from planner.verification.probe.attempts import Attempt, Expected, Tenant, Values, attempts, own_rows, tenants_attempts
from planner.verification.probe.rows import Reference, Row, fitting_types, is_scoped, one_to_one, references

_SQL = queries("planner.run")

Tried = tuple[ScopedTable, Relation, list[Attempt]]
"""A table, with the attempts on it."""

STATEMENT_TIMEOUT = 30.0
"""Seconds for one attempt."""


def probe(dsn: str | None, view: View) -> list[Result]:
    """Return the results of all attempts. Needs the right to write and the right to SET ROLE.

    Raise Blocked or DatabaseError.
    """
    refuse_foreign_code(view.loaded, view.tenancy, view.catalog)
    settings = replace(session_settings(view.loaded, read_only=False), statement_timeout=STATEMENT_TIMEOUT)
    if is_distributed(view.state):
        from planner.run.probe.cluster import probe_cluster

        return probe_cluster(dsn, view, settings)
    with connect(dsn, settings, application_name="planner verify --probe") as connection:
        refuse_standby(connection)
        with connection.undone():
            first = Probe(connection, view)
            results = list(first.run({*view.tenancy.tables, view.tenancy.tenants.relation}))
        if view.tenancy.rls is not None:
            results.append(reused(connection, view, view.tenancy.rls))
    reach = first.reach
    missing = without_partitions(view.catalog)
    if missing and first.unfinished:
        # Another session, in which the setting was never set. Its locks end with its transaction.
        with connect(dsn, settings, application_name="planner verify --probe") as connection, connection.undone():
            add_partitions(connection, missing)
            again = Probe(connection, view)
            found = list(again.run(first.unfinished))
        results = [result for result in results if result.relation not in first.unfinished] + found
        reach.update(again.reach)
    return results + list(powerless(view, reach))


def powerless(view: View, reach: Counter[str]) -> Iterator[Result]:
    """Yield a finding for each role that could try nothing on any scoped table."""
    for role, number in reach.items():
        if number == 0:
            why = "the role has no rights on a scoped table"
            yield Result("probe", view.tenancy.tenants.relation, f"as {role}: is probed", False, why, untried=True)


def reused(connection: Connection, view: View, rls: RowSecurity) -> Result:
    """Check that a pooled session has no tenant after the transaction that set the tenant."""
    with connection.transaction():
        connection.set_local(rls.setting, "probe")
    helper = build.select(build.is_null(build.call(rls.helper.name, schema=rls.helper.schema)))
    try:
        ok = bool(connection.value(helper))
    except ServerError as error:
        if error.state != SqlState.UNDEFINED_FUNCTION:
            raise
        ok = False
    title = f"a session that is used again has no tenant: SET LOCAL {rls.setting} ends with its transaction"
    detail = "" if ok else f"{rls.helper}() gives one, or is not there: planner apply --phase tighten"
    return Result("probe", view.tenancy.tenants.relation, title, ok, detail)


def _other_types(connection: Connection, view: View) -> dict[QName, UserType]:
    """Return the enums and domains of other schemas that columns have. The catalog holds those of managed schemas."""
    rows = connection.fetch(_SQL["other_types"], {"schemas": list(view.loaded.plan.schemas)})
    return {
        QName(schema, name): UserType(QName(schema, name), kind, tuple(labels), base=base, checks=tuple(checks))
        for schema, name, kind, labels, base, checks in rows
    }


def _not_probed(relation: QName, why: str) -> Result:
    """Return a finding: what could not be tried is not proven."""
    return Result("probe", relation, "is probed", False, why, untried=True)


def _told(who: str, name: QName, judged: list[tuple[Attempt, Verdict]], todo: list[Attempt]) -> Iterator[Result]:
    """Yield the results of the attempts on one table. Attempts that failed for the same reason share a finding."""
    untried: dict[str, list[Attempt]] = {}
    for attempt, verdict in judged:
        if not verdict.ok and not verdict.tried:
            untried.setdefault(verdict.detail, []).append(attempt)
        elif not verdict.ok:
            yield Result("probe", name, f"{who}: {attempt.title}: {attempt.expected.value}", False, verdict.detail)
    for why, same in untried.items():
        more = f" and {len(same) - 1} more attempts" if len(same) > 1 else ""
        yield Result("probe", name, f"{who}: {same[0].title}{more}", False, f"not tried: {why}", untried=True)
    if todo and not judged:
        yield Result("probe", name, f"{who}: no right to read or to change it", True)
    elif judged and all(verdict.ok for _, verdict in judged):
        yield Result("probe", name, f"{who}: {len(judged)} ways to another tenant's rows lead nowhere", True)


class Probe:
    """The rows of the two tenants, and the attempts on them."""

    def __init__(self, connection: Connection, view: View, maker: type[Maker] = Maker) -> None:
        self._connection = connection
        self._view = view
        self.session = ApplicationSession.of(connection, view.tenancy.rls)
        catalog = replace(view.catalog, types={**view.catalog.types, **_other_types(connection, view)})
        fitting = fitting_types(view.catalog, view.tenancy)
        self.maker = maker(connection, view, catalog, fitting, self.session.own_search_path)
        self.unfinished: list[QName] = []
        """The tables that not everything could be tried on, because a row could not be made."""
        self.reach: Counter[str] = Counter()
        """By role, the number of its attempts on scoped tables."""

    def run(self, names: Collection[QName]) -> Iterator[Result]:
        """Yield the results of the attempts on the tables with these names."""
        rls = self._view.tenancy.rls
        roles: Sequence[str | None] = rls.roles if rls is not None else (None,)
        tried, missing = self.prepared(names)
        yield from missing
        for role in roles if tried is not None else ():
            if role is not None:
                self.session.check(role, self._view.catalog.server.role)
            yield from self._as(role, tried or [])

    def prepared(self, names: Collection[QName]) -> tuple[list[Tried] | None, list[Result]]:
        """Make the rows. Return the attempts on each table, None without tenants, and what can't be probed."""
        tenants = self._view.tenancy.tenants.relation
        missing: list[Result] = []
        try:
            self.maker.make_tenants()
        except CannotMake as reason:
            return None, [_not_probed(tenants, f"no tenant could be made for the probe: {reason}")]
        tried: list[Tried] = []
        for table in (table for name, table in self._view.tenancy.tables.items() if name in names):
            relation = self._view.state.relation(table)
            if relation.column(table.column) is None:
                missing.append(_not_probed(table.relation, f"it has no column {table.column}"))
                continue
            try:
                todo, lacking = self.attempts(table, relation)
            except CannotMake as reason:
                self.unfinished.append(table.relation)
                missing.append(_not_probed(table.relation, f"no row could be made for the probe: {reason}"))
                continue
            tried.append((table, relation, todo))
            if lacking:
                self.unfinished.append(table.relation)
            missing += [_not_probed(table.relation, why) for why in lacking]
        tried += self.of_tenants() if tenants in names else ()
        return tried, missing

    def _as(self, role: str | None, tried: list[Tried]) -> Iterator[Result]:
        """Try each attempt as a role.

        Sessions without the setting come first, because a setting that was set once is never fully unset.
        """
        judged: dict[QName, list[tuple[Attempt, Verdict]]] = {table.relation: [] for table, _, _ in tried}
        permitted = {relation.name: list(self.permitted(role, relation, todo)) for _, relation, todo in tried}
        for unset in (True, False):
            for table, relation, _ in tried:
                for attempt in permitted[relation.name]:
                    if (attempt.tenant is None) is unset:
                        judged[table.relation].append((attempt, self._try(role, table, relation, attempt)))
        who = f"as {role}" if role is not None else "as planner's own role"
        for table, _, todo in tried:
            yield from _told(who, table.relation, judged[table.relation], todo)
            if role is not None and table.relation in self._view.tenancy.tables:
                self.reach[role] += len(judged[table.relation])

    def of_tenants(self) -> list[Tried]:
        """Return the attempts on the tenants table, if it has policies."""
        table = secured_tenants(self._view.state)
        if table is None:
            return []
        holder, relation = tenants_as_child(self._view.state), self._view.catalog.relations[table.relation]
        values = Values(relation, self._view.catalog)
        rows = [(id_, self.maker.row(relation.name, id_)) for id_ in self.maker.tenants]
        one, other = (Tenant(id_, row, None) for id_, row in rows)
        return [(holder, relation, list(tenants_attempts(holder, values, one, other, readable=table.seen is Seen.ALL)))]

    def permitted(self, role: str | None, relation: Relation, todo: list[Attempt]) -> Iterator[Attempt]:
        """Yield the attempts that the role has the rights for."""
        rights = self.session.rights(role, relation)
        yield from (attempt for attempt in todo if rights.allow(attempt.privilege, attempt.column))

    def attempts(self, table: ScopedTable, relation: Relation) -> tuple[list[Attempt], list[str]]:
        """Return the attempts on a table, and make the rows that they need. Raise CannotMake.

        The second list says what can't be tried, and why.
        """
        missing: list[str] = []
        # Both tenants' rows come first: the other's row may need the values of a spare one.
        rows = [(id_, self.maker.row(relation.name, id_)) for id_ in self.maker.tenants]
        one, other = (self._tenant(relation, id_, row, missing) for id_, row in rows)
        elsewhere = list(self._elsewhere(table, relation, other, missing))
        everybodys = self._everybodys(relation, missing) if table.mixed else None
        tenancy = self._view.tenancy
        todo = attempts(
            table, relation, one, other, elsewhere, secured=tenancy.rls is not None, catalog=self._view.catalog,
            mixed={name for name, scoped in tenancy.tables.items() if scoped.mixed}, everybodys=everybodys,
        )  # fmt: skip
        return list(todo), list(dict.fromkeys(missing))

    def _tenant(self, relation: Relation, id_: str, row: Row, missing: list[str]) -> Tenant:
        """Return the tenant with its row of a relation and a row that it could insert."""
        try:
            return Tenant(id_, row, self.maker.spare(relation.name, id_))
        except CannotMake as why:
            missing.append(f"no second row of a tenant could be made: {why}")
            return Tenant(id_, row, None)

    def _everybodys(self, relation: Relation, missing: list[str]) -> Row | None:
        """Return a row for everybody."""
        try:
            return self.maker.row(relation.name, None)
        except CannotMake as why:
            missing.append(f"no row for everybody could be made: {why}")
            return None

    def _elsewhere(
        self, table: ScopedTable, relation: Relation, other: Tenant, missing: list[str]
    ) -> Iterator[tuple[Reference, Row]]:
        """Yield the references to scoped tables, each with the other tenant's row that it could point to."""
        for reference in references(relation, table, self._view.catalog):
            if is_scoped(self._view.tenancy, self._view.catalog, reference.ref):
                # The other tenant's own row may be the only one that may reference its parent: take a parent without.
                theirs_of = self.maker.another if one_to_one(relation, reference, table) else self.maker.row
                try:
                    yield reference, theirs_of(reference.ref, other.id)
                except CannotMake as why:
                    missing.append(
                        f"UPDATE of ({', '.join(reference.columns)}) to another tenant's row of {reference.ref} "
                        f"was not tried: no such row could be made: {why}"
                    )

    def _try(self, role: str | None, table: ScopedTable, relation: Relation, attempt: Attempt) -> Verdict:
        """Run an attempt in one round trip, and roll it back."""
        asked: list[Node | str] = []
        if attempt.expected is Expected.OWN:
            assert attempt.tenant is not None
            asked.append(own_rows(table, relation, attempt.tenant, self._view.catalog))
        place = [build.render(attempt.row)] if attempt.row is not None else []
        first = [attempt.instead_of] if attempt.instead_of is not None else []
        before = [*asked, *place, *first, self.session.becoming(role, attempt.tenant)]
        after = [RUN_DEFERRED, self.session.becoming(None, None), *place]
        try:
            found = undone(self._connection, [*before, self._statement(role, attempt), *after])
        except ServerError as error:
            if error.state is None:
                raise
            return of_error(attempt, error)
        expected = int(found[0].row[0]) if asked and found[0].row is not None else 0
        untouched = not place or found[len(asked)].row == found[-1].row
        return of_result(attempt, found[len(before)], expected, untouched=untouched)

    def _statement(self, role: str | None, attempt: Attempt) -> Node:
        """Return the statement for a role. planner's own role keeps its empty search_path for all but the triggers."""
        if role is not None:
            return attempt.statement
        return with_triggers_under(build.literal(self.session.own_search_path), attempt.statement)
