"""Check the plan's `sql:` expressions on the live server, before any row is read."""

from __future__ import annotations

from sqlglot import exp

from planner.catalog.codes import FUNCTION_KINDS, VOLATILITIES
from planner.catalog.words import Volatility
from planner.errors import PlanError
from planner.execution.connection import Connection
from planner.execution.failures import ServerError
from planner.plan.load import LoadedPlan
from planner.rows.expressions import calls, cast_types
from planner.sql import build
from planner.sql.queries import queries
from planner.tenancy.model import Expression, ScopedTable, Tenancy

_SQL = queries("planner.run")
_VOLATILE = VOLATILITIES.letter(Volatility.VOLATILE)


def check_expression(connection: Connection, loaded: LoadedPlan, tenancy: Tenancy, table: ScopedTable) -> None:
    """Raise PlanError for an expression that does not work, or that may give another tenant each time."""
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
        connection.execute(query)
    except ServerError as error:
        raise PlanError(
            f"the expression of {table.relation} does not work: {error.said}",
            place=place,
            hint="write column names as in the database, functions outside pg_catalog with their schema; the row is `t`",
        ) from None


def _unfit_function(connection: Connection, sql: str) -> str | None:
    called = calls(sql)
    parameters = {
        "schemas": [call.schema for call in called],
        "names": [call.name for call in called],
        "arguments": [call.arguments for call in called],
        "aggregate": FUNCTION_KINDS["aggregate"],
        "window": FUNCTION_KINDS["window"],
        "function": FUNCTION_KINDS["function"],
        "volatile": _VOLATILE,
    }
    for place, aggregate, window, returns_set, volatile in connection.fetch(_SQL["functions_called"], parameters):
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
    row = connection.row(_SQL["volatile_casts"], {"types": cast_types(text), "volatile": _VOLATILE})
    return f"converts to {row[0]} with a volatile function" if row is not None else None
