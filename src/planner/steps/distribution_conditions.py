"""Conditions on how Citus holds a table, and on identity columns and keys, which phase `distribute` changes."""

from __future__ import annotations

from dataclasses import dataclass

from planner.catalog.codes import IDENTITIES
from planner.catalog.distribution import Distribution, Method
from planner.catalog.words import Identity
from planner.names import QName
from planner.sql import build
from planner.sql.build import Node
from planner.sql.template import templates
from planner.steps.conditions import regclass

_SQL = templates("planner.steps", "distribution_conditions.sql")

_LETTERS = {Method.HASH: ("h", "s"), Method.REFERENCE: ("n", "t"), Method.LOCAL: ("n", "s"), Method.SINGLE: ("n", "s")}
"""pg_dist_partition: partmethod and repmodel."""


@dataclass(frozen=True, slots=True)
class DistributedAs:
    """Citus holds the table in this way; None for a table that Citus does not know."""

    relation: QName
    distribution: Distribution | None

    def sql(self) -> Node:
        if self.distribution is None:
            return _SQL["not_distributed"].phrase(relation=regclass(self.relation))
        method, replication = _LETTERS[self.distribution.method]
        return _SQL["distributed_as"].phrase(
            relation=regclass(self.relation),
            method=build.literal(method),
            replication=build.literal(replication),
            column=build.literal(self.distribution.column or ""),
        )

    def __str__(self) -> str:
        if self.distribution is None:
            return f"{self.relation} is a plain table"
        by = f" by {self.distribution.column}" if self.distribution.column else ""
        return f"{self.relation} is distributed{by} ({self.distribution.method})"


@dataclass(frozen=True, slots=True)
class ShellEmpty:
    """The local table of a distributed table holds no old rows."""

    relation: QName

    def sql(self) -> Node:
        return _SQL["shell_empty"].phrase(relation=regclass(self.relation))

    def __str__(self) -> str:
        return f"{self.relation} has no old rows on the coordinator"


@dataclass(frozen=True, slots=True)
class IdentityIs:
    relation: QName
    column: str
    identity: Identity

    def sql(self) -> Node:
        letter = IDENTITIES.letter(self.identity)
        return _SQL["identity_is"].phrase(
            relation=regclass(self.relation), column=build.literal(self.column), identity=build.literal(letter)
        )

    def __str__(self) -> str:
        return (
            f"{self.relation}.{self.column} is {'an' if self.identity is not Identity.NONE else 'no'} identity column"
        )


@dataclass(frozen=True, slots=True)
class KeyColumnsAre:
    """The key has as many columns as given, the first one first."""

    relation: QName
    name: str
    columns: tuple[str, ...]

    def sql(self) -> Node:
        return _SQL["key_columns_are"].phrase(
            relation=regclass(self.relation),
            name=build.literal(self.name),
            first=build.literal(self.columns[0]),
            count=build.literal(len(self.columns)),
        )

    def __str__(self) -> str:
        return f"key {self.name} of {self.relation} has the columns ({', '.join(self.columns)})"
