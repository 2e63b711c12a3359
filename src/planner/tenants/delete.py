"""Delete a tenant: children first, in short transactions, and prove that nothing of it is left."""

from __future__ import annotations

from dataclasses import dataclass

from planner.errors import Blocked, Unfinished
from planner.execution.connection import Connection
from planner.execution.failures import ServerError, SqlState
from planner.execution.outcome import Outcome, halting
from planner.execution.refusals import told
from planner.execution.session import application_path, as_application
from planner.names import QName
from planner.sql import ddl
from planner.sql.queries import queries
from planner.tenants.block import MOVING, unblock
from planner.tenants.closed import ClosedSet
from planner.tenants.ending import record_end
from planner.tenants.guard import Pointing, acting_keys, keys_to, pointing, refuse_pointing
from planner.tenants.look import Remains, counts, remains, staged_of
from planner.tenants.moving import State, forget_move, read_move
from planner.tenants.named import naming
from planner.tenants.removal import Deletion, Held, delete_group

_SQL = queries("planner.tenants")

PASSES = 5
"""How often planner begins anew because the application writes new rows of the tenant."""


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
    moving: str | None = None
    """Where the tenant is moving to or from; None when it is not, or when it lives elsewhere by now."""


def look_at(connection: Connection, closed: ClosedSet, tenant: str, template: str | None = None) -> Doomed:
    """Return what a delete would take, and what stands against it. `template` is the plan's tenant.template.from."""
    return Doomed(
        tenant,
        counts(connection, closed, tenant),
        tuple(pointing(connection, closed, tenant)),
        remains(connection, tenant),
        naming(connection, closed.state, tenant, template),
        _moving(connection, tenant),
    )


def _moving(connection: Connection, tenant: str) -> str | None:
    move = read_move(connection, tenant)
    return move.place if move is not None and move.state not in (State.LIVE, State.MOVED) else None


def refuse(doomed: Doomed) -> None:
    """Raise Blocked for what stands against the delete."""
    if doomed.moving is not None:
        raise Blocked(
            f"a move of tenant {doomed.tenant!r} to or from {doomed.moving} is not finished; nothing was changed",
            hint="finish it with planner tenant move, or end it with --abort",
        )
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
    run.path = application_path(connection)
    run.keys = tuple(keys_to(connection, run.closed))
    run.acting = tuple(acting_keys(connection, run.closed))
    as_application(connection)
    connection.set(MOVING, "on")
    try:
        with run.interrupt.listening():
            _passes(run)
            _forget(run)
            run.journal.finish(connection, "done")
    except (Exception, KeyboardInterrupt) as error:
        why = halting(error)
        record_end(connection, run.journal, why)
        raise told(run.outcome, why) from error


def _passes(run: Deletion) -> None:
    """Delete group after group, children first. Begin anew when new rows have come meanwhile."""
    for attempt in range(PASSES):
        try:
            for group in reversed(run.closed.groups):
                delete_group(run, group)
        except (ServerError, Held) as error:
            new_rows = isinstance(error, Held) or error.state == SqlState.FOREIGN_KEY_VIOLATION
            if not new_rows or attempt + 1 == PASSES:
                raise
            refuse_pointing(pointing(run.connection, run.closed, run.tenant))
            run.tell("new rows of the tenant have come: once more, children first")
        else:
            with run.interrupt.cancellable(run.connection):
                left = counts(run.connection, run.closed, run.tenant)
            if not any(left.values()):
                return
    raise Unfinished(
        f"the application keeps writing rows of tenant {run.tenant!r}",
        hint="stop its writers of this tenant, then run the same command again",
    )


def _forget(run: Deletion) -> None:
    """Delete what schema planner holds about the tenant: quarantine, key map, moves, and rows staged for an import."""
    given = {"tenant": run.tenant}
    unblock(run.connection, run.closed, run.tenant, run.pace.deadline, run.interrupt)
    with run.connection.transaction():
        if run.connection.value(_SQL["quarantine_there"]):
            run.connection.execute(_SQL["forget_quarantined"], given)
        if run.connection.value(_SQL["key_map_there"]):
            run.connection.execute(_SQL["forget_key_map"], given)
        forget_move(run.connection, run.tenant)
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
