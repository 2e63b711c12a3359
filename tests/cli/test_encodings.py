"""Databases in other encodings than UTF-8, under settings that change how values and strings are read."""

from __future__ import annotations

import subprocess
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from harness.databases import Database
from harness.runs import Walk
from harness.servers import Server

SETTINGS = {
    "DateStyle": "'SQL, DMY'",
    "IntervalStyle": "sql_standard",
    "TimeZone": "'Asia/Kolkata'",
    "standard_conforming_strings": "off",
    "escape_string_warning": "off",
    "backslash_quote": "off",
    "bytea_output": "escape",
    "extra_float_digits": "0",
    "quote_all_identifiers": "on",
    "transform_null_equals": "on",
    "array_nulls": "off",
    "default_transaction_isolation": "serializable",
    "default_transaction_deferrable": "on",
}
"""The settings of the database, which planner and its files replace for themselves."""

SCHEMA = """
SET client_encoding = 'LATIN1';
SET standard_conforming_strings = on;
CREATE TABLE people (id text PRIMARY KEY, since timestamptz NOT NULL DEFAULT '2026-02-03 04:05:06+00',
  path text DEFAULT 'a\\bé', note text CHECK (note <> 'é'));
CREATE TABLE posts (id text PRIMARY KEY, person text REFERENCES people, until timestamptz UNIQUE, written timestamp,
  share float8 DEFAULT 0.1, CHECK (until > '2026-01-02 00:00:00+00'));
COMMENT ON TABLE posts IS 'für alle';
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN NEW.written := timestamptz '2026-01-01 00:00+00'; RETURN NEW; END $$; -- für: in the application's time zone
CREATE TRIGGER stamp BEFORE UPDATE ON posts FOR EACH ROW EXECUTE FUNCTION stamp();
INSERT INTO people (id) SELECT 'é' || n FROM generate_series(1, 5) AS n;
INSERT INTO posts (id, person, until)
  SELECT 'ü' || n, 'é' || 1 + n % 5, timestamptz '2026-03-01' + n * interval '1 day' FROM generate_series(1, 40) AS n;
INSERT INTO posts (id) VALUES ('ü');
"""

PLAN = """
version: 1
tenant: { table: clients, key: { column: id, type: text }, default: { id: 'a\\b''cé', values: { name: 'Mañana' } }, column: org }
tables:
  people: {}
  posts: { backfill: { via: person, on_orphan: quarantine }, triggers: { stamp: fire } }
keys: { unique: per_tenant, primary_key: composite, foreign_keys: composite, comment: true }
"""


@pytest.fixture(params=["LATIN1", "WIN1252", "SQL_ASCII"])
def foreign(server: Server, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database in this encoding, with these settings. Its text has letters that are one byte there and two in UTF-8."""
    encoding = request.param
    database = Database(server, f"planner_{encoding.lower()}_{uuid.uuid4().hex[:12]}")
    with server.session() as session:
        session.execute(
            f"CREATE DATABASE {database.name} TEMPLATE template0 ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C'"
        )
        with database.connect() as connection:
            connection.pgconn.exec_(SCHEMA.replace("LATIN1", encoding).encode("latin-1"))
        for name, value in {"client_encoding": encoding, **SETTINGS}.items():
            session.execute(f"ALTER DATABASE {database.name} SET {name} = {value}")
    with closing(database):
        yield database


def dumped(database: Database) -> bytes:
    """Return the schema in the database's own encoding."""
    command = [database.server.bin / "pg_dump", "--schema-only", database.dsn]
    text = subprocess.run(command, capture_output=True, check=True).stdout
    return b"".join(line for line in text.splitlines(keepends=True) if not line.startswith(b"\\"))


def right(database: Database) -> None:
    """Assert that the tenant is as written, and that the trigger has worked in the application's time zone."""
    tenant, name, stamped = (
        "SELECT DISTINCT org FROM posts",
        "SELECT name FROM clients",
        "SELECT DISTINCT written FROM posts",
    )
    with database.connect(client_encoding="UTF8") as connection:
        assert [
            bytes(row[0]) for row in connection.execute(f"SELECT convert_to(t, 'UTF8') FROM ({tenant}) AS x (t)")
        ] == ["a\\b'cé".encode()]
        assert connection.execute(f"SELECT convert_to(t, 'UTF8') FROM ({name}) AS x (t)").fetchone() == (
            "Mañana".encode(),
        )
        assert connection.execute(f"SELECT t::text FROM ({stamped}) AS x (t)").fetchall() == [("01/01/2026 05:30:00",)]


def test_there_and_back(foreign: Database, tmp_path: Path) -> None:
    walk = Walk.of(foreign, tmp_path, PLAN)
    before = dumped(foreign)
    walk.apply().said(4, "quarantine")
    decisions = tmp_path / "open.csv"
    walk.run("resolve", "--export", decisions).must()
    lines = decisions.read_bytes().splitlines()
    assert len(lines) == 2
    decisions.write_bytes(lines[0] + b"\n" + lines[1] + "a\\b'cé\n".encode())
    walk.run("resolve", "--import", decisions, "--confirm").must()
    walk.apply().must()
    right(foreign)
    walk.diff().must(0)
    walk.verify().must()
    walk.rollback().must()
    assert dumped(foreign) == before


def test_files(foreign: Database, tmp_path: Path) -> None:
    walk = Walk.of(foreign, tmp_path, PLAN.replace(", on_orphan: quarantine", ", on_orphan: default"))
    for file in walk.render(tmp_path / "sql"):
        walk.psql(file)
    right(foreign)
    walk.diff().must(0)
    walk.verify().must()


def test_text_that_the_database_can_not_hold(foreign: Database, tmp_path: Path) -> None:
    walk = Walk.of(foreign, tmp_path, PLAN.replace("Mañana", "Łódź"))
    if "sql_ascii" in foreign.name:
        walk.diff().must(2)
    else:
        walk.run("apply").said(1, "plan.yaml:3:86", "has no equivalent in encoding", "tenant.default.values")
