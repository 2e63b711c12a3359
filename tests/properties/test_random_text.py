"""For any text: generated names fit and equal PostgreSQL's own, and what is quoted reaches the server unchanged."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import drive
from harness.databases import fresh_database
from harness.servers import Server
from planner.names import MAX_NAME_BYTES, QName, object_name, parse_name, schema_object_name
from planner.sql import build
from schemas import identifiers, q, texts

labels = st.sampled_from(("fkey", "key", "idx", "not_null", "planner_guard"))
long_names = st.one_of(
    identifiers, st.text("aü😀_ ", min_size=30, max_size=80).map(lambda s: s.encode()[:63].decode(errors="ignore"))
)


@pytest.fixture(scope="module")
def connection(server: Server) -> Iterator[psycopg.Connection]:
    with fresh_database(server) as database:
        yield database.connect()


@drive.examples(300)
@given(inputs=st.lists(st.tuples(long_names, st.none() | long_names, labels), max_size=8))
def test_names_fit_and_differ(inputs: list[tuple[str, str | None, str]]) -> None:
    for make in (object_name, schema_object_name):
        taken: set[str] = set()
        for table, second, label in inputs:
            name = make(table, second, label, taken)
            assert 0 < len(name.encode("utf-8")) <= MAX_NAME_BYTES
            assert name not in taken
            taken.add(name)


@drive.examples(300)
@given(tables=st.lists(long_names, unique=True, min_size=2, max_size=4), label=labels)
@example(tables=["a" * 63, "a" * 62 + "b"], label="planner_guard")
def test_names_of_a_schema_differ_without_asking(tables: list[str], label: str) -> None:
    assert len({schema_object_name(table, None, label) for table in tables}) == len(tables)


@drive.examples(60)
@given(table=long_names, column=long_names)
def test_names_are_those_that_postgresql_picks(connection: psycopg.Connection, table: str, column: str) -> None:
    name = q(table)
    with connection.transaction(force_rollback=True):
        connection.execute('CREATE SCHEMA "s p"')
        connection.execute('SET LOCAL search_path = "s p"')
        connection.execute(f"CREATE TABLE {name} ({q(column)} integer UNIQUE CHECK ({q(column)} > 0))".encode())
        connection.execute(f"ALTER TABLE {name} ADD FOREIGN KEY ({q(column)}) REFERENCES {name} ({q(column)})".encode())
        connection.execute(f"CREATE INDEX ON {name} ({q(column)})".encode())
        found = connection.execute(
            "SELECT contype::text, conname FROM pg_constraint WHERE connamespace = '\"s p\"'::regnamespace"
            " UNION ALL SELECT 'i', relname FROM pg_class WHERE relkind = 'i' AND relnamespace = '\"s p\"'::regnamespace"
            " AND relname NOT IN (SELECT conname FROM pg_constraint)"
        ).fetchall()
    names = {"u": "key", "c": "check", "f": "fkey", "i": "idx"}
    assert {kind: object_name(table, column, label) for kind, label in names.items()} == dict(found)


@drive.examples(150)
@given(value=texts | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), name=identifiers)
@example(value="\\'; --\n$planner$ %s :x E'\\'", name='"')
@example(value="", name="\r\n\t\b")
def test_what_is_quoted_arrives(connection: psycopg.Connection, value: str, name: str) -> None:
    query = build.select(build.aliased(build.literal(value), name))
    cursor = connection.execute(build.render(query).encode())
    assert cursor.fetchone() == (value,)
    assert cursor.description is not None
    assert cursor.description[0].name == name
    phrased = build.phrase("SELECT", build.literal(value), "AS", build.ident(name))
    cursor = connection.execute(build.render(phrased).encode())
    assert cursor.fetchone() == (value,)
    assert cursor.description is not None
    assert cursor.description[0].name == name


@drive.examples(150)
@given(value=st.integers(-(2**63), 2**63 - 1) | st.booleans() | st.none())
def test_numbers_arrive(connection: psycopg.Connection, value: int | bool | None) -> None:
    cursor = connection.execute(build.render(build.select(build.literal(value))).encode())
    row = cursor.fetchone()
    assert row is not None
    assert row[0] == value


@drive.examples(300)
@given(schema=identifiers, name=identifiers)
def test_a_qualified_name_is_read_back(schema: str, name: str) -> None:
    assert parse_name(str(QName(schema, name))) == (schema, name)
