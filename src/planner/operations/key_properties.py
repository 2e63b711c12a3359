"""Carry the properties of a key over to the index that replaces it: comments, CLUSTER, statistics targets.

CREATE INDEX itself carries the structure, the storage parameters and the tablespace.
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.catalog.parts import Index
from planner.names import QName
from planner.sql import build, ddl, index_ddl


def carry(
    relation: QName, key: Index, comment: str | None, *, to: str, shift: int, constraint: str | None
) -> Iterator[build.Statement]:
    """Yield the statements that give the index `to` the properties of `key`.

    `comment` is the comment of the key's constraint, and `constraint` the constraint that the index has become. Without a
    constraint the index takes that comment, if it has none of its own.
    `shift` is the number of columns that the index has before the columns of `key`.
    """
    index = QName(relation.schema, to)
    for place, column in enumerate(key.columns, 1 + shift):
        if column.statistics is not None:
            yield index_ddl.index_statistics(index, place, column.statistics)
    if key.clustered:
        yield index_ddl.cluster_on(relation, to)
    text = key.comment if key.comment is not None or constraint is not None else comment
    if text is not None:
        yield index_ddl.comment_on_index(index, text)
    if comment is not None and constraint is not None:
        yield ddl.comment_on_constraint(relation, constraint, comment)
