"""verify --probe: rows of two tenants that do not exist are made, and a session of the application tries to reach the other's.

One transaction, which is rolled back whatever happens. What it can't undo: sequences have moved on, and triggers that
reach outside the database have fired.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import psycopg
from psycopg import errors

from planner.catalog.model import Relation
from planner.errors import Blocked
from planner.execution.session import Connection, Settings, connect, translated
from planner.names import QName
from planner.run.project import View, refuse_standby
from planner.sql import build
from planner.steps.checks import Result, Weight
from planner.tenancy.model import RowSecurity, ScopedTable
from planner.verification.probe.attempts import Attempt, Expected, Tenant, attempts, own_rows
from planner.verification.probe.rows import (
    ATTEMPTS,
    Draft,
    Reference,
    Row,
    any_row,
    is_scoped,
    references,
    root,
    writable,
)

STATEMENT_TIMEOUT = 30.0
"""Seconds for one attempt."""

_BY_POLICY = "ExecWithCheckOptions"
"""The server's function that raises 42501 for a policy; for a missing right it is another."""

_FAULTS = (errors.IntegrityError, errors.DataError)


class _CannotMake(Exception):
    """No row of a table could be made; the reason in words."""


class _Circle(_CannotMake):
    """It would have to be there already; made from elsewhere it may do."""


@dataclass(frozen=True, slots=True)
class _Judged:
    ok: bool
    detail: str = ""
    weight: Weight = Weight.FINDING


def probe(dsn: str | None, view: View) -> list[Result]:
    """What came of every attempt; needs the right to write, and to SET ROLE. Raises Blocked or DatabaseError."""
    settings = Settings(lock_timeout=view.loaded.plan.execution.lock_timeout, statement_timeout=STATEMENT_TIMEOUT)
    with connect(dsn, settings, application_name="planner verify --probe") as connection, translated():
        refuse_standby(connection)
        results: list[Result] = []
        with connection.transaction(force_rollback=True):
            results += _Probe(connection, view).run()
        if view.tenancy.rls is not None:
            results.append(_reused(connection, view, view.tenancy.rls))
        return results


def _reused(connection: Connection, view: View, rls: RowSecurity) -> Result:
    """A pooled session, after the transaction that had set the tenant."""
    with connection.transaction():
        connection.execute("SELECT pg_catalog.set_config(%s, %s, true)", (rls.setting, "probe"))
    helper = build.select(build.is_null(build.call(rls.helper.name, schema=rls.helper.schema)))
    try:
        row = connection.execute(build.render(helper).encode()).fetchone()
    except errors.UndefinedFunction:
        row = None
    ok = row is not None and bool(row[0])
    title = f"a session that is used again has no tenant: SET LOCAL {rls.setting} ends with its transaction"
    detail = "" if ok else f"{rls.helper}() gives one, or is not there: planner apply --phase tighten"
    return Result("probe", view.tenancy.tenants.relation, title, ok, detail)


