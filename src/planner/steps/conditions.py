"""Conditions over a live database, as data: files skip what is done and check what must have run before.

Each renders to one boolean SQL expression over pg_catalog and planner.owned, true on the server once it holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sqlglot import exp

from planner.catalog.codes import CONSTRAINT_KINDS
from planner.catalog.model import OwnedKey, OwnedState
from planner.catalog.words import ConstraintKind
from planner.names import PLANNER_SCHEMA, QName
from planner.sql import build
from planner.sql.build import Node
from planner.target.postgres import Capabilities

OWNED = QName(PLANNER_SCHEMA, "owned")


class Condition(Protocol):
    def sql(self) -> Node: ...

    def __str__(self) -> str: ...


def regclass(name: QName) -> Node:
    """to_regclass('"schema"."table"'): NULL, not an error, when there is no such relation."""
    return build.call("to_regclass", build.literal(build.render(build.table(name))))


def _exists(catalog_table: str, *conditions: Node) -> Node:
    source = build.table(QName("pg_catalog", catalog_table))
    return build.exists(
        build.select(build.literal(1)).from_(source, copy=False).where(build.and_(*conditions), copy=False)
    )


def _is(column: str, node: Node) -> Node:
    return build.eq(build.column(column), node)


@dataclass(frozen=True, slots=True)
class TableExists:
    relation: QName

    def sql(self) -> Node:
        return build.is_not_null(regclass(self.relation))

    def __str__(self) -> str:
        return f"table {self.relation} exists"


@dataclass(frozen=True, slots=True)
class ColumnExists:
    relation: QName
    column: str

    def sql(self) -> Node:
        return _exists(
            "pg_attribute",
            _is("attrelid", regclass(self.relation)),
            _is("attname", build.literal(self.column)),
            exp.Not(this=build.column("attisdropped")),
        )

    def __str__(self) -> str:
        return f"{self.relation} has column {self.column}"


@dataclass(frozen=True, slots=True)
class ColumnNotNull:
    """NOT NULL and, on 18, validated (pg_attribute.attnotnull alone is true before that)."""

    relation: QName
    column: str
    can: Capabilities

    def sql(self) -> Node:
        attribute = _exists(
            "pg_attribute",
            _is("attrelid", regclass(self.relation)),
            _is("attname", build.literal(self.column)),
            build.column("attnotnull"),
        )
        if not self.can.not_null_not_valid:
            return attribute
        return build.and_(attribute, exp.Not(this=_unvalidated_not_null(self.relation, self.column)))

    def __str__(self) -> str:
        return f"{self.relation}.{self.column} is NOT NULL"


def _unvalidated_not_null(relation: QName, column: str) -> Node:
    number = build.select(build.column("attnum")).from_(build.table(QName("pg_catalog", "pg_attribute")), copy=False)
    number = number.where(
        build.and_(_is("attrelid", regclass(relation)), _is("attname", build.literal(column))), copy=False
    )
    return _exists(
        "pg_constraint",
        _is("conrelid", regclass(relation)),
        _is("contype", build.literal(CONSTRAINT_KINDS.letter(ConstraintKind.NOT_NULL))),
        build.eq(build.column("conkey"), exp.Array(expressions=[exp.Subquery(this=number)])),
        exp.Not(this=build.column("convalidated")),
    )


@dataclass(frozen=True, slots=True)
class ConstraintExists:
    relation: QName
    name: str
    validated: bool = False

    def sql(self) -> Node:
        extra = (build.column("convalidated"),) if self.validated else ()
        return _exists(
            "pg_constraint",
            _is("conrelid", regclass(self.relation)),
            _is("conname", build.literal(self.name)),
            *extra,
        )

    def __str__(self) -> str:
        return f"{self.relation} has {'the valid ' if self.validated else ''}constraint {self.name}"


@dataclass(frozen=True, slots=True)
class IndexValid:
    relation: QName
    name: str

    def sql(self) -> Node:
        return _exists(
            "pg_index",
            _is("indrelid", regclass(self.relation)),
            _is("indexrelid", regclass(QName(self.relation.schema, self.name))),
            build.column("indisvalid"),
        )

    def __str__(self) -> str:
        return f"{self.relation} has the valid index {self.name}"


@dataclass(frozen=True, slots=True)
class TriggerExists:
    relation: QName
    name: str

    def sql(self) -> Node:
        return _exists("pg_trigger", _is("tgrelid", regclass(self.relation)), _is("tgname", build.literal(self.name)))

    def __str__(self) -> str:
        return f"{self.relation} has trigger {self.name}"


@dataclass(frozen=True, slots=True)
class Recorded:
    """planner.owned has the entry, in this state when one is given. Holds only where schema planner exists."""

    key: OwnedKey
    state: OwnedState | None = None

    def sql(self) -> Node:
        return build.exists(
            build.select(build.literal(1)).from_(build.table(OWNED), copy=False).where(self.where(), copy=False)
        )

    def where(self) -> Node:
        """The entry's row in planner.owned."""
        conditions = [
            _is("kind", build.literal(self.key.kind)),
            _is("schema_name", build.literal(self.key.relation.schema)),
            _is("relation_name", build.literal(self.key.relation.name)),
            _is("object_name", build.literal(self.key.name)),
        ]
        if self.state is not None:
            conditions.append(_is("state", build.literal(self.state.value)))
        return build.and_(*conditions)

    def __str__(self) -> str:
        return f"planner.owned lists {self.key.kind} {self.key.name} of {self.key.relation}"


