"""The stages of an application. They have a module of their own, because the command line imports heavy modules only
when it needs them."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """A stage of the definition, named after the phase that follows the application's edit."""

    ADD = "add"
    """The tenant column is there and may be NULL. Old and new versions of the application can both write."""
    TIGHTEN = "tighten"
    """The final state after `apply`: NOT NULL, keys per tenant, policies."""


class Edits(StrEnum):
    """The stages to which `planner orm` brings the files."""

    ADD = "add"
    TIGHTEN = "tighten"
    NONE = "none"
    """As the files were before planner."""


def until(last: Stage) -> list[Stage]:
    """Return the stages up to this stage, in order."""
    return [stage for stage in Stage if stage is Stage.ADD or last is Stage.TIGHTEN]