class _Probe:
    def __init__(self, connection: Connection, view: View) -> None:
        self._connection = connection
        self._view = view
        self._maker = _Maker(connection, view)
        self._search_path, self._search_paths = _search_paths(connection)

    def run(self) -> Iterator[Result]:
        rls = self._view.tenancy.rls
        roles: Sequence[str | None] = rls.roles if rls is not None else (None,)
        try:
            self._maker.make_tenants()
        except _CannotMake as reason:
            tenants = self._view.tenancy.tenants.relation
            yield Result(
                "probe", tenants, "is probed", False, f"no tenant could be made to try with: {reason}", Weight.NOTE
            )
            return
        tried: list[tuple[ScopedTable, Relation, list[Attempt]]] = []
        for table in self._view.tenancy.tables.values():
            relation = self._view.state.relation(table)
            if relation.column(table.column) is None:
                continue
            try:
                tried.append((table, relation, self._attempts(table, relation)))
            except _CannotMake as reason:
                yield Result(
                    "probe",
                    table.relation,
                    "is probed",
                    False,
                    f"no row could be made to try with: {reason}",
                    Weight.NOTE,
                )
        for role in roles:
            if role is not None:
                self._check_role(role)
            yield from self._as(role, tried)

    def _as(self, role: str | None, tried: list[tuple[ScopedTable, Relation, list[Attempt]]]) -> Iterator[Result]:
        """Sessions without the setting first: once it was set, it is never quite unset again."""
        judged: dict[QName, list[tuple[Attempt, _Judged]]] = {table.relation: [] for table, _, _ in tried}
        for unset in (True, False):
            for table, relation, todo in tried:
                rights = self._rights(role, table.relation)
                for attempt in todo:
                    if (attempt.tenant is None) is unset and attempt.privilege in rights:
                        judged[table.relation].append((attempt, self._try(role, table, relation, attempt)))
        who = f"as {role}" if role is not None else "as planner's own role"
        for name, found in judged.items():
            wrong = [(attempt, outcome) for attempt, outcome in found if not outcome.ok]
            for attempt, outcome in wrong:
                title = f"{who}: {attempt.title}: {attempt.expected.value}"
                yield Result("probe", name, title, False, outcome.detail, outcome.weight)
            if found and not wrong:
                yield Result("probe", name, f"{who}: {len(found)} ways to another tenant's rows lead nowhere", True)

    def _attempts(self, table: ScopedTable, relation: Relation) -> list[Attempt]:
        one, other = (
            Tenant(id_, self._maker.row(relation.name, id_), self._maker.spare(relation.name, id_))
            for id_ in self._maker.tenants
        )
        elsewhere: list[tuple[Reference, Row]] = []
        for reference in references(relation, table, self._view.catalog):
            if is_scoped(self._view.tenancy, self._view.catalog, reference.ref):
                try:
                    theirs = self._maker.row(reference.ref, other.id)
                except _CannotMake:
                    continue
                elsewhere.append((reference, theirs))
        return list(attempts(table, relation, one, other, elsewhere, secured=self._view.tenancy.rls is not None))

    def _try(self, role: str | None, table: ScopedTable, relation: Relation, attempt: Attempt) -> _Judged:
        expected = 0
        if attempt.expected is Expected.OWN:
            assert attempt.tenant is not None
            expected = self._number(build.render(own_rows(table, relation, attempt.tenant)))
        before = self._place(attempt)
        try:
            with self._connection.transaction(force_rollback=True):
                self._become(role, attempt.tenant)
                cursor = self._connection.execute(build.render(attempt.statement).encode())
                shown = cursor.fetchone() if cursor.description is not None else None
                self._connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
                self._become(None, None)
                untouched = self._place(attempt) == before
                return _of_result(attempt, shown, cursor.rowcount, expected, untouched=untouched)
        except psycopg.Error as error:
            if error.diag.sqlstate is None:
                raise
            return _of_error(attempt, error)

    def _place(self, attempt: Attempt) -> object:
        """Where the other tenant's row is, for an attempt that must leave it there."""
        return self._connection.execute(build.render(attempt.row).encode()).fetchone() if attempt.row else None

    def _become(self, role: str | None, tenant: str | None) -> None:
        """Until the end of the transaction, or of the savepoint."""
        values = {"role": role or "none", "row_security": "on" if role is not None else "off"}
        values["search_path"] = self._search_paths.get(role, self._search_path)
        rls = self._view.tenancy.rls
        if tenant is not None and rls is not None:
            values[rls.setting] = tenant
        for name, value in values.items():
            self._connection.execute("SELECT pg_catalog.set_config(%s, %s, true)", (name, value))

    def _check_role(self, role: str) -> None:
        try:
            with self._connection.transaction(force_rollback=True):
                self._become(role, None)
        except errors.InsufficientPrivilege:
            raise Blocked(
                f"role {self._view.catalog.server.role!r} can't become {role!r}, as which the application connects",
                hint=f"connect as a superuser, or: GRANT {role} TO {self._view.catalog.server.role}",
            ) from None

    def _rights(self, role: str | None, relation: QName) -> frozenset[str]:
        if role is None:
            return frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})
        name = build.render(build.table(relation))
        row = self._connection.execute(
            "SELECT has_any_column_privilege(%(role)s, %(name)s, 'SELECT'), has_any_column_privilege(%(role)s, %(name)s, 'INSERT'),"
            " has_any_column_privilege(%(role)s, %(name)s, 'UPDATE'), has_table_privilege(%(role)s, %(name)s, 'DELETE')",
            {"role": role, "name": name},
        ).fetchone()
        assert row is not None
        return frozenset(right for right, has in zip(("SELECT", "INSERT", "UPDATE", "DELETE"), row, strict=True) if has)

    def _number(self, query: str) -> int:
        row = self._connection.execute(query.encode()).fetchone()
        assert row is not None
        return int(row[0])


