"""Ask the rows of a shared table whether their pointers lead only to tenants that the row is a member of."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from planner.names import QName
from planner.rows.path_sql import matches
from planner.sql import build
from planner.sql.build import Node
from planner.sql.template import templates
from planner.tenancy.model import State
from planner.tenancy.path import Path
from planner.tenancy.shared import Membership, SharedTable
from planner.verification.row_questions import Count, RowQuery

_SQL = templates("planner.verification", "pointers.sql")


def pointer_query(shared: SharedTable, state: State) -> tuple[RowQuery, list[str]] | None:
    """Return the query for the pointers of one shared table, and the title of each pointer's check.

    Return None while a tenant column that the query needs is missing.
    """
    pointers = {path: f"p{n}" for n, path in enumerate(shared.pointers) if _has_tenant(path.parent, state)}
    if not pointers or not all(_has_tenant(one.relation, state) for one in shared.memberships):
        return None

    def base(columns: Sequence[Node]) -> exp.Select:
        select = _SQL["shared"].select(columns=columns, relation=shared.relation)
        for path, alias in pointers.items():
            parent = build.table(path.source, alias=alias)
            select = build.left_join(select, parent, matches(path, "t", alias))
        return select

    names = ", ".join(membership.relation.name for membership in shared.memberships)
    titles = [
        f"{', '.join(path.columns)} leads to {path.parent} of a tenant that the row is a member of ({names})"
        for path in pointers
    ]
    counts = tuple(_count(path, alias, shared, state) for path, alias in pointers.items())
    return RowQuery(shared.relation, shared.key, counts, base), titles


def _count(path: Path, alias: str, shared: SharedTable, state: State) -> Count:
    theirs = build.column(path.tenant, alias)
    members = [_member(membership, theirs, state.tenancy.tenants.equals) for membership in shared.memberships]
    broken = build.and_(build.is_not_null(theirs), *(exp.Not(this=member) for member in members))
    return Count("pointer", "no member of that tenant", broken, theirs.copy())


def _member(membership: Membership, theirs: Node, equals: QName) -> Node:
    points = matches(membership.path, "m", "t")
    same = build.eq(build.column(membership.tenant, "m"), theirs.copy(), equals)
    return _SQL["member"].fill(membership=membership.relation, points=points, same=same)


def _has_tenant(relation: QName, state: State) -> bool:
    """Return whether the tenant of the relation's rows is known: the tenants table, or one with its tenant column."""
    table = state.tenancy.tables.get(relation)
    return state.catalog.relation(relation) is not None and (table is None or state.has_column(table))
