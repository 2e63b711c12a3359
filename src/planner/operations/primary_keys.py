"""Make primary keys carry the tenant: build (tenant, …) CONCURRENTLY, then swap the keys in one transaction.

The new key takes the name of the old constraint, so only its columns change. Sequences, identity columns and defaults
stay. ADD PRIMARY KEY USING INDEX reads no row, because every column is NOT NULL by then (PostgreSQL documentation,
ALTER TABLE). The foreign keys that reference the old key already carry the tenant.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import replace

from planner.catalog.changes import AddConstraint, Disown, DropConstraint, Own
from planner.catalog.index_changes import AddIndex, DropIndex, RedefineIndex
from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import Owned, OwnedKey, OwnedKind
from planner.catalog.parts import Constraint, Index
from planner.catalog.projection import Change
from planner.catalog.words import ConstraintKind, RelationKind
from planner.names import QName, schema_object_name
from planner.operations.index_build import IndexBuild, columns_of, create
from planner.operations.key_properties import carry
from planner.operations.key_record import Timing, key_document, replaced_key
from planner.operations.keys import global_primary_key, restored, same, scoped
from planner.operations.operation import Acts, Operation, Records, Turn, UndoTurn
from planner.sql import build, ddl, index_ddl
from planner.steps.checks import CatalogCheck, Check, Weight
from planner.steps.conditions import AllOf, Condition, ConstraintExists, IndexValid, Not, Recorded
from planner.steps.record.entries import Recording, disown, entry
from planner.steps.step import Hazard, Lock, LockMode, Mode, Step, Work
from planner.target.phase import Phase
from planner.tenancy.model import ScopedTable, State


class ScopePrimaryKeys(Operation):
    """Replace primary keys by keys that carry the tenant."""

    name = "primary_keys"
    acts = (Acts(Phase.TIGHTEN, Turn.TABLES_LAST, 30),)
    records = (
        Records(OwnedKind.PRIMARY_KEY, UndoTurn.PRIMARY_KEYS),
        Records(OwnedKind.OLD_PRIMARY_KEY, UndoTurn.GLOBAL_KEYS),
    )
    verified = 60

    def on_table(self, phase: Phase, table: ScopedTable, state: State) -> Iterator[Step]:
        rules = state.tenancy.keys
        if not rules.primary:
            return
        relation = state.relation(table)
        there = global_primary_key(relation, table.column)
        constraint = relation.constraint(there.constraint or there.name) if there is not None else None
        if there is not None and (table.relation, there.name) in rules.kept:
            return
        old = there
        if there is None:
            old, constraint = _lost(relation, state.catalog)
        if old is None or constraint is None:
            return

        def wanted(part: Relation, others: Container[str] = ()) -> Index:
            return _new(part, old, table, state, others)

        new = wanted(relation)
        hazard = Hazard(
            "no-return",
            f"once two tenants have the same ({columns_of(old)}), the old primary key can't come back: rollback says which rows",
        )
        build_new = IndexBuild(
            self.name,
            "primary_key",
            OwnedKind.KEY,
            table.relation,
            wanted,
            (hazard,),
            _is_swapped(relation.name, old.name),
        )
        yield from build_new.steps(relation, state.catalog)
        if not rules.keep_old:
            yield self._swap(table, relation, (old, constraint), new, again=there is None)

    def _swap(
        self, table: ScopedTable, relation: Relation, before: tuple[Index, Constraint], new: Index, *, again: bool
    ) -> Step:
        target = relation.name
        old, constraint = before
        kept = key_document(old, constraint)
        records = tuple(
            entry(kind, target, old.name, Phase.TIGHTEN, document=kept)
            for kind in (OwnedKind.PRIMARY_KEY, OwnedKind.OLD_PRIMARY_KEY)
        )
        built = OwnedKey(OwnedKind.KEY, target, new.name)
        statements: list[build.Statement] = []
        changes: list[Change] = []
        if not again:
            statements.append(ddl.drop_constraint(target, constraint.name))
            changes += [DropConstraint(target, constraint.name), DropIndex(target, old.name)]
        statement, made = _constrained(target, constraint.name, new, Timing(constraint.deferrable, constraint.deferred))
        statements.append(statement)
        changes += made
        if old.replica_identity:
            statements.append(index_ddl.replica_identity(target, constraint.name))
            changes.append(RedefineIndex(target, constraint.name, replica_identity=True))
        statements += carry(target, old, constraint.comment, to=constraint.name, shift=1, constraint=constraint.name)
        return Step(
            id=f"tighten.primary_key.swap.{target}",
            phase=Phase.TIGHTEN,
            operation=self.name,
            relation=table.relation,
            title=f"make ({columns_of(new)}) the primary key {constraint.name} of {target}"
            + ("" if again else f", instead of ({columns_of(old)})"),
            make=lambda: (*statements, disown(built), *(Recording(record) for record in records)),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, target),),
            hazards=(
                Hazard(
                    "upsert-target",
                    f"ON CONFLICT ({columns_of(old)}) fails at once (42P10) when the old primary key is gone, and views that "
                    "GROUP BY it alone can't be made: planner queries lists such upserts, and `keys.old: keep` keeps the key",
                ),
            ),
            changes=(*changes, Disown(built), *(Own(record) for record in records)),
        )

    def undo(self, owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
        """Yield the steps that restore the old primary key.

        Rollback first builds the old key's index, which foreign keys need. Later it makes this index the primary key
        again.
        """
        if phase is not Phase.TIGHTEN:
            return
        kept = replaced_key(owned)
        old = kept.index
        target, name = owned.key.relation, owned.key.name
        relation = catalog.relations[target]
        bare = _back(relation, old, catalog)
        there = relation.index(bare.name)
        if there is None or not there.valid:
            yield self._build_again(relation, bare, owned, leftover=there is not None)
        if owned.key.kind is OwnedKind.OLD_PRIMARY_KEY:
            yield Step(
                id=f"rollback.primary_key.ready.{target}",
                phase=Phase.TIGHTEN,
                operation=self.name,
                relation=target,
                title=f"record that {bare.name} ({columns_of(bare)}) of {target} is built",
                make=lambda: (disown(owned.key),),
                changes=(Disown(owned.key),),
            )
            return
        statements: list[build.Statement] = []
        changes: list[Change] = []
        if relation.constraint(name) is not None:
            statements.append(ddl.drop_constraint(target, name))
            changes += [DropConstraint(target, name), DropIndex(target, name)]
        statement, made = _constrained(target, name, bare, kept.timing or Timing())
        statements.append(statement)
        changes += made
        if old.replica_identity:
            statements.append(index_ddl.replica_identity(target, name))
            changes.append(RedefineIndex(target, name, replica_identity=True))
        statements += carry(target, old, kept.comment, to=name, shift=0, constraint=name)
        yield Step(
            id=f"rollback.primary_key.{target}",
            phase=Phase.TIGHTEN,
            operation=self.name,
            relation=target,
            title=f"make ({columns_of(bare)}) the primary key {name} of {target} again",
            make=lambda: (*statements, disown(owned.key)),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, target),),
            changes=(*changes, Disown(owned.key)),
        )

    def _build_again(self, relation: Relation, bare: Index, owned: Owned, *, leftover: bool) -> Step:
        target = relation.name
        return Step(
            id=f"rollback.primary_key.build.{target}",
            phase=Phase.TIGHTEN,
            operation=self.name,
            relation=target,
            title=f"build the old primary key of {target} again ({columns_of(bare)}), as {bare.name}",
            make=lambda: (
                index_ddl.drop_index(QName(target.schema, bare.name), concurrently=True, if_exists=True),
                create(target, bare, concurrently=True),
            ),
            mode=Mode.ALONE,
            work=Work.BUILD,
            rows=relation.rows,
            locks=(Lock(LockMode.SHARE_UPDATE_EXCLUSIVE, target),),
            changes=(*((DropIndex(target, bare.name),) if leftover else ()), AddIndex(target, bare)),
            # The index gets another name when it becomes the primary key. A second run of a file must not build it
            # again.
            suffices=Not(Recorded(owned.key)),
        )

    def checks(self, table: ScopedTable, state: State) -> Iterator[Check]:
        rules = state.tenancy.keys
        if not rules.primary:
            return
        relation = state.relation(table)
        primary = next((i for i in relation.indexes if i.primary), None)
        gone, _ = _lost(relation, state.catalog)
        if primary is not None and global_primary_key(relation, table.column) is not None:
            kept = (table.relation, primary.name) in rules.kept
            detail = "the primary key is global: planner apply --phase tighten"
            if kept:
                detail = "as the plan says: an error tells one tenant that another has the value"
            elif rules.keep_old:
                detail = "kept for upserts (keys.old: keep): set it to drop when every ON CONFLICT names the tenant"
            yield CatalogCheck(
                "global-key", table.relation, f"{primary.name} ({columns_of(primary)}) holds within a tenant only", ok=False,
                weight=Weight.NOTE if kept or rules.keep_old else Weight.FINDING, detail=detail,
            )  # fmt: skip
        elif primary is not None and relation.kind is RelationKind.PARTITIONED:
            yield CatalogCheck(
                "global-key", table.relation, f"{primary.name} ({columns_of(primary)}) holds within a tenant only",
                ok=table.column in columns_of(primary).split(", "), weight=Weight.NOTE,
                detail="the primary key of a partitioned table stays as it is: a swap would read every partition under an exclusive lock",
            )  # fmt: skip
        elif gone is not None:
            yield CatalogCheck(
                "tenant-key", table.relation, f"a primary key on ({columns_of(scoped(gone, table.column, ''))}) is there", ok=False,
                detail="planner made one, and it is gone: planner apply --phase tighten",
            )  # fmt: skip
        elif primary is not None:
            yield CatalogCheck(
                "tenant-key", table.relation, f"{primary.name} ({columns_of(primary)}) is valid", ok=primary.valid,
                detail="" if primary.valid else "INVALID: REINDEX INDEX CONCURRENTLY",
                condition=IndexValid(table.relation, primary.name),
            )  # fmt: skip


def _new(relation: Relation, old: Index, table: ScopedTable, state: State, others: Container[str]) -> Index:
    """Return the index for the new primary key; reuse only an index that planner built.

    The index becomes the constraint and disappears with it on rollback. An index that somebody else made stays
    untouched, and so does a unique key per tenant, which has a place of its own.
    """
    wanted = scoped(old, table.column, "")
    uniques = {replaced_key(one).replaced_by for one in state.catalog.owned.of(relation.name)
               if one.key.kind is OwnedKind.OLD_KEY}  # fmt: skip
    for index in relation.indexes:
        mine = OwnedKey(OwnedKind.KEY, relation.name, index.name) in state.catalog.owned
        if mine and index.constraint is None and index.name not in uniques and same(index, wanted):
            return replace(wanted, name=index.name)
    columns = [c.name for c in wanted.columns if c.name is not None]
    name = state.tenancy.naming.referenced(relation.name, columns, state.taken_beside(relation, others))
    return replace(wanted, name=name)


def _lost(relation: Relation, catalog: Catalog) -> tuple[Index, Constraint] | tuple[None, None]:
    """Return the old key and its constraint when somebody has dropped planner's primary key, else two Nones."""
    if any(index.primary for index in relation.indexes):
        return None, None
    for owned in catalog.owned.of(relation.name):
        if owned.key.kind is OwnedKind.PRIMARY_KEY:
            kept = replaced_key(owned)
            primary = _primary(kept.index.name, kept.index, kept.timing or Timing())
            return kept.index, replace(primary, comment=kept.comment)
    return None, None


