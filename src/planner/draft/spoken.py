"""The tables that names speak of: `app_organization` is the organization if most tables begin with `app_`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from inflection import underscore

from planner.catalog.model import Relation
from planner.draft.words import ABBREVIATIONS, LOOKUPS, PEOPLE, PLACES, PLAIN, entity, last_words
from planner.names import QName

DJANGO = "django_migrations"

_FEW = 3
"""The number of tables that make a first word a prefix."""

_DOCUMENTS = frozenset({"json", "jsonb", "bytea"})
_SECRET = frozenset({"email", "password", "password_hash", "encrypted_password", "hashed_password", "passwd"})
_MOST = 4
"""The most columns of a lookup table beside its key and its times."""


@dataclass(frozen=True)
class Speech:
    """The names of the tables of one database."""

    tables: Mapping[QName, Relation] = field(repr=False)

    @cached_property
    def _prefixes(self) -> Counter[str]:
        return Counter(entity(name.name).partition("_")[0] for name in self.tables if "_" in entity(name.name))

    def short(self, name: QName) -> str:
        """Return the entity of a table without a prefix that most tables have, or that repeats the entity as
        Django's `organizations_organization` does."""
        found = self._short.get(name)
        if found is None:
            full = entity(name.name)
            prefix, _, rest = full.partition("_")
            labels = self._labels or 2 * self._prefixes[prefix] > len(self.tables) or entity(prefix) == rest
            found = self._short[name] = rest if rest and labels else full
        return found

    @cached_property
    def _short(self) -> dict[QName, str]:
        return {}

    @cached_property
    def _labels(self) -> bool:
        """Whether the first word of each table is the label of a Django application."""
        return any(name.name == DJANGO for name in self.tables)

    def may_be(self, name: QName) -> tuple[str, ...]:
        """Return the entities that a table may hold: its own, and the one without its first word."""
        full = entity(name.name)
        return self.short(name), full, full.partition("_")[2]

    @cached_property
    def _by_entity(self) -> Mapping[str, tuple[Relation, ...]]:
        found: dict[str, tuple[Relation, ...]] = {}
        for relation in self.tables.values():
            for said in {entity(relation.name.name), self.short(relation.name)}:
                found[said] = (*found.get(said, ()), relation)
        return found

    @cached_property
    def _by_rest(self) -> Mapping[str, tuple[Relation, ...]]:
        found: dict[str, tuple[Relation, ...]] = {}
        for relation in self.tables.values():
            prefix, _, rest = entity(relation.name.name).partition("_")
            if rest and self._prefixes[prefix] >= _FEW:
                found[rest] = (*found.get(rest, ()), relation)
        return found

    def tables_of(self, said: str) -> Iterator[tuple[Relation, bool]]:
        """Yield the tables that hold an entity, and whether that is a guess: several tables may have the prefix."""
        for word in (said, *ABBREVIATIONS.get(said, ())):
            yield from ((relation, False) for relation in self._by_entity.get(word, ()))
        yield from ((relation, True) for relation in self._by_rest.get(said, ()))

    def is_person(self, relation: Relation) -> bool:
        """Return whether the table holds people who log in."""
        if self.short(relation.name) in PEOPLE or entity(relation.name.name) in PEOPLE:
            return True
        names = {column.name.lower() for column in relation.columns}
        return "email" in names and len(names & _SECRET) > 1 and not relation_links(relation)

    def logs_in(self, relation: Relation) -> bool:
        """Return whether rows of the table have an address or a name for people to log in with."""
        names = {underscore(column.name) for column in relation.columns}
        return self.is_person(relation) or bool(names & (_SECRET | {"username", "login"}))

    @cached_property
    def lookups(self) -> frozenset[QName]:
        """The tables whose rows every tenant reads: countries, currencies, types."""
        found: set[QName | None] = set()
        while more := {n for n, r in self.tables.items() if n not in found and self._is_lookup(r, found)}:
            found |= more
        return frozenset(name for name in found if name is not None)

    def _says_lookup(self, relation: Relation) -> bool:
        """Return whether the name says so, and a table of another name than a place's is as small as its name says."""
        two, one = last_words(relation.name.name)
        short = self.short(relation.name)
        if not ({two, one} & LOOKUPS or short in PLAIN):
            return False
        return bool({two, short} & PLACES) or len(_content(relation)) <= _MOST

    def _is_lookup(self, relation: Relation, known: Container[QName | None]) -> bool:
        if not _is_place(relation) and not self._says_lookup(relation):
            return False
        keyed = {c for key in relation.foreign_keys() for c in key.columns if key.ref in known}
        refers = any(
            (name.endswith(("_id", "Id")) and name not in keyed) or column.type in _DOCUMENTS
            for column in relation.columns
            for name in (column.name,)
            if name not in _key(relation)
        )
        elsewhere = any(key.ref not in known and key.ref != relation.name for key in relation.foreign_keys())
        return not refers and not elsewhere


def relation_links(relation: Relation) -> bool:
    """Return whether a foreign key leaves the table for another table and cannot be NULL."""
    for key in relation.foreign_keys():
        columns = [relation.column(name) for name in key.columns]
        if key.ref != relation.name and all(column is not None and column.not_null for column in columns):
            return True
    return False


def _key(relation: Relation) -> set[str]:
    return {c.name for index in relation.indexes if index.primary for c in index.columns if c.name is not None}


def _content(relation: Relation) -> list[str]:
    """Return the columns beside the key and the times."""
    key = _key(relation)
    return [c.name for c in relation.columns if c.name not in key and not c.type.startswith(("timestamp", "date"))]


def _is_place(relation: Relation) -> bool:
    """Return whether most columns describe places, such as a city and its country, and none a person's address."""
    words = [set(entity(name).split("_")) for name in _content(relation)]
    if any(word & {"address", "email", "phone", "street", "zip", "postal"} for word in words):
        return False
    return len(words) > 1 and 2 * sum(bool(word & PLACES) for word in words) > len(words)
