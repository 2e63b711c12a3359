"""The changes that a step makes to relations, their parts and planner's record, as data.

index_changes.py holds the changes of indexes. projection.py applies all changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import EllipsisType

from planner.catalog.access import Function
from planner.catalog.copies import replace
from planner.catalog.distribution import Distribution
from planner.catalog.model import Relation
from planner.catalog.owned import Owned, OwnedKey
from planner.catalog.parts import Column, Constraint, Policy, Trigger
from planner.catalog.projection import Projection
from planner.catalog.words import ConstraintKind
from planner.names import QName


@dataclass(frozen=True, slots=True)
class AddRelation:
    made: Relation

    @property
    def relation(self) -> QName:
        return self.made.name

    def on(self, projection: Projection) -> None:
        projection.put(self.made)


@dataclass(frozen=True, slots=True)
class DropRelation:
    relation: QName

    def on(self, projection: Projection) -> None:
        projection.remove(self.relation)


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
    """Set a column's `default` (None drops it) or `not_null`. A property that is not given stays."""

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
class CommentOnColumn:
    """Set a column's comment; None removes it. The columns of partitions keep their own comments."""

    relation: QName
    name: str
    text: str | None

    def on(self, projection: Projection) -> None:
        def commented(c: Column) -> Column:
            return replace(c, comment=self.text) if c.name == self.name else c

        projection.edit(
            self.relation,
            lambda r: replace(r, columns=tuple(commented(c) for c in r.columns)),
            partitions=False,
        )


@dataclass(frozen=True, slots=True)
class AddConstraint:
    """Add a constraint. Partitions inherit it; a partition that has the same foreign key already keeps its own."""

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
class AddTrigger:
    """Add a row trigger. PostgreSQL clones a partitioned table's trigger to every partition (13 and later)."""

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
    """Give a trigger another definition. Its name, its events and its clones on partitions stay."""

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
class RedefinePolicy:
    """Give a policy other conditions. Its name, its command and its roles stay."""

    relation: QName
    policy: Policy

    def on(self, projection: Projection) -> None:
        AddPolicy(self.relation, self.policy).on(projection)


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
    """Set row level security of one relation, not of its partitions: ENABLE or DISABLE, FORCE or NO FORCE."""

    relation: QName
    enabled: bool
    forced: bool

    def on(self, projection: Projection) -> None:
        projection.edit(self.relation, lambda r: replace(r, rls=self.enabled, force_rls=self.forced), partitions=False)


@dataclass(frozen=True, slots=True)
class AddFunction:
    relation: QName
    """The relation that the function serves."""
    function: Function

    def on(self, projection: Projection) -> None:
        others = (f for f in projection.catalog.functions if not f.has_signature_of(self.function))
        projection.set_functions((*others, self.function))


@dataclass(frozen=True, slots=True)
class DropFunction:
    """Drop a function without arguments."""

    relation: QName
    """The relation that the function serves."""
    name: QName

    def on(self, projection: Projection) -> None:
        functions = projection.catalog.functions
        projection.set_functions(tuple(f for f in functions if f.name != self.name or f.arguments))


@dataclass(frozen=True, slots=True)
class SetDistribution:
    """Distribute a table and its partitions, or take the distribution away (None)."""

    relation: QName
    distribution: Distribution | None

    def on(self, projection: Projection) -> None:
        projection.edit(self.relation, lambda r: replace(r, distribution=self.distribution))


@dataclass(frozen=True, slots=True)
class Own:
    owned: Owned

    @property
    def relation(self) -> QName:
        return self.owned.key.relation

    def on(self, projection: Projection) -> None:
        projection.own(self.owned)


@dataclass(frozen=True, slots=True)
class Disown:
    key: OwnedKey

    @property
    def relation(self) -> QName:
        return self.key.relation

    def on(self, projection: Projection) -> None:
        projection.disown(self.key)
