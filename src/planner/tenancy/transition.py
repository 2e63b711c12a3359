"""The transition of a table: who fills the tenant column for writers that do not send the tenant, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Assign(StrEnum):
    """Who fills the tenant column for writers that do not send the tenant."""

    AUTO = "auto"
    """The write guard."""
    NONE = "none"
    SETTING = "setting"
    """The session: the column's default is its tenant. The write guard fills in for sessions without one."""


@dataclass(frozen=True, slots=True)
class Transition:
    """The transition of one table."""

    assign: Assign = Assign.AUTO
    drop_guard: bool = False
    """Phase tighten drops the write guard (`drop: tighten`)."""
    setting: str | None = None
    """The setting that holds the session's tenant. Only SETTING has one."""
    own: bool = False
    """The table's own entry says `drop`, other than the plan."""

    @property
    def stays(self) -> bool:
        """The write guard stays after phase tighten."""
        return self.guarded and not self.drop_guard

    @property
    def guarded(self) -> bool:
        """A write guard fills the tenant in until phase tighten drops it."""
        return self.assign is not Assign.NONE


AS_USUAL = Transition()
