"""Convert the keys that planner replaces to documents of the record, and back."""

from __future__ import annotations

from dataclasses import dataclass

from planner.catalog.owned import Owned
from planner.catalog.parts import Constraint, Index, IndexColumn
from planner.catalog.words import ConstraintKind
from planner.names import QName
from planner.sql import build
from planner.steps.record import codec
from planner.steps.record.documents import ForeignKeyForm, IndexColumnForm, IndexForm, OldForeignKey, OldKey


@dataclass(frozen=True, slots=True)
class Timing:
    """When PostgreSQL checks a constraint."""

    deferrable: bool = False
    deferred: bool = False


@dataclass(frozen=True, slots=True)
class Replaced:
    """A replaced key as recorded: its index, and the timing of its constraint if it was a constraint."""

    index: Index
    timing: Timing | None
    replaced_by: str | None
    """The name of the key that replaced it."""
    comment: str | None
    """The comment of its constraint."""


def key_document(index: Index, constraint: Constraint | None, replaced_by: str | None = None) -> OldKey:
    """Return the document that the record keeps of a dropped unique or primary key.

    Rollback restores the key from it.
    """
    form = IndexForm(
        name=index.name,
        columns=tuple(_column_form(column) for column in index.columns),
        include=tuple(_column_form(column) for column in index.include),
        method=index.method,
        predicate=index.predicate,
        nulls_not_distinct=index.nulls_not_distinct,
        replica_identity=index.replica_identity,
        primary=index.primary,
        constraint=constraint.name if constraint is not None else None,
        deferrable=constraint is not None and constraint.deferrable,
        deferred=constraint is not None and constraint.deferred,
        options=index.options,
        tablespace=index.tablespace,
        clustered=index.clustered,
        comment=index.comment,
        constraint_comment=constraint.comment if constraint is not None else None,
    )
    return OldKey(index=form, replaced_by=replaced_by)


def replaced_key(owned: Owned) -> Replaced:
    """Return the replaced key of a record entry. Raise Blocked when planner can't read the entry."""
    document = codec.before(owned, OldKey)
    form = document.index
    index = Index(
        form.name,
        tuple(_column(column) for column in form.columns),
        tuple(_column(column) for column in form.include),
        unique=True,
        primary=form.primary,
        method=form.method,
        predicate=form.predicate,
        nulls_not_distinct=form.nulls_not_distinct,
        immediate=not form.deferrable,
        replica_identity=form.replica_identity,
        constraint=form.constraint,
        options=form.options,
        tablespace=form.tablespace,
        clustered=form.clustered,
        comment=form.comment,
    )
    timing = Timing(form.deferrable, form.deferred) if form.constraint is not None else None
    return Replaced(index, timing, document.replaced_by, form.constraint_comment)


def _column_form(column: IndexColumn) -> IndexColumnForm:
    return IndexColumnForm(
        column=column.name,
        expression=column.definition if column.name is None else None,
        opclass=column.opclass,
        collation=column.collation,
        descending=column.descending,
        nulls_first=column.nulls_first,
        statistics=column.statistics,
    )


def _column(form: IndexColumnForm) -> IndexColumn:
    definition = form.expression or (build.render(build.ident(form.column)) if form.column is not None else "")
    return IndexColumn(
        form.column, definition, form.opclass, form.collation, form.descending, form.nulls_first, form.statistics
    )


def foreign_key_document(key: Constraint, replaced_by: str) -> OldForeignKey:
    """Return the document that the record keeps of a dropped foreign key."""
    assert key.ref is not None
    form = ForeignKeyForm(
        name=key.name,
        columns=key.columns,
        references=(key.ref.schema, key.ref.name),
        referenced_columns=key.ref_columns,
        on_delete=key.on_delete,
        on_delete_columns=key.set_columns,
        on_update=key.on_update,
        match=key.match,
        deferrable=key.deferrable,
        deferred=key.deferred,
        validated=key.validated,
        enforced=key.enforced,
        comment=key.comment,
    )
    return OldForeignKey(key=form, replaced_by=replaced_by)


def foreign_key_in_its_place(owned: Owned) -> str | None:
    """Return the name of the foreign key that replaced the foreign key of a record entry."""
    return codec.before(owned, OldForeignKey).replaced_by


def replaced_foreign_key(owned: Owned) -> Constraint:
    """Return the replaced foreign key of a record entry. Raise Blocked when planner can't read the entry."""
    form = codec.before(owned, OldForeignKey).key
    return Constraint(
        form.name,
        ConstraintKind.FOREIGN,
        form.columns,
        "",
        validated=form.validated,
        enforced=form.enforced,
        comment=form.comment,
        deferrable=form.deferrable,
        deferred=form.deferred,
        ref=QName(*form.references),
        ref_columns=form.referenced_columns,
        on_delete=form.on_delete,
        on_update=form.on_update,
        match=form.match,
        set_columns=form.on_delete_columns,
    )
