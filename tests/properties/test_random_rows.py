"""For any rows: what is wrong is named before anything is changed, and writers that know no tenant break nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import drive
from harness.reporters import Quiet
from harness.servers import Server
from planner.errors import Blocked
from planner.run.apply import Run
from planner.run.preflight import preflight
from planner.run.prepare import prepare_apply
from planner.run.verify import verify
from planner.target.phase import PHASES
from schemas import UNKNOWN, App, Row, apps, broken, derive, draw_row, key_value, lit, q

Rows = list[list[Row]]


@st.composite
def broken_apps(draw: st.DrawFn) -> App:
    """Rows that were right, until 1–3 of them were pointed to another tenant, or nowhere."""
    app = draw(apps())
    rows: Rows = [list(of) for of in app.rows]
    for _ in range(draw(st.integers(1, 3))):
        choices = list(_breaks(app, rows))
        assume(choices)
        t, n, row = draw(st.sampled_from(choices))
        rows[t][n] = row
    return replace(app, rows=tuple(map(tuple, rows)))


def _breaks(app: App, rows: Rows) -> Iterator[tuple[int, int, Row]]:
    for t, table in enumerate(app.tables):
        for n, row in enumerate(rows[t]):
            if table.has_owner:
                yield t, n, replace(row, owner=None)
                if table.source != "tenants":
                    yield t, n, replace(row, owner=UNKNOWN[app.tenants_type])
            for at, key in enumerate(table.foreign_keys):
                for other in range(len(rows[key.parent])):
                    if rows[key.parent][other].owner != row.owner:
                        parents = (*row.parents[:at], other, *row.parents[at + 1 :])
                        yield t, n, replace(row, parents=parents)
            paths = [key for key in table.foreign_keys if key.path]
            if paths and all(key.nullable for key in paths):
                nowhere = tuple(None if k.path else p for k, p in zip(table.foreign_keys, row.parents, strict=True))
                yield t, n, replace(row, parents=nowhere)


@drive.examples(4)
@given(app=broken_apps())
def test_preflight_counts_what_is_broken(server: Server, app: App) -> None:
    expected = broken(app, app.rows)
    with drive.driven(app, server) as driven:
        before, rows_before = driven.database.dump(), driven.rows()
        with driven.connection() as connection:
            found = [one for table in preflight(connection, driven.look(connection).state) for one in table.broken]
        assert sorted((b.relation.schema, b.relation.name, b.count.id, b.rows) for b in found) == expected
        sizes = {(table.schema, table.name): len(of) for table, of in zip(app.tables, app.rows, strict=True)}
        assert all(b.of == sizes[b.relation.schema, b.relation.name] for b in found)
        if not expected:
            return
        run = Run(
            driven.loaded,
            driven.database.dsn,
            "apply",
            prepare_apply(driven.loaded, PHASES, None),
            Quiet(),
            lambda _: None,
        )
        with pytest.raises(Blocked, match="rows can't be given a tenant"):
            run.go()
        assert driven.database.dump() == before
        assert driven.rows() == rows_before


class Writer:
    """An application that has never heard of tenants."""

    def __init__(self, data: st.DataObject, driven: drive.Driven) -> None:
        self.data = data
        self.driven = driven
        self.app = driven.app
        self.rows: Rows = [list(of) for of in driven.app.rows]

    def write(self, columns: frozenset[tuple[str, str]]) -> None:
        """One INSERT or UPDATE. `columns`: tables that have planner's column by now."""
        for _ in range(self.data.draw(st.integers(1, 3), "writes")):
            t = self.data.draw(st.integers(0, len(self.app.tables) - 1), "table")
            statement = (
                self._move(t) if self.rows[t] and self.data.draw(st.booleans(), "move") else self._insert(t, columns)
            )
            if statement is not None:
                self.driven.execute([statement])

    def _insert(self, t: int, columns: frozenset[tuple[str, str]]) -> str | None:
        table = self.app.tables[t]
        row = self.data.draw(rows_like(self.app, self.rows, t, None), "row")
        if row is None:
            return None
        self.rows[t].append(row)
        explicit: list[tuple[str, Any]] = []
        if (
            (table.schema, table.name) in columns
            and table.source != "existing"
            and self.data.draw(st.booleans(), "explicit NULL")
        ):
            explicit.append((self.app.column, None))
        return self.app.insert(t, len(self.rows[t]) - 1, row, *explicit)

    def _move(self, t: int) -> str | None:
        """A row that nothing points to gets other parents, or another owner."""
        table = self.app.tables[t]
        free = [n for n in range(len(self.rows[t])) if not self._pointed_to(t, n)]
        if not free:
            return None
        n = self.data.draw(st.sampled_from(free), "moved")
        row = self.data.draw(rows_like(self.app, self.rows, t, n), "moved to")
        if row is None:
            return None
        before, after = self.app.values(t, n, self.rows[t][n]), self.app.values(t, n, row)
        changed = {name: value for name, value in after.items() if value != before[name]}
        self.rows[t][n] = row
        if not changed:
            return None
        where = " AND ".join(
            f"{q(name)} = {lit(v)}" for (name, _), v in zip(table.key, key_value(table, n), strict=True)
        )
        return f"UPDATE {table.sql} SET {', '.join(f'{q(c)} = {lit(v)}' for c, v in changed.items())} WHERE {where}"

    def _pointed_to(self, t: int, n: int) -> bool:
        return any(
            key.parent == t and row.parents[at] == n
            for child, table in enumerate(self.app.tables)
            for row in self.rows[child]
            for at, key in enumerate(table.foreign_keys)
        )


@st.composite
def rows_like(draw: st.DrawFn, app: App, rows: Rows, t: int, without: int | None) -> Row | None:
    row = draw_row(draw, app, rows, t, without=without)
    later = [key.parent > t for key in app.tables[t].foreign_keys]
    if row is None or not any(later):
        return row
    return replace(row, parents=tuple(None if after else p for p, after in zip(row.parents, later, strict=True)))


@drive.examples(4)
@given(app=apps(), data=st.data())
def test_writers_that_do_not_know_the_column(server: Server, app: App, data: st.DataObject) -> None:
    with drive.driven(app, server) as driven, driven.connection() as connection:
        writer = Writer(data, driven)
        view = driven.look(connection)
        segments = view.diff().segments
        pauses = data.draw(st.lists(st.integers(0, len(segments)), min_size=1, max_size=4), "pauses")
        for done in range(len(segments) + 1):
            for _ in range(pauses.count(done)):
                catalog = driven.look(connection).catalog
                writer.write(
                    frozenset((n.schema, n.name) for n, r in catalog.relations.items() if r.column(app.column))
                )
            if done < len(segments):
                driven.run(connection, segments[done : done + 1], view)
        assert derive(app, writer.rows) == drive.owners(writer.rows), "the writer's rows are not what the plan derives"
        assert driven.tenants() == drive.owners(writer.rows)
        after = driven.look(connection)
        assert after.diff().segments == ()
        assert drive.findings(verify(connection, after)) == drive.expected_findings(app)
