"""The format stderr: lines that begin as log_line_prefix says. The server puts a tab before each further line of a message.

Source: PostgreSQL documentation, Error Reporting and Logging, log_line_prefix; append_with_tabs (elog.c).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from planner.application.logs.entry import ERRORS, Entry, Lines

SEVERITY = re.compile(
    r"(?<![A-Za-z])(LOG|ERROR|FATAL|PANIC|WARNING|NOTICE|INFO|DEBUG\d?|DETAIL|HINT|CONTEXT|STATEMENT|QUERY|LOCATION|BACKTRACE):  "
)
_PARTS = ("DETAIL", "HINT", "CONTEXT", "STATEMENT", "QUERY", "LOCATION", "BACKTRACE")
_BEGINS = ("LOG", *ERRORS)
_WORDS = frozenset((*_PARTS, *_BEGINS, "WARNING", "NOTICE", "INFO"))

_ESCAPES: Mapping[str, str] = {
    "a": r"(?P<application>.*?)", "u": r"(?P<user>.*?)", "d": r"(?P<database>.*?)", "p": r"(?P<pid>\d*)",
    "c": r"(?P<session>[0-9a-f]+\.[0-9a-f]+)", "r": r".*?", "h": r".*?", "b": r".*?", "P": r"\d*", "i": r".*?", "e": r"\w{5}",
    "t": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S+", "m": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} \S+?", "n": r"\d+\.\d{3}",
    "s": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S+?", "l": r"(?P<number>\d*)", "v": r".*?", "x": r"\d*", "Q": r"-?\d*", "L": r".*?",
}  # fmt: skip

_PID = re.compile(r"\[(\d+)(?:-(\d+))?\]")
_SESSION = re.compile(r"(?<![0-9a-f.])([0-9a-f]{8}\.[0-9a-f]+)(?![0-9a-f.])")
_NAMED = re.compile(r"\b(user|usr|u|db|database|dbname|d|app|application|a)=([^,\s\]]*(?: [^,\s=\]]+(?=,))*)")
_AT = re.compile(r"(?<![\w.])([\w.$-]+)@([\w.$-]+)(?![\w.])")
_MEANING = {
    "u": "user",
    "usr": "user",
    "d": "database",
    "db": "database",
    "dbname": "database",
    "a": "application",
    "app": "application",
}
_AUTHORIZED = re.compile(
    r"connection authorized: user=(\S+)(?: database=(\S+))?(?: application_name=(.*?))?(?: SSL | GSS |$)"
)
UNKNOWN = "[unknown]"


@dataclass(slots=True)
class Prefix:
    """What stands before the severity. `given` is log_line_prefix; without it, planner looks for usual spellings."""

    given: str | None = None
    _exact: re.Pattern[str] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        if self.given is not None:
            self._exact = re.compile(_pattern(self.given))

    def fits(self, prefix: str) -> bool:
        """Return whether a prefix is as `given` says."""
        return self._exact is not None and self._exact.match(prefix) is not None

    def read(self, prefix: str, entry: Entry) -> None:
        """Write what the prefix says into the entry."""
        found = self._exact.match(prefix) if self._exact is not None else None
        if found is not None:
            said = found.groupdict()
            entry.session = said.get("session") or said.get("pid") or ""
            entry.first = said.get("number") == "1"
        else:
            said = _guessed(prefix)
            entry.session, entry.first = said.get("session", ""), False
        entry.user = _known(said.get("user"))
        entry.database = _known(said.get("database"))
        entry.application = _known(said.get("application"))


@dataclass(slots=True)
class _Open:
    """The entry that the next lines may belong to, and the text of its part that is being read."""

    entry: Entry
    part: str
    texts: list[str]

    def close(self) -> None:
        text = "".join(self.texts).removesuffix("\n").removesuffix("\r")
        match self.part:
            case "DETAIL":
                self.entry.detail = text
            case "STATEMENT":
                self.entry.statement = text
            case "CONTEXT":
                self.entry.context = text
            case "HINT" | "QUERY" | "LOCATION" | "BACKTRACE":
                pass
            case _:
                self.entry.message = text


def read_stderr(lines: Lines, broken: Callable[[int], None], prefix: Prefix) -> Iterator[Entry]:
    """Yield the entries about statements. Sessions are known by what the prefix and log_connections say."""
    known: dict[str, tuple[str, str, str]] = {}
    opened: _Open | None = None
    skipping, line = False, "\n"
    for number, line in enumerate(lines, 1):
        if line[0] == "\t" and (opened is not None or skipping):
            if opened is not None:
                opened.texts.append(line[1:])
            continue
        found = _severity(line)
        if found is None:
            if not line.isspace():
                broken(number)
            continue
        severity, begin, end = found
        rest = line[end:]
        if severity in _PARTS:
            if opened is not None:
                opened.close()
                opened.part, opened.texts = severity, [rest]
            continue
        if opened is not None:
            opened.close()
            yield from _told(opened.entry, known)
        opened, skipping = None, severity not in _BEGINS
        if not skipping:
            entry = Entry(number, severity, "")
            prefix.read(line[:begin], entry)
            opened = _Open(entry, severity, [rest])
    if opened is not None:
        opened.close()
        if line.endswith("\n"):
            yield from _told(opened.entry, known)
        else:
            broken(number)


def _severity(line: str) -> tuple[str, int, int] | None:
    """Return the severity of a line, with its begin and the begin of the message. Most lines need no search."""
    end = line.find(":  ")
    if end == -1:
        return None
    begin = end
    while begin and line[begin - 1].isupper():
        begin -= 1
    if line[begin:end] in _WORDS:
        return line[begin:end], begin, end + 3
    found = SEVERITY.search(line)
    return (found[1], found.start(), found.end()) if found is not None else None


_MOST_SESSIONS = 10_000


def _told(entry: Entry, known: dict[str, tuple[str, str, str]]) -> Iterator[Entry]:
    """Yield the entry, with what the session said when it began."""
    if entry.message.startswith("connection authorized: "):
        found = _AUTHORIZED.match(entry.message)
        if found is not None:
            known.pop(entry.session, None)
            known[entry.session] = (found[1], found[2] or "", found[3] or "")
            entry.first = True
            if len(known) > _MOST_SESSIONS:
                del known[next(iter(known))]
    elif entry.message.startswith("disconnection: "):
        known.pop(entry.session, None)
    elif entry.session in known:
        user, database, application = known[entry.session]
        entry.user = entry.user or user
        entry.database = entry.database or database
        entry.application = entry.application or application
    yield entry


def _pattern(prefix: str) -> str:
    """Return log_line_prefix as a regular expression. What is behind %q is missing in lines of background processes."""
    parts, ends = [], ""
    at = 0
    named: set[str] = set()
    while at < len(prefix):
        found = re.compile(r"%(-?\d+)?([A-Za-z%])").match(prefix, at)
        if found is None:
            parts.append(re.escape(prefix[at]))
            at += 1
            continue
        letter, at = found[2], found.end()
        if letter == "q":
            parts.append("(?:")
            ends += ")?"
            continue
        piece = "%" if letter == "%" else _ESCAPES.get(letter, ".*?")
        name = re.match(r"\(\?P<(\w+)>", piece)
        if name is not None and name[1] in named:
            piece = ".*?"
        named |= {name[1]} if name is not None else set()
        parts.append(rf"\s*{piece}\s*" if found[1] else piece)
    return f"{''.join(parts)}{ends}$"


def _guessed(prefix: str) -> dict[str, str]:
    """Return what a prefix of any usual spelling says."""
    found: dict[str, str] = {}
    for name, value in _NAMED.findall(prefix) if "=" in prefix else ():
        found.setdefault(_MEANING.get(name, name), value)
    if "user" not in found and (at := _AT.search(prefix)):
        found["user"], found["database"] = at[1], at[2]
    if pid := _PID.search(prefix):
        found["session"] = pid[1]
    elif session := _SESSION.search(prefix):
        found["session"] = session[1]
    return found


def _known(value: str | None) -> str:
    return "" if value is None or value == UNKNOWN else value
