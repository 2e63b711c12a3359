"""The tenant's row of a source that has no tenants table."""

from __future__ import annotations

from collections.abc import Mapping

from planner.catalog.words import Generated, Identity
from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.execution.failures import ServerError, SqlStateClass
from planner.merge.sources import Opened
from planner.merge.tables import Merging
from planner.rows.search_path import application_path, with_triggers_under
from planner.sql import build
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
