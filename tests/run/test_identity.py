"""A copy is surely another database than that of the plan, and can be written."""

from __future__ import annotations

import pytest

from planner.errors import Refused
from planner.run.identity import Identity, refuse_same

LIVE = Identity("7", 5, standby=False)


@pytest.mark.parametrize(
    ("copy", "word"),
    [
        (LIVE, "names the database of the plan itself"),
        (Identity("8", 5, standby=True), "names a standby"),
        (Identity(None, 0, standby=False), "nobody can tell"),
    ],
)
def test_what_is_no_copy_is_refused(copy: Identity, word: str) -> None:
    with pytest.raises(Refused, match=f"--on-clone {word}|{word} whether --on-clone") as raised:
        refuse_same(LIVE, copy, option="--on-clone", instead="")
    assert raised.value.exit_code == 3
    assert raised.value.hint


def test_another_database_is_a_copy() -> None:
    for copy in (Identity("7", 6, standby=False), Identity("8", 5, standby=False)):
        refuse_same(LIVE, copy, option="--on-clone", instead="")
