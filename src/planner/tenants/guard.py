"""What keeps a tenant from being deleted: rows of other tenants, or of no tenant, that point to its rows.

A foreign key with CASCADE would take such rows along, and any other would stop the delete halfway.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
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


Key = tuple[QName, Path, str]
"""A foreign key of a table, as a path, with its action."""


def pointing(
    connection: Connection, closed: ClosedSet, tenant: str, parents: Collection[QName] | None = None
) -> list[Pointing]:
    """Return all rows outside the tenant that point to its rows, or to its rows of some tables, by foreign key."""
    found = []
    for child, path, action in keys_to(connection, closed):
        if parents is not None and path.parent not in parents:
            continue
        count = connection.value(_query(closed, child, path, tenant))
        if count:
            found.append(Pointing(child, str(path.constraint), path.parent, action, int(count)))
    return found


def refuse_pointing(found: list[Pointing]) -> None:
    """Raise Blocked that names the rows that a delete would take along, or that would stop it."""
    if found:
        raise Blocked(
            "rows that are not the tenant's point to its rows; nothing was changed",
            details=[str(one) for one in found[:20]],
            hint="delete these rows, or let them point elsewhere, and run the same command again",
        )


def keys_to(connection: Connection, closed: ClosedSet) -> Iterator[Key]:
    """Yield the foreign keys that rows outside the tenant may point to its rows by, each with its action."""
    for child, path, action in _all_keys(connection, closed):
        own, parent = closed.own.get(child), closed.own[path.parent]
        if own is None or (own.column, parent.column) not in path.pairs:
            yield child, path, action


def acting_keys(connection: Connection, closed: ClosedSet) -> Iterator[Key]:
    """Yield the foreign keys to the tenant's tables that change or delete the rows that point to a deleted row."""
    still = {str(ReferentialAction.NO_ACTION), str(ReferentialAction.RESTRICT)}
    return (key for key in _all_keys(connection, closed) if key[2] not in still)


def _all_keys(connection: Connection, closed: ClosedSet) -> Iterator[Key]:
    """Yield the foreign keys to the tenant's tables. Pointers of people with SET NULL do what they are there for."""
    shared = {table.relation for table in closed.state.tenancy.shared}
    for child, paths in closed.links.items():
        for path in paths:
            if path.parent not in closed.own or path.constraint is None:
                continue
            action = _action(closed, child, path.constraint)
            if not (child in shared and action is ReferentialAction.SET_NULL):
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
    query = build.select(build.call("count", exp.Star())).from_(source_of(closed, child), copy=False)
    return query.where(build.and_(build.exists(there), *_outside(closed, child, tenant)), copy=False)


def source_of(closed: ClosedSet, child: QName) -> exp.Table:
    """Return the table `c` of rows that point to others, also when it is outside the schemas."""
    return closed.source(child, "c") if child in closed.state.catalog.relations else build.table(child, alias="c")


def _outside(closed: ClosedSet, child: QName, tenant: str) -> list[Node]:
    """Return the condition that a row `c` is not the tenant's; none for a table that no tenant owns rows of."""
    return [build.is_not(closed.rows(child, "c", tenant))] if child in closed.own else []


def unpointed(
    closed: ClosedSet, keys: Collection[Key], name: QName, alias: str, tenant: str, leaf: QName | None = None
) -> list[Node]:
    """Return the conditions that no row outside the tenant points to a row of a table, or of its partition `leaf`.

    A DELETE without them would take along rows that have come after the look, where a key has ON DELETE CASCADE.
    """
    conditions: list[Node] = []
    for child, path, _ in keys:
        if path.parent == name and path.partition in (None, leaf):
            held = build.select(build.literal(1)).from_(source_of(closed, child), copy=False)
            held = held.where(build.and_(matches(path, "c", alias), *_outside(closed, child, tenant)), copy=False)
            conditions.append(build.is_not(build.exists(held)))
    return conditions


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