def _search_paths(connection: Connection) -> tuple[str, dict[str | None, str]]:
    """What triggers of the application find its tables by: that of planner's own role, and those of roles that have one."""
    connection.execute("RESET search_path")
    row = connection.execute("SELECT pg_catalog.current_setting('search_path')").fetchone()
    assert row is not None
    found = connection.execute(
        "SELECT r.rolname::text, substr(c, length('search_path=') + 1) FROM pg_catalog.pg_db_role_setting s"
        " JOIN pg_catalog.pg_database d ON s.setdatabase IN (0, d.oid) AND d.datname = pg_catalog.current_database()"
        " JOIN pg_catalog.pg_roles r ON r.oid = s.setrole, unnest(s.setconfig) AS c"
        " WHERE c LIKE 'search_path=%' ORDER BY s.setdatabase"
    ).fetchall()
    return row[0], dict(found)


def _of_result(
    attempt: Attempt, shown: tuple[int, ...] | None, changed: int, expected: int, *, untouched: bool
) -> _Judged:
    match attempt.expected:
        case Expected.NOTHING if shown is not None:
            return _Judged(shown[0] == 0, f"it shows {shown[0]} rows")
        case Expected.NOTHING:
            return _Judged(changed == 0, f"it changed {changed} rows")
        case Expected.OWN:
            assert shown is not None
            told = f"it shows {shown[0]} rows, {shown[1]} of other tenants; the tenant has {expected}"
            return _Judged(shown == (expected, 0), told)
        case Expected.DONE:
            return _Judged(changed == 1, "no row was written", Weight.NOTE)
        case Expected.UNTOUCHED:
            return _Judged(untouched, "the other tenant's row was changed")
        case Expected.REFUSED if changed == 0:
            return _Judged(False, "not tried: the session does not reach its own row", Weight.NOTE)
        case Expected.REFUSED:
            return _Judged(False, "it was done" + (f"; {attempt.remedy}" if attempt.remedy else ""))


def _of_error(attempt: Attempt, error: psycopg.Error) -> _Judged:
    said = error.diag.message_primary or type(error).__name__
    by_policy = isinstance(error, errors.InsufficientPrivilege) and error.diag.source_function == _BY_POLICY
    kept = isinstance(error, errors.ForeignKeyViolation | errors.CheckViolation)
    match attempt.expected:
        case Expected.DONE if by_policy:
            return _Judged(False, f"the application can't write its own rows: {said}")
        case Expected.REFUSED if by_policy or kept:
            return _Judged(True)
        case Expected.UNTOUCHED if by_policy or kept or isinstance(error, errors.UniqueViolation):
            return _Judged(True)
        case Expected.NOTHING if by_policy or isinstance(error, errors.DataError):
            return _Judged(True)
        case Expected.NOTHING if kept:
            return _Judged(False, f"the row was reached, and kept by a constraint alone: {said}")
    return _Judged(False, f"not tried: {said}", Weight.NOTE)


