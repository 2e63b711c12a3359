"""What the benchmarks share: planner as a process, WAL positions, sizes, the machine."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg


@dataclass(frozen=True, slots=True)
class Process:
    """How a process ended: wall-clock seconds, peak resident memory in bytes, exit code, what it said."""

    seconds: float
    memory: int
    code: int
    said: str


def planner(dsn: str, *arguments: str, check: bool = True) -> Process:
    """`planner` as users start it. Raises CalledProcessError with its words when it fails and `check` is set."""
    started = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", "planner", *arguments],
        env=os.environ | {"PLANNER_DSN": dsn}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stderr is not None
    said = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if check and child.returncode:
        raise subprocess.CalledProcessError(child.returncode, child.args, stderr=said)
    return Process(seconds, usage.ru_maxrss * 1024, child.returncode, said)


def one(dsn: str, query: str) -> int:
    """The first number of a query."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
        return int(row[0]) if row else 0


def wal(dsn: str) -> int:
    """pg_current_wal_insert_lsn() in bytes."""
    return one(dsn, "SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")


def machine(dsn: str) -> str:
    """Processor, cores, memory and server, for the line below a table."""
    with psycopg.connect(dsn) as connection:
        server = connection.info.parameter_status("server_version")
    cpu = next(
        (line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{cpu}, {os.cpu_count()} cores, {memory:.0f} GiB, PostgreSQL {server}, Python {platform.python_version()}"


def _lines(file: str) -> list[str]:
    path = Path(file)
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
