"""The expression that gives the session's tenant as a column's default, and its text as the server spells it.

A default can't call the tenant function: whoever inserts a row would need the right to execute it, and a database that
an ORM's migrations make has the function only once it has policies.
"""

from __future__ import annotations

from sqlglot import exp

from planner.catalog.types import CUTTING, whole_type, without_modifier
from planner.names import EQUALS, QName
from planner.sql.build import Node, call, cast, eq, literal
from planner.sql.ddl import given

_STRINGS = frozenset({"character varying", "character"})
_SPELLED = {"character": "bpchar", "bit": '"bit"'}
"""Types without a length whose name in SQL means another length (format_type_extended, format_type.c)."""


def session_tenant(setting: str, type_text: str) -> Node:
    """Return the session's tenant as a value of the type; NULL when the setting is unset or empty.

    A cast to a type with a length or a precision would cut or round the setting, and make another tenant of it. So does
    the assignment to the column, for spaces at the end. Such a setting is an error here, and so is one that is no value
    of the type.
    """
    if not cuts(type_text):
        return given(setting) if type_text == "text" else cast(given(setting), whole_type(type_text))
    fitted = cast(given(setting), _qualified(type_text))
    same = unchanged(fitted, given(setting), type_text)
    refused = cast(call("textcat", given(setting), literal(_complaint(setting, type_text))), "boolean")
    return exp.Case(
        ifs=[exp.If(this=same, true=fitted.copy()), exp.If(this=refused, true=exp.Null())],
    )


def unchanged(fitted: Node, text: Node, type_text: str, equals: QName = EQUALS) -> Node:
    """Return the condition that a cast of the text to the type has neither cut nor rounded it."""
    if compares_as_text(type_text):
        return eq(cast(fitted, whole_type("text")), text)
    return eq(fitted, cast(text, whole_type(type_text)), equals)


def compares_as_text(type_text: str) -> bool:
    """Return whether a value of the type and its text are compared as text, which keeps the spaces at the end."""
    return _compared(type_text) == "text"


def session_tenant_text(setting: str, type_text: str) -> str:
    """Return the same expression as pg_get_expr spells it, under an empty search_path."""
    tenant = f"NULLIF(current_setting({_quoted(setting)}::text, true), ''::text)"
    bare = without_modifier(type_text)
    bare = _SPELLED.get(bare, bare)
    if not cuts(type_text):
        return tenant if type_text == "text" else f"({tenant})::{bare}"
    fitted = f"({tenant})::{type_text}"
    same = f"({fitted})::text = {tenant}" if _compared(type_text) == "text" else f"{fitted} = ({tenant})::{bare}"
    refused = f"(textcat({tenant}, {_quoted(_complaint(setting, type_text))}::text))::boolean"
    return f"\nCASE\n    WHEN ({same}) THEN {fitted}\n    WHEN {refused} THEN NULL::{bare}\n    ELSE NULL::{bare}\nEND"


def cuts(type_text: str) -> bool:
    """Return whether a cast to the type can cut or round a value."""
    return type_text in CUTTING or without_modifier(type_text) != type_text


def _compared(type_text: str) -> str:
    """Return the type in which the value and the setting are compared. Text keeps the spaces at the end."""
    bare = without_modifier(type_text)
    return "text" if type_text in CUTTING or bare in _STRINGS else bare


def _qualified(type_text: str) -> str:
    """Return the type with its length. The grammar knows the types that have one by their own names."""
    return whole_type(type_text) if type_text in CUTTING else type_text


def _complaint(setting: str, type_text: str) -> str:
    return f" ({setting}) is no {type_text}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
