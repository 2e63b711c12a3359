"""The content of a picture, without places or colours: tables, where each table gets its tenant from, and the
problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from planner.names import QName
from planner.report.graph.kinds import SHELVES, Kind, kind_of, source_of
from planner.report.graph.text import visible
from planner.report.human import count, without_statistics
from planner.run.preflight import Broken
from planner.run.project import View
from planner.run.status import Status, TableStatus
from planner.steps.step import Step
from planner.target.phase import Phase
from planner.tenancy.model import Paths, ScopedTable


class Stage(StrEnum):
    """The last phase that a scoped table has finished, as `status` shows it."""

    NOTHING = "nothing yet"
    ADD = "add"
    BACKFILL = "backfill"
    TIGHTEN = "tighten"
    DISTRIBUTE = "distribute"
    """Only on Citus."""

    @property
    def behind(self) -> int:
        """The number of tenancy's phases that are behind the table."""
        return min(tuple(Stage).index(self), MARKS)


STAGES = tuple(Stage)
MARKS = 3
"""The marks of a table: one for each phase of tenancy. The words say whether the table is distributed."""


class Link(StrEnum):
    """What a line between two tables means."""

    PATH = "path"
    """The child's rows take the parent's tenant."""
    SOURCE = "source"
    """The line from the tenants table to a table with a constant, an expression or an existing column."""
    COMPARED = "compared"
    """A foreign key that is not an owner path: both rows must have the same tenant."""
    HOLE = "hole"
    """An exempt child references a scoped parent."""


@dataclass(frozen=True, slots=True)
class Node:
    """One table of the picture."""

    id: str
    """The table's id, which is safe in every format: t and a number."""
    relation: QName
    label: str
    """The whole name, without the schema if it is the plan's first schema."""
    kind: Kind
    source: str
    """Where the table's tenant comes from, or why the table has no tenant."""
    rows: int | None
    """An estimate; None if the table does not exist yet."""
    estimated: bool
    """The server has this estimate. It has none of a table that was never analyzed."""
    stage: Stage | None
    """None if the plan changes nothing on the table."""
    todo: tuple[str, ...]
    """The parts that are still missing, in the order in which planner makes them."""
    problems: tuple[str, ...]

    @property
    def rows_text(self) -> str:
        if self.rows is None:
            return "not there yet"
        about = f"about {count(self.rows)} row{'s' if self.rows != 1 else ''}"
        if self.estimated:
            return about
        return f"{about}, not analyzed yet" if self.rows else "not analyzed yet"


@dataclass(frozen=True, slots=True)
class Edge:
    """A line between two tables."""

    parent: QName
    child: QName
    link: Link
    label: str
    """The child's columns, or where the tenant comes from."""


@dataclass(frozen=True, slots=True)
class Graph:
    """The tables and the lines of a picture."""

    title: str
    nodes: tuple[Node, ...]
    """The tenants table first, then parents before children, then the reference and exempt tables."""
    edges: tuple[Edge, ...]
    rows_read: bool
    """Whether planner read the rows. If it did, a table without a problem has no problem in its rows either."""

    def ids(self) -> Mapping[QName, str]:
        """Return the id of each table."""
        return {node.relation: node.id for node in self.nodes}


_WORDS = {
    "tenants_table": "tenants table",
    "tenant_column": "column",
    "write_guard": "guard",
    "backfill": "rows",
    "tenant_foreign_key": "foreign key",
    "tenant_index": "index",
    "not_null": "NOT NULL",
}
"""The word for the result of each operation, as in the column headings of `status`."""


def graph(view: View, status: Status, broken: Sequence[Broken] | None) -> Graph:
    """Return the picture of the plan and the database. `broken` is what the row preflight found; None when planner
    did not read the rows."""
    edges = tuple(_edges(view))
    unowned = _unowned(view)
    missing = _missing(view.diff().steps)
    found: dict[QName, list[Broken]] = {}
    for one in broken or ():
        found.setdefault(one.relation, []).append(one)
    stages = {table.relation: table for table in status.tables}
    nodes = [_tenants(view, missing)]
    for relation in _order(view, edges):
        table = view.tenancy.tables[relation]
        nodes.append(_scoped(view, table, stages[relation], missing.get(relation, ()), found.get(relation, ())))
    for relation, (kind, source) in sorted(unowned.items(), key=lambda item: (SHELVES.index(item[1][0]), item[0])):
        nodes.append(_outside(view, relation, kind, source))
    numbered = tuple(replace(node, id=f"t{n}") for n, node in enumerate(nodes))
    place = {node.relation: n for n, node in enumerate(numbered)}
    return Graph(
        title=_title(view, unowned.values()),
        nodes=numbered,
        edges=tuple(sorted(edges, key=lambda e: (place[e.parent], place[e.child], e.link, e.label))),
        rows_read=broken is not None,
    )


def _edges(view: View) -> Iterator[Edge]:
    """Yield the lines, in no particular order."""
    tenants = view.tenancy.tenants.relation
    for table in view.tenancy.tables.values():
        strategy = table.strategy
        paths = strategy.paths if isinstance(strategy, Paths) else ()
        for path in paths:
            # A mapping table has no owner path of its own: its values are tenants.
            parent = tenants if path.mapping else path.parent
            by = f" by {visible(path.parent.name)}" if path.mapping else ""
            yield Edge(parent, table.relation, Link.PATH, ", ".join(map(visible, path.columns)) + by)
        if not paths:
            yield Edge(tenants, table.relation, Link.SOURCE, source_of(table))
        for other in table.parents:
            if not any(other.parent == path.parent and other.pairs == path.pairs for path in paths):
                yield Edge(other.parent, table.relation, Link.COMPARED, ", ".join(map(visible, other.columns)))
    for exempt, key, scoped in view.tenancy.holes:
        yield Edge(scoped, exempt, Link.HOLE, visible(key))


