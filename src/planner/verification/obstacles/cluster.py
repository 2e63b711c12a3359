"""What keeps a cluster from taking the tables: its version, its nodes and its settings, as the catalog has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.catalog.distribution import Cluster, Node
from planner.names import QName, few
from planner.target.citus import NEWEST, OLDEST
from planner.verification.obstacles.obstacle import Obstacle

_MADE = (
    "on every node: shared_preload_libraries = 'citus' and a restart, then CREATE EXTENSION citus; on the coordinator: "
    "SELECT citus_set_coordinator_host('…', 5432), and citus_add_node('…', 5432) for each worker"
)


def of_cluster(cluster: Cluster | None, large: Sequence[QName]) -> Iterator[Obstacle]:
    """Yield the obstacles. `large` names the tables that the concurrent form distributes."""
    if cluster is None:
        yield Obstacle("this database has no extension citus", _MADE)
        return
    if cluster.version[:2] < OLDEST:
        yield Obstacle(
            f"Citus {_spelled(cluster.version)} is older than {_spelled(OLDEST)}",
            "upgrade it first, on every node: install the packages, restart, ALTER EXTENSION citus UPDATE",
        )
    if not cluster.coordinator:
        yield Obstacle(
            "this is a worker of the cluster, and tables are distributed from its coordinator",
            "connect to the coordinator: SELECT nodename, nodeport FROM pg_dist_node WHERE groupid = 0",
        )
        return
    yield from _nodes(cluster)
    if cluster.replication_factor != 1:
        yield Obstacle(
            f"citus.shard_replication_factor is {cluster.replication_factor}: Citus then has neither foreign keys nor a concurrent form",
            "ALTER SYSTEM SET citus.shard_replication_factor = 1, SELECT pg_reload_conf()",
        )
    if large and cluster.wal_level != "logical":
        yield Obstacle(
            f"wal_level is {cluster.wal_level}, and the concurrent form for {few(large)} needs logical",
            f"ALTER SYSTEM SET wal_level = 'logical', and restart the coordinator; or {instead(large)}",
            ("target", "concurrent_above"),
        )


def instead(large: Sequence[QName]) -> str:
    """Return the way without the concurrent form."""
    return f"raise `concurrent_above` under `target`, so that writes to {few(large)} wait for the copy"


def notes_of(cluster: Cluster | None) -> Iterator[str]:
    """Yield what is told, and stops nothing."""
    if cluster is not None and cluster.version[:2] > NEWEST:
        yield (
            f"Citus {_spelled(cluster.version)} is newer than {_spelled(NEWEST)}, the newest that planner is tested with: try it on a "
            "copy first"
        )


def _nodes(cluster: Cluster) -> Iterator[Obstacle]:
    if not any(node.coordinator for node in cluster.nodes):
        yield Obstacle(
            "the coordinator is not among its own nodes, and then has no reference tables",
            "SELECT citus_set_coordinator_host('…', 5432), with the name that the workers reach it by",
        )
    for node in cluster.nodes:
        if node.primary and not node.coordinator and not (node.active and node.synced):
            what = "has no metadata of the cluster" if node.active else "is not active"
            host, _, port = node.name.rpartition(":")
            yield Obstacle(
                f"worker {node.name} {what}", f"SELECT citus_activate_node('{host}', {port}), or citus_remove_node"
            )
    if not cluster.workers:
        idle = [node for node in cluster.nodes if not node.coordinator and node.active]
        yield Obstacle(
            "the cluster has no worker that may have shards",
            _shards(idle) if idle else "SELECT citus_add_node('…', 5432) for each worker",
        )


def _shards(idle: Sequence[Node]) -> str:
    host, _, port = idle[0].name.rpartition(":")
    return f"SELECT citus_set_node_property('{host}', {port}, 'shouldhaveshards', true)"


def _spelled(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
