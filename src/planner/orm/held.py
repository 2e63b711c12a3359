"""What the definition of a table holds, as an ORM's `locate` finds it, and what the ORM can say at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from planner.orm.wanted import Feature, ForeignKey, Key

C = TypeVar("C")
"""Where a column stands."""
K = TypeVar("K")
"""Where a key stands that is listed beside the columns."""
F = TypeVar("F")
"""Where a foreign key stands that is listed beside the columns."""


@dataclass(frozen=True, slots=True)
class HeldColumn(Generic[C]):
    place: C
    name: str
    """In code."""
    nullable: bool | None
    """None where the definition says both."""
    owner: str | None = None
    """The class that it comes from, where that is another one."""


@dataclass(frozen=True, slots=True)
class Alone:
    """A key or a reference that a column declares by itself."""

    column: str
    """As the database calls it."""
    name: str | None = None
    features: frozenset[Feature] = frozenset()
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Listed(Generic[K]):
    """A key or a foreign key that is declared beside the columns."""

    place: K
    columns: tuple[str | None, ...]
    """As the database calls them; None for what is no plain column."""
    name: str | None = None
    features: frozenset[Feature] = frozenset()
    line: int | None = None


@dataclass(slots=True)
class Definition(Generic[C, K, F]):
    """One table as its definition declares it."""

    column: HeldColumn[C] | None = None
    """The tenant column."""
    obstacle: str | None = None
    """Why the tenant column can't be put there."""
    said: frozenset[str] = frozenset()
    """Names that the definition gives to anything."""
    unique: tuple[Alone | Listed[K], ...] = ()
    indexes: tuple[Alone | Listed[K], ...] = ()
    foreign_keys: tuple[Alone | Listed[F], ...] = ()
    primary_key: tuple[Alone, ...] | Listed[K] | None = None
    """Columns that say it each, or the list."""

    def key_objection(self, key: Key, held: Alone | Listed[K]) -> str | None:
        """Why `held` can't become `key` by an edit; None where it can."""
        return None

    def foreign_key_objection(self, key: ForeignKey, held: Alone | Listed[F]) -> str | None:
        """Why `held` can't become `key` by an edit; None where it can."""
        return None


@dataclass(frozen=True, slots=True)
class Words:
    """What an ORM can say, and what its tool sees of the database."""

    constraint: frozenset[Feature] = frozenset()
    """Of a unique constraint."""
    index: frozenset[Feature] = frozenset()
    """Of a unique index."""
    unseen: frozenset[Feature] = frozenset()
    """A key with one of these does not exist for the ORM's tool."""
    indexes: bool = True
    """Indexes are declared; without it a reference has its own."""
    several: bool = True
    """Primary keys and foreign keys of several columns."""
    policies: bool = False

    def of(self, key: Key) -> frozenset[Feature]:
        return self.constraint if key.constraint else self.index


def columns_of(held: Alone | Listed[K]) -> tuple[str | None, ...]:
    return (held.column,) if isinstance(held, Alone) else held.columns
