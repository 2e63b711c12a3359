"""The facts about a kind of database that planner needs before it looks at one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from planner.target.phase import Phase

Can = TypeVar("Can")


@dataclass(frozen=True, slots=True)
class Target(Generic[Can]):
    """A kind of database. A second kind will bring its own operations and its own way to fill rows."""

    name: str
    """The value of `target.dialect` in the plan."""
    phases: tuple[Phase, ...]
    """The phases in the order in which they run."""
    capabilities: Callable[[int], Can]
    """Return what the servers of a major version can do."""
