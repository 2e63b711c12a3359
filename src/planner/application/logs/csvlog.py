"""The format csvlog: one record for each message, with quoted fields that may hold line feeds.

Source: PostgreSQL documentation, Error Reporting and Logging, Using CSV-Format Log Output; write_csvlog (csvlog.c).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator

from planner.application.logs.entry import ERRORS, Entry, Lines

csv.field_size_limit(2**31 - 1)  # a field holds a whole statement

_FIELDS = 23
"""The number of fields up to application_name: PostgreSQL 13 adds one behind, 14 two more."""

_STAMP = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [^,\"]{1,12}"
_SESSION = r',\d+,(?:"[^"]*")?,[0-9a-f]+\.[0-9a-f]+,\d+,'
BEGIN = re.compile(rf'{_STAMP},(?:"(?:[^"]|"")*")?,(?:"(?:[^"]|"")*")?{_SESSION}')
"""The begin of a record."""
_AGAIN = re.compile(rf'{_STAMP},"(?:[^"]|"")+","(?:[^"]|"")+"{_SESSION}')
"""The begin of a record of a client. It can't stand within a field: quotes are doubled there."""


def read_csvlog(lines: Lines, broken: Callable[[int], None]) -> Iterator[Entry]:
    """Yield the entries about statements. A record that another one interrupts is broken."""
    numbers: list[int] = [0]
    for record in csv.reader(_records(lines, broken, numbers)):
        if len(record) < _FIELDS:
            broken(numbers[0])
            continue
        severity = record[11]
        if severity != "LOG" and severity not in ERRORS:
            continue
        yield Entry(
            numbers[0], severity, record[13], record[5], record[1], record[2], record[22], record[14], record[19],
            record[18], record[6] == "1",
        )  # fmt: skip


def _records(lines: Lines, broken: Callable[[int], None], numbers: list[int]) -> Iterator[str]:
    """Yield the text of each record, and keep the number of its first line in `numbers`."""
    parts: list[str] = []
    begin, quotes = 0, 0
    for number, line in enumerate(lines, 1):
        count = line.count('"')
        if (parts or count % 2) and (again := _AGAIN.search(line, 0 if parts else 1)) is not None:
            broken(begin if parts else number)
            parts.clear()
            line = line[again.start() :]
            count = line.count('"')
        if not parts:
            if line.isspace():
                continue
            if not line[:4].isdigit() or line[4:5] != "-":
                broken(number)
                continue
            begin, quotes = number, 0
            if count % 2 == 0:
                numbers[0] = number
                yield line
                continue
        quotes += count
        parts.append(line)
        if quotes % 2 == 0:
            numbers[0] = begin
            yield "".join(parts)
            parts.clear()
    if parts:
        broken(begin)
