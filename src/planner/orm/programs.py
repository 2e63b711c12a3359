"""Programs of an application that make its definition: its own Python, and the tools in its node_modules."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from planner.errors import PlanError, PlannerError

BIN = Path("node_modules") / ".bin"


def home_of(path: Path, program: str) -> Path:
    """Return the nearest folder, at or above `path`, whose node_modules has the application's tool. Raises PlannerError
    when there is none."""
    home = next((folder for folder in (path, *path.parents) if (folder / BIN / program).exists()), None)
    if home is None:
        raise PlannerError(
            f"there is no {program} in node_modules beside or above {path}", hint=f"npm install --save-dev {program}"
        )
    return home


def ran(command: Sequence[str], folder: Path, variables: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return the output of a program. Raises PlanError when the program can't be started, and with the program's own
    message when it fails."""
    program = shutil.which(command[0]) or command[0]
    try:
        done = subprocess.run(  # noqa: S603
            [program, *command[1:]],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            env={**_environment(), **variables, "NO_COLOR": "1"},
        )
    except OSError as error:
        raise PlanError(
            f"{command[0]} can't be run: {error.strerror}",
            hint="check that the program is there and may be executed; --python names the application's Python",
        ) from None
    if done.returncode:
        raise PlanError(
            f"the definition can't be loaded: {_reason(done.stderr or done.stdout) or f'{command[0]} ended with {done.returncode}'}",
            hint=f"run it where the application runs; it was read with {Path(program).name} in {folder}",
        )
    return done.stdout


_RUBY = re.compile(r"\S+:\d+:in [`'].*?': (.+)")
"""The first line of an exception that nobody catches."""


def _reason(said: str) -> str:
    """Return the end of a traceback, the message of Ruby's exception, or the first line that a tool calls an error."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    if any(line.startswith("Traceback") for line in lines):
        return lines[-1]
    raised = next((found for line in lines if (found := _RUBY.match(line)) is not None), None)
    if raised is not None:
        return raised[1]
    return next((line for line in lines if line.lower().startswith("error:")), lines[-1] if lines else "")


def _environment() -> Mapping[str, str]:
    """Return the environment without the live database's address, so that the ORM can reach no database but the
    scratch server."""
    return {
        name: value
        for name, value in os.environ.items()
        if name not in ("PLANNER_DSN", "DATABASE_URL") and not name.startswith("PG")
    }
