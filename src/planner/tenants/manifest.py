"""The manifest of an export: what the folder holds, with counts and hashes. It is written last: without it, the folder
holds half an export.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any, BinaryIO

from planner.errors import PlannerError
from planner.names import QName

MANIFEST = "manifest.json"
SEAL = "manifest.blake2b"
"""The file of an archive that holds the hash of its manifest."""
PLAN = "plan.yaml"
TABLES = "tables"
FILE = rf"{TABLES}/[0-9]{{4,}}\.copy"
"""The names of the files with rows, as a pattern."""
FORMAT = 1

_BLOCK = 1 << 18
_SIZE = 16
_MODULUS = 1 << (8 * _SIZE)


class RowHash:
    """The hash of a set of rows, whatever their order: the sum of the hashes of the rows' lines."""

    __slots__ = ("_sum", "rows")

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def add(self, line: bytes | memoryview) -> None:
        """Add a row: its line in COPY's text format, with the line feed."""
        self.add_all((line,))

    def add_all(self, lines: Sequence[bytes | memoryview]) -> None:
        """Add rows. One call for many lines takes half of the time."""
        number, hashed = int.from_bytes, blake2b
        self._sum += sum([number(hashed(line, digest_size=_SIZE).digest(), "big") for line in lines])
        self.rows += len(lines)

    def hex(self) -> str:
        """Return the hash as text."""
        return f"{self._sum % _MODULUS:0{2 * _SIZE}x}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of an export."""

    schema: str
    name: str
    kind: str
    file: str
    column: str | None
    columns: tuple[tuple[str, str], ...]
    """Name and type of each column in the file."""
    rows: int
    bytes: int
    hash: str
    digest: str = ""
    """The hash of the file's bytes, which is quicker to check than that of the rows."""
    parts: int = 0
    """The number of pieces that an archive has the file in; 0 for a whole file."""

    @property
    def relation(self) -> QName:
        return QName(self.schema, self.name)

    @property
    def own(self) -> bool:
        """Whether the rows belong to the tenant. Other rows are only used by the tenant's."""
        return self.column is not None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an export holds."""

    format: int
    export: str
    """An id of its own for every export."""
    planner: str
    created_at: str
    database: str
    server: str
    encoding: str
    tenants: tuple[str, str]
    """Schema and name of the tenants table."""
    tenant: str
    fingerprint: str
    plan_sha256: str
    tables: tuple[Entry, ...]
    """The tables, used ones first, parents before children."""
    sequences: tuple[tuple[str, str, str, str, str], ...] = ()
    """Schema, table and column, and the sequence's schema and name."""

    @property
    def rows(self) -> int:
        """The number of rows that belong to the tenant."""
        return sum(entry.rows for entry in self.tables if entry.own)

    def own(self) -> Iterator[Entry]:
        return (entry for entry in self.tables if entry.own)

    def used(self) -> Iterator[Entry]:
        return (entry for entry in self.tables if not entry.own)


