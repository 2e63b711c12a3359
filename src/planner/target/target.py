"""What planner must know of a kind of database before it looks at one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from planner.target.phase import Phase

Can = TypeVar("Can")


@dataclass(frozen=True, slots=True)
class Target(Generic[Can]):
    """A kind of database. A second one will bring its own operations and its own way to fill rows."""

    name: str
    """`target.dialect` of the plan."""
    phases: tuple[Phase, ...]
    """In the order in which they run."""
    capabilities: Callable[[int], Can]
    """Return what the servers of a major version can do."""
