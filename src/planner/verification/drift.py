"""Find what has changed since the plan was written: new tables, missing tables, and exemptions that no longer apply."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from planner.steps.checks import CatalogCheck
from planner.tenancy.model import Exemption, State


def drift(state: State, today: date) -> Iterator[CatalogCheck]:
    """Yield a check for each table outside the tenancy that somebody has to look at. Yield nothing without drift."""
    for name in state.tenancy.unlisted:
        detail = "a new table: list it under `tables` (scoped, `kind: reference` or `kind: exempt`)"
        yield CatalogCheck("unlisted", name, "is in the plan", ok=False, detail=detail)
    for name in state.tenancy.gone:
        detail = "the plan lists this table, but the database has no such table: remove it from the plan"
        yield CatalogCheck("gone", name, "is in the database", ok=False, detail=detail)
    for exemption in state.tenancy.exemptions:
        problem = _problem(exemption, state, today)
        if problem is not None:
            yield CatalogCheck("exemption", exemption.relation, "is still exempt", ok=False, detail=problem)


def _problem(exemption: Exemption, state: State, today: date) -> str | None:
    if exemption.until is not None and exemption.until < today:
        return f"the exemption ended on {exemption.until} ({exemption.reason}): make the table scoped, or decide again"
    relation = state.catalog.relation(exemption.relation)
    tenants = state.tenancy.tenants
    rls = state.tenancy.rls
    answered = rls is not None and exemption.relation in rls.open
    for key in relation.foreign_keys() if relation is not None and not answered else ():
        if key.ref == tenants.relation and key.ref_columns == (tenants.key,):
            column = ", ".join(key.columns)
            return (
                f"{column} references {tenants.relation}: it has a tenant by now, so list it as scoped (`column: {column}`), "
                "or as mixed or shared"
            )
    return None
