"""What must be said, put into Django's models; what can't be put there safely is left to people, with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.catalog.parts import Column
from planner.catalog.words import ReferentialAction
from planner.orm.django.parse import RELATIONS, Field, File, Model, tables
from planner.orm.edit import Edited, Leftover, edited
from planner.orm.python import Changes, keyword, string, strings
from planner.orm.spelling import class_name
from planner.orm.wanted import ForeignKey, Key, Table, Wanted

if TYPE_CHECKING:
    import libcst as cst

_ON_DELETE = {
    ReferentialAction.NO_ACTION: "PROTECT",
    ReferentialAction.RESTRICT: "RESTRICT",
    ReferentialAction.CASCADE: "CASCADE",
    ReferentialAction.SET_NULL: "SET_NULL",
}
"""Django acts before the database does. PROTECT asks before, where the database's NO ACTION refuses."""

_TYPES = {
    "text": "TextField()",
    "integer": "IntegerField()",
    "smallint": "SmallIntegerField()",
    "bigint": "BigIntegerField()",
    "uuid": "UUIDField()",
    "boolean": "BooleanField()",
    "timestamp with time zone": "DateTimeField()",
    "date": "DateField()",
    "jsonb": "JSONField()",
}


def edit(
    files: Sequence[File], wanted: Wanted, property_name: str | None = None
) -> tuple[list[Edited], list[Leftover]]:
    """Every file that changes, and what is left to do by hand. Editing the result again changes nothing.

    `property_name` is the field's name; by default the column's, without `_id` where it references the tenants.
    """
    writer = _Writer(files, wanted, property_name)
    writer.write()
    return edited(one.all() for one in writer.changes.values()), writer.leftovers


@dataclass(frozen=True, slots=True)
class _Target:
    """The tenants' class: its name with the application's, and where it is defined."""

    label: str
    file: File
    end: int

    @property
    def name(self) -> str:
        return self.label.split(".")[-1]


class _Writer:
    def __init__(self, files: Sequence[File], wanted: Wanted, property_name: str | None) -> None:
        self.wanted = wanted
        self.property_name = property_name
        self.changes = {file.path: Changes(file.source) for file in files}
        self.leftovers: list[Leftover] = []
        self._files = files
        self._classes = [model for file in files for model in file.models]
        self.models = tables(files)
        self.target: _Target | None = None

    def write(self) -> None:
        self._tenants()
        for one in self.wanted.tables:
            model = self.models.get(one.relation)
            if model is not None:
                _ModelEdit(self, model, one).write()
            else:
                self._missing(one)

    def _missing(self, table: Table) -> None:
        for model in self.models.values():
            for many in [field for one in (model, *self.ancestors(model)) for field in one.many.values()]:
                if table.relation.name == f"{model.relation.name}_{many.name}":
                    what = (
                        f"{table.relation}: Django makes it for {model.name}.{many.name}; a model of its own, with through=, can "
                        f"say that it has {table.column.name}"
                    )
                    self.leftovers.append(Leftover(model.file.path, model.line, what))
                    return
        self.leftovers.append(Leftover(None, 0, f"{table.relation} is in no model of these files"))

    def ancestors(self, model: Model) -> Iterator[Model]:
        """Those that are in these files, the nearest first."""
        waiting = [(name, model) for name in model.parents]
        seen = {id(model)}
        while waiting:
            base = self._class(*waiting.pop(0))
            if base is not None and id(base) not in seen:
                seen.add(id(base))
                waiting += [(name, base) for name in base.parents]
                yield base

    def _class(self, name: str, child: Model) -> Model | None:
        """Of the child's own file or application where there are several of that name."""
        found = [one for one in self._classes if one.name == name and one is not child]
        return min(found, key=lambda one: (one.file is not child.file, one.app != child.app), default=None)

    def _tenants(self) -> None:
        tenants = self.wanted.tenants
        model = self.models.get(tenants.relation)
        if model is not None:
            self.target = _Target(f"{model.app}.{model.name}", model.file, model.statement.end)
            return
        place = self._home()
        if place is None:
            return
        name = class_name(tenants.relation.name, {one.name for one in self._classes if one.app == place.app})
        self.target = _Target(f"{place.app}.{name}", place.file, place.above)
        if not tenants.made:
            what = f"{tenants.relation} is in no model; fields reference it as {place.app}.{name}"
            self.leftovers.append(Leftover(place.file.path, place.line, what))
            return
        lines = [f"class {name}({self.module(place)}Model):"]
        for column in tenants.columns:
            text = self.plain(place, column, primary=column.name == tenants.key)
            if text is None:
                what = f"{name}.{column.name}: {column.type} with the default {column.default}"
                self.leftovers.append(Leftover(place.file.path, place.line, what))
                continue
            lines.append(f"{place.indent}{column.name} = {text}")
        inner = place.indent * 2
        lines += ["", f"{place.indent}class Meta:", f'{inner}db_table = "{tenants.relation.name}"']
        self.changes[place.file.path].put(place.above, place.above, "\n".join(lines) + "\n\n\n")

    def _home(self) -> Model | None:
        """The first model of the file with the most of them that are scoped."""
        scoped = {one.relation for one in self.wanted.tables}
        found = [model for relation, model in self.models.items() if relation in scoped]
        if not found:
            return None
        count = {id(file): sum(model.file is file for model in found) for file in self._files}
        return min(found, key=lambda model: (-count[id(model.file)], str(model.file.path), model.statement.start))

    def module(self, model: Model) -> str:
        """What stands before a name of django.db.models in this file."""
        return f"{self.changes[model.file.path].use('models', 'django.db')}."

    def plain(self, model: Model, column: Column, *, primary: bool = False) -> str | None:
        """The field of a column that references nothing; None where no field says the same."""
        sized = re.fullmatch(r"character varying\((\d+)\)", column.type)
        call = f"CharField(max_length={sized[1]})" if sized is not None else _TYPES.get(column.type)
        options = ["primary_key=True"] if primary else [] if column.not_null else ["null=True"]
        if column.default == "now()":
            options.append(f"db_default={self.changes[model.file.path].use('Now', 'django.db.models.functions')}()")
        elif column.default is not None:
            return None
        return _with(self.module(model) + call, *options) if call is not None else None


