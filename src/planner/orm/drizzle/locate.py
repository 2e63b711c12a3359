"""What a table of a Drizzle schema file declares, and where each declaration stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.catalog.words import ReferentialAction
from planner.names import QName
from planner.orm.drizzle.model import Property, Table
from planner.orm.drizzle.nodes import chain, entries_of
from planner.orm.drizzle.words import builder
from planner.orm.held import Alone, Definition, HeldColumn, Listed
from planner.orm.typescript import arguments_of, string, strings_in, value_of
from planner.orm.wanted import Feature, ForeignKey
from planner.orm.wanted import Table as WantedTable

if TYPE_CHECKING:
    from tree_sitter import Node

_ANY = frozenset({Feature.EXPRESSION, Feature.OPCLASS, Feature.COLLATION, Feature.ORDER})
"""The features that SQL in the place of a column may have."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A key among the extras."""

    call: Node
    named: Node | None
    """The node of the key's name, if the key has one."""
    name_at: int
    """The place for a name."""
    listed: Node | None
    """The list of a primary key's columns."""
    columns_at: int
    """The place for a first column."""


class TableDefinition(Definition[Property, Entry, "Node"]):
    """A table of a schema file. `exists` tells whether a schema file has another table."""

    def __init__(self, table: Table, wanted: WantedTable, key: str, exists: Callable[[QName], bool]) -> None:
        """`key` is the name of the tenant column's property."""
        found = table.properties.get(wanted.column.name)
        obstacle = _obstacle(table, wanted, key) if found is None else None
        extra = table.extra
        columns = [column.name for column in wanted.columns]
        properties = {name: one for name, one in table.properties.items() if name in columns}
        names = {one.key: name for name, one in properties.items()}
        self._exists = exists
        super().__init__(
            HeldColumn(
                found, found.key, not {"notNull", "primaryKey"} & set(found.calls), default=_default(table, found)
            )
            if found is not None
            else None,
            obstacle,
            strings_in(table.file, extra.body) if extra is not None else frozenset(),
            (*_alone_keys(table, properties), *_keys(table, names, ("unique", "uniqueIndex"))),
            tuple(_keys(table, names, ("index",))),
            (
                *(Alone(name) for name, one in properties.items() if "references" in one.calls),
                *_foreign_keys(table, names),
            ),
            _primary_key(table, properties, names),
        )

    def foreign_key_objection(self, key: ForeignKey, held: Alone | Listed[Node]) -> str | None:
        """Return why an edit can't make this foreign key; None if it can."""
        if key.on_delete is ReferentialAction.SET_DEFAULT:
            return f"declare the foreign key {key.name} ({', '.join(key.columns)}) by hand"
        if not self._exists(key.ref):
            return f"{key.name} references {key.ref}, which is in no schema file"
        return None


def _default(table: Table, found: Property) -> str | None:
    """Return the default that the database has for the column, as the file writes it."""
    call = found.calls.get("default")
    said = arguments_of(call) if call is not None else []
    return table.file.of(said[0]) if said else None


def _obstacle(table: Table, wanted: WantedTable, key: str) -> str | None:
    if table.columns is None:
        return f"its columns are no object: add {key} by hand"
    if any(one.key == key for one in table.properties.values()):
        return f"it has a property {key} that is another column: --property names one that is free"
    if builder(wanted.column.type) is None:
        return f"no Drizzle type is known for {wanted.column.type}: add {key} by hand"
    return None


def _alone_keys(table: Table, properties: Mapping[str, Property]) -> Iterator[Alone]:
    """Yield the keys of `.unique()`, `.unique('name')` and `.unique('name', { nulls: 'not distinct' })`."""
    file = table.file
    for column, one in properties.items():
        call = one.calls.get("unique")
        if call is None:
            continue
        said = arguments_of(call)
        name = string(file, said[0]) if said else f"{table.relation.name}_{column}_unique"
        nulls = any("not distinct" in file.of(argument) for argument in said[1:])
        yield Alone(column, name, frozenset({Feature.NULLS}) if nulls else frozenset(), _line(call))


