"""What the constraints and indexes that planner makes are called: `naming` of the plan.

A tool that keeps a schema knows objects by their names. With the names that it would have chosen itself it finds no
difference. Only new objects are named here: one that is there is recognised by what it is, and keeps its name.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from hashlib import md5
from typing import Protocol

from planner.names import MAX_NAME_BYTES, QName, clip, object_name, schema_object_name

Columns = Sequence[str]


class Naming(Protocol):
    """Names within 63 bytes that are not in `taken`, each by what it is of."""

    def primary_key(self, table: QName) -> str:
        """Of one column. Most tools leave it to the server."""
        return object_name(table.name, None, "pkey")

    def foreign_key(
        self, table: QName, columns: Columns, ref: QName, ref_columns: Columns, taken: Container[str] = ()
    ) -> str: ...

    def unique(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        """A constraint, and its index."""

    def unique_index(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        """An index that is no constraint's."""
        return self.index(table, columns, taken)

    def referenced(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        """A unique key for foreign keys to reference."""
        return self.unique(table, columns, taken)

    @property
    def referenced_by_constraint(self) -> bool:
        """That key is a constraint: the tool makes indexes after foreign keys, and constraints with their table."""
        return False

    def index(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str: ...


@dataclass(frozen=True, slots=True)
class Postgres(Naming):
    """The server's own names, as for objects that are made without one (ChooseIndexName and its neighbours in
    src/backend/commands/indexcmds.c and tablecmds.c, PostgreSQL 18)."""

    def foreign_key(
        self, table: QName, columns: Columns, ref: QName, ref_columns: Columns, taken: Container[str] = ()
    ) -> str:
        return object_name(table.name, "_".join(columns), "fkey", taken)

    def unique(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        return schema_object_name(table.name, "_".join(columns), "key", taken)

    def index(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        return schema_object_name(table.name, "_".join(columns), "idx", taken)


def digest(*parts: str) -> str:
    """Of a name that is cut."""
    return md5("".join(parts).encode(), usedforsecurity=False).hexdigest()


def free(stem: str, taken: Container[str], suffix: str = "") -> str:
    """The stem, cut as the server cuts a name, and the suffix; with a number where that name is taken."""
    number, end = 0, suffix
    while (name := clip(stem, MAX_NAME_BYTES - len(end)) + end) in taken:
        number += 1
        end = f"{suffix}{number}"
    return name
