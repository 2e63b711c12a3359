"""Record what identifies a table and its tenant column beside their names, so that planner finds them renamed."""

from __future__ import annotations

from planner.catalog.owned import Owned
from planner.names import QName
from planner.sql import build
from planner.sql.build import Node
from planner.sql.template import templates
from planner.steps.conditions import OWNED, regclass
from planner.steps.record.entries import Recording

_SQL = templates("planner.steps.record", "identity.sql")


def identified(owned: Owned, column: str) -> Recording:
    """Return the INSERT of an entry with the identity of its relation, and of a column of the relation."""
    return Recording(owned, detail=_identity(owned.key.relation, column))


def _identity(relation: QName, column: str) -> Node:
    return _SQL["identity"].fill(
        relation=regclass(relation).copy(), column=build.literal(column), record=regclass(OWNED).copy()
    )
