"""Keys of the vocabulary whose operations do not exist yet: refused with their line, never ignored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from planner.errors import NotSupported, Place
from planner.plan.document import Keys
from planner.plan.load import LoadedPlan
from planner.plan.model import Plan


class Unsupported(NamedTuple):
    """One key: its path, what asks for it in words, whether a plan does, and what to do instead."""

    keys: Keys
    what: str
    asked: Callable[[Plan], bool]
    instead: str


def refuse_unsupported(loaded: LoadedPlan) -> None:
    """Raises NotSupported for the first such key in the file; the hint has the remedy and counts the others."""
    found = sorted(_found(loaded), key=lambda item: item[0])
    if not found:
        return
    place, what, instead = found[0]
    others = len(found) - 1
    more = f"; {others} more {'key is' if others == 1 else 'keys are'} not supported yet either" if others else ""
    raise NotSupported(f"{what} is not supported yet", place=place, hint=f"{instead}{more}")


def _found(loaded: LoadedPlan) -> Iterator[tuple[Place, str, str]]:
    plan = loaded.plan
    for entry in WHOLE_PLAN:
        if entry.asked(plan):
            yield loaded.place(*entry.keys), entry.what, entry.instead


def _or_default(default: str) -> str:
    return f"leave it out, or write the default, {default}"


WHOLE_PLAN: tuple[Unsupported, ...] = (
    Unsupported(
        ("target", "dialect"),
        "target.dialect: citus",
        lambda p: p.target.dialect != "postgres",
        _or_default("postgres"),
    ),
    Unsupported(("naming",), "naming other than postgres", lambda p: p.naming != "postgres", _or_default("postgres")),
)
