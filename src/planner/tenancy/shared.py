"""A shared table: people in several tenants, the tables that say in which, and the columns that point to tenants' rows."""

from __future__ import annotations

from dataclasses import dataclass

from planner.errors import Place
from planner.names import QName
from planner.tenancy.path import Path


@dataclass(frozen=True, slots=True)
class Membership:
    """A table whose rows say that a row of the shared table belongs to a tenant."""

    relation: QName
    tenant: str
    """The column with the tenant: the table's tenant column, or the key of the tenants table."""
    path: Path
    """The path from a row of the membership to the row of the shared table."""


@dataclass(frozen=True, slots=True)
class SharedTable:
    """A table without a tenant column, whose rows belong to several tenants."""

    relation: QName
    key: tuple[str, ...]
    """The columns that identify a row for people."""
    memberships: tuple[Membership, ...]
    pointers: tuple[Path, ...]
    """The paths to rows of tenants. A row may point only to tenants that it is a member of."""
    place: Place
