"""diff forward, without a server: what comes after what, what is committed together, and what later phases build on."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.catalogs import after, catalog, forward, named, table, tenancy
from planner.catalog.fingerprint import Fingerprint
from planner.catalog.model import Catalog
from planner.diff import Diff, diff, undo
from planner.errors import Blocked, PlanError
from planner.steps.step import Mode
from planner.target.phase import PHASES, TENANCY, Phase
from planner.tenancy.model import Facts

HEAD = """
version: 1
tenant:
  table: clients
  key: { column: id, type: text }
  default: { id: default, values: { name: Default Client } }
  column: client_id
"""
PLAN = f"""{HEAD}
tables:
  users: {{ backfill: {{ constant: default }} }}
  chats: {{ backfill: {{ via: user_id }} }}
  messages: {{ backfill: {{ via: chat_id }} }}
"""
KEYS = PLAN + "keys: { unique: per_tenant, foreign_keys: composite }\n"
FILLED = Facts(tenants=frozenset({"default"}))
"""The default tenant's row is there, and no row has lost its tenant."""

SHOP = catalog(
    table("users", "id bigint", "email text", unique=("email",)),
    table("chats", "id bigint", "user_id bigint NOT NULL", references={"user_id": "users"}),
    table("messages", "id bigint", "chat_id bigint", "body text", references={"chat_id": "chats"}),
)
TABLES = ("users", "chats", "messages")


def numbers(found: Diff, operation: str, *tables: str) -> list[int]:
    """The segments in which an operation has something to do, for these tables or for any."""
    wanted = {named(one) for one in tables}
    return [
        segment.number
        for segment in found.segments
        for step in segment.steps
        if step.operation == operation and (not wanted or step.relation in wanted)
    ]


def again(plan: str, done: Catalog) -> Diff:
    return forward(plan, done, facts=FILLED)


# Order


def test_phases_come_in_their_order_and_segments_are_numbered() -> None:
    found = forward(KEYS, SHOP)
    phases = [segment.phase for segment in found.segments]
    assert phases == sorted(phases, key=PHASES.index)
    assert set(phases) == set(TENANCY)
    assert [segment.number for segment in found.segments] == list(range(1, len(phases) + 1))
    assert all(step.phase is segment.phase for segment in found.segments for step in segment.steps)


def test_the_record_and_the_tenants_table_come_first() -> None:
    found = forward(PLAN, SHOP)
    record, tenants = numbers(found, "record"), numbers(found, "tenants_table")
    assert (record, set(tenants)) == ([1], {2})
    assert min(numbers(found, "tenant_column")) == 3


@pytest.mark.parametrize("operation", ["tenant_column", "backfill"])
def test_parents_come_before_their_children(operation: str) -> None:
    order = [numbers(forward(PLAN, SHOP), operation, name) for name in TABLES]
    there = [found[0] for found in order if found]
    assert there == sorted(there)
    assert len(there) == (3 if operation == "tenant_column" else 2), "a constant has nothing to fill"


def test_the_plans_order_of_tables_does_not_matter() -> None:
    users, chats, messages = PLAN.rstrip().splitlines()[-3:]
    turned = PLAN.replace("\n".join((users, chats, messages)), "\n".join((messages, chats, users)))
    assert turned != PLAN
    one, other = forward(PLAN, SHOP), forward(turned, SHOP)
    assert [segment.what for segment in one.segments] == [segment.what for segment in other.segments]


def test_an_index_comes_after_the_backfill_of_every_table() -> None:
    found = forward(PLAN, SHOP)
    assert len(numbers(found, "tenant_index")) == 3
    assert min(numbers(found, "tenant_index")) > max(numbers(found, "backfill"))


def test_not_null_and_the_foreign_key_of_a_derived_table_come_after_the_backfill() -> None:
    found = forward(PLAN, SHOP)
    filled = max(numbers(found, "backfill"))
    assert min(numbers(found, "not_null")) > filled
    assert min(numbers(found, "tenant_foreign_key", "chats", "messages")) > filled


def test_the_foreign_key_of_a_constant_is_there_from_the_start_and_validated_at_the_end() -> None:
    found = forward(PLAN, SHOP)
    added, validated = numbers(found, "tenant_foreign_key", "users")
    assert found.segments[added - 1].phase is Phase.ADD
    assert (found.segments[validated - 1].phase, found.segments[validated - 1].mode) == (Phase.TIGHTEN, Mode.ALONE)


