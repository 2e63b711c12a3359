"""Rehearse the default tenant's INSERT into a table of the application, in a transaction that is rolled back."""

from __future__ import annotations

from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.execution.failures import Cancelled, LockNotGot, ServerError, SqlState
from planner.operations.default_row import default_row
from planner.rows.search_path import empty_path
from planner.run.project import View
from planner.sql import build
from planner.sql.spelling import sql_name
from planner.tenancy.tenants import DefaultTenant


def refuse_default_tenant(connection: Connection, view: View) -> None:
    """Raise Blocked when the row can't be inserted. A standby, which can't write, is not asked."""
    tenants = view.tenancy.tenants
    default = tenants.default
    relation = view.catalog.relation(tenants.relation)
    if default is not None and relation is None:
        _refuse_lacking(default, view)
    if default is None or relation is None or default.id in view.facts.tenants or view.catalog.server.standby:
        return
    key = build.cast(build.literal(default.id), tenants.key_type)
    there = build.select(build.literal(1)).from_(build.table(tenants.relation, alias="k"), copy=False)
    there = there.where(build.eq(build.column(tenants.key, "k"), key), copy=False)
    try:
        with connection.undone():
            connection.execute("SET TRANSACTION READ WRITE")
            for statement in default_row(tenants, default, relation):
                connection.execute(statement)
            connection.execute(empty_path())
            found = connection.value(there)
            connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except (LockNotGot, Cancelled):
        raise
    except ServerError as error:
        raise _refusal(error, view) from None
    if found is None:
        raise Blocked(
            f"the default tenant {default.id!r} would not be in {tenants.relation} after its INSERT; nothing was changed",
            place=view.loaded.place("tenant", "default"),
            hint=f"a rule or a trigger of {tenants.relation} takes it away: insert the tenant yourself, and run the same command again",
        )


def _refuse_lacking(default: DefaultTenant, view: View) -> None:
    """Raise Blocked when the row lacks a value of a table that planner makes."""
    tenants, given = view.tenancy.tenants, dict(default.values)
    for column in tenants.columns:
        if not column.nullable and column.default is None and column.name not in given:
            raise Blocked(
                f"the default tenant has no value for {column.name}, which is NOT NULL in {tenants.relation}; nothing was changed",
                place=view.loaded.place("tenant", "default"),
                hint=f"give {column.name} a value under tenant.default.values",
            )


def _refusal(error: ServerError, view: View) -> Blocked:
    tenants = view.tenancy.tenants
    what = f"the default tenant can't be inserted into {tenants.relation}: {error.said}; nothing was changed"
    if error.function is None and error.state == SqlState.NOT_NULL_VIOLATION and error.column is not None:
        return Blocked(
            what,
            place=view.loaded.place("tenant", "default", "values"),
            hint=f"give {error.column} a value under tenant.default.values",
        )
    if error.function is None:
        named = f" ({error.constraint})" if error.constraint else ""
        hint = (
            f"change tenant.default.values so that the row fits {tenants.relation}{named}, or insert the tenant yourself, and run "
            "the same command again"
        )
    else:
        hint = (
            f"this trigger refuses it: {error.function}. Correct the trigger or tenant.default.values, or insert the tenant "
            f"yourself (INSERT INTO {sql_name(tenants.relation)} …), and run the same command again"
        )
    return Blocked(what, place=view.loaded.place("tenant", "default"), hint=hint)
