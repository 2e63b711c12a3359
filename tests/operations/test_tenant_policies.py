"""The tenant function and the policies: what counts as planner's own. No server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.catalogs import after, catalog, forward, named, table, tenancy
from operations.shop import PLAN, shop, sql
from planner.catalog.model import Catalog, Function
from planner.catalog.owned import Ledger, OwnedKind
from planner.catalog.parts import Policy
from planner.catalog.words import Volatility
from planner.errors import Blocked, PlannerError
from planner.operations.isolation import Isolation
from planner.operations.policies import Secured, Seen
from planner.sql import ddl
from planner.tenancy.model import Facts, RowSecurity

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


NOW = "current_setting('app.client'::text, true)"
GIVEN = f"NULLIF({NOW}, ''::text)"


@pytest.mark.parametrize(
    ("type_", "using", "mine"),
    [
        ("text", "(tenant = t.h())", True),
        ("bigint", "(tenant = t.h())", True),
        ("text", "(tenant = ( SELECT t.h() AS h))", True),
        ("character varying(20)", "((tenant)::text = (t.h())::text)", True),
        ("character varying(20)", "((tenant)::text = (( SELECT t.h() AS h))::text)", True),
        ("character(3)", "(tenant = t.h())", True),
        ("t.di", "((tenant)::integer = t.h())", True),
        ("t.di", "((tenant)::integer = (( SELECT t.h() AS h))::integer)", True),
        ("t.dd", "((tenant)::text = (t.h())::text)", True),
        ("t.en", "(tenant = t.h())", True),
        ("bigint", f"(tenant = ({GIVEN})::bigint)", True),
        ("bigint", f"(({GIVEN})::bigint = tenant)", True),
        ("bigint", f"(tenant = ({NOW})::bigint)", True),
        ("bigint", "(tenant = ( SELECT (current_setting('app.client'::text))::integer AS current_setting))", True),
        ("uuid", f"(tenant = ({GIVEN})::uuid)", True),
        ("text", f"(tenant = {GIVEN})", True),
        ("character varying(20)", f"((tenant)::text = {GIVEN})", True),
        ("t.en", f"(tenant = ({NOW})::t.en)", True),
        ("text", f"(tenant = {NOW})", False),  # an empty setting is the tenant ''
        ("text", "(tenant = NULLIF(current_setting('app.other'::text, true), ''::text))", False),
        ("text", "(tenant = COALESCE(t.h(), 'a'::text))", False),
        ("text", "(tenant = t.h('a'::text))", False),
        ("text", "(tenant <= t.h())", False),
        ("text", "(tenant OPERATOR(evil.=) t.h())", False),
        ("text", "(other = t.h())", False),
        ("text", "(tenant = tenant)", False),
        ("text", "((tenant = t.h()) OR (tenant IS NULL))", False),
        ("text", "((tenant = t.h()) OR true)", False),
        ("text", "(tenant = ( SELECT t.h() AS h FROM t.x))", False),
        ("text", "(tenant = ( SELECT t.h() AS h WHERE true))", False),
        ("numeric", "((tenant)::integer = (( SELECT t.h() AS h))::integer)", False),
        ("bigint", f"((tenant)::real = ({GIVEN})::real)", False),
        ("text", "((tenant)::character varying(1) = (( SELECT t.h() AS h))::character varying(1))", False),
        ("text", f"(tenant = (({GIVEN})::character varying(8))::text)", False),
        ("text", f"(tenant = (({GIVEN})::name)::text)", False),
        ("character varying", "((tenant)::text = (( SELECT t.other() AS other))::text)", False),
        ("character varying", "(((tenant)::text = (( SELECT t.h() AS h))::text) OR true)", False),
        ("text", f"({' OR '.join(['tenant = t.h()'] * 3000)})", False),  # nested too deeply
    ],
)
def test_what_keeps_tenants_apart_as_the_server_deparses_it(type_: str, using: str, mine: bool) -> None:
    assert apart(type_, Policy("p", False, "ALL", ("public",), using, None)) is mine


def apart(type_: str, *policies: Policy, seen: Seen = Seen.NONE) -> bool:
    bases = {"t.di": "integer", "t.dv": "character varying(20)", "t.dd": "t.dv"}
    users = replace(table("users", "id bigint", f"tenant {type_}"), policies=policies)
    of = replace(catalog(users), bases=bases, labels={"t.en": ("a", "b")})
    rls = RowSecurity("app.client", ("app",), frozenset(), True, named("h", "t"))
    return Isolation(users, Secured(users.name, "tenant", seen), of, rls).keeps_apart()


OWN = "(tenant = t.h())"
SHARED = "((tenant = t.h()) OR (tenant IS NULL))"


def restrictive(command: str, using: str | None, check: str | None = None) -> Policy:
    return Policy(command, False, command, ("public",), using, check)


WRITES = (restrictive("INSERT", None, OWN), restrictive("UPDATE", OWN, OWN), restrictive("DELETE", OWN))


def test_policies_for_each_command_keep_tenants_apart() -> None:
    assert apart("text", restrictive("SELECT", OWN), *WRITES)
    for at in range(3):
        assert not apart("text", restrictive("SELECT", OWN), *WRITES[:at], *WRITES[at + 1 :])
    assert not apart("text", *WRITES)
    assert apart("text", *WRITES, seen=Seen.ALL)
    assert not apart("text", restrictive("SELECT", SHARED), *WRITES)
    assert apart("text", restrictive("SELECT", SHARED), *WRITES, seen=Seen.FOR_EVERYBODY)
    assert not apart("text", restrictive("ALL", SHARED, OWN), seen=Seen.FOR_EVERYBODY)
    assert not apart("text", restrictive("ALL", OWN, "true"))
    assert not apart("text", replace(restrictive("ALL", OWN), roles=("app",)))
    assert not apart("text", replace(restrictive("ALL", OWN), permissive=True))


def test_a_cast_to_the_keys_type_cuts_no_setting() -> None:
    assert "AS pg_catalog.varchar)" in ddl.tenant_function_body("app.client", "character varying(8)")
    assert "AS pg_catalog.bpchar)" in ddl.tenant_function_body("app.client", "character(8)")
    assert "AS numeric)" in ddl.tenant_function_body("app.client", "numeric(3,0)")
    assert ddl.tenant_function_body("app.client", "name").startswith("SELECT CASE WHEN")
    assert ddl.cutting_tenant_function_body("app.client", "uuid") is None


def test_policies_of_an_earlier_planner_get_their_new_form() -> None:
    now = whole()
    users = now.relations[named("users")]
    select = "(client_id = ( SELECT public.planner_current_tenant() AS planner_current_tenant))"
    older = [
        replace(policy, using="true", check="true")
        if policy.permissive
        else replace(policy, using=select, check=select)
        for policy in users.policies
    ]
    old = replace(now, relations={**now.relations, users.name: replace(users, policies=tuple(older))})
    (segment,) = forward(RLS, old, facts=FILLED).segments
    altered = sql(segment.steps)
    assert altered.count("ALTER POLICY") == 2
    assert "SELECT" not in altered
    assert after(old, [segment]).relations[users.name].policies == users.policies
    assert not list(forward(RLS, after(old, [segment]), facts=FILLED).steps)
    theirs = replace(old, owned=Ledger(owned for owned in old.owned.values() if owned.key.kind is not OwnedKind.POLICY))
    assert not list(forward(RLS, theirs, facts=FILLED).steps)
