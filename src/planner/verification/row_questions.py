"""Ask the rows of one table, in one scan, how many rows break each rule.

`preflight_query` asks before any change. It derives every row's tenant through all its ancestors, as the backfill
would. `verify_query` asks afterwards. It compares the stored tenant with the stored tenant of each parent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from sqlglot import exp

from planner.names import EQUALS, QName
from planner.rows.derivation import Derivation
from planner.rows.path_sql import absent, matches
from planner.rows.quarantine import decided, key_columns
from planner.rows.sources import null_parent
from planner.sql import build
from planner.sql.build import Node
from planner.sql.template import templates
from planner.steps.checks import RowCheck, RowRule, TenantsReferenceCheck
from planner.tenancy.model import Constant, Path, ScopedTable, State

_SQL = templates("planner.verification", "row_questions.sql")


class Outcome(StrEnum):
    """What happens to rows that break a rule. People see these words."""

    STOPS = "stops the run"
    QUARANTINED = "listed in planner.quarantine"
    DEFAULTED = "get the default tenant"
    FIRST = "take the tenant of the first path"


@dataclass(frozen=True, slots=True)
class Count:
    """One rule, and the condition that a row breaks it."""

    id: str
    title: str
    broken: Node
    tenant: Node
    """The row's tenant as the query sees it. Samples show this tenant."""
    other: Node | None = None
    """The parent's tenant, for rules that compare two tenants."""
    outcome: Outcome = Outcome.STOPS


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence for one path: the rows that it leads to a tenant, and the rows with a NULL in its columns."""

    path: Path
    leads: Node
    null: Node


@dataclass(frozen=True, slots=True)
class RowQuery:
    """The counts of one table. `base` makes a SELECT of some columns with its joins; each call makes new nodes."""

    relation: QName
    key: tuple[str, ...]
    counts: tuple[Count, ...]
    base: Callable[[Sequence[Node]], exp.Select] = field(repr=False)
    evidence: tuple[Evidence, ...] = ()

    def count(self) -> exp.Select:
        """Return the query for one row of numbers: all rows, the broken rows of each count, and two for each path."""
        conditions = [c.broken for c in self.counts] + [node for e in self.evidence for node in (e.leads, e.null)]
        columns: list[Node] = [exp.Count(this=exp.Star())]
        columns += [_SQL["number"].fill(broken=condition.copy()) for condition in conditions]
        return self.base(columns)

    def stopping(self) -> RowQuery:
        """Return the query with only the counts that stop a run."""
        return replace(self, counts=tuple(c for c in self.counts if c.outcome is Outcome.STOPS), evidence=())

    def samples(self, count: Count, limit: int) -> exp.Select:
        """Return the query for the first rows that break the rule.

        Each row has the key (the ctid when there is no key), the tenant, and the parent's tenant.
        """
        key = [build.column(name, "t") for name in self.key] or [build.column("ctid", "t")]
        shown = [build.cast(node, "text") for node in (*key, count.tenant.copy())]
        shown.append(build.cast(count.other.copy() if count.other is not None else exp.Null(), "text"))
        query = self.base(shown).where(count.broken.copy(), copy=False)
        query.set("limit", exp.Limit(expression=build.literal(limit)))
        return query


def stored(columns: Sequence[Node], table: ScopedTable, state: State) -> exp.Select:
    """Return the SELECT of columns over the rows of a table, each with the tenants' row of its tenant column."""
    tenants = state.tenancy.tenants
    return _SQL["stored"].select(
        columns=columns,
        relation=table.relation,
        tenants=tenants.relation,
        same=build.eq(build.column(tenants.key, "k"), build.column(table.column, "t"), tenants.equals),
    )


