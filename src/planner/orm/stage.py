"""Where an application stands. By itself, for a command line that imports what is heavy only when it runs."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """Named after the phase that follows the application's edit."""

    ADD = "add"
    """The column is there and may be NULL: what writers of old and of new know."""
    TIGHTEN = "tighten"
    """NOT NULL, keys per tenant, policies: what `apply` ends with."""


def until(last: Stage) -> list[Stage]:
    """The stages up to one, in their order."""
    return [stage for stage in Stage if stage is Stage.ADD or last is Stage.TIGHTEN]
