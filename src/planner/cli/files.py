"""Files that commands read and write. A file is never written through a link."""

from __future__ import annotations

import errno
import os
import re
import shutil
from enum import IntEnum
from pathlib import Path

from planner.errors import PlanError, PlannerError, Refused

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


class Access(IntEnum):
    """Who may read a new file."""

    AS_USUAL = 0o666
    """As for every file of this user (umask)."""
    PRIVATE = 0o600
    """This user alone: the file holds values of rows."""


def write_file(file: Path, text: str, access: Access = Access.AS_USUAL) -> None:
    """Write a text file with line feeds as line ends. Raises PlannerError when the file can't be written."""
    try:
        _write(file, text, os.O_TRUNC, access)
    except OSError as error:
        raise _failed(file, error) from None


def replace_file(file: Path, content: bytes) -> None:
    """Replace a file of the application, as a whole or not at all. Keep links and permissions. Raises PlannerError."""
    there = file.resolve()
    beside = there.with_name(f".{there.name}.planner")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(content)
        shutil.copymode(there, beside)
        beside.replace(there)
    except OSError as error:
        raise PlannerError(
            f"{file} can't be written: {error.strerror}", hint="check the rights of its folder"
        ) from None
    finally:
        beside.unlink(missing_ok=True)


def write_new(file: Path, text: str) -> None:
    """Write a new file, and create its folder if it is missing. Raises PlannerError when the file exists."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _write(file, text, os.O_EXCL)
    except OSError as error:
        raise _failed(file, error) from None


def read_text(file: Path) -> str:
    """Return the text of a UTF-8 file. Raises PlanError when the file can't be read."""
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise PlanError(f"{file} can't be read: {error.strerror}", hint="check the path") from None
    except UnicodeDecodeError:
        raise PlanError(f"{file} is not UTF-8", hint="save it as UTF-8") from None


def write_files(out: Path, files: dict[str, str]) -> None:
    """Write the files; their names may contain folders. Raises Refused when `out` holds numbered files of another
    render, and PlanError when a file can't be written."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        there = {str(path.relative_to(out).as_posix()) for path in out.rglob("*.sql")}
        stale = sorted(name for name in there - files.keys() if _numbered(name))
        if stale:
            raise Refused(
                f"{out} holds files of an earlier render, such as {stale[0]}; nothing was written",
                hint="render into an empty directory, so that old and new files can't be mixed up",
            )
        for name, text in files.items():
            file = out / name
            file.parent.mkdir(exist_ok=True)
            _write(file, text, os.O_TRUNC)
    except OSError as error:
        raise PlanError(f"{out} can't be written: {_reason(error)}", hint="choose another --out") from None


def _numbered(name: str) -> bool:
    return re.match(r"(?:(?:deploy|revert|verify)/)?(?:[VU]?\d|rollback-)", name) is not None


def _write(file: Path, text: str, flag: int, access: Access = Access.AS_USUAL) -> None:
    """Write a file, but never through a link: whoever may write in the folder could send the text anywhere."""
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | _NO_LINK | flag, access)
    with os.fdopen(opened, "w", encoding="utf-8", newline="\n") as out:
        out.write(text)


def _failed(file: Path, error: OSError) -> PlannerError:
    return PlannerError(f"{file} can't be written: {_reason(error)}", hint="choose another file")


def _reason(error: OSError) -> str:
    return "it is a symbolic link" if error.errno == errno.ELOOP else str(error.strerror)
