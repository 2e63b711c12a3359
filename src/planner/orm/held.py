"""The definition of a table, as an ORM's `locate` finds it, and the features that the ORM can declare."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Generic, TypeVar

from planner.orm.wanted import Feature, ForeignKey, Key

C = TypeVar("C")
"""The type of a column's place."""
K = TypeVar("K")
"""The type of the place of a key that is listed beside the columns."""
F = TypeVar("F")
"""The type of the place of a foreign key that is listed beside the columns."""


@dataclass(frozen=True, slots=True)
class HeldColumn(Generic[C]):
    """The tenant column as the definition declares it."""

    place: C
    name: str
    """The column's name in code."""
    nullable: bool | None
    """None if the definition says both."""
    owner: str | None = None
    """The class that declares the column, if it is another class."""
    default: str | None = None
    """The default that the database gives the column, as the definition writes it; None without a default."""

    def defaults_to(self, expression: str) -> bool:
        """Return whether the default is this SQL expression, whatever the quotes and brackets around it."""
        return self.default is not None and _words(expression) in _words(self.default)


def _words(text: str) -> str:
    return re.sub(r"\W+", "", text)


@dataclass(frozen=True, slots=True)
class Alone:
    """A key or a reference that a column declares by itself."""

    column: str
    """The column's name in the database."""
    name: str | None = None
    features: frozenset[Feature] = frozenset()
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Listed(Generic[K]):
    """A key or a foreign key that is declared beside the columns."""

    place: K
    columns: tuple[str | None, ...]
    """The columns' names in the database; None for an entry that is no plain column."""
    name: str | None = None
    features: frozenset[Feature] = frozenset()
    line: int | None = None


@dataclass(slots=True)
class Definition(Generic[C, K, F]):
    """One table as its definition declares it."""

    column: HeldColumn[C] | None = None
    """The tenant column, if the definition has it."""
    obstacle: str | None = None
    """Why the tenant column can't be added there; None if it can."""
    said: frozenset[str] = frozenset()
    """All names that the definition gives to keys, indexes and other things."""
    unique: tuple[Alone | Listed[K], ...] = ()
    indexes: tuple[Alone | Listed[K], ...] = ()
    foreign_keys: tuple[Alone | Listed[F], ...] = ()
    primary_key: tuple[Alone, ...] | Listed[K] | None = None
    """The columns that each declare the key, in the order in which the definition has them, or the list."""

    def key_objection(self, key: Key, held: Alone | Listed[K]) -> str | None:
        """Return why an edit can't turn `held` into `key`; None if it can."""
        return None

    def foreign_key_objection(self, key: ForeignKey, held: Alone | Listed[F]) -> str | None:
        """Return why an edit can't turn `held` into `key`; None if it can."""
        return None


@dataclass(frozen=True, slots=True)
class Words:
    """The features that an ORM can declare, and the features that its tool sees in the database."""

    constraint: frozenset[Feature] = frozenset()
    """The features of a unique constraint."""
    index: frozenset[Feature] = frozenset()
    """The features of a unique index."""
    unseen: frozenset[Feature] = frozenset()
    """The ORM's tool ignores keys with one of these features."""
    indexes: bool = True
    """Whether the definition declares indexes. If not, each reference has an index of its own."""
    several: bool = True
    """Whether the ORM can declare primary keys and foreign keys of several columns."""
    policies: bool = False

    def of(self, key: Key) -> frozenset[Feature]:
        """Return the features that the ORM can declare for a key like this one."""
        return self.constraint if key.constraint else self.index


def columns_of(held: Alone | Listed[K]) -> tuple[str | None, ...]:
    """Return the columns of a key or reference, by their names in the database."""
    return (held.column,) if isinstance(held, Alone) else held.columns
