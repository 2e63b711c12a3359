"""planner's record in the catalog: the entries of planner.owned, as the table holds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from planner.names import QName


class OwnedKind(StrEnum):
    """The kind of object that an entry lists. The values are stored in planner.owned, so they never change."""

    SCHEMA = "schema"
    """Schema planner itself."""
    TABLE = "table"
    """The tenants table."""
    ROW = "row"
    """The default tenant's row. The entry's name is the tenant's key."""
    COLUMN = "column"
    """A tenant column."""
    COMMENT = "comment"
    """The comment of a tenant column."""
    GUARD = "guard"
    """A write guard. The entry's name is the tenant column."""
    TRIGGER = "trigger"
    """A trigger of the application that planner suppresses while it fills a table."""
    BACKFILL = "backfill"
    """A table whose backfill is finished. The entry's name is the tenant column."""
    SESSION_DEFAULT = "session_default"
    """The default that gives a row the session's tenant. The entry's name is the tenant column."""
    FOREIGN_KEY = "foreign_key"
    """The foreign key to the tenants table."""
    INDEX = "index"
    """The index that the tenant column leads."""
    FOLLOWED = "followed_index"
    """A copy (tenant, …) of an ordinary index."""
    NOT_NULL = "not_null"
    """NOT NULL of a tenant column. The entry's name is the tenant column."""
    CHECK = "check"
    """The CHECK that proves NOT NULL before PostgreSQL 18."""
    KEY = "key"
    """A unique index (tenant, …)."""
    OLD_KEY = "old_key"
    """A global unique key that a key per tenant has replaced."""
    PRIMARY_KEY = "primary_key"
    """A primary key (tenant, …) under the old key's name."""
    OLD_PRIMARY_KEY = "old_primary_key"
    """A primary key that a primary key (tenant, …) has replaced."""
    COMPOSITE_KEY = "composite_key"
    """A foreign key that contains the tenant column."""
    OLD_FOREIGN_KEY = "old_foreign_key"
    """A foreign key that a composite foreign key has replaced."""
    POLICY = "policy"
    RLS = "rls"
    """Row level security of a table; the entry keeps what the table had before."""
    TENANT_FUNCTION = "tenant_function"
    """The function that gives the session's tenant."""
    IDENTITY = "identity"
    """An identity column that became one with a sequence as default. The entry's name is the column."""
    DROPPED_FOREIGN_KEY = "dropped_foreign_key"
    """A foreign key that planner dropped before it distributed tables: INTENT until the foreign key is there again."""
    DISTRIBUTED_FOREIGN_KEY = "distributed_foreign_key"
    """A foreign key that planner has added to a distributed table."""
    PARTITIONED_KEY = "partitioned_key"
    """A key of a partitioned table that a key (tenant, …) of the same name has replaced."""
    DISTRIBUTED = "distributed"
    """A table that Citus holds: INTENT until its old rows are gone and it has statistics."""


class OwnedState(StrEnum):
    """The state of an entry: INTENT before a CONCURRENTLY statement, CONFIRMED when the object exists, RELEASED when
    phase tighten has dropped a write guard."""

    INTENT = "intent"
    CONFIRMED = "confirmed"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class OwnedKey:
    """The object that an entry of planner.owned lists."""

    kind: OwnedKind
    relation: QName
    name: str
    """The object's name, unless the kind defines another one."""


@dataclass(frozen=True, slots=True)
class Owned:
    """One entry of planner.owned: an object that planner created or changed."""

    key: OwnedKey
    phase: str
    state: OwnedState
    before: str | None = None
    """The document that undo reads. `steps.record.codec` knows its formats."""
    detail: str | None = None
    """A document that was added to the entry later."""


class Ledger(Mapping[OwnedKey, Owned]):
    """The entries of the record in the order of recording, and by relation. A projection changes only its own copy."""

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
