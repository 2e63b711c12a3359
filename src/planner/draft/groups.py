"""Equal questions about tables with similar names, so that one answer in the plan's `defaults` is enough."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from planner.draft.model import Entry, Group
from planner.names import QName

LEAST = 3
"""The fewest tables that get a pattern."""


def groups(entries: Sequence[Entry]) -> tuple[Group, ...]:
    """Return the groups, the largest first. Their patterns match no table of another group."""
    waiting = [entry for entry in entries if entry.kind == "TODO" and entry.question is not None]
    found: list[Group] = []
    while True:
        patterns = {pattern for entry in waiting for pattern in _patterns(entry.relation)}
        ranked = [(pattern, [e for e in waiting if _matches(pattern, e.relation)]) for pattern in sorted(patterns)]
        fits = [(p, es) for p, es in ranked if len(es) >= LEAST and len({e.question for e in es}) == 1]
        if not fits:
            return tuple(found)
        pattern, members = max(fits, key=lambda fit: (len(fit[1]), len(fit[0])))
        shown = ", ".join(entry.relation.name for entry in members)
        found.append(Group(pattern, tuple(e.relation for e in members), (f"{len(members)} tables: {shown}", _asks(members))))
        waiting = [entry for entry in waiting if entry not in members]


def _asks(members: Iterable[Entry]) -> str:
    return next(sentence for entry in members for sentence in entry.evidence[1:])


def _patterns(name: QName) -> Iterable[str]:
    words = name.name.split("_")
    for at in range(1, len(words)):
        yield "_".join(words[:at]) + "_*"
        yield "*_" + "_".join(words[at:])


def _matches(pattern: str, name: QName) -> bool:
    start, _, end = pattern.partition("*")
    return name.name.startswith(start) and name.name.endswith(end)
