"""An ordinary role gains no rights through planner, which runs with more rights than anybody else.

Each of these made a role superuser, or ran a name as a statement, with planner 0.1.
"""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from harness.databases import Database
from harness.runs import Walk

PLAN = """
version: 1
tenant:
  table: clients
  key: { column: id, type: text }
  default: { id: default, values: { name: Default } }
  column: client_id
tables:
  users: { backfill: { constant: default } }
  notes: { backfill: { via: user_name } }
"""

SCHEMA = """
CREATE TABLE users (name varchar(40) PRIMARY KEY);
CREATE TABLE notes (id int PRIMARY KEY, user_name varchar(40) NOT NULL REFERENCES users, at timestamptz);
INSERT INTO users SELECT 'user ' || n FROM generate_series(1, 50) AS n;
INSERT INTO notes SELECT n, 'user ' || (n % 50 + 1) FROM generate_series(1, 500) AS n;
-- Triggers of the application find their tables by search_path.
CREATE TABLE touched (n int);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO touched VALUES (1); RETURN NEW; END $$;
CREATE TRIGGER touch BEFORE UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION touch();
"""

FIRING = PLAN.replace("via: user_name }", "via: user_name }, triggers: { touch: fire }") + (
    "  touched: { kind: exempt, reason: test }\n"
)


@pytest.fixture
def attacker(database: Database) -> str:
    """A role that may create objects in schema public, as every role could up to PostgreSQL 14."""
    role = database.role(f"attacker_{uuid.uuid4().hex[:12]}")
    database.load(f"GRANT CREATE, USAGE ON SCHEMA public TO {role}")
    return role


def walk(database: Database, tmp_path: Path, plan: str = PLAN) -> Walk:
    (tmp_path / "plan.yaml").write_text(plan, encoding="utf-8")
    return Walk(tmp_path / "plan.yaml", database)


def is_superuser(database: Database, role: str) -> bool:
    return bool(database.value(f"SELECT rolsuper FROM pg_roles WHERE rolname = '{role}'"))


def operators(role: str) -> str:
    """Operators in public that fit better than those of pg_catalog, for the types that planner compares."""
    text = [f"SET ROLE {role};"]
    for left, right in (("varchar", "varchar"), ("text", "varchar"), ("varchar", "text"), ("tid", "tid")):
        for number, sign in enumerate(("=", "<>", ">=", "<", "%")):
            name = f"evil_{left}_{right}_{number}"
            text.append(
                f"CREATE FUNCTION public.{name}({left}, {right}) RETURNS boolean LANGUAGE plpgsql AS "
                f"$$ BEGIN EXECUTE 'ALTER ROLE {role} SUPERUSER'; RETURN true; END $$;"
                f"CREATE OPERATOR public.{sign} (FUNCTION = public.{name}, LEFTARG = {left}, RIGHTARG = {right});"
            )
    return "\n".join(text)


def test_no_operator_of_the_search_path_is_called(database: Database, attacker: str, tmp_path: Path) -> None:
    database.load(SCHEMA + operators(attacker))
    database.load(f"""ALTER DATABASE "{database.name}" SET search_path = public, pg_catalog""")
    one = walk(database, tmp_path, FIRING)
    one.apply().must()
    one.verify().must()
    assert database.value("SELECT count(*) FROM public.touched") == 500
    assert not is_superuser(database, attacker)
    one.rollback().must()
    assert not is_superuser(database, attacker)


def test_no_operator_is_called_by_files_either(database: Database, attacker: str, tmp_path: Path) -> None:
    database.load(SCHEMA + operators(attacker))
    database.load(f"""ALTER DATABASE "{database.name}" SET search_path = public, pg_catalog""")
    one = walk(database, tmp_path, FIRING)
    for file in one.render(tmp_path / "sql"):
        one.psql(file)
    assert database.value("SELECT count(*) FROM public.touched") == 500
    assert not is_superuser(database, attacker)
    one.verify().must()


WRITTEN = """
CREATE TABLE posts (id int PRIMARY KEY, author varchar(40));
CREATE TABLE marks (id int PRIMARY KEY, kind text, about varchar(40), place varchar(40));
INSERT INTO posts SELECT n, 'ACME' FROM generate_series(1, 20) AS n;
INSERT INTO marks SELECT n, 'Post', (n % 20 + 1)::text, 'x' FROM generate_series(1, 60) AS n;
CREATE TABLE touched (n int);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO touched VALUES (1); RETURN NEW; END $$;
CREATE TRIGGER touch AFTER UPDATE ON posts FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER touch AFTER UPDATE ON marks FOR EACH STATEMENT EXECUTE FUNCTION touch();
"""

