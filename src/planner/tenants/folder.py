"""An export in a folder: the manifest, the plan, and one file for each table. Half an export has a file of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from planner.errors import Blocked, PlannerError
from planner.names import few
from planner.tenants.manifest import FILE, MANIFEST, PLAN, TABLES, Entry, Manifest, digest, open_private, pieces

MARKER = ".planner-export"
"""The file of a folder that holds half an export. An export writes it first, and removes it at the end."""

_BLOCK = 1 << 18


class FolderFile:
    """A file that is being written."""

    parts = 0

    def __init__(self, out: BinaryIO) -> None:
        self.write = out.write


@dataclass(frozen=True, slots=True)
class FolderOut:
    """A folder that an export writes into: new, empty, or with half an export, which is replaced."""

    out: Path

    def begin(self) -> None:
        """Make an empty folder that only this user can enter; half an export in it is removed, and nothing else."""
        make_folder(self.out)

    @contextmanager
    def file(self, name: str) -> Iterator[FolderFile]:
        """Open a new file for rows."""
        with writing(self.out / name), open_private(self.out / name) as out:
            yield FolderFile(out)

    def finish(self, plan: bytes, manifest: bytes) -> None:
        """Write the plan and the manifest. From now on the folder holds a whole export."""
        _write(self.out / PLAN, plan)
        unfinished = self.out / f".{MANIFEST}"
        _write(unfinished, manifest)
        unfinished.replace(self.out / MANIFEST)
        (self.out / MARKER).unlink(missing_ok=True)

    def abandon(self) -> None:
        """Leave half an export: the next one into this folder replaces it."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder with a finished export, or with what an archive holds."""

    path: Path
    manifest: Manifest

    def check(self, check: Callable[[], None]) -> None:
        """Raise PlannerError for a file with other bytes than the export wrote. `check` is called between blocks."""
        for entry in self.manifest.tables:
            seen = digest()
            for block in self.blocks(entry):
                check()
                seen.update(block)
            if entry.digest and seen.hexdigest() != entry.digest:
                raise damaged(self.path / entry.file, "it holds other bytes than the export wrote")

    def blocks(self, entry: Entry) -> Iterator[bytes]:
        """Yield the bytes of a table's file."""
        for name in pieces(entry):
            try:
                with (self.path / name).open("rb", buffering=0) as rows:
                    while block := rows.read(_BLOCK):
                        yield block
            except OSError as error:
                raise PlannerError(f"{error.filename} can't be read: {error.strerror}", hint="check the path") from None


def damaged(file: Path, why: str) -> Blocked:
    """Return the error for an export that is not as it was written."""
    return Blocked(
        f"{file} is cut off or changed: {why}; nothing was changed here",
        hint="copy the export again from where it was made, or export the tenant again",
    )


def check_folder(out: Path) -> None:
    """Raise Blocked for a folder that holds anything but half an export, which has planner's marker."""
    if not out.exists():
        return
    tables = out / TABLES
    try:
        names = {path.name for path in out.iterdir()}
        if MANIFEST in names:
            raise Blocked(f"{out} holds an export already", hint="name a new folder with --out")
        known = {MARKER, TABLES, PLAN, f".{MANIFEST}"} if MARKER in names else set()
        others = sorted(names - known)
        if MARKER in names and tables.is_symlink():
            raise Blocked(f"{tables} is a symbolic link", hint="name a new folder with --out")
        if MARKER in names and TABLES in names:
            others += sorted(f"{TABLES}/{path.name}" for path in tables.iterdir() if not _is_copy(path))
    except OSError as error:
        raise unwritable(out, error) from None
    if others:
        raise Blocked(f"{out} holds other files: {few(others, 3)}", hint="name a new or an empty folder with --out")


def _is_copy(path: Path) -> bool:
    """Return whether the file of folder `tables` is one that an export writes."""
    return re.fullmatch(FILE, f"{TABLES}/{path.name}") is not None and path.is_file() and not path.is_symlink()


def make_folder(out: Path) -> None:
    """Make an empty folder that only this user can enter; half an export in it is removed, and nothing else."""
    check_folder(out)
    with writing(out):
        out.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not (out / MARKER).exists():
            open_private(out / MARKER).close()
        for name in (PLAN, f".{MANIFEST}"):
            (out / name).unlink(missing_ok=True)
        (out / TABLES).mkdir(mode=0o700, exist_ok=True)
        for path in (out / TABLES).iterdir():
            if _is_copy(path):
                path.unlink()


def _write(file: Path, content: bytes) -> None:
    with writing(file), open_private(file) as out:
        out.write(content)


@contextmanager
def writing(file: Path) -> Iterator[None]:
    """Turn an error of the file system into a message that names the file."""
    try:
        yield
    except OSError as error:
        raise unwritable(file, error) from None


def unwritable(file: Path, error: OSError) -> PlannerError:
    """Return the error for a file that can't be written."""
    return PlannerError(f"{file} can't be written: {error.strerror}", hint="choose another place, with enough space")
