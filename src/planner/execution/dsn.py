"""Find the connection string that the user gives, and split it into its parts."""

from __future__ import annotations

import os
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from planner.errors import DatabaseError


def conninfo(dsn: str | None) -> str:
    """Return `--dsn`, else $PLANNER_DSN, else $DATABASE_URL, else an empty text.

    For an empty text, libpq uses its own variables. Raise DatabaseError when the text is not a PostgreSQL connection
    string.
    """
    text = dsn or os.environ.get("PLANNER_DSN") or os.environ.get("DATABASE_URL") or ""
    try:
        conninfo_to_dict(text)
    except psycopg.ProgrammingError:
        source = "--dsn" if dsn else "$PLANNER_DSN" if os.environ.get("PLANNER_DSN") else "$DATABASE_URL"
        raise DatabaseError(
            f"{source} is not a PostgreSQL connection string",
            hint="for example postgresql://user@host:5432/database, without a driver's name such as postgresql+psycopg",
        ) from None
    return text


def target(info: str) -> str:
    """Return host, port, database and user in words, never the password."""
    known = parts(info)
    host = known.get("host") or os.environ.get("PGHOST") or "the local socket"
    port = known.get("port") or os.environ.get("PGPORT") or "5432"
    database = known.get("dbname") or os.environ.get("PGDATABASE") or "the default database"
    return f"{database} on {host}:{port}"


def parts(info: str) -> dict[str, Any]:
    """Return the parts of a connection string, by libpq's keywords."""
    return dict(conninfo_to_dict(info))


def joined(info: str = "", **more: Any) -> str:
    """Return a connection string with the parts of `more` added, by libpq's keywords."""
    return make_conninfo(info, **more)
