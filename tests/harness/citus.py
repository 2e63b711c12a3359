"""Make databases on a Citus cluster that runs already: created on every node for one test, and dropped afterwards.

`PLANNER_CITUS_DSN` names any database on the coordinator of a cluster with at least two workers; its role is a superuser
on each node. No test starts or stops the cluster. Roles belong to a node, so tests give them unusual names.
"""

from __future__ import annotations

import os
import threading
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from harness.clusters import NoServer
from harness.databases import Database
from harness.servers import Server, wheel_binaries

VARIABLE = "PLANNER_CITUS_DSN"
STATEMENT_TIMEOUT = "60s"
"""Of every session of the tests. planner's own sessions have none: see PATIENCE."""
PATIENCE = 180.0
"""Seconds after which all sessions of a test's database are terminated, so that a hang is a failure and no standstill."""


@dataclass(frozen=True, slots=True)
class Node:
    """One server of the cluster."""

    id: int
    host: str
    port: int
    conninfo: str = field(repr=False)
    """The coordinator's connection string; host, port and dbname are replaced."""

    def connect(self, database: str, **parameters: Any) -> psycopg.Connection:
        """Return an autocommit session on this node, with a statement_timeout."""
        said = {"host": self.host, "port": self.port, "dbname": database, **parameters}
        said["options"] = f"-c statement_timeout={STATEMENT_TIMEOUT} {said.get('options', '')}"
        return psycopg.connect(make_conninfo(self.conninfo, **said), autocommit=True)

    @contextmanager
    def maintenance(self) -> Iterator[psycopg.Connection]:
        """Yield a session on the database `postgres`, which sends nothing to other nodes."""
        with closing(self.connect("postgres")) as session:
            session.execute("SET citus.enable_ddl_propagation = off")
            yield session


@dataclass(frozen=True, slots=True)
class Coordinator(Server):
    """A running Citus cluster, as the server that planner connects to."""

    conninfo: str = field(default="", repr=False)
    citus: str = ""
    """The version of the extension, e.g. `14.0-1`."""
    nodes: tuple[Node, ...] = ()
    """The coordinator, then the workers."""

    @property
    def workers(self) -> tuple[Node, ...]:
        return self.nodes[1:]

    def dsn(self, database: str = "postgres") -> str:
        return make_conninfo(self.conninfo, dbname=database)

    @contextmanager
    def session(self) -> Iterator[psycopg.Connection]:
        with self.nodes[0].maintenance() as session:
            yield session