def text_of(manifest: Manifest) -> str:
    """Return the manifest as JSON."""
    return json.dumps(asdict(manifest), indent=2, ensure_ascii=True) + "\n"


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of an export. Raise PlannerError for a folder that holds no whole export."""
    file = folder / MANIFEST
    try:
        text = file.read_bytes()
    except FileNotFoundError:
        raise PlannerError(
            f"{folder} holds no finished export: there is no {MANIFEST}",
            hint="name the folder of a finished planner tenant export",
        ) from None
    except OSError as error:
        raise PlannerError(f"{file} can't be read: {error.strerror}", hint="check the path") from None
    manifest = manifest_of(text, file)
    for entry in manifest.tables:
        _check_file(folder, entry)
    return manifest


def manifest_of(text: bytes, file: Path) -> Manifest:
    """Return the manifest in a text. Raise PlannerError, which names `file`, for any other text."""
    try:
        return _manifest(json.loads(text.decode("utf-8")))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise PlannerError(
            f"{file} is not a manifest that this planner reads", hint="export the tenant again with this planner"
        ) from None


def _manifest(data: dict[str, Any]) -> Manifest:
    """Return the manifest. Raise ValueError, TypeError or KeyError for one that no planner writes."""
    if data["format"] != FORMAT or isinstance(data["format"], bool):
        raise ValueError("another format")
    tables = tuple(_entry(entry) for entry in data["tables"])
    schema, name = data["tenants"]
    sequences = tuple((_text(a), _text(b), _text(c), _text(d), _text(e)) for a, b, c, d, e in data["sequences"])
    made = {"tables": tables, "tenants": (_text(schema), _text(name)), "sequences": sequences}
    manifest = Manifest(**{**data, **made})
    for text in _TEXTS:
        _text(getattr(manifest, text))
    if re.fullmatch(_ID, manifest.export) is None:
        raise ValueError("no id of an export")
    for unique in ([entry.relation for entry in tables], [entry.file for entry in tables]):
        if len({*unique}) != len(unique):
            raise ValueError("a table or a file twice")
    return manifest


_TEXTS = ("export", "planner", "created_at", "database", "server", "encoding", "tenant", "fingerprint", "plan_sha256")
_ID = r"[0-9a-f]{32}"
"""The id of an export, and the hash of rows, as a pattern."""
_DIGEST = r"([0-9a-f]{64})?"
"""The hash of a file, as a pattern."""


def _entry(data: dict[str, Any]) -> Entry:
    columns = tuple((_text(name), _text(type_)) for name, type_ in data["columns"])
    entry = Entry(**{**data, "columns": columns})
    for text in (entry.schema, entry.name, entry.kind, entry.file, entry.hash):
        _text(text)
    if entry.column is not None:
        _text(entry.column)
    if re.fullmatch(FILE, entry.file) is None or re.fullmatch(_ID, entry.hash) is None:
        raise ValueError("no file or no hash of an export")
    if re.fullmatch(_DIGEST, _text(entry.digest)) is None:
        raise ValueError("no hash of a file")
    if not all(type(number) is int and number >= 0 for number in (entry.rows, entry.bytes, entry.parts)):
        raise ValueError("no number of rows or bytes")
    if len({name for name, _ in columns}) != len(columns):
        raise ValueError("a column twice")
    return entry


def _text(value: object) -> str:
    """Return a text that PostgreSQL can hold: no NUL, and no half of a surrogate pair."""
    if not isinstance(value, str) or "\0" in value:
        raise TypeError("no text")
    value.encode()
    return value


def _check_file(folder: Path, entry: Entry) -> None:
    """Raise PlannerError for a file that is missing, of another size, or outside the folder."""
    file = folder / entry.file
    try:
        files = [folder / name for name in pieces(entry)]
        inside = all(path.resolve().is_relative_to(folder.resolve()) for path in files)
        size = sum(path.stat().st_size for path in files) if inside else -1
    except OSError:
        size = -1
    if size != entry.bytes:
        raise PlannerError(
            f"{file} is not the file that the manifest names: {entry.bytes} bytes are expected",
            hint="the export is damaged: copy the folder again, or export the tenant again",
        )


def pieces(entry: Entry) -> list[str]:
    """Return the names of the files that hold a table's rows, in their order."""
    return [piece_name(entry.file, number) for number in range(entry.parts)] if entry.parts else [entry.file]


def piece_name(file: str, number: int) -> str:
    """Return the name of a piece of a file."""
    return f"{file}.{number:04}"


def plan_hash(plan: bytes) -> str:
    """Return the hash of the plan's text."""
    return sha256(plan).hexdigest()


def open_private(file: Path) -> BinaryIO:
    """Open a new file for writing that only this user can read. The file holds values of rows."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    return os.fdopen(os.open(file, flags, 0o600), "wb", buffering=1 << 18)


def digest() -> blake2b:
    """Return the hash of a file's bytes, for `update`."""
    return blake2b(digest_size=32)


def lines_of(folder: Path, entry: Entry, seen: RowHash) -> Iterator[bytes]:
    """Yield the rows of a file as they go to COPY, and add each to the hash `seen`."""
    with (folder / entry.file).open("rb", buffering=1 << 18) as rows:
        yield from joined(rows, seen)


def joined(rows: Iterable[bytes | memoryview], seen: RowHash) -> Iterator[bytes]:
    """Yield lines as blocks of many lines, and add each to the hash `seen`."""
    block: list[bytes | memoryview] = []
    size = 0
    for line in rows:
        block.append(line)
        size += len(line)
        if size >= _BLOCK:
            seen.add_all(block)
            yield b"".join(block)
            block, size = [], 0
    if block:
        seen.add_all(block)
        yield b"".join(block)
