"""The tenant function and the policies: what counts as planner's own. No server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.catalogs import after, catalog, forward, named, table, tenancy
from operations.shop import PLAN, shop, sql
from planner.catalog.model import Catalog, Function
from planner.catalog.parts import Policy
from planner.catalog.words import Volatility
from planner.errors import Blocked, PlannerError
from planner.operations.row_security import bases_of, isolates
from planner.tenancy.model import Facts

RLS = PLAN + "rls: { setting: app.client, roles: [app] }\n"
HELPER = named("planner_current_tenant")
FILLED = Facts(tenants=frozenset({"default"}))


def whole() -> Catalog:
    return after(shop(), forward(RLS, shop()).segments)


def test_a_tenant_function_that_is_gone_is_made_again() -> None:
    now = whole()
    assert now.function(HELPER) is not None
    assert not list(forward(RLS, now, facts=FILLED).steps)
    gone = replace(now, functions=())
    (step,) = forward(RLS, gone, facts=FILLED).steps
    assert 'CREATE FUNCTION "public"."planner_current_tenant"' in sql([step])
    assert after(gone, forward(RLS, gone, facts=FILLED).segments).function(HELPER) == now.function(HELPER)


def test_another_setting_is_refused() -> None:
    with pytest.raises(Blocked, match=r"reads the setting app\.client, and rls\.setting is now app\.other"):
        forward(RLS.replace("app.client", "app.other"), whole(), facts=FILLED)


def test_somebody_elses_function_of_the_name_is_refused() -> None:
    theirs = Function(HELPER, "", "owner", "SELECT 1", False, False, Volatility.STABLE, ("public",))
    with pytest.raises(PlannerError, match=r"function public\.planner_current_tenant\(\) that planner did not make"):
        tenancy(RLS, replace(shop(), functions=(theirs,)))
    tenancy(RLS, replace(shop(), functions=(replace(theirs, arguments="integer"),)))


@pytest.mark.parametrize(
    ("type_", "using", "mine"),
    [
        ("text", "(tenant = ( SELECT t.h() AS h))", True),
        ("character varying(20)", "((tenant)::text = (( SELECT t.h() AS h))::text)", True),
        ("t.di", "((tenant)::integer = (( SELECT t.h() AS h))::integer)", True),
        ("t.dd", "((tenant)::text = (( SELECT t.h() AS h))::text)", True),
        ("t.di", "((tenant)::integer = ( SELECT t.h() AS h))", True),
        ("numeric", "((tenant)::integer = (( SELECT t.h() AS h))::integer)", False),
        ("text", "((tenant)::character varying(1) = (( SELECT t.h() AS h))::character varying(1))", False),
        ("character varying", "((tenant)::text = (( SELECT t.other() AS other))::text)", False),
        ("character varying", "(((tenant)::text = (( SELECT t.h() AS h))::text) OR true)", False),
    ],
)
def test_isolates_as_the_server_deparses_the_condition(type_: str, using: str, mine: bool) -> None:
    bases = {"t.di": "integer", "t.dv": "character varying(20)", "t.dd": "t.dv"}
    users = table("users", "id bigint", f"tenant {type_}")
    policy = Policy("p", False, "ALL", ("public",), using, None)
    of = replace(catalog(users), bases=bases)
    assert isolates(policy, "tenant", named("h", "t"), bases_of(users, "tenant", of)) is mine
