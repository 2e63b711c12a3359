"""Ask the rows of the tenants table whether the rows that they lead to belong to the same tenant."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from planner.catalog.parts import Constraint
from planner.operations.composite_keys import tenants_as_child, tenants_due
from planner.rows.derivation import Derivation
from planner.sql import build
from planner.sql.build import Node
from planner.tenancy.compared import compared
from planner.tenancy.model import ScopedTable, State
from planner.tenancy.path import Path
from planner.verification.row_questions import Count, RowQuery


def tenants_query(state: State) -> RowQuery | None:
    """Return the query for the foreign keys of the tenants table that shall carry the tenant, or None without one."""
    found = [
        (table, old) for table in state.tenancy.tables.values() for _, relation, old in tenants_due(table, state)
        if relation.constraint(old.name) is not None and old.validated and old.enforced
    ]  # fmt: skip
    if not found:
        return None
    derivation, holder = Derivation(state), tenants_as_child(state)
    paths = {_path(holder, table, old, state): f"p{n}" for n, (table, old) in enumerate(found)}
    own = build.column(holder.column, "t")

    def base(columns: Sequence[Node]) -> exp.Select:
        select = build.select(*columns).from_(build.table(holder.relation, alias="t"), copy=False)
        for path, alias in paths.items():
            select = derivation.join(select, path, alias)
        return derivation.attach(select, holder, paths)

    counts = []
    for path, alias in paths.items():
        theirs = derivation.tenant_of(path, alias)
        title = f"leads to a row of another tenant: {path.describe()}"
        differs = build.ne(own.copy(), theirs.copy(), state.tenancy.tenants.equals)
        counts.append(Count("conflict", title, differs, own.copy(), theirs))
    return RowQuery(holder.relation, holder.key, tuple(counts), base)


def _path(holder: ScopedTable, table: ScopedTable, key: Constraint, state: State) -> Path:
    path = Path(table.relation, tuple(zip(key.columns, key.ref_columns, strict=True)), table.column, key.name)
    return compared(path, holder.relation, state.catalog)
