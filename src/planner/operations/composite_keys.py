"""Find the foreign keys that do not carry the tenant, and the composite key that replaces each of them."""

from __future__ import annotations

from collections.abc import Iterator

from planner.catalog.model import Relation
from planner.catalog.parts import Constraint
from planner.catalog.words import ConstraintKind, Match, ReferentialAction
from planner.operations.keys import replaced
from planner.steps.step import Hazard
from planner.tenancy.model import ScopedTable, State


def single_keys(relation: Relation, table: ScopedTable, state: State) -> Iterator[Constraint]:
    """Yield the foreign keys to scoped tables that do not carry the tenant."""
    for key in sorted(relation.foreign_keys(), key=lambda k: k.name):
        scoped = key.ref in state.tenancy.tables and not key.inherited
        if scoped and table.column not in key.columns:
            yield key


def lost(relation: Relation, table: ScopedTable, state: State) -> Iterator[Constraint]:
    """Yield the foreign keys that planner replaced and whose replacement no longer exists."""
    for old in replaced(relation, state.catalog):
        parent = state.tenancy.tables.get(old.ref) if old.ref is not None else None
        if parent is not None and standing_in(relation, composite(table, parent, old)) is None:
            yield old


def composite(table: ScopedTable, parent: ScopedTable, old: Constraint) -> Constraint:
    """Return the foreign key that replaces `old`, without a name.

    Its first column is the tenant column; its actions are those of `old`. It is NOT VALID or NOT ENFORCED if `old` is:
    rows may have no parent then.
    """
    return Constraint(
        "",
        ConstraintKind.FOREIGN,
        (table.column, *old.columns),
        "",
        validated=old.validated,
        enforced=old.enforced,
        deferrable=old.deferrable,
        deferred=old.deferred,
        ref=old.ref,
        ref_columns=(parent.column, *old.ref_columns),
        on_delete=old.on_delete,
        on_update=old.on_update,
        set_columns=_set_columns(old),
    )


def _set_columns(old: Constraint) -> tuple[str, ...]:
    """Return the columns that ON DELETE sets in the composite key: the same as in `old`, so that the tenant stays."""
    return (old.set_columns or old.columns) if old.on_delete.sets_columns else ()


def standing_in(relation: Relation, wanted: Constraint) -> Constraint | None:
    """Return the relation's foreign key between the same columns as `wanted`, whatever its name."""
    ends = (wanted.columns, wanted.ref, wanted.ref_columns)
    return next((k for k in relation.foreign_keys() if (k.columns, k.ref, k.ref_columns) == ends), None)


def weakness(key: Constraint) -> str:
    """Return SQL's words for a key that does not hold for every row, else an empty text."""
    if not key.enforced:
        return "NOT ENFORCED"
    return "" if key.validated else "NOT VALID"


def changed(old: Constraint) -> Iterator[Hazard]:
    """Yield a hazard for each way in which the new key behaves differently from `old`."""
    if old.match is Match.FULL:
        yield Hazard(
            "match-full",
            "MATCH FULL becomes MATCH SIMPLE: the tenant is never NULL, so FULL would refuse every row without a parent",
        )
    if old.on_delete.sets_columns:
        yield Hazard(
            "set-null-columns",
            f"ON DELETE {old.on_delete} sets only ({', '.join(_set_columns(old))}): the tenant stays",
        )
    if old.on_update is ReferentialAction.CASCADE:
        yield Hazard("cascade-tenant", "ON UPDATE CASCADE hands a change of the parent's tenant down to the row, too")
