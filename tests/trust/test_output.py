"""Names, secrets and files are data: on the terminal, in messages, in CSV files and in schema files."""

from __future__ import annotations

import csv
import io
import re
import textwrap
from pathlib import Path

import pytest

from harness.databases import Database
from harness.runs import Walk, in_process
from planner.errors import Blocked, DatabaseError
from planner.execution import dsn
from planner.execution.session import Settings, connect
from planner.names import QName, parse_name, shown
from planner.report.quarantine import from_csv, to_csv
from planner.run.quarantine import OpenRow

NAMES = ["a\x1b[2Jb", "c\rd", "e\u202ef", "g\x9bh", "i\x07j", "k\u061cl", "m\u200bn", "o\U000e0041p"]


@pytest.mark.parametrize("name", NAMES)
def test_what_a_terminal_obeys_is_written_out(name: str) -> None:
    assert shown(name) != name
    assert shown(shown(name)) == shown(name)
    assert shown(name).isprintable()


def test_text_of_every_language_stays() -> None:
    assert shown("Größe 数 naïve\nline") == "Größe 数 naïve\nline"


def test_names_reach_no_terminal(database: Database, tmp_path: Path) -> None:
    name = "a\x1b[2Jb\u202ec\nforged\u061c"
    database.load(f'CREATE TABLE "{name}" (id int PRIMARY KEY, "{name}" text UNIQUE)')
    (tmp_path / "plan.yaml").write_text(
        "version: 1\ntenant: { table: clients, key: { column: id, type: text }, column: client_id,\n"
        "  default: { id: d, values: { name: D } } }\n"
        "unlisted: scope\nkeys: { unique: per_tenant }\n",
        encoding="utf-8",
    )
    walk = Walk(tmp_path / "plan.yaml", database)
    done = [walk.diff(), walk.run("apply"), walk.apply(), walk.verify(), walk.run("status"), walk.rollback()]
    for one in done:
        text = (one.out + one.err).replace("\n", "")
        assert text.isprintable(), [c for c in text if not c.isprintable()]
        assert not re.search(r"^ {0,5}forged", one.out + one.err, re.M), "a line that a name forges"
        assert "\\x1b[2J" in text


def test_a_name_forges_no_line_of_a_message() -> None:
    name = QName("public", "a\n  → drop it\u061c")
    error = Blocked(f"{name} is not there", details=["a column b\nerror: forged"], hint="name it")
    assert str(error) == "public.a\\n  → drop it\\u061c is not there\n  a column b\\nerror: forged"
    assert parse_name(str(name)) == (name.schema, name.name), "a CSV file still has the name itself"


# Secrets


CONNECTION_STRINGS = [
    "postgresql://u:s3cret@h/x",
    "postgres://u:s3cret@h/x",
    "POSTGRES://u:s3cret@h/x",
    "postgresql:u:s3cret@h/x",
    "postgresql+psycopg://u:s3cret@h/x",
    "PostgreSQL+asyncpg://u:s3cret@h/x",
    "jdbc:postgresql://h/x?user=u&password=s3cret",
    "jdbc:postgresql:x?user=u&password=s3cret",
    "cockroachdb://u:s3cret@h/x",
    "postgis://u:s3cret@h/x",
    "django-db-geventpool.backends.postgres://u:s3cret@h/x",
    "prisma+postgres://accelerate/?api_key=s3cret",
    "pg://:s3cret@h/x",
    " postgresql://u:s3cret@h/x",
    "host=h user=u password=s3cret dbname=x",
    "PASSWORD = s3cret",
    "sslpassword=s3cret service=x",
    "service=x sslpassword='s3cret'",
    "oauth_client_secret=s3cret oauth_client_id=x",
    "'password=s3cret'",
    "Server=h;Database=x;User Id=u;Password=s3cret",
]


@pytest.mark.parametrize("text", CONNECTION_STRINGS)
def test_a_connection_string_in_the_plans_place_is_not_repeated(text: str) -> None:
    done = in_process("check", text)
    done.said(1, "a connection string stands where the plan's file belongs", "--dsn")
    assert "s3cret" not in done.out + done.err


PATHS = [
    "plans/nowhere.yaml",
    "/srv/postgres/plan.yaml",
    "C:/plans/tenancy.yaml",
    "C:\\plans\\tenancy.yaml",
    "d:/me@work/plan.yaml",
    "plans/user=1.yaml/x",
    "postgres.yaml",
    "postgresql/plan:2.yaml",
    "plans of host/me@work.yaml",
]


@pytest.mark.parametrize("text", PATHS)
def test_a_path_is_repeated(text: str) -> None:
    assert f"there is no plan {text}" in in_process("check", text).must(1).err


def test_a_password_with_an_at_is_not_shown() -> None:
    done = in_process("status", "--run", "1", "--dsn", "postgresql://u:first@second-part@localhost:1/x")
    done.said(1, "no connection to x", "write @ in a password as %40")
    assert "second-part" not in done.out + done.err


