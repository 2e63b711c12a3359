"""What an entity declares, and where each declaration stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner.catalog.words import ReferentialAction
from planner.names import QName
from planner.orm.held import Alone, Definition, HeldColumn, Listed
from planner.orm.typeorm.entities import PRIMARY, Entity, Field, Relation
from planner.orm.typeorm.model import Class, Decorator, File, Member
from planner.orm.typeorm.naming import named
from planner.orm.typeorm.words import typed
from planner.orm.typescript import string, strings_in, value_of_object, walk
from planner.orm.wanted import Feature, ForeignKey, Key
from planner.orm.wanted import Table as WantedTable

if TYPE_CHECKING:
    from tree_sitter import Node

UNCHECKED = "createForeignKeyConstraints"
"""The option by which a relation has no foreign key in the database."""


@dataclass(frozen=True, slots=True)
class Place:
    """A key or a foreign key that decorators declare."""

    decorator: Decorator
    member: Member | None
    """The property; None for a decorator of the class."""
    owner: str | None
    """The class that has the decorator, if it is not the entity's own."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the plan and the application say about all entities."""

    tables: Mapping[QName, WantedTable]
    refusal: str | None
    """Why the application's TypeORM has no foreign keys of several columns; None if it has them."""


class EntityDefinition(Definition["Field | Relation", Place, Place]):
    """An entity. `alone` has the places of keys that properties declare, by their column and name."""

    def __init__(
        self, entity: Entity, wanted: WantedTable, key: str, targets: Mapping[QName, Entity], plan: Plan
    ) -> None:
        """`key` is the name of the tenant column's property."""
        self.alone: dict[tuple[str, str | None], Place] = {}
        self._entity = entity
        self._targets = targets
        self._plan = plan
        self._coming = wanted.column.name
        held = _column(entity, wanted.column.name)
        if held is not None and held.owner is not None and self._agreed(held.place.member, wanted):
            held = replace(held, owner=None)
        unique: tuple[Alone | Listed[Place], ...] = (*self._unique_alone(), *_listed(entity, unique=True))
        indexes: tuple[Alone | Listed[Place], ...] = (*self._indexed(unique=False), *_listed(entity, unique=False))
        foreign: tuple[Alone | Listed[Place], ...] = (*self._relations(), *_foreign_listed(entity))
        said = {one.name for one in (*unique, *indexes, *foreign) if one.name is not None}
        super().__init__(
            held,
            _obstacle(entity, wanted, key) if held is None else None,
            frozenset(said | _strings(entity)),
            unique,
            indexes,
            foreign,
            tuple(Alone(one.column) for one in entity.fields.values() if _primary(one)) or None,
        )

    def key_objection(self, key: Key, held: Alone | Listed[Place]) -> str | None:
        """Return why an edit can't turn `held` into `key`; None if it can."""
        place = self.alone[(held.column, held.name)] if isinstance(held, Alone) else held.place
        if place.owner is not None and not self._shared(place, key.rest):
            return f"{held.name} comes from {place.owner}: it is {key} now"
        if place.decorator.name == "OneToOne" and place.member is not None:
            return f"{place.member.key} is one to one: its key is {key} now"
        return self._unknown(key.columns, key.name)

    def foreign_key_objection(self, key: ForeignKey, held: Alone | Listed[Place]) -> str | None:
        """Return why an edit can't make this foreign key; None if it can."""
        place = self.alone[(held.column, held.name)] if isinstance(held, Alone) else held.place
        if self._plan.refusal is not None:
            return f"{key.name} ({', '.join(key.columns)}): {self._plan.refusal}"
        if place.owner is not None and not self._shared(place, key.rest):
            return f"{held.name} comes from {place.owner}: it is {key.name} ({', '.join(key.columns)}) now"
        if place.decorator.name == "TreeParent":
            return f"TreeParent has a foreign key of one column: {key.name} is ({', '.join(key.columns)}) now"
        if ReferentialAction.SET_DEFAULT in (key.on_delete, key.on_update):
            return f"declare the foreign key {key.name} ({', '.join(key.columns)}) by hand"
        if key.ref not in self._targets:
            return f"{key.name} references {key.ref}, which is no entity here"
        return None

    def _heirs(self, member: Member) -> list[WantedTable | None]:
        """Return the scoped tables of all entities that have a property of a base class; None for another table."""
        heirs = [one for one in self._targets.values() if member.of in one.classes]
        return [self._plan.tables.get(one.relation) for one in heirs]

    def _shared(self, place: Place, columns: tuple[str, ...]) -> bool:
        """Return whether every entity that inherits the declaration replaces it."""
        member = place.member
        if member is None or not any(member.of is one for one in self._entity.classes):
            return False
        return all(heir is not None and columns in _replaced(heir) for heir in self._heirs(member))

    def _agreed(self, member: Member, wanted: WantedTable) -> bool:
        """Return whether every entity that inherits the tenant column wants it as this one does."""
        said = (wanted.column.name, wanted.nullable, wanted.session_default)
        heirs = self._heirs(member)
        return bool(heirs) and all(
            heir is not None and (heir.column.name, heir.nullable, heir.session_default) == said for heir in heirs
        )

    def _unknown(self, columns: tuple[str, ...], name: str) -> str | None:
        missing = [c for c in columns if c != self._coming and self._entity.property_of(c) is None]
        return f"{name} has the column {missing[0]}, which is no property here" if missing else None

    def _unique_alone(self) -> Iterator[Alone]:
        """Yield the keys of `unique: true`, `@Unique()`, `@Index({ unique: true })` and one-to-one relations."""
        table = self._entity.relation.name
        for one in self._entity.fields.values():
            file = one.member.of.file
            if _option(one.decorator, "unique", file) == "true":
                yield self._note(one.column, named("UQ_", table, (one.column,)), one.decorator, one)
            said = one.member.decorator("Unique")
            if said is not None:
                name = string(file, said.arguments[0]) if said.arguments else None
                yield self._note(one.column, name or named("UQ_", table, (one.column,)), said, one)
        for relation in self._entity.relations:
            if relation.decorator.name == "OneToOne" and len(relation.columns) == 1:
                name = named("REL_", table, relation.columns)
                yield self._note(relation.columns[0], name, relation.decorator, relation)
        yield from self._indexed(unique=True)

    def _indexed(self, *, unique: bool) -> Iterator[Alone]:
        """Yield the indexes of `@Index()` beside a property."""
        places: list[Field | Relation] = [*self._entity.fields.values()]
        places += [r for r in self._entity.relations if len(r.columns) == 1]
        seen: set[int] = set()
        for one in places:
            column = one.column if isinstance(one, Field) else one.columns[0]
            for said in one.member.decorators:
                if said.name != "Index" or said.node.id in seen:
                    continue
                seen.add(said.node.id)
                file = one.member.of.file
                if (_option(said, "unique", file) == "true") != unique:
                    continue
                where = _text(said, "where", file)
                given = string(file, said.arguments[0]) if said.arguments else None
                name = given or named("IDX_", self._entity.relation.name, (column,), where)
                yield self._note(column, name, said, one, _features(said, file))

    def _relations(self) -> Iterator[Alone | Listed[Place]]:
        for one in self._entity.relations:
            file = one.member.of.file
            if _option(one.decorator, UNCHECKED, file) == "false":
                continue
            given = _join_name(one, file)
            name = given or named("FK_", self._entity.relation.name, one.columns)
            if len(one.columns) == 1:
                yield self._note(one.columns[0], name, one.decorator, one)
            else:
                place = Place(one.decorator, one.member, one.owner)
                yield Listed(place, one.columns, name, line=one.decorator.line)
        for field in self._entity.fields.values():
            said = field.member.decorator("ForeignKey")
            if said is not None:
                given = _text(said, "name", field.member.of.file)
                name = given or named("FK_", self._entity.relation.name, (field.column,))
                yield self._note(field.column, name, said, field)

    def _note(
        self,
        column: str,
        name: str,
        decorator: Decorator,
        one: Field | Relation,
        features: frozenset[Feature] = frozenset(),
    ) -> Alone:
        self.alone[(column, name)] = Place(decorator, one.member, one.owner)
        return Alone(column, name, features, decorator.line)


