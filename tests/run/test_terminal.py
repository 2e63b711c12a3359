"""What an operator sees on a terminal while rows are filled: apply itself, and status --watch beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.applications import SLOW_PLAN, SLOW_SCHEMA
from harness.runs import Walk
from harness.templates import Templates
from harness.terminal import Terminal


@pytest.fixture
def walk(templates: Templates, tmp_path: Path) -> Iterator[Walk]:
    with templates.copy("slow", lambda original: original.load(SLOW_SCHEMA)) as database:
        yield Walk.of(database, tmp_path, SLOW_PLAN + "execution: { batch_rows: 50, pause: 150ms }\n")


FILLING = re.compile(r"^━*[╸╺]?━* +\d+ % +(\d+ min )?\d+ s left +[\d ]+ rows/s +public\.")
"""A bar, how much is done, the time left, the rate, and the table's name, in this order."""


def filling(lines: list[str]) -> list[str]:
    return [line for line in lines if FILLING.match(line)]


@pytest.mark.parametrize(("wide", "wide_beside"), [(80, 130), pytest.param(130, 80, marks=pytest.mark.deep)])
def test_what_changes_is_never_cut(walk: Walk, wide: int, wide_beside: int) -> None:
    dsn = walk.database.dsn
    with Terminal("apply", walk.plan, "--dsn", dsn, "--confirm", columns=wide) as applying:
        shown = applying.until(filling, "a bar of apply")
        assert any("segment " in line or " of " in line for line in shown)
        with Terminal("status", "--dsn", dsn, "--watch", "--every", "0.2", columns=wide_beside) as watching:
            seen = watching.until(filling, "a bar of status --watch")
            assert any(line.startswith("run 1, apply by ") and "pid" in line for line in seen), seen
            assert max(map(len, seen)) <= wide_beside
            assert max(map(len, shown)) <= wide
            applying.process.send_signal(2)
            assert watching.ended() == 0
        applying.ended()
        said = "\n".join(applying.lines())
        assert "run the same command again" in said.lower(), said
