"""Set NOT NULL without a blocking scan: a constraint NOT VALID, then VALIDATE, which blocks no writer.

On PostgreSQL 18 the constraint is a NOT NULL constraint. On 13–17 it is a CHECK, which lets SET NOT NULL skip its scan
(ALTER TABLE, Notes) and is dropped in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.catalog.changes import AddConstraint, AlterColumn, Disown, DropConstraint, ValidateConstraint
from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import Owned, OwnedKind
from planner.catalog.parts import Constraint
from planner.catalog.projection import Change
from planner.catalog.words import ConstraintKind, ReferentialAction
from planner.names import object_name
from planner.operations.guard_terms import late
from planner.operations.operation import Acts, Operation, Records, Turn
from planner.sql import ddl
from planner.steps.checks import CatalogCheck, Check
from planner.steps.conditions import ColumnNotNull, Condition
from planner.steps.record.entries import disown, entry, owning
from planner.steps.step import Hazard, Lock, LockMode, Make, Mode, Step, Work
from planner.target.phase import Phase
from planner.tenancy.model import ScopedTable, State


class SetNotNull(Operation):
    """Set the tenant column NOT NULL, in phase tighten."""

    name = "not_null"
    acts = (Acts(Phase.TIGHTEN, Turn.TABLES, 30),)
    records = (Records(OwnedKind.NOT_NULL), Records(OwnedKind.CHECK))
    verified = 20

    def on_table(self, phase: Phase, table: ScopedTable, state: State) -> Iterator[Step]:
        relation = state.relation(table)
        column = relation.column(table.column)
        if table.mixed or (column is not None and column.not_null):
            return
        if state.catalog.server.can.not_null_not_valid:
            yield from self._by_constraint(relation, table, state)
        else:
            yield from self._by_check(relation, table, state)

    def _by_constraint(self, relation: Relation, table: ScopedTable, state: State) -> Iterator[Step]:
        there = _unvalidated(relation, table.column)
        name = there.name if there else _name(relation, table, "not_null")
        if there is None:
            record, change = owning(entry(OwnedKind.NOT_NULL, table.relation, table.column, Phase.TIGHTEN))
            constraint = Constraint(name, ConstraintKind.NOT_NULL, (table.column,), "", validated=False)
            yield Step(
                id=f"tighten.not_null.{table.relation}",
                phase=Phase.TIGHTEN,
                operation=self.name,
                relation=table.relation,
                title=f"add NOT NULL constraint {name} to {table.relation}, NOT VALID",
                make=lambda: (ddl.add_not_null_constraint(table.relation, name, table.column), record),
                locks=(Lock(LockMode.ACCESS_EXCLUSIVE, table.relation),),
                hazards=_hazards(table, state),
                changes=(AddConstraint(table.relation, constraint), change),
            )
        tight = AlterColumn(table.relation, table.column, not_null=True)
        yield self._validate(relation, table, name, None, tight)

    def _by_check(self, relation: Relation, table: ScopedTable, state: State) -> Iterator[Step]:
        """Yield the steps that set NOT NULL with the help of a CHECK.

        The CHECK is dropped when the column is NOT NULL. A file that is run again must not add the CHECK again.
        """
        name = _name(relation, table, "planner_check")
        tight = ColumnNotNull(table.relation, table.column)
        check = relation.constraint(name)
        if check is None:
            record, change = owning(entry(OwnedKind.CHECK, table.relation, name, Phase.TIGHTEN))
            constraint = Constraint(name, ConstraintKind.CHECK, (table.column,), "", validated=False)
            yield Step(
                id=f"tighten.not_null.check.{table.relation}",
                phase=Phase.TIGHTEN,
                operation=self.name,
                relation=table.relation,
                title=f"add CHECK {name} to {table.relation}, NOT VALID",
                make=lambda: (ddl.add_check_not_null(table.relation, name, table.column), record),
                suffices=tight,
                locks=(Lock(LockMode.ACCESS_EXCLUSIVE, table.relation),),
                hazards=_hazards(table, state),
                changes=(AddConstraint(table.relation, constraint), change),
            )
        if check is None or not check.validated:
            yield self._validate(relation, table, name, tight)
        yield self._set(table, name)

    def _validate(
        self, relation: Relation, table: ScopedTable, name: str, suffices: Condition | None, *then: AlterColumn
    ) -> Step:
        return Step(
            id=f"tighten.not_null.validate.{table.relation}",
            phase=Phase.TIGHTEN,
            operation=self.name,
            relation=table.relation,
            title=f"validate {name} of {table.relation}",
            make=lambda: (ddl.validate_constraint(table.relation, name),),
            mode=Mode.ALONE,
            work=Work.SCAN,
            rows=relation.rows,
            locks=(Lock(LockMode.SHARE_UPDATE_EXCLUSIVE, table.relation),),
            changes=(ValidateConstraint(table.relation, name), *then),
            suffices=suffices,
        )

    def _set(self, table: ScopedTable, check: str) -> Step:
        record, change = owning(entry(OwnedKind.NOT_NULL, table.relation, table.column, Phase.TIGHTEN))
        owned_check = entry(OwnedKind.CHECK, table.relation, check, Phase.TIGHTEN).key
        return Step(
            id=f"tighten.not_null.{table.relation}",
            phase=Phase.TIGHTEN,
            operation=self.name,
            relation=table.relation,
            title=f"set {table.column} of {table.relation} NOT NULL, which {check} proves, and drop {check}",
            make=lambda: (
                ddl.set_not_null(table.relation, table.column),
                ddl.drop_constraint(table.relation, check),
                record,
                disown(owned_check),
            ),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, table.relation),),
            changes=(
                AlterColumn(table.relation, table.column, not_null=True),
                DropConstraint(table.relation, check),
                change,
                Disown(owned_check),
            ),
        )

    def undo(self, owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
        if phase is not Phase.TIGHTEN:
            return
        relation, name = owned.key.relation, owned.key.name
        if owned.key.kind is OwnedKind.CHECK:
            title = f"drop CHECK {name} of {relation}"
            changes = (DropConstraint(relation, name), Disown(owned.key))
            yield self._undo_step(
                owned,
                title,
                lambda: (ddl.drop_constraint(relation, name, if_exists=True), disown(owned.key)),
                changes,
            )
            return
        there = next((c for c in catalog.relations[relation].constraints if _is_not_null(c, name)), None)
        dropped = (DropConstraint(relation, there.name),) if there else ()
        yield self._undo_step(
            owned,
            f"drop NOT NULL of {relation}.{name}",
            lambda: (ddl.drop_not_null(relation, name), disown(owned.key)),
            (*dropped, AlterColumn(relation, name, not_null=False), Disown(owned.key)),
        )

    def _undo_step(self, owned: Owned, title: str, make: Make, changes: tuple[Change, ...]) -> Step:
        relation = owned.key.relation
        return Step(
            id=f"rollback.not_null.{owned.key.kind}.{relation}",
            phase=Phase.TIGHTEN,
            operation=self.name,
            relation=relation,
            title=title,
            make=make,
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, relation),),
            changes=changes,
        )

    def checks(self, table: ScopedTable, state: State) -> Iterator[Check]:
        if table.mixed:
            return
        column = state.relation(table).column(table.column)
        ok = column is not None and column.not_null
        yield CatalogCheck(
            "not-null",
            table.relation,
            f"{table.column} is NOT NULL",
            ok=ok,
            detail="" if ok else "nullable: planner apply --phase tighten",
            condition=ColumnNotNull(table.relation, table.column),
        )


def _hazards(table: ScopedTable, state: State) -> tuple[Hazard, ...]:
    """Return the hazards of rows that come before their parent, and of an adopted column that a foreign key clears."""
    found = []
    keys = [path.constraint or ", ".join(path.columns) for path in table.paths if late(path, state)]
    if keys:
        late_rows = (
            f"{', '.join(keys)} DEFERRABLE: from now on a row of {table.relation} that is inserted before its parent must "
            f"send {table.column}, because NOT NULL does not wait for the end of the transaction"
        )
        found.append(Hazard("late-parent", late_rows))
    for key in state.relation(table).foreign_keys() if table.adopted else ():
        if key.on_delete is ReferentialAction.SET_NULL and table.column in (key.set_columns or key.columns):
            fails = (
                f"{key.name} of {table.relation} is ON DELETE SET NULL: from now on DELETE of a row of {key.ref} fails that "
                f"has rows here, because {table.column} is NOT NULL; a column that is cleared is no tenant column"
            )
            found.append(Hazard("cleared-tenant", fails))
    return tuple(found)


def _is_not_null(constraint: Constraint, column: str) -> bool:
    return constraint.kind is ConstraintKind.NOT_NULL and constraint.columns == (column,)


def _unvalidated(relation: Relation, column: str) -> Constraint | None:
    return next((c for c in relation.constraints if _is_not_null(c, column) and not c.validated), None)


def _name(relation: Relation, table: ScopedTable, label: str) -> str:
    """Return the name that PostgreSQL itself would give the NOT NULL constraint, so that dumps look as usual."""
    taken = {c.name for c in relation.constraints if not (c.kind is ConstraintKind.CHECK and label == "planner_check")}
    return object_name(table.relation.name, table.column, label, taken)
