"""For any application: the rendered files, run by psql or a migration tool, leave what apply leaves, and take it back."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

import drive
from harness.dumps import dump, same_dump
from harness.migration_tools import golang_migrate
from harness.runs import Walk, rollback_files
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


def psql(layout: str, walk: Walk, folder: Path) -> Iterator[None]:
    """Forward, and back again."""
    for file in walk.render(folder, "--layout", layout):
        walk.psql(file)
    yield
    for file in rollback_files(folder):
        walk.psql(file)


def migrations(walk: Walk, folder: Path) -> Iterator[None]:
    """Up, and down again; a database in which nothing is missing has none."""
    walk.run("render", "--format", "golang-migrate", "--out", folder).must()
    there = any(folder.iterdir())
    if there:
        golang_migrate(folder, walk.database, "up")
    yield
    if there:
        golang_migrate(folder, walk.database, "down")


def there_and_back(tool: Callable[[Walk, Path], Iterator[None]], server: Server, app: App) -> None:
    """Assert that the files leave what apply leaves, and take it back."""
    with (
        drive.driven(app, server) as applied,
        drive.driven(app, server) as filed,
        tempfile.TemporaryDirectory() as folder,
    ):
        with applied.connection() as connection:
            view = applied.look(connection)
            applied.run(connection, view.diff().segments, view)
        before, rows_before = filed.database.dump(), filed.rows()
        walk = Walk.of(filed.database, Path(folder), app.plan)
        out = Path(folder) / "out"
        run = tool(walk, out)
        next(run)
        same_dump(dump(applied.database), dump(filed.database))
        assert filed.rows() == applied.rows()
        assert filed.tenants() == drive.owners(app.rows)
        walk.diff().must()
        if (out / "verify.sql").exists():
            verified = filed.database.psql(out / "verify.sql")
            assert (verified.returncode == 0) == (not drive.expected_findings(app)), verified.stderr
        assert next(run, None) is None
        same_dump(before, filed.database.dump())
        assert filed.rows() == rows_before


@drive.examples(3)
@given(app=apps(), layout=st.sampled_from(["phase", "step"]))
@example(app=LINE_BREAK, layout="phase")
@example(app=LINE_BREAK, layout="step")
def test_psql_files_leave_what_apply_leaves(server: Server, app: App, layout: str) -> None:
    there_and_back(partial(psql, layout), server, app)


@drive.examples(3)
@given(app=apps())
@example(app=LINE_BREAK)
def test_migrations_leave_what_apply_leaves(server: Server, app: App) -> None:
    there_and_back(migrations, server, app)
