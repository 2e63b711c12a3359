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
    """Whether a relation's rows survive a crash and the end of the session."""

    PERMANENT = "PERMANENT"
    UNLOGGED = "UNLOGGED"
    TEMPORARY = "TEMPORARY"


class ReplicaIdentity(StrEnum):
    """How logical replication identifies a row (ALTER TABLE … REPLICA IDENTITY)."""

    DEFAULT = "DEFAULT"
    """The primary key."""
    INDEX = "USING INDEX"
    FULL = "FULL"
    NOTHING = "NOTHING"


class Identity(StrEnum):
    """The GENERATED … AS IDENTITY clause of a column."""

    NONE = ""
    ALWAYS = "ALWAYS"
    BY_DEFAULT = "BY DEFAULT"


class Generated(StrEnum):
    """The GENERATED ALWAYS AS (…) clause of a column."""

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
    """The action of a foreign key's ON DELETE or ON UPDATE."""

    NO_ACTION = "NO ACTION"
    RESTRICT = "RESTRICT"
    CASCADE = "CASCADE"
    SET_NULL = "SET NULL"
    SET_DEFAULT = "SET DEFAULT"

    @property
    def sets_columns(self) -> bool:
        """Whether the action writes NULL or a default to the referencing columns: SET NULL and SET DEFAULT."""
        return self in (ReferentialAction.SET_NULL, ReferentialAction.SET_DEFAULT)


class Match(StrEnum):
    """The MATCH type of a foreign key: which rows with NULLs need no parent."""

    SIMPLE = "SIMPLE"
    FULL = "FULL"
    PARTIAL = "PARTIAL"
    """Part of the SQL standard; PostgreSQL does not implement it."""


class TriggerFiring(StrEnum):
    """The sessions in which a trigger fires, as ALTER TABLE … TRIGGER sets them."""

    ORIGIN = "ENABLE"
    """The trigger does not fire under session_replication_role = replica. Every new trigger has this state."""
    DISABLED = "DISABLE"
    REPLICA = "ENABLE REPLICA"
    """The trigger fires only under session_replication_role = replica."""
    ALWAYS = "ENABLE ALWAYS"

    @property
    def fires_for_clients(self) -> bool:
        """Whether the trigger fires under session_replication_role = origin, the setting of ordinary sessions."""
        return self in (TriggerFiring.ORIGIN, TriggerFiring.ALWAYS)


class Volatility(StrEnum):
    """Whether a function gives the same result for the same arguments (CREATE FUNCTION)."""

    IMMUTABLE = "IMMUTABLE"
    STABLE = "STABLE"
    VOLATILE = "VOLATILE"


RUNS_TEXT = (
    r"query_to_xml\w*|cursor_to_xml\w*|table_to_xml\w*|schema_to_xml\w*|database_to_xml\w*|ts_stat|ts_rewrite"
    r"|dblink\w*|crosstab\w*|connectby"
)
"""The functions of the server and of its extensions that run a text as SQL, as a pattern of Python and of PostgreSQL."""
