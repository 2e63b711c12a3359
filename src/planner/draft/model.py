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
    question: str | None = None
    """The question that a TODO asks, in short. Tables with equal questions may get one answer."""
    default: bool = False
    """Rows without a way get the default tenant."""

    @property
    def todo(self) -> bool:
        return self.kind == "TODO" or self.undecided or bool(self.rules)


@dataclass(frozen=True, slots=True)
class Group:
    """Tables with one question, and the pattern of their names."""

    pattern: str
    tables: tuple[QName, ...]
    evidence: tuple[str, ...]


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
    """The other tables that may be the root: a person has to decide."""
    asked: bool = False
    """Whether a person has to decide about the root."""
    naming: tuple[str, str] | None = None
    """The naming convention, and the evidence for it."""

    groups: tuple[Group, ...] = ()
    """The entries that one answer is for."""

    @property
    def todos(self) -> int:
        grouped = {name for group in self.groups for name in group.tables}
        alone = sum(entry.todo and entry.relation not in grouped for entry in self.entries)
        return alone + len(self.groups) + self.asked
