"""Keys whose operations do not exist yet are refused with their line; those that exist are not."""

from __future__ import annotations

import pytest

from planner.errors import NotSupported
from planner.plan.load import parse_plan
from planner.plan.supported import WHOLE_PLAN, Unsupported, refuse_unsupported

BASE = """\
version: 1
tenant:
  table: Clients
  key: { column: id, type: text }
  default: { id: default }
  column: client_id
"""

ASKED = {
    "target.dialect": "target: { dialect: citus }",
    "naming": "naming: django",
}
OF_A_TABLE = {
    "polymorphic": "polymorphic: { type: a, key: b, cases: { X: x } }",
    "mapping": "mapping: { table: m, join: { a: b }, value: c }",
    "via": "via: [{ columns: [a], references: x, key: [id] }]",
    "on_conflict": "via: a, on_conflict: first",
    "on_orphan": "via: a, on_orphan: default",
    "on_null_parent": "via: a, on_null_parent: fail",
}


def test_every_entry_of_the_tables_has_a_case_here() -> None:
    assert {".".join(str(k) for k in keys) for keys, *_ in WHOLE_PLAN} == set(ASKED)


@pytest.mark.parametrize("text", ASKED.values(), ids=ASKED)
def test_a_key_of_the_plan(text: str) -> None:
    with pytest.raises(NotSupported, match="not supported yet") as caught:
        refuse_unsupported(parse_plan(f"{BASE}{text}\n", "plan.yaml"))
    assert caught.value.place is not None
    assert caught.value.place.line == 7
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("text", OF_A_TABLE.values(), ids=OF_A_TABLE)
def test_every_backfill_is_supported(text: str) -> None:
    refuse_unsupported(parse_plan(f"{BASE}tables:\n  T:\n    backfill: {{ {text} }}\n", "plan.yaml"))


def test_triggers_are_supported() -> None:
    text = f"{BASE}tables:\n  T: {{ triggers: {{ a: suppress, b: fire }} }}\n"
    refuse_unsupported(parse_plan(text, "plan.yaml"))


def test_the_first_of_several_is_named_and_the_hint_counts_the_others() -> None:
    text = f"{BASE}target: {{ dialect: citus }}\nnaming: prisma\n"
    with pytest.raises(NotSupported, match=r"target\.dialect: citus is not supported yet$") as caught:
        refuse_unsupported(parse_plan(text, "plan.yaml"))
    assert caught.value.hint is not None
    assert caught.value.hint.startswith("leave it out, or write the default, postgres")
    assert "1 more key is not supported" in caught.value.hint


def test_the_first_is_the_first_in_the_file_not_in_the_table() -> None:
    text = f"{BASE}naming: prisma\ntarget: {{ dialect: citus }}\n"
    with pytest.raises(NotSupported, match="naming other than postgres"):
        refuse_unsupported(parse_plan(text, "plan.yaml"))


@pytest.mark.parametrize("entry", WHOLE_PLAN, ids=lambda entry: entry.what)
def test_every_entry_says_what_to_do_instead(entry: Unsupported) -> None:
    assert entry.instead


def test_a_plan_of_defaults_is_supported() -> None:
    refuse_unsupported(parse_plan(f"{BASE}tables:\n  T: {{ backfill: {{ via: a, on_orphan: fail }} }}\n", "plan.yaml"))