def _replaced(table: WantedTable) -> set[tuple[str, ...]]:
    """Return the columns of the keys and foreign keys that a table replaces."""
    keys = {key.rest for key in table.keys if key.replaces is not None and not key.kept}
    return keys | {key.rest for key in table.foreign_keys if not key.beside}


def _column(entity: Entity, column: str) -> HeldColumn[Field | Relation] | None:
    found = entity.fields.get(column)
    if found is not None:
        file = found.member.of.file
        default = _option(found.decorator, "default", file)
        nullable = _truth(found.decorator, "nullable", file, left_out=False)
        return HeldColumn(found, found.path, nullable, found.owner, default)
    relation = next((one for one in entity.relations if one.columns == (column,)), None)
    if relation is None:
        return None
    nullable = _truth(relation.decorator, "nullable", relation.member.of.file, left_out=True)
    return HeldColumn(relation, relation.path, nullable, relation.owner)


def _obstacle(entity: Entity, wanted: WantedTable, key: str) -> str | None:
    if any(member.key == key for one in entity.classes for member in one.members):
        return f"it has a property {key} that is another column: --property names one that is free"
    if typed(wanted.column.type) is None:
        return f"no TypeORM type is known for {wanted.column.type}: add {key} by hand"
    return None


def _primary(one: Field) -> bool:
    return one.decorator.name in PRIMARY or _option(one.decorator, "primary", one.member.of.file) == "true"


