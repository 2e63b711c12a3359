"""Primary keys that carry the tenant: what stays, what two tenants may share, and when the way back is closed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from harness.cases import GOLDEN, load_case
from harness.databases import Database
from harness.dumps import same_dump
from harness.runs import Walk
from harness.templates import Templates

CASE = GOLDEN / "primary_keys"


@pytest.fixture
def walk(templates: Templates) -> Iterator[Walk]:
    with templates.applied(CASE) as walk:
        yield walk


def test_two_tenants_share_an_id_and_one_does_not(walk: Walk) -> None:
    """Post 1 is of user 2, and so of acme; user 3 is of zeta."""
    insert = "INSERT INTO posts (id, author_id) VALUES (1, {author})"
    with pytest.raises(psycopg.errors.UniqueViolation):
        walk.database.load(insert.format(author=4))
    walk.database.load(insert.format(author=3))
    walk.verify().must()


def test_identity_and_sequence_go_on(walk: Walk) -> None:
    walk.database.load("INSERT INTO users (org_id) VALUES ('acme'); INSERT INTO posts (author_id) VALUES (41)")
    assert walk.database.fetch("SELECT max(id) FROM users") == [(41,)]
    assert walk.database.fetch("SELECT max(id) FROM posts") == [(201,)]


def test_a_shared_id_closes_the_way_back(walk: Walk) -> None:
    walk.database.load("INSERT INTO posts (id, author_id) VALUES (7, 9)")
    before = walk.database.dump()
    refused = walk.rollback("backfill").must(3)
    assert "Posts PK of public.posts (id): (7): 2 rows" in refused.err
    assert walk.database.dump() == before


def test_keys_that_are_kept_come_beside(database: Database, tmp_path: Path) -> None:
    text = load_case(CASE, database).text()
    walk = Walk.of(database, tmp_path, text.replace("composite }", "composite, old: keep }"))
    before = database.dump()
    walk.apply().must()
    assert "kept for upserts" in walk.verify().must().out
    database.load("INSERT INTO posts (id, author_id) VALUES (1, 2) ON CONFLICT (id) DO NOTHING")
    walk.write(text)
    walk.apply().must()
    with pytest.raises(psycopg.errors.InvalidColumnReference):
        database.load("INSERT INTO posts (id, author_id) VALUES (1, 2) ON CONFLICT (id) DO NOTHING")
    walk.rollback().must()
    same_dump(before, database.dump())


def test_a_primary_key_that_is_gone_is_named_and_made_again(walk: Walk) -> None:
    walk.database.load('ALTER TABLE posts DROP CONSTRAINT "Posts PK" CASCADE')
    assert "a primary key on (tenant, id) is there" in walk.verify().must(2).out
    walk.apply().must()
    walk.verify().must()


def test_a_view_that_groups_by_the_key_stops_the_run(database: Database) -> None:
    walk = load_case(CASE, database)
    database.load(
        "CREATE VIEW authors AS SELECT u.id, u.org_id, count(*) FROM users u JOIN posts p ON p.author_id = u.id GROUP BY u.id"
    )
    refused = walk.run("diff").must(3)
    assert "view public.authors groups by it" in refused.err
    database.load("DROP VIEW authors")
    walk.run("diff").must()


@pytest.mark.pg(">= 14")
def test_functions_and_rules_that_depend_on_a_key_stop_the_run(database: Database) -> None:
    walk = load_case(CASE, database)
    database.load(
        "CREATE FUNCTION authors() RETURNS TABLE (id bigint, org text, n bigint) LANGUAGE sql BEGIN ATOMIC "
        "SELECT u.id, u.org_id, count(*) FROM users u JOIN posts p ON p.author_id = u.id GROUP BY u.id; END; "
        "CREATE RULE again AS ON INSERT TO users WHERE false DO ALSO "
        "INSERT INTO users (id, org_id) VALUES (0, 'acme') ON CONFLICT ON CONSTRAINT users_pkey DO NOTHING"
    )
    refused = walk.run("diff").must(3)
    assert "function public.authors() names it in SQL" in refused.err
    assert "rule again of public.users names it in SQL" in refused.err


def test_a_single_foreign_key_stops_the_run(database: Database, tmp_path: Path) -> None:
    text = load_case(CASE, database).text()
    walk = Walk.of(database, tmp_path, text.replace(", foreign_keys: composite", ""))
    refused = walk.run("diff").must(3)
    assert "the primary key of users can't carry the tenant: foreign key" in refused.err
    assert "foreign_keys: composite" in refused.err


def test_the_guard_looks_among_the_given_tenants_rows(walk: Walk) -> None:
    """Post 7 is acme's and, from here on, zeta's too: a like of it belongs to whom it says, and says nothing in vain."""
    walk.database.load("INSERT INTO posts (id, author_id) VALUES (7, 4 - 3)")
    both = walk.database.fetch("SELECT tenant, author_id FROM posts WHERE id = 7 ORDER BY tenant")
    assert [tenant for tenant, _ in both] == ["acme", "zeta"]
    for tenant, author in both:
        walk.database.load(f"INSERT INTO comments (id, post_id, tenant) VALUES ({author + 1000}, 7, '{tenant}')")
    assert walk.database.fetch("SELECT tenant FROM comments WHERE id > 1000 ORDER BY 1") == [("acme",), ("zeta",)]
    with pytest.raises(psycopg.errors.CheckViolation, match=r"a key of public\.posts that several tenants have"):
        walk.database.load("INSERT INTO comments (id, post_id) VALUES (9999, 7)")
    walk.database.load("INSERT INTO comments (id, post_id) VALUES (9999, 8)")
    with pytest.raises(psycopg.errors.CheckViolation, match="belongs to another tenant"):
        walk.database.load("INSERT INTO comments (id, post_id, tenant) VALUES (9998, 8, 'nobody')")
    walk.verify().must()


def test_a_row_of_another_tenant_is_found_among_shared_keys(walk: Walk) -> None:
    walk.database.load("INSERT INTO posts (id, author_id) VALUES (7, 1)")
    walk.database.load(
        "ALTER TABLE comments DROP CONSTRAINT comments_tenant_post_id_fkey; ALTER TABLE comments DISABLE TRIGGER USER; "
        "UPDATE comments SET tenant = CASE tenant WHEN 'acme' THEN 'zeta' ELSE 'acme' END WHERE post_id = 8"
    )
    found = walk.verify().must(2).out
    line = next(
        line for line in found.splitlines() if "public.comments" in line and "posts" in line and "same tenant" in line
    )
    assert "id=7)" in line
    assert "id=207)" in line
