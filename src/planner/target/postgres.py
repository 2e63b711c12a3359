"""PostgreSQL as a target, and the capabilities of each major version. No other module compares versions.

The number in a docstring is the first version with the capability. The source of the fact is the release notes of this
version, unless the docstring names another source.
"""

from __future__ import annotations

from dataclasses import dataclass

OLDEST = 13
"""The oldest major version that planner works with: see `before_row_triggers_on_partitioned`."""

NEWEST = 18
"""The newest major version that planner is tested with."""

STATEMENTS_DIFFER = (13, 14, 15, 18)
"""The first major version of each class of versions for which planner writes the same statements: 14 brings
`ctid_range_scan` and `replace_trigger`, 15 `set_null_columns`, 18 `not_null_not_valid` and foreign keys of partitioned
tables that are NOT VALID."""

SET_NULL_COLUMNS = 15
"""The first major version with `set_null_columns`, for messages."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the servers of one major version can do."""

    major: int

    @classmethod
    def of(cls, version: int) -> Capabilities:
        """Return the capabilities of a server by its `server_version_num`, e.g. 180003."""
        return cls(version // 10000)

    @property
    def before_row_triggers_on_partitioned(self) -> bool:
        """A partitioned table can have BEFORE ROW triggers (13)."""
        return self.major >= OLDEST

    @property
    def ctid_range_scan(self) -> bool:
        """A range of ctid reads only the pages in the range (14)."""
        return self.major >= 14

    @property
    def unknown_rows(self) -> bool:
        """pg_class.reltuples is -1 while no estimate exists; before, 0 also stands for an empty table (14)."""
        return self.major >= 14

    @property
    def replace_trigger(self) -> bool:
        """CREATE OR REPLACE TRIGGER exists (14)."""
        return self.major >= 14

    @property
    def sql_bodies(self) -> bool:
        """A function's body can be SQL that is parsed at creation, not a string: pg_proc.prosqlbody (14)."""
        return self.major >= 14

    @property
    def nulls_not_distinct(self) -> bool:
        """Unique indexes can be NULLS NOT DISTINCT: pg_index.indnullsnotdistinct (15)."""
        return self.major >= 15

    @property
    def publications_of_schemas(self) -> bool:
        """A publication can be FOR TABLES IN SCHEMA: pg_publication_namespace (15)."""
        return self.major >= 15

    @property
    def security_invoker(self) -> bool:
        """A view can read with the rights of the role that queries it: security_invoker (15)."""
        return self.major >= 15

    @property
    def atomic_functions(self) -> bool:
        """The body of a function can be SQL, BEGIN ATOMIC: pg_proc.prosqlbody (14)."""
        return self.major >= 14

    @property
    def parameter_rights(self) -> bool:
        """Roles can get the right to SET a superuser's setting: pg_parameter_acl (15)."""
        return self.major >= 15

    @property
    def set_null_columns(self) -> bool:
        """ON DELETE SET NULL and SET DEFAULT take a list of columns: pg_constraint.confdelsetcols (15)."""
        return self.major >= SET_NULL_COLUMNS

    @property
    def inherit_of_membership(self) -> bool:
        """Each membership says whether the member inherits: GRANT … WITH INHERIT, pg_auth_members.inherit_option (16)."""
        return self.major >= 16

    @property
    def not_enforced(self) -> bool:
        """CHECK and foreign key constraints can be NOT ENFORCED: pg_constraint.conenforced (18)."""
        return self.major >= 18

    @property
    def not_null_not_valid(self) -> bool:
        """NOT NULL is a row of pg_constraint and can be NOT VALID. attnotnull is true even before validation (18)."""
        return self.major >= 18

    @property
    def not_valid_foreign_keys_on_partitioned(self) -> bool:
        """A foreign key of a partitioned table can be NOT VALID (18)."""
        return self.major >= 18

    @property
    def periods(self) -> bool:
        """Keys can be WITHOUT OVERLAPS, foreign keys can have a PERIOD: pg_constraint.conperiod (18)."""
        return self.major >= 18


DIALECT = "postgres"
"""The value of `target.dialect` in the plan."""
