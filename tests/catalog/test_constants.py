"""constant_of reads what PostgreSQL makes of a literal default."""

from __future__ import annotations

from decimal import Decimal

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from harness.databases import Database
from planner.catalog.fingerprint import constant_of


@pytest.mark.parametrize(
    ("default", "value"),
    [
        ("'default'::text", "default"),
        ("'it''s'::character varying", "it's"),
        ("E'a\\\\b'::text", "a\\b"),
        ("'a\\b'::text", "a\\b"),
        ("''::text", ""),
        ("'plain'", "plain"),
        ("1", "1"),
        ("-1", "-1"),
        ("(-1)", "-1"),
        ("'1'::bigint", "1"),
        ("'-1'::integer", "-1"),
        ("(-1)::bigint", "-1"),
        ("1.50", "1.50"),
        ("'1e30'::double precision", "1e30"),
        ("true", "true"),
        ("'x'::public.mood", "x"),
        ('\'x\'::"My Schema"."My ""Type"', "x"),
        ("'{}'::text[]", "{}"),
        ("'x'::character varying(20)", "x"),
        ("'2024-01-01 00:00:00+00'::timestamp with time zone", "2024-01-01 00:00:00+00"),
        ("'two\nlines'::text", "two\nlines"),
    ],
)
def test_constants(default: str, value: str) -> None:
    assert constant_of(default) == value


@pytest.mark.parametrize(
    "default",
    [
        "now()",
        "NULL::text",
        "CURRENT_TIMESTAMP",
        "nextval('t_id_seq'::regclass)",
        "('a'::text || 'b'::text)",
        "'a'::text || 'b'::text",
        "('now'::text)::date",
        "ARRAY['a'::text]",
        "NULLIF(current_setting('app.client_id'::text, true), ''::text)",
        "(1 + 1)",
        "(-1",
        "lower('A'::text)",
        "('a'::text COLLATE \"C\")",
        "",
    ],
)
def test_expressions(default: str) -> None:
    assert constant_of(default) is None


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
TYPES = (
    "text",
    "character varying(60)",
    '"My Type"',
    "text[]",
    "bigint",
    "integer",
    "smallint",
    "numeric",
    "numeric(20,4)",
)
WHOLE = st.integers(-(2**15), 2**15 - 1) | st.integers(-(2**63), 2**63 - 1) | st.just(-(2**63))
DECIMALS = st.decimals(-(10**15), 10**15, places=4)


@pytest.fixture
def defaults(database: Database) -> psycopg.Connection:
    database.load('CREATE DOMAIN "My Type" AS text; CREATE TABLE t (c text)')
    return database.connect()


def deparsed(connection: psycopg.Connection, type_: str, literal: sql.Composable) -> str:
    """pg_get_expr of a column's default, and the value that a row gets from it."""
    with connection.transaction(force_rollback=True):
        connection.execute(sql.SQL("ALTER TABLE t ADD d {} DEFAULT {}").format(sql.SQL(type_), literal))
        row = connection.execute(
            "SELECT pg_get_expr(adbin, 0) FROM pg_attrdef WHERE adrelid = 't'::regclass"
        ).fetchone()
        assert row is not None
        return str(row[0])


FROM_SERVER = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FROM_SERVER
@given(value=TEXTS, type_=st.sampled_from(["text", "character varying(60)", '"My Type"']))
def test_text_comes_back_from_the_server(defaults: psycopg.Connection, value: str, type_: str) -> None:
    assert constant_of(deparsed(defaults, type_, sql.Literal(value))) == value


@FROM_SERVER
@given(value=WHOLE)
def test_whole_numbers_come_back_from_the_server(defaults: psycopg.Connection, value: int) -> None:
    types = ["bigint", "numeric"] if abs(value) >= 2**31 else ["bigint", "integer", "numeric"]
    for type_ in types:
        found = constant_of(deparsed(defaults, type_, sql.SQL(f"'{value}'")))
        assert found == str(value)


@FROM_SERVER
@given(value=DECIMALS)
def test_decimals_come_back_from_the_server(defaults: psycopg.Connection, value: Decimal) -> None:
    found = constant_of(deparsed(defaults, "numeric", sql.SQL(f"'{value:f}'")))
    assert found is not None
    assert Decimal(found) == value


@FROM_SERVER
@given(value=TEXTS)
def test_an_expression_is_no_constant(defaults: psycopg.Connection, value: str) -> None:
    assert constant_of(deparsed(defaults, "text", sql.SQL("lower({})").format(sql.Literal(value)))) is None
    assert constant_of(deparsed(defaults, "text", sql.SQL("{} || 'x'").format(sql.Literal(value)))) is None
