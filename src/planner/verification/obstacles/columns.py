"""Tenant columns that tables can't be distributed by. All tables must lie together: equal types, equal collations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from planner.catalog.model import Relation
from planner.catalog.parts import Column
from planner.catalog.words import Generated
from planner.sql.spelling import sql_name
from planner.tenancy.model import ScopedTable
from planner.verification.obstacles.obstacle import Goal, Obstacle, table_word

_NEGATIVE_SCALE = re.compile(r"numeric\(\d+,-\d+\)")


def columns(goal: Goal) -> Iterator[Obstacle]:
    """Yield the tenant columns that are generated, may be NULL, or differ from the others."""
    found = [(table, relation, relation.column(table.column)) for table, relation in goal.scoped()]
    there = [(table, relation, column) for table, relation, column in found if column is not None]
    wanted = Counter((column.type, column.collation) for *_, column in there)
    usual = wanted.most_common(1)[0][0] if wanted else None
    for table, relation, column in there:
        yield from _one(table, relation, column)
        if usual is not None and (column.type, column.collation) != usual:
            yield Obstacle(
                f"{relation.name}: {column.name} is {_spelled(column.type, column.collation)}, and the tenant column of the other "
                f"tables is {_spelled(*usual)}: tables lie together only with equal types and collations",
                f"ALTER TABLE {sql_name(relation.name)} ALTER COLUMN {sql_name(column.name)} TYPE {_spelled(*usual)}",
                table_word(table),
            )


def _one(table: ScopedTable, relation: Relation, column: Column) -> Iterator[Obstacle]:
    if column.generated is not Generated.NONE:
        yield Obstacle(
            f"{relation.name}: {column.name} is a generated column, which Citus can't distribute by",
            f"ALTER TABLE {sql_name(relation.name)} ALTER COLUMN {sql_name(column.name)} DROP EXPRESSION (a stored one; a virtual one "
            "must be made again), and let writers send it",
            table_word(table),
        )
    if _NEGATIVE_SCALE.fullmatch(column.type):
        yield Obstacle(
            f"{relation.name}: {column.name} is {column.type}, and Citus can't distribute by a negative scale",
            "use a type without a scale for the tenants' key",
            ("tenant", "key", "type"),
        )


def _spelled(type_: str, collation: str | None) -> str:
    return f"{type_} COLLATE {collation}" if collation is not None else type_
