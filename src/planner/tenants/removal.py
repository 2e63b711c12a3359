"""The batches of a delete: which rows of a table go next, and that nothing else goes with them.

A foreign key with an action, such as ON DELETE CASCADE, would take along a row that the application inserts at the
moment of a batch. So a batch locks its rows first: an INSERT of a row that points to them waits, and one that came
before is seen. Without an action the server itself refuses the batch.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlglot import exp

from planner.errors import Blocked
from planner.execution import values
from planner.execution.connection import Connection
from planner.execution.failures import LockNotGot
from planner.execution.interrupt import Interrupt
from planner.execution.journal import Entry, Journal
from planner.execution.outcome import Outcome
from planner.names import QName
from planner.rows.path_sql import matches
from planner.rows.search_path import RUN_DEFERRED, switched_to
from planner.sql import build
from planner.sql.build import Node
from planner.sql.template import templates
from planner.tenants.closed import ClosedSet
from planner.tenants.descent import children_first, chunks
from planner.tenants.earlier import refuse_growth
from planner.tenants.guard import Key, pointing, refuse_pointing, source_of, unpointed
from planner.tenants.links import refers_to_itself
from planner.tenants.look import counted

_TEMPLATES = templates("planner.tenants", "delete.sql")

_FIRST_BATCH = 200

_TELLING = 1.0
"""Seconds between two lines of progress about a table."""


class Held(Blocked):
    """A row that has come meanwhile points to a row of the batch. The batch is undone."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The limits of the plan: seconds and rows of a batch, the pause after it, and seconds of attempts to get a lock."""

    seconds: float
    rows: int
    pause: float
    deadline: float


@dataclass(slots=True)
class Deletion:
    """One run: what it has deleted so far."""

    connection: Connection
    closed: ClosedSet
    tenant: str
    pace: Pace
    tell: Callable[[str], None]
    exported: Mapping[QName, int] | None = None
    """The rows of the export for each table, when there is one: no more than these may go."""
    earlier: Mapping[str, int] = field(default_factory=dict)
    """The rows that earlier runs have deleted, by the tables' names."""
    deleted: dict[QName, int] = field(default_factory=dict)
    journal: Journal = field(default_factory=lambda: Journal("tenant delete"))
    outcome: Outcome = field(default_factory=Outcome)
    interrupt: Interrupt = field(default_factory=Interrupt)
    path: str = ""
    """The application's search_path, for its triggers."""
    keys: tuple[Key, ...] = ()
    """The foreign keys by which rows outside the tenant may point to its rows."""
    acting: tuple[Key, ...] = ()
    """The foreign keys to the tenant's tables that change other rows on a delete."""
    _batch: int = _FIRST_BATCH
    _told: dict[QName, float] = field(default_factory=dict)

    def gone(self, name: QName) -> int:
        """Return the rows of a table that this run and earlier ones have deleted."""
        return self.deleted.get(name, 0) + self.earlier.get(str(name), 0)


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A table that holds rows itself, and the table of the set that it is a part of."""

    number: int
    table: QName
    name: QName


def delete_group(run: Deletion, group: tuple[QName, ...]) -> None:
    """Delete the tenant's rows of a group of tables. Raise Blocked for rows outside the tenant that keep some."""
    if run.exported is not None:
        refuse_growth(run.exported, {name: run.gone(name) + rows for name, rows in _left(run, group).items()})
    if refers_to_itself(group, run.closed.links):
        _in_order(run, group)
    else:
        for leaf in _leaves(run, group):
            _batches(run, leaf)
    if any(_left(run, group).values()):
        refuse_pointing(pointing(run.connection, run.closed, run.tenant, group))


def _left(run: Deletion, group: tuple[QName, ...]) -> dict[QName, int]:
    """Return the rows of the tenant that the tables of a group hold."""
    with run.interrupt.cancellable(run.connection):
        return counted(run.connection, run.closed, run.tenant, group)


def _leaves(run: Deletion, group: Sequence[QName]) -> list[_Leaf]:
    leaves = [(name, leaf.name) for name in group for leaf in run.closed.state.catalog.leaves(name)]
    return [_Leaf(number, name, leaf) for number, (name, leaf) in enumerate(leaves)]


# Rows that do not point to each other


