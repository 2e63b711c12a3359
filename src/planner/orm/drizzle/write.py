"""The edits of Drizzle schema files, made from decisions. Edits that can't be made safely are left to people, with
their place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, assert_never

from planner.catalog.parts import IndexColumn, Policy
from planner.catalog.words import ReferentialAction
from planner.orm.decide import (
    AddColumn,
    AddDefault,
    AddFollowed,
    AddIndex,
    AddKey,
    AddPolicy,
    AddReference,
    ChangeColumn,
    Decision,
    Left,
    ReplaceForeignKey,
    ReplaceKey,
    ReplacePrimaryKey,
    WidenForeignKey,
    WidenKey,
    WidenPrimaryKey,
    WithdrawForeignKey,
    decide,
)
from planner.orm.drizzle.locate import Entry, TableDefinition
from planner.orm.drizzle.model import File, Property, Table
from planner.orm.drizzle.schema import Schema
from planner.orm.drizzle.words import WORDS, as_constraint, is_expression, templated
from planner.orm.edit import Edited, Leftover, edited
from planner.orm.held import Listed
from planner.orm.spelling import camel
from planner.orm.typescript import value_of
from planner.orm.wanted import ForeignKey, Key, PrimaryKey, Wanted, column_text
from planner.orm.wanted import Table as WantedTable

if TYPE_CHECKING:
    from tree_sitter import Node

_ROW = "\0"
"""A placeholder for the table's name inside the third argument. The name is known only when all entries are known."""


def edit(
    files: Sequence[File], wanted: Wanted, *, property_name: str | None = None
) -> tuple[list[Edited], list[Leftover]]:
    """Return every file that changes, and the edits that are left to people. Editing the result again changes
    nothing."""
    if not files:
        return [], []
    schema = Schema(files, wanted, property_name)
    schema.declare_tenants()
    for one in wanted.tables:
        table = schema.tables.get(one.relation)
        if table is None:
            what = f"{one.relation} is in none of these files: Drizzle does not know it"
            schema.leftovers.append(Leftover(None, 0, what))
            continue
        if table.variable is not None and not table.exported:
            what = f"{table.variable} is not exported, so Drizzle does not see it"
            schema.leftovers.append(Leftover(table.file.path, table.line, what))
        _TableEdit(schema, table, one).write()
    return edited((one.file.path, one.file.text, one.all()) for one in schema.changes), schema.leftovers


_LATER = {AddIndex: 1, AddFollowed: 1, ReplacePrimaryKey: 2, WidenPrimaryKey: 2, AddPolicy: 3}
"""The order of the decisions that come after keys and foreign keys."""


