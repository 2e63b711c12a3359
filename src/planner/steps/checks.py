"""What must be true of the result, as data: of the catalog (decided already) and of the rows (a condition to count)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from planner.names import QName
from planner.steps.conditions import Condition
from planner.tenancy.model import Path


class Weight(StrEnum):
    """A FINDING makes verify exit 2, a NOTE is worth knowing."""

    FINDING = "finding"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class CatalogCheck:
    """Decided from the catalog alone."""

    id: str
    relation: QName
    title: str
    ok: bool
    detail: str = ""
    condition: Condition | None = None
    """The same question to a live database, for verify.sql."""
    weight: Weight = Weight.FINDING


@dataclass(frozen=True, slots=True)
class TenantsCheck:
    """The tenants table has a row; where `at_most` is given, not more than that many."""

    id: str
    relation: QName
    title: str
    tenants: QName
    at_most: int | None = None


class RowRule(StrEnum):
    """What is counted in the one scan of a table."""

    NO_TENANT = "no-null"
    UNKNOWN_TENANT = "known-tenant"
    OTHER_TENANT = "same-tenant-as-parent"


@dataclass(frozen=True, slots=True)
class RowCheck:
    """Decided by counting rows that break the rule; all of one table are counted in one scan."""

    id: str
    relation: QName
    title: str
    rule: RowRule
    parent: Path | None = None
    """For OTHER_TENANT."""
    weight: Weight = Weight.FINDING


Check = CatalogCheck | TenantsCheck | RowCheck


@dataclass(frozen=True, slots=True)
class Result:
    """One check; `rows` broken where rows were counted."""

    id: str
    relation: QName
    title: str
    ok: bool
    detail: str = ""
    weight: Weight = Weight.FINDING
    rows: int | None = None
    of: int | None = None
    """How many rows were looked at."""

    def as_json(self) -> dict[str, str | int | bool | None]:
        """As `verify --format json` and certificates have it."""
        return {
            "id": self.id,
            "relation": str(self.relation),
            "title": self.title,
            "ok": self.ok,
            "weight": self.weight.value,
            "rows": self.rows,
            "of": self.of,
            "detail": self.detail,
        }

    @property
    def finding(self) -> bool:
        return not self.ok and self.weight is Weight.FINDING
