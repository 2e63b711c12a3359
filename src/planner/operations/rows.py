"""Questions to the rows of one table, answered in one scan: how many break which rule.

`preflight_query` asks before anything is changed: every row's tenant is worked out through its parents' parents, as
the backfill would. `verify_query` asks afterwards: the stored tenant is compared with the stored tenant of each parent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from planner.names import QName
from planner.operations.checks import RowCheck, RowRule
from planner.operations.tenancy import Constant, Existing, Expression, Path, Paths, ScopedTable, State
from planner.sql import build
from planner.sql.build import Node

DERIVED = "planner_tenant"
"""The column of a worked-out tenant; a name that no application uses."""


@dataclass(frozen=True, slots=True)
class Count:
    """One rule, and the condition that a row breaks it."""

    id: str
    title: str
    broken: Node
    tenant: Node
    """The row's tenant as the question sees it, shown with a sample."""
    other: Node | None = None
    """The parent's, where two are compared."""


@dataclass(frozen=True, slots=True)
class RowQuery:
    """`base` makes the FROM with its joins, anew each time: nodes belong to one tree."""

    relation: QName
    key: tuple[str, ...]
    counts: tuple[Count, ...]
    base: Callable[[exp.Select], exp.Select] = field(repr=False)

    def count(self) -> exp.Select:
        """One row: the number of rows, then of broken ones for each count."""
        columns: list[Node] = [exp.Count(this=exp.Star())]
        columns += [
            exp.Filter(this=exp.Count(this=exp.Star()), expression=exp.Where(this=c.broken.copy())) for c in self.counts
        ]
        return self.base(build.select(*columns))

    def samples(self, count: Count, limit: int) -> exp.Select:
        """The key (ctid without one), the tenant, and the parent's tenant of the first rows that break the rule."""
        key = [build.column(name, "t") for name in self.key] or [build.column("ctid", "t")]
        shown = [build.cast(node, "text") for node in (*key, count.tenant.copy())]
        shown.append(build.cast(count.other.copy() if count.other is not None else exp.Null(), "text"))
        query = self.base(build.select(*shown)).where(count.broken.copy(), copy=False)
        query.set("limit", exp.Limit(expression=build.literal(limit)))
        return query


def verify_query(table: ScopedTable, checks: Sequence[RowCheck], state: State) -> RowQuery:
    """The row checks of one finished table."""
    tenants = state.tenancy.tenants
    own = build.column(table.column, "t")
    parents = {check.parent: f"p{n}" for n, check in enumerate(checks) if check.parent is not None}

    def base(select: exp.Select) -> exp.Select:
        select = select.from_(build.table(table.relation, alias="t"), copy=False)
        same = build.eq(build.column(tenants.key, "k"), own.copy())
        select = select.join(build.table(tenants.relation, alias="k"), on=same, join_type="left", copy=False)
        for path, alias in parents.items():
            select = _join(select, build.table(path.parent, alias=alias), path, alias)
        return select

    def count(check: RowCheck) -> Count:
        match check.rule:
            case RowRule.NO_TENANT:
                return Count(check.id, check.title, build.is_null(own.copy()), own.copy())
            case RowRule.UNKNOWN_TENANT:
                unknown = build.and_(build.is_not_null(own.copy()), build.is_null(build.column(tenants.key, "k")))
                return Count(check.id, check.title, unknown, own.copy())
            case RowRule.OTHER_TENANT:
                assert check.parent is not None
                theirs = build.column(check.parent.tenant, parents[check.parent])
                return Count(
                    check.id, check.title, exp.NEQ(this=own.copy(), expression=theirs), own.copy(), theirs.copy()
                )

    return RowQuery(table.relation, table.key, tuple(count(check) for check in checks), base)


def preflight_query(table: ScopedTable, state: State) -> RowQuery | None:
    """What would go wrong with this table's rows; None when nothing can, whatever they are.

    That is so for a constant whose parents all have the same constant: nothing is read then, however many rows there are.
    """
    if _safe(table, state):
        return None
    derivation = _Derivation(state)
    paths = {path: f"p{n}" for n, path in enumerate(_compared(table))}
    own = derivation.tenant(table, paths, "t")
    tenants = state.tenancy.tenants
    known = state.catalog.relation(tenants.relation) is not None
    needed = derivation.ctes(table, paths)

    def base(select: exp.Select) -> exp.Select:
        select = select.from_(derivation.source(table), copy=False)
        for path, alias in paths.items():
            select = _join(select, derivation.parent_source(path, alias), path, alias)
        if derivation.recursive(table):
            select = derivation.join_self(select, table)
        if known:
            same = build.eq(build.column(tenants.key, "k"), own.copy())
            select = select.join(build.table(tenants.relation, alias="k"), on=same, join_type="left", copy=False)
        return derivation.attach(select, needed)

    counts = [Count("orphan", "no path leads to a tenant", build.is_null(own.copy()), own.copy())]
    counts.append(
        Count("unknown-tenant", "a tenant that does not exist", _unknown(own, state, known=known), own.copy())
    )
    for path, alias in paths.items():
        theirs = derivation.parent_tenant(path, alias)
        title = f"another tenant than its parent: {path.describe()}"
        counts.append(Count("conflict", title, exp.NEQ(this=own.copy(), expression=theirs), own.copy(), theirs.copy()))
    return RowQuery(table.relation, table.key, tuple(counts), base)


