"""Files that commands read and write. A file is never written through a link."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Mapping
from enum import IntEnum
from pathlib import Path

from planner.errors import PlanError, PlannerError, Refused, Unfinished

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


def try_file(file: Path) -> None:
    """Raise PlannerError when the file can't be written. Nothing of the try stays."""
    there = file.exists()
    append_text(file, "")
    if not there:
        file.unlink(missing_ok=True)


def append_text(file: Path, text: str) -> None:
    """Append text to a file, which a CI system may have opened. Raises PlannerError when the file can't be written."""
    try:
        _write(file, text, os.O_APPEND)
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


def replace_private(file: Path, text: str) -> None:
    """Write a text file that this user alone may read, as a whole or not at all. Raises PlannerError.

    Whoever reads an earlier file of this name keeps it until the new one is complete. A link is refused.
    """
    beside = file.with_name(f".{file.name}.planner")
    try:
        _refuse_no_file(file)
        beside.unlink(missing_ok=True)  # of a command that was killed
        _write(beside, text, os.O_EXCL, Access.PRIVATE)
        beside.replace(file)
    except OSError as error:
        raise _failed(file, error) from None
    finally:
        beside.unlink(missing_ok=True)


def write_new(file: Path, text: str) -> None:
    """Write a new file, and create its folder if it is missing. Raises PlannerError when the file exists."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _write(file, text, os.O_EXCL)
    except OSError as error:
        raise _failed(file, error) from None


def read_text(file: Path, errors: str = "strict") -> str:
    """Return the text of a UTF-8 file. Raises PlanError when the file can't be read.

    `errors` is Python's: with `surrogateescape`, bytes that are not UTF-8 stay as they are.
    """
    try:
        return file.read_text(encoding="utf-8", errors=errors)
    except OSError as error:
        raise PlanError(f"{file} can't be read: {error.strerror}", hint="check the path") from None
    except UnicodeDecodeError:
        raise PlanError(f"{file} is not UTF-8", hint="save it as UTF-8") from None


def write_files(out: Path, files: Mapping[str, str]) -> None:
    """Write the files of a render, as `write_together` does. Raises Refused when `out` holds numbered files of another
    render, or files of somebody else that have the same names."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        there = {str(path.relative_to(out).as_posix()) for path in out.rglob("*.sql")}
        stale = sorted(name for name in there - files.keys() if _numbered(name))
        if stale:
            raise Refused(
                f"{out} holds files of an earlier render, such as {stale[0]}; nothing was written",
                hint="render into an empty directory, so that old and new files can't be mixed up",
            )
        foreign = [name for name in _COMMON if name in files and _of_somebody_else(out / name)]
        if foreign:
            raise Refused(
                f"{out / foreign[0]} is no file of planner render; nothing was written",
                hint="render into an empty directory",
            )
    except OSError as error:
        raise _no_folder(out, _reason(error)) from None
    write_together(out, files)


_COMMON = ("README.md", "plan.json", "verify.sql")
"""Names of a render that other files may have, too."""


def _of_somebody_else(file: Path) -> bool:
    """Return whether there is a file that no render has written: its first bytes don't name planner's version."""
    if not file.is_file():
        return False
    with file.open("rb") as content:
        return re.search(rb'planner"?:? "?[0-9]+\.[0-9]', content.read(4096)) is None


def write_together(out: Path, files: Mapping[str, str]) -> None:
    """Write all files below a folder, or none of them; their names may contain folders.

    The files are written beside their places first. Raises PlanError when one of them can't be written, and Unfinished
    when some of them have been moved to their places already.
    """
    from tempfile import TemporaryDirectory

    moved = 0
    try:
        out.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".planner-", dir=out) as beside:
            for number, (name, text) in enumerate(files.items()):
                _refuse_no_file(out / name)
                (out / name).parent.mkdir(parents=True, exist_ok=True)
                _write(Path(beside) / str(number), text, os.O_EXCL)
            for number, name in enumerate(files):
                (Path(beside) / str(number)).replace(out / name)
                moved += 1
    except (OSError, KeyboardInterrupt) as error:
        if not moved and isinstance(error, KeyboardInterrupt):
            raise
        why = _reason(error) if isinstance(error, OSError) else "stopped on request"
        if not moved:
            raise _no_folder(out, why) from None
        raise Unfinished(
            f"{moved} of {len(files)} files are written into {out}: {why}",
            hint="run the same command again; if it refuses files of an earlier render, remove those first",
        ) from None


def _refuse_no_file(file: Path) -> None:
    """Raise OSError when something that is no file has the name of a file to be written."""
    if file.is_symlink():
        raise OSError(errno.ELOOP, "", str(file))
    if file.is_dir():
        raise IsADirectoryError(errno.EISDIR, f"{file.name} is a directory", str(file))


def _no_folder(out: Path, why: str) -> PlanError:
    return PlanError(f"{out} can't be written: {why}", hint="choose another --out")


def _numbered(name: str) -> bool:
    return re.match(r"(?:(?:deploy|revert|verify)/)?(?:[VU]?\d|rollback-)", name) is not None


def _write(file: Path, text: str, flag: int, access: Access = Access.AS_USUAL) -> None:
    """Write a file, but never through a link: whoever may write in the folder could send the text anywhere."""
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | _NO_LINK | flag, access)
    try:
        with os.fdopen(opened, "w", encoding="utf-8", errors="surrogateescape", newline="\n") as out:
            out.write(text)
    except BaseException:
        if flag & os.O_EXCL:  # the file is new: half of it is worth nothing
            file.unlink(missing_ok=True)
        raise


def _failed(file: Path, error: OSError) -> PlannerError:
    return PlannerError(f"{file} can't be written: {_reason(error)}", hint="choose another file")


def _reason(error: OSError) -> str:
    return "it is a symbolic link" if error.errno == errno.ELOOP else str(error.strerror)
