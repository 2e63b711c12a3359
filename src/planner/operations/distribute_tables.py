"""Distribute the tables: reference tables, scoped tables by their tenant column, and local tables beside them.

A small table is distributed in one transaction, and its writers wait for the copy. A larger one becomes a local table of
Citus first, in a transaction that gives up after lock_timeout, and is then distributed while its writers go on. What is
missing follows from pg_dist_partition.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from planner.catalog.changes import Disown, Own, SetDistribution
from planner.catalog.distribution import Distribution, Method
from planner.catalog.distribution_changes import EmptyShell
from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import Owned, OwnedKind, OwnedState
from planner.catalog.words import ConstraintKind, RelationKind
from planner.errors import Blocked
from planner.names import QName
from planner.operations import citus_sql
from planner.operations.operation import Acts, Operation, Records, Turn, UndoTurn
from planner.operations.spread import ABOVE, DIALECT, SHARDS, as_wanted, on_citus, wanted
from planner.operations.spread_time import Form, form_of, obstacles
from planner.sql.spelling import sql_name
from planner.steps.distribution_conditions import DistributedAs
from planner.steps.record import codec
from planner.steps.record.documents import NotNullForm, Undistributed
from planner.steps.record.entries import Recording, disown, entry, recorded
from planner.steps.step import Hazard, Lock, LockMode, Mode, Step, Work
from planner.target.phase import Phase
from planner.tenancy.model import ScopedTable, State


class DistributeTables(Operation):
    """Make reference tables and distributed tables of the plan's tables, and plain tables again."""

    name = "distribute_tables"
    acts = (
        Acts(Phase.DISTRIBUTE, Turn.DATABASE_FIRST, 40),
        Acts(Phase.DISTRIBUTE, Turn.TABLES, 10),
        Acts(Phase.DISTRIBUTE, Turn.DATABASE_LAST, 10),
    )
    records = (Records(OwnedKind.DISTRIBUTED, UndoTurn.DISTRIBUTION),)
    settings = (DIALECT, SHARDS, ABOVE)

    def on_database(self, phase: Phase, state: State) -> Iterator[Step]:
        """Yield the steps of reference tables, and of local tables once no other table is missing."""
        want = wanted(state)
        scoped = [name for name, one in want.items() if one.method is Method.HASH]
        finished = all(as_wanted(state.catalog.relations[name], want[name]) for name in scoped)
        for name, one in want.items():
            relation = state.catalog.relations[name]
            if as_wanted(relation, one):
                continue
            if one.method is Method.REFERENCE:
                yield self._reference(relation, one, state.catalog)
            elif one.method is Method.LOCAL and finished:
                yield self._local(relation, one, state.catalog)

    def on_table(self, phase: Phase, table: ScopedTable, state: State) -> Iterator[Step]:
        relation = state.relation(table)
        one = Distribution(Method.HASH, table.column, shards=SHARDS.of(state.tenancy))
        if not on_citus(state.tenancy) or as_wanted(relation, one):
            return
        if form_of(relation, state) is Form.PLAIN:
            yield self._plain(relation, one, state)
            return
        if relation.distribution is None:
            local = replace(one, method=Method.LOCAL, column=None, shards=1)
            yield replace(self._local(relation, local, state.catalog), suffices=DistributedAs(relation.name, one))
        yield self._concurrent(relation, one, state)

    def _reference(self, relation: Relation, one: Distribution, catalog: Catalog) -> Step:
        target = relation.name
        made = replace(one, shell_bytes=_shell(relation))
        mine = _entry(relation, catalog)
        return Step(
            id=f"distribute.reference_table.{target}",
            phase=Phase.DISTRIBUTE,
            operation=self.name,
            relation=target,
            title=f"make {target} a reference table: every node has its rows",
            make=lambda: (citus_sql.reference_table(target), Recording(mine)),
            work=Work.COPY,
            rows=relation.rows,
            locks=(Lock(LockMode.EXCLUSIVE, target),),
            changes=(SetDistribution(target, made), Own(mine)),
        )

    def _plain(self, relation: Relation, one: Distribution, state: State) -> Step:
        target, column = relation.name, one.column
        assert column is not None
        beside, shards = _beside(state), SHARDS.of(state.tenancy)
        mine = _entry(relation, state.catalog)
        why = obstacles(relation, state.catalog) if relation.bytes > ABOVE.of(state.tenancy) else ()
        waits = f"writes to {target} wait while its {_size(relation.bytes)} are copied; reads go on"
        hazard = Hazard(
            "writes-wait", f"{waits}; it can't be distributed otherwise: {', '.join(why)}" if why else waits
        )
        return Step(
            id=f"distribute.table.{target}",
            phase=Phase.DISTRIBUTE,
            operation=self.name,
            relation=target,
            title=f"distribute {target} by {column}" + _where(beside, shards),
            make=lambda: (citus_sql.distributed_table(target, column, beside, shards), Recording(mine)),
            work=Work.COPY,
            rows=relation.rows,
            locks=(Lock(LockMode.EXCLUSIVE, target),),
            hazards=(hazard,),
            changes=(SetDistribution(target, replace(one, shell_bytes=_shell(relation))), Own(mine)),
        )

    def _local(self, relation: Relation, one: Distribution, catalog: Catalog) -> Step:
        target = relation.name
        mine = _entry(relation, catalog)
        return Step(
            id=f"distribute.local_table.{target}",
            phase=Phase.DISTRIBUTE,
            operation=self.name,
            relation=target,
            title=f"make {target} a local table of Citus, with its comments and the rights on its views",
            make=lambda: (citus_sql.as_local_table(target), Recording(mine)),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, target),),
            hazards=tuple(_remade(relation, catalog)),
            changes=(SetDistribution(target, one), Own(mine)),
        )

    def _concurrent(self, relation: Relation, one: Distribution, state: State) -> Step:
        target, column = relation.name, one.column
        assert column is not None
        beside, shards = _beside(state), SHARDS.of(state.tenancy)
        return Step(
            id=f"distribute.table.{target}",
            phase=Phase.DISTRIBUTE,
            operation=self.name,
            relation=target,
            title=f"distribute {target} by {column} while reads and writes go on" + _where(beside, shards),
            make=lambda: (
                citus_sql.cleanup(),
                citus_sql.distributed_concurrently(target, column, beside, shards),
                citus_sql.cleanup(),
            ),
            mode=Mode.ALONE,
            work=Work.COPY,
            rows=relation.rows,
            locks=(Lock(LockMode.SHARE_UPDATE_EXCLUSIVE, target),),
            hazards=(
                Hazard(
                    "retry-reads",
                    f"when {target} is switched to its shards, its writers wait for at most lock_timeout, and a query may "
                    "fail with `could not find valid entry for shard`: the application must try it again. A transaction that "
                    "holds a lock on the table then makes the copy begin anew",
                ),
            ),
            changes=(SetDistribution(target, one),),
        )

    def undo(self, owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
        if phase is not Phase.DISTRIBUTE:
            return
        target = owned.key.relation
        relation = catalog.relations[target]
        document = codec.before(owned, Undistributed)
        held = relation.distribution is not None
        if held:
            _refuse_keys(relation, catalog)
        hazards = (*_remade(relation, catalog), *_renamed(relation)) if held else ()
        yield Step(
            id=f"rollback.distributed.{target}",
            phase=Phase.DISTRIBUTE,
            operation=self.name,
            relation=target,
            title=f"make {target} a plain table again",
            make=lambda: (
                *((citus_sql.undistributed(target, document.not_null),) if held else ()),
                disown(owned.key),
            ),
            work=Work.COPY if held else Work.CATALOG,
            rows=relation.rows if held else 0,
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, target),) if held else (),
            hazards=(
                *((Hazard("writes-wait", f"reads and writes of {target} wait for the copy"),) if held else ()),
                *hazards,
            ),
            changes=(*((SetDistribution(target, None),) if held else ()), Disown(owned.key)),
        )


