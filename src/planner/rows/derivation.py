"""Queries that work out the tenant of every row as the backfill will, before anything is filled.

Each table becomes a common table expression, which reads those of its parents. A row has the tenant that is stored,
else the tenant from the table's strategy, else the tenant from its rules. A recursive query follows the rows of a cycle
of tables from parent to child, with the same result as the backfill's rounds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce

from sqlglot import exp

from planner.names import QName
from planner.rows.path_sql import matches
from planner.rows.sources import known, may_be_unknown, null_parent
from planner.sql import build
from planner.sql.build import Node
from planner.sql.template import templates
from planner.tenancy.model import Constant, Existing, Expression, Path, Paths, ScopedTable, State

DERIVED = "planner_tenant"
"""The column of a derived tenant: a name that no application uses."""

WALK_SETTINGS = {"enable_mergejoin": "off"}
"""Settings of a session that follows the rows of a cycle. Each step of a walk would otherwise merge all edges again."""

_EDGES = "_edges"

_SQL = templates("planner.rows", "derivation.sql")


class Derivation:
    """The queries for the tenants of all rows, for one state of the database."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.tenancy = state.tenancy
        self.tables = state.tenancy.tables

    # What a query over one table's rows needs

    def source(self, table: ScopedTable) -> QName | exp.Select:
        """Return the rows to be read as `t`. A subquery evaluates an expression, so that it sees no other columns."""
        if not isinstance(table.strategy, Expression):
            return table.relation
        expression = build.verbatim(table.strategy.sql)
        type_text = self.tenancy.tenants.type
        return _SQL["with_expression"].select(relation=table.relation, expression=expression, type=type_text)

    def join(self, select: exp.Select, path: Path, alias: str) -> exp.Select:
        """Join, as `alias`, the row that a path of `t` leads to, if there is such a row."""
        name = None if path.mapping or path.parent not in self.tables else self._cte_name(path.parent)
        source = build.table(path.source, alias=alias) if name is None else _cte(name, alias)
        on = matches(path, "t", alias)
        if name is not None and path.partition is not None:
            on = build.and_(on, self._within(path.partition, alias))
        return build.left_join(select, source, on)

    def join_itself(self, select: exp.Select, table: ScopedTable) -> exp.Select:
        """Join, as `s`, the row itself with its derived tenant, if the table is in a cycle."""
        if not self.tenancy.cycle(table.relation):
            return select
        itself = _cte(self._cte_name(table.relation), "s")
        return build.left_join(select, itself, _SQL["same_row"].fill(row="s"))

    def tenant_of(self, path: Path, alias: str) -> Node:
        """Return the tenant of a joined parent."""
        return build.column(DERIVED if not path.mapping and path.parent in self.tables else path.tenant, alias)

    def tenant(self, table: ScopedTable, paths: Mapping[Path, str]) -> Node:
        """Return the tenant of the row `t`. `paths` has the alias under which each path is joined."""
        if self.tenancy.cycle(table.relation):
            return build.column(DERIVED, "s")
        return _first([*self.stored(table), self._ruled(table, paths, self._given(table, paths))])

    def stored(self, table: ScopedTable) -> list[Node]:
        """Return the tenant that the row `t` holds now; nothing if the tenant column does not exist yet."""
        return [build.column(table.column, "t")] if self.state.has_column(table) else []

    def disagree(self, paths: Iterable[Path], aliases: Mapping[Path, str]) -> Node | None:
        """Return the condition that two of these paths lead to two tenants; None for fewer than two paths."""
        found = [self.tenant_of(path, aliases[path]) for path in paths]
        pairs = [
            build.ne(a.copy(), b.copy(), self.tenancy.tenants.equals)
            for n, a in enumerate(found)
            for b in found[n + 1 :]
        ]
        return exp.Paren(this=build.or_(*pairs)) if pairs else None

    def attach(self, select: exp.Select, table: ScopedTable, paths: Iterable[Path]) -> exp.Select:
        """Add the common table expressions that the joined parents need to the query, parents first."""
        needed = self._needed(table, paths)
        for name, query in self._ctes(needed):
            # Edges on their own, so that each step of a walk looks into one hash of them, and joins no tables again.
            alone = True if name.endswith(_EDGES) else None
            select = select.with_(build.ident(name), as_=query, recursive=True, materialized=alone, copy=False)
        return select

    # The common table expressions

    def _cte_name(self, relation: QName) -> str:
        return f"planner_d{self.tenancy.position(relation)}"

    def _walk_name(self, cycle: tuple[QName, ...]) -> str:
        return f"planner_c{self.tenancy.cycle_number(cycle[0])}"

    def _needed(self, table: ScopedTable, paths: Iterable[Path]) -> set[QName]:
        todo = [path.parent for path in paths if not path.mapping]
        if self.tenancy.cycle(table.relation):
            todo.append(table.relation)
        needed: set[QName] = set()
        while todo:
            name = todo.pop()
            if name in needed or name not in self.tables:
                continue
            needed.add(name)
            todo += self.tenancy.cycle(name)
            todo += [path.parent for path in self.tables[name].paths if not path.mapping]
        return needed

    def _ctes(self, needed: set[QName]) -> Iterator[tuple[str, exp.Query]]:
        walked: set[tuple[QName, ...]] = set()
        for name in sorted(needed, key=self.tenancy.position):
            table, cycle = self.tables[name], self.tenancy.cycle(name)
            if cycle and cycle not in walked:
                walked.add(cycle)
                yield from self._walk(cycle)
            yield self._cte_name(name), self._rows(table, cycle)

    def _rows(self, table: ScopedTable, cycle: tuple[QName, ...]) -> exp.Select:
        """Return the query of a table's rows: columns that other tables refer to, the row's place, and its tenant."""
        paths = _aliases(path for path in table.paths if not cycle)
        select = _SQL["rows"].select(
            columns=[build.column(name, "t") for name in self.tenancy.joined_on(table.relation)],
            tenant=build.column(DERIVED, "w") if cycle else self.tenant(table, paths),
            type=self.tenancy.tenants.type,
            source=self.source(table),
        )
        for path, alias in paths.items():
            select = self.join(select, path, alias)
        if cycle:
            ended = _cte(f"{self._walk_name(cycle)}_ended", "w")
            select = build.left_join(select, ended, _SQL["same_row"].fill(row="w"))
        return select

    def _walk(self, cycle: tuple[QName, ...]) -> Iterator[tuple[str, exp.Query]]:
        """Yield the queries of a cycle.

        They start from rows whose tenant is stored or comes from outside the cycle. They then add the rows that point
        to a row with a tenant, until no row is added.
        """
        name = self._walk_name(cycle)
        edges, ended = f"{name}{_EDGES}", f"{name}_ended"
        tables = [self.tables[member] for member in cycle]
        yield (
            edges,
            _all([self._edges(table, path, cycle) for table in tables for path in table.paths if path.parent in cycle]),
        )
        yield name, self._fixpoint(name, edges, [self._seeds(table, cycle) for table in tables])
        last = name
        if any(table.rules.defaults for table in tables):
            last = f"{name}_rest"
            starts = [_SQL["walked"].select(walk=name)]
            starts += [self._left(table, name) for table in tables if table.rules.defaults]
            yield last, self._fixpoint(last, edges, starts)
        yield ended, _SQL["ended"].select(walk=last)

    @staticmethod
    def _fixpoint(name: str, edges: str, starts: list[exp.Select]) -> exp.Query:
        step = _SQL["walk_on"].select(walk=name, edges=edges)
        return exp.Union(this=_all(starts), expression=step, distinct=True)

    def _seeds(self, table: ScopedTable, cycle: tuple[QName, ...]) -> exp.Select:
        """Return the query of rows whose tenant is stored or comes from outside the cycle."""
        paths = _outside(table, cycle)
        tenant = _first([*self.stored(table), *self._given(table, paths)])
        select = self._candidates(table, paths, tenant)
        return select.where(build.ne(self._tenants(tenant), build.literal(0)), copy=False)

    def _tenants(self, tenant: Node) -> Node:
        """Return the number of tenants that a value is: 0 or 1.

        IS NOT NULL would tell the server that few rows have a tenant. It would then hash the rows of each step of the
        walk, and read all edges in each step; with many rows it hashes the edges, once.
        """
        return build.call("num_nonnulls", build.cast(tenant.copy(), self.tenancy.tenants.type))

    def _left(self, table: ScopedTable, name: str) -> exp.Select:
        """Return the query of rows that the walk does not reach, and to which the plan gives the default tenant."""
        select = self._candidates(table, {}, self._default())
        conditions: list[Node] = [exp.Not(this=_SQL["reached"].fill(walk=name))]
        if table.rules.on_orphan != "default":
            conditions.append(null_parent(table, "t"))
        return select.where(build.and_(*conditions), copy=False)

    def _candidates(self, table: ScopedTable, paths: Mapping[Path, str], tenant: Node) -> exp.Select:
        select = _SQL["candidates"].select(relation=table.relation, tenant=tenant, type=self.tenancy.tenants.type)
        for path, alias in paths.items():
            select = self.join(select, path, alias)
        return select

    def _edges(self, table: ScopedTable, path: Path, cycle: tuple[QName, ...]) -> exp.Select:
        """Return the query of (child, parent) for children without a tenant that is stored or comes from outside."""
        points = matches(path, "t", "p")
        select = _SQL["edges"].select(child=table.relation, parent=path.source, points=points)
        for stored in self.stored(table):
            select = select.where(build.is_null(stored), copy=False)
        paths = _outside(table, cycle)
        if given := self._given(table, paths):
            for outside, alias in paths.items():
                select = self.join(select, outside, alias)
            select = select.where(build.eq(self._tenants(_first(given)), build.literal(0)), copy=False)
        return select

    # Values

    def _given(self, table: ScopedTable, paths: Mapping[Path, str]) -> list[Node]:
        """Return the tenants that the strategy gives to the row `t`, in the order of the strategy."""
        match table.strategy:
            case Constant(tenant):
                return [build.cast(build.literal(tenant), self.tenancy.tenants.type)]
            case Expression():
                return [self._if_known(table, None, build.column(DERIVED, "t"))]
            case Existing():
                return []
            case Paths(own):
                return [self._if_known(table, path, self.tenant_of(path, paths[path])) for path in own if path in paths]

    def _if_known(self, table: ScopedTable, path: Path | None, value: Node) -> Node:
        if not may_be_unknown(table, path):
            return value
        conditions: list[Node] = []
        if self.state.catalog.relation(self.tenancy.tenants.relation) is not None:
            conditions.append(known(value, self.state, "n"))
        if self.tenancy.tenants.default is not None:
            default = build.cast(self._default(), self.tenancy.tenants.type)
            conditions.append(build.eq(value.copy(), default, self.tenancy.tenants.equals))
        return exp.Case(ifs=[exp.If(this=build.or_(*conditions), true=value.copy())]) if conditions else exp.Null()

    def _ruled(self, table: ScopedTable, paths: Mapping[Path, str], given: list[Node]) -> Node:
        """Return the first given tenant, or the tenant that the table's rules give."""
        default: Node | None = None
        if table.rules.defaults and self.tenancy.tenants.default is not None:
            default = build.cast(self._default(), self.tenancy.tenants.type)
            if table.rules.on_orphan != "default":
                default = exp.Case(ifs=[exp.If(this=null_parent(table, "t"), true=default)])
        value = _first([*given, *([default] if default is not None else [])])
        conflict = self.disagree(table.paths, paths) if table.rules.on_conflict == "quarantine" else None
        if conflict is None:
            return value
        return exp.Case(ifs=[exp.If(this=conflict, true=exp.Null())], default=value)

    def _default(self) -> Node:
        default = self.tenancy.tenants.default
        return build.literal(default.id if default is not None else None)

    def _within(self, partition: QName, alias: str) -> Node:
        """Return the condition that a row is in this partition or in a partition below it."""
        leaves = self.state.catalog.leaves(partition)
        names = [build.regclass(leaf.name) for leaf in leaves]
        return _SQL["within"].fill(row=alias, partitions=names)


def _aliases(paths: Iterable[Path]) -> dict[Path, str]:
    return {path: f"p{n}" for n, path in enumerate(paths)}


def _outside(table: ScopedTable, cycle: tuple[QName, ...]) -> dict[Path, str]:
    """Return the paths that lead out of the cycle, with their aliases."""
    return _aliases(path for path in table.paths if path.parent not in cycle)


def _cte(name: str, alias: str) -> exp.Table:
    return exp.Table(this=build.ident(name), alias=exp.TableAlias(this=build.ident(alias)))


def _first(values: list[Node]) -> Node:
    """Return the values as COALESCE, or the value itself if there is only one; NULL without a value."""
    if not values:
        return exp.Null()
    return values[0] if len(values) == 1 else exp.Coalesce(this=values[0], expressions=values[1:])


def _all(queries: list[exp.Select]) -> exp.Query:
    """Return the queries joined by UNION ALL."""
    first, *rest = queries
    whole: exp.Query = first
    return reduce(lambda one, other: exp.Union(this=one, expression=other, distinct=False), rest, whole)
