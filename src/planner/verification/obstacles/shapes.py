"""Kinds of the plan and shapes of tables that have no counterpart on Citus."""

from __future__ import annotations

from collections.abc import Iterator

from planner.catalog.words import RelationKind
from planner.names import spelled
from planner.verification.obstacles.obstacle import Goal, Obstacle, table_word


def kinds(goal: Goal) -> Iterator[Obstacle]:
    """Yield the tables whose rows belong to nobody, or to several tenants."""
    for table, relation in goal.scoped():
        if table.mixed:
            yield Obstacle(
                f"{relation.name}: the table is mixed, and a distributed table has no row without a tenant",
                "move the rows for everybody into a table of their own, `kind: reference`, and write `kind: scoped` here",
                table_word(table),
            )
    for shared in goal.tenancy.shared:
        name = spelled(shared.relation, goal.tenancy.tenants.relation.schema)
        yield Obstacle(
            f"{shared.relation}: the table is shared, and its rows belong to several tenants, so that they lie on no one machine",
            "write `kind: reference` when the table has no pointers into scoped tables (each machine then has all its rows, and a "
            "write goes to all machines), or keep it in another database",
            ("tables", name),
        )


def shapes(goal: Goal) -> Iterator[Obstacle]:
    """Yield the tables that are partitioned twice, take part in inheritance, or are partitioned and shared by all."""
    parents = {parent for relation in goal.catalog.relations.values() for parent in relation.inherits}
    for relation in goal.moved():
        if relation.inherits or relation.name in parents:
            yield Obstacle(
                f"{relation.name}: the table takes part in inheritance, which Citus refuses",
                "use declarative partitioning, or write `kind: exempt` with a reason",
            )
        if relation.kind is RelationKind.PARTITIONED and relation.partition_of is not None:
            yield Obstacle(
                f"{relation.name}: the partition of {relation.partition_of} is partitioned itself, and Citus knows one level",
                "detach its partitions and attach them to the upper table, or write `kind: exempt` for it with a reason",
            )
        if relation.kind is RelationKind.FOREIGN:
            yield Obstacle(
                f"{relation.name}: a partition is a foreign table, which Citus can't distribute", "detach the partition"
            )
    for relation in goal.shared():
        if relation.kind is RelationKind.PARTITIONED:
            yield Obstacle(
                f"{relation.name}: the table is partitioned, and a reference table can't be",
                "make an ordinary table of it, or write `kind: exempt` with a reason",
            )
