"""The concurrency guard: one planner at a time in a database."""

from __future__ import annotations

from planner.errors import Blocked
from planner.execution.session import Connection, translated

_KEY = 0x706C616E6E6572
"""'planner' in ASCII: the advisory lock's key."""

_HOLDER = """
SELECT a.pid, a.usename, coalesce(a.client_addr::text, 'local'), a.application_name,
       pg_catalog.date_trunc('second', pg_catalog.clock_timestamp() - a.backend_start)::text
FROM pg_catalog.pg_locks AS l JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
  AND l.classid = (%(key)s::bigint >> 32)::oid AND l.objid = (%(key)s::bigint & 4294967295)::oid
  AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_catalog)
"""


def take(connection: Connection) -> None:
    """Hold the guard until the session ends. Raises Blocked that names who has it."""
    with translated():
        row = connection.execute("SELECT pg_catalog.pg_try_advisory_lock(%s)", (_KEY,)).fetchone()
        if row is not None and row[0]:
            return
        holder = held_by(connection)
    raise Blocked(
        f"another planner is at work in this database{f': {holder}' if holder else ''}",
        hint="wait until it is done (planner status shows how far it is), or stop it with Ctrl-C there",
    )


def held_by(connection: Connection) -> str | None:
    """Who holds the guard, in words; None when nobody does."""
    row = connection.execute(_HOLDER.encode(), {"key": _KEY}).fetchone()
    if row is None:
        return None
    pid, user, address, name, since = row
    return f"pid {pid}, {user} from {address}, {name}, connected for {since}"
