"""SQL's words for the properties of relations, columns, constraints, triggers and functions.

The catalog stores them as single letters; codes.py holds the letters.
"""

from __future__ import annotations

from enum import StrEnum


class RelationKind(StrEnum):
    """The kinds of relations that planner reads."""

    TABLE = "TABLE"
    PARTITIONED = "PARTITIONED TABLE"
    VIEW = "VIEW"
    MATERIALIZED = "MATERIALIZED VIEW"
    FOREIGN = "FOREIGN TABLE"


class Persistence(StrEnum):
    """What a crash or the end of a session leaves of a relation's rows."""

    PERMANENT = "PERMANENT"
    UNLOGGED = "UNLOGGED"
    TEMPORARY = "TEMPORARY"


class ReplicaIdentity(StrEnum):
    """What logical replication identifies a row by (ALTER TABLE … REPLICA IDENTITY)."""

    DEFAULT = "DEFAULT"
    """The primary key."""
    INDEX = "USING INDEX"
    FULL = "FULL"
    NOTHING = "NOTHING"


class Identity(StrEnum):
    """GENERATED … AS IDENTITY of a column."""

    NONE = ""
    ALWAYS = "ALWAYS"
    BY_DEFAULT = "BY DEFAULT"


class Generated(StrEnum):
    """GENERATED ALWAYS AS (…) of a column."""

    NONE = ""
    STORED = "STORED"
    VIRTUAL = "VIRTUAL"
    """PostgreSQL 18 and later."""


class ConstraintKind(StrEnum):
    """The kinds of constraints."""

    PRIMARY = "PRIMARY KEY"
    UNIQUE = "UNIQUE"
    FOREIGN = "FOREIGN KEY"
    CHECK = "CHECK"
    EXCLUSION = "EXCLUDE"
    NOT_NULL = "NOT NULL"
    """A constraint with a name since PostgreSQL 18."""
    TRIGGER = "CONSTRAINT TRIGGER"


class ReferentialAction(StrEnum):
    """ON DELETE and ON UPDATE of a foreign key."""

    NO_ACTION = "NO ACTION"
    RESTRICT = "RESTRICT"
    CASCADE = "CASCADE"
    SET_NULL = "SET NULL"
    SET_DEFAULT = "SET DEFAULT"

    @property
    def sets_columns(self) -> bool:
        """The action writes to the referencing columns a value that is not the parent's: SET NULL and SET DEFAULT."""
        return self in (ReferentialAction.SET_NULL, ReferentialAction.SET_DEFAULT)


class Match(StrEnum):
    """MATCH of a foreign key: which rows with NULLs need no parent."""

    SIMPLE = "SIMPLE"
    FULL = "FULL"
    PARTIAL = "PARTIAL"
    """Part of the SQL standard; PostgreSQL does not implement it."""


class TriggerFiring(StrEnum):
    """In which sessions a trigger fires, as ALTER TABLE … TRIGGER sets it."""

    ORIGIN = "ENABLE"
    """Not under session_replication_role = replica. Every new trigger has this state."""
    DISABLED = "DISABLE"
    REPLICA = "ENABLE REPLICA"
    """Only under session_replication_role = replica."""
    ALWAYS = "ENABLE ALWAYS"

    @property
    def fires_for_clients(self) -> bool:
        """The trigger fires under session_replication_role = origin, the setting of ordinary sessions."""
        return self in (TriggerFiring.ORIGIN, TriggerFiring.ALWAYS)


class Volatility(StrEnum):
    """Whether a function gives the same result for the same arguments (CREATE FUNCTION)."""

    IMMUTABLE = "IMMUTABLE"
    STABLE = "STABLE"
    VOLATILE = "VOLATILE"
