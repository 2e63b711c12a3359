"""What every file for psql has: settings, checks, and the commands of psql itself, which stand only here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from planner.catalog.model import Catalog
from planner.sql import build, ddl, plpgsql
from planner.sql.build import Node


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds."""

    lock: float
    alone: float
    """For CONCURRENTLY and VALIDATE, which queue no reader or writer while they wait."""
    idle: float = 60.0


def settings(timeouts: Timeouts) -> Iterator[str]:
    yield "\\set ON_ERROR_STOP on"
    yield "SET client_min_messages = warning;"
    yield f"SET lock_timeout = {round(timeouts.lock * 1000)};"
    yield "SET statement_timeout = 0;"
    yield f"SET idle_in_transaction_session_timeout = {round(timeouts.idle * 1000)};"
    yield "SET row_security = off;"
    yield "SET search_path = '';"


def set_line(name: str, value: str) -> str:
    return f"SET {name} = '{value}';"


def server_check(catalog: Catalog) -> Iterator[str]:
    yield statement(ddl.do_block(block(right_server(catalog.server.major, catalog.server.database))))
    yield ""


def right_server(major: int, database: str | None) -> str:
    """The statements of 18 differ from those of 17: a file is for the major version that it was written for.

    `database` None: for any database.
    """
    version = build.cast(build.call("current_setting", build.literal("server_version_num")), "integer")
    right: Node = exp.Between(this=version, low=build.literal(major * 10000), high=build.literal(major * 10000 + 9999))
    words = f"PostgreSQL {major}"
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
    return block(plpgsql.unless(condition, message, hint))


def block(*parts: str) -> str:
    """Statements of plpgsql as the body of a DO."""
    return plpgsql.body(_BLOCK, parts=plpgsql.joined(*parts))


def quit_if(condition: Node, message: str) -> Iterator[str]:
    yield f"{build.render(build.select(build.aliased(condition, 'planner_done')))} \\gset"
    yield "\\if :planner_done"
    yield f"\\echo '{echoed(message)}'"
    yield "\\quit"
    yield "\\endif"
    yield ""


def statement(node: build.Statement) -> str:
    return f"{build.render(node).rstrip()};"


def one_line(text: str) -> str:
    """For comments and terminals: a name may hold line breaks, and what follows one in a file would be executed."""
    return re.sub(r"\s+", " ", text).strip()


def echoed(text: str) -> str:
    """Inside single quotes of a psql command: quotes doubled, no backslash escapes, no variables."""
    return one_line(text).replace("\\", "/").replace("'", "''").replace(":", "")
