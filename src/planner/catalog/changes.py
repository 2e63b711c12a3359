"""What a step does to a catalog, as data: later phases are projected onto the state that earlier ones will leave.

`Projection` is a private working copy; its `catalog` looks like any other to those who read it. A fingerprint of the
projected catalog equals the live one's once the step has run: that is what makes a saved plan resumable, and a test
holds every golden case to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from types import EllipsisType
from typing import Protocol

from planner.catalog.model import (
    Catalog,
    Column,
    Constraint,
    ConstraintKind,
    Index,
    Owned,
    OwnedKey,
    Policy,
    Relation,
    Trigger,
)
from planner.names import QName


class Change(Protocol):
    """One effect of a step."""

    def on(self, projection: Projection) -> None: ...


class Projection:
    """A catalog that changes can be applied to without touching the one it was made from."""

    def __init__(self, catalog: Catalog) -> None:
        self._relations = dict(catalog.relations)
        self._owned = dict(catalog.owned)
        self.catalog = replace(catalog, relations=self._relations, owned=self._owned)

    def apply(self, changes: Iterable[Change]) -> None:
        for change in changes:
            change.on(self)

    def put(self, relation: Relation) -> None:
        self._relations[relation.name] = relation

    def remove(self, name: QName) -> None:
        self._relations.pop(name, None)

    def edit(self, name: QName, edit: Callable[[Relation], Relation], *, partitions: bool = True) -> None:
        """Replace a relation, and with `partitions` everything below it, as ALTER TABLE recurses."""
        relation = self._relations[name]
        self._relations[name] = edit(relation)
        if partitions:
            for child in self.catalog.children.get(name, ()):
                self.edit(child, edit)

    def own(self, owned: Owned) -> None:
        """Record, or change the state of a record; what was there before is kept, as in planner.owned itself."""
        earlier = self._owned.get(owned.key)
        if earlier is not None:
            owned = replace(earlier, state=owned.state, detail=owned.detail or earlier.detail)
        self._owned[owned.key] = owned

    def disown(self, key: OwnedKey) -> None:
        self._owned.pop(key, None)


@dataclass(frozen=True, slots=True)
class AddRelation:
    relation: Relation

    def on(self, projection: Projection) -> None:
        projection.put(self.relation)


@dataclass(frozen=True, slots=True)
class DropRelation:
    name: QName

    def on(self, projection: Projection) -> None:
        projection.remove(self.name)


@dataclass(frozen=True, slots=True)
class AddColumn:
    relation: QName
    column: Column

    def on(self, projection: Projection) -> None:
        projection.edit(self.relation, lambda r: replace(r, columns=(*r.columns, self.column)))


@dataclass(frozen=True, slots=True)
class DropColumn:
    """Takes the constraints and indexes on the column along, as PostgreSQL does."""

    relation: QName
    name: str

    def on(self, projection: Projection) -> None:
        def edit(r: Relation) -> Relation:
            return replace(
                r,
                columns=tuple(c for c in r.columns if c.name != self.name),
                constraints=tuple(c for c in r.constraints if self.name not in c.columns),
                indexes=tuple(i for i in r.indexes if self.name not in {c.name for c in (*i.columns, *i.include)}),
            )

        projection.edit(self.relation, edit)


@dataclass(frozen=True, slots=True)
class AlterColumn:
    """Set `default` (None drops it) or `not_null`; what is not given stays."""

    relation: QName
    name: str
    default: str | EllipsisType | None = ...
    not_null: bool | None = None

    def on(self, projection: Projection) -> None:
        def alter(c: Column) -> Column:
            if c.name != self.name:
                return c
            default = c.default if isinstance(self.default, EllipsisType) else self.default
            return replace(c, default=default, not_null=c.not_null if self.not_null is None else self.not_null)

        projection.edit(self.relation, lambda r: replace(r, columns=tuple(alter(c) for c in r.columns)))


@dataclass(frozen=True, slots=True)
class AddConstraint:
    """On a partitioned table the partitions get it too, as inherited; those that have it already keep theirs."""

    relation: QName
    constraint: Constraint

    def on(self, projection: Projection) -> None:
        def edit(r: Relation) -> Relation:
            mine = replace(self.constraint, inherited=self.constraint.inherited or r.name != self.relation)
            same = next((c for c in r.constraints if _same_key(c, mine)), None)
            if same is None:
                return replace(r, constraints=(*r.constraints, mine))
            kept = replace(same, inherited=mine.inherited, validated=same.validated or mine.validated)
            return replace(r, constraints=tuple(kept if c is same else c for c in r.constraints))

        projection.edit(self.relation, edit)


def _same_key(one: Constraint, other: Constraint) -> bool:
    return one.kind is ConstraintKind.FOREIGN and (one.kind, one.columns, one.ref, one.ref_columns) == (
        other.kind,
        other.columns,
        other.ref,
        other.ref_columns,
    )


@dataclass(frozen=True, slots=True)
class ValidateConstraint:
    relation: QName
    name: str

    def on(self, projection: Projection) -> None:
        def validated(c: Constraint) -> Constraint:
            return replace(c, validated=True) if c.name == self.name else c

        projection.edit(self.relation, lambda r: replace(r, constraints=tuple(validated(c) for c in r.constraints)))


@dataclass(frozen=True, slots=True)
class DropConstraint:
    relation: QName
    name: str

    def on(self, projection: Projection) -> None:
        projection.edit(
            self.relation, lambda r: replace(r, constraints=tuple(c for c in r.constraints if c.name != self.name))
        )


@dataclass(frozen=True, slots=True)
class AddIndex:
    relation: QName
    index: Index

    def on(self, projection: Projection) -> None:
        projection.edit(self.relation, lambda r: replace(r, indexes=(*r.indexes, self.index)), partitions=False)


@dataclass(frozen=True, slots=True)
class AttachIndex:
    """Once every partition has its index attached, the parent's becomes valid; `parent_valid` says so."""

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
    """What ALTER TABLE makes of an index that is there; what is not given stays. A relation has one replica identity."""

    relation: QName
    name: str
    constraint: str | None = None
    """It takes the constraint's name."""
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
            identity = "i" if self.replica_identity else r.replica_identity
            return replace(r, indexes=tuple(redefined(i) for i in r.indexes), replica_identity=identity)

        projection.edit(self.relation, edit, partitions=False)


