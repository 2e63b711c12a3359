"""Move a tenant to another database: copy, catch up, block its writes, bring over the last changes, cut over.

Where a move stands is written in both databases. The point of no return is one commit on the target, which brings the
last changes and says that the tenant lives there. Before it, the tenant lives on the source; after it, on the target.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from planner.errors import Blocked, Unfinished
from planner.execution.failures import Cancelled
from planner.execution.interrupt import Interrupted
from planner.execution.journal import Entry
from planner.execution.outcome import halting
from planner.sql import build, ddl
from planner.tenants.block import block, lift, unblock, unblock_soon
from planner.tenants.catch_up import CatchUp, Pass, catch_up, renewed_mapping
from planner.tenants.closed import (
    is_there,
)
from planner.tenants.delete import delete
from planner.tenants.digests import Side
from planner.tenants.ending import record_end
from planner.tenants.export import Export
from planner.tenants.export import export as run_export
from planner.tenants.folder import check_folder
from planner.tenants.load import Import, prepare_import
from planner.tenants.load import load as run_import
from planner.tenants.look import staged_of
from planner.tenants.manifest import MANIFEST, PLAN, TABLES, Manifest, read_manifest
from planner.tenants.mapping import KeyMapping
from planner.tenants.movable import MoveRun
from planner.tenants.mover import MOVING
from planner.tenants.moving import Move, State, Where, begin_move, forget_move, read_move, step_to
from planner.tenants.removal import Deletion, Pace

ROUNDS = 5
"""The most passes before the block. Each brings what changed during the one before."""

FEW = 200
"""A pass that found no more changed rows than these is followed by the block."""


# The move


def move(run: MoveRun) -> None:
    """Move the tenant, or go on with a move that was stopped. Raise PlannerError.

    The error is Unfinished if something was committed: the same command goes on. After an error the tenant can write on
    the source again, unless the target says that the tenant lives there, or can't be asked.
    """
    for side in (run.source, run.target):
        side.connection.set(MOVING, "on")
    try:
        with run.interrupt.listening():
            _begin(run)
            if _there(run).state is not State.LIVE:
                _copy(run)
                _cut_over(run, _passes(run))
            _finish(run)
            for side, journal in zip((run.source, run.target), run.journals, strict=True):
                journal.finish(side.connection, "done")
    except (Exception, KeyboardInterrupt) as error:
        why = halting(error)
        for side, journal in zip((run.source, run.target), run.journals, strict=True):
            record_end(side.connection, journal, why)
        if isinstance(why, Interrupted):
            raise Unfinished("stopped on request", hint=_again(run)) from error
        if isinstance(why, Unfinished):
            raise why from error
        raise Unfinished(
            why.message, hint="\n".join(filter(None, (why.hint, _again(run)))), details=why.details
        ) from error


def _again(run: MoveRun) -> str:
    blocked = run.here is not None and run.here.state is State.BLOCKED
    writes = (
        "the tenant's writes are refused on the source until then" if blocked else "the tenant writes on the source"
    )
    return f"run the same command again to go on, or with --abort; {writes}"


def _here(run: MoveRun) -> Move:
    assert run.here is not None
    return run.here


def _there(run: MoveRun) -> Move:
    assert run.there is not None
    return run.there


def _begin(run: MoveRun) -> None:
    """Write the move into both databases, if it is a new one."""
    if run.here is None:
        run.here = Move(
            run.tenant, uuid.uuid4().hex, Where.SOURCE, State.COPYING, run.target.identity, run.target.place
        )
        begin_move(run.source.connection, run.here)
    if run.there is None:
        run.there = Move(run.tenant, run.here.id, Where.TARGET, State.COPYING, run.source.identity, run.source.place)
        begin_move(run.target.connection, run.there)


def _copy(run: MoveRun) -> None:
    """Bring the rows of one snapshot to the target, where nobody else writes rows of the tenant meanwhile."""
    target, tenant = run.target, run.tenant
    if _there(run).state is not State.COPYING:
        return
    block(target.connection, target.closed, tenant, "this database", run.wish.lock_deadline, run.interrupt)
    if not is_there(target.connection, target.view.state, tenant):
        manifest = _exported(run)
        for name in staged_of(target.connection, tenant):
            if not name.name.startswith(f"import_{manifest.export[:16]}"):
                target.connection.execute(ddl.drop_table(name))
        prepare_import(target.connection, target.closed, manifest, tenant)
        done = Import(
            target.connection, target.closed, run.wish.folder, manifest, tenant, run.wish.keep_existing, run.tell
        )
        run_import(done)
        run.renewed = done.renewed
        for name in target.closed.own:
            target.connection.execute(build.phrase("ANALYZE", build.relation(name)))
    run.there = step_to(target.connection, _there(run), State.ARRIVED)


def _exported(run: MoveRun) -> Manifest:
    """Return the export that the move goes on with: that of an earlier run, else a new one."""
    folder, source = run.wish.folder, run.source
    if (folder / MANIFEST).exists():
        manifest = read_manifest(folder)
        if manifest.tenant != run.tenant or manifest.database != source.view.catalog.server.database:
            raise Blocked(f"{folder} holds another export", hint="name a new folder with --folder")
        run.tell(f"going on with the export in {folder}")
        return manifest
    check_folder(folder)
    return run_export(
        source.connection, Export(source.view, source.dsn, run.tenant, folder, run.wish.workers, run.tell)
    )


def _passes(run: MoveRun) -> CatchUp:
    """Bring what changed since the copy, again and again, until little changes during a pass."""
    source, target = run.source, run.target
    mapping = renewed_mapping(target.connection, KeyMapping(target.closed, run.tenant, run.tenant))
    work = CatchUp(
        Side(source.connection, source.closed, run.tenant),
        Side(target.connection, target.closed, run.tenant, mapping),
        run.wish.keep_existing,
        run.interrupt,
    )
    for _ in range(ROUNDS):
        if _pass(run, work, Pass()).rows <= FEW:
            break
    return work


def _pass(run: MoveRun, work: CatchUp, done: Pass, *after: Callable[[], None]) -> Pass:
    run.interrupt.check()
    started, clock = datetime.now(UTC), time.monotonic()
    catch_up(work, done, *after)
    done.seconds = time.monotonic() - clock
    run.passes.append(done)
    what = "last changes" if done.blocked else "changes"
    run.tell(f"{what}: {done.inserted} rows inserted, {done.updated} updated, {done.deleted} deleted")
    _journaled(run, "tenant.move.last" if done.blocked else "tenant.move.pass", started, done.rows)
    return done


def _journaled(run: MoveRun, step: str, started: datetime, rows: int | None = None) -> None:
    seconds = (datetime.now(UTC) - started).total_seconds()
    for side, journal in zip((run.source, run.target), run.journals, strict=True):
        journal.write(side.connection, Entry(1, step, "", started, seconds, rows=rows))


# The cut-over


def _cut_over(run: MoveRun, work: CatchUp) -> None:
    """Block the tenant's writes, bring the last changes, and let the target say that the tenant lives there.

    When this fails, the tenant can write on the source again.
    """
    source, target, most = run.source.connection, run.target.connection, run.wish.blocked_at_most
    run.here = step_to(source, _here(run), State.BLOCKED)
    clock = time.monotonic()
    try:
        deadline = min(run.wish.lock_deadline, most)
        block(source, run.source.closed, run.tenant, run.target.place, deadline, run.interrupt)
        left = max(0.1, most - (time.monotonic() - clock))
        for connection in (source, target):
            connection.set("statement_timeout", f"{round(left * 1000)}ms")

        def live() -> None:
            if time.monotonic() - clock > most:
                raise _too_long(most)
            step_to(target, _there(run), State.LIVE)

        _pass(run, work, Pass(blocked=True), live)
        for connection in (source, target):
            connection.set("statement_timeout", "0")
        run.there = replace(_there(run), state=State.LIVE)
    except BaseException as error:
        run.blocked_seconds = time.monotonic() - clock
        if not _taken_back(run):
            raise
        if run.there is not None and run.there.state is State.LIVE:
            return
        if isinstance(error, Cancelled) and not run.interrupt.asked:
            raise _too_long(most) from error
        raise
    run.blocked_seconds = time.monotonic() - clock
    run.tell(
        f"cut over: the tenant lives on {run.target.place}; its writes waited {run.blocked_seconds:.2f} s for this"
    )


def _too_long(most: float) -> Unfinished:
    return Unfinished(
        f"the last changes took longer than --blocked-at-most ({most:g} s): the tenant writes on the source again",
        hint="run the same command again when the tenant writes less, or allow more seconds",
    )


def _taken_back(run: MoveRun) -> bool:
    """Let the tenant write on the source again, unless the target says that the tenant lives there.

    Return False when one of the databases can't be asked: then the writes stay refused, and the next run decides.
    """
    source, target = run.source.connection, run.target.connection
    if source.lost or target.lost:
        return False
    for connection in (source, target):
        connection.set("statement_timeout", "0")
    now = read_move(target, run.tenant)
    if now is not None and now.state is State.LIVE:
        run.there = now
        return True
    lift(source, run.tenant)
    run.here = step_to(source, _here(run), State.COPYING)
    unblock_soon(source, run.source.closed, run.tenant, run.tell)
    return True


def _finish(run: MoveRun) -> None:
    """Let the tenant write on the target. On the source its writes stay refused until its rows are deleted."""
    if _here(run).state is not State.BLOCKED and _here(run).state is not State.MOVED:
        run.here = step_to(run.source.connection, _here(run), State.BLOCKED)
    deadline = run.wish.lock_deadline
    unblock_soon(run.target.connection, run.target.closed, run.tenant, run.tell)
    if _here(run).state is not State.MOVED:
        block(run.source.connection, run.source.closed, run.tenant, run.target.place, deadline, run.interrupt)
        run.here = step_to(run.source.connection, _here(run), State.MOVED)


def finished(run: MoveRun) -> None:
    """Remove the export that the rows came from: the target has them."""
    folder = run.wish.folder
    if not (folder / MANIFEST).is_file():
        return
    manifest = read_manifest(folder)
    for file in (*(entry.file for entry in manifest.tables), PLAN, MANIFEST):
        (folder / file).unlink(missing_ok=True)
    for directory in (folder / TABLES, folder):
        with suppress(OSError):
            directory.rmdir()


def abort(run: MoveRun, pace: Pace) -> None:
    """End a move: the tenant writes on the source again, and its rows on the target are deleted. Raise Blocked.

    It can't be ended once the tenant lives on the target.
    """
    if run.here is None:
        raise Blocked(f"no move of tenant {run.tenant!r} is under way", hint="planner tenant show shows the tenant")
    if _there_is(run, State.LIVE):
        raise Blocked(
            f"the tenant lives on {run.target.place} by now, and may have new rows there",
            hint="run the move again to finish it; a move in the other direction brings the tenant back",
        )
    source, target = run.source, run.target
    with run.interrupt.listening():
        lift(source.connection, run.tenant)
        run.here = step_to(source.connection, run.here, State.COPYING)
        run.tell("the tenant writes on the source")
        unblock(source.connection, source.closed, run.tenant, run.wish.lock_deadline, run.interrupt)
    if run.there is not None:
        delete(Deletion(target.connection, target.closed, run.tenant, pace, run.tell))
        run.there = None
    forget_move(source.connection, run.tenant)
    run.here = None


def _there_is(run: MoveRun, state: State) -> bool:
    return run.there is not None and run.there.state is state
