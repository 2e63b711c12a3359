"""The SQL of phase distribute, from a catalog with Citus' metadata: no registry has Citus, and no cluster is needed.

`pytest --rewrite-golden` writes it anew, for review in the diff.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.catalogs import after, forward
from operations.test_distribute_steps import FACTS, PLAN, shop
from planner.diff import undo
from planner.report.human import diff_sql
from planner.target.phase import Phase

EXPECTED = Path(__file__).parent / "citus" / "expected"
LARGE = 2 * 1024**2
"""More than `concurrent_above` of the plan: the concurrent form."""


def test_phase_distribute(request: pytest.FixtureRequest) -> None:
    of = shop(chats=LARGE)
    there = forward(PLAN, of, facts=FACTS).segments
    done = after(of, there)
    found = {"distribute.sql": diff_sql(there), "rollback.sql": diff_sql(undo(done, Phase.TIGHTEN))}
    for name, lines in found.items():
        text = "".join(f"{line}\n" for line in lines)
        if request.config.getoption("--rewrite-golden"):
            EXPECTED.mkdir(parents=True, exist_ok=True)
            (EXPECTED / name).write_text(text, encoding="utf-8")
        assert text == (EXPECTED / name).read_text(encoding="utf-8"), f"{name}: --rewrite-golden if this is meant"
