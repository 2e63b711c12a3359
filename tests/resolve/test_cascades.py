"""Foreign keys that take rows of tenants along when a row of a table without policies changes. No server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.catalogs import catalog, named, table
from planner.catalog.access import Role
from planner.catalog.parts import Grant, Policy
from planner.catalog.words import ReferentialAction
from planner.tenancy.model import RowSecurity
from planner.verification.cascades import cascades

RLS = RowSecurity("app.org", ("app",), frozenset({"ops"}), True, named("h"))
CASCADE, SET_NULL, NOTHING = ReferentialAction.CASCADE, ReferentialAction.SET_NULL, ReferentialAction.NO_ACTION
ANYTHING = Policy("p", True, "ALL", ("app",), "true", None)


@pytest.mark.parametrize(
    ("right", "to", "delete", "update", "policies", "found"),
    [
        ("DELETE", "app", CASCADE, NOTHING, None, [("sorts", "DELETE", "orders")]),
        ("DELETE", "app", SET_NULL, CASCADE, None, [("sorts", "DELETE", "orders")]),
        ("UPDATE", "app", NOTHING, CASCADE, None, [("sorts", "UPDATE", "orders")]),
        ("UPDATE", "public", NOTHING, SET_NULL, None, [("sorts", "UPDATE", "orders")]),
        ("UPDATE", "app", CASCADE, NOTHING, None, []),
        ("DELETE", "app", NOTHING, CASCADE, None, []),
        ("SELECT", "app", CASCADE, CASCADE, None, []),
        ("DELETE", "ops", CASCADE, CASCADE, None, []),
        ("DELETE", "root", CASCADE, CASCADE, None, []),
        ("DELETE", "app", CASCADE, NOTHING, (), []),
        ("DELETE", "app", CASCADE, NOTHING, (ANYTHING,), [("sorts", "DELETE", "orders")]),
        ("DELETE", "app", CASCADE, NOTHING, (replace(ANYTHING, command="SELECT"),), []),
    ],
)
def test_who_reaches_rows_of_tenants(
    right: str,
    to: str,
    delete: ReferentialAction,
    update: ReferentialAction,
    policies: tuple[Policy, ...] | None,
    found: list[tuple[str, str, str]],
) -> None:
    sorts = replace(table("sorts", "id bigint"), grants=(Grant(to, right),), rls=policies is not None)
    orders = table("orders", "id bigint", "sort bigint", references={"sort": "sorts"})
    keys = tuple(replace(k, on_delete=delete, on_update=update) if k.ref else k for k in orders.constraints)
    of = catalog(replace(sorts, policies=policies or ()), replace(orders, constraints=keys))
    roles = {name: Role(name, name == "root", False, True) for name in ("app", "ops", "root")}
    seen = list(cascades(replace(of, roles=roles), {named("orders")}, RLS))
    assert [(one.table.name, one.command, one.reached.name) for one in seen] == found
    assert not list(cascades(replace(of, roles=roles), {named("orders"), named("sorts")}, RLS))
