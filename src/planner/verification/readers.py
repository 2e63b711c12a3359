"""Find the views, rules and tables that show the rows of all tenants, and read or act as a role without policies."""

from __future__ import annotations

from collections.abc import Iterator

from planner.catalog.access import Rule
from planner.catalog.model import Relation
from planner.catalog.words import RelationKind
from planner.names import QName
from planner.sql.spelling import sql_name
from planner.steps.checks import CatalogCheck, Weight
from planner.tenancy.trusted import Kind, Subject
from planner.verification.answers import Found
from planner.verification.findings import applications, leak, others, some, who
from planner.verification.reach import Reach

_WRITES = ("INSERT", "UPDATE", "DELETE")
ENOUGH = 3
"""The number of columns, all of one scoped table, that make a table outside the plan a copy of it."""


class Readers:
    """The relations of all schemas, and what each of them shows."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._catalog = reach.catalog
        self._rls = reach.rls
        self._applications = applications(reach.catalog, reach.rls)
        tenancy = reach.state.tenancy
        self._tenant_columns = frozenset(table.column for table in tenancy.tables.values())
        self._columns = {
            name: frozenset(column.name for column in reach.catalog.relations[name].columns) for name in tenancy.tables
        }

    def found(self) -> Iterator[Found]:
        """Yield a finding for each relation that shows the application the rows of all tenants."""
        for relation in self._reach.relations.values():
            yield from self._view(relation)
            yield from self._copy(relation)
        for rule in self._catalog.access.rules:
            yield from self._rule(rule)
        yield from self._published()

    def _view(self, view: Relation) -> Iterator[Found]:
        holds = view.kind is RelationKind.MATERIALIZED
        if not holds and (view.kind is not RelationKind.VIEW or view.security_invoker):
            return
        readers = self._readers(view)
        if holds and view.owner in self._applications:
            readers.append(view.owner)
        shown = self._reach.shown(view, None) if readers else {}
        if not shown:
            return
        reading, tables = ", ".join(who(reader) for reader in readers), some(shown)
        if holds:
            check = leak(
                "view", view.name, f"holds no rows of {tables}",
                f"a materialized view keeps the rows of all tenants, and {reading} may read it: REVOKE, or a view with security_invoker",
            )  # fmt: skip
        else:
            check = leak(
                "view", view.name, f"shows the rows of {tables} that its reader may see",
                f"it reads as {some(shown.values())}, whom policies do not bind, and {reading} may use it: "
                + (
                    "ALTER VIEW … SET (security_invoker = true)"
                    if self._catalog.server.can.security_invoker
                    else "REVOKE, or a view owned by a role that policies bind"
                ),
            )  # fmt: skip
        yield Found(check, _subject("view", view))

    def _copy(self, table: Relation) -> Iterator[Found]:
        """Yield a finding for a table outside the plan, or a foreign table, that has rows of tenants and no policies."""
        foreign = table.kind is RelationKind.FOREIGN
        if not (foreign or (table.is_table() and table.name not in self._catalog.relations and not table.rls)):
            return
        readers = self._readers(table)
        if table.owner in self._applications:
            readers.append(table.owner)
        why = self._holds(table) if readers else ""
        if why:
            what = "a foreign table has no policies" if foreign else "it has no policies"
            check = leak(
                "copy", table.name, f"holds no rows of tenants: {why}",
                f"{what}, and {', '.join(who(reader) for reader in readers)} may use it: REVOKE ALL ON {sql_name(table.name)}, "
                + ("or a view over it that the policies' tenant limits" if foreign else f"or add {table.name.schema} to schemas"),
            )  # fmt: skip
            yield Found(check, _subject("table", table))

    def _holds(self, table: Relation) -> str:
        """Return why a table may hold rows of tenants; empty if nothing says so."""
        column = next((column.name for column in table.columns if column.name in self._tenant_columns), None)
        if column is not None:
            return f"it has a column {column}"
        shown = self._reach.shown(table, None)
        if shown:
            return f"it is a foreign table of this database, for {some(shown)}"
        names = {column.name for column in table.columns}
        for scoped, columns in self._columns.items():
            if names <= columns and (len(names) >= ENOUGH or (names and scoped.name == table.name.name)):
                return f"all its columns are columns of {scoped}"
        return "its rows come from elsewhere" if table.kind is RelationKind.FOREIGN else ""

    def _rule(self, rule: Rule) -> Iterator[Found]:
        relation = self._reach.relations.get(rule.relation)
        if relation is None:
            return
        writers = others(
            (grant.grantee for grant in relation.grants if grant.privilege in _WRITES), self._catalog, self._rls
        )
        shown: dict[QName, str] = {}
        for name in rule.reads if writers else ():
            read = self._reach.relations.get(name)
            if read is not None:
                shown |= self._reach.shown(read, relation.owner)
        if shown:
            check = leak(
                "rule", rule.relation, f"rule {rule.name} acts on the rows that its writer may see",
                f"it acts on {some(shown)} as {some(shown.values())}, whom policies do not bind, and "
                f"{', '.join(who(writer) for writer in writers)} may write {rule.relation}: DROP RULE, or a trigger in its place",
            )  # fmt: skip
            yield Found(check, None)
            return
        if self._reach.scoped(rule.relation) is None or not writers:
            return
        for name in rule.reads:
            read = self._reach.relations.get(name)
            open_to = self.unguarded_readers(read) if read is not None else []
            if open_to:
                check = leak(
                    "rule", rule.relation, f"rule {rule.name} takes no rows to where policies do not hold",
                    f"it writes to {name}, which has no policies, and {', '.join(map(who, open_to))} may read {name}: "
                    f"DROP RULE, REVOKE SELECT ON {sql_name(name)}, or list {name} as scoped",
                )  # fmt: skip
                yield Found(check, None)

    def _published(self) -> Iterator[Found]:
        """Yield a note for each publication of scoped tables. Its subscribers need REPLICATION, which roles may have."""
        published: dict[str, list[QName]] = {}
        for name in self._reach.state.tenancy.tables:
            for publication in self._catalog.publications(name):
                published.setdefault(publication, []).append(name)
        for publication, tables in published.items():
            check = CatalogCheck(
                "publication", self._reach.state.tenancy.tenants.relation, f"publication {publication} sends no rows of tenants",
                ok=False, detail=f"it sends the rows of all tenants of {some(tables)}, and no policy holds at its subscribers",
                weight=Weight.NOTE,
            )  # fmt: skip
            yield Found(check, None)

    def unguarded_readers(self, relation: Relation) -> list[str]:
        """Return the roles that read a table outside the tenancy which has no policies."""
        if not relation.is_table() or relation.rls or self._reach.scoped(relation.name) is not None:
            return []
        reading = [grant.grantee for grant in relation.grants if grant.privilege == "SELECT"]
        if relation.owner in self._applications:
            reading.append(relation.owner)
        return others(reading, self._catalog, self._rls)

    def _readers(self, relation: Relation) -> list[str]:
        return others((grant.grantee for grant in relation.grants), self._catalog, self._rls)


def _subject(kind: Kind, relation: Relation) -> Subject:
    return Subject(kind, relation.name)
