"""Mutants of the write guard, in a finished database that keeps it and has no composite keys."""

from __future__ import annotations

from mutation import Mutant

INTO_A = "INSERT INTO orders (id, tenant_id, user_id, number, total) VALUES (900, 'b', 1, 'x', 1); SELECT true"
"""An order of tenant b for a user of tenant a."""
GUARD = (
    "CREATE OR REPLACE FUNCTION orders_planner_guard() RETURNS trigger LANGUAGE plpgsql "
    "SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS "
)


def _guard(make: str, *harm: str) -> Mutant:
    return Mutant(make, harm or (INTO_A,), ("write-guard", "public.orders"))


GUARDS = {
    "the trigger is disabled": _guard("ALTER TABLE orders DISABLE TRIGGER zzz_planner_guard_insert"),
    "the trigger fires on replicas alone": _guard("ALTER TABLE orders ENABLE REPLICA TRIGGER zzz_planner_guard_insert"),
    "the trigger is dropped": _guard("DROP TRIGGER zzz_planner_guard_insert ON orders"),
    "the trigger for updates is dropped": _guard(
        "DROP TRIGGER zzz_planner_guard_update ON orders", "UPDATE orders SET user_id = 1; SELECT true"),
    "the trigger never fires": _guard(
        "DROP TRIGGER zzz_planner_guard_insert ON orders; CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON orders "
        "FOR EACH ROW WHEN (false) "
        "EXECUTE FUNCTION orders_planner_guard()"),
    "the trigger fires for statements": _guard(
        GUARD + "'BEGIN IF TG_LEVEL = $$STATEMENT$$ THEN RETURN NULL; END IF; RETURN NEW; END'; DROP TRIGGER zzz_planner_guard_insert "
            "ON orders; "
        "CREATE TRIGGER zzz_planner_guard_insert BEFORE INSERT ON orders EXECUTE FUNCTION orders_planner_guard()"),
    "the trigger of a partitioned table is dropped": Mutant(
        "DROP TRIGGER zzz_planner_guard_insert ON events",
        ("INSERT INTO events (id, at, tenant_id, user_id) VALUES (900, '2024-03-01', 'b', 1); SELECT true",),
        ("write-guard", "public.events")),
    "the function does nothing": _guard(GUARD + "'BEGIN RETURN NEW; END'"),
    "the function fills in a constant": _guard(GUARD + "'BEGIN NEW.tenant_id := $$b$$; RETURN NEW; END'"),
    "the function believes the writer": _guard(
        GUARD + "'BEGIN NEW.tenant_id := coalesce(NEW.tenant_id, $$b$$); RETURN NEW; END'"),
    "the function acts as its caller": _guard("ALTER FUNCTION orders_planner_guard() SECURITY INVOKER"),
    "the function has no search_path": _guard(
        "ALTER FUNCTION orders_planner_guard() RESET search_path; GRANT CREATE ON SCHEMA beside TO {app}",
        "CREATE FUNCTION beside.evil(text, text) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN ALTER ROLE {app} BYPASSRLS; RETURN false; "
        "END'; "
        "CREATE OPERATOR beside.<> (LEFTARG = text, RIGHTARG = text, FUNCTION = beside.evil); "
        "SET LOCAL search_path = beside, pg_catalog; "
        "INSERT INTO public.orders (id, tenant_id, user_id, number, total) VALUES (900, 'b', 2, 'x', 1)",
        "SELECT count(*) > 5 FROM public.users"),
    "the function belongs to the application": Mutant(
        "ALTER FUNCTION orders_planner_guard() OWNER TO {app}; GRANT CREATE ON SCHEMA public TO {app}",
        (GUARD + "'BEGIN RETURN NEW; END'; " + INTO_A,), ("role", "{app}", "orders_planner_guard")),
    "a trigger comes after it": _guard(
        "CREATE FUNCTION m_after() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.user_id := 1; RETURN NEW; END'; "
        "CREATE TRIGGER zzzz_after BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION m_after()",
        "INSERT INTO orders (id, tenant_id, user_id, number, total) VALUES (900, 'b', 2, 'x', 1); SELECT user_id = 1 FROM orders "
        "WHERE id = 900"),
    "all triggers are off": _guard("ALTER TABLE orders DISABLE TRIGGER ALL"),
}  # fmt: skip
