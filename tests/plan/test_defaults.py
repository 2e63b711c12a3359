"""The patterns of `defaults`, and the tables that they are for."""

from __future__ import annotations

import pytest

from harness.catalogs import catalog, table, tenancy
from planner.errors import PlanError
from planner.names import QName
from planner.plan.defaults import first_match
from planner.plan.load import parse_plan

BASE = """version: 1
tenant:
  table: clients
  key: { column: id, type: text }
  default: { id: default }
  column: client_id
"""


@pytest.mark.parametrize(
    ("pattern", "matches", "other"),
    [
        ("*_logs", ["audit_logs", "_logs"], ["logs", "audit_logs_old"]),
        ("v1_*", ["v1_task", "v1_"], ["v1", "V1_task", "av1_task"]),
        ("a*b*c", ["abc", "a.b.c", "a\nbb c"], ["ab", "abcd"]),
        ("*", ["anything"], []),
        ("a.*", [], ["a.b", "ab"]),
        ('public."a.*"', ["a.b"], ["axb"]),
    ],
)
def test_a_star_stands_for_any_text(pattern: str, matches: list[str], other: list[str]) -> None:
    assert [name for name in matches + other if first_match([pattern], QName("public", name), "public")] == matches


def test_a_pattern_is_about_one_schema() -> None:
    assert first_match(["audit.*"], QName("audit", "x"), "public") == "audit.*"
    assert first_match(["*"], QName("audit", "x"), "public") is None


def test_the_first_pattern_wins_and_tables_win_over_patterns() -> None:
    plan = BASE + (
        "tables:\n  click_logs: {}\n"
        "defaults:\n"
        "  'audit_*': { kind: exempt, reason: kept apart }\n"
        "  '*_logs': { backfill: { via: user_id } }\n"
        "  '*': { kind: reference }\n"
    )
    users = table("users", "id bigint")
    logs = [
        table(name, "id bigint", "user_id bigint NOT NULL", references={"user_id": "clients"})
        for name in ("audit_logs", "click_logs")
    ]
    found = tenancy(plan, catalog(table("clients", "id text"), users, *logs))
    assert [name.name for name in found.tables] == ["click_logs"]
    assert [exemption.relation.name for exemption in found.exemptions] == ["audit_logs"]
    assert not found.unlisted


def test_a_mistake_is_told_where_the_pattern_stands() -> None:
    plan = BASE + "defaults:\n  '*_logs': { backfill: { via: person_id } }\n"
    with pytest.raises(PlanError) as caught:
        tenancy(plan, catalog(table("clients", "id text"), table("audit_logs", "id bigint")))
    assert caught.value.place is not None
    assert caught.value.place.line == plan.splitlines().index("  '*_logs': { backfill: { via: person_id } }") + 1


def test_a_pattern_that_matches_no_table_is_a_mistake() -> None:
    plan = BASE + "tables:\n  notes: {}\ndefaults:\n  '*_lgos': { kind: reference }\n"
    with pytest.raises(PlanError, match=r"no table's name matches \*_lgos"):
        tenancy(plan, catalog(table("clients", "id text"), table("notes", "id bigint")))


def test_a_name_without_a_star_is_no_pattern() -> None:
    with pytest.raises(PlanError, match=r"has no `\*`") as caught:
        parse_plan(BASE + "defaults:\n  users: { kind: reference }\n", "plan.yaml")
    assert caught.value.hint == "list the table under `tables`"


def test_a_todo_of_a_pattern_is_one_decision() -> None:
    with pytest.raises(PlanError) as caught:
        parse_plan(BASE + "defaults:\n  'zooms_*': { kind: TODO }\n", "plan.yaml")
    assert len(caught.value.problems) == 1
