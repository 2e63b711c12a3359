"""Bad input: one clear message with the remedy, the right exit code, and nothing changed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from harness.applications import CHAT_PLAN, edited
from harness.databases import Database
from harness.dumps import unchanged
from harness.runs import DEFAULT_PLAN, Planner
from harness.waiting import until

PASSWORD = "s3cret-of-the-owner"

EVERY = [
    ("diff",),
    ("render", "--out", "out"),
    ("apply",),
    ("apply", "--confirm"),
    ("status",),
    ("verify",),
    ("rollback", "--to", "none"),
    ("rollback", "--to", "none", "--confirm", "--allow", "data-loss"),
]
"""Every command that asks a database."""

GUARD = 0x706C616E6E6572
"""The key of planner's advisory lock: 'planner' in ASCII."""


# No way to the database


@pytest.mark.parametrize("command", EVERY, ids=" ".join)
def test_no_database(alone: Planner, command: tuple[str, ...]) -> None:
    nobody = alone(*command, dsn="host=127.0.0.1 port=1 dbname=shop user=app")
    nobody.said(1, "no connection to shop on 127.0.0.1:1", "is the server running")
    assert nobody.out == ""
    assert not (alone.home / "out").exists()


def test_no_socket(alone: Planner, tmp_path: Path) -> None:
    alone("diff", dsn=f"host={tmp_path} dbname=shop").said(1, "no connection", "socket")


def test_no_such_host(alone: Planner) -> None:
    alone("diff", dsn="host=no-such-host.invalid dbname=shop").said(1, "no connection", "host")


def test_wrong_database_name(planner: Planner, chat: Database) -> None:
    with unchanged(chat):
        planner("apply", "--confirm", dsn=chat.server.dsn("no_such_db")).said(
            1, "no_such_db", "check the database and the user in --dsn"
        )


def test_wrong_user(planner: Planner, chat: Database) -> None:
    planner("diff", dsn=make_conninfo(chat.dsn, user="no_such_user")).said(
        1, "no_such_user", "check the database and the user in --dsn"
    )


@pytest.mark.parametrize(
    "text", [f"postgresql+psycopg://u:{PASSWORD}@h/d", f"u:{PASSWORD}@h", f"password={PASSWORD} x"]
)
def test_not_a_connection_string(alone: Planner, text: str) -> None:
    done = alone("diff", "--dsn", text).said(1, "--dsn is not a PostgreSQL connection string")
    assert PASSWORD not in done.err


@pytest.fixture
def owner(chat: Database) -> Iterator[str]:
    """A role that owns the example's tables and has to give PASSWORD: pg_hba.conf is put back at the end."""
    role = chat.role(f"owner_{chat.name}", f"LOGIN PASSWORD '{PASSWORD}'")
    own_everything(chat, role)
    with chat.server.session() as session:
        file = Path(session.execute("SHOW hba_file").fetchone()[0])
        before = file.read_text()
        # In place: the file keeps its owner, which need not be the user that runs the tests.
        file.write_text(f"local all {role} scram-sha-256\n{before}")
        try:
            session.execute("SELECT pg_reload_conf()")
            until(lambda: _asked_for_a_password(chat, role), "the server taking pg_hba.conf")
            yield role
        finally:
            file.write_text(before)
            session.execute("SELECT pg_reload_conf()")


def _asked_for_a_password(database: Database, role: str) -> bool:
    try:
        psycopg.connect(make_conninfo(database.dsn, user=role, password="wrong")).close()
    except psycopg.OperationalError:
        return True
    return False


def own_everything(database: Database, role: str, *, leave: str | None = None) -> None:
    """Tables, CREATE on database and schema. `leave` names the right that is left out."""
    with database.connect() as session:
        name = sql.Identifier(role)
        for table in ("users", "chats", "messages"):
            if leave != table:
                session.execute(sql.SQL("ALTER TABLE {} OWNER TO {}").format(sql.Identifier(table), name))
        session.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        session.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name))
        session.execute(sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}").format(name))
        if leave != "schema":
            session.execute(sql.SQL("GRANT CREATE ON SCHEMA public TO {}").format(name))
        if leave != "database":
            session.execute(sql.SQL("GRANT CREATE ON DATABASE {} TO {}").format(sql.Identifier(database.name), name))


def test_wrong_password(planner: Planner, chat: Database, owner: str) -> None:
    with unchanged(chat):
        wrong = planner("apply", "--confirm", dsn=make_conninfo(chat.dsn, user=owner, password="not-it"))
        wrong.said(1, f"no connection to {chat.name}", "check the user and password in --dsn")
        assert "not-it" not in wrong.err
        planner("apply", "--confirm", dsn=make_conninfo(chat.dsn, user=owner)).said(1, "give a password in --dsn")


