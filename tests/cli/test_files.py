"""Files that commands write: never through a link, and for this user alone where they hold values of rows."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from planner.cli.files import Access, replace_file, write_file, write_files, write_new
from planner.errors import PlannerError


@pytest.fixture
def link(tmp_path: Path) -> Path:
    """A link to a file that nobody may overwrite."""
    (tmp_path / "precious").write_text("precious", encoding="utf-8")
    (tmp_path / "link.sql").symlink_to(tmp_path / "precious")
    return tmp_path / "link.sql"


def test_nothing_is_written_through_a_link(link: Path) -> None:
    for write in (
        lambda: write_file(link, "x"),
        lambda: write_new(link, "x"),
        lambda: write_files(link.parent, {link.name: "x"}),
    ):
        with pytest.raises(PlannerError, match=r"symbolic link|File exists"):
            write()
    assert link.read_text(encoding="utf-8") == "precious"


def test_a_planted_link_beside_a_file_is_not_followed(tmp_path: Path) -> None:
    file, precious = tmp_path / "schema.ts", tmp_path / "precious"
    file.write_text("old", encoding="utf-8")
    precious.write_text("precious", encoding="utf-8")
    (tmp_path / ".schema.ts.planner").symlink_to(precious)
    with pytest.raises(PlannerError, match="can't be written"):
        replace_file(file, b"new")
    assert (file.read_text(encoding="utf-8"), precious.read_text(encoding="utf-8")) == ("old", "precious")


def test_a_file_of_rows_is_private(tmp_path: Path) -> None:
    write_file(tmp_path / "rows.csv", "x", Access.PRIVATE)
    assert stat.S_IMODE((tmp_path / "rows.csv").stat().st_mode) == 0o600
