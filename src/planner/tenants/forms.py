"""The forms of an export: a folder, or an archive. The path says which."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from planner.errors import Blocked
from planner.tenants.archive import ArchiveOut, check_archive, is_archive
from planner.tenants.folder import Folder, FolderOut, check_folder
from planner.tenants.manifest import Entry, Manifest, read_manifest
from planner.tenants.unpacking import Archive


class File(Protocol):
    """A file of rows that is being written."""

    parts: int

    def write(self, block: bytes, /) -> object: ...


class Out(Protocol):
    """An export that is being written."""

    def begin(self) -> None: ...

    def file(self, name: str) -> AbstractContextManager[File]: ...

    def finish(self, plan: bytes, manifest: bytes) -> None: ...

    def abandon(self) -> None: ...


class Source(Protocol):
    """A finished export."""

    @property
    def path(self) -> Path: ...

    @property
    def manifest(self) -> Manifest: ...

    def check(self, check: Callable[[], None]) -> None: ...

    def blocks(self, entry: Entry) -> Iterator[bytes]: ...


def new_export(path: Path) -> Out:
    """Return the export that is to be written. Nothing is written yet."""
    return ArchiveOut(path) if is_archive(path) else FolderOut(path)


_OTHERS = (".gz", ".tgz", ".bz2", ".xz", ".zip", ".zst", ".7z")


def check_out(path: Path) -> None:
    """Raise Blocked when no export can be written there."""
    if path.name.endswith(_OTHERS) and not is_archive(path):
        raise Blocked(f"{path}: planner writes no such archive", hint="name a FILE.tar.zst, a FILE.tar or a folder")
    if is_archive(path):
        check_archive(path)
    else:
        check_folder(path)


def open_export(path: Path) -> Source:
    """Return a finished export. Raise PlannerError for a path that holds no whole one.

    An archive is read as a whole. Of a folder, only the manifest and the sizes of the files are.
    """
    return Archive.open(path) if is_archive(path) else Folder(path, read_manifest(path))


def source_of(export: Source | Path) -> Source:
    """Return a finished export, given itself or its path."""
    return open_export(export) if isinstance(export, Path) else export
