"""The edits of a Prisma schema, made from decisions. Edits that can't be made safely are left to people, with their
place.

Every relation has a field on both sides. A key's name is written if Prisma would choose another name (Prisma's
documentation, Reference > Prisma schema, 6.19).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import assert_never

from planner.catalog.words import ReferentialAction
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
from planner.orm.prisma.locate import ModelDefinition, relation_on
from planner.orm.prisma.naming import Prisma
from planner.orm.prisma.parse import Attribute, Field, File, Model
from planner.orm.prisma.schema import Schema
from planner.orm.prisma.words import ACTIONS, WORDS, dbgenerated, mapped, typed
from planner.orm.spelling import camel
from planner.orm.wanted import ForeignKey, Key, PrimaryKey, Table, Wanted


def edit(
    files: Sequence[File], wanted: Wanted, property_name: str | None = None
) -> tuple[list[Edited], list[Leftover]]:
    """Return every file that changes, and the edits that are left to people. Editing the result again changes
    nothing."""
    schema = Schema(files, wanted, property_name)
    for one in wanted.tables:
        model = schema.models.get(one.relation)
        if model is None:
            schema.missing(one)
        else:
            _ModelEdit(schema, model, one).write()
    schema.write()
    return edited((file.path, file.text, schema.splices[file.path]) for file in files), schema.leftovers


class _ModelEdit:
    def __init__(self, schema: Schema, model: Model, wanted: Table) -> None:
        self._schema = schema
        self._model = model
        self._wanted = wanted
        self._added = schema.added(wanted.relation)
        self._held = ModelDefinition(schema, model, wanted)
        self._tenant = self._held.tenant

    def write(self) -> None:
        """Put every decision about the model into the file."""
        for decision in decide(self._held, self._wanted, WORDS):
            self._put(decision)

    def _put(self, decision: Decision[Field, Attribute, Field]) -> None:
        match decision:
            case AddColumn():
                self._add_column()
            case ChangeColumn(place):
                self._set_nullable(place)
                relation = relation_on(self._model, (place.name,))
                if relation is not None:
                    self._set_nullable(relation)
            case AddReference(_, key):
                self._relate(key)
            case AddDefault(place, default):
                self._splice(place.type_end, place.type_end, f" {dbgenerated(default)}")
            case AddIndex(key):
                self._added.attributes.append(self._key("@@index", key, self._naming.index(*self._on(key))))
            case AddFollowed(key):
                self._added.attributes.append(self._key("@@index", key, self._naming.index(*self._on(key))))
            case AddKey(key):
                self._added.attributes.append(self._unique(key))
            case ReplaceKey(key, alone):
                self._drop(alone.column, "@unique")
                self._added.attributes.append(self._unique(key))
            case WidenKey(key, held):
                self._insert_tenant(held.place, key.name, self._naming.unique(*self._on(key)))
            case WidenForeignKey(foreign, listed):
                self._widen_relation(foreign, listed.place)
            case ReplacePrimaryKey(primary, alones):
                for one in alones:
                    self._drop(one.column, "@id")
                self._added.attributes.insert(0, self._primary(primary))
            case WidenPrimaryKey(primary, held):
                self._insert_tenant(held.place, primary.name, self._naming.primary_key(self._wanted.relation))
            case ReplaceForeignKey() | WithdrawForeignKey() | AddPolicy():
                raise AssertionError("Prisma lists every relation, and has no word for policies")
            case Left(what):
                self._leave(what)
            case _:
                assert_never(decision)

    @property
    def _naming(self) -> Prisma:
        return Prisma()

    def _on(self, key: Key) -> tuple[QName, tuple[str, ...]]:
        return self._wanted.relation, key.columns

    def _leave(self, what: str) -> None:
        self._schema.leave(self._model, what)

    def _splice(self, start: int, end: int, text: str) -> None:
        self._schema.put(self._model.file, start, end, text)

    # The column and its relation

    def _add_column(self) -> None:
        wanted, name = self._wanted, self._tenant
        found = typed(wanted.column.type)
        assert found is not None
        kind, native = found
        map_to = f'@map("{wanted.column.name}")' if name != wanted.column.name else ""
        default = dbgenerated(wanted.session_default) if wanted.session_default is not None else ""
        self._added.fields.append((name, kind + self._suffix, " ".join(p for p in (default, map_to, native) if p)))
        if wanted.tenant_key is not None:
            self._relate(wanted.tenant_key)

    @property
    def _suffix(self) -> str:
        return "?" if self._wanted.nullable else ""

    def _set_nullable(self, held: Field) -> None:
        if held.suffix in ("", "?") and held.suffix != self._suffix:
            self._splice(held.type_end - len(held.suffix), held.type_end, self._suffix)

    def _relate(self, key: ForeignKey) -> None:
        name = re.sub(r"(?<=.)(_id|Id)$", "", self._tenant)
        taken = {*self._model.fields, *(one[0] for one in self._added.fields)}
        if name in taken:
            name = f"{name}Tenant" if not name.endswith("_") else f"{name}tenant"
        label = self._label()
        parts = [
            f'"{label}"' if label else "",
            f"fields: [{self._tenant}]",
            f"references: [{self._schema.tenants_key}]",
            f"onDelete: {ACTIONS[key.on_delete]}",
            f"onUpdate: {ACTIONS[key.on_update]}",
            mapped(key.name, self._reference_name(key)),
        ]
        told = f"@relation({', '.join(part for part in parts if part)})"
        self._added.fields.append((name, self._schema.tenants_name + self._suffix, told))
        self._back(label)

    def _reference_name(self, key: ForeignKey) -> str:
        return self._naming.foreign_key(self._wanted.relation, key.columns, key.ref, key.ref_columns)

    def _label(self) -> str:
        """Return the name for the relation, if there is another relation between these two models."""
        tenants = self._schema.tenants
        mine = any(one.type == self._schema.tenants_name for one in self._model.fields.values())
        theirs = tenants is not None and any(one.type == self._model.name for one in tenants.fields.values())
        return f"{self._model.name}Tenant" if mine or theirs else ""

    def _back(self, label: str) -> None:
        """Add the other side of the relation to the tenants' model."""
        schema = self._schema
        addition = schema.added(schema.wanted.tenants.relation)
        if schema.tenants is not None:
            taken = set(schema.tenants.fields)
        else:
            taken = {schema.spelled(column.name) for column in schema.wanted.tenants.columns}
        taken |= {one[0] for one in addition.fields}
        name = camel(self._model.name)
        name = name if name.endswith("s") else f"{name}s"
        while name in taken:
            name += "OfTenant"
        addition.fields.append((name, f"{self._model.name}[]", f'@relation("{label}")' if label else ""))

    # Keys

    def _fields(self, columns: Sequence[str]) -> str:
        return ", ".join(self._schema.fields_of(self._model, columns) or columns)

    def _key(self, attribute: str, key: Key, default: str) -> str:
        named = mapped(key.name, default)
        return f"{attribute}([{self._fields(key.columns)}]{f', {named}' if named else ''})"

    def _unique(self, key: Key) -> str:
        return self._key("@@unique", key, self._naming.unique(*self._on(key)))

    def _insert_tenant(self, attribute: Attribute, name: str, default: str) -> None:
        held = attribute.argument("", "fields")
        assert held is not None
        self._splice(held.value + 1, held.value + 1, f"{self._tenant}, ")
        self._rename(attribute, name, default)

    def _rename(self, attribute: Attribute, name: str, default: str) -> None:
        """Write the name that the object has in the database into `map`."""
        said = attribute.argument("map")
        if said is not None:
            self._splice(said.value, said.end, json.dumps(name, ensure_ascii=False))
        elif name != default:
            self._splice(attribute.end - 1, attribute.end - 1, f", {mapped(name, default)}")

    def _drop(self, column: str, name: str) -> None:
        """Remove a field's attribute and the space beside it. A comment after the attribute keeps its own space."""
        field = self._model.of_column(column)
        attribute = field.attribute(name) if field is not None else None
        assert attribute is not None
        text = self._model.file.text
        start, end = attribute.start, attribute.end
        behind = end + len(text[end:]) - len(text[end:].lstrip(b" \t"))
        if text[behind : behind + 1] == b"@":
            end = behind
        else:
            start = len(text[:start].rstrip(b" \t"))
        self._splice(start, end, "")

    # Foreign keys and primary keys that carry the tenant

    def _widen_relation(self, foreign: ForeignKey, one: Field) -> None:
        told = one.attribute("@relation")
        parent = self._schema.models[foreign.ref]
        theirs = self._schema.fields_of(parent, foreign.ref_columns)
        assert told is not None
        assert theirs is not None
        mine, references = told.argument("fields"), told.argument("references")
        assert mine is not None
        assert references is not None
        self._splice(mine.value, mine.end, f"[{self._fields(foreign.columns)}]")
        self._splice(references.value, references.end, f"[{', '.join(theirs)}]")
        if foreign.on_delete is ReferentialAction.SET_NULL and told.argument("onDelete") is None:
            # Prisma's default is Restrict if the field is required, even for an optional relation.
            self._splice(references.end, references.end, ", onDelete: SetNull")
        self._rename(told, foreign.name, self._reference_name(foreign))
        if len(foreign.replaces) > 1:
            old, columns = self._fields(foreign.rest), ", ".join(foreign.columns)
            self._leave(f"the database has one foreign key on ({columns}): keep one of the relations on ({old})")

    def _primary(self, key: PrimaryKey) -> str:
        named = mapped(key.name, self._naming.primary_key(self._wanted.relation))
        return f"@@id([{self._fields(key.columns)}]{f', {named}' if named else ''})"
