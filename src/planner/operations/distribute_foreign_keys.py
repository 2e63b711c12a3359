"""Drop the foreign keys of the tables that Citus shall hold, and add them again when all tables are distributed.

Citus distributes no table with a foreign key to or from a plain table, and there is no order without one. The record
keeps each definition until the key is back and valid, so that another run knows what to put back. In between only the
application keeps references whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from planner.catalog.changes import AddConstraint, Disown, DropConstraint, Own, ValidateConstraint
from planner.catalog.distribution import Distribution
from planner.catalog.model import Catalog
from planner.catalog.owned import Owned, OwnedKey, OwnedKind, OwnedState
from planner.catalog.parts import Constraint
from planner.catalog.words import RelationKind
from planner.names import QName
from planner.operations import citus_sql
from planner.operations.composite_keys import add_statement, comment_statements
from planner.operations.key_record import foreign_key_document, replaced_foreign_key
from planner.operations.operation import Acts, Operation, Records, Turn, UndoTurn
from planner.operations.spread import DIALECT, ON_SET_NULL, Held, as_wanted, ends, held_keys, on_citus_as, wanted
from planner.operations.spread_time import window
from planner.sql import ddl
from planner.steps.conditions import AllOf, Condition, Not, Recorded
from planner.steps.distribution_conditions import DistributedAs
from planner.steps.record.entries import Recording, disown, entry, forgotten
from planner.steps.step import Hazard, Lock, LockMode, Mode, Step, Work
from planner.target.phase import Phase
from planner.tenancy.model import State

WINDOW = "no-foreign-keys"
"""The hazard of the time between the drop of the foreign keys and their validation."""


class CarryForeignKeys(Operation):
    """Drop foreign keys before the distribution, and add and validate them after it."""

    name = "distribute_foreign_keys"
    acts = (
        Acts(Phase.DISTRIBUTE, Turn.DATABASE_FIRST, 20),
        Acts(Phase.DISTRIBUTE, Turn.DATABASE_LAST, 20),
    )
    records = (
        Records(OwnedKind.DROPPED_FOREIGN_KEY, UndoTurn.DROPPED_KEYS),
        Records(OwnedKind.DISTRIBUTED_FOREIGN_KEY, UndoTurn.DISTRIBUTED_KEYS),
    )
    settings = (DIALECT, ON_SET_NULL)

    def on_database(self, phase: Phase, state: State) -> Iterator[Step]:
        """Yield the steps before the tables while a table is missing, and the steps after them otherwise.

        The operation acts twice in the phase. In the first turn some table is still to be distributed, or all keys are
        where they belong; in the second turn all tables are distributed.
        """
        want = wanted(state)
        if not want:
            return
        there = {name for name, one in want.items() if as_wanted(state.catalog.relations[name], one)}
        held = list(held_keys(state, want))
        if there != want.keys():
            yield from self._drop_all(held, want, there, state)
        else:
            yield from self._put_back(held, state)

    def _drop_all(
        self, held: list[Held], want: Mapping[QName, Distribution], there: set[QName], state: State
    ) -> Iterator[Step]:
        due = [
            one
            for one in held
            if state.catalog.relations[one.relation].constraint(one.key.name) is not None
            and any(end in want and end not in there for end in ends(state.catalog, one))
        ]
        hazards = (Hazard(WINDOW, window(state, want, there)),) if due else ()
        for one in due:
            spread = [end for end in ends(state.catalog, one) if end in want and end not in there]
            yield self._drop(one, state, hazards, AllOf(tuple(DistributedAs(end, want[end]) for end in spread)))
            hazards = ()

    def _drop(self, held: Held, state: State, hazards: tuple[Hazard, ...], distributed: Condition) -> Step:
        """Return the step that drops a key. It is done, too, once the tables of the key are `distributed`."""
        key, target = held.key, held.relation
        assert key.ref is not None
        document = foreign_key_document(key, replaced_by=key.name)
        gone = entry(
            OwnedKind.DROPPED_FOREIGN_KEY,
            target,
            key.name,
            Phase.DISTRIBUTE,
            state=OwnedState.INTENT,
            document=document,
        )
        again = OwnedKey(OwnedKind.DISTRIBUTED_FOREIGN_KEY, target, key.name)
        forget = (disown(again),) if again in state.catalog.owned else ()
        back = on_citus_as(Held(target, key, None), state)
        return Step(
            id=f"distribute.foreign_key.drop.{key.name}.{target}",
            phase=Phase.DISTRIBUTE,
            operation=self.name,
            relation=target,
            title=f"drop foreign key {key.name} of {target}, which comes back when the tables are distributed",
            make=lambda: (
                citus_sql.sequential(),
                ddl.drop_constraint(target, key.name),
                Recording(gone),
                *forget,
            ),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, target), Lock(LockMode.ACCESS_EXCLUSIVE, key.ref)),
            hazards=(*hazards, *_weaker(target, key, back)),
            changes=(
                DropConstraint(target, key.name),
                Own(gone),
                *((Disown(again),) if forget else ()),
            ),
            suffices=distributed,
        )

    def _put_back(self, held: list[Held], state: State) -> Iterator[Step]:
        missing = [one for one in held if one.record is not None]
        for one in missing:
            if state.catalog.relations[one.relation].constraint(one.key.name) is None and one.missing:
                yield self._add(one, state)
        for one in missing:
            there = state.catalog.relations[one.relation].constraint(one.key.name)
            if there is None:
                continue
            if one.key.validated and not there.validated:
                yield self._validate(one, state)
            elif one.missing:
                yield self._confirm(one)

    def _confirm(self, held: Held) -> Step:
        """Return the step after a run that ended between the validation of a key and its record."""
        assert held.record is not None
        back = replace(held.record, state=OwnedState.CONFIRMED)
        return Step(
            id=f"distribute.foreign_key.confirm.{held.key.name}.{held.relation}",
            phase=Phase.DISTRIBUTE,
            operation=self.name,
            relation=held.relation,
            title=f"put on record that foreign key {held.key.name} of {held.relation} is there again",
            make=lambda: (Recording(back),),
            changes=(Own(back),),
        )

    def _add(self, held: Held, state: State) -> Step:
        target, record = held.relation, held.record
        assert record is not None
        relation = state.catalog.relations[target]
        key = on_citus_as(held, state)
        assert key.ref is not None
        can = state.catalog.server.can
        at_once = relation.kind is RelationKind.PARTITIONED and not can.not_valid_foreign_keys_on_partitioned
        added = replace(key, validated=at_once and key.validated)
        mine = entry(OwnedKind.DISTRIBUTED_FOREIGN_KEY, target, key.name, Phase.DISTRIBUTE)
        back = (replace(record, state=OwnedState.CONFIRMED),) if added.validated or not key.validated else ()
        return Step(
            id=f"distribute.foreign_key.{key.name}.{target}",
            phase=Phase.DISTRIBUTE,
            operation=self.name,
            relation=target,
            title=f"add foreign key {key.name} of {target} again" + ("" if added.validated else ", NOT VALID"),
            make=lambda: (
                citus_sql.sequential(),
                add_statement(target, added),
                *comment_statements(target, key.name, key),
                Recording(mine),
                *(Recording(one) for one in back),
            ),
            locks=(Lock(LockMode.SHARE_ROW_EXCLUSIVE, target), Lock(LockMode.SHARE_ROW_EXCLUSIVE, key.ref)),
            changes=(AddConstraint(target, added), Own(mine), *(Own(one) for one in back)),
            after=(key.ref,),
        )

    def _validate(self, held: Held, state: State) -> Step:
        target, key = held.relation, held.key
        assert held.record is not None
        back = replace(held.record, state=OwnedState.CONFIRMED)
        return Step(
            id=f"distribute.foreign_key.validate.{key.name}.{target}",
            phase=Phase.DISTRIBUTE,
            operation=self.name,
            relation=target,
            title=f"look for rows of {target} without a parent, and validate foreign key {key.name}",
            make=lambda: (
                citus_sql.orphan_check(target, key),
                ddl.validate_constraint(target, key.name),
                Recording(back),
            ),
            mode=Mode.ALONE,
            work=Work.SCAN,
            rows=2 * state.catalog.relations[target].rows,
            locks=(Lock(LockMode.SHARE_UPDATE_EXCLUSIVE, target),),
            changes=(ValidateConstraint(target, key.name), Own(back)),
        )

    def undo(self, owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
        if phase is not Phase.DISTRIBUTE:
            return
        if owned.key.kind is OwnedKind.DISTRIBUTED_FOREIGN_KEY:
            yield self._drop_again(owned, catalog)
        else:
            yield from self._restore(owned, phase, catalog)

    def _drop_again(self, owned: Owned, catalog: Catalog) -> Step:
        target, name = owned.key.relation, owned.key.name
        key = catalog.relations[target].constraint(name)
        ref = (Lock(LockMode.ACCESS_EXCLUSIVE, key.ref),) if key is not None and key.ref is not None else ()
        drop = (citus_sql.sequential(), ddl.drop_constraint(target, name)) if key is not None else ()
        original = catalog.owned.get(OwnedKey(OwnedKind.DROPPED_FOREIGN_KEY, target, name))
        waits = (replace(original, state=OwnedState.INTENT),) if original is not None else ()
        gone = (DropConstraint(target, name),) if key is not None else ()
        return Step(
            id=f"rollback.distributed_foreign_key.{name}.{target}",
            phase=Phase.DISTRIBUTE,
            operation=self.name,
            relation=target,
            title=f"drop foreign key {name} of {target}, which comes back when the tables are plain again",
            make=lambda: (*drop, *(Recording(one) for one in waits), disown(owned.key)),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, target), *ref) if key is not None else (),
            changes=(*gone, *(Own(one) for one in waits), Disown(owned.key)),
            suffices=Not(Recorded(owned.key)),
        )

    def _restore(self, owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
        target = owned.key.relation
        relation, old = catalog.relations[target], replaced_foreign_key(owned)
        assert old.ref is not None
        if catalog.relation(old.ref) is None:
            yield from forgotten(owned, phase)
            return
        can = catalog.server.can
        at_once = relation.kind is RelationKind.PARTITIONED and not can.not_valid_foreign_keys_on_partitioned
        added = replace(old, validated=at_once and old.validated)
        there = relation.constraint(old.name)
        statements = (add_statement(target, added), *comment_statements(target, old.name, old)) if there is None else ()
        validates = old.validated and not added.validated
        if statements or not validates:  # A run may have ended after the key was added.
            yield Step(
                id=f"rollback.dropped_foreign_key.add.{old.name}.{target}",
                phase=Phase.DISTRIBUTE,
                operation=self.name,
                relation=target,
                title=f"add foreign key {old.name} of {target} as it was" + (", NOT VALID" if validates else ""),
                make=lambda: (*statements, *(() if validates else (disown(owned.key),))),
                locks=(Lock(LockMode.SHARE_ROW_EXCLUSIVE, target), Lock(LockMode.SHARE_ROW_EXCLUSIVE, old.ref)),
                changes=(
                    *((AddConstraint(target, added),) if there is None else ()),
                    *(() if validates else (Disown(owned.key),)),
                ),
            )
        if validates:
            yield Step(
                id=f"rollback.dropped_foreign_key.{old.name}.{target}",
                phase=Phase.DISTRIBUTE,
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


def _weaker(target: QName, key: Constraint, back: Constraint) -> Iterator[Hazard]:
    """Yield a hazard for each action that the foreign key does not have on Citus."""
    if key.on_update is not back.on_update:
        yield Hazard(
            "no-on-update",
            f"{key.name} of {target} comes back without ON UPDATE {key.on_update}: Citus never lets the tenant of a row "
            "change, so a parent's key can't change while a row references it",
        )
    if key.on_delete is not back.on_delete:
        yield Hazard(
            "no-set-null",
            f"{key.name} of {target} comes back without ON DELETE {key.on_delete}: a parent can't be deleted while a row "
            "references it",
        )
