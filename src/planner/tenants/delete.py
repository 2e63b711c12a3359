"""Delete a tenant: children first, in short transactions, and prove that nothing of it is left."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlglot import exp

from planner.errors import Blocked, Unfinished
from planner.execution import values
from planner.execution.connection import Connection
from planner.execution.failures import LockNotGot, ServerError, SqlState
from planner.execution.interrupt import Interrupt
from planner.execution.journal import Entry, Journal
from planner.execution.outcome import Outcome, halting
from planner.execution.refusals import told
from planner.execution.session import application_path, as_application
from planner.names import QName
from planner.rows.path_sql import matches
from planner.rows.search_path import RUN_DEFERRED, switched_to
from planner.sql import build, ddl
from planner.sql.build import Node
from planner.sql.queries import queries
from planner.sql.template import templates
from planner.tenants.closed import ClosedSet
from planner.tenants.earlier import refuse_growth
from planner.tenants.ending import record_end
from planner.tenants.guard import Key, Pointing, keys_to, pointing, refuse_pointing, unpointed
from planner.tenants.links import refers_to_itself
from planner.tenants.look import Remains, counts, remains, staged_of
from planner.tenants.named import naming

_TEMPLATES = templates("planner.tenants", "delete.sql")
_SQL = queries("planner.tenants")

PASSES = 5
"""How often planner begins anew because the application writes new rows of the tenant."""

_FIRST_BATCH = 200

_TELLING = 1.0
"""Seconds between two lines of progress about a table."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The limits of the plan: seconds and rows of a batch, the pause after it, and seconds of attempts to get a lock."""

    seconds: float
    rows: int
    pause: float
    deadline: float


@dataclass(frozen=True, slots=True)
class Doomed:
    """What a delete takes, and what stands against it."""

    tenant: str
    rows: dict[QName, int]
    """The rows for each table, parents first."""
    pointing: tuple[Pointing, ...]
    remains: Remains
    named: tuple[str, ...] = ()
    """What still names the tenant."""


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
    _batch: int = _FIRST_BATCH
    _path: str = ""
    _keys: tuple[Key, ...] = ()
    _told: dict[QName, float] = field(default_factory=dict)

    def gone(self, name: QName) -> int:
        """Return the rows of a table that this run and earlier ones have deleted."""
        return self.deleted.get(name, 0) + self.earlier.get(str(name), 0)


def look_at(connection: Connection, closed: ClosedSet, tenant: str, template: str | None = None) -> Doomed:
    """Return what a delete would take, and what stands against it. `template` is the plan's tenant.template.from."""
    return Doomed(
        tenant,
        counts(connection, closed, tenant),
        tuple(pointing(connection, closed, tenant)),
        remains(connection, tenant),
        naming(connection, closed.state, tenant, template),
    )


def refuse(doomed: Doomed) -> None:
    """Raise Blocked for what stands against the delete."""
    if doomed.remains.quarantine_open:
        raise Blocked(
            f"{doomed.remains.quarantine_open} rows in quarantine may be the tenant's; nothing was changed",
            hint="decide about them first: planner resolve lists them",
        )
    if doomed.named:
        raise Blocked(
            f"tenant {doomed.tenant!r} is still named, so that new rows would get a tenant that is gone; nothing was changed",
            details=doomed.named,
            hint="apply `transition.drop: tighten`, remove the tenant from the plan and from defaults of columns",
        )
    refuse_pointing(list(doomed.pointing))


def delete(run: Deletion) -> None:
    """Delete all rows of the tenant, and what schema planner holds about it.

    Raise PlannerError. The error is Unfinished if a batch was committed: the same command goes on.
    """
    connection = run.connection
    run._path = application_path(connection)
    run._keys = tuple(keys_to(connection, run.closed))
    as_application(connection)
    interrupt = Interrupt()
    try:
        with interrupt.listening():
            _passes(run, interrupt)
            _forget(run)
            run.journal.finish(connection, "done")
    except (Exception, KeyboardInterrupt) as error:
        why = halting(error)
        record_end(connection, run.journal, why)
        raise told(run.outcome, why) from error


