"""Foreign keys that Citus can't check, because the two rows may lie on two machines, or whose actions it refuses.

Facts: ErrorIfUnsupportedForeignConstraintExists and EnsureSupportedFKeyOnDistKey of Citus. ON UPDATE is no obstacle:
phase distribute makes such a foreign key again without it.
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.catalog.model import Relation
from planner.catalog.parts import Constraint
from planner.names import QName
from planner.sql.spelling import sql_name
from planner.verification.obstacles.obstacle import Goal, Obstacle, Side, table_word


def references(goal: Goal) -> Iterator[Obstacle]:
    """Yield the foreign keys that can't be there on Citus, and those from outside the managed schemas."""
    for relation, key in goal.foreign_keys():
        assert key.ref is not None
        yield from _one(goal, relation, key, key.ref)
    for inbound in goal.catalog.inbound_keys:
        if goal.side(inbound.ref) is Side.SCOPED:
            yield Obstacle(
                f"{inbound.relation}: foreign key {inbound.name} leads from a table outside the plan's schemas to the "
                f"distributed table {inbound.ref}",
                _dropped(inbound.relation, inbound.name),
            )


def _one(goal: Goal, relation: Relation, key: Constraint, ref: QName) -> Iterator[Obstacle]:
    what = f"{relation.name}: foreign key {key.name} leads to {ref}"
    match goal.side(relation.name), goal.side(ref):
        case Side.SCOPED, Side.LOCAL:
            yield Obstacle(
                f"{what}, which stays on the coordinator",
                f"write `kind: reference` for {ref.name}, or {_dropped(relation.name, key.name)}",
                ("tables", ref.name),
            )
        case (Side.REFERENCE | Side.LOCAL) as side, Side.SCOPED:
            yield Obstacle(
                f"{what}, a distributed table, and {relation.name} becomes a {side.value}: Citus checks no such key",
                _dropped(relation.name, key.name)
                + (" (Citus would take it from a local table, and not check it when the parent is deleted)" if side is Side.LOCAL else ""),
            )  # fmt: skip
        case Side.SCOPED, Side.SCOPED if not _together(goal, relation, key, ref):
            if not goal.tenancy.keys.composite:
                yield Obstacle(
                    f"{what} without the tenant",
                    "write `foreign_keys: composite` under `keys`",
                    ("keys", "foreign_keys"),
                )
            else:
                yield Obstacle(
                    f"{what} without the tenant",
                    f"make it again with the tenant, and {_dropped(relation.name, key.name)}",
                )
        case Side.SCOPED, _:
            yield from _action(goal, relation, key, what)
        case Side.REFERENCE, Side.LOCAL if key.on_delete.value not in ("NO ACTION", "RESTRICT"):
            yield Obstacle(
                f"{what}, which stays on the coordinator, ON DELETE {key.on_delete.value}",
                f"write `kind: reference` for {ref.name}, or {_dropped(relation.name, key.name)}",
                ("tables", ref.name),
            )


def _together(goal: Goal, relation: Relation, key: Constraint, ref: QName) -> bool:
    """Return whether the foreign key joins the tenant columns of both tables."""
    tables, root = goal.tenancy.tables, goal.catalog.root
    child, parent = tables[root(relation.name).name], tables[root(ref).name]
    return (child.column, parent.column) in zip(key.columns, key.ref_columns, strict=True)


def _action(goal: Goal, relation: Relation, key: Constraint, what: str) -> Iterator[Obstacle]:
    table = goal.tenancy.tables[goal.catalog.root(relation.name).name]
    deletes = f"ON DELETE {key.on_delete.value}"
    if key.on_delete.sets_columns and table.column in key.columns and goal.null_refused:
        yield Obstacle(
            f"{what} {deletes}, which Citus refuses in a foreign key with the tenant",
            "decide what a deleted parent does: `on_set_null: no_action` under `target` makes the key again without an action, so that "
            "the application clears the column before it deletes the parent; or give the key CASCADE, or drop it",
            ("target", "on_set_null"),
        )
    elif key.on_delete.value == "SET DEFAULT" and table.column not in key.columns:
        sets = key.set_columns or key.columns
        sequence = [c for c in relation.columns if c.name in sets and c.default is not None and "nextval(" in c.default]
        if sequence:
            yield Obstacle(
                f"{what} {deletes}, and {sequence[0].name} takes its default from a sequence: Citus would write NULL",
                f"give the column another default, or {_dropped(relation.name, key.name)}",
                table_word(table),
            )


def _dropped(relation: QName, name: str) -> str:
    return f"drop it: ALTER TABLE {sql_name(relation)} DROP CONSTRAINT {sql_name(name)}"
