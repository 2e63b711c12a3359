"""The calls of Citus, and the blocks around them that keep what Citus would lose."""

from __future__ import annotations

from collections.abc import Iterable

from planner.catalog.parts import Constraint
from planner.names import QName
from planner.sql import build, ddl, plpgsql
from planner.sql.build import Node
from planner.sql.template import templates
from planner.steps.record.documents import NotNullForm

_SQL = templates("planner.operations", "citus.sql")
_BODIES = plpgsql.bodies("planner.operations", "citus_bodies.sql")


def named(relation: QName) -> Node:
    """Return a relation's qualified name as text, which the functions of Citus take."""
    return build.literal(build.render(build.table(relation)))


def sequential() -> Node:
    """Return the statement with which the DDL of one transaction goes to the shards one after another.

    A foreign key between a distributed and a reference table needs it (citus.multi_shard_modify_mode).
    """
    setting, value = build.literal("citus.multi_shard_modify_mode"), build.literal("sequential")
    return _select("set_config", setting, value, build.literal(True))


def reference_table(relation: QName) -> Node:
    return _select("create_reference_table", named(relation))


def distributed_table(relation: QName, column: str, beside: QName | None, shards: int) -> Node:
    """Return the call that distributes a table while its writers wait.

    `beside` is a table of the same colocation group; the first table of a group has none, and `shards` shards.
    """
    return _select("create_distributed_table", *_arguments(relation, column, beside, shards))


def distributed_concurrently(relation: QName, column: str, beside: QName | None, shards: int) -> Node:
    """Return the call that distributes a table while its writers go on. It runs outside a transaction."""
    return _select("create_distributed_table_concurrently", *_arguments(relation, column, beside, shards))


def cleanup() -> Node:
    """Return the call that removes at once what a concurrent call has left that was ended."""
    return build.phrase("CALL", build.call("citus_cleanup_orphaned_resources"))


def empty_shell(relation: QName) -> Node:
    return _select("truncate_local_data_after_distributing_table", named(relation))


def as_local_table(relation: QName) -> Node:
    """Return the block that makes Citus hold a table as a local one, and keeps what this would lose."""
    return _keeping(relation, build.call("citus_add_local_table_to_metadata", named(relation)), ())


def undistributed(relation: QName, not_null: Iterable[NotNullForm]) -> Node:
    """Return the block that makes a table plain again, with the names of its NOT NULL constraints as recorded."""
    return _keeping(relation, build.call("undistribute_table", named(relation)), not_null)


def _keeping(relation: QName, call: Node, not_null: Iterable[NotNullForm]) -> Node:
    names = [
        plpgsql.body(
            _BODIES["rename_not_null"],
            relation=named(QName(*one.relation)),
            column=build.literal(one.column),
            name=build.literal(one.name),
        )
        for one in not_null
    ]
    restored = plpgsql.joined(*names) if names else plpgsql.body("NULL;")
    return ddl.do_block(plpgsql.body(_BODIES["keeping"], relation=named(relation), call=call, names=restored))


def orphan_check(relation: QName, key: Constraint) -> Node:
    """Return the block that raises when a row has no parent. Both ends join on the distribution column."""
    assert key.ref is not None
    pairs = list(zip(key.columns, key.ref_columns, strict=True))
    joined = build.every(build.eq(build.column(one, "t"), build.column(other, "p")) for one, other in pairs)
    given = build.every(build.is_not_null(build.column(one, "t")) for one, _ in pairs)
    message = f"rows of {relation} reference rows of {key.ref} that are not there ({key.name})"
    hint = "give these rows a parent, or delete them; then run the same command again"
    block = plpgsql.body(
        _BODIES["orphans"],
        relation=build.relation(relation),
        parent=build.relation(key.ref),
        joined=joined,
        given=given,
        none=build.is_null(build.column(pairs[-1][1], "p")),
        message=build.literal(message),
        hint=build.literal(hint),
    )
    return ddl.do_block(block)


def analyze(relation: QName) -> Node:
    return build.phrase("ANALYZE", build.relation(relation))


def copy_sequence(old: QName, new: QName) -> Node:
    """Return the statement after which `new` goes on where `old` is."""
    return _SQL["copy_sequence"].fill(old=old, new=named(new))


def _arguments(relation: QName, column: str, beside: QName | None, shards: int) -> list[Node]:
    """Return the arguments: table, column, method, colocate_with, and the number of shards of a new group."""
    given = [named(relation), build.literal(column), build.literal("hash")]
    return [*given, build.literal("none"), build.literal(shards)] if beside is None else [*given, named(beside)]


def _select(function: str, *arguments: Node) -> Node:
    return build.select(build.call(function, *arguments))
