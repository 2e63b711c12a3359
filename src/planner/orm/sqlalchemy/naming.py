"""What SQLAlchemy calls constraints and indexes."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from planner.names import MAX_NAME_BYTES, QName
from planner.tenancy.naming import Columns, Postgres, digest, free


@dataclass(frozen=True, slots=True)
class SQLAlchemy(Postgres):
    """SQLAlchemy without a naming convention of the application's: constraints have no name, so that the server gives one;
    an index is `ix_` and the column's label, with the schema where the table has one (DEFAULT_NAMING_CONVENTION in
    sql/schema.py, `_ddl_label` in sql/elements.py, `_truncate_and_render_maxlen_name` in sql/compiler.py, SQLAlchemy 2.1).

    That label is the first column's alone. planner's is always the tenant, so all columns are in the name.
    """

    first_schema: str

    def referenced(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        return self.index(table, columns, taken)

    def index(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        schema = () if table.schema == self.first_schema else (table.schema.replace(".", "_"),)
        name = "_".join(("ix", *schema, table.name, *columns))
        if len(name) > MAX_NAME_BYTES:
            name = f"{name[: MAX_NAME_BYTES - 8]}_{digest(name)[-4:]}"
        return free(name, taken)
