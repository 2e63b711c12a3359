"""Make rows of tenants in a converted database: by the probe's own maker, committed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from harness.runs import Walk
from planner.errors import DatabaseError
from planner.execution.session import connect
from planner.names import QName
from planner.run.probe.maker import CannotMake
from planner.run.probe.partitions import add_partitions, without_partitions
from planner.run.probe.probe import Probe
from planner.run.project import look, settings


@dataclass(frozen=True, slots=True)
class Made:
    """The tenants, and the tables that got no row."""

    tenants: list[str]
    without: list[QName]


def make_rows(walk: Walk, each: int = 3) -> Made:
    """Insert two tenants, and for each so many rows in every scoped table."""
    loaded = walk.load()
    without = []
    with connect(walk.database.dsn, settings(loaded, read_only=False)) as connection:
        view = look(connection, loaded)
        with connection.transaction():
            add_partitions(connection, without_partitions(view.catalog))
            maker = Probe(connection, view).maker
            maker.make_tenants()
            for name in view.tenancy.tables:
                for tenant in maker.tenants:
                    try:
                        maker.row(name, tenant)
                    except CannotMake:
                        without.append(name)
                        break
                    for _ in range(each - 1):
                        with suppress(CannotMake, DatabaseError), connection.transaction():
                            maker.another(name, tenant)
    return Made(maker.tenants, without)
