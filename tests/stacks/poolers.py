"""PgBouncer before a database, as examples/second-tenant/psycopg/pgbouncer.ini says."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from harness.clusters import server_account
from harness.databases import Database
from harness.waiting import until
from shops import APP, EXAMPLES, Door, free_port

PREPARES = (1, 21)
"""The first release that keeps prepared statements of its clients in transaction mode."""


def pgbouncer() -> str:
    """Return the program; skip the test where there is none."""
    found = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if found is None:
        pytest.skip("pgbouncer is not installed: make test-stacks")
    return found


def version() -> tuple[int, int]:
    said = subprocess.run([pgbouncer(), "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"PgBouncer (\d+)\.(\d+)", said)
    assert found, said
    return int(found[1]), int(found[2])


@contextmanager
def pooled(database: Database, **settings: str) -> Iterator[Door]:
    """Start PgBouncer; yield the way through it. It refuses to run as root."""
    program, port = pgbouncer(), free_port()
    with tempfile.TemporaryDirectory(prefix="planner-pgbouncer-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "users.txt").write_text(f'"{APP}" ""\n', encoding="utf-8")
        said = {"listen_port": str(port), "auth_file": str(folder / "users.txt"), **settings}
        (folder / "pgbouncer.ini").write_text(_configuration(database, said), encoding="utf-8")
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen([program, folder / "pgbouncer.ini"], stdout=log, stderr=log, **_somebody())
        try:
            until(lambda: _listens(port) or process.poll() is not None, "the start of PgBouncer")
            assert process.poll() is None, (folder / "log").read_text()
            yield Door(database.name, "127.0.0.1", port, more={"PGBOUNCER": "1"})
        finally:
            process.terminate()
            process.wait(timeout=20)


def _configuration(database: Database, settings: Mapping[str, str]) -> str:
    """Return the example's file, for this database."""
    text = (EXAMPLES / "psycopg" / "pgbouncer.ini").read_text(encoding="utf-8")
    server = database.server
    text = re.sub(r"(?m)^shop = .*$", f"{database.name} = host={server.host} port={server.port}", text)
    for name, value in settings.items():
        text, found = re.subn(rf"(?m)^{name} = .*$", f"{name} = {value}", text)
        if not found:
            text += f"{name} = {value}\n"
    return text


def _somebody() -> dict[str, Any]:
    """Return the options of a process that does not run as root."""
    if os.geteuid() != 0:
        return {}
    account = server_account()
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
