"""Ask the live rows, before the first statement, whether a rollback can restore the global keys."""

from __future__ import annotations

from collections.abc import Sequence

from planner.catalog.model import Catalog
from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.execution.values import keys_are_shown
from planner.operations.index_build import columns_of
from planner.steps.step import Segment
from planner.verification.no_return import global_keys_again

SHOWN = 5
"""The number of values that the message shows for each key."""


def refuse_no_return(connection: Connection, segments: Sequence[Segment], catalog: Catalog) -> None:
    """Raise Blocked, with the keys and their values, when rows prevent the restoration of a global key."""
    lines = []
    for key in global_keys_again(segments, catalog):
        found = connection.fetch(key.shared(SHOWN + 1))
        if not found:
            continue
        values = (
            [f"({', '.join(map(str, row))}): {rows} rows" for rows, *row in found[:SHOWN]] if keys_are_shown() else []
        )
        listed = "; ".join(values) or f"{len(found[:SHOWN])} values"
        more = " and more" if len(found) > SHOWN else ""
        lines.append(f"{key.index.name} of {key.relation} ({columns_of(key.index)}): {listed}{more}")
    if lines:
        raise Blocked(
            "global keys can't come back: rows of several tenants share their values; nothing was changed",
            details=lines,
            hint="change these values, or keep the keys per tenant: no option brings the global keys back while such rows exist",
        )
