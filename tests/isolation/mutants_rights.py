"""Mutants of rights, roles and settings."""

from __future__ import annotations

from mutation import OTHERS, Mutant

USERS = OTHERS.format("users")

RIGHTS = {
    "app has BYPASSRLS": Mutant("ALTER ROLE {app} BYPASSRLS", (USERS,), ("role", "{app}", "BYPASSRLS")),
    "app is a superuser": Mutant("ALTER ROLE {app} SUPERUSER", (USERS,), ("role", "{app}", "superuser")),
    "app becomes a role with BYPASSRLS": Mutant(
        "CREATE ROLE m_top BYPASSRLS; GRANT SELECT ON users TO m_top; GRANT m_top TO {app}",
        ("SET ROLE m_top; " + USERS,), ("role", "{app}", "m_top"),
    ),
    "app becomes a superuser": Mutant(
        "CREATE ROLE m_super SUPERUSER; GRANT m_super TO {app}", ("SET ROLE m_super; " + USERS,), ("role", "{app}", "m_super"),
    ),
    "app becomes it through a role between": Mutant(
        "CREATE ROLE m_top BYPASSRLS; GRANT SELECT ON users TO m_top; CREATE ROLE m_mid NOINHERIT; GRANT m_top TO m_mid; GRANT m_mid "
        "TO {app}",
        ("SET ROLE m_top; " + USERS,), ("role", "{app}", "m_top"),
    ),
    "app has CREATEROLE": Mutant(
        "ALTER ROLE {app} CREATEROLE", ("CREATE ROLE m_made LOGIN; SELECT true",), ("role", "{app}", "CREATEROLE"),
    ),
    "app has REPLICATION": Mutant(
        "ALTER ROLE {app} REPLICATION",
        ("SELECT pg_create_physical_replication_slot('planner_mutant', true, true) IS NOT NULL",
         "admin> SELECT pg_drop_replication_slot('planner_mutant') IS NOT NULL"),
        ("role", "{app}", "REPLICATION"),
    ),
    "app owns a table": Mutant(
        "ALTER TABLE users OWNER TO {app}", ("ALTER TABLE users NO FORCE ROW LEVEL SECURITY; " + USERS,),
        ("role", "{app}", "owns public.users"),
    ),
    "app is a member of a table's owner": Mutant(
        "CREATE ROLE m_owner; ALTER TABLE users OWNER TO m_owner; GRANT m_owner TO {app}",
        ("ALTER TABLE users DISABLE ROW LEVEL SECURITY; " + USERS,), ("role", "{app}", "m_owner", "owns public.users"),
    ),
    "app is a member of the owner, and does not inherit": Mutant(
        "CREATE ROLE m_owner; ALTER TABLE users OWNER TO m_owner; CREATE ROLE m_mid NOINHERIT; GRANT m_owner TO m_mid; GRANT m_mid "
        "TO {app}",
        ("SET ROLE m_owner; ALTER TABLE users DISABLE ROW LEVEL SECURITY; " + USERS,), ("role", "{app}", "m_owner", "owns public.users"),
    ),
    "app owns a partitioned table": Mutant(
        "ALTER TABLE events OWNER TO {app}",
        ("ALTER TABLE events DISABLE ROW LEVEL SECURITY; SELECT count(*) > 10 FROM events",), ("role", "{app}", "owns public.events"),
    ),
    "app owns the helper": Mutant(
        "GRANT CREATE ON SCHEMA public TO {app}; ALTER FUNCTION planner_current_tenant() OWNER TO {app}",
        ("CREATE OR REPLACE FUNCTION planner_current_tenant() RETURNS text LANGUAGE sql STABLE AS $$SELECT 'a'$$; "
         "SELECT count(*) > 0 FROM users WHERE tenant_id = 'a'",),
        ("role", "{app}", "planner_current_tenant"),
    ),
    "app is a member of the helper's owner": Mutant(
        "CREATE ROLE m_owner; GRANT CREATE ON SCHEMA public TO {app}; ALTER FUNCTION planner_current_tenant() OWNER TO m_owner; "
        "GRANT m_owner TO {app}",
        ("CREATE OR REPLACE FUNCTION planner_current_tenant() RETURNS text LANGUAGE sql STABLE AS $$SELECT 'a'$$; "
         "SELECT count(*) > 0 FROM users WHERE tenant_id = 'a'",),
        ("role", "{app}", "planner_current_tenant"),
    ),
    "app owns the schema": Mutant(
        "ALTER SCHEMA public OWNER TO {app}",
        ("DROP TABLE tasks CASCADE", "admin> SELECT to_regclass('public.tasks') IS NULL"), ("role", "{app}", "schema public"),
    ),
    "app is a member of the schema's owner": Mutant(
        "CREATE ROLE m_owner; ALTER SCHEMA public OWNER TO m_owner; GRANT m_owner TO {app}",
        ("DROP TABLE tasks CASCADE", "admin> SELECT to_regclass('public.tasks') IS NULL"), ("role", "{app}", "schema public"),
    ),
    "app owns the database": Mutant(
        "ALTER DATABASE {database} OWNER TO {app}", ("DROP TABLE tasks CASCADE", "admin> SELECT to_regclass('public.tasks') IS NULL"),
        ("role", "{app}", "database"), since=15,
    ),
    "app is in pg_read_all_data": Mutant(
        "GRANT pg_read_all_data TO {app}", ("SELECT count(*) > 0 FROM planner.owned",), ("role", "{app}", "pg_read_all_data"), since=14,
    ),
    "app is in pg_write_all_data": Mutant(
        "GRANT pg_write_all_data TO {app}", ("INSERT INTO audit (line) VALUES ('forged'); SELECT true",),
        ("role", "{app}", "pg_write_all_data"), since=14,
    ),
    "app runs programs": Mutant(
        "GRANT pg_execute_server_program TO {app}",
        ("CREATE TEMP TABLE told (line text); COPY told FROM PROGRAM 'echo here'; SELECT count(*) = 1 FROM told",),
        ("role", "{app}", "pg_execute_server_program"),
    ),
    "app writes files of the server": Mutant(
        "GRANT pg_write_server_files TO {app}", ("COPY (SELECT 1) TO '/dev/null'; "
        "SELECT true",), ("role", "{app}", "pg_write_server_files"),
    ),
    "app reads files of the server": Mutant(
        "GRANT pg_read_server_files TO {app}",
        ("CREATE TEMP TABLE told (line text); COPY told FROM '/dev/null'; SELECT true",), ("role", "{app}", "pg_read_server_files"),
    ),
    "app reads files of the server through another role": Mutant(
        "CREATE ROLE m_mid; GRANT pg_read_server_files TO m_mid; GRANT m_mid TO {app}",
        ("CREATE TEMP TABLE told (line text); COPY told FROM '/dev/null'; SELECT true",), ("role", "{app}", "pg_read_server_files"),
    ),
    "app sees what other sessions run": Mutant(
        "GRANT pg_read_all_stats TO {app}",
        ("SELECT count(*) > 0 FROM pg_stat_activity WHERE query LIKE '%secret of u1%' AND pid <> pg_backend_pid()",),
        ("role", "{app}", "pg_read_all_stats"),
    ),
    "app monitors": Mutant(
        "GRANT pg_monitor TO {app}",
        ("SELECT count(*) > 0 FROM pg_stat_activity WHERE query LIKE '%secret of u1%' AND pid <> pg_backend_pid()",),
        ("role", "{app}", "pg_read_all_stats"),
    ),
    "a role with BYPASSRLS becomes the application": Mutant(
        "CREATE ROLE m_ops LOGIN BYPASSRLS; GRANT {app} TO m_ops", ("m_ops> " + USERS,), ("role", "m_ops", "BYPASSRLS"),
    ),
    "an analyst with BYPASSRLS reads all data": Mutant(
        "CREATE ROLE m_analyst LOGIN BYPASSRLS; GRANT pg_read_all_data TO m_analyst", ("m_analyst> " + USERS,),
        ("role", "m_analyst", "BYPASSRLS"), since=14,
    ),
    "another role with BYPASSRLS may read": Mutant(
        "CREATE ROLE m_ops LOGIN BYPASSRLS; GRANT SELECT ON users "
        "TO m_ops", ("m_ops> " + USERS,), ("stranger", "m_ops", "SELECT on public.users"),
    ),
    "another role with BYPASSRLS may read a column": Mutant(
        "CREATE ROLE m_ops LOGIN BYPASSRLS; GRANT SELECT (email) ON users TO m_ops", ("m_ops> SELECT count(email) > 5 FROM users",),
        ("stranger", "m_ops", "SELECT on public.users"),
    ),
    "another role with BYPASSRLS may delete": Mutant(
        "CREATE ROLE m_ops LOGIN BYPASSRLS; GRANT DELETE ON orders TO m_ops",
        ("m_ops> DELETE FROM orders", "admin> SELECT count(*) = 0 FROM orders"), ("stranger", "m_ops", "DELETE on public.orders"),
    ),
    "everybody may read": Mutant("GRANT SELECT ON users TO PUBLIC", ("other> " + USERS,), ("stranger", "PUBLIC", "SELECT on public.users")),
    "everybody may truncate": Mutant(
        "GRANT TRUNCATE ON orders TO PUBLIC", ("TRUNCATE orders", "admin> SELECT count(*) = 0 "
        "FROM orders"), ("truncate", "public.orders", "PUBLIC"),
    ),
    "app may truncate": Mutant(
        "GRANT TRUNCATE ON orders TO {app}", ("TRUNCATE orders", "admin> SELECT count(*) = 0 "
        "FROM orders"), ("truncate", "public.orders", "{app}"),
    ),
    "app may truncate a partition": Mutant(
        "GRANT TRUNCATE ON events_2024 TO {app}", ("TRUNCATE events_2024", "admin> SELECT count(*) = 0 FROM events"),
        ("truncate", "events_2024", "{app}"),
    ),
    "a group of the application may truncate": Mutant(
        "CREATE ROLE m_group; GRANT m_group TO {app}; GRANT TRUNCATE ON orders TO m_group",
        ("TRUNCATE orders", "admin> SELECT count(*) = 0 FROM orders"), ("truncate", "public.orders", "m_group"),
    ),
    "an ignored role that the application is in may truncate": Mutant(
        "GRANT {stranger} TO {app}; GRANT TRUNCATE ON orders TO {stranger}",
        ("TRUNCATE orders", "admin> SELECT count(*) = 0 FROM orders"), ("truncate", "public.orders", "{stranger}"),
    ),
    "app may make triggers": Mutant(
        "GRANT TRIGGER ON orders TO {app}",
        ("CREATE FUNCTION pg_temp.spy() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN ALTER TABLE public.users DISABLE ROW LEVEL "
            "SECURITY; RETURN NULL; END'; "
         "CREATE TRIGGER spy BEFORE UPDATE ON orders FOR EACH STATEMENT EXECUTE FUNCTION pg_temp.spy()",
         "admin> UPDATE orders SET total = total", USERS),
        ("trigger-right", "{app}", "TRIGGER"),
    ),
    "app may reference": Mutant(
        "GRANT REFERENCES ON users TO {app}; GRANT CREATE ON SCHEMA beside TO {app}",
        ("CREATE TABLE beside.oracle (id bigint REFERENCES users (id)); INSERT INTO beside.oracle VALUES (1); SELECT true",),
        ("references-right", "{app}", "REFERENCES"),
    ),
    "future tables are for everybody": Mutant(
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC",
        ("admin> CREATE TABLE later AS SELECT * FROM users", OTHERS.format("later")), ("future-right", "PUBLIC", "SELECT"),
    ),
    "future tables of all schemas are for everybody": Mutant(
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC",
        ("admin> CREATE TABLE later AS SELECT * FROM users", OTHERS.format("later")), ("future-right", "PUBLIC", "SELECT"),
    ),
    "future tables are for another role": Mutant(
        "CREATE ROLE m_ops LOGIN; ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO m_ops",
        ("admin> CREATE TABLE later AS SELECT * FROM users", "m_ops> " + OTHERS.format("later")), ("future-right", "m_ops", "SELECT"),
    ),
    "app may truncate future tables": Mutant(
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, TRUNCATE ON TABLES TO {app}",
        ("admin> CREATE TABLE later AS SELECT * FROM users", "TRUNCATE later", "admin> SELECT count(*) = 0 FROM later"),
        ("future-right", "{app}", "TRUNCATE"),
    ),
    "an ignored role that the application is in may truncate future tables": Mutant(
        "GRANT {stranger} TO {app}; ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, TRUNCATE ON TABLES TO {stranger}",
        ("admin> CREATE TABLE later AS SELECT * FROM users", "TRUNCATE later", "admin> SELECT count(*) = 0 FROM later"),
        ("future-right", "{stranger}", "TRUNCATE"),
    ),
    "app reads planner's journal": Mutant(
        "GRANT USAGE ON SCHEMA planner TO {app}; GRANT SELECT ON planner.step TO {app}", ("SELECT count(*) > 0 FROM planner.step",),
        ("record-right", "{app}"),
    ),
    "app writes planner's record": Mutant(
        "GRANT USAGE ON SCHEMA planner TO {app}; GRANT SELECT, DELETE ON planner.owned TO {app}",
        ("DELETE FROM planner.owned", "admin> SELECT count(*) = 0 FROM planner.owned"), ("refused", "{app}", "DELETE on owned"),
    ),
    "app reads the statistics of columns": Mutant(
        "GRANT SELECT ON pg_statistic TO {app}",
        ("SELECT count(*) > 0 FROM pg_statistic WHERE stavalues1::text LIKE '%secret of u1%' OR stavalues2::text LIKE '%secret of u1%'",),
        ("server-right", "{app}", "pg_statistic"),
    ),
    "everybody reads the statistics of columns": Mutant(
        "GRANT SELECT (stavalues1, stavalues2) ON pg_statistic TO PUBLIC",
        ("SELECT count(*) > 0 FROM pg_statistic WHERE stavalues1::text LIKE '%secret of u1%' OR stavalues2::text LIKE '%secret of u1%'",),
        ("server-right", "PUBLIC", "pg_statistic"),
    ),
    "app reads files with a function": Mutant(
        "GRANT EXECUTE ON FUNCTION pg_read_file(text) TO {app}", ("SELECT length(pg_read_file('PG_VERSION')) > 0",),
        ("server-right", "{app}", "pg_read_file(text)"),
    ),
    "app reads the files of tables": Mutant(
        "GRANT EXECUTE ON FUNCTION pg_read_binary_file(text) TO {app}",
        ("SELECT length(pg_read_binary_file(pg_relation_filepath('users'))) >= 0",), ("server-right", "{app}", "pg_read_binary_file(text)"),
    ),
    "a group of the application reads files": Mutant(
        "CREATE ROLE m_group; GRANT m_group TO {app}; GRANT EXECUTE ON FUNCTION pg_ls_dir(text) TO m_group",
        ("SELECT count(*) > 0 FROM pg_ls_dir('.')",), ("server-right", "m_group", "pg_ls_dir(text)"),
    ),
    "app connects as another role": Mutant(
        "CREATE EXTENSION dblink; GRANT EXECUTE ON FUNCTION dblink_connect_u(text) TO {app}",
        ("SELECT dblink_connect_u('host={host} dbname={database} user=postgres') = 'OK'",
         "SELECT count(*) > 5 FROM dblink('SELECT id FROM public.users') AS t (id bigint)"),
        ("server-right", "{app}", "dblink_connect_u(text)"),
    ),
    "app writes functions in C": Mutant(
        "UPDATE pg_language SET lanpltrusted = true WHERE lanname = 'internal'; GRANT USAGE ON LANGUAGE internal TO {app}",
        ("CREATE FUNCTION pg_temp.reads(text) RETURNS text LANGUAGE internal AS 'pg_read_file_all'; "
            "SELECT length(pg_temp.reads('PG_VERSION')) > 0",),
        ("server-right", "{app}", "LANGUAGE internal")),
    "app reads all large objects": Mutant(
        "GRANT SELECT ON pg_largeobject TO {app}",
        ("admin> SELECT lo_from_bytea(424242, 'secret') = 424242", "SELECT data = 'secret' FROM pg_largeobject WHERE loid = 424242"),
        ("server-right", "{app}", "pg_largeobject")),
    "app reads the passwords of user mappings": Mutant(
        "CREATE EXTENSION postgres_fdw; CREATE SERVER m_self FOREIGN DATA WRAPPER postgres_fdw; "
        "CREATE USER MAPPING FOR postgres SERVER m_self OPTIONS (user 'postgres', password 'secret'); GRANT SELECT ON pg_user_mapping "
        "TO {app}",
        ("SELECT umoptions::text LIKE '%secret%' FROM pg_user_mapping",), ("server-right", "{app}", "pg_user_mapping")),
    "app may switch triggers off": Mutant(
        "GRANT SET ON PARAMETER session_replication_role TO {app}",
        ("SET LOCAL session_replication_role = replica; INSERT INTO tasks (id, tenant_id, project_id, title) "
            "VALUES (900, 'b', 1, 'x'); SELECT true",),
        ("setting", "{app}", "session_replication_role"), since=15,
    ),
    "everybody may switch triggers off": Mutant(
        "GRANT SET ON PARAMETER session_replication_role TO PUBLIC",
        ("SET LOCAL session_replication_role = replica; INSERT INTO tasks (id, tenant_id, project_id, title) "
            "VALUES (900, 'b', 1, 'x'); SELECT true",),
        ("setting", "PUBLIC", "session_replication_role"), since=15,
    ),
    "app may read all large objects": Mutant(
        "GRANT SET ON PARAMETER lo_compat_privileges TO {app}",
        ("admin> SELECT lo_from_bytea(424242, 'secret') = 424242", "SET LOCAL lo_compat_privileges = on; "
            "SELECT lo_get(424242) = 'secret'"),
        ("setting", "{app}", "lo_compat_privileges"), since=15,
    ),
    "sessions of app begin with a tenant": Mutant(
        "ALTER ROLE {app} SET app.tenant = 'a'", ("unset> SELECT count(*) > 0 FROM users",), ("setting", "{app}", "app.tenant = a"),
        undo="ALTER ROLE {app} RESET app.tenant",
    ),
    "sessions of app begin with a tenant in this database": Mutant(
        "ALTER ROLE {app} IN DATABASE {database} SET app.tenant = 'a'", ("unset> SELECT count(*) > 0 FROM users",),
        ("setting", "{app}", "app.tenant = a"), undo="ALTER ROLE {app} IN DATABASE {database} RESET app.tenant",
    ),
    "sessions of the database begin with a tenant": Mutant(
        "ALTER DATABASE {database} SET app.tenant = 'a'", ("unset> SELECT count(*) > 0 FROM users",), ("setting", "app.tenant = a"),
        undo="ALTER DATABASE {database} RESET app.tenant",
    ),
    "sessions of all roles begin with a tenant": Mutant(
        "ALTER ROLE ALL IN DATABASE {database} SET app.tenant = 'a'", ("unset> SELECT count(*) > 0 "
        "FROM users",), ("setting", "app.tenant = a"),
        undo="ALTER ROLE ALL IN DATABASE {database} RESET app.tenant",
    ),
    "sessions of app begin without triggers": Mutant(
        "ALTER ROLE {app} SET session_replication_role = replica",
        ("INSERT INTO tasks (id, tenant_id, project_id, title) VALUES (900, 'b', 1, 'x'); SELECT true",),
        ("setting", "{app}", "session_replication_role = replica"), undo="ALTER ROLE {app} RESET session_replication_role; DELETE "
            "FROM tasks WHERE id = 900",
    ),
    "sessions begin with a tenant by a trigger at login": Mutant(
        "CREATE FUNCTION m_login() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN PERFORM set_config('app.tenant', 'a', false); "
        "END$$; "
        "CREATE EVENT TRIGGER m_login ON login EXECUTE FUNCTION m_login()",
        ("unset> SELECT count(*) > 0 FROM users",), ("trigger", "event trigger m_login", "app.tenant"), since=17,
        undo="DROP EVENT TRIGGER m_login; DROP FUNCTION m_login()",
    ),
    "everybody reads the tenants table": Mutant(
        "ALTER TABLE tenants DISABLE ROW LEVEL SECURITY; GRANT SELECT ON tenants TO {app}", ("SELECT count(*) = 2 FROM tenants",),
        ("rls", "public.tenants"),
    ),
    "app changes the tenants table": Mutant(
        "ALTER TABLE tenants DISABLE ROW LEVEL SECURITY; GRANT SELECT, UPDATE ON tenants TO {app}",
        ("UPDATE tenants SET contact = 'b' WHERE id = 'a'", "admin> SELECT contact = 'b' FROM tenants WHERE id = 'a'"),
        ("rls", "public.tenants"),
    ),
    "app deletes tenants": Mutant(
        "ALTER TABLE tenants DISABLE ROW LEVEL SECURITY; GRANT SELECT, DELETE ON tenants TO {app}; INSERT INTO tenants "
        "VALUES ('c', 'C', 'c')",
        ("DELETE FROM tenants WHERE id = 'c'", "admin> SELECT count(*) = 2 FROM tenants"),
        ("rls", "public.tenants"),
    ),
}  # fmt: skip