@dataclass(frozen=True, slots=True)
class DropIndex:
    """With the indexes that are attached to it, and the constraints that they hold up."""

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


@dataclass(frozen=True, slots=True)
class AddTrigger:
    """A row trigger on a partitioned table is cloned to every partition (13 and later)."""

    relation: QName
    trigger: Trigger

    def on(self, projection: Projection) -> None:
        def edit(r: Relation) -> Relation:
            mine = replace(self.trigger, inherited=r.name != self.relation)
            return replace(r, triggers=(*(t for t in r.triggers if t.name != mine.name), mine))

        projection.edit(self.relation, edit)


@dataclass(frozen=True, slots=True)
class DropTrigger:
    relation: QName
    name: str

    def on(self, projection: Projection) -> None:
        projection.edit(
            self.relation, lambda r: replace(r, triggers=tuple(t for t in r.triggers if t.name != self.name))
        )


@dataclass(frozen=True, slots=True)
class RedefineTrigger:
    """The trigger keeps its name, its events and its clones on partitions, and gets another definition."""

    relation: QName
    name: str
    definition: str

    def on(self, projection: Projection) -> None:
        def redefined(t: Trigger) -> Trigger:
            return replace(t, definition=self.definition) if t.name == self.name else t

        projection.edit(
            self.relation, lambda r: replace(r, triggers=tuple(redefined(t) for t in r.triggers)), partitions=False
        )


@dataclass(frozen=True, slots=True)
class AddPolicy:
    relation: QName
    policy: Policy

    def on(self, projection: Projection) -> None:
        def edit(r: Relation) -> Relation:
            others = (p for p in r.policies if p.name != self.policy.name)
            return replace(r, policies=(*others, self.policy))

        projection.edit(self.relation, edit, partitions=False)


@dataclass(frozen=True, slots=True)
class DropPolicy:
    relation: QName
    name: str

    def on(self, projection: Projection) -> None:
        projection.edit(
            self.relation,
            lambda r: replace(r, policies=tuple(p for p in r.policies if p.name != self.name)),
            partitions=False,
        )


@dataclass(frozen=True, slots=True)
class SetRowSecurity:
    """ENABLE or DISABLE, FORCE or NO FORCE: of this relation alone, not of its partitions."""

    relation: QName
    enabled: bool
    forced: bool

    def on(self, projection: Projection) -> None:
        projection.edit(self.relation, lambda r: replace(r, rls=self.enabled, force_rls=self.forced), partitions=False)


@dataclass(frozen=True, slots=True)
class Own:
    owned: Owned

    def on(self, projection: Projection) -> None:
        projection.own(self.owned)


@dataclass(frozen=True, slots=True)
class Disown:
    key: OwnedKey

    def on(self, projection: Projection) -> None:
        projection.disown(self.key)


def touched(change: Change) -> QName:
    """The relation whose digest a change may alter."""
    match change:
        case AddRelation(relation):
            return relation.name
        case DropRelation(name):
            return name
        case Own(owned):
            return owned.key.relation
        case Disown(key):
            return key.relation
        case (
            AddColumn()
            | DropColumn()
            | AlterColumn()
            | AddConstraint()
            | ValidateConstraint()
            | DropConstraint()
            | AddIndex()
            | AttachIndex()
            | IndexValid()
            | RedefineIndex()
            | DropIndex()
            | AddTrigger()
            | DropTrigger()
            | RedefineTrigger()
            | AddPolicy()
            | DropPolicy()
            | SetRowSecurity()
        ):
            return change.relation
    raise TypeError(f"an unknown change: {change!r}")
