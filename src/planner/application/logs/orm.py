"""The log of an application's test run, as ORMs write it: one line for each statement, without sessions.

SQLAlchemy (echo), Django (django.db.backends), Rails (log/test.log), Prisma, Drizzle, Sequelize, TypeORM, Hibernate, GORM.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from planner.application.logs.entry import Entry, Lines

_VERB = (
    r"(?=(?:SELECT|INSERT|UPDATE|DELETE|MERGE|WITH|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|TRUNCATE|COPY|CREATE|ALTER|DROP)\b"
    r"|/\*)"
)
STATEMENT = re.compile(
    r"(?:sqlalchemy\.engine\.Engine|prisma:query|\b[Qq]uery:|Executing \([^)]*\):|Hibernate:|\(\d+\.\d+\)|\(\d+\.\d+ ?ms\)|\[rows:\d+\])"
    rf"\s+{_VERB}",
    re.IGNORECASE,
)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_BEHIND = re.compile(
    r"(?:;?\s*args=(?:None\b|[\[(]).*|\s+\[\[.*\]\]|\s*--\s*(?:params|PARAMETERS):.*|;\s*(?:alias=\S+)?|\s+\{\"?params\"?.*|\s+\(implicit\))\s*$",
    re.DOTALL,
)
_ENGINE = "sqlalchemy.engine.Engine"


def read_orm(lines: Lines, broken: Callable[[int], None]) -> Iterator[Entry]:
    """Yield the statements. Each is its own session: the lines of several connections can't be told apart."""
    parts: list[str] = []
    begin = 0
    for number, line in enumerate(lines, 1):
        plain = _COLOUR.sub("", line) if "\x1b" in line else line
        found = STATEMENT.search(plain)
        if parts and (found is not None or _ENGINE in plain):
            yield _entry(begin, "".join(parts))
            parts.clear()
        if found is not None:
            text = plain[found.end() :]
            if _ENGINE in found[0]:  # goes on in lines without a prefix
                begin = number
                parts.append(text)
            else:
                yield _entry(number, text)
        elif parts:
            parts.append(plain)
    if parts:
        yield _entry(begin, "".join(parts))


def _entry(number: int, text: str) -> Entry:
    return Entry(number, "LOG", f"statement: {_BEHIND.sub('', text.strip())}", f"line {number}")
