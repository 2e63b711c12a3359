"""For any application: the rendered files, run by psql or a migration tool, leave what apply leaves, and take it back."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import example, given

import drive
from harness.dumps import dump, same_dump
from harness.migration_tools import golang_migrate
from harness.runs import Walk
from harness.servers import Server
from schemas import App, Row, Table, apps

LINE_BREAK = App(
    schemas=("public",),
    tenants="orgs",
    tenants_key="id",
    tenants_type="text",
    present=(),
    default="acme",
    column="org_id",
    tables=(Table("public", "line\nbreak", "constant", (("id", "integer"),), "PRIMARY KEY", "mark", "note", "owner"),),
    rows=((Row("acme", ()),),),
)
"""What follows a line break in a table's name must stay in its comment, and never become a statement."""


@drive.examples(6)
@given(app=apps())
@example(app=LINE_BREAK)
def test_psql_files_leave_what_apply_leaves(server: Server, app: App) -> None:
    with (
        drive.driven(app, server) as applied,
        drive.driven(app, server) as filed,
        tempfile.TemporaryDirectory() as folder,
    ):
        with applied.connection() as connection:
            view = applied.look(connection)
            applied.run(connection, view.diff().segments, view)
        before = filed.database.dump()
        rows_before = filed.rows()
        out = Path(folder) / "out"
        walk = Walk.of(filed.database, Path(folder), app.plan)
        for file in walk.render(out):
            walk.psql(file)
        same_dump(dump(applied.database), dump(filed.database))
        assert filed.rows() == applied.rows()
        assert filed.tenants() == drive.owners(app.rows)
        walk.diff().must()
        verified = filed.database.psql(out / "verify.sql")
        assert (verified.returncode == 0) == (not drive.expected_findings(app)), verified.stderr
        for file in sorted(out.glob("rollback-*.sql")):
            walk.psql(file)
        same_dump(before, filed.database.dump())
        assert filed.rows() == rows_before


@drive.examples(6)
@given(app=apps())
@example(app=LINE_BREAK)
def test_migrations_leave_what_apply_leaves(server: Server, app: App) -> None:
    with (
        drive.driven(app, server) as applied,
        drive.driven(app, server) as migrated,
        tempfile.TemporaryDirectory() as folder,
    ):
        with applied.connection() as connection:
            view = applied.look(connection)
            applied.run(connection, view.diff().segments, view)
        before = migrated.database.dump()
        rows_before = migrated.rows()
        out = Path(folder) / "out"
        walk = Walk.of(migrated.database, Path(folder), app.plan)
        walk.run("render", "--format", "golang-migrate", "--out", out).must()
        if not list(out.iterdir()):
            return
        golang_migrate(out, migrated.database, "up")
        same_dump(dump(applied.database), dump(migrated.database))
        assert migrated.rows() == applied.rows()
        assert migrated.tenants() == drive.owners(app.rows)
        golang_migrate(out, migrated.database, "down")
        same_dump(before, migrated.database.dump())
        assert migrated.rows() == rows_before
