"""What the text of an expression says of itself, before a server is asked."""

from __future__ import annotations

import pytest

from planner.rows.expressions import Call, calls, cast_types, expression_problem, referenced_columns

FITTING = (
    "o", "t.o", "T.o", "(t.address).city", "split_part(o, '/', 2)::int", "CASE WHEN o = 1 THEN 'a' END", "o -- a comment",
    "o->>'org'", "o AT TIME ZONE 'UTC'", 'app."My function"(o)', "(regexp_match(o, 'a'))[1]", "'; DROP TABLE users'",
)  # fmt: skip


@pytest.mark.parametrize("sql", FITTING)
def test_one_expression(sql: str) -> None:
    assert expression_problem(sql) is None


@pytest.mark.parametrize(
    ("sql", "problem"),
    [
        ("(SELECT 1)", "holds a subquery"),
        ("EXISTS(SELECT 1)", "holds a subquery"),
        ("o IN (SELECT 1)", "holds a subquery"),
        ("(VALUES (1))", "holds a subquery"),
        ("row_number() OVER ()", "holds a window function"),
        ("o AS x", "is not one SQL expression"),
        ("o x", "is not one SQL expression"),
        ("o, p", "is not one SQL expression"),
        ("o) , (p", "is not one SQL expression"),
        ("o ||", "is not one SQL expression"),
        ("o FROM users", "is not one SQL expression"),
        ("1; DROP TABLE users", "is not one SQL expression"),
        ("DELETE FROM users", "is not one SQL expression"),
        ("-- nothing", "is not one SQL expression"),
        ("users.o", "reads users; only the columns of the row, t, can be used"),
        ('"T".o', "reads T; only the columns of the row, t, can be used"),
    ],
)
def test_anything_else(sql: str, problem: str) -> None:
    assert expression_problem(sql) == problem


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("Lower(o)", [Call("pg_catalog", "lower", 1)]),
        ('app."My function"(o, lower(p))', [Call("app", "My function", 2), Call("pg_catalog", "lower", 1)]),
        ("random ( )", [Call("pg_catalog", "random", 0)]),
        ("count(*)", [Call("pg_catalog", "count", None)]),
        ("concat(VARIADIC a)", [Call("pg_catalog", "concat", None)]),
        ("f((1, 2), ARRAY[1, 2], 'a, b')", [Call("pg_catalog", "f", 3)]),
        ("o || 'random()'", []),
    ],
)
def test_calls(sql: str, found: list[Call]) -> None:
    assert calls(sql) == found


def test_cast_types() -> None:
    assert cast_types("x::app.\"Type\" || 'y::text' || CAST(y AS Other) || z::int[]") == ["Type", "other", "int"]


def test_referenced_columns() -> None:
    columns = ("o", "P", "q")
    assert referenced_columns('O || t."P"', columns) == ["o", "P"]
    assert referenced_columns("app.tenant_of(t)", columns) == ["o", "P", "q"]
