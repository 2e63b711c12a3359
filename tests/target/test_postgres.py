"""What each version of PostgreSQL can do. No server."""

from __future__ import annotations

import pytest

from planner.catalog.queries import queries
from planner.target.postgres import OLDEST, SET_NULL_COLUMNS, Capabilities

SINCE = {
    "atomic_functions": 14,
    "before_row_triggers_on_partitioned": 13,
    "ctid_range_scan": 14,
    "replace_trigger": 14,
    "sql_bodies": 14,
    "unknown_rows": 14,
    "nulls_not_distinct": 15,
    "parameter_rights": 15,
    "publications_of_schemas": 15,
    "security_invoker": 15,
    "set_null_columns": 15,
    "inherit_of_membership": 16,
    "not_enforced": 18,
    "not_null_not_valid": 18,
    "not_valid_foreign_keys_on_partitioned": 18,
    "periods": 18,
}
NAMES = [name for name, value in vars(Capabilities).items() if isinstance(value, property)]


def test_the_table_is_complete() -> None:
    assert sorted(NAMES) == sorted(SINCE)
    assert all(getattr(Capabilities, name).__doc__ for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_capability_begins_with_a_version_and_stays(name: str) -> None:
    have = [major for major in range(10, 20) if getattr(Capabilities(major), name)]
    assert have == list(range(SINCE[name], 20))


def test_messages_name_the_version_that_code_asks_for() -> None:
    assert SINCE["before_row_triggers_on_partitioned"] == OLDEST
    assert SINCE["set_null_columns"] == SET_NULL_COLUMNS


def test_a_version_number_is_read() -> None:
    assert Capabilities.of(130023) == Capabilities(13)
    assert Capabilities.of(180003) == Capabilities(18)


@pytest.mark.parametrize(
    ("column", "since"), [("indnullsnotdistinct", 15), ("confdelsetcols", 15), ("conperiod", 18), ("conenforced", 18)]
)
def test_older_servers_are_not_asked_for_columns_that_they_lack(column: str, since: int) -> None:
    asked = [major for major in range(13, 19) if column in "".join(queries(Capabilities(major)).values())]
    assert asked == list(range(since, 19))
