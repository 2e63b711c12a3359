"""What one of Django's models declares, and where each declaration stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, Union

from planner.orm.django.parse import RELATIONS, Field, Model
from planner.orm.django.project import Project
from planner.orm.django.words import field_of
from planner.orm.held import Alone, Definition, HeldColumn, Listed
from planner.orm.python import denies, keyword, says, string, strings
from planner.orm.wanted import Feature, Key, Table

if TYPE_CHECKING:
    import libcst as cst

Node: TypeAlias = Union["cst.Call", "cst.List", "cst.Tuple"]
"""A UniqueConstraint, or an entry of unique_together."""


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a key: the class whose Meta has the key, which may be an abstract one, and the node."""

    owner: Model
    node: Node


_ANY = frozenset({Feature.EXPRESSION, Feature.OPCLASS, Feature.COLLATION, Feature.ORDER})
"""The expressions that may stand in the place of a field."""

_OPTIONS = {
    "condition": Feature.PREDICATE,
    "include": Feature.INCLUDE,
    "opclasses": Feature.OPCLASS,
    "deferrable": Feature.DEFERRABLE,
}


class ModelDefinition(Definition[Field, Place, None]):
    """A class as the definition of a table, with the fields of its abstract base classes."""

    def __init__(self, project: Project, model: Model, wanted: Table) -> None:
        self._project = project
        self._lineage = project.lineage
        self._model = model
        self._wanted = wanted
        self.field = _name(project, wanted)
        """The name that the tenant column's field has or will have."""
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
        found = self._lineage.field(self._model, name)
        if found is None:
            return None
        base, field = found
        owner = base.name if base is not self._model else None
        return HeldColumn(field, field.name, says(field.call, "null"), owner, default=_default(base, field))

    def _obstacle(self) -> str | None:
        model, wanted, name = self._model, self._wanted, self.field
        for one in (model, *self._lineage.abstract(model)):
            if name in {each.name for each in (*one.fields.values(), *one.many.values())}:
                return f"it has a field {name} that is another column: --property NAME names the new one"
            if name in one.others:
                return f"it has a {name} that planner can't read as a field: --property NAME names the new one"
        if model.relation in self._lineage.twice:
            return f"several classes have the table {model.relation.name}: edit each of them by hand"
        scoped = {table.relation for table in self._project.wanted.tables}
        parents = (base for base in self._lineage.ancestors(model) if self._lineage.models.get(base.relation) is base)
        parent = next((base for base in parents if base.relation in scoped), None)
        if parent is not None:  # Multi-table inheritance: the class sees the fields of its parent.
            return (
                f"it inherits {name} from {parent.name}, whose rows its own go on: give this table's column a name of its own, such "
                f'as {model.name.lower()}_{name}, with db_column="{wanted.column.name}" and related_name="+"'
            )
        referenced = wanted.tenant_key is not None and self._project.target is not None
        if not referenced and field_of(wanted.column.type) is None:
            return f"no field of Django is known for {wanted.column.type}: add {wanted.column.name} by hand"
        return None

    def field_of(self, column: str) -> str | None:
        """Return the field of a column, as it will be once the files are edited."""
        if column == self._wanted.column.name and column not in self._model.fields:
            return self.field
        found = self._lineage.field(self._model, column)
        if found is not None:
            return found[1].name
        primary = any(_primary(field) for _, _, field in self._lineage.fields(self._model))
        return "id" if column == "id" and not primary else None

    # Keys

    def _alone_keys(self) -> Iterator[Alone]:
        """Yield the keys of `unique=True`, and of OneToOneField, which is unique without it."""
        for owner, column, one in self._lineage.fields(self._model):
            if says(one.call, "unique") or one.kind == "OneToOneField":
                yield Alone(column, line=owner.file.source.line(one.call) if owner is self._model else None)

    def _listed(self, names: dict[str, str]) -> Iterator[Listed[Place]]:
        """Yield the UniqueConstraints and the entries of unique_together. `names` has the columns of fields."""
        import libcst as cst

        owner = self._lineage.owner(self._model, "constraints")
        if owner is not None:
            for call in _constraints(owner):
                yield _constraint(owner, call, names, self._model)
        owner = self._lineage.owner(self._model, "unique_together")
        held = owner.option("unique_together") if owner is not None else None
        if owner is None or not isinstance(held, cst.List | cst.Tuple):
            return
        if strings(held):  # A list of strings, not of lists, is a single entry.
            yield Listed(Place(owner, held), _columns(strings(held), names))
            return
        for element in held.elements:
            if isinstance(element.value, cst.List | cst.Tuple):
                yield Listed(Place(owner, element.value), _columns(strings(element.value), names))

    def key_objection(self, key: Key, held: Alone | Listed[Place]) -> str | None:
        """Return why an edit can't make this key; None if it can."""
        import libcst as cst

        if isinstance(held, Alone):
            found = self._lineage.field(self._model, held.column)
            assert found is not None
            return self._shared(key, found[0], None) or self._alone_objection(key, found[1])
        node = held.place.node
        objection = self._shared(key, held.place.owner, 1 if isinstance(node, cst.Call) else None)
        if objection is not None:
            return objection
        fields = keyword(node, "fields") if isinstance(node, cst.Call) else None
        if fields is not None and not (isinstance(fields.value, cst.List | cst.Tuple) and fields.value.elements):
            return f"its fields are computed: put {self.field} before them, and name={key.name!r}"
        return None

    def _shared(self, key: Key, owner: Model, most: int | None) -> str | None:
        """Return why an edit can't change a key of an abstract class: another model that has the key keeps it, or there
        are more than `most` models, so that the key has several names."""
        if owner is self._model:
            return None
        scoped = {table.relation: table for table in self._project.wanted.tables}
        children = self._lineage.children(owner)
        for child in children:
            table = scoped.get(child.relation)
            if table is None or not any(one.replaces and one.rest == key.rest for one in table.keys):
                return f"its key ({', '.join(key.rest)}) comes from {owner.name}, and {child.name} keeps it: it is {key} now"
        if most is not None and len(children) > most:
            return f"its key ({', '.join(key.rest)}) comes from {owner.name}, which has several models: it is {key} now"
        return None

    def _alone_objection(self, key: Key, one: Field) -> str | None:
        if self._model.username == one.name:
            made = f'models.UniqueConstraint(fields=["{self.field}", "{one.name}"], name="{key.name}")'
            return (
                f"{one.name} is its USERNAME_FIELD, and unique with {self.field} now: sign in with both (a backend of your own), and then "
                f"take unique=True away and add {made}"
            )
        if not says(one.call, "unique"):
            relation = self._wanted.relation
            kept = f"keys.keep_global: [{relation.name}.{one.column}]"
            return f"{one.name} is a {one.kind} and unique with {self.field} now: keep its key ({kept}), or make it a ForeignKey"
        return None

    # Foreign keys

    def _references(self) -> Iterator[Alone]:
        """Yield the references that Django makes in the database. The tenant's reference counts even if Django does
        not make it."""
        for _, column, one in self._lineage.fields(self._model):
            made = not denies(one.call, "db_constraint") or column == self._wanted.column.name
            if one.kind in RELATIONS and made:
                yield Alone(column)


