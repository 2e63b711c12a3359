"""The application's schema changes between planner's phases: planner finds its objects again, or refuses at first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from harness.applications import CHAT_PLAN, CHAT_SCHEMA, ORGS_PLAN, ORGS_SCHEMA, SLOW, SLOW_PLAN, SLOW_SCHEMA, edited
from harness.databases import Database
from harness.dumps import dump, same_dump, unchanged
from harness.reporters import Quiet
from harness.runs import Walk
from harness.templates import Templates
from planner.errors import Unfinished

WITHOUT_IDENTITY = "UPDATE planner.owned SET detail = NULL WHERE kind IN ('column', 'backfill', 'table')"
"""A record as planner wrote it before it kept identities."""

RESTORED = """UPDATE planner.owned SET detail = replace(detail, '"record": ', '"record": 9') WHERE detail LIKE '%"record": %'"""
"""A record that pg_restore has brought into another database: its identities mean nothing."""

Copies = Callable[[str], AbstractContextManager[tuple[Walk, str]]]


@pytest.fixture
def copies(templates: Templates, tmp_path: Path) -> Copies:
    """Copy a database in one of the states, with its plan, and with the dump from before planner."""

    @contextmanager
    def copy(state: str) -> Iterator[tuple[Walk, str]]:
        plan, schema, phases = STATES[state]

        def make(original: Database) -> None:
            Walk.of(original, tmp_path, plan, schema).apply(*phases).must()

        before = plain(templates, schema)
        with templates.copy(("changed", state), make) as database:
            yield Walk.of(database, tmp_path, plan), before

    return copy


def plain(templates: Templates, schema: str, script: str = "") -> str:
    """Return the dump of the database without planner, after a script."""
    with templates.copy(("plain", schema), lambda original: original.load(schema)) as database:
        database.load(script or "SELECT 1")
        return dump(database)


_ORGS = ORGS_SCHEMA.replace(
    "GRANT SELECT, INSERT, UPDATE, DELETE ON users, chats, messages, events TO {app};\n", ""
).replace("GRANT SELECT ON orgs, countries TO {app};\n", "")

STATES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "added": (CHAT_PLAN, CHAT_SCHEMA, ("--phase", "add")),
    "done": (CHAT_PLAN, CHAT_SCHEMA, ()),
    "orgs": (ORGS_PLAN, _ORGS, ()),
}

RENAMED = {
    "a table": "ALTER TABLE chats RENAME TO rooms",
    "a column": "ALTER TABLE chats RENAME COLUMN client_id TO tenant",
    "two names exchanged": "ALTER TABLE chats RENAME TO x; ALTER TABLE messages RENAME TO chats; ALTER TABLE x RENAME TO messages",
    "the tenants table": "ALTER TABLE clients RENAME TO customers",
    "a table, and a new one in its place": "ALTER TABLE chats RENAME TO rooms; CREATE TABLE chats (id int)",
}


@pytest.mark.sample(3)
@pytest.mark.parametrize("state", ["added", "done"])
@pytest.mark.parametrize("what", RENAMED)
def test_rollback_finds_what_was_renamed(copies: Copies, templates: Templates, state: str, what: str) -> None:
    script = RENAMED[what]
    with copies(state) as (walk, _):
        walk.database.load(script)
        done = walk.rollback().must()
        assert "planner's record follows" in done.err
        theirs = "" if "client" in script else script
        same_dump(plain(templates, CHAT_SCHEMA, theirs), dump(walk.database))


def test_apply_goes_on_with_the_new_names(copies: Copies, templates: Templates) -> None:
    with copies("added") as (walk, _):
        walk.database.load("ALTER TABLE chats RENAME TO rooms")
        plan = edited(CHAT_PLAN, "  chats:", "  rooms:")
        walk.write(plan)
        walk.run("render", "--out", walk.plan.parent / "files").said(3, "public.rooms", "record")
        assert "public.chats is now public.rooms" in walk.apply().must().err
        walk.verify().must()
        walk.database.load("INSERT INTO messages VALUES (1000, 1, 'x')")
        assert walk.database.value("SELECT client_id FROM messages WHERE id = 1000") == "default"
        walk.rollback().must()
        same_dump(plain(templates, CHAT_SCHEMA, "ALTER TABLE chats RENAME TO rooms"), dump(walk.database))


def test_the_sources_of_exchanged_tables_are_followed(copies: Copies) -> None:
    with copies("orgs") as (walk, _):
        walk.database.load(RENAMED["two names exchanged"])
        plan = edited(ORGS_PLAN, "  chats:", "  x:")
        walk.write(edited(edited(plan, "  messages:", "  chats:"), "  x:", "  messages:"))
        walk.apply().must()
        walk.verify().must()
        walk.rollback().must()


def test_a_finished_apply_follows_and_comes_back(copies: Copies, templates: Templates) -> None:
    """Composite keys, keys per tenant and a released write guard, of a table that is renamed and of its children."""
    script = "ALTER TABLE chats RENAME TO rooms; ALTER TABLE rooms RENAME COLUMN user_id TO owner"
    with copies("orgs") as (walk, _):
        walk.database.load(script)
        walk.write(
            edited(ORGS_PLAN, "  chats: { backfill: { via: user_id } }", "  rooms: { backfill: { via: owner } }")
        )
        walk.rollback("backfill").must()
        walk.database.load("INSERT INTO rooms VALUES (1000, 1, 'new'); INSERT INTO messages VALUES (1000, 1000, 'x')")
        assert walk.database.value("SELECT tenant IS NOT NULL FROM messages WHERE id = 1000")
        walk.rollback().must()
        same_dump(plain(templates, _ORGS, script), dump(walk.database))
    with copies("orgs") as (walk, _):
        walk.database.load("ALTER TABLE chats RENAME TO rooms")
        walk.write(edited(ORGS_PLAN, "  chats:", "  rooms:"))
        walk.apply().must()
        walk.diff().must()
        walk.verify().must()
        walk.rollback().must()


def test_keys_come_back_under_the_present_names(copies: Copies) -> None:
    """Columns of keys are found by the keys in their place, also without identities."""
    with copies("orgs") as (walk, before):
        walk.database.load(
            WITHOUT_IDENTITY
            + ";ALTER TABLE users RENAME COLUMN email TO mail; ALTER TABLE users RENAME COLUMN id TO number;"
            "ALTER TABLE chats RENAME COLUMN user_id TO owner"
        )
        walk.rollback().must()
        walk.database.load(
            "ALTER TABLE users RENAME COLUMN mail TO email; ALTER TABLE users RENAME COLUMN number TO id;"
            "ALTER TABLE chats RENAME COLUMN owner TO user_id"
        )
        same_dump(before, dump(walk.database))


REFUSED = {
    "a table": ("done", "ALTER TABLE chats RENAME TO rooms", "public.chats is now public.rooms"),
    "a table with a guard alone": ("added", "ALTER TABLE chats RENAME TO rooms", "public.chats is now public.rooms"),
    "a column": ("done", "ALTER TABLE chats RENAME COLUMN client_id TO t", "client_id of public.chats is now t"),
    "the tenants table": ("done", "ALTER TABLE clients RENAME TO customers", "public.clients is now public.customers"),
    "another schema": (
        "done",
        "CREATE SCHEMA archive; ALTER TABLE chats SET SCHEMA archive",
        "public.chats is now archive.chats",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_without_identities_nothing_is_left_behind(copies: Copies, what: str) -> None:
    state, script, said = REFUSED[what]
    with copies(state) as (walk, _):
        walk.database.load((RESTORED if what == "a column" else WITHOUT_IDENTITY) + ";" + script)
        with unchanged(walk.database):
            walk.rollback().said(3, said, "nothing was changed", "ALTER TABLE")
            walk.apply().said(3, said, "nothing was changed", "ALTER TABLE")


def test_refused_by_rollback_alone(copies: Copies) -> None:
    with copies("orgs") as (walk, before):
        walk.database.load("CREATE SCHEMA archive; ALTER TABLE chats SET SCHEMA archive")
        walk.rollback().said(3, "public.chats is now archive.chats")
        walk.database.load("ALTER TABLE archive.chats SET SCHEMA public; DROP SCHEMA archive")
        walk.database.load("ALTER TABLE events DETACH PARTITION events_2024")
        walk.rollback().said(3, "public.events_2024 has the columns of public.events", "DROP COLUMN tenant", "ATTACH")
        walk.database.load(
            "ALTER TABLE events ATTACH PARTITION events_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')"
        )
        walk.rollback().must()
        same_dump(before, dump(walk.database))


@pytest.mark.parametrize(("state", "script"), [("added", "DROP TABLE messages"), ("orgs", "DROP TABLE chats CASCADE")])
def test_what_was_dropped_is_forgotten(state: str, script: str, copies: Copies, templates: Templates) -> None:
    with copies(state) as (walk, _):
        walk.database.load(script)
        walk.rollback().must()
        same_dump(plain(templates, STATES[state][1], script), dump(walk.database))


def test_a_tenant_column_that_was_dropped_is_named(copies: Copies) -> None:
    with copies("done") as (walk, _):
        walk.database.load("ALTER TABLE messages DROP COLUMN client_id CASCADE")
        walk.rollback().said(3, "column client_id of public.messages was dropped", "ADD COLUMN client_id")


# Dependents


DEPENDENTS = {
    "view public.late_view": "CREATE VIEW late_view AS SELECT * FROM chats",
    "function public.late_function()": "CREATE FUNCTION late_function() RETURNS text BEGIN ATOMIC SELECT tenant FROM chats; END",
    "index public.late_index": "CREATE INDEX late_index ON chats (tenant, slug)",
    "constraint late_check on table public.chats": "ALTER TABLE chats ADD CONSTRAINT late_check CHECK (tenant > 0 OR slug = '')",
    "constraint late_key on table public.late": (
        "CREATE TABLE late (tenant int, slug text, CONSTRAINT late_key FOREIGN KEY (tenant, slug) REFERENCES chats (tenant, slug))"
    ),
    "policy late_policy on table public.chats": "CREATE POLICY late_policy ON chats USING (tenant = 1)",
    "trigger late_trigger on table public.chats": (
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
        "CREATE TRIGGER late_trigger BEFORE UPDATE OF tenant ON chats FOR EACH ROW EXECUTE FUNCTION f()"
    ),
}
SINCE = {"function public.late_function()": 14}


def test_rollback_asks_first(copies: Copies) -> None:
    with copies("orgs") as (walk, before):
        late = [name for name in DEPENDENTS if walk.database.server.major >= SINCE.get(name, 13)]
        walk.database.load(";".join(DEPENDENTS[name] for name in late))
        with unchanged(walk.database):
            refused = walk.rollback().said(3, "nothing was changed", *late)
            assert walk.run("rollback", "--to", "none").code == 3
        assert "CASCADE" not in refused.err
        walk.database.load(
            "DROP VIEW late_view; DROP FUNCTION IF EXISTS late_function; DROP INDEX late_index; DROP TABLE late;"
            "DROP TRIGGER late_trigger ON chats;"
            "ALTER TABLE chats DROP CONSTRAINT late_check; DROP POLICY late_policy ON chats; DROP FUNCTION f"
        )
        walk.rollback().must()
        same_dump(before, dump(walk.database))


def test_the_tenants_table_has_dependents(copies: Copies) -> None:
    with copies("done") as (walk, _):
        walk.database.load(
            "CREATE TABLE late (id int, client text REFERENCES clients); CREATE VIEW v AS SELECT id FROM clients"
        )
        with unchanged(walk.database):
            walk.rollback().said(3, "late_client_fkey on table public.late", "view public.v", "public.clients")


# During the backfill


class AfterABatch(Quiet):
    """Runs a script when a part of the table is filled."""

    def __init__(self, database: Database, script: str) -> None:
        self.database, self.script = database, script

    def progress(self, at: object, filled: int, fraction: float) -> None:
        if self.script and str(at) == "public.child" and 0 < fraction < 1:
            script, self.script = self.script, ""
            self.database.load(script)


FUNCTION = """
CREATE TABLE fired (n int);
CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO public.fired VALUES (1); RETURN NEW; END';
"""


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (
            "CREATE TRIGGER late AFTER UPDATE ON child FOR EACH ROW EXECUTE FUNCTION tell()",
            "trigger late of public.child",
        ),
        ("CREATE RULE late AS ON UPDATE TO child DO ALSO INSERT INTO fired VALUES (1)", "rule late of public.child"),
    ],
)
def test_what_comes_during_the_backfill_does_not_run(
    database: Database, tmp_path: Path, script: str, said: str
) -> None:
    walk = Walk.of(database, tmp_path, SLOW_PLAN + SLOW + "unlisted: ignore\n", SLOW_SCHEMA + FUNCTION)
    harmless = (
        "CREATE TRIGGER other AFTER UPDATE OF body ON child FOR EACH ROW EXECUTE FUNCTION tell();"
        "CREATE TRIGGER born AFTER INSERT ON child FOR EACH ROW EXECUTE FUNCTION tell();"
    )
    with pytest.raises(Unfinished, match=said):
        walk.run_with(AfterABatch(database, harmless + script))
    assert database.value("SELECT count(*) FROM fired") == 0
    database.load("DROP TRIGGER late ON child" if "TRIGGER" in script else "DROP RULE late ON child")
    walk.write(SLOW_PLAN + "unlisted: ignore\n")
    walk.apply().must()
    assert database.value("SELECT count(*) FROM fired") == 0
