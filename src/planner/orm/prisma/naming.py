"""What Prisma calls constraints and indexes."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from planner.names import QName
from planner.tenancy.naming import Columns, Naming, free


@dataclass(frozen=True, slots=True)
class Prisma(Naming):
    """Prisma's names: ConstraintNames in psl-core/src/datamodel_connector/constraint_names.rs (prisma-engines 5 and 6).
    What stands before the suffix is cut, at a whole character. A unique key is an index, never a constraint."""

    def primary_key(self, table: QName) -> str:
        return free(table.name, (), "_pkey")

    def foreign_key(
        self, table: QName, columns: Columns, ref: QName, ref_columns: Columns, taken: Container[str] = ()
    ) -> str:
        return free("_".join((table.name, *columns)), taken, "_fkey")

    def unique(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        return free("_".join((table.name, *columns)), taken, "_key")

    def unique_index(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        return self.unique(table, columns, taken)

    def index(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        return free("_".join((table.name, *columns)), taken, "_idx")
