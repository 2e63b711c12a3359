"""Make unique keys per tenant: build (tenant, …) CONCURRENTLY, then swap it with the global key in one transaction.

planner drops no key before its replacement is valid. The new key is built after the backfill: before, every UPDATE
would take a key lock, and inserts of children would wait (PostgreSQL documentation, 13.3.2). When two tenants share a
value, the global key can't be restored. Rollback looks for such rows before it starts.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from planner.catalog.changes import Disown, DropConstraint, Own
from planner.catalog.index_changes import AddIndex, DropIndex, RedefineIndex
from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import Owned, OwnedKey, OwnedKind
from planner.catalog.parts import Index
from planner.catalog.projection import Change
from planner.catalog.words import ConstraintKind, RelationKind
from planner.names import QName
from planner.operations.index_build import IndexBuild, columns_of, create
from planner.operations.key_properties import carry
from planner.operations.key_record import Replaced, Timing, key_document, replaced_key
from planner.operations.keys import (
    add_with_index,
    constrained,
    global_keys,
    lost_keys,
    new_key,
    restored,
    restored_with_partitions,
    same,
    scoped,
    stands_as_constraint,
    without_identity,
)
from planner.operations.operation import Acts, Operation, Records, Turn, UndoTurn
from planner.sql import build, ddl, index_ddl
from planner.steps.checks import CatalogCheck, Check, Weight
from planner.steps.conditions import IndexValid as IndexIsValid
from planner.steps.record.entries import Recording, disown, entry
from planner.steps.step import Hazard, Lock, LockMode, Mode, Step, Work
from planner.target.phase import Phase
from planner.tenancy.model import ScopedTable, State


class ScopeUniqueKeys(Operation):
    """Replace global unique keys by keys per tenant (`keys.unique: per_tenant`)."""

    name = "unique_keys"
    acts = (Acts(Phase.TIGHTEN, Turn.TABLES_LAST, 20),)
    records = (Records(OwnedKind.KEY), Records(OwnedKind.OLD_KEY, UndoTurn.GLOBAL_KEYS))
    verified = 50

    def on_table(self, phase: Phase, table: ScopedTable, state: State) -> Iterator[Step]:
        rules = state.tenancy.keys
        if not rules.per_tenant:
            return
        relation = state.relation(table)
        for old in global_keys(relation, table.column):
            if (table.relation, old.name) in rules.kept or old.parent is not None:
                continue
            new = new_key(relation, old=old, table=table, state=state)
            build_new = IndexBuild(
                self.name,
                f"unique_key.{old.name}",
                OwnedKind.KEY,
                table.relation,
                partial(new_key, old=old, table=table, state=state),
                (
                    Hazard(
                        "no-return",
                        f"once two tenants have the same ({columns_of(old)}), the global key can't come back: rollback says which rows",
                    ),
                ),
            )
            yield from build_new.steps(relation, state.catalog)
            swap = self._swap(table, relation, old, new, keep=rules.keep_old)
            if swap is not None:
                yield swap
        yield from self._lost(table, relation, state)

    def _lost(self, table: ScopedTable, relation: Relation, state: State) -> Iterator[Step]:
        """Yield the steps that restore keys per tenant which planner made and somebody has dropped."""
        for gone in lost_keys(relation, table, state):
            old, timing = gone.index, gone.timing
            new = new_key(relation, old=old, table=table, state=state)
            wanted = partial(new_key, old=old, table=table, state=state)
            again = IndexBuild(self.name, f"unique_key.{old.name}", OwnedKind.KEY, table.relation, wanted)
            yield from again.steps(relation, state.catalog)
            statements: list[build.Statement] = []
            changes: list[Change] = []
            becomes = timing is not None and not stands_as_constraint(relation, new.name)
            if timing is not None and becomes:
                statement, made = constrained(relation.name, new, timing)
                statements.append(statement)
                changes += made
            identifies = old.replica_identity and without_identity(relation)
            if identifies:
                statements.append(index_ddl.replica_identity(relation.name, new.name))
                changes.append(RedefineIndex(relation.name, new.name, replica_identity=True))
            if not statements:
                continue
            roles = ("a constraint" if becomes else "", "the replica identity" if identifies else "")
            yield Step(
                id=f"tighten.unique_key.{old.name}.constraint.{relation.name}",
                phase=Phase.TIGHTEN,
                operation=self.name,
                relation=table.relation,
                title=f"make {new.name} of {relation.name} {' and '.join(filter(None, roles))} again",
                make=partial(tuple, tuple(statements)),
                locks=(Lock(LockMode.ACCESS_EXCLUSIVE, relation.name),),
                changes=tuple(changes),
            )

    def _swap(self, table: ScopedTable, relation: Relation, old: Index, new: Index, *, keep: bool) -> Step | None:
        """Return the step that swaps the keys in one transaction.

        The new index becomes a constraint if the old one was a constraint, and the old key is dropped.
        """
        constraint = relation.constraint(old.constraint) if old.constraint is not None else None
        partitioned = relation.kind is RelationKind.PARTITIONED
        there = relation.index(new.name)
        becomes = constraint is not None and not partitioned and (there is None or there.constraint is None)
        if keep and not becomes:
            return None
        target = relation.name
        statements: list[build.Statement] = []
        changes: list[Change] = []
        if constraint is not None and becomes:
            statement, made = constrained(target, new, Timing(constraint.deferrable, constraint.deferred))
            statements.append(statement)
            changes += made
        if old.replica_identity and not keep:
            statements.append(index_ddl.replica_identity(target, new.name))
            changes.append(RedefineIndex(target, new.name, replica_identity=True))
        if not keep:
            comment = constraint.comment if constraint is not None else None
            held = new.name if constraint is not None and not partitioned else None
            statements += carry(target, old, comment, to=new.name, shift=1, constraint=held)
            document = key_document(old, constraint, replaced_by=new.name)
            gone = entry(OwnedKind.OLD_KEY, target, old.name, Phase.TIGHTEN, document=document)
            if constraint is not None:
                statements.append(ddl.drop_constraint(target, constraint.name))
                changes += [DropConstraint(target, constraint.name), DropIndex(target, old.name)]
            else:
                statements.append(index_ddl.drop_index(QName(target.schema, old.name), concurrently=False))
                changes.append(DropIndex(target, old.name))
            statements.append(Recording(gone))
            changes.append(Own(gone))
        named, replaces = f"{new.name} ({columns_of(new)})", f"{old.name} ({columns_of(old)})"
        return Step(
            id=f"tighten.unique_key.{old.name}.swap.{target}",
            phase=Phase.TIGHTEN,
            operation=self.name,
            relation=table.relation,
            title=f"add {named} beside {replaces}" if keep else f"replace {replaces} by {named}",
            make=lambda: tuple(statements),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, target),),
            hazards=()
            if keep
            else (
                Hazard(
                    "upsert-target",
                    f"ON CONFLICT ({columns_of(old)}) fails at once (42P10) when the global key is gone: planner queries lists such "
                    "statements, and `keys.old: keep` keeps the key",
                ),
            ),
            changes=tuple(changes),
        )

    def undo(self, owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
        if phase is not Phase.TIGHTEN:
            return
        if owned.key.kind is OwnedKind.OLD_KEY:
            yield from self._restore(owned, catalog)
        else:
            yield self._drop(owned, catalog)

    def _restore(self, owned: Owned, catalog: Catalog) -> Iterator[Step]:
        """Yield the steps that restore the global key: built CONCURRENTLY, then a constraint again if it was one."""
        target, name = owned.key.relation, owned.key.name
        kept = replaced_key(owned)
        index, timing = kept.index, kept.timing
        relation = catalog.relations[target]
        bare = restored(index)
        if relation.kind is RelationKind.PARTITIONED:
            yield self._restore_partitioned(owned, relation, bare, kept)
            return
        there = relation.index(name)
        qualified = QName(target.schema, name)
        if there is None or not there.valid:
            leftover: tuple[Change, ...] = (DropIndex(target, name),) if there else ()
            yield Step(
                id=f"rollback.unique_key.{name}.build.{target}",
                phase=Phase.TIGHTEN,
                operation=self.name,
                relation=target,
                title=f"build the global key {name} of {target} again ({columns_of(index)})",
                make=lambda: (
                    index_ddl.drop_index(qualified, concurrently=True, if_exists=True),
                    create(target, bare, concurrently=True),
                ),
                mode=Mode.ALONE,
                work=Work.BUILD,
                rows=relation.rows,
                locks=(Lock(LockMode.SHARE_UPDATE_EXCLUSIVE, target),),
                changes=(*leftover, AddIndex(target, bare)),
            )
        statements: list[build.Statement] = []
        changes: list[Change] = []
        if timing is not None and (there is None or there.constraint is None):
            statement, made = constrained(target, bare, timing)
            statements.append(statement)
            changes += made
        if index.replica_identity:
            statements.append(index_ddl.replica_identity(target, name))
            changes.append(RedefineIndex(target, name, replica_identity=True))
        statements += carry(target, index, kept.comment, to=name, shift=0, constraint=name if timing else None)
        yield Step(
            id=f"rollback.unique_key.{name}.{target}",
            phase=Phase.TIGHTEN,
            operation=self.name,
            relation=target,
            title=f"put the global key {name} of {target} back",
            make=lambda: (*statements, disown(owned.key)),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, target),) if statements else (),
            changes=(*changes, Disown(owned.key)),
        )

    def _restore_partitioned(self, owned: Owned, relation: Relation, bare: Index, kept: Replaced) -> Step:
        """Return the step that restores the global key of a partitioned table.

        PostgreSQL refuses CONCURRENTLY there, so writers wait while the partitions are read.
        """
        target, name, timing = relation.name, owned.key.name, kept.timing
        statement: build.Statement = create(target, bare) if timing is None else add_with_index(target, bare, timing)
        held = name if timing is not None else None
        properties = tuple(carry(target, kept.index, kept.comment, to=name, shift=0, constraint=held))
        return Step(
            id=f"rollback.unique_key.{name}.{target}",
            phase=Phase.TIGHTEN,
            operation=self.name,
            relation=target,
            title=f"build the global key {name} of {target} again ({columns_of(bare)})",
            make=lambda: (statement, *properties, disown(owned.key)),
            work=Work.BUILD,
            rows=relation.rows,
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, target),),
            changes=(*restored_with_partitions(relation, bare, timing), Disown(owned.key)),
        )

    def _drop(self, owned: Owned, catalog: Catalog) -> Step:
        """Return the step that drops the key per tenant.

        An attached key of a partition is dropped with its parent's key.
        """
        target, name = owned.key.relation, owned.key.name
        relation = catalog.relations[target]
        index = relation.index(name)
        partitioned = relation.kind is RelationKind.PARTITIONED
        gone = index is None or index.parent is not None
        constraint = index.constraint if index is not None else None
        statements: list[build.Statement] = []
        changes: list[Change] = []
        alone = False
        if not gone and constraint is not None:
            statements.append(ddl.drop_constraint(target, constraint))
            changes += [DropConstraint(target, constraint), DropIndex(target, name)]
        elif not gone:
            alone = not partitioned
            statements.append(index_ddl.drop_index(QName(target.schema, name), concurrently=alone, if_exists=True))
            changes.append(DropIndex(target, name))
        lock = LockMode.SHARE_UPDATE_EXCLUSIVE if alone else LockMode.ACCESS_EXCLUSIVE
        return Step(
            id=f"rollback.unique_key.{name}.drop.{target}",
            phase=Phase.TIGHTEN,
            operation=self.name,
            relation=target,
            title=f"drop the key per tenant {name} of {target}",
            make=lambda: (*statements, disown(owned.key)),
            mode=Mode.ALONE if alone else Mode.TRANSACTION,
            locks=() if gone else (Lock(lock, target),),
            changes=(*changes, Disown(owned.key)),
        )

    def checks(self, table: ScopedTable, state: State) -> Iterator[Check]:
        rules = state.tenancy.keys
        relation = state.relation(table)
        if state.tenancy.rls is not None:
            yield from _oracles(relation, table, keys=not rules.per_tenant)
        if not rules.per_tenant:
            return
        for old in global_keys(relation, table.column):
            kept = (table.relation, old.name) in rules.kept
            wanted = scoped(old, table.column, "")
            new = next((index for index in relation.indexes if index.valid and same(index, wanted)), None)
            what = f"{old.name} ({columns_of(old)})"
            if kept:
                yield CatalogCheck(
                    "global-key", table.relation, f"{what} is global", ok=False, weight=Weight.NOTE,
                    detail="as the plan says: an error tells one tenant that another has the value",
                )  # fmt: skip
            elif new is not None and rules.keep_old:
                yield CatalogCheck(
                    "global-key", table.relation, f"{what} is gone", ok=False, weight=Weight.NOTE,
                    detail="kept for upserts (keys.old: keep): set it to drop when every ON CONFLICT names the tenant",
                )  # fmt: skip
            else:
                yield CatalogCheck(
                    "global-key", table.relation, f"{what} holds within a tenant only", ok=False,
                    detail="it is global: planner apply --phase tighten",
                )  # fmt: skip
        for gone in lost_keys(relation, table, state):
            old = gone.index
            wanted = scoped(old, table.column, "")
            yield CatalogCheck(
                "tenant-key", table.relation, f"a unique key on ({columns_of(wanted)}) is there", ok=False,
                detail=f"planner replaced {old.name} by this key, and the key is gone, or is no constraint or replica identity "
                "any more: planner apply --phase tighten",
            )  # fmt: skip
        for index in relation.indexes:
            if OwnedKey(OwnedKind.KEY, relation.name, index.name) in state.catalog.owned:
                yield CatalogCheck(
                    "tenant-key", table.relation, f"{index.name} ({columns_of(index)}) is valid", ok=index.valid,
                    detail="" if index.valid else "INVALID: planner apply --phase tighten builds it again",
                    condition=IndexIsValid(table.relation, index.name),
                )  # fmt: skip


def _oracles(relation: Relation, table: ScopedTable, *, keys: bool) -> Iterator[Check]:
    """Yield notes on constraints that row level security does not hide.

    An error of such a constraint tells one tenant which values another tenant has.
    """
    held = [(index.name, columns_of(index)) for index in global_keys(relation, table.column)] if keys else []
    for constraint in relation.constraints:
        if constraint.kind is ConstraintKind.EXCLUSION and table.column not in constraint.columns:
            held.append((constraint.name, ", ".join(constraint.columns)))
    for name, columns in held:
        yield CatalogCheck(
            "global-key", table.relation, f"{name} ({columns}) holds within a tenant only", ok=False, weight=Weight.NOTE,
            detail="an error tells one tenant that another has the value"
            + (": keys.unique: per_tenant" if keys else ""),
        )  # fmt: skip
