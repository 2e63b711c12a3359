"""planner's record in the catalog: the entries of planner.owned, as they stand in the table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from planner.names import QName


class OwnedKind(StrEnum):
    """What an entry speaks of. The values are the words in planner.owned, for good."""

    SCHEMA = "schema"
    """Schema planner itself."""
    TABLE = "table"
    """The tenants table."""
    ROW = "row"
    """The default tenant's row; the entry's name is its key."""
    COLUMN = "column"
    """A tenant column."""
    COMMENT = "comment"
    """The comment of a tenant column."""
    GUARD = "guard"
    """A write guard; the entry's name is the tenant column."""
    TRIGGER = "trigger"
    """A trigger of the application that stands suppressed while a table is filled."""
    BACKFILL = "backfill"
    """A table that is filled; the entry's name is the tenant column."""
    FOREIGN_KEY = "foreign_key"
    """The foreign key to the tenants table."""
    INDEX = "index"
    """The index that the tenant column leads."""
    NOT_NULL = "not_null"
    """NOT NULL of a tenant column, whose name the entry has."""
    CHECK = "check"
    """The CHECK that proves NOT NULL before PostgreSQL 18."""
    KEY = "key"
    """A unique index (tenant, …)."""
    OLD_KEY = "old_key"
    """A global unique key that a key per tenant has replaced."""
    PRIMARY_KEY = "primary_key"
    """A primary key (tenant, …) under the old key's name."""
    OLD_PRIMARY_KEY = "old_primary_key"
    """The primary key that it has replaced."""
    COMPOSITE_KEY = "composite_key"
    """A foreign key that carries the tenant."""
    OLD_FOREIGN_KEY = "old_foreign_key"
    """The foreign key that it has replaced."""
    POLICY = "policy"
    RLS = "rls"
    """Row level security of a table, as it was before."""
    TENANT_FUNCTION = "tenant_function"
    """The function that gives the session's tenant."""


class OwnedState(StrEnum):
    """INTENT before a CONCURRENTLY statement, CONFIRMED once it is there, RELEASED when tighten took a guard away."""

    INTENT = "intent"
    CONFIRMED = "confirmed"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class OwnedKey:
    """What an entry of planner.owned speaks of."""

    kind: OwnedKind
    relation: QName
    name: str
    """The object's name, where its kind does not say otherwise."""


@dataclass(frozen=True, slots=True)
class Owned:
    """One entry of planner.owned: an object that planner created or changed."""

    key: OwnedKey
    phase: str
    state: OwnedState
    before: str | None = None
    """The document that undo reads; `steps.record.codec` knows its formats."""
    detail: str | None = None
    """What was added to the entry later."""


class Ledger(Mapping[OwnedKey, Owned]):
    """The entries in the order recorded, also by relation. Only a projection changes its own copy."""

    __slots__ = ("_by_relation", "_entries")

    def __init__(self, entries: Iterable[Owned] = ()) -> None:
        self._entries: dict[OwnedKey, Owned] = {}
        self._by_relation: dict[QName, dict[OwnedKey, Owned]] = {}
        for owned in entries:
            self.put(owned)

    def __getitem__(self, key: OwnedKey) -> Owned:
        return self._entries[key]

    def __iter__(self) -> Iterator[OwnedKey]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def of(self, relation: QName) -> tuple[Owned, ...]:
        """Return the entries of one relation."""
        return tuple(self._by_relation.get(relation, {}).values())

    def put(self, owned: Owned) -> None:
        self._entries[owned.key] = owned
        self._by_relation.setdefault(owned.key.relation, {})[owned.key] = owned

    def remove(self, key: OwnedKey) -> None:
        if self._entries.pop(key, None) is not None:
            del self._by_relation[key.relation][key]
