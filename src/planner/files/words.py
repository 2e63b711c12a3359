"""The comment lines of a file in which a person reads every statement: one line for each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from planner.catalog.changes import Disown, Own
from planner.files.psql import limit_text, one_line
from planner.sql import build
from planner.sql.wrap import comments, wrapped
from planner.steps.record.entries import SCHEMA_ENTRY, Recording
from planner.steps.step import Lock, Step

_NAME = r'((?:"(?:[^"]|"")*"\.?)+)'
_RECORD = re.compile(r'(INSERT INTO|DELETE FROM) "planner"\."owned"')
_WORDS = (
    (rf"CREATE (?:OR REPLACE )?FUNCTION {_NAME}", "the function {0}"),
    (rf"REVOKE ALL ON FUNCTION {_NAME}", "nobody else may run {0}, or attach it to a table of its own"),
    (rf"GRANT EXECUTE ON FUNCTION {_NAME}", "who may run {0}"),
    (rf"CREATE (?:OR REPLACE )?(?:CONSTRAINT )?TRIGGER {_NAME} (\w+ [\w ]*?) ON {_NAME}", "{1} on {2}: trigger {0}"),
    (rf"DROP TRIGGER {_NAME} ON {_NAME}", "drop trigger {0} of {1}"),
    (rf"DROP FUNCTION (?:IF EXISTS )?{_NAME}", "drop function {0}"),
    (rf"DROP INDEX CONCURRENTLY IF EXISTS {_NAME}", "drop index {0}, if it is there"),
    (rf"DROP TABLE (?:IF EXISTS )?{_NAME}", "drop table {0}"),
    (rf"DROP SCHEMA {_NAME}", "drop schema {0}"),
    (rf"COMMENT ON \w+ {_NAME}", "a comment on {0}, for whoever finds it"),
    (rf"CREATE TABLE {_NAME}", "table {0}"),
    (rf"CREATE SCHEMA {_NAME}", "schema {0}"),
    (r"DO \$\w+\$\s*DECLARE\s+planner_grantee", "take away what default privileges gave to other roles"),
    (rf"LOCK TABLE (?:ONLY )?{_NAME} IN ([A-Z ]+) MODE", "take the strongest lock first: {1} on {0}"),
)
_PATTERNS = tuple((re.compile(pattern, re.DOTALL), words) for pattern, words in _WORDS)


def commented(statement: str, otherwise: str) -> Iterator[str]:
    """Yield one line of comment about a statement, and the statement with a semicolon."""
    yield comments(one_line(_words(statement) or otherwise))[0]
    yield f"{wrapped(statement.rstrip())};"


def lock_words(lock: Lock, limit: float) -> str:
    """Return who waits for a lock, and how long at most: others queue behind a session for as long as it waits itself.

    `limit` is the session's lock_timeout, in seconds.
    """
    stops, text = lock.mode.stops, limit_text(limit)
    bound = f" at most {text}" if stops.endswith("wait") else f"; waits at most {text} for it"
    return f"Locks {lock.relation}: {lock.mode}, {stops}{bound}"


def step_lines(step: Step) -> Iterator[str]:
    """Yield the statements of a step, each below its comment."""
    entries = [c for c in step.changes if isinstance(c, Own | Disown)]
    for text in step.texts:
        if _RECORD.match(text):
            yield comments(one_line(_entry(entries.pop(0)) if entries else "planner's record"))[0]
            yield f"{recorded_lines(text)};"
        else:
            yield from commented(text, step.title)


def recorded_lines(text: str) -> str:
    """Return a statement about planner's record in lines. Thousands of them differ in their values alone."""
    insert, conflict = _fixed()
    if not (text.startswith(insert) and text.endswith(conflict)):
        return wrapped(text)
    values = text[len(insert) : -len(conflict)].strip()
    head = insert.replace(" (", "\n  (", 1)
    return f"{head}\n{wrapped(values)}\n{wrapped(conflict.strip())}"


@cache
def _fixed() -> tuple[str, str]:
    """Return what is before and after the values of every INSERT into the record."""
    insert, _, rest = build.render(Recording(SCHEMA_ENTRY)).partition(" VALUES ")
    return insert, rest[rest.rindex(" ON CONFLICT") :]


def _entry(change: Own | Disown) -> str:
    key = change.owned.key if isinstance(change, Own) else change.key
    state = change.owned.state.value if isinstance(change, Own) else "forgotten"
    return f"planner's record: {key.kind.value} {key.name} of {key.relation}, {state}"


def _words(statement: str) -> str:
    for pattern, words in _PATTERNS:
        found = pattern.match(statement)
        if found is not None:
            return words.format(*(part.replace('"', "") for part in found.groups()))
    return ""
