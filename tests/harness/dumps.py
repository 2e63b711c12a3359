"""Dump what a database holds, its schema and its rows, and compare two dumps."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import psycopg
from psycopg import sql

from harness.databases import Database


def dump(database: Database, *more: str) -> str:
    """Return the dump of the schema, without planner's own schema and the schemas in `more`."""
    return database.dump("--schema-only", *(part for schema in ("planner", *more) for part in ("-N", schema)))


def contents(database: Database) -> str:
    """Return the dump of schema and rows. Two such dumps are equal exactly when nothing was changed."""
    return database.dump("--inserts")


@contextmanager
def unchanged(database: Database) -> Iterator[None]:
    """Assert that nothing in the database changes during the block."""
    before = contents(database)
    yield
    same_dump(before, contents(database))


_TABLES = """
SELECT n.nspname, c.relname FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^(pg_|information_schema$|planner$)'
ORDER BY 1, 2
"""


def rows(database: Database, *, without: tuple[str, ...] = ("created_at",)) -> Mapping[str, list[str]]:
    """Return every row of every table except planner's, in a fixed order.

    `created_at` of a tenants row is left out, because it depends on the clock.
    """
    found: dict[str, list[str]] = {}
    with psycopg.connect(database.dsn, autocommit=True) as connection:
        for schema, name in connection.execute(_TABLES).fetchall():
            query = sql.SQL("SELECT pg_catalog.to_jsonb(t.*) FROM {} AS t").format(sql.Identifier(schema, name))
            all_rows = [row for (row,) in connection.execute(query)]
            for row in all_rows:
                for column in without:
                    row.pop(column, None)
            found[f"{schema}.{name}"] = sorted(json.dumps(row, sort_keys=True, ensure_ascii=False) for row in all_rows)
    return found


def difference(before: str, after: str) -> str:
    """Return what the second dump has more and less, short enough to read."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), "before", "after", lineterm="", n=1)
    return "\n".join(list(lines)[:80])


def same_dump(before: str, after: str) -> None:
    """Assert that two dumps are equal, and show how they differ."""
    assert before == after, difference(before, after)