def _name(project: Project, wanted: Table) -> str:
    column = wanted.column.name
    if project.property_name is not None:
        return project.property_name
    return column.removesuffix("_id") or column if wanted.tenant_key is not None else column


def _primary(field: Field) -> bool:
    """Return whether the field is the primary key. Without such a field, Django makes `id`."""
    return says(field.call, "primary_key")


def _constraints(model: Model) -> Iterator[cst.Call]:
    """Yield the UniqueConstraints of Meta."""
    import libcst as cst

    held = model.option("constraints")
    for element in held.elements if isinstance(held, cst.List | cst.Tuple) else []:
        call = element.value
        if isinstance(call, cst.Call) and model.file.source.of(call.func).endswith("UniqueConstraint"):
            yield call


def _constraint(owner: Model, call: cst.Call, names: dict[str, str], model: Model) -> Listed[Place]:
    source = owner.file.source
    named, fields = keyword(call, "name"), keyword(call, "fields")
    if fields is not None:
        columns = _columns(strings(fields.value), names)
    else:
        expressions = [string(arg.value) for arg in call.args if arg.keyword is None]
        columns = tuple(names.get(text) if text is not None else None for text in expressions)
    features = frozenset(feature for option, feature in _OPTIONS.items() if says(call, option))
    features |= frozenset({Feature.NULLS}) if denies(call, "nulls_distinct") else frozenset()
    features |= _ANY if fields is None else frozenset()
    said = string(named.value) if named is not None else None
    return Listed(Place(owner, call), columns, said, features, source.line(call) if owner is model else None)


def _columns(fields: list[str] | None, names: dict[str, str]) -> tuple[str | None, ...]:
    return tuple(names.get(text) for text in fields) if fields is not None else (None,)


def _default(model: Model, field: Field) -> str | None:
    """Return the default that the database has for the field's column, as the file writes it."""
    said = keyword(field.call, "db_default")
    return model.file.source.of(said.value) if said is not None else None
