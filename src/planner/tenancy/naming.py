"""The names of the constraints and indexes that planner makes: `naming` of the plan.

An ORM or a migration tool knows objects by their names. It finds no difference when planner chooses the names that the
tool would choose itself. Only new objects get a name here. planner recognises an existing object by its structure, and
the object keeps its name.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from hashlib import md5
from typing import Protocol

from planner.names import MAX_NAME_BYTES, QName, clip, object_name, schema_object_name

Columns = Sequence[str]


class Naming(Protocol):
    """A tool's rules for names. Each method returns a name of at most 63 bytes that is not in `taken`."""

    def primary_key(self, table: QName) -> str:
        """Return the name of a primary key of one column. Most tools leave this name to the server."""
        return object_name(table.name, None, "pkey")

    def foreign_key(
        self, table: QName, columns: Columns, ref: QName, ref_columns: Columns, taken: Container[str] = ()
    ) -> str: ...

    def unique(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        """Return the name of a unique constraint and its index."""

    def unique_index(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        """Return the name of a unique index without a constraint."""
        return self.index(table, columns, taken)

    def referenced(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        """Return the name of a unique key that foreign keys reference."""
        return self.unique(table, columns, taken)

    @property
    def referenced_by_constraint(self) -> bool:
        """Whether a unique key for foreign keys must be a constraint.

        Such a tool makes indexes after foreign keys, but constraints together with their table.
        """
        return False

    def index(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str: ...


@dataclass(frozen=True, slots=True)
class Postgres(Naming):
    """The names that PostgreSQL itself gives to objects without a name.

    Source: ChooseIndexName and its neighbours in src/backend/commands/indexcmds.c and tablecmds.c, PostgreSQL 18.
    """

    def foreign_key(
        self, table: QName, columns: Columns, ref: QName, ref_columns: Columns, taken: Container[str] = ()
    ) -> str:
        return object_name(table.name, "_".join(columns), "fkey", taken)

    def unique(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        return schema_object_name(table.name, "_".join(columns), "key", taken)

    def index(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        return schema_object_name(table.name, "_".join(columns), "idx", taken)


def digest(*parts: str) -> str:
    """Return the MD5 of the parts in hex, for a name that is too long."""
    return md5("".join(parts).encode(errors="surrogateescape"), usedforsecurity=False).hexdigest()


def free(stem: str, taken: Container[str], suffix: str = "") -> str:
    """Return the stem and the suffix within 63 bytes, with a number if that name is taken.

    The stem is cut as the server cuts a name.
    """
    number, end = 0, suffix
    while (name := clip(stem, MAX_NAME_BYTES - len(end)) + end) in taken:
        number += 1
        end = f"{suffix}{number}"
    return name
