"""The format jsonlog (PostgreSQL 15 and later): one JSON object in each line.

Source: PostgreSQL documentation, Error Reporting and Logging, Using JSON-Format Log Output.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from planner.application.logs.entry import ERRORS, Entry, Lines


class _Object(msgspec.Struct):
    """The keys that planner reads. The server leaves out keys without a value."""

    error_severity: str
    message: str = ""
    session_id: str = ""
    user: str = ""
    dbname: str = ""
    application_name: str = ""
    detail: str = ""
    statement: str = ""
    context: str = ""
    line_num: int = 0


def read_jsonlog(lines: Lines, broken: Callable[[int], None]) -> Iterator[Entry]:
    """Yield the entries about statements."""
    decode = msgspec.json.Decoder(_Object).decode
    for number, line in enumerate(lines, 1):
        if line.isspace():
            continue
        try:
            one = decode(line)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            broken(number)
            continue
        if one.error_severity == "LOG" or one.error_severity in ERRORS:
            yield Entry(
                number, one.error_severity, one.message, one.session_id, one.user, one.dbname, one.application_name,
                one.detail, one.statement, one.context, one.line_num == 1,
            )  # fmt: skip
