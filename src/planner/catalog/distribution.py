"""Where rows are: the nodes of a Citus cluster, and how each table is spread over them.

The facts come from Citus' catalog: pg_dist_node, pg_dist_partition, pg_dist_colocation and pg_dist_shard. The view
citus_tables is never read: in a transaction that distributes a table, the view waits forever for a lock of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from planner.names import QName


class Method(StrEnum):
    """How Citus holds a table."""

    HASH = "hash"
    """Distributed: a row's shard follows from the hash of one column."""
    REFERENCE = "reference"
    """Every node has all rows."""
    LOCAL = "local"
    """Citus knows the table; its rows are in one shard on the coordinator (citus_add_local_table_to_metadata)."""
    SINGLE = "single"
    """One shard on one node, without a distribution column, as in schema-based sharding."""
    OTHER = "other"
    """Append or range distribution, of early versions of Citus."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """How one table is distributed."""

    method: Method
    column: str | None = None
    """The distribution column, for HASH."""
    colocation: int = 0
    """The number of the colocation group: the tables of a group have the rows of one tenant on the same node."""
    shards: int = 1
    shell_bytes: int = 0
    """The bytes that the local table still holds. The plain form copies the rows and leaves the old ones there."""


@dataclass(frozen=True, slots=True)
class Node:
    """One node of the cluster (pg_dist_node). The coordinator is one of them, with group 0."""

    name: str
    """`host:port`, as the coordinator reaches the node."""
    coordinator: bool
    active: bool
    synced: bool
    """The node has the metadata of the cluster (metadatasynced)."""
    holds_shards: bool
    """New shards may be placed on the node (shouldhaveshards)."""
    primary: bool = True


@dataclass(frozen=True, slots=True)
class IdentitySequence:
    """The sequence of an identity column."""

    name: QName
    type: str
    start: int
    increment: int
    least: int
    most: int
    cache: int
    cycle: bool


@dataclass(frozen=True, slots=True)
class Cluster:
    """The cluster that a coordinator leads, and its settings."""

    version: tuple[int, int, int]
    """The version of the extension: `14.0-1` is (14, 0, 1)."""
    nodes: tuple[Node, ...] = ()
    coordinator: bool = True
    """This session is on the coordinator."""
    replication_factor: int = 1
    """citus.shard_replication_factor. Foreign keys need 1."""
    wal_level: str = "logical"
    """The coordinator's wal_level. The concurrent form needs `logical`."""
    schema_sharding: bool = False
    """citus.enable_schema_based_sharding."""
    busy: tuple[int, ...] = ()
    """The processes that run create_distributed_table_concurrently in this database now."""
    identities: Mapping[tuple[QName, str], IdentitySequence] = field(default_factory=dict)
    """The sequences of the identity columns of the managed schemas, by table and column."""

    @property
    def workers(self) -> tuple[Node, ...]:
        """The active primary nodes that hold shards, without the coordinator."""
        return tuple(n for n in self.nodes if n.active and n.primary and n.holds_shards and not n.coordinator)


_VERSION = re.compile(r"(\d+)\.(\d+)(?:-(\d+))?")

ON_CLUSTER = ("citus_group", "nodes", "distribution", "concurrent_calls", "identities", "old_shards")
"""The blocks of distribution.sql that only a database with the extension is asked."""

Rows = Mapping[str, list[tuple[Any, ...]]]


def cluster(rows: Rows) -> Cluster | None:
    """Return the cluster that the rows of a snapshot describe; None where the extension is absent."""
    if not rows.get("citus"):
        return None
    text, *settings = rows["citus"][0]
    match = _VERSION.match(text)
    version = (int(match[1]), int(match[2]), int(match[3] or 0)) if match else (0, 0, 0)
    factor, wal_level, sharding = settings
    ((group,),) = rows["citus_group"] or [(0,)]
    return Cluster(
        version=version,
        nodes=tuple(Node(*row) for row in rows["nodes"]),
        coordinator=group == 0,
        replication_factor=factor,
        wal_level=wal_level,
        schema_sharding=sharding,
        busy=tuple(pid for (pid,) in rows["concurrent_calls"]),
        identities={
            (QName(schema, table), column): IdentitySequence(QName(at, name), *rest)
            for schema, table, column, at, name, *rest in rows["identities"]
        },
    )


def old_shards(rows: Rows) -> frozenset[QName]:
    """Return the tables that Citus drops soon: shards that it does not hide any more."""
    return frozenset(QName(schema, name) for schema, name in rows.get("old_shards", ()))


def distributions(rows: Rows) -> Mapping[QName, Distribution]:
    """Return how each table that Citus knows is distributed."""
    return dict(_distributions(rows.get("distribution", ())))


def _distributions(rows: Iterable[tuple[Any, ...]]) -> Iterable[tuple[QName, Distribution]]:
    for schema, name, method, replication, column, colocation, shards, shell in rows:
        yield (
            QName(schema, name),
            Distribution(_method(method, replication, colocation), column, colocation, shards, shell),
        )


def _method(method: str, replication: str, colocation: int) -> Method:
    match method, replication:
        case "h", _:
            return Method.HASH
        case "n", "t":
            return Method.REFERENCE
        case "n", "s":
            return Method.SINGLE if colocation else Method.LOCAL
        case _:
            return Method.OTHER
