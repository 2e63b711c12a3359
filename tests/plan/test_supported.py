"""Keys whose operations do not exist yet are refused with their line; those that exist are not."""

from __future__ import annotations

import pytest

from planner.errors import NotSupported
from planner.plan.load import parse_plan
from planner.plan.supported import refuse_unsupported
from test_load import BASE

OF_A_TABLE = {
    "polymorphic": "polymorphic: { type: a, key: b, cases: { X: x } }",
    "mapping": "mapping: { table: m, join: { a: b }, value: c }",
    "via": "via: [{ columns: [a], references: x, key: [id] }]",
    "on_conflict": "via: a, on_conflict: first",
    "on_orphan": "via: a, on_orphan: default",
    "on_null_parent": "via: a, on_null_parent: fail",
}


def test_a_dialect_of_later() -> None:
    with pytest.raises(NotSupported, match=r"target\.dialect: citus is not supported yet$") as caught:
        refuse_unsupported(parse_plan(f"{BASE}target: {{ dialect: citus }}\n", "plan.yaml"))
    assert caught.value.place is not None
    assert caught.value.place.line == 7
    assert caught.value.exit_code == 3
    assert caught.value.hint == "leave it out, or write the default, postgres"


@pytest.mark.parametrize("text", OF_A_TABLE.values(), ids=OF_A_TABLE)
def test_every_backfill_is_supported(text: str) -> None:
    refuse_unsupported(parse_plan(f"{BASE}tables:\n  T:\n    backfill: {{ {text} }}\n", "plan.yaml"))


def test_triggers_are_supported() -> None:
    text = f"{BASE}tables:\n  T: {{ triggers: {{ a: suppress, b: fire }} }}\n"
    refuse_unsupported(parse_plan(text, "plan.yaml"))


@pytest.mark.parametrize("name", ["postgres", "drizzle", "django", "alembic", "prisma"])
def test_every_naming_is_supported(name: str) -> None:
    refuse_unsupported(parse_plan(f"{BASE}naming: {name}\n", "plan.yaml"))


def test_a_plan_of_defaults_is_supported() -> None:
    refuse_unsupported(parse_plan(f"{BASE}tables:\n  T: {{ backfill: {{ via: a, on_orphan: fail }} }}\n", "plan.yaml"))
