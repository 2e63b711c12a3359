"""Mutate a finished database in one transaction: show the harm as the application's role, and ask verify.

The finished database has tenants a and b. `app` is the application's role. Odd users belong to a, even users to b.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import psycopg

from harness.applications import Roles
from harness.databases import Database
from harness.runs import Walk
from planner.catalog.assemble import Rows, assemble, is_ours
from planner.catalog.distribution import ON_CLUSTER
from planner.catalog.model import Catalog
from planner.catalog.queries import queries
from planner.errors import PlannerError
from planner.execution.connection import Connection
from planner.execution.session import Settings, connect
from planner.plan.load import LoadedPlan
from planner.run.probe.probe import probe
from planner.run.project import look
from planner.run.verify import verify
from planner.steps.checks import Result
from planner.target.postgres import Capabilities

SHOP = """
CREATE TABLE tenants (id text PRIMARY KEY, name text NOT NULL, contact text);
CREATE TABLE categories (code text PRIMARY KEY, title text NOT NULL);
CREATE TABLE job_locks (name text PRIMARY KEY, holder text);
CREATE TABLE audit (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, line text);
CREATE TABLE users (id bigint PRIMARY KEY, tenant_id text NOT NULL REFERENCES tenants, email text NOT NULL UNIQUE, secret text);
CREATE TABLE projects (
  id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users, name text NOT NULL, category text REFERENCES categories);
CREATE TABLE tasks (
  id bigint PRIMARY KEY, project_id bigint NOT NULL REFERENCES projects, title text NOT NULL, done boolean NOT NULL DEFAULT false);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users, number text NOT NULL UNIQUE, total numeric NOT NULL);