def _passes(run: Deletion, interrupt: Interrupt) -> None:
    """Delete group after group, children first. Begin anew when new rows have come meanwhile."""
    for attempt in range(PASSES):
        try:
            for group in reversed(run.closed.groups):
                _group(run, group, interrupt)
        except ServerError as error:
            if error.state != SqlState.FOREIGN_KEY_VIOLATION or attempt + 1 == PASSES:
                raise
            refuse_pointing(pointing(run.connection, run.closed, run.tenant))
            run.tell("new rows of the tenant have come: once more, children first")
        else:
            if not any(counts(run.connection, run.closed, run.tenant).values()):
                return
    raise Unfinished(
        f"the application keeps writing rows of tenant {run.tenant!r}",
        hint="stop its writers of this tenant, then run the same command again",
    )


def _group(run: Deletion, group: tuple[QName, ...], interrupt: Interrupt) -> None:
    """Delete the rows of a group. Rows that point to each other go last, in one statement."""
    if run.exported is not None:
        refuse_growth(run.exported, {name: run.gone(name) + rows for name, rows in _left(run, group).items()})
    looped = refers_to_itself(group, run.closed.links)
    progress = True
    while progress:
        progress = False
        for name in reversed(group):
            for statement in _leaves(run, name, group if looped else ()):
                progress |= _batches(run, name, statement, interrupt)
        progress = progress and looped and len(group) > 1
    if looped:
        interrupt.check()
        names = tuple(reversed(group))
        with interrupt.cancellable(run.connection):
            _committed(run, names, _together([_rest(run, name) for name in names]))
    if any(_left(run, group).values()):
        refuse_pointing(pointing(run.connection, run.closed, run.tenant, group))


def _left(run: Deletion, group: tuple[QName, ...]) -> dict[QName, int]:
    """Return the rows of the tenant that the tables of a group hold."""
    closed = run.closed
    return {name: int(run.connection.value(closed.count(closed.own[name], run.tenant))) for name in group}


def _rest(run: Deletion, name: QName) -> Node:
    """Return the DELETE of all rows of a table that are left, but for those that rows outside the tenant point to."""
    template = _TEMPLATES["rest"] if run.closed.plain(name) else _TEMPLATES["rest_below"]
    return template.fill(
        table=name,
        rows=build.and_(
            run.closed.rows(name, "t", run.tenant), *unpointed(run.closed, run._keys, name, "t", run.tenant)
        ),
        switch=switched_to(build.literal(run._path)),
    )


def _together(statements: list[Node]) -> Node:
    """Return several DELETEs as one statement, so that foreign keys are checked after all of them.

    Its one row has the number of deleted rows for each.
    """
    named: list[str | Node] = []
    counted: list[Node] = []
    for at, statement in enumerate(statements):
        name = build.ident(f"d{at}")
        named += ["," if at else "WITH", name, "AS", "(", statement, "RETURNING", build.literal(1), ")"]
        count = build.select(build.call("count", exp.Star())).from_(exp.Table(this=name.copy()), copy=False)
        counted.append(exp.Subquery(this=count))
    return build.phrase(*named, build.select(*counted))


def _leaves(run: Deletion, name: QName, group: tuple[QName, ...]) -> Iterator[Callable[[int], Node]]:
    """Yield, for each table that holds rows, the function that makes the DELETE of at most so many rows."""
    closed, tenant = run.closed, run.tenant

    def made(leaf: QName) -> Callable[[int], Node]:
        def statement(limit: int) -> Node:
            free = [closed.rows(name, "s", tenant), *unpointed(closed, run._keys, name, "s", tenant, leaf)]
            for child in group:
                for path in closed.links.get(child, ()):
                    if path.parent == name and path.constraint is not None:
                        itself = child == name
                        held = (_TEMPLATES["pointed_to_by_another"] if itself else _TEMPLATES["pointed_to"]).fill(
                            child=child, rows=closed.rows(child, "c", tenant), matches=matches(path, "c", "s")
                        )
                        free.append(build.is_not(held))
            return _TEMPLATES["batch"].fill(
                leaf=leaf,
                free=build.and_(*free),
                limit=build.literal(limit),
                rows=closed.rows(name, "t", tenant),
                switch=switched_to(build.literal(run._path)),
            )

        return statement

    return (made(leaf.name) for leaf in closed.state.catalog.leaves(name))


