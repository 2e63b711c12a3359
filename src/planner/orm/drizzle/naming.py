"""What Drizzle calls constraints and indexes."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from planner.names import QName
from planner.tenancy.naming import Columns, Naming, free


@dataclass(frozen=True, slots=True)
class Drizzle(Naming):
    """Drizzle ORM's names: getName in pg-core/foreign-keys.js and primary-keys.js, uniqueKeyName in pg-core/unique-constraint.js
    (drizzle-orm 0.45.4), indexName in api.js (drizzle-kit 0.31.11). It shortens none: the server cuts them at 63 bytes.
    """

    @property
    def referenced_by_constraint(self) -> bool:
        return True

    def foreign_key(
        self, table: QName, columns: Columns, ref: QName, ref_columns: Columns, taken: Container[str] = ()
    ) -> str:
        return free("_".join((table.name, *columns, ref.name, *ref_columns, "fk")), taken)

    def unique(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        return free("_".join((table.name, *columns, "unique")), taken)

    def index(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        return free("_".join((table.name, *columns, "index")), taken)
