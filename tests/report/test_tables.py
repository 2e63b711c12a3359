"""Tables fit the terminal, and no name in them is cut."""

from __future__ import annotations

import pytest

from planner.report.tables import table

HEADINGS = ("table", "tenant from", "foreign key", "finished")
ROWS = [
    ("public.Suggestion", "via documentId, documentCreatedAt → public.Document", "valid", "tighten"),
    ("public.Vote", "via chatId → public.Chat", "-", "-"),
]


def test_a_table_that_fits_has_one_line_for_each_row() -> None:
    assert table(HEADINGS, ROWS).splitlines() == table(HEADINGS, ROWS, width=120).splitlines()
    assert len(table(HEADINGS, ROWS).splitlines()) == 4


@pytest.mark.parametrize("width", [44, 60, 80])
@pytest.mark.parametrize("terminal", [True, False])
def test_the_widest_column_goes_below_its_row(width: int, terminal: bool) -> None:
    lines = table(HEADINGS, ROWS, terminal=terminal, width=width).splitlines()
    assert max(map(len, lines)) <= width
    assert not any("…" in line for line in lines)
    at = lines.index("public.Vote        -        -")
    assert lines[at + 1] == "  via chatId → public.Chat"
    assert "via documentId, documentCreatedAt → public.Document" in " ".join(" ".join(lines).split())


def test_a_very_narrow_terminal_folds_names_and_loses_none() -> None:
    text = table(HEADINGS, ROWS, terminal=True, width=20)
    assert "…" not in text


def test_a_table_without_rows() -> None:
    assert "table" in table(HEADINGS, [], width=10)
