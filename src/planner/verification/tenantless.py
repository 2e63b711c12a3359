"""Find triggers of the application that insert into a scoped table without its tenant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from planner.names import QName
from planner.operations.emptied import emptied
from planner.steps.checks import CatalogCheck, Weight
from planner.tenancy.model import RowSecurity, ScopedTable, State

_NAME = r'(?:"[^"]+"|[\w$]+)'
_INSERT = re.compile(
    rf"\binsert\s+into\s+({_NAME}(?:\s*\.\s*{_NAME})?)\s*(?:as\s+{_NAME}\s*)?(\([^)]*\))", re.IGNORECASE
)
"""INSERT with a list of columns. Without a list, only the server knows which columns get values."""


def tenantless(state: State) -> Iterator[CatalogCheck]:
    """Yield a finding for each trigger whose function inserts rows that get no tenant, or the constant's tenant.

    Left out are tables whose write guard stays and derives the tenant, and columns whose default is computed. While the
    write guard gives every row the one default tenant, and no policies part the tenants, the finding is a note.
    """
    scoped: dict[str, list[ScopedTable]] = {}
    for table in state.tenancy.tables.values():
        column = state.catalog.relations[table.relation].column(table.column)
        guarded = table.derived and table.transition.stays
        computed = column is not None and column.default is not None and "(" in column.default
        if not guarded and not computed:
            scoped.setdefault(table.relation.name.lower(), []).append(table)
    seen = set()
    for relation in state.catalog.relations.values():
        for trigger in relation.triggers:
            for table in _inserted(trigger.source, relation.name, scoped):
                if (trigger.function, table.relation) in seen:
                    continue
                seen.add((trigger.function, table.relation))
                yield CatalogCheck(
                    "trigger-insert", table.relation, f"triggers that insert rows send {table.column}", ok=False,
                    detail=f"trigger {trigger.name} of {relation.name} inserts without it: let {trigger.function}() name "
                    f"{table.column}, with the tenant of the row that fires it",
                    weight=Weight.NOTE if state.tenancy.rls is None and table.transition.stays else Weight.FINDING,
                )  # fmt: skip


def _inserted(source: str, of: QName, scoped: dict[str, list[ScopedTable]]) -> Iterator[ScopedTable]:
    """Yield the scoped tables that a source inserts into without the tenant column."""
    for name, columns in _INSERT.findall(source):
        parts = [part.strip().strip('"').lower() for part in re.findall(_NAME, name)]
        schema = parts[0] if len(parts) == 2 else of.schema.lower()
        named = {column.strip().strip('"').lower() for column in columns[1:-1].split(",")}
        for table in scoped.get(parts[-1], ()):
            if table.relation.schema.lower() == schema and table.column.lower() not in named:
                yield table


def blind(state: State, rls: RowSecurity) -> Iterator[CatalogCheck]:
    """Yield a check for each object that policies leave without rows. A materialized view is a finding."""
    for one in emptied(state, rls):
        remedy = (
            "REFRESH it as a role with BYPASSRLS that owns it, or make it an ordinary view with security_invoker"
            if one.kept
            else "let it act as its caller (security_invoker, SECURITY INVOKER)"
        )
        yield CatalogCheck(
            "emptied", one.name, f"{one.what} shows rows", ok=False,
            detail=f"it reads {one.table} as {one.owner}, whom policies leave without rows: {remedy}",
            weight=Weight.FINDING if one.kept else Weight.NOTE,
        )  # fmt: skip
