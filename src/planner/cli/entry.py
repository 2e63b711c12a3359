"""The start and the end of the process: every error becomes one message and an exit code."""

from __future__ import annotations

import os
import sys
import traceback
from contextlib import suppress
from io import TextIOWrapper
from typing import NoReturn

import typer

from planner.cli import (
    change,
    demo,
    diff,
    docs,
    grant_read,
    graph,
    merge,
    orm,
    plan,
    queries,
    rehearse,
    render,
    report,
    runs,
    sample,
    stack,
    suite,
    tenant,
    tenant_add,
    tenant_copy,
    tenant_move,
    verify,
)
from planner.cli.app import app
from planner.cli.options import tell
from planner.errors import Bug, PlanError, PlannerError

COMMANDS = (
    change,
    demo,
    diff,
    docs,
    grant_read,
    graph,
    merge,
    orm,
    plan,
    queries,
    rehearse,
    render,
    report,
    runs,
    sample,
    stack,
    suite,
    tenant,
    tenant_add,
    tenant_copy,
    tenant_move,
    verify,
)
"""The modules of commands, which register themselves."""


def _fail(error: PlannerError) -> NoReturn:
    if os.environ.get("PLANNER_DEBUG") and (bug := _bug(error)) is not None:
        traceback.print_exception(bug.cause)
    problems = error.problems if isinstance(error, PlanError) and error.problems else (error,)
    try:
        for problem in problems:
            _tell_one(problem)
        if isinstance(error, PlanError) and error.more:
            tell(f"… and {error.more} more mistakes; correct these first")
    except BrokenPipeError:
        _silence()
    sys.exit(error.exit_code)


def _tell_one(problem: PlannerError) -> None:
    tell(f"error: {problem}" if not problem.place else str(problem))
    hint = problem.hint or (
        "planner docs plan explains every key, with an example" if isinstance(problem, PlanError) else None
    )
    if hint:
        tell("\n".join(f"  → {line}" for line in hint.splitlines()))


def _bug(error: BaseException | None) -> Bug | None:
    """Return the bug that an error comes from, if it comes from one."""
    while error is not None and not isinstance(error, Bug):
        error = error.__cause__
    return error


def _silence() -> None:
    """Let nothing more be written to pipes that nobody reads: Python would end with an error of its own."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            os.dup2(nothing, stream.fileno())


def _usage_errors() -> type[typer.BadParameter]:
    """Return the base class of typer's usage errors: click's own class, or its copy in newer versions of typer."""
    bases = typer.BadParameter.__mro__
    return next(base for base in bases if base.__name__ == "ClickException")


_CTRL_C = 130
"""What typer returns for a KeyboardInterrupt of a command; older versions raise Abort."""


def main() -> NoReturn:
    """Run the command line. docs/exit-codes.md lists the exit codes."""
    import gc

    if isinstance(sys.stdout, TextIOWrapper):  # Text of a SQL_ASCII database goes out byte by byte as it came.
        sys.stdout.reconfigure(errors="surrogateescape")
    gc.freeze()
    gc.set_threshold(200_000, 1000, 1000)  # most objects of a command live until it ends
    try:
        code = typer.main.get_command(app)(standalone_mode=False, prog_name="planner")
        if code == _CTRL_C:
            raise KeyboardInterrupt
    except PlannerError as error:
        _fail(error)
    except _usage_errors() as error:
        error.show()
        sys.exit(64)
    except (KeyboardInterrupt, typer.Abort):
        tell("stopped; nothing was changed")
        sys.exit(1)
    except BrokenPipeError:
        _silence()
        sys.exit(0)
    except Exception as error:
        if os.environ.get("PLANNER_DEBUG"):
            raise
        _fail(Bug(error))
    sys.exit(code if isinstance(code, int) else 0)
