"""Files that commands write: never through a link, and for this user alone where they hold values of rows."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from planner.cli.files import Access, replace_file, write_file, write_files, write_new, write_together
from planner.errors import PlanError, PlannerError, Refused, Unfinished


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


def test_a_render_replaces_its_own_files_alone(tmp_path: Path) -> None:
    ours = {"README.md": "# x\n\nplanner 0.2.0 wrote these files\n", "plan.json": '{"format": 1, "planner": "0.2.0"}'}
    write_files(tmp_path, ours)
    write_files(tmp_path, ours)
    (tmp_path / "README.md").write_text("# Our project\n\nWe use planner.\n", encoding="utf-8")
    with pytest.raises(Refused, match=r"README\.md is no file of planner render; nothing was written"):
        write_files(tmp_path, ours | {"1-add.sql": "x"})
    assert not (tmp_path / "1-add.sql").exists()


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


def test_files_are_written_together_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "b.sql").mkdir()
    with pytest.raises(PlanError, match=r"b\.sql is a directory"):
        write_together(tmp_path, {"a.sql": "x", "b.sql": "x"})
    assert [path.name for path in tmp_path.iterdir()] == ["b.sql"]
    with pytest.raises(UnicodeEncodeError):
        write_new(tmp_path / "half.sql", "\ud800")
    assert not (tmp_path / "half.sql").exists()


def test_an_end_between_two_files_says_how_many_are_written(tmp_path: Path) -> None:
    with pytest.raises(Unfinished, match="1 of 3 files are written") as caught:
        write_together(tmp_path, {"a.sql": "x", "b": "x", "b/c.sql": "x"})
    assert caught.value.exit_code == 4
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.sql", "b"]
