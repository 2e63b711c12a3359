"""All entities of the files together: their tables, and the columns that their own and inherited properties have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from planner.names import QName
from planner.orm.edit import Leftover
from planner.orm.spelling import camel
from planner.orm.typeorm.model import Class, Decorator, File, Member
from planner.orm.typescript import string, value_of_object, walk

COLUMNS = (
    "Column", "PrimaryColumn", "PrimaryGeneratedColumn", "CreateDateColumn", "UpdateDateColumn", "DeleteDateColumn",
    "VersionColumn",
)  # fmt: skip
PRIMARY = ("PrimaryColumn", "PrimaryGeneratedColumn")
RELATIONS = ("ManyToOne", "OneToOne", "TreeParent")


@dataclass(frozen=True, slots=True)
class Field:
    """A property that is a column."""

    path: str
    """The property's name; `address.city` in an embedded class."""
    column: str
    member: Member
    decorator: Decorator
    owner: str | None
    """The class that declares the property, if it is a base or is embedded. A child in the same table counts as own."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A property that has the columns of a foreign key."""

    path: str
    columns: tuple[str, ...]
    member: Member
    decorator: Decorator
    join: Decorator | None
    target: Class | None
    owner: str | None


@dataclass(slots=True)
class Entity:
    """One entity and its table."""

    of: Class
    relation: QName
    fields: dict[str, Field] = field(default_factory=dict)
    """The properties by their columns."""
    relations: list[Relation] = field(default_factory=list)
    classes: tuple[Class, ...] = ()
    """The class and its bases, the class first."""

    def property_of(self, column: str) -> str | None:
        """Return the property by which keys name a column."""
        found = self.fields.get(column)
        if found is not None:
            return found.path
        return next((one.path for one in self.relations if one.columns == (column,)), None)


