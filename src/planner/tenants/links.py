"""The links between tables: foreign keys, and the paths that only the plan has. Orders of tables follow from them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from planner.catalog.model import Catalog
from planner.catalog.parts import Constraint
from planner.names import QName
from planner.tenancy.model import Path, State

Links = Mapping[QName, tuple[Path, ...]]
Groups = tuple[tuple[QName, ...], ...]


def links_of(state: State) -> Links:
    """Return, for each table that is no partition, the paths from its rows to rows of other tables."""
    found: dict[QName, dict[object, Path]] = {}
    for relation in state.catalog.roots():
        if relation.is_table():
            mine = found.setdefault(relation.name, {})
            for part in state.catalog.family(relation.name):
                for key in part.foreign_keys():
                    path = _path(key, state.catalog) if not key.inherited else None
                    if path is not None:
                        mine.setdefault(path.identity, path)
    for table in state.tenancy.tables.values():
        for path in (*table.parents, *table.paths):
            if not path.mapping and not _is_part(path, found[table.relation].values()):
                found[table.relation].setdefault(path.identity, path)
    for shared in state.tenancy.shared:
        for member in shared.memberships:
            found[member.relation].setdefault(member.path.identity, member.path)
        for path in shared.pointers:
            found[shared.relation].setdefault(path.identity, path)
    return {name: tuple(paths.values()) for name, paths in found.items()}


def _is_part(path: Path, keys: Collection[Path]) -> bool:
    """Return whether a foreign key compares all that the path compares, such as one that also carries the tenant.

    The path alone could lead to rows of several tenants.
    """
    return path.constraint is not None and any(
        key.constraint == path.constraint and {*path.pairs} < {*key.pairs} for key in keys
    )


def _path(key: Constraint, catalog: Catalog) -> Path | None:
    """Return a foreign key as a path; None when it leads out of the managed schemas."""
    if key.ref is None or catalog.relation(key.ref) is None:
        return None
    root = catalog.root(key.ref).name
    operators = tuple(
        (mine, operator) for mine, operator in zip(key.columns, key.operators, strict=False) if operator is not None
    )
    pairs = tuple(zip(key.columns, key.ref_columns, strict=True))
    partition = key.ref if key.ref != root else None
    return Path(root, pairs, "", key.name, partition=partition, operators=operators, deferrable=key.deferrable)


def grouped(tables: Collection[QName], links: Links) -> Groups:
    """Return the tables, parents before children. Tables whose rows point to each other form one group."""
    graph = {
        name: [p.parent for p in links.get(name, ()) if p.parent in tables and p.parent != name] for name in tables
    }
    try:
        return tuple((name,) for name in TopologicalSorter(graph).static_order())
    except CycleError:
        return _condensed(graph)


def _condensed(graph: Mapping[QName, Sequence[QName]]) -> Groups:
    """Return the groups of a graph with cycles. Only such graphs load networkx."""
    import networkx

    whole: networkx.DiGraph[QName] = networkx.DiGraph()
    whole.add_nodes_from(graph)
    whole.add_edges_from((parent, child) for child, parents in graph.items() for parent in parents)
    parts = networkx.condensation(whole)
    order = list(graph)
    members = {number: sorted(data["members"], key=order.index) for number, data in parts.nodes(data=True)}
    ordered = networkx.lexicographical_topological_sort(parts, key=lambda number: order.index(members[number][0]))
    return tuple(tuple(members[number]) for number in ordered)


def refers_to_itself(group: Sequence[QName], links: Links) -> bool:
    """Return whether rows of a group may point to rows of the same group."""
    return len(group) > 1 or any(path.parent == group[0] for path in links.get(group[0], ()))
