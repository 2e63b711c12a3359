"""The tenants table of a resolved plan."""

from __future__ import annotations

from dataclasses import dataclass

from planner.errors import Place
from planner.names import EQUALS, QName


@dataclass(frozen=True, slots=True)
class TenantColumn:
    """A column besides the key of a tenants table that planner creates."""

    name: str
    type: str
    nullable: bool
    default: str | None


@dataclass(frozen=True, slots=True)
class DefaultTenant:
    """The tenant that owns today's rows: its key, and the values of its other columns."""

    id: str
    values: tuple[tuple[str, str | int | float | bool | None], ...]


@dataclass(frozen=True, slots=True)
class TenantsTable:
    """The tenants table: its key, its other columns, and the default tenant."""

    relation: QName
    key: str
    type: str
    """The type of tenant columns as format_type spells it: the key's type, or the type below it if that is a domain.

    PostgreSQL rewrites a table that gets a column of a domain with a CHECK, and fills the column with the domain's
    DEFAULT (ATExecAddColumn). The foreign key lets no value in that the domain refuses.
    """
    columns: tuple[TenantColumn, ...]
    default: DefaultTenant | None
    exists: bool
    """The table was there before planner."""
    place: Place
    domain: str | None = None
    """The key's own type, if it is a domain."""
    equals: QName = EQUALS
    """The operator that compares two tenants."""
    collation: str | None = None
    """The key's collation, quoted, if it is not the one of `type`. Tenant columns get it too: two texts that it holds for
    equal are the same tenant, and a key with a nondeterministic collation can't be referenced by another one (18)."""

    @property
    def key_type(self) -> str:
        """The type of the key itself."""
        return self.domain or self.type
