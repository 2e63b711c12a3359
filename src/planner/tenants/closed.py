"""The closed set of a tenant: its own rows, and the rows of other tables that they use.

A table that nobody has classified could hold rows of the tenant, so that it stops every command that writes or exports.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from sqlglot import exp

from planner.catalog.model import Relation
from planner.catalog.parts import Column
from planner.catalog.words import Generated, RelationKind
from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.execution.failures import ServerError, SqlStateClass
from planner.names import QName
from planner.rows.path_sql import matches
from planner.run.project import View
from planner.sql import build
from planner.sql.build import Node
from planner.sql.session_tenant import cuts, unchanged
from planner.tenancy.model import Path, State
from planner.tenants.links import Groups, Links, grouped, links_of, refers_to_itself

TENANTS = "tenants"
SCOPED = "scoped"


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one table that belong to the set."""

    relation: QName
    kind: str
    """`tenants` for the tenants table, else the kind that the plan gives the table."""
    column: str | None
    """The column that holds the tenant; None for a table whose rows are only used."""
    columns: tuple[Column, ...]
    """The columns that an export holds: all but generated ones, and but those that point from people to tenants."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    def type_of(self, name: str) -> str:
        """Return the type of a column."""
        return next(column.type for column in self.columns if column.name == name)


@dataclass(frozen=True, slots=True)
class ClosedSet:
    """The tables of a tenant's set. Own and used tables are in their order, parents before children."""

    state: State
    own: Mapping[QName, Part]
    used: Mapping[QName, Part]
    groups: Groups
    """The own tables, parents first. Tables of one group point to each other."""
    links: Links
    looped: frozenset[QName] = frozenset()
    """The used tables that point to themselves or to each other: all their rows count as used."""

    def value(self, tenant: str) -> Node:
        """Return a tenant's key as a constant of its type."""
        return build.cast(build.literal(tenant), self.state.tenancy.tenants.type)

    def relation(self, part: Part) -> Relation:
        return self.state.catalog.relations[part.relation]

    def source(self, name: QName, alias: str) -> exp.Table:
        """Return a table of the set for FROM. The rows of tables that inherit are not its own."""
        return build.table(name, alias=alias, only=self.plain(name))

    def plain(self, name: QName) -> bool:
        """Return whether a table holds its rows itself."""
        return self.state.catalog.relations[name].kind is RelationKind.TABLE

    def rows(self, name: QName, alias: str, tenant: str, depth: int = 0) -> Node:
        """Return the condition that a row of a table of the set belongs to it."""
        part = self.own.get(name)
        if part is not None and part.column is not None:
            equals = self.state.tenancy.tenants.equals
            return build.eq(build.column(part.column, alias), self.value(tenant), equals)
        if name in self.looped:
            return exp.Boolean(this=True)
        inner = f"c{depth}"
        uses = [
            build.exists(
                build.select(build.literal(1))
                .from_(self.source(child, inner), copy=False)
                .where(
                    build.and_(self.rows(child, inner, tenant, depth + 1), matches(path, inner, alias)),
                    copy=False,
                )
            )
            for child, path in self.users(name)
        ]
        return exp.Paren(this=build.or_(*uses)) if uses else exp.Boolean(this=False)

    def users(self, name: QName) -> Iterator[tuple[QName, Path]]:
        """Yield the tables of the set whose rows point to a table, each with its path."""
        for child in (*self.own, *self.used):
            for path in self.links.get(child, ()):
                if path.parent == name:
                    yield child, path

    def select(self, part: Part, tenant: str, *columns: Node) -> exp.Select:
        """Return the query for the rows of a part, with the given columns of `t`, or with those of an export."""
        shown = columns or tuple(build.column(name, "t") for name in part.names)
        query = build.select(*shown).from_(self.source(part.relation, "t"), copy=False)
        return query.where(self.rows(part.relation, "t", tenant), copy=False)

    def count(self, part: Part, tenant: str) -> exp.Select:
        """Return the query for the number of rows of a part."""
        return self.select(part, tenant, build.call("count", exp.Star()))


def closed_set(view: View) -> ClosedSet:
    """Return the tables of every tenant's set. Raise Blocked for a database that can't say whose its rows are."""
    _refuse_unclassified(view, _kinds(view))
    return sets_of(view)


