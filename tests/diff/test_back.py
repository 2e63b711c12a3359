"""What is shown as the way back of a step is what rollback runs."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from harness.catalogs import after, catalog, forward, table
from planner.catalog.access import Role
from planner.diff.back import undo, ways_back
from planner.report import human, machine
from planner.sql import build
from planner.steps.step import Step
from planner.target.phase import Phase

SHOP = catalog(
    table("users", "id bigint", "email text", unique=("email",)),
    table("chats", "id bigint", "user_id bigint", references={"user_id": "users"}),
)
PLAN = """
version: 1
tenant:
  table: clients
  key: { column: id, type: text }
  default: { id: default }
  column: client_id
tables:
  users: { backfill: { constant: default } }
  chats: { backfill: { via: user_id } }
"""
KEYS = PLAN + "keys: { unique: per_tenant, primary_key: composite, foreign_keys: composite }\n"
RLS = PLAN + "rls: { setting: app.client, roles: [app] }\n"


def texts(steps: list[Step]) -> list[str]:
    return sorted(build.render(node) for step in steps for node in step.statements)


@pytest.mark.parametrize("plan", [PLAN, KEYS, PLAN + "transition: { drop: tighten }\n"], ids=["plain", "keys", "drop"])
@pytest.mark.parametrize("major", [15, 18])
def test_the_ways_back_of_all_steps_are_what_rollback_runs(plan: str, major: int) -> None:
    shop = catalog(*SHOP.relations.values(), major=major)
    found = forward(plan, shop)
    shown = [step for back in ways_back(found.segments, shop, found.final).values() for step in back]
    done = after(shop, found.segments)
    run = [step for segment in undo(done, None) for step in segment.steps]
    # Entries that a later step takes off the record have a way back only while that step has not run.
    passing = [step for step in shown if step.id not in {one.id for one in run}]
    assert set(texts(run)) <= set(texts(shown))
    assert texts([step for step in shown if step not in passing]) == texts(run)


def test_policies_go_with_row_level_security() -> None:
    shop = replace(SHOP, roles={"app": Role("app", superuser=False, bypass_rls=False, login=True)})
    found = forward(RLS, shop)
    back = ways_back(found.segments, shop, found.final)
    shown = " ".join(texts(list(back["tighten.row_security.public.users"])))
    assert shown.count("DROP POLICY") == 2
    assert "NO FORCE ROW LEVEL SECURITY" in shown
    assert "DISABLE ROW LEVEL SECURITY" in shown


def test_a_validation_has_no_way_back_of_its_own() -> None:
    found = forward(PLAN, SHOP)
    back = ways_back(found.segments, SHOP, found.final)
    assert back["tighten.not_null.validate.public.users"] == ()
    steps = json.loads(machine.diff_json(found.segments, back, SHOP, ""))["segments"]
    undo_of = {step["id"]: step["undo"] for segment in steps for step in segment["steps"]}
    assert undo_of["tighten.not_null.validate.public.users"] == {
        "statements": [],
        "note": machine.NO_UNDO,
        "loses": None,
    }
    column = undo_of["add.tenant_column.public.users"]
    assert column["statements"][0] == 'ALTER TABLE "public"."users" DROP COLUMN "client_id"'
    assert column["loses"] == "drops which tenant each row of public.users belongs to"


def test_people_read_the_same_way_back() -> None:
    found = forward(PLAN, SHOP, [Phase.ADD])
    lines = list(human.diff_text(found.segments, ways_back(found.segments, SHOP, found.final), limit="200 ms"))
    assert '      undo    ALTER TABLE "public"."users" DROP COLUMN "client_id"' in lines
    assert "      loses   drops which tenant each row of public.users belongs to" in lines
    assert not [line for line in lines if line.startswith("      undo") and "owned" in line and "DROP" not in line]
