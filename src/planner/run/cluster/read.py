"""Ask a cluster about the shards of the managed schemas: five queries, of which one goes to every node."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from planner.execution.connection import Connection
from planner.names import QName
from planner.sql.blocks import blocks, text_of
from planner.sql.queries import queries
from planner.verification.shards import Found, Placed, Shard

_SQL = queries("planner.run.cluster")
_ON_NODES = blocks(text_of("planner.run.cluster", "shards.sql"))


def read_cluster(connection: Connection, schemas: Sequence[str]) -> Found:
    """Return what the coordinator's metadata and every node say about the tables of these schemas.

    Raise ServerError: a role needs the right to connect to every node.
    """
    placed = {
        QName(schema, name): Placed(shards, of, unplaced, keys)
        for schema, name, shards, of, unplaced, keys in connection.fetch(_SQL["placements"], {"schemas": list(schemas)})
    }
    answers = connection.fetch(_SQL["on_all_nodes"], (_ON_NODES["shards"],))
    found = [shard for node, ok, text in answers if ok for shard in _shards(node, text) if shard.relation in placed]
    return Found(
        placed=placed,
        shards=found,
        silent={node: str(text) for node, ok, text in answers if not ok},
        unreachable=[(one, other) for one, other in connection.fetch(_SQL["health"])],
        leftovers=int(connection.value(_SQL["cleanup"])),
        unchecked=[
            (QName(schema, name), key, QName(ref_schema, ref))
            for schema, name, key, ref_schema, ref in connection.fetch(_SQL["foreign_keys"])
        ],
    )


def _shards(node: str, text: str) -> Iterator[Shard]:
    """Yield the shards that a node's answer describes. A shard whose table is gone has no row level security at all."""
    for one in json.loads(text):
        yield Shard(
            relation=QName(one["schema"], one["name"]),
            node=node,
            id=one["shard"],
            there=one["rls"] is not None,
            rls=bool(one["rls"]),
            forced=bool(one["forced"]),
            policies=tuple((str(n), bool(p), u, c) for n, p, u, c in one["policies"] or ()),
            keys=tuple(_pairs(one["keys"])),
            invalid=tuple(one["invalid"] or ()),
        )


def _pairs(found: list[Any] | None) -> Iterator[tuple[str, bool]]:
    for name, valid in found or ():
        yield str(name), bool(valid)
