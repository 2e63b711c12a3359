"""For any application: what is predicted is what happens, every row gets its own tenant, and all of it can be undone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

import drive
from harness.dumps import dump, same_dump
from harness.servers import Server
from planner.catalog.fingerprint import Fingerprint
from planner.diff import undo
from planner.run.preflight import preflight
from planner.run.project import snapshot
from planner.run.saved import save
from planner.run.verify import verify
from schemas import App, apps, derive


@drive.examples(5)
@given(app=apps())
def test_applied_as_predicted_and_taken_back(server: Server, app: App) -> None:
    assert derive(app, app.rows) == drive.owners(app.rows), "the generator's rows are not what the plan derives"
    with drive.driven(app, server) as driven, driven.connection() as connection:
        before, rows_before = driven.database.dump(), driven.rows()
        view = driven.look(connection)
        assert [table for table in preflight(connection, view.state) if table.broken] == []
        segments = view.diff().segments
        saved = save(segments, view.catalog)
        for segment, predicted in zip(segments, saved.segments, strict=True):
            driven.run(connection, [segment], view)
            live = Fingerprint.of(snapshot(connection, driven.loaded)).hex
            assert live == predicted.after, f"after segment {segment.number}, {segment.what}"
        after = driven.look(connection)
        assert after.diff().segments == ()
        assert drive.findings(verify(connection, after)) == drive.expected_findings(app)
        assert driven.tenants() == drive.owners(app.rows)
        driven.run(connection, undo(after.catalog, None), after)
        same_dump(before, driven.database.dump())
        assert driven.rows() == rows_before


@drive.examples(4)
@given(app=apps(), data=st.data())
def test_interrupted_and_run_again(server: Server, app: App, data: st.DataObject) -> None:
    with drive.driven(app, server) as whole, drive.driven(app, server) as pieces:
        with whole.connection() as connection:
            view = whole.look(connection)
            whole.run(connection, view.diff().segments, view)
            expected = Fingerprint.of(snapshot(connection, whole.loaded)).hex
        left = len(view.diff().segments)
        while left:
            with pieces.connection() as connection:
                view = pieces.look(connection)
                segments = view.diff().segments
                left = len(segments)
                number = data.draw(st.integers(1, left), "segments before the next interruption") if left else 0
                pieces.run(connection, segments[:number], view)
        with pieces.connection() as connection:
            assert Fingerprint.of(snapshot(connection, pieces.loaded)).hex == expected
        same_dump(dump(whole.database), dump(pieces.database))
        assert pieces.rows() == whole.rows()
        assert pieces.tenants() == drive.owners(app.rows)
