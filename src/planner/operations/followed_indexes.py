"""Build copies (tenant, …) of the application's ordinary indexes: `keys.index: follow`.

Under policies every statement asks for the rows of one tenant. An index that the tenant column leads finds them in the
order of the other columns, so a small tenant's newest rows are read alone (PostgreSQL documentation, 11.3).
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import replace
from functools import partial

from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import Owned, OwnedKey, OwnedKind
from planner.catalog.parts import Index
from planner.operations.barred_indexes import barred_indexes, is_pattern
from planner.operations.index_build import IndexBuild, columns_of
from planner.operations.keys import same, scoped
from planner.operations.operation import Acts, Operation, Records, Turn
from planner.operations.tenant_index import INDEX, Indexes, build_tenant_index, drop_built, leads, own_indexes
from planner.steps.checks import CatalogCheck, Check, Weight
from planner.steps.conditions import IndexValid as IndexIsValid
from planner.steps.step import Hazard, Step
from planner.target.phase import Phase
from planner.tenancy.model import ScopedTable, State

MOST_COLUMNS = 32
"""INDEX_MAX_KEYS (src/include/pg_config_manual.h): the key columns and the INCLUDE columns of an index."""

EXTENSIONS = {"gin": "btree_gin", "gist": "btree_gist"}
"""The access methods that can have the tenant column beside other columns, and the extension that each needs."""

_COSTS = Hazard("more-indexes", "one more index: every INSERT writes it, and so does an UPDATE of its columns")


class FollowIndexes(Operation):
    """Build the copies, and drop planner's own index on the tenant column where another index begins with it."""

    name = "followed_indexes"
    acts = (Acts(Phase.TIGHTEN, Turn.TABLES_LAST, 35),)
    records = (Records(OwnedKind.FOLLOWED),)
    verified = 45
    settings = (INDEX,)

    def on_table(self, phase: Phase, table: ScopedTable, state: State) -> Iterator[Step]:
        if INDEX.of(state.tenancy) is not Indexes.FOLLOW:
            return
        for part in tuple(state.catalog.family(table.relation)):
            for old in followed(part, table, state):
                wanted = partial(copy_of, old=old, table=table, state=state)
                build = IndexBuild(
                    self.name, f"followed_index.{old.name}", OwnedKind.FOLLOWED, part.name, wanted, (_COSTS,)
                )
                yield from build.steps(state.catalog.relations[part.name], state.catalog)
        yield from self._tenant_alone(table, state)

    def _tenant_alone(self, table: ScopedTable, state: State) -> Iterator[Step]:
        """Yield the steps for the index on the tenant column alone.

        Where no other index begins with the tenant column, they build it. Where one does, they drop planner's own.
        """
        relation = state.relation(table)
        own = {key.name for key in own_indexes(relation.name, state.catalog)}
        if not any(leads(index, table.column) and index.name not in own for index in relation.indexes):
            yield from build_tenant_index(table, state)
            return
        entries = (
            state.catalog.owned[key]
            for part in reversed(tuple(state.catalog.family(table.relation)))
            for key in own_indexes(part.name, state.catalog)
        )
        for owned in tuple(entries):
            yield drop_built(owned, state.catalog, "tenant_index", "tighten.tenant_index.drop")

    def undo(self, owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
        if phase is Phase.TIGHTEN:
            yield drop_built(owned, catalog, self.name, f"rollback.followed_index.{owned.key.name}")

    def checks(self, table: ScopedTable, state: State) -> Iterator[Check]:
        for part in state.catalog.family(table.relation):
            if state.tenancy.rls is not None:
                yield from _barred(part, table)
            if INDEX.of(state.tenancy) is Indexes.FOLLOW:
                yield from _followed(part, table, state)


def _barred(part: Relation, table: ScopedTable) -> Iterator[Check]:
    for found in barred_indexes(part, table.column):
        yield CatalogCheck(
            "barred-index", table.relation, f"conditions can use {found.index.name} ({columns_of(found.index)})",
            ok=False, weight=Weight.NOTE, detail=f"not under policies: {found.why}; {found.remedy}",
        )  # fmt: skip


def _followed(part: Relation, table: ScopedTable, state: State) -> Iterator[Check]:
    for old in followed(part, table, state):
        copy = copy_of(part, old=old, table=table, state=state)
        there = part.index(copy.name)
        ok = there is not None and there.valid
        yield CatalogCheck(
            "followed-index", table.relation, f"an index on ({columns_of(copy)}) follows {old.name}", ok=ok,
            detail="" if ok else "missing or INVALID: planner apply --phase tighten",
            condition=IndexIsValid(part.name, copy.name) if ok else None,
        )  # fmt: skip
    for old in _unfollowed(part, table, state):
        yield CatalogCheck(
            "followed-index", table.relation, f"an index follows {old.name} ({columns_of(old)})", ok=False,
            weight=Weight.NOTE,
            detail=f"{old.method} has no operators for {table.column}: CREATE EXTENSION {EXTENSIONS[old.method]}, and apply again",
        )  # fmt: skip


def followed(relation: Relation, table: ScopedTable, state: State) -> Iterator[Index]:
    """Yield the indexes of a relation that shall have a copy, in the order of their names."""
    if table.mixed:
        return  # the rows for everybody are read too, so no such index has the rows in order
    for index in sorted(relation.indexes, key=lambda i: i.name):
        if _ordinary(index, table, state, relation) and _can_copy(index, table, state):
            wanted = _copied(index, table, "")
            if not any(_covers(other, wanted, relation, state) for other in relation.indexes):
                yield index


def _ordinary(index: Index, table: ScopedTable, state: State, relation: Relation) -> bool:
    """Return whether the application made the index for reading, and its rows are of several tenants."""
    if index.unique or index.constraint is not None or not index.valid or index.parent is not None:
        return False
    copied = OwnedKey(OwnedKind.FOLLOWED, relation.name, index.name) in state.catalog.owned
    return not copied and index.columns[0].name != table.column


def _can_copy(index: Index, table: ScopedTable, state: State) -> bool:
    if len(index.columns) + len(index.include) >= MOST_COLUMNS:
        return False
    if index.method == "btree":
        return True
    return _useful_beside(index) and state.catalog.indexable(index.method, _type(state))


def _useful_beside(index: Index) -> bool:
    """Return whether an index of another access method than btree finds rows under policies at all.

    With a btree index on the tenant column, the server finds the tenant's rows as fast.
    """
    return index.method in EXTENSIONS and not any(column.leaks or is_pattern(column) for column in index.columns)


def _unfollowed(relation: Relation, table: ScopedTable, state: State) -> Iterator[Index]:
    """Yield the indexes that would have a copy if an extension were installed."""
    for index in relation.indexes if not table.mixed else ():
        useful = index.method in EXTENSIONS and _useful_beside(index) and _ordinary(index, table, state, relation)
        if useful and not state.catalog.indexable(index.method, _type(state)):
            yield index


def _type(state: State) -> str:
    return state.catalog.base_type(state.tenancy.tenants.type)


def _copied(index: Index, table: ScopedTable, name: str) -> Index:
    """Return the same index with the tenant column first, and nowhere else."""
    rest = tuple(column for column in index.columns if column.name != table.column)
    include = tuple(column for column in index.include if column.name != table.column)
    return scoped(replace(index, columns=rest, include=include), table.column, name)


def copy_of(relation: Relation, others: Container[str] = (), *, old: Index, table: ScopedTable, state: State) -> Index:
    """Return the copy that `relation` (the table or a partition) shall have of `old`.

    An existing index with this structure keeps its name. A new one gets none of the names in `others`.
    """
    wanted = _copied(old, table, "")
    for index in relation.indexes:
        if same(index, wanted) and (
            index.valid or OwnedKey(OwnedKind.FOLLOWED, relation.name, index.name) in state.catalog.owned
        ):
            return replace(wanted, name=index.name)
    columns = [column.name or "expr" for column in wanted.columns]
    return replace(
        wanted, name=state.tenancy.naming.index(relation.name, columns, state.taken_beside(relation, others))
    )


def _covers(index: Index, wanted: Index, relation: Relation, state: State) -> bool:
    """Return whether an index that is no copy of planner's serves every statement that `wanted` would serve."""
    if not index.valid or OwnedKey(OwnedKind.FOLLOWED, relation.name, index.name) in state.catalog.owned:
        return False
    begins = replace(
        index, columns=index.columns[: len(wanted.columns)], include=wanted.include, unique=False,
        nulls_not_distinct=wanted.nulls_not_distinct,
    )  # fmt: skip
    held = {column.name for column in (*index.columns, *index.include)}
    return (
        same(begins, wanted)
        and (index.unique or len(index.columns) > len(wanted.columns))
        and {column.name for column in wanted.include} <= held
    )
