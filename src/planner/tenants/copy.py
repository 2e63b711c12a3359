"""Copy a tenant within its database, under a new id: in one transaction, verified by counts and hashes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from planner.errors import Blocked, DatabaseError
from planner.execution.connection import Connection
from planner.execution.failures import ServerError, SqlStateClass
from planner.execution.interrupt import Interrupt
from planner.execution.journal import Entry, Journal
from planner.execution.outcome import Outcome, halting
from planner.execution.refusals import told
from planner.execution.session import application_path, as_application
from planner.names import QName
from planner.operations.default_row import default_row_counted
from planner.operations.guard_terms import BACKFILL_SETTING
from planner.resolve.problems import columns_hint
from planner.rows.search_path import RUN_DEFERRED
from planner.run.project import View
from planner.sql import build
from planner.sql.queries import queries
from planner.steps.record.tables import create_key_map
from planner.target.formats import FORMATS
from planner.tenancy.model import DefaultTenant
from planner.tenants.closed import closed_set, find_tenant, is_there, new_tenant, refuse_open_ends, refuse_ownerless
from planner.tenants.copying import Copying, copying
from planner.tenants.derived import refuse_derived
from planner.tenants.ending import record_end
from planner.tenants.export import copy_to
from planner.tenants.look import counted
from planner.tenants.manifest import RowHash
from planner.tenants.silence import refuse_dangling, suppressed, without_triggers

_SQL = queries("planner.tenants")


@dataclass(slots=True)
class Copy:
    """One run: what it copies, and what it has done."""

    connection: Connection
    view: View
    given: str
    """The tenant to copy, as the user says it."""
    wanted: str
    """The new tenant's id, as the user says it."""
    row: Mapping[str, str]
    """Values of the new tenant's row that differ from the copied ones."""
    tell: Callable[[str], None]
    journal: Journal = field(default_factory=lambda: Journal("tenant copy"))
    outcome: Outcome = field(default_factory=Outcome)
    rows: dict[QName, int] = field(default_factory=dict)
    """The copied rows for each table."""
    renewed: dict[QName, int] = field(default_factory=dict)
    """The renewed keys for each table."""


def prepare_copy(run: Copy) -> Copying:
    """Return how the tenant is copied. Raise Blocked for a tenant that can't be copied, or an id that can't be used."""
    connection, view = run.connection, run.view
    closed = closed_set(view)
    old = find_tenant(connection, view.state, run.given)
    new = new_tenant(connection, view.state, run.wanted, "give another id with --as")
    if is_there(connection, view.state, new):
        raise Blocked(f"tenant {new!r} is there already", hint="give another id with --as, or delete that tenant first")
    tenants = view.state.tenancy.tenants
    relation = closed.relation(closed.own[tenants.relation])
    for given in run.row:
        if given == tenants.key:
            raise Blocked(f"{given} of {tenants.relation} is the tenant's key", hint="give it with --as")
        if relation.column(given) is None:
            raise Blocked(f"{given} of {tenants.relation} is no column", hint=columns_hint(relation, given)())
    refuse_ownerless(connection, closed)
    refuse_open_ends(connection, closed, old)
    for name in closed.own:
        suppressed(closed, name)
    if not connection.value(_SQL["schema_there"]):
        raise Blocked("there is no schema planner", hint="planner apply --confirm makes it, with the same plan")
    made = copying(connection, closed, old, new, row=run.row)
    run.rows = counted(connection, closed, old, closed.own)
    return made


def copy(run: Copy) -> Copying:
    """Copy the tenant in one transaction. Raise PlannerError: then nothing was changed, and the same command begins anew."""
    connection = run.connection
    interrupt = Interrupt()
    try:
        with interrupt.listening():
            path = application_path(connection)
            with interrupt.cancellable(connection), connection.transaction():
                connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                made = _copied(run, path, interrupt)
            run.outcome = Outcome(committed=True)
            run.journal.finish(connection, "done")
            for name in made.tables:
                connection.execute(build.phrase("ANALYZE", build.relation(name)))
    except (Exception, KeyboardInterrupt) as error:
        why = halting(error)
        if run.outcome.committed and isinstance(why, DatabaseError):
            run.tell(f"not analyzed: {why.message}. ANALYZE the tables yourself")
            return made
        record_end(connection, run.journal, why)
        raise told(run.outcome, why) from error
    return made


def _copied(run: Copy, path: str, interrupt: Interrupt) -> Copying:
    connection = run.connection
    started = datetime.now(UTC)
    made = prepare_copy(run)
    for statement in create_key_map() if not connection.value(_SQL["key_map_there"]) else ():
        connection.execute(statement)
    forget, *renewals = made.key_map()
    connection.execute(forget)
    for renewal, statement in zip(made.renewals, renewals, strict=True):
        interrupt.check()
        if keys := connection.execute(statement):
            name = renewal.key[0]
            run.renewed[name] = run.renewed.get(name, 0) + keys
    connection.set_local(BACKFILL_SETTING, "on")
    as_application(connection)
    try:
        for group in made.groups:
            interrupt.check()
            _insert(run, made, group, path)
        connection.execute(RUN_DEFERRED)
    except ServerError as error:
        if error.of(SqlStateClass.INTEGRITY) or error.of(SqlStateClass.DATA):
            raise Blocked(
                f"a copied row does not fit this database: {error.message}; nothing was changed",
                hint="a key that planner can't renew is taken, or a value of --values does not fit",
            ) from None
        raise
    connection.set_local("search_path", "")
    for setting, value in FORMATS.items():
        connection.set(setting, value)
    tenants = made.closed.state.tenancy.tenants
    relation = made.closed.relation(made.closed.own[tenants.relation])
    for statement in default_row_counted(tenants, DefaultTenant(made.mapping.new, ()), relation):
        connection.execute(statement)
    _verify(run, made, interrupt)
    seconds = (datetime.now(UTC) - started).total_seconds()
    run.journal.write(connection, Entry(1, "tenant.copy", "INSERT", started, seconds, rows=sum(run.rows.values())))
    return made


def _insert(run: Copy, made: Copying, group: tuple[QName, ...], path: str) -> None:
    connection = run.connection
    silent = any([suppressed(made.closed, name) for name in group])
    if silent:
        without_triggers(connection)
    connection.execute(made.insert(group, build.literal(path)))
    connection.set_local("search_path", "")
    if silent:
        connection.set_local("session_replication_role", "origin")
        for name in group:
            refuse_dangling(connection, made.closed, made.mapping.new, name)
    for name in group:
        run.tell(f"{name}: {run.rows[name]} rows copied")


def _verify(run: Copy, made: Copying, interrupt: Interrupt) -> None:
    """Compare the copies, with the old keys in place of the new ones, with the rows that they are copies of."""
    connection, closed, mapping = run.connection, made.closed, made.mapping
    refuse_open_ends(connection, closed, mapping.new)
    refuse_derived(connection, closed, mapping.old, mapping.new)
    for name in made.tables:
        found = []
        for query in made.compared(closed.own[name]):
            seen = RowHash()
            for line in connection.copy_out(copy_to(query)):
                interrupt.check()
                seen.add(line)
            found.append((seen.rows, seen.hex()))
        there, here = found
        if there != here:
            raise Blocked(
                f"{name} would hold other rows than tenant {mapping.old!r} has: {here[0]} of {there[0]}; nothing was changed",
                hint="a trigger or a rule of the table changes what is inserted: suppress it with `triggers` of the plan",
            )
    run.tell(f"verified: {sum(run.rows.values())} rows in {len(made.tables)} tables, by counts and hashes")
