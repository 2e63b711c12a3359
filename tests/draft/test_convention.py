"""The names that a database has already say whose they are."""

from __future__ import annotations

import pytest

from harness.databases import Database
from harness.runs import in_process

TABLES = "CREATE TABLE users (id bigint PRIMARY KEY, email text); CREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint);"
DRAFTED = {
    "the table of its migrations": (
        "CREATE TABLE django_migrations (id bigint PRIMARY KEY)",
        "naming: django  # django_migrations is there",
    ),
    "Drizzle's foreign keys": (
        "ALTER TABLE notes ADD CONSTRAINT notes_user_id_users_id_fk FOREIGN KEY (user_id) REFERENCES users",
        "naming: drizzle  # 1 of 1 foreign keys have the names that it gives",
    ),
    "Prisma's unique indexes": (
        "CREATE UNIQUE INDEX users_email_key ON users (email)",
        "naming: prisma  # 1 of 1 unique indexes have the names that it gives",
    ),
    "SQLAlchemy's indexes": (
        "CREATE INDEX ix_notes_user_id ON notes (user_id)",
        "naming: alembic  # 1 of 1 indexes have the names that it gives",
    ),
    "PostgreSQL's own": (
        "ALTER TABLE notes ADD FOREIGN KEY (user_id) REFERENCES users; CREATE INDEX ON notes (user_id)",
        None,
    ),
}


@pytest.mark.parametrize("case", DRAFTED)
def test_the_naming_is_drafted(case: str, database: Database) -> None:
    script, line = DRAFTED[case]
    database.load(f"{TABLES}{script};")
    drafted = in_process("init", "-o", "-", "--dsn", database.dsn).must().out
    assert [one for one in drafted.splitlines() if one.startswith("naming")] == ([line] if line else [])
