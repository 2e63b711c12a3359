"""The sources of a backfill: a table's strategy and rules, as the sources of its UPDATEs."""

from __future__ import annotations

from sqlglot import exp

from planner.catalog.model import Relation
from planner.names import QName
from planner.rows.batches import Assign, Batches, FromPath, Leaf, Source
from planner.rows.path_sql import absent, matches
from planner.rows.quarantine import Leftovers
from planner.sql import build
from planner.sql.build import Node
from planner.sql.template import templates
from planner.tenancy.model import Constant, Existing, Expression, Path, Paths, ScopedTable, State

_SQL = templates("planner.rows", "sources.sql")


def batches(table: ScopedTable, state: State) -> Batches:
    """Return the batches that fill the rows of one table."""
    first = _sources(table, state)
    last = _defaults(table, state)
    cycle = state.tenancy.cycle(table.relation)
    rounds = bool(cycle)
    return Batches(
        relation=table.relation,
        column=table.column,
        leaves=tuple(_leaf(leaf) for leaf in state.catalog.leaves(table.relation)),
        # In a cycle, the default is only for rows that are still NULL when no other source fills any more rows.
        sources=first if rounds else (*first, *last),
        last=last if rounds else (),
        leftovers=Leftovers.of(table, state) if table.rules.quarantines else None,
        can=state.catalog.server.can,
        batch_rows=state.tenancy.batch_rows,
        type=state.tenancy.tenants.type,
        indexed=any(
            table.column in (part.name for part in (*index.columns, *index.include))
            for index in state.relation(table).indexes
        ),
        rounds=rounds,
        chained=_chained(table, cycle),
    )


def _leaf(relation: Relation) -> Leaf:
    fired = [t for t in relation.triggers if "UPDATE" in t.events and t.enabled.fires_for_clients]
    names = frozenset(trigger.name for trigger in fired)
    deferred = any(trigger.deferred and not trigger.own_path for trigger in fired)
    return Leaf(relation.name, relation.pages, relation.rows, names, deferred)


def _chained(table: ScopedTable, cycle: tuple[QName, ...]) -> tuple[Path, ...]:
    """Return the paths to rows of the same cycle. Whether several paths agree, only the rounds can see."""
    if table.rules.on_conflict == "quarantine" and len(table.paths) > 1:
        return ()
    return tuple(path for path in table.paths if path.parent in cycle and not path.mapping)


def _sources(table: ScopedTable, state: State) -> tuple[Source, ...]:
    type_text = state.tenancy.tenants.type
    match table.strategy:
        case Constant(tenant):
            return (Assign(build.cast(build.literal(tenant), type_text), never_null=True),)
        case Expression(sql):
            value = build.cast(exp.Paren(this=build.verbatim(sql)), type_text)
            where = known(value, state, "k") if may_be_unknown(table, None) else None
            return (Assign(value, where=where),)
        case Paths(paths):
            return tuple(_from_path(table, path, state) for path in paths)
        case Existing():
            return ()


def _from_path(table: ScopedTable, path: Path, state: State) -> FromPath:
    agree = table.rules.on_conflict == "quarantine"
    others = tuple(other for other in table.paths if other != path) if agree else ()
    where = None
    if may_be_unknown(table, path):
        where = known(build.column(path.tenant, "p"), state, "k")
    return FromPath(path, unless=others, where=where, equals=state.tenancy.tenants.equals)


def _defaults(table: ScopedTable, state: State) -> tuple[Source, ...]:
    """Return the source of the default tenant, if the plan gives it to orphans or to rows with a NULL in a path."""
    default = state.tenancy.tenants.default
    if default is None or not table.rules.defaults:
        return ()
    value = build.cast(build.literal(default.id), state.tenancy.tenants.type)
    where = None if table.rules.on_orphan == "default" else null_parent(table, "t")
    if table.rules.on_conflict == "quarantine":
        where = build.and_(*([where] if where is not None else []), *_undisputed(table))
    return (Assign(value, where=where, never_null=True),)


def _undisputed(table: ScopedTable) -> list[Node]:
    """Return the conditions that no path leads to a tenant: a row whose paths disagree is no orphan."""
    return [_leads_nowhere(path) for path in table.paths]


def _leads_nowhere(path: Path) -> Node:
    """Return the condition that a path of the row `t` leads to no row with a tenant."""
    return _SQL["leads_nowhere"].fill(parent=path.source, tenant=path.tenant, points=matches(path, "t", "q"))


def null_parent(table: ScopedTable, row: str) -> Node:
    """Return the condition that one of the paths has a NULL in its columns."""
    nulls = build.or_(*(absent(path, row) for path in table.paths))
    return exp.Paren(this=nulls) if len(table.paths) > 1 else nulls


def may_be_unknown(table: ScopedTable, path: Path | None) -> bool:
    """Return whether the value may name no tenant, so that the row must be treated as an orphan."""
    return table.rules.on_orphan != "fail" and (path is None or path.mapping)


def known(value: Node, state: State, alias: str) -> Node:
    """Return the condition that the value is the key of a tenant."""
    tenants = state.tenancy.tenants
    same = build.eq(build.column(tenants.key, alias), value, tenants.equals)
    return _SQL["known"].fill(tenants=tenants.relation, alias=alias, same=same)