def test_keys_come_after_all_tables_are_tight() -> None:
    """A key of one table is referenced by others: each has its tenant, NOT NULL and indexed, before the first is changed."""
    found = forward(KEYS, SHOP)
    tight = max(numbers(found, "not_null") + numbers(found, "tenant_index") + numbers(found, "tenant_foreign_key"))
    keys = numbers(found, "composite_foreign_keys") + numbers(found, "unique_keys")
    assert keys
    assert min(keys) > tight


def test_a_parents_key_is_there_before_a_foreign_key_references_it() -> None:
    found = forward(KEYS, SHOP)
    for parent, child in pairwise(TABLES):
        assert min(numbers(found, "composite_foreign_keys", parent)) < min(
            numbers(found, "composite_foreign_keys", child)
        )


# Segments


def test_what_is_quick_and_of_one_table_is_committed_together() -> None:
    found = forward(PLAN, SHOP)
    (adding,) = [s for s in found.segments if s.phase is Phase.ADD and s.relation == named("users")]
    assert [step.operation for step in adding.steps] == ["tenant_column", "write_guard", "tenant_foreign_key"]
    assert adding.mode is Mode.TRANSACTION


def test_neighbours_of_one_segment_differ_in_phase_table_or_mode() -> None:
    for one, other in pairwise(forward(KEYS, SHOP).segments):
        assert (
            (one.phase, one.relation) != (other.phase, other.relation)
            or Mode.TRANSACTION is not one.mode
            or (one.mode is not other.mode)
        )


def test_what_may_take_long_runs_alone() -> None:
    for segment in forward(KEYS, SHOP).segments:
        assert segment.mode is Mode.TRANSACTION or len(segment.steps) == 1
        assert {step.relation for step in segment.steps} == {segment.relation}


# Phases that are not selected


def test_later_phases_are_projected_onto_what_the_earlier_ones_leave() -> None:
    whole = forward(KEYS, SHOP)
    for phase in TENANCY:
        alone = forward(KEYS, SHOP, [phase])
        expected = [(s.what, [step.title for step in s.steps]) for s in whole.segments if s.phase is phase]
        assert [(s.what, [step.title for step in s.steps]) for s in alone.segments] == expected
        assert alone.incomplete == PHASES[: PHASES.index(phase)]


def test_what_is_skipped_is_what_the_earlier_phases_change() -> None:
    tighten = forward(PLAN, SHOP, [Phase.TIGHTEN])
    earlier = forward(PLAN, SHOP, [Phase.ADD, Phase.BACKFILL])
    assert list(tighten.skipped) == [change for step in earlier.steps for change in step.changes] != []
    assert forward(PLAN, SHOP, [Phase.ADD]).skipped == ()


def test_a_phase_that_is_done_is_not_incomplete() -> None:
    added = after(SHOP, forward(PLAN, SHOP, [Phase.ADD]).segments)
    found = forward(PLAN, added, [Phase.TIGHTEN], FILLED)
    assert found.incomplete == (Phase.BACKFILL,)


# There and back


@pytest.mark.parametrize("plan", [PLAN, KEYS, PLAN + "transition: { drop: tighten }\n"], ids=["plain", "keys", "drop"])
@pytest.mark.parametrize("major", [13, 15, 18])
def test_nothing_is_left_to_do_and_all_of_it_can_be_taken_back(plan: str, major: int) -> None:
    shop = catalog(*SHOP.relations.values(), major=major)
    done = after(shop, forward(plan, shop).segments)
    assert again(plan, done).segments == ()
    back = after(done, undo(done, None))
    assert Fingerprint.of(back).hex == Fingerprint.of(shop).hex
    assert back.owned == {}


@pytest.mark.parametrize("to", [Phase.ADD, Phase.BACKFILL])
@pytest.mark.parametrize("drop", ["never", "tighten"])
def test_back_to_a_phase_is_where_that_phase_had_ended(to: Phase, drop: str) -> None:
    """But for the foreign key of a constant, which stays valid: here each row has its own tenant."""
    plan = KEYS.replace("constant: default", "sql: email") + f"transition: {{ drop: {drop} }}\n"
    there = after(SHOP, forward(plan, SHOP, PHASES[: PHASES.index(to) + 1]).segments)
    done = after(SHOP, forward(plan, SHOP).segments)
    assert Fingerprint.of(after(done, undo(done, to))).hex == Fingerprint.of(there).hex


@pytest.mark.parametrize("to", [Phase.ADD, Phase.BACKFILL])
def test_a_guard_that_is_put_back_has_its_default_again(to: Phase) -> None:
    plan = PLAN + "transition: { drop: tighten }\n"
    there = after(SHOP, forward(plan, SHOP, PHASES[: PHASES.index(to) + 1]).segments)
    done = after(SHOP, forward(plan, SHOP).segments)
    back = after(done, undo(done, to))
    for name in map(named, TABLES):
        assert back.relations[name].columns == there.relations[name].columns
        assert back.relations[name].triggers == there.relations[name].triggers


