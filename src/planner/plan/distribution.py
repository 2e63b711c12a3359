"""Tell what a plan with `target.dialect: citus` must say before phase `distribute` can run. Needs no database.

Citus keeps values distinct, and checks references, only where all rows of a tenant lie on one machine: each key must
have the tenant column.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.errors import Blocked, Obstructed, Place
from planner.plan.load import LoadedPlan
from planner.plan.model import Plan
from planner.plan.table import Kind, Table

DIALECT = "citus"


@dataclass(frozen=True, slots=True)
class Needed:
    """One word of the plan that phase `distribute` can't work with."""

    message: str
    hint: str
    place: Place
    later: bool = False
    """The word is right while the application changes, and must change before phase `distribute`."""

    def __str__(self) -> str:
        return f"{self.place}: {self.message} → {self.hint}"


def needed(loaded: LoadedPlan) -> list[Needed]:
    """Return the words that must change, in the order of the file; none for another dialect."""
    if loaded.plan.target.dialect != DIALECT:
        return []
    found = [
        Needed(message, hint, loaded.place(*path), later)
        for path, message, hint, later in (*_keys(loaded.plan), *_tables(loaded.plan), *_transition(loaded.plan))
    ]
    return sorted(found, key=lambda one: (one.place.line, one.place.column))


_Said = tuple[tuple[str, ...], str, str, bool]


def _keys(plan: Plan) -> Iterator[_Said]:
    keys = plan.keys
    for word, said, wanted, why in (
        ("unique", keys.unique, "per_tenant", "Citus has no unique key across tenants"),
        ("primary_key", keys.primary_key, "composite", "Citus has no primary key without the tenant"),
        ("foreign_keys", keys.foreign_keys, "composite", "Citus has no foreign key between tenants' rows without the tenant"),
    ):  # fmt: skip
        if said != wanted:
            yield ("keys", word), f"keys.{word} is {said}, and {why}", f"write `{word}: {wanted}` under `keys`", False
    if keys.keep_global:
        yield (
            ("keys", "keep_global"),
            f"keys.keep_global keeps {', '.join(keys.keep_global)}, and Citus has no unique key across tenants",
            "remove it; a value that must differ across tenants belongs into a reference table",
            False,
        )
    if keys.old == "keep":
        hint = "write `old: drop` under `keys` when no ON CONFLICT of the application names an old key any more"
        yield ("keys", "old"), "keys.old is keep, and Citus has no unique key across tenants", hint, True


def _tables(plan: Plan) -> Iterator[_Said]:
    for part, entries in (("tables", plan.tables), ("defaults", plan.defaults)):
        for name, entry in entries.items():
            for path, message, hint, later in _entry(name, entry):
                yield (part, name, *path), message, hint, later


def _entry(name: str, entry: Table) -> Iterator[_Said]:
    if entry.kind is Kind.MIXED:
        hint = "move the rows for everybody into a table of their own, `kind: reference`, and write `kind: scoped` here"
        yield ("kind",), f"{name} is mixed, and a distributed table has no row without a tenant", hint, False
    elif entry.kind is Kind.SHARED:
        hint = "write `kind: reference` if the table has no pointers into scoped tables"
        yield ("kind",), f"{name} is shared: its rows belong to several tenants, and lie on no one machine", hint, False
    elif entry.keys is not None:
        for word, said in (("unique", entry.keys.unique), ("primary_key", entry.keys.primary_key)):
            if said is not None:
                yield (
                    ("keys", word),
                    f"{name} keeps its {word.replace('_', ' ')}: Citus has no key across tenants",
                    "remove it",
                    False,
                )
    if entry.transition is not None and entry.transition.drop == "never":
        yield (
            ("transition", "drop"),
            f"{name} keeps its write guard, and Citus takes no table with triggers",
            "remove it",
            True,
        )


def _transition(plan: Plan) -> Iterator[_Said]:
    if plan.transition.drop == "never" and plan.transition.assign != "none":
        yield (
            ("transition", "drop"),
            "transition.drop is never, and Citus takes no table with triggers: the write guard is one",
            "write `drop: tighten` under `transition` when every writer sends the tenant",
            True,
        )


def refuse_undistributable(loaded: LoadedPlan) -> None:
    """Raise Blocked, with all words, when a word of the plan makes phase `distribute` impossible for good."""
    every = needed(loaded)
    if all(one.later for one in every):
        return
    raise Obstructed(
        f"Citus can't distribute what this plan makes: {len(every)} word{'s' * (len(every) > 1)} must change",
        [Blocked(one.message, hint=one.hint, place=one.place) for one in every],
        place=loaded.place("target", "dialect"),
        hint="change them before the tenancy is built, because keys are swapped once; docs/citus.md says why",
    )
