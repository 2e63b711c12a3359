"""Conditions on a live database, as data. SQL files use them to skip finished steps and to check for earlier ones.

Each condition renders to one boolean SQL expression over pg_catalog and planner.owned.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from sqlglot import exp

from planner.catalog.codes import CONSTRAINT_KINDS, FIRING
from planner.catalog.fingerprint import constant_of
from planner.catalog.owned import OwnedKey, OwnedState
from planner.catalog.words import ConstraintKind, TriggerFiring
from planner.names import EQUALS, PLANNER_SCHEMA, QName
from planner.sql import build
from planner.sql.build import Node
from planner.sql.template import templates

OWNED = QName(PLANNER_SCHEMA, "owned")


class Condition(Protocol):
    """A condition: `sql()` is a boolean expression, and str() is the condition in words."""

    def sql(self) -> Node: ...

    def __str__(self) -> str: ...


_SQL = templates("planner.steps", "conditions.sql")


@cache
def regclass(name: QName) -> Node:
    """Return to_regclass('"schema"."table"'), which is NULL, not an error, when there is no such relation."""
    return build.phrase(build.call("to_regclass", build.literal(build.render(build.table(name)))))


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
        return _SQL["column_exists"].phrase(relation=regclass(self.relation), column=build.literal(self.column))

    def __str__(self) -> str:
        return f"{self.relation} has column {self.column}"


_LITERAL = r"""^\(*(E?'.*'|-?[0-9.]+|true|false)\)?(::("[^"]*"|[a-z0-9_ .,()\[\]])+)*$"""
"""A constant as pg_get_expr writes it, in front of the types that it is cast to."""


@dataclass(frozen=True, slots=True)
class ColumnDefaultIs:
    """The column has this default, None for no default. Constants are compared without their casts."""

    relation: QName
    column: str
    default: str | None

    def sql(self) -> Node:
        found = _SQL["column_default"].phrase(relation=regclass(self.relation), column=build.literal(self.column))
        if self.default is None:
            return build.is_null(found)
        value = constant_of(self.default)
        if value is None:
            return build.eq(found, build.literal(self.default))
        quoted = "'" + value.replace("'", "''") + "'"
        spellings = dict.fromkeys((value, quoted, "E" + quoted.replace("\\", "\\\\")))
        constant = build.call("regexp_replace", found, build.literal(_LITERAL), build.literal(r"\1"))
        any_of = exp.Any(this=exp.Paren(this=exp.Array(expressions=[build.literal(one) for one in spellings])))
        return build.operation(constant, EQUALS, any_of)

    def __str__(self) -> str:
        return f"{self.relation}.{self.column} has " + (f"the default {self.default}" if self.default else "no default")


@dataclass(frozen=True, slots=True)
class ColumnCommentIs:
    """The column has this comment, None for no comment."""

    relation: QName
    column: str
    text: str | None

    def sql(self) -> Node:
        found = _SQL["column_comment"].phrase(relation=regclass(self.relation), column=build.literal(self.column))
        return build.is_null(found) if self.text is None else build.eq(found, build.literal(self.text))

    def __str__(self) -> str:
        return f"{self.relation}.{self.column} has " + ("no comment" if self.text is None else "planner's comment")


@dataclass(frozen=True, slots=True)
class ColumnNotNull:
    """The column is NOT NULL and, on 18, the constraint is validated: pg_attribute.attnotnull is true before that."""

    relation: QName
    column: str

    def sql(self) -> Node:
        kind = build.literal(CONSTRAINT_KINDS.letter(ConstraintKind.NOT_NULL))
        return _SQL["column_not_null"].phrase(
            relation=regclass(self.relation), column=build.literal(self.column), not_null=kind
        )

    def __str__(self) -> str:
        return f"{self.relation}.{self.column} is NOT NULL"


@dataclass(frozen=True, slots=True)
class ConstraintExists:
    relation: QName
    name: str
    validated: bool = False

    def sql(self) -> Node:
        template = _SQL["constraint_validated"] if self.validated else _SQL["constraint_exists"]
        return template.phrase(relation=regclass(self.relation), name=build.literal(self.name))

    def __str__(self) -> str:
        return f"{self.relation} has {'the valid ' if self.validated else ''}constraint {self.name}"


@dataclass(frozen=True, slots=True)
class IndexExists:
    """The index exists, valid or not."""

    relation: QName
    name: str

    def sql(self) -> Node:
        return build.is_not_null(regclass(QName(self.relation.schema, self.name)))

    def __str__(self) -> str:
        return f"{self.relation} has index {self.name}"


@dataclass(frozen=True, slots=True)
class IndexValid:
    relation: QName
    name: str

    def sql(self) -> Node:
        index = regclass(QName(self.relation.schema, self.name))
        return _SQL["index_valid"].phrase(relation=regclass(self.relation), index=index)

    def __str__(self) -> str:
        return f"{self.relation} has the valid index {self.name}"


@dataclass(frozen=True, slots=True)
class TriggerExists:
    relation: QName
    name: str

    def sql(self) -> Node:
        return _SQL["trigger_exists"].phrase(relation=regclass(self.relation), name=build.literal(self.name))

    def __str__(self) -> str:
        return f"{self.relation} has trigger {self.name}"


@dataclass(frozen=True, slots=True)
class TriggerRuns:
    """The trigger exists, is enabled for clients, and its function has this source text."""

    relation: QName
    name: str
    source: str

    def sql(self) -> Node:
        return _SQL["trigger_runs"].phrase(
            relation=regclass(self.relation),
            name=build.literal(self.name),
            origin=build.literal(FIRING.letter(TriggerFiring.ORIGIN)),
            always=build.literal(FIRING.letter(TriggerFiring.ALWAYS)),
            digest=build.literal(self.digest),
        )

    @property
    def digest(self) -> str:
        """The SHA-256 of the source text, in hex."""
        return hashlib.sha256(self.source.encode()).hexdigest()

    def __str__(self) -> str:
        return f"{self.relation} has trigger {self.name} with planner's function"


@dataclass(frozen=True, slots=True)
class FunctionExists:
    """The function without arguments exists."""

    function: QName

    def sql(self) -> Node:
        signature = f"{build.render(build.table(self.function))}()"
        return build.is_not_null(build.phrase(build.call("to_regprocedure", build.literal(signature))))

    def __str__(self) -> str:
        return f"function {self.function}() exists"


@dataclass(frozen=True, slots=True)
class PolicyExists:
    relation: QName
    name: str

    def sql(self) -> Node:
        return _SQL["policy_exists"].phrase(relation=regclass(self.relation), name=build.literal(self.name))

    def __str__(self) -> str:
        return f"{self.relation} has policy {self.name}"


@dataclass(frozen=True, slots=True)
class RowSecurityIs:
    """Row level security is ENABLED or DISABLED, FORCED or not."""

    relation: QName
    enabled: bool
    forced: bool

    def sql(self) -> Node:
        return _SQL["row_security_is"].phrase(
            relation=regclass(self.relation),
            enabled=build.literal(self.enabled),
            forced=build.literal(self.forced),
        )

    def __str__(self) -> str:
        forced = "forced" if self.forced else "not forced"
        return f"row level security of {self.relation} is {'on' if self.enabled else 'off'}, {forced}"


@dataclass(frozen=True, slots=True)
class Recorded:
    """planner.owned has the entry, in this state if one is given. The SQL is an error without schema planner."""

    key: OwnedKey
    state: OwnedState | None = None

    def sql(self) -> Node:
        return _SQL["recorded"].phrase(entry=self.where())

    def where(self) -> Node:
        """Return the condition on the entry's row in planner.owned."""
        entry = {
            "kind": build.literal(self.key.kind.value),
            "schema": build.literal(self.key.relation.schema),
            "relation": build.literal(self.key.relation.name),
            "name": build.literal(self.key.name),
        }
        if self.state is None:
            return _SQL["entry"].phrase(**entry)
        return _SQL["entry_in_state"].phrase(state=build.literal(self.state.value), **entry)

    def __str__(self) -> str:
        return f"planner.owned lists {self.key.kind} {self.key.name} of {self.key.relation}"


def trigger_definition(relation: QName, name: str) -> Node:
    """Return SQL for a trigger's present definition; NULL when there is no such trigger."""
    return _SQL["trigger_definition"].phrase(relation=regclass(relation), name=build.literal(name))


@dataclass(frozen=True, slots=True)
class TriggerAsRecorded:
    """planner.owned has the entry of a replaced trigger, and the trigger has the definition in the entry's detail."""

    key: OwnedKey

    def sql(self) -> Node:
        definition = trigger_definition(self.key.relation, self.key.name)
        return _SQL["trigger_as_recorded"].phrase(entry=Recorded(self.key).where(), definition=definition)

    def __str__(self) -> str:
        return f"trigger {self.key.name} of {self.key.relation} is suppressed"


@dataclass(frozen=True, slots=True)
class Not:
    condition: Condition

    def sql(self) -> Node:
        return exp.Not(this=exp.Paren(this=self.condition.sql()))

    def __str__(self) -> str:
        return f"not: {self.condition}"


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of the conditions hold."""

    conditions: tuple[Condition, ...]

    def sql(self) -> Node:
        return build.every(c.sql() for c in self.conditions)

    def __str__(self) -> str:
        return " and ".join(str(c) for c in self.conditions)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of the conditions holds, as for a step that a later step makes superfluous."""

    conditions: tuple[Condition, ...]

    def sql(self) -> Node:
        return exp.Paren(this=build.or_(*(exp.Paren(this=c.sql()) for c in self.conditions)))

    def __str__(self) -> str:
        return ", or ".join(str(c) for c in self.conditions)
