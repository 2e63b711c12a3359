"""The edits of Django's models, made from decisions. Edits that can't be made safely are left to people, with their
place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, assert_never

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
from planner.orm.held import Alone
from planner.orm.python import keyword, literal, string
from planner.orm.wanted import ForeignKey, Key, Table, Wanted

if TYPE_CHECKING:
    pass


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
                self._drop(alone.column, "unique")
                self._add_key(key)
            case WidenKey(key, held):
                self._widen_key(key, held.place, held.line)
            case WithdrawForeignKey(foreign, alone):
                self._withdraw(foreign, alone)
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
        elif self._project.lineage.namesakes(self._model):
            options.append('related_name="%(app_label)s_%(class)s_set"')
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
        if not self._once(place.node):
            return
        changes, node = self._project.changes[place.owner.file.path], place.node
        if not isinstance(node, cst.Call):
            changes.before(node.elements[0], tenant)
            return
        fields, classes = keyword(node, "fields"), keyword(node, "opclasses")
        opclass = OPCLASSES.get(self._wanted.column.type)
        if classes is not None and isinstance(classes.value, cst.List | cst.Tuple) and opclass is not None:
            changes.before(classes.value.elements[0], quoted(opclass))
        elif classes is not None:
            self._leave(f"it has operator classes: put one before them, and it is {key} now", line)
            return
        if fields is not None and isinstance(fields.value, cst.List | cst.Tuple):
            changes.before(fields.value.elements[0], tenant)
        else:
            changes.before(node.args[0], tenant)
        changes.set(node, "name", quoted(key.name))

    def _once(self, node: object) -> bool:
        """Return whether no edit has changed this part of a class yet."""
        new = id(node) not in self._project.changed
        self._project.changed.add(id(node))
        return new

    def _drop(self, column: str, option: str) -> None:
        found = self._project.lineage.field(self._model, column)
        assert found is not None
        owner, field = found
        said = keyword(field.call, option)
        if said is not None and self._once(said):
            self._project.changes[owner.file.path].drop(field.call, said)

    def _withdraw(self, foreign: ForeignKey, alone: Alone) -> None:
        """Keep Django from making the reference, which is one with the tenant in the database."""
        found = self._project.lineage.field(self._model, alone.column)
        assert found is not None
        owner, field = found
        if owner is not self._model:
            others = [one.name for one in self._project.lineage.children(owner) if one is not self._model]
            if others:
                self._leave(
                    f"{field.name} comes from {owner.name}, as in {', '.join(others)}: db_constraint=False says {foreign.name}"
                )
                return
        self._project.changes[owner.file.path].set(field.call, "db_constraint", "False")

    # Meta

    def _option(self, name: str, entries: Sequence[str]) -> None:
        """Put entries before those of a list in Meta, or add the list."""
        import libcst as cst

        model, lineage = self._model, self._project.lineage
        meta = model.meta
        inner = model.indent + model.unit
        base = lineage.meta(model) if meta is None else None
        inherited = self._inherited(name)
        if meta is None:
            body = "".join(f"\n{inner}{model.unit}{entry}," for entry in [*inherited, *entries])
            bases = f"({base})" if base is not None else ""
            self._after_fields(f"class Meta{bases}:\n{inner}{name} = [{body}\n{inner}]", blank=True)
            return
        held = meta.options.get(name)
        if isinstance(held, cst.List | cst.Tuple) and held.elements:
            for entry in entries:
                self._changes.before(held.elements[0], entry)
        elif held is None and not meta.apart:
            body = "".join(f"\n{meta.indent}{model.unit}{entry}," for entry in [*inherited, *entries])
            self._changes.put(meta.last, meta.last, f"\n{meta.indent}{name} = [{body}\n{meta.indent}]")
        else:
            for entry in entries:
                self._leave(f"add to {name} of its Meta: {entry}")

    def _inherited(self, name: str) -> list[str]:
        """Return the expression for the entries of an inherited list in Meta, which a list of the model's own replaces."""
        model = self._model
        if model.meta is not None and model.meta.inherits:
            bases = model.meta.bases
        else:
            base = self._project.lineage.meta(model) if model.meta is None else None
            bases = (base,) if base is not None else ()
        owner = self._project.lineage.owner(model, name)
        if owner is not None and owner is not model:
            return [f"*{bases[0]}.{name}"]
        known = model.meta is None or bool(list(self._project.lineage.abstract(model)))
        return [] if known or not bases else [f'*getattr({bases[0]}, "{name}", [])']

    def _after_fields(self, text: str, *, blank: bool = False) -> None:
        model = self._model
        last = max((one.statement.end for one in [*model.fields.values(), *model.many.values()]), default=0)
        space = "\n" if blank else ""
        if not last and model.passing is not None and self._once(model.passing):
            self._changes.put(model.passing.start, model.passing.end, text)
        elif at := last or (model.passing.end if model.passing is not None else model.docstring):
            self._changes.put(at, at, f"\n{space}{model.indent}{text}")
        else:
            self._changes.put(model.first, model.first, f"{space}{text}\n{model.indent}")


def _listed(fields: Sequence[str | None]) -> str:
    return ", ".join(quoted(name) for name in fields if name is not None)
