"""Changes of a finished database that harm nobody: verify stays green. And changes that are red without an exploit."""

from __future__ import annotations

HARMLESS = {
    "a policy that compares with the setting itself": (
        "ALTER POLICY users_tenant_id_isolation ON users USING (tenant_id = (SELECT nullif(current_setting('app.tenant', true), ''))) "
        "WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')))"
    ),
    "a permissive policy for everybody": "CREATE POLICY m_policy ON users USING (true)",
    "a restrictive policy more": "CREATE POLICY m_policy ON users AS RESTRICTIVE USING (id > 0)",
    "a SECURITY DEFINER function of a role whom policies bind": (
        "CREATE FUNCTION m_bound() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM public.users'; "
        "ALTER FUNCTION m_bound() OWNER TO {app}"
    ),
    "a SECURITY DEFINER function that reads nothing of tenants": (
        "CREATE FUNCTION m_apart() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM public.categories'"
    ),
    "a SECURITY DEFINER function with a path of its own": (
        "CREATE FUNCTION m_apart() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS "
        "'SELECT count(*) FROM categories'"
    ),
    "a view of an ignored role": "CREATE VIEW m_view AS SELECT * FROM users; GRANT SELECT ON m_view TO {stranger}",
    "a SECURITY DEFINER function that nobody may call": (
        "CREATE FUNCTION m_closed() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM public.users'; "
        "REVOKE EXECUTE ON FUNCTION m_closed() FROM PUBLIC"
    ),
    "a function of the caller": "CREATE FUNCTION m_mine() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM public.users'",
    "a function with a setting of its own": (
        "CREATE FUNCTION m_mine() RETURNS bigint LANGUAGE sql SET work_mem = '8MB' AS 'SELECT count(*) FROM public.users'"
    ),
    "a view that nobody may read": "CREATE VIEW m_view AS SELECT * FROM users",
    "a view with security_invoker": (
        "CREATE VIEW m_view WITH (security_invoker) AS SELECT * FROM users; GRANT SELECT ON m_view TO {app}"
    ),
    "a view of a reference table": "CREATE VIEW m_view AS SELECT * FROM categories; GRANT SELECT ON m_view TO {app}",
    "a view in another schema of a reference table": (
        "CREATE VIEW beside.codes AS SELECT * FROM categories; GRANT SELECT ON beside.codes TO {app}"
    ),
    "a materialized view that nobody may read": "CREATE MATERIALIZED VIEW m_kept AS SELECT * FROM users",
    "a materialized view of a function that reads nothing of tenants": (
        "CREATE FUNCTION m_codes() RETURNS SETOF categories LANGUAGE sql AS 'SELECT * FROM public.categories'; "
        "CREATE MATERIALIZED VIEW m_kept AS SELECT * FROM m_codes(); GRANT SELECT ON m_kept TO {app}"
    ),
    "a table in another schema": "CREATE TABLE beside.notes (id int, text text); GRANT SELECT ON beside.notes TO {app}",
    "a table in another schema with common names": (
        "CREATE TABLE beside.currencies (id bigint, name text, code text); GRANT SELECT ON beside.currencies TO {app}"
    ),
    "a copy that nobody may read": "CREATE TABLE beside.users AS SELECT * FROM users",
    "a trigger that touches its own row": (
        "CREATE FUNCTION m_touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.title := trim(NEW.title); RETURN NEW; END'; "
        "CREATE TRIGGER m_touches BEFORE UPDATE ON tasks FOR EACH ROW EXECUTE FUNCTION m_touch()"
    ),
    "a trigger that logs where nobody reads": (
        "CREATE FUNCTION m_log() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS "
        "'BEGIN INSERT INTO public.audit (line) VALUES (NEW.title); RETURN NULL; END'; "
        "CREATE TRIGGER m_logs AFTER INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION m_log()"
    ),
    "a trigger that is off": (
        "CREATE FUNCTION m_fired() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN DELETE FROM public.tasks; RETURN NULL; "
        "END'; "
        "CREATE TRIGGER m_fires AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION m_fired(); "
        "ALTER TABLE orders DISABLE TRIGGER m_fires"
    ),
    "a rule that does nothing": (
        "GRANT DELETE ON categories TO {app}; CREATE RULE m_rule AS ON DELETE TO categories DO INSTEAD NOTHING"
    ),
    "a rule that logs where nobody reads": (
        "CREATE RULE m_rule AS ON INSERT TO orders DO ALSO INSERT INTO audit (line) VALUES (NEW.number)"
    ),
    "an extension": "CREATE EXTENSION pg_trgm",
    "extensions that connect": "CREATE EXTENSION postgres_fdw; CREATE EXTENSION dblink",
    "a key of the tenants with ON UPDATE CASCADE": (
        "ALTER TABLE users DROP CONSTRAINT users_tenant_id_fkey, ADD CONSTRAINT users_tenant_id_fkey FOREIGN KEY (tenant_id) "
        "REFERENCES tenants ON UPDATE CASCADE"
    ),
    "an event trigger that says nothing": (
        "CREATE FUNCTION m_event() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; "
        "CREATE EVENT TRIGGER m_event ON ddl_command_end EXECUTE FUNCTION m_event()"
    ),
    "a role without rights": "CREATE ROLE m_nobody LOGIN",
    "a member of the application": "CREATE ROLE m_worker LOGIN; GRANT {app} TO m_worker",
    "an index more": "CREATE INDEX ON users (email)",
    "a column more": "ALTER TABLE users ADD COLUMN note text",
    "a check more": "ALTER TABLE users ADD CHECK (id > 0)",
    "rights of the application on a reference table": "GRANT INSERT, UPDATE ON categories TO {app}",
    "a publication": "CREATE PUBLICATION m_all FOR ALL TABLES",
}  # fmt: skip

