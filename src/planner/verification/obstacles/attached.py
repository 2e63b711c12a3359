"""Triggers and policies: Citus refuses any trigger, and does not keep every policy."""

from __future__ import annotations

import re
from collections.abc import Iterator

from planner.catalog.model import Relation
from planner.catalog.owned import OwnedKey, OwnedKind
from planner.catalog.parts import Policy
from planner.names import QName, few
from planner.operations.guard_sql import is_guard
from planner.sql.spelling import sql_name
from planner.tenancy.model import ScopedTable
from planner.verification.obstacles.obstacle import Goal, Obstacle, table_word

_LITERAL = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
_SUBQUERY = re.compile(r"\(\s*(?:SELECT|WITH|VALUES)\b", re.IGNORECASE)


def triggers(goal: Goal) -> Iterator[Obstacle]:
    """Yield the triggers of tables that become Citus tables. The write guards of all tables are one obstacle.

    Citus refuses a table with a trigger (EnsureRelationHasNoTriggers). `citus.enable_unsafe_triggers` is no way out: the
    row needs its tenant before Citus can send the row to a machine, and so before a trigger runs.
    """
    guarded: dict[QName, ScopedTable] = {}
    for relation in goal.moved():
        top = goal.catalog.root(relation.name).name
        for trigger in relation.triggers:
            if trigger.inherited:
                continue
            if top in goal.tenancy.tables and is_guard(trigger.name):
                guarded[top] = goal.tenancy.tables[top]
                continue
            yield Obstacle(
                f"{relation.name}: trigger {trigger.name} runs {trigger.function}(), and Citus takes no table with triggers",
                "move its work into the application or a column's default, and drop it: "
                f"DROP TRIGGER {sql_name(trigger.name)} ON {sql_name(relation.name)}",
            )
    own = [table for table in guarded.values() if table.transition.own]
    for table in own:
        yield _guard([table], "take `drop: never` out of the table's `transition`", table_word(table))
    rest = [table for table in guarded.values() if not table.transition.own]
    if rest:
        yield _guard(rest, "write `drop: tighten` under `transition`", ("transition", "drop"))


def _guard(tables: list[ScopedTable], remedy: str, word: tuple[str, ...]) -> Obstacle:
    names = few([table.relation for table in tables])
    return Obstacle(
        f"{names}: the write guard is a trigger, and Citus takes no table with triggers",
        f"{remedy} when every writer sends the tenant",
        word,
    )


def policies(goal: Goal) -> Iterator[Obstacle]:
    """Yield the policies that Citus refuses, or turns into others.

    A RESTRICTIVE policy is PERMISSIVE on every shard, so that it opens what it shall close. A policy with a subquery is
    refused (ErrorIfUnsupportedPolicyExpr).
    """
    for relation in goal.moved():
        for policy in relation.policies:
            where = f"ON {sql_name(relation.name)}"
            mine = OwnedKey(OwnedKind.POLICY, relation.name, policy.name) in goal.catalog.owned
            again = "planner made it for another dialect: planner rollback --to backfill, then planner apply"
            if not policy.permissive:
                yield Obstacle(
                    f"{relation.name}: policy {policy.name} is RESTRICTIVE, and Citus makes it PERMISSIVE on the shards: it would open "
                    "what it closes now",
                    again if mine else _merged(relation, policy, where),
                )
            if _has_subquery(policy):
                yield Obstacle(
                    f"{relation.name}: policy {policy.name} has a subquery, which Citus refuses",
                    again
                    if mine
                    else f"call a function in its place: ALTER POLICY {sql_name(policy.name)} {where} USING (…)",
                )


def _merged(relation: Relation, policy: Policy, where: str) -> str:
    others = [sql_name(other.name) for other in relation.policies if other.permissive]
    into = f"the permissive ones ({', '.join(others)})" if others else "a permissive one"
    return f"write its condition into {into} with AND, and DROP POLICY {sql_name(policy.name)} {where}"


def _has_subquery(policy: Policy) -> bool:
    texts = (_LITERAL.sub("''", text) for text in (policy.using, policy.check) if text is not None)
    return any(_SUBQUERY.search(text) for text in texts)
