"""The problems that a statement can have, by weight."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from planner.names import QName


class Weight(IntEnum):
    """The urgency of a problem; the most urgent comes first."""

    OLD_KEY = 1
    """An upsert whose ON CONFLICT names a key that becomes a key per tenant. It fails at once."""
    FAILS_ON_CITUS = 2
    """Citus refuses the statement (`target.dialect: citus`)."""
    NO_TENANT = 3
    """The statement reads or writes rows of every tenant."""
    NOT_SET = 4
    """The statement writes a row and does not say which tenant owns it."""
    UNSET = 5
    """The session had no tenant: under policies, the statement sees no row, and writes none."""
    CHANGED = 6
    """Under policies, the statement has another result (--as-role)."""
    BY_KEY = 7
    """The statement reads or writes one row by its key, whatever tenant owns it."""
    BARRED = 8
    """A condition needs an index that policies bar it from. The statement is right, but slow."""
    EVERY_SHARD = 9
    """On Citus, every shard runs the statement. It is right, and costs more with each shard."""


WORDS = {
    Weight.OLD_KEY: "old key",
    Weight.FAILS_ON_CITUS: "fails on citus",
    Weight.NO_TENANT: "no tenant",
    Weight.NOT_SET: "tenant not set",
    Weight.UNSET: "tenant unset",
    Weight.CHANGED: "changed result",
    Weight.BY_KEY: "by key only",
    Weight.BARRED: "barred index",
    Weight.EVERY_SHARD: "every shard",
}


MINOR = (Weight.BY_KEY, Weight.BARRED, Weight.EVERY_SHARD)
"""What does not change the exit code: nobody must change the statement before isolation is turned on."""


@dataclass(frozen=True, slots=True)
class Found:
    """One problem of a statement, and what to do about it."""

    table: QName
    weight: Weight
    what: str
    remedy: str
    missing: str = ""
    """The predicate or the column that the statement lacks."""
    under: QName | None = None
    """The relation whose policies hold the statement to one tenant, if they bind its role."""