def sets_of(view: View) -> ClosedSet:
    """Return the tables of every tenant's set, as far as they are classified."""
    state = view.state
    kinds = _kinds(view)
    links = links_of(state)
    tenants = state.tenancy.tenants
    columns = {name: table.column for name, table in state.tenancy.tables.items()}
    for name, column in columns.items():
        if state.catalog.relations[name].column(column) is None:
            raise Blocked(
                f"{name} has no tenant column yet, so nobody knows whose its rows are",
                hint="planner apply --confirm finishes the conversion",
            )
    columns[tenants.relation] = tenants.key
    groups = grouped(list(columns), links)
    own = {
        name: _part(state, name, TENANTS if name == tenants.relation else kinds.get(name, SCOPED), columns[name])
        for group in groups
        for name in group
    }
    used, looped = _used(state, own, links, kinds)
    return ClosedSet(state, own, used, groups, links, looped)


def _used(
    state: State, own: Mapping[QName, Part], links: Links, kinds: Mapping[QName, str]
) -> tuple[dict[QName, Part], frozenset[QName]]:
    """Return the other tables that rows of the set point to, directly or not, and those of them in a cycle."""
    reached: dict[QName, None] = {}
    waiting = list(own)
    while waiting:
        for path in links.get(waiting.pop(), ()):
            if path.parent not in own and path.parent not in reached:
                reached[path.parent] = None
                waiting.append(path.parent)
    groups = grouped(list(reached), links)
    looped = frozenset(name for group in groups if refers_to_itself(group, links) for name in group)
    return {name: _part(state, name, kinds.get(name, "reference"), None) for g in groups for name in g}, looped


def _part(state: State, name: QName, kind: str, column: str | None) -> Part:
    left_out = {
        mine
        for shared in state.tenancy.shared
        if shared.relation == name
        for path in shared.pointers
        for mine in path.columns
    }
    columns = state.catalog.relations[name].columns
    stored = tuple(c for c in columns if c.generated is Generated.NONE and c.name not in left_out)
    return Part(name, kind, column, stored)


def _kinds(view: View) -> dict[QName, str]:
    """Return the kind that the plan gives each table that it speaks of."""
    return {name: str(entry.kind) for name, entry in view.entries()}


def _refuse_unclassified(view: View, kinds: Mapping[QName, str]) -> None:
    """Raise Blocked for tables of the managed schemas that nobody has classified."""
    tenancy = view.tenancy
    unknown = sorted(
        relation.name
        for relation in view.catalog.roots()
        if relation.is_table()
        and relation.extension is None
        and relation.name not in tenancy.tables
        and relation.name not in kinds
        and relation.name != tenancy.tenants.relation
    )
    if unknown:
        listed = ", ".join(str(name) for name in unknown[:5]) + (f" and {len(unknown) - 5} more" if unknown[5:] else "")
        raise Blocked(
            f"nobody has classified {listed}: rows of the tenant could be there",
            hint="name each table under `tables` of the plan: scoped, shared, reference, or exempt with a reason",
        )


def tenant_ids(connection: Connection, state: State) -> list[str]:
    """Return the keys of all tenants, sorted."""
    tenants = state.tenancy.tenants
    key = build.cast(build.column(tenants.key, "k"), "text")
    query = build.select(key).from_(build.table(tenants.relation, alias="k"), copy=False)
    return sorted(row[0] for row in connection.fetch(query))


def spelled_tenant(connection: Connection, state: State, given: str) -> str | None:
    """Return a tenant's key as PostgreSQL spells it; None when no value of the type is spelled like that.

    A cast to `varchar(4)` would cut a longer text, and one to `numeric(3,0)` would round: the key of another tenant.
    """
    tenants = state.tenancy.tenants
    value = build.cast(build.literal(given), tenants.key_type)
    whole: Node = exp.Boolean(this=True)
    if cuts(tenants.type):
        whole = unchanged(value, build.literal(given), tenants.type, tenants.equals)
    try:
        row = connection.row(build.select(build.cast(value.copy(), "text"), whole))
        return str(row[0]) if row is not None and row[1] else None
    except ServerError as error:
        if error.of(SqlStateClass.DATA) or error.of(SqlStateClass.INTEGRITY):
            return None
        raise


