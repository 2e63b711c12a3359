"""Read an export in one file. Every byte of it is compared with its manifest before anything else reads a row."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from planner.errors import Blocked, PlannerError
from planner.tenants.archive import zstd
from planner.tenants.folder import damaged
from planner.tenants.manifest import FILE, MANIFEST, PLAN, SEAL, Entry, Manifest, digest, manifest_of, pieces, plan_hash

_BLOCK = 1 << 18
_UNIT = tarfile.BLOCKSIZE
_MOST = 1 << 28
"""Bytes of a manifest or a plan, at most."""
_SMALL = (PLAN, MANIFEST, SEAL)
_MAGIC = b"\x28\xb5\x2f\xfd"


class _Stream(Protocol):
    def start(self) -> int | None: ...

    def read(self, size: int) -> bytes: ...


class _Plain:
    """The bytes of a .tar from a place on."""

    def __init__(self, file: BinaryIO, at: int) -> None:
        file.seek(at)
        self._file = file
        self.read = file.read

    def start(self) -> int | None:
        """Return the place."""
        return self._file.tell()


class _Unpacked:
    """The unpacked bytes of a .tar.zst from a frame on."""

    def __init__(self, file: BinaryIO, at: int) -> None:
        file.seek(at)
        self._file = file
        self._zstd = zstd()
        self._frame: Any = None
        self._packed = b""
        self._ready = bytearray()

    def start(self) -> int | None:
        """Return the place of the frame that begins here; None within a frame."""
        return self._file.tell() - len(self._packed) if self._frame is None and not self._ready else None

    def read(self, size: int) -> bytes:
        """Return so many bytes; fewer at the end of the file. Raise EOFError when the file ends within a frame."""
        while len(self._ready) < size and self._more():
            pass
        taken = bytes(self._ready[:size])
        del self._ready[:size]
        return taken

    def _more(self) -> bool:
        if not self._packed and (self._frame is None or self._frame.needs_input):
            self._packed = self._file.read(_BLOCK)
            if not self._packed:
                if self._frame is not None:
                    raise EOFError
                return False
        if self._frame is None:
            self._frame = self._zstd.ZstdDecompressor()
        self._ready += self._frame.decompress(self._packed, max_length=1 << 20)
        self._packed = b""
        if self._frame.eof:
            self._packed, self._frame = self._frame.unused_data, None
        return True


@dataclass(frozen=True, slots=True)
class Archive:
    """A whole archive: opening it has read all of it, and compared every byte with the manifest."""

    path: Path
    manifest: Manifest
    places: dict[str, int]
    """Where each member begins."""

    @classmethod
    def open(cls, path: Path) -> Archive:
        """Return the archive. Raise PlannerError for one that is cut off or changed, or that planner has not written."""
        with _reading(path), _opened(path, 0) as stream:
            return _Scan(path).run(stream)

    def check(self, check: Callable[[], None]) -> None:
        """Do nothing: opening the archive has checked it."""

    def blocks(self, entry: Entry) -> Iterator[bytes]:
        """Yield the bytes of a table's file."""
        for name in pieces(entry):
            with _reading(self.path), _opened(self.path, self.places[name]) as stream:
                info = tarfile.TarInfo.frombuf(stream.read(_UNIT), "utf-8", "strict")
                yield from _content(stream, info.size)


@dataclass(slots=True)
class _Scan:
    """One pass over an archive."""

    path: Path
    places: dict[str, int] = field(default_factory=dict)
    digests: dict[str, Any] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    small: dict[str, bytes] = field(default_factory=dict)

    def run(self, stream: _Stream) -> Archive:
        """Read every member, and return the archive."""
        while True:
            at = stream.start()
            header = stream.read(_UNIT)
            if header == bytes(_UNIT):
                if stream.read(_UNIT) != header:
                    raise damaged(self.path, "its end is missing")
                stream.read(1)  # The last frame may have a checksum after its bytes.
                break
            if len(header) < _UNIT:
                raise damaged(self.path, "its end is missing")
            info = tarfile.TarInfo.frombuf(header, "utf-8", "strict")
            if info.isdir():
                continue
            self._member(info, at, stream)
            stream.read(-info.size % _UNIT)
        for name in _SMALL:
            if name not in self.small:
                raise damaged(self.path, f"it holds no {name}")
        seal = digest()
        seal.update(self.small[MANIFEST])
        if seal.hexdigest().encode() != self.small[SEAL]:
            raise damaged(self.path, f"{MANIFEST} is another one")
        manifest = manifest_of(self.small[MANIFEST], self.path)
        self._compare(manifest)
        return Archive(self.path, manifest, self.places)

    def _member(self, info: tarfile.TarInfo, at: int | None, stream: _Stream) -> None:
        name = info.name.removeprefix("./")
        file = re.fullmatch(rf"({FILE})(\.[0-9]{{4,}})?", name)
        if not info.isreg() or name in self.places or (file is None and name not in _SMALL):
            raise _foreign(self.path, "import the file that planner wrote; somebody has added to this one")
        if at is None:
            raise _foreign(self.path, "unpack it with tar, and import the folder")
        self.places[name] = at
        if file is None:
            if info.size > _MOST:
                raise _foreign(self.path, "import the file that planner wrote; somebody has changed this one")
            self.small[name] = b"".join(_content(stream, info.size))
            return
        seen = self.digests.setdefault(file[1], digest())
        for block in _content(stream, info.size):
            seen.update(block)
        self.sizes[file[1]] = self.sizes.get(file[1], 0) + info.size

    def _compare(self, manifest: Manifest) -> None:
        """Raise PlannerError unless the archive holds exactly what the manifest names."""
        expected = [*_SMALL, *(name for entry in manifest.tables for name in pieces(entry))]
        if sorted(expected) != sorted(self.places):
            raise damaged(self.path, "it holds other files than its manifest names")
        if plan_hash(self.small[PLAN]) != manifest.plan_sha256:
            raise damaged(self.path, f"{PLAN} is another one")
        for entry in manifest.tables:
            known = (self.sizes[entry.file], self.digests[entry.file].hexdigest())
            if known != (entry.bytes, entry.digest):
                raise damaged(self.path, f"{entry.file} holds other bytes than the export wrote")


def _content(stream: _Stream, size: int) -> Iterator[bytes]:
    left = size
    while left:
        block = stream.read(min(left, _BLOCK))
        if not block:
            raise EOFError
        left -= len(block)
        yield block


@contextmanager
def _opened(path: Path, at: int) -> Iterator[_Stream]:
    with path.open("rb") as file:
        packed = file.read(len(_MAGIC)) == _MAGIC
        yield _Unpacked(file, at) if packed else _Plain(file, at)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Turn the errors of a file that is no whole archive into a message that names it."""
    try:
        yield
    except OSError as error:
        raise PlannerError(f"{path} can't be read: {error.strerror}", hint="check the path") from None
    except EOFError:
        raise damaged(path, "its end is missing") from None
    except (tarfile.HeaderError, UnicodeError):
        raise damaged(path, "it is no tar archive, or no whole one") from None
    except Exception as error:
        if type(error).__name__ == "ZstdError":
            raise damaged(path, "it can't be unpacked") from None
        raise


def _foreign(path: Path, hint: str) -> Blocked:
    return Blocked(f"{path} is not an archive that planner tenant export wrote", hint=hint)
