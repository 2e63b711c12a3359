"""Isolation is never lost in silence: a rollback that lets tenants see each other has to be allowed by name."""

from __future__ import annotations

from pathlib import Path

from harness.applications import Roles, orgs_plan
from harness.databases import Database
from harness.runs import Walk, rollback_files


def everything(walk: Walk, roles: Roles) -> int:
    """Return the number of users that a session of tenant 1 sees."""
    with walk.database.connect(user=roles.app) as session:
        session.execute("SELECT set_config('app.tenant', '1', false)")
        row = session.execute("SELECT count(*) FROM users").fetchone()
    assert row is not None
    return int(row[0])


def test_rollback_says_what_will_be_visible(finished: Walk, roles: Roles) -> None:
    before = finished.database.dump()
    dry = finished.run("rollback", "--to", "backfill").must().err
    assert "Hazard isolation: this takes away policies: every session that may read public.chats" in dry
    assert "Hazard isolation: this takes away foreign keys with the tenant" in dry
    assert "--confirm --allow isolation" in dry
    refused = finished.run("rollback", "--to", "backfill", "--confirm").said(
        3, "lets tenants see each other", "--allow isolation"
    )
    assert "Hazard isolation" in refused.err
    assert finished.run("rollback", "--to", "none", "--confirm", "--allow", "data-loss").said(
        3, "lets tenants see each other", "--allow data-loss,isolation"
    )
    assert finished.database.dump() == before
    assert everything(finished, roles) == 10
    finished.run("rollback", "--to", "backfill", "--confirm", "--allow", "isolation").must()
    assert everything(finished, roles) == 20


def test_one_tenant_has_nobody_to_see(finished: Walk) -> None:
    gone = (f"DELETE FROM {table} WHERE tenant = 2" for table in ("messages", "events", "chats", "users"))
    finished.database.load("; ".join([*gone, "DELETE FROM orgs WHERE id = 2"]))
    dry = finished.run("rollback", "--to", "backfill").must().err
    assert "isolation" not in dry
    finished.run("rollback", "--to", "backfill", "--confirm").must()


def test_rollback_files_ask_as_well(roles: Roles, unfinished: Database, tmp_path: Path) -> None:
    walk = Walk.of(unfinished, tmp_path, orgs_plan(roles.app))
    files = tmp_path / "sql"
    for file in walk.render(files):
        walk.psql(file)
    back = rollback_files(files)
    stopped = []
    for file in back:
        done = unfinished.psql(file)
        if done.returncode != 0:
            assert "tenants would see each other without these" in done.stderr
            assert "planner.allow" in done.stderr
            assert "DROP" not in done.stdout, "nothing is dropped before the question"
            stopped.append(file)
            again = unfinished.psql(file, "-c", "SET planner.allow = 'isolation'")
            assert again.returncode == 0, again.stderr
    assert [file.name for file in stopped] == ["rollback-3-tighten.sql", "rollback-1-add.sql"]
    assert not unfinished.value("SELECT count(*) FROM pg_policy")


def test_migrations_back_ask_as_well(roles: Roles, unfinished: Database, tmp_path: Path) -> None:
    walk = Walk.of(unfinished, tmp_path, orgs_plan(roles.app))
    walk.run("render", "--format", "golang-migrate", "--out", tmp_path / "sql").must()
    asking = [f.name for f in (tmp_path / "sql").iterdir() if "tenants would see each other" in f.read_text()]
    assert any("row_security" in name for name in asking), asking
