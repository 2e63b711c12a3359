"""The names that TypeORM gives to constraints and indexes."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from hashlib import sha1

from planner.names import QName
from planner.tenancy.naming import Columns, Naming, free

_DIGITS = 31
"""The length of every name: the prefix, and as much of the hash as fits."""


def named(prefix: str, table: str, columns: Columns, where: str | None = None) -> str:
    """Return the name of a key: DefaultNamingStrategy in naming-strategy/DefaultNamingStrategy.js (typeorm 0.3 and 1).

    The hash does not depend on the order of the columns. JavaScript sorts them by UTF-16 code units.
    """
    ordered = sorted(columns, key=lambda one: one.encode("utf-16-be", errors="surrogatepass"))
    said = "_".join((table.split(".")[-1], *ordered, *([where] if where else [])))
    digits = sha1(said.encode(errors="surrogateescape"), usedforsecurity=False).hexdigest()
    return prefix + digits[: _DIGITS - 1 - len(prefix)]


@dataclass(frozen=True, slots=True)
class TypeOrm(Naming):
    """The names of TypeORM's DefaultNamingStrategy. TypeORM adds no number to a name that is taken: planner does."""

    @property
    def referenced_by_constraint(self) -> bool:
        return True

    def primary_key(self, table: QName) -> str:
        return named("PK_", table.name, ("id",))

    def foreign_key(
        self, table: QName, columns: Columns, ref: QName, ref_columns: Columns, taken: Container[str] = ()
    ) -> str:
        return free(named("FK_", table.name, columns), taken)

    def unique(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        return free(named("UQ_", table.name, columns), taken)

    def index(self, table: QName, columns: Columns, taken: Container[str] = ()) -> str:
        return free(named("IDX_", table.name, columns), taken)
