"""The changes of phase `distribute` to columns, keys and old rows. `changes.SetDistribution` distributes a table."""

from __future__ import annotations

from dataclasses import dataclass

from planner.catalog.copies import replace
from planner.catalog.model import Relation
from planner.catalog.parts import Column, Constraint, Index, IndexColumn
from planner.catalog.projection import Projection
from planner.catalog.words import ConstraintKind, Identity
from planner.names import QName


@dataclass(frozen=True, slots=True)
class EmptyShell:
    """Remove the old rows of a distributed table from the coordinator."""

    relation: QName

    def on(self, projection: Projection) -> None:
        def emptied(r: Relation) -> Relation:
            return replace(r, distribution=replace(r.distribution, shell_bytes=0)) if r.distribution else r

        projection.edit(self.relation, emptied)


@dataclass(frozen=True, slots=True)
class SetIdentity:
    """Make a column an identity column, or take its identity away (NONE) and give it a default."""

    relation: QName
    name: str
    identity: Identity
    default: str | None = None

    def on(self, projection: Projection) -> None:
        def altered(c: Column) -> Column:
            return replace(c, identity=self.identity, default=self.default) if c.name == self.name else c

        projection.edit(self.relation, lambda r: replace(r, columns=tuple(altered(c) for c in r.columns)))


@dataclass(frozen=True, slots=True)
class SetKeyColumns:
    """Give a key of a partitioned table other columns. Its name stays; partitions have a key of the same columns."""

    relation: QName
    name: str
    before: tuple[str, ...]
    columns: tuple[str, ...]

    def on(self, projection: Projection) -> None:
        def is_it(r: Relation, name: str | None, columns: tuple[str | None, ...]) -> bool:
            return columns == self.before and (name == self.name or r.name != self.relation)

        def constraint(r: Relation, c: Constraint) -> Constraint:
            keyed = c.kind in (ConstraintKind.PRIMARY, ConstraintKind.UNIQUE)
            return replace(c, columns=self.columns) if keyed and is_it(r, c.name, c.columns) else c

        def index(r: Relation, i: Index) -> Index:
            if not i.unique or not is_it(r, i.constraint, tuple(c.name for c in i.columns)):
                return i
            old = {c.name: c for c in i.columns}
            return replace(i, columns=tuple(old.get(one, IndexColumn(one, one)) for one in self.columns))

        projection.edit(
            self.relation,
            lambda r: replace(
                r,
                constraints=tuple(constraint(r, c) for c in r.constraints),
                indexes=tuple(index(r, i) for i in r.indexes),
            ),
        )
