"""The files of `planner render` on a cluster: run by psql twice, ended in the middle, and taken back."""

from __future__ import annotations

from pathlib import Path

from citus.branches import PLAN, SCHEMA, role_of, state
from harness.citus import CitusDatabase
from harness.runs import Walk

PHASES = ("0-preflight.sql", "1-add.sql", "2-backfill.sql", "3-tighten.sql", "4-distribute.sql")
BACK = ("rollback-4-distribute.sql", "rollback-3-tighten.sql", "rollback-2-backfill.sql", "rollback-1-add.sql")


def test_files_there_and_back(citus: CitusDatabase, tmp_path: Path) -> None:
    citus.role(role_of(citus))
    walk = Walk.of(citus, tmp_path, PLAN)
    with citus.connect() as session:
        session.execute("SET citus.enable_ddl_propagation = off")
        session.execute(SCHEMA.format(role=role_of(citus)).encode())
    before = sorted(state(citus).splitlines())
    out = tmp_path / "out"
    walk.render(out)
    for name in PHASES[:-1]:
        for _ in range(2):
            _run(citus, out / name)
    _in_the_middle(citus, out / PHASES[-1])
    for _ in range(2):
        _run(citus, out / PHASES[-1])
    assert "every check holds" in _run(citus, out / "verify.sql")
    walk.diff().must()
    walk.verify().must()
    _what_is_wrong_is_counted(citus, out / "verify.sql")
    for name in BACK:
        for _ in range(2):
            _run(citus, out / name)
    citus.load("""SELECT setval('"User_id_seq"', 64)""")
    assert sorted(state(citus).splitlines()) == before  # rows come back in the order of their shards


def _run(citus: CitusDatabase, file: Path) -> str:
    done = citus.psql(file, "-c", "SET planner.allow = isolation")
    assert done.returncode == 0, f"{file.name}: {done.stdout[-1000:]}{done.stderr}"
    assert "WARNING" not in done.stderr, done.stderr
    return done.stdout


def _in_the_middle(citus: CitusDatabase, file: Path) -> None:
    """Run the first half of a file, up to a segment's end: what Ctrl-C leaves."""
    head, *segments = file.read_text(encoding="utf-8").split("\n-- ====")
    for number in (3, len(segments) // 2):
        part = file.with_name(f"part-{number}.sql")
        part.write_text("\n-- ====".join([head, *segments[:number]]) + "\n", encoding="utf-8")
        _run(citus, part)


def _what_is_wrong_is_counted(citus: CitusDatabase, file: Path) -> None:
    """A row whose parent is another tenant's is counted. A row without any parent is no row of two tenants."""
    citus.load("""INSERT INTO "Clients" VALUES ('other', 'Other')""")
    citus.load("ALTER TABLE message DROP CONSTRAINT message_client_id_chat_id_fkey")
    citus.load("INSERT INTO message (client_id, id, chat_id) VALUES ('other', 90001, 424242)")
    assert "1" not in _broken(citus, file)
    citus.load("INSERT INTO message (client_id, id, chat_id) VALUES ('other', 90002, 1)")
    assert "1" in _broken(citus, file)
    citus.load("DELETE FROM message WHERE client_id = 'other'")
    citus.load("""DELETE FROM "Clients" WHERE id = 'other'""")
    citus.load(
        "ALTER TABLE message ADD CONSTRAINT message_client_id_chat_id_fkey FOREIGN KEY (client_id, chat_id) "
        "REFERENCES chat (client_id, id)"
    )


def _broken(citus: CitusDatabase, file: Path) -> list[str]:
    """Return what verify counts for the parents of messages; the missing foreign key is a finding in either case."""
    done = citus.psql(file)
    assert done.returncode == 3, done.stdout
    lines = [line for line in done.stdout.splitlines() if "same tenant as its parent: chat_id" in line]
    return [line.rsplit("|", 1)[1].strip() for line in lines]
