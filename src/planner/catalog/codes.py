"""The letters that stand for SQL's words in the system catalogs.

Each map names its column, `catalog.column`; the page of that catalog documents the letters (PostgreSQL documentation,
chapter "System Catalogs").

Letters appear only here and in queries.sql. assemble.py reads them; fingerprint.py and surface.py write them. SQL that
reads a system catalog gets its letters from `letter`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from planner.catalog.words import (
    ConstraintKind,
    Generated,
    Identity,
    Match,
    Persistence,
    ReferentialAction,
    RelationKind,
    ReplicaIdentity,
    TriggerFiring,
    Volatility,
)

Word = TypeVar("Word", bound=StrEnum)


class Codes(Generic[Word]):
    """The letters of one column of a system catalog, in both directions."""

    __slots__ = ("_letters", "_words")

    def __init__(self, words: Mapping[str, Word]) -> None:
        self._words = dict(words)
        self._letters = {word: letter for letter, word in words.items()}

    def __getitem__(self, letter: str) -> Word:
        """Return the word for a letter. Raises KeyError for a letter that this version of planner does not know."""
        return self._words[letter]

    @property
    def letters(self) -> list[str]:
        """All letters, for `= ANY (…)`."""
        return list(self._words)

    def letter(self, word: Word) -> str:
        """Return the catalog's letter for the word."""
        return self._letters[word]


RELATION_KINDS = Codes(
    {
        "r": RelationKind.TABLE,
        "p": RelationKind.PARTITIONED,
        "v": RelationKind.VIEW,
        "m": RelationKind.MATERIALIZED,
        "f": RelationKind.FOREIGN,
    }
)
"""pg_class.relkind. planner does not read other kinds."""

PERSISTENCE = Codes({"p": Persistence.PERMANENT, "u": Persistence.UNLOGGED, "t": Persistence.TEMPORARY})
"""pg_class.relpersistence."""

REPLICA_IDENTITIES = Codes(
    {
        "d": ReplicaIdentity.DEFAULT,
        "n": ReplicaIdentity.NOTHING,
        "f": ReplicaIdentity.FULL,
        "i": ReplicaIdentity.INDEX,
    }
)
"""pg_class.relreplident."""

IDENTITIES = Codes({"": Identity.NONE, "a": Identity.ALWAYS, "d": Identity.BY_DEFAULT})
"""pg_attribute.attidentity."""

GENERATED = Codes({"": Generated.NONE, "s": Generated.STORED, "v": Generated.VIRTUAL})
"""pg_attribute.attgenerated."""

CONSTRAINT_KINDS = Codes(
    {
        "c": ConstraintKind.CHECK,
        "f": ConstraintKind.FOREIGN,
        "n": ConstraintKind.NOT_NULL,
        "p": ConstraintKind.PRIMARY,
        "u": ConstraintKind.UNIQUE,
        "t": ConstraintKind.TRIGGER,
        "x": ConstraintKind.EXCLUSION,
    }
)
"""pg_constraint.contype."""

ACTIONS = Codes(
    {
        "a": ReferentialAction.NO_ACTION,
        "r": ReferentialAction.RESTRICT,
        "c": ReferentialAction.CASCADE,
        "n": ReferentialAction.SET_NULL,
        "d": ReferentialAction.SET_DEFAULT,
    }
)
"""pg_constraint.confdeltype and confupdtype."""

MATCHES = Codes({"f": Match.FULL, "p": Match.PARTIAL, "s": Match.SIMPLE})
"""pg_constraint.confmatchtype."""

FIRING = Codes(
    {
        "O": TriggerFiring.ORIGIN,
        "D": TriggerFiring.DISABLED,
        "R": TriggerFiring.REPLICA,
        "A": TriggerFiring.ALWAYS,
    }
)
"""pg_trigger.tgenabled."""

VOLATILITIES = Codes({"i": Volatility.IMMUTABLE, "s": Volatility.STABLE, "v": Volatility.VOLATILE})
"""pg_proc.provolatile."""

PARALLEL: Mapping[str, str] = {"s": "SAFE", "r": "RESTRICTED", "u": "UNSAFE"}
"""pg_proc.proparallel."""

FUNCTION_KINDS: Mapping[str, str] = {"function": "f", "procedure": "p", "aggregate": "a", "window": "w"}
"""pg_proc.prokind, by word."""

COMMANDS: Mapping[str, str] = {"*": "ALL", "r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}
"""pg_policy.polcmd."""


_EVENTS = ((4, "INSERT"), (8, "DELETE"), (16, "UPDATE"), (32, "TRUNCATE"))
"""The event bits of pg_trigger.tgtype (src/include/catalog/pg_trigger.h). 1 is ROW, 2 BEFORE, 64 INSTEAD OF."""


def trigger_events(bits: int) -> tuple[str, ...]:
    """Return the events of a trigger, from its tgtype."""
    return tuple(event for bit, event in _EVENTS if bits & bit)
