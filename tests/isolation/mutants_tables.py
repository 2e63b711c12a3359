"""Mutants of tables, keys, triggers of keys, and rows."""

from __future__ import annotations

from mutation import OTHERS, Mutant

INTO_A = "INSERT INTO tasks (id, tenant_id, project_id, title) VALUES (900, 'b', 1, 'x'); SELECT true"
"""A task of tenant b in a project of tenant a."""
KEY = "tasks_tenant_id_project_id_fkey"
REPLICA = "SET LOCAL session_replication_role = replica; {}; SET LOCAL session_replication_role = origin"

TABLES = {
    "a copy in another schema": Mutant(
        "CREATE TABLE beside.users AS SELECT * FROM users; GRANT SELECT ON beside.users TO {app}",
        (OTHERS.format("beside.users"),), ("copy", "beside.users", "{app}")),
    "a copy of another name in another schema": Mutant(
        "CREATE TABLE beside.people AS SELECT * FROM users; GRANT SELECT ON beside.people TO PUBLIC",
        (OTHERS.format("beside.people"),), ("copy", "beside.people", "PUBLIC")),
    "a copy without the tenant": Mutant(
        "CREATE TABLE beside.people AS SELECT id, email, secret FROM users; GRANT SELECT ON beside.people TO {app}",
        (OTHERS.format("beside.people"),), ("copy", "beside.people", "public.users")),
    "a copy of one column under the same name": Mutant(
        "CREATE TABLE beside.users AS SELECT email FROM users; GRANT SELECT ON beside.users TO {app}",
        (OTHERS.format("beside.users"),), ("copy", "beside.users", "public.users")),
    "a copy with rights on a column": Mutant(
        "CREATE TABLE beside.users AS SELECT * FROM users; GRANT SELECT (email) ON beside.users TO {app}",
        ("SELECT count(email) > 5 FROM beside.users",), ("copy", "beside.users", "{app}")),
    "a copy that the application owns": Mutant(
        "CREATE TABLE beside.users AS SELECT * FROM users; ALTER TABLE beside.users OWNER TO {app}; GRANT SELECT ON beside.users "
        "TO {other}",
        (OTHERS.format("beside.users"),), ("copy", "beside.users", "{app}")),
    "a copy that nobody has granted, and the application owns": Mutant(
        "CREATE TABLE beside.users AS SELECT * FROM users; ALTER TABLE beside.users OWNER TO {app}",
        (OTHERS.format("beside.users"),), ("copy", "beside.users", "{app}")),
    "a partitioned copy": Mutant(
        "CREATE TABLE beside.people (LIKE users) PARTITION BY LIST (tenant_id); "
        "CREATE TABLE beside.rest PARTITION OF beside.people DEFAULT; "
        "INSERT INTO beside.people SELECT * FROM users; GRANT SELECT ON beside.people TO {app}",
        (OTHERS.format("beside.people"),), ("copy", "beside.people", "{app}")),
    "a copy in the managed schema": Mutant(
        "CREATE TABLE users_backup AS SELECT * FROM users; GRANT SELECT ON users_backup TO {app}",
        (OTHERS.format("users_backup"),), ("unlisted", "public.users_backup")),
    "an inheritance child": Mutant(
        "CREATE TABLE users_old () INHERITS (users); INSERT INTO users_old SELECT id + 100, 'a', 'old' || id, 'x' FROM users; "
        "GRANT SELECT ON users_old TO {app}",
        (OTHERS.format("users_old"),), ("refused", "users takes part in table inheritance")),
    "an inheritance child in another schema": Mutant(
        "CREATE TABLE beside.users_old () INHERITS (users); INSERT INTO beside.users_old SELECT id + 100, 'a', 'old' || id, 'x' "
        "FROM users; "
        "GRANT SELECT ON beside.users_old TO {app}",
        (OTHERS.format("beside.users_old"),), ("copy", "beside.users_old", "{app}")),
    "a table above, in another schema": Mutant(
        "CREATE TABLE beside.everyone (email text NOT NULL); ALTER TABLE users INHERIT beside.everyone; GRANT SELECT "
        "ON beside.everyone TO {app}",
        (OTHERS.format("beside.everyone"),), ("refused", "users takes part in table inheritance")),
    "a partitioned table above, in another schema": Mutant(
        "CREATE TABLE beside.all_events (LIKE events) PARTITION BY RANGE (at); ALTER TABLE beside.all_events ATTACH PARTITION events "
        "FOR VALUES FROM ('2020-01-01') TO ('2030-01-01'); GRANT SELECT ON beside.all_events TO {app}",
        ("SELECT count(*) > 10 FROM beside.all_events",), ("refused", "events is a partition")),
    "a partition is granted": Mutant(
        "GRANT SELECT ON events_2024 TO {app}", ("SELECT count(*) > 10 FROM events_2024",), ("partition", "events_2024", "{app}")),
    "a partition is granted to an ignored role that the application is in": Mutant(
        "GRANT {stranger} TO {app}; GRANT SELECT ON events_2024 TO {stranger}", ("SELECT count(*) > 10 FROM events_2024",),
        ("partition", "events_2024", "{stranger}")),
    "a partition is granted to everybody": Mutant(
        "GRANT SELECT ON events_2024 TO PUBLIC", ("SELECT count(*) > 10 FROM events_2024",), ("partition", "events_2024", "PUBLIC")),
    "a column of a partition is granted": Mutant(
        "GRANT SELECT (what) ON events_2024 TO {app}", ("SELECT count(what) > 10 "
        "FROM events_2024",), ("partition", "events_2024", "{app}")),
    "rows of a partition may be deleted": Mutant(
        "GRANT DELETE ON events_2024 TO {app}", ("DELETE FROM events_2024", "admin> SELECT count(*) = 0 FROM events"),
        ("partition", "events_2024", "{app}")),
    "a new partition with rights": Mutant(
        "CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01'); GRANT SELECT ON events_2025 "
        "TO {app}; "
        "INSERT INTO events (id, at, user_id, tenant_id) VALUES (900, '2025-02-01', 1, 'a')",
        ("SELECT count(*) > 0 FROM events_2025 WHERE tenant_id = 'a'",), ("partition", "events_2025", "{app}")),
    "a new partition in another schema": Mutant(
        "CREATE TABLE beside.events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01'); "
        "GRANT SELECT ON beside.events_2025 TO {app}; INSERT INTO events (id, at, user_id, tenant_id) VALUES (900, '2025-02-01', 1, 'a')",
        ("SELECT count(*) > 0 FROM beside.events_2025 WHERE tenant_id = 'a'",), ("", "beside.events_2025")),
    "a partition below a partition": Mutant(
        "CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY RANGE (at); "
        "CREATE TABLE events_2025_a PARTITION OF events_2025 DEFAULT; GRANT SELECT ON events_2025_a TO {app}; "
        "INSERT INTO events (id, at, user_id, tenant_id) VALUES (900, '2025-02-01', 1, 'a')",
        ("SELECT count(*) > 0 FROM events_2025_a",), ("partition", "events_2025_a", "{app}")),
    "a partition is detached and granted": Mutant(
        "ALTER TABLE events DETACH PARTITION events_2024; GRANT SELECT ON events_2024 TO {app}",
        ("SELECT count(*) > 10 FROM events_2024",), ("unlisted", "events_2024")),
    "the application owns a partition": Mutant(
        "ALTER TABLE events_2024 OWNER TO {app}", ("SELECT count(*) > 10 FROM events_2024",), ("partition", "events_2024", "{app}")),
    "a partition has a policy that is true": Mutant(
        "ALTER TABLE events_2024 ENABLE ROW LEVEL SECURITY; ALTER TABLE events_2024 FORCE ROW LEVEL SECURITY; "
        "CREATE POLICY p ON events_2024 USING (true); GRANT SELECT ON events_2024 TO {app}",
        ("SELECT count(*) > 10 FROM events_2024",), ("partition", "events_2024", "{app}")),
    "the tenant column is dropped": Mutant(
        "ALTER TABLE tasks DROP COLUMN tenant_id CASCADE; CREATE POLICY m_policy ON tasks TO {app} USING (true)",
        ("SELECT count(*) > 10 FROM tasks",), ("column", "public.tasks")),
    "a table is renamed, and a view has its name": Mutant(
        "ALTER TABLE orders RENAME TO orders_now; CREATE VIEW orders AS SELECT * FROM orders_now; GRANT SELECT ON orders TO {app}",
        ("SELECT count(*) > 10 FROM orders",), ("", "orders")),
    # Keys
    "a composite key is dropped": Mutant(f"ALTER TABLE tasks DROP CONSTRAINT {KEY}", (INTO_A,), ("reference", "public.tasks")),
    "a composite key is not enforced": Mutant(
        f"ALTER TABLE tasks DROP CONSTRAINT {KEY}, ADD CONSTRAINT {KEY} FOREIGN KEY (tenant_id, project_id) "
        f"REFERENCES projects (tenant_id, id) NOT ENFORCED",
        (INTO_A,), ("reference", "public.tasks"), since=18),
    "a composite key becomes single": Mutant(
        f"ALTER TABLE tasks DROP CONSTRAINT {KEY}, ADD FOREIGN KEY (project_id) REFERENCES projects (id)", (INTO_A,),
        ("reference", "public.tasks")),
    "a new key without the tenant": Mutant(
        "ALTER TABLE tasks ADD COLUMN other_id bigint REFERENCES projects (id)",
        ("INSERT INTO tasks (id, tenant_id, project_id, title, other_id) VALUES (900, 'b', 2, 'x', 1); SELECT true",),
        ("reference", "public.tasks", "other_id")),
    "a reference table refers to a scoped one": Mutant(
        "ALTER TABLE categories ADD COLUMN owner_id bigint REFERENCES users (id); GRANT INSERT ON categories TO {app}",
        ("INSERT INTO categories (code, title, owner_id) VALUES ('x', 'x', 1); "
            "SELECT true",), ("refused", "categories is shared by all tenants and references public.users")),
    "a reference table refers to the tenants": Mutant(
        "ALTER TABLE categories ADD COLUMN tenant text REFERENCES tenants; INSERT INTO categories VALUES ('invited', 'x', 'a')",
        ("SELECT count(*) > 0 FROM categories WHERE tenant = 'a'",), ("shared-rows", "public.categories")),
    "an exempt table refers to the tenants": Mutant(
        "ALTER TABLE job_locks ADD COLUMN tenant text REFERENCES tenants; INSERT INTO job_locks VALUES ('invited', 'x', 'a'); "
        "GRANT SELECT ON job_locks TO {app}",
        ("SELECT count(*) > 0 FROM job_locks WHERE tenant = 'a'",), ("exemption", "public.job_locks")),
    "a global unique key": Mutant(
        "ALTER TABLE users ADD CONSTRAINT m_key UNIQUE (email)",
        ("b!> INSERT INTO users (id, tenant_id, email) VALUES (900, 'b', 'u1')",), ("global-key", "public.users", "m_key")),
    "a global unique index of an expression": Mutant(
        "CREATE UNIQUE INDEX m_key ON users (lower(email))",
        ("b!> INSERT INTO users (id, tenant_id, email) VALUES (900, 'b', 'U1')",), ("global-key", "public.users", "m_key")),
    "a global unique index of some rows": Mutant(
        "CREATE UNIQUE INDEX m_key ON users (secret) WHERE id > 0",
        ("b!> INSERT INTO users (id, tenant_id, email, secret) "
            "VALUES (900, 'b', 'x', 'secret of u1')",), ("global-key", "public.users", "m_key")),
    "a tenant's rows go with the tenant": Mutant(
        "ALTER TABLE tenants DISABLE ROW LEVEL SECURITY; GRANT SELECT, DELETE ON tenants TO {app}; "
        "ALTER TABLE users DROP CONSTRAINT users_tenant_id_fkey, ADD CONSTRAINT users_tenant_id_fkey FOREIGN KEY (tenant_id) "
        "REFERENCES tenants ON DELETE CASCADE; "
        "INSERT INTO tenants VALUES ('c', 'C', 'c'); INSERT INTO users (id, tenant_id, email) VALUES (900, 'c', 'x')",
        ("DELETE FROM tenants WHERE id = 'c'", "admin> SELECT count(*) = 0 FROM users WHERE id = 900"), ("rls", "public.tenants")),
    "a category takes its projects along": Mutant(
        "GRANT DELETE ON categories TO {app}; ALTER TABLE projects DROP CONSTRAINT projects_category_fkey, "
        "ADD CONSTRAINT projects_category_fkey FOREIGN KEY (category) REFERENCES categories ON DELETE CASCADE; "
        "INSERT INTO categories VALUES ('c9', 'Nine'); INSERT INTO projects (id, tenant_id, user_id, name, category) "
        "VALUES (900, 'a', 1, 'x', 'c9')",
        ("DELETE FROM categories WHERE code = 'c9'", "admin> SELECT count(*) = 0 FROM projects WHERE id = 900"),
        ("cascade", "public.categories", "{app}")),
    "an ignored role that the application is in owns the categories": Mutant(
        "GRANT {stranger} TO {app}; ALTER TABLE categories OWNER TO {stranger}; ALTER TABLE projects DROP CONSTRAINT "
        "projects_category_fkey, ADD CONSTRAINT projects_category_fkey FOREIGN KEY (category) REFERENCES categories ON DELETE CASCADE; "
        "INSERT INTO categories VALUES ('c9', 'Nine'); INSERT INTO projects (id, tenant_id, user_id, name, category) "
        "VALUES (900, 'a', 1, 'x', 'c9')",
        ("DELETE FROM categories WHERE code = 'c9'", "admin> SELECT count(*) = 0 FROM projects WHERE id = 900"),
        ("cascade", "public.categories", "{stranger}")),
    "a category empties its projects": Mutant(
        "GRANT DELETE ON categories TO {app}; ALTER TABLE projects DROP CONSTRAINT projects_category_fkey, "
        "ADD CONSTRAINT projects_category_fkey FOREIGN KEY (category) REFERENCES categories ON DELETE SET NULL",
        ("DELETE FROM categories", "admin> SELECT count(*) > 0 FROM projects WHERE tenant_id = 'a' AND category IS NULL"),
        ("cascade", "public.categories", "SET NULL")),
    "a category resets its projects": Mutant(
        "GRANT DELETE ON categories TO {app}; ALTER TABLE projects ALTER category SET DEFAULT 'c1', "
        "DROP CONSTRAINT projects_category_fkey, "
        "ADD CONSTRAINT projects_category_fkey FOREIGN KEY (category) REFERENCES categories ON DELETE SET DEFAULT",
        ("DELETE FROM categories WHERE code = 'c2'", "admin> SELECT count(*) = 0 FROM projects WHERE category = 'c2'"),
        ("cascade", "public.categories", "SET DEFAULT")),
    "everybody may delete categories": Mutant(
        "GRANT DELETE ON categories TO PUBLIC; ALTER TABLE projects DROP CONSTRAINT projects_category_fkey, "
        "ADD CONSTRAINT projects_category_fkey FOREIGN KEY (category) REFERENCES categories ON DELETE SET NULL",
        ("DELETE FROM categories WHERE true", "admin> SELECT count(*) > 0 FROM projects WHERE tenant_id = 'a' AND category IS NULL"),
        ("cascade", "public.categories", "PUBLIC")),
    "a cascade of two tables": Mutant(
        "GRANT DELETE, SELECT ON job_locks TO {app}; INSERT INTO job_locks VALUES ('l', 'x'); ALTER TABLE categories "
        "ADD COLUMN lock text DEFAULT 'l' "
        "REFERENCES job_locks ON DELETE CASCADE; ALTER TABLE projects DROP CONSTRAINT projects_category_fkey, "
        "ADD CONSTRAINT projects_category_fkey FOREIGN KEY (category) REFERENCES categories ON DELETE SET NULL",
        ("DELETE FROM job_locks", "admin> SELECT count(*) > 0 FROM projects WHERE tenant_id = 'a' AND category IS NULL"),
        ("cascade", "public.job_locks", "{app}")),
    "a cascade into a partitioned table": Mutant(
        "GRANT DELETE ON categories TO {app}; ALTER TABLE events ADD COLUMN category text DEFAULT 'c1' REFERENCES categories "
        "ON DELETE SET NULL",
        ("DELETE FROM categories WHERE code = 'c1' AND NOT EXISTS (SELECT FROM projects WHERE category = 'c1')",
         "admin> ALTER TABLE projects DROP CONSTRAINT projects_category_fkey", "DELETE FROM categories WHERE code = 'c1'",
         "admin> SELECT count(*) > 0 FROM events WHERE tenant_id = 'a' AND category IS NULL"),
        ("cascade", "public.categories", "public.events")),
    "the triggers of a table are off": Mutant("ALTER TABLE tasks DISABLE TRIGGER ALL", (INTO_A,), ("keys-off", "public.tasks", KEY)),
    "the triggers of keys fire on replicas alone": Mutant(
        "DO $$DECLARE t text; BEGIN FOR t IN SELECT tgname FROM pg_trigger WHERE tgrelid = 'tasks'::regclass AND tgisinternal "
        "LOOP EXECUTE format('ALTER TABLE tasks ENABLE REPLICA TRIGGER %I', t); END LOOP; END$$",
        (INTO_A,), ("keys-off", "public.tasks", KEY)),
    # Rows
    "a row has the other tenant": Mutant(
        REPLICA.format("UPDATE orders SET tenant_id = 'b' WHERE user_id = 1"), ("SELECT count(*) > 0 FROM orders WHERE user_id = 1",),
        ("same-tenant", "public.orders")),
    "a parent has the other tenant": Mutant(
        REPLICA.format("UPDATE projects SET tenant_id = 'b' WHERE id = 1"), ("SELECT count(*) > 0 FROM projects WHERE id = 1",),
        ("same-tenant", "public.projects")),
    "a row of a partition has the other tenant": Mutant(
        REPLICA.format("UPDATE events SET tenant_id = 'b' WHERE user_id = 1"), ("SELECT count(*) > 0 FROM events WHERE user_id = 1",),
        ("same-tenant", "public.events")),
    "a table is new": Mutant(
        "CREATE TABLE invoices (id int PRIMARY KEY, user_id bigint, amount int); INSERT INTO invoices VALUES (1, 1, 1); GRANT SELECT "
        "ON invoices TO {app}",
        ("SELECT count(*) > 0 FROM invoices WHERE user_id = 1",), ("unlisted", "public.invoices")),
}  # fmt: skip
