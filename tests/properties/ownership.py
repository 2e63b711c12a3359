"""Random ownership: rows that each have one true owner, links between them that lead to it, or were made wrong on purpose.

A `World` is plain data. `World.script` is its SQL, `World.plan` its plan, and `judged` is the oracle: what the plan makes
of each row, worked out in Python alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import yaml
from hypothesis import strategies as st

OWNERS = ("acme", "zeta", "nova")
DEFAULT = "house"
NOWHERE = 999


@dataclass(frozen=True)
class Link:
    """How a row points to its parents. `parents` are tables; several for a polymorphic link."""

    kind: str
    """key (a foreign key), said (none: the plan says it), typed (a type and a key column), org (the tenants table)."""
    parents: tuple[int, ...]
    path: bool = True
    """The plan takes the tenant from it; a foreign key that is none is compared."""


@dataclass(frozen=True)
class Table:
    links: tuple[Link, ...]
    on_conflict: str = "fail"
    on_orphan: str = "fail"
    on_null_parent: str = "next"


Target = tuple[int, int] | None
"""(table, row number) that a link leads to; None where its columns are NULL."""


@dataclass(frozen=True)
class Row:
    owner: str
    targets: tuple[Target, ...]
    """For each link; an org link has (-1, number of the owner)."""


@dataclass(frozen=True)
class World:
    tables: tuple[Table, ...]
    rows: tuple[tuple[Row, ...], ...]
    faults: bool = False
    """Some link leads elsewhere, or nowhere."""

    @property
    def script(self) -> str:
        lines = [
            "CREATE TABLE orgs (id text PRIMARY KEY)",
            f"INSERT INTO orgs VALUES {', '.join(f'({o!r})' for o in (*OWNERS, DEFAULT))}",
        ]
        keys = []
        for t, table in enumerate(self.tables):
            columns = ["id int PRIMARY KEY", "owner text"]
            for at, link in enumerate(table.links):
                kind = "text" if link.kind == "org" else "int"
                columns.append(f"k{at} {kind}" + (" REFERENCES orgs" if link.kind == "org" else ""))
                if link.kind == "typed":
                    columns.append(f"y{at} text")
                if link.kind == "key":
                    keys.append(f"ALTER TABLE t{t} ADD FOREIGN KEY (k{at}) REFERENCES t{link.parents[0]}")
            lines.append(f"CREATE TABLE t{t} ({', '.join(columns)})")
            values = [f"({', '.join(self._values(t, n))})" for n in range(len(self.rows[t]))]
            if values:
                lines.append(f"INSERT INTO t{t} VALUES {', '.join(values)}")
        return ";\n".join([*lines, *keys]) + ";"

    def _values(self, t: int, n: int) -> Iterator[str]:
        row = self.rows[t][n]
        yield str(n)
        yield repr(row.owner)
        for link, target in zip(self.tables[t].links, row.targets, strict=True):
            if target is None:
                yield "NULL"
            elif link.kind == "org":
                yield repr(OWNERS[target[1]])
            else:
                yield str(target[1])
            if link.kind == "typed":
                yield repr(f"T{target[0]}") if target is not None else "NULL"

    @property
    def plan(self) -> str:
        tables: dict[str, Any] = {}
        for t, table in enumerate(self.tables):
            paths: list[dict[str, Any]] = []
            backfill: dict[str, Any] = {}
            for at, link in enumerate(table.links):
                if link.kind == "typed":
                    cases = {f"T{parent}": f"t{parent}" for parent in link.parents}
                    backfill["polymorphic"] = {"type": f"y{at}", "key": f"k{at}", "cases": cases}
                elif link.path:
                    said = {"references": f"t{link.parents[0]}", "key": ["id"]} if link.kind == "said" else {}
                    paths.append({"columns": [f"k{at}"], **said})
            if paths:
                backfill["via"] = paths
            rules = {
                "on_conflict": table.on_conflict,
                "on_orphan": table.on_orphan,
                "on_null_parent": table.on_null_parent,
            }
            tables[f"t{t}"] = {"backfill": backfill | rules}
        plan = {
            "version": 1,
            "tenant": {
                "table": "orgs",
                "key": {"column": "id", "type": "text"},
                "default": {"id": DEFAULT},
                "column": "org_id",
            },
            "tables": tables,
        }
        return yaml.safe_dump(plan, sort_keys=False)

    @cached_property
    def cyclic(self) -> frozenset[int]:
        """Tables that lead back to themselves by their paths."""
        leads = {
            t: {p for link in table.links if link.path for p in link.parents} for t, table in enumerate(self.tables)
        }
        reached = {t: set(parents) for t, parents in leads.items()}
        for _ in self.tables:
            reached = {t: parents | {q for p in parents for q in reached[p]} for t, parents in reached.items()}
        return frozenset(t for t, parents in reached.items() if t in parents)


@dataclass
class Verdict:
    """What becomes of the rows: (table, row) → tenant, those in quarantine, and why the run is to stop."""

    tenants: dict[tuple[int, int], str] = field(default_factory=dict)
    quarantine: set[tuple[int, int]] = field(default_factory=set)
    stops: set[tuple[int, int]] = field(default_factory=set)
    settled: set[int] = field(default_factory=set)
    """Tables that are done."""


def judged(world: World) -> Verdict:
    verdict = Verdict()
    everything = [(t, n) for t, rows in enumerate(world.rows) for n in range(len(rows))]
    while True:
        if _spread(world, everything, verdict):
            continue
        if not _by_default(world, everything, verdict):
            break
    for place in everything:
        _check(world, place, verdict)
    return verdict


def _leads(world: World, place: tuple[int, int], verdict: Verdict, *, paths: bool = True) -> list[str | None]:
    """The tenant that each link leads to, in the plan's order."""
    t, n = place
    found: list[str | None] = []
    for link, target in zip(world.tables[t].links, world.rows[t][n].targets, strict=True):
        if paths and not link.path:
            continue
        if target is None:
            found.append(None)
        elif link.kind == "org":
            found.append(OWNERS[target[1]])
        else:
            found.append(verdict.tenants.get(target))
    return found


