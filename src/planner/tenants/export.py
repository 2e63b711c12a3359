"""Export a tenant: one snapshot, one file for each table in COPY's text format, and a manifest at the end."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from planner import __version__
from planner.catalog.fingerprint import Fingerprint
from planner.errors import PlannerError
from planner.execution.connection import Connection
from planner.names import QName
from planner.run.project import View, open_reading
from planner.run.rights import refuse_unreadable
from planner.sql import build, ddl
from planner.sql.build import Node
from planner.sql.queries import queries
from planner.tenants.closed import (
    ClosedSet,
    Part,
    closed_set,
    find_tenant,
    refuse_open_ends,
    refuse_ownerless,
)
from planner.tenants.forms import Out, new_export
from planner.tenants.manifest import FORMAT, TABLES, Entry, Manifest, RowHash, digest, joined, plan_hash, text_of
from planner.tenants.sessions import together

_SQL = queries("planner.tenants")

Tell = Callable[[str], None]
"""Prints a line of progress."""


@dataclass(frozen=True, slots=True)
class Export:
    """What to export, and how."""

    view: View
    dsn: str | None
    tenant: str
    out: Path
    workers: int
    tell: Tell


@contextmanager
def snapshot(connection: Connection, kept: Iterable[QName] = ()) -> Iterator[str]:
    """Open a transaction that sees one state of the database, and that other sessions can join by its name.

    A TRUNCATE after the snapshot would empty a table for it, too. Tables of `kept` are locked against that before.
    """
    connection.set("idle_in_transaction_session_timeout", "0")
    with connection.undone():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for name in kept:
            connection.execute(ddl.lock_table(name, "ACCESS SHARE"))
        yield str(connection.value(_SQL["export_snapshot"]))


def prepare_export(connection: Connection, view: View, given: str) -> tuple[ClosedSet, str]:
    """Return the closed set and the tenant. Raise Blocked for a tenant that can't be exported as a whole."""
    closed, tenant = _found(connection, view, given)
    refuse_open_ends(connection, closed, tenant)
    return closed, tenant


def _found(connection: Connection, view: View, given: str) -> tuple[ClosedSet, str]:
    """Return the closed set and the tenant, of which nobody has looked yet whether it is closed."""
    closed = closed_set(view)
    refuse_unreadable(view.catalog, [*closed.own, *closed.used])
    tenant = find_tenant(connection, view.state, given)
    refuse_ownerless(connection, closed)
    return closed, tenant


def export(connection: Connection, job: Export) -> Manifest:
    """Write the export. Half an export of an earlier run is replaced."""
    out = new_export(job.out)
    plan = _plan_of(Path(job.view.loaded.file))
    out.begin()
    try:
        manifest = _exported(connection, job, out, plan)
        out.finish(plan, text_of(manifest).encode())
    except BaseException:
        out.abandon()
        raise
    return manifest


def _exported(connection: Connection, job: Export, out: Out, plan: bytes) -> Manifest:
    """Copy the tables, and return the manifest."""
    with snapshot(connection) as name:
        closed, tenant = _found(connection, job.view, job.tenant)
        parts = [*closed.used.values(), *closed.own.values()]
        files = {part.relation: f"{TABLES}/{number:04}.copy" for number, part in enumerate(parts)}
        entries = _copied(connection, job, closed, tenant, name, files, out)
        sequences = connection.fetch(_SQL["sequences"], {"schemas": list(job.view.loaded.plan.schemas)})
    held = {(part.relation.schema, part.relation.name) for part in closed.own.values()}
    server = job.view.catalog.server
    tenants = closed.state.tenancy.tenants.relation
    return Manifest(
        format=FORMAT,
        export=uuid.uuid4().hex,
        planner=__version__,
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        database=server.database,
        server=server.version_text,
        encoding=server.encoding,
        tenants=(tenants.schema, tenants.name),
        tenant=tenant,
        fingerprint=Fingerprint.of(job.view.catalog).hex,
        plan_sha256=plan_hash(plan),
        tables=tuple(entries[part.relation] for part in parts),
        sequences=tuple((a, b, c, d, e) for a, b, c, d, e in sequences if (a, b) in held),
    )


def _copied(
    connection: Connection,
    job: Export,
    closed: ClosedSet,
    tenant: str,
    snapshot_name: str,
    files: dict[QName, str],
    out: Out,
) -> dict[QName, Entry]:
    """Copy all tables on one snapshot, the largest ones first, with `workers` sessions."""
    parts = [*closed.used.values(), *closed.own.values()]
    parts.sort(key=lambda part: -closed.relation(part).pages)

    def copied(part: Part, session: Connection, check: Callable[[], None] = _go_on) -> Entry:
        entry = _copy(session, closed, part, tenant, out, files[part.relation], check)
        job.tell(f"{part.relation}: {entry.rows} rows, {entry.bytes} bytes")
        return entry

    if job.workers == 1:
        refuse_open_ends(connection, closed, tenant)
        return {part.relation: copied(part, connection) for part in parts}
    with ExitStack() as stack:
        joined_sessions = []
        for _ in range(min(job.workers, len(parts))):
            session = stack.enter_context(open_reading(job.view.loaded, job.dsn))
            session.set("idle_in_transaction_session_timeout", "0")
            stack.enter_context(_joined(session, snapshot_name))
            joined_sessions.append(session)
        sessions = stack.enter_context(together(joined_sessions))
        look = sessions.submit(partial(refuse_open_ends, closed=closed, tenant=tenant))
        futures = {part.relation: sessions.submit(partial(copied, part, check=sessions.check)) for part in parts}
        look.result()
        return {name: future.result() for name, future in futures.items()}


@contextmanager
def _joined(session: Connection, name: str) -> Iterator[None]:
    """Open a transaction of a worker that sees the same state as the session that exported its snapshot."""
    with session.undone():
        session.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        session.execute(build.phrase("SET TRANSACTION SNAPSHOT", build.literal(name)))
        yield


def copy_to(query: Node) -> Node:
    """Return the COPY that sends the rows of a query in the text format."""
    return build.phrase("COPY", "(", query, ")", "TO STDOUT")


def _go_on() -> None:
    """Let the only session go on."""


def _copy(
    session: Connection, closed: ClosedSet, part: Part, tenant: str, out: Out, name: str, check: Callable[[], None]
) -> Entry:
    seen, whole = RowHash(), digest()
    size = 0
    with out.file(name) as file:
        for block in joined(session.copy_out(copy_to(closed.select(part, tenant))), seen):
            check()
            whole.update(block)
            size += len(block)
            file.write(block)
    columns = tuple((column.name, column.type) for column in part.columns)
    relation = part.relation
    return Entry(
        relation.schema, relation.name, part.kind, name, part.column, columns, seen.rows, size, seen.hex(),
        whole.hexdigest(), file.parts,
    )  # fmt: skip


def _plan_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise PlannerError(f"{file} can't be read: {error.strerror}", hint="check the path") from None
