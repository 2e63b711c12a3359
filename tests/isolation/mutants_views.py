"""Mutants of views, rules and foreign tables."""

from __future__ import annotations

from mutation import OTHERS, Mutant

FOREIGN = (
    "CREATE EXTENSION postgres_fdw; CREATE SERVER m_self FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '{host}', dbname '{database}'); "
    "CREATE USER MAPPING FOR PUBLIC SERVER m_self OPTIONS (user 'postgres', password_required 'false'); "
)


def _view(make: str, name: str = "m_view", *harm: str, since: int = 13) -> Mutant:
    return Mutant(make, harm or (OTHERS.format(name),), ("view", name), since=since)


VIEWS = {
    "a view is granted": _view("CREATE VIEW m_view AS SELECT * FROM users; GRANT SELECT ON m_view TO {app}"),
    "a view is granted to everybody": _view("CREATE VIEW m_view AS SELECT * FROM users; GRANT SELECT ON m_view TO PUBLIC"),
    "a view is granted to a group of the application": _view(
        "CREATE VIEW m_view AS SELECT * FROM users; CREATE ROLE m_group; GRANT m_group TO {app}; GRANT SELECT ON m_view TO m_group"),
    "a column of a view is granted": _view(
        "CREATE VIEW m_view AS SELECT * FROM users; GRANT SELECT (email) ON m_view TO {app}", "m_view",
        "SELECT count(email) > 5 FROM m_view"),
    "a view counts": _view(
        "CREATE VIEW m_view AS SELECT tenant_id, count(*) FROM orders GROUP BY 1; GRANT SELECT ON m_view TO {app}", "m_view",
        "SELECT count(*) > 1 FROM m_view"),
    "a view joins": _view(
        "CREATE VIEW m_view AS SELECT c.code, u.email FROM categories c CROSS JOIN LATERAL (SELECT email FROM users) u; GRANT SELECT "
        "ON m_view TO {app}",
        "m_view", "SELECT count(DISTINCT email) > 5 FROM m_view"),
    "a view is a union": _view(
        "CREATE VIEW m_view AS SELECT code FROM categories UNION ALL SELECT email FROM users; GRANT SELECT ON m_view TO {app}", "m_view",
        "SELECT count(*) > 7 FROM m_view"),
    "a view is recursive": _view(
        "CREATE VIEW m_view AS WITH RECURSIVE r AS (SELECT id FROM users WHERE id = 1 UNION SELECT u.id FROM users u JOIN r "
        "ON u.id = r.id + 1) "
        "SELECT * FROM r; GRANT SELECT ON m_view TO {app}"),
    "a view has the table in its WHERE": _view(
        "CREATE VIEW m_view AS SELECT code FROM categories WHERE EXISTS (SELECT FROM users WHERE email = 'u1'); GRANT SELECT "
        "ON m_view TO {app}",
        "m_view", "SELECT count(*) > 0 FROM m_view"),
    "a view with a barrier": _view(
        "CREATE VIEW m_view WITH (security_barrier) AS SELECT * FROM users; GRANT SELECT ON m_view TO {app}"),
    "a view that may be written": _view(
        "CREATE VIEW m_view AS SELECT * FROM orders; GRANT UPDATE ON m_view TO {app}", "m_view",
        "UPDATE m_view SET total = -1", "admin> SELECT count(*) > 10 FROM orders WHERE total = -1"),
    "a view over a partition": _view(
        "CREATE VIEW m_view AS SELECT * FROM events_2024; GRANT SELECT ON m_view TO {app}", "m_view", "SELECT count(*) > 10 FROM m_view"),
    "a view of a role with BYPASSRLS": _view(
        "CREATE VIEW m_view AS SELECT * FROM users; GRANT SELECT ON users TO {other}; ALTER VIEW m_view OWNER TO {other}; GRANT "
        "SELECT ON m_view TO {app}"),
    "security_invoker is taken off": _view(
        "CREATE VIEW m_view WITH (security_invoker) AS SELECT * FROM users; GRANT SELECT ON m_view TO {app}; "
        "ALTER VIEW m_view RESET (security_invoker)",
        since=15),
    "a view over a view": _view(
        "CREATE VIEW m_inner AS SELECT * FROM users; CREATE VIEW m_view AS SELECT * FROM m_inner; GRANT SELECT ON m_view TO {app}"),
    "a view over three views": _view(
        "CREATE VIEW m_1 AS SELECT * FROM users; CREATE VIEW m_2 AS SELECT * FROM m_1; CREATE VIEW m_3 AS SELECT * FROM m_2; "
        "CREATE VIEW m_view AS SELECT * FROM m_3; GRANT SELECT ON m_view TO {app}"),
    "a view with security_invoker over another": _view(
        "CREATE VIEW m_inner AS SELECT * FROM users; GRANT SELECT ON m_inner TO {app}; "
        "CREATE VIEW m_view WITH (security_invoker) AS SELECT * FROM m_inner; GRANT SELECT ON m_view TO {app}", "m_inner", since=15),
    "a view in another schema": _view(
        "CREATE VIEW beside.people AS SELECT * FROM users; GRANT SELECT ON beside.people TO {app}", "beside.people"),
    "a view over a view in another schema": _view(
        "CREATE VIEW beside.people AS SELECT * FROM users; CREATE VIEW m_view AS SELECT * FROM beside.people; GRANT SELECT ON m_view "
        "TO {app}"),
    "a view in another schema over a view here": _view(
        "CREATE VIEW m_inner AS SELECT * FROM users; CREATE VIEW beside.people AS SELECT * FROM m_inner; GRANT SELECT "
        "ON beside.people TO {app}",
        "beside.people"),
    "a materialized view": _view("CREATE MATERIALIZED VIEW m_view AS SELECT * FROM users; GRANT SELECT ON m_view TO {app}"),
    "a materialized view in another schema": _view(
        "CREATE MATERIALIZED VIEW beside.kept AS SELECT * FROM users; GRANT SELECT ON beside.kept TO {app}", "beside.kept"),
    "a materialized view of the application": _view(
        "CREATE MATERIALIZED VIEW m_view AS SELECT * FROM users; ALTER MATERIALIZED VIEW m_view OWNER TO {app}"),
    "a materialized view of the application in another schema": _view(
        "CREATE MATERIALIZED VIEW beside.kept AS SELECT * FROM users; ALTER MATERIALIZED VIEW beside.kept OWNER TO {app}", "beside.kept"),
    "a materialized view of totals": _view(
        "CREATE MATERIALIZED VIEW m_view AS SELECT tenant_id, sum(total) FROM orders GROUP BY 1; GRANT SELECT ON m_view "
        "TO {app}", "m_view",
        "SELECT count(*) > 1 FROM m_view"),
    "a materialized view over a view": _view(
        "CREATE VIEW m_inner AS SELECT * FROM users; CREATE MATERIALIZED VIEW m_view AS SELECT * FROM m_inner; GRANT SELECT ON m_view "
        "TO {app}"),
    "a materialized view over a view with security_invoker": _view(
        "CREATE VIEW m_inner WITH (security_invoker) AS SELECT * FROM users; CREATE MATERIALIZED VIEW m_view AS SELECT * FROM m_inner; "
        "GRANT SELECT ON m_view TO {app}", since=15),
    "a view over a materialized view": _view(
        "CREATE MATERIALIZED VIEW m_kept AS SELECT * FROM users; CREATE VIEW m_view AS SELECT * FROM m_kept; GRANT SELECT ON m_view "
        "TO {app}"),
    "a materialized view that a function fills": _view(
        "CREATE FUNCTION m_all() RETURNS SETOF users LANGUAGE sql AS 'SELECT * FROM public.users'; REVOKE EXECUTE ON FUNCTION m_all "
        "FROM PUBLIC; "
        "CREATE MATERIALIZED VIEW m_view AS SELECT * FROM m_all(); GRANT SELECT ON m_view TO {app}"),
    "a materialized view that a function of a function fills": _view(
        "CREATE FUNCTION m_all() RETURNS SETOF users LANGUAGE sql AS 'SELECT * FROM public.users'; "
        "CREATE FUNCTION m_some() RETURNS SETOF users LANGUAGE plpgsql AS 'BEGIN RETURN QUERY SELECT * FROM public.m_all(); END'; "
        "CREATE MATERIALIZED VIEW beside.kept AS SELECT * FROM m_some(); GRANT SELECT ON beside.kept TO {app}", "beside.kept"),
    "a view of the tenants table": Mutant(
        "CREATE VIEW m_view AS SELECT * FROM tenants; GRANT SELECT ON m_view TO {app}", ("SELECT count(*) = 2 "
        "FROM m_view",), ("view", "m_view")),
    "a view has the name of a table in the application's path": _view(
        "CREATE VIEW beside.users AS SELECT * FROM public.users; GRANT SELECT ON beside.users TO {app}", "beside.users",
        "SET LOCAL search_path = beside, public; " + OTHERS.format("users")),
    # Foreign tables
    "a foreign table of this database": Mutant(
        FOREIGN + "CREATE FOREIGN TABLE m_users (id bigint, tenant_id text, email text) SERVER m_self "
            "OPTIONS (schema_name 'public', table_name 'users'); "
        "GRANT SELECT ON m_users TO {app}",
        (OTHERS.format("m_users"),), ("copy", "m_users", "{app}")),
    "a foreign table of this database, without the tenant": Mutant(
        FOREIGN + "CREATE FOREIGN TABLE m_users (id bigint, mail text OPTIONS (column_name 'email')) SERVER m_self "
            "OPTIONS (schema_name 'public', table_name 'users'); "
        "GRANT SELECT ON m_users TO {app}",
        (OTHERS.format("m_users"),), ("copy", "m_users", "public.users")),
    "a foreign table of this database in another schema": Mutant(
        FOREIGN + "CREATE FOREIGN TABLE beside.people (mail text OPTIONS (column_name 'email')) SERVER m_self "
            "OPTIONS (schema_name 'public', table_name 'users'); "
        "GRANT SELECT ON beside.people TO {app}",
        (OTHERS.format("beside.people"),), ("copy", "beside.people", "public.users")),
    "a view over a foreign table": _view(
        FOREIGN + "CREATE FOREIGN TABLE beside.people (mail text OPTIONS (column_name 'email')) SERVER m_self "
            "OPTIONS (schema_name 'public', table_name 'users'); "
        "CREATE VIEW m_view AS SELECT * FROM beside.people; GRANT SELECT ON m_view TO {app}"),
    "a foreign table of the application": Mutant(
        FOREIGN + "CREATE FOREIGN TABLE m_users (id bigint, tenant_id text) SERVER m_self "
            "OPTIONS (schema_name 'public', table_name 'users'); "
        "ALTER FOREIGN TABLE m_users OWNER TO {app}",
        (OTHERS.format("m_users"),), ("copy", "m_users", "{app}")),
    "a foreign table of a program": Mutant(
        "CREATE EXTENSION file_fdw; CREATE SERVER m_files FOREIGN DATA WRAPPER file_fdw; "
        "CREATE FOREIGN TABLE beside.lines (line text) SERVER m_files "
        "OPTIONS (program 'echo u1'); GRANT SELECT ON beside.lines TO {app}",
        ("SELECT line = 'u1' FROM beside.lines",), ("copy", "beside.lines", "{app}")),
    "a view of an ignored role, which the application is in": _view(
        "CREATE VIEW m_view AS SELECT * FROM users; GRANT SELECT ON m_view TO {stranger}; GRANT {stranger} TO {app}"),
    "a server that connects as another role": Mutant(
        FOREIGN + "GRANT USAGE ON FOREIGN SERVER m_self TO {app}; GRANT CREATE ON SCHEMA beside TO {app}",
        ("CREATE FOREIGN TABLE beside.mine (id bigint) SERVER m_self OPTIONS (schema_name 'public', table_name 'users'); "
            + OTHERS.format("beside.mine"),),
        ("foreign-server", "m_self", "{app}")),
    "a group uses a server that connects the application as another role": Mutant(
        FOREIGN.replace("PUBLIC", "{app}") + "CREATE ROLE m_group; GRANT m_group TO {app}; GRANT USAGE ON FOREIGN SERVER m_self "
            "TO m_group; GRANT CREATE ON SCHEMA beside TO {app}",
        ("CREATE FOREIGN TABLE beside.mine (id bigint) SERVER m_self OPTIONS (schema_name 'public', table_name 'users'); "
            + OTHERS.format("beside.mine"),),
        ("foreign-server", "m_self", "m_group")),
    "everybody uses a server that connects as another role": Mutant(
        FOREIGN + "GRANT USAGE ON FOREIGN SERVER m_self TO PUBLIC; GRANT CREATE ON SCHEMA beside TO {app}",
        ("CREATE FOREIGN TABLE beside.mine (id bigint) SERVER m_self OPTIONS (schema_name 'public', table_name 'users'); "
            + OTHERS.format("beside.mine"),),
        ("foreign-server", "m_self", "PUBLIC")),
    # Rules
    "a rule of a reference table acts on scoped rows": Mutant(
        "GRANT INSERT ON categories TO {app}; CREATE RULE m_rule AS ON INSERT TO categories DO ALSO UPDATE orders SET total = -1",
        ("INSERT INTO categories VALUES ('x', 'x')", "admin> SELECT count(*) > 10 FROM orders "
            "WHERE total = -1"), ("rule", "public.categories", "m_rule")),
    "a rule of a reference table tells": Mutant(
        "GRANT INSERT ON categories TO {app}; CREATE RULE m_rule AS ON INSERT TO categories DO INSTEAD SELECT count(*) > 5 FROM users",
        ("INSERT INTO categories VALUES ('x', 'x')",), ("rule", "public.categories", "m_rule")),
    "a rule in another schema": Mutant(
        "CREATE TABLE beside.inbox (x int); GRANT INSERT ON beside.inbox TO {app}; CREATE RULE m_rule AS ON INSERT TO beside.inbox "
        "DO ALSO DELETE FROM tasks",
        ("INSERT INTO beside.inbox VALUES (1)", "admin> SELECT count(*) = 0 FROM tasks"), ("rule", "beside.inbox", "m_rule")),
    "a rule of a view": Mutant(
        "CREATE VIEW m_view AS SELECT 1 AS x; GRANT DELETE, SELECT ON m_view TO {app}; CREATE RULE m_rule AS ON DELETE TO m_view "
        "DO INSTEAD DELETE FROM tasks",
        ("DELETE FROM m_view WHERE x = 1", "admin> SELECT count(*) = 0 FROM tasks"), ("rule", "m_view", "m_rule")),
    "a rule acts on its own table": Mutant(
        "CREATE RULE m_rule AS ON INSERT TO orders DO ALSO UPDATE orders SET total = -1 WHERE id < 100",
        ("INSERT INTO orders (id, tenant_id, user_id, number, total) VALUES (900, 'b', 2, 'x', 1)",
         "admin> SELECT count(*) > 10 FROM orders WHERE total = -1"), ("rule", "public.orders", "m_rule")),
    "a rule carries rows to where all are read": Mutant(
        "GRANT SELECT ON audit TO {app}; CREATE RULE m_rule AS ON INSERT TO orders DO ALSO INSERT INTO audit (line) VALUES (NEW.number)",
        ("a> INSERT INTO orders (id, tenant_id, user_id, number, total) VALUES (900, 'a', 1, 'secret', 1)",
         "SELECT count(*) > 0 FROM audit WHERE line = 'secret'"), ("rule", "public.orders", "m_rule")),
    "a rule makes writing reading": Mutant(
        "CREATE RULE m_rule AS ON UPDATE TO orders DO INSTEAD SELECT count(*) > 10 FROM orders",
        ("UPDATE orders SET total = 1",), ("rule", "public.orders", "m_rule")),
}  # fmt: skip
