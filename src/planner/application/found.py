"""What can be wrong with a statement, by weight."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from planner.names import QName


class Weight(IntEnum):
    """What comes first is the most urgent."""

    OLD_KEY = 1
    """An upsert whose ON CONFLICT names a key that becomes per tenant: it fails at once."""
    NO_TENANT = 2
    """Rows of every tenant are read or written."""
    NOT_SET = 3
    """A row is written, and not said whose it is."""
    BY_KEY = 4
    """One row by its key, whoever's it is."""


WORDS = {
    Weight.OLD_KEY: "old key",
    Weight.NO_TENANT: "no tenant",
    Weight.NOT_SET: "tenant not set",
    Weight.BY_KEY: "by key only",
}


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that is wrong with a statement, and what to do about it."""

    table: QName
    weight: Weight
    what: str
    remedy: str
