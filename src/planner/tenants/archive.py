"""Write an export in one file, FILE.tar or FILE.tar.zst: the same files as in a folder, those of rows in pieces.

Each piece is a member of the archive and, in a .tar.zst, a frame of its own. So an export streams with flat memory,
several workers pack at the same time, and an import finds any piece by its place. The manifest and its hash are the
last members.
"""

from __future__ import annotations

import os
import tarfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from planner.errors import Blocked
from planner.tenants.folder import writing
from planner.tenants.manifest import MANIFEST, PLAN, SEAL, digest, open_private, piece_name

_PIECE = 1 << 22
"""Bytes of a piece, about. A longer row is in one piece."""
_UNIT = tarfile.BLOCKSIZE
_LEVEL = 3

ZST = ".tar.zst"
SUFFIXES = (".tar", ZST)


def is_archive(path: Path) -> bool:
    """Return whether a path names an archive: by its name, or by what is there."""
    return not path.is_dir() and (path.name.endswith(SUFFIXES) or path.is_file())


def zstd() -> Any:
    """Return the module of Python 3.14, or its backport. Raise Blocked when none is installed."""
    for name in ("compression.zstd", "backports.zstd"):
        with suppress(ImportError):
            return import_module(name)
    raise Blocked(
        "a .tar.zst needs the Python package backports.zstd, which is not installed",
        hint="pip install 'tenancy-planner[zstd]', or name a FILE.tar",
    )


class ArchiveFile:
    """A file of rows that is being written, in pieces."""

    def __init__(self, archive: ArchiveOut, name: str) -> None:
        self.parts = 0
        self._archive = archive
        self._name = name
        self._blocks: list[bytes] = []
        self._size = 0

    def write(self, block: bytes) -> None:
        """Add a block of rows."""
        self._blocks.append(block)
        self._size += len(block)
        if self._size >= _PIECE:
            self.flush()

    def flush(self) -> None:
        """Write what waits as one piece."""
        self._archive.add(piece_name(self._name, self.parts), b"".join(self._blocks))
        self.parts += 1
        self._blocks, self._size = [], 0

    def close(self) -> None:
        """Write the last piece. An empty table has one empty piece."""
        if self._blocks or not self.parts:
            self.flush()


class ArchiveOut:
    """An archive that an export writes. Its name has no file until the export is whole."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self._half = out.with_name(f".{out.name}.half")
        self._file: BinaryIO | None = None
        self._lock = threading.Lock()
        self._zstd = zstd() if out.name.endswith(ZST) else None

    def begin(self) -> None:
        """Open a file that only this user can read. Half an archive of an earlier run is replaced."""
        check_archive(self.out)
        with writing(self.out):
            self.out.parent.mkdir(parents=True, exist_ok=True)
            self._half.unlink(missing_ok=True)
            self._file = open_private(self._half)

    @contextmanager
    def file(self, name: str) -> Iterator[ArchiveFile]:
        """Open a new file for rows."""
        with writing(self.out):
            file = ArchiveFile(self, name)
            yield file
            file.close()

    def add(self, name: str, content: bytes) -> None:
        """Add a member. Several threads may do so at the same time."""
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = len(content), 0o600, int(time.time())
        self._put(b"".join((info.tobuf(tarfile.USTAR_FORMAT), content, bytes(-len(content) % _UNIT))))

    def _put(self, member: bytes) -> None:
        if self._zstd is not None:
            options = {
                self._zstd.CompressionParameter.compression_level: _LEVEL,
                self._zstd.CompressionParameter.checksum_flag: 1,
            }
            member = self._zstd.compress(member, options=options)
        assert self._file is not None
        with self._lock:
            self._file.write(member)

    def finish(self, plan: bytes, manifest: bytes) -> None:
        """Write the plan, the manifest and the end, and give the file its name."""
        assert self._file is not None
        with writing(self.out):
            self.add(PLAN, plan)
            self.add(MANIFEST, manifest)
            seal = digest()
            seal.update(manifest)
            self.add(SEAL, seal.hexdigest().encode())
            self._put(bytes(2 * _UNIT))
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._half.replace(self.out)

    def abandon(self) -> None:
        """Remove half an archive."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            self._half.unlink(missing_ok=True)


def check_archive(out: Path) -> None:
    """Raise Blocked for a name that an archive can't have, or that is taken."""
    if not out.name.endswith(SUFFIXES):
        raise Blocked(f"{out} is a file", hint="name a new folder, a new FILE.tar or a new FILE.tar.zst with --out")
    if out.exists() or out.is_symlink():
        raise Blocked(f"{out} is there already", hint="name a new file with --out")
    if out.name.endswith(ZST):
        zstd()
