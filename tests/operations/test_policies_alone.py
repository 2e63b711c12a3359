"""The policies of a target that keeps no RESTRICTIVE ones (Citus): one PERMISSIVE policy with the tenant in it. No server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.catalogs import after, catalog, forward, named, table, tenancy
from operations.shop import PLAN, shop, sql
from planner.catalog.model import Catalog
from planner.catalog.parts import Policy
from planner.errors import PlannerError
from planner.operations.isolation import Isolation
from planner.operations.policies import Secured, Seen
from planner.operations.row_security import EnableRowSecurity
from planner.steps.checks import CatalogCheck
from planner.tenancy.model import Facts, PolicyForm, RowSecurity, State

RLS = PLAN + "rls: { setting: app.client, roles: [app] }\n"
ALONE = RLS + "target: { dialect: citus }\n"
FILLED = Facts(tenants=frozenset({"default"}))
USERS = named("users")
HELPER = "public.planner_current_tenant()"


def whole(plan: str = ALONE) -> Catalog:
    return after(shop(), forward(plan, shop()).segments)


def with_policy(now: Catalog, policy: Policy) -> Catalog:
    users = now.relations[USERS]
    return replace(now, relations={**now.relations, USERS: replace(users, policies=(*users.policies, policy))})


def wrong(now: Catalog) -> list[str]:
    """Return what the checks of row level security say of users."""
    state = State(tenancy(ALONE, now), now, FILLED)
    checks = EnableRowSecurity().checks(state.tenancy.tables[USERS], state)
    return [check.detail for check in checks if isinstance(check, CatalogCheck) and not check.ok]


def test_one_permissive_policy_holds_the_tenant() -> None:
    (policy,) = whole().relations[USERS].policies
    assert (policy.permissive, policy.command, policy.roles) == (True, "ALL", ("app",))
    assert policy.using == policy.check == '"client_id" OPERATOR(pg_catalog.=) "public"."planner_current_tenant"()'
    made = sql(forward(ALONE, shop()).steps)
    assert "RESTRICTIVE" not in made
    assert "AS PERMISSIVE FOR ALL TO" in made
    assert wrong(whole()) == []


def test_another_target_takes_the_restrictive_policy_away_and_brings_it_back() -> None:
    before = whole(RLS)
    assert [policy.permissive for policy in before.relations[USERS].policies] == [False, True]
    to_citus = forward(ALONE, before, facts=FILLED)
    assert "DROP POLICY" in sql(to_citus.steps)
    now = after(before, to_citus.segments)
    assert [policy.name for policy in now.relations[USERS].policies] == ["users_client_id_access"]
    assert not list(forward(ALONE, now, facts=FILLED).steps)
    back = after(now, forward(RLS, now, facts=FILLED).segments)
    assert {*back.relations[USERS].policies} == {*before.relations[USERS].policies}


@pytest.mark.parametrize(
    ("policy", "why"),
    [
        (Policy("p", False, "ALL", ("public",), "(archived = false)", None), "is RESTRICTIVE"),
        (Policy("p", True, "SELECT", ("report",), "true", None), "lets in rows of other tenants"),
        (Policy("p", True, "INSERT", ("app",), None, "true"), "lets in rows of other tenants"),
        (Policy("p", True, "ALL", ("app",), f"(client_id = ( SELECT {HELPER} AS h))", None), "has a sub-SELECT"),
        (Policy("p", True, "ALL", ("app",), f"(client_id = {HELPER})", None), None),
    ],
)
def test_policies_of_others(policy: Policy, why: str | None) -> None:
    if why is None:
        assert wrong(with_policy(whole(), policy)) == []
        return
    with pytest.raises(PlannerError, match=why) as refused:
        tenancy(ALONE, with_policy(shop(), policy))
    assert "DROP POLICY p ON public.users" in (refused.value.hint or "")
    tenancy(RLS, with_policy(shop(), policy))


OWN = "(tenant = t.h())"


@pytest.mark.parametrize(
    ("policies", "seen", "opened"),
    [
        ([], Seen.NONE, []),
        ([Policy("p", True, "ALL", ("app",), OWN, OWN)], Seen.NONE, []),
        ([Policy("p", True, "ALL", ("app",), OWN, "true")], Seen.NONE, ["INSERT", "UPDATE"]),
        ([Policy("p", True, "ALL", ("app",), OWN, OWN), Policy("q", True, "SELECT", ("app",), "true", None)], Seen.NONE, ["SELECT"]),
        ([Policy("p", True, "ALL", ("app",), OWN, OWN), Policy("q", True, "SELECT", ("app",), "true", None)], Seen.ALL, []),
        ([Policy("p", True, "ALL", ("app",), OWN, OWN), Policy("q", False, "DELETE", ("public",), "ok", None)], Seen.NONE, ["DELETE"]),
    ],
)  # fmt: skip
def test_every_policy_must_hold_the_tenant_since_all_are_permissive_there(
    policies: list[Policy], seen: Seen, opened: list[str]
) -> None:
    users = replace(table("users", "id bigint", "tenant text"), policies=tuple(policies))
    rls = RowSecurity("app.client", ("app",), frozenset(), True, named("h", "t"), form=PolicyForm.PERMISSIVE)
    isolation = Isolation(users, Secured(users.name, "tenant", seen), catalog(users), rls)
    assert sorted(isolation.open_commands()) == sorted(opened)
