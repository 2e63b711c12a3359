"""What must be said, put into a Prisma schema; what can't be put there safely is left to people, with its place.

Every relation has a field on both sides; a key's name is said where it is not the one that Prisma would choose
(Prisma's documentation, Reference > Prisma schema, 6.19).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from planner.catalog.parts import IndexColumn
from planner.catalog.words import ReferentialAction
from planner.names import QName
from planner.orm.edit import Edited, Leftover, Splice, beginning, edited
from planner.orm.prisma.parse import Attribute, Field, File, Model
from planner.orm.spelling import camel, class_name
from planner.orm.wanted import ForeignKey, Key, Table, Wanted
from planner.tenancy.naming import Prisma

_ACTIONS = {
    ReferentialAction.NO_ACTION: "NoAction",
    ReferentialAction.RESTRICT: "Restrict",
    ReferentialAction.CASCADE: "Cascade",
    ReferentialAction.SET_NULL: "SetNull",
    ReferentialAction.SET_DEFAULT: "SetDefault",
}

_TYPES = {
    "text": ("String", ""),
    "integer": ("Int", ""),
    "smallint": ("Int", "@db.SmallInt"),
    "bigint": ("BigInt", ""),
    "uuid": ("String", "@db.Uuid"),
    "boolean": ("Boolean", ""),
    "character varying": ("String", "@db.VarChar"),
    "timestamp with time zone": ("DateTime", "@db.Timestamptz"),
    "timestamp without time zone": ("DateTime", "@db.Timestamp"),
    "date": ("DateTime", "@db.Date"),
    "numeric": ("Decimal", "@db.Decimal"),
    "jsonb": ("Json", ""),
}
_SIZED = {
    r"character varying\((\d+)\)": ("String", "@db.VarChar"),
    r"character\((\d+)\)": ("String", "@db.Char"),
    r"timestamp\((\d)\) with time zone": ("DateTime", "@db.Timestamptz"),
    r"timestamp\((\d)\) without time zone": ("DateTime", "@db.Timestamp"),
}


def edit(
    files: Sequence[File], wanted: Wanted, property_name: str | None = None
) -> tuple[list[Edited], list[Leftover]]:
    """Every file that changes, and what is left to do by hand. Editing the result again changes nothing."""
    writer = _Writer(files, wanted, property_name)
    writer.write()
    return edited((file.path, file.text, writer.splices[file.path]) for file in files), writer.leftovers


@dataclass
class _Addition:
    """Lines that come into a model: fields after its last field, attributes after its last attribute."""

    fields: list[tuple[str, str, str]] = field(default_factory=list)
    """(name, type, attributes)"""
    attributes: list[str] = field(default_factory=list)


class _Writer:
    def __init__(self, files: Sequence[File], wanted: Wanted, property_name: str | None) -> None:
        self.wanted = wanted
        self.property_name = property_name
        self.splices: dict[Path, list[Splice]] = {file.path: [] for file in files}
        self.leftovers: list[Leftover] = []
        self.models = {model.relation: model for file in files for model in file.models}
        self.additions: dict[QName, _Addition] = {}
        self._files = files
        self._names = {name for file in files for name in file.names}
        self._fields = [one for model in self.models.values() for one in model.fields.values()]
        self.tenants_name = ""
        self.tenants: Model | None = None

    def write(self) -> None:
        relation = self.wanted.tenants.relation
        self.tenants = self.models.get(relation)
        if self.tenants is not None:
            self.tenants_name = self.tenants.name
        else:
            self.tenants_name = class_name(relation.name, self._names)
        for one in self.wanted.tables:
            model = self.models.get(one.relation)
            if model is None:
                self._missing(one)
            else:
                _ModelEdit(self, model, one).write()
        for name, addition in self.additions.items():
            if name in self.models:
                self._put(self.models[name], addition)
        if self.tenants is None:
            self._put_tenants()

    def added(self, relation: QName) -> _Addition:
        return self.additions.setdefault(relation, _Addition())

    def leave(self, model: Model, what: str) -> None:
        self.leftovers.append(Leftover(model.file.path, model.line, f"{model.relation}: {what}"))

    def put(self, file: File, start: int, end: int, text: str) -> None:
        self.splices[file.path].append(Splice(start, end, text.encode()))

    def spelled(self, column: str) -> str:
        """A column's field, as the files spell others: with @map in camelCase, or as it is."""
        names = [one.name for one in self._fields]
        snakes = sum("_" in name for name in names)
        camels = sum(re.search("[a-z][A-Z]", name) is not None for name in names)
        return column if snakes > camels else camel(column)

    def _missing(self, table: Table) -> None:
        name = table.relation.name
        for model in self.models.values():
            for one in model.fields.values():
                if one.suffix == "[]" and name in (f"_{model.name}To{one.type}", f"_{one.type}To{model.name}"):
                    self.leave(
                        model,
                        f"{name} is the table that Prisma makes for {one.name}; a model of its own can say that it has {table.column.name}",
                    )
                    return
        self.leftovers.append(Leftover(None, 0, f"{table.relation} is in no model of these files"))

    # The tenants

    def _put_tenants(self) -> None:
        tenants = self.wanted.tenants
        scoped = {one.relation for one in self.wanted.tables}
        homes = [model for relation, model in self.models.items() if relation in scoped]
        if not homes:
            return
        home = homes[0]
        file = home.file
        if not tenants.made:
            self.leave(home, f"{tenants.relation} is in no model; relations reference it as {self.tenants_name}")
            return
        rows = []
        for column in tenants.columns:
            typed = _typed(column.type)
            if typed is None:
                self.leave(home, f"{self.tenants_name}.{column.name}: no type of Prisma is known for {column.type}")
                continue
            name = self.spelled(column.name)
            kind, native = typed
            said = [
                "@id" if column.name == tenants.key else "",
                f"@default(dbgenerated({json.dumps(column.default)}))" if column.default is not None else "",
                f'@map("{column.name}")' if name != column.name else "",
                native,
            ]
            suffix = "" if column.not_null or column.name == tenants.key else "?"
            rows.append((name, kind + suffix, " ".join(part for part in said if part)))
        addition = self.additions.get(tenants.relation, _Addition())
        last = []
        if self.tenants_name != tenants.relation.name:
            last.append(f'@@map("{tenants.relation.name}")')
        if any(one.schemas for one in self._files):
            last.append(f'@@schema("{tenants.relation.schema}")')
        blocks = [_aligned(rows), _aligned(addition.fields), [f"  {text}" for text in last]]
        body = "\n\n".join("\n".join(block) for block in blocks if block)
        at = beginning(file.text, home.start, (b"//",))
        self.put(file, at, at, f"model {self.tenants_name} {{\n{body}\n}}\n\n")

    # Lines of a model

    def _put(self, model: Model, addition: _Addition) -> None:
        text = model.file.text
        last = max(model.fields.values(), key=lambda one: one.end)
        indent = _indent(text, last.start)
        if addition.fields:
            at = _line_end(text, last.end)
            kinds = last.type_start - last.start
            told = [one for one in model.fields.values() if one.attributes]
            attributes = told[-1].attributes[0].start - told[-1].start if told else 0
            lines = [_line(one, kinds, attributes) for one in addition.fields]
            self.put(model.file, at, at, "".join(f"\n{indent}{line}" for line in lines))
        if addition.attributes:
            self._put_attributes(model, [f"{indent}{line}" for line in addition.attributes], last.end)

    def _put_attributes(self, model: Model, lines: Sequence[str], fields_end: int) -> None:
        """Before what says where the model is, which stands last."""
        text = model.file.text
        where = [one for one in model.attributes if one.name in ("@@map", "@@schema")]
        rest = [one for one in model.attributes if one not in where]
        if rest or not where:
            at = _line_end(text, max((one.end for one in rest), default=fields_end))
            space = "" if rest else "\n"
            self.put(model.file, at, at, space + "".join(f"\n{line}" for line in lines))
        else:
            at = text.rfind(b"\n", 0, min(one.start for one in where)) + 1
            self.put(model.file, at, at, "".join(f"{line}\n" for line in lines))