def test_the_password_is_nowhere(planner: Planner, chat: Database, owner: str, tmp_path: Path) -> None:
    dsn = make_conninfo(chat.dsn, user=owner, password=PASSWORD)
    backups = tmp_path / "backups"
    with_pg_dump = {"PATH": f"{chat.server.bin}{os.pathsep}{os.environ['PATH']}"}
    outputs = [
        planner(*command, dsn=dsn, env=with_pg_dump).must()
        for command in [
            ("diff",),
            ("diff", "--format", "json"),
            ("diff", "--format", "sql"),
            ("render", "--out", "out"),
            ("apply",),
            ("apply", "--confirm", "--pg-dump", str(backups)),
            ("status",),
            ("verify",),
            ("verify", "--format", "json"),
            ("rollback", "--to", "add", "--confirm"),
        ]
    ]
    assert not [done for done in outputs if PASSWORD in done.out + done.err]
    files = [*(planner.home / "out").iterdir(), *backups.iterdir()]
    assert len(files) > 5
    assert not [file for file in files if PASSWORD.encode() in file.read_bytes() or PASSWORD in file.name]
    with chat.connect() as session:
        for table in ("run", "step", "owned", "backfill"):
            assert not session.execute(
                sql.SQL("SELECT t FROM planner.{} AS t WHERE t::text LIKE %s").format(sql.Identifier(table)),
                (f"%{PASSWORD}%",),
            ).fetchall()


# The plan as a file


def test_plan_missing(planner: Planner, chat: Database) -> None:
    with unchanged(chat):
        planner("apply", "no/such.yaml", "--confirm").said(1, "no/such.yaml", "there is no plan")
    planner("check", "no/such.yaml").said(1, "no/such.yaml")


def test_default_plan_missing(alone: Planner) -> None:
    (alone.home / DEFAULT_PLAN).unlink()
    alone("check").said(1, DEFAULT_PLAN)


def test_plan_is_a_directory(alone: Planner) -> None:
    alone("check", "plans").said(1, "plans is a directory", "tenancy.yaml")


NOT_PLANS = {
    "empty": ("", f"{DEFAULT_PLAN}:1:1", "empty"),
    "only comments": ("# nothing yet\n", f"{DEFAULT_PLAN}:1:1", "empty"),
    "not YAML": ("version: 1\ntenant: {table: clients\ntables:\n", f"{DEFAULT_PLAN}:", "not YAML"),
    "a tab": ("version: 1\ntenant:\n\ttable: clients\n", f"{DEFAULT_PLAN}:3:", "not YAML"),
    "a control character": ("version: 1\x00\n", DEFAULT_PLAN, "not YAML"),
    "a list": ("- version: 1\n", f"{DEFAULT_PLAN}:1:1", "mapping"),
    "a number": ("42\n", f"{DEFAULT_PLAN}:1:1", "mapping"),
    "a tag": ("version: 1\ntenant: !!python/object:os.system {}\n", DEFAULT_PLAN, "tenant"),
    "duplicate key": (
        CHAT_PLAN + "  users: { kind: reference }\n",
        f"{DEFAULT_PLAN}:12:3",
        "duplicate",
        "users",
        "line 9",
    ),
    "duplicate nested": (
        edited(CHAT_PLAN, "column: client_id", "column: client_id\n  column: other_id"),
        f"{DEFAULT_PLAN}:8:3",
        "duplicate",
        "'column'",
    ),
    "unknown key": (edited(CHAT_PLAN, "tables:", "tabels:"), f"{DEFAULT_PLAN}:8:1", "tabels", "did you mean 'tables'"),
    "unknown word": (
        edited(CHAT_PLAN, "column: client_id", "column: client_id\n  on_delete: cascad"),
        f"{DEFAULT_PLAN}:8:14",
        "cascad",
        "did you mean 'cascade'",
    ),
    "no version": (edited(CHAT_PLAN, "version: 1\n", ""), DEFAULT_PLAN, "'version'"),
    "wrong version": (edited(CHAT_PLAN, "version: 1", "version: 2"), f"{DEFAULT_PLAN}:1:10", "version"),
    "not a duration": (
        CHAT_PLAN + "execution: { lock_timeout: soon }\n",
        f"{DEFAULT_PLAN}:12:28",
        "lock_timeout",
        "soon",
    ),
    "a negative number": (CHAT_PLAN + "execution: { batch_rows: -1 }\n", f"{DEFAULT_PLAN}:12:26", "batch_rows"),
}


