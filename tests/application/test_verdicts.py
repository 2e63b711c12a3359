"""Which statements ignore the tenant: each way of saying it, and each way of forgetting it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.databases import fresh_database
from harness.runs import Walk
from harness.servers import Server
from planner.application.found import WORDS
from planner.application.statements import Statement, parse, split
from planner.application.verdicts import Verdicts, judge
from planner.tenancy.model import State

SCHEMA = """
CREATE TABLE clients (id text PRIMARY KEY, name text);
CREATE TABLE "User" (id int PRIMARY KEY, email text NOT NULL UNIQUE, handle text, client_id text NOT NULL REFERENCES clients);
CREATE UNIQUE INDEX user_handle ON "User" (lower(handle));
CREATE TABLE chats (id int PRIMARY KEY, user_id int NOT NULL REFERENCES "User", title text, client_id text NOT NULL REFERENCES clients);
CREATE TABLE messages (id int PRIMARY KEY, chat_id int NOT NULL REFERENCES chats, body jsonb, client_id text NOT NULL REFERENCES clients);
CREATE TABLE logs (id int, at date, client_id text NOT NULL REFERENCES clients, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE logs_1 PARTITION OF logs FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE countries (code text PRIMARY KEY);
CREATE VIEW titles AS SELECT id, title FROM chats;
CREATE VIEW owned AS SELECT id, title, client_id FROM chats;
CREATE MATERIALIZED VIEW counts AS SELECT count(*) AS n FROM titles;
CREATE VIEW codes AS SELECT code FROM countries;
CREATE SCHEMA other;
CREATE TABLE other.chats (id int);
"""
PLAN = """
version: 1
tenant: { table: clients, key: { column: id, type: text }, column: client_id }
tables: { User: {}, chats: {}, messages: {}, logs: {}, countries: { kind: reference } }
keys: { unique: per_tenant }
"""


@pytest.fixture(scope="module")
def state(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[State]:
    with fresh_database(server) as database:
        walk = Walk.of(database, tmp_path_factory.mktemp("plan"), PLAN, SCHEMA)
        with walk.looking() as (_, view):
            yield view.state


Judge = Callable[[str], list[tuple[str, str]]]


@pytest.fixture(scope="module")
def judged(state: State) -> Judge:
    """(weight in words, table) of each finding of one statement, which must be understood."""

    @cache
    def one(text: str) -> list[tuple[str, str]]:
        verdicts: Verdicts = judge([Statement("1", text)], state, "public")
        assert not verdicts.unread, verdicts.unread
        return [(WORDS[f.weight], f.table.name) for f in verdicts.findings]

    return one


SAID = [
    "SELECT * FROM chats WHERE client_id = $1",
    "SELECT * FROM chats c WHERE c.title LIKE $1 AND c.client_id = $2",
    'SELECT * FROM "User" u WHERE u."client_id" = %(client)s',
    "SELECT * FROM public.chats WHERE client_id IN ($1, $2)",
    "SELECT * FROM chats WHERE client_id = ANY($1::text[])",
    "SELECT * FROM chats WHERE client_id IS NOT DISTINCT FROM $1",
    "SELECT * FROM chats WHERE client_id = current_setting('app.client_id')",
    "SELECT * FROM chats WHERE client_id IN (SELECT id FROM clients WHERE name = $1)",
    "SELECT * FROM chats WHERE (client_id, id) = ($1, $2)",
    "SELECT * FROM chats WHERE (client_id = $1 AND title = 'a') OR (client_id = $1 AND title = 'b')",
    "SELECT * FROM chats c JOIN messages m ON m.chat_id = c.id AND m.client_id = c.client_id WHERE c.client_id = $1",
    "SELECT * FROM chats c JOIN messages m ON m.chat_id = c.id WHERE c.client_id = $1",
    "SELECT * FROM chats JOIN messages USING (client_id) WHERE chats.client_id = $1",
    "SELECT * FROM chats c LEFT JOIN messages m ON m.client_id = c.client_id WHERE c.client_id = $1",
    "SELECT * FROM clients t JOIN chats c ON c.client_id = t.id WHERE t.id = $1",
    "WITH mine AS (SELECT * FROM chats WHERE client_id = $1) SELECT * FROM mine",
    "WITH chats AS (SELECT 1 AS id) SELECT * FROM chats",
    "WITH a AS (SELECT id, client_id FROM chats WHERE client_id = $1) SELECT * FROM messages m JOIN a ON a.client_id = m.client_id",
    "SELECT * FROM (SELECT id, client_id FROM chats WHERE client_id = $1) c JOIN messages m ON m.client_id = c.client_id",
    "SELECT count(*) FROM chats c WHERE c.client_id = $1 AND EXISTS (SELECT 1 FROM messages m WHERE m.client_id = c.client_id)",
    "UPDATE chats SET title = $1 WHERE id = $2 AND client_id = $3",
    "DELETE FROM messages m USING chats c WHERE m.chat_id = c.id AND m.client_id = c.client_id AND c.client_id = $1",
    "INSERT INTO chats (id, user_id, client_id) VALUES ($1, $2, $3)",
    "INSERT INTO chats (id, client_id) SELECT id, client_id FROM chats WHERE client_id = $1",
    'INSERT INTO "User" (id, email, client_id) VALUES ($1,$2,$3) ON CONFLICT (client_id, email) DO UPDATE SET email = excluded.email',
    "MERGE INTO chats c USING messages m ON c.id = m.chat_id AND c.client_id = m.client_id AND m.client_id = $1 WHEN MATCHED THEN DELETE",
    "SELECT * FROM countries",
    "SELECT * FROM other.chats",
    "SELECT * FROM clients",
    "COPY (SELECT * FROM chats WHERE client_id = $1) TO STDOUT",
    "COPY chats (id, client_id) FROM STDIN",
    "BEGIN",
    "VACUUM chats",
    "SET LOCAL app.client_id = '1'",
]


@pytest.mark.parametrize("text", SAID)
def test_a_statement_that_names_the_tenant(text: str, judged: Judge) -> None:
    assert judged(text) == []


FORGOTTEN = {
    "SELECT * FROM chats": [("no tenant", "chats")],
    "SELECT * FROM public.chats WHERE title = $1": [("no tenant", "chats")],
    'SELECT * FROM "User" WHERE handle = ?': [("no tenant", "User")],
    "SELECT * FROM chats WHERE client_id = $1 OR title = $2": [("no tenant", "chats")],
    "SELECT * FROM chats WHERE client_id IS NOT NULL": [("no tenant", "chats")],
    "SELECT * FROM chats WHERE client_id <> $1": [("no tenant", "chats")],
    "SELECT * FROM chats WHERE NOT client_id = $1": [("no tenant", "chats")],
    "SELECT * FROM chats WHERE client_id = title": [("no tenant", "chats")],
    "SELECT * FROM chats c LEFT JOIN messages m ON c.client_id = $1": [("no tenant", "chats"), ("no tenant", "messages")],
    "SELECT * FROM chats c, messages m WHERE c.client_id = $1": [("no tenant", "messages")],
    "SELECT * FROM countries, LATERAL (SELECT * FROM chats) l": [("no tenant", "chats")],
    "SELECT * FROM chats UNION ALL SELECT * FROM chats WHERE client_id = $1": [("no tenant", "chats")],
    "SELECT (SELECT count(*) FROM messages) FROM chats WHERE client_id = $1": [("no tenant", "messages")],
    "WITH all_of AS (SELECT * FROM chats) SELECT * FROM all_of WHERE client_id = $1": [("no tenant", "chats")],
    "SELECT * FROM ONLY logs WHERE at > $1": [("no tenant", "logs")],
    "SELECT * FROM logs_1": [("no tenant", "logs")],
    "SELECT * FROM chats WHERE id = $1": [("by key only", "chats")],
    'SELECT * FROM "User" WHERE email = $1': [("by key only", "User")],
    "SELECT * FROM chats c JOIN messages m ON m.chat_id = c.id WHERE c.id = $1": [("by key only", "chats")],
    "SELECT * FROM messages m JOIN chats c ON c.id = m.chat_id WHERE m.body ? 'a' AND c.title = $1": [
        ("no tenant", "messages"), ("no tenant", "chats")],
    "UPDATE chats SET title = %s WHERE title = %s": [("no tenant", "chats")],
    "UPDATE chats SET client_id = $1": [("no tenant", "chats")],
    "UPDATE chats SET title = $1 WHERE id = $2": [("by key only", "chats")],
    "DELETE FROM messages WHERE chat_id = :chat": [("no tenant", "messages")],
    "DELETE FROM messages USING chats c WHERE c.client_id = $1": [("no tenant", "messages")],
    "INSERT INTO chats (id, user_id) VALUES ($1, $2)": [("tenant not set", "chats")],
    "INSERT INTO chats VALUES ($1, $2, $3, $4)": [("tenant not set", "chats")],
    "INSERT INTO chats (id, client_id) SELECT id, client_id FROM chats": [("no tenant", "chats")],
    "WITH made AS (INSERT INTO chats (id) VALUES (1) RETURNING id) SELECT * FROM made": [("tenant not set", "chats")],
    "TRUNCATE chats, countries": [("no tenant", "chats")],
    "TABLE chats": [("no tenant", "chats")],
    "COPY chats TO STDOUT": [("no tenant", "chats")],
    "COPY chats (id) FROM STDIN": [("tenant not set", "chats")],
    "EXPLAIN (ANALYZE, BUFFERS) SELECT * FROM chats": [("no tenant", "chats")],
    "DECLARE c CURSOR FOR SELECT * FROM chats": [("no tenant", "chats")],
    "MERGE INTO chats c USING countries k ON c.title = k.code WHEN MATCHED THEN DELETE": [("no tenant", "chats")],
    'INSERT INTO "User" (id, email, client_id) VALUES ($1,$2,$3) ON CONFLICT (email) DO UPDATE SET email = excluded.email': [
        ("old key", "User")],
    'INSERT INTO "User" (id, email, client_id) VALUES ($1,$2,$3) ON CONFLICT (lower(handle)) DO NOTHING': [("old key", "User")],
    'INSERT INTO "User" (id, email, client_id) VALUES ($1,$2,$3) ON CONFLICT ON CONSTRAINT "User_email_key" DO NOTHING': [
        ("old key", "User")],
}  # fmt: skip


@pytest.mark.parametrize("text", FORGOTTEN)
def test_a_statement_that_forgets_the_tenant(text: str, judged: Judge) -> None:
    assert sorted(judged(text)) == sorted(FORGOTTEN[text])


def test_an_upsert_says_what_to_write_instead(state: State) -> None:
    text = 'INSERT INTO "User" (id, email, client_id) VALUES (1, 2, 3) ON CONFLICT (email) DO NOTHING'
    (finding,) = judge([Statement("1", text)], state, "public").findings
    assert finding.what == "ON CONFLICT (email) fails with 42P10 once User_email_key has become per tenant"
    assert finding.remedy == "ON CONFLICT (client_id, email), or keys.old: keep until then"


def test_what_can_not_be_parsed_is_counted_and_shown(state: State) -> None:
    verdicts = judge([Statement("1", "SELECT FROM WHERE (")], state, "public")
    assert verdicts.read == 0
    assert [unread.statement.text for unread in verdicts.unread] == ["SELECT FROM WHERE ("]


def test_the_most_called_comes_first_and_texts_are_counted_together(state: State) -> None:
    statements = [
        Statement("1", "SELECT * FROM chats", 5, 1.0),
        Statement("2", "SELECT * FROM messages", 7, 1.0),
        Statement("3", "SELECT * FROM chats", 5, 3.0),
        Statement("4", "SELECT * FROM chats WHERE id = $1", 1000, 1.0),
    ]
    found = judge(statements, state, "public").findings
    assert [(f.table.name, f.statement.calls, f.statement.milliseconds) for f in found] == [
        ("chats", 10, 2.0),
        ("messages", 7, 1.0),
        ("chats", 1000, 1.0),
    ]


WRAPPED = (
    "WITH w AS ({0}) SELECT * FROM w",
    "SELECT * FROM ({0}) AS w",
    "SELECT 1 WHERE EXISTS ({0})",
    "{0} UNION ALL SELECT * FROM ({0}) AS w",
    "WITH a AS (WITH b AS ({0}) SELECT * FROM b) SELECT * FROM a",
)
SELECTS = [text for text in (*SAID, *FORGOTTEN) if text.startswith("SELECT") and "countries" not in text]


@given(text=st.sampled_from(SELECTS), wraps=st.lists(st.sampled_from(WRAPPED), min_size=1, max_size=3))
def test_wrapping_a_query_changes_no_verdict(text: str, wraps: list[str], judged: Judge) -> None:
    wrapped = text
    for wrap in wraps:
        wrapped = wrap.format(wrapped)
    assert set(judged(wrapped)) == set(judged(text))


SCRIPT = """
-- first; of all
SELECT ';' AS a, $1, $2 FROM chats; /* ; */
INSERT INTO chats (title) VALUES ($$ ; $$);

;
DELETE FROM chats
"""


def test_a_file_is_cut_where_statements_end() -> None:
    found = list(split(SCRIPT))
    assert [text.splitlines()[-1] for text in found] == [
        "SELECT ';' AS a, $1, $2 FROM chats",
        "INSERT INTO chats (title) VALUES ($$ ; $$)",
        "DELETE FROM chats",
    ]


@pytest.mark.parametrize("holder", ["$1", "%s", "%(a)s", ":a", "?"])
def test_placeholders_of_drivers(holder: str) -> None:
    parse(
        f"UPDATE chats SET title = {holder}, body = '{{}}' WHERE id IN ({holder}, {holder}) AND body ? 'x' AND id = {holder}"
    )


@pytest.mark.parametrize(
    ("text", "views"),
    [
        ("SELECT id FROM titles", ["titles"]),
        ("DELETE FROM titles WHERE id = $1", ["titles"]),
        ("SELECT n FROM counts", ["counts"]),
        ("SELECT c.code, o.title FROM codes c, owned o", ["owned"]),
        ("SELECT id FROM owned WHERE client_id = $1", []),
        ("SELECT code FROM codes", []),
    ],
)
def test_views_over_scoped_tables(text: str, views: list[str], judged: Judge) -> None:
    assert judged(text) == [("no tenant", "chats") for _ in views]


def test_a_view_is_named(state: State) -> None:
    (found,) = judge([Statement("1", "DELETE FROM titles WHERE id = $1")], state, "public").findings
    assert found.what == "deletes rows of every tenant, through public.titles"
    assert found.remedy.startswith("show client_id in the view")
