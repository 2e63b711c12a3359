"""Mutants of the helper and of policies."""

from __future__ import annotations

from mutation import OTHERS, Mutant

USERS = OTHERS.format("users")
HELPER = "planner_current_tenant"
FUNCTION = f"CREATE OR REPLACE FUNCTION {HELPER}() RETURNS text"
POLICY = "users_tenant_id_isolation"
MINE = f"tenant_id = (SELECT {HELPER}())"
SEES_A = "SELECT count(*) > 0 FROM users WHERE tenant_id = 'a'"
CHANGED = ("rls-policy", "public.users")
FORGED = ("INSERT INTO users (id, tenant_id, email) VALUES (900, 'a', 'forged'); SELECT true",)


def _helper(make: str, *harm: str, words: tuple[str, ...] = ()) -> Mutant:
    return Mutant(make, harm, ("tenant-function", HELPER, *words))


def _open(table: str) -> str:
    """Return the statement that takes the tenant out of the permissive policy, if it is there."""
    return f"ALTER POLICY {table}_tenant_id_access ON {table} USING (true) WITH CHECK (true); "


def _policy(make: str, *harm: str) -> Mutant:
    return Mutant(_open("users") + make, harm or (USERS,), CHANGED)


PREPARED = (
    "a> DEALLOCATE ALL; PREPARE m_seen AS SELECT count(*) > 0 FROM users WHERE email = 'u1'; EXECUTE m_seen",
    "b> EXECUTE m_seen",
)