def _order(view: View, edges: Iterable[Edge]) -> list[QName]:
    """Return the scoped tables. Each follows the parent that it is drawn under; tables of one parent are sorted by
    name."""
    owners = (Link.PATH, Link.SOURCE)
    children: dict[QName, set[QName]] = {}
    for edge in edges:
        if edge.link in owners and edge.parent != edge.child:
            children.setdefault(edge.parent, set()).add(edge.child)
    waiting = Counter(child for group in children.values() for child in group)
    ordered: list[QName] = []

    def descend(relation: QName) -> None:
        for child in sorted(children.get(relation, ())):
            waiting[child] -= 1
            if waiting[child] == 0 and child not in ordered:
                ordered.append(child)
                descend(child)

    descend(view.tenancy.tenants.relation)
    for relation in view.tenancy.tables:  # the rest is in a cycle, or below one: start at its first table
        if relation not in ordered:
            waiting[relation] = 0
            ordered.append(relation)
            descend(relation)
    return ordered


def _unowned(view: View) -> dict[QName, tuple[Kind, str]]:
    """Return the shared, reference and exempt tables of the plan, with what the plan says about them."""
    found = {}
    for relation, entry in view.entries():
        match str(entry.kind):
            case "shared":
                found[relation] = (Kind.SHARED, _members(relation, view))
            case "reference":
                found[relation] = (Kind.REFERENCE, "reference: shared by all tenants")
            case "exempt":
                until = f", until {entry.until}" if entry.until else ""
                found[relation] = (Kind.EXEMPT, f"exempt: {visible(entry.reason or '')}{until}")
    return found


def _members(relation: QName, view: View) -> str:
    """Return what makes a shared table's rows members of tenants."""
    shared = next((one for one in view.tenancy.shared if one.relation == relation), None)
    names = [_label(view, one.relation) for one in shared.memberships] if shared is not None else []
    return f"shared: members by {' and '.join(names)}" if names else "shared: people in several tenants"


def _missing(steps: Iterable[Step]) -> dict[QName, tuple[tuple[Phase, str], ...]]:
    """Return the missing (phase, word) pairs of each table, each pair once."""
    found: dict[QName, dict[tuple[Phase, str], None]] = {}
    for step in steps:
        word = _WORDS.get(step.operation)
        if word is not None:
            found.setdefault(step.relation, {})[step.phase, word] = None
    return {relation: tuple(words) for relation, words in found.items()}


def _tenants(view: View, missing: Mapping[QName, tuple[tuple[Phase, str], ...]]) -> Node:
    tenants = view.tenancy.tenants
    there = view.catalog.relation(tenants.relation)
    default = f", default {visible(tenants.default.id)}" if tenants.default else ""
    return Node(
        id="",
        relation=tenants.relation,
        label=_label(view, tenants.relation),
        kind=Kind.TENANTS,
        source=f"the tenants: {visible(tenants.key)}{default}",
        rows=there.rows if there else None,
        estimated=there is None or there.estimated,
        stage=None,
        todo=("default tenant",) if there and tenants.relation in missing else (),
        problems=(),
    )


def _scoped(
    view: View,
    table: ScopedTable,
    status: TableStatus,
    missing: Sequence[tuple[Phase, str]],
    broken: Sequence[Broken],
) -> Node:
    stage = Stage.NOTHING if status.phase == "-" else Stage(status.phase)
    todo = tuple(dict.fromkeys(word for _, word in missing))
    if status.foreign_key == "not valid":
        todo = tuple(f"validate {word}" if word == "foreign key" else word for word in todo)
    problems = [f"{count(one.rows)} of {count(one.of)} rows: {visible(one.count.title)}" for one in broken]
    if stage is Stage.NOTHING and status.column and not table.adopted:
        gone = ", ".join(word for phase, word in missing if phase is Phase.ADD)
        problems.append(f"the column is there, and this is missing: {gone}")
    return Node(
        id="",
        relation=table.relation,
        label=_label(view, table.relation),
        kind=kind_of(table),
        source=source_of(table),
        rows=view.state.relation(table).rows,
        estimated=view.state.relation(table).estimated,
        stage=stage,
        todo=todo,
        problems=tuple(problems),
    )


def _outside(view: View, relation: QName, kind: Kind, source: str) -> Node:
    reached = sorted({scoped for exempt, _, scoped in view.tenancy.holes if exempt == relation})
    into = ", ".join(_label(view, scoped) for scoped in reached)
    return Node(
        id="",
        relation=relation,
        label=_label(view, relation),
        kind=kind,
        source=source,
        rows=view.catalog.relations[relation].rows,
        estimated=view.catalog.relations[relation].estimated,
        stage=None,
        todo=(),
        problems=(f"hole: reaches rows of all tenants in {into}",) if reached else (),
    )


def _label(view: View, relation: QName) -> str:
    return visible(relation.name if relation.schema == view.loaded.plan.schemas[0] else str(relation))


def _title(view: View, unowned: Iterable[tuple[Kind, str]]) -> str:
    kinds = Counter(kind for kind, _ in unowned)
    scoped = [view.catalog.relations[name] for name in view.tenancy.tables]
    rows = sum(relation.rows for relation in scoped)
    parts = [f"{len(scoped)} scoped tables, about {count(rows)} rows"]
    parts += [f"{kinds[kind]} {kind}" for kind in SHELVES if kinds[kind]]
    return f"{visible(view.catalog.server.database)}: {'; '.join(parts)}{without_statistics(scoped)}"
