"""A path: the columns of a row that point to its parent, whose tenant is the tenant of the row."""

from __future__ import annotations

from dataclasses import dataclass

from planner.names import QName


@dataclass(frozen=True, slots=True)
class Case:
    """The rows that a polymorphic path is for: those with this value in this column."""

    column: str
    value: str
    converted: str | None = None
    """The type of the parent's key, if the row holds the key as text."""


@dataclass(frozen=True, slots=True)
class Path:
    """Columns of a row that point to a parent. The parent's tenant is the tenant of the row."""

    parent: QName
    pairs: tuple[tuple[str, str], ...]
    """Pairs (column of the row, column of the parent)."""
    tenant: str
    """The column of the parent that holds the tenant: its tenant column, the tenants' key, or a mapping table's value."""
    constraint: str | None
    """The foreign key of the path; None for a path that only the plan has."""
    case: Case | None = None
    mapping: bool = False
    """The parent is a mapping table, which has no tenant column itself."""
    partition: QName | None = None
    """The partition that the foreign key references, if any; `parent` is then the partitioned table."""
    shared: bool = False
    """Several tenants may have the same key, now or after keys have become per tenant."""
    collations: tuple[tuple[str, str], ...] = ()
    """Pairs (column of the row, collation of the parent's column), for columns whose own collation is another one."""
    operators: tuple[tuple[str, QName], ...] = ()
    """Pairs (column of the row, operator), for columns that the = of pg_catalog does not compare."""
    deferrable: bool = False
    """The foreign key is DEFERRABLE: a row may be there before its parent."""

    @property
    def identity(self) -> tuple[QName, tuple[str, ...], str | None]:
        """The identity of the path: two paths with the same identity lead from a row to the same parent."""
        return (self.partition or self.parent, self.columns, self.case.value if self.case else None)

    @property
    def source(self) -> QName:
        """The relation in which the parent row is looked up."""
        return self.partition or self.parent

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the row that hold the parent's key."""
        return tuple(mine for mine, _ in self.pairs)

    @property
    def reads(self) -> tuple[str, ...]:
        """All columns of the row that the path depends on, with the column of its case."""
        return (*self.columns, *((self.case.column,) if self.case else ()))

    def describe(self) -> str:
        where = f" where {self.case.column} is {self.case.value}" if self.case else ""
        return f"{', '.join(self.columns)} → {self.source}{where}"
