"""Export, import and delete by roles that are no superusers, and what such a role hears when a right is missing."""

from __future__ import annotations

from pathlib import Path

from psycopg.conninfo import make_conninfo

from harness.databases import Database
from harness.dumps import rows
from harness.runs import Done, Walk, in_process
from planner.tenants.forms import open_export

SCHEMA = """
CREATE TABLE orgs (id int PRIMARY KEY);
CREATE TABLE plans (code text PRIMARY KEY);
CREATE TABLE users (id serial PRIMARY KEY, org_id int NOT NULL REFERENCES orgs, plan text REFERENCES plans);
CREATE TABLE notes (id bigint PRIMARY KEY, user_id int NOT NULL REFERENCES users, body text);
INSERT INTO orgs VALUES (1), (2);
INSERT INTO plans VALUES ('free'), ('paid');
INSERT INTO users (org_id, plan) SELECT 1 + n % 2, 'free' FROM generate_series(1, 20) AS n;
INSERT INTO notes SELECT n, 1 + n % 20, 'text' FROM generate_series(1, 100) AS n;
ANALYZE;
"""
PLAN = """
version: 1
tenant: { table: orgs, key: { column: id, type: integer }, column: org_id }
tables: { users: {}, notes: { backfill: { via: user_id } }, plans: { kind: reference } }
"""


def run(walk: Walk, role: str, *arguments: object) -> Done:
    return in_process(*arguments, "--dsn", make_conninfo(walk.database.dsn, user=role))


def test_a_reader_exports_and_hears_what_an_import_needs(database: Database, tmp_path: Path) -> None:
    walk = Walk.of(database, tmp_path, PLAN, SCHEMA)
    walk.apply().must()
    reader, out = database.role(f"{database.name}_reader"), tmp_path / "out.tar"
    database.load(f"GRANT SELECT ON orgs, plans, users TO {reader}")
    in_process("grant-read", reader, "--confirm", "--dsn", database.dsn).must()
    run(walk, reader, "tenant", "export", 1, walk.plan, "--out", out).said(3, "may not read", "public.notes")
    assert not out.exists()
    database.load(f"GRANT SELECT ON notes TO {reader}")
    run(walk, reader, "tenant", "export", 1, walk.plan, "--out", out).must()
    assert open_export(out).manifest.rows == 61

    report = tmp_path / "report.json"
    in_process("tenant", "delete", 1, walk.plan, "--confirm", "--report", report, "--dsn", database.dsn).must()
    gone = rows(database)
    for right, what in (
        ("INSERT ON orgs, plans, users, notes", "has no INSERT on public.orgs"),
        ("UPDATE ON SEQUENCE users_id_seq", "has no UPDATE on public.users_id_seq"),
        ("", "may not write in schema planner"),
    ):
        run(walk, reader, "tenant", "import", out, walk.plan).said(3, what, "GRANT")
        if right:
            database.load(f"GRANT {right} TO {reader}")
    assert rows(database) == gone
    database.load(f"DROP OWNED BY {reader}")


def test_the_owner_of_the_tables_is_enough(database: Database, tmp_path: Path) -> None:
    walk = Walk.of(database, tmp_path, PLAN, SCHEMA)
    owner = database.role(f"{database.name}_owner")
    database.load(
        f"GRANT CREATE ON DATABASE {database.name} TO {owner}; ALTER SCHEMA public OWNER TO {owner};"
        + "".join(f"ALTER TABLE {name} OWNER TO {owner};" for name in ("orgs", "plans", "users", "notes"))
    )
    run(walk, owner, "apply", walk.plan, "--confirm").must()
    before, out = rows(database), tmp_path / "out"
    delete = ("tenant", "delete", 1, walk.plan, "--confirm", "--report", tmp_path / "report.json")
    run(walk, owner, *delete, "--export-first", out).must()
    run(walk, owner, "tenant", "import", out, walk.plan, "--confirm").must()
    assert rows(database) == before
    database.load(f"REASSIGN OWNED BY {owner} TO postgres; DROP OWNED BY {owner}")