@dataclass
class _Maker:
    """Rows of two tenants, made as they are asked for; each table's first row of a tenant is made once."""

    connection: Connection
    view: View
    _made: dict[tuple[QName, str | None], Row] = field(default_factory=dict)
    _failed: dict[tuple[QName, str | None], str] = field(default_factory=dict)
    _making: list[tuple[QName, str | None]] = field(default_factory=list)
    _number: int = 0
    tenants: list[str] = field(default_factory=list)
    """Their keys, once they are made."""

    def make_tenants(self) -> None:
        """Raises _CannotMake."""
        relation = self.view.catalog.relations[self.view.tenancy.tenants.relation]
        for _ in range(2):
            row = self._insert(relation, self._given(relation.name, None), self._template(relation))
            id_ = row[self.view.tenancy.tenants.key]
            assert id_ is not None
            self.tenants.append(id_)
            self._made[relation.name, id_] = row

    def row(self, name: QName, tenant: str | None) -> Row:
        """Raises _CannotMake."""
        key = (name, tenant)
        if key in self._failed:
            raise _CannotMake(self._failed[key])
        if key in self._making:
            raise _Circle(f"{name} leads back to itself")
        if key not in self._made:
            self._making.append(key)
            try:
                self._made[key] = self._make(name, tenant)
            except _Circle:
                raise
            except _CannotMake as reason:
                self._failed[key] = str(reason)
                raise
            finally:
                self._making.pop()
        return self._made[key]

    def spare(self, name: QName, tenant: str) -> Row:
        """One that could be there: made, and taken back at once. Where its references are its key, it has others."""
        self.row(name, tenant)
        try:
            return self._spare(name, self._given(name, tenant))
        except _CannotMake:
            tenants = self.view.tenancy.tenants.relation
            known = {key: row for key, row in self._made.items() if key[0] == tenants}
            others = _Maker(
                self.connection, self.view, known, _making=[(name, tenant)], _number=self._number + ATTEMPTS
            )
            return self._spare(name, others._given(name, tenant))

    def _spare(self, name: QName, given: Row) -> Row:
        relation = self.view.catalog.relations[name]
        with self.connection.transaction(force_rollback=True):
            return writable(relation, self._insert(relation, given, self._template(relation)))

    def _make(self, name: QName, tenant: str | None) -> Row:
        relation = self.view.catalog.relations.get(name)
        if relation is None:
            raise _CannotMake(f"{name} is outside the managed schemas")
        return self._insert(relation, self._given(name, tenant), self._template(relation))

    def _given(self, name: QName, tenant: str | None) -> Row:
        """The tenant, and what the row references."""
        relation = self.view.catalog.relations[name]
        table = self.view.tenancy.tables.get(root(self.view.catalog, name))
        given: dict[str, str | None] = {}
        for reference in references(relation, table, self.view.catalog):
            found = self._referenced(relation, reference, tenant)
            if found is not None:
                for mine, theirs in zip(reference.columns, reference.ref_columns, strict=True):
                    given.setdefault(mine, found[theirs])
            else:
                for mine in reference.columns:
                    column = relation.column(mine)
                    if column is not None and not column.not_null:
                        given.setdefault(mine, None)
        if table is not None:
            given[table.column] = tenant
        return given

    def _referenced(self, relation: Relation, reference: Reference, tenant: str | None) -> Row | None:
        """The row that is referenced; None where NULL does."""
        tenants = self.view.tenancy.tenants.relation
        columns = [relation.column(name) for name in reference.columns]
        optional = any(column is not None and not column.not_null for column in columns)
        if reference.ref == tenants and tenant is not None:
            return self._made[tenants, tenant]
        if tenant is not None and is_scoped(self.view.tenancy, self.view.catalog, reference.ref):
            try:
                return self.row(reference.ref, tenant)
            except _CannotMake:
                if optional:
                    return None
                raise
        if optional:
            return None
        there = self.view.catalog.relations.get(reference.ref)
        found = self._template(there) if there is not None else None
        return found if found is not None else self.row(reference.ref, None)

    def _template(self, relation: Relation) -> Row | None:
        row = self.connection.execute(build.render(any_row(relation)).encode()).fetchone()
        return None if row is None else dict(zip((c.name for c in relation.columns), row, strict=True))

    def _insert(self, relation: Relation, given: Row, template: Row | None) -> Row:
        """INSERT until it is not refused, with another value each time for what was."""
        self._number += 1
        draft = Draft(relation, self.view.catalog, given, template, self._number)
        for _ in range(ATTEMPTS):
            try:
                with self.connection.transaction():
                    row = self.connection.execute(build.render(draft.insert()).encode()).fetchone()
            except _FAULTS as error:
                diag = error.diag
                if draft.refused(diag.constraint_name, diag.column_name, diag.datatype_name):
                    continue
                raise _CannotMake(f"{relation.name}: {diag.message_primary}") from error
            except psycopg.Error as error:
                if error.diag.sqlstate is None:
                    raise
                raise _CannotMake(f"{relation.name}: {error.diag.message_primary}") from error
            if row is None:
                raise _CannotMake(f"{relation.name}: a trigger or rule takes rows away")
            return dict(zip((c.name for c in relation.columns), row, strict=True))
        raise _CannotMake(f"{relation.name}: no values were found that its constraints take")
