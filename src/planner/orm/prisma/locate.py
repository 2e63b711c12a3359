"""What a model of a Prisma schema declares, and where each declaration stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from planner.orm.held import Alone, Definition, HeldColumn, Listed, columns_of
from planner.orm.prisma.naming import Prisma
from planner.orm.prisma.parse import Attribute, Field, Model
from planner.orm.prisma.schema import Schema
from planner.orm.prisma.words import typed
from planner.orm.wanted import Feature, ForeignKey, Key, Table

_STRING = re.compile(r'"(?:\\.|[^"\\])*"')
_DESCENDING = re.compile(r"\bsort:Desc\b")
"""`sort: Desc` in the text of an argument, which has no spaces."""


class ModelDefinition(Definition[Field, Attribute, Field]):
    """A model as a definition of a table."""

    def __init__(self, schema: Schema, model: Model, wanted: Table) -> None:
        self._schema = schema
        self._model = model
        self._wanted = wanted
        name = wanted.column.name
        self.tenant = schema.field_of(model, name) or schema.spelled(name)
        """The name of the tenant column's field."""
        held = model.of_column(name)
        super().__init__(
            HeldColumn(held, held.name, self._nullable(held), default=_default(held)) if held is not None else None,
            self._obstacle() if held is None else None,
            unique=(*self._alone_keys(), *self._listed("@@unique")),
            indexes=tuple(self._listed("@@index")),
            foreign_keys=tuple(self._relations()),
            primary_key=self._primary_key(),
        )

    def _nullable(self, held: Field) -> bool | None:
        """Return whether the field is nullable; None if the column's field says one thing and its relation another."""
        relation = relation_on(self._model, (held.name,))
        if relation is not None and relation.suffix != held.suffix:
            return None
        return held.suffix == "?"

    def _obstacle(self) -> str | None:
        wanted = self._wanted
        if self.tenant in self._model.fields:
            return f"it has a field {self.tenant} that is another column: --property NAME names the new one"
        if typed(wanted.column.type) is None:
            return f"no type of Prisma is known for {wanted.column.type}: add {wanted.column.name} by hand"
        return None

    def _columns(self, fields: Sequence[str]) -> tuple[str | None, ...]:
        held = self._model.fields
        return tuple(held[name].column if name in held else None for name in fields)

    def _alone_keys(self) -> Iterator[Alone]:
        for one in self._model.fields.values():
            said = one.attribute("@unique")
            if said is not None:
                default = Prisma().unique(self._model.relation, [one.column])
                yield Alone(one.column, _map(said) or default, _features(said))

    def _listed(self, name: str) -> Iterator[Listed[Attribute]]:
        """Yield the attributes such as `@@unique([a, b(sort: Desc)])`."""
        naming = Prisma()
        named = naming.unique if name == "@@unique" else naming.index
        for one in self._model.all(name):
            columns = self._columns(one.fields() or ())
            default = named(self._model.relation, [column or "" for column in columns])
            yield Listed(one, columns, _map(one) or default, _features(one))

    def _relations(self) -> Iterator[Listed[Field]]:
        for one in self._model.fields.values():
            told = one.attribute("@relation")
            fields = told.fields() if told is not None else None
            if fields is not None:
                yield Listed(one, self._columns(fields))

    def _primary_key(self) -> tuple[Alone, ...] | Listed[Attribute] | None:
        for one in self._model.all("@@id"):
            return Listed(one, self._columns(one.fields() or ()))
        found = [one for one in self._model.fields.values() if one.attribute("@id") is not None]
        return tuple(Alone(one.column) for one in found) or None

    # What an edit can't do

    def key_objection(self, key: Key, held: Alone | Listed[Attribute]) -> str | None:
        """Return why an edit can't make this key. The other side of a one-to-one relation is one row only because of
        the old key."""
        fields = self._schema.fields_of(self._model, key.rest) or ()
        one = relation_on(self._model, fields)
        if one is None or any(foreign.columns == key.columns for foreign in self._wanted.foreign_keys):
            return None
        back = self._schema.single_back(self._model, one)
        if back is None:
            return None
        return (
            f"{one.name} is one to one with {one.type}.{back.name}, and its key is ({', '.join(key.columns)}) now: make {back.name} a "
            f"list and this @@unique([{self.tenant}, {', '.join(fields)}]), or reference per tenant (keys.foreign_keys: composite)"
        )

    def foreign_key_objection(self, key: ForeignKey, held: Alone | Listed[Field]) -> str | None:
        """Return why an edit can't make this foreign key; None if it can."""
        assert isinstance(held, Listed)
        one, columns = held.place, ", ".join(key.columns)
        told = one.attribute("@relation")
        parent = self._schema.models.get(key.ref)
        fields = self._schema.fields_of(self._model, key.columns)
        theirs = self._schema.fields_of(parent, key.ref_columns) if parent is not None else None
        if fields is None or theirs is None or told is None or told.argument("references") is None:
            return f"the relation on ({', '.join(key.rest)}) is on ({columns}) now"
        back = self._schema.single_back(self._model, one)
        if back is not None and not self._unique_at_the_end(key.columns):
            return (
                f"{one.name} is on ({columns}) now and one to one with {back.name}: Prisma wants @@unique([{', '.join(fields)}]), "
                f"which the database does not have; keys.primary_key: composite brings it, or make {back.name} a list"
            )
        return None

    def _unique_at_the_end(self, columns: tuple[str, ...]) -> bool:
        primary = self._wanted.primary_key
        keys = [key.columns for key in self._wanted.keys if key.unique and not key.features]
        held = any(columns_of(one) == columns for one in self.unique)
        return held or columns in keys or (primary is not None and primary.columns == columns)


def relation_on(model: Model, fields: Sequence[str]) -> Field | None:
    """Return the relation field on exactly these fields, if any."""
    for one in model.fields.values():
        told = one.attribute("@relation")
        if told is not None and told.fields() == tuple(fields):
            return one
    return None


def _default(held: Field) -> str | None:
    """Return the default of the field as the file writes it."""
    said = held.attribute("@default")
    return " ".join(argument.text for argument in said.arguments) if said is not None else None


def _map(attribute: Attribute) -> str | None:
    said = attribute.argument("map")
    return said.string if said is not None else None


def _features(attribute: Attribute) -> frozenset[Feature]:
    """Return the features that the attribute declares. Names and strings may hold the same words."""
    descending = any(_DESCENDING.search(_STRING.sub("", argument.text)) for argument in attribute.arguments)
    return frozenset({Feature.ORDER}) if descending else frozenset()
