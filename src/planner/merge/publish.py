"""Reconcile the staged rows of tables without tenants with the target's: map the ids, and add the rows that are new."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.execution.values import keys_are_shown
from planner.merge.reference import ids_of
from planner.merge.tables import Merging
from planner.names import QName
from planner.sql import build
from planner.sql.build import Node
from planner.sql.template import templates
from planner.tenants.export import copy_to
from planner.tenants.load import insert_statement
from planner.tenants.manifest import RowHash
from planner.tenants.mapping import KeyMapping
from planner.tenants.staging import Staged

_SQL = templates("planner.merge", "publish.sql")


def map_shared(connection: Connection, merging: Merging, group: Sequence[Staged], mapping: KeyMapping) -> list[Staged]:
    """Map the ids of rows that are there, and return the rows that are not, each table's in a temporary table.

    Raise Blocked for rows that are there with other values.
    """
    for staged in group:
        _map_ids(connection, merging, staged, mapping)
    new = []
    for staged in group:
        name = staged.part.relation
        _refuse_other(connection, merging, staged, mapping)
        table = QName("pg_temp", f"planner_new_{staged.table.name[-4:]}")
        missing = _SQL["missing"].fill(
            staged=staged.table, table=_target(merging, name), same=_same(merging, staged, mapping)
        )
        connection.execute(build.phrase("DROP TABLE IF EXISTS", build.relation(table)))
        connection.execute(
            build.phrase("CREATE TEMPORARY TABLE", build.ident(table.name), "ON COMMIT DROP", "AS", missing)
        )
        new.append(Staged(staged.part, table, staged.entry))
    return new


def _map_ids(connection: Connection, merging: Merging, staged: Staged, mapping: KeyMapping) -> None:
    name = staged.part.relation
    for column in ids_of(mapping, staged.part, merging.matches[name]):
        made = connection.execute(
            _SQL["map_ids"].fill(
                tenant=build.literal(mapping.new),
                schema=build.literal(name.schema),
                relation=build.literal(name.name),
                name=build.literal(column),
                column=column,
                staged=staged.table,
                table=_target(merging, name),
                same=_same(merging, staged, mapping),
            )
        )
        if made:
            mapping.renewed.add((name, column))


def _target(merging: Merging, name: QName) -> exp.Table:
    return build.table(name, only=merging.whole.plain(name))


def _same(merging: Merging, staged: Staged, mapping: KeyMapping) -> Node:
    """Return the condition that a staged row `s` and a row `r` of the target are one row."""
    part = staged.part
    match = merging.matches[part.relation]
    if not match.columns:
        return build.and_(*(_equal_text(mapping, staged, name) for name in part.names))
    equals = merging.view.catalog.equals
    pairs = [
        build.eq(mapping.forward(part, name, "s"), build.column(name, "r"), equals(part.type_of(name)))
        for name in match.columns
    ]
    if match.per_tenant:
        pairs += [_equal_text(mapping, staged, name) for name in _values(merging, staged, mapping)]
    return build.and_(*pairs)


def _values(merging: Merging, staged: Staged, mapping: KeyMapping) -> list[str]:
    """Return the columns that are neither the natural key nor ids."""
    match = merging.matches[staged.part.relation]
    keys = {*match.columns, *ids_of(mapping, staged.part, match)}
    return [name for name in staged.part.names if name not in keys] if match.columns else []


def _equal_text(mapping: KeyMapping, staged: Staged, name: str) -> Node:
    mine = build.cast(mapping.forward(staged.part, name, "s"), "text")
    return exp.NullSafeEQ(this=mine, expression=build.cast(build.column(name, "r"), "text"))


def _refuse_other(connection: Connection, merging: Merging, staged: Staged, mapping: KeyMapping) -> None:
    """Raise Blocked for rows that the target has with other values: they have changed since they were looked at."""
    name = staged.part.relation
    match = merging.matches[name]
    values = _values(merging, staged, mapping)
    if match.per_tenant or not values:
        return
    others = [exp.Not(this=exp.Paren(this=_equal_text(mapping, staged, column))) for column in values]
    key = build.call("concat_ws", build.literal(" "), *(build.column(column, "s") for column in match.columns))
    query = _SQL["others"].fill(
        key=key,
        staged=staged.table,
        table=_target(merging, name),
        same=_same(merging, staged, mapping),
        differ=exp.Paren(this=build.or_(*others)),
    )
    found = connection.fetch(query)
    if found:
        shown = [", ".join(str(row[0]) for row in found)] if keys_are_shown() else []
        raise Blocked(
            f"{len(found)} rows of {name} are there with other values; nothing was changed",
            details=shown,
            hint="make the rows equal, and run the same command again",
        )


def insert_shared(connection: Connection, new: Sequence[Staged], mapping: KeyMapping, path: str) -> dict[QName, int]:
    """Insert the new rows of a group, and return their number by table."""
    added = {}
    for staged in new:
        number = connection.execute(insert_statement(staged, mapping, path))
        connection.set_local("search_path", "")
        if number:
            added[staged.part.relation] = number
    return added


def verify_shared(
    connection: Connection, merging: Merging, tables: Sequence[Staged], mapping: KeyMapping, check: Callable[[], None]
) -> None:
    """Compare every row of a table without tenants, with the old ids, with the source. Raise Blocked when they differ."""
    for staged in tables:
        part = staged.part
        match = merging.matches[part.relation]
        columns = [mapping.back(part, name, "r") if match.columns else build.column(name, "s") for name in part.names]
        template = _SQL["pairs"] if match.columns else _SQL["held"]
        query = template.fill(
            columns=columns,
            staged=staged.table,
            table=_target(merging, part.relation),
            same=_same(merging, staged, mapping),
        )
        seen = RowHash()
        for line in connection.copy_out(copy_to(query)):
            check()
            seen.add(line)
        if (seen.rows, seen.hex()) != (staged.entry.rows, staged.entry.hash):
            raise Blocked(
                f"{part.relation} would hold other rows than the source: {seen.rows} of {staged.entry.rows}; "
                "nothing was changed",
                hint="a trigger of the table changes what is inserted, or a value is equal and spelled differently",
            )