@pytest.mark.parametrize("case", NOT_PLANS)
def test_not_a_plan(alone: Planner, case: str) -> None:
    text, *words = NOT_PLANS[case]
    alone.plan(text)
    alone("check").said(1, *words, messages=4 if case == "a tag" else 1)


def test_plan_in_another_encoding(alone: Planner) -> None:
    (alone.home / DEFAULT_PLAN).write_bytes(CHAT_PLAN.encode("utf-16"))
    alone("check").said(1, DEFAULT_PLAN, "UTF-8")


def test_a_plan_that_is_wrong_changes_nothing(planner: Planner, chat: Database) -> None:
    planner.plan(NOT_PLANS["duplicate key"][0])
    with unchanged(chat):
        planner("apply", "--confirm").said(1, "duplicate")


def test_a_phase_of_another_kind_of_database(planner: Planner, chat: Database) -> None:
    planner.plan(CHAT_PLAN)
    with unchanged(chat):
        for words in (("apply", "--confirm"), ("apply",), ("diff",)):
            planner(*words, "--phase", "distribute").said(
                3, "phase distribute is for a Citus cluster", "dialect: citus"
            )


# The plan against the database: (what is done to the database, old part of the plan, its new part, exit code, words)

MISFITS: dict[str, tuple[str, str, str, int, tuple[str, ...]]] = {
    "unknown table": (
        "",
        "  chats: {",
        "  chatz: { kind: exempt, reason: x }\n  chats: {",
        1,
        ("{file}:10:3", "'chatz'", "did you mean 'chats'"),
    ),
    "wrong case": ("", "  users: {", "  Users: {", 1, ("'Users'", "did you mean 'users'")),
    "unlisted table": (
        "CREATE TABLE audit_log (id int)",
        "tables:",
        "tables:",
        1,
        ("{file}:8:1", "audit_log", "unlisted: ignore"),
    ),
    "a view": ("CREATE VIEW v AS SELECT 1", "tables:", "tables:\n  v: {}", 1, ("v is not a table",)),
    "unknown schema": (
        "",
        "version: 1",
        "version: 1\nschemas: [public, sales]",
        1,
        ("{file}:2:19", "'sales'", "`schemas`"),
    ),
    "another database": (
        "",
        "version: 1",
        "version: 1\ntarget: { database: shop_production }",
        3,
        ("{file}:2:", "shop_production", "--dsn"),
    ),
    "an id that is no uuid": ("", "type: text }\n  columns", "type: uuid }\n  columns", 1, ("{file}:6:", "uuid")),
    "a uuid in upper case": (
        "",
        CHAT_PLAN[CHAT_PLAN.index("text }") :],
        CHAT_PLAN[CHAT_PLAN.index("text }") :]
        .replace("text }", "uuid }", 1)
        .replace("id: default", "id: 0191D6C0-0000-7000-8000-0000000000AA")
        .replace("constant: default", "constant: 0191D6C0-0000-7000-8000-0000000000AA"),
        1,
        ("{file}:6:", "0191d6c0-0000-7000-8000-0000000000aa", "write"),
    ),
    "an integer with zeros before it": (
        "CREATE TABLE clients (id numeric(4, 1) PRIMARY KEY, name text); INSERT INTO clients VALUES (7, 'seven')",
        CHAT_PLAN[CHAT_PLAN.index("text }") :],
        CHAT_PLAN[CHAT_PLAN.index("text }") :]
        .replace("text }", '"numeric(4,1)" }', 1)
        .replace("default: { id: default, values: { name: Default Client } }", "")
        .replace("constant: default", 'constant: "007"'),
        1,
        ("{file}:9:", "'007'", "'7.0'", "write"),
    ),
    "a type that is none": ("", "type: text }\n  columns", "type: txet }\n  columns", 1, ("{file}:4:", "txet")),
    "a column's type that is none": ("", "name: { type: text }", "name: { type: txet }", 1, ("txet",)),
    "an adopted column of another type": (
        "ALTER TABLE chats ADD organization_id bigint",
        "chats: { backfill: { via: user_id } }",
        "chats: { column: organization_id }",
        3,
        ("{file}:10:12", "bigint", "text"),
    ),
    "an adopted column that is not there": (
        "",
        "chats: { backfill: { via: user_id } }",
        "chats: { column: user_idd }",
        1,
        ("{file}:10:12", "'user_idd'", "did you mean 'user_id'"),
    ),
    "tenants of another type": (
        "CREATE TABLE clients (id bigint PRIMARY KEY, name text)",
        "tables:",
        "tables:",
        1,
        ("{file}:4:", "bigint", "write `type: bigint`"),
    ),
    "tenants without a key": ("CREATE TABLE clients (id text, name text)", "tables:", "tables:", 3, ("UNIQUE",)),
    "tenants that are a view": ("CREATE VIEW clients AS SELECT 'a' AS id", "tables:", "tables:", 3, ("clients",)),
    "via without a foreign key": (
        "",
        "via: chat_id",
        "via: body",
        1,
        ("{file}:11:", "no foreign key", "(body)", "its foreign keys are on: chat_id"),
    ),
    "via an unknown column": ("", "via: chat_id", "via: chatid", 1, ("{file}:11:", "did you mean 'chat_id'")),
    "via to a table that is not scoped": (
        "",
        "users: { backfill: { constant: default } }",
        "users: { kind: reference }",
        1,
        ("chats (user_id) references", "users", "scoped"),
    ),
    "via several foreign keys": (
        "CREATE TABLE people (id bigint PRIMARY KEY); INSERT INTO people SELECT id FROM users;"
        "ALTER TABLE chats ADD CONSTRAINT to_people FOREIGN KEY (user_id) REFERENCES people",
        "  users: {",
        "  people: {}\n  users: {",
        1,
        ("{file}:11:", "several foreign keys", "to_people", "chats_user_id_fkey"),
    ),
    "a cycle that nobody owns": (
        "ALTER TABLE users ADD chat_id bigint REFERENCES chats",
        "users: { backfill: { constant: default } }",
        "users: { backfill: { via: chat_id } }",
        1,
        ("{file}:", "nobody owns", "users", "chats"),
    ),
    "a table that owns itself": (
        "ALTER TABLE users ADD parent_id bigint REFERENCES users",
        "users: { backfill: { constant: default } }",
        "users: { backfill: { via: parent_id } }",
        1,
        ("{file}:9:", "nobody owns", "users"),
    ),
    "a column that means something else": (
        "ALTER TABLE chats ADD client_id bigint",
        "tables:",
        "tables:",
        3,
        ("{file}:10:3", "chats", "client_id", "`column: client_id`", "`tenant.column`"),
    ),
    "reference to scoped": (
        "CREATE TABLE country (id int, chat_id bigint REFERENCES chats)",
        "tables:",
        "tables:\n  country: { kind: reference }",
        1,
        ("{file}:9:3", "country", "chats"),
    ),
    "a tenant that is not there": ("", "constant: default", "constant: acme", 1, ("{file}:9:", "'acme'", "insert it")),
    "an expression of an unknown column": (
        "",
        "constant: default",
        'sql: "t.tenant"',
        1,
        ("{file}:9:", "users", "tenant"),
    ),
    "a volatile expression": ("", "constant: default", 'sql: "random()::text"', 1, ("{file}:9:", "random", "volatile")),
    "a foreign schema planner": (
        "CREATE SCHEMA planner; CREATE TABLE planner.routes (id int)",
        "tables:",
        "tables:",
        3,
        ("schema `planner`", "rename"),
    ),
    "a schema planner that has tables of the same names": (
        "CREATE SCHEMA planner; CREATE TABLE planner.owned (id int); CREATE TABLE planner.run (id int)",
        "tables:",
        "tables:",
        3,
        ("schema `planner`",),
    ),
    "an orphan": (
        "INSERT INTO chats VALUES (777, NULL); INSERT INTO messages VALUES (888, 777)",
        "tables:",
        "tables:",
        3,
        ("chats", "id=777", "messages", "id=888"),
    ),
    "an expression that names no tenant": (
        "",
        "constant: default",
        "sql: \"split_part(email, '@', 1)\"",
        3,
        ("users", "5 of 5 rows", "id=1"),
    ),
    "rows without a tenant in an adopted column": (
        "ALTER TABLE chats ADD organization_id text; UPDATE chats SET organization_id = 'default' WHERE id > 2",
        "chats: { backfill: { via: user_id } }",
        "chats: { column: organization_id }",
        3,
        ("chats", "id=1", "id=2"),
    ),
}


