"""The tables of a merge: those that belong to tenants, and the tables without tenants, which are reconciled first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from planner.catalog.parts import Column
from planner.catalog.words import Generated
from planner.errors import Blocked
from planner.names import QName
from planner.run.project import View
from planner.tenants.closed import ClosedSet, Part, closed_set
from planner.tenants.links import Groups, grouped, refers_to_itself

EXEMPT = "exempt"
_WITHOUT_TENANTS = ("reference", "shared")
PER_TENANT = "per_tenant"


@dataclass(frozen=True, slots=True)
class Match:
    """How a row of a table without tenants is found in another database."""

    columns: tuple[str, ...]
    """The natural key of the plan, else the primary key; empty for a table without a key, whose rows are compared whole."""
    per_tenant: bool
    """A row that is there with other values is added as another row, for this tenant alone."""


@dataclass(frozen=True, slots=True)
class Merging:
    """What a merge does with each table of the target."""

    view: View
    closed: ClosedSet
    """The tables of a tenant, as for `planner tenant`."""
    whole: ClosedSet
    """The same with the tables without tenants among the own ones, so that columns follow the keys of these, too."""
    shared: Groups
    """The tables without tenants, parents first."""
    matches: Mapping[QName, Match]
    left: tuple[QName, ...]
    """The exempt tables that no row of a tenant points to. A merge leaves their rows where they are."""

    def part(self, name: QName) -> Part:
        return self.whole.own[name]


def merging(view: View) -> Merging:
    """Return the tables of a merge. Raise Blocked for a target that isn't converted, and for a key that doesn't fit."""
    closed = closed_set(view)
    if view.diff().segments:
        raise Blocked(
            "the conversion of the target is not finished",
            hint="planner apply --confirm finishes it; then merge into it",
        )
    entries = dict(view.entries())
    kinds = {name: str(entry.kind) for name, entry in entries.items()}
    missing = [name for name, kind in kinds.items() if kind in _WITHOUT_TENANTS and name not in closed.used]
    parts = {**closed.used, **{name: _part(view, name, kinds[name]) for name in missing}}
    groups = grouped(list(parts), closed.links)
    matches = {}
    for group in groups:
        for name in group:
            entry = entries.get(name)
            matches[name] = Match(
                _columns(view, name, entry.match if entry is not None else None),
                entry is not None and entry.on_difference == PER_TENANT,
            )
            if matches[name].per_tenant and refers_to_itself(group, closed.links):
                raise Blocked(
                    f"rows of {name} point to rows of {name}: planner can't keep such rows per tenant",
                    place=view.loaded.place("tables", _spelled(view, name), "on_difference"),
                    hint="remove `on_difference`, and make the rows equal",
                )
            looped = [path for path in closed.links.get(name, ()) if path.parent in group]
            inside = [column for path in looped for column in path.columns if column in matches[name].columns]
            if entry is not None and entry.match is not None and inside:
                raise Blocked(
                    f"{inside[0]} of {name} points to rows that are not reconciled yet, so it can't be a part of `match`",
                    place=view.loaded.place("tables", _spelled(view, name), "match"),
                    hint="name columns that hold values of their own, such as a code",
                )
    whole = replace(closed, own={**parts, **closed.own}, used={}, groups=(*groups, *closed.groups), looped=frozenset())
    left = tuple(sorted(name for name, kind in kinds.items() if kind == EXEMPT and name not in parts))
    return Merging(view, closed, whole, groups, matches, left)


def _part(view: View, name: QName, kind: str) -> Part:
    """Return a table without tenants that no row of a tenant points to."""
    pointing = {
        mine
        for shared in view.tenancy.shared
        if shared.relation == name
        for path in shared.pointers
        for mine in path.columns
    }
    return Part(
        name, kind, None, tuple(c for c in stored(view.catalog.relations[name].columns) if c.name not in pointing)
    )


def stored(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return the columns that have values of their own."""
    return tuple(column for column in columns if column.generated is Generated.NONE)


def _columns(view: View, name: QName, said: tuple[str, ...] | None) -> tuple[str, ...]:
    """Return the columns that identify a row of a table in every database."""
    relation = view.catalog.relations[name]
    if said is not None:
        for column in said:
            if relation.column(column) is None:
                raise Blocked(
                    f"{name} has no column {column!r}",
                    place=view.loaded.place("tables", _spelled(view, name), "match"),
                    hint="name the columns of its natural key",
                )
        return said
    primary = next((index for index in relation.indexes if index.primary), None)
    return tuple(c.name for c in primary.columns if c.name is not None) if primary is not None else ()


def _spelled(view: View, name: QName) -> str:
    """Return the plan's word for a table."""
    named = (text for text in view.loaded.plan.tables if text in (name.name, str(name)))
    return next(named, name.name)
