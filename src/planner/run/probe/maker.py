"""Make the probe's rows: rows of two invented tenants, and the rows that these rows reference."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from planner.catalog.model import Catalog, Relation
from planner.execution.connection import Connection
from planner.execution.failures import ServerError, SqlStateClass
from planner.names import QName
from planner.rows.search_path import RUN_DEFERRED, with_triggers_under
from planner.run.probe.scripts import Script, kept, undone
from planner.run.project import View
from planner.sql import build
from planner.sql.build import Node
from planner.tenancy.model import ScopedTable
from planner.verification.probe.attempts import Spare, Values
from planner.verification.probe.rows import (
    ATTEMPTS,
    Draft,
    Fitting,
    Given,
    Reference,
    Row,
    is_scoped,
    one_to_one,
    references,
    root,
    some_rows,
    writable,
)


class CannotMake(Exception):
    """No row of a table could be made; the message gives the reason."""


class _Circle(CannotMake):
    """The row would need itself. With a start from another table the row may work."""


class _ByTrigger(CannotMake):
    """A trigger of the application refuses the row, or removes it."""


@dataclass
class Maker:
    """The rows of two tenants, made on demand. Each table's first row of a tenant is made once."""

    connection: Connection
    view: View
    catalog: Catalog
    """The view's catalog, with the types of other schemas that columns have."""
    fitting: Fitting
    application_path: str
    """The search_path by which the application's triggers find their tables and functions."""
    _made: dict[tuple[QName, str | None], Row] = field(default_factory=dict)
    _failed: dict[tuple[QName, str | None], str] = field(default_factory=dict)
    _templates: dict[QName, Row | None] = field(default_factory=dict)
    _making: list[tuple[QName, str | None]] = field(default_factory=list)
    _number: int = 0
    tenants: list[str] = field(default_factory=list)
    """The tenants' keys, in the order in which the tenants were made."""

    def make_tenants(self) -> None:
        """Insert the two tenants, or take two that exist if no tenant can be inserted. Raise CannotMake."""
        relation = self.catalog.relations[self.view.tenancy.tenants.relation]
        try:
            rows = [self._make(relation.name, None) for _ in range(2)]
        except CannotMake:
            rows = self._rows(relation, 2)
            if len(rows) < 2:
                raise
        for row in rows:
            id_ = row[self.view.tenancy.tenants.key]
            assert id_ is not None
            self.tenants.append(id_)
            self._made[relation.name, id_] = row

    def row(self, name: QName, tenant: str | None) -> Row:
        """Return the tenant's row of a table; make it if necessary. Raise CannotMake."""
        key = (name, tenant)
        if key in self._failed:
            raise CannotMake(self._failed[key])
        if key not in self._made:
            try:
                self._made[key] = self._make(name, tenant)
            except _Circle:
                raise
            except CannotMake as reason:
                there = self._of_tenant(name, tenant)
                if there is None:
                    self._failed[key] = str(reason)
                    raise
                self._made[key] = there
        return self._made[key]

    def spare(self, name: QName, tenant: str) -> Spare:
        """Return a row that the tenant could insert. The row is made and rolled back at once. Raise CannotMake.

        When the row's references are its key, the row gets other parents. When a tenant has one row at most, the row
        is that of a third tenant, or takes the place of the tenant's own.
        """
        own = self.row(name, tenant)
        try:
            return Spare(tenant, self._spare(name, self._given(name, tenant)))
        except CannotMake as reason:
            refused = reason
        with suppress(CannotMake):
            return Spare(tenant, self._spare(name, self._afresh([(name, tenant)])._given(name, tenant)))
        with suppress(CannotMake):
            third = self._third()
            return Spare(third, self._spare(name, self._given(name, third)))
        with suppress(CannotMake, ServerError):
            relation, given = self.catalog.relations[name], self._given(name, tenant)
            with self.connection.undone():
                self.connection.execute(build.delete(name, Values(relation, self.catalog).row(own)))
                return Spare(tenant, self._spare(name, given), instead_of=own)
        raise refused

    def _third(self) -> str:
        """Make one more tenant, and return its key. Raise CannotMake."""
        tenants = self.view.tenancy.tenants
        row = self._make(tenants.relation, None)
        id_ = row[tenants.key]
        assert id_ is not None
        self._made[tenants.relation, id_] = row
        return id_

    def another(self, name: QName, tenant: str) -> Row:
        """Make one more row of the tenant; with other parents when its references are its key. Raise CannotMake."""
        try:
            return self._make(name, tenant)
        except CannotMake:
            return self._afresh([])._make(name, tenant)

    def _afresh(self, making: list[tuple[QName, str | None]]) -> Maker:
        """Return a maker that knows the tenants alone, and makes all other rows anew."""
        tenants = self.view.tenancy.tenants.relation
        known = {key: row for key, row in self._made.items() if key[0] == tenants}
        return replace(self, _made=known, _failed={}, _making=making, _number=self._number + ATTEMPTS)

    def _spare(self, name: QName, given: Given) -> Row:
        relation = self.catalog.relations[name]
        return writable(relation, self._insert(relation, given, self._template(relation), undone))

    def _make(self, name: QName, tenant: str | None) -> Row:
        """Make one more row. Raise CannotMake."""
        relation, key = self.catalog.relations.get(name), (name, tenant)
        if relation is None:
            raise CannotMake(f"{name} is outside the managed schemas")
        if key in self._making:
            raise _Circle(f"{name} leads back to itself")
        self._making.append(key)
        try:
            made = self._insert(relation, self._given(name, tenant), self._template(relation))
            if self._templates[name] is None:
                self._templates[name] = made
            return made
        finally:
            self._making.pop()

    def _given(self, name: QName, tenant: str | None) -> Given:
        """Return the tenant column's value and the values of the row's references."""
        relation = self.catalog.relations[name]
        table = self.view.tenancy.tables.get(root(self.catalog, name))
        given: dict[str, str | None] = {}
        itself: dict[str, str] = {}
        nullable = {column.name for column in relation.columns if not column.not_null}
        for reference in references(relation, table, self.catalog):
            pairs = list(zip(reference.columns, reference.ref_columns, strict=True))
            if reference.ref == name and not nullable & set(reference.columns):
                itself |= {mine: theirs for mine, theirs in pairs if mine != theirs}
                continue
            found = self._referenced(relation, reference, tenant)
            for mine, theirs in pairs:
                if found is not None:
                    given.setdefault(mine, found[theirs])
                elif mine in nullable:
                    given.setdefault(mine, None)
        loose = nullable & given.keys()
        if table is not None:
            derived = self._derived(table, tenant) if tenant is not None else {}
            given |= {**derived, table.column: tenant}
            loose -= {*derived, table.column, *(name for path in table.paths for name in path.columns)}
        return Given(given, frozenset(loose), {mine: of for mine, of in itself.items() if mine not in given})

    def _derived(self, table: ScopedTable, tenant: str) -> Row:
        """Return the values of the first path without a reference: a case of a polymorphic path, or the tenants as mapping.

        A copy of somebody's row would lead to that row's tenant.
        """
        tenants = self.view.tenancy.tenants.relation
        for path in table.paths:
            if path.mapping and path.source == tenants:
                row = self._made[tenants, tenant]
            elif path.case is not None:
                row = self.row(path.parent, tenant)
            else:
                continue
            found = {mine: row[theirs] for mine, theirs in path.pairs}
            return found | ({path.case.column: path.case.value} if path.case is not None else {})
        return {}

    def _referenced(self, relation: Relation, reference: Reference, tenant: str | None) -> Row | None:
        """Return the referenced row, or None when NULL is enough."""
        tenants = self.view.tenancy.tenants.relation
        columns = [relation.column(name) for name in reference.columns]
        optional = any(column is not None and not column.not_null for column in columns)
        if reference.ref == tenants and tenant is not None:
            return self._made[tenants, tenant]
        if tenant is not None and is_scoped(self.view.tenancy, self.catalog, reference.ref):
            try:
                return self.row(reference.ref, tenant)
            except CannotMake:
                if optional:
                    return None
                raise
        if optional:
            return None
        table = self.view.tenancy.tables.get(root(self.catalog, relation.name))
        if one_to_one(relation, reference, table):
            return self._make(reference.ref, None)
        if table is not None and tenant is None and is_scoped(self.view.tenancy, self.catalog, reference.ref):
            return self.row(reference.ref, None)  # A row for everybody leads to such rows alone.
        there = self.catalog.relations.get(reference.ref)
        found = self._template(there) if there is not None else None
        return found if found is not None else self.row(reference.ref, None)

    def _template(self, relation: Relation) -> Row | None:
        """Return a row to copy: one that was there, or the first that was made."""
        if relation.name not in self._templates:
            self._templates[relation.name] = next(iter(self._rows(relation, 1)), None)
        return self._templates[relation.name]

    def _of_tenant(self, name: QName, tenant: str | None) -> Row | None:
        """Return a row that the tenant has, or everybody, where no new one can be made."""
        relation, table = self.catalog.relations.get(name), self.view.tenancy.tables.get(root(self.catalog, name))
        if relation is None or table is None or (tenant is None and not table.mixed):
            return None
        nobodys = build.is_null(build.column(table.column))
        mine = build.eq(*Values(relation, self.catalog).pair(table.column, tenant)) if tenant is not None else nobodys
        return next(iter(self._rows(relation, 1, mine)), None)

    def _rows(self, relation: Relation, number: int, where: Node | None = None) -> list[Row]:
        names = [column.name for column in relation.columns]
        query = some_rows(relation, number)
        if where is not None:
            query.where(where, copy=False)
        return [dict(zip(names, row, strict=True)) for row in self.connection.fetch(query)]

    def _insert(self, relation: Relation, given: Given, template: Row | None, run: Script = kept) -> Row:
        """Insert a row. A row that a trigger of the application refuses is inserted without triggers, if that may be."""
        self._number += 1
        try:
            row = self._accepted(self._draft(relation, given, template), run)
        except _ByTrigger as refused:
            row = self._without_triggers(self._draft(relation, given, template), run, refused)
        return dict(zip((c.name for c in relation.columns), row, strict=True))

    def _draft(self, relation: Relation, given: Given, template: Row | None) -> Draft:
        return Draft(relation, self.catalog, self.fitting, given, template, self._number)

    def _without_triggers(self, draft: Draft, run: Script, refused: CannotMake) -> tuple[Any, ...]:
        """Insert a row without the application's triggers, which only a superuser may. Raise `refused` otherwise."""
        try:
            with self.connection.transaction():
                self.connection.set_local("session_replication_role", "replica")
                row = self._accepted(draft, run)
                self.connection.set_local("session_replication_role", "origin")
        except (CannotMake, ServerError) as error:
            if isinstance(error, ServerError) and error.state is None:
                raise
            raise refused from error
        return row

    def _accepted(self, draft: Draft, run: Script) -> tuple[Any, ...]:
        """Insert a row and return it. After each refusal, retry with another value for the refused column."""
        name = draft.relation.name
        for _ in range(ATTEMPTS):
            try:
                row = self._row(draft.insert(), run)
            except ServerError as error:
                if error.state is None:
                    raise
                of_values = error.of(SqlStateClass.INTEGRITY) or error.of(SqlStateClass.DATA)
                if of_values and draft.refused(error.constraint, error.column, error.type):
                    continue
                kind = _ByTrigger if error.function is not None else CannotMake
                raise kind(f"{name}: {error.said}") from error
            if row is None:
                raise _ByTrigger(f"{name}: a trigger or rule removes the row")
            return row
        raise CannotMake(f"{name}: no values were found that its constraints accept")

    def _row(self, insert: Node, run: Script) -> tuple[Any, ...] | None:
        """Insert a row and return it. Its triggers run under the application's search_path.

        Deferred triggers and constraints are checked at once. Later they would fail in an attempt, as another role.
        """
        checked = f"{RUN_DEFERRED}; SET CONSTRAINTS ALL DEFERRED; SET LOCAL search_path = ''"
        insert = with_triggers_under(build.literal(self.application_path), insert)
        return run(self.connection, [insert, checked])[0].row