def refill_query(table: ScopedTable) -> exp.Select:
    """Whether any row has no tenant."""
    missing = build.select(build.literal(1)).from_(build.table(table.relation, alias="t"), copy=False)
    return build.select(build.exists(missing.where(build.is_null(build.column(table.column, "t")), copy=False)))


def _compared(table: ScopedTable) -> list[Path]:
    paths = list(table.strategy.paths) if isinstance(table.strategy, Paths) else []
    seen = {(path.parent, path.columns) for path in paths}
    return paths + [parent for parent in table.parents if (parent.parent, parent.columns) not in seen]


def _safe(table: ScopedTable, state: State) -> bool:
    def constant(one: ScopedTable) -> str | None:
        return one.strategy.tenant if isinstance(one.strategy, Constant) and not one.adopted else None

    mine = constant(table)
    if mine is None:
        return False
    return all(
        parent.parent in state.tenancy.tables and constant(state.tenancy.tables[parent.parent]) == mine
        for parent in table.parents
    )


def _unknown(own: Node, state: State, *, known: bool) -> Node:
    """Names no tenant; the default one counts, it is inserted before anything else."""
    default = state.tenancy.tenants.default
    conditions = [build.is_not_null(own.copy())]
    if known:
        conditions.append(build.is_null(build.column(state.tenancy.tenants.key, "k")))
    if default is not None:
        conditions.append(
            build.distinct_from(own.copy(), build.cast(build.literal(default.id), state.tenancy.tenants.type))
        )
    return build.and_(*conditions)


def _join(select: exp.Select, source: Node, path: Path, alias: str, of: str = "t") -> exp.Select:
    on = build.and_(*(build.eq(build.column(theirs, alias), build.column(mine, of)) for mine, theirs in path.pairs))
    return select.join(source, on=on, join_type="left", copy=False)


