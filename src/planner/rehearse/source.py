"""The database that is rehearsed: read in one read-only snapshot, and told apart from the database of the rehearsal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from planner.catalog.model import Catalog
from planner.catalog.read import read_catalog
from planner.execution.connection import Connection
from planner.plan.load import LoadedPlan
from planner.run.project import View, look, open_reading
from planner.sql.queries import queries
from planner.tenancy.model import State

_SQL = queries("planner.rehearse")

SETTINGS = (
    "autovacuum",
    "checkpoint_completion_target",
    "checkpoint_timeout",
    "commit_delay",
    "deadlock_timeout",
    "effective_cache_size",
    "effective_io_concurrency",
    "fsync",
    "full_page_writes",
    "jit",
    "maintenance_work_mem",
    "max_parallel_maintenance_workers",
    "max_parallel_workers",
    "max_parallel_workers_per_gather",
    "max_wal_size",
    "random_page_cost",
    "shared_buffers",
    "synchronous_commit",
    "wal_compression",
    "wal_level",
    "wal_log_hints",
    "work_mem",
)
"""The settings that decide how long a run takes."""


@dataclass(frozen=True, slots=True)
class Home:
    """What a database has beside its schemas."""

    name: str
    encoding: str
    collate: str
    ctype: str
    owner: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Source:
    """The database of the plan, in one snapshot."""

    loaded: LoadedPlan
    dsn: str | None
    connection: Connection
    """Its transaction sees the snapshot, and can only read."""
    snapshot: str
    """The name by which pg_dump joins the snapshot."""
    view: View
    whole: Catalog
    """The catalog of all schemas, those that the plan does not manage included."""
    user: str
    """The role that connected."""
    home: Home
    settings: Mapping[str, str]
    release: Callable[[], None]
    """Ends the snapshot and the session; the rest of the source stays readable."""

    @property
    def state(self) -> State:
        """The plan's goal, over all schemas."""
        return replace(self.view.state, catalog=self.whole)


@contextmanager
def open_source(loaded: LoadedPlan, dsn: str | None) -> Iterator[Source]:
    """Look at the database as `apply` does, then hold a snapshot of it. Raise what a dry-run raises for the plan."""
    with ExitStack() as opened:
        connection = opened.enter_context(open_reading(loaded, dsn))
        view = look(connection, loaded)
        schemas = [name for (name,) in connection.fetch(_SQL["schemas"])]
        whole = read_catalog(connection, schemas)
        user = str(connection.value(_SQL["session_user"]))
        home = Home(*(connection.row(_SQL["database"]) or ()))
        settings = settings_of(connection)
        connection.set("idle_in_transaction_session_timeout", "0")
        opened.enter_context(connection.undone())
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        snapshot = str(connection.value(_SQL["export_snapshot"]))
        yield Source(loaded, dsn, connection, snapshot, view, whole, user, home, settings, opened.close)


def settings_of(connection: Connection) -> dict[str, str]:
    """Return the settings that decide how long a run takes."""
    return dict(connection.fetch(_SQL["settings"], {"names": list(SETTINGS)}))