def trigger_definition(relation: QName, name: str) -> Node:
    """A trigger's definition as it stands; NULL when there is no such trigger."""
    definition = build.call("pg_get_triggerdef", build.column("oid"), build.literal(False))
    found = build.select(definition).from_(build.table(QName("pg_catalog", "pg_trigger")), copy=False)
    where = build.and_(_is("tgrelid", regclass(relation)), _is("tgname", build.literal(name)))
    return exp.Subquery(this=found.where(where, copy=False))


@dataclass(frozen=True, slots=True)
class TriggerAsRecorded:
    """planner.owned has the entry of a replaced trigger, and the trigger stands as the entry's detail has it."""

    key: OwnedKey

    def sql(self) -> Node:
        same = _is("detail", trigger_definition(self.key.relation, self.key.name))
        return build.exists(
            build.select(build.literal(1))
            .from_(build.table(OWNED), copy=False)
            .where(build.and_(Recorded(self.key).where(), same), copy=False)
        )

    def __str__(self) -> str:
        return f"trigger {self.key.name} of {self.key.relation} is suppressed"


@dataclass(frozen=True, slots=True)
class RowExists:
    relation: QName
    column: str
    value: Node

    def sql(self) -> Node:
        return build.exists(
            build.select(build.literal(1))
            .from_(build.table(self.relation), copy=False)
            .where(_is(self.column, self.value), copy=False)
        )

    def __str__(self) -> str:
        return f"{self.relation} has the row of the default tenant"


@dataclass(frozen=True, slots=True)
class Not:
    condition: Condition

    def sql(self) -> Node:
        return exp.Not(this=exp.Paren(this=self.condition.sql()))

    def __str__(self) -> str:
        return f"not: {self.condition}"


@dataclass(frozen=True, slots=True)
class AllOf:
    """Each of them holds."""

    conditions: tuple[Condition, ...]

    def sql(self) -> Node:
        return exp.Paren(this=build.and_(*(exp.Paren(this=c.sql()) for c in self.conditions)))

    def __str__(self) -> str:
        return " and ".join(str(c) for c in self.conditions)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of them holds: a step that a later one makes superfluous."""

    conditions: tuple[Condition, ...]

    def sql(self) -> Node:
        return exp.Paren(this=build.or_(*(exp.Paren(this=c.sql()) for c in self.conditions)))

    def __str__(self) -> str:
        return ", or ".join(str(c) for c in self.conditions)