class _Derivation:
    """The tenant of every row as the backfill will work it out, as common table expressions over each other."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.tables = state.tenancy.tables
        self.names = {name: f"planner_d{n}" for n, name in enumerate(self.tables)}

    def source(self, table: ScopedTable) -> Node:
        """The rows as `t`. An expression is evaluated in a subquery of its own, where no other column is in sight."""
        if not isinstance(table.strategy, Expression):
            return build.table(table.relation, alias="t")
        value = build.cast(exp.Paren(this=build.verbatim(table.strategy.sql)), self.state.tenancy.tenants.type)
        inner = build.select(
            build.column("ctid", "t"),
            exp.Column(this=exp.Star(), table=build.ident("t")),
            build.aliased(value, DERIVED),
        )
        inner = inner.from_(build.table(table.relation, alias="t"), copy=False)
        return exp.Subquery(this=inner, alias=exp.TableAlias(this=build.ident("t")))

    def tenant(self, table: ScopedTable, paths: dict[Path, str], of: str) -> Node:
        """The row's tenant: what is stored, else what the strategy gives."""
        values: list[Node] = [build.column(table.column, of)] if self.state.has_column(table) else []
        if self.recursive(table):
            values.append(build.column(DERIVED, "s"))
        else:
            values += self._given(table, paths, of)
        return values[0] if len(values) == 1 else exp.Coalesce(this=values[0], expressions=values[1:])

    def _given(self, table: ScopedTable, paths: dict[Path, str], of: str) -> list[Node]:
        match table.strategy:
            case Constant(tenant):
                return [build.cast(build.literal(tenant), self.state.tenancy.tenants.type)]
            case Expression():
                return [build.column(DERIVED, of)]
            case Existing():
                return []
            case Paths(own):
                return [self.parent_tenant(path, paths[path]) for path in own if path.parent != table.relation]

    def recursive(self, table: ScopedTable) -> bool:
        return isinstance(table.strategy, Paths) and any(p.parent == table.relation for p in table.strategy.paths)

    def parent_source(self, path: Path, alias: str) -> Node:
        name = self.names.get(path.parent)
        if name is None:
            return build.table(path.parent, alias=alias)
        return exp.Table(this=build.ident(name), alias=exp.TableAlias(this=build.ident(alias)))

    def parent_tenant(self, path: Path, alias: str) -> Node:
        return build.column(DERIVED if path.parent in self.names else path.tenant, alias)

    def join_self(self, select: exp.Select, table: ScopedTable) -> exp.Select:
        """`s`: the worked-out row of the row itself."""
        key = self._self_path(table)
        on = build.and_(*(build.eq(build.column(theirs, "s"), build.column(theirs, "t")) for _, theirs in key.pairs))
        mine = exp.Table(this=build.ident(self.names[table.relation]), alias=exp.TableAlias(this=build.ident("s")))
        return select.join(mine, on=on, join_type="left", copy=False)

    @staticmethod
    def _self_path(table: ScopedTable) -> Path:
        assert isinstance(table.strategy, Paths)
        return next(path for path in table.strategy.paths if path.parent == table.relation)

    def ctes(self, table: ScopedTable, paths: Iterable[Path]) -> list[QName]:
        """The tables whose worked-out tenants are needed, parents first."""
        needed: set[QName] = {table.relation} if self.recursive(table) else set()
        todo = [path.parent for path in paths]
        while todo:
            name = todo.pop()
            if name in needed or name not in self.tables:
                continue
            needed.add(name)
            strategy = self.tables[name].strategy
            todo += [path.parent for path in strategy.paths] if isinstance(strategy, Paths) else []
        return [name for name in self.tables if name in needed or (name == table.relation and name in needed)]

    def attach(self, select: exp.Select, needed: list[QName]) -> exp.Select:
        recursive = any(self.recursive(self.tables[name]) for name in needed)
        for name in needed:
            select = select.with_(
                build.ident(self.names[name]), as_=self._cte(self.tables[name]), recursive=recursive, copy=False
            )
        return select

    def _cte(self, table: ScopedTable) -> exp.Query:
        """The columns that others refer to, and the tenant."""
        wanted = self._referenced(table.relation)
        own = list(table.strategy.paths) if isinstance(table.strategy, Paths) else []
        paths = {path: f"p{n}" for n, path in enumerate(own) if path.parent != table.relation}
        seeds: list[Node] = [build.column(table.column, "t")] if self.state.has_column(table) else []
        seeds += self._given(table, paths, "t")
        tenant: Node = exp.Null() if not seeds else seeds[0]
        if len(seeds) > 1:
            tenant = exp.Coalesce(this=seeds[0], expressions=seeds[1:])
        tenant = build.cast(tenant, self.state.tenancy.tenants.type)
        select = build.select(*(build.column(name, "t") for name in wanted), build.aliased(tenant, DERIVED))
        select = select.from_(self.source(table), copy=False)
        for path, alias in paths.items():
            select = _join(select, self.parent_source(path, alias), path, alias)
        if not self.recursive(table):
            return select
        select = select.where(build.is_not_null(tenant.copy()), copy=False)
        return exp.Union(this=select, expression=self._step(table, wanted, own, paths, tenant), distinct=True)

    def _step(
        self, table: ScopedTable, wanted: list[str], own: list[Path], paths: dict[Path, str], seed: Node
    ) -> exp.Select:
        """Rows that have no tenant of their own take that of the row they point to."""
        mine = exp.Table(this=build.ident(self.names[table.relation]), alias=exp.TableAlias(this=build.ident("s")))
        columns = [build.column(name, "t") for name in wanted]
        select = build.select(*columns, build.column(DERIVED, "s")).from_(
            build.table(table.relation, alias="t"), copy=False
        )
        either = [
            build.and_(
                *(build.eq(build.column(theirs, "s"), build.column(column, "t")) for column, theirs in path.pairs)
            )
            for path in own
            if path.parent == table.relation
        ]
        select = select.join(mine, on=build.or_(*either), copy=False)
        for path, alias in paths.items():
            select = _join(select, self.parent_source(path, alias), path, alias)
        return select.where(build.is_null(seed.copy()), copy=False)

    def _referenced(self, name: QName) -> list[str]:
        """Columns of a table that any path or comparison joins on."""
        columns = {
            theirs
            for child in self.tables.values()
            for path in self._all_paths(child)
            if path.parent == name
            for _, theirs in path.pairs
        }
        return sorted(columns)

    @staticmethod
    def _all_paths(table: ScopedTable) -> Iterator[Path]:
        if isinstance(table.strategy, Paths):
            yield from table.strategy.paths
        yield from table.parents
