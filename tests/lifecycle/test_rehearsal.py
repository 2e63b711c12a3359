"""The dry-run finds what would stop the run later, and names what the run breaks for others."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from harness.databases import Database
from harness.runs import Walk

KEY = "key: { column: id, type: integer }, default: { id: 1, values: { name: Main } }"
HEAD = f"version: 1\ntenant: {{ table: clients, {KEY}, column: client_id }}\n"
ORGS = f"version: 1\ntenant: {{ table: orgs, {KEY}, column: org_id }}\n"
BASE = "CREATE TABLE users (id int PRIMARY KEY, email text); INSERT INTO users VALUES (1, 'a'), (2, 'b');"
POSTS = BASE + (
    "CREATE TABLE posts (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users, body text);"
    "INSERT INTO posts VALUES (1, 1, 'x'), (2, 2, 'longer');"
)
CLIENTS = "CREATE TABLE clients (id int PRIMARY KEY, name text); INSERT INTO clients VALUES (1, 'Main');"
PLAN = HEAD + "tables: { users: {}, posts: { backfill: { via: user_id } } }\n"


@dataclass(frozen=True)
class Refused:
    schema: str
    plan: str
    words: tuple[str, ...]
    since: int = 13


REFUSED = {
    "row type": Refused(
        BASE + "CREATE DOMAIN u AS users; CREATE TABLE logs (id int, was u[]);",
        HEAD + "tables: { users: {}, logs: { kind: exempt, reason: x } }",
        ("column was of public.logs", "row type of public.users", "plan.yaml:3"),
    ),
    "typed table": Refused(
        "CREATE TYPE person AS (id int, name text); CREATE TABLE users OF person;",
        HEAD + "tables: { users: {} }",
        ("public.users is a typed table", "NOT OF"),
    ),
    "columns": Refused(
        "CREATE TABLE users (id int PRIMARY KEY); DO $$ BEGIN FOR k IN 1..1599 LOOP EXECUTE 'ALTER TABLE users ADD COLUMN c int';"
        " EXECUTE 'ALTER TABLE users DROP COLUMN c'; END LOOP; END $$;",
        HEAD + "tables: { users: {} }",
        ("public.users has no column left", "1600 of 1600"),
    ),
    "partition elsewhere": Refused(
        "CREATE SCHEMA old; CREATE TABLE users (id int PRIMARY KEY) PARTITION BY RANGE (id);"
        "CREATE TABLE old.users_1 PARTITION OF users FOR VALUES FROM (0) TO (9);",
        HEAD + "tables: { users: {} }",
        ("old.users_1", "schemas: [public, old]"),
    ),
    "inherited elsewhere": Refused(
        "CREATE SCHEMA old; CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE old.gone () INHERITS (users);",
        HEAD + "tables: { users: {} }",
        ("old.gone", "schemas: [public, old]"),
    ),
    "rules": Refused(
        POSTS + "CREATE TABLE log (id int); CREATE RULE fixed AS ON UPDATE TO posts DO INSTEAD NOTHING;"
        "CREATE RULE note AS ON UPDATE TO posts DO ALSO INSERT INTO log VALUES (old.id);",
        PLAN.replace("} }\n", "}, log: { kind: exempt, reason: x } }\n"),
        ("2 rules", "rule fixed replaces every UPDATE", "rule note adds", "DISABLE RULE fixed"),
    ),
    "NOT VALID check": Refused(
        POSTS + "ALTER TABLE posts ADD CONSTRAINT short CHECK (length(body) < 3) NOT VALID;",
        PLAN,
        ("1 rows can't be filled", "short (NOT VALID)", "id=2", "DROP CONSTRAINT short"),
    ),
    "NOT VALID check of a partition": Refused(
        BASE + "CREATE TABLE posts (id int, user_id int NOT NULL REFERENCES users, body text) PARTITION BY RANGE (id);"
        "CREATE TABLE old_posts PARTITION OF posts FOR VALUES FROM (0) TO (9);"
        "CREATE TABLE new_posts (user_id int NOT NULL, body text, id int);"
        "ALTER TABLE posts ATTACH PARTITION new_posts FOR VALUES FROM (9) TO (99);"
        "INSERT INTO posts VALUES (1, 1, 'longer'), (10, 2, 'longer');"
        "ALTER TABLE new_posts ADD CONSTRAINT short CHECK (length(body) < 3 AND new_posts.* IS NOT NULL) NOT VALID;",
        PLAN,
        ("1 rows can't be filled", "public.new_posts: 1 rows break short"),
    ),
    "NOT VALID NOT NULL": Refused(
        POSTS
        + "UPDATE posts SET body = NULL WHERE id = 1; ALTER TABLE posts ADD CONSTRAINT full_body NOT NULL body NOT VALID;",
        PLAN,
        ("1 rows can't be filled", "full_body (NOT VALID)", "NOT NULL body", "id=1", "DROP CONSTRAINT full_body"),
        since=18,
    ),
    "check with the tenant": Refused(
        CLIENTS
        + BASE
        + "CREATE TABLE posts (id int PRIMARY KEY, client_id int REFERENCES clients, user_id int REFERENCES users,"
        " CONSTRAINT one CHECK (num_nonnulls(client_id, user_id) = 1)); INSERT INTO posts VALUES (1, 1, NULL), (2, NULL, 1);",
        HEAD + "tables: { users: {}, posts: { column: client_id, backfill: { via: user_id } } }",
        ("1 rows can't be filled", "the CHECK one ties client_id", "id=2"),
    ),
    "unique with the tenant": Refused(
        CLIENTS
        + BASE
        + "CREATE TABLE posts (id int PRIMARY KEY, client_id int REFERENCES clients, user_id int REFERENCES users,"
        " body text); CREATE UNIQUE INDEX bodies ON posts (client_id, lower(body)) WHERE body <> '';"
        "INSERT INTO posts VALUES (1, 1, 1, 'x'), (2, NULL, 1, 'X'), (3, NULL, 2, ''), (4, NULL, 2, '');",
        HEAD + "tables: { users: {}, posts: { column: client_id, backfill: { via: user_id } } }",
        ("rows of public.posts can't be filled", "bodies (client_id, lower(body))", "plan.yaml:3"),
    ),
    "unique with a constant tenant": Refused(
        CLIENTS
        + "CREATE TABLE posts (id int PRIMARY KEY, client_id int REFERENCES clients, body text, UNIQUE (body, client_id));"
        "INSERT INTO posts VALUES (1, 1, 'x'), (2, NULL, 'x');",
        HEAD + "tables: { posts: { column: client_id, backfill: { constant: '1' } } }",
        ("rows of public.posts can't be filled", "posts_body_client_id_key"),
    ),
    "deferrable key with the tenant": Refused(
        CLIENTS
        + BASE
        + "CREATE TABLE posts (id int PRIMARY KEY, client_id int REFERENCES clients, user_id int REFERENCES users,"
        " body text, CONSTRAINT bodies UNIQUE (body, client_id) DEFERRABLE INITIALLY DEFERRED);"
        "INSERT INTO posts VALUES (1, NULL, 1, 'x'), (2, NULL, 2, 'x');",
        HEAD + "tables: { users: {}, posts: { column: client_id, backfill: { via: user_id } } }",
        ("rows of public.posts can't be filled", "bodies (body, client_id)", "drop the constraint"),
    ),
    "exclusion with the tenant": Refused(
        CLIENTS
        + BASE
        + "CREATE TABLE posts (id int PRIMARY KEY, client_id int REFERENCES clients, user_id int REFERENCES users, body text,"
        " CONSTRAINT one EXCLUDE (client_id WITH =, lower(body) WITH =) WHERE (body <> ''));"
        "INSERT INTO posts VALUES (1, 1, 1, 'x'), (2, NULL, 1, 'X'), (3, NULL, 2, ''), (4, NULL, 2, '');",
        HEAD + "tables: { users: {}, posts: { column: client_id, backfill: { via: user_id } } }",
        ("rows of public.posts can't be filled", "constraint one: EXCLUDE USING btree", "drop the constraint"),
    ),
    "check of a constant tenant": Refused(
        CLIENTS + "CREATE TABLE posts (id int PRIMARY KEY, client_id int REFERENCES clients, draft boolean,"
        " CONSTRAINT drafts CHECK (client_id IS NULL OR NOT draft)); INSERT INTO posts VALUES (1, 1, false), (2, NULL, true);",
        HEAD + "tables: { posts: { column: client_id, backfill: { constant: '1' } } }",
        ("1 rows can't be filled", "the CHECK drafts ties client_id", "id=2"),
    ),
    "index": Refused(
        "CREATE TABLE words (w text); CREATE FUNCTION short(t text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS"
        " $$ BEGIN PERFORM 1 FROM words; RETURN lower(t); END $$;"
        + POSTS.replace(
            "INSERT INTO users", "CREATE UNIQUE INDEX users_short ON users (short(email)); INSERT INTO users"
        ),
        PLAN.replace("} }\n", "}, words: { kind: reference } }\n") + "keys: { unique: per_tenant }",
        ("can't be built", "words", "SET search_path"),
    ),
    "index entry": Refused(
        BASE + "CREATE UNIQUE INDEX by_email ON users (email);"
        "INSERT INTO users SELECT 3, left(string_agg(md5(n::text), ''), 2690) FROM generate_series(1, 100) AS n;",
        HEAD + "tables: { users: {} }\nkeys: { unique: per_tenant }",
        ("can't be built", "(id=3)", "index row size 2712 exceeds", "keep_global"),
    ),
    "33 columns": Refused(
        f"CREATE TABLE users ({', '.join(f'c{n} int' for n in range(32))}, UNIQUE ({', '.join(f'c{n}' for n in range(32))}));",
        HEAD + "tables: { users: {} }\nkeys: { unique: per_tenant }",
        ("33 columns", "keep_global"),
    ),
    "wide rows": Refused(
        "DO $$ BEGIN EXECUTE (SELECT 'CREATE TABLE users AS SELECT repeat(''x'', 3000) AS long, ' || string_agg("
        "format('%s::bigint AS c%s', n, n), ', ') FROM generate_series(1, 998) AS n); END $$;",
        HEAD + "tables: { users: {} }",
        ("1 rows of public.users have no room for client_id", "8160"),
    ),
    "taken by a type": Refused(
        "CREATE TYPE clients AS ENUM ('a');" + BASE,
        HEAD + "tables: { users: {} }",
        ("public.clients", "there is a type", "rename the type"),
    ),
    "unlogged tenants": Refused(
        "CREATE UNLOGGED TABLE clients (id int PRIMARY KEY, name text);" + BASE,
        HEAD + "tables: { users: {} }",
        ("clients is UNLOGGED", "SET LOGGED"),
    ),
    "default tenant, NOT NULL": Refused(
        "CREATE TABLE orgs (id serial PRIMARY KEY, name text, slug text NOT NULL);" + BASE,
        ORGS + "tables: { users: {} }",
        ("can't be inserted into public.orgs", "slug", "tenant.default.values", "plan.yaml:2"),
    ),
    "default tenant, trigger": Refused(
        "CREATE TABLE orgs (id serial PRIMARY KEY, name text); CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'closed'; END $$; CREATE TRIGGER no BEFORE INSERT ON orgs FOR EACH ROW EXECUTE FUNCTION no();"
        + BASE,
        ORGS + "tables: { users: {} }",
        ("closed", "function no()", "insert the tenant yourself"),
    ),
    "default tenant, swallowed": Refused(
        "CREATE TABLE orgs (id serial PRIMARY KEY, name text); CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RETURN NULL; END $$; CREATE TRIGGER no BEFORE INSERT ON orgs FOR EACH ROW EXECUTE FUNCTION no();"
        + BASE,
        ORGS + "tables: { users: {} }",
        ("would not be in public.orgs",),
    ),
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.pg(f">= {case.since}")) for name, case in REFUSED.items()]
)
def test_refused_before_the_first_statement(database: Database, tmp_path: Path, name: str) -> None:
    case = REFUSED[name]
    walk = Walk.of(database, tmp_path, case.plan, case.schema)
    walk.run("apply").said(3, "nothing was changed", *case.words)
    walk.apply().said(3, *case.words)
    assert database.value("SELECT to_regnamespace('planner')") is None


@pytest.mark.pg(">= 15")
def test_a_column_list_must_cover_the_new_replica_identity(database: Database, tmp_path: Path) -> None:
    plan = PLAN + "keys: { unique: per_tenant, foreign_keys: composite, primary_key: composite }"
    walk = Walk.of(database, tmp_path, plan, POSTS + "CREATE PUBLICATION pub FOR TABLE users (id, email), posts;")
    walk.run("apply").said(3, "publication pub lists columns of public.users without client_id", "SET TABLE")
    done = walk.run("diff").must()
    assert "Hazard publication: pub lists the columns of public.users" in done.err
    walk.apply("--phase", "add,backfill").must()
    walk.run("apply").said(3, "publication pub")
    database.load("ALTER PUBLICATION pub SET TABLE users (id, email, client_id), posts")
    walk.apply().must()
    database.load("UPDATE users SET email = 'z' WHERE id = 1")


def test_the_default_tenant_as_the_table_wants_it(database: Database, tmp_path: Path) -> None:
    """The key is GENERATED ALWAYS, a trigger names a table without its schema, and the sequence goes on after the row."""
    schema = (
        "CREATE TABLE orgs (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text);"
        "CREATE TABLE settings (org_id int NOT NULL REFERENCES orgs, theme text);"
        "CREATE FUNCTION more() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN INSERT INTO settings VALUES (NEW.id, 'light'); RETURN NEW; END $$;"
        "CREATE TRIGGER more AFTER INSERT ON orgs FOR EACH ROW EXECUTE FUNCTION more();" + BASE
    )
    walk = Walk.of(
        database,
        tmp_path,
        ORGS.replace("id: 1", "id: 7") + "tables: { users: {}, settings: { column: org_id } }",
        schema,
    )
    walk.run("apply").must()
    assert database.value("SELECT count(*) FROM orgs") == 0
    assert database.value("SELECT nextval('orgs_id_seq')") == 1
    walk.apply().must()
    assert database.value("SELECT org_id FROM settings") == 7
    assert database.value("INSERT INTO orgs (name) VALUES ('next') RETURNING id") == 8


def test_the_default_tenant_of_a_new_table_has_all_its_values(database: Database, tmp_path: Path) -> None:
    plan = ORGS + "tables: { users: {} }"
    walk = Walk.of(database, tmp_path, plan.replace(", values: { name: Main }", ""), BASE)
    walk.run("apply").said(
        3, "the default tenant has no value for name, which is NOT NULL in public.orgs", "tenant.default.values"
    )
    walk.plan.write_text(plan, encoding="utf-8")
    walk.apply().must()


def test_hazards_name_functions_rules_and_event_triggers(database: Database, tmp_path: Path) -> None:
    schema = POSTS + (
        "CREATE FUNCTION everyone() RETURNS SETOF users LANGUAGE plpgsql AS $$ BEGIN RETURN QUERY SELECT id, email FROM users; END $$;"
        "CREATE RULE noted AS ON INSERT TO posts DO ALSO NOTIFY posts;"
        "CREATE FUNCTION seen() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;"
        "CREATE EVENT TRIGGER seen ON ddl_command_end EXECUTE FUNCTION seen();"
        "CREATE FUNCTION put() RETURNS void LANGUAGE sql AS $$ INSERT INTO users (id) VALUES (9) ON CONFLICT (id) DO NOTHING $$;"
        "CREATE PUBLICATION everything FOR ALL TABLES;"
    )
    plan = PLAN + "keys: { foreign_keys: composite, primary_key: composite }"
    walk = Walk.of(database, tmp_path, plan, schema)
    for command in ("diff", "apply"):
        said = walk.run(command).must().err
        assert "Hazard function-breaks: function public.everyone(): " in said
        assert "Hazard rule: rule noted" in said
        assert "Hazard event-trigger: event trigger seen on ddl_command_end runs public.seen()" in said
        assert "Hazard upsert-target: function public.put() says ON CONFLICT (id)" in said
        assert "Hazard publication: everything is FOR ALL TABLES" in said
    database.load("DROP EVENT TRIGGER seen")
    walk.apply().must()
    assert "Hazard" not in walk.run("diff").must().err


@pytest.mark.pg(">= 14")
def test_hazards_name_a_function_with_a_body_in_sql(database: Database, tmp_path: Path) -> None:
    schema = POSTS + (
        "CREATE FUNCTION put_atomic() RETURNS void LANGUAGE sql BEGIN ATOMIC INSERT INTO users (id) VALUES (9)"
        " ON CONFLICT (id) DO NOTHING; END;"
    )
    walk = Walk.of(database, tmp_path, PLAN + "keys: { foreign_keys: composite, primary_key: composite }", schema)
    for command in ("diff", "apply"):
        said = walk.run(command).must().err
        assert "Hazard upsert-target: function public.put_atomic() says ON CONFLICT" in said


def test_roles_of_the_plan_may_execute_the_tenant_function(database: Database, tmp_path: Path) -> None:
    app = database.role("rehearsal_app")
    schema = BASE + f"ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC; GRANT SELECT ON users TO {app};"
    plan = HEAD + f"tables: {{ users: {{}} }}\nrls: {{ setting: app.client, roles: [{app}] }}"
    walk = Walk.of(database, tmp_path, plan, schema)
    walk.apply().must()
    with database.connect(user=app) as connection:
        connection.execute("SELECT set_config('app.client', '1', false)")
        assert connection.execute("SELECT count(*) FROM public.users").fetchone() == (2,)


def test_deferred_triggers_have_the_search_path_of_the_application(database: Database, tmp_path: Path) -> None:
    schema = POSTS + (
        "CREATE TABLE log (id int); CREATE FUNCTION later() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN INSERT INTO log VALUES (NEW.id); RETURN NULL; END $$;"
        "CREATE CONSTRAINT TRIGGER later AFTER UPDATE ON posts DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION later();"
    )
    plan = HEAD + (
        "tables: { users: {}, log: { kind: exempt, reason: x },"
        " posts: { backfill: { via: user_id }, triggers: { later: fire } } }"
    )
    walk = Walk.of(database, tmp_path, plan, schema)
    files = walk.render(tmp_path / "sql")
    walk.apply().must()
    assert database.fetch("SELECT id FROM log ORDER BY 1") == [(1,), (2,)]
    walk.rollback().must()
    for file in files:
        walk.psql(file)
    assert database.fetch("SELECT id FROM log ORDER BY 1") == [(1,), (1,), (2,), (2,)]


def test_an_invalid_unique_index_forbids_the_update(database: Database, tmp_path: Path) -> None:
    walk = Walk.of(database, tmp_path, PLAN, POSTS + "UPDATE posts SET body = 'same';")
    with database.connect() as connection, pytest.raises(psycopg.errors.UniqueViolation):
        connection.execute("CREATE UNIQUE INDEX CONCURRENTLY posts_body ON posts (body)")
    walk.run("apply").said(
        3, "public.posts can't be updated", "posts_body", "DROP INDEX CONCURRENTLY public.posts_body"
    )
    database.load("DROP INDEX posts_body")
    walk.apply().must()


def test_rights_that_an_owner_took_from_itself(database: Database, tmp_path: Path) -> None:
    owner = database.role("rehearsal_owner")
    name = database.name
    schema = f"GRANT ALL ON SCHEMA public TO {owner}; GRANT CREATE ON DATABASE {name} TO {owner}; SET ROLE {owner};"
    walk = Walk.of(database, tmp_path, PLAN, schema + POSTS + f"REVOKE TRIGGER, UPDATE ON posts FROM {owner};")
    by = ("--dsn", psycopg.conninfo.make_conninfo(database.dsn, user=owner))
    walk.run("apply", *by).said(3, "no right to TRIGGER, UPDATE on public.posts", f"ON public.posts TO {owner}")
    database.load(f"GRANT TRIGGER, UPDATE ON posts TO {owner}")
    walk.run("apply", *by).must()
    walk.apply(*by).must()


def test_a_rollback_asks_who_owns_the_tables(database: Database, tmp_path: Path) -> None:
    owner = database.role("rollback_owner")
    name = database.name
    schema = f"GRANT ALL ON SCHEMA public TO {owner}; GRANT CREATE ON DATABASE {name} TO {owner}; SET ROLE {owner};"
    walk = Walk.of(database, tmp_path, PLAN, schema + POSTS)
    by = ("--dsn", psycopg.conninfo.make_conninfo(database.dsn, user=owner))
    walk.apply(*by).must()
    database.load("ALTER TABLE posts OWNER TO CURRENT_USER")
    back = ("rollback", "--to", "none", "--confirm", "--allow", "data-loss", *by)
    walk.run(*back).said(3, f"role '{owner}' may not alter public.posts", "nothing was changed")
    database.load(f"ALTER TABLE posts OWNER TO {owner}")
    walk.run(*back).must()
