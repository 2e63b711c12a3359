"""The table that `planner diff` prints first: one line for each table, no line wider than the terminal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.console import Console

from harness.catalogs import catalog, forward, table, tenancy
from planner.catalog.model import Catalog
from planner.diff import Diff
from planner.diff.segments import only
from planner.report.columns import overview_text
from planner.report.human import header_line
from planner.report.overview import MANY, overview
from planner.report.progress import table_told

HEAD = """
version: 1
tenant: { table: clients, key: { column: id, type: text }, default: { id: default }, column: client_id }
tables:
  users: { backfill: { constant: default } }
"""


def application(tables: int, name: str = "table_{}") -> tuple[str, Catalog]:
    """Return a plan and a database of this many tables: every fifth has a constant, the others follow users."""
    names = [name.format(number) for number in range(tables - 1)]
    strategies = ["{ constant: default }" if n % 5 == 0 else "{ via: user_id }" for n in range(len(names))]
    plan = HEAD + "".join(f"  {name}: {{ backfill: {how} }}\n" for name, how in zip(names, strategies, strict=True))
    relations = [
        replace(table(name, "id bigint", "user_id bigint NOT NULL", references={"user_id": "users"}), rows=n, pages=n)
        for n, name in enumerate(names, 1000)
    ]
    return plan, catalog(table("users", "id bigint", "email text", unique=("email",)), *relations)


def printed(plan: str, of: Catalog, width: int, found: Diff | None = None) -> list[str]:
    found = found or forward(plan, of)
    goal = tenancy(plan, of)
    lines = overview_text(overview(found.segments, of, goal), found.segments, width=width, lock_timeout=0.2)
    assert len(header_line(of, goal, width)) <= width
    return list(lines)


KEYS = "keys: { unique: per_tenant, primary_key: composite, foreign_keys: composite }\n"


@pytest.mark.parametrize(
    ("tables", "keys"),
    [(6, ""), (6, KEYS), (97, KEYS), (500, ""), pytest.param(500, KEYS, marks=pytest.mark.deep)],
)
def test_no_more_lines_than_tables_and_none_is_too_wide(tables: int, keys: str) -> None:
    plan, of = application(tables)
    found = forward(plan + keys, of)
    hazards = overview(found.segments, of, tenancy(plan + keys, of)).hazards
    shown = sum(min(len(kind.texts), 4) for kind in hazards.values())
    for width in (80, 130):
        lines = printed(plan + keys, of, width, found)
        assert len(lines) <= 3 + tables + shown
        assert max(map(len, lines)) <= width
        assert lines[-1].startswith("Plan: ")
        assert "disk" in lines[0] or "disk" in lines[-1], "the sum is there where the column is not"


def test_every_table_of_a_few_has_its_line() -> None:
    plan, of = application(6)
    lines = printed(plan, of, 150)
    words = {line.split()[0]: line for line in lines}
    assert {"users", "table_0", "table_4"} <= set(words)
    assert "+ column, guard, foreign key  ! not null, foreign key, index" in words["users"]
    assert "+ column, guard  ~ fill  ! foreign key, not null, index" in words["table_1"]
    assert "wait at most 200 ms" in lines[0]
    assert "reads and writes" in words["table_1"]
    assert lines.index(words["planner's"]) > max(lines.index(words[f"table_{n}"]) for n in range(5))
    assert "schema planner, tenants table, default tenant" in words["planner's"]


def test_tables_that_change_in_the_same_way_share_a_line() -> None:
    plan, of = application(97)
    lines = printed(plan, of, 120)
    assert len(lines) < MANY + 10
    same = [line for line in lines if "the same for" in line]
    assert {int(line.split("the same for ")[1].split()[0]) for line in same} == {20, 75}


def test_a_slow_table_keeps_its_line() -> None:
    plan, of = application(40)
    (slow,) = (relation for name, relation in of.relations.items() if name.name == "table_7")
    of = replace(of, relations={**of.relations, slow.name: replace(slow, rows=50_000_000, pages=900_000)})
    (line,) = (line for line in printed(plan, of, 120) if line.startswith("table_7 "))
    assert "50.0M" in line
    assert " min" in line, "fill, validation and index take minutes"


def test_pauses_between_batches_take_time() -> None:
    plan, of = application(6)
    goal, segments = tenancy(plan, of), forward(plan, of).segments
    at_once, paused = overview(segments, of, goal).total, overview(segments, of, goal, pause=60.0).total
    assert at_once.seconds == paused.seconds, "a table of one batch has no pause"
    large = replace(of, relations={name: replace(one, rows=50_000) for name, one in of.relations.items()})
    segments = forward(plan, large).segments
    more = overview(segments, large, goal, pause=60.0).total.seconds - overview(segments, large, goal).total.seconds
    assert more == pytest.approx(4 * 10 * 60.0), "four tables of ten batches"


def test_a_long_name_keeps_both_ends() -> None:
    plan, of = application(4, "a_rather_long_name_that_says_what_the_table_is_for_{}")
    lines = printed(plan, of, 80)
    cells = [line.split()[0] for line in lines if line.startswith("a_")]
    assert len(set(cells)) == 3, "the tables can still be told apart"
    assert max(map(len, lines)) <= 80


def test_a_table_without_statistics_is_never_0_rows() -> None:
    plan, of = application(3)
    unknown = {
        name: replace(relation, estimated=False, rows=0 if name.name == "users" else 4000, pages=50)
        for name, relation in of.relations.items()
    }
    lines = {line.split()[0]: line for line in printed(plan, replace(of, relations=unknown), 130)}
    assert "about 4 000" in lines["table_0"]
    assert " empty " in lines["users"]


def test_only_some_steps() -> None:
    plan, of = application(3)
    segments = forward(plan, of).segments
    (step,) = {"add.tenant_column.public.users"}
    kept = only(segments, {step})
    assert [one.id for segment in kept for one in segment.steps] == [step]
    assert kept[0].number == next(one.number for one in segments if step in {each.id for each in one.steps})


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (60, "public.subscription_line_items_2024, 1 200 rows"),
        (40, "public.subscription_line_items_2024"),
        (30, "subscription_line_items_2024"),
        (20, "subscript…items_2024"),
    ],
)
def test_a_bar_has_the_words_that_fit(width: int, shown: str) -> None:
    name = "subscription_line_items_2024"
    console = Console(width=width, force_terminal=False)
    with console.capture() as captured:
        console.print(table_told(f"public.{name}", name, 1200))
    assert captured.get().rstrip() == shown
