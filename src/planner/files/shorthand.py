"""Short names for the conditions that a file for psql asks again and again: functions of the session, in pg_temp.

A function has the SQL of its condition, with parameters in the place of names. So a condition reads as one line, and
says the same as in the files of one segment each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlglot import exp

from planner.catalog.owned import OwnedKey, OwnedKind, OwnedState
from planner.names import QName
from planner.sql import build, ddl, plpgsql
from planner.sql.wrap import WIDTH, wrapped
from planner.steps.conditions import (
    AllOf,
    AnyOf,
    ColumnExists,
    ColumnNotNull,
    Condition,
    ConstraintExists,
    IndexValid,
    Not,
    Recorded,
    TriggerExists,
    TriggerRuns,
)

_SCHEMA = "pg_temp"
_SLOT = QName("planner_s", "planner_r")
_RELATION = build.render(build.literal(build.render(build.table(_SLOT))))
_INDEX = build.render(build.literal(build.render(build.table(QName("planner_s", "planner_n")))))
_KEY = OwnedKey(OwnedKind.COLUMN, _SLOT, "planner_n")


@dataclass(frozen=True, slots=True)
class _Short:
    """One function."""

    name: str
    says: str
    """What it returns, for the comment above it."""
    pattern: Condition
    """The condition with a word in the place of each parameter."""
    slots: tuple[str, ...]
    """The words of the pattern's SQL, in the order of the parameters."""
    arguments: Callable[[Any], tuple[str, ...]]


def _relation(name: QName) -> str:
    return build.render(build.table(name))


def _entry(key: OwnedKey) -> tuple[str, ...]:
    return (key.kind.value, key.relation.schema, key.relation.name, key.name)


_ENTRY = ("'column'", "'planner_s'", "'planner_r'", "'planner_n'")
_SHORT: Mapping[tuple[type, bool], _Short] = {
    (Recorded, True): _Short(
        "planner_recorded", "planner's record has this entry, in this state",
        Recorded(_KEY, OwnedState.CONFIRMED), (*_ENTRY, "'confirmed'"),
        lambda c: (*_entry(c.key), c.state.value),
    ),
    (Recorded, False): _Short(
        "planner_recorded", "planner's record has this entry", Recorded(_KEY), _ENTRY, lambda c: _entry(c.key)
    ),
    (ColumnExists, False): _Short(
        "planner_column", "the relation has this column", ColumnExists(_SLOT, "planner_n"), (_RELATION, "'planner_n'"),
        lambda c: (_relation(c.relation), c.column),
    ),
    (ColumnNotNull, False): _Short(
        "planner_not_null", "the column is NOT NULL, and that is proven", ColumnNotNull(_SLOT, "planner_n"),
        (_RELATION, "'planner_n'"), lambda c: (_relation(c.relation), c.column),
    ),
    (ConstraintExists, False): _Short(
        "planner_constraint", "the relation has this constraint", ConstraintExists(_SLOT, "planner_n"),
        (_RELATION, "'planner_n'"), lambda c: (_relation(c.relation), c.name),
    ),
    (ConstraintExists, True): _Short(
        "planner_validated", "the relation has this constraint, and it is valid",
        ConstraintExists(_SLOT, "planner_n", validated=True), (_RELATION, "'planner_n'"),
        lambda c: (_relation(c.relation), c.name),
    ),
    (IndexValid, False): _Short(
        "planner_index", "the relation has this index, and it is valid", IndexValid(_SLOT, "planner_n"),
        (_RELATION, _INDEX), lambda c: (_relation(c.relation), _relation(QName(c.relation.schema, c.name))),
    ),
    (TriggerExists, False): _Short(
        "planner_has_trigger", "the relation has this trigger", TriggerExists(_SLOT, "planner_n"),
        (_RELATION, "'planner_n'"), lambda c: (_relation(c.relation), c.name),
    ),
    (TriggerRuns, False): _Short(
        "planner_trigger", "the trigger is enabled, and its function has the text with this SHA-256",
        TriggerRuns(_SLOT, "planner_n", ""),
        (_RELATION, "'planner_n'", build.render(build.literal(TriggerRuns(_SLOT, "planner_n", "").digest))),
        lambda c: (_relation(c.relation), c.name, c.digest),
    ),
}  # fmt: skip


