"""What keeps a tenant from being deleted: rows of other tenants, or of no tenant, that point to its rows.

A foreign key with CASCADE would take such rows along, and any other would stop the delete halfway.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from planner.catalog.words import ReferentialAction
from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.names import QName
from planner.rows.path_sql import matches
from planner.sql import build
from planner.sql.build import Node
from planner.sql.queries import queries
from planner.tenancy.model import Path
from planner.tenants.closed import ClosedSet

_SQL = queries("planner.tenants")


@dataclass(frozen=True, slots=True)
class Pointing:
    """Rows outside the tenant that point to the tenant's rows by a foreign key."""

    relation: QName
    constraint: str
    parent: QName
    action: str
    rows: int

    def __str__(self) -> str:
        return f"{self.relation}: {self.rows} rows point to {self.parent} ({self.constraint}, ON DELETE {self.action})"


def pointing(connection: Connection, closed: ClosedSet, tenant: str) -> list[Pointing]:
    """Return all rows outside the tenant that point to its rows, by foreign key."""
    found = []
    for child, path, action in _keys(connection, closed):
        count = connection.value(_query(closed, child, path, tenant))
        if count:
            found.append(Pointing(child, str(path.constraint), path.parent, action, int(count)))
    return found


def refuse_pointing(found: list[Pointing]) -> None:
    """Raise Blocked that names the rows that a delete would take along, or that would stop it."""
    if found:
        raise Blocked(
            "rows that are not the tenant's point to its rows; nothing was deleted",
            details=[str(one) for one in found[:20]],
            hint="delete these rows, or let them point elsewhere, and run the same command again",
        )


def _keys(connection: Connection, closed: ClosedSet) -> Iterator[tuple[QName, Path, str]]:
    """Yield the foreign keys that rows outside the tenant may point to its rows by, each with its action."""
    shared = {table.relation for table in closed.state.tenancy.shared}
    for child, paths in closed.links.items():
        for path in paths:
            parent = closed.own.get(path.parent)
            if parent is None or path.constraint is None:
                continue
            own = closed.own.get(child)
            if own is not None and (own.column, parent.column) in path.pairs:
                continue
            action = _action(closed, child, path.constraint)
            if child in shared and action is ReferentialAction.SET_NULL:
                continue
            yield child, path, str(action)
    outside = connection.fetch(_SQL["keys_from_outside"], {"schemas": [s.name for s in closed.state.catalog.schemas]})
    for schema, name, constraint, parent_schema, parent_name, mine, theirs in outside:
        target = QName(parent_schema, parent_name)
        root = closed.state.catalog.root(target).name if closed.state.catalog.relation(target) else target
        if root in closed.own:
            pairs = tuple(zip(mine, theirs, strict=True))
            partition = target if target != root else None
            yield QName(schema, name), Path(root, pairs, "", constraint, partition=partition), "outside the schemas"


def _action(closed: ClosedSet, child: QName, constraint: str) -> ReferentialAction:
    for relation in closed.state.catalog.family(child):
        found = relation.constraint(constraint)
        if found is not None:
            return found.on_delete
    return ReferentialAction.NO_ACTION


def _query(closed: ClosedSet, child: QName, path: Path, tenant: str) -> exp.Select:
    """Return the query for the number of rows outside the tenant that a path leads from to the tenant's rows."""
    there = build.select(build.literal(1)).from_(build.table(path.source, alias="p"), copy=False)
    there = there.where(build.and_(closed.rows(path.parent, "p", tenant), matches(path, "c", "p")), copy=False)
    conditions: list[Node] = [build.exists(there)]
    own = closed.own.get(child)
    if own is not None:
        conditions.append(build.is_not(closed.rows(child, "c", tenant)))
    source = closed.source(child, "c") if child in closed.state.catalog.relations else build.table(child, alias="c")
    query = build.select(build.call("count", exp.Star())).from_(source, copy=False)
    return query.where(build.and_(*conditions), copy=False)


def without_index(closed: ClosedSet) -> list[str]:
    """Return the foreign keys that make a delete slow: no index serves the search for the rows that point to a row."""
    slow = []
    for child, paths in closed.links.items():
        for path in paths:
            if path.constraint is None or path.parent not in closed.own:
                continue
            relation = closed.state.catalog.relations[child]
            leading = {index.columns[0].name for index in relation.indexes if index.columns and index.predicate is None}
            if not leading & set(path.columns):
                slow.append(f"{child}.{', '.join(path.columns)} → {path.parent}")
    return sorted(slow)
