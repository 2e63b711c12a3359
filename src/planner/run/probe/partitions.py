"""Give a partitioned table that has no partition one for its rows, in the probe's transaction."""

from __future__ import annotations

from collections.abc import Iterator

from planner.catalog.model import Catalog, Relation
from planner.catalog.words import RelationKind
from planner.execution.connection import Connection
from planner.execution.failures import ServerError
from planner.names import QName
from planner.sql import build
from planner.sql.build import Node


def without_partitions(catalog: Catalog) -> list[Relation]:
    """Return the partitioned tables without a partition: no row can be inserted into them."""
    return [
        relation
        for relation in catalog.relations.values()
        if relation.kind is RelationKind.PARTITIONED and not catalog.partitions(relation.name)
    ]


def add_partitions(connection: Connection, relations: list[Relation]) -> None:
    """Create a partition for each table. A table that can't get one stays as it is, and its rows can't be made."""
    for number, relation in enumerate(relations):
        name = QName(relation.name.schema, f"planner_probe_partition_{number}")
        try:
            with connection.transaction():
                connection.execute(build.phrase(*_partition(name, relation)))
        except ServerError as error:
            if error.state is None:
                raise


def _partition(name: QName, relation: Relation) -> Iterator[str | Node]:
    """Yield the statement. A table that is partitioned by hash can't have a default partition."""
    yield from ("CREATE TABLE", build.table(name), "PARTITION OF", build.table(relation.name))
    if (relation.partition_key or "").upper().startswith("HASH"):
        yield from ("FOR VALUES WITH", "(", "MODULUS", build.literal(1), ",", "REMAINDER", build.literal(0), ")")
    else:
        yield "DEFAULT"
