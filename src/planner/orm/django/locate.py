"""What a model of Django's declares, and where each thing stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias, Union

from planner.orm.django.parse import RELATIONS, Field, Model
from planner.orm.django.project import Project
from planner.orm.django.words import field_of
from planner.orm.held import Alone, Definition, HeldColumn, Listed
from planner.orm.python import Source, keyword, string, strings
from planner.orm.wanted import Feature, Key, Table

if TYPE_CHECKING:
    import libcst as cst

Place: TypeAlias = Union["cst.Call", "cst.List", "cst.Tuple"]
"""A UniqueConstraint, or an entry of unique_together."""

_ANY = frozenset({Feature.EXPRESSION, Feature.OPCLASS, Feature.COLLATION, Feature.ORDER})
"""What an expression in the place of a field may say."""

_OPTIONS = {
    "condition": Feature.PREDICATE,
    "include": Feature.INCLUDE,
    "opclasses": Feature.OPCLASS,
    "nulls_distinct": Feature.NULLS,
    "deferrable": Feature.DEFERRABLE,
}


class ModelDefinition(Definition[Field, Place, None]):
    """A class, with what it has of abstract ones."""

    def __init__(self, project: Project, model: Model, wanted: Table) -> None:
        self._project = project
        self._model = model
        self._wanted = wanted
        self.field = _name(project, wanted)
        """What the tenant column's field is called, or will be."""
        column = self._column()
        if column is not None:
            self.field = column.name
        names = {name: one.name for one in wanted.columns if (name := self.field_of(one.name)) is not None}
        keys = list(self._listed(names))
        super().__init__(
            column,
            self._obstacle() if column is None else None,
            frozenset(key.name for key in keys if key.name is not None),
            (*self._alone_keys(), *keys),
            foreign_keys=tuple(self._references()),
        )

    def _column(self) -> HeldColumn[Field] | None:
        name = self._wanted.column.name
        held = self._model.fields.get(name)
        if held is not None:
            return HeldColumn(held, held.name, _nullable(held, self._model.file.source))
        inherited = self._inherited(name)
        if inherited is None:
            return None
        base, field = inherited
        return HeldColumn(field, field.name, _nullable(field, base.file.source), base.name)

    def _inherited(self, column: str) -> tuple[Model, Field] | None:
        """Of an abstract class. What comes from one with a table of its own is a column of that table."""
        for base in self._project.ancestors(self._model):
            if base.relation not in self._project.models and column in base.fields:
                return base, base.fields[column]
        return None

    def _obstacle(self) -> str | None:
        model, wanted, name = self._model, self._wanted, self.field
        if name in {one.name for one in (*model.fields.values(), *model.many.values())}:
            return f"it has a field {name} that is another column: --property NAME names the new one"
        scoped = {table.relation for table in self._project.wanted.tables}
        parent = next((base for base in self._project.ancestors(model) if base.relation in scoped), None)
        if parent is not None:  # Multi-table inheritance: its fields are seen here.
            return (
                f"it inherits {name} from {parent.name}, whose rows its own go on: give this table's column a name of its own, such "
                f'as {model.name.lower()}_{name}, with db_column="{wanted.column.name}" and related_name="+"'
            )
        referenced = wanted.tenant_key is not None and self._project.target is not None
        if not referenced and field_of(wanted.column.type) is None:
            return f"no field of Django is known for {wanted.column.type}: add {wanted.column.name} by hand"
        return None

    def field_of(self, column: str) -> str | None:
        """The field of a column, once the files are edited."""
        held = self._model.fields.get(column)
        if held is not None:
            return held.name
        if column == self._wanted.column.name:
            return self.field
        inherited = self._inherited(column)
        if inherited is not None:
            return inherited[1].name
        return "id" if column == "id" and not any(map(_primary, self._model.fields.values())) else None

    # Keys

    def _alone_keys(self) -> Iterator[Alone]:
        """`unique=True`, and what OneToOneField says without it."""
        for column, one in self._model.fields.items():
            if keyword(one.call, "unique") is not None or one.kind == "OneToOneField":
                yield Alone(column, line=self._model.file.source.line(one.call))

    def _listed(self, names: dict[str, str]) -> Iterator[Listed[Place]]:
        """UniqueConstraints and entries of unique_together; `names` are the columns of fields."""
        import libcst as cst

        source = self._model.file.source
        for call in _constraints(self._model):
            yield _constraint(source, call, names)
        held = self._model.option("unique_together")
        if not isinstance(held, cst.List | cst.Tuple):
            return
        if strings(held):  # One that is not in another is one by itself.
            yield Listed(held, _columns(strings(held), names))
            return
        for element in held.elements:
            if isinstance(element.value, cst.List | cst.Tuple):
                yield Listed(element.value, _columns(strings(element.value), names))

    def key_objection(self, key: Key, held: Alone | Listed[Place]) -> str | None:
        import libcst as cst

        if isinstance(held, Alone):
            return self._alone_objection(key, self._model.fields[held.column])
        fields = keyword(held.place, "fields") if isinstance(held.place, cst.Call) else None
        if fields is not None and not (isinstance(fields.value, cst.List | cst.Tuple) and fields.value.elements):
            return f"its fields are computed: put {self.field} before them, and name={key.name!r}"
        return None

    def _alone_objection(self, key: Key, one: Field) -> str | None:
        if self._model.username == one.name:
            made = f'models.UniqueConstraint(fields=["{self.field}", "{one.name}"], name="{key.name}")'
            return (
                f"{one.name} is its USERNAME_FIELD, and unique with {self.field} now: sign in with both (a backend of your own), and then "
                f"take unique=True away and add {made}"
            )
        if keyword(one.call, "unique") is None:
            return f"{one.name} is a {one.kind} and unique with {self.field} now: make it a ForeignKey"
        return None

    # Foreign keys

    def _references(self) -> Iterator[Alone]:
        """Those that Django makes in the database. The tenant's is one even where it makes none."""
        for column, one in self._model.fields.items():
            made = keyword(one.call, "db_constraint") is None or column == self._wanted.column.name
            if one.kind in RELATIONS and made:
                yield Alone(column)


