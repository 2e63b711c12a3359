"""`transition.assign: setting` on real servers: what sessions get with a tenant, without one, and with a wrong one."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from harness.databases import Database
from harness.dumps import same_dump
from harness.runs import Walk
from planner.sql import build
from planner.sql.session_tenant import session_tenant, session_tenant_text

SCHEMA = """
CREATE TABLE org (id varchar(4) PRIMARY KEY);
INSERT INTO org VALUES ('home'), ('acme'), ('b');
CREATE TABLE item (id int PRIMARY KEY, name text);
CREATE TABLE part (id int PRIMARY KEY, item_id int REFERENCES item);
CREATE TABLE label (part_id int REFERENCES part, label text, PRIMARY KEY (part_id, label));
CREATE TABLE note (id int PRIMARY KEY, org_id varchar(4) DEFAULT 'home' REFERENCES org);
INSERT INTO item VALUES (1);
INSERT INTO part VALUES (1, 1);
INSERT INTO label VALUES (1, 'x');
INSERT INTO note VALUES (1, 'b');
"""

PLAN = """
version: 1
tenant: { table: org, key: { column: id, type: varchar(4) }, default: { id: home }, column: org_id }
tables:
  item: { backfill: { constant: home } }
  part: { backfill: { via: item_id } }
  label: { backfill: { via: part_id }, transition: { assign: auto, drop: never } }
  note: { column: org_id }
transition: { assign: setting, setting: app.org, drop: never }
"""

TIGHT = PLAN.replace("setting: app.org, drop: never", "setting: app.org, drop: tighten")


class Session:
    """A session of the application."""

    def __init__(self, database: Database) -> None:
        self._connection = database.connect()

    def be(self, tenant: str) -> None:
        self._connection.execute("SELECT set_config('app.org', %s, false)", [tenant])

    def insert(self, table: str, columns: str, values: str) -> str | None:
        """Return the tenant that a new row gets."""
        row = self._connection.execute(
            f"INSERT INTO {table} ({columns}) VALUES ({values}) RETURNING org_id".encode()
        ).fetchone()
        assert row is not None
        found: str | None = row[0]
        return found


def test_while_the_guard_is_there(database: Database, tmp_path: Path) -> None:
    walk = Walk.of(database, tmp_path, PLAN, SCHEMA)
    walk.apply().must()
    walk.diff().must(0)
    session = Session(database)
    assert session.insert("item", "id", "10") == "home", "no setting: the guard's constant"
    assert session.insert("note", "id", "10") == "home", "the application's own default stays"
    session.be("acme")
    assert session.insert("item", "id", "11") == "acme"
    assert session.insert("item", "id, org_id", "12, NULL") == "acme", "an explicit NULL is not the constant"
    assert session.insert("part", "id, item_id", "11, 11") == "acme"
    with pytest.raises(psycopg.errors.CheckViolation):
        session.insert("part", "id, item_id", "12, 10")
    session.be("")
    assert session.insert("part", "id, item_id", "13, 11") == "acme", "no setting: the parent's tenant"
    for wrong in ("acme-corp", "acme ", "homes"):
        session.be(wrong)
        with pytest.raises(psycopg.errors.InvalidTextRepresentation, match=r"app.org"):
            session.insert("item", "id", "20")
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            session.insert("item", "id, org_id", "20, NULL")
    session.be("none")
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        session.insert("item", "id", "20")


def test_once_every_writer_sends_the_tenant(database: Database, tmp_path: Path) -> None:
    walk = Walk.of(database, tmp_path, PLAN, SCHEMA)
    before = database.dump()
    walk.apply().must()
    walk.write(TIGHT).apply().must()
    walk.diff().must(0)
    walk.verify().must(0)
    assert "for good" in walk.verify().out
    for table, columns, values in (("item", "id", "10"), ("part", "id, item_id", "10, 1"), ("note", "id", "10")):
        session = Session(database)
        for unset in (None, ""):
            if unset is not None:
                session.be(unset)
            with pytest.raises(psycopg.errors.NotNullViolation):
                session.insert(table, columns, values)
        session.be("home")
        assert session.insert(table, columns, values) == "home"
    session.be("")
    assert session.insert("label", "part_id, label", "10, 'y'") == "home", "its guard stays for good"
    database.load("ALTER TABLE item ALTER COLUMN org_id SET DEFAULT 'home'")
    found = walk.verify().must(2)
    assert "the default of org_id is the session's tenant" in found.out
    walk.diff("--exit-code").must(2)
    walk.apply().must()
    walk.rollback("backfill").must()
    session.be("")
    assert session.insert("item", "id", "30") == "home", "the guard is back"
    session.be("acme")
    assert session.insert("item", "id", "31") == "acme", "and the session's tenant is still the default"
    walk.rollback().must()
    same_dump(before, database.dump())


def test_a_plan_that_changes_its_mind(database: Database, tmp_path: Path) -> None:
    auto = PLAN.replace("assign: setting, setting: app.org,", "assign: auto,")
    walk = Walk.of(database, tmp_path, auto, SCHEMA)
    before = database.dump()
    walk.apply().must()
    as_auto = database.dump()
    walk.write(PLAN).apply().must()
    walk.diff().must(0)
    walk.write(PLAN.replace("app.org,", "app.other,")).apply().must()
    walk.diff().must(0)
    walk.write(auto).apply().must()
    walk.diff().must(0)
    same_dump(as_auto, database.dump())
    walk.write(PLAN).apply().must()
    walk.rollback().must()
    same_dump(before, database.dump())


TYPES = (
    "text", "uuid", "bigint", "integer", "smallint", "character varying", "character varying(4)", "character(4)", "name",
    "numeric", "numeric(5,0)", "bit(3)", "bit varying(3)", "timestamp(3) with time zone", "public.shade",
)  # fmt: skip


def test_the_expression_is_what_the_server_says_it_is(database: Database) -> None:
    connection = database.connect()
    connection.execute("CREATE TYPE public.shade AS ENUM ('a', 'b')")
    connection.execute("SELECT set_config('search_path', '', false)")
    for at, type_text in enumerate(TYPES):
        default = build.render(session_tenant("app.org", type_text))
        connection.execute(f"CREATE TABLE public.t{at} (id int, tenant {type_text} DEFAULT {default})".encode())
        row = connection.execute(
            "SELECT pg_catalog.pg_get_expr(adbin, 0) FROM pg_catalog.pg_attrdef WHERE adrelid = %s::regclass",
            [f"public.t{at}"],
        ).fetchone()
        assert row == (session_tenant_text("app.org", type_text),)
        connection.execute(f"INSERT INTO public.t{at} (id) VALUES (1)".encode())
        row = connection.execute(f"SELECT tenant FROM public.t{at}".encode()).fetchone()
        assert row == (None,)
