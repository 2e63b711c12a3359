"""Take a backup with the real pg_dump before anything is changed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from planner.errors import Refused
from planner.execution.dsn import conninfo, parts, secret_keywords


def pg_dump(directory: Path, dsn: str | None, server_major: int) -> Path:
    """Write `DIRECTORY/<database>-<time>.dump` in the custom format. Raise Refused when pg_dump fails or is missing.

    The parameters of the connection travel in a service file that only this user can read, never on the command line,
    where other users of the machine could read the secrets among them.
    """
    program = shutil.which("pg_dump")
    if program is None:
        raise Refused(
            "--pg-dump: there is no pg_dump on this machine; nothing was changed",
            hint=f"install the client tools of PostgreSQL {server_major} or newer, or take the backup another way",
        )
    parameters = parts(conninfo(dsn))
    database = str(parameters.get("dbname") or os.environ.get("PGDATABASE") or "database")
    name = "".join(c if c.isalnum() or c in "-_." else "_" for c in database)
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(
            f"--pg-dump: {directory} can't be made: {error.strerror}; nothing was changed",
            hint="name a directory that you can write to",
        ) from None
    file = directory / f"{name}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.dump"
    command = [program, "--format=custom", f"--file={file}"]
    with _service(parameters) as environment:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        file.unlink(missing_ok=True)
        reason = done.stderr.strip().splitlines()[0] if done.stderr.strip() else f"exit code {done.returncode}"
        raise Refused(
            f"--pg-dump failed, so nothing was changed: {reason}",
            hint=f"take a pg_dump of PostgreSQL {server_major} or newer; an older one refuses a newer server"
            if "version" in reason
            else f"try it by hand: pg_dump --format=custom --file={file} …; or leave --pg-dump out and take the backup another way",
        )
    return file


@contextmanager
def _service(parameters: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Yield the environment of a program of libpq's that shall connect with these parameters.

    Raises Refused for a value that a service file can't hold (PostgreSQL documentation, 32.17).
    """
    service = {key: str(value) for key, value in parameters.items() if key not in ("service", "servicefile")}
    if any("\n" in value or value != value.strip() for value in service.values()):
        raise Refused(
            "--pg-dump: a value of the connection string has a line break, or a space at an end; nothing was changed",
            hint="take the backup another way",
        )
    environment = dict(os.environ)
    environment.pop("PGSERVICE", None)
    if parameters.get("service"):
        environment["PGSERVICE"] = str(parameters["service"])
        secret = {key: value for key, value in service.items() if key in secret_keywords()}
        environment |= {"PGPASSWORD": secret["password"]} if "password" in secret else {}
        yield environment
        return
    with TemporaryDirectory(prefix="planner-") as folder:
        file = Path(folder) / "pg_service.conf"
        file.touch(mode=0o600)
        file.write_text("[planner]\n" + "".join(f"{key}={value}\n" for key, value in service.items()), encoding="utf-8")
        yield environment | {"PGSERVICEFILE": str(file), "PGSERVICE": "planner"}
