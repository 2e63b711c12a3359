"""The form of drizzle-kit's journal and snapshots: what planner reads in them. Other keys are kept as they are.

The snapshot is that of version 7 (drizzle-kit 0.31). A snapshot of another version need not have this form.
"""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct, field

Number = Annotated[int, Meta(ge=0, le=2**53)]
"""A whole number that JavaScript holds exactly."""


class Entry(Struct):
    """A migration in the journal."""

    idx: Number
    tag: Annotated[str, Meta(min_length=1)]
    when: Number


class Journal(Struct):
    """meta/_journal.json."""

    entries: list[Entry] = []


class ForeignKey(Struct):
    """A foreign key of a table."""

    columns: list[str] = field(name="columnsFrom")


class Key(Struct):
    """An index or a unique constraint of a table."""

    columns: list[Any]


class Table(Struct):
    """A table."""

    columns: dict[str, dict[str, Any]]
    indexes: dict[str, Key]
    foreign_keys: dict[str, ForeignKey] = field(name="foreignKeys")
    unique: dict[str, Key] = field(name="uniqueConstraints")
    primary: dict[str, Any] = field(name="compositePrimaryKeys")


class Snapshot(Struct):
    """meta/…_snapshot.json."""

    id: str
    tables: dict[str, Table]
