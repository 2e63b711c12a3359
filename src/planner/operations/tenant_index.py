"""An index led by the tenant column, built CONCURRENTLY after the backfill (before, no update could stay heap-only).

CONCURRENTLY is refused on a partitioned table: there the index is made ON ONLY the parents, CONCURRENTLY on every
leaf, and attached (PostgreSQL documentation, 5.12.2.2). An INVALID leftover of an interrupted build is dropped first.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from planner.catalog.changes import AddIndex, AttachIndex, Change, Disown, DropIndex, IndexValid, Own
from planner.catalog.model import Catalog, Index, IndexColumn, Owned, OwnedKey, OwnedState, Relation, RelationKind
from planner.names import QName, schema_object_name
from planner.operations.checks import CatalogCheck, Check
from planner.operations.conditions import IndexValid as IndexIsValid
from planner.operations.conditions import Recorded
from planner.operations.record import Recording, disown, entry, owning
from planner.operations.step import Hazard, Lock, LockMode, Mode, Phase, Step, Undo, Work
from planner.operations.tenancy import ScopedTable, State
from planner.sql import build, ddl


class TenantIndex:
    name = "tenant_index"
    kinds = ("index",)

    def steps(self, phase: Phase, table: ScopedTable, state: State) -> Iterator[Step]:
        if phase is not Phase.TIGHTEN or not state.tenancy.index:
            return
        relation = state.relation(table)
        yield from self._confirm(relation, table, state)
        if leading_index(relation, table.column) is not None:
            return
        if relation.kind is RelationKind.PARTITIONED:
            yield from self._partitioned(relation, table, state)
        else:
            yield self._build(relation, table, _name(relation, table, state))

    def _confirm(self, relation: Relation, table: ScopedTable, state: State) -> Iterator[Step]:
        """A run that ended between the two: the index was built, and its entry still says intent."""
        owned = state.catalog.owned
        built = [
            entry("index", part.name, index.name, Phase.TIGHTEN)
            for part, _ in _tree(relation, state.catalog)
            for index in part.indexes
            if index.valid
            and (known := owned.get(OwnedKey("index", part.name, index.name))) is not None
            and known.state is OwnedState.INTENT
        ]
        if built:
            yield Step(
                id=f"tighten.tenant_index.confirm.{relation.name}",
                phase=Phase.TIGHTEN,
                operation=self.name,
                relation=table.relation,
                title=f"put on record that {', '.join(found.key.name for found in built)} was built before a run was interrupted",
                make=lambda: tuple(Recording(found) for found in built),
                done=Recorded(built[-1].key, OwnedState.CONFIRMED),
                undo=Undo(note="goes with the index"),
                changes=tuple(Own(found) for found in built),
            )

    def _build(self, relation: Relation, table: ScopedTable, name: str) -> Step:
        """Intent before, confirmed after: a killed build leaves an INVALID index that is known to be ours."""
        qualified = QName(relation.name.schema, name)
        intent = entry("index", relation.name, name, Phase.TIGHTEN, state=OwnedState.INTENT)
        confirmed, change = owning(entry("index", relation.name, name, Phase.TIGHTEN))
        leftover: tuple[Change, ...] = (DropIndex(relation.name, name),) if relation.index(name) else ()
        return Step(
            id=f"tighten.tenant_index.{relation.name}",
            phase=Phase.TIGHTEN,
            operation=self.name,
            relation=table.relation,
            title=f"build index {name} on {relation.name} ({table.column})"
            + (", after dropping the INVALID one that an interrupted run left" if leftover else ""),
            make=lambda: (
                Recording(intent),
                ddl.drop_index(qualified, concurrently=True, if_exists=True),
                ddl.create_index(name, relation.name, [table.column], concurrently=True),
                confirmed,
            ),
            done=IndexIsValid(relation.name, name),
            undo=Undo(lambda: (ddl.drop_index(qualified, concurrently=True),)),
            mode=Mode.ALONE,
            work=Work.BUILD,
            rows=relation.rows,
            locks=(Lock(LockMode.SHARE_UPDATE_EXCLUSIVE, relation.name),),
            hazards=(
                Hazard(
                    "waits-for-transactions",
                    "waits for every transaction that was open before it: a long one holds it up",
                ),
            ),
            changes=(*leftover, AddIndex(relation.name, _index(name, table.column)), Own(intent), change),
        )

    def _partitioned(self, relation: Relation, table: ScopedTable, state: State) -> Iterator[Step]:
        tree = list(_tree(relation, state.catalog))
        names = {part.name: _name(part, table, state) for part, _ in tree}
        branches = [part for part, _ in tree if part.kind is RelationKind.PARTITIONED]
        missing = [part for part in branches if part.index(names[part.name]) is None]
        if missing:
            yield self._on_only(missing, table, names)
        for part, _ in tree:
            if part.kind is RelationKind.TABLE and not _valid(part, names[part.name]):
                yield self._build(part, table, names[part.name])
        yield self._attach(tree, table, names)

    def _on_only(self, branches: list[Relation], table: ScopedTable, names: dict[QName, str]) -> Step:
        owned = {
            p.name: entry("index", p.name, names[p.name], Phase.TIGHTEN, state=OwnedState.INTENT) for p in branches
        }
        changes: list[Change] = []
        for part in branches:
            changes += [AddIndex(part.name, _index(names[part.name], table.column, valid=False)), Own(owned[part.name])]

        def statements() -> Iterator[build.Statement]:
            for part in branches:
                yield ddl.create_index(names[part.name], part.name, [table.column], only=True)
                yield Recording(owned[part.name])

        return Step(
            id=f"tighten.tenant_index.only.{table.relation}",
            phase=Phase.TIGHTEN,
            operation=self.name,
            relation=table.relation,
            title=f"declare index {names[table.relation]} on {table.relation}, without its partitions",
            make=lambda: tuple(statements()),
            done=Recorded(entry("index", table.relation, names[table.relation], Phase.TIGHTEN).key),
            undo=Undo(
                lambda: (ddl.drop_index(QName(table.relation.schema, names[table.relation]), concurrently=False),)
            ),
            locks=tuple(Lock(LockMode.SHARE_ROW_EXCLUSIVE, part.name) for part in branches),
            changes=tuple(changes),
        )

    def _attach(
        self, tree: list[tuple[Relation, Relation | None]], table: ScopedTable, names: dict[QName, str]
    ) -> Step:
        changes: list[Change] = []
        for part, parent in reversed(tree):
            if parent is not None:
                above = QName(parent.name.schema, names[parent.name])
                existing = part.index(names[part.name])
                if existing is None or existing.parent != above:
                    changes.append(AttachIndex(part.name, names[part.name], above))
            if part.kind is RelationKind.PARTITIONED:
                owned = entry("index", part.name, names[part.name], Phase.TIGHTEN)
                changes += [IndexValid(part.name, names[part.name]), Own(owned)]

        def statements() -> Iterator[build.Statement]:
            for change in changes:
                match change:
                    case AttachIndex(relation, name, above):
                        yield ddl.attach_index(above, QName(relation.schema, name))
                    case Own(owned):
                        yield Recording(owned)

        return Step(
            id=f"tighten.tenant_index.attach.{table.relation}",
            phase=Phase.TIGHTEN,
            operation=self.name,
            relation=table.relation,
            title=f"attach the indexes of the partitions to {names[table.relation]}",
            make=lambda: tuple(statements()),
            done=IndexIsValid(table.relation, names[table.relation]),
            undo=Undo(
                lambda: (ddl.drop_index(QName(table.relation.schema, names[table.relation]), concurrently=False),)
            ),
            locks=(Lock(LockMode.ROW_SHARE, table.relation),),
            changes=tuple(changes),
        )

    def undo(self, owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
        if phase is not Phase.TIGHTEN:
            return
        name = owned.key.name
        relation = catalog.relations[owned.key.relation]
        index = relation.index(name)
        partitioned = relation.kind is RelationKind.PARTITIONED
        gone = index is None or index.parent is not None
        qualified = QName(owned.key.relation.schema, name)
        drop = partial(ddl.drop_index, qualified, concurrently=not partitioned, if_exists=True)
        dropped: tuple[Change, ...] = () if gone else (DropIndex(owned.key.relation, name),)
        mode = Mode.TRANSACTION if gone or partitioned else Mode.ALONE
        lock = LockMode.ACCESS_EXCLUSIVE if partitioned else LockMode.SHARE_UPDATE_EXCLUSIVE
        yield Step(
            id=f"rollback.tenant_index.{owned.key.relation}",
            phase=phase,
            operation=self.name,
            relation=owned.key.relation,
            title=f"drop index {name} of {owned.key.relation}",
            make=lambda: (*(() if gone else (drop(),)), disown(owned.key)),
            done=IndexIsValid(owned.key.relation, name),
            undo=Undo(note="planner apply --phase tighten builds it again"),
            mode=mode,
            locks=() if gone else (Lock(lock, owned.key.relation),),
            changes=(*dropped, Disown(owned.key)),
        )

    def checks(self, table: ScopedTable, state: State) -> Iterator[Check]:
        if not state.tenancy.index:
            return
        index = leading_index(state.relation(table), table.column)
        yield CatalogCheck(
            "index",
            table.relation,
            f"an index is led by {table.column}",
            ok=index is not None,
            detail="" if index else "missing or INVALID: planner apply --phase tighten",
            condition=IndexIsValid(table.relation, index.name) if index else None,
        )


def leading_index(relation: Relation, column: str) -> Index | None:
    """A valid index over all rows whose first column is the tenant's."""
    return next(
        (i for i in relation.indexes if i.valid and i.predicate is None and i.columns and i.columns[0].name == column),
        None,
    )


def _valid(relation: Relation, name: str) -> bool:
    index = relation.index(name)
    return index is not None and index.valid


def _name(relation: Relation, table: ScopedTable, state: State) -> str:
    """The name on record, else a new one."""
    owned = state.catalog.owned
    for index in relation.indexes:
        if OwnedKey("index", relation.name, index.name) in owned:
            return index.name
    return schema_object_name(relation.name.name, table.column, "idx", state.taken.get(relation.name.schema, ()))


def _index(name: str, column: str, *, valid: bool = True) -> Index:
    return Index(name, (IndexColumn(column, build.render(build.ident(column))),), valid=valid)


def _tree(
    relation: Relation, catalog: Catalog, parent: Relation | None = None
) -> Iterator[tuple[Relation, Relation | None]]:
    """Every relation of a partition tree with its parent, top down."""
    yield relation, parent
    for child in catalog.partitions(relation.name):
        yield from _tree(child, catalog, relation)
