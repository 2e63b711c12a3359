"""The digest of plans: a certificate stays valid when a later planner knows more keys. No server."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.plan.digest import plan_digest
from planner.plan.load import load_plan, parse_plan
from planner.plan.table import Kind, TableTransition

FORMAT_1 = Path(__file__).parents[1] / "records" / "format1"


@pytest.mark.parametrize(
    ("case", "digest"),
    [
        ("row_security", "ce5acd5d9d158601470945937dc31d2d3e4ce409e81db9fd487799612c1fc2dc"),
        ("unique_keys_kept", "fb54da01ae96ecdbe1d854c09fbcbc218a27743a7e5383e3dfe7c3ed90e6a44d"),
        ("polymorphic", "68bd532d1561200cf4130f3060b9c180a582db4680d4e42c52ea3571a4440dc4"),
        ("triggers", "9992f2446e54136590bf2e62c76d54f18090ed8aae2e5e0d98fb04a76e8836e7"),
    ],
)
def test_plans_without_later_keys_keep_their_digest(case: str, digest: str) -> None:
    """The digests that planner gave these plans before it knew the keys of `_LATER`."""
    assert plan_digest(load_plan(FORMAT_1 / f"{case}.plan.yaml").plan) == digest


@pytest.mark.parametrize("more", ["tenants: readable", "open: [{ table: logs, reason: it is }]"])
def test_a_later_key_counts_when_it_is_written(more: str) -> None:
    text = (FORMAT_1 / "row_security.plan.yaml").read_text(encoding="utf-8")
    changed = text.replace("[golden_app]", f"[golden_app], {more}")
    assert changed != text
    assert plan_digest(parse_plan(changed, "plan.yaml").plan) != plan_digest(parse_plan(text, "plan.yaml").plan)


def test_a_later_key_of_a_table_counts_when_it_is_written() -> None:
    loaded = load_plan(FORMAT_1 / "row_security.plan.yaml").plan
    name, table = next((name, table) for name, table in loaded.tables.items() if table.kind is Kind.SCOPED)
    said = table.model_copy(update={"transition": TableTransition(drop="never")})
    said.model_fields_set.add("transition")
    changed = loaded.model_copy(update={"tables": {**loaded.tables, name: said}})
    assert plan_digest(changed) != plan_digest(loaded)
