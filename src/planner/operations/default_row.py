"""Write the INSERT of the default tenant, which the dry-run rehearses, and advance the key's sequence past the tenant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from planner.catalog.model import Relation
from planner.catalog.words import Identity
from planner.rows.search_path import RUN_DEFERRED, application_path, empty_path, with_triggers_under
from planner.sql import build
from planner.sql.build import Node
from planner.sql.template import templates
from planner.tenancy.tenants import DefaultTenant, TenantsTable

_SQL = templates("planner.operations", "default_row.sql")

_NEXTVAL = re.compile(r"nextval\('((?:[^']|'')+)'::regclass\)")
"""The default of a serial column, in the server's own spelling."""


def default_row(tenants: TenantsTable, default: DefaultTenant, relation: Relation | None) -> Iterator[Node]:
    """Yield the statements that insert the row. `relation` is the tenants table; None when planner creates it.

    Triggers of the table find theirs by the application's search_path.
    """
    names = (tenants.key, *(name for name, _ in default.values))
    key = build.cast(build.literal(default.id), tenants.key_type)
    values = [key, *(build.literal(value) for _, value in default.values)]
    added = build.insert(tenants.relation, names, [values], build.on_conflict_do_nothing([tenants.key]))
    fires = relation is not None and any(
        "INSERT" in t.events and t.enabled.fires_for_clients for t in relation.triggers
    )
    if fires:
        added = with_triggers_under(application_path(), added)
    if relation is not None and _identities(relation, names):
        added.set("expression", build.phrase("OVERRIDING SYSTEM VALUE", added.expression))
    yield added
    if fires:
        yield exp.var(RUN_DEFERRED)
        yield empty_path()


def default_row_counted(tenants: TenantsTable, default: DefaultTenant, relation: Relation | None) -> Iterator[Node]:
    """Yield the statement that advances the key's sequence past the default tenant, if the key has a sequence."""
    column = relation.column(tenants.key) if relation is not None else None
    if relation is None or column is None or not default.id.isdecimal():
        return
    found = _NEXTVAL.fullmatch(column.default or "")
    if column.identity is not Identity.NONE:
        table = build.literal(build.render(build.table(relation.name)))
        sequence = build.cast(build.call("pg_get_serial_sequence", table, build.literal(tenants.key)), "regclass")
    elif found is not None:
        sequence = build.cast(build.literal(found[1].replace("''", "'")), "regclass")
    else:
        return
    yield _SQL["advance"].fill(sequence=sequence, id=exp.Literal.number(default.id))


def _identities(relation: Relation, names: tuple[str, ...]) -> bool:
    columns = (relation.column(name) for name in names)
    return any(column is not None and column.identity is Identity.ALWAYS for column in columns)
