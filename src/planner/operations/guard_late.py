"""The triggers of the write guard that act after a row is written.

One takes the children of a row along that has got another tenant. The other looks at a row again at the end of the
transaction, when the parents of DEFERRABLE foreign keys are there.
"""

from __future__ import annotations

from sqlglot import exp

from planner.catalog.parts import Trigger
from planner.catalog.words import TriggerFiring
from planner.names import QName, schema_object_name
from planner.operations.guard_terms import SETTLING, UNSETTLED, distinct, is_on, may_settle, not_settling, unequal
from planner.rows.path_sql import matches
from planner.sql import build, plpgsql
from planner.sql.build import Node
from planner.sql.wrap import folded
from planner.steps.conditions import ColumnExists
from planner.tenancy.model import Path, ScopedTable, State

_PLPGSQL = plpgsql.bodies("planner.operations", "guard_late.sql")

FOLLOW = "A_planner_guard_follow"
"""The trigger that takes children along. It sorts before RI_ConstraintTrigger: foreign keys with the tenant are checked
when the children have followed."""

_HOLD = "_zhold"
_SETTLE = "_settle"
"""The end of the name of the trigger that looks at rows again."""


def follow_trigger(table: ScopedTable, state: State) -> Trigger:
    """Return the trigger that takes the children of a row along when the row gets another tenant."""
    function = _function(table, "planner_guard_follow")
    return Trigger(
        FOLLOW, "", "AFTER", True, ("UPDATE",), (), TriggerFiring.ORIGIN, function, folded(_follow_source(table, state))
    )


def follow_condition(new: Node, old: Node, table: ScopedTable, state: State) -> Node:
    """Return the condition that the row had a tenant and has another one, or gets one at the end of the transaction."""
    moved = hold_condition(new, old, state)
    if not may_settle(table, state):
        return moved
    arrived = build.and_(build.is_null(old.copy()), build.is_not_null(new.copy()), is_on(SETTLING))
    return build.or_(exp.Paren(this=moved), exp.Paren(this=arrived))


def _function(table: ScopedTable, suffix: str) -> QName:
    return QName(table.relation.schema, schema_object_name(table.relation.name, None, suffix))


def _follow_source(table: ScopedTable, state: State) -> str:
    """Return the body of the function that takes children along.

    It sets the tenant of the children to NULL, and their guards look it up again: along all their paths, and with the
    children of the children. Children without a tenant count as well: a batch of the backfill that is not committed may
    have given them the old tenant, and this UPDATE waits for the batch.
    """
    parts = [_child(table, child, path, state) for child, path in state.tenancy.children(table.relation)]
    if may_settle(table, state):
        parts += [_settled_child(table, child, path, state) for child, path in state.tenancy.children(table.relation)]
    return plpgsql.body(_PLPGSQL["follow"], children=plpgsql.joined(*parts))


def _child(table: ScopedTable, child: ScopedTable, path: Path, state: State) -> str:
    theirs, before = build.column(child.column, "t"), build.column(table.column, "old")
    return plpgsql.body(
        _PLPGSQL["child"],
        there=build.phrase(ColumnExists(child.relation, child.column).sql()),
        child=build.table(child.relation),
        column=build.ident(child.column),
        match=matches(path, "t", "new"),
        tenant=build.literal(None) if _looks_up(child, table) else build.column(table.column, "new"),
        same=_left_behind(theirs, before, state.tenancy.tenants.equals),
    )


def _looks_up(child: ScopedTable, table: ScopedTable) -> bool:
    """Return whether a child has a write guard of its own for as long as its parent, to look its tenant up again."""
    return child.transition.guarded and (child.transition.stays or not table.transition.stays)


def _settled_child(table: ScopedTable, child: ScopedTable, path: Path, state: State) -> str:
    """Return the plpgsql that lets the child's guard judge the tenant that a row before its parent was given."""
    theirs, mine = build.column(child.column, "t"), build.column(table.column, "new")
    return plpgsql.body(
        _PLPGSQL["settled_child"],
        settling=is_on(SETTLING),
        there=build.phrase(ColumnExists(child.relation, child.column).sql()),
        child=build.table(child.relation),
        column=build.ident(child.column),
        match=matches(path, "t", "new"),
        unlike=unequal(theirs, mine, state.tenancy.tenants.equals),
    )


def _left_behind(theirs: Node, before: Node, equals: QName) -> Node:
    """Return the condition that a child has the tenant that its parent had before, or none."""
    return exp.Paren(this=build.or_(build.is_null(theirs), build.eq(theirs.copy(), before, equals)))


def settle_trigger(table: ScopedTable, prefix: str) -> Trigger:
    """Return the constraint trigger that looks at a row again at the end of its transaction."""
    source = plpgsql.body(
        _PLPGSQL["settle"],
        setting=build.literal(SETTLING),
        table=build.table(table.relation),
        column=build.ident(table.column),
    )
    function, events = _function(table, "planner_guard_settle"), ("INSERT", "UPDATE")
    return Trigger(f"{prefix}{_SETTLE}", "", "AFTER", True, events, (), TriggerFiring.ORIGIN, function, folded(source))


def is_settle(trigger: Trigger) -> bool:
    """Return whether this is the trigger that looks at rows again."""
    return trigger.timing == "AFTER" and trigger.name != FOLLOW


def hold_trigger(table: ScopedTable, prefix: str) -> Trigger:
    """Return the trigger that locks a row before it gets another tenant. It sorts after those that look the tenant up.

    The look-up of a child locks its parent FOR KEY SHARE, as its foreign key does, and FOR UPDATE is the only lock that
    conflicts with it. Without it, a child could keep the tenant that its parent had a moment ago.
    """
    source = plpgsql.body(_PLPGSQL["hold"], table=build.table(table.relation))
    function = _function(table, "planner_guard_hold")
    return Trigger(
        f"{prefix}{_HOLD}", "", "BEFORE", True, ("UPDATE",), (), TriggerFiring.ORIGIN, function, folded(source)
    )


def is_hold(trigger: Trigger) -> bool:
    """Return whether this is the trigger that locks rows."""
    return trigger.timing == "BEFORE" and trigger.name.endswith(_HOLD)


def hold_condition(new: Node, old: Node, state: State) -> Node:
    """Return the condition that the row had a tenant and gets another one."""
    return build.and_(build.is_not_null(old), distinct(new, old.copy(), state.tenancy.tenants.equals))


def settle_condition() -> Node:
    """Return the condition that a parent was missing when the row was written."""
    return build.and_(is_on(UNSETTLED), not_settling())