CREATE TABLE events (id bigint, at date, user_id bigint NOT NULL REFERENCES users, what text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE SCHEMA beside;
GRANT USAGE ON SCHEMA beside TO {app};
GRANT SELECT, INSERT, UPDATE, DELETE ON users, projects, tasks, orders, events TO {app};
GRANT SELECT ON categories TO {app};
INSERT INTO tenants VALUES ('a', 'Customer A', 'a@example.org'), ('b', 'Customer B', 'b@example.org');
INSERT INTO categories VALUES ('c1', 'One'), ('c2', 'Two');
INSERT INTO users SELECT n, CASE n % 2 WHEN 1 THEN 'a' ELSE 'b' END, 'u' || n, 'secret of u' || n FROM generate_series(1, 10) AS n;
INSERT INTO projects SELECT n, n, 'p' || n, 'c' || 1 + n % 2 FROM generate_series(1, 10) AS n;
INSERT INTO tasks SELECT n, 1 + n % 10, 't' || n FROM generate_series(1, 20) AS n;
INSERT INTO orders SELECT n, 1 + n % 10, 'o' || n, n FROM generate_series(1, 20) AS n;
INSERT INTO events SELECT n, '2024-02-01'::date + n, 1 + n % 10, 'e' || n FROM generate_series(1, 20) AS n;
ANALYZE;
"""

PLAN = """
version: 1
tenant: { table: tenants, key: { column: id, type: text }, column: tenant_id }
tables:
  users: { column: tenant_id }
  projects: { backfill: { via: user_id } }
  tasks: { backfill: { via: project_id } }
  orders: { backfill: { via: user_id } }
  events: { backfill: { via: user_id } }
  categories: { kind: reference }
  job_locks: { kind: exempt, reason: "jobs of the operator" }
  audit: { kind: exempt, reason: "lines of the operator" }
keys: { unique: per_tenant, foreign_keys: composite }
transition: { drop: tighten }
rls: { setting: app.tenant, roles: [{app}], ignore_roles: [{stranger}] }
"""

GUARDED_PLAN = PLAN.replace("drop: tighten", "drop: never").replace("composite", "single")
"""With the write guard, and without composite keys, which would stop what a broken guard does."""

OTHERS = "SELECT count(*) > 5 FROM {}"
"""Whether more users are seen than tenant b has."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One thing that is broken in a finished database."""

    make: str
    harm: tuple[str, ...]
    """The statements of the exploit, as the application with tenant b unless they say otherwise (`Stage.exploit`). The last
    one returns true where the harm is done."""
    finds: tuple[str, ...]
    """The id of the finding, and words of its line."""
    since: int = 13
    probe: bool = False
    """Only `verify --probe` finds it."""
    undo: str = ""
    """How the mutation is taken back, when the exploit needs sessions of its own, which see only what is committed."""


def named(text: str, roles: Roles, database: Database) -> str:
    """Return the text with the names of roles, database and server in it."""
    values = {
        "app": roles.app,
        "other": roles.other,
        "stranger": roles.stranger,
        "database": database.name,
        "host": database.server.host,
    }
    for key, value in values.items():
        text = text.replace("{" + key + "}", value)
    return text


@dataclass(frozen=True, slots=True)
class Stage:
    """A finished database, and a session of planner on it."""

    walk: Walk
    roles: Roles
    connection: Connection
    loaded: LoadedPlan

    @property
    def driver(self) -> psycopg.Connection[tuple[object, ...]]:
        return self.connection.driver

    @contextmanager
    def mutated(self, mutant: Mutant) -> Iterator[None]:
        """Make the mutation, in a transaction that is rolled back."""
        with self.connection.undone():
            self.run("admin", mutant.make)
            yield

    def exploit(self, mutant: Mutant) -> bool:
        """Return whether the exploit does its harm. Its effects are undone.

        A statement begins with who runs it: `b>` (left out), `a>`, `unset>` (the application without a tenant), `admin>`,
        or another role. `b!>` is a statement that does the harm by failing as a unique key does.
        """
        try:
            with self.connection.undone():
                done = [self._step(step) for step in mutant.harm]
                return done[-1]
        except psycopg.Error:
            return False
        except PlannerError as error:
            if isinstance(error.__cause__, psycopg.Error):
                return False
            raise

    def _step(self, step: str) -> bool:
        who, mark, statement = step.partition("> ")
        if not mark or not who.rstrip("!").isidentifier():
            who, statement = "b", step
        try:
            rows = self.run(who.rstrip("!"), statement)
        except psycopg.errors.UniqueViolation:
            return who.endswith("!")
        return bool(rows and rows[0][0])

    def run(self, who: str, script: str) -> list[tuple[object, ...]]:
        """Run a script as somebody, and return the rows of its last statement."""
        text = named(script, self.roles, self.walk.database)
        role = {"a": self.roles.app, "b": self.roles.app, "unset": self.roles.app}.get(who, who)
        self.driver.execute("RESET SESSION AUTHORIZATION")
        self.driver.execute("SET LOCAL search_path = public; SET LOCAL row_security = on")
        if who != "admin":
            role = named("{" + role + "}", self.roles, self.walk.database).strip("{}")
            self.driver.execute(f"SET LOCAL SESSION AUTHORIZATION {role}".encode())
            tenant = who if who in ("a", "b") else ""
            self.driver.execute("SELECT pg_catalog.set_config('app.tenant', %s, true)", (tenant,))
        try:
            result = self.driver.pgconn.exec_(text.encode())
            if result.status not in (psycopg.pq.ExecStatus.COMMAND_OK, psycopg.pq.ExecStatus.TUPLES_OK):
                raise psycopg.errors.error_from_result(result)
            return [
                tuple(_value(result.get_value(row, at)) for at in range(result.nfields))
                for row in range(result.ntuples)
            ]
        finally:
            if self.driver.info.transaction_status is psycopg.pq.TransactionStatus.INTRANS:
                self.driver.execute("RESET SESSION AUTHORIZATION")
                self.driver.execute("SET LOCAL search_path = ''; SET LOCAL row_security = off")

    def findings(self, *, probed: bool = False) -> list[str]:
        """Return what verify finds in the open transaction, each as `id relation title detail`."""
        try:
            results = self.results(probed=probed)
        except PlannerError as refused:
            return [f"refused {refused} {refused.hint}"]
        # SET LOCAL ends with the transaction, which the stage keeps open.
        told = [result for result in results if result.finding and "used again" not in result.title]
        return [f"{result.id} {result.relation} {result.title} {result.detail}" for result in told]

    def results(self, *, probed: bool = False) -> list[Result]:
        """Return all results of verify in the open transaction."""
        with (
            mock.patch("planner.run.project.read_catalog", _read_here),
            mock.patch("planner.run.probe.probe.connect", return_value=_Kept(self.connection)),
        ):
            view = look(self.connection, self.loaded, tolerant=True)
            found = list(verify(self.connection, view))
            return [*found, *(probe(None, view) if probed else ())]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A connection that its context does not close."""

    connection: Connection

    def __enter__(self) -> Connection:
        return self.connection

    def __exit__(self, *_: object) -> None:
        return


def _read_here(connection: Connection, schemas: tuple[str, ...]) -> Catalog:
    """Return the catalog as the open transaction sees it."""
    driver = connection.driver
    blocks = {n: q for n, q in queries(Capabilities.of(driver.info.server_version)).items() if n not in ON_CLUSTER}
    owned = blocks.pop("owned")
    rows: dict[str, list[tuple[object, ...]]] = {}
    with driver.pipeline():
        cursors = {
            name: driver.execute(text.encode(), {"schemas": list(schemas)} if "%(schemas)s" in text else None)
            for name, text in blocks.items()
        }
        rows |= {name: cursor.fetchall() for name, cursor in cursors.items()}
    read: Rows = rows
    rows["owned"] = driver.execute(owned.encode()).fetchall() if is_ours(read) else []
    return assemble(read)


def _value(value: bytes | None) -> object:
    return None if value is None else False if value in (b"f", b"0", b"") else value.decode()


def finish(original: Database, folder: Path, roles: Roles, plan: str) -> None:
    """Bring the shop into its finished state."""
    walk = Walk.of(original, folder, named(plan, roles, original), named(SHOP, roles, original))
    walk.apply().must()


@contextmanager
def staged(database: Database, folder: Path, roles: Roles, plan: str) -> Iterator[Stage]:
    """Yield the stage of a finished database."""
    walk = Walk.of(database, folder, named(plan, roles, database))
    with connect(database.dsn, Settings(lock_timeout=5)) as connection:
        yield Stage(walk, roles, connection, walk.load())
