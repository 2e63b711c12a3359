"""The names that Rails gives to constraints and indexes."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from hashlib import sha256

from planner.names import QName, clip
from planner.tenancy.naming import Columns, Naming, free

_LONGEST_INDEX = 62
"""The longest name of an index in bytes (max_index_name_size, Rails 7.1). Older versions refuse a longer name."""


@dataclass(frozen=True, slots=True)
class Rails(Naming):
    """Active Record's names: `foreign_key_name`, `generate_index_name` and `unique_constraint_name` in
    connection_adapters/abstract/schema_statements.rb and postgresql/schema_statements.rb (Rails 6.1 to 8.0).

    A unique key is an index. Rails spells a table outside the first schema with its schema, also within a name.
    """

    schema: str

    def foreign_key(
        self, table: QName, columns: Columns, ref: QName, ref_columns: Columns, taken: Container[str] = ()
    ) -> str:
        return free(f"fk_rails_{_digest(f'{self._spelled(table)}_{_listed(columns)}_fk')}", taken)

    def unique(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        return free(f"uniq_rails_{_digest(f'{self._spelled(table)}_{_listed(columns)}_unique')}", taken)

    def referenced(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        return self.index(table, columns, taken)

    def index(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        name = f"index_{self._spelled(table)}_on_{_listed(columns)}"
        if len(name.encode(errors="surrogateescape")) > _LONGEST_INDEX:
            end = f"_{_digest(name)}"
            name = clip("_".join(("idx_on", *columns)), _LONGEST_INDEX - len(end)) + end
        return free(name, taken)

    def _spelled(self, table: QName) -> str:
        return table.name if table.schema == self.schema else f"{table.schema}.{table.name}"


def _listed(columns: Columns) -> str:
    return "_and_".join(columns)


def _digest(text: str) -> str:
    return sha256(text.encode(errors="surrogateescape")).hexdigest()[:10]
