"""Go from a plan file and a connection to the missing steps. Every command that needs a database starts here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from planner.catalog.model import Catalog
from planner.catalog.read import read_catalog
from planner.diff import Diff, check_server, diff
from planner.errors import Blocked
from planner.execution import run_lock
from planner.execution.connection import Connection
from planner.execution.propagation import keep_at_home
from planner.execution.session import READING_LOCK_TIMEOUT, Settings, connect
from planner.names import PLANNER_SCHEMA, QName
from planner.plan.defaults import entries
from planner.plan.load import LoadedPlan
from planner.plan.table import Table
from planner.resolve.resolve import check_target, resolve
from planner.run.facts import read_facts
from planner.run.own_schema import refuse_strangers
from planner.run.rights import refuse_unreadable
from planner.run.trusted import refuse_unknown
from planner.run.whereabouts import find_again, refuse_other_tenants, refuse_renamed
from planner.sql.queries import queries
from planner.target.citus import DIALECT as CITUS
from planner.target.phase import PHASES, Phase, phases_of
from planner.tenancy.model import Facts, State, Tenancy

_SQL = queries("planner.run")


@dataclass(frozen=True, slots=True)
class View:
    """The plan and the database, as of one snapshot."""

    loaded: LoadedPlan
    catalog: Catalog
    tenancy: Tenancy
    facts: Facts
    _diffs: dict[tuple[Phase, ...], Diff] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def state(self) -> State:
        """Return the state that operations read: tenancy, catalog and facts."""
        return State(self.tenancy, self.catalog, self.facts)

    @property
    def phases(self) -> tuple[Phase, ...]:
        """The phases of the plan's target."""
        return phases_of(self.loaded.plan.target.dialect)

    def entries(self) -> Iterator[tuple[QName, Table]]:
        """Yield each table that the plan speaks of, by name or by a pattern, with its entry."""
        tables = (r.name for r in self.catalog.roots() if r.is_table() and r.extension is None)
        return entries(self.loaded.plan, (name for name in tables if name != self.tenancy.tenants.relation))

    def diff(self, phases: tuple[Phase, ...] = PHASES) -> Diff:
        """Return what the phases still have to do. The result is computed once.

        Raise Blocked for a selected phase that the plan's target does not have.
        """
        if phases != PHASES and not set(phases) <= set(self.phases):
            raise Blocked(
                f"phase {PHASES[-1]} is for a Citus cluster, and the plan's target is {self.loaded.plan.target.dialect}",
                place=self.loaded.place("target"),
                hint=f"leave the phase out, or write `target: {{ dialect: {CITUS} }}` into the plan",
            )
        if phases not in self._diffs:
            self._diffs[phases] = diff(self.tenancy, self.catalog, self.facts, phases)
        return self._diffs[phases]

    def with_facts(self, facts: Facts) -> View:
        """Return the view with other facts."""
        return replace(self, facts=facts)


def settings(loaded: LoadedPlan, *, read_only: bool) -> Settings:
    """Return the session settings that `execution:` of the plan asks for."""
    execution = loaded.plan.execution
    lock = READING_LOCK_TIMEOUT if read_only else execution.lock_timeout
    return Settings(lock_timeout=lock, read_only=read_only, role=execution.role)


def open_reading(loaded: LoadedPlan, dsn: str | None) -> Connection:
    """Return a read-only connection."""
    return connect(dsn, settings(loaded, read_only=True))


def open_writing(loaded: LoadedPlan, dsn: str | None, command: str) -> Connection:
    """Return a further connection that may write, of a command that holds the run lock."""
    return connect(dsn, settings(loaded, read_only=False), application_name=f"planner {command}")


def open_locked(loaded: LoadedPlan, dsn: str | None, command: str) -> Connection:
    """Return a connection that may write, while no other planner is at work. `run_lock.letting_go` closes it.

    Raise Blocked on a standby, or when another planner is at work.
    """
    connection = open_writing(loaded, dsn, command)
    try:
        refuse_standby(connection)
        refuse_strangers(connection)
        keep_at_home(connection)
        run_lock.take(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def refuse_standby(connection: Connection) -> None:
    """Raise Blocked on a standby."""
    if connection.value(_SQL["in_recovery"]):
        raise Blocked("this server is a standby: nothing can be written here", hint="connect to the primary")


def refuse_worker(loaded: LoadedPlan, catalog: Catalog) -> None:
    """Raise Blocked on a worker of a Citus cluster: plain tables are not there, and the plan would seem wrong."""
    cluster = catalog.cluster
    if loaded.plan.target.dialect == CITUS and cluster is not None and not cluster.coordinator:
        raise Blocked(
            "this is a worker of the cluster, and tables are distributed from its coordinator",
            hint="connect to the coordinator: SELECT nodename, nodeport FROM pg_dist_node WHERE groupid = 0",
        )


def look(connection: Connection, loaded: LoadedPlan, *, tolerant: bool = False) -> View:
    """Read the database, and resolve the plan against it. Raise PlanError, Refused or DatabaseError.

    `tolerant` accepts tables that the plan does not name; see `resolve`.
    """
    catalog, moved = find_again(connection, snapshot(connection, loaded))
    refuse_renamed(connection, catalog, moved)
    refuse_worker(loaded, catalog)
    tenancy = resolve(loaded, catalog, tolerant=tolerant)
    refuse_other_tenants(catalog, tenancy.tenants.relation)
    refuse_unreadable(catalog, [tenancy.tenants.relation])
    view = View(loaded, catalog, tenancy, read_facts(connection, loaded, tenancy))
    if not tolerant:
        refuse_unknown(connection, tenancy)
    return view


def snapshot(connection: Connection, loaded: LoadedPlan) -> Catalog:
    """Return the catalog of the managed schemas. Raise an error for a server that planner can't work with.

    Raise Blocked, before the record is read, when schema planner is not planner's alone.
    """
    refuse_strangers(connection)
    catalog = read_catalog(connection, loaded.plan.schemas)
    check_server(catalog)
    check_target(loaded, catalog)
    _check_record_scope(catalog, loaded)
    return catalog


def _check_record_scope(catalog: Catalog, loaded: LoadedPlan) -> None:
    outside = {key.relation.schema for key in catalog.owned} - set(loaded.plan.schemas) - {PLANNER_SCHEMA}
    if outside:
        raise Blocked(
            f"planner changed relations in schema {', '.join(sorted(outside))}, which the plan no longer manages",
            place=loaded.place("schemas"),
            hint="put it back into `schemas`, or roll back with the plan that had it",
        )