def _keys(table: Table, names: Mapping[str, str], kinds: tuple[str, ...]) -> Iterator[Listed[Entry]]:
    """Yield the keys among the extras, such as `unique('name').on(…)`."""
    file = table.file
    for calls, base in _calls(table, kinds):
        first, on = base.child_by_field_name("arguments"), calls.get("on")
        on = on.child_by_field_name("arguments") if on is not None else None
        if first is None or on is None:
            continue
        said = next(iter(arguments_of(base)), None)
        parts = [_part(table, names, child) for child in on.named_children if child.type != "comment"]
        columns = tuple(column for column, _ in parts)
        more = {"nullsNotDistinct": Feature.NULLS, "where": Feature.PREDICATE}
        features = frozenset(feature for call, feature in more.items() if call in calls)
        yield Listed(
            Entry(base, said, first.start_byte + 1, None, on.start_byte + 1),
            columns,
            string(file, said) if said is not None else _named(table, columns, kinds[0]),
            features.union(*(features for _, features in parts)),
            _line(base),
        )


def _named(table: Table, columns: tuple[str | None, ...], kind: str) -> str | None:
    """Return the name that Drizzle gives to a key; None if a column is not known."""
    named = [column for column in columns if column is not None]
    return "_".join((table.relation.name, *named, kind)) if len(named) == len(columns) else None


def _part(table: Table, names: Mapping[str, str], node: Node) -> tuple[str | None, frozenset[Feature]]:
    """Return (the column's name in the database, its features) for `table.email`, `table.email.desc()` or SQL."""
    features = set()
    while node.type == "call_expression":
        function = node.child_by_field_name("function")
        inner = function.child_by_field_name("object") if function is not None else None
        called = function.child_by_field_name("property") if function is not None else None
        if inner is None or called is None:
            return None, _ANY
        match table.file.of(called):
            case "desc" | "nullsFirst":
                features.add(Feature.ORDER)
            case "op":
                features.add(Feature.OPCLASS)
        node = inner
    column = _column(table, names, node)
    return column, frozenset(features) if column is not None else _ANY


def _column(table: Table, names: Mapping[str, str], node: Node) -> str | None:
    """Return the column's name in the database: email for `table.email`. `names` has the column of each property."""
    return names.get(table.file.of(node).split(".")[-1]) if node.type == "member_expression" else None


def _foreign_keys(table: Table, names: Mapping[str, str]) -> Iterator[Listed[Node]]:
    """Yield the foreign keys of `foreignKey({ columns: […], foreignColumns: […] })`."""
    for _, base in _calls(table, ("foreignKey",)):
        mine, theirs = (value_of(base, name, table.file) for name in ("columns", "foreignColumns"))
        if mine is not None and theirs is not None and theirs.named_children:
            yield Listed(base, tuple(_column(table, names, child) for child in mine.named_children), line=_line(base))


def _primary_key(
    table: Table, properties: Mapping[str, Property], names: Mapping[str, str]
) -> tuple[Alone, ...] | Listed[Entry] | None:
    for _, base in _calls(table, ("primaryKey",)):
        listed = value_of(base, "columns", table.file)
        columns = tuple(_column(table, names, child) for child in listed.named_children) if listed is not None else ()
        at = listed.start_byte + 1 if listed is not None else base.end_byte
        return Listed(Entry(base, None, at, listed, at), columns, line=_line(base))
    return tuple(Alone(name) for name, one in properties.items() if "primaryKey" in one.calls) or None


def _calls(table: Table, kinds: tuple[str, ...]) -> Iterator[tuple[dict[str, Node], Node]]:
    """Yield the entries of the extras that call one of `kinds`: the calls of the chain, and the innermost call."""
    extra, file = table.extra, table.file
    called = {*kinds, *(file.names.get(kind, kind) for kind in kinds)}
    for entry in entries_of(extra.body) if extra is not None else []:
        calls, base = chain(file, entry)
        function = base.child_by_field_name("function") if base is not None else None
        if base is not None and function is not None and file.of(function).split(".")[-1] in called:
            yield calls, base


def _line(node: Node) -> int:
    return int(node.start_point[0]) + 1
