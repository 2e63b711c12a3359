"""A drafted plan: what is proposed for each table, and why."""

from __future__ import annotations

from dataclasses import dataclass

from planner.draft.links import Link
from planner.names import QName


@dataclass(frozen=True, slots=True)
class Entry:
    """One table."""

    relation: QName
    kind: str
    """scoped, reference, exempt; TODO where nothing speaks for one of them."""
    evidence: tuple[str, ...]
    """Sentences, the most important first."""
    column: str | None = None
    """The tenant column that is there already."""
    via: tuple[Link, ...] = ()
    rules: tuple[str, ...] = ()
    """Those that somebody has to decide: on_conflict, on_orphan."""
    undecided: bool = False
    """Rows have no tenant, and nothing leads to one."""
    reason: str | None = None
    """Why it is exempt."""

    @property
    def todo(self) -> bool:
        return self.kind == "TODO" or self.undecided or bool(self.rules)


@dataclass(frozen=True, slots=True)
class Draft:
    schemas: tuple[str, ...]
    root: QName
    """The tenants table; to be made when `default` is set."""
    default: bool
    """No table holds the tenants yet: one default tenant owns every row."""
    key: str
    type: str
    column: str
    entries: tuple[Entry, ...]
    notes: tuple[str, ...]
    """Why this tenants table, and what else it could be."""
    rivals: tuple[QName, ...] = ()
    """Tables that are as good as `root`: somebody has to decide."""
    naming: tuple[str, str] | None = None
    """The convention of names, and what speaks for it."""

    @property
    def todos(self) -> int:
        return sum(entry.todo for entry in self.entries) + bool(self.rivals)
