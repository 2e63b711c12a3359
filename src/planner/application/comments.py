"""The place in the application that a statement comes from, as comments of ORMs and drivers say it.

Formats: sqlcommenter (OpenTelemetry: SQLAlchemy, Django, Sequelize, Knex, Prisma; Rails' query_log_tags with
`format: :sqlcommenter`), marginalia (Rails' query_log_tags), and comments in words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

from planner.application.normal import comments
from planner.names import in_line

LONGEST = 120
"""The number of characters that planner keeps of a source."""

_TAG = re.compile(
    r"\s*([\w.%-]+)\s*(?:=\s*'((?:[^'\\]|\\.)*)'|=\s*([^,']*)|:\s*((?:(?!,[\w.]+:).)*))\s*(?:,|$)", re.DOTALL
)
_FILES = ("file", "filepath", "code.filepath", "code.file.path", "source_location", "caller")
_LINES = ("lineno", "line_number", "code.lineno", "code.line.number")
_ROUTES = ("route", "http.route", "path", "url", "endpoint")
_NAMES = ("job", "task", "command", "function", "code.function", "name", "method", "model", "prismaQuery")


def source_of(text: str) -> str | None:
    """Return the source of a statement in a few words; None when no comment names one.

    The trace of a request is the last resort: it is another one for each call.
    """
    last = None
    for comment in comments(text):
        tags = _tags(comment)
        trace = tags.get("traceparent")
        words = _words(tags) or ("" if trace else in_line(comment.lstrip("!+ ").strip()))
        if words:
            return words[:LONGEST]
        last = last or (f"trace {trace}"[:LONGEST] if trace else None)
    return last


def _tags(comment: str) -> Mapping[str, str]:
    """Return the tags of a comment; none for a comment in words."""
    found: dict[str, str] = {}
    at = 0
    while at < len(comment):
        tag = _TAG.match(comment, at)
        if tag is None or tag.end() == at:
            return {}
        quoted, bare, marginalia = tag[2], tag[3], tag[4]
        plain = (bare if bare is not None else marginalia or "").strip()
        found[unquote(tag[1])] = unquote(re.sub(r"\\(.)", r"\1", quoted)) if quoted is not None else plain
        at = tag.end()
    return found


def _words(tags: Mapping[str, str]) -> str:
    def first(names: tuple[str, ...]) -> str:
        return next((tags[name] for name in names if tags.get(name)), "")

    file, line = first(_FILES), first(_LINES)
    plain = tags.get("line", "")
    place = f"{file}:{line or plain}" if file and (line or plain) else file or plain
    route = first(_ROUTES)
    controller, action = tags.get("controller", ""), tags.get("action", "")
    acting = "#".join(part for part in (controller, action) if part)
    found = [place, f"route {route}" if route else "", acting, first(_NAMES)]
    return in_line(", ".join(dict.fromkeys(part for part in found if part)))
