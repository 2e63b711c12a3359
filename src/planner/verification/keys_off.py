"""Find foreign keys that are there, and that the server does not check: their triggers are disabled."""

from __future__ import annotations

from collections.abc import Iterator

from planner.names import QName
from planner.sql.spelling import sql_name
from planner.steps.checks import CatalogCheck
from planner.tenancy.model import State
from planner.verification.findings import some


def keys_off(state: State) -> Iterator[CatalogCheck]:
    """Yield a finding for each table whose triggers hold keys of scoped tables, and are disabled (DISABLE TRIGGER ALL)."""
    found: dict[QName, list[str]] = {}
    for table, key, of in state.catalog.access.keys_off:
        if of in state.tenancy.tables:
            found.setdefault(table, []).append(f"{key} of {of}")
    for table, keys in found.items():
        detail = f"disabled, so rows may reference other tenants' rows: {some(keys)}: ALTER TABLE {sql_name(table)} ENABLE TRIGGER ALL"
        yield CatalogCheck("keys-off", table, "the triggers of foreign keys fire", ok=False, detail=detail)
