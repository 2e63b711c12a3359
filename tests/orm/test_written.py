"""`orm --confirm` writes several files: a failure after the first file leaves work that the same command continues."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.cli.orm import _write
from planner.errors import PlannerError
from planner.orm.edit import Edited


@pytest.mark.parametrize(("locked", "code", "text"), [("b.py", 4, "new"), ("a.py", 1, "old")])
def test_a_file_that_cannot_be_written(locked: str, code: int, text: str, tmp_path: Path) -> None:
    edited = []
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text("old", encoding="utf-8")
        edited.append(Edited(tmp_path / name, b"old", b"new"))
    (tmp_path / f".{locked}.planner").symlink_to(tmp_path / "nowhere" / "file")
    with pytest.raises(PlannerError, match=f"{locked} can't be written") as caught:
        _write(edited)
    assert caught.value.exit_code == code
    assert (tmp_path / "a.py").read_text(encoding="utf-8") == text
    if code == 4:
        assert "1 of 2 files are written" in caught.value.message
        assert "run the same command again" in (caught.value.hint or "")