@pytest.mark.parametrize("case", MISFITS)
def test_a_plan_that_does_not_fit(planner: Planner, chat: Database, case: str) -> None:
    script, old, new, code, words = MISFITS[case]
    if script:
        chat.load(script)
    planner.plan(edited(CHAT_PLAN, old, new))
    with unchanged(chat):
        done = planner("apply", "--confirm")
        done.said(code, *(word.format(file=DEFAULT_PLAN) for word in words), messages=2 if case == "wrong case" else 1)


def test_parents_that_disagree(planner: Planner, chat: Database) -> None:
    chat.load(
        """
        CREATE TABLE clients (id text PRIMARY KEY, name text NOT NULL);
        INSERT INTO clients VALUES ('default', 'd'), ('acme', 'a');
        ALTER TABLE users ADD client_id text REFERENCES clients;
        UPDATE users SET client_id = CASE WHEN id = 1 THEN 'acme' ELSE 'default' END;
        CREATE TABLE votes (id bigint PRIMARY KEY, chat_id bigint REFERENCES chats, user_id bigint REFERENCES users);
        INSERT INTO votes VALUES (1, 5, 1), (2, 5, 2), (3, 1, 2);
        """
    )
    planner.plan(
        edited(CHAT_PLAN, "  users: { backfill: { constant: default } }", "  users: {}")
        + "  votes: { backfill: { via: [{ columns: [chat_id] }, { columns: [user_id] }] } }\n"
    )
    with unchanged(chat):
        planner("apply", "--confirm").said(3, "votes", "1 of 3 rows", "id=2", "acme", "default")


