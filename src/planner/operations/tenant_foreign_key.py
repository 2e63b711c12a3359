"""Add the foreign key to the tenants table: NOT VALID, which reads no row, then VALIDATE, which blocks no writer.

For a constant, the foreign key is part of phase add. For a derived tenant, it is part of tighten, because a foreign key
slows the backfill by 40 %. Before 18, PostgreSQL refuses NOT VALID foreign keys on partitioned tables. There each leaf
gets its own foreign key; the parent's, added last, takes them over without a scan (ALTER TABLE, Notes; measured on 15
and 18).
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.catalog.changes import AddConstraint, Disown, DropConstraint, ValidateConstraint
from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import Owned, OwnedKind
from planner.catalog.parts import Constraint
from planner.catalog.projection import Change
from planner.catalog.words import ConstraintKind, ReferentialAction, RelationKind
from planner.names import QName
from planner.operations.operation import Acts, Operation, Records, Turn
from planner.sql import ddl
from planner.steps.checks import CatalogCheck, Check
from planner.steps.conditions import ConstraintExists
from planner.steps.record import codec
from planner.steps.record.entries import disown, entry, owning
from planner.steps.step import Lock, LockMode, Mode, Step, Work
from planner.target.phase import Phase
from planner.tenancy.model import ScopedTable, State, names_of
from planner.tenancy.settings import Setting

ON_DELETE = Setting(
    "tenant.on_delete", lambda word: ReferentialAction(str(word).replace("_", " ").upper()), ReferentialAction.NO_ACTION
)


class AddTenantForeignKey(Operation):
    """Add the foreign key from the tenant column to the tenants table, and validate it."""

    name = "tenant_foreign_key"
    acts = (Acts(Phase.ADD, Turn.TABLES, 30), Acts(Phase.TIGHTEN, Turn.TABLES, 10))
    records = (Records(OwnedKind.FOREIGN_KEY),)
    verified = 30
    settings = (ON_DELETE,)

    def on_table(self, phase: Phase, table: ScopedTable, state: State) -> Iterator[Step]:
        adds_in = Phase.TIGHTEN if table.derived else Phase.ADD
        relation = state.relation(table)
        can = state.catalog.server.can
        split = relation.kind is RelationKind.PARTITIONED and not can.not_valid_foreign_keys_on_partitioned
        targets = state.catalog.leaves(table.relation) if split else (relation,)
        if split and tenant_key(relation, table, state) is not None:
            return
        keys = {target.name: tenant_key(target, table, state) for target in targets}
        if phase is adds_in:
            for target in targets:
                if keys[target.name] is None:
                    yield self._add(phase, table, target, state, not_valid=True)
        if phase is not Phase.TIGHTEN:
            return
        for target in targets:
            key = keys[target.name]
            if key is None or not key.validated:
                yield self._validate(
                    table, target.name, key.name if key else self._name(table, target, state), target.rows
                )
        if split:
            yield self._add(phase, table, relation, state, not_valid=False)

    def _name(self, table: ScopedTable, target: Relation, state: State) -> str:
        tenants = state.tenancy.tenants
        return state.tenancy.naming.foreign_key(
            table.relation, [table.column], tenants.relation, [tenants.key], names_of(target)
        )

    def _add(self, phase: Phase, table: ScopedTable, target: Relation, state: State, *, not_valid: bool) -> Step:
        tenants = state.tenancy.tenants
        name = self._name(table, target, state)
        action = ON_DELETE.of(state.tenancy)
        # A row that a DEFERRABLE foreign key lets in before its tenant must not fail for the tenant column.
        late = any(path.deferrable and path.parent == tenants.relation for path in table.paths)
        constraint = Constraint(
            name,
            ConstraintKind.FOREIGN,
            (table.column,),
            "",
            validated=not not_valid,
            ref=tenants.relation,
            ref_columns=(tenants.key,),
            on_delete=action,
            deferrable=late,
            deferred=late,
        )
        record, change = owning(entry(OwnedKind.FOREIGN_KEY, target.name, name, phase))
        words = "NOT VALID" if not_valid else "which takes over those of its partitions"
        return Step(
            id=f"{phase}.tenant_foreign_key.{target.name}",
            phase=phase,
            operation=self.name,
            relation=table.relation,
            title=f"add foreign key {name} to {target.name}, {words}",
            make=lambda: (
                ddl.add_foreign_key(
                    target.name,
                    name,
                    [table.column],
                    tenants.relation,
                    [tenants.key],
                    on_delete=action,
                    deferrable=late,
                    deferred=late,
                    not_valid=not_valid,
                ),
                record,
            ),
            locks=(
                Lock(LockMode.SHARE_ROW_EXCLUSIVE, target.name),
                Lock(LockMode.SHARE_ROW_EXCLUSIVE, tenants.relation),
            ),
            changes=(AddConstraint(target.name, constraint), change),
            after=(tenants.relation,),
        )

    def _validate(self, table: ScopedTable, target: QName, name: str, rows: int) -> Step:
        return Step(
            id=f"tighten.tenant_foreign_key.validate.{target}",
            phase=Phase.TIGHTEN,
            operation=self.name,
            relation=table.relation,
            title=f"validate foreign key {name} of {target}",
            make=lambda: (ddl.validate_constraint(target, name),),
            mode=Mode.ALONE,
            work=Work.SCAN,
            rows=rows,
            locks=(Lock(LockMode.SHARE_UPDATE_EXCLUSIVE, target),),
            changes=(ValidateConstraint(target, name),),
        )

    def undo(self, owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
        """Yield the step that drops the foreign key.

        A partition's key that belongs to its parent's key is dropped with the parent's key.
        """
        target, name = owned.key.relation, owned.key.name
        if phase is not codec.phase(owned):
            return
        relation = catalog.relation(target)
        key = relation.constraint(name) if relation else None
        alone = key is not None and not key.inherited
        ref = (Lock(LockMode.ACCESS_EXCLUSIVE, key.ref),) if key is not None and key.ref is not None else ()
        dropped: tuple[Change, ...] = (DropConstraint(target, name),) if alone else ()
        yield Step(
            id=f"rollback.tenant_foreign_key.{target}",
            phase=phase,
            operation=self.name,
            relation=target,
            title=f"drop foreign key {name} of {target}",
            make=lambda: (
                *((ddl.drop_constraint(target, name),) if alone else ()),
                disown(owned.key),
            ),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, target), *ref) if alone else (),
            changes=(*dropped, Disown(owned.key)),
        )

    def checks(self, table: ScopedTable, state: State) -> Iterator[Check]:
        key = tenant_key(state.relation(table), table, state)
        detail = "missing" if key is None else "not validated"
        ok = key is not None and key.validated and key.enforced
        yield CatalogCheck(
            "foreign-key",
            table.relation,
            f"foreign key to {state.tenancy.tenants.relation} is valid",
            ok=ok,
            detail="" if ok else f"{detail}: planner apply",
            condition=ConstraintExists(table.relation, key.name, validated=True) if key else None,
        )


def tenant_key(relation: Relation, table: ScopedTable, state: State) -> Constraint | None:
    """Return the foreign key from the tenant column to the tenants table, or None."""
    tenants = state.tenancy.tenants
    for key in relation.foreign_keys():
        if key.columns == (table.column,) and key.ref == tenants.relation and key.ref_columns == (tenants.key,):
            return key
    return None
