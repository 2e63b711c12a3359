"""The files of an application that contain its definition."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from planner.errors import PlanError
from planner.orm.encoded import content, python


def sources(paths: Sequence[Path], suffixes: Sequence[str]) -> list[Path]:
    """Return the files, and the files of the folders, in order, each once. Raises PlanError when a path does not
    exist or has no such file."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = (p for suffix in suffixes for p in path.rglob(f"*{suffix}") if "node_modules" not in p.parts)
            found |= dict.fromkeys(sorted(p for p in inside if not p.name.endswith((".d.ts", ".d.mts", ".d.cts"))))
        elif path.is_file():
            found[path] = None
        else:
            raise PlanError(f"there is no {path}", hint="name a file or a folder of definition files")
    if not found:
        raise PlanError(
            f"{paths[0]} has no {' or '.join(suffixes)} file", hint="name the folder of the definition files"
        )
    return list(found)


def contents(path: Path) -> bytes:
    """Return the text of a file as UTF-8, without a byte order mark. Raises PlanError when the file can't be read."""
    return content(path).text


def text_of(path: Path) -> str:
    """Return the text of a Python file, with its line ends. Raises PlanError when the file can't be read."""
    return content(path, python).text.decode()
