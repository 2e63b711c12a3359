"""Equal questions about tables with similar names, so that one answer in the plan's `defaults` is enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from planner.draft.model import Entry, Group
from planner.names import QName

LEAST = 3
"""The fewest tables that get a pattern."""

MANY = 12
"""The fewest tables with nothing in common but their question that get the pattern of all tables."""

EVERY = "list a table above for an answer of its own; a table to come gets this answer, too"


def groups(entries: Sequence[Entry]) -> tuple[Group, ...]:
    """Return the groups, the largest first. Their patterns match no table of another group."""
    todo = [entry for entry in entries if entry.kind == "TODO" and entry.question is not None]
    waiting: dict[str, list[Entry]] = {}
    for entry in todo:
        for pattern in _patterns(entry.relation):
            waiting.setdefault(pattern, []).append(entry)
    found: list[Group] = []
    taken: set[QName] = set()
    ranked = sorted(waiting, key=lambda pattern: (-len(waiting[pattern]), -len(pattern), pattern))
    for pattern in ranked:
        members = [entry for entry in waiting[pattern] if entry.relation not in taken]
        equal = len({(entry.question, entry.relation.schema) for entry in members}) == 1
        if len(members) < max(LEAST, len(waiting[pattern])) or not equal:
            continue
        found.append(_group(pattern, members))
        taken |= {entry.relation for entry in members}
    rest = _rest([entry for entry in todo if entry.relation not in taken])
    return (*found, _group("*", rest, EVERY)) if len(rest) >= MANY else tuple(found)


def _rest(entries: Sequence[Entry]) -> list[Entry]:
    """Return the most entries with one question in one schema."""
    asked = Counter((entry.relation.schema, entry.question) for entry in entries)
    most = max(asked, key=lambda key: asked[key], default=None)
    return [entry for entry in entries if (entry.relation.schema, entry.question) == most]


def _group(pattern: str, members: Sequence[Entry], *more: str) -> Group:
    question = _asks(members)
    shown = ", ".join(entry.relation.name for entry in members)
    own = [
        f"{e.relation.name}: {'; '.join(rest)}"
        for e in members
        if (rest := [s for s in e.evidence[1:] if s != question])
    ]
    evidence = (f"{len(members)} tables: {shown}", question, *more, *own)
    return Group(pattern, tuple(entry.relation for entry in members), evidence)


def _asks(members: Iterable[Entry]) -> str:
    """Return the shortest question: it names no table's own links."""
    return min((sentence for entry in members for sentence in entry.evidence[1:]), key=len)


def _patterns(name: QName) -> Iterable[str]:
    words = name.name.split("_")
    for at in range(1, len(words)):
        yield "_".join(words[:at]) + "_*"
        yield "*_" + "_".join(words[at:])