def verify_query(table: ScopedTable, checks: Sequence[RowCheck], state: State) -> RowQuery:
    """Return the query for the row checks of one finished table."""
    tenants = state.tenancy.tenants
    own = build.column(table.column, "t")
    parents = {check.parent: f"p{n}" for n, check in enumerate(checks) if check.parent is not None}

    def base(columns: Sequence[Node]) -> exp.Select:
        select = stored(columns, table, state)
        for path, alias in parents.items():
            parent = build.table(path.source, alias=alias)
            on = matches(path, "t", alias)
            if path.shared:
                on = build.and_(on, _nearest(path, alias, own, tenants.equals))
            select = build.left_join(select, parent, on)
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
                differs = _differs(own, theirs, table, check.parent, state)
                return Count(check.id, check.title, differs, own.copy(), theirs.copy())
            case RowRule.FIRST_TENANT:
                assert check.parent is not None
                theirs = build.column(check.parent.tenant, parents[check.parent])
                before = table.paths[: table.paths.index(check.parent)]
                none = [build.is_null(build.column(path.tenant, parents[path])) for path in before]
                differs = build.and_(_differs(own, theirs, table, check.parent, state), *none)
                return Count(check.id, check.title, differs, own.copy(), theirs.copy())

    return RowQuery(table.relation, table.key, tuple(count(check) for check in checks), base)


def _nearest(path: Path, alias: str, own: Node, equals: QName) -> Node:
    """Return the condition that picks the parent row when several tenants have a row with this key.

    The condition picks the row's own tenant; it falls back to the others only if that tenant has none.
    """
    points = matches(path, "t", "q")
    mine, others = (build.eq(build.column(path.tenant, row), own.copy(), equals) for row in (alias, "q"))
    return _SQL["nearest"].fill(mine=mine, source=path.source, points=points, others=others)


def preflight_query(table: ScopedTable, state: State) -> RowQuery | None:
    """Return the query for what would happen to the rows of this table, or None when nothing can go wrong.

    Nothing can go wrong for a constant when all parents have the same constant. planner then reads no row.
    """
    if _safe(table, state):
        return None
    derivation = Derivation(state)
    paths = {path: f"p{n}" for n, path in enumerate(_compared(table))}
    own = derivation.tenant(table, paths)
    tenants = state.tenancy.tenants
    known = state.catalog.relation(tenants.relation) is not None

    def base(columns: Sequence[Node]) -> exp.Select:
        select = _SQL["derived"].select(columns=columns, source=derivation.source(table))
        for path, alias in paths.items():
            select = derivation.join(select, path, alias)
        select = derivation.join_itself(select, table)
        if known:
            same = build.eq(build.column(tenants.key, "k"), own.copy(), tenants.equals)
            select = build.left_join(select, build.table(tenants.relation, alias="k"), same)
        return derivation.attach(select, table, paths)

    counts = [*_missing(table, derivation, paths, own), *_contradictions(table, state, derivation, paths, own)]
    unknown = _unknown(own, state, known=known)
    counts.append(Count("unknown-tenant", "a tenant that does not exist", unknown, own.copy()))
    evidence = tuple(
        Evidence(path, build.is_not_null(derivation.tenant_of(path, paths[path])), absent(path, "t"))
        for path in table.paths
    )
    return RowQuery(table.relation, table.key, tuple(counts), base, evidence)


def _missing(table: ScopedTable, derivation: Derivation, paths: Mapping[Path, str], own: Node) -> Iterator[Count]:
    """Yield the counts of rows that no path leads from."""
    if table.mixed:
        return
    rules = table.rules
    conflict = derivation.disagree(table.paths, paths) if rules.on_conflict == "quarantine" else None
    orphan = build.is_null(own.copy())
    if conflict is not None:
        orphan = build.and_(orphan, build.is_not(conflict.copy()))
    outcome = Outcome.QUARANTINED if rules.on_orphan == "quarantine" else Outcome.STOPS
    yield Count("orphan", "no path leads to a tenant", orphan, own.copy(), outcome=outcome)
    unset = [build.is_null(stored) for stored in derivation.stored(table)]
    if rules.on_null_parent == "fail" and table.paths:
        nulls = build.and_(*unset, null_parent(table, "t"))
        yield Count("null-parent", "a NULL in the columns of a path", nulls, own.copy())
    if rules.defaults and table.paths:
        nothing = [build.is_null(derivation.tenant_of(path, paths[path])) for path in table.paths]
        only = [null_parent(table, "t")] if rules.on_orphan != "default" else []
        title = "no path leads to a tenant" if not only else "a NULL in the columns of a path"
        yield Count("default", title, build.and_(*unset, *nothing, *only), own.copy(), outcome=Outcome.DEFAULTED)