def _ready(world: World, place: tuple[int, int], verdict: Verdict) -> bool:
    """Outside a cycle every parent is settled first: its table is filled before."""
    t, _ = place
    if t in world.cyclic:
        return True
    parents = {p for link in world.tables[t].links if link.path for p in link.parents}
    return parents <= verdict.settled


def _spread(world: World, everything: list[tuple[int, int]], verdict: Verdict) -> bool:
    """Rows that some path leads from; tables outside cycles in the order of their parents."""
    changed = False
    for place in everything:
        if place in verdict.tenants or place in verdict.quarantine or not _ready(world, place, verdict):
            continue
        table = world.tables[place[0]]
        leads = [tenant for tenant in _leads(world, place, verdict) if tenant is not None]
        if len(set(leads)) > 1 and table.on_conflict == "quarantine":
            verdict.quarantine.add(place)
            changed = True
        elif leads:
            verdict.tenants[place] = leads[0]
            changed = True
    return changed or _settle(world, everything, verdict)


def _settle(world: World, everything: list[tuple[int, int]], verdict: Verdict) -> bool:
    """The next table, or the next cycle, gets its defaults and is done."""
    settled = verdict.settled
    for t, table in enumerate(world.tables):
        if t in settled or t in world.cyclic:
            continue
        if all(p in settled for link in table.links if link.path for p in link.parents):
            _default_of(world, [place for place in everything if place[0] == t], verdict)
            settled.add(t)
            return True
    return False


def _by_default(world: World, everything: list[tuple[int, int]], verdict: Verdict) -> bool:
    """Cycles whose outside is settled: their defaults, then another round; when nothing changes they are settled."""
    settled = verdict.settled
    for t in sorted(world.cyclic - settled):
        members = _members(world, t)
        outside = {p for m in members for link in world.tables[m].links if link.path for p in link.parents} - members
        if not outside <= settled:
            continue
        if _default_of(world, [place for place in everything if place[0] in members], verdict):
            return True
        settled |= members
        return True
    return False


def _members(world: World, t: int) -> set[int]:
    """The tables of the cycle that `t` is in."""
    leads = {a: {p for link in table.links if link.path for p in link.parents} for a, table in enumerate(world.tables)}

    def reach(start: int) -> set[int]:
        seen: set[int] = set()
        todo = [start]
        while todo:
            for parent in leads[todo.pop()]:
                if parent not in seen:
                    seen.add(parent)
                    todo.append(parent)
        return seen

    return {other for other in reach(t) if t in reach(other)} | {t}


def _default_of(world: World, places: list[tuple[int, int]], verdict: Verdict) -> bool:
    given = []
    for place in places:
        table = world.tables[place[0]]
        if place in verdict.tenants or place in verdict.quarantine:
            continue
        if table.on_orphan == "default" or (table.on_null_parent == "default" and _null(world, place)):
            given.append(place)
    for place in given:
        verdict.tenants[place] = DEFAULT
    return bool(given)


