"""README.md and docs/ show what the commands print today."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.servers import Server
from transcripts import ROOT, chosen, pages, rewritten, settled


@pytest.mark.pg(">= 18")
@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_the_output_that_a_page_shows_is_what_the_commands_print(page: Path, server: Server) -> None:
    text = page.read_text(encoding="utf-8")
    assert settled(rewritten(text, server)) == settled(text), f"{page.relative_to(ROOT)} is stale: make readme"


def test_times_and_sizes_do_not_make_a_page_stale() -> None:
    assert settled("[3] done in 0.02 s, 30 000 rows, 4 MB") == settled("[3] done in 1.5 s, 30 000 rows, 12 MB")
    assert settled("[3] done in 0.02 s, 30 000 rows") != settled("[3] done in 0.02 s, 30 001 rows")


def test_lines_that_are_left_out_become_an_ellipsis() -> None:
    lines = ["one", "two", "three", "four", "five"]
    assert list(chosen(lines, 'show first 1, from "three" 1')) == ["one", "…", "three", "…"]
    assert list(chosen(lines, "show last 2")) == ["…", "four", "five"]
    with pytest.raises(ValueError, match="six"):
        list(chosen(lines, 'show from "six" 1'))