class FinishTables(Operation):
    """Remove the old rows of distributed tables from the coordinator, and collect statistics."""

    name = "distribute_finish"
    acts = (Acts(Phase.DISTRIBUTE, Turn.DATABASE_LAST, 40),)
    settings = (DIALECT,)

    def on_database(self, phase: Phase, state: State) -> Iterator[Step]:
        for name, one in wanted(state).items():
            relation = state.catalog.relations[name]
            mine = recorded(state.catalog, OwnedKind.DISTRIBUTED, name, name.name)
            if mine is None or not as_wanted(relation, one):
                continue
            if relation.distribution is not None and relation.distribution.shell_bytes:
                yield self._empty(relation)
            if mine.state is OwnedState.INTENT:
                yield self._analyze(relation, replace(mine, state=OwnedState.CONFIRMED))

    def _empty(self, relation: Relation) -> Step:
        target = relation.name
        return Step(
            id=f"distribute.shell.{target}",
            phase=Phase.DISTRIBUTE,
            operation=self.name,
            relation=target,
            title=f"remove the old rows of {target} from the coordinator: its shards have them",
            make=lambda: (citus_sql.empty_shell(target),),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, target),),
            changes=(EmptyShell(target),),
        )

    def _analyze(self, relation: Relation, done: Owned) -> Step:
        """Return the last step of a table. A copy that outlived its client has left records that verify would find."""
        target = relation.name
        return Step(
            id=f"distribute.analyze.{target}",
            phase=Phase.DISTRIBUTE,
            operation=self.name,
            relation=target,
            title=f"collect statistics of {target}",
            make=lambda: (citus_sql.cleanup(), citus_sql.analyze(target), Recording(done)),
            mode=Mode.ALONE,
            locks=(Lock(LockMode.SHARE_UPDATE_EXCLUSIVE, target),),
            changes=(Own(done),),
        )