def test_a_column_that_means_something_else_can_be_named_otherwise(planner: Planner, chat: Database) -> None:
    """The way out that the message gives does lead out."""
    chat.load("ALTER TABLE chats ADD client_id bigint")
    planner.plan(edited(CHAT_PLAN, "column: client_id", "column: tenant_id"))
    planner("apply", "--confirm").must()
    planner("verify").must()


# Privileges


@pytest.mark.parametrize(
    ("leave", "words"),
    [
        ("chats", ("may not alter public.chats", "owned by 'postgres'", "GRANT postgres TO")),
        ("database", ("may not create schema planner", "GRANT CREATE ON DATABASE")),
        ("schema", ("'public'", "GRANT CREATE ON SCHEMA public TO")),
    ],
)
def test_missing_privileges(planner: Planner, chat: Database, leave: str, words: tuple[str, ...]) -> None:
    role = chat.role(f"poor_{chat.name}")
    own_everything(chat, role, leave=leave)
    with unchanged(chat):
        planner("apply", "--confirm", dsn=make_conninfo(chat.dsn, user=role)).said(3, role, *words)
    planner("apply", dsn=make_conninfo(chat.dsn, user=role)).said(3, role, *words)


def test_enough_privileges(planner: Planner, chat: Database) -> None:
    """No more is needed than what the refusals ask for."""
    role = chat.role(f"rich_{chat.name}")
    own_everything(chat, role)
    dsn = make_conninfo(chat.dsn, user=role)
    planner("apply", "--confirm", dsn=dsn).must()
    planner("verify", dsn=dsn).must()
    planner("rollback", "--to", "none", "--confirm", "--allow", "data-loss", dsn=dsn).must()


def test_a_member_that_does_not_inherit(planner: Planner, chat: Database) -> None:
    """Each way out that the message gives does lead out."""
    owner = chat.role(f"Owner {chat.name}")
    role = chat.role(f"Member {chat.name}", "LOGIN NOINHERIT")
    own_everything(chat, owner)
    chat.load(f'GRANT "{owner}" TO "{role}"')
    dsn = make_conninfo(chat.dsn, user=role)
    hint = (
        planner("apply", dsn=dsn).said(3, role, "does not inherit its rights").err.partition("  → ")[2].split("\n")[0]
    )
    execution, grant = hint.partition("`")[2].partition("`")[0], hint.rpartition("or: ")[2]
    planner.plan(f"{CHAT_PLAN}\n{execution}\n")
    planner("apply", dsn=dsn).must()
    planner.plan(CHAT_PLAN)
    chat.load(grant)
    planner("apply", dsn=dsn).must()


def test_tables_that_may_not_be_read(planner: Planner, chat: Database) -> None:
    role = chat.role(f"blind_{chat.name}")
    refused = 0
    for command in EVERY[:6]:
        done = planner(*command, dsn=make_conninfo(chat.dsn, user=role))
        assert done.code in (0, 1, 3), done  # the catalog is enough for commands that read no rows
        if done.code:
            done.said(done.code)
            refused += 1
    assert refused >= 3


def test_tenants_of_somebody_else(planner: Planner, chat: Database) -> None:
    chat.load("CREATE TABLE clients (id text PRIMARY KEY, name text)")
    role = chat.role(f"poor_{chat.name}")
    own_everything(chat, role)
    with unchanged(chat):
        planner("apply", "--confirm", dsn=make_conninfo(chat.dsn, user=role)).said(3, "clients", "does not own")


