"""What operations declare fits together: `diff`, `rollback` and `verify` have no order of their own."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from planner.catalog.owned import OwnedKind
from planner.operations import OPERATIONS, acting, undoing, undone_when
from planner.operations.operation import Operation, Turn, UndoTurn
from planner.target.phase import PHASES, Phase

DOCS = Path(__file__).parents[2] / "docs" / "operations"


@pytest.mark.parametrize("kind", OwnedKind)
def test_every_kind_of_entry_is_undone_by_one_operation(kind: OwnedKind) -> None:
    recorders = [one for one in OPERATIONS if kind in {records.kind for records in one.records}]
    assert recorders == [undoing(kind)]


def test_no_two_operations_have_the_same_place() -> None:
    places = Counter((acts.phase, acts.turn, acts.place) for one in OPERATIONS for acts in one.acts)
    assert [place for place, several in places.items() if several > 1] == []
    verified = Counter(one.verified for one in OPERATIONS if type(one).checks is not Operation.checks)
    assert [place for place, several in verified.items() if several > 1] == []


def test_the_order_of_work() -> None:
    """An index on the tenant column would keep every update of the backfill from staying heap-only."""
    order = [(phase.value, one.name) for phase in PHASES for turn in Turn for one in acting(phase, turn)]
    assert order.index(("backfill", "backfill")) < order.index(("tighten", "tenant_index"))
    assert order.index(("tighten", "tenant_index")) < order.index(("tighten", "unique_keys"))
    assert order.index(("add", "record")) == 0
    tenancy = [place for place in order if place[0] != "distribute"]
    assert tenancy[-2:] == [("tighten", "write_guard"), ("tighten", "row_security")]
    assert order[: len(tenancy)] == tenancy
    assert [name for phase, name in order if phase == "distribute"] == [
        "distribute_identity",
        "distribute_foreign_keys",
        "distribute_partitioned_keys",
        "distribute_tables",
        "distribute_tables",
        "distribute_tables",
        "distribute_foreign_keys",
        "distribute_finish",
    ]


def test_what_leans_on_others_is_undone_first() -> None:
    assert undone_when(OwnedKind.POLICY) is UndoTurn.POLICIES
    assert undone_when(OwnedKind.OLD_FOREIGN_KEY) < undone_when(OwnedKind.PRIMARY_KEY)
    assert undone_when(OwnedKind.OLD_PRIMARY_KEY) < undone_when(OwnedKind.OLD_FOREIGN_KEY)
    assert undone_when(OwnedKind.COLUMN) is UndoTurn.OTHERS
    assert undone_when(OwnedKind.DISTRIBUTED_FOREIGN_KEY) < undone_when(OwnedKind.DISTRIBUTED)
    assert undone_when(OwnedKind.DISTRIBUTED) < undone_when(OwnedKind.IDENTITY)
    assert undone_when(OwnedKind.IDENTITY) < undone_when(OwnedKind.DROPPED_FOREIGN_KEY)


def test_an_operation_acts_on_what_its_turn_is_for() -> None:
    for one in OPERATIONS:
        once = {acts.turn in (Turn.DATABASE_FIRST, Turn.DATABASE_LAST) for acts in one.acts}
        assert (type(one).on_database is not Operation.on_database) == (True in once), one.name
        assert (type(one).on_table is not Operation.on_table) == (False in once), one.name


@pytest.mark.parametrize("name", sorted({one.name for one in OPERATIONS}))
def test_every_operation_has_a_page(name: str) -> None:
    assert (DOCS / f"{name}.md").read_text(encoding="utf-8").startswith(f"# {name}\n")


def test_each_phase_has_an_operation() -> None:
    assert {acts.phase for one in OPERATIONS for acts in one.acts} == set(Phase)
