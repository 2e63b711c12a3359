"""The edits of Django's models, made from decisions. Edits that can't be made safely are left to people, with their
place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from planner.catalog.parts import Column
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
from planner.orm.django.locate import ModelDefinition, Place
from planner.orm.django.parse import RELATIONS, Field, File, Model
from planner.orm.django.project import Project, Target
from planner.orm.django.words import ON_DELETE, OPCLASSES, WORDS, quoted, with_options
from planner.orm.edit import Edited, Leftover, edited
from planner.orm.python import keyword, literal, string
from planner.orm.wanted import Key, Table, Wanted


def edit(
    files: Sequence[File], wanted: Wanted, property_name: str | None = None
) -> tuple[list[Edited], list[Leftover]]:
    """Return every file that changes, and the edits that are left to people. Editing the result again changes nothing.

    `property_name` is the field's name. By default it is the column's name, without `_id` if the field references the
    tenants.
    """
    project = Project(files, wanted, property_name)
    project.declare_tenants()
    for one in wanted.tables:
        model = project.models.get(one.relation)
        if model is not None:
            _ModelEdit(project, model, one).write()
        else:
            project.missing(one)
    return edited(one.all() for one in project.changes.values()), project.leftovers


class _ModelEdit:
    def __init__(self, project: Project, model: Model, wanted: Table) -> None:
        self._project = project
        self._changes = project.changes[model.file.path]
        self._source = model.file.source
        self._model = model
        self._wanted = wanted
        self._held = ModelDefinition(project, model, wanted)
        self._constraints: list[str] = []

    def write(self) -> None:
        """Put every decision about the model into the file."""
        for decision in decide(self._held, self._wanted, WORDS):
            self._put(decision)
        if self._constraints:
            self._option("constraints", self._constraints)

    def _put(self, decision: Decision[Field, Place, None]) -> None:
        match decision:
            case AddColumn():
                self._after_fields(f"{self._held.field} = {self._field()}")
            case ChangeColumn(place, nullable):
                self._set_nullable(place, nullable)
            case AddReference(place):
                self._leave(f"{place.name} references the tenants now: make it a ForeignKey")
            case AddDefault(place, default):
                self._changes.set(place.call, "db_default", self._default(default))
            case AddKey(key):
                self._add_key(key)
            case ReplaceKey(key, alone):
                call = self._model.fields[alone.column].call
                said = keyword(call, "unique")
                assert said is not None
                self._changes.drop(call, said)
                self._add_key(key)
            case WidenKey(key, held):
                self._widen_key(key, held.place, held.line)
            case WithdrawForeignKey(_, alone):
                self._changes.set(self._model.fields[alone.column].call, "db_constraint", "False")
            case Left(what, line):
                self._leave(what, line)
            case (
                AddIndex()
                | AddFollowed()
                | AddPolicy()
                | ReplaceForeignKey()
                | WidenForeignKey()
                | ReplacePrimaryKey()
                | WidenPrimaryKey()
            ):
                raise AssertionError("Django has no word for it: `migrations` makes it")
            case _:
                assert_never(decision)

    def _leave(self, what: str, line: int | None = None) -> None:
        at = line if line is not None else self._model.line
        self._project.leftovers.append(Leftover(self._model.file.path, at, f"{self._wanted.relation}: {what}"))

    # The column

    def _field(self) -> str:
        wanted, name, target = self._wanted, self._held.field, self._project.target
        key, column = wanted.tenant_key, wanted.column
        if key is None or target is None:
            plain = Column(column.name, column.type, not_null=not wanted.nullable)
            text = self._project.plain(self._model, plain)
            assert text is not None
            named = [f'db_column="{column.name}"'] if name != column.name else []
            return with_options(text, *named, *self._session_default())
        models = self._project.module(self._model)
        options = [f"on_delete={models}{ON_DELETE.get(key.on_delete, 'PROTECT')}"]
        if wanted.nullable:
            options.append("null=True")
        if f"{name}_id" != column.name:
            options.append(f'db_column="{column.name}"')
        if wanted.index is None:
            options.append("db_index=False")
        if any(self._references(one, target) for one in self._model.fields.values()):
            options.append('related_name="+"')
        options += self._session_default()
        above = target.file is self._model.file and target.end <= self._model.statement.start
        return with_options(f"{models}ForeignKey({target.name if above else quoted(target.label)})", *options)

    def _session_default(self) -> list[str]:
        default = self._wanted.session_default
        return [f"db_default={self._default(default)}"] if default is not None else []

    def _default(self, text: str) -> str:
        """Return the expression for a default. Django escapes no percent sign in it, and no setting's name has one."""
        return f"{self._changes.use('RawSQL', 'django.db.models.expressions')}({literal(text)}, ())"

    def _references(self, field: Field, target: Target) -> bool:
        if field.kind not in RELATIONS or field.target is None:
            return False
        said = string(field.target) or self._source.of(field.target)
        return said.split(".")[-1] == target.name

    def _set_nullable(self, held: Field, nullable: bool) -> None:
        said = keyword(held.call, "null")
        if not nullable:
            assert said is not None
            self._changes.drop(held.call, said)
        else:
            self._changes.set(held.call, "null", "True")

    # Keys

    def _add_key(self, key: Key) -> None:
        models = self._project.module(self._model)
        fields = [self._held.field_of(column) for column in key.columns]
        included = [self._held.field_of(column.name or "") for column in key.index.include]
        if None in fields or None in included:
            self._leave(f"declare {key} by hand")
            return
        options = [f"fields=[{_listed(fields)}]", f'name="{key.name}"']
        if included:
            options.append(f"include=[{_listed(included)}]")
        if key.index.nulls_not_distinct:
            options.append("nulls_distinct=False")
        if key.timing.deferrable:
            when = "DEFERRED" if key.timing.deferred else "IMMEDIATE"
            options.append(f"deferrable={models}Deferrable.{when}")
        self._constraints.append(f"{models}UniqueConstraint({', '.join(options)})")

    def _widen_key(self, key: Key, place: Place, line: int | None) -> None:
        """Put the tenant first, and write the name that the key has in the database now."""
        import libcst as cst

        tenant = quoted(self._held.field)
        if not isinstance(place, cst.Call):
            self._changes.before(place.elements[0], tenant)
            return
        fields, classes = keyword(place, "fields"), keyword(place, "opclasses")
        opclass = OPCLASSES.get(self._wanted.column.type)
        if classes is not None and isinstance(classes.value, cst.List | cst.Tuple) and opclass is not None:
            self._changes.before(classes.value.elements[0], quoted(opclass))
        elif classes is not None:
            self._leave(f"it has operator classes: put one before them, and it is {key} now", line)
            return
        if fields is not None and isinstance(fields.value, cst.List | cst.Tuple):
            self._changes.before(fields.value.elements[0], tenant)
        else:
            self._changes.before(place.args[0], tenant)
        self._changes.set(place, "name", quoted(key.name))

    # Meta

    def _option(self, name: str, entries: Sequence[str]) -> None:
        """Put entries before those of a list in Meta, or add the list."""
        import libcst as cst

        model = self._model
        meta = model.meta
        inner = model.indent + model.unit
        if meta is None:
            body = "".join(f"\n{inner}{model.unit}{entry}," for entry in entries)
            self._after_fields(f"class Meta:\n{inner}{name} = [{body}\n{inner}]", blank=True)
            return
        held = meta.options.get(name)
        if isinstance(held, cst.List | cst.Tuple) and held.elements:
            for entry in entries:
                self._changes.before(held.elements[0], entry)
        elif held is None and not meta.apart:
            body = "".join(f"\n{meta.indent}{model.unit}{entry}," for entry in entries)
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


def _listed(fields: Sequence[str | None]) -> str:
    return ", ".join(quoted(name) for name in fields if name is not None)
