"""`planner queries` on a server that counts: the statements of applications as their drivers and ORMs send them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from harness.databases import Database, fresh_database
from harness.runs import Walk, in_process
from harness.servers import Server, majors, own_cluster

ROOT = Path(__file__).parents[2]
PRELOADED = {"shared_preload_libraries": "pg_stat_statements", "compute_query_id": "on"}

PRISMA_UPSERT = (
    'INSERT INTO "public"."user" ("user_id","username","password","role") VALUES (%s,%s,%s,%s) '
    'ON CONFLICT ("username") DO UPDATE SET "password" = %s WHERE ("public"."user"."username" = %s AND 1=1) '
    'RETURNING "public"."user"."user_id", "public"."user"."username"'
)
"""As Prisma Client sends user.upsert() (its native upsert, since 4.6)."""

UMAMI = """
version: 1
unlisted: scope
tenant:
  table: clients
  key: { column: id, type: text }
  default: { id: default, values: { name: Default Client } }
  column: client_id
keys: { unique: per_tenant }
"""


@pytest.fixture(scope="module")
def counting() -> Iterator[Server]:
    with own_cluster(max(majors()), PRELOADED) as (_, server):
        yield server


@pytest.fixture
def counted(counting: Server) -> Iterator[Database]:
    with fresh_database(counting) as database:
        database.load("CREATE EXTENSION pg_stat_statements")
        yield database


def test_upserts_of_a_prisma_application_are_found_before_and_after(
    counted: Database, schema_file: Callable[[str], str], tmp_path: Path
) -> None:
    counted.load(schema_file("umami.sql"))
    walk = Walk.of(counted, tmp_path, UMAMI)
    with psycopg.connect(counted.dsn, autocommit=True) as app:
        for _ in range(3):
            app.execute(
                PRISMA_UPSERT, ("0" * 8 + "-0000-4000-8000-" + "0" * 12, "ann", "secret", "admin", "secret", "ann")
            )
    before = walk.run("queries", "--exit-code").must(2).out
    line = next(line for line in before.splitlines() if "old key" in line)
    assert "public.user" in line
    assert "ON CONFLICT (username) fails with 42P10 once" in line
    assert "ON CONFLICT (client_id, username)" in line
    assert " 3 " in line
    walk.apply().must()
    with psycopg.connect(counted.dsn, autocommit=True) as app, pytest.raises(psycopg.errors.InvalidColumnReference):
        app.execute(PRISMA_UPSERT, ("0" * 8 + "-0000-4000-8000-" + "0" * 12, "ann", "secret", "admin", "secret", "ann"))
    after = walk.run("queries").must().out
    assert "ON CONFLICT (username) fails with 42P10, since" in after


def test_the_chat_application(counted: Database, tmp_path: Path) -> None:
    counted.load((ROOT / "examples" / "chat" / "schema.sql").read_text())
    walk = Walk.of(counted, tmp_path, (ROOT / "examples" / "chat" / "plan.yaml").read_text())
    with psycopg.connect(counted.dsn, autocommit=True) as app:
        for _ in range(5):
            app.execute('SELECT id, title FROM "Chat" ORDER BY "createdAt" DESC LIMIT %s', (10,))
        app.execute('SELECT * FROM "Chat" WHERE id = gen_random_uuid()')
        app.execute('SELECT * FROM "Country" WHERE code = %s', ("ch",))
    walk.apply().must()
    said = json.loads(walk.run("queries", "--format", "json").must().out)
    assert said["hidden"] == 0
    found = [(f["finding"], f["table"], f["calls"]) for f in said["findings"]]
    assert found == [("no tenant", "public.Chat", 5), ("by key only", "public.Chat", 1)]
    assert said["findings"][0]["state"] == "client_id NOT NULL, write guard"


def test_statements_of_other_roles_are_counted_and_not_shown(counted: Database, tmp_path: Path) -> None:
    counted.load("CREATE TABLE users (id int PRIMARY KEY)")
    role = counted.role(f"{counted.name}_dba", "LOGIN")
    counted.load(f"ALTER TABLE users OWNER TO {role}; GRANT CREATE ON SCHEMA public TO {role}")
    walk = Walk.of(counted, tmp_path, UMAMI)
    with psycopg.connect(counted.dsn, autocommit=True) as app:
        app.execute("SELECT * FROM users")
    said = in_process("queries", walk.plan, "--dsn", make_conninfo(counted.dsn, user=role)).must().out
    assert "are of other roles and can't be read: GRANT pg_read_all_stats" in said


def test_a_server_that_does_not_count(database: Database, tmp_path: Path) -> None:
    database.load("CREATE TABLE users (id int PRIMARY KEY)")
    walk = Walk.of(database, tmp_path, UMAMI)
    refused = walk.run("queries").must(3)
    assert "there is no pg_stat_statements" in refused.err
    assert "--from FILE" in refused.err


def test_a_file(database: Database, tmp_path: Path) -> None:
    database.load("CREATE TABLE users (id int PRIMARY KEY)")
    walk = Walk.of(database, tmp_path, UMAMI)
    file = tmp_path / "app.sql"
    file.write_text("SELECT * FROM users;\nSELEC nonsense;\nSELECT 1;")
    out = walk.run("queries", "--from", file, "--exit-code").must(2).out
    assert "3 statements, 1 on scoped tables, 1 not understood" in out
    assert "SELEC nonsense" in out
    assert "no client_id yet" in out
    assert "can't be read" in walk.run("queries", "--from", tmp_path / "none.sql").must(1).err