def _contradictions(
    table: ScopedTable, state: State, derivation: Derivation, paths: Mapping[Path, str], own: Node
) -> Iterator[Count]:
    """Yield the counts of rows with two tenants: by two paths, or because a parent has another tenant."""
    if table.rules.on_conflict == "quarantine":
        conflict = derivation.disagree(table.paths, paths)
        if conflict is not None:
            unset = [build.is_null(stored) for stored in derivation.stored(table)]
            broken = build.and_(*unset, conflict)
            yield Count("conflict", "two paths lead to two tenants", broken, own.copy(), outcome=Outcome.QUARANTINED)
    for path, alias in paths.items():
        theirs = derivation.tenant_of(path, alias)
        first = table.rules.on_conflict == "first" and path in table.paths
        yield Count(
            "conflict",
            f"another tenant than its parent: {path.describe()}",
            _differs(own, theirs, table, path, state),
            own.copy(),
            theirs.copy(),
            outcome=Outcome.FIRST if first else Outcome.STOPS,
        )


def _differs(own: Node, theirs: Node, table: ScopedTable, path: Path, state: State) -> Node:
    """The row's tenant is not the parent's, and nobody has decided that it is right so."""
    differs = build.ne(own.copy(), theirs.copy(), state.tenancy.tenants.equals)
    if table.mixed:  # A row for everybody may not lead to a row of one tenant.
        differs = build.and_(
            build.is_not_null(theirs.copy()), build.differs(own.copy(), theirs.copy(), state.tenancy.tenants.equals)
        )
    if not table.rules.quarantines or path not in table.paths or not state.catalog.planner_schema:
        return differs
    key = key_columns(table, state)
    return build.and_(differs, exp.Not(this=decided(table.relation, key, "t")))


def refill_query(table: ScopedTable) -> exp.Select:
    """Return the query that says whether any row has no tenant."""
    return _SQL["any_without_tenant"].select(relation=table.relation, column=table.column)


def of_another_tenant(check: TenantsReferenceCheck) -> exp.Select:
    """Return the query for the number of tenants whose reference leads to another tenant's row."""
    operators = dict(check.operators)
    points = build.and_(
        *(
            build.eq(build.column(theirs, "t"), build.column(mine, "k"), operators.get(mine, EQUALS))
            for mine, theirs in check.pairs
        )
    )
    differs = build.ne(build.column(check.column, "t"), build.column(check.key, "k"), check.equals)
    return _SQL["of_another_tenant"].select(
        tenants=check.relation, relation=check.table, points=points, differs=differs
    )


def _compared(table: ScopedTable) -> list[Path]:
    seen = {path.identity for path in table.paths}
    return [*table.paths, *(parent for parent in table.parents if parent.identity not in seen)]


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
    """Return the condition that a value names no tenant.

    The default tenant counts as known, since planner inserts it first.
    """
    default = state.tenancy.tenants.default
    conditions = [build.is_not_null(own.copy())]
    if known:
        conditions.append(build.is_null(build.column(state.tenancy.tenants.key, "k")))
    if default is not None:
        tenant = build.cast(build.literal(default.id), state.tenancy.tenants.type)
        conditions.append(build.differs(own.copy(), tenant, state.tenancy.tenants.equals))
    return build.and_(*conditions)
