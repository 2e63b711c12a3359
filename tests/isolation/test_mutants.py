"""On a finished database one thing at a time is broken: verify must go red, and name it."""

from __future__ import annotations

import json

import pytest

from harness.applications import Roles
from harness.runs import Walk

POLICY = "users_tenant_isolation"
TENANT = "tenant = (SELECT planner_current_tenant())"

ATOMIC = "the tenant's function is SQL of the standard"

MUTANTS = {
    # what is broken: (how, the checks that must fail and no other, what their lines must say)
    "a policy is dropped": (f"DROP POLICY {POLICY} ON users", "rls-policy", "public.users", "the policy is missing"),
    "a policy lets everything be seen": (f"ALTER POLICY {POLICY} ON users USING (true)", "rls-policy", "public.users", "has been changed"),
    "a policy lets everything be written": (f"ALTER POLICY {POLICY} ON users WITH CHECK (true)",
        "rls-policy", "public.users", "has been changed"),
    "a policy sees what has no tenant": (
        f"ALTER POLICY {POLICY} ON users USING ({TENANT} OR tenant IS NULL)", "rls-policy", "public.users", "has been changed"),
    "a policy is for some roles": (f"ALTER POLICY {POLICY} ON users TO {{app}}", "rls-policy", "public.users", "has been changed"),
    "a policy is of another column": (
        f"ALTER POLICY {POLICY} ON users USING (org_id = (SELECT planner_current_tenant()))",
        "rls-policy", "public.users", "has been changed"),
    "a policy is permissive": (
        f"DROP POLICY {POLICY} ON users; CREATE POLICY {POLICY} ON users USING ({TENANT})",
        "rls-policy", "public.users", "has been changed"),
    "a policy is for reading alone": (
        f"DROP POLICY {POLICY} ON users; CREATE POLICY {POLICY} ON users AS RESTRICTIVE FOR SELECT USING ({TENANT})", "rls-policy",
        "public.users", "has been changed"),
    "a policy of a partitioned table is dropped": ("DROP POLICY events_tenant_isolation ON events",
        "rls-policy", "public.events", "the policy is missing"),
    "row level security is off": ("ALTER TABLE chats DISABLE ROW LEVEL SECURITY", "rls", "public.chats", "row level security is enabled"),
    "FORCE is off": ("ALTER TABLE messages NO FORCE ROW LEVEL SECURITY", "rls-force", "public.messages", "for its owner too"),
    "the tenant's function gives one tenant": (
        "CREATE OR REPLACE FUNCTION planner_current_tenant() RETURNS int LANGUAGE sql STABLE AS 'SELECT 1'", "tenant-function",
        "planner_current_tenant", "has been changed"),
    "the tenant's function reads another setting": (
        "CREATE OR REPLACE FUNCTION planner_current_tenant() RETURNS int LANGUAGE sql STABLE AS "
        "$$SELECT current_setting('app.other')::int$$", "tenant-function", "planner_current_tenant", "has been changed"),
    "the tenant's function is a definer's": (
        "ALTER FUNCTION planner_current_tenant() SECURITY DEFINER", "tenant-function", "planner_current_tenant", "has been changed"),
    "the tenant's function is VOLATILE": ("ALTER FUNCTION planner_current_tenant() VOLATILE",
        "tenant-function", "planner_current_tenant", "VOLATILE", "CREATE OR REPLACE FUNCTION"),
    "the tenant's function is LEAKPROOF": ("ALTER FUNCTION planner_current_tenant() LEAKPROOF",
        "tenant-function", "planner_current_tenant", "LEAKPROOF"),
    "the tenant's function is STRICT": ("ALTER FUNCTION planner_current_tenant() STRICT", "tenant-function", "STRICT"),
    "the tenant's function is not for workers": (
        "ALTER FUNCTION planner_current_tenant() PARALLEL UNSAFE", "tenant-function", "PARALLEL UNSAFE"),
    "the tenant's function has a setting": (
        "ALTER FUNCTION planner_current_tenant() SET app.tenant = '2'", "tenant-function", "SET app.tenant=2"),
    "the tenant's function is of another language": (
        "CREATE OR REPLACE FUNCTION planner_current_tenant() RETURNS int LANGUAGE plpgsql STABLE PARALLEL SAFE AS "
        "'BEGIN RETURN 1; END'", "tenant-function", "LANGUAGE plpgsql"),
    ATOMIC: (
        "CREATE OR REPLACE FUNCTION planner_current_tenant() RETURNS int STABLE PARALLEL SAFE RETURN 1",
        "tenant-function", "its body is not a string"),
    "the application may not call the tenant's function": (
        "REVOKE EXECUTE ON FUNCTION planner_current_tenant() FROM PUBLIC",
        "tenant-function", "role {app} may call", "its statements on scoped tables fail"),
    "the application's role has BYPASSRLS": ("ALTER ROLE {app} BYPASSRLS", "role", "role {app}", "has BYPASSRLS"),
    "the application's role is a superuser": ("ALTER ROLE {app} SUPERUSER", "role", "role {app}", "is a superuser"),
    "the application's role can become one that bypasses": ("GRANT {other} TO {app}", "role", "role {app}", "{other}"),
    "another role may read": ("GRANT SELECT ON users TO {stranger}", "stranger", "role {stranger}", "SELECT on public.users"),
    "another role may read one column": ("GRANT SELECT (email) ON users TO {stranger}",
        "stranger", "role {stranger}", "SELECT on public.users"),
    "everybody may read": ("GRANT SELECT ON chats TO PUBLIC", "stranger", "PUBLIC", "SELECT on public.chats"),
    "another role owns a table": ("ALTER TABLE users OWNER TO {stranger}", "stranger", "role {stranger}", "as its owner"),
    "TRUNCATE is granted": ("GRANT TRUNCATE ON users TO {app}", "truncate", "public.users", "TRUNCATE"),
    "a partition is granted": ("GRANT SELECT ON events_2024 TO {app}",
        "partition", "events_2024", "the policies of public.events do not hold there"),
    "a view shows all": ("CREATE VIEW people AS SELECT * FROM users; GRANT SELECT ON people TO {app}",
        "view", "public.people", "security_invoker"),
    "a view of a view shows all": (
        "CREATE VIEW people AS SELECT * FROM users; CREATE VIEW folk AS SELECT * FROM people; GRANT SELECT ON folk TO {app}", "view",
        "public.folk", "security_invoker"),
    "a view that joins shows all": (
        "CREATE VIEW lists AS SELECT c.code, u.email FROM countries c CROSS JOIN users u; GRANT SELECT ON lists TO PUBLIC", "view",
        "public.lists", "security_invoker"),
    "a materialized view keeps all": (
        "CREATE MATERIALIZED VIEW counts AS SELECT tenant, count(*) FROM messages GROUP BY 1; GRANT SELECT ON counts TO {app}", "view",
        "public.counts", "materialized view"),
    "a function shows all": (
        "CREATE FUNCTION everyone() RETURNS SETOF users LANGUAGE sql SECURITY DEFINER AS 'SELECT * FROM users'", "function",
        "everyone()", "SECURITY DEFINER"),
    "a plpgsql function shows all": (
        "CREATE FUNCTION howmany() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS "
        "'BEGIN RETURN (SELECT count(*) FROM public.\"messages\"); END'", "function", "howmany()", "SECURITY DEFINER"),
    "a unique key per tenant is dropped": (
        "ALTER TABLE users DROP CONSTRAINT users_tenant_email_key",
        "tenant-key", "public.users", "a unique key on (tenant, email) is there"),
    "a global unique key comes": ("CREATE UNIQUE INDEX emails ON users (lower(email))", "global-key", "public.users", "emails"),
    "a global unique constraint comes": ("ALTER TABLE chats ADD CONSTRAINT one UNIQUE (slug)", "global-key", "public.chats", "one (slug)"),
    "a composite foreign key is dropped": (
        "ALTER TABLE messages DROP CONSTRAINT messages_tenant_chat_id_fkey", "reference", "public.messages", "chat_id"),
    "a foreign key without the tenant comes": (
        "ALTER TABLE messages ADD COLUMN author bigint REFERENCES users", "reference", "public.messages", "messages_author_fkey"),
    "a foreign key is NOT VALID": (
        "ALTER TABLE messages DROP CONSTRAINT messages_tenant_chat_id_fkey, ADD CONSTRAINT messages_tenant_chat_id_fkey "
        "FOREIGN KEY (tenant, chat_id) REFERENCES chats (tenant, id) NOT VALID", "reference", "public.messages", "NOT VALID: planner"),
    "the key to the tenants is dropped": (
        "ALTER TABLE users DROP CONSTRAINT users_tenant_fkey", "foreign-key", "public.users", "foreign key to public.orgs"),
    "the tenant may be NULL": ("ALTER TABLE messages ALTER tenant DROP NOT NULL", "not-null", "public.messages", "NOT NULL"),
    "the index is dropped": ("DROP INDEX messages_tenant_idx", "index", "public.messages", "an index is led by tenant"),
    "an unknown tenant": (
        "ALTER TABLE messages DROP CONSTRAINT messages_tenant_fkey, DROP CONSTRAINT messages_tenant_chat_id_fkey; "
        "UPDATE messages SET tenant = 99 WHERE id = 7",
        "foreign-key known-tenant reference same-tenant", "public.messages", "every tenant is known"),
    "two rows swap tenants": (
        "ALTER TABLE messages DROP CONSTRAINT messages_tenant_chat_id_fkey; "
        "UPDATE messages SET tenant = 3 - tenant WHERE id IN (7, 8)",
        "reference same-tenant", "public.messages", "same tenant as its parent"),
    "a row moves to another tenant's parent": (
        "ALTER TABLE messages DROP CONSTRAINT messages_tenant_chat_id_fkey; "
        "UPDATE messages SET chat_id = chat_id % 40 + 1 WHERE id = 7",
        "reference same-tenant", "public.messages", "same tenant as its parent"),
    "a NULL tenant": (
        "ALTER TABLE messages ALTER tenant DROP NOT NULL; UPDATE messages SET tenant = NULL WHERE id = 7", "no-null not-null",
        "public.messages", "every row has a tenant"),
    "a table is added": ("CREATE TABLE secrets (id int PRIMARY KEY, user_id bigint REFERENCES users)",
        "unlisted", "public.secrets", "is in the plan"),
    "a table is added without a key": ("CREATE TABLE secrets (user_id bigint, text text)", "unlisted", "public.secrets", "is in the plan"),
    "the tenant column is dropped": (
        "ALTER TABLE messages DROP COLUMN tenant CASCADE",
        "column foreign-key index not-null reference rls-policy", "public.messages", "tenant"),
    "a default gives one tenant": ("ALTER TABLE users ALTER tenant SET DEFAULT 1",
        "tenant-default", "public.users", "get '1'", "ALTER COLUMN tenant DROP DEFAULT"),
    "the triggers of keys are disabled": ("ALTER TABLE messages DISABLE TRIGGER ALL",
        "keys-off", "public.messages", "messages_tenant_chat_id_fkey", "ENABLE TRIGGER ALL"),
    "the triggers of a parent's keys are disabled": ("ALTER TABLE chats DISABLE TRIGGER ALL", "keys-off", "public.chats",
        "messages_tenant_chat_id_fkey of public.messages"),
    "a write guard stays": (
        "CREATE TRIGGER zzz_planner_guard BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "write-guard", "public.messages"),
    "a tenant leads to another tenant's row": (
        "ALTER TABLE orgs ADD COLUMN owner bigint REFERENCES users; UPDATE orgs SET owner = 2", "tenants-reference", "public.orgs",
        "1 of another tenant", "FOREIGN KEY (id, owner) REFERENCES public.users (tenant, id)"),
    "a tenants table without rows": (
        "TRUNCATE orgs CASCADE", "tenants-row", "public.orgs", "has at least one tenant"),
}  # fmt: skip


@pytest.mark.sample(3)
@pytest.mark.parametrize(
    "mutant", [pytest.param(name, marks=pytest.mark.pg(">= 14")) if name == ATOMIC else name for name in MUTANTS]
)
def test_verify_goes_red_and_names_it(mutant: str, finished: Walk, roles: Roles) -> None:
    script, checks, *words = MUTANTS[mutant]
    finished.database.load(roles.named(script))
    failing = [result for result in _results(finished, 2) if not result["ok"] and result["weight"] == "finding"]
    findings = [f"{result['relation']} {result['title']} {result['detail']}" for result in failing]
    for word in words:
        assert any(roles.named(word) in line for line in findings), "\n".join(findings)
    assert {result["id"] for result in failing} == set(checks.split())


def test_functions_of_the_same_name_harm_nobody(finished: Walk, roles: Roles) -> None:
    """Policies call the tenant's function by its oid."""
    finished.database.load(
        roles.named(
            "CREATE SCHEMA before; GRANT USAGE ON SCHEMA before TO {app}; ALTER DATABASE {database} SET search_path = before, public; "
            "CREATE FUNCTION before.planner_current_tenant() RETURNS int LANGUAGE sql AS 'SELECT 2'; "
            "CREATE FUNCTION public.planner_current_tenant(text) RETURNS int LANGUAGE sql AS 'SELECT 2'; "
            "CREATE FUNCTION before.current_setting(text, boolean) RETURNS text LANGUAGE sql AS $$SELECT '2'$$".replace(
                "{database}", finished.database.name
            )
        )
    )
    with finished.database.connect(user=roles.app) as session:
        session.execute("SELECT set_config('app.tenant', '1', false)")
        assert session.execute("SELECT DISTINCT tenant FROM users").fetchall() == [(1,)]
    finished.verify().must()


WITHOUT_A_MUTANT = {"tenants-table"}
"""A plan whose tenants table is gone is an error before anything is checked."""


def test_each_check_has_a_mutant(finished: Walk) -> None:
    made = {str(result["id"]) for result in _results(finished, 0)}
    broken = {check for _, checks, *_ in MUTANTS.values() for check in checks.split()}
    assert made - broken == WITHOUT_A_MUTANT


def _results(walk: Walk, code: int) -> list[dict[str, object]]:
    results: list[dict[str, object]] = json.loads(walk.run("verify", "--format", "json").must(code).out)["results"]
    return results
