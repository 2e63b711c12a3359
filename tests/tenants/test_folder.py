"""The folder of an export: an export removes its own half of an export, and no file of the user."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.errors import Blocked
from planner.tenants.folder import MARKER, check_folder, make_folder


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_half_an_export_is_replaced(tmp_path: Path) -> None:
    out = tmp_path / "out"
    make_folder(out)
    assert names(out) == {MARKER, "tables"}
    for file in ("tables/0000.copy", "tables/10000.copy", "plan.yaml", ".manifest.json"):
        (out / file).touch()
    check_folder(out)
    make_folder(out)
    assert names(out) == {MARKER, "tables"}


@pytest.mark.parametrize("marked", [True, False])
@pytest.mark.parametrize(
    "file", ["tables/mine.csv", "tables/0000.copy/x", "notes.txt", "plan.yaml", "tables/0000.copy"]
)
def test_files_of_the_user_stay(file: str, marked: bool, tmp_path: Path) -> None:
    if marked and file in ("plan.yaml", "tables/0000.copy"):
        return
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text("mine", encoding="utf-8")
    if marked:
        (tmp_path / MARKER).touch()
    before = names(tmp_path)
    with pytest.raises(Blocked, match="holds other files: "):
        make_folder(tmp_path)
    assert names(tmp_path) == before


def test_links_are_not_followed(tmp_path: Path) -> None:
    out, mine = tmp_path / "out", tmp_path / "mine"
    mine.mkdir()
    (mine / "0000.copy").write_text("mine", encoding="utf-8")
    out.mkdir()
    (out / MARKER).touch()
    (out / "tables").symlink_to(mine)
    with pytest.raises(Blocked, match="is a symbolic link"):
        make_folder(out)
    assert (mine / "0000.copy").exists()
