"""Find the extensions and roles that the text of a schema dump names, as pg_dump writes it.

A name that is found by mistake, for example in the body of a function, does no harm: one more role or extension exists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_NAME = r'(?:"(?:[^"]|"")+"|[A-Za-z_][\w$]*)'

_EXTENSION = re.compile(
    rf"""^\s*CREATE\s+EXTENSION\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<name>{_NAME})
    (?:\s+WITH)? (?:\s+VERSION\s+(?:'[^']*'|{_NAME}))? (?:\s+SCHEMA\s+(?P<schema>{_NAME}))?""",
    re.MULTILINE | re.IGNORECASE | re.VERBOSE,
)

_OF_ROLES = re.compile(
    r"^\s*(?:GRANT|REVOKE|CREATE\s+POLICY|ALTER\s+POLICY|ALTER\s+DEFAULT\s+PRIVILEGES)\s[^;]*",
    re.MULTILINE | re.IGNORECASE,
)
"""The statements that fail when a role is missing. ALTER … OWNER TO may fail: the role that loads stays the owner."""

_ROLES = re.compile(rf"\b(?:TO|FROM|ROLE|USER)\s+((?:GROUP\s+)?{_NAME}(?:\s*,\s*{_NAME})*)", re.IGNORECASE)

_NO_ROLES = {"public", "current_user", "current_role", "session_user", "group"}


def extensions(text: str) -> Iterator[tuple[str, str | None]]:
    """Yield the extensions of a dump, each with the schema that the dump names for it."""
    seen = set()
    for found in _EXTENSION.finditer(text):
        name, schema = _plain(found["name"]), found["schema"]
        if name not in seen:
            seen.add(name)
            yield name, _plain(schema) if schema is not None else None


def roles(text: str) -> Iterator[str]:
    """Yield the roles that a dump grants rights to, and those of its policies."""
    seen = set(_NO_ROLES)
    for statement in _OF_ROLES.finditer(text):
        for listed in _ROLES.findall(statement[0]):
            for name in map(_plain, re.findall(_NAME, listed)):
                if name not in seen:
                    seen.add(name)
                    yield name


def _plain(name: str) -> str:
    """Return the name that an identifier stands for: a quoted name as it is, another in lower case."""
    return name[1:-1].replace('""', '"') if name.startswith('"') else name.lower()