class _TableEdit:
    """The edits of one table."""

    def __init__(self, schema: Schema, table: Table, wanted: WantedTable) -> None:
        self._schema = schema
        self._changes = schema.of(table)
        self._style = self._changes.style
        self._table = table
        self._wanted = wanted
        self._key = schema.property_of(wanted.relation, wanted.column.name)
        self._extras: list[tuple[str, str]] = []
        """Pairs of (property, text): the new entries for the third argument."""
        self._tails: dict[int, str] = {}
        """The text to add after a property's value, by place. All texts of a place are added at once."""

    def write(self) -> None:
        """Put every decision about the table into the file."""
        held = TableDefinition(
            self._table, self._wanted, self._key, lambda name: self._schema.variable_of(name) is not None
        )
        decisions = decide(held, self._wanted, WORDS)
        for decision in sorted(decisions, key=lambda one: _LATER.get(type(one), 0)):
            self._put(decision)
        for at, text in self._tails.items():
            self._changes.put(at, at, text)
        self._put_extras()

    def _put(self, decision: Decision[Property, Entry, Node]) -> None:
        match decision:
            case AddColumn():
                self._add_column()
            case ChangeColumn(place, nullable):
                if nullable:
                    self._without(place, "notNull")
                else:
                    self._behind(place, ".notNull()")
            case AddReference(place, key):
                self._behind(place, self._reference(key))
            case AddDefault(place, default):
                self._behind(place, self._default(default))
            case AddIndex(key):
                self._extras.append((f"{self._key}Idx", self._on("index", key)))
            case AddFollowed(key):
                self._extras.append((camel(key.name), self._index(key)))
            case AddKey(key):
                self._extras.append((camel(key.name), self._unique(key)))
            case ReplaceKey(key, alone):
                self._without(self._table.properties[alone.column], "unique")
                self._extras.append((camel(key.name), self._unique(key)))
            case WidenKey(key, held):
                self._widen_key(key, held.place)
            case ReplaceForeignKey(foreign, alone):
                self._without(self._table.properties[alone.column], "references")
                self._extras.append((camel(foreign.name), self._composite(foreign)))
            case WidenForeignKey(foreign, listed, beside):
                if beside is not None:
                    self._without(self._table.properties[beside.column], "references")
                self._widen_foreign_key(foreign, listed)
            case ReplacePrimaryKey(primary, alones):
                self._replace_primary_key(primary, [self._table.properties[one.column] for one in alones])
            case WidenPrimaryKey(primary, held):
                self._changes.put(held.place.columns_at, held.place.columns_at, f"{self._tenant_there()}, ")
                if held.place.listed is not None:
                    self._name(held.place.call, held.place.listed, primary.name)
            case AddPolicy(policy):
                self._extras.append((camel(policy.name), self._policy(policy)))
            case WithdrawForeignKey():
                raise AssertionError("Drizzle has words for keys of several columns")
            case Left(what, line):
                self._leave(what, line)
            case _:
                assert_never(decision)

    def _leave(self, what: str, line: int | None = None) -> None:
        at = line if line is not None else self._table.line
        self._schema.leftovers.append(Leftover(self._table.file.path, at, f"{self._wanted.relation}: {what}"))

    def _behind(self, found: Property, text: str) -> None:
        self._tails[found.value.end_byte] = self._tails.get(found.value.end_byte, "") + text

    def _without(self, found: Property, call: str) -> None:
        """Take one call, such as `.unique()`, out of a chain."""
        node = found.calls[call]
        function = node.child_by_field_name("function")
        inner = function.child_by_field_name("object") if function is not None else None
        assert inner is not None
        self._changes.put(inner.end_byte, node.end_byte, "")

    # The column

    def _add_column(self) -> None:
        wanted, table = self._wanted, self._table
        built = self._changes.typed(table.builders, wanted.column.type, wanted.column.name)
        assert built is not None
        assert table.columns is not None
        if wanted.tenant_key is not None:
            built += self._reference(wanted.tenant_key)
        built += self._default(wanted.session_default) if wanted.session_default is not None else ""
        built += "" if wanted.nullable else ".notNull()"
        self._changes.splices += self._style.into(table.columns, [f"{self._key}: {built}"])

    def _default(self, text: str) -> str:
        return f".default({self._changes.sql(templated(text))})"

    def _reference(self, key: ForeignKey) -> str:
        """Return `.references(…)`. If the key needs a name of its own, add it to the third argument instead and
        return nothing."""
        target = f"{self._schema.tenants_in(self._changes)}.{self._schema.tenants_key}"
        default = "_".join((self._wanted.relation.name, *key.columns, key.ref.name, *key.ref_columns, "fk"))
        if key.name == default:
            options = ", ".join(f"{event}: {self._style.string(action)}" for event, action in _actions(key))
            return f".references(() => {target}{f', {{ {options} }}' if options else ''})"
        self._extras.append((f"{self._key}Fk", self._keyed(key, [self._at(c) for c in key.columns], [target])))
        return ""

    def _at(self, column: str) -> str:
        return f"{_ROW}.{self._schema.property_of(self._wanted.relation, column)}"

    def _tenant_there(self) -> str:
        """Return the tenant column as the existing third argument names it."""
        extra = self._table.extra
        assert extra is not None
        return f"{extra.parameter}.{self._schema.property_of(self._wanted.relation, self._wanted.column.name)}"

    # Keys

    def _on(self, kind: str, key: Key) -> str:
        places = ", ".join(self._column(column) for column in key.index.columns)
        return f"{self._changes.use(kind)}({self._style.string(key.name)}).on({places})"

    def _column(self, column: IndexColumn) -> str:
        if is_expression(column) or column.name is None:
            return self._changes.sql(templated(column_text(column)))
        text = self._at(column.name)
        if column.opclass is not None:
            text += f".op({self._style.string(column.opclass)})"
        if column.descending:
            text += f".desc().{'nullsFirst' if column.nulls_first else 'nullsLast'}()"
        elif column.nulls_first:
            text += ".nullsFirst()"
        return text

    def _unique(self, key: Key) -> str:
        text = self._on("unique" if as_constraint(key) else "uniqueIndex", key)
        if key.index.nulls_not_distinct:
            text += ".nullsNotDistinct()"
        return text + self._where(key)

    def _index(self, key: Key) -> str:
        return self._on("index", key) + self._where(key)

    def _where(self, key: Key) -> str:
        if key.index.predicate is None:
            return ""
        return f".where({self._changes.sql(templated(key.index.predicate))})"

    def _widen_key(self, key: Key, entry: Entry) -> None:
        if entry.named is None:
            self._changes.put(entry.name_at, entry.name_at, self._style.string(key.name))
        else:
            self._changes.replace(entry.named, self._style.string(key.name))
        self._changes.put(entry.columns_at, entry.columns_at, f"{self._tenant_there()}, ")

    def _keyed(self, key: ForeignKey, columns: list[str], foreign: list[str]) -> str:
        name = self._style.string(key.name)
        inside = f"columns: [{', '.join(columns)}], foreignColumns: [{', '.join(foreign)}], name: {name}"
        text = f"{self._changes.use('foreignKey')}({{ {inside} }})"
        return text + "".join(f".{event}({self._style.string(action)})" for event, action in _actions(key))

    def _composite(self, key: ForeignKey) -> str:
        target = _ROW if key.ref == self._wanted.relation else self._schema.variable_of(key.ref)
        foreign = [f"{target}.{self._schema.property_of(key.ref, column)}" for column in key.ref_columns]
        return self._keyed(key, [self._at(column) for column in key.columns], foreign)

    def _widen_foreign_key(self, key: ForeignKey, held: Listed[Node]) -> None:
        """Put the tenant in front of the columns of `foreignKey({ columns: […], foreignColumns: […] })`, on both
        sides."""
        file, base = self._table.file, held.place
        mine, theirs = value_of(base, "columns", file), value_of(base, "foreignColumns", file)
        assert mine is not None
        assert theirs is not None
        of = file.of(theirs.named_children[0]).rsplit(".", 1)[0]
        foreign = f"{of}.{self._schema.property_of(key.ref, key.ref_columns[0])}"
        self._changes.put(mine.start_byte + 1, mine.start_byte + 1, f"{self._tenant_there()}, ")
        self._changes.put(theirs.start_byte + 1, theirs.start_byte + 1, f"{foreign}, ")
        self._name(base, mine, key.name)

    def _name(self, base: Node, listed: Node, name: str) -> None:
        """Write the name into the object that a call takes. `listed` is one of the object's values."""
        said = value_of(base, "name", self._table.file)
        pair = listed.parent
        assert pair is not None
        if said is not None:
            self._changes.replace(said, self._style.string(name))
            return
        broken = pair.parent is not None and pair.start_point[0] != pair.parent.start_point[0]
        lead = f",\n{self._style.indent(pair)}" if broken else ", "
        self._changes.put(pair.start_byte, pair.start_byte, f"name: {self._style.string(name)}{lead}")

    def _replace_primary_key(self, key: PrimaryKey, held: list[Property]) -> None:
        for found in held:
            self._without(found, "primaryKey")
            if "notNull" not in found.calls:
                self._behind(found, ".notNull()")
        places = ", ".join(self._at(column) for column in key.columns)
        said = f"{{ name: {self._style.string(key.name)}, columns: [{places}] }}"
        self._extras.append(("pk", f"{self._changes.use('primaryKey')}({said})"))

    def _policy(self, policy: Policy) -> str:
        to = ", ".join(self._style.string(role) for role in policy.roles)
        parts = [
            f"as: {self._style.string('permissive' if policy.permissive else 'restrictive')}",
            f"for: {self._style.string(policy.command.lower())}",
            f"to: {to if len(policy.roles) == 1 else f'[{to}]'}",
        ]
        for word, text in (("using", policy.using), ("withCheck", policy.check)):
            if text is not None:
                parts.append(f"{word}: {self._changes.sql(templated(text))}")
        return f"{self._changes.use('pgPolicy')}({self._style.string(policy.name)}, {{ {', '.join(parts)} }})"

    # The third argument

    def _put_extras(self) -> None:
        if not self._extras:
            return
        table, style = self._table, self._style
        if table.unreadable_extra:
            for _, text in self._extras:
                self._leave(f"add to its third argument: {text.replace(_ROW, 'table')}")
            return
        if table.extra is not None:
            entries = [_entry(one, table.extra.parameter, array=table.extra.is_array) for one in self._extras]
            self._changes.splices += style.into(table.extra.body, entries)
            return
        array = any(t.extra is not None and t.extra.is_array for t in table.file.tables)
        outer = style.indent(table.call)
        lead = "\n" + outer + style.unit
        inside = "".join(f"{lead}{_entry(one, 'table', array=array)}," for one in self._extras) + "\n" + outer
        whole = f", (table) => {'[' if array else '({'}{inside}{']' if array else '})'}"
        at = table.arguments[1].end_byte
        self._changes.put(at, at, whole)


def _entry(extra: tuple[str, str], parameter: str, *, array: bool) -> str:
    key, text = extra
    said = text.replace(_ROW, parameter)
    return said if array else f"{key}: {said}"


def _actions(key: ForeignKey) -> list[tuple[str, str]]:
    events = (("onDelete", key.on_delete), ("onUpdate", key.on_update))
    return [(event, action.lower()) for event, action in events if action is not ReferentialAction.NO_ACTION]