def new_tenant(connection: Connection, state: State, given: str, hint: str) -> str:
    """Return a new tenant's key as PostgreSQL spells it. Raise Blocked when it can't be the key of a tenant."""
    spelled = spelled_tenant(connection, state, given)
    if spelled is None:
        raise Blocked(f"{given!r} is no value of type {state.tenancy.tenants.key_type}", hint=hint)
    if "" in (given, spelled):
        raise Blocked("an empty text is no tenant's key: no session can name such a tenant", hint=hint)
    return spelled


def is_there(connection: Connection, state: State, tenant: str) -> bool:
    """Return whether the tenants table has this key."""
    tenants = state.tenancy.tenants
    query = build.select(build.literal(1)).from_(build.table(tenants.relation, alias="k"), copy=False)
    value = build.cast(build.literal(tenant), tenants.type)
    query = query.where(build.eq(build.column(tenants.key, "k"), value, tenants.equals), copy=False)
    return connection.row(query) is not None


def find_tenant(connection: Connection, state: State, given: str) -> str:
    """Return a tenant's key as PostgreSQL spells it. Raise Blocked when there is no such tenant."""
    tenants = state.tenancy.tenants
    if state.catalog.relation(tenants.relation) is None:
        raise Blocked(f"there is no table {tenants.relation} yet", hint="planner apply --confirm makes it")
    spelled = spelled_tenant(connection, state, given)
    if spelled is None or not is_there(connection, state, spelled):
        raise Blocked(
            f"there is no tenant {given!r} in {tenants.relation}", hint="planner tenant list names all tenants"
        )
    return spelled


def refuse_ownerless(connection: Connection, closed: ClosedSet) -> None:
    """Raise Blocked while a scoped table has rows without a tenant: nobody knows whose they are."""
    for table in closed.state.tenancy.tables.values():
        column = closed.state.relation(table).column(table.column)
        if column is None or column.not_null or table.mixed:
            continue
        query = build.select(build.literal(1)).from_(closed.source(table.relation, "t"), copy=False)
        query = query.where(build.is_null(build.column(table.column, "t")), copy=False).limit(1, copy=False)
        if connection.row(query) is not None:
            raise Blocked(
                f"{table.relation} has rows without a tenant, which could be rows of this one",
                hint="planner apply --confirm fills them, and planner resolve lists those in quarantine",
            )


def refuse_open_ends(
    connection: Connection, closed: ClosedSet, tenant: str, known: Container[tuple[QName, object]] = ()
) -> None:
    """Raise Blocked for a row of the tenant that points to a row of another tenant: the set is not closed.

    `on_conflict: first` of the plan allows such rows: there the first path alone counts. `known` has the tables and the
    identities of their paths that need no look.
    """
    equals = closed.state.tenancy.tenants.equals
    for name in closed.own:
        table = closed.state.tenancy.tables.get(name)
        if table is not None and table.rules.on_conflict == "first":
            continue
        for path in closed.links.get(name, ()):
            parent = closed.own.get(path.parent)
            if parent is None or parent.kind == TENANTS or parent.column is None or (name, path.identity) in known:
                continue
            query = build.select(build.literal(1)).from_(closed.source(name, "t"), copy=False)
            query = build.cross_join(query, build.table(path.source, alias="p"))
            other = build.ne(build.column(parent.column, "p"), closed.value(tenant), equals)
            own = build.select(build.literal(1)).from_(build.table(path.source, alias="o"), copy=False)
            own = own.where(
                build.and_(matches(path, "t", "o"), closed.rows(path.parent, "o", tenant)), copy=False
            )  # Several tenants may have a row with this key: then the row's own tenant counts.
            query = query.where(
                build.and_(
                    closed.rows(name, "t", tenant), matches(path, "t", "p"), other, exp.Not(this=build.exists(own))
                ),
                copy=False,
            ).limit(1, copy=False)
            if not _carries_tenant(path, closed.own[name], parent) and connection.row(query) is not None:
                raise Blocked(
                    f"a row of {name} points to a row of another tenant ({path.describe()})",
                    hint="planner verify names such rows; correct them first",
                )


def _carries_tenant(path: Path, child: Part, parent: Part) -> bool:
    """Return whether the path itself compares the two tenants, as a composite foreign key does."""
    return (child.column, parent.column) in path.pairs
