"""The application's statements as the server has counted them."""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import errors, sql

from planner.application.statements import Statement
from planner.catalog.codes import RELATION_KINDS
from planner.catalog.words import RelationKind
from planner.errors import Blocked
from planner.execution.session import Connection, translated

_HIDDEN = "<insufficient privilege>"
_PLANNERS = ('"planner"."', '"pg_catalog"."', '"ctid"')
"""What planner's own statements spell in a way that nobody else's do."""


@dataclass(frozen=True, slots=True)
class Counted:
    statements: tuple[Statement, ...]
    hidden: int
    """Statements of other roles, whose text this role may not read."""


def pg_stat_statements(connection: Connection) -> Counted:
    """Those of this database; planner's own are left out. Raises Blocked with the remedy where nothing is counted."""
    with translated():
        found = connection.execute(
            "SELECT n.nspname::text, (SELECT attname::text FROM pg_catalog.pg_attribute WHERE attrelid = c.oid"
            " AND attname IN ('mean_exec_time', 'mean_time'))"
            " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relname = 'pg_stat_statements' AND c.relkind::text = %(view)s",
            {"view": RELATION_KINDS.letter(RelationKind.VIEW)},
        ).fetchone()
        if found is None:
            raise Blocked(
                "there is no pg_stat_statements in this database",
                hint="CREATE EXTENSION pg_stat_statements (and shared_preload_libraries), let the application run, and ask again; "
                "or give the statements in a file: --from FILE",
            )
        schema, mean = found
        query = sql.SQL(
            "SELECT s.queryid::text, s.query, s.calls, s.{mean} FROM {schema}.pg_stat_statements s"
            " JOIN pg_catalog.pg_database d ON d.oid = s.dbid WHERE d.datname = pg_catalog.current_database()"
            " ORDER BY s.calls DESC, s.queryid"
        ).format(mean=sql.Identifier(mean), schema=sql.Identifier(schema))
        try:
            rows = connection.execute(query).fetchall()
        except errors.ObjectNotInPrerequisiteState:
            raise Blocked(
                "pg_stat_statements is there, and the server does not count",
                hint="shared_preload_libraries = 'pg_stat_statements', a restart, and then let the application run",
            ) from None
    texts = [row for row in rows if row[1] != _HIDDEN]
    return Counted(
        tuple(Statement(name, text, calls, mean) for name, text, calls, mean in texts if not _planners(text)),
        len(rows) - len(texts),
    )


def _planners(text: str) -> bool:
    return any(mark in text for mark in _PLANNERS)