def _name(project: Project, wanted: Table) -> str:
    column = wanted.column.name
    if project.property_name is not None:
        return project.property_name
    return column.removesuffix("_id") or column if wanted.tenant_key is not None else column


def _nullable(held: Field, source: Source) -> bool:
    said = keyword(held.call, "null")
    return said is not None and source.of(said.value) != "False"


def _primary(field: Field) -> bool:
    """Without one Django makes `id`."""
    return keyword(field.call, "primary_key") is not None


def _constraints(model: Model) -> Iterator[cst.Call]:
    """The UniqueConstraints of Meta."""
    import libcst as cst

    held = model.option("constraints")
    for element in held.elements if isinstance(held, cst.List | cst.Tuple) else []:
        call = element.value
        if isinstance(call, cst.Call) and model.file.source.of(call.func).endswith("UniqueConstraint"):
            yield call


def _constraint(source: Source, call: cst.Call, names: dict[str, str]) -> Listed[Place]:
    named, fields = keyword(call, "name"), keyword(call, "fields")
    if fields is not None:
        columns = _columns(strings(fields.value), names)
    else:
        expressions = [string(arg.value) for arg in call.args if arg.keyword is None]
        columns = tuple(names.get(text) if text is not None else None for text in expressions)
    features = frozenset(feature for option, feature in _OPTIONS.items() if keyword(call, option) is not None)
    features |= _ANY if fields is None else frozenset()
    return Listed(call, columns, string(named.value) if named is not None else None, features, source.line(call))


def _columns(fields: list[str] | None, names: dict[str, str]) -> tuple[str | None, ...]:
    return tuple(names.get(text) for text in fields) if fields is not None else (None,)
