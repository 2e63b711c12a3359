"""What the constraints and indexes that planner makes are called: `naming` of the plan.

A tool that keeps a schema knows objects by their names. With the names that it would have chosen itself it finds no
difference. Only new objects are named here: one that is there is recognised by what it is, and keeps its name.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from hashlib import md5
from typing import Literal, Protocol, assert_never

from planner.names import MAX_NAME_BYTES, QName, clip, object_name, schema_object_name

Columns = Sequence[str]
Convention = Literal["postgres", "drizzle", "django", "alembic", "prisma"]


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


def naming(convention: Convention, first_schema: str) -> Naming:
    """The convention's names; tables of `first_schema` are those that a tool finds without a schema."""
    match convention:
        case "postgres":
            return Postgres()
        case "drizzle":
            return Drizzle()
        case "django":
            return Django()
        case "alembic":
            return Alembic(first_schema)
        case "prisma":
            return Prisma()
        case _:
            assert_never(convention)


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
        return _free("_".join((table.name, *columns, ref.name, *ref_columns, "fk")), taken)

    def unique(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        return _free("_".join((table.name, *columns, "unique")), taken)

    def index(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        return _free("_".join((table.name, *columns, "index")), taken)


@dataclass(frozen=True, slots=True)
class Prisma(Naming):
    """Prisma's names: ConstraintNames in psl-core/src/datamodel_connector/constraint_names.rs (prisma-engines 5 and 6).
    What stands before the suffix is cut, at a whole character. A unique key is an index, never a constraint."""

    def primary_key(self, table: QName) -> str:
        return _free(table.name, (), "_pkey")

    def foreign_key(
        self, table: QName, columns: Columns, ref: QName, ref_columns: Columns, taken: Container[str] = ()
    ) -> str:
        return _free("_".join((table.name, *columns)), taken, "_fkey")

    def unique(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        return _free("_".join((table.name, *columns)), taken, "_key")

    def unique_index(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        return self.unique(table, columns, taken)

    def index(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        return _free("_".join((table.name, *columns)), taken, "_idx")


@dataclass(frozen=True, slots=True)
class Alembic(Postgres):
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
            name = f"{name[: MAX_NAME_BYTES - 8]}_{_md5(name)[-4:]}"
        return _free(name, taken)


@dataclass(frozen=True, slots=True)
class Django(Naming):
    """Django's names, with a digest of table and columns: `_create_index_name` in db/backends/base/schema.py and `names_digest`
    in db/backends/utils.py (Django 5.2). Lengths are in characters there.

    A ForeignKey field has an index without a suffix; an index of several columns ends in `idx`, as of `index_together`.
    """

    def foreign_key(
        self, table: QName, columns: Columns, ref: QName, ref_columns: Columns, taken: Container[str] = ()
    ) -> str:
        return _free(_digested(table.name, columns, "_".join(("_fk", ref.name, *ref_columns))), taken)

    def unique(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        return _free(_digested(table.name, columns, "_uniq"), taken)

    def unique_index(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        return self.unique(table, columns, taken)

    def index(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        return _free(_digested(table.name, columns, "" if len(columns) == 1 else "_idx"), taken)


def _digested(table: str, columns: Columns, suffix: str) -> str:
    end = _md5(table, *columns)[:8] + suffix
    named = "_".join(columns)
    whole = f"{table}_{named}_{end}"
    if len(whole) <= MAX_NAME_BYTES:
        return whole
    end = end[: MAX_NAME_BYTES // 3]
    room = (MAX_NAME_BYTES - len(end)) // 2 - 1
    name = f"{table[:room]}_{named[:room]}_{end}"
    return f"D{name[:-1]}" if name[0] == "_" or name[0].isdigit() else name


def _md5(*parts: str) -> str:
    return md5("".join(parts).encode(), usedforsecurity=False).hexdigest()


def _free(stem: str, taken: Container[str], suffix: str = "") -> str:
    """The stem, cut as the server cuts a name, and the suffix; with a number where that name is taken."""
    number, end = 0, suffix
    while (name := clip(stem, MAX_NAME_BYTES - len(end)) + end) in taken:
        number += 1
        end = f"{suffix}{number}"
    return name
