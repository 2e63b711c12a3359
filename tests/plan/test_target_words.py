"""The words of `target` belong to one kind of database."""

from __future__ import annotations

import pytest

from planner.errors import PlanError
from planner.plan.load import parse_plan
from planner.target.phase import PHASES, TENANCY, Phase, phases_of
from test_load import BASE


def test_the_words_of_citus_have_defaults() -> None:
    target = parse_plan(f"{BASE}target: {{ dialect: citus }}\n", "plan.yaml").plan.target
    assert (target.shard_count, target.concurrent_above, target.on_set_null) == (32, 64 * 1024**2, "refuse")


def test_the_words_of_citus_are_read() -> None:
    words = "dialect: citus, shard_count: 64, concurrent_above: 1GB, on_set_null: no_action"
    target = parse_plan(f"{BASE}target: {{ {words} }}\n", "plan.yaml").plan.target
    assert (target.shard_count, target.concurrent_above, target.on_set_null) == (64, 1024**3, "no_action")


@pytest.mark.parametrize("word", ["shard_count: 4", "concurrent_above: 1GB", "on_set_null: no_action"])
def test_another_database_has_no_such_words(word: str) -> None:
    with pytest.raises(PlanError, match=rf"`{word.split(':')[0]}` is a word of `dialect: citus`") as caught:
        parse_plan(f"{BASE}target: {{ {word} }}\n", "plan.yaml")
    assert caught.value.place is not None
    assert caught.value.place.line == 7


def test_only_citus_has_the_phase_distribute() -> None:
    assert phases_of("postgres") == TENANCY == (Phase.ADD, Phase.BACKFILL, Phase.TIGHTEN)
    assert phases_of("citus") == PHASES == (*TENANCY, Phase.DISTRIBUTE)
