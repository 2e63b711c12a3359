"""The phases in which a database becomes multi-tenant."""

from __future__ import annotations

from enum import StrEnum


class Phase(StrEnum):
    """The three phases, in order."""

    ADD = "add"
    BACKFILL = "backfill"
    TIGHTEN = "tighten"


PHASES = tuple(Phase)
