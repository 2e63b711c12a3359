"""Say in files for psql whether Citus sends their DDL to the workers, as `execution.propagation` says it to a session."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum

from planner.catalog.model import Catalog
from planner.files.psql import set_line
from planner.names import QName
from planner.steps.step import Segment
from planner.target.phase import Phase

SETTING = "citus.enable_ddl_propagation"


class Way(Enum):
    """The direction of a file."""

    FORWARD = "forward"
    BACK = "back"
    """The file runs after those that undistribute the tables."""


def propagation(segments: Sequence[Segment], catalog: Catalog, way: Way) -> Iterator[str]:
    """Yield the setting for segments of one phase; nothing for a server without Citus."""
    if catalog.cluster is None:
        return
    distributes = any(segment.phase is Phase.DISTRIBUTE for segment in segments)
    changes = way is Way.FORWARD and any(_distributed(step.relation, catalog) for s in segments for step in s.steps)
    yield "-- a table's DDL goes to the workers once the table is distributed, not before"
    yield set_line(SETTING, "on" if distributes or changes else "off")


def at_home(catalog: Catalog) -> dict[str, str]:
    """Return the setting that keeps DDL on the coordinator, for statements that set what they need themselves."""
    return {SETTING: "off"} if catalog.cluster is not None else {}


def _distributed(name: QName, catalog: Catalog) -> bool:
    relation = catalog.relations.get(name)
    return relation is not None and relation.distribution is not None