WRITTEN_PLAN = """
version: 1
tenant:
  table: clients
  key: { column: id, type: text }
  default: { id: acme, values: { name: Acme } }
  column: client_id
tables:
  posts: { backfill: { sql: "lower(author)" }, triggers: { touch: fire } }
  marks: { backfill: { polymorphic: { type: kind, key: about, cases: { Post: posts } } }, triggers: { touch: fire } }
  touched: { kind: exempt, reason: test }
"""


def named_like_ours(role: str) -> str:
    """Functions, operators and types in public that fit better than those of pg_catalog, or come first in the path."""
    evil = f"LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'ALTER ROLE {role} SUPERUSER'; RETURN"
    return f"""
    SET ROLE {role};
    CREATE FUNCTION public.lower(varchar) RETURNS text {evil} 'acme'; END $$;
    CREATE FUNCTION public.matches(varchar, varchar) RETURNS boolean {evil} true; END $$;
    CREATE OPERATOR public.~ (FUNCTION = public.matches, LEFTARG = varchar, RIGHTARG = varchar);
    CREATE FUNCTION public.becomes(anyelement) RETURNS boolean {evil} true; END $$;
    CREATE DOMAIN public.tid AS pg_catalog.tid CHECK (public.becomes(VALUE));
    CREATE DOMAIN public.text AS pg_catalog.text CHECK (public.becomes(VALUE));
    CREATE DOMAIN public.regclass AS pg_catalog.regclass CHECK (public.becomes(VALUE));
    RESET ROLE;
    """


@pytest.mark.parametrize("files", [False, True])
def test_nothing_of_the_search_path_is_called_for_an_expression(
    database: Database, attacker: str, tmp_path: Path, files: bool
) -> None:
    database.load(WRITTEN + named_like_ours(attacker))
    database.load(f"""ALTER DATABASE "{database.name}" SET search_path = public, pg_catalog""")
    one = walk(database, tmp_path, WRITTEN_PLAN)
    if files:
        for file in one.render(tmp_path / "sql"):
            one.psql(file)
    else:
        one.apply().must()
    assert not is_superuser(database, attacker)
    assert database.fetch("SELECT DISTINCT client_id FROM marks") == [("acme",)]
    assert int(database.value("SELECT count(*) FROM public.touched")) > 20
    one.verify().must()
    assert not is_superuser(database, attacker)


def test_a_trigger_that_runs_before_the_statement_needs_its_own_path(database: Database, tmp_path: Path) -> None:
    database.load(
        WRITTEN + "DROP TRIGGER touch ON marks; CREATE TRIGGER touch BEFORE UPDATE ON marks EXECUTE FUNCTION touch();"
    )
    one = walk(database, tmp_path, WRITTEN_PLAN)
    one.apply().said(
        3, "trigger touch of public.marks runs before the statement", "ALTER FUNCTION public.touch SET search_path"
    )
    database.load("ALTER FUNCTION touch SET search_path = public")
    one.apply().must()


def test_a_schema_that_somebody_prepared_is_not_taken_over(database: Database, attacker: str, tmp_path: Path) -> None:
    one = walk(database, tmp_path)
    database.load(SCHEMA.partition("-- Triggers")[0])
    one.apply("--phase", "add").must()
    owned = database.value("SELECT obj_description('planner'::regnamespace, 'pg_namespace')")
    one.rollback().must()
    database.load(f"""GRANT CREATE ON DATABASE "{database.name}" TO {attacker}""")
    database.load(
        f"""SET ROLE {attacker}; CREATE SCHEMA planner; COMMENT ON SCHEMA planner IS '{owned}';
        CREATE TABLE planner.owned (seq bigint GENERATED ALWAYS AS IDENTITY, kind text, schema_name text, relation_name text,
          object_name text, phase text, state text, before text, detail text);
        CREATE FUNCTION planner.evil() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN EXECUTE 'ALTER ROLE {attacker} SUPERUSER'; RETURN NEW; END $$;
        CREATE TABLE planner.lease (holder bigint, run bigint, command text, client text, backend_pid integer,
          backend_start timestamptz, started_at timestamptz DEFAULT now(), heartbeat_at timestamptz DEFAULT now(), state text,
          step text, reason text, paused_by text);
        CREATE TRIGGER evil BEFORE INSERT ON planner.lease FOR EACH ROW EXECUTE FUNCTION planner.evil();
        CREATE TRIGGER evil BEFORE INSERT ON planner.owned FOR EACH ROW EXECUTE FUNCTION planner.evil();"""
    )
    one.apply().said(3, "schema `planner` is not planner's alone", "trigger evil on lease")
    assert not is_superuser(database, attacker)