def test_hidden_rows(planner: Planner, chat: Database) -> None:
    chat.load("ALTER TABLE chats ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    role = chat.role(f"poor_{chat.name}")
    own_everything(chat, role)
    with unchanged(chat):
        planner("apply", "--confirm", dsn=make_conninfo(chat.dsn, user=role)).said(3, "chats", "BYPASSRLS")


# Other sessions


def test_a_lock_that_never_comes_free(planner: Planner, chat: Database) -> None:
    planner.plan(CHAT_PLAN + "execution: { lock_timeout: 50ms, lock_deadline: 1s }\n")
    holder = chat.connect(application_name="report")
    pid = holder.info.backend_pid
    with holder.transaction():
        holder.execute("SELECT count(*) FROM chats /* the monthly report */")
        done = planner("apply", "--confirm")
        done.said(4, f"pid {pid}", "postgres", "00:00:0", "the monthly report", f"pg_terminate_backend({pid})", "chats")
        assert "1 s" in done.err
    planner("apply", "--confirm").must()
    planner("verify").must()


def test_a_lock_that_never_comes_free_with_nothing_committed(planner: Planner, chat: Database) -> None:
    """Exit 4 promises that this run has committed something; the second one here has not."""
    planner.plan(CHAT_PLAN + "execution: { lock_timeout: 50ms, lock_deadline: 1s }\n")
    holder = chat.connect()
    with holder.transaction():
        holder.execute("LOCK TABLE users, chats, messages IN ACCESS SHARE MODE")
        assert planner("apply", "--confirm").code == 4
        before = chat.dump()
        done = planner("apply", "--confirm")
        assert chat.dump() == before
    assert done.code in (1, 3), f"exit {done.code}, and nothing was committed: {done.err}"


def test_a_second_planner(planner: Planner, chat: Database) -> None:
    first = chat.connect(application_name="planner apply")
    first.execute("SELECT pg_advisory_lock(%s)", (GUARD,))
    with unchanged(chat):
        planner("apply", "--confirm").said(3, "another planner", f"pid {first.info.backend_pid}", "planner apply")
        planner("rollback", "--to", "none", "--confirm", "--allow", "data-loss").said(3, "another planner")
    assert f"pid {first.info.backend_pid}" in planner("status").must().out
    planner("diff").must()


# Wrong usage


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("diff", "--phase", "ad"), "add backfill tighten"),
        (("diff", "--phase", "add,,tighten"), "add backfill tighten"),
        (("apply", "--phase", ""), "add backfill tighten"),
        (("apply", "--allow", "everything"), "data-loss"),
        (("rollback", "--to", "none", "--allow", "data_loss"), "data-loss"),
        (("apply", "--force"), "--force"),
        (("rollback", "--to", "distribute"), "none add backfill tighten"),
        (("rollback",), "--to"),
        (("render",), "--out"),
        (("diff", "--format", "yaml"), "human json sql"),
        (("aply",), "aply"),
        (("diff", "a.yaml", "b.yaml"), "b.yaml"),
    ],
)
def test_wrong_usage(planner: Planner, chat: Database, command: tuple[str, ...], words: str) -> None:
    """How the words are joined is the command line library's."""
    done = planner(*command)
    assert (done.code, done.out) == (64, ""), done
    assert all(word in done.err for word in words.split()), done.err
    assert "Traceback" not in done.err


# Preconditions


def test_rollback_without_a_record(planner: Planner, chat: Database) -> None:
    with unchanged(chat):
        for to in ("none", "add", "backfill"):
            planner("rollback", "--to", to, "--confirm", "--allow", "data-loss").said(3, "no record", chat.name)


def test_rollback_that_loses_data(planner: Planner, applied: Database) -> None:
    with unchanged(applied):
        assert "--allow data-loss" in planner("rollback", "--to", "none").must().err
    planner("rollback", "--to", "none", "--confirm").said(3, "loses data", "--allow data-loss")
    planner("verify").must()


@pytest.mark.parametrize(
    ("phase", "words"),
    [("tighten", ("add, backfill", "--phase add,backfill,tighten")), ("backfill", ("add", "--phase add,backfill"))],
)
def test_a_phase_without_the_one_before(planner: Planner, chat: Database, phase: str, words: tuple[str, ...]) -> None:
    with unchanged(chat):
        planner("apply", "--phase", phase, "--confirm").said(3, *words)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("chats: { backfill: { via: user_id } }", "chats: { backfill: { constant: default } }"),
        ("users: { backfill: { constant: default } }", "users: { backfill: { sql: \"'default'\" } }"),
        ("messages: { backfill: { via: chat_id } }", "messages: { kind: exempt, reason: changed my mind }"),
        ("column: client_id", "column: tenant_id"),
    ],
)
def test_a_plan_that_changed_after_add(planner: Planner, chat: Database, old: str, new: str) -> None:
    planner("apply", "--phase", "add", "--confirm").must()
    planner.plan(edited(CHAT_PLAN, old, new))
    with unchanged(chat):
        done = planner("apply", "--confirm").said(3, "roll")
    name = old.split(":")[0]
    assert name == "column" or name in done.err