POLICIES = {
    "the helper is IMMUTABLE": _helper(f"ALTER FUNCTION {HELPER}() IMMUTABLE", *PREPARED, words=("IMMUTABLE",)),
    "the helper has a tenant of its own": _helper(f"ALTER FUNCTION {HELPER}() SET app.tenant = 'a'", SEES_A),
    "the helper gives a constant": _helper(f"{FUNCTION} LANGUAGE sql STABLE AS $$SELECT 'a'$$", SEES_A),
    "the helper gives a constant in plpgsql": _helper(
        f"{FUNCTION} LANGUAGE plpgsql STABLE AS $$BEGIN RETURN 'a'; END$$", SEES_A),
    "the helper falls back to a tenant": _helper(
        f"{FUNCTION} LANGUAGE sql STABLE AS $$SELECT coalesce(nullif(current_setting('app.tenant', true), ''), 'a')$$",
        "unset> " + SEES_A),
    "the helper reads another setting": _helper(
        f"{FUNCTION} LANGUAGE sql STABLE AS $$SELECT current_setting('search_path') || '' FROM (SELECT 1) x WHERE false UNION ALL "
        f"SELECT 'a'$$",
        SEES_A),
    "the helper maps the session to a tenant": _helper(
        f"{FUNCTION} LANGUAGE sql STABLE AS $$SELECT CASE session_user WHEN '{{app}}' THEN 'a' ELSE '' END$$", SEES_A),
    "the helper is a string no more": _helper(
        f"CREATE OR REPLACE FUNCTION {HELPER}() RETURNS text LANGUAGE sql STABLE RETURN 'a'", SEES_A),
    "the helper takes the end of the setting for the tenant": _helper(
        f"{FUNCTION} LANGUAGE sql STABLE AS $$SELECT right(current_setting('app.tenant', true), 1)$$",
        "SET LOCAL app.tenant = 'no tenant is called a'; " + SEES_A),
    "a policy is dropped": _policy(f"DROP POLICY {POLICY} ON users"),
    "a policy lets everything be seen": _policy(f"ALTER POLICY {POLICY} ON users USING (true)"),
    "a policy lets everything be written": _policy(f"ALTER POLICY {POLICY} ON users WITH CHECK (true)", *FORGED),
    "a policy is for another role": _policy(f"ALTER POLICY {POLICY} ON users TO {{other}}"),
    "a policy is permissive": _policy(
        f"DROP POLICY {POLICY} ON users; CREATE POLICY {POLICY} ON users USING ({MINE})"),
    "a policy has an OR that is true": _policy(f"ALTER POLICY {POLICY} ON users USING ({MINE} OR id > 0)"),
    "a policy has an OR for a role": _policy(f"ALTER POLICY {POLICY} ON users USING ({MINE} OR current_user = '{{app}}')"),
    "a policy compares with <=": _policy(f"ALTER POLICY {POLICY} ON users USING (tenant_id <= (SELECT {HELPER}()))"),
    "a policy compares with <>": _policy(f"ALTER POLICY {POLICY} ON users USING (tenant_id <> (SELECT {HELPER}()))", SEES_A),
    "a policy compares the column with itself": _policy(f"ALTER POLICY {POLICY} ON users USING (tenant_id = tenant_id)"),
    "a policy has a second tenant": _policy(f"ALTER POLICY {POLICY} ON users USING (tenant_id IN ((SELECT {HELPER}()), 'a'))"),
    "a policy looks at another column": _policy(f"ALTER POLICY {POLICY} "
    f"ON users USING (coalesce(email, (SELECT {HELPER}())) IS NOT NULL)"),
    "a policy asks a function": _policy(
        f"CREATE FUNCTION m_mine(text) RETURNS boolean LANGUAGE sql AS 'SELECT true'; ALTER POLICY {POLICY} "
        f"ON users USING (m_mine(tenant_id))"),
    "a policy takes a pattern": _policy(f"ALTER POLICY {POLICY} ON users USING (tenant_id LIKE (SELECT {HELPER}()))",
        "SET LOCAL app.tenant = '%'; " + USERS),
    "a policy is for reading alone": Mutant(
        _open("orders") + "DROP POLICY orders_tenant_id_isolation ON orders; "
        f"CREATE POLICY orders_tenant_id_isolation ON orders AS RESTRICTIVE FOR SELECT USING ({MINE})",
        ("DELETE FROM orders", "admin> SELECT count(*) = 0 FROM orders"), ("rls-policy", "public.orders")),
    "a policy is for writing alone": Mutant(
        _open("orders") + "DROP POLICY orders_tenant_id_isolation ON orders; "
        f"CREATE POLICY orders_tenant_id_isolation ON orders AS RESTRICTIVE FOR UPDATE USING ({MINE})",
        ("SELECT count(*) > 10 FROM orders",), ("rls-policy", "public.orders")),
    "the policy of a partitioned table is dropped": Mutant(
        _open("events") + "DROP POLICY events_tenant_id_isolation ON events",
        ("SELECT count(*) > 10 FROM events",), ("rls-policy", "public.events")),
    "the policy of a child is dropped": Mutant(
        _open("tasks") + "DROP POLICY tasks_tenant_id_isolation ON tasks",
        ("SELECT count(*) > 10 FROM tasks",), ("rls-policy", "public.tasks")),
    "row level security is off": Mutant("ALTER TABLE users DISABLE ROW LEVEL SECURITY", (USERS,), ("rls", "public.users")),
    "row level security of a partitioned table is off": Mutant(
        "ALTER TABLE events DISABLE ROW LEVEL SECURITY", ("SELECT count(*) > 10 FROM events",), ("rls", "public.events")),
    "row level security of a child is off": Mutant(
        "ALTER TABLE tasks DISABLE ROW LEVEL SECURITY", ("SELECT count(*) > 10 FROM tasks",), ("rls", "public.tasks")),
    "FORCE is off, and app owns the table": Mutant(
        "ALTER TABLE users NO FORCE ROW LEVEL SECURITY; ALTER TABLE users OWNER TO {app}", (USERS,), ("rls-force", "public.users")),
    "FORCE is off, and app is a member of the owner": Mutant(
        "CREATE ROLE m_owner; GRANT m_owner TO {app}; ALTER TABLE users NO FORCE ROW LEVEL SECURITY; ALTER TABLE users OWNER TO m_owner",
        (USERS,), ("rls-force", "public.users")),
}  # fmt: skip
