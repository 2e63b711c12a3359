"""Edits of entities: the decisions about each table, put into the files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from planner.names import QName
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
from planner.orm.edit import Edited, Leftover, edited
from planner.orm.typeorm.changes import Unreadable
from planner.orm.typeorm.entities import Entity, Field, Relation
from planner.orm.typeorm.joins import keep_join_table, pin
from planner.orm.typeorm.keys import KeyTexts, default_name
from planner.orm.typeorm.locate import UNCHECKED, EntityDefinition, Place, fields_of
from planner.orm.typeorm.model import File
from planner.orm.typeorm.objects import place_of
from planner.orm.typeorm.properties import column_lines, reference_lines, reference_name
from planner.orm.typeorm.schema import Schema
from planner.orm.typeorm.words import WORDS
from planner.orm.typescript import string
from planner.orm.wanted import ForeignKey, Key, Wanted
from planner.orm.wanted import Table as WantedTable


def edit(
    files: Sequence[File], wanted: Wanted, schema: str, property_name: str | None = None
) -> tuple[list[Edited], list[Leftover]]:
    """Return every file that changes or is new, and the edits that are left to people. Editing the result again
    changes nothing."""
    if not files:
        return [], []
    held = Schema(files, wanted, schema, property_name)
    held.declare_tenants()
    scoped = {one.relation for one in wanted.tables}
    for one in wanted.tables:
        entity = held.tables.get(one.relation)
        if entity is None:
            if not keep_join_table(held, one):
                held.leftovers.append(_missing(files, one))
            continue
        if not _inherits(held, entity, scoped):
            _EntityEdit(held, entity, one).write()
    found = edited((changes.file.path, changes.file.text, changes.all()) for changes in held.changes.values())
    return [*found, *held.added], held.leftovers


def _missing(files: Sequence[File], table: WantedTable) -> Leftover:
    place = place_of(files, table.relation.name)
    if place is not None:
        return Leftover(*place, f"{table.relation} is an EntitySchema, which planner does not edit: edit it by hand")
    return Leftover(None, 0, f"{table.relation} is in none of these files: no entity is known for it")


def _inherits(held: Schema, entity: Entity, scoped: set[QName]) -> bool:
    """Return whether the entity has the tenant's properties from another entity that it extends."""
    return any(
        other.of in entity.classes[1:] and other.relation in scoped
        for other in held.tables.values()
        if other is not entity
    )


