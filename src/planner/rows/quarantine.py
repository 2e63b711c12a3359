"""planner.quarantine: the list of rows that no path leads to a tenant, or that two paths lead to two tenants.

A person decides about these rows. A row stays in its table without a tenant. The list holds its key, the candidates and
the reason. An entry is open as long as its row has no tenant.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlglot import exp

from planner.names import EQUALS, PLANNER_SCHEMA, QName
from planner.rows.path_sql import matches
from planner.sql import build
from planner.sql.build import Node
from planner.sql.template import Slot, templates
from planner.tenancy.model import Path, ScopedTable, State

QUARANTINE = QName(PLANNER_SCHEMA, "quarantine")

COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("schema_name", "text", "not null"),
    ("relation_name", "text", "not null"),
    ("row_key", "jsonb", "not null"),
    ("reason", "text", "not null"),
    ("candidates", "text[]", "not null"),
    ("recorded_at", "timestamp with time zone", "now"),
    ("tenant", "text", ""),
    ("decided_at", "timestamp with time zone", ""),
    ("decided_by", "text", ""),
)
PRIMARY = ("schema_name", "relation_name", "row_key")

_SQL = templates("planner.rows", "quarantine.sql")


@dataclass(frozen=True, slots=True)
class KeyColumn:
    """A column of the key that identifies a row."""

    name: str
    type: str
    equals: QName = EQUALS

    @property
    def zoned(self) -> bool:
        """Whether the text of a value depends on the session's time zone."""
        return self.type.endswith("with time zone")

    def shown(self, row: str) -> Node:
        """Return the column's value for the JSON object of a row's key."""
        value = build.column(self.name, row)
        return build.call("timezone", build.literal("UTC"), value) if self.zoned else value

    def read(self, json: Node) -> Node:
        """Return the column's value from the JSON object of a row's key."""
        text = exp.Paren(this=exp.JSONExtractScalar(this=json.copy(), expression=build.literal(self.name)))
        if self.zoned:
            return build.call("timezone", build.literal("UTC"), build.cast(text, "timestamp without time zone"))
        return build.cast(text, self.type)


def key_columns(table: ScopedTable, state: State) -> tuple[KeyColumn, ...]:
    """Return the columns that identify a row of this table."""
    types = {column.name: column.type for column in state.relation(table).columns}
    return tuple(KeyColumn(name, types[name], state.catalog.equals(types[name])) for name in table.key)


@dataclass(frozen=True, slots=True)
class Leftovers:
    """The leftovers of a table: rows that have no tenant and go into the quarantine."""

    relation: QName
    column: str
    key: tuple[KeyColumn, ...]
    paths: tuple[Path, ...]
    equals: QName
    """The operator that compares two tenants."""

    @classmethod
    def of(cls, table: ScopedTable, state: State) -> Leftovers:
        equals = state.tenancy.tenants.equals
        return cls(table.relation, table.column, key_columns(table, state), table.paths, equals)

    def insert(self, leaf: QName, window: Node) -> Node:
        """Return the INSERT of rows `t` in a window that have no tenant. An existing entry stays as it is."""
        aliases = {path: f"p{n}" for n, path in enumerate(self.paths)}
        found: list[Node] = [build.column(path.tenant, alias) for path, alias in aliases.items()]
        statement = _SQL["leftovers"].fill(
            schema=build.literal(self.relation.schema),
            relation=build.literal(self.relation.name),
            row_key=row_key(self.key, "t"),
            reason=_reason(found, self.equals),
            candidates=_candidates(found),
            leaf=leaf,
            window=window,
            column=self.column,
        )
        for path, alias in aliases.items():
            parent = build.table(path.source, alias=alias)
            build.left_join(statement.expression, parent, matches(path, "t", alias))
        return statement


def row_key(key: Iterable[KeyColumn], row: str) -> Node:
    """Return the key of a row as a JSON object: the values by column name."""
    pairs = [node for column in key for node in (build.literal(column.name), column.shown(row))]
    return build.call("jsonb_build_object", *pairs)


def open_rows(table: ScopedTable, state: State) -> exp.Select:
    """Return the query of the open entries: key, reason and candidates, in the order of their keys."""
    same = _same_row(table, state, build.column("row_key", "q"))
    return _SQL["open_rows"].select(table=table.relation, column=table.column, same_row=same, **_named(table.relation))


def decide(table: ScopedTable, state: State, key: str, tenant: str, by: str) -> tuple[Node, Node]:
    """Return the UPDATE that gives a row in quarantine its tenant, and the UPDATE that records who decided.

    `key` is the JSON object of the entry.
    """
    json = build.cast(build.literal(key), "jsonb")
    row = _SQL["give_tenant"].fill(
        table=table.relation,
        column=table.column,
        target=build.column(table.column),
        tenant=build.literal(tenant),
        type=state.tenancy.tenants.type,
        same_row=_same_row(table, state, json),
    )
    entry = _SQL["record_decision"].fill(
        tenant=build.literal(tenant), by=build.literal(by), row_key=json, **_named(table.relation)
    )
    return row, entry


def _same_row(table: ScopedTable, state: State, json: Node) -> Node:
    """Return the condition that `t` is the row whose key is this JSON object."""
    return build.and_(*(build.eq(build.column(c.name, "t"), c.read(json), c.equals) for c in key_columns(table, state)))


def decided(relation: QName, key: Iterable[KeyColumn], row: str) -> Node:
    """Return the condition that a person has decided about this row."""
    return _SQL["decided"].fill(row_key=row_key(key, row), **_named(relation))


def _named(relation: QName) -> dict[str, Slot]:
    """Return the slots that name the relation as planner.quarantine does."""
    return {"schema": build.literal(relation.schema), "relation": build.literal(relation.name)}


def _reason(found: list[Node], equals: QName) -> Node:
    """Return the reason: `conflict` if two paths lead to two tenants, else `orphan`."""
    orphan = build.literal("orphan")
    pairs = [build.ne(one.copy(), other.copy(), equals) for n, one in enumerate(found) for other in found[n + 1 :]]
    if not pairs:
        return orphan
    return exp.Case(ifs=[exp.If(this=build.or_(*pairs), true=build.literal("conflict"))], default=orphan)


def _candidates(found: list[Node]) -> Node:
    texts = [build.cast(node.copy(), "text") for node in found]
    array = build.cast(exp.Array(expressions=texts), "text[]")
    return build.call("array_remove", array, exp.Null())