@dataclass(slots=True)
class CitusDatabase(Database):
    """A fresh database on every node, with the extension, and with the workers added."""

    server: Coordinator

    def connect(self, **parameters: Any) -> psycopg.Connection:
        connection = self.server.nodes[0].connect(self.name, **parameters)
        self._connections.append(connection)
        return connection

    def on(self, node: Node, **parameters: Any) -> psycopg.Connection:
        """Return a session on a node, which is closed with the database."""
        connection = node.connect(self.name, **parameters)
        self._connections.append(connection)
        return connection

    def role(self, name: str, options: str = "LOGIN") -> str:
        """Create a role on every node. It is dropped with the database."""
        for node in self.server.nodes:
            with node.maintenance() as session:
                session.execute(sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(name), sql.SQL(options)))
        self._roles.append(name)
        return name

    def on_shards(self, relation: str, command: str) -> dict[str, str]:
        """Run a command on each shard of a relation (`%s` is the shard's name); return the answer by the shard's id."""
        query = "SELECT shardid, success, result FROM run_command_on_shards(%s, %s)"
        with closing(self.connect()) as session:
            found = session.execute(query, (relation, command)).fetchall()
        assert all(success for _, success, _ in found), found
        return {str(shard): result for shard, _, result in found}

    def on_one_shard(self, relation: str, command: str) -> None:
        """Run a command on one shard alone, on its worker, past the coordinator: as an accident would."""
        query = (
            "SELECT shardid, nodeport FROM pg_dist_shard JOIN pg_dist_placement USING (shardid) JOIN pg_dist_node USING (groupid) "
            "WHERE logicalrelid = %s::regclass ORDER BY shardid LIMIT 1"
        )
        with closing(self.connect()) as session:
            row = session.execute(query, (relation,)).fetchone()
            assert row is not None, f"{relation} has no shard"
            name = session.execute("SELECT shard_name(%s::regclass, %s)", (relation, row[0])).fetchone()
        assert name is not None
        node = next(one for one in self.server.nodes if one.port == row[1])
        with closing(node.connect(self.name)) as session:
            session.execute("SET citus.enable_ddl_propagation = off")
            session.execute("SET citus.enable_manual_changes_to_shards = on")
            session.execute(command.replace("%s", str(name[0])).encode())

    def terminate(self) -> None:
        """End all other sessions of the database, on every node."""
        query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
        for node in self.server.nodes:
            with node.maintenance() as session:
                session.execute(query, (self.name,))

    def close(self) -> None:
        for connection in self._connections:
            connection.close()
        for node in self.server.nodes:
            with node.maintenance() as session:
                self._drop(session)

    def _drop(self, session: psycopg.Connection) -> None:
        """Drop the database on one node. A slot of an interrupted copy would stop DROP DATABASE."""
        slots = session.execute(
            "SELECT slot_name, active_pid FROM pg_replication_slots WHERE database = %s", (self.name,)
        )
        for slot, pid in slots.fetchall():
            with suppress(psycopg.Error):  # The sender may end a moment later; DROP DATABASE then says so.
                if pid is not None:
                    session.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
                session.execute("SELECT pg_drop_replication_slot(%s)", (slot,))
        session.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.name)))
        for role in self._roles:
            session.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))


def coordinator() -> Coordinator:
    """Return the cluster that PLANNER_CITUS_DSN names. Raise NoServer with what is missing."""
    conninfo = os.environ.get(VARIABLE)
    if not conninfo:
        raise NoServer(f"set {VARIABLE} to a database on the coordinator of a Citus cluster with two workers")
    try:
        session = psycopg.connect(conninfo, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as error:
        raise NoServer(f"{VARIABLE}: {str(error).splitlines()[0]}") from None
    with closing(session):
        extension = session.execute("SELECT extversion FROM pg_extension WHERE extname = 'citus'").fetchone()
        if extension is None:
            raise NoServer(f"{VARIABLE}: the extension citus is not in this database")
        found = session.execute(
            "SELECT nodeid, nodename, nodeport, shouldhaveshards FROM pg_dist_node "
            "WHERE noderole = 'primary' AND isactive ORDER BY groupid"
        ).fetchall()
        workers = [Node(id, host, port, conninfo) for id, host, port, shards in found if shards]
        if len(workers) < 2:
            raise NoServer(f"{VARIABLE}: the cluster has {len(workers)} workers, and the tests need two")
        info = session.info
        host = str(conninfo_to_dict(conninfo).get("host") or info.host)
        first = Node(0, host, info.port, conninfo)
        version = info.server_version
        return Coordinator(
            version // 10000, f"{version // 10000}.{version % 10000}", wheel_binaries(), host, info.port,
            conninfo, extension[0], (first, *workers),
        )  # fmt: skip


@contextmanager
def citus_database(server: Coordinator) -> Iterator[CitusDatabase]:
    """Make an empty database on every node, with the extension; drop it at the end."""
    database = CitusDatabase(server, f"planner_{uuid.uuid4().hex[:12]}")
    watch = threading.Timer(PATIENCE, database.terminate)
    watch.daemon = True
    watch.start()
    try:
        for node in server.nodes:
            with node.maintenance() as session:
                session.execute(
                    f"CREATE DATABASE {database.name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
                )
            with closing(node.connect(database.name)) as session:
                session.execute("CREATE EXTENSION citus")
        with closing(database.connect()) as session:
            session.execute("SELECT citus_set_coordinator_host(%s, %s)", (server.host, server.port))
            for worker in server.workers:
                session.execute("SELECT citus_add_node(%s, %s)", (worker.host, worker.port))
        yield database
    finally:
        watch.cancel()
        database.close()
