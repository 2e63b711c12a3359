"""For any application: a tenant goes out, away and in again, and every row is as before. Beside itself, under another id,
it is a second tenant that touches nobody's rows, and goes away without a trace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import chdir
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given

import drive
from harness.servers import Server
from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.tenants.closed import closed_set, is_there, tenant_ids
from planner.tenants.delete import delete, look_at, prove, refuse
from planner.tenants.export import Export, export
from planner.tenants.load import Import, load, prepare_import
from planner.tenants.manifest import Manifest, read_manifest
from planner.tenants.removal import Deletion, Pace
from schemas import UNKNOWN, App, apps


def silent(_: str) -> None:
    return


def taken_out(driven: drive.Driven, connection: Connection, tenant: str, out: Path) -> Manifest:
    return export(connection, Export(driven.look(connection), driven.database.dsn, tenant, out, 1, silent))


def deleted(driven: drive.Driven, connection: Connection, tenant: str) -> int:
    closed = closed_set(driven.look(connection))
    refuse(replace(look_at(connection, closed, tenant), named=()))
    run = Deletion(connection, closed, tenant, Pace(0.1, 3, 0.0, 5.0), silent)
    delete(run)
    assert set(prove(connection, closed, tenant).values()) == {0}
    return sum(run.deleted.values())


def put_in(driven: drive.Driven, connection: Connection, folder: Path, tenant: str) -> None:
    closed, manifest = closed_set(driven.look(connection)), read_manifest(folder)
    spelled = prepare_import(connection, closed, manifest, tenant)
    load(Import(connection, closed, folder, manifest, spelled, False, silent))


def content(manifest: Manifest) -> list[tuple[str, int, str]]:
    return sorted((str(entry.relation), entry.rows, entry.hash) for entry in manifest.tables)


@pytest.mark.deep
@drive.examples(2)
@given(app=apps())
def test_out_away_and_in_again(server: Server, app: App) -> None:
    with drive.driven(app, server) as driven, TemporaryDirectory() as folder, chdir(folder):
        Path(driven.loaded.file).write_text(app.plan, encoding="utf-8")
        with driven.connection() as connection:
            view = driven.look(connection)
            driven.run(connection, view.diff().segments, view)
        before = driven.rows()
        with driven.connection() as connection:
            tenants = tenant_ids(connection, driven.look(connection).state)
        for at, tenant in enumerate(tenants):
            out, again = Path(folder) / f"{at}", Path(folder) / f"{at} again"
            with driven.connection() as connection:
                manifest = taken_out(driven, connection, tenant, out)
            with driven.connection() as connection:
                refused = beside(driven, connection, out, str(UNKNOWN[app.tenants_type]), before)
            assert driven.rows() == before
            if "trigger" in refused:
                continue
            with driven.connection() as connection:
                assert deleted(driven, connection, tenant) == manifest.rows
            with driven.connection() as connection:
                put_in(driven, connection, out, tenant)
            assert driven.rows() == before
            with driven.connection() as connection:
                assert content(taken_out(driven, connection, tenant, again)) == content(manifest)


def beside(driven: drive.Driven, connection: Connection, out: Path, other: str, before: Mapping[str, list[str]]) -> str:
    """Import under an id that nobody has, and delete it again. Return why the import is refused; else nothing."""
    assert not is_there(connection, driven.look(connection).state, other)
    try:
        put_in(driven, connection, out, other)
    except Blocked as refused:
        known = ("trigger", "does not fit", "still gives")
        return next(words for words in known if words in refused.message)
    after = driven.rows()
    for name, rows in before.items():
        assert not Counter(rows) - Counter(after[name]), name
    with driven.connection() as another:
        deleted(driven, another, other)
    return ""