def _batches(run: Deletion, name: QName, statement: Callable[[int], Node], interrupt: Interrupt) -> bool:
    """Delete batch after batch of one leaf, and return whether there was any."""
    some = False
    while True:
        interrupt.check()
        started = time.monotonic()
        limit = run._batch
        rows = _committed(run, (name,), _together([statement(limit)]))
        seconds = time.monotonic() - started
        if rows >= limit or seconds > run.pace.seconds:
            wanted = int(limit * min(2.0, max(0.25, run.pace.seconds / max(seconds, 0.001))))
            run._batch = max(1, min(run.pace.rows, wanted))
        if not rows:
            return some
        some = True
        if run.pace.pause:
            time.sleep(run.pace.pause)


def _committed(run: Deletion, names: Sequence[QName], statement: Node) -> int:
    """Run one statement in its own transaction, with its lines in the journal. Try again while a lock is not got."""
    connection = run.connection
    text = build.render(statement)
    until = time.monotonic() + run.pace.deadline
    while True:
        started = datetime.now(UTC)
        try:
            with connection.transaction():
                deleted = dict(zip(names, connection.row(text) or (), strict=True))
                connection.execute(RUN_DEFERRED)
                connection.set_local("search_path", "")
                seconds = (datetime.now(UTC) - started).total_seconds()
                said = text if values.keys_are_shown() else "DELETE"
                lines = [
                    Entry(1, f"tenant.delete.{name}", said, started, seconds, rows=rows)
                    for name, rows in deleted.items()
                    if rows
                ]
                if lines:
                    run.journal.write(connection, *lines)
        except LockNotGot:
            if time.monotonic() >= until:
                raise
            time.sleep(0.1)
            continue
        for name, rows in deleted.items():
            if rows:
                run.outcome = Outcome(committed=True)
                run.deleted[name] = run.deleted.get(name, 0) + rows
                _tell(run, name)
        return sum(deleted.values())


def _tell(run: Deletion, name: QName) -> None:
    """Tell the user how far the table is, at most once in a second."""
    now = time.monotonic()
    if now >= run._told.get(name, 0.0) + _TELLING:
        run._told[name] = now
        run.tell(f"{name}: {run.deleted[name]} rows deleted")


def _forget(run: Deletion) -> None:
    """Delete what schema planner holds about the tenant: in the quarantine, in the key map, and staged for an import."""
    given = {"tenant": run.tenant}
    with run.connection.transaction():
        if run.connection.value(_SQL["quarantine_there"]):
            run.connection.execute(_SQL["forget_quarantined"], given)
        if run.connection.value(_SQL["key_map_there"]):
            run.connection.execute(_SQL["forget_key_map"], given)
        for name in staged_of(run.connection, run.tenant):
            run.connection.execute(ddl.drop_table(name))
    run.outcome = Outcome(committed=True)


def prove(connection: Connection, closed: ClosedSet, tenant: str) -> dict[str, int]:
    """Return what is left of a tenant: rows for each table, quarantined rows, key map entries, tables with staged rows.

    All are 0 after a delete. Raise Unfinished when something is left.
    """
    left = {str(name): rows for name, rows in counts(connection, closed, tenant).items()}
    rest = remains(connection, tenant)
    left |= {
        "planner.quarantine": rest.quarantine_open + rest.quarantine_decided,
        "planner.key_map": rest.key_map,
        "staged": rest.staged,
    }
    if any(left.values()):
        raise Unfinished(
            f"something of tenant {tenant!r} is left",
            details=[f"{name}: {rows}" for name, rows in left.items() if rows],
            hint="run the same command again",
        )
    return left
