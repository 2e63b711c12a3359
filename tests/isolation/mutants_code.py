"""Mutants of functions and triggers."""

from __future__ import annotations

from mutation import OTHERS, Mutant

FIRES = ("INSERT INTO categories VALUES ('x', 'x')",)
MAY_FIRE = "GRANT INSERT ON categories TO {app}; "
DEFINER = "SECURITY DEFINER"


def _function(make: str, *harm: str, since: int = 13, word: str = "m_tells") -> Mutant:
    return Mutant(make, harm or ("SELECT m_tells() > 5",), ("function", word), since=since)


def _trigger(make: str, *harm: str, on: str = "public.categories") -> Mutant:
    return Mutant(MAY_FIRE + make, harm, ("trigger", on))


COUNT = "SELECT count(*) FROM public.users"
TELLS = "CREATE FUNCTION m_tells() RETURNS bigint"

CODE = {
    "a function in SQL": _function(f"{TELLS} LANGUAGE sql {DEFINER} AS '{COUNT}'"),
    "a function in plpgsql": _function(f"{TELLS} LANGUAGE plpgsql {DEFINER} AS 'BEGIN RETURN ({COUNT}); END'"),
    "a function with a body in SQL": _function(f"{TELLS} LANGUAGE sql {DEFINER} BEGIN ATOMIC {COUNT}; END", since=14),
    "a function that returns a query": _function(f"{TELLS} LANGUAGE sql {DEFINER} RETURN ({COUNT})", since=14),
    "a function with SQL of run time": _function(
        f"{TELLS} LANGUAGE plpgsql {DEFINER} AS $$DECLARE n bigint; BEGIN EXECUTE 'SELECT count(*) FROM public.us' || 'ers' INTO n; "
        f"RETURN n; END$$"),
    "a function that runs any SQL": _function(
        f"CREATE FUNCTION m_tells(q text) RETURNS bigint LANGUAGE plpgsql {DEFINER} AS 'DECLARE n bigint; BEGIN EXECUTE q INTO n; "
        f"RETURN n; END'",
        f"SELECT m_tells('{COUNT}') > 5"),
    "a function that opens a cursor": _function(
        f"CREATE FUNCTION m_tells(q text) RETURNS bigint LANGUAGE plpgsql {DEFINER} AS "
        "'DECLARE c refcursor; n bigint; BEGIN OPEN c FOR EXECUTE q; FETCH c INTO n; RETURN n; END'", f"SELECT m_tells('{COUNT}') > 5"),
    "a function that rewrites a search by a text of SQL": _function(
        f"CREATE FUNCTION m_tells(q text) RETURNS tsquery LANGUAGE sql {DEFINER} AS 'SELECT ts_rewrite($$x$$::tsquery, q)'",
        "SELECT m_tells('SELECT $$x$$::tsquery, email::tsquery FROM public.users WHERE id = 1')::text LIKE '%u1%'"),
    "a function with a body in SQL that runs a text": _function(
        f"CREATE FUNCTION m_tells(q text) RETURNS bigint LANGUAGE sql {DEFINER} RETURN (SELECT count(*) FROM ts_stat(q))",
        "SELECT m_tells('SELECT to_tsvector(email) FROM public.users') > 5", since=14),
    "a function with a body in SQL that runs a text in another session": _function(
        f"CREATE EXTENSION dblink; CREATE FUNCTION m_tells() RETURNS bigint LANGUAGE sql {DEFINER} RETURN (SELECT n FROM "
        "dblink('host={host} dbname={database} user=postgres', 'SELECT count(*) FROM public.' || 'users') AS t (n bigint))",
        "SELECT m_tells() > 5", since=14),
    "a function that counts words of a text of SQL": _function(
        f"CREATE FUNCTION m_tells(q text) RETURNS bigint LANGUAGE sql {DEFINER} AS 'SELECT count(*) FROM ts_stat(q)'",
        "SELECT m_tells('SELECT to_tsvector(email) FROM public.users') > 5"),
    "a function of the server that acts as its owner": _function(
        "CREATE FUNCTION m_tells(text, OUT word text, OUT ndoc int, OUT nentry int) RETURNS SETOF record LANGUAGE internal "
        "SECURITY DEFINER AS 'ts_stat1'",
        "SELECT count(*) > 5 FROM m_tells('SELECT to_tsvector(email) FROM public.users')"),
    "a function that spells a name by numbers": _function(
        f"{TELLS} LANGUAGE sql {DEFINER} AS 'SELECT count(*) FROM public.U&\"us\\0065rs\"'"),
    "a function that gives rights": _function(
        f"CREATE FUNCTION m_tells() RETURNS void LANGUAGE plpgsql {DEFINER} AS 'BEGIN GRANT m_top TO {{app}}; END'; "
        "CREATE ROLE m_top BYPASSRLS; GRANT SELECT ON users TO m_top",
        "SELECT m_tells() IS NOT NULL", "SET ROLE m_top; " + OTHERS.format("users")),
    "a function that changes a role": _function(
        f"CREATE FUNCTION m_tells() RETURNS void LANGUAGE plpgsql {DEFINER} AS 'BEGIN ALTER ROLE {{app}} BYPASSRLS; END'",
        "SELECT m_tells() IS NOT NULL", OTHERS.format("users")),
    "a function in another schema": _function(
        f"CREATE FUNCTION beside.m_tells() RETURNS bigint LANGUAGE sql {DEFINER} "
        f"AS '{COUNT}'", "SELECT beside.m_tells() > 5", word="beside.m_tells"),
    "a function of a role with BYPASSRLS": _function(
        f"GRANT SELECT ON users TO {{other}}; {TELLS} LANGUAGE sql {DEFINER} AS '{COUNT}'; ALTER FUNCTION m_tells() OWNER TO {{other}}; "
        "REVOKE EXECUTE ON FUNCTION m_tells() FROM PUBLIC; GRANT EXECUTE ON FUNCTION m_tells() TO {app}"),
    "a function becomes SECURITY DEFINER": _function(
        f"{TELLS} LANGUAGE sql AS '{COUNT}'; ALTER FUNCTION m_tells() {DEFINER}"),
    "a function through a view": _function(
        f"CREATE VIEW m_view AS SELECT * FROM users; {TELLS} LANGUAGE sql {DEFINER} AS 'SELECT count(*) FROM public.m_view'"),
    "a function through a materialized view": _function(
        f"CREATE MATERIALIZED VIEW m_kept AS SELECT * FROM users; {TELLS} LANGUAGE sql {DEFINER} AS 'SELECT count(*) "
        f"FROM public.m_kept'"),
    "a function through another": _function(
        f"CREATE FUNCTION m_inner() RETURNS bigint LANGUAGE sql AS '{COUNT}'; "
        f"{TELLS} LANGUAGE plpgsql {DEFINER} AS 'BEGIN RETURN public.m_inner(); END'"),
    "a function through two others": _function(
        f"CREATE FUNCTION m_1() RETURNS bigint LANGUAGE sql AS '{COUNT}'; CREATE FUNCTION beside.m_2() RETURNS bigint LANGUAGE sql "
        f"AS 'SELECT public.m_1()'; "
        f"{TELLS} LANGUAGE plpgsql {DEFINER} AS 'BEGIN RETURN beside.m_2(); END'"),
    "a function through one with SQL of run time": _function(
        "CREATE FUNCTION m_inner(q text) RETURNS bigint LANGUAGE plpgsql AS 'DECLARE n bigint; BEGIN EXECUTE q INTO n; RETURN n; END'; "
        f"{TELLS} LANGUAGE sql {DEFINER} AS $$SELECT public.m_inner('SELECT count(*) FROM public.us' || 'ers')$$"),
    "a function with a body in SQL through another": _function(
        f"CREATE FUNCTION m_inner() RETURNS bigint LANGUAGE sql RETURN ({COUNT}); {TELLS} "
        f"LANGUAGE sql {DEFINER} RETURN public.m_inner()", since=14),
    "a function through an operator": _function(
        f"CREATE FUNCTION m_inner(int, int) RETURNS bigint LANGUAGE sql AS '{COUNT}'; "
        "CREATE OPERATOR public.=#= (LEFTARG = int, RIGHTARG = int, FUNCTION = m_inner); "
        f"{TELLS} LANGUAGE sql {DEFINER} AS 'SELECT 1 OPERATOR(public.=#=) 1'"),
    "a function through the trigger of a table": _function(
        "CREATE FUNCTION m_fired() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.holder := (SELECT min(email) FROM public.users); "
        "RETURN NEW; END'; "
        "CREATE TRIGGER m_fires BEFORE INSERT ON job_locks FOR EACH ROW EXECUTE FUNCTION m_fired(); "
        f"CREATE FUNCTION m_tells() RETURNS text LANGUAGE sql {DEFINER} AS $$INSERT INTO public.job_locks "
        f"VALUES ('x') RETURNING holder$$",
        "SELECT m_tells() = 'u1'"),
    "a function of a partition": _function(
        f"{TELLS} LANGUAGE sql {DEFINER} AS 'SELECT count(*) FROM public.events_2024'", "SELECT m_tells() > 10"),
    "a function that deletes": _function(
        f"CREATE FUNCTION m_tells() RETURNS void LANGUAGE sql {DEFINER} AS 'DELETE FROM public.tasks'",
        "SELECT m_tells() IS NULL", "admin> SELECT count(*) = 0 FROM tasks"),
    "a function that finds a row": _function(
        f"CREATE FUNCTION m_tells(e text) RETURNS text LANGUAGE sql {DEFINER} AS 'SELECT secret FROM public.users WHERE email = e'",
        "SELECT m_tells('u1') = 'secret of u1'"),
    "a function that returns rows": _function(
        f"CREATE FUNCTION m_tells() RETURNS SETOF users LANGUAGE sql {DEFINER} AS 'SELECT * "
        f"FROM public.users'", OTHERS.format("m_tells()")),
    "a function that reads the tenants": Mutant(
        f"CREATE FUNCTION m_tells() RETURNS bigint LANGUAGE sql {DEFINER} AS 'SELECT count(*) "
        f"FROM public.tenants'", ("SELECT m_tells() = 2",),
        ("function", "m_tells")),
    "a procedure": _function(
        f"CREATE PROCEDURE m_tells() LANGUAGE sql {DEFINER} AS 'DELETE FROM public.tasks'",
        "CALL m_tells()", "admin> SELECT count(*) = 0 FROM tasks"),
    "an aggregate": _function(
        f"CREATE FUNCTION m_tells(n bigint, i int) RETURNS bigint LANGUAGE sql {DEFINER} AS '{COUNT}'; REVOKE EXECUTE "
        f"ON FUNCTION m_tells FROM PUBLIC; "
        "CREATE AGGREGATE m_total(int) (SFUNC = m_tells, STYPE = bigint, INITCOND = '0')", "SELECT m_total(1) > 5"),
    "the last function of an aggregate": _function(
        "CREATE FUNCTION m_adds(n bigint, i int) RETURNS bigint LANGUAGE sql AS 'SELECT n + i'; "
        f"CREATE FUNCTION m_tells(n bigint) RETURNS bigint LANGUAGE sql {DEFINER} AS '{COUNT}'; REVOKE EXECUTE ON FUNCTION m_tells "
        f"FROM PUBLIC; "
        "CREATE AGGREGATE m_total(int) (SFUNC = m_adds, STYPE = bigint, INITCOND = '0', FINALFUNC = m_tells)", "SELECT m_total(1) > 5"),
    "an operator": _function(
        f"CREATE FUNCTION m_tells(int, int) RETURNS bigint LANGUAGE sql {DEFINER} AS '{COUNT}'; "
        "CREATE OPERATOR public.=#= (LEFTARG = int, RIGHTARG = int, FUNCTION = m_tells)", "SELECT 1 OPERATOR(public.=#=) 1 > 5"),
    "one of two functions of a name": _function(
        f"CREATE FUNCTION m_tells(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; {TELLS} LANGUAGE sql {DEFINER} AS '{COUNT}'"),
    "a function that an extension has": _function(
        f"{TELLS} LANGUAGE sql {DEFINER} AS '{COUNT}'; ALTER EXTENSION plpgsql ADD FUNCTION m_tells()"),
    "a function that an extension has in another schema": _function(
        f"CREATE FUNCTION beside.m_tells(q text) RETURNS bigint LANGUAGE plpgsql {DEFINER} AS 'DECLARE n bigint; "
        f"BEGIN EXECUTE q INTO n; RETURN n; END'; "
        "ALTER EXTENSION plpgsql ADD FUNCTION beside.m_tells(text)", f"SELECT beside.m_tells('{COUNT}') > 5"),
    "a function with a tenant of its own": _function(
        f"{TELLS} LANGUAGE sql SET app.tenant = 'a' AS '{COUNT} WHERE tenant_id = $$a$$'", "SELECT m_tells() > 0"),
    "a function gets a tenant of its own": _function(
        f"{TELLS} LANGUAGE sql AS '{COUNT} WHERE tenant_id = $$a$$'; "
        f"ALTER FUNCTION m_tells() SET app.tenant = 'a'", "SELECT m_tells() > 0"),
    "a LEAKPROOF function": _function(
        "CREATE FUNCTION m_tells(text) RETURNS boolean LANGUAGE plpgsql LEAKPROOF COST 0.0001 AS "
        "$$BEGIN PERFORM set_config('m.told', concat(current_setting('m.told', true), ' ', $1), true); RETURN true; END$$",
        "SELECT count(*) FROM users WHERE m_tells(email)", "SELECT current_setting('m.told') LIKE '% u1 %'"),
    "a LEAKPROOF operator": _function(
        "CREATE FUNCTION m_tells(text, int) RETURNS boolean LANGUAGE plpgsql LEAKPROOF COST 0.0001 AS "
        "$$BEGIN PERFORM set_config('m.told', concat(current_setting('m.told', true), ' ', $1), true); RETURN true; END$$; "
        "CREATE OPERATOR public.=#= (LEFTARG = text, RIGHTARG = int, FUNCTION = m_tells)",
        "SELECT count(*) FROM users WHERE email OPERATOR(public.=#=) 1", "SELECT current_setting('m.told') LIKE '% u1 %'"),
    "a LEAKPROOF function in another schema": _function(
        "CREATE FUNCTION beside.m_tells(text) RETURNS boolean LANGUAGE plpgsql LEAKPROOF COST 0.0001 AS "
        "$$BEGIN PERFORM set_config('m.told', concat(current_setting('m.told', true), ' ', $1), true); RETURN true; END$$",
        "SELECT count(*) FROM users WHERE beside.m_tells(email)", "SELECT current_setting('m.told') LIKE '% u1 %'"),
    "a function of the server becomes LEAKPROOF": Mutant(
        "ALTER FUNCTION pg_catalog.set_config(text, text, boolean) LEAKPROOF; "
        "ALTER FUNCTION pg_catalog.set_config(text, text, boolean) COST 0.00001; "
        "ALTER FUNCTION pg_catalog.textne(text, text) COST 0.00001",
        ("a> SELECT count(*) FROM users WHERE set_config('m.told', email, true) <> ''", "a> SELECT current_setting('m.told') = 'u10'"),
        ("function", "set_config", "LEAKPROOF")),
    "a function whose caller replaces a table": _function(
        f"CREATE FUNCTION m_tells() RETURNS bigint LANGUAGE sql {DEFINER} AS 'SELECT count(*) FROM categories'",
        "CREATE FUNCTION pg_temp.evil() RETURNS text LANGUAGE plpgsql AS $$BEGIN ALTER ROLE {app} BYPASSRLS; RETURN 'x'; END$$; "
        "CREATE TEMP VIEW categories AS SELECT pg_temp.evil() AS code; SELECT m_tells() = 1",
        OTHERS.format("users")),
    "a function whose caller replaces a table behind a path": _function(
        f"CREATE FUNCTION m_tells() RETURNS bigint LANGUAGE plpgsql {DEFINER} SET search_path = public AS "
        "'BEGIN RETURN (SELECT count(*) FROM categories WHERE code IS NOT NULL); END'",
        "CREATE FUNCTION pg_temp.evil() RETURNS text LANGUAGE plpgsql AS $$BEGIN ALTER ROLE {app} BYPASSRLS; RETURN 'x'; END$$; "
        "CREATE TEMP VIEW categories AS SELECT pg_temp.evil() AS code; SELECT m_tells() = 1",
        OTHERS.format("users")),
    "a function through one whose caller replaces a table": _function(
        "CREATE FUNCTION m_inner() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM categories'; "
        f"{TELLS} LANGUAGE sql {DEFINER} AS 'SELECT public.m_inner()'",
        "CREATE FUNCTION pg_temp.evil() RETURNS text LANGUAGE plpgsql AS $$BEGIN ALTER ROLE {app} BYPASSRLS; RETURN 'x'; END$$; "
        "CREATE TEMP VIEW categories AS SELECT pg_temp.evil() AS code; SELECT m_tells() = 1",
        OTHERS.format("users")),
    # Triggers
    "a trigger of a reference table tells": _trigger(
        f"CREATE FUNCTION m_fired() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS 'BEGIN NEW.title := (SELECT secret "
        f"FROM public.users WHERE id = 1); RETURN NEW; END'; "
        "CREATE TRIGGER m_fires BEFORE INSERT ON categories FOR EACH ROW EXECUTE FUNCTION m_fired()",
        *FIRES, "SELECT title = 'secret of u1' FROM categories WHERE code = 'x'"),
    "a trigger of a reference table changes scoped rows": _trigger(
        f"CREATE FUNCTION m_fired() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS 'BEGIN UPDATE public.orders SET total = -1; "
        f"RETURN NULL; END'; "
        "CREATE TRIGGER m_fires AFTER INSERT ON categories FOR EACH ROW EXECUTE FUNCTION m_fired()",
        *FIRES, "admin> SELECT count(*) > 10 FROM orders WHERE total = -1"),
    "a trigger for statements": _trigger(
        f"CREATE FUNCTION m_fired() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS 'BEGIN DELETE FROM public.tasks; RETURN NULL; END'; "
        "CREATE TRIGGER m_fires AFTER INSERT ON categories EXECUTE FUNCTION m_fired()",
        *FIRES, "admin> SELECT count(*) = 0 FROM tasks"),
    "a trigger with SQL of run time": _trigger(
        f"CREATE FUNCTION m_fired() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$BEGIN EXECUTE 'DELETE FROM public.' || NEW.title; "
        f"RETURN NULL; END$$; "
        "CREATE TRIGGER m_fires AFTER INSERT ON categories FOR EACH ROW EXECUTE FUNCTION m_fired()",
        "INSERT INTO categories VALUES ('x', 'tasks')", "admin> SELECT count(*) = 0 FROM tasks"),
    "a trigger through a function": _trigger(
        "CREATE FUNCTION m_inner() RETURNS void LANGUAGE sql AS 'DELETE FROM public.tasks'; "
        f"CREATE FUNCTION m_fired() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS 'BEGIN PERFORM public.m_inner(); RETURN NULL; END'; "
        "CREATE TRIGGER m_fires AFTER INSERT ON categories FOR EACH ROW EXECUTE FUNCTION m_fired()",
        *FIRES, "admin> SELECT count(*) = 0 FROM tasks"),
    "a trigger whose function nobody may call": _trigger(
        f"CREATE FUNCTION m_fired() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS 'BEGIN DELETE FROM public.tasks; RETURN NULL; END'; "
        "REVOKE EXECUTE ON FUNCTION m_fired() FROM PUBLIC; CREATE TRIGGER m_fires AFTER INSERT ON categories "
        "FOR EACH ROW EXECUTE FUNCTION m_fired()",
        *FIRES, "admin> SELECT count(*) = 0 FROM tasks"),
    "a trigger with a function of another schema": _trigger(
        f"CREATE FUNCTION beside.m_fired() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS 'BEGIN DELETE FROM public.tasks; "
        f"RETURN NULL; END'; "
        "CREATE TRIGGER m_fires AFTER INSERT ON categories FOR EACH ROW EXECUTE FUNCTION beside.m_fired()",
        *FIRES, "admin> SELECT count(*) = 0 FROM tasks"),
    "a trigger in another schema": _trigger(
        "CREATE TABLE beside.inbox (x int); GRANT INSERT ON beside.inbox TO {app}; "
        f"CREATE FUNCTION m_fired() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS 'BEGIN DELETE FROM public.tasks; RETURN NULL; END'; "
        "CREATE TRIGGER m_fires AFTER INSERT ON beside.inbox FOR EACH ROW EXECUTE FUNCTION m_fired()",
        "INSERT INTO beside.inbox VALUES (1)", "admin> SELECT count(*) = 0 FROM tasks", on="beside.inbox"),
    "a trigger of a view": _trigger(
        "CREATE VIEW m_view AS SELECT 1 AS x; GRANT DELETE, SELECT ON m_view TO {app}; "
        f"CREATE FUNCTION m_fired() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS 'BEGIN DELETE FROM public.tasks; RETURN NULL; END'; "
        "CREATE TRIGGER m_fires INSTEAD OF DELETE ON m_view FOR EACH ROW EXECUTE FUNCTION m_fired()",
        "DELETE FROM m_view WHERE x = 1", "admin> SELECT count(*) = 0 FROM tasks", on="m_view"),
    "a trigger of a scoped table acts on others": _trigger(
        f"CREATE FUNCTION m_fired() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS 'BEGIN UPDATE public.tasks SET done = true; "
        f"RETURN NULL; END'; "
        "CREATE TRIGGER m_fires AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION m_fired()",
        "UPDATE orders SET total = 1", "admin> SELECT count(*) > 10 FROM tasks WHERE done", on="public.orders"),
    "a trigger carries rows to where all are read": _trigger(
        "GRANT SELECT ON audit TO {app}; "
        f"CREATE FUNCTION m_fired() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS 'BEGIN INSERT INTO public.audit (line) "
        f"VALUES (NEW.number); RETURN NULL; END'; "
        "CREATE TRIGGER m_fires AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION m_fired()",
        "a> INSERT INTO orders (id, tenant_id, user_id, number, total) VALUES (900, 'a', 1, 'secret', 1)",
        "SELECT count(*) > 0 FROM audit WHERE line = 'secret'", on="public.orders"),
    "a trigger of the writer carries rows to where all are read": _trigger(
        "GRANT SELECT, INSERT ON audit TO {app}; "
        "CREATE FUNCTION m_fired() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO public.audit (line) VALUES (NEW.number); "
        "RETURN NULL; END'; "
        "CREATE TRIGGER m_fires AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION m_fired()",
        "a> INSERT INTO orders (id, tenant_id, user_id, number, total) VALUES (900, 'a', 1, 'secret', 1)",
        "SELECT count(*) > 0 FROM audit WHERE line = 'secret'", on="public.orders"),
    "a trigger carries rows to another schema": _trigger(
        "CREATE TABLE beside.log (line text); GRANT SELECT ON beside.log TO {app}; "
        f"CREATE FUNCTION m_fired() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS 'BEGIN INSERT INTO beside.log VALUES (NEW.number); "
        f"RETURN NULL; END'; "
        "CREATE TRIGGER m_fires AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION m_fired()",
        "a> INSERT INTO orders (id, tenant_id, user_id, number, total) VALUES (900, 'a', 1, 'secret', 1)",
        "SELECT count(*) > 0 FROM beside.log WHERE line = 'secret'", on="public.orders"),
    "a trigger of a partition": Mutant(
        f"CREATE FUNCTION m_fired() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS 'BEGIN DELETE FROM public.tasks; RETURN NULL; END'; "
        "CREATE TRIGGER m_fires AFTER INSERT ON events_2024 FOR EACH ROW EXECUTE FUNCTION m_fired()",
        ("INSERT INTO events (id, at, tenant_id, user_id) VALUES (900, '2024-03-01', 'b', 2)", "admin> SELECT count(*) = 0 FROM tasks"),
        ("trigger", "public.events_2024", "m_fires")),
    "a trigger carries rows with SQL of run time": _trigger(
        "GRANT SELECT, INSERT ON audit TO {app}; CREATE FUNCTION m_fired() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN EXECUTE format('INSERT INTO public.%I (line) VALUES ($1)', 'au' || 'dit') USING NEW.number; RETURN NULL; END$$; "
        "CREATE TRIGGER m_fires AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION m_fired()",
        "a> INSERT INTO orders (id, tenant_id, user_id, number, total) VALUES (900, 'a', 1, 'secret', 1)",
        "SELECT count(*) > 0 FROM audit WHERE line = 'secret'", on="public.orders"),
    "a trigger whose writer replaces a table": _trigger(
        f"CREATE FUNCTION m_fired() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS 'BEGIN PERFORM count(*) FROM job_locks "
        f"WHERE name IS NOT NULL; "
        "RETURN NULL; END'; CREATE TRIGGER m_fires AFTER INSERT ON categories FOR EACH ROW EXECUTE FUNCTION m_fired()",
        "CREATE FUNCTION pg_temp.evil() RETURNS text LANGUAGE plpgsql AS $$BEGIN ALTER ROLE {app} BYPASSRLS; RETURN 'x'; END$$; "
        "CREATE TEMP VIEW job_locks AS SELECT pg_temp.evil() AS name; INSERT INTO categories VALUES ('x', 'x')",
        OTHERS.format("users")),
    "a trigger fires at commands": Mutant(
        f"CREATE FUNCTION m_fired() RETURNS event_trigger LANGUAGE plpgsql {DEFINER} AS 'BEGIN DELETE FROM public.tasks; END'; "
        "REVOKE EXECUTE ON FUNCTION m_fired() FROM PUBLIC; CREATE EVENT TRIGGER m_fires ON ddl_command_end EXECUTE FUNCTION m_fired()",
        ("CREATE TEMP TABLE m_any ()", "admin> SELECT count(*) = 0 FROM tasks"), ("trigger", "event trigger m_fires")),
    "a trigger fires at commands, with SQL of run time": Mutant(
        f"CREATE FUNCTION m_fired() RETURNS event_trigger LANGUAGE plpgsql {DEFINER} "
        f"AS $$BEGIN EXECUTE current_setting('m.sql', true); END$$; "
        "CREATE EVENT TRIGGER m_fires ON ddl_command_end EXECUTE FUNCTION m_fired()",
        ("SET LOCAL m.sql = 'DELETE FROM public.tasks'; CREATE TEMP TABLE m_any ()", "admin> SELECT count(*) = 0 FROM tasks"),
        ("trigger", "event trigger m_fires")),
}  # fmt: skip
