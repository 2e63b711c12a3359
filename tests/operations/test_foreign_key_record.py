"""What planner.owned keeps of a foreign key, byte for byte, and the composite key that stands in for it. No server."""

from __future__ import annotations

from dataclasses import replace

from planner.catalog.parts import Constraint
from planner.catalog.words import ConstraintKind, Match, ReferentialAction
from planner.names import QName
from planner.operations.keys import foreign_key_from_record, foreign_key_to_record

KEY = Constraint(
    "fk",
    ConstraintKind.FOREIGN,
    ("b", "a"),
    "",
    ref=QName("public", "parent"),
    ref_columns=("y", "x"),
    on_delete=ReferentialAction.SET_NULL,
    on_update=ReferentialAction.CASCADE,
    match=Match.FULL,
    deferrable=True,
)
FORMAT_1 = (
    '{"columns": ["b", "a"], "deferrable": true, "deferred": false, "match": "f", "name": "fk", "on_delete": "n", '
    '"on_update": "c", "ref": ["public", "parent"], "ref_columns": ["y", "x"]}'
)


def test_a_foreign_key_is_written_as_ever() -> None:
    assert foreign_key_to_record(KEY) == FORMAT_1
    assert foreign_key_from_record(FORMAT_1) == KEY


def test_the_columns_that_set_null_is_for_come_back() -> None:
    of_one = replace(KEY, set_columns=("a",))
    assert foreign_key_from_record(foreign_key_to_record(of_one)) == of_one
