"""A clone reaches no other system, and a source whose `postgres` is no superuser is cloned with its roles."""

from __future__ import annotations

import json

import psycopg
import pytest

from harness.applications import CHAT_PLAN, CHAT_SCHEMA
from harness.databases import Database
from harness.runs import Planner
from planner.execution.dsn import joined, parts
from planner.run.embedded import embedded_server

FOREIGN = """
CREATE EXTENSION postgres_fdw;
CREATE TABLE seen (what text);
CREATE SERVER itself FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '{host}', port '{port}', dbname '{dbname}');
CREATE USER MAPPING FOR PUBLIC SERVER itself OPTIONS (user '{user}', password 'xyzzy');
CREATE USER MAPPING FOR CURRENT_USER SERVER itself OPTIONS (user '{user}', password 'xyzzy');
CREATE FOREIGN TABLE seen_there (what text) SERVER itself OPTIONS (table_name 'seen');
CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.seen_there VALUES ('x'); RETURN NEW; END $$;
CREATE TRIGGER tell AFTER INSERT ON messages FOR EACH ROW EXECUTE FUNCTION tell();
"""
CLOUD = """
ALTER ROLE postgres RENAME TO rdsadmin;
CREATE ROLE shop LOGIN;
CREATE ROLE postgres LOGIN CREATEROLE CREATEDB BYPASSRLS;
GRANT pg_read_all_data TO postgres;
GRANT shop TO postgres WITH ADMIN TRUE;
GRANT CREATE ON DATABASE chat TO postgres;
GRANT ALL ON SCHEMA public TO postgres, shop;
ALTER TABLE users OWNER TO shop;
ALTER TABLE chats OWNER TO shop;
ALTER TABLE messages OWNER TO shop;
"""
LOAD = """
INSERT INTO seen_there (what) VALUES ('direct');
SELECT count(*) FROM users;
INSERT INTO messages (id, chat_id) SELECT max(id) + 1, 1 FROM messages;
"""


@pytest.mark.pg(">= 18")
def test_a_clone_reaches_no_foreign_server(chat: Database, planner: Planner) -> None:
    known = parts(chat.dsn)
    where = {name: known[name] for name in ("host", "port", "dbname", "user")}
    chat.load(FOREIGN.format(**where))
    (planner.home / "load.sql").write_text(LOAD, encoding="utf-8")
    planner.plan(CHAT_PLAN + "unlisted: ignore\n")
    chat.load("INSERT INTO messages (id, chat_id) VALUES (1000, 1)")
    before = chat.value("SELECT count(*) FROM seen")
    assert before == 1
    done = planner("rehearse", "--load", "load.sql", "--format", "json")
    assert chat.value("SELECT count(*) FROM seen") == before
    found = json.loads(done.out)
    assert any("it reaches no other system (itself)" in note for note in found["notes"]), found["notes"]
    assert "1: they name foreign tables" in found["replayed"]
    assert 'foreign-data wrapper "postgres_fdw" has no handler' in found["replayed"]
    assert found["green"], found


@pytest.mark.pg(">= 18")
def test_a_load_beside_dblink_is_refused(chat: Database, planner: Planner) -> None:
    chat.load("CREATE EXTENSION dblink")
    (planner.home / "load.sql").write_text("SELECT count(*) FROM users", encoding="utf-8")
    planner("rehearse", "--load", "load.sql").said(3, "into other systems by dblink", "--load none")


@pytest.mark.pg(">= 18")
def test_a_source_whose_postgres_is_no_superuser(planner: Planner) -> None:
    """So it is in a cloud. The clone's own superuser makes room, and the run has no more rights than in the source."""
    with embedded_server("chat") as dsn:
        with psycopg.connect(dsn, autocommit=True) as session:
            session.execute(CHAT_SCHEMA.encode())
            session.execute(b"CREATE ROLE boot SUPERUSER LOGIN")
        with psycopg.connect(joined(dsn, user="boot"), autocommit=True) as session:
            session.execute(CLOUD.encode())
        done = planner("rehearse", "--load", "none", dsn=dsn).must()
        assert "Rehearsal: green" in done.out
        assert "superuser" not in done.out
