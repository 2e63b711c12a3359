"""URLs of Prisma and of drivers: parameters that libpq refuses are translated, left out with a note, or an error."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import version

from harness.databases import Database
from harness.runs import Planner
from planner.execution.foreign_parameters import LEFT_OUT, Unknown, understood

BASE = "postgresql://u:s3cret@h:5432/d"
SYSTEM = {"sslrootcert": "system"} if version() >= 160000 else {}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sslmode=require&connect_timeout=3", {"sslmode": "require", "connect_timeout": "3"}),
        ("schema=public", {}),
        ("schema=public&sslmode=require", {"sslmode": "require"}),
        ("connection_limit=5&pool_timeout=2&pgbouncer=true&socket_timeout=1&statement_cache_size=0", {}),
        ("sslmode=require&sslaccept=accept_invalid_certs", {"sslmode": "require"}),
        ("sslmode=require&sslaccept=accept_invalid_certs&sslcert=ca.pem", {"sslmode": "require"}),
        (
            "sslmode=verify-ca&sslaccept=accept_invalid_certs&sslcert=ca.pem",
            {"sslmode": "verify-ca", "sslrootcert": "ca.pem"},
        ),
        ("sslmode=require&sslaccept=strict", {"sslmode": "verify-full", **SYSTEM}),
        ("sslaccept=strict&sslmode=require", {"sslmode": "verify-full", **SYSTEM}),
        ("sslaccept=strict", {"sslmode": "verify-full", **SYSTEM}),
        ("sslaccept=strict&sslmode=disable", {"sslmode": "disable"}),
        ("sslaccept=strict&sslcert=..%2Fca.pem", {"sslmode": "verify-full", "sslrootcert": "../ca.pem"}),
        ("sslcert=me.pem&sslkey=me.key", {"sslcert": "me.pem", "sslkey": "me.key"}),
        ("sslcert=me.pem", {"sslcert": "me.pem"}),
        ("sslmode=no-verify", {"sslmode": "require"}),
        ("ssl=true", {"sslmode": "require"}),
        ("ssl=false", {"sslmode": "disable"}),
        ("options=-c%20a%3Db&max=10", {"options": "-c a=b"}),
    ],
)
def test_what_libpq_reads(query: str, expected: dict[str, str]) -> None:
    plain = conninfo_to_dict(BASE)
    assert conninfo_to_dict(understood(f"{BASE}?{query}").text) == {**plain, **expected}


@pytest.mark.parametrize(
    "text",
    ["", "host=h dbname=d", BASE, f"{BASE}?sslmode=require", "postgresql+asyncpg://h/d?schema=a", "postgres://h/d?"],
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert understood(text).text == text


def test_a_question_mark_in_a_password_is_no_query() -> None:
    found = understood("postgres://u:a?schema=b&c@h/d?schema=app")
    assert found.text == "postgres://u:a?schema=b&c@h/d"
    assert found.schema == "app"


def test_every_known_parameter_is_refused_by_libpq() -> None:
    """Otherwise planner would take away what libpq understands."""
    for name in sorted(LEFT_OUT):
        with pytest.raises(Exception, match="invalid URI query parameter"):
            conninfo_to_dict(f"{BASE}?{name}=1")


@pytest.mark.parametrize("query", ["x=1@2", "s3cret@h:5432/d?schema=a"])
def test_words_that_may_be_a_password_are_not_told(query: str) -> None:
    with pytest.raises(Unknown) as caught:
        understood(f"postgres://u:s3/cret?{query}")
    assert caught.value.names == ()
    assert "%3F" in caught.value.hint


def test_an_unknown_parameter_is_one_clear_error(alone: Planner) -> None:
    done = alone("diff", "--dsn", f"{BASE}?shema=a&connection_limit=1")
    done.said(1, "--dsn: neither PostgreSQL nor planner knows the parameter shema", "did you mean schema?")
    alone("diff", dsn=f"{BASE}?sslidentity=a.p12").said(1, "$PLANNER_DSN", "sslidentity", "PKCS #12")
    env = {"PLANNER_DSN": "", "DATABASE_URL": f"{BASE}?foo=1&bar=2"}
    done = alone("diff", env=env)
    done.said(1, "$DATABASE_URL", "parameters bar, foo")
    assert "s3cret" not in done.err


def test_prisma_s_url_works_in_every_command(planner: Planner, chat: Database, tmp_path: Path) -> None:
    parts = conninfo_to_dict(chat.dsn)
    where = "&".join(f"{key}={quote(str(value), safe='')}" for key, value in parts.items() if key != "dbname")
    url = f"postgresql:///{parts['dbname']}?{where}&password=s3cret&connection_limit=5&schema=public&pgbouncer=true"
    said = []
    for words in (("diff",), ("apply", "--confirm"), ("verify",), ("status",), ("render", "--out", "sql")):
        done = planner(*words, dsn=url).must()
        said += [line for line in done.err.splitlines() if line.startswith("note: $PLANNER_DSN")]
        assert "s3cret" not in done.out + done.err
    assert len(said) == 5
    assert "planner does not use connection_limit, pgbouncer" in said[0]
    assert "note: --dsn: " in planner("pause", "--dsn", url).err


def test_init_drafts_for_the_schema_of_prisma_s_url(planner: Planner, chat: Database) -> None:
    chat.load("CREATE SCHEMA app; CREATE TABLE app.notes (id int PRIMARY KEY)")
    parts = conninfo_to_dict(chat.dsn)
    where = "&".join(f"{key}={quote(str(value), safe='')}" for key, value in parts.items() if key != "dbname")
    drafted = planner("init", "-o", "-", dsn=f"postgresql:///{parts['dbname']}?{where}&schema=app").must()
    assert "schemas: [app]" in drafted.out
    assert "notes" in drafted.out
    assert "messages" not in drafted.out