def _batches(run: Deletion, leaf: _Leaf) -> None:
    """Delete batch after batch of one leaf."""
    closed = run.closed
    free = build.and_(
        closed.rows(leaf.table, "s", run.tenant), *unpointed(closed, run.keys, leaf.table, "s", run.tenant, leaf.name)
    )
    held = any(path.parent == leaf.table for _, path, _ in run.acting)

    def work(limit: int) -> dict[QName, int]:
        if held:
            return _locked(run, {leaf: _TEMPLATES["next"].fill(leaf=leaf.name, free=free, limit=build.literal(limit))})
        statement = _TEMPLATES["batch"].fill(
            leaf=leaf.name,
            free=free,
            limit=build.literal(limit),
            rows=closed.rows(leaf.table, "t", run.tenant),
            switch=switched_to(build.literal(run.path)),
        )
        return _together(run, {leaf: statement})

    while _paced(run, run._batch, lambda: work(run._batch)):
        pass


# Rows that point to each other


def _in_order(run: Deletion, group: tuple[QName, ...]) -> None:
    """Delete the rows of tables that point to each other, children first. Rows of a cycle go in one statement."""
    leaves = _leaves(run, group)
    with run.interrupt.cancellable(run.connection):
        number = _number(run, leaves)
        order = children_first(number, _references(run, group))
    for chunk in chunks(order, lambda: run._batch):
        numbers = build.cast(build.literal("{" + ",".join(str(row + 1) for row in chunk) + "}"), "bigint[]")
        _paced(run, len(chunk), lambda numbers=numbers: _chunk(run, leaves, group, numbers))  # type: ignore[misc]


def _number(run: Deletion, leaves: list[_Leaf]) -> int:
    """Number the tenant's rows in a temporary table, and return how many there are."""
    connection = run.connection
    with connection.transaction():
        for statement in ("drop", "numbers"):
            connection.execute(_NUMBERS[statement])
        for leaf in leaves:
            connection.execute(
                _TEMPLATES["number"].fill(
                    leaf=leaf.name,
                    number=build.literal(leaf.number),
                    rows=run.closed.rows(leaf.table, "t", run.tenant),
                )
            )
        for statement in ("index_rows", "index_numbers", "analyze"):
            connection.execute(_NUMBERS[statement])
    return int(connection.value(_TEMPLATES["how_many"].fill()))


_NUMBERS = {
    "drop": "DROP TABLE IF EXISTS pg_temp.planner_rows",
    "numbers": "CREATE TEMPORARY TABLE planner_rows (n pg_catalog.int8 GENERATED ALWAYS AS IDENTITY, "
    "leaf pg_catalog.int4 NOT NULL, rel pg_catalog.oid NOT NULL, tid pg_catalog.tid NOT NULL)",
    "index_rows": "CREATE INDEX ON pg_temp.planner_rows (rel, tid)",
    "index_numbers": "CREATE INDEX ON pg_temp.planner_rows (n)",
    "analyze": "ANALYZE pg_temp.planner_rows",
}


def _references(run: Deletion, group: tuple[QName, ...]) -> Iterator[tuple[int, int]]:
    """Yield the references between numbered rows by foreign keys: child and parent, counted from 0."""
    for child in group:
        for path in run.closed.links.get(child, ()):
            if path.parent not in group or path.constraint is None:
                continue
            query = _TEMPLATES["references"].fill(
                child=run.closed.source(child, "t"),
                parent=build.table(path.source, alias="s", only=path.source == path.parent and run.closed.plain(path.parent)),
                rows=run.closed.rows(child, "t", run.tenant),
                matches=matches(path, "t", "s"),
            )  # fmt: skip
            for line in run.connection.copy_out(build.phrase("COPY", "(", query, ")", "TO STDOUT")):
                below, _, above = bytes(line).partition(b"\t")
                yield int(below) - 1, int(above) - 1


def _chunk(run: Deletion, leaves: list[_Leaf], group: tuple[QName, ...], numbers: Node) -> dict[QName, int]:
    """Lock and delete the numbered rows that are still there."""
    used = {int(row[0]) for row in run.connection.fetch(_TEMPLATES["leaves"].fill(numbers=numbers))}
    chosen = {
        leaf: _TEMPLATES["chosen"].fill(
            leaf=leaf.name,
            numbers=numbers,
            number=build.literal(leaf.number),
            rows=run.closed.rows(leaf.table, "s", run.tenant),
        )
        for leaf in leaves
        if leaf.number in used
    }
    return _locked(run, chosen, group, numbers)


# One batch


def _locked(
    run: Deletion, chosen: Mapping[_Leaf, Node], group: tuple[QName, ...] = (), numbers: Node | None = None
) -> dict[QName, int]:
    """Lock the chosen rows, and delete them when no row points to them but such as go with them. Raise Held."""
    found = {}
    for leaf, query in chosen.items():
        rows = [row[0] for row in run.connection.fetch(query)]
        if rows:
            found[leaf] = build.cast(build.literal("{" + ",".join(f'"{row}"' for row in rows) + "}"), "tid[]")
    for leaf, tids in found.items():
        for child, path, _ in run.acting:
            if path.parent == leaf.table and path.partition in (None, leaf.name):
                _refuse_held(run, leaf, tids, child, _holding(run, child, matches(path, "c", "s"), group, numbers))
    return _together(
        run,
        {
            leaf: _TEMPLATES["these"].fill(
                leaf=leaf.name,
                tids=tids,
                rows=run.closed.rows(leaf.table, "t", run.tenant),
                switch=switched_to(build.literal(run.path)),
            )
            for leaf, tids in found.items()
        },
    )