def test_libpq_says_what_is_a_secret() -> None:
    assert {"password", "sslpassword"} <= dsn.secret_keywords()
    text = dsn.without_secrets("no s3cret here, no ssl either", "password=s3cret sslpassword=ssl")
    assert text == "no … here, no … either"


# Files


def test_cells_of_a_csv_file_are_no_formulas() -> None:
    names = ("=1+1", "-5", "@x", "'quoted", "plain")
    text = to_csv([OpenRow(QName("public", "t"), {"id": 1}, name, ()) for name in names])
    assert [row["reason"] for row in csv.DictReader(io.StringIO(text))] == ["'=1+1", "'-5", "'@x", "''quoted", "plain"]


@pytest.mark.parametrize("table", ["=evil()", "-t", "@t", "'t", "public.t"])
def test_a_csv_file_comes_back_as_it_was(table: str) -> None:
    rows = [OpenRow(QName("public", table), {"id": 1}, "orphan", ())]
    decided = to_csv(rows).rstrip("\n") + "tenant\n"
    (decision,), _ = from_csv(decided, "open.csv")
    assert (decision.relation, decision.key) == (str(rows[0].relation), rows[0].key_text)


def test_a_name_that_cuts_a_migration_in_two_is_refused(database: Database, tmp_path: Path) -> None:
    name = "a\n-- migrate:down\nb--> statement-breakpoint"
    database.load(f'CREATE TABLE "{name}" (id int PRIMARY KEY)')
    (tmp_path / "plan.yaml").write_text(
        "version: 1\ntenant: { table: clients, key: { column: id, type: text }, column: client_id,\n"
        "  default: { id: d, values: { name: D } } }\nunlisted: scope\n",
        encoding="utf-8",
    )
    walk = Walk(tmp_path / "plan.yaml", database)
    walk.run("render", "--format", "dbmate", "--out", tmp_path / "out").said(3, "cuts a file", "--format psql")
    assert not list(tmp_path.glob("out/*"))
    walk.apply().must()


HOSTILE = {
    "shell": "CREATE TABLE t (id int);\n\\! touch {canary}\n",
    "inside a line": "CREATE TABLE t (id int); \\! touch {canary}\n",
    "program": "CREATE TABLE t (id text);\nCOPY t FROM PROGRAM 'touch {canary}';\n",
    "file": "CREATE TABLE t (id text);\nCOPY (SELECT 1) TO '{canary}';\n",
    "other database": "\\connect postgres\nCREATE TABLE t (id int);\n",
}


@pytest.mark.server
@pytest.mark.parametrize("what", HOSTILE)
def test_a_schema_file_runs_no_program(what: str, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    tmp_path.chmod(0o777)
    (tmp_path / "schema.sql").write_text(HOSTILE[what].format(canary=canary), encoding="utf-8")
    (tmp_path / "plan.yaml").write_text(
        "version: 1\ntenant: { table: clients, key: { column: id, type: text }, column: client_id,\n"
        "  default: { id: d, values: { name: D } } }\n"
        "unlisted: scope\n",
        encoding="utf-8",
    )
    done = in_process("verify", tmp_path / "plan.yaml", "--schema-file", tmp_path / "schema.sql")
    done.said(1, "the schema file can't be loaded")
    assert not canary.exists()


def test_no_value_of_a_row_is_told(database: Database, tmp_path: Path) -> None:
    database.load("""
        CREATE TABLE users (email text PRIMARY KEY);
        INSERT INTO users VALUES ('ann@secret.example'), ('bob@secret.example');
        CREATE TABLE notes (id text PRIMARY KEY, owner text);
        INSERT INTO notes VALUES ('note of ann@secret.example', 'nobody@secret.example');
    """)
    plan = """
        version: 1
        tenant:
          table: clients
          key: { column: id, type: text }
          default: { id: default, values: { name: Default } }
          column: client_id
        tables:
          users: {}
          notes: { backfill: { via: [ { columns: [owner], references: users, key: [email] } ] } }
    """
    walk = Walk.of(database, tmp_path, textwrap.dedent(plan))
    assert "note of ann@secret.example" in walk.apply().must(3).err
    quiet = walk.apply("--no-values").must(3)
    assert "1 of 1 rows" in quiet.err
    assert "secret" not in quiet.out + quiet.err
    walk.write(
        textwrap.dedent(plan).replace(
            "via: [ { columns: [owner], references: users, key: [email] } ]", 'sql: "id::int"'
        )
    )
    quiet = walk.apply("--no-values").must(3)
    assert "invalid input syntax for type integer: …" in quiet.err
    assert "secret" not in quiet.out + quiet.err


def test_an_error_never_quotes_a_whole_row(database: Database) -> None:
    database.load("CREATE TABLE t (id int, secret text, n int NOT NULL)")
    with connect(database.dsn, Settings()) as connection, pytest.raises(DatabaseError) as failed:
        connection.execute("INSERT INTO public.t VALUES (1, 'password', NULL)")
    assert "null value" in failed.value.message
    assert "password" not in failed.value.message
