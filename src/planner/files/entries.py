"""A check that planner's record has the entries of earlier steps: one line for each relation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlglot import exp

from planner.catalog.changes import Disown, Own
from planner.catalog.owned import OwnedKey, OwnedState
from planner.names import QName
from planner.sql import build, plpgsql
from planner.steps.step import Step

_PLPGSQL = plpgsql.bodies("planner.files", "entries.sql")


def entries_of(steps: Iterable[Step]) -> dict[QName, list[OwnedKey]]:
    """Return the entries that the steps leave in the record, by relation, in the order in which the steps make them.
    An entry that is only an intent yet does not count."""
    found: dict[OwnedKey, None] = {}
    for step in steps:
        for change in step.changes:
            match change:
                case Own(owned) if owned.state is not OwnedState.INTENT:
                    found[owned.key] = None
                case Disown(key):
                    found.pop(key, None)
    by_relation: dict[QName, list[OwnedKey]] = {}
    for key in found:
        by_relation.setdefault(key.relation, []).append(key)
    return by_relation


def entries_check(entries: Mapping[QName, Sequence[OwnedKey]], hint: str) -> str:
    """Return a block of plpgsql that raises with the first entry which the record does not have, or has only as an
    intent."""
    rows = build.listed(
        build.parens(
            [
                build.literal(relation.schema),
                build.literal(relation.name),
                exp.Array(expressions=[build.literal(f"{key.kind.value} {key.name}") for key in keys]),
            ]
        )
        for relation, keys in entries.items()
    )
    return plpgsql.body(_PLPGSQL["required"], rows=rows, hint=build.literal(hint))