@dataclass(slots=True)
class Shorthand:
    """The functions that the conditions of one file use."""

    _used: dict[str, str] = field(default_factory=dict)

    def text(self, condition: Condition, indent: str = "") -> str:
        """Return the condition as SQL that calls the functions where there is one. A second line begins with `indent`."""
        match condition:
            case AllOf():
                return _filled([self._operand(part, indent) for part in _flattened(condition)], "AND", indent)
            case AnyOf(parts):
                return _filled([self._operand(part, indent) for part in parts], "OR", indent)
            case Not(inner):
                return f"NOT {self._operand(inner, indent)}"
        of = (type(condition), _full(condition))
        short = _SHORT.get(of)
        if short is None:
            return wrapped(build.render(condition.sql()), indent).strip()
        self._used.setdefault(*_definition(of))
        *first, last = [build.render(build.literal(argument)) for argument in short.arguments(condition)]
        call = f"{_SCHEMA}.{short.name}({', '.join([*first, last])})"
        if len(indent) + len(call) + 4 <= WIDTH:
            return call
        return f"{_SCHEMA}.{short.name}({', '.join(first)},\n{indent}  {last})"

    def _operand(self, condition: Condition, indent: str) -> str:
        if (type(condition), _full(condition)) in _SHORT:
            return self.text(condition, indent)
        text = self.text(condition, indent + "  ")
        return f"({text})" if "\n" not in text else f"(\n{indent}  {text}\n{indent})"

    def definitions(self) -> Iterator[str]:
        """Yield the statements that make the functions, each below its comment."""
        yield from self._used.values()


def _flattened(condition: Condition) -> Iterator[Condition]:
    """Yield the conditions that must all hold."""
    if isinstance(condition, AllOf):
        for part in condition.conditions:
            yield from _flattened(part)
    else:
        yield condition


def _filled(operands: Sequence[str], word: str, indent: str) -> str:
    """Return operands with a word between them, as many to a line as fit."""
    text, *rest = operands
    at = len(indent) + len(text.rpartition("\n")[2])
    for operand in rest:
        first = len(operand.partition("\n")[0])
        fits = "\n" not in operand and at + len(word) + 2 + first <= WIDTH
        text += f" {word} {operand}" if fits else f"\n{indent}{word} {operand}"
        at = at + len(word) + 2 + first if fits else len(indent) + len(word) + 1 + len(operand.rpartition("\n")[2])
    return text


def _full(condition: Condition) -> bool:
    """Return whether the condition is the longer one of its class: of a valid constraint, or of an entry's state."""
    return bool(getattr(condition, "validated", False)) or getattr(condition, "state", None) is not None


@cache
def _definition(of: tuple[type, bool]) -> tuple[str, str]:
    """Return the function's name with its number of parameters, and the statement that makes it."""
    short = _SHORT[of]
    condition = build.render(short.pattern.sql())
    for number, slot in enumerate(short.slots, 1):
        if slot not in condition:
            raise ValueError(f"{slot} is not in {condition}")
        condition = condition.replace(slot, f"${number}")
    body = plpgsql.body(_BODY, condition=exp.var(wrapped(f"  RETURN {condition}", "    ").strip()))
    text = build.render(
        build.phrase(
            "CREATE OR REPLACE FUNCTION",
            build.relation(QName(_SCHEMA, short.name)),
            build.phrase("(", build.listed(build.type_("text") for _ in short.slots), ")"),
            "RETURNS",
            build.type_("boolean"),
            "LANGUAGE",
            exp.var("plpgsql"),
            "STABLE AS",
            ddl.dollar_quoted(body),
        )
    )
    return f"{short.name}/{len(short.slots)}", f"-- whether {short.says}\n{wrapped(text)};"


_BODY = """
BEGIN
  {condition};
END
"""