def test_another_tenants_table_after_add(planner: Planner, chat: Database) -> None:
    planner("apply", "--phase", "add", "--confirm").must()
    planner.plan(edited(CHAT_PLAN, "table: clients", "table: tenants"))
    with unchanged(chat):
        planner("apply", "--confirm").said(3, "planner's foreign keys lead to public.clients", "tenant.table")


def test_a_table_removed_from_the_plan_after_add(planner: Planner, chat: Database) -> None:
    planner("apply", "--phase", "add", "--confirm").must()
    planner.plan(edited(CHAT_PLAN, "  messages: { backfill: { via: chat_id } }\n", "") + "unlisted: ignore\n")
    with unchanged(chat):
        planner("apply", "--confirm").said(3, "messages", "roll")


# Backups


def _program(folder: Path, name: str, script: str) -> dict[str, str]:
    folder.mkdir()
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return {"PATH": str(folder)}


def test_a_backup_that_fails(planner: Planner, chat: Database, tmp_path: Path) -> None:
    broken = _program(tmp_path / "bin", "pg_dump", "echo 'pg_dump: error: the disk is full' >&2; exit 1")
    with unchanged(chat):
        planner("apply", "--confirm", "--pg-dump", "backups", env=broken).said(3, "the disk is full", "nothing was")
    assert list((planner.home / "backups").iterdir()) == []


