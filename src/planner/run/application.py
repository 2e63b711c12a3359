"""Read the application's statements from the server's counters."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from planner.application.comments import source_of
from planner.application.statements import Statement, is_planners
from planner.catalog.codes import RELATION_KINDS
from planner.catalog.words import RelationKind
from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.execution.failures import ServerError, SqlState
from planner.names import QName
from planner.sql import build
from planner.sql.queries import queries

_SQL = queries("planner.run")

_HIDDEN = "<insufficient privilege>"


def log_line_prefix(connection: Connection) -> str:
    """Return how the server begins the lines of its log."""
    return str(connection.value(_SQL["log_line_prefix"]))


@dataclass(frozen=True, slots=True)
class Counted:
    """The statements that the server has counted."""

    statements: tuple[Statement, ...]
    hidden: int
    """The number of statements of other roles, whose text this role may not read."""


def pg_stat_statements(connection: Connection) -> Counted:
    """Return the statements of this database without planner's own.

    Raise Blocked when the server does not count them.
    """
    found = connection.row(_SQL["statement_counters"], {"view": RELATION_KINDS.letter(RelationKind.VIEW)})
    if found is None:
        raise Blocked(
            "there is no pg_stat_statements in this database",
            hint="CREATE EXTENSION pg_stat_statements (and shared_preload_libraries), let the application run, and ask again; "
            "or give the statements in a file: --from FILE",
        )
    schema, mean, database = found
    try:
        rows = connection.fetch(_counted(QName(schema, "pg_stat_statements"), mean, database))
    except ServerError as error:
        if error.state != SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE:
            raise
        raise Blocked(
            "pg_stat_statements is installed, but the server does not count statements",
            hint="set shared_preload_libraries = 'pg_stat_statements', restart the server, and let the application run",
        ) from None
    texts = [row for row in rows if row[1] != _HIDDEN]
    return Counted(
        tuple(_statement(*row) for row in texts if not is_planners(row[1])),
        len(rows) - len(texts),
    )


def _statement(name: str, text: str, calls: int, mean: float, rows: int, role: str) -> Statement:
    source = source_of(text)
    sources = (source,) if source is not None else ()
    return Statement(name, text, calls, mean, rows=rows, sources=sources, roles=(role,))


def _counted(view: QName, mean: str, database: int) -> build.Node:
    """Return the query for the statements of a database, the most frequent first."""
    calls, number = build.column("calls", "s"), build.column("queryid", "s")
    role = build.cast(build.call("pg_get_userbyid", build.column("userid", "s")), "text")
    said = [build.column(name, "s") for name in (mean, "rows")]
    columns = (build.cast(number, "text"), build.column("query", "s"), calls.copy(), *said, role)
    query = build.select(*columns).from_(build.table(view, alias="s"), copy=False)
    query = query.where(build.eq(build.column("dbid", "s"), build.literal(database)), copy=False)
    return query.order_by(exp.Ordered(this=calls, desc=True), number.copy(), copy=False)
