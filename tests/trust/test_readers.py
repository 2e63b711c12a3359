"""Each command with the rights that docs/security.md names for it, and no others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from psycopg.conninfo import make_conninfo

from harness.databases import Database
from harness.runs import Walk, in_process

PLAN = """
version: 1
tenant:
  table: clients
  key: { column: id, type: text }
  default: { id: default, values: { name: Default } }
  column: client_id
tables:
  users: { backfill: { constant: default } }
  notes: { backfill: { via: user_id, on_orphan: quarantine } }
"""

SCHEMA = """
SET ROLE {owner};
CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE notes (id int PRIMARY KEY, user_id int REFERENCES users);
INSERT INTO users SELECT generate_series(1, 5);
INSERT INTO notes SELECT n, n % 5 + 1 FROM generate_series(1, 20) AS n;
"""

READING = {
    "check": [],
    "schema-json": [],
    "init": ["-o", "-"],
    "graph": ["-o", "-"],
    "diff": [],
    "status": [],
    "verify": [],
    "render": ["--out", "{folder}"],
    "apply": [],
    "rollback": ["--to", "none"],
    "resolve": [],
    "queries": ["--sql", "SELECT * FROM notes"],
    "orm": ["drizzle"],
}
"""The commands that only read, with their options."""

WRITING = {
    "apply --confirm": ["apply", "--confirm"],
    "rollback --confirm": ["rollback", "--to", "none", "--allow", "data-loss", "--confirm"],
    "pause": ["pause"],
    "resume": ["resume"],
    "grant-read --confirm": ["grant-read", "postgres", "--confirm"],
}


@pytest.fixture
def roles(database: Database) -> dict[str, str]:
    """The owner of the tables, a member of the owner, and a reader."""
    names = {kind: database.role(f"{database.name}_{kind}") for kind in ("owner", "member", "reader")}
    owner, member, reader = names.values()
    database.load(
        f"GRANT CREATE ON DATABASE {database.name} TO {owner}; GRANT CREATE, USAGE ON SCHEMA public TO {owner}"
    )
    database.load(f"GRANT {owner} TO {member}")
    database.load(SCHEMA.format(owner=owner))
    database.load(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {reader}")
    return names


def dsn(database: Database, role: str) -> str:
    return make_conninfo(database.dsn, user=role)


def test_the_table_of_rights_names_every_command() -> None:
    page = (Path(__file__).parents[2] / "docs" / "security.md").read_text(encoding="utf-8")
    table = page.partition("## Rights that the commands need")[2]
    words = " ".join(re.findall(r"(?m)^\| (`.*?) \|", table))
    told = {name for name in re.findall(r"`([a-z][a-z -]*[a-z])", words)}
    groups = {"tenant"}
    commands = {name for name in _commands() if name not in groups}
    commands |= {f"{group} {name}" for group in groups for name in _commands(group)}
    assert {name.partition(" --")[0] for name in told} == commands


def _commands(*group: str) -> set[str]:
    shown = in_process(*group, "--help").must().out
    return set(re.findall(r"(?m)^  ([a-z][a-z-]*)  ", shown))


def test_a_reader_reads_and_changes_nothing(database: Database, roles: dict[str, str], tmp_path: Path) -> None:
    plan = Walk.of(database, tmp_path, PLAN).plan
    owner, reader = dsn(database, roles["owner"]), dsn(database, roles["reader"])
    in_process("diff", plan, "--dsn", reader).must()
    in_process("apply", plan, "--dsn", reader).said(3, "may not alter public.users", "connect as")
    in_process("apply", plan, "--confirm", "--dsn", owner).must()
    told = in_process("status", plan, "--dsn", reader)
    told.said(3, "may not read schema planner", f"planner grant-read {roles['reader']} --confirm")
    assert "GRANT USAGE ON SCHEMA" in in_process("grant-read", roles["reader"], "--dsn", owner).must().out
    in_process("status", plan, "--dsn", reader).must(3)
    in_process("grant-read", roles["reader"], "--confirm", "--dsn", owner).must()
    said = in_process("verify", plan, "--dsn", reader)
    said.said(3, "may not read public.clients", "GRANT SELECT ON public.clients")
    database.load(f"GRANT SELECT ON clients TO {roles['reader']}")
    for command in ("diff", "status", "verify", "graph", "render", "resolve", "apply"):
        more = [option.format(folder=tmp_path / "out") for option in READING[command]]
        in_process(command, plan, *more, "--dsn", reader).must()
    in_process("rollback", plan, "--to", "none", "--dsn", reader).said(3, "may not alter public.", "connect as")
    in_process("init", "-o", tmp_path / "draft.yaml", "--dsn", reader).must()
    before = database.dump()
    for words in WRITING.values():
        named = [words[0], plan, *words[1:]] if words[0] in ("apply", "rollback") else words
        refused = in_process(*named, "--dsn", reader)
        assert refused.code in (1, 3), (named, refused)
        assert "→" in refused.err
    assert database.dump() == before
    in_process("apply", plan, "--confirm", "--dsn", owner).must()  # later runs leave the grants as they are
    in_process("status", plan, "--dsn", reader).must()


def test_a_member_of_the_owner_does_what_the_owner_does(
    database: Database, roles: dict[str, str], tmp_path: Path
) -> None:
    plan = Walk.of(database, tmp_path, PLAN).plan
    before = database.dump()
    owner, member = dsn(database, roles["owner"]), dsn(database, roles["member"])
    database.load(f"GRANT CREATE ON DATABASE {database.name} TO {roles['member']}")
    in_process("apply", plan, "--phase", "add", "--confirm", "--dsn", owner).must()
    in_process("apply", plan, "--confirm", "--dsn", member).must()
    in_process("verify", plan, "--dsn", member).must()
    for command in ("pause", "resume"):
        in_process(command, "--dsn", member).said(3, "no planner is at work")
    in_process("rollback", plan, "--to", "none", "--allow", "data-loss", "--confirm", "--dsn", member).must()
    assert database.dump() == before
