"""Look at all sources before anything is written: rows, keys that would be renewed, and what stops the merge.

Reads the sources and the target, and writes nothing. Rows of one source are compared with the target and with the
sources before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from planner.execution.connection import Connection
from planner.merge.model import SourceLook
from planner.merge.reading import Values
from planner.merge.sources import Opened
from planner.merge.tables import Merging
from planner.names import QName
from planner.tenants.mapping import Key, KeyMapping
from planner.tenants.renewal import Sequences, sequences_of

Canon = dict[Key, dict[str, str]]
"""The keys of a source that are others in the target, by column and old value."""

_UNKNOWN = "\0"


@dataclass(slots=True)
class Looking:
    """What is known while the sources are looked at, one after the other."""

    merging: Merging
    connection: Connection
    sequences: Sequences
    earlier: list[tuple[Opened, Canon]] = field(default_factory=list)
    """The sources before this one."""
    pending: dict[QName, dict[Values, list[Values]]] = field(default_factory=dict)
    """The rows that earlier sources add to tables without tenants, by natural key."""
    taken: dict[tuple[QName, tuple[str, ...]], set[Values]] = field(default_factory=dict)
    """The unique keys of such rows."""
    fresh: dict[Key, list[range]] = field(default_factory=dict)
    """The whole numbers that earlier sources get as new keys."""
    top: dict[Key, int] = field(default_factory=dict)
    """The highest whole number so far, by key column."""


@dataclass(slots=True)
class One:
    """One source that is looked at."""

    looking: Looking
    source: Opened
    look: SourceLook
    mapping: KeyMapping
    canon: Canon = field(default_factory=dict)

    def meant(self, relation: QName, name: str, value: str | None) -> str | None:
        """Return the value that a column of a source's row has in the target."""
        if value is None:
            return None
        for path, key in self.mapping.origins(relation, name):
            if key in self.canon and (path is None or path.case is None):
                return self.canon[key].get(value, value)
        return value

    def new_key(self, key: Key, old: str) -> None:
        """Note that a row gets a new key, which nobody knows yet."""
        self.canon.setdefault(key, {})[old] = f"{_UNKNOWN}{self.source.name}:{old}"


def known(row: Values) -> Values:
    """Return a row for a look-up: a key that nobody knows yet is in no database."""
    return tuple(None if value is not None and value.startswith(_UNKNOWN) else value for value in row)


def look_at(connection: Connection, merging: Merging, sources: Sequence[Opened], merged: set[str]) -> list[SourceLook]:
    """Return what the merge would do with each source. `merged` are the tenants that an earlier run has finished."""
    from planner.merge.keys import look_at_keys
    from planner.merge.reading import counted
    from planner.merge.reference import look_at_reference

    looking = Looking(merging, connection, sequences_of(connection, merging.closed))
    found = []
    for source in sources:
        look = SourceLook(source.name, source.tenant)
        found.append(look)
        if source.tenant in merged:
            look.state = "merged"
            continue
        one = One(looking, source, look, KeyMapping(merging.whole, source.old, source.tenant))
        look_at_reference(one)
        look_at_keys(one)
        there = (name for name in merging.left if name in source.catalog.relations)
        look.left = {name: counted(source, merging.whole, name) for name in there}
        looking.earlier.append((source, one.canon))
    return found
