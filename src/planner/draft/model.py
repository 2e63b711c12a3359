"""A drafted plan: the proposal for each table, and the evidence for it."""

from __future__ import annotations

from dataclasses import dataclass

from planner.draft.links import Link
from planner.names import QName


@dataclass(frozen=True, slots=True)
class Entry:
    """The proposal for one table."""

    relation: QName
    kind: str
    """scoped, reference or exempt; TODO if nothing speaks for one of them."""
    evidence: tuple[str, ...]
    """The evidence, in sentences, the most important first."""
    column: str | None = None
    """The tenant column, if the table already has one."""
    via: tuple[Link, ...] = ()
    rules: tuple[str, ...] = ()
    """The decisions that are left to a person: on_conflict, on_orphan."""
    undecided: bool = False
    """Some rows have no tenant, and no link leads to one."""
    reason: str | None = None
    """The reason why the table is exempt."""

    @property
    def todo(self) -> bool:
        return self.kind == "TODO" or self.undecided or bool(self.rules)


@dataclass(frozen=True, slots=True)
class Draft:
    """The whole draft."""

    schemas: tuple[str, ...]
    root: QName
    """The tenants table. planner makes the table if `default` is set."""
    default: bool
    """No table holds the tenants yet, so one default tenant owns every row."""
    key: str
    type: str
    column: str
    entries: tuple[Entry, ...]
    notes: tuple[str, ...]
    """The evidence for this tenants table, and the other tables that it could be."""
    rivals: tuple[QName, ...] = ()
    """The tables that fit as well as `root`: a person has to decide."""
    naming: tuple[str, str] | None = None
    """The naming convention, and the evidence for it."""

    @property
    def todos(self) -> int:
        return sum(entry.todo for entry in self.entries) + bool(self.rivals)