def _null(world: World, place: tuple[int, int]) -> bool:
    t, n = place
    links = zip(world.tables[t].links, world.rows[t][n].targets, strict=True)
    return any(target is None for link, target in links if link.path)


def _check(world: World, place: tuple[int, int], verdict: Verdict) -> None:
    t, _ = place
    table = world.tables[t]
    own = verdict.tenants.get(place)
    if table.on_null_parent == "fail" and _null(world, place):
        verdict.stops.add(place)
    if own is None:
        if place not in verdict.quarantine:
            if table.on_orphan == "quarantine":
                verdict.quarantine.add(place)
            else:
                verdict.stops.add(place)
        return
    every = _leads(world, place, verdict, paths=False)
    for link, lead in zip(table.links, every, strict=True):
        if lead is not None and lead != own and not (link.path and table.on_conflict == "first"):
            verdict.stops.add(place)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    count = draw(st.integers(2, 5))
    tables = tuple(_table(draw, t, count) for t in range(count))
    shape = World(tables, ())
    lenient = draw(st.booleans())
    tables = tuple(_ruled(draw, table, lenient=lenient, cyclic=t in shape.cyclic) for t, table in enumerate(tables))
    owners = [[draw(st.sampled_from(OWNERS)) for _ in range(draw(st.integers(0, 6)))] for _ in tables]
    faults = draw(st.integers(0, 2)) == 0
    rows = tuple(
        tuple(
            Row(owner, tuple(_target(draw, link, owner, owners, faults) for link in table.links)) for owner in owners[t]
        )
        for t, table in enumerate(tables)
    )
    return World(tables, rows, faults)


def _table(draw: st.DrawFn, t: int, count: int) -> Table:
    if t == 0:
        return Table((Link("org", ()),))
    if draw(st.integers(0, 4)) == 0:
        parents = draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=2, unique=True))
        typed = Link("typed", tuple(parents))
        # A polymorphic source stands alone: other links are foreign keys that are compared.
        return (
            Table((typed, *_links(draw, t, count, most=1, path=False)))
            if _escapes(t, parents)
            else Table((Link("org", ()),))
        )
    links = _links(draw, t, count, most=3, path=True)
    if not any(parent < t for link in links for parent in link.parents):
        links = (*links, Link(draw(st.sampled_from(("org", "key"))), ()))
        links = tuple(
            link if link.kind != "key" or link.parents else Link("key", (draw(st.integers(0, t - 1)),))
            for link in links
        )
    return Table(links)


def _escapes(t: int, parents: list[int]) -> bool:
    return any(parent < t for parent in parents)


def _links(draw: st.DrawFn, t: int, count: int, *, most: int, path: bool) -> tuple[Link, ...]:
    found = []
    for _ in range(draw(st.integers(0, most))):
        parent = draw(st.one_of(st.integers(0, max(0, t - 1)), st.integers(0, count - 1)))
        found.append(Link(draw(st.sampled_from(("key", "said"))) if path else "key", (parent,), path))
    return tuple(found)


def _ruled(draw: st.DrawFn, table: Table, *, lenient: bool, cyclic: bool) -> Table:
    """Lenient rules stop for nothing but what no rule is for."""
    if not lenient and draw(st.booleans()):
        return table
    conflicts = ("fail",) if cyclic else ("first", "quarantine") if lenient else ("fail", "first", "quarantine")
    orphans = ("default", "quarantine") if lenient else ("fail", "default", "quarantine")
    nulls = ("next", "default") if lenient else ("next", "fail", "default")
    return Table(table.links, *(draw(st.sampled_from(words)) for words in (conflicts, orphans, nulls)))


def _target(draw: st.DrawFn, link: Link, owner: str, owners: list[list[str]], faults: bool) -> Target:
    """A row of the same owner; sometimes none, and with faults one of another, or a key of no row."""
    chance = draw(st.integers(0, 14))
    if chance == 0:
        return None
    wrong = faults and chance == 1
    if link.kind == "org":
        return (-1, draw(st.integers(0, len(OWNERS) - 1)) if wrong else OWNERS.index(owner))
    if wrong and link.kind != "key" and draw(st.booleans()):
        return (link.parents[0], NOWHERE)
    fits = [(p, n) for p in link.parents for n, theirs in enumerate(owners[p]) if theirs == owner or wrong]
    return draw(st.sampled_from(fits)) if fits else None
