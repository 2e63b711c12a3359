"""An obstacle, and the state of the database that obstacles are looked for in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from planner.catalog.model import Catalog, Relation
from planner.catalog.parts import Constraint
from planner.names import QName
from planner.tenancy.model import ScopedTable, Tenancy


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that Citus refuses, or takes and does not keep."""

    what: str
    """The object and the reason, as one line."""
    remedy: str
    word: tuple[str, ...] = ()
    """The path of the plan's key that decides about it; empty for an obstacle that only the database has."""

    def __str__(self) -> str:
        return f"{self.what} → {self.remedy}"


class Side(Enum):
    """What a table becomes."""

    SCOPED = "distributed table"
    REFERENCE = "reference table"
    LOCAL = "local table"


@dataclass(frozen=True, slots=True)
class Goal:
    """The database as the phases before `distribute` leave it, and what shall become of its tables."""

    tenancy: Tenancy
    catalog: Catalog
    reference: frozenset[QName]
    """The tables of kind `reference`, without the tenants table."""
    null_refused: bool = True
    """A foreign key with the tenant that sets NULL is an obstacle: `target.on_set_null: refuse`."""

    def side(self, name: QName) -> Side:
        """Return what a table becomes; a partition becomes what its table becomes."""
        top = self.catalog.root(name).name if name in self.catalog.relations else name
        if top in self.tenancy.tables:
            return Side.SCOPED
        return Side.REFERENCE if top in self.reference or top == self.tenancy.tenants.relation else Side.LOCAL

    def scoped(self) -> Iterator[tuple[ScopedTable, Relation]]:
        """Yield the scoped tables that are no Citus tables yet."""
        for name, table in self.tenancy.tables.items():
            relation = self.catalog.relation(name)
            if relation is not None and relation.distribution is None:
                yield table, relation

    def shared(self) -> Iterator[Relation]:
        """Yield the tables that become reference tables and are no Citus tables yet."""
        for name in (self.tenancy.tenants.relation, *sorted(self.reference)):
            relation = self.catalog.relation(name)
            if relation is not None and relation.distribution is None:
                yield relation

    def moved(self) -> Iterator[Relation]:
        """Yield every table that becomes a reference table or is distributed, and all partitions below it."""
        for relation in (*self.shared(), *(relation for _, relation in self.scoped())):
            yield from self.catalog.family(relation.name)

    def foreign_keys(self) -> Iterator[tuple[Relation, Constraint]]:
        """Yield the foreign keys of tables; of partitions only those that their table does not have."""
        for relation in self.catalog.relations.values():
            if relation.is_table() and relation.extension is None:
                yield from ((relation, key) for key in relation.foreign_keys() if not key.inherited)


def table_word(table: ScopedTable) -> tuple[str, ...]:
    """Return the path of a table's entry in the plan."""
    return ("tables", table.spelled)
