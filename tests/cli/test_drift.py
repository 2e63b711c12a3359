"""What has moved since the plan was written: noticed by verify and by diff, with a live database or a schema file alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.databases import Database
from harness.runs import Done, Walk, in_process

SCHEMA = """
CREATE TABLE orgs (id text PRIMARY KEY);
CREATE TABLE users (id int PRIMARY KEY, org text NOT NULL REFERENCES orgs);
CREATE TABLE country (code text PRIMARY KEY);
CREATE TABLE job (id int PRIMARY KEY);
INSERT INTO orgs VALUES ('acme');
INSERT INTO users VALUES (1, 'acme'), (2, 'acme');
"""
TEXT = """
version: 1
tenant: { table: orgs, key: { column: id, type: text }, column: org_id }
tables:
  users: { backfill: { via: org } }
  country: { kind: reference }
  job: { kind: exempt, reason: which worker runs what, until: 2999-12-31 }
"""


@pytest.fixture
def walk(database: Database, tmp_path: Path) -> Walk:
    walk = Walk.of(database, tmp_path, TEXT, SCHEMA)
    walk.apply().must()
    walk.verify().must()
    walk.diff().must()
    return walk


def moved(walk: Walk, *words: str) -> None:
    done = walk.verify().must(2)
    assert "FINDING" in done.out
    for word in words:
        assert word in done.out


def test_a_new_table(walk: Walk) -> None:
    walk.database.load("CREATE TABLE invoice (id int)")
    moved(walk, "public.invoice", "a new table")
    assert "public.invoice" in walk.diff().must(1).err


def test_a_table_that_is_gone(walk: Walk) -> None:
    walk.database.load("DROP TABLE country")
    moved(walk, "public.country", "no such table")


def test_an_exemption_that_has_ended(walk: Walk) -> None:
    walk.write(TEXT.replace("2999-12-31", "2020-01-31"))
    moved(walk, "public.job", "the exemption ended on 2020-01-31")
    done = walk.diff().must(2)
    assert "the exemption ended on 2020-01-31" in done.err
    walk.run("diff").must()


def test_an_exemption_that_is_not_needed_any_more(walk: Walk) -> None:
    walk.database.load("ALTER TABLE job ADD COLUMN org_id text REFERENCES orgs")
    moved(walk, "public.job", "org_id references public.orgs")
    assert "org_id references public.orgs" in walk.diff().must(2).err


def test_a_key_that_is_lost(walk: Walk) -> None:
    walk.database.load("ALTER TABLE users DROP CONSTRAINT users_org_id_fkey")
    moved(walk, "public.users", "foreign key")
    assert "users_org_id_fkey" in walk.diff("--full").must(2).out


def test_a_schema_file_alone(walk: Walk, tmp_path: Path) -> None:
    file = tmp_path / "schema.sql"
    dump = f"CREATE SCHEMA words;\nCREATE EXTENSION citext WITH SCHEMA words;\n{walk.database.dump()}"
    file.write_text(dump, encoding="utf-8")
    from_file = [walk.plan, "--schema-file", file]
    done = in_process_verify(*from_file).must()
    assert "FINDING" not in done.out
    changes = "\nCREATE TABLE public.invoice (id words.citext);\nGRANT SELECT ON public.users TO reader;\n"
    file.write_text(dump + changes, encoding="utf-8")
    walk.write(TEXT + "rls: { setting: app.tenant, roles: [app] }\n")
    done = in_process_verify(*from_file).must(2)
    assert "public.invoice" in done.out
    assert "role reader is named in the plan" in done.out
    assert "policies bind role app" not in done.out
    file.write_text("CREATE TABLE public.users (id int;\n", encoding="utf-8")
    broken = in_process_verify(*from_file).must(1)
    assert "schema.sql:1: ERROR:  syntax error" in broken.err
    assert "there is no schema file" in in_process_verify(walk.plan, "--schema-file", tmp_path / "none").must(1).err
    both = in_process_verify(*from_file, "--dsn", "dbname=x").must(64)
    assert "--schema-file" in both.err


def in_process_verify(*arguments: object) -> Done:
    return in_process("verify", *arguments)
