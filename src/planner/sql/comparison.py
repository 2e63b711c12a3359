"""Read a condition of a policy, as the server deparses it: what it compares, and with which casts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: what is compared, and the types that it is cast to, the outermost first."""

    column: str | None = None
    call: tuple[str | None, str] | None = None
    """A function without arguments: schema and name."""
    setting: str | None = None
    """The setting that current_setting reads."""
    never_empty: bool = False
    """NULLIF makes an empty setting NULL."""
    casts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Equal:
    """`left = right`, by the operator of this name, with its schema if the text has one."""

    left: Side
    right: Side
    operator: str


@dataclass(frozen=True, slots=True)
class IsNull:
    """`column IS NULL`."""

    column: str


Condition = Equal | IsNull


@lru_cache(maxsize=4096)
def conditions(text: str) -> tuple[Condition, ...] | None:
    """Return the conditions of which one must hold. None for a text that says anything else."""
    try:
        found = [_condition(part) for part in _parts(parse_one(text, dialect="postgres"))]
    except (SqlglotError, RecursionError):  # One that is nested too deeply is none of planner's.
        return None
    return tuple(part for part in found if part is not None) if None not in found else None


def _parts(tree: exp.Expr) -> Iterator[exp.Expr]:
    bare = _bare(tree)
    if isinstance(bare, exp.Or):
        yield from _parts(bare.this)
        yield from _parts(bare.expression)
    else:
        yield bare


def _condition(tree: exp.Expr) -> Condition | None:
    match tree:
        case exp.Is(this=exp.Expr() as one, expression=exp.Null()) if not tree.args.get("negate"):
            side = _side(one)
            return IsNull(side.column) if side is not None and side.column is not None and not side.casts else None
        case exp.EQ(this=one, expression=other):
            operator = "="
        case exp.Operator(this=one, expression=other):
            operator = str(tree.args["operator"])
        case _:
            return None
    left, right = _side(one), _side(other)
    return Equal(left, right, operator) if left is not None and right is not None else None


def _side(tree: exp.Expr) -> Side | None:
    casts: list[str] = []
    at = _bare(tree)
    while isinstance(at, exp.Cast | exp.Select):
        if isinstance(at, exp.Cast):
            casts.append(at.to.sql("postgres").lower())
            at = _bare(at.this)
        else:
            alone = _selected(at)
            if alone is None:
                return None
            at = _bare(alone)
    match at:
        case exp.Column(this=exp.Identifier() as name) if not at.args.get("db"):
            return Side(column=name.name, casts=tuple(casts))
        case exp.Dot(this=exp.Identifier() as schema, expression=exp.Anonymous() as call) if not call.expressions:
            return Side(call=(schema.name, call.name), casts=tuple(casts))
        case exp.Nullif(this=given, expression=empty) if _text(empty) == "":
            setting = _setting(given)
            return Side(setting=setting, never_empty=True, casts=tuple(casts)) if setting is not None else None
        case _:
            setting = _setting(at)
            return Side(setting=setting, casts=tuple(casts)) if setting is not None else None


def _selected(select: exp.Select) -> exp.Expr | None:
    """Return the one expression of `(SELECT expression)`."""
    if len(select.expressions) != 1 or any(value for name, value in select.args.items() if name != "expressions"):
        return None
    only: exp.Expr = select.expressions[0]
    return only.this if isinstance(only, exp.Alias) else only


def _setting(tree: exp.Expr) -> str | None:
    call = _bare(tree)
    if isinstance(call, exp.Dot) and call.this.name == "pg_catalog":
        call = call.expression
    if not isinstance(call, exp.Anonymous) or call.name.lower() != "current_setting" or not call.expressions:
        return None
    return _text(call.expressions[0])


def _text(tree: exp.Expr) -> str | None:
    at = _bare(tree)
    while isinstance(at, exp.Cast):
        at = _bare(at.this)
    return at.name if isinstance(at, exp.Literal) and at.is_string else None


def _bare(tree: exp.Expr) -> exp.Expr:
    """Return the tree without the parentheses around it. Those of a sub-SELECT go too."""
    return tree.unnest()
