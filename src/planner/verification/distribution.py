"""Judge from the catalog alone whether tables are spread over a cluster as the plan says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from planner.catalog.distribution import Distribution, Method
from planner.catalog.model import Relation
from planner.names import QName
from planner.operations.spread import held_keys, on_citus_as, wanted
from planner.sql.spelling import sql_name
from planner.steps.checks import CatalogCheck, Weight
from planner.tenancy.model import ScopedTable, State

_AGAIN = "planner apply --phase distribute"


def is_distributed(state: State) -> bool:
    """Return whether Citus distributes any table of the plan that has tenants."""
    found = (state.catalog.relations[name].distribution for name in state.tenancy.tables)
    return any(spread is not None and spread.method is Method.HASH for spread in found)


def distribution(state: State, references: Collection[QName]) -> Iterator[CatalogCheck]:
    """Yield the checks of a plan whose target is Citus: scoped tables by tenant in one group, the others as they should be.

    `references` are the reference tables of the plan. Before phase distribute, there is a note alone.
    """
    tenants = state.tenancy.tenants.relation
    if not is_distributed(state):
        why = "the extension citus is not in this database" if state.catalog.cluster is None else f"not yet: {_AGAIN}"
        yield CatalogCheck(
            "distribution", tenants, "the tables are distributed", ok=False, detail=why, weight=Weight.NOTE
        )
        return
    group = _group(state)
    for table in state.tenancy.tables.values():
        for part in state.catalog.family(table.relation):
            yield from _scoped(part, table, group)
    for name in sorted({tenants, *references}):
        if name in state.catalog.relations:
            yield from _reference(state.catalog.relations[name])
    yield from _restored(state)
    for exempt in state.tenancy.exemptions:
        if exempt.relation in state.catalog.relations:
            yield from _local(state.catalog.relations[exempt.relation])


def _group(state: State) -> Distribution:
    """Return the distribution that most scoped tables share, by colocation group and number of shards."""
    found = Counter(
        (spread.colocation, spread.shards)
        for name in state.tenancy.tables
        if (spread := state.catalog.relations[name].distribution) is not None and spread.method is Method.HASH
    )
    (colocation, shards), _ = found.most_common(1)[0]
    return Distribution(Method.HASH, None, colocation, shards)


def _scoped(part: Relation, table: ScopedTable, group: Distribution) -> Iterator[CatalogCheck]:
    found = part.distribution
    if found is None or found.method is not Method.HASH:
        wrong = f"it is {_kind(found)}: {_AGAIN}"
    elif found.column != table.column:
        wrong = f"its rows are distributed by {found.column}: SELECT undistribute_table({_text(part)}), then {_AGAIN}"
    elif found.colocation != group.colocation:
        wrong = (
            f"it is in colocation group {found.colocation}, and the other tables are in {group.colocation}: rows of one tenant "
            f"are on different nodes, and joins fail: SELECT undistribute_table({_text(part)}), then {_AGAIN}"
        )
    elif found.shards != group.shards:
        wrong = f"it has {found.shards} shards, and the other tables have {group.shards}: its metadata is incomplete"
    else:
        wrong = ""
    title = f"{part.name.name} is distributed by {table.column}, beside the other tables"
    yield CatalogCheck("distribution", table.relation, title, ok=not wrong, detail=wrong)
    yield from _shell(part)


def _reference(relation: Relation) -> Iterator[CatalogCheck]:
    found = relation.distribution
    right = found is not None and found.method is Method.REFERENCE
    detail = "" if right else f"it is {_kind(found)}: {_AGAIN}"
    yield CatalogCheck("distribution", relation.name, "every node has all of its rows", ok=right, detail=detail)
    yield from _shell(relation)


def _restored(state: State) -> Iterator[CatalogCheck]:
    """Yield a check for each foreign key that planner dropped before the distribution: is it back as it was?

    An action that Citus refuses is left out, as the plan said (`target.on_set_null`).
    """
    for held in held_keys(state, wanted(state)):
        if held.record is None:
            continue
        wish, there = on_citus_as(held, state), state.catalog.relations[held.relation].constraint(held.key.name)
        if there is None:
            wrong = f"it is missing: {_AGAIN}" if held.missing else "somebody has dropped it"
        elif wish.validated and not there.validated:
            wrong = f"it is not valid: {_AGAIN}"
        else:
            names = ("columns", "ref", "ref_columns", "on_delete", "on_update", "match")
            differ = [name for name in names if getattr(wish, name) != getattr(there, name)]
            wrong = f"{', '.join(differ)} differ: it is {there.definition}" if differ else ""
        title = f"foreign key {held.key.name} is back as it was before the distribution"
        yield CatalogCheck("restored-key", held.relation, title, ok=not wrong, detail=wrong)


def _local(relation: Relation) -> Iterator[CatalogCheck]:
    found = relation.distribution
    if found is not None and found.method is not Method.LOCAL:
        yield CatalogCheck(
            "distribution", relation.name, "an exempt table stays on the coordinator", ok=False,
            detail=f"it is {_kind(found)}: SELECT undistribute_table({_text(relation)}), or name it in the plan as what it is",
        )  # fmt: skip


def _shell(relation: Relation) -> Iterator[CatalogCheck]:
    """Yield a finding for rows that the plain form has left behind on the coordinator, where nobody sees them."""
    found = relation.distribution
    if found is not None and found.method in (Method.HASH, Method.REFERENCE) and found.shell_bytes:
        yield CatalogCheck(
            "shell", relation.name, "the coordinator keeps no old rows", ok=False,
            detail=f"{found.shell_bytes} bytes from before the distribution: "
            f"SELECT truncate_local_data_after_distributing_table({_text(relation)})",
        )  # fmt: skip


def _kind(found: Distribution | None) -> str:
    if found is None:
        return "a plain table"
    match found.method:
        case Method.HASH:
            return f"distributed by {found.column}"
        case Method.REFERENCE:
            return "a reference table"
        case Method.LOCAL:
            return "a local table that Citus knows"
        case Method.SINGLE:
            return "on one node alone"
        case Method.OTHER:
            return "distributed by append or range"


def _text(relation: Relation) -> str:
    """Return the name as a regclass argument that can be pasted."""
    return "'" + sql_name(relation.name).replace("'", "''") + "'"