def _back(relation: Relation, old: Index, catalog: Catalog) -> Index:
    """Return the old key's index under a temporary name, for the time when another index still has its name.

    The primary key of a table `…_rollback` may have this name already. Each call during a rollback returns the same name.
    """
    schema, table = relation.name.schema, relation.name.name
    neighbour = catalog.relation(QName(schema, f"{table}_rollback"))
    taken = {index.name for index in neighbour.indexes} if neighbour is not None else ()
    name = schema_object_name(table, "rollback", "pkey", taken)
    return replace(restored(old), name=name)


def _primary(name: str, index: Index, timing: Timing) -> Constraint:
    columns = tuple(c.name for c in index.columns if c.name is not None)
    return Constraint(
        name, ConstraintKind.PRIMARY, columns, "", deferrable=timing.deferrable, deferred=timing.deferred
    )  # fmt: skip


def _constrained(
    relation: QName, name: str, index: Index, timing: Timing
) -> tuple[build.Statement, tuple[Change, ...]]:
    statement = index_ddl.add_primary_key_using_index(
        relation, name, index.name, deferrable=timing.deferrable, deferred=timing.deferred
    )
    return statement, (
        AddConstraint(relation, _primary(name, index, timing)),
        RedefineIndex(relation, index.name, constraint=name, primary=True, immediate=not timing.deferrable),
    )


def _is_swapped(relation: QName, name: str) -> Condition:
    """Return the condition that the new primary key is recorded and exists.

    A key that somebody dropped is made again.
    """
    return AllOf((Recorded(OwnedKey(OwnedKind.PRIMARY_KEY, relation, name)), ConstraintExists(relation, name)))


def swap_of(relation: Relation, table: ScopedTable, columns: Iterable[str], state: State) -> Condition | None:
    """Return the condition that a key (tenant, …) on these columns has become the primary key.

    Return None when it does not become the primary key.
    """
    rules = state.tenancy.keys
    old = global_primary_key(relation, table.column) if rules.primary and not rules.keep_old else None
    if (
        old is None
        or (relation.name, old.name) in rules.kept
        or old.include
        or {c.name for c in old.columns} != set(columns)
    ):
        return None
    return _is_swapped(relation.name, old.name)
