"""The parts that every file for psql has: settings, checks, and psql's own commands, which no other module writes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlglot import exp

from planner.catalog.model import Catalog
from planner.names import shown
from planner.sql import build, ddl, plpgsql
from planner.sql.build import Node
from planner.sql.wrap import comments, is_long, wrapped
from planner.steps.step import Mode, Segment, Work
from planner.target.formats import FORMATS, MESSAGES


@dataclass(frozen=True, slots=True)
class Session:
    """The session that runs the files: its timeouts in seconds, and its role."""

    lock: float
    alone: float
    """The lock timeout of CONCURRENTLY and VALIDATE. No reader or writer queues behind these while they wait."""
    idle: float = 60.0
    role: str | None = None
    """The role that the session changes to (`execution.role`)."""

    def limit(self, segment: Segment) -> float:
        """Return the lock timeout of a segment's statements. A copy ends with a lock that others queue behind."""
        copies = any(step.work is Work.COPY for step in segment.steps)
        return self.alone if segment.mode is Mode.ALONE and not copies else self.lock


def limit_text(seconds: float) -> str:
    """Return a limit of waiting in words: `200 ms`, `5 s`, `10 min`."""
    if seconds < 1:
        return f"{seconds * 1000:g} ms"
    return f"{seconds:g} s" if seconds < 120 else f"{seconds / 60:g} min"


def settings(session: Session, formats: Mapping[str, str] = FORMATS) -> Iterator[str]:
    """Yield the settings at the head of a file. A file that fills rows has no `formats` of its own."""
    yield "\\set ON_ERROR_STOP on"
    yield "SET standard_conforming_strings = on;"
    yield "SET client_min_messages = warning;"
    yield f"SET lock_timeout = {round(session.lock * 1000)};"
    yield "SET statement_timeout = 0;"
    yield f"SET idle_in_transaction_session_timeout = {round(session.idle * 1000)};"
    yield "SET row_security = off;"
    yield "SET search_path = '';"
    yield from (set_line(name, value) for name, value in formats.items())
    yield _SESSION
    if session.role is not None:
        yield statement(build.phrase("SET ROLE", build.ident(session.role)))


_SESSION = (
    "SELECT pg_catalog.set_config('client_encoding', CASE WHEN pg_catalog.current_setting('server_encoding') = 'SQL_ASCII' "
    "THEN 'SQL_ASCII' ELSE 'UTF8' END, false) AS planner_encoding, "
    "CASE WHEN pg_catalog.current_setting('is_superuser') OPERATOR(pg_catalog.=) 'on' "
    f"THEN pg_catalog.set_config('{MESSAGES[0]}', '{MESSAGES[1]}', false) END AS planner_messages \\gset"
)


def set_line(name: str, value: str) -> str:
    """Return a SET command for the session."""
    return f"SET {name} = '{value}';"


def server_check(catalog: Catalog) -> Iterator[str]:
    """Yield a check that the file runs on the right server and database."""
    yield statement(ddl.do_block(block(own_server(catalog))))
    yield ""


def own_server(catalog: Catalog) -> str:
    """Return a check in plpgsql for the major version and the database that a file was written for."""
    return right_server((catalog.server.major, catalog.server.major), catalog.server.database)


def right_server(majors: tuple[int, int], database: str | None) -> str:
    """Return a check in plpgsql that the server's major version is one of these, from the first to the last, and that
    the database has this name. `database` None accepts any database."""
    first, last = majors
    version = build.cast(build.call("current_setting", build.literal("server_version_num")), "integer")
    low, high = build.literal(first * 10000), build.literal(last * 10000 + 9999)
    right: Node = exp.Between(this=version, low=low, high=high)
    words = f"PostgreSQL {first}" if first == last else f"PostgreSQL {first} to {last}"
    if database is not None:
        right = build.and_(build.eq(build.phrase("CURRENT_CATALOG"), build.literal(database)), right)
        words = f"database {database} on {words}"
    return plpgsql.unless(right, f"these files were written for {words}", "render them again for this one")


_BLOCK = """
BEGIN
{parts}
END
"""


def raise_unless(condition: Node, message: str, hint: str) -> str:
    """Return the body of a DO block that raises `message` unless the condition holds."""
    return block(plpgsql.unless(condition, message, hint))


def block(*parts: str) -> str:
    """Return statements of plpgsql as the body of a DO block."""
    return plpgsql.body(_BLOCK, parts=plpgsql.joined(*parts))


def quit_if(condition: Node, message: str) -> Iterator[str]:
    """Yield psql commands that end the file, without an error, when the condition holds."""
    yield f"{build.render(build.select(build.aliased(condition, 'planner_done')))} \\gset"
    yield "\\if :planner_done"
    yield f"\\echo '{echoed(message)}'"
    yield "\\quit"
    yield "\\endif"
    yield ""


def statement(node: build.Statement) -> str:
    """Return the statement with a semicolon."""
    return f"{build.render(node).rstrip()};"


def fit(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines and statements of a file, with long lines broken. A long command of psql itself stays."""
    for line in lines:
        if not is_long(line):
            yield line
        elif line.startswith("--"):
            first, *rest = line.split("\n")
            yield from comments(first.removeprefix("--").strip())
            yield from rest
        elif line.endswith("\\gset"):
            yield f"{wrapped(line.removesuffix(_GSET))}{_GSET}"
        else:
            yield line if line.startswith("\\") else wrapped(line)


_GSET = " \\gset"


def one_line(text: str) -> str:
    """For comments and terminals: a name may hold line breaks, and what follows one in a file would be executed."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return shown(re.sub(r"\s+", " ", text)).strip()


def echoed(text: str) -> str:
    """Return a text for inside single quotes of a psql command, where psql reads no variables: quotes doubled, no
    backslash escapes. Runs of blanks stay, line breaks do not."""
    return re.sub(r"[\r\n]+", " ", shown(text)).replace("\\", "/").replace("'", "''")
