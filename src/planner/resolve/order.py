"""Order the scoped tables, parents before children, and find the cycles among them."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from planner.errors import NotSupported
from planner.names import QName
from planner.resolve.problems import Resolution
from planner.tenancy.model import ScopedTable

Cycles = tuple[tuple[QName, ...], ...]


def in_order(r: Resolution, tables: Mapping[QName, ScopedTable]) -> tuple[list[QName], Cycles]:
    """Return the tables in order, the tables of a cycle side by side, and the cycles.

    A table that takes its tenant from itself is a cycle too. Adds a problem for a cycle that planner cannot fill.
    """
    # Lists and dicts, not sets, so that the order is the same in every run.
    graph = {
        name: list(dict.fromkeys(p.parent for p in table.paths if p.parent in tables and not p.mapping))
        for name, table in tables.items()
    }
    others = {name: [parent for parent in parents if parent != name] for name, parents in graph.items()}
    try:
        ordered = list(TopologicalSorter(others).static_order())
        cycles: list[tuple[QName, ...]] = [(name,) for name in ordered if name in graph[name]]
    except CycleError:
        ordered, cycles = _condensed(graph)
    for cycle in cycles:
        _check(r, tables, cycle)
    return ordered, tuple(cycles)


def _condensed(graph: Mapping[QName, list[QName]]) -> tuple[list[QName], list[tuple[QName, ...]]]:
    """Return the order and the cycles if there are cycles of several tables. Only these plans load networkx."""
    import networkx

    whole: networkx.DiGraph[QName] = networkx.DiGraph()
    whole.add_nodes_from(graph)
    whole.add_edges_from((parent, child) for child, parents in graph.items() for parent in parents)
    components = networkx.condensation(whole)
    ordered: list[QName] = []
    cycles: list[tuple[QName, ...]] = []
    place = {name: n for n, name in enumerate(graph)}
    by_first = {n: min(place[name] for name in components.nodes[n]["members"]) for n in components}
    for component in networkx.lexicographical_topological_sort(components, key=by_first.__getitem__):
        members = tuple(sorted(components.nodes[component]["members"], key=place.__getitem__))
        ordered += members
        if len(members) > 1 or members[0] in graph[members[0]]:
            cycles.append(members)
    return ordered, cycles


def _check(r: Resolution, tables: Mapping[QName, ScopedTable], cycle: tuple[QName, ...]) -> None:
    """Add a problem for a cycle that no tenant can enter, and for `on_conflict` in a cycle.

    If paths disagreed in a cycle, the order of the rounds would decide.
    """
    drawn = " → ".join(f"{name}" for name in (*cycle, cycle[0]))
    entered = any(path.parent not in cycle for name in cycle for path in tables[name].paths)
    if not entered and not any(tables[name].rules.defaults or tables[name].adopted for name in cycle):
        r.problem(
            f"nobody owns {drawn}: each takes its tenant from the next",
            "tables",
            r.entries[cycle[0]][0],
            "backfill",
            hint="give one of them another source: a path that leads out, `constant` or `sql`",
        )
    for name in cycle:
        if tables[name].rules.on_conflict != "fail":
            r.problem(
                f"on_conflict: {tables[name].rules.on_conflict} in a cycle of tables, {drawn}, is not supported yet",
                "tables",
                r.entries[name][0],
                "backfill",
                "on_conflict",
                hint="leave on_conflict out: rows whose paths disagree then stop the run",
                kind=NotSupported,
            )