def _entry(relation: Relation, catalog: Catalog) -> Owned:
    """Return the entry of a table, with the names of its NOT NULL constraints.

    Those of a partitioned table can't be renamed: Citus gives table and partitions different names, and the server
    renames only what has the same name in all of them.
    """
    name = relation.name
    forms = tuple(
        NotNullForm(relation=(name.schema, name.name), column=c.columns[0], name=c.name)
        for c in relation.constraints
        if c.kind is ConstraintKind.NOT_NULL and not c.inherited and relation.kind is RelationKind.TABLE
    )
    document = Undistributed(not_null=forms)
    return entry(OwnedKind.DISTRIBUTED, name, name.name, Phase.DISTRIBUTE, state=OwnedState.INTENT, document=document)


def _beside(state: State) -> QName | None:
    """Return the first table that is distributed already; later tables go into its colocation group."""
    for name in state.tenancy.tables:
        spread = state.catalog.relations[name].distribution
        if spread is not None and spread.method is Method.HASH:
            return name
    return None


def _where(beside: QName | None, shards: int) -> str:
    return f", beside {beside}" if beside is not None else f", into {shards} shards"


def _shell(relation: Relation) -> int:
    """Return a size for the old rows that stay behind; more than 0, because estimates may be missing."""
    return max(relation.bytes, 1)


def _size(size: int) -> str:
    return f"{size / 1024**2:.0f} MB" if size >= 1024**2 else f"{max(1, size // 1024)} kB"


def _remade(relation: Relation, catalog: Catalog) -> Iterator[Hazard]:
    """Yield a hazard for the views that Citus makes anew with the table."""
    below = {relation.name}
    found: list[Relation] = []
    again = True
    while again:
        more = [r for r in catalog.relations.values() if r.name not in below and below & set(r.reads)]
        found += more
        below |= {one.name for one in more}
        again = bool(more)
    if found:
        names = ", ".join(sorted(str(one.name) for one in found))
        yield Hazard(
            "views-remade",
            f"the views {names} are made anew with {relation.name}; materialized ones are refreshed while readers wait",
        )


def _renamed(relation: Relation) -> Iterator[Hazard]:
    """Yield a hazard for the NOT NULL constraints that get other names."""
    names = [c.name for c in relation.constraints if c.kind is ConstraintKind.NOT_NULL]
    if names and relation.kind is RelationKind.PARTITIONED:
        yield Hazard(
            "other-names",
            f"the NOT NULL constraints of {relation.name} and its partitions ({', '.join(names)}) get names of Citus' choice",
        )


def _refuse_keys(relation: Relation, catalog: Catalog) -> None:
    """Raise Blocked when a foreign key that planner did not make keeps Citus from giving a table back."""
    family = {part.name for part in catalog.family(relation.name)}
    keys = [
        (one.name, key.name)
        for one in catalog.relations.values()
        for key in one.foreign_keys()
        if not key.inherited and (one.name in family or key.ref in family)
    ]
    if keys:
        table, key = keys[0]
        raise Blocked(
            f"{relation.name} can't become a plain table: foreign key {key} of {table} is not one that planner added",
            hint=f"drop it first, and add it again afterwards: ALTER TABLE {sql_name(table)} DROP CONSTRAINT {sql_name(key)}",
        )
