"""Find, open and recognize log files. Files are read as a stream, also packed ones."""

from __future__ import annotations

import gzip
import io
import re
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, cast

from planner.application.logs.csvlog import BEGIN, read_csvlog
from planner.application.logs.entry import Broken, Entry
from planner.application.logs.jsonlog import read_jsonlog
from planner.application.logs.orm import STATEMENT, read_orm
from planner.application.logs.stderr import SEVERITY, Prefix, read_stderr
from planner.errors import PlanError

STDIN = "-"
_LOOKED_AT = 200
"""The number of lines that must show the format."""
_SUFFIXES = (".json", ".csv", ".log", ".txt", "")
"""The suffixes of log files. A server that writes a log in several formats writes each statement into all of them: of files
with one name, the first suffix counts."""


@dataclass(frozen=True, slots=True)
class Log:
    """An opened log: its name in messages, and its entries."""

    name: str
    entries: Iterator[Entry]


def log_files(path: Path) -> list[Path]:
    """Return a file, or the log files of a folder, the oldest first. Raise PlanError when there is none."""
    if not path.is_dir():
        return [path]
    found: dict[str, Path] = {}
    for file in sorted(path.iterdir()):
        bare = file.name.removesuffix(".gz")
        suffix = Path(bare).suffix
        if suffix not in _SUFFIXES or file.name.startswith(".") or not file.is_file():
            continue
        stem = bare.removesuffix(suffix)
        before = found.get(stem)
        if before is None or _rank(file) < _rank(before):
            found[stem] = file
    if not found:
        raise PlanError(f"{path} holds no log file", hint="log files end in .log, .csv or .json, also with .gz behind")
    return sorted(found.values(), key=lambda file: (file.stat().st_mtime, file.name))


def is_log(path: Path) -> bool:
    """Return whether a path is a folder, or a file that begins as a server log does. A file of SQL may quote an ORM's."""
    if path.is_dir():
        return True
    try:
        with path.open("rb") as file:
            lines = _text(file)
            return _format(list(islice(lines, _LOOKED_AT))) not in (None, read_orm)
    except (OSError, EOFError, zlib.error):
        return False


def open_log(path: Path | str, prefixes: list[str], broken: Broken) -> Iterator[Log]:
    """Yield the opened log. `prefixes` are values of log_line_prefix to try. Raise PlanError for what is no log."""
    name = "stdin" if path == STDIN else str(path)
    try:
        with sys.stdin.buffer if path == STDIN else Path(path).open("rb") as file:
            lines = _text(file)
            head = list(islice(lines, _LOOKED_AT))
            if not head:
                return
            reader = _format(head)
            if reader is None:
                raise PlanError(
                    f"{name} is no server log: its first {len(head)} lines are neither csvlog, jsonlog, stderr nor an ORM's",
                    hint="logs of a server have the words LOG, ERROR … in English (lc_messages = C); give SQL as --from FILE",
                )

            def tell(line: int) -> None:
                broken.add(name, line)

            def whole() -> Iterator[str]:
                yield from head
                try:
                    yield from lines
                except (EOFError, OSError, zlib.error):
                    broken.add(name, 0)  # a packed file without its end

            every = whole() if name.endswith(".gz") or path == STDIN else chain(head, lines)
            if reader is read_stderr:
                yield Log(name, read_stderr(every, tell, _prefix(head, prefixes)))
            else:
                yield Log(name, reader(every, tell))
    except OSError as error:
        raise PlanError(f"{name} can't be read: {error.strerror or error}", hint="check the path") from None


def _text(file: BinaryIO) -> Iterator[str]:
    """Return the lines of a file, unpacked when it is packed. Bytes that are not UTF-8 are replaced."""
    buffered = io.BufferedReader(cast(io.RawIOBase, file))
    packed = buffered.peek(2)[:2] == b"\x1f\x8b"
    plain = cast(BinaryIO, gzip.GzipFile(fileobj=buffered) if packed else buffered)
    return io.TextIOWrapper(plain, encoding="utf-8", errors="replace", newline="\n")


def _format(head: list[str]) -> Callable[..., Iterator[Entry]] | None:
    for line in head:
        if line.startswith("{") and '"error_severity"' in line:
            return read_jsonlog
        if BEGIN.match(line):
            return read_csvlog
        if not line.startswith("\t") and (found := SEVERITY.search(line)) and "'" not in line[: found.start()]:
            return read_stderr
    return read_orm if any(STATEMENT.search(_plain(line)) for line in head) else None


def _plain(line: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", line)


def _prefix(head: list[str], prefixes: list[str]) -> Prefix:
    """Return the first prefix that the first entries have; the guess when none fits."""
    begins = [line[: found.start()] for line in head if line[0] != "\t" and (found := SEVERITY.search(line))][:20]
    for given in prefixes:
        prefix = Prefix(given)
        if begins and sum(prefix.fits(begin) for begin in begins) * 2 > len(begins):
            return prefix
    return Prefix()


def _rank(file: Path) -> int:
    return _SUFFIXES.index(Path(file.name.removesuffix(".gz")).suffix)
