"""Make foreign keys between scoped tables carry the tenant, so that no row can reference another tenant's row.

planner builds a unique key (tenant, key) on the parent with CONCURRENTLY. Then planner adds the child's foreign key NOT
VALID and validates it. The old foreign key is dropped last, so a valid foreign key exists at every moment.

MATCH SIMPLE is enough: the tenant is NOT NULL by then, and a NULL in the other columns still means "no parent"
(PostgreSQL documentation, CREATE TABLE, FOREIGN KEY).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import replace

from planner.catalog.changes import AddConstraint, Disown, DropConstraint, Own, ValidateConstraint
from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import Owned, OwnedKey, OwnedKind
from planner.catalog.parts import Constraint, Index
from planner.catalog.projection import Change
from planner.catalog.words import RelationKind
from planner.operations.composite_keys import (
    add_statement,
    changed,
    comment_statements,
    composite,
    due,
    lost,
    single_keys,
    standing_in,
    tenants_as_child,
    tenants_due,
    weakness,
)
from planner.operations.index_build import IndexBuild, plain
from planner.operations.key_record import Timing, foreign_key_document, replaced_foreign_key
from planner.operations.keys import constrained, replaced
from planner.operations.operation import Acts, Operation, Records, Turn, UndoTurn
from planner.operations.parent_keys import becomes_constraint, built, serves, usable
from planner.operations.primary_keys import swap_of
from planner.sql import build, ddl
from planner.steps.checks import CatalogCheck, Check, Weight
from planner.steps.conditions import ConstraintExists
from planner.steps.record.entries import Recording, disown, entry, forgotten, owning
from planner.steps.step import Lock, LockMode, Mode, Step, Work
from planner.target.phase import Phase
from planner.tenancy.model import ScopedTable, State, names_of


class ScopeForeignKeys(Operation):
    """Replace foreign keys between scoped tables by keys that carry the tenant (`keys.foreign_keys: composite`)."""

    name = "composite_foreign_keys"
    acts = (Acts(Phase.TIGHTEN, Turn.TABLES_LAST, 10),)
    records = (
        Records(OwnedKind.COMPOSITE_KEY, UndoTurn.FOREIGN_KEYS),
        Records(OwnedKind.OLD_FOREIGN_KEY, UndoTurn.FOREIGN_KEYS),
    )
    verified = 70

    def on_table(self, phase: Phase, table: ScopedTable, state: State) -> Iterator[Step]:
        if not state.tenancy.keys.composite:
            return
        for child, relation, old in due(table, state):
            assert old.ref is not None
            parent = state.tenancy.tables[old.ref]
            yield from self._parent_key(parent, old, state)
            yield from self._replace(child, relation, parent, old, state)

    def _parent_key(self, parent: ScopedTable, old: Constraint, state: State) -> Iterator[Step]:
        relation = state.relation(parent)
        wanted = {parent.column, *old.ref_columns}
        serving = [index.name for index in relation.indexes if serves(index, wanted)]
        if serving and not any(built(relation.name, name, state) for name in serving):
            return

        def key(part: Relation, others: Container[str]) -> Index:
            columns = (parent.column, *(c for c in old.ref_columns if c != parent.column))
            index = Index("", tuple(plain(c) for c in columns), unique=True)
            for there in part.indexes:
                if [c.name for c in there.columns] == list(columns) and usable(there, part, set(columns), state):
                    return replace(index, name=there.name)
            naming = state.tenancy.naming
            named = naming.unique if becomes_constraint(part, old, state) else naming.referenced
            return replace(index, name=named(part.name, columns, state.taken_beside(part, others)))

        step = f"composite_key.{'_'.join(old.ref_columns)}"
        becomes = swap_of(relation, parent, old.ref_columns, state)
        build_it = IndexBuild(self.name, step, OwnedKind.KEY, parent.relation, key, becomes=becomes)
        yield from build_it.steps(relation, state.catalog)
        if state.tenancy.naming.referenced_by_constraint and becomes is None:
            yield from self._as_constraint(parent, wanted, state)

    def _as_constraint(self, parent: ScopedTable, columns: set[str], state: State) -> Iterator[Step]:
        """Yield the step that makes planner's index a constraint.

        Some ORM tools would otherwise create this constraint after the foreign keys. An earlier run may have ended
        after it built the index.
        """
        relation = state.relation(parent)
        serving = [index for index in relation.indexes if serves(index, columns)]
        index = next((index for index in serving if built(relation.name, index.name, state)), None)
        if index is None or relation.kind is RelationKind.PARTITIONED or any(i.constraint for i in serving):
            return
        statement, changes = constrained(relation.name, index, Timing())
        yield Step(
            id=f"tighten.composite_key.constraint.{index.name}.{relation.name}",
            phase=Phase.TIGHTEN,
            operation=self.name,
            relation=parent.relation,
            title=f"make {index.name} of {relation.name} a constraint",
            make=lambda: (statement,),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, relation.name),),
            changes=changes,
        )

    def _replace(
        self, table: ScopedTable, relation: Relation, parent: ScopedTable, old: Constraint, state: State
    ) -> Iterator[Step]:
        """Yield the steps that replace `old`, a foreign key of the table or of one of its partitions."""
        relation = state.catalog.relations[relation.name]  # The steps before may have changed the relation.
        can = state.catalog.server.can
        split = relation.kind is RelationKind.PARTITIONED and not can.not_valid_foreign_keys_on_partitioned
        targets = state.catalog.leaves(relation.name) if split else (relation,)
        wanted = composite(table, parent, old)
        whole = standing_in(relation, wanted)
        if not (split and whole is not None):
            for target in targets:
                found = standing_in(target, wanted)
                name = found.name if found is not None else self._new_name(target, wanted, state)
                if found is None:
                    yield self._add(table, target, replace(wanted, name=name, validated=False), old)
                if wanted.validated and (found is None or not found.validated):
                    yield self._validate(table, target, name)
        if whole is None:
            whole = replace(wanted, name=self._new_name(relation, wanted, state))
            if split:
                yield self._add(table, relation, whole, old)
        # The composite key says nothing of a row for everybody, whose tenant is NULL: the old key stays for it.
        if relation.constraint(old.name) is not None and not table.mixed:
            yield self._drop_old(table, relation, old, whole.name)

    @staticmethod
    def _new_name(target: Relation, wanted: Constraint, state: State) -> str:
        assert wanted.ref is not None
        return state.tenancy.naming.foreign_key(
            target.name, wanted.columns, wanted.ref, wanted.ref_columns, names_of(target)
        )

    def _add(self, table: ScopedTable, target: Relation, key: Constraint, old: Constraint) -> Step:
        assert key.ref is not None
        ref = key.ref
        record, change = owning(entry(OwnedKind.COMPOSITE_KEY, target.name, key.name, Phase.TIGHTEN))
        return Step(
            id=f"tighten.composite_foreign_key.{key.name}.{target.name}",
            phase=Phase.TIGHTEN,
            operation=self.name,
            relation=table.relation,
            title=f"add foreign key {key.name} ({', '.join(key.columns)}) to {target.name}"
            + f", {weakness(key) or 'which takes over those of its partitions'}",
            make=lambda: (add_statement(target.name, key), record),
            locks=(Lock(LockMode.SHARE_ROW_EXCLUSIVE, target.name), Lock(LockMode.SHARE_ROW_EXCLUSIVE, ref)),
            hazards=tuple(changed(old)),
            changes=(AddConstraint(target.name, key), change),
            after=(ref,),
        )

    def _validate(self, table: ScopedTable, target: Relation, name: str) -> Step:
        return Step(
            id=f"tighten.composite_foreign_key.validate.{name}.{target.name}",
            phase=Phase.TIGHTEN,
            operation=self.name,
            relation=table.relation,
            title=f"validate foreign key {name} of {target.name}",
            make=lambda: (ddl.validate_constraint(target.name, name),),
            mode=Mode.ALONE,
            work=Work.SCAN,
            rows=target.rows,
            locks=(Lock(LockMode.SHARE_UPDATE_EXCLUSIVE, target.name),),
            changes=(ValidateConstraint(target.name, name),),
        )

    def _drop_old(self, table: ScopedTable, relation: Relation, old: Constraint, new: str) -> Step:
        assert old.ref is not None
        document = foreign_key_document(old, replaced_by=new)
        gone = entry(OwnedKind.OLD_FOREIGN_KEY, relation.name, old.name, Phase.TIGHTEN, document=document)
        return Step(
            id=f"tighten.composite_foreign_key.swap.{old.name}.{relation.name}",
            phase=Phase.TIGHTEN,
            operation=self.name,
            relation=table.relation,
            title=f"drop foreign key {old.name} of {relation.name}, which {new} replaces",
            make=lambda: (
                ddl.drop_constraint(relation.name, old.name),
                *comment_statements(relation.name, new, old),
                Recording(gone),
            ),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, relation.name), Lock(LockMode.ACCESS_EXCLUSIVE, old.ref)),
            changes=(DropConstraint(relation.name, old.name), Own(gone)),
        )

    def undo(self, owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
        if phase is not Phase.TIGHTEN:
            return
        if owned.key.kind is OwnedKind.COMPOSITE_KEY:
            yield self._drop(owned, catalog)
        else:
            yield from self._restore(owned, phase, catalog)

    def _restore(self, owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
        target = owned.key.relation
        relation = catalog.relations[target]
        old = replaced_foreign_key(owned)
        assert old.ref is not None
        if catalog.relation(old.ref) is None:
            yield from forgotten(owned, phase)
            return
        can = catalog.server.can
        at_once = relation.kind is RelationKind.PARTITIONED and not can.not_valid_foreign_keys_on_partitioned
        added = replace(old, validated=at_once)
        locks = (Lock(LockMode.SHARE_ROW_EXCLUSIVE, target), Lock(LockMode.SHARE_ROW_EXCLUSIVE, old.ref))
        adding: tuple[build.Statement, ...] = ()
        if relation.constraint(old.name) is None:
            adding = (add_statement(target, added), *comment_statements(target, old.name, old))
        title = f"add foreign key {old.name} of {target} again"
        added_now = tuple(AddConstraint(target, added) for _ in adding[:1])
        if not old.validated:
            yield Step(
                id=f"rollback.composite_foreign_key.{old.name}.{target}",
                phase=Phase.TIGHTEN,
                operation=self.name,
                relation=target,
                title=f"{title}, {weakness(old)}",
                make=lambda: (*adding, disown(owned.key)),
                locks=locks if adding else (),
                changes=(*added_now, Disown(owned.key)),
            )
            return
        if adding:
            yield Step(
                id=f"rollback.composite_foreign_key.{old.name}.add.{target}",
                phase=Phase.TIGHTEN,
                operation=self.name,
                relation=target,
                title=title + ("" if at_once else ", NOT VALID"),
                make=lambda: adding,
                locks=locks,
                changes=added_now,
            )
        yield Step(
            id=f"rollback.composite_foreign_key.{old.name}.{target}",
            phase=Phase.TIGHTEN,
            operation=self.name,
            relation=target,
            title=f"validate foreign key {old.name} of {target}",
            make=lambda: (ddl.validate_constraint(target, old.name), disown(owned.key)),
            mode=Mode.ALONE,
            work=Work.SCAN,
            rows=relation.rows,
            locks=(Lock(LockMode.SHARE_UPDATE_EXCLUSIVE, target),),
            changes=(ValidateConstraint(target, old.name), Disown(owned.key)),
        )

    def _drop(self, owned: Owned, catalog: Catalog) -> Step:
        """Return the step that drops a composite foreign key.

        A partition's key that belongs to its parent's key is dropped with the parent's key.
        """
        target, name = owned.key.relation, owned.key.name
        key = catalog.relations[target].constraint(name)
        alone = key is not None and not key.inherited
        ref = (Lock(LockMode.ACCESS_EXCLUSIVE, key.ref),) if key is not None and key.ref is not None else ()
        dropped: tuple[Change, ...] = (DropConstraint(target, name),) if alone else ()
        return Step(
            id=f"rollback.composite_foreign_key.{name}.drop.{target}",
            phase=Phase.TIGHTEN,
            operation=self.name,
            relation=target,
            title=f"drop foreign key {name} of {target}",
            make=lambda: (*((ddl.drop_constraint(target, name),) if alone else ()), disown(owned.key)),
            work=Work.CATALOG,
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, target), *ref) if alone else (),
            changes=(*dropped, Disown(owned.key)),
        )

    def database_checks(self, state: State) -> Iterator[Check]:
        relation = state.catalog.relation(state.tenancy.tenants.relation)
        if relation is not None and state.tenancy.keys.composite:
            holder = tenants_as_child(state)
            open_ = [old for table in state.tenancy.tables.values() for _, _, old in tenants_due(table, state)]
            yield from self._checks(holder, relation, state, (key for key in open_ if relation.constraint(key.name)))

    def checks(self, table: ScopedTable, state: State) -> Iterator[Check]:
        if not state.tenancy.keys.composite:
            return
        for relation in state.catalog.family(table.relation):
            yield from self._checks(table, relation, state, single_keys(relation, table, state))

    @staticmethod
    def _checks(table: ScopedTable, relation: Relation, state: State, single: Iterable[Constraint]) -> Iterator[Check]:
        for old in single:
            assert old.ref is not None
            wanted = composite(table, state.tenancy.tables[old.ref], old)
            if table.mixed and standing_in(relation, wanted) is not None:
                continue
            yield CatalogCheck(
                "reference", table.relation, f"{old.name} ({', '.join(old.columns)}) carries the tenant", ok=False,
                detail="a row can reference another tenant's: planner apply --phase tighten",
            )  # fmt: skip
        for old in lost(relation, table, state):
            yield CatalogCheck(
                "reference", table.relation, f"a foreign key on ({', '.join((table.column, *old.columns))}) is there", ok=False,
                detail=f"planner replaced {old.name} by this key, and the key is gone: planner apply --phase tighten",
            )  # fmt: skip
        for key in relation.foreign_keys():
            if OwnedKey(OwnedKind.COMPOSITE_KEY, relation.name, key.name) in state.catalog.owned:
                yield _is_valid(table, relation, key, state)


def _is_valid(table: ScopedTable, relation: Relation, key: Constraint, state: State) -> CatalogCheck:
    """Return the check that a composite key holds for every row, if the key that it replaced did."""
    weak = weakness(key)
    title = f"{key.name} ({', '.join(key.columns)}) is valid"
    before = (old for old in replaced(relation, state.catalog) if weakness(old) == weak and key.ref == old.ref)
    if weak and any((table.column, *old.columns) == key.columns for old in before):
        return CatalogCheck(
            "reference", table.relation, title, ok=False, weight=Weight.NOTE,
            detail=f"{weak}, as the key was that it replaced: some rows may have no parent",
        )  # fmt: skip
    return CatalogCheck(
        "reference", table.relation, title, ok=not weak,
        detail=f"{weak}: planner apply --phase tighten" if weak else "",
        condition=ConstraintExists(relation.name, key.name, validated=True),
    )  # fmt: skip