RED = {
    "the helper is VOLATILE": ("ALTER FUNCTION planner_current_tenant() VOLATILE", "tenant-function"),
    "the helper is SECURITY DEFINER": ("ALTER FUNCTION planner_current_tenant() SECURITY DEFINER", "tenant-function"),
    "the helper is LEAKPROOF": ("ALTER FUNCTION planner_current_tenant() LEAKPROOF", "tenant-function"),
    "the helper reads a setting that nobody sets": (
        "CREATE OR REPLACE FUNCTION planner_current_tenant() RETURNS text LANGUAGE sql STABLE "
        "AS $$SELECT current_setting('app.other', true)$$",
        "tenant-function"),
    "nobody may call the helper": ("REVOKE EXECUTE ON FUNCTION planner_current_tenant() FROM PUBLIC", "tenant-function"),
    "the application is locked out": ("DROP POLICY users_tenant_id_access ON users", ""),
    "the permissive policy is for another role": ("ALTER POLICY users_tenant_id_access ON users TO {other}", ""),
    "the tenant column has a default": ("ALTER TABLE orders ALTER tenant_id SET DEFAULT 'a'", "tenant-default"),
    "the tenant column is renamed": ("ALTER TABLE orders RENAME tenant_id TO t", "column"),
    "a scoped table is dropped": ("DROP TABLE tasks", "refused"),
    "sessions of app have row security off": ("ALTER ROLE {app} SET row_security = off", "setting"),
    "a row points to another tenant's parent": (
        "SET LOCAL session_replication_role = replica; UPDATE tasks SET project_id = 1 WHERE tenant_id = 'b'; "
        "SET LOCAL session_replication_role = origin", "same-tenant"),
    "both policies are dropped": (
        "DROP POLICY users_tenant_id_isolation ON users; DROP POLICY users_tenant_id_access ON users", "rls-policy"),
    "FORCE is off": ("ALTER TABLE users NO FORCE ROW LEVEL SECURITY", "rls-force"),
    "another role may read": ("CREATE ROLE m_reader LOGIN; GRANT SELECT ON users TO m_reader", "stranger"),
    "the tenant may be NULL": ("ALTER TABLE events ALTER tenant_id DROP NOT NULL", "not-null"),
    "the key to the tenants is dropped": ("ALTER TABLE users DROP CONSTRAINT users_tenant_id_fkey", "foreign-key"),
    "the key per tenant is dropped": ("ALTER TABLE users DROP CONSTRAINT users_tenant_id_email_key", "tenant-key"),
    "the index is dropped": ("DROP INDEX tasks_tenant_id_idx", "index"),
    "a composite key is NOT VALID": (
        "ALTER TABLE tasks DROP CONSTRAINT tasks_tenant_id_project_id_fkey, ADD CONSTRAINT tasks_tenant_id_project_id_fkey "
        "FOREIGN KEY (tenant_id, project_id) REFERENCES projects (tenant_id, id) NOT VALID", "reference"),
    "a row of an unknown tenant": (
        "SET LOCAL session_replication_role = replica; UPDATE tasks SET tenant_id = 'x' WHERE id = 1; "
        "SET LOCAL session_replication_role = origin",
        "known-tenant"),
    "a row without a tenant": (
        "ALTER TABLE tasks ALTER tenant_id DROP NOT NULL; SET LOCAL session_replication_role = replica; "
        "UPDATE tasks SET tenant_id = NULL WHERE id = 1; "
        "SET LOCAL session_replication_role = origin", "no-null"),
}  # fmt: skip
"""What somebody has changed, and the id of the finding; empty when the probe finds it. Harm needs a second change."""

NOTES = {
    "publication": "CREATE PUBLICATION m_all FOR ALL TABLES",
    "notify": (
        "CREATE FUNCTION m_fired() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM pg_notify('orders', NEW.number); RETURN NULL; "
        "END$$; "
        "CREATE TRIGGER m_fires AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION m_fired()"
    ),
}
"""What no policy reaches, and PostgreSQL has no right for, by the id of the note."""
