"""The changes that a step makes to the indexes of a relation, as data."""

from __future__ import annotations

from dataclasses import dataclass

from planner.catalog.copies import replace
from planner.catalog.model import Relation
from planner.catalog.parts import Index
from planner.catalog.projection import Projection
from planner.catalog.words import ReplicaIdentity
from planner.names import QName


@dataclass(frozen=True, slots=True)
class AddIndex:
    relation: QName
    index: Index

    def on(self, projection: Projection) -> None:
        projection.edit(self.relation, lambda r: replace(r, indexes=(*r.indexes, self.index)), partitions=False)


@dataclass(frozen=True, slots=True)
class AttachIndex:
    """Attach a partition's index to the parent's. PostgreSQL makes the parent's index valid with the last partition;
    IndexValid is that change."""

    relation: QName
    name: str
    parent: QName

    def on(self, projection: Projection) -> None:
        def attach(i: Index) -> Index:
            return replace(i, parent=self.parent) if i.name == self.name else i

        projection.edit(
            self.relation, lambda r: replace(r, indexes=tuple(attach(i) for i in r.indexes)), partitions=False
        )


@dataclass(frozen=True, slots=True)
class IndexValid:
    relation: QName
    name: str

    def on(self, projection: Projection) -> None:
        def valid(i: Index) -> Index:
            return replace(i, valid=True) if i.name == self.name else i

        projection.edit(
            self.relation, lambda r: replace(r, indexes=tuple(valid(i) for i in r.indexes)), partitions=False
        )


@dataclass(frozen=True, slots=True)
class RedefineIndex:
    """Change an existing index as ALTER TABLE does. A property that is not given stays.

    A relation has one replica identity: the other indexes lose it.
    """

    relation: QName
    name: str
    constraint: str | None = None
    """The constraint that the index becomes. The index takes the constraint's name."""
    primary: bool = False
    immediate: bool | None = None
    replica_identity: bool = False

    def on(self, projection: Projection) -> None:
        def redefined(i: Index) -> Index:
            if i.name != self.name:
                return replace(i, replica_identity=False) if self.replica_identity else i
            return replace(
                i,
                name=self.constraint or i.name,
                constraint=self.constraint or i.constraint,
                primary=i.primary or self.primary,
                immediate=i.immediate if self.immediate is None else self.immediate,
                replica_identity=i.replica_identity or self.replica_identity,
            )

        def edit(r: Relation) -> Relation:
            identity = ReplicaIdentity.INDEX if self.replica_identity else r.replica_identity
            return replace(r, indexes=tuple(redefined(i) for i in r.indexes), replica_identity=identity)

        projection.edit(self.relation, edit, partitions=False)


@dataclass(frozen=True, slots=True)
class DropIndex:
    """Drop an index, the partitions' indexes that are attached to it, and the constraints that own these indexes."""

    relation: QName
    name: str

    def on(self, projection: Projection) -> None:
        gone = {QName(self.relation.schema, self.name)}

        def edit(r: Relation) -> Relation:
            dropped = [i for i in r.indexes if QName(r.name.schema, i.name) in gone or i.parent in gone]
            gone.update(QName(r.name.schema, i.name) for i in dropped)
            constraints = {i.constraint for i in dropped}
            return replace(
                r,
                indexes=tuple(i for i in r.indexes if i not in dropped),
                constraints=tuple(c for c in r.constraints if c.name not in constraints),
            )

        projection.edit(self.relation, edit)
