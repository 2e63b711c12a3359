"""The plan's `sql:` expressions, as the live server understands them: asked before any row is read."""

from __future__ import annotations

import psycopg
from sqlglot import exp

from planner.errors import PlanError
from planner.execution.session import Connection
from planner.plan.load import LoadedPlan
from planner.rows.expressions import calls, cast_types
from planner.sql import build
from planner.tenancy.model import Expression, ScopedTable, Tenancy

_FUNCTIONS = """
SELECT c.place, pg_catalog.bool_or(p.prokind = 'a'), pg_catalog.bool_or(p.prokind = 'w'), pg_catalog.bool_or(p.proretset),
  pg_catalog.bool_or(p.provolatile = 'v')
FROM ROWS FROM (pg_catalog.unnest(%(schemas)s::text[]), pg_catalog.unnest(%(names)s::text[]),
  pg_catalog.unnest(%(arguments)s::integer[])) WITH ORDINALITY AS c (schema, name, arguments, place)
JOIN pg_catalog.pg_namespace AS n ON n.nspname = c.schema
JOIN pg_catalog.pg_proc AS p ON p.pronamespace = n.oid AND p.proname = c.name
  AND (p.prokind <> 'f' OR c.arguments IS NULL
    OR c.arguments >= p.pronargs - p.pronargdefaults AND (c.arguments <= p.pronargs OR p.provariadic <> 0))
GROUP BY c.place ORDER BY c.place
"""
"""Functions of these names that take as many arguments; aggregates take more between WITHIN GROUP and its parenthesis. Of several
functions whatever one of them is counts."""

_CASTS = """
SELECT DISTINCT pg_catalog.format_type(t.oid, NULL)
FROM pg_catalog.pg_cast AS c
JOIN pg_catalog.pg_proc AS p ON p.oid = c.castfunc
JOIN pg_catalog.pg_type AS t ON t.oid = c.casttarget
WHERE p.provolatile = 'v' AND t.typname = ANY (%(types)s::text[])
ORDER BY 1
"""


def check_expression(connection: Connection, loaded: LoadedPlan, tenancy: Tenancy, table: ScopedTable) -> None:
    """Raises PlanError for an expression that does not work, or that may give another tenant each time."""
    assert isinstance(table.strategy, Expression)
    sql = table.strategy.sql
    place = loaded.place("tables", table.spelled, "backfill", "sql")
    found = _unfit_function(connection, sql) or _unfit_cast(connection, f"{sql}\n::{tenancy.tenants.type}")
    if found is not None:
        raise PlanError(
            f"the expression of {table.relation} {found}",
            place=place,
            hint="it must give the same tenant for the same row each time, from that row alone: use functions that are "
            "IMMUTABLE or STABLE",
        )
    value = build.cast(exp.Paren(this=build.verbatim(sql)), tenancy.tenants.type)
    query = build.select(value).from_(build.table(table.relation, alias="t"), copy=False)
    query.set("limit", exp.Limit(expression=build.literal(0)))
    try:
        connection.execute(build.render(query).encode())
    except psycopg.OperationalError:
        raise
    except psycopg.Error as error:
        raise PlanError(
            f"the expression of {table.relation} does not work: {error.diag.message_primary}",
            place=place,
            hint="write column names as in the database, functions outside pg_catalog with their schema; the row is `t`",
        ) from None


def _unfit_function(connection: Connection, sql: str) -> str | None:
    called = calls(sql)
    parameters = {
        "schemas": [call.schema for call in called],
        "names": [call.name for call in called],
        "arguments": [call.arguments for call in called],
    }
    for place, aggregate, window, returns_set, volatile in connection.execute(_FUNCTIONS.encode(), parameters):
        for unfit, what in (
            (aggregate, "an aggregate function: it reads other rows too"),
            (window, "a window function: it reads other rows too"),
            (returns_set, "a function that returns a set"),
            (volatile, "a volatile function"),
        ):
            if unfit:
                return f"calls {called[place - 1]}, {what}"
    return None


def _unfit_cast(connection: Connection, text: str) -> str | None:
    row = connection.execute(_CASTS.encode(), {"types": cast_types(text)}).fetchone()
    return f"converts to {row[0]} with a volatile function" if row is not None else None
