"""The parts of a relation: columns, constraints, indexes, triggers, policies and rights.

Names and expressions are spelled as PostgreSQL spells them (format_type, pg_get_expr, pg_get_constraintdef, …).
"""

from __future__ import annotations

from dataclasses import dataclass

from planner.catalog.words import (
    ConstraintKind,
    Generated,
    Identity,
    Match,
    ReferentialAction,
    TriggerFiring,
)
from planner.names import QName


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `not_null` is true only when PostgreSQL has proven every row (on 18: the constraint is validated)."""

    name: str
    type: str
    not_null: bool = False
    default: str | None = None
    collation: str | None = None
    """`schema.name`, only if the collation is not the type's own."""
    identity: Identity = Identity.NONE
    generated: Generated = Generated.NONE
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Constraint:
    """One row of pg_constraint. Only foreign keys use `ref…`, `on_delete`, `on_update`, `match` and `set_columns`."""

    name: str
    kind: ConstraintKind
    columns: tuple[str, ...]
    definition: str
    """pg_get_constraintdef(oid) without NOT VALID, which `validated` holds."""
    validated: bool = True
    deferrable: bool = False
    deferred: bool = False
    inherited: bool = False
    """The constraint comes from a partitioned parent (conparentid ≠ 0, or coninhcount > 0 and not conislocal)."""
    ref: QName | None = None
    ref_columns: tuple[str, ...] = ()
    on_delete: ReferentialAction = ReferentialAction.NO_ACTION
    on_update: ReferentialAction = ReferentialAction.NO_ACTION
    match: Match = Match.SIMPLE
    enforced: bool = True
    """False for NOT ENFORCED constraints (18)."""
    set_columns: tuple[str, ...] = ()
    """The columns that ON DELETE SET NULL or SET DEFAULT sets (15); empty for all columns of the key."""
    period: bool = False
    """The last column is a PERIOD; in a primary or unique key it is WITHOUT OVERLAPS (18)."""
    comment: str | None = None
    operators: tuple[QName | None, ...] = ()
    """The operators that compare the referenced columns with the columns (conpfeqop); None for one of PostgreSQL's own.

    Empty if all are PostgreSQL's own.
    """


@dataclass(frozen=True, slots=True)
class IndexColumn:
    """One key or INCLUDE column of an index."""

    name: str | None
    """The column, or None for an expression."""
    definition: str
    """pg_get_indexdef(oid, n, false): the quoted column or the expression, verbatim."""
    opclass: str | None = None
    """The operator class, only if it is not the type's default."""
    collation: str | None = None
    """The collation, only if it is not the column's."""
    descending: bool = False
    nulls_first: bool = False
    statistics: int | None = None
    """The statistics target of an expression (ALTER INDEX … SET STATISTICS); None for the default."""
    leaks: tuple[str, ...] = ()
    """What keeps conditions on the column out of the index under row level security: the functions of the expression
    that are not leakproof (pg_proc.proleakproof), else the operators of its class if none of them is leakproof."""


@dataclass(frozen=True, slots=True)
class Index:
    """One row of pg_index."""

    name: str
    columns: tuple[IndexColumn, ...]
    include: tuple[IndexColumn, ...] = ()
    unique: bool = False
    primary: bool = False
    valid: bool = True
    """The index is indisvalid, indisready and indislive."""
    method: str = "btree"
    predicate: str | None = None
    nulls_not_distinct: bool = False
    immediate: bool = True
    replica_identity: bool = False
    parent: QName | None = None
    """The partitioned index that this one is attached to."""
    constraint: str | None = None
    """The constraint that owns the index."""
    options: tuple[str, ...] = ()
    """The storage parameters, such as `fillfactor=70` (pg_class.reloptions)."""
    tablespace: str | None = None
    """The tablespace; None for the database's own."""
    clustered: bool = False
    """CLUSTER orders the table by this index."""
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Trigger:
    """One row of pg_trigger that is not internal."""

    name: str
    definition: str
    """pg_get_triggerdef(oid, false)."""
    timing: str
    """BEFORE, AFTER or INSTEAD OF."""
    row: bool
    events: tuple[str, ...]
    """The events, in the order INSERT, DELETE, UPDATE, TRUNCATE."""
    columns: tuple[str, ...]
    """The columns of UPDATE OF."""
    enabled: TriggerFiring
    function: QName
    source: str
    """pg_proc.prosrc of the function."""
    inherited: bool = False
    """The trigger is a clone of a partitioned parent's trigger (tgparentid ≠ 0)."""
    comment: str | None = None
    extension: str | None = None
    """The extension that the trigger belongs to or depends on (ALTER TRIGGER … DEPENDS ON EXTENSION)."""
    language: str = "plpgsql"
    """The language of the function."""
    definer: bool = False
    """The function is SECURITY DEFINER."""
    owner: str = ""
    """The owner of the function."""
    config: tuple[str, ...] = ()
    """The settings of the function itself, as `name=value`."""

    @property
    def deferred(self) -> bool:
        """Whether the trigger waits for COMMIT: a constraint trigger, INITIALLY DEFERRED."""
        return " INITIALLY DEFERRED " in self.definition

    @property
    def own_path(self) -> bool:
        """Whether the function has its own search_path (CREATE FUNCTION … SET search_path)."""
        return any(setting.startswith("search_path=") for setting in self.config)


@dataclass(frozen=True, slots=True)
class Policy:
    """One row level security policy."""

    name: str
    permissive: bool
    command: str
    """ALL, SELECT, INSERT, UPDATE or DELETE."""
    roles: tuple[str, ...]
    using: str | None
    check: str | None


@dataclass(frozen=True, slots=True)
class Grant:
    """A right of a role that does not own the relation. A right on one column counts as a right on all columns."""

    grantee: str
    """The role; `public` stands for everybody."""
    privilege: str
    """SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER or MAINTAIN."""