class _EntityEdit:
    """The edits of one entity."""

    def __init__(self, schema: Schema, entity: Entity, wanted: WantedTable) -> None:
        self._schema = schema
        self._entity = entity
        self._wanted = wanted
        self._changes = schema.of(entity.of)
        self._key = schema.property_of(wanted)
        self._held = EntityDefinition(entity, wanted, self._key, schema.tables, schema.plan)
        self._texts = KeyTexts(schema, self._changes, entity, wanted, self._key)

    def write(self) -> None:
        """Put every decision about the table into the files."""
        decisions = list(decide(self._held, self._wanted, WORDS))
        if any(isinstance(one, AddColumn) for one in decisions):
            self._add_column(decisions)
        for decision in decisions:
            try:
                self._put(decision)
            except Unreadable:
                self._leave(f"the options of a decorator are not written in place: {_spoken(decision)}")

    def _add_column(self, decisions: list[Decision[Field | Relation, Place, Place]]) -> None:
        """Add the tenant column, with the decorators that other decisions give it, and its reference."""
        primary = any(isinstance(one, ReplacePrimaryKey) for one in decisions)
        index = next((one.key for one in decisions if isinstance(one, AddIndex)), None)
        members = [column_lines(self._changes, self._wanted, self._key, primary=primary)]
        if index is not None and index.columns == (self._wanted.column.name,):
            members[0].insert(0, self._texts.beside(index))
        key = self._wanted.tenant_key
        if key is not None:
            members.append(self._reference(key))
        self._changes.behind(self._entity.of, members)

    def _reference(self, key: ForeignKey) -> list[str]:
        name = reference_name(self._entity, self._key)
        return reference_lines(self._schema, self._changes, self._wanted, key, name)

    def _put(self, decision: Decision[Field | Relation, Place, Place]) -> None:
        changes, one = self._changes, self._entity.of
        match decision:
            case AddColumn():
                pass
            case ChangeColumn(place, nullable):
                self._nullable(place, nullable=nullable)
            case AddReference(_, key):
                changes.behind(one, [self._reference(key)])
            case AddDefault(place, default):
                self._schema.of(place.member.of).option(
                    place.decorator, "default", f"() => {changes.style.string(default)}"
                )
            case AddIndex(key):
                self._index(key)
            case AddFollowed(key):
                changes.head(one, self._texts.index(key))
            case AddKey(key):
                changes.head(one, self._texts.unique(key))
            case ReplaceKey(key, alone):
                self._withdraw(self._held.alone[(alone.column, alone.name)])
                changes.head(one, self._texts.unique(key))
            case WidenKey(key, listed):
                self._widen(key, listed.place)
            case ReplaceForeignKey(foreign, alone):
                self._withdraw(self._held.alone[(alone.column, alone.name)])
                changes.head(one, self._texts.foreign(foreign))
            case WidenForeignKey(foreign, listed, beside):
                if beside is not None:
                    self._withdraw(self._held.alone[(beside.column, beside.name)])
                self._withdraw(listed.place)
                changes.head(one, self._texts.foreign(foreign))
            case ReplacePrimaryKey():
                self._primary()
            case WidenPrimaryKey() | WithdrawForeignKey() | AddPolicy():
                raise AssertionError("TypeORM has no such declaration")
            case Left(what, line):
                self._leave(what, line)
            case _:
                assert_never(decision)

    def _leave(self, what: str, line: int | None = None) -> None:
        at = line if line is not None else self._entity.of.line
        self._schema.leftovers.append(Leftover(self._entity.of.file.path, at, f"{self._wanted.relation}: {what}"))

    def _nullable(self, place: Field | Relation, *, nullable: bool) -> None:
        member = place.member
        changes = self._schema.of(member.of)
        if isinstance(place, Field):
            changes.option(place.decorator, "nullable", "true" if nullable else None)
        else:
            changes.option(place.decorator, "nullable", None if nullable else "false")
        members = [member, *(r.member for r in self._entity.relations if r.columns == (self._wanted.column.name,))]
        for one in {id(one): one for one in members}.values():
            if one.type is None:
                continue
            said = member.of.file.of(one.type)
            if nullable and "null" not in said:
                changes.once(one.type.end_byte, one.type.end_byte, " | null")
            elif not nullable and said.endswith(" | null"):
                changes.once(one.type.end_byte - len(" | null"), one.type.end_byte, "")

    def _index(self, key: Key) -> None:
        held = self._held.column
        if held is None and key.columns == (self._wanted.column.name,):
            return  # the new column has it
        if held is not None and held.owner is None and key.columns == (self._wanted.column.name,):
            self._changes.beside(held.place.member, self._texts.beside(key))
        else:
            self._changes.head(self._entity.of, self._texts.index(key))

    def _withdraw(self, place: Place) -> None:
        """Take a declaration back: an option of a column, a relation's key in the database, or a decorator."""
        of = place.member.of if place.member is not None else self._entity.of
        changes = self._schema.of(of)
        match place.decorator.name:
            case "Unique" | "Index" | "ForeignKey":
                changes.remove(place.decorator)
            case "ManyToOne" | "OneToOne":
                changes.option(place.decorator, UNCHECKED, "false")
            case _:
                changes.option(place.decorator, "unique", None)

    def _widen(self, key: Key, place: Place) -> None:
        """Put the tenant before the fields of a decorator of the class. The key gets the new name."""
        decorator, changes, file = place.decorator, self._changes, self._entity.of.file
        listed, first = fields_of(decorator), decorator.arguments[0]
        if listed is not None and listed.named_children:
            before = listed.named_children[0]
            said = file.of(before)
            lead = f"{said.split('.', 1)[0]}." if before.type == "member_expression" else ""
            text = f"{lead}{self._key}" if lead else changes.style.string(self._key)
            changes.put(before.start_byte, before.start_byte, f"{text}, ")
        where = key.index.predicate
        given = string(file, first)
        if given is not None:
            changes.put(first.start_byte, first.end_byte, changes.style.string(key.name))
        elif where is not None or key.name != default_name(key, self._wanted):
            changes.put(first.start_byte, first.start_byte, f"{changes.style.string(key.name)}, ")

    def _primary(self) -> None:
        """Make the tenant column a part of the primary key. Relations to the entity then name the column that they
        reference."""
        held = self._held.column
        if held is not None and isinstance(held.place, Relation):
            self._leave(f"{self._key} is a relation: give it a column of its own, which is part of the primary key now")
            return
        if held is not None and held.place.decorator.name not in ("PrimaryColumn",):
            changes = self._schema.of(held.place.member.of)
            node = held.place.decorator.node
            name = changes.use("PrimaryColumn")
            end = held.place.decorator.listed
            changes.once(node.start_byte, end.start_byte if end is not None else node.end_byte, f"@{name}")
        pin(self._schema, self._entity)


def _spoken(decision: Decision[Field | Relation, Place, Place]) -> str:
    match decision:
        case ChangeColumn(_, nullable):
            return f"make the tenant column {'nullable' if nullable else 'NOT NULL'}"
        case ReplaceKey(key, _):
            return f"the key is {key} now"
        case ReplaceForeignKey(key, _) | WidenForeignKey(key, _, _):
            return f"the foreign key is {key.name} ({', '.join(key.columns)}) now"
        case AddDefault(_, default):
            return f"the tenant column has the default {default} now"
        case _:
            return "edit it by hand"
