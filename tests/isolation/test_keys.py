"""Unique keys per tenant: two tenants may share a value afterwards, one tenant may not; and when the way back is closed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from harness.applications import edited
from harness.cases import GOLDEN, load_case
from harness.databases import Database
from harness.runs import Walk
from harness.templates import Templates

CASE = GOLDEN / "unique_keys"
KEPT = GOLDEN / "unique_keys_kept"

SAME = """
UPDATE users SET {column} = (SELECT {column} FROM users WHERE id = 2) WHERE id = {other}
"""


@pytest.fixture
def walk(templates: Templates) -> Iterator[Walk]:
    with templates.applied(CASE) as walk:
        yield walk


@pytest.mark.parametrize("column", ["email", "badge"])
def test_tenants_share_a_value_and_one_tenant_does_not(column: str, walk: Walk) -> None:
    """User 2 and 4 are of one tenant, user 3 is of the other."""
    with pytest.raises(psycopg.errors.UniqueViolation):
        walk.database.load(SAME.format(column=column, other=4))
    walk.database.load(SAME.format(column=column, other=3))
    walk.verify().must()


def test_a_partial_expression_key_too(walk: Walk) -> None:
    walk.database.load("UPDATE users SET handle = 'Me', badge = badge + 1000 * (id % 2) WHERE id IN (2, 5)")
    walk.database.load(
        "UPDATE users SET handle = 'me', badge = 77 WHERE id = 2; UPDATE users SET badge = 77, handle = 'ME' WHERE id = 5"
    )
    with pytest.raises(psycopg.errors.UniqueViolation):
        walk.database.load("UPDATE users SET badge = 77, handle = 'mE' WHERE id = 4")


def test_rollback_names_the_values_that_close_the_way_back(walk: Walk) -> None:
    walk.database.load(SAME.format(column="email", other=3))
    before = walk.database.dump()
    refused = walk.rollback("backfill").must(3)
    assert "users_email_key of public.users (email): (u2): 2 rows" in refused.err
    assert "users_badge_key" not in refused.err
    assert walk.database.dump() == before
    walk.database.load("UPDATE users SET email = 'u3' WHERE id = 3")
    walk.rollback("backfill").must()


def test_a_key_that_is_kept_is_said(database: Database, tmp_path: Path) -> None:
    walk = Walk.of(database, tmp_path, load_case(KEPT, database).text())
    walk.apply().must()
    with pytest.raises(psycopg.errors.UniqueViolation):
        database.load(SAME.format(column="badge", other=3))
    verified = walk.verify().must()
    assert "kept for upserts" in verified.out
    assert "as the plan says" in verified.out
    walk.write(walk.text().replace(", old: keep", ""))
    assert "replace users_badge_key (badge) by " in walk.diff("--full").must(2).out
    walk.apply().must()
    database.load(SAME.format(column="badge", other=3))


def test_an_upsert_on_the_old_key_fails_and_on_the_new_one_does_not(walk: Walk) -> None:
    with pytest.raises(psycopg.errors.InvalidColumnReference):
        walk.database.load("INSERT INTO documents VALUES (1000, 1, 'slug-1', 1000) ON CONFLICT (slug) DO NOTHING")
    walk.database.load("INSERT INTO documents VALUES (1000, 1, 'slug-1', 1000) ON CONFLICT (tenant, slug) DO NOTHING")


def test_a_foreign_key_that_leans_on_a_key_stops_the_run(database: Database, tmp_path: Path) -> None:
    database.load(
        (CASE / "schema.sql").read_text()
        + "CREATE TABLE mails (id int PRIMARY KEY, to_email text NOT NULL REFERENCES users (email), org_id text NOT NULL REFERENCES orgs);"
    )
    text = (CASE / "plan.yaml").read_text().replace("tables:\n", "tables:\n  mails: { backfill: { via: org_id } }\n")
    walk = Walk.of(database, tmp_path, text)
    refused = walk.run("diff").must(3)
    assert "users_email_key of users can't become per tenant: foreign key mails_to_email_fkey" in refused.err
    walk.write(text.replace("keep_global: [", "keep_global: [users.email, "))
    walk.run("diff").must()


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("users.nothing", "no key of users that would change has the column or the name 'nothing'"),
        ("nobody.email", "names no scoped table"),
    ],
)
def test_an_exception_that_names_nothing(entry: str, words: str, database: Database, tmp_path: Path) -> None:
    text = edited((CASE / "plan.yaml").read_text(), "users.users_badge_email", entry)
    refused = Walk.of(database, tmp_path, text, (CASE / "schema.sql").read_text()).run("diff").must(1)
    assert words in refused.err
