"""The tenant's row of a source that has no tenants table."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from planner.catalog.words import Generated, Identity
from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.execution.failures import ServerError, SqlStateClass
from planner.merge.sources import Opened
from planner.merge.tables import Merging
from planner.rows.search_path import application_path, with_triggers_under
from planner.sql import build
from planner.sql.build import Node
from planner.tenancy.model import Expression
from planner.tenants.closed import is_there
from planner.tenants.look import counts


def refuse_filled(connection: Connection, merging: Merging, source: Opened, values: Mapping[str, str]) -> None:
    """Raise Blocked for a tenant that has rows, and for a tenant's row that can't be made."""
    tenants = merging.view.tenancy.tenants
    if is_there(connection, merging.view.state, source.tenant):
        held = {name: rows for name, rows in counts(connection, merging.closed, source.tenant).items() if rows}
        held.pop(tenants.relation, None)
        if held or source.has_tenant:
            where = ", ".join(f"{rows} rows of {name}" for name, rows in list(held.items())[:3]) or "its row"
            raise Blocked(
                f"tenant {source.tenant!r} is there already, with {where}, and no merge has made it",
                hint="name the source after a new tenant, or delete that tenant first: planner tenant delete",
            )
        return
    relation = merging.view.catalog.relations[tenants.relation]
    unknown = sorted(name for name in values if relation.column(name) is None or name == tenants.key)
    if unknown or (values and source.has_tenant):
        what = f"{tenants.relation} takes no value of {', '.join(unknown) or 'other rows'}"
        raise Blocked(what, hint="--values SOURCE.COLUMN=VALUE names columns of the tenants table, but not its key")
    if source.has_tenant:
        return
    missing = [
        column.name
        for column in relation.columns
        if column.not_null and column.default is None and column.name not in (tenants.key, *values)
        and column.identity is Identity.NONE and column.generated is Generated.NONE
    ]  # fmt: skip
    if missing:
        raise Blocked(
            f"the row of tenant {source.tenant!r} in {tenants.relation} needs a value of {', '.join(missing)}",
            hint=" ".join(f"--values {source.name}.{name}=…" for name in missing),
        )


def add_tenant(connection: Connection, merging: Merging, source: Opened, values: Mapping[str, str]) -> None:
    """Insert the tenant's row, unless it is there or comes with the source's rows. Raise Blocked for wrong values."""
    tenants = merging.view.tenancy.tenants
    if source.has_tenant or is_there(connection, merging.view.state, source.tenant):
        return
    relation = merging.view.catalog.relations[tenants.relation]
    names = [tenants.key, *values]
    row = [build.literal(text) for text in (source.tenant, *values.values())]
    added = build.insert(tenants.relation, names, [row])
    with_triggers_under(application_path(), added)
    if any(c.name in names and c.identity is Identity.ALWAYS for c in relation.columns):
        added.set("expression", build.phrase("OVERRIDING SYSTEM VALUE", added.args["expression"]))
    try:
        connection.execute(added)
    except ServerError as error:
        if error.of(SqlStateClass.DATA) or error.of(SqlStateClass.INTEGRITY):
            raise Blocked(
                f"{tenants.relation} refuses the row of tenant {source.tenant!r}: {error.said}; nothing was changed",
                hint="correct --values",
            ) from None
        raise
    connection.set_local("search_path", "")


def refuse_derived_otherwise(connection: Connection, merging: Merging, tenant: str) -> None:
    """Raise Blocked for a row of the tenant whose tenant an expression of the plan derives as another one.

    The next write of the row would give it to the other tenant, or fail.
    """
    tenants = merging.view.tenancy.tenants
    for name, table in merging.view.tenancy.tables.items():
        if not isinstance(table.strategy, Expression):
            continue
        value = build.cast(exp.Paren(this=build.verbatim(table.strategy.sql)), tenants.type)
        other: Node = build.ne(value, merging.closed.value(tenant), tenants.equals)
        query = build.select(build.literal(1)).from_(merging.closed.source(name, "t"), copy=False)
        query = query.where(build.and_(merging.closed.rows(name, "t", tenant), other), copy=False)
        if connection.row(query.limit(1, copy=False)) is not None:
            raise Blocked(
                f"the tenant of {name} comes from {table.strategy.describe()}, which does not give {tenant!r}; "
                "nothing was changed",
                hint="name the source as the expression does, or change the rows of the source",
            )