class Entities:
    """The entities of the files. `known` has the columns of every table that the plan names."""

    def __init__(self, files: Sequence[File], known: Mapping[QName, Sequence[str]], schema: str) -> None:
        self._files = files
        self._known = known
        self._schema = schema
        self._by_name: dict[str, list[Class]] = {}
        for file in files:
            for one in file.classes:
                self._by_name.setdefault(one.name, []).append(one)
        self.tables: dict[QName, Entity] = {}
        for file in files:
            for one in file.classes:
                self._add(one)
        for entity in self.tables.values():
            self._fill(entity)

    def _add(self, one: Class) -> None:
        decorator = one.decorator("Entity")
        if decorator is None:
            return
        relation = self._relation(one, decorator)
        if relation is None:
            what = f"the table of {one.name} can't be read: edit it by hand"
            one.file.leftovers.append(Leftover(one.file.path, one.line, what))
        elif relation not in self.tables:
            self.tables[relation] = Entity(one, relation, classes=tuple(self._chain(one)))

    def _relation(self, one: Class, decorator: Decorator) -> QName | None:
        """Return the table of an entity; None if its name is computed."""
        file, options = one.file, decorator.object()
        given = value_of_object(options, "name", file) if options is not None else None
        if given is None and decorator.arguments and decorator.arguments[0] is not options:
            given = decorator.arguments[0]
        of = value_of_object(options, "schema", file) if options is not None else None
        schema = string(file, of) if of is not None else self._schema
        if schema is None:
            return None
        if given is not None:
            name = string(file, given) or file.constants.get(file.of(given))
            return QName(schema, name) if name is not None else None
        spelled = [snake(one.name), one.name, one.name.lower(), camel(one.name), f"{snake(one.name)}s"]
        return next(
            (q for q in (QName(schema, name) for name in spelled) if q in self._known), QName(schema, spelled[0])
        )

    # Classes

    def class_of(self, name: str, file: File) -> Class | None:
        """Return the class that a name means in a file."""
        found = self._by_name.get(name, [])
        here = [one for one in found if one.file is file]
        if here or len(found) < 2:
            return next(iter(here or found), None)
        module = PurePosixPath(file.imported.get(name, "")).name
        fitting = [one for one in found if module in (one.file.path.name, one.file.path.stem)]
        return next(iter(fitting or found))

    def _chain(self, one: Class) -> Iterator[Class]:
        """Yield a class and its bases. The classes inside a mixin are bases, too."""
        seen: set[int] = set()
        waiting: list[tuple[str, File]] = []
        at: Class | None = one
        names: set[tuple[str, str]] = set()
        while at is not None or waiting:
            if at is None:
                name, file = waiting.pop(0)
                if (name, str(file.path)) in names:
                    continue
                names.add((name, str(file.path)))
                waiting += self._behind(name, file)
                at = self.class_of(name, file)
                continue
            if id(at) not in seen:
                seen.add(id(at))
                yield at
                waiting += [(base, at.file) for base in at.bases]
            at = None

    def _behind(self, name: str, file: File) -> list[tuple[str, File]]:
        """Return the names in the value of a constant, or the classes in a function."""
        homes = [file, *(one for one in self._files if name in file.imported and name in one.aliases)]
        return [(inner, home) for home in homes for inner in home.aliases.get(name, ())]

    # Columns

    def _fill(self, entity: Entity) -> None:
        known = self._known.get(entity.relation)
        for one in reversed(entity.classes):
            owner = None if one is entity.of else one.name
            self._members(entity, one, owner, known, ())
        for one in self._children(entity):
            self._members(entity, one, None, known, ())

    def _children(self, entity: Entity) -> Iterator[Class]:
        """Yield the classes whose rows are in the same table (single table inheritance)."""
        if entity.of.decorator("TableInheritance") is None:
            return
        for file in self._files:
            for one in file.classes:
                if one.decorator("ChildEntity") is not None and entity.of in tuple(self._chain(one)):
                    yield one

    def _members(
        self, entity: Entity, one: Class, owner: str | None, known: Sequence[str] | None, prefixes: tuple[str, ...]
    ) -> None:
        for member in one.members:
            path = ".".join((*prefixes, member.key))
            column = member.decorator(*COLUMNS)
            if column is not None and column.arguments and column.arguments[0].type == "arrow_function":
                inner = self.target(member, column)
                if inner is not None and len(prefixes) < 4:
                    embedded = tuple(reversed(tuple(self._chain(inner))))
                    for base in embedded:
                        self._members(entity, base, inner.name, known, (*prefixes, self._prefix(member, column)))
                continue
            if column is not None:
                name = self._column(member, column, known, prefixes)
                entity.fields[name] = Field(path, name, member, column, owner)
            relation = member.decorator(*RELATIONS)
            if relation is not None:
                entity.relations += self._relations(member, relation, path, owner, known, prefixes)

    def _relations(
        self,
        member: Member,
        relation: Decorator,
        path: str,
        owner: str | None,
        known: Sequence[str] | None,
        prefixes: tuple[str, ...],
    ) -> Iterator[Relation]:
        join = member.decorator("JoinColumn")
        if relation.name == "OneToOne" and join is None:
            return
        target = self.target(member, relation) if relation.name != "TreeParent" else member.of
        file = member.of.file
        said = join.arguments[0] if join is not None and join.arguments else None
        places = list(said.named_children) if said is not None and said.type == "array" else [said]
        columns = []
        for place in places:
            given = value_of_object(place, "name", file) if place is not None and place.type == "object" else None
            other = value_of_object(place, "referencedColumnName", file) if place is not None else None
            refs = [string(file, other) or "id"] if other is not None else self._keys(target)
            spelled = [camel_case(f"{member.key}_{ref}") for ref in refs]
            named = string(file, given) or file.constants.get(file.of(given)) if given is not None else None
            columns.append(named or _known([*spelled, *(snake(one) for one in spelled)], known, prefixes))
        yield Relation(path, tuple(columns), member, relation, join, target, owner)

    def _keys(self, target: Class | None) -> list[str]:
        """Return the properties of the primary key of a class."""
        chain = self._chain(target) if target is not None else ()
        return [m.key for one in chain for m in one.members if m.decorator(*PRIMARY) is not None] or ["id"]

    def target(self, member: Member, decorator: Decorator) -> Class | None:
        """Return the class that `() => Class` or 'Class' names."""
        first = next(iter(decorator.arguments), None)
        if first is None:
            return None
        file = member.of.file
        said = string(file, first)
        if said is not None:
            return self.class_of(said, file)
        body = first.child_by_field_name("body") if first.type == "arrow_function" else None
        names = (
            [file.of(one) for one in walk(body) if one.type in ("identifier", "property_identifier")] if body else []
        )
        return next((found for name in names if (found := self.class_of(name, file)) is not None), None)

    def _prefix(self, member: Member, decorator: Decorator) -> str:
        options = decorator.object()
        given = value_of_object(options, "prefix", member.of.file) if options is not None else None
        if given is None:
            return member.key
        said = string(member.of.file, given)
        return said if said is not None else ""

    def _column(
        self, member: Member, decorator: Decorator, known: Sequence[str] | None, prefixes: tuple[str, ...]
    ) -> str:
        file, options = member.of.file, decorator.object()
        given = value_of_object(options, "name", file) if options is not None else None
        named = string(file, given) or file.constants.get(file.of(given)) if given is not None else None
        if named is not None and not prefixes:
            return named
        return _known([named or member.key, snake(named or member.key)], known, prefixes)


def _known(names: Sequence[str], known: Sequence[str] | None, prefixes: tuple[str, ...]) -> str:
    """Return the first of the names that the table has as a column, or the first of all."""
    held = [one for one in prefixes if one]
    if held:
        joined = camel_case("_".join(held))
        names = [f"{joined}{one[:1].upper()}{one[1:]}" for one in names] + [snake("_".join((*held, *names[:1])))]
    return next((one for one in names if known is not None and one in known), names[0])


def snake(text: str) -> str:
    """Return snake_case as TypeORM's util/StringUtils.js writes it."""
    text = re.sub(r"([A-Z])([A-Z])([a-z])", r"\1_\2\3", text)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", text).lower()


def camel_case(text: str) -> str:
    """Return camelCase as TypeORM's util/StringUtils.js writes it."""
    return re.sub(r"^([A-Z])|[\s\-_](\w)", lambda m: (m[2] or "").upper() if m[2] else (m[1] or "").lower(), text)
