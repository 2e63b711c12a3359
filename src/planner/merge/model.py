"""What a merge would do, and what it has done."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from planner.names import QName
from planner.tenants.closed import Part


class Why(StrEnum):
    """Why a merge stops."""

    DIFFERENT = "different"
    """The row is there with other values."""
    AMBIGUOUS = "ambiguous"
    """Several rows of the target have the natural key."""
    TWICE = "twice"
    """Several rows of the source have the natural key."""
    NO_KEY = "no-key"
    """A column of the natural key is NULL."""
    TAKEN = "taken"
    """A unique key is taken, and planner can't renew it."""


_SAID = {
    Why.DIFFERENT: "rows are there with other values",
    Why.AMBIGUOUS: "several rows of the target have the key of a row",
    Why.TWICE: "several rows of the source have the same key",
    Why.NO_KEY: "rows have NULL in a column of `match`",
    Why.TAKEN: "a unique key is taken",
}
MOST = 5
"""The number of rows that are named."""


@dataclass(slots=True)
class Conflict:
    """Rows of a source that stop the merge."""

    why: Why
    relation: QName
    columns: tuple[str, ...]
    """The columns of the key."""
    rows: int = 0
    keys: list[str] = field(default_factory=list)
    """The keys of the first rows."""
    differing: set[str] = field(default_factory=set)
    """The columns with other values."""

    def add(self, key: str, differing: tuple[str, ...] = ()) -> None:
        self.rows += 1
        self.differing |= set(differing)
        if len(self.keys) < MOST:
            self.keys.append(key)

    def text(self, *, keys: bool) -> str:
        """Return the conflict in one line. `keys` says whether keys of rows may be shown."""
        shown = ": " + ", ".join(self.keys) + (", …" if self.rows > len(self.keys) else "") if keys else ""
        other = f"; they differ in {', '.join(sorted(self.differing))}" if self.differing else ""
        return f"{self.relation}: {_SAID[self.why]}: {self.rows} by ({', '.join(self.columns)}){shown}{other}"


@dataclass(slots=True)
class TableLook:
    """One table of one source."""

    relation: QName
    kind: str
    own: bool
    """The rows become the tenant's."""
    rows: int = 0
    renewed: int = 0
    """Keys that are taken, so that planner gives new ones."""
    same: int = 0
    """Rows of a table without tenants that are there."""
    added: int = 0
    """Rows of such a table that are added."""
    apart: int = 0
    """Those of the added rows that are there with other values, and that the plan keeps per tenant."""


@dataclass(slots=True)
class SourceLook:
    """What a merge does with one source."""

    name: str
    tenant: str
    state: str = "new"
    """`new`, or `merged` by an earlier run."""
    tables: dict[QName, TableLook] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    left: dict[QName, int] = field(default_factory=dict)
    """The rows of exempt tables, which stay where they are."""

    def table(self, part: Part) -> TableLook:
        new = TableLook(part.relation, part.kind, own=part.column is not None)
        return self.tables.setdefault(part.relation, new)

    def conflict(self, why: Why, relation: QName, columns: tuple[str, ...]) -> Conflict:
        """Return the conflict of this kind, to which rows are added."""
        known = (c for c in self.conflicts if (c.why, c.relation, c.columns) == (why, relation, columns))
        found = next(known, None)
        if found is None:
            found = Conflict(why, relation, columns)
            self.conflicts.append(found)
        return found

    @property
    def rows(self) -> int:
        """The rows that become the tenant's."""
        return sum(table.rows for table in self.tables.values() if table.own)