class _ModelEdit:
    def __init__(self, writer: _Writer, model: Model, wanted: Table) -> None:
        self._writer = writer
        self._model = model
        self._wanted = wanted
        self._added = writer.added(wanted.relation)
        self._tenant = ""
        """The tenant column's field."""

    def write(self) -> None:
        if not self._column():
            return
        index = self._wanted.index
        if index is not None and not self._has("@@index", index.columns):
            self._added.attributes.append(
                self._key("@@index", index, Prisma().index(self._wanted.relation, index.columns))
            )
        for key in self._wanted.keys:
            self._unique(key)
        for foreign in self._wanted.foreign_keys:
            self._composite(foreign)
        if self._wanted.primary_key is not None:
            self._primary_key(*self._wanted.primary_key)

    # The column and its relation

    def _column(self) -> bool:
        wanted, model = self._wanted, self._model
        held = model.of_column(wanted.column.name)
        if held is not None:
            self._tenant = held.name
            self._nullable(held)
        else:
            name = self._writer.property_name or self._writer.spelled(wanted.column.name)
            typed = _typed(wanted.column.type)
            if name in model.fields:
                self._leave(f"it has a field {name} that is another column: --property NAME names the new one")
                return False
            if typed is None:
                self._leave(f"no type of Prisma is known for {wanted.column.type}: add {wanted.column.name} by hand")
                return False
            kind, native = typed
            mapped = f'@map("{wanted.column.name}")' if name != wanted.column.name else ""
            self._added.fields.append((name, kind + self._suffix, " ".join(p for p in (mapped, native) if p)))
            self._tenant = name
        if wanted.tenant_key is not None:
            self._relation(wanted.tenant_key)
        return True

    @property
    def _suffix(self) -> str:
        return "?" if self._wanted.nullable else ""

    def _nullable(self, held: Field) -> None:
        if held.suffix in ("", "?") and held.suffix != self._suffix:
            self._writer.put(self._model.file, held.type_end - len(held.suffix), held.type_end, self._suffix)

    def _relation(self, key: ForeignKey) -> None:
        there = self._relation_on((self._tenant,))
        if there is not None:
            self._nullable(there)
            return
        name = re.sub(r"(?<=.)(_id|Id)$", "", self._tenant)
        taken = {*self._model.fields, *(one[0] for one in self._added.fields)}
        if name in taken:
            name = f"{name}Tenant" if not name.endswith("_") else f"{name}tenant"
        label = self._label()
        parts = [
            f'"{label}"' if label else "",
            f"fields: [{self._tenant}]",
            f"references: [{self._tenants_key()}]",
            f"onDelete: {_ACTIONS[key.on_delete]}",
            f"onUpdate: {_ACTIONS[key.on_update]}",
            _map(key.name, Prisma().foreign_key(self._wanted.relation, key.columns, key.ref, key.ref_columns)),
        ]
        told = f"@relation({', '.join(part for part in parts if part)})"
        self._added.fields.append((name, self._writer.tenants_name + self._suffix, told))
        self._back(label)

    def _label(self) -> str:
        """A relation's name, where there is another one between these two models."""
        tenants = self._writer.tenants
        mine = any(one.type == self._writer.tenants_name for one in self._model.fields.values())
        theirs = tenants is not None and any(one.type == self._model.name for one in tenants.fields.values())
        return f"{self._model.name}Tenant" if mine or theirs else ""

    def _tenants_key(self) -> str:
        tenants = self._writer.tenants
        key = tenants.of_column(self._writer.wanted.tenants.key) if tenants is not None else None
        return key.name if key is not None else self._writer.spelled(self._writer.wanted.tenants.key)

    def _back(self, label: str) -> None:
        addition = self._writer.added(self._writer.wanted.tenants.relation)
        tenants = self._writer.tenants
        if tenants is not None:
            taken = set(tenants.fields)
        else:
            taken = {self._writer.spelled(column.name) for column in self._writer.wanted.tenants.columns}
        taken |= {one[0] for one in addition.fields}
        name = camel(self._model.name)
        name = name if name.endswith("s") else f"{name}s"
        while name in taken:
            name += "OfTenant"
        addition.fields.append((name, f"{self._model.name}[]", f'@relation("{label}")' if label else ""))

    def _relation_on(self, fields: Sequence[str]) -> Field | None:
        for one in self._model.fields.values():
            told = one.attribute("@relation")
            if told is not None and told.fields() == tuple(fields):
                return one
        return None

    # Keys

    def _has(self, name: str, columns: Sequence[str]) -> Attribute | None:
        fields = self._fields_of(columns)
        return next((one for one in self._model.all(name) if fields is not None and one.fields() == fields), None)

    def _fields_of(self, columns: Sequence[str]) -> tuple[str, ...] | None:
        found = []
        for column in columns:
            held = self._model.of_column(column)
            name = held.name if held is not None else self._tenant if column == self._wanted.column.name else None
            if name is None:
                return None
            found.append(name)
        return tuple(found)

    def _key(self, attribute: str, key: Key, default: str) -> str:
        fields = self._fields_of(key.columns) or key.columns
        mapped = _map(key.name, default)
        return f"{attribute}([{', '.join(fields)}]{f', {mapped}' if mapped else ''})"

    def _unique(self, key: Key) -> None:
        if not key.plain or self._has("@@unique", key.columns) is not None:
            return  # Prisma has no word for an index over some rows, so that none is said here.
        default = Prisma().unique(self._wanted.relation, key.columns)
        made = self._key("@@unique", key, default)
        if key.replaces is None or key.kept:
            self._added.attributes.append(made)
            return
        old = _names(key.replaces.columns)
        fields = self._fields_of(old) or ()
        if self._one_to_one(fields, key):
            return
        several = self._has("@@unique", old)
        alone = self._model.of_column(old[0]) if len(old) == 1 else None
        if several is not None:
            self._insert_tenant(several, key.name, default)
        elif alone is not None and (said := alone.attribute("@unique")) is not None:
            self._drop(said)
            self._added.attributes.append(made)
        else:
            self._leave(f"the unique key ({', '.join(old)}) is not found here: it is ({', '.join(key.columns)}) now")

    def _one_to_one(self, fields: Sequence[str], key: Key) -> bool:
        """Its other side is one row only because this key says so."""
        one = self._relation_on(fields)
        if one is None or any(foreign.columns == key.columns for foreign in self._wanted.foreign_keys):
            return False
        back = self._single_back(one)
        if back is None:
            return False
        self._leave(
            f"{one.name} is one to one with {one.type}.{back.name}, and its key is ({', '.join(key.columns)}) now: make {back.name} a "
            f"list and this @@unique([{self._tenant}, {', '.join(fields)}]), or reference per tenant (keys.foreign_keys: composite)"
        )
        return True

    def _single_back(self, one: Field) -> Field | None:
        """The other side of a relation, where that is no list."""
        for model in self._writer.models.values():
            for other in model.fields.values() if model.name == one.type else ():
                if other.type == self._model.name and other.suffix != "[]" and other.attribute("@relation") is None:
                    return other
        return None

    def _unique_at_the_end(self, columns: Sequence[str]) -> bool:
        primary = self._wanted.primary_key
        keys = [key.columns for key in self._wanted.keys if key.unique and key.plain]
        held = self._has("@@unique", columns) is not None
        return held or tuple(columns) in keys or (primary is not None and primary[1] == tuple(columns))

    def _insert_tenant(self, attribute: Attribute, name: str, default: str) -> None:
        held = attribute.argument("", "fields")
        assert held is not None
        self._writer.put(self._model.file, held.value + 1, held.value + 1, f"{self._tenant}, ")
        self._renamed(attribute, name, default)

    def _renamed(self, attribute: Attribute, name: str, default: str) -> None:
        """`map` says the name that the object has in the database now."""
        said = attribute.argument("map")
        file = self._model.file
        if said is not None:
            self._writer.put(file, said.value, said.end, json.dumps(name))
        elif name != default:
            self._writer.put(file, attribute.end - 1, attribute.end - 1, f", {_map(name, default)}")

    def _drop(self, attribute: Attribute) -> None:
        """And the space that goes with it; a comment behind it keeps its own."""
        text = self._model.file.text
        start, end = attribute.start, attribute.end
        behind = end + len(text[end:]) - len(text[end:].lstrip(b" \t"))
        if text[behind : behind + 1] == b"@":
            end = behind
        else:
            start = len(text[:start].rstrip(b" \t"))
        self._writer.put(self._model.file, start, end, "")

    # Foreign keys and primary keys that carry the tenant

    def _composite(self, foreign: ForeignKey) -> None:
        fields = self._fields_of(foreign.columns)
        old = self._fields_of(foreign.columns[1:])
        parent = self._writer.models.get(foreign.ref)
        if fields is None or old is None or self._relation_on(fields) is not None:
            return
        one = self._relation_on(old)
        told = one.attribute("@relation") if one is not None else None
        columns = ", ".join(foreign.columns)
        if one is None or told is None or parent is None:
            if foreign.replaces:
                self._leave(f"the relation on ({', '.join(old)}) is not found here: it is on ({columns}) now")
            return
        back = self._single_back(one)
        if back is not None and not self._unique_at_the_end(foreign.columns):
            self._leave(
                f"{one.name} is on ({columns}) now and one to one with {back.name}: Prisma wants @@unique([{', '.join(fields)}]), "
                f"which the database does not have; keys.primary_key: composite brings it, or make {back.name} a list"
            )
            return
        theirs = [self._of_parent(parent, column) for column in foreign.ref_columns]
        mine, references = told.argument("fields"), told.argument("references")
        if mine is None or references is None or None in theirs:
            self._leave(f"the relation on ({', '.join(old)}) is on ({columns}) now")
            return
        file = self._model.file
        self._writer.put(file, mine.value, mine.end, f"[{', '.join(fields)}]")
        self._writer.put(file, references.value, references.end, f"[{', '.join(name for name in theirs if name)}]")
        if foreign.on_delete is ReferentialAction.SET_NULL and told.argument("onDelete") is None:
            # By default it is Restrict with a required field, even of an optional relation.
            self._writer.put(file, references.end, references.end, ", onDelete: SetNull")
        default = Prisma().foreign_key(self._wanted.relation, foreign.columns, foreign.ref, foreign.ref_columns)
        self._renamed(told, foreign.name, default)
        if len(foreign.replaces) > 1:
            self._leave(
                f"the database has one foreign key on ({columns}): keep one of the relations on ({', '.join(old)})"
            )

    def _of_parent(self, parent: Model, column: str) -> str | None:
        held = parent.of_column(column)
        if held is not None:
            return held.name
        table = next((one for one in self._writer.wanted.tables if one.relation == parent.relation), None)
        if table is not None and table.column.name == column:
            return self._writer.property_name or self._writer.spelled(column)
        return None

    def _primary_key(self, name: str, columns: Sequence[str], before: Sequence[str]) -> None:
        if self._has("@@id", columns) is not None:
            return
        default = Prisma().primary_key(self._wanted.relation)
        several = self._has("@@id", before)
        alone = self._model.of_column(before[0]) if len(before) == 1 else None
        if several is not None:
            self._insert_tenant(several, name, default)
        elif alone is not None and (said := alone.attribute("@id")) is not None:
            self._drop(said)
            mapped = _map(name, default)
            fields = ", ".join(self._fields_of(columns) or columns)
            self._added.attributes.insert(0, f"@@id([{fields}]{f', {mapped}' if mapped else ''})")
        else:
            self._leave(f"its primary key is ({', '.join(columns)}) now")

    def _leave(self, what: str) -> None:
        self._writer.leave(self._model, what)


