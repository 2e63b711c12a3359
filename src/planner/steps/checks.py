"""The checks of the result, as data: checks of the catalog are decided already, checks of rows count rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from planner.errors import Place
from planner.names import EQUALS, QName
from planner.steps.conditions import Condition
from planner.tenancy.model import Path


class Weight(StrEnum):
    """The weight of a check that does not hold: a FINDING makes verify exit 2, a NOTE changes no exit code."""

    FINDING = "finding"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class CatalogCheck:
    """A check that the catalog alone decides."""

    id: str
    relation: QName
    title: str
    ok: bool
    detail: str = ""
    condition: Condition | None = None
    """The same check as a condition on a live database, for verify.sql."""
    weight: Weight = Weight.FINDING


@dataclass(frozen=True, slots=True)
class TenantsCheck:
    """A check that the tenants table has a row, and at most `at_most` rows if that is given."""

    id: str
    relation: QName
    title: str
    tenants: QName
    at_most: int | None = None
    remedy: str = "set `transition.drop: tighten` when every writer sends the tenant"
    """What to do when there are more."""


@dataclass(frozen=True, slots=True)
class TenantsReferenceCheck:
    """A check that a foreign key of the tenants table leads to rows of the same tenant."""

    id: str
    relation: QName
    title: str
    key: str
    """The key of the tenants table."""
    pairs: tuple[tuple[str, str], ...]
    """Pairs (column of the tenants table, column of the scoped table)."""
    table: QName
    column: str
    """The scoped table and its tenant column."""
    remedy: str
    operators: tuple[tuple[str, QName], ...] = ()
    """Pairs (column of the tenants table, operator), for columns that the = of pg_catalog does not compare."""
    equals: QName = EQUALS
    """The operator that compares two tenants."""


class RowRule(StrEnum):
    """The rules whose violations one scan of a table counts."""

    NO_TENANT = "no-null"
    UNKNOWN_TENANT = "known-tenant"
    OTHER_TENANT = "same-tenant-as-parent"
    FIRST_TENANT = "same-tenant-as-first-parent"
    """As OTHER_TENANT, only for rows that no path before this one leads to a tenant (on_conflict: first)."""


@dataclass(frozen=True, slots=True)
class RowCheck:
    """A check that counts the rows that break a rule. One scan counts for all rules of a table."""

    id: str
    relation: QName
    title: str
    rule: RowRule
    parent: Path | None = None
    """The path to the parent, for OTHER_TENANT and FIRST_TENANT."""
    weight: Weight = Weight.FINDING


Check = CatalogCheck | TenantsCheck | TenantsReferenceCheck | RowCheck


@dataclass(frozen=True, slots=True)
class Suppressed:
    """The suppression in the plan that a result matches."""

    reason: str
    until: date

    def __str__(self) -> str:
        return f"{self.reason} (until {self.until})"


@dataclass(frozen=True, slots=True)
class Result:
    """The result of one check. `rows` is the number of rows that break the rule, if rows were counted."""

    id: str
    relation: QName
    title: str
    ok: bool
    detail: str = ""
    weight: Weight = Weight.FINDING
    rows: int | None = None
    of: int | None = None
    """The number of rows that the check looked at."""
    suppressed: Suppressed | None = None
    place: Place | None = None
    """The line of the plan that the result is about."""
    untried: bool = False
    """The check could not be made, so it proves nothing. No certificate is written over such a result."""

    def as_json(self) -> dict[str, str | int | bool | None]:
        """Return the result as `verify --format json` and certificates contain it."""
        return {
            "id": self.id,
            "relation": str(self.relation),
            "title": self.title,
            "ok": self.ok,
            "weight": self.weight.value,
            "rows": self.rows,
            "of": self.of,
            "detail": self.detail,
            "suppressed": self.suppressed.reason if self.suppressed is not None else None,
            "suppressed_until": str(self.suppressed.until) if self.suppressed is not None else None,
        }

    @property
    def finding(self) -> bool:
        return not self.ok and self.weight is Weight.FINDING and self.suppressed is None