def test_a_guard_under_another_name_leaves_no_trigger_behind() -> None:
    done = after(SHOP, forward(PLAN, SHOP).segments)
    chats = done.relations[named("chats")]
    made = chats.triggers
    theirs = replace(made[0], name="zzzz_theirs", events=("INSERT",), function=named("theirs"))
    broken = tuple(replace(trigger, source="BEGIN RETURN NEW; END") for trigger in made)
    changed = replace(done, relations={**done.relations, chats.name: replace(chats, triggers=(*broken, theirs))})
    found = again(PLAN, changed)
    assert [step.id for step in found.steps] == ["add.write_guard.public.chats"]
    names = [trigger.name for trigger in after(changed, found.segments).relations[chats.name].triggers]
    guards = [
        "zzzzz_planner_guard_insert",
        "zzzzz_planner_guard_update",
        "zzzzz_planner_guard_zhold",
        "A_planner_guard_follow",
    ]
    assert names == ["zzzz_theirs", *guards]


def test_interrupted_after_any_segment_the_rest_is_what_was_left() -> None:
    whole = forward(KEYS, SHOP)
    end = Fingerprint.of(after(SHOP, whole.segments)).hex
    for number in range(1, len(whole.segments)):
        half = after(SHOP, whole.segments[:number])
        rest = again(KEYS, half)
        assert len(rest.segments) <= len(whole.segments) - number + 1, f"after segment {number}"
        assert Fingerprint.of(after(half, rest.segments)).hex == end, f"after segment {number}"


# Refused


def test_a_table_that_was_taken_out_of_the_plan_is_refused() -> None:
    added = after(SHOP, forward(PLAN, SHOP, [Phase.ADD]).segments)
    without = PLAN.replace(
        "  messages: { backfill: { via: chat_id } }\n", "  messages: { kind: exempt, reason: later }\n"
    )
    with pytest.raises(Blocked, match=r"planner added client_id to public\.messages, and the plan no longer says so"):
        diff(tenancy(without, added), added, FILLED)


def test_another_source_after_add_is_refused() -> None:
    added = after(SHOP, forward(PLAN, SHOP, [Phase.ADD]).segments)
    other = PLAN.replace("messages: { backfill: { via: chat_id } }", "messages: { backfill: { constant: default } }")
    with pytest.raises(Blocked, match=r"the tenant of public\.messages was taken from `via chat_id"):
        diff(tenancy(other, added), added, FILLED)


def test_a_table_that_the_plan_does_not_name_is_an_error() -> None:
    more = catalog(*SHOP.relations.values(), table("audit", "id bigint"))
    with pytest.raises(PlanError, match="audit"):
        tenancy(PLAN, more)


# Any tree of tables


@st.composite
def forests(draw: st.DrawFn) -> tuple[Catalog, str]:
    """Tables that take their tenant from an earlier one, or all have the same; some have a key of their own."""
    count = draw(st.integers(1, 6))
    parents = [draw(st.none() | st.integers(0, n - 1)) if n else None for n in range(count)]
    tables, lines = [], []
    for n, parent in enumerate(parents):
        unique = ("code",) if draw(st.booleans()) else ()
        references = {} if parent is None else {"up": f"t{parent}"}
        tables.append(table(f"t{n}", "id bigint", "up bigint", "code text", unique=unique, references=references))
        lines.append(f"  t{n}: {{ backfill: {{ {'constant: default' if parent is None else 'via: up'} }} }}\n")
    words = draw(st.sampled_from(["", "keys: { unique: per_tenant }\n", "keys: { foreign_keys: composite }\n"]))
    listed = "".join(draw(st.permutations(lines)))
    return catalog(*tables), f"{HEAD}tables:\n{listed}{words}"


@settings(max_examples=25)
@given(forest=forests(), data=st.data())
def test_any_forest_is_finished_from_anywhere_and_taken_back(forest: tuple[Catalog, str], data: st.DataObject) -> None:
    before, plan = forest
    whole = forward(plan, before).segments
    done = after(before, whole)
    assert again(plan, done).segments == ()
    half = after(before, whole[: data.draw(st.integers(0, len(whole)))])
    assert Fingerprint.of(after(half, again(plan, half).segments)).hex == Fingerprint.of(done).hex
    assert Fingerprint.of(after(done, undo(done, None))).hex == Fingerprint.of(before).hex
