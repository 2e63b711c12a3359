"""Judge whether the shards are as the tables on the coordinator: policies, foreign keys, indexes, placements.

The coordinator's own catalog does not show it: there a RESTRICTIVE policy stays RESTRICTIVE while it is PERMISSIVE on every
shard, and a foreign key that a worker has lost is still listed (measured on 13.2 and 14.0).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from planner.catalog.distribution import Cluster
from planner.catalog.model import Catalog, Relation
from planner.names import QName, few
from planner.sql.spelling import sql_name
from planner.steps.checks import CatalogCheck

PolicyOnShard = tuple[str, bool, str | None, str | None]
"""Name, whether it is PERMISSIVE, USING and WITH CHECK."""


@dataclass(frozen=True, slots=True)
class Shard:
    """One shard on one node."""

    relation: QName
    node: str
    """`host:port`."""
    id: int
    there: bool
    """The node has the shard's table."""
    rls: bool = False
    forced: bool = False
    policies: tuple[PolicyOnShard, ...] = ()
    keys: tuple[tuple[str, bool], ...] = ()
    """The foreign keys: name, and whether it is valid."""
    invalid: tuple[str, ...] = ()
    """The indexes that are not valid or not ready."""

    def __str__(self) -> str:
        return f"{self.id} on {self.node}"


@dataclass(frozen=True, slots=True)
class Placed:
    """A distributed table in the coordinator's metadata."""

    shards: int
    of: int
    """The number of shards that its colocation group says."""
    unplaced: int
    """The shards without an active placement."""
    keys: int
    """The foreign keys that the coordinator's table has."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a cluster answered."""

    placed: Mapping[QName, Placed]
    shards: Sequence[Shard]
    silent: Mapping[str, str]
    """The nodes that did not answer, with the reason."""
    unreachable: Sequence[tuple[str, str]]
    """The pairs of nodes of which the first does not reach the second."""
    leftovers: int
    """The records of pg_dist_cleanup."""
    unchecked: Sequence[tuple[QName, str, QName]]
    """Foreign keys into distributed tables from tables that are none: (table, constraint, referenced table)."""


def shards(found: Found, catalog: Catalog, tenants: QName) -> Iterator[CatalogCheck]:
    """Yield the checks of the cluster as a whole, then those of each distributed table. `tenants` stands for the cluster."""
    assert catalog.cluster is not None
    yield _nodes(found, catalog.cluster, tenants)
    yield CatalogCheck(
        "cleanup", tenants, "no interrupted copy has left anything behind", ok=not found.leftovers,
        detail=f"{found.leftovers} records wait for cleanup: Citus removes them within seconds; CALL "
        "citus_cleanup_orphaned_resources() does it at once"
        if found.leftovers
        else "",
    )  # fmt: skip
    for table, key, ref in found.unchecked:
        yield CatalogCheck(
            "local-key", table, f"no foreign key of a table that is not distributed leads to {ref}", ok=False,
            detail=f"Citus does not act on {key} when a row of {ref} is deleted: "
            f"ALTER TABLE {sql_name(table)} DROP CONSTRAINT {sql_name(key)}",
        )  # fmt: skip
    of: dict[QName, list[Shard]] = {}
    for shard in found.shards:
        of.setdefault(shard.relation, []).append(shard)
    for name, placed in sorted(found.placed.items()):
        relation = catalog.relation(name)
        if relation is not None:
            yield _placement(name, placed, of.get(name, []))
            there = [shard for shard in of.get(name, []) if shard.there]
            yield _keys(name, placed, there)
            yield from _policies(relation, there)


def _nodes(found: Found, cluster: Cluster, tenants: QName) -> CatalogCheck:
    wrong = [f"{node.name} is not active" for node in cluster.nodes if not node.active]
    wrong += [
        f"{node.name} has not the cluster's metadata" for node in cluster.nodes if node.active and not node.synced
    ]
    wrong += [f"{name} does not answer: {why}" for name, why in sorted(found.silent.items())]
    wrong += [f"{one} does not reach {other}" for one, other in found.unreachable]
    title = "every node of the cluster is active, synced and reached by the others"
    return CatalogCheck("node", tenants, title, ok=not wrong, detail=few(wrong))