def test_the_schema_of_another_role_is_not_written_to(database: Database, attacker: str, tmp_path: Path) -> None:
    """Without a trigger: its owner may add one at any time."""
    database.load(SCHEMA.partition("-- Triggers")[0])
    one = walk(database, tmp_path)
    one.apply("--phase", "add").must()
    database.load(
        f"ALTER SCHEMA planner OWNER TO {attacker};"
        "DO $$ DECLARE t regclass; BEGIN FOR t IN SELECT oid FROM pg_class WHERE relnamespace = 'planner'::regnamespace "
        f"AND relkind = 'r' LOOP EXECUTE format('ALTER TABLE %s OWNER TO {attacker}', t); END LOOP; END $$"
    )
    one.apply().said(3, f"schema planner is owned by '{attacker}'", "connect as")
    one.rollback().said(3, f"schema planner is owned by '{attacker}'", "connect as")
    one.verify()
    assert not is_superuser(database, attacker)


def test_default_privileges_do_not_open_the_record(database: Database, attacker: str, tmp_path: Path) -> None:
    database.load(
        f"ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO {attacker}, PUBLIC;"
        f"ALTER DEFAULT PRIVILEGES GRANT ALL ON SCHEMAS TO {attacker}, PUBLIC;"
        f"ALTER DEFAULT PRIVILEGES GRANT ALL ON SEQUENCES TO {attacker}, PUBLIC;"
        f"ALTER DEFAULT PRIVILEGES GRANT ALL ON FUNCTIONS TO {attacker}, PUBLIC"
    )
    database.load(SCHEMA.partition("-- Triggers")[0])
    one = walk(database, tmp_path)
    one.apply().must()
    # The guard of a path runs with the rights of its owner: nobody may attach it to a table of his own.
    assert not database.fetch(
        "SELECT p.proname, a.grantee::regrole::text FROM pg_proc p, aclexplode(p.proacl) a "
        "WHERE p.prosecdef AND p.proname LIKE '%planner_guard' AND a.grantee <> p.proowner"
    )
    rights = database.fetch(
        "SELECT c.relname, a.grantee::regrole::text, a.privilege_type FROM pg_class c, aclexplode(c.relacl) a "
        "WHERE c.relnamespace = 'planner'::regnamespace AND a.grantee <> c.relowner"
    )
    assert rights == []
    assert not database.fetch(
        "SELECT a.* FROM pg_namespace n, aclexplode(n.nspacl) a WHERE n.nspname = 'planner' AND a.grantee <> n.nspowner"
    )
    one.rollback().must()


def test_a_right_on_one_column_of_the_record_counts(database: Database, attacker: str, tmp_path: Path) -> None:
    database.load(SCHEMA.partition("-- Triggers")[0])
    one = walk(database, tmp_path)
    one.apply().must()
    database.load(
        f"GRANT USAGE ON SCHEMA planner TO {attacker}; GRANT UPDATE (before), SELECT (kind) ON planner.owned TO {attacker}"
    )
    one.rollback().said(3, f"{attacker} has UPDATE (before) on owned", "REVOKE")


def test_a_record_that_others_may_change_is_not_run(database: Database, attacker: str, tmp_path: Path) -> None:
    database.load(SCHEMA.partition("-- Triggers")[0])
    one = walk(database, tmp_path)
    one.apply().must()
    database.load(f"GRANT USAGE ON SCHEMA planner TO {attacker}; GRANT SELECT, UPDATE ON planner.owned TO {attacker}")
    with database.connect(options=f"-c role={attacker}") as session:
        session.execute("UPDATE planner.owned SET before = '''x''; ALTER ROLE CURRENT_USER SUPERUSER'")
    one.rollback().said(3, f"{attacker} has UPDATE on owned", "REVOKE")
    assert not is_superuser(database, attacker)


def test_names_and_values_are_never_statements(database: Database, tmp_path: Path) -> None:
    r"""standard_conforming_strings = off: in a plain string, \' would not end it."""
    name = "t\\''; DROP TABLE canary; --"
    database.load(
        f"""CREATE TABLE canary (n int); CREATE TABLE "{name}" (id int PRIMARY KEY);
        INSERT INTO "{name}" VALUES (1); ALTER DATABASE "{database.name}" SET standard_conforming_strings = off;"""
    )
    plan = PLAN.replace("  users: { backfill: { constant: default } }\n  notes: { backfill: { via: user_name } }\n", "")
    plan = (
        plan.replace("{ id: default,", "{ id: 'de\\fault',")
        + f"  canary: {{ kind: exempt, reason: test }}\n  '{name.replace(chr(39), chr(39) * 2)}':\n"
    )
    one = walk(database, tmp_path, plan)
    one.apply().must()
    assert database.value("SELECT count(*) FROM canary") == 0
    assert database.value("SELECT id FROM clients") == "de\\fault"
    one.verify().must()
    one.rollback().must()
    for file in one.render(tmp_path / "sql"):
        one.psql(file)
    assert database.value("SELECT count(*) FROM canary") == 0
    one.verify().must()
