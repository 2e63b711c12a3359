"""Where `planner queries` reads statements: the server's counters, a file of SQL, or logs of a server."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from planner.cli.files import read_text
from planner.cli.options import DEFAULT_PLAN
from planner.errors import Blocked

if TYPE_CHECKING:
    from planner.application.statements import Statement
    from planner.application.tally import Tally, Wanted
    from planner.execution.connection import Connection
    from planner.tenancy.model import State

COUNTED = "pg_stat_statements"
LOG = "log"
STDIN = "-"


@dataclass(frozen=True, slots=True)
class Options:
    """The options about the source."""

    source: str
    logs: tuple[str, ...]
    database: str | None = None
    exclude_roles: tuple[str, ...] = ()
    exclude_applications: tuple[str, ...] = ()
    prefix: str | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """The statements of a source, and what the source did not tell."""

    statements: list[Statement]
    hidden: int = 0
    """Statements of other roles, whose text this role may not read."""
    notes: list[str] = field(default_factory=list)
    """What was left out, in words."""


def plan_and_logs(words: Sequence[str], source: str) -> tuple[Path, tuple[str, ...]]:
    """Return the plan's file and the logs. Raise BadParameter for words that are neither."""
    if source != LOG:
        if len(words) > 1:
            raise typer.BadParameter(f"{words[1]!r} is one file too many; logs need --from log", param_hint="PLAN")
        return Path(words[0]) if words else DEFAULT_PLAN, ()
    named = len(words) > 0 and words[0].endswith((".yaml", ".yml"))
    plan, logs = (Path(words[0]), words[1:]) if named else (DEFAULT_PLAN, words)
    if not logs:
        raise typer.BadParameter("--from log needs a file, a folder, or - for stdin behind it", param_hint="--from")
    return plan, tuple(logs)


def hear(connection: Connection, state: State, schemas: Sequence[str], options: Options) -> Heard:
    """Return the statements of the source. Raise PlanError for a file that can't be read."""
    from planner.application.logs.files import is_log

    if options.source == COUNTED:
        return _counted(connection, options)
    if options.source == LOG:
        return _logged(connection, state, schemas, options, options.logs)
    if options.source != STDIN and is_log(Path(options.source)):
        return _logged(connection, state, schemas, options, (options.source,))
    return _written(sys.stdin.read() if options.source == STDIN else read_text(Path(options.source)))


def _counted(connection: Connection, options: Options) -> Heard:
    from planner.run.application import pg_stat_statements

    counted = pg_stat_statements(connection)
    out = frozenset(options.exclude_roles)
    kept = [one for one in counted.statements if not out & set(one.roles)]
    queries = _queries(kept)
    notes = [f"Left out: {len(kept) - len(queries)} statements of transaction control and of migrations."]
    return Heard(queries, counted.hidden, notes if len(queries) != len(kept) else [])


def _queries(statements: list[Statement]) -> list[Statement]:
    from planner.application.control import Kind, kind_of
    from planner.application.normal import normal

    return [one for one in statements if kind_of(normal(one.text)) is Kind.QUERY]


def _written(text: str) -> Heard:
    """Return the statements of a file. A statement has its line, unless the file's text can't be found again."""
    from planner.application.comments import source_of
    from planner.application.control import Kind, kind_of
    from planner.application.normal import normal
    from planner.application.statements import Statement, split

    found = []
    for number, one in enumerate(split(text), 1):
        if kind_of(normal(one)) is Kind.CONTROL:
            continue
        source = source_of(one)
        found.append(Statement(str(number), one, sources=(source,) if source is not None else ()))
    return Heard(found)


def _logged(
    connection: Connection, state: State, schemas: Sequence[str], options: Options, names: Sequence[str]
) -> Heard:
    """Return the statements of logs."""
    from planner.application.logs.entry import Broken
    from planner.application.logs.files import log_files, open_log
    from planner.application.tally import Tally, Wanted
    from planner.run.application import log_line_prefix

    rls = state.tenancy.rls
    database = connection.database if options.database is None else options.database
    wanted = Wanted(
        "" if database == "*" else database, frozenset(options.exclude_roles), frozenset(options.exclude_applications),
        rls.setting.lower() if rls is not None else None, tuple(schemas),
    )  # fmt: skip
    tally, broken = Tally(wanted), Broken()
    prefixes = [options.prefix] if options.prefix is not None else [log_line_prefix(connection)]
    files: list[Path | str] = []
    for name in names:
        files += [STDIN] if name == STDIN else log_files(Path(name))
    for file in files:
        for log in open_log(file, prefixes, broken):
            tally.read(log.name, log.entries)
    notes = list(_left_out(tally, wanted))
    if broken.number:
        places = ", ".join(re.sub(r":1$", "", str(place)) for place in broken.places)
        more = ", …" if broken.number > len(broken.places) else ""
        notes.append(f"{broken.number} lines are no entries of a log, or only half of one: {places}{more}")
    statements = list(tally.statements())
    if not statements:
        raise _silent(wanted, notes)
    return Heard(statements, 0, notes)


def _silent(wanted: Wanted, notes: Sequence[str]) -> Blocked:
    """Return the refusal of a log without statements: no finding would look as if all were well."""
    of = f" of database {wanted.database!r}" if wanted.database else ""
    return Blocked(
        f"the log has no statement of the application{of}",
        hint="does the server log them (log_statement = all), and is it this database (--database NAME)?",
        details=notes,
    )


def _left_out(tally: Tally, wanted: Wanted) -> Iterator[str]:
    left = tally.left
    yield f"{tally.calls} calls in the log."
    parts = [
        (left.control, "of transaction control and settings"),
        (left.migrations, "of migrations"),
        (left.planner, "planner's own"),
        (left.excluded, "excluded"),
    ]
    said = [f"{number} {words}" for number, words in parts if number]
    if said:
        yield f"Left out: {', '.join(said)}."
    if left.databases:
        names = ", ".join(name for name, _ in left.databases.most_common(3))
        yield (
            f"Left out: {left.databases.total()} of other databases ({names}) than {wanted.database}: "
            "--database NAME reads another one, --database '*' all."
        )
    if left.beyond:
        yield f"Left out: {left.beyond} calls of further statements: planner keeps 20 000 different ones of a log."
