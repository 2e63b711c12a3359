"""Take a backup with the real pg_dump before anything is changed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from planner.errors import Refused
from planner.execution.dsn import conninfo, joined, parts, secret_keywords
from planner.sql.spelling import shell_word


def pg_dump(directory: Path, dsn: str | None, server_major: int) -> Path:
    """Write `DIRECTORY/<database>-<time>.dump` in the custom format. Raise Refused when pg_dump fails or is missing.

    The password travels in the environment, never on the command line, where other users of the machine could read it.
    """
    program = shutil.which("pg_dump")
    if program is None:
        raise Refused(
            "--pg-dump: there is no pg_dump on this machine; nothing was changed",
            hint=f"install the client tools of PostgreSQL {server_major} or newer, or take the backup another way",
        )
    parameters = parts(conninfo(dsn))
    opened, secrets = without_password(parameters, "--pg-dump")
    database = str(parameters.get("dbname") or os.environ.get("PGDATABASE") or "database")
    name = "".join(c if c.isalnum() or c in "-_." else "_" for c in database)
    file = directory / f"{name}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.dump"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        # pg_dump keeps the mode of a file that is there: only this user reads the rows.
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise Refused(
            f"--pg-dump: {error.filename} can't be made: {error.strerror}; nothing was changed",
            hint="name a directory that you can write to",
        ) from None
    command = [program, "--format=custom", f"--file={file}", f"--dbname={opened}"]
    done = subprocess.run(command, env=os.environ | secrets, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        file.unlink(missing_ok=True)
        reason = done.stderr.strip().splitlines()[0] if done.stderr.strip() else f"exit code {done.returncode}"
        raise Refused(
            f"--pg-dump failed, so nothing was changed: {reason}",
            hint=f"take a pg_dump of PostgreSQL {server_major} or newer; an older one refuses a newer server"
            if "version" in reason
            else f"try it by hand: pg_dump --format=custom --file={shell_word(file)} …; or leave --pg-dump out and take the "
            "backup another way",
        )
    return file


def without_password(parameters: Mapping[str, Any], what: str) -> tuple[str, dict[str, str]]:
    """Return the connection string without secrets, and the variables that carry the secrets.

    Everything else, also a service and libpq's own variables, reaches pg_dump as it reaches planner. Raises Refused for a
    secret that libpq reads from no variable (PostgreSQL documentation, 32.15); the message begins with `what`.
    """
    secrets = {key: str(value) for key, value in parameters.items() if key in secret_keywords()}
    without_variable = sorted(secrets.keys() - {"password"})
    if without_variable:
        raise Refused(
            f"{what}: no variable hands {', '.join(without_variable)} to pg_dump, and on its command line other users of "
            "the machine could read the value; nothing was changed",
            hint=f"put the value into a service file (service=NAME), or do without {what}",
        )
    opened = {key: value for key, value in parameters.items() if key not in secrets}
    return joined(**opened), {"PGPASSWORD": secrets["password"]} if secrets else {}