def _truth(decorator: Decorator, name: str, file: File, *, left_out: bool) -> bool | None:
    """Return the value of an option; None if planner can't read the options."""
    options = decorator.object()
    last = decorator.arguments[-1] if decorator.arguments else None
    if options is None and last is not None and last.type not in ("string", "arrow_function"):
        return None
    if options is not None and any(child.type == "spread_element" for child in options.named_children):
        return None
    said = _option(decorator, name, file)
    return left_out if said is None else {"true": True, "false": False}.get(said)


def _option(decorator: Decorator, name: str, file: File) -> str | None:
    """Return an option of a decorator, as the file writes it."""
    options = decorator.object()
    value = value_of_object(options, name, file) if options is not None else None
    return file.of(value) if value is not None else None


def _text(decorator: Decorator, name: str, file: File) -> str | None:
    """Return an option of a decorator that is a string."""
    options = decorator.object()
    return string(file, value_of_object(options, name, file)) if options is not None else None


def _features(decorator: Decorator, file: File) -> frozenset[Feature]:
    words = {"where": Feature.PREDICATE, "deferrable": Feature.DEFERRABLE}
    return frozenset(feature for word, feature in words.items() if _option(decorator, word, file) is not None)


def _join_name(one: Relation, file: File) -> str | None:
    """Return the name that a relation's foreign key is given."""
    for node in walk(one.join.node) if one.join is not None else ():
        if node.type == "object":
            return string(file, value_of_object(node, "foreignKeyConstraintName", file))
    return None


def _decorators(entity: Entity, *names: str) -> Iterator[tuple[Class, Decorator, str | None]]:
    for one in entity.classes:
        for decorator in one.decorators:
            if decorator.name in names:
                yield one, decorator, None if one is entity.of else one.name


def _listed(entity: Entity, *, unique: bool) -> Iterator[Listed[Place]]:
    """Yield the keys, or the other indexes, that classes declare: `@Unique(['a', 'b'])`, `@Index('name', ['a'])`."""
    for one, decorator, owner in _decorators(entity, "Unique", "Index"):
        file = one.file
        if unique != (decorator.name == "Unique" or _option(decorator, "unique", file) == "true"):
            continue
        given = string(file, decorator.arguments[0]) if decorator.arguments else None
        listed = fields_of(decorator)
        columns: list[str | None] = []
        for node in listed.named_children if listed is not None else []:
            columns += _columns_of(entity, string(file, node) or file.of(node).split(".", 1)[-1])
        known = [column for column in columns if column is not None]
        prefix = "UQ_" if decorator.name == "Unique" else "IDX_"
        name = given or (
            named(prefix, entity.relation.name, known, _text(decorator, "where", file))
            if len(known) == len(columns)
            else None
        )
        place = Place(decorator, None, owner)
        yield Listed(place, tuple(columns), name, _features(decorator, file), decorator.line)


def fields_of(decorator: Decorator) -> Node | None:
    """Return the array of fields of a decorator: the argument, or what its function returns."""
    for argument in decorator.arguments:
        if argument.type == "array":
            return argument
        inside = [node for node in walk(argument) if node.type == "array"] if argument.type == "arrow_function" else []
        if inside:
            return inside[0]
    return None


def _columns_of(entity: Entity, path: str) -> list[str | None]:
    """Return the columns of a property. A foreign key may name a column instead."""
    fields = [one.column for one in entity.fields.values() if one.path == path]
    if fields:
        return [fields[0]]
    relations = [one.columns for one in entity.relations if one.path == path]
    if relations:
        return list(relations[0])
    columns = {*entity.fields, *(column for one in entity.relations for column in one.columns)}
    return [path if path in columns else None]


def _foreign_listed(entity: Entity) -> Iterator[Listed[Place]]:
    """Yield the foreign keys of `@ForeignKey(() => User, ['a', 'b'], ['c', 'd'])`."""
    for one, decorator, owner in _decorators(entity, "ForeignKey"):
        listed = fields_of(decorator)
        nodes = listed.named_children if listed is not None else []
        columns = [column for node in nodes for column in _columns_of(entity, string(one.file, node) or "")]
        known = [column for column in columns if column is not None]
        name = _text(decorator, "name", one.file) or named("FK_", entity.relation.name, known)
        yield Listed(Place(decorator, None, owner), tuple(columns), name, line=decorator.line)


def _strings(entity: Entity) -> frozenset[str]:
    """Return the strings in the decorators of the class."""
    said = (strings_in(one.file, decorator.node) for one, decorator, _ in _decorators(entity, "Unique", "Index"))
    return frozenset(text for found in said for text in found)
