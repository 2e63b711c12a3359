"""Sqitch: `sqitch.plan`, and for each change a script to deploy it, to revert it and to verify it.

Sqitch runs a script with psql, ON_ERROR_STOP on, in a session of its own and without a transaction (sqitchtutorial). So
a change is a whole segment with its statements one after the other, and the script may set the session's settings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.files.runners.changes import Migration
from planner.files.runners.versions import Versions

RUN = "cd {out} && sqitch deploy db:pg:…"

_PROJECT = "planner"
_WHO = "planner <planner@localhost>"
_CONF = """\
[core]
\tengine = pg
[deploy]
\tmode = change
\tverify = true
"""
"""By default a change that fails takes back every change of the same deploy. Then a lock timeout would undo a
backfill."""


def files(migrations: Sequence[Migration], versions: Versions) -> dict[str, str]:
    """Return the text of each file, by file name with its folder."""
    numbers = versions.numbered(3)
    named = {f"{number}_{m.name}": m for number, m in zip(numbers, migrations, strict=False)}
    found = {"sqitch.conf": _CONF, "sqitch.plan": "\n".join([*_plan(named, versions), ""])}
    for name, migration in named.items():
        session = f"SET lock_timeout = {round(migration.wait * 1000)};\nSET statement_timeout = 0;"
        for verb, comment, pieces in (
            ("deploy", migration.comment, migration.up),
            ("revert", migration.back, migration.down),
            ("verify", f"-- {migration.title}", (migration.check,)),
        ):
            head = f"-- {verb.capitalize()} {_PROJECT}:{name}\n--\n{comment.rstrip()}"
            statements = [session, *(piece.sql for piece in pieces)] if pieces else []
            found[f"{verb}/{name}.sql"] = "\n\n".join([head, *statements, ""])
    return found


def _plan(named: dict[str, Migration], versions: Versions) -> Iterator[str]:
    """Return sqitch.plan, in which each change requires the change before it."""
    yield "%syntax-version=1.0.0"
    yield f"%project={_PROJECT}"
    yield ""
    when = versions.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    before = ""
    for name, migration in named.items():
        yield f"{name} {before}{when} {_WHO} # {migration.title}"
        before = f"[{name}] "