def _names(columns: Sequence[IndexColumn]) -> list[str]:
    return [column.name or "" for column in columns]


def _map(name: str, default: str) -> str:
    return f"map: {json.dumps(name, ensure_ascii=False)}" if name != default else ""


def _typed(text: str) -> tuple[str, str] | None:
    for pattern, (kind, native) in _SIZED.items():
        sized = re.fullmatch(pattern, text)
        if sized is not None:
            return kind, f"{native}({sized[1]})"
    return _TYPES.get(text)


def _aligned(rows: Sequence[tuple[str, str, str]]) -> list[str]:
    """Columns as `prisma format` sets them."""
    names = max((len(row[0]) for row in rows), default=0)
    kinds = max((len(row[1]) for row in rows), default=0)
    return [f"  {name:{names}} {kind:{kinds}} {rest}".rstrip() for name, kind, rest in rows]


def _line(row: tuple[str, str, str], kinds: int, attributes: int) -> str:
    """Under the line above."""
    name, kind, rest = row
    start = f"{name} ".ljust(kinds) + kind
    return f"{f'{start} '.ljust(attributes)}{rest}".rstrip()


def _indent(text: bytes, at: int) -> str:
    return text[text.rfind(b"\n", 0, at) + 1 : at].decode()


def _line_end(text: bytes, at: int) -> int:
    found = text.find(b"\n", at)
    end = found if found >= 0 else len(text)
    return end - 1 if text[end - 1 : end] == b"\r" else end
