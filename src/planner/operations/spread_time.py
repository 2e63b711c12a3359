"""How long it takes to distribute tables, for the hazard of the time without foreign keys."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from planner.catalog.distribution import Distribution, Method
from planner.catalog.model import Catalog, Relation
from planner.names import QName
from planner.operations.spread import ABOVE
from planner.tenancy.model import State

PLAIN_RATE = 40e6
"""Bytes per second that the plain form copies, on the machine of docs/performance.md; with indexes."""
CONCURRENT_RATE = 12e6
"""Bytes per second of the concurrent form, which copies, catches up and switches."""
CONCURRENT_LEAST = 5.0
"""Seconds of the concurrent form for an empty table."""
EACH = 0.2
"""Seconds of the plain form for an empty table."""


class Form(StrEnum):
    """The two ways in which Citus distributes a table."""

    PLAIN = "plain"
    """create_distributed_table: writes wait for the copy, reads go on."""
    CONCURRENT = "concurrent"
    """create_distributed_table_concurrently: reads and writes go on."""


def form_of(relation: Relation, state: State) -> Form:
    """Return the form in which a scoped table is distributed.

    A table that Citus holds as a local one already is in the middle of the concurrent form.
    """
    catalog = state.catalog
    held = relation.distribution is not None and relation.distribution.method is Method.LOCAL
    if held or (relation.bytes > ABOVE.of(state.tenancy) and not obstacles(relation, catalog)):
        return Form.CONCURRENT
    return Form.PLAIN


def obstacles(relation: Relation, catalog: Catalog) -> tuple[str, ...]:
    """Return why a table can't be distributed while writes go on; empty if it can."""
    found = []
    if catalog.cluster is not None and catalog.cluster.wal_level != "logical":
        found.append(f"wal_level is {catalog.cluster.wal_level}")
    if not all(leaf.identifies_rows() for leaf in catalog.leaves(relation.name)):
        found.append("it has neither a primary key nor a replica identity")
    return tuple(found)


def seconds(relation: Relation, state: State) -> float:
    """Return about how long the distribution of a table takes."""
    if form_of(relation, state) is Form.CONCURRENT:
        return CONCURRENT_LEAST + relation.bytes / CONCURRENT_RATE
    return EACH + relation.bytes / PLAIN_RATE


def window(state: State, want: Mapping[QName, Distribution], there: Collection[QName]) -> str:
    """Return the hazard of the time without foreign keys, in words."""
    left = [state.catalog.relations[name] for name in want if name not in there]
    about = sum(seconds(relation, state) for relation in left)
    return (
        f"from here until the foreign keys are validated, about {_clock(about)} for {len(left)} tables, only the "
        "application keeps references whole: ON DELETE CASCADE does nothing, and a row without a parent stops the last steps"
    )


def _clock(about: float) -> str:
    if about < 90:
        return f"{max(1, round(about))} s"
    return f"{round(about / 60)} min" if about < 5400 else f"{about / 3600:.1f} h"