def _holding(run: Deletion, child: QName, same: Node, group: tuple[QName, ...], numbers: Node | None) -> exp.Select:
    """Return the query for the rows `c` that point to a row `s`, and that do not go with the batch."""
    others = [same]
    if child in group and numbers is not None:
        others.append(exp.Not(this=_TEMPLATES["goes_with_it"].fill(numbers=numbers)))
    query = build.select(build.literal(1)).from_(source_of(run.closed, child), copy=False)
    return query.where(build.and_(*others), copy=False)


def _refuse_held(run: Deletion, leaf: _Leaf, tids: Node, child: QName, holding: exp.Select) -> None:
    query = _TEMPLATES["held"].fill(leaf=leaf.name, tids=tids, holding=build.exists(holding))
    if run.connection.row(query) is not None:
        raise Held(f"new rows of {child} point to rows of {leaf.name}; nothing was changed")


def _together(run: Deletion, statements: Mapping[_Leaf, Node]) -> dict[QName, int]:
    """Run several DELETEs as one statement, so that foreign keys are checked after all of them."""
    if not statements:
        return {}
    named: list[str | Node] = []
    counts: list[Node] = []
    for at, statement in enumerate(statements.values()):
        name = build.ident(f"d{at}")
        named += ["," if at else "WITH", name, "AS", "(", statement, "RETURNING", build.literal(1), ")"]
        count = build.select(build.call("count", exp.Star())).from_(exp.Table(this=name.copy()), copy=False)
        counts.append(exp.Subquery(this=count))
    row = run.connection.row(build.phrase(*named, build.select(*counts))) or ()
    deleted: dict[QName, int] = {}
    for leaf, rows in zip(statements, row, strict=True):
        deleted[leaf.table] = deleted.get(leaf.table, 0) + rows
    return deleted


def _paced(run: Deletion, limit: int, work: Callable[[], dict[QName, int]]) -> int:
    """Run a batch of at most `limit` rows, set the size of the next one by its time, and return its rows."""
    run.interrupt.check()
    started = time.monotonic()
    rows = _committed(run, work)
    seconds = time.monotonic() - started
    if rows >= limit or seconds > run.pace.seconds:
        wanted = int(limit * min(2.0, max(0.25, run.pace.seconds / max(seconds, 0.001))))
        run._batch = max(1, min(run.pace.rows, wanted))
    if rows and run.pace.pause:
        run.interrupt.sleep(run.pace.pause)
    return rows


def _committed(run: Deletion, work: Callable[[], dict[QName, int]]) -> int:
    """Run one batch in its own transaction, with its lines in the journal. Try again while a lock is not got."""
    connection = run.connection
    until = time.monotonic() + run.pace.deadline
    while True:
        started = datetime.now(UTC)
        try:
            with run.interrupt.cancellable(connection), connection.transaction():
                deleted = {name: rows for name, rows in work().items() if rows}
                connection.execute(RUN_DEFERRED)
                connection.set_local("search_path", "")
                seconds = (datetime.now(UTC) - started).total_seconds()
                lines = [
                    Entry(1, f"tenant.delete.{name}", _said(run, name), started, seconds, rows=rows)
                    for name, rows in deleted.items()
                ]
                if lines:
                    run.journal.write(connection, *lines)
        except LockNotGot:
            if time.monotonic() >= until:
                raise
            run.interrupt.sleep(0.1)
            continue
        for name, rows in deleted.items():
            run.outcome = Outcome(committed=True)
            run.deleted[name] = run.deleted.get(name, 0) + rows
            _tell(run, name)
        return sum(deleted.values())


def _said(run: Deletion, name: QName) -> str:
    """Return a batch in the words of the journal: without the places of its rows."""
    if not values.keys_are_shown():
        return "DELETE"
    return build.render(build.delete(name, run.closed.rows(name, name.name, run.tenant)))


def _tell(run: Deletion, name: QName) -> None:
    """Tell the user how far the table is, at most once in a second."""
    now = time.monotonic()
    if now >= run._told.get(name, 0.0) + _TELLING:
        run._told[name] = now
        run.tell(f"{name}: {run.deleted[name]} rows deleted")
