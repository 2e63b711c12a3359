"""The typed documents of planner's record: for each kind of entry, the facts that undo needs.

These classes are a file format that stays in users' databases for months. The names of the fields are part of the
format: renaming a field changes the format, and the tests with stored records fail. `codec` writes and reads documents.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from planner.catalog.owned import OwnedKind
from planner.catalog.words import Match, ReferentialAction
from planner.rows.expressions import expression_problem
from planner.sql.closed import is_one_expression, is_one_statement
from planner.sql.trigger_text import is_definition

Converted = Literal["smallint", "integer", "bigint", "uuid"]
"""The types to which a path converts a key that is kept as text."""


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The facts of one entry besides its key."""

    def closed(self) -> bool:
        """Return whether each SQL text of the document stays in its place when undo writes it unchanged."""
        return True


def _all_expressions(*texts: str | None) -> bool:
    return all(text is None or is_one_expression(text) for text in texts)


class TenantColumn(Document, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """COLUMN: `source` is the plan's strategy in words, by which planner notices a changed plan."""

    source: str


class Identity(Document, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The `detail` of COLUMN, BACKFILL and TABLE: what identifies the table beside its name, in this database alone."""

    relation: int
    """The table's oid."""
    column: int | None
    """The number of the tenant column (pg_attribute.attnum), or of the tenants' key."""
    record: int
    """The oid of planner.owned. Another database, made by pg_restore, has another one."""


class DefaultTenant(Document, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """ROW: `key_column` is the column of the tenants table that holds the entry's name."""

    key_column: str


class TriggerForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A trigger of a write guard that tighten has dropped."""

    name: str
    events: tuple[str, ...]


class PathForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """An owner path: the columns of the row, and the row of another table that they lead to."""

    parent: tuple[str, str]
    """Schema and name."""
    pairs: tuple[tuple[str, str], ...]
    """(column of the row, column of the parent)."""
    tenant: str
    """The parent's column that holds the tenant."""
    constraint: str | None = None
    partition: tuple[str, str] | None = None
    mapping: bool = False
    shared: bool = False
    case: tuple[str, str, Converted | None] | None = None
    """Column, value, and the type that the key is converted to."""
    collations: tuple[tuple[str, str], ...] = ()
    """(column of the row, collation of the parent's column), for columns whose own collation is another one."""
    operators: tuple[tuple[str, tuple[str, str]], ...] = ()
    """(column of the row, schema and name of the operator), for columns that the = of pg_catalog does not compare."""
    deferrable: bool = False


class ChildForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A path that leads to the guarded table from a row of this table."""

    relation: tuple[str, str]
    """Schema and name."""
    column: str
    """The child's tenant column."""
    path: PathForm
    unguarded: bool = False
    """The child has no write guard of its own, so it is given the tenant."""


class Released(Document, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """GUARD, once tighten has dropped the guard: what the guard is built from again.

    One of `constant`, `expression` and `paths` says where the tenant comes from.
    """

    function: tuple[str, str]
    """Schema and name."""
    triggers: tuple[TriggerForm, ...]
    type: str
    """The type of the tenants' key, as format_type spells it."""
    tenants: tuple[str, str]
    key: str
    collation: str | None = None
    """The key's collation, if it is not the type's own."""
    default_tenant: str | None = None
    constant: str | None = None
    setting: str | None = None
    """The setting that a constant's guard reads before it fills the constant in (`assign: setting`)."""
    expression: str | None = None
    paths: tuple[PathForm, ...] = ()
    children: tuple[ChildForm, ...] = ()
    """The rows that follow when a row of the table gets another tenant."""
    on_conflict: Literal["fail", "first", "quarantine"] = "fail"
    on_orphan: Literal["fail", "default", "quarantine"] = "fail"
    on_null_parent: Literal["next", "fail", "default"] = "next"

    def closed(self) -> bool:
        expression = self.expression is None or expression_problem(self.expression) is None
        paths = (*self.paths, *(child.path for child in self.children))
        collations = [collation for path in paths for _, collation in path.collations]
        return expression and _all_expressions(self.type, self.collation, *collations)


class ReleasedStatements(Document, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The same in format 1, which kept statements. Never written any more."""

    function: tuple[str, str]
    triggers: tuple[str, ...]
    statements: str


class Guard(Document, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """GUARD: `default` is the expression that the column had before, None when it had none."""

    default: str | None
    follows: bool = False
    """The guard only takes children along. It fills no column in, and leaves the default to the application."""

    def closed(self) -> bool:
        return _all_expressions(self.default)


class IndexColumnForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One column of an index: `column` by name, or `expression` as pg_get_indexdef spells it."""

    column: str | None = None
    expression: str | None = None
    opclass: str | None = None
    collation: str | None = None
    descending: bool = False
    nulls_first: bool = False
    statistics: int | None = None
    """The statistics target of an expression."""


class IndexForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A unique index or primary key that planner dropped for one that carries the tenant."""

    name: str
    columns: tuple[IndexColumnForm, ...]
    include: tuple[IndexColumnForm, ...] = ()
    method: str = "btree"
    predicate: str | None = None
    nulls_not_distinct: bool = False
    replica_identity: bool = False
    primary: bool = False
    constraint: str | None = None
    """The name of the constraint that owned the index."""
    deferrable: bool = False
    deferred: bool = False
    """The constraint is INITIALLY DEFERRED."""
    options: tuple[str, ...] = ()
    """The storage parameters, such as `fillfactor=70`."""
    tablespace: str | None = None
    clustered: bool = False
    """CLUSTER ordered the table by this index."""
    comment: str | None = None
    """The comment of the index."""
    constraint_comment: str | None = None


class OldKey(Document, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """OLD_KEY, PRIMARY_KEY and OLD_PRIMARY_KEY: the key that undo builds again."""

    index: IndexForm
    replaced_by: str | None = None
    """The name of the key that replaced the old one."""

    def closed(self) -> bool:
        columns = (*self.index.columns, *self.index.include)
        texts = [text for one in columns for text in (one.expression, one.opclass, one.collation)]
        return _all_expressions(self.index.predicate, *texts)


class ForeignKeyForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A foreign key. `on_delete`, `on_update` and `match` are SQL's words, such as SET NULL and FULL."""

    name: str
    columns: tuple[str, ...]
    references: tuple[str, str]
    """Schema and name of the referenced table."""
    referenced_columns: tuple[str, ...]
    on_delete: ReferentialAction = ReferentialAction.NO_ACTION
    on_delete_columns: tuple[str, ...] = ()
    """The columns that SET NULL and SET DEFAULT set; empty for all columns."""
    on_update: ReferentialAction = ReferentialAction.NO_ACTION
    match: Match = Match.SIMPLE
    deferrable: bool = False
    deferred: bool = False
    validated: bool = True
    """False for NOT VALID and for NOT ENFORCED."""
    enforced: bool = True
    comment: str | None = None


class OldForeignKey(Document, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """OLD_FOREIGN_KEY: the foreign key that undo adds again."""

    key: ForeignKeyForm
    replaced_by: str | None = None


class RowSecurity(Document, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """RLS: the row level security that the table had before."""

    enabled: bool
    forced: bool


class TenantFunction(Document, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """TENANT_FUNCTION: the setting that the function reads."""

    setting: str


class SuppressedTrigger(Document, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """TRIGGER: the application's definition, as pg_get_triggerdef spells it.

    The entry's `detail` is not a document: it holds planner's definition, as the server spells it.
    """

    definition: str

    def closed(self) -> bool:
        return is_one_statement(self.definition) and is_definition(self.definition)


class ColumnComment(Document, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """COMMENT: the comment that the column had before, None when it had none."""

    text: str | None = None


class SessionDefault(Document, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """SESSION_DEFAULT: `default` is the expression that the column had before, None when it had none."""

    default: str | None = None

    def closed(self) -> bool:
        return _all_expressions(self.default)


class IdentityColumn(Document, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """IDENTITY: the column's identity and its sequence, which undo makes again. The sequence keeps its last value."""

    always: bool
    """GENERATED ALWAYS, not BY DEFAULT."""
    sequence: tuple[str, str]
    """Schema and name."""
    type: Literal["smallint", "integer", "bigint"]
    start: int
    increment: int
    least: int
    most: int
    cache: int
    cycle: bool


class NotNullForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The name of a NOT NULL constraint (18)."""

    relation: tuple[str, str]
    column: str
    name: str


class Undistributed(Document, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """DISTRIBUTED: what the table had before and Citus gives another name."""

    not_null: tuple[NotNullForm, ...] = ()


BEFORE: dict[OwnedKind, type[Document]] = {
    OwnedKind.COLUMN: TenantColumn,
    OwnedKind.ROW: DefaultTenant,
    OwnedKind.GUARD: Guard,
    OwnedKind.TRIGGER: SuppressedTrigger,
    OwnedKind.OLD_KEY: OldKey,
    OwnedKind.PRIMARY_KEY: OldKey,
    OwnedKind.OLD_PRIMARY_KEY: OldKey,
    OwnedKind.OLD_FOREIGN_KEY: OldForeignKey,
    OwnedKind.RLS: RowSecurity,
    OwnedKind.TENANT_FUNCTION: TenantFunction,
    OwnedKind.COMMENT: ColumnComment,
    OwnedKind.SESSION_DEFAULT: SessionDefault,
    OwnedKind.IDENTITY: IdentityColumn,
    OwnedKind.DROPPED_FOREIGN_KEY: OldForeignKey,
    OwnedKind.PARTITIONED_KEY: OldKey,
    OwnedKind.DISTRIBUTED: Undistributed,
}
"""The document in `before`, by kind. Entries of other kinds need nothing beyond their key."""