def _placement(name: QName, placed: Placed, of: Sequence[Shard]) -> CatalogCheck:
    wrong = []
    if placed.shards != placed.of:
        wrong.append(f"it has {placed.shards} shards, and its colocation group says {placed.of}")
    if placed.unplaced:
        wrong.append(f"{placed.unplaced} shards have no active placement: their rows cannot be reached")
    missing = [str(shard) for shard in of if not shard.there]
    if missing:
        wrong.append(f"the table of shard {few(missing)} is gone: restore the node's backup")
    return CatalogCheck("placement", name, "every shard is on its node", ok=not wrong, detail="; ".join(wrong))


def _keys(name: QName, placed: Placed, of: Sequence[Shard]) -> CatalogCheck:
    wrong = _grouped((f"{_base(key, shard)} is not valid", shard) for shard in of for key, ok in shard.keys if not ok)
    wrong += _grouped((f"index {_base(index, shard)} is not valid", shard) for shard in of for index in shard.invalid)
    wrong += _grouped(
        (f"there are {len(shard.keys)} foreign keys, and the coordinator's table has {placed.keys}", shard)
        for shard in of
        if len(shard.keys) != placed.keys
    )
    again = "; take the key away and add it again through the coordinator: NOT VALID, then VALIDATE" if wrong else ""
    title = "foreign keys and indexes are valid on every shard"
    return CatalogCheck("shard-key", name, title, ok=not wrong, detail="; ".join(wrong) + again)


def _policies(relation: Relation, of: Sequence[Shard]) -> Iterator[CatalogCheck]:
    """Yield the check that every shard has the coordinator's row level security. Nothing where no side has any."""
    if not relation.rls and not relation.policies and not any(shard.rls or shard.policies for shard in of):
        return
    wanted = {p.name: (p.permissive, p.using, p.check) for p in relation.policies}
    wrong = _grouped((words, shard) for shard in of for words in _differences(relation, wanted, shard))
    again = f"; {_MEND}" if wrong else ""
    title = "row level security on every shard is that of the coordinator"
    yield CatalogCheck("shard-policy", relation.name, title, ok=not wrong, detail="; ".join(wrong) + again)


_MEND = "DROP POLICY through the coordinator, which reaches every shard, then planner apply --phase tighten"


def _differences(
    relation: Relation, wanted: Mapping[str, tuple[bool, str | None, str | None]], shard: Shard
) -> Iterator[str]:
    if relation.rls and not shard.rls:
        yield "row level security is off"
    if relation.force_rls and not shard.forced:
        yield "row level security does not bind the owner (FORCE)"
    there = {name: (permissive, using, check) for name, permissive, using, check in shard.policies}
    for name in sorted({*wanted, *there}):
        if name not in there:
            yield f"policy {name} is missing"
        elif name not in wanted:
            yield f"policy {name} is there, and not on the coordinator"
        elif there[name][0] != wanted[name][0]:
            yield f"policy {name} is {'PERMISSIVE' if there[name][0] else 'RESTRICTIVE'}"
        elif there[name] != wanted[name]:
            yield f"policy {name} has other conditions: USING {there[name][1]} WITH CHECK {there[name][2]}"


def _grouped(found: Iterable[tuple[str, Shard]]) -> list[str]:
    """Return each difference once, with the shards that have it."""
    of: dict[str, list[str]] = {}
    for words, shard in found:
        of.setdefault(words, []).append(str(shard))
    return [f"{words} on shard {few(where)}" for words, where in of.items()]


def _base(name: str, shard: Shard) -> str:
    """Return the name of an object without the shard's number."""
    return name.removesuffix(f"_{shard.id}")
