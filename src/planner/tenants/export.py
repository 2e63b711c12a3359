"""Export a tenant: one snapshot, one file for each table in COPY's text format, and a manifest at the end."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from queue import SimpleQueue

from planner import __version__
from planner.catalog.fingerprint import Fingerprint
from planner.errors import Blocked, PlannerError
from planner.execution.connection import Connection
from planner.names import QName, few
from planner.run.project import View, open_reading
from planner.sql import build
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
from planner.tenants.manifest import (
    FILE,
    FORMAT,
    MANIFEST,
    PLAN,
    TABLES,
    Entry,
    Manifest,
    RowHash,
    open_private,
    text_of,
)

_SQL = queries("planner.tenants")

Tell = Callable[[str], None]
"""Prints a line of progress."""

MARKER = ".planner-export"
"""The file of a folder that holds half an export. An export writes it first, and removes it at the end."""


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
def snapshot(connection: Connection) -> Iterator[str]:
    """Open a transaction that sees one state of the database, and that other sessions can join by its name."""
    connection.set("idle_in_transaction_session_timeout", "0")
    with connection.undone():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield str(connection.value(_SQL["export_snapshot"]))


def prepare_export(connection: Connection, view: View, given: str) -> tuple[ClosedSet, str]:
    """Return the closed set and the tenant. Raise Blocked for a tenant that can't be exported as a whole."""
    closed = closed_set(view)
    tenant = find_tenant(connection, view.state, given)
    refuse_ownerless(connection, closed)
    refuse_open_ends(connection, closed, tenant)
    return closed, tenant


def export(connection: Connection, job: Export) -> Manifest:
    """Write the export. The folder is new, empty, or holds half an export, which is replaced."""
    plan = _plan_of(Path(job.view.loaded.file))
    _make_folder(job.out)
    with snapshot(connection) as name:
        closed, tenant = prepare_export(connection, job.view, job.tenant)
        parts = [*closed.used.values(), *closed.own.values()]
        files = {part.relation: f"{TABLES}/{number:04}.copy" for number, part in enumerate(parts)}
        entries = _copied(connection, job, closed, tenant, name, files)
        sequences = connection.fetch(_SQL["sequences"], {"schemas": list(job.view.loaded.plan.schemas)})
    held = {(part.relation.schema, part.relation.name) for part in closed.own.values()}
    server = job.view.catalog.server
    tenants = closed.state.tenancy.tenants.relation
    manifest = Manifest(
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
        plan_sha256=sha256(plan).hexdigest(),
        tables=tuple(entries[part.relation] for part in parts),
        sequences=tuple((a, b, c, d, e) for a, b, c, d, e in sequences if (a, b) in held),
    )
    _write(job.out / PLAN, plan)
    unfinished = job.out / f".{MANIFEST}"
    _write(unfinished, text_of(manifest).encode())
    unfinished.replace(job.out / MANIFEST)
    (job.out / MARKER).unlink(missing_ok=True)
    return manifest


def _copied(
    connection: Connection,
    job: Export,
    closed: ClosedSet,
    tenant: str,
    snapshot_name: str,
    files: dict[QName, str],
) -> dict[QName, Entry]:
    """Copy all tables on one snapshot, the largest ones first, with `workers` sessions."""
    parts = [*closed.used.values(), *closed.own.values()]
    parts.sort(key=lambda part: -closed.relation(part).pages)

    def copied(session: Connection, part: Part) -> Entry:
        entry = _copy(session, closed, part, tenant, job.out, files[part.relation])
        job.tell(f"{part.relation}: {entry.rows} rows, {entry.bytes} bytes")
        return entry

    if job.workers == 1:
        return {part.relation: copied(connection, part) for part in parts}
    with ExitStack() as stack:
        free: SimpleQueue[Connection] = SimpleQueue()
        for _ in range(min(job.workers, len(parts))):
            session = stack.enter_context(open_reading(job.view.loaded, job.dsn))
            session.set("idle_in_transaction_session_timeout", "0")
            stack.enter_context(_joined(session, snapshot_name))
            free.put(session)

        def in_turn(part: Part) -> Entry:
            session = free.get()
            try:
                return copied(session, part)
            finally:
                free.put(session)

        pool = stack.enter_context(ThreadPoolExecutor(job.workers))
        return dict(zip((part.relation for part in parts), pool.map(in_turn, parts), strict=True))


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


def _copy(session: Connection, closed: ClosedSet, part: Part, tenant: str, out: Path, file: str) -> Entry:
    seen = RowHash()
    size = 0
    path = out / file
    try:
        with open_private(path) as rows:
            for line in session.copy_out(copy_to(closed.select(part, tenant))):
                seen.add(line)
                size += rows.write(line)
    except OSError as error:
        raise _unwritable(path, error) from None
    columns = tuple((column.name, column.type) for column in part.columns)
    relation = part.relation
    return Entry(relation.schema, relation.name, part.kind, file, part.column, columns, seen.rows, size, seen.hex())


def check_folder(out: Path) -> None:
    """Raise Blocked for a folder that holds anything but half an export, which has planner's marker."""
    if not out.exists():
        return
    tables = out / TABLES
    try:
        names = {path.name for path in out.iterdir()}
        if MANIFEST in names:
            raise Blocked(f"{out} holds an export already", hint="name a new folder with --out")
        known = {MARKER, TABLES, PLAN, f".{MANIFEST}"} if MARKER in names else set()
        others = sorted(names - known)
        if MARKER in names and tables.is_symlink():
            raise Blocked(f"{tables} is a symbolic link", hint="name a new folder with --out")
        if MARKER in names and TABLES in names:
            others += sorted(f"{TABLES}/{path.name}" for path in tables.iterdir() if not _is_copy(path))
    except OSError as error:
        raise _unwritable(out, error) from None
    if others:
        raise Blocked(f"{out} holds other files: {few(others, 3)}", hint="name a new or an empty folder with --out")


def _is_copy(path: Path) -> bool:
    """Return whether the file of folder `tables` is one that an export writes."""
    return re.fullmatch(FILE, f"{TABLES}/{path.name}") is not None and path.is_file() and not path.is_symlink()


def _make_folder(out: Path) -> None:
    """Make an empty folder that only this user can enter; half an export in it is removed, and nothing else."""
    check_folder(out)
    try:
        out.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not (out / MARKER).exists():
            open_private(out / MARKER).close()
        for name in (PLAN, f".{MANIFEST}"):
            (out / name).unlink(missing_ok=True)
        (out / TABLES).mkdir(mode=0o700, exist_ok=True)
        for path in (out / TABLES).iterdir():
            if _is_copy(path):
                path.unlink()
    except OSError as error:
        raise _unwritable(out, error) from None


def _plan_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise PlannerError(f"{file} can't be read: {error.strerror}", hint="check the path") from None


def _write(file: Path, content: bytes) -> None:
    try:
        with open_private(file) as out:
            out.write(content)
    except OSError as error:
        raise _unwritable(file, error) from None


def _unwritable(file: Path, error: OSError) -> PlannerError:
    return PlannerError(f"{file} can't be written: {error.strerror}", hint="choose another --out, with enough space")
