"""Decide whether Citus sends DDL to the workers.

While a table is plain, its DDL stays on the coordinator: Citus sends functions and GRANTs without quoting their names, so
that a mixed-case name fails (measured on 13.2 and 14.0). create_distributed_table sends what a table needs, later. The
DDL of a distributed table must reach its shards.
"""

from __future__ import annotations

from planner.catalog.model import Catalog
from planner.execution.connection import Connection
from planner.sql import build
from planner.sql.queries import queries
from planner.steps.step import Segment
from planner.target.phase import Phase

_SQL = queries("planner.execution")

SETTING = "citus.enable_ddl_propagation"


def keep_at_home(connection: Connection) -> None:
    """Let the session's DDL stay on this node, if the server has Citus."""
    connection.fetch(_SQL["propagation_off"])


def propagate(connection: Connection, segment: Segment, catalog: Catalog) -> None:
    """Send the segment's DDL to the workers if it distributes tables, or changes one that is distributed now."""
    if catalog.cluster is not None:
        connection.set(SETTING, "on" if _reaches_shards(connection, segment) else "off")


def _reaches_shards(connection: Connection, segment: Segment) -> bool:
    if segment.phase is Phase.DISTRIBUTE:
        return True
    names = list({build.render(build.table(step.relation)) for step in segment.steps})
    return bool(connection.value(_SQL["distributed_any"], (names,)))
