"""A tenant that a user names: no cast to the key's type makes another tenant of it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from harness.databases import Database
from planner.execution.connection import Connection
from planner.names import EQUALS
from planner.tenants.closed import spelled_tenant


@pytest.mark.parametrize(
    ("type_text", "same", "other"),
    [
        ("character varying(4)", {"beta": "beta", "a ": "a "}, ("beta-typo", "beta ", "beta5")),
        ("character(4)", {"beta": "beta", "ab": "ab"}, ("beta-typo", "ab  ", "beta  ")),
        ("name", {"beta": "beta", "x" * 63: "x" * 63}, ("x" * 64,)),
        ('"char"', {"b": "b"}, ("be",)),
        ("numeric(5,2)", {"1.5": "1.50", "7": "7.00"}, ("1.501", "x")),
        ("timestamp(0) without time zone", {"2026-01-01": "2026-01-01 00:00:00"}, ("2026-01-01 00:00:00.4",)),
        ("bit(4)", {"1010": "1010"}, ("10101", "101")),
        ("integer", {" 7": "7"}, ("7.5", "")),
        ("text", {"a ": "a ", "back\\slash": "back\\slash"}, ()),
        ("short", {"abc": "abc"}, ("abcd",)),
    ],
)
def test_a_key_is_the_whole_text(
    type_text: str, same: dict[str, str], other: tuple[str, ...], database: Database
) -> None:
    key, base = type_text, type_text
    if type_text == "short":
        database.load("CREATE DOMAIN short AS varchar(3)")
        key, base = "public.short", "character varying(3)"
    tenants = SimpleNamespace(key_type=key, type=base, equals=EQUALS)
    state: Any = SimpleNamespace(tenancy=SimpleNamespace(tenants=tenants))
    with Connection.open(database.dsn, "planner test") as connection:
        assert {given: spelled_tenant(connection, state, given) for given in same} == same
        assert {given: spelled_tenant(connection, state, given) for given in other} == dict.fromkeys(other)
