"""Prose of the documentation ends its lines at 120 characters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIMIT = 120
PAGES = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "SECURITY.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "examples").glob("*/README.md")),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_lines_of_prose_are_short(page: Path) -> None:
    long = [f"{page.relative_to(ROOT)}:{number}: {len(line)}" for number, line in prose(page) if len(line) > LIMIT]
    assert not long, "\n".join(long)


def prose(page: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines that can be wrapped, with their numbers: no code, no table, no comment."""
    inside = False
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        fence = line.lstrip().startswith("```")
        inside ^= fence
        if not inside and not fence and not line.startswith(("|", "<!--")):
            yield number, line
