"""The conditions that hold on a live database after a step, derived from the changes of the step.

This works for steps forward and for steps of an undo.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from planner.catalog.changes import (
    AddColumn,
    AddConstraint,
    AddFunction,
    AddPolicy,
    AddRelation,
    AddTrigger,
    AlterColumn,
    CommentOnColumn,
    Disown,
    DropColumn,
    DropConstraint,
    DropFunction,
    DropPolicy,
    DropRelation,
    DropTrigger,
    Own,
    RedefinePolicy,
    SetDistribution,
    SetRowSecurity,
    ValidateConstraint,
)
from planner.catalog.distribution_changes import EmptyShell, SetIdentity, SetKeyColumns
from planner.catalog.index_changes import AddIndex, DropIndex, IndexValid, RedefineIndex
from planner.catalog.owned import Owned, OwnedKey, OwnedKind, OwnedState
from planner.catalog.parts import Trigger
from planner.catalog.projection import Change
from planner.names import QName
from planner.steps import conditions
from planner.steps.conditions import OWNED, AllOf, AnyOf, Condition, Not
from planner.steps.distribution_conditions import DistributedAs, IdentityIs, KeyColumnsAre, ShellEmpty
from planner.steps.policy_conditions import FunctionIs, PolicyCompares

Effect = tuple[Hashable, Condition]
"""The object that a condition concerns, and the condition."""


def done(changes: Iterable[Change], suffices: Condition | None) -> Condition:
    """Return the condition that every change is in effect. Of several changes of one object, the last one counts.

    `suffices` holds when a later step has replaced the effects of this step.
    """
    effects: dict[Hashable, Condition] = {}
    for change in changes:
        effect = _effect(change)
        if effect is not None:
            what, condition = effect
            effects.pop(what, None)
            effects[what] = condition
    whole = tuple(effects.values())
    condition = whole[0] if len(whole) == 1 else AllOf(whole)
    return condition if suffices is None else AnyOf((condition, suffices))


def _effect(change: Change) -> Effect | None:
    """Return the effect of a change; None for a change without a condition: a trigger's definition."""
    match change:
        case AddRelation(relation):
            return ("relation", relation.name), conditions.TableExists(relation.name)
        case DropRelation(name):
            return ("relation", name), Not(conditions.TableExists(name))
        case AddColumn(relation, column):
            return ("column", relation, column.name), conditions.ColumnExists(relation, column.name)
        case DropColumn(relation, name):
            return ("column", relation, name), Not(conditions.ColumnExists(relation, name))
        case AlterColumn(relation, name, not_null=bool(wanted)):
            tight = conditions.ColumnNotNull(relation, name)
            return ("not null", relation, name), tight if wanted else Not(tight)
        case AlterColumn(relation, name, default=None | str() as default):
            return ("default", relation, name), conditions.ColumnDefaultIs(relation, name, default)
        case CommentOnColumn(relation, name, text):
            return ("comment", relation, name), conditions.ColumnCommentIs(relation, name, text)
        case SetDistribution(relation, distribution):
            return ("distribution", relation), DistributedAs(relation, distribution)
        case EmptyShell(relation):
            return ("shell", relation), ShellEmpty(relation)
        case SetIdentity(relation, name, identity):
            return ("identity", relation, name), IdentityIs(relation, name, identity)
        case SetKeyColumns(relation, name, _, columns):
            return ("key", relation, name), KeyColumnsAre(relation, name, columns)
        case Own(owned):
            return ("record", owned.key), _recorded(owned)
        case Disown(key):
            return ("record", key), _forgotten(key)
        case _:
            return _of_constraint(change) or _of_index(change) or _of_trigger_or_policy(change) or _of_function(change)


def _of_constraint(change: Change) -> Effect | None:
    match change:
        case AddConstraint(relation, constraint):
            return ("constraint", relation, constraint.name), conditions.ConstraintExists(relation, constraint.name)
        case ValidateConstraint(relation, name):
            return ("constraint", relation, name), conditions.ConstraintExists(relation, name, validated=True)
        case DropConstraint(relation, name):
            return ("constraint", relation, name), Not(conditions.ConstraintExists(relation, name))
        case _:
            return None


def _of_index(change: Change) -> Effect | None:
    match change:
        case AddIndex(relation, index):
            there = conditions.IndexValid if index.valid else conditions.IndexExists
            return _index(relation, index.name), there(relation, index.name)
        case IndexValid(relation, name):
            return _index(relation, name), conditions.IndexValid(relation, name)
        case RedefineIndex(relation, name, constraint):
            final = constraint or name
            return _index(relation, final), conditions.IndexValid(relation, final)
        case DropIndex(relation, name):
            return _index(relation, name), Not(conditions.IndexExists(relation, name))
        case _:
            return None


def _index(relation: QName, name: str) -> Hashable:
    return ("index", relation.schema, name)


def _of_trigger_or_policy(change: Change) -> Effect | None:
    match change:
        case AddTrigger(relation, trigger):
            return ("trigger", relation, trigger.name), _trigger(relation, trigger)
        case DropTrigger(relation, name):
            return ("trigger", relation, name), Not(conditions.TriggerExists(relation, name))
        case AddPolicy(relation, policy):
            return ("policy", relation, policy.name), conditions.PolicyExists(relation, policy.name)
        case RedefinePolicy(relation, policy):
            return ("policy", relation, policy.name), PolicyCompares(relation, policy.name)
        case DropPolicy(relation, name):
            return ("policy", relation, name), Not(conditions.PolicyExists(relation, name))
        case SetRowSecurity(relation, enabled, forced):
            return ("row security", relation), conditions.RowSecurityIs(relation, enabled, forced)
        case _:
            return None


def _trigger(relation: QName, trigger: Trigger) -> Condition:
    """Return the condition on a trigger. Format 1 of the record does not say what its function contains."""
    if not trigger.source:
        return conditions.TriggerExists(relation, trigger.name)
    return conditions.TriggerRuns(relation, trigger.name, trigger.source)


def _of_function(change: Change) -> Effect | None:
    match change:
        case AddFunction(_, function):
            return ("function", function.name), FunctionIs(function.name, function.source)
        case DropFunction(_, function_name):
            return ("function", function_name), Not(conditions.FunctionExists(function_name))
        case _:
            return None


def _recorded(owned: Owned) -> Condition:
    match owned.key.kind:
        case OwnedKind.SCHEMA:
            return conditions.TableExists(OWNED)
        case OwnedKind.TRIGGER:
            return conditions.TriggerAsRecorded(owned.key)
        case _:
            # An intent counts as soon as it is recorded: a later step confirms the entry.
            state = None if owned.state is OwnedState.INTENT else owned.state
            return conditions.Recorded(owned.key, state)


def _forgotten(key: OwnedKey) -> Condition:
    return Not(conditions.TableExists(OWNED) if key.kind is OwnedKind.SCHEMA else conditions.Recorded(key))
