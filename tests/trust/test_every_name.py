"""Functions, operators and types in public that have the names of the server's own: none of them is ever called.

The path of the database has public before pg_catalog, so each of them is what an unqualified name would mean.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness.databases import Database
from harness.runs import Walk

SOURCES = Path(__file__).parents[2] / "src" / "planner"

SCHEMA = """
CREATE TABLE users (id int PRIMARY KEY, name varchar(40), kind text, amount numeric, at timestamptz, UNIQUE (name));
CREATE TABLE notes (id bigint PRIMARY KEY, user_name varchar(40) REFERENCES users (name), body text, author text);
CREATE TABLE marks (id int PRIMARY KEY, kind text, about varchar(40));
INSERT INTO users SELECT n, 'user ' || n, 'x', n, now() FROM generate_series(1, 20) AS n;
INSERT INTO notes SELECT n, CASE WHEN n % 7 = 0 THEN NULL ELSE 'user ' || (n % 20 + 1) END, 'b' FROM generate_series(1, 60) AS n;
INSERT INTO marks SELECT n, 'Note', (n % 20 + 1)::text FROM generate_series(1, 40) AS n;
"""

PLAN = """
version: 1
tenant:
  table: clients
  key: { column: id, type: text }
  default: { id: default, values: { name: Default } }
  column: client_id
tables:
  users: { backfill: { sql: "lower('Default')" } }
  notes: { backfill: { via: user_name, on_orphan: default } }
  marks: { backfill: { polymorphic: { type: kind, key: about, cases: { Note: notes } } } }
keys: { unique: per_tenant, foreign_keys: composite, primary_key: composite }
rls: { setting: app.client, roles: [ROLE] }
"""


def names() -> tuple[list[str], list[str]]:
    """The functions that planner's sources name, in SQL or as calls that they build."""
    text = "\n".join(
        file.read_text(encoding="utf-8") for kind in ("*.py", "*.sql") for file in sorted(SOURCES.rglob(kind))
    )
    functions = set(re.findall(r'(?:pg_catalog\.|build\.call\(")(\w+)', text)) | set(re.findall(r"\b(\w+)\(", text))
    signs = ["=", "<>", "<", ">", "<=", ">=", "+", "-", "*", "/", "%", "||", "~", "!~", "~~"]
    operators = set(re.findall(r"OPERATOR\(pg_catalog\.([^)]+)\)", text)) | set(signs)
    return sorted(functions), sorted(operators)


HOSTILE = """
CREATE FUNCTION pg_temp.make(statement text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN EXECUTE statement; EXCEPTION WHEN OTHERS THEN NULL; END $$;
DO $$
DECLARE one record;
BEGIN
  FOR one IN SELECT p.proname, pg_get_function_identity_arguments(p.oid) AS arguments, pg_get_function_result(p.oid) AS result
    FROM pg_proc p WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind = 'f' AND p.proname = ANY ({functions})
  LOOP
    PERFORM pg_temp.make(format('CREATE FUNCTION public.%I(%s) RETURNS %s LANGUAGE plpgsql AS %L', one.proname, one.arguments,
      one.result, format('BEGIN RAISE EXCEPTION %L; END', 'called public.' || one.proname)));
  END LOOP;
  FOR one IN SELECT o.oid, o.oprname, o.oprleft::regtype AS l, o.oprright::regtype AS r, o.oprresult::regtype AS result
    FROM pg_operator o WHERE o.oprnamespace = 'pg_catalog'::regnamespace AND o.oprleft <> 0 AND o.oprname = ANY ({operators})
  LOOP
    PERFORM pg_temp.make(format('CREATE FUNCTION public.op_%s(%s, %s) RETURNS %s LANGUAGE plpgsql AS %L', one.oid, one.l, one.r,
      one.result, format('BEGIN RAISE EXCEPTION %L; END', 'called public.' || one.oprname)));
    PERFORM pg_temp.make(format('CREATE OPERATOR public.%s (FUNCTION = public.op_%s, LEFTARG = %s, RIGHTARG = %s)', one.oprname,
      one.oid, one.l, one.r));
  END LOOP;
  FOR one IN SELECT t.typname FROM pg_type t WHERE t.typnamespace = 'pg_catalog'::regnamespace AND t.typtype = 'b'
    AND t.typname IN ('text', 'int4', 'int8', 'bool', 'regclass', 'oid', 'tid', 'timestamptz', 'jsonb', 'name', 'varchar')
  LOOP
    PERFORM pg_temp.make(format('CREATE DOMAIN public.%I AS pg_catalog.%I CHECK (false)', one.typname, one.typname));
  END LOOP;
END $$;
"""


@pytest.mark.parametrize("files", [False, True], ids=["apply", "files"])
def test_nothing_of_the_same_name_is_called(files: bool, database: Database, tmp_path: Path) -> None:
    role = database.role(f"{database.name}_app")
    database.load(SCHEMA)
    functions, operators = ("ARRAY[" + ", ".join(f"$q${name}$q$" for name in kind) + "]" for kind in names())
    database.load(HOSTILE.format(functions=functions, operators=operators))
    made = database.value(
        "SELECT pg_catalog.count(*) FROM pg_catalog.pg_proc WHERE pronamespace OPERATOR(pg_catalog.=) 2200"
    )
    assert int(made) > 300
    database.load(f'ALTER DATABASE "{database.name}" SET search_path = public, pg_catalog')
    walk = Walk.of(database, tmp_path, PLAN.replace("ROLE", role))
    if files:
        for file in walk.render(tmp_path / "sql"):
            walk.psql(file)
    else:
        walk.apply().must()
    walk.verify().must()
    probed = walk.run("verify", "--probe").must(2)  # no second tenant is possible with that expression
    assert "called public" not in probed.out + probed.err
    walk.rollback().must()