def test_no_pg_dump(planner: Planner, chat: Database, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    with unchanged(chat):
        nowhere = {"PATH": str(tmp_path / "bin")}
        planner("apply", "--confirm", "--pg-dump", "backups", env=nowhere).said(3, "no pg_dump", "install")


def test_a_backup_directory_that_is_a_file(planner: Planner, chat: Database) -> None:
    with unchanged(chat):
        planner("apply", "--confirm", "--pg-dump", DEFAULT_PLAN).said(3, DEFAULT_PLAN)


def test_a_backup(planner: Planner, chat: Database) -> None:
    path = {"PATH": f"{chat.server.bin}{os.pathsep}{os.environ['PATH']}"}
    done = planner("apply", "--confirm", "--pg-dump", "backups", env=path).must()
    (file,) = (planner.home / "backups").iterdir()
    assert file.name in done.err
    restore = shutil.which("pg_restore", path=path["PATH"])
    assert restore is not None
    listing = subprocess.run([restore, "-l", file], capture_output=True, text=True, check=True).stdout
    assert "TABLE DATA public messages" in listing
    assert "planner" not in listing.split("Selected TOC Entries")[1], "the backup was taken too late"


def test_a_backup_by_a_service_is_of_the_same_database(planner: Planner, chat: Database, tmp_path: Path) -> None:
    services = tmp_path / "pg_service.conf"
    services.write_text(
        f"[prod]\nhost={chat.server.host}\nport={chat.server.port}\nuser=postgres\ndbname=postgres\n", encoding="utf-8"
    )
    path = f"{chat.server.bin}{os.pathsep}{os.environ['PATH']}"
    given = f"service=prod dbname={chat.name}"
    env = {"PATH": path, "PGSERVICEFILE": str(services)}
    planner("apply", "--confirm", "--phase", "add", "--pg-dump", "one", dsn=given, env=env).must()
    by_variable = env | {"PGSERVICE": "prod", "PGDATABASE": chat.name, "PLANNER_DSN": ""}
    services.write_text(services.read_text(encoding="utf-8").replace("dbname=postgres\n", ""), encoding="utf-8")
    planner("apply", "--confirm", "--pg-dump", "two", dsn="", env=by_variable).must()
    for folder in ("one", "two"):
        (file,) = (planner.home / folder).iterdir()
        restore = shutil.which("pg_restore", path=path)
        assert restore is not None
        listing = subprocess.run([restore, "-l", file], capture_output=True, text=True, check=True).stdout
        assert "TABLE DATA public messages" in listing


def test_a_secret_without_a_variable_is_not_handed_on(planner: Planner, chat: Database) -> None:
    path = {"PATH": f"{chat.server.bin}{os.pathsep}{os.environ['PATH']}"}
    dsn = make_conninfo(chat.dsn, sslpassword="s3cret")
    with unchanged(chat):
        done = planner("apply", "--confirm", "--pg-dump", "backups", dsn=dsn, env=path)
        done.said(3, "no variable hands sslpassword to pg_dump", "service file")
    assert "s3cret" not in done.out + done.err


def test_no_backup_is_said(planner: Planner, chat: Database) -> None:
    assert "no-backup" in planner("apply").must().err


# A saved plan


def _render(planner: Planner) -> Path:
    planner("render", "--out", "out").must()
    return planner.home / "out" / "plan.json"


def test_a_saved_plan_runs(planner: Planner, chat: Database) -> None:
    saved = _render(planner)
    planner("apply", "--saved", saved).must()
    planner("apply", "--saved", saved, "--confirm").must()
    planner("verify").must()
    planner("apply", "--saved", saved, "--confirm").must()


def test_a_saved_plan_goes_on(planner: Planner, chat: Database) -> None:
    saved = _render(planner)
    files = sorted((planner.home / "out").glob("[0-9]*.sql"))
    for file in files[:3]:
        done = chat.psql(file)
        assert done.returncode == 0, done.stderr
    planner("apply", "--saved", saved, "--confirm").must()
    planner("verify").must()


def test_a_saved_plan_goes_on_after_a_phase(planner: Planner, chat: Database) -> None:
    saved = _render(planner)
    planner("apply", "--phase", "add,backfill", "--confirm").must()
    planner("apply", "--saved", saved, "--confirm").must()
    planner("verify").must()


def test_a_saved_plan_meets_another_database(planner: Planner, chat: Database) -> None:
    saved = _render(planner)
    chat.load("ALTER TABLE chats ADD note text")
    with unchanged(chat):
        done = planner("apply", "--saved", saved, "--confirm").said(3, "has changed since", "chats", "render")
    assert "users" not in done.err
    assert "messages" not in done.err


def test_a_saved_plan_meets_another_plan(planner: Planner, chat: Database) -> None:
    saved = _render(planner)
    planner.plan(edited(CHAT_PLAN, "via: chat_id", "constant: default"))
    with unchanged(chat):
        planner("apply", "--saved", saved, "--confirm").said(3, "messages", "render")


@pytest.mark.parametrize("text", ["", "garbage", "[]", "{}", '{"format": 1}', "null", '"x"'])
def test_a_saved_plan_that_is_none(planner: Planner, chat: Database, text: str) -> None:
    (planner.home / "plan.json").write_text(text)
    with unchanged(chat):
        planner("apply", "--saved", "plan.json", "--confirm").said(1, "plan.json", "planner render")


def test_a_saved_plan_that_is_missing(alone: Planner) -> None:
    alone("apply", "--saved", "nowhere.json").said(1, "nowhere.json", "planner render")
    alone("apply", "--saved", "plans").said(1, "plans", "planner render")


# Rendering


def test_render_into_old_files(planner: Planner, chat: Database) -> None:
    _render(planner)
    before = {file.name: file.read_text() for file in (planner.home / "out").iterdir()}
    for fewer in (("--phase", "add"), ("--layout", "step")):
        planner("render", "--out", "out", *fewer).said(3, "out", "empty directory")
        assert {file.name: file.read_text() for file in (planner.home / "out").iterdir()} == before
    planner.plan(edited(CHAT_PLAN, "via: chat_id", "constant: default"))
    planner("render", "--out", "out").must()
    after = {file.name: file.read_text() for file in (planner.home / "out").iterdir()}
    assert after.keys() == before.keys()
    assert after != before, "files with the same names are replaced, all of them"


def test_render_where_nothing_can_be_written(planner: Planner, chat: Database) -> None:
    planner("render", "--out", DEFAULT_PLAN).said(1, DEFAULT_PLAN, "--out")


def test_no_database_in_the_environment(planner: Planner, chat: Database) -> None:
    """The precedence of docs: --dsn, then PLANNER_DSN, then DATABASE_URL, then libpq's own."""
    good, bad = chat.dsn, "host=127.0.0.1 port=1"
    planner("diff", "--dsn", good, dsn=bad).must()
    planner("diff", dsn=good, env={"DATABASE_URL": bad}).must()
    planner("diff", env={"PLANNER_DSN": "", "DATABASE_URL": good}).must()
    libpq = {"PLANNER_DSN": "", "PGHOST": chat.server.host, "PGDATABASE": chat.name, "PGUSER": "postgres"}
    planner("diff", env=libpq).must()