def _with(call: str, *options: str) -> str:
    """`call` with more arguments."""
    head = call[:-1]
    return f"{head}{', ' if options and not head.endswith('(') else ''}{', '.join(options)})"


class _ModelEdit:
    def __init__(self, writer: _Writer, model: Model, wanted: Table) -> None:
        self._writer = writer
        self._changes = writer.changes[model.file.path]
        self._source = model.file.source
        self._model = model
        self._wanted = wanted
        self._constraints: list[str] = []

    def write(self) -> None:
        field = self._column()
        if field is None:
            return
        for key in self._wanted.keys:
            self._unique(key, field)
        for foreign in self._wanted.foreign_keys:
            self._composite(foreign)
        if self._constraints:
            self._option("constraints", self._constraints)

    def _leave(self, what: str, node: cst.CSTNode | None = None) -> None:
        line = self._source.line(node) if node is not None else self._model.line
        self._writer.leftovers.append(Leftover(self._model.file.path, line, f"{self._wanted.relation}: {what}"))

    # The column

    def _column(self) -> str | None:
        """The field's name; None where it could not be given one."""
        wanted = self._wanted
        held = self._model.fields.get(wanted.column.name)
        if held is not None:
            self._nullable(held)
            return held.name
        inherited = self._inherited(wanted.column.name)
        if inherited is not None:
            base, field = inherited
            if (keyword(field.call, "null") is not None) != wanted.nullable:
                word = "null=True" if wanted.nullable else "no null=True"
                self._leave(f"{field.name} comes from {base.name}: it wants {word} there")
            return field.name
        name = self._name()
        taken = {one.name for one in self._model.fields.values()} | {one.name for one in self._model.many.values()}
        if name in taken:
            self._leave(f"it has a field {name} that is another column: --property NAME names the new one")
            return None
        parent = self._parent()
        if parent is not None:
            self._leave(
                f"it inherits {name} from {parent.name}, whose rows its own go on: give this table's column a name of its own, such "
                f'as {self._model.name.lower()}_{name}, with db_column="{wanted.column.name}" and related_name="+"'
            )
            return None
        text = self._field(name)
        if text is None:
            self._leave(f"no field of Django is known for {wanted.column.type}: add {wanted.column.name} by hand")
            return None
        self._after_fields(f"{name} = {text}")
        return name

    def _inherited(self, column: str) -> tuple[Model, Field] | None:
        """Of an abstract class. What comes from one with a table of its own is a column of that table."""
        for base in self._writer.ancestors(self._model):
            if base.relation not in self._writer.models and column in base.fields:
                return base, base.fields[column]
        return None

    def _parent(self) -> Model | None:
        """A scoped model whose rows this one's go on (multi-table inheritance): its fields are seen here."""
        scoped = {table.relation for table in self._writer.wanted.tables}
        return next((base for base in self._writer.ancestors(self._model) if base.relation in scoped), None)

    def _name(self) -> str:
        column = self._wanted.column.name
        if self._writer.property_name is not None:
            return self._writer.property_name
        return column.removesuffix("_id") or column if self._wanted.tenant_key is not None else column

    def _field(self, name: str) -> str | None:
        wanted = self._wanted
        key = wanted.tenant_key
        column = wanted.column
        target = self._writer.target
        if key is None or target is None:
            text = self._writer.plain(self._model, Column(column.name, column.type, not_null=not wanted.nullable))
            options = [f'db_column="{column.name}"'] if name != column.name else []
            return _with(text, *options) if text is not None else None
        models = self._writer.module(self._model)
        options = [f"on_delete={models}{_ON_DELETE.get(key.on_delete, 'PROTECT')}"]
        if wanted.nullable:
            options.append("null=True")
        if f"{name}_id" != column.name:
            options.append(f'db_column="{column.name}"')
        if wanted.index is None:
            options.append("db_index=False")
        if any(self._references(one, target) for one in self._model.fields.values()):
            options.append('related_name="+"')
        above = target.file is self._model.file and target.end <= self._model.statement.start
        return _with(f"{models}ForeignKey({target.name if above else _quoted(target.label)})", *options)

    def _references(self, field: Field, target: _Target) -> bool:
        if field.kind not in RELATIONS or field.target is None:
            return False
        said = string(field.target) or self._source.of(field.target)
        return said.split(".")[-1] == target.name

    def _nullable(self, held: Field) -> None:
        said = keyword(held.call, "null")
        if self._wanted.nullable:
            if said is None:
                self._changes.append(held.call, "null=True")
            elif self._source.of(said.value) == "False":
                self._changes.replace(said.value, "True")
        elif said is not None and self._source.of(said.value) != "False":
            self._changes.drop(held.call, said)

    # Keys

    def _unique(self, key: Key, tenant: str) -> None:
        if self._named(key.name) is not None or self._together(key.columns) is not None:
            return
        old = key.replaces
        if old is None or key.kept:
            fields = [self._field_of(column) for column in key.columns]
            if key.plain and all(fields):
                self._constraints.append(self._constraint([name for name in fields if name], key.name))
            else:
                self._leave(f"declare {key.name} ({', '.join(key.columns)}) by hand")
            return
        call = self._named(old.name)
        names = [self._field_of(c.name) if c.name is not None else None for c in old.columns]
        if call is None and None not in names and key.plain:
            call = self._constraint_on([name for name in names if name])
        if call is not None:
            self._into(call, tenant, key.name)
            return
        together = self._together([c.name or "" for c in old.columns])
        if together is not None:
            self._changes.before(together.elements[0], _quoted(tenant))
            return
        self._single(key, tenant)

    def _single(self, key: Key, tenant: str) -> None:
        """unique=True of a field becomes a constraint of two."""
        old = key.replaces
        assert old is not None
        alone = self._model.fields.get(old.columns[0].name or "") if len(old.columns) == 1 else None
        rest = ", ".join(key.columns[1:])
        if alone is None:
            self._leave(f"the unique key ({rest}) is not found here: it is ({', '.join(key.columns)}) now")
            return
        said = keyword(alone.call, "unique")
        if self._model.username == alone.name:
            self._leave(
                f"{alone.name} is its USERNAME_FIELD, and unique with {tenant} now: sign in with both (a backend of your own), and then "
                f"take unique=True away and add {self._constraint([tenant, alone.name], key.name)}",
                alone.call,
            )
        elif said is None:
            self._leave(
                f"{alone.name} is a {alone.kind} and unique with {tenant} now: make it a ForeignKey", alone.call
            )
        else:
            self._changes.drop(alone.call, said)
            self._constraints.append(self._constraint([tenant, alone.name], key.name))

    def _constraint(self, fields: Sequence[str], name: str) -> str:
        quoted = ", ".join(map(_quoted, fields))
        return f'{self._writer.module(self._model)}UniqueConstraint(fields=[{quoted}], name="{name}")'

    def _into(self, call: cst.Call, tenant: str, name: str) -> None:
        """The tenant first, and the name of the key that the database has now."""
        import libcst as cst

        fields = keyword(call, "fields")
        if fields is None:
            self._changes.before(call.args[0], _quoted(tenant))
        elif isinstance(fields.value, cst.List | cst.Tuple) and fields.value.elements:
            self._changes.before(fields.value.elements[0], _quoted(tenant))
        else:
            self._leave(f"its fields are computed: put {tenant} before them, and name={name!r}", call)
            return
        said = keyword(call, "name")
        if said is not None:
            self._changes.replace(said.value, f'"{name}"')
        else:
            self._changes.append(call, f'name="{name}"')

    def _calls(self) -> list[cst.Call]:
        """The UniqueConstraints of Meta."""
        import libcst as cst

        held = self._model.option("constraints")
        elements = held.elements if isinstance(held, cst.List | cst.Tuple) else []
        calls = [element.value for element in elements if isinstance(element.value, cst.Call)]
        return [call for call in calls if self._source.of(call.func).endswith("UniqueConstraint")]

    def _named(self, name: str) -> cst.Call | None:
        for call in self._calls():
            said = keyword(call, "name")
            if said is not None and string(said.value) == name:
                return call
        return None

    def _constraint_on(self, fields: Sequence[str]) -> cst.Call | None:
        for call in self._calls():
            said = keyword(call, "fields")
            if said is not None and strings(said.value) == list(fields) and keyword(call, "condition") is None:
                return call
        return None

    def _together(self, columns: Sequence[str]) -> cst.List | cst.Tuple | None:
        """The entry of unique_together with these columns; one that is not in another is one by itself."""
        import libcst as cst

        names = [self._field_of(column) for column in columns]
        held = self._model.option("unique_together")
        if not isinstance(held, cst.List | cst.Tuple) or None in names:
            return None
        if strings(held) == names:
            return held
        for element in held.elements:
            if isinstance(element.value, cst.List | cst.Tuple) and strings(element.value) == names:
                return element.value
        return None

    def _field_of(self, column: str) -> str | None:
        held = self._model.fields.get(column)
        if held is not None:
            return held.name
        if column == self._wanted.column.name:
            return self._name()
        inherited = self._inherited(column)
        if inherited is not None:
            return inherited[1].name
        return "id" if column == "id" and not any(map(_primary, self._model.fields.values())) else None

    # Foreign keys

    def _composite(self, foreign: ForeignKey) -> None:
        """Django knows none of several columns: the field stays, without a key in the database; `migrations` makes that."""
        field = self._model.fields.get(foreign.columns[-1])
        if field is None or field.kind not in RELATIONS:
            return
        if keyword(field.call, "db_constraint") is None:
            self._changes.append(field.call, "db_constraint=False")

    # Meta

    def _option(self, name: str, entries: Sequence[str]) -> None:
        """Entries of a list in Meta, put before those that are there."""
        import libcst as cst

        model = self._model
        meta = model.meta
        inner = model.indent * 2
        if meta is None:
            body = "".join(f"\n{inner}{model.indent}{entry}," for entry in entries)
            self._after_fields(f"class Meta:\n{inner}{name} = [{body}\n{inner}]", blank=True)
            return
        held = meta.options.get(name)
        if isinstance(held, cst.List | cst.Tuple) and held.elements:
            for entry in entries:
                self._changes.before(held.elements[0], entry)
        elif held is None and not meta.apart:
            body = "".join(f"\n{meta.indent}{model.indent}{entry}," for entry in entries)
            self._changes.put(meta.last, meta.last, f"\n{meta.indent}{name} = [{body}\n{meta.indent}]")
        else:
            for entry in entries:
                self._leave(f"add to {name} of its Meta: {entry}")

    def _after_fields(self, text: str, *, blank: bool = False) -> None:
        model = self._model
        last = max((one.statement.end for one in [*model.fields.values(), *model.many.values()]), default=0)
        space = "\n" if blank else ""
        if last:
            self._changes.put(last, last, f"\n{space}{model.indent}{text}")
        else:
            self._changes.put(model.first, model.first, f"{space}{text}\n{model.indent}")


def _primary(field: Field) -> bool:
    """Without one Django makes `id`."""
    return keyword(field.call, "primary_key") is not None


def _quoted(text: str) -> str:
    return f'"{text}"'
