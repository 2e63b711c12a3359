"""What Django calls constraints and indexes."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from planner.names import MAX_NAME_BYTES, QName
from planner.tenancy.naming import Columns, Naming, digest, free


@dataclass(frozen=True, slots=True)
class Django(Naming):
    """Django's names, with a digest of table and columns: `_create_index_name` in db/backends/base/schema.py and `names_digest`
    in db/backends/utils.py (Django 5.2). Lengths are in characters there.

    A ForeignKey field has an index without a suffix; an index of several columns ends in `idx`, as of `index_together`.
    """

    def foreign_key(
        self, table: QName, columns: Columns, ref: QName, ref_columns: Columns, taken: Container[str] = ()
    ) -> str:
        return free(_digested(table.name, columns, "_".join(("_fk", ref.name, *ref_columns))), taken)

    def unique(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        return free(_digested(table.name, columns, "_uniq"), taken)

    def unique_index(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        return self.unique(table, columns, taken)

    def index(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        return free(_digested(table.name, columns, "" if len(columns) == 1 else "_idx"), taken)


def _digested(table: str, columns: Columns, suffix: str) -> str:
    end = digest(table, *columns)[:8] + suffix
    named = "_".join(columns)
    whole = f"{table}_{named}_{end}"
    if len(whole) <= MAX_NAME_BYTES:
        return whole
    end = end[: MAX_NAME_BYTES // 3]
    room = (MAX_NAME_BYTES - len(end)) // 2 - 1
    name = f"{table[:room]}_{named[:room]}_{end}"
    return f"D{name[:-1]}" if name[0] == "_" or name[0].isdigit() else name
