"""The kinds of tables in a picture, and the words for where a table gets its tenant from."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from planner.report.graph.text import visible
from planner.tenancy.model import Constant, Existing, Expression, Paths, ScopedTable


class Kind(StrEnum):
    """What a table is in the plan. Scoped tables are divided by where their rows get their tenant."""

    TENANTS = "tenants"
    CONSTANT = "constant"
    VIA = "via"
    SQL = "sql"
    EXISTING = "existing"
    MIXED = "mixed"
    SHARED = "shared"
    REFERENCE = "reference"
    EXEMPT = "exempt"


SHELVES = (Kind.SHARED, Kind.REFERENCE, Kind.EXEMPT)
"""The kinds of tables without a tenant of their own. Each kind has a shelf beside the tree."""


def kind_of(table: ScopedTable) -> Kind:
    """Return the kind of a scoped table, by where its rows get their tenant."""
    if table.mixed:
        return Kind.MIXED
    match table.strategy:
        case Constant():
            return Kind.CONSTANT
        case Paths():
            return Kind.VIA
        case Expression():
            return Kind.SQL
        case Existing():
            return Kind.EXISTING
        case never:
            assert_never(never)


def source_of(table: ScopedTable) -> str:
    """Return where the rows of a scoped table get their tenant, in words."""
    match table.strategy:
        case Constant(tenant):
            return f"constant {visible(tenant)}"
        case Paths(paths):
            return "via " + " and ".join(
                ", ".join(map(visible, path.columns))
                + (" (itself)" if path.parent == table.relation else "")
                + (f" ({visible(path.case.value)})" if path.case else "")
                for path in paths
            )
        case Expression(sql):
            return f"sql {visible(sql)}"
        case Existing() if table.mixed:
            return f"mixed: {visible(table.column)}, NULL is for everybody"
        case Existing():
            return f"existing column {visible(table.column)}"
        case never:
            assert_never(never)
