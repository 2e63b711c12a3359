"""The phases in which a database becomes multi-tenant, and the phases of each kind of database."""

from __future__ import annotations

from enum import StrEnum

from planner.target.citus import DIALECT as CITUS


class Phase(StrEnum):
    """The phases, in order."""

    ADD = "add"
    BACKFILL = "backfill"
    TIGHTEN = "tighten"
    DISTRIBUTE = "distribute"
    """Only on Citus: the tables are spread over the nodes of a cluster."""


PHASES = tuple(Phase)
"""Every phase. A database whose target has no phase `distribute` has no steps of this phase."""

TENANCY = PHASES[: PHASES.index(Phase.DISTRIBUTE)]
"""The phases that make a database multi-tenant, on every target."""


def phases_of(dialect: str) -> tuple[Phase, ...]:
    """Return the phases of a target (`target.dialect` of the plan), in order."""
    return PHASES if dialect == CITUS else TENANCY
