"""The dry-run refuses an expression that does not work, with the plan's line; no error is the server's alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.databases import Database
from harness.runs import Done, Walk

SCHEMA = """
CREATE SCHEMA app;
CREATE TABLE clients (id text PRIMARY KEY);
INSERT INTO clients VALUES ('a'), ('b');
CREATE TABLE events (id int PRIMARY KEY, o text NOT NULL, n int);
INSERT INTO events VALUES (1, 'a', 1), (2, 'b', 0);
CREATE TABLE replies (id int PRIMARY KEY, event_id int REFERENCES events);
INSERT INTO replies VALUES (1, 1);
CREATE FUNCTION app.steady(text) RETURNS text LANGUAGE sql STABLE AS 'SELECT $1';
CREATE FUNCTION app.moody(text) RETURNS text LANGUAGE sql VOLATILE AS 'SELECT $1';
CREATE FUNCTION app.either(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION app.either(text, text) RETURNS text LANGUAGE sql VOLATILE AS 'SELECT $1';
CREATE FUNCTION app.failing(text) RETURNS text LANGUAGE plpgsql STABLE AS $$BEGIN RAISE 'no org %', $1; END$$;
CREATE AGGREGATE app.longest(text) (SFUNC = pg_catalog.text_larger, STYPE = text);
CREATE TYPE app.org AS (name text);
CREATE FUNCTION app.as_org(text) RETURNS app.org LANGUAGE sql VOLATILE AS 'SELECT ROW($1)::app.org';
CREATE CAST (text AS app.org) WITH FUNCTION app.as_org(text);
"""
PLAN = """version: 1
tenant: {{ table: clients, key: {{ column: id, type: text }}, column: client_id }}
tables:
  events:
    backfill:
      sql: {sql}
  replies: {{ backfill: {{ via: event_id }} }}
"""

REFUSED = {
    "max(o)": "calls max(), an aggregate function",
    "max(o) || o": "calls max(), an aggregate function",
    "count(*)::text": "calls count(), an aggregate function",
    "percentile_disc(0.5) WITHIN GROUP (ORDER BY o)": "calls percentile_disc(), an aggregate function",
    "app.longest(o)": "calls app.longest(), an aggregate function",
    "row_number() OVER ()": "holds a window function",
    "max(o) OVER ()": "holds a window function",
    "(SELECT id FROM public.clients LIMIT 1)": "holds a subquery",
    "unnest(ARRAY[o])": "calls unnest(), a function that returns a set",
    "regexp_split_to_table(o, '/')": "calls regexp_split_to_table(), a function that returns a set",
    "random()::text": "calls random(), a volatile function",
    "Random ( )::text": "calls random(), a volatile function",
    "app.moody(o)": "calls app.moody(), a volatile function",
    '"app"."moody"(o)': "calls app.moody(), a volatile function",
    "app.either(o, o)": "calls app.either(), a volatile function",
    "(o::app.org).name": "converts to app.org with a volatile function",
    "org": 'does not work: column "org" does not exist',
    "clients.id": "reads clients; only the columns of the row, t, can be used",
    "app.nobody(o)": "does not work: function app.nobody(text) does not exist",
    "n + o": "does not work",
    "1 / 0": "does not work: division by zero",
    "o ||": "is not one SQL expression",
    "o AS client": "is not one SQL expression",
    "o; DROP TABLE replies": "is not one SQL expression",
    "o) , (o": "is not one SQL expression",
}
ALLOWED = (
    "o", "t.o", "lower(o)", "app.steady(o)", "app.either(o)", "CASE WHEN now() > '2000-01-01' THEN o END",
    "coalesce(nullif(o, ''), 'a')", "pg_catalog.split_part(o, '/', 1) -- the first",
)  # fmt: skip


def dry_run(database: Database, folder: Path, sql: str) -> Done:
    plan = PLAN.format(sql="'" + sql.replace("'", "''") + "'")
    return Walk.of(database, folder, plan, SCHEMA).run("apply")


@pytest.mark.parametrize("sql", REFUSED)
def test_refused_with_the_line(sql: str, database: Database, tmp_path: Path) -> None:
    done = dry_run(database, tmp_path, sql)
    assert done.code == 1, done.err
    assert "plan.yaml:6:7: the expression of " in done.err
    assert REFUSED[sql] in done.err


@pytest.mark.parametrize("sql", ALLOWED)
def test_allowed(sql: str, database: Database, tmp_path: Path) -> None:
    dry_run(database, tmp_path, sql).must()


@pytest.mark.parametrize(
    ("sql", "why"),
    [("(1 / n)::text", "division by zero"), ("app.failing(o)", "no org a"), ("(o::int)::text", "invalid input syntax")],
)
def test_one_that_fails_for_a_row(sql: str, why: str, database: Database, tmp_path: Path) -> None:
    done = dry_run(database, tmp_path, sql)
    assert done.code == 3, done.err
    assert "plan.yaml:4:3: the expression of public.events fails for a row" in done.err
    assert why in done.err
    assert "nothing was changed" in done.err
