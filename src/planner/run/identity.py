"""Tell the database of the plan apart from a copy of it."""

from __future__ import annotations

from dataclasses import dataclass

from planner.errors import Refused
from planner.execution.connection import Connection
from planner.execution.failures import ServerError
from planner.sql.queries import queries

_SQL = queries("planner.run")


@dataclass(frozen=True, slots=True)
class Identity:
    """A database in its cluster."""

    cluster: str | None
    """The system identifier; None when the role may not read it."""
    database: int
    standby: bool


def identity(connection: Connection) -> Identity:
    """Return which database this is. A physical copy of a cluster has the identities of the original."""
    try:
        with connection.undone():
            row = connection.row(_SQL["identity"])
    except ServerError:
        return Identity(None, 0, standby=False)
    assert row is not None
    return Identity(str(row[0]), int(row[1]), bool(row[2]))


def refuse_same(source: Identity, copy: Identity, *, option: str, instead: str) -> None:
    """Raise Refused unless the copy is surely another database than the source, and can be written.

    `option` names the copy; `instead` is another way, for roles that may not read identifiers.
    """
    if copy.standby:
        raise Refused(
            f"{option} names a standby, where nothing can be written; nothing was changed",
            hint="name a copy of the database that stands on its own",
        )
    if source.cluster is None or copy.cluster is None:
        raise Refused(
            f"nobody can tell whether {option} names the plan's own database: pg_control_system() is not allowed; nothing was "
            "changed",
            hint=f"GRANT EXECUTE ON FUNCTION pg_catalog.pg_control_system() to both roles{instead}",
        )
    if (source.cluster, source.database) == (copy.cluster, copy.database):
        raise Refused(
            f"{option} names the database of the plan itself, or a physical copy of it that has the same identifiers; nothing was "
            "changed",
            hint="name a copy made by pg_dump; in a physical copy, CREATE DATABASE rehearsal TEMPLATE … makes a database "
            "with an identity of its own",
        )
