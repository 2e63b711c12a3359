"""Give the primary keys of partitioned tables the tenant, because Citus accepts no key without the distribution column.

Phase tighten keeps the primary key of a partitioned table: no index of a partitioned table can be built CONCURRENTLY.
Here the key is dropped and added in one transaction, after the foreign keys to it are gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.catalog.changes import Disown
from planner.catalog.distribution_changes import SetKeyColumns
from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import Owned, OwnedKind
from planner.catalog.parts import Constraint, Index
from planner.catalog.words import ConstraintKind, RelationKind
from planner.names import QName
from planner.operations.key_properties import carry
from planner.operations.key_record import key_document, replaced_key
from planner.operations.operation import Acts, Operation, Records, Turn
from planner.operations.spread import DIALECT, as_wanted, wanted
from planner.sql import build, ddl
from planner.steps.record.entries import disown, entry, owning
from planner.steps.step import Hazard, Lock, LockMode, Step, Work
from planner.target.phase import Phase
from planner.tenancy.model import State


class ScopePartitionedKeys(Operation):
    """Replace the primary key of a partitioned table by one that begins with the tenant, and back."""

    name = "distribute_partitioned_keys"
    acts = (Acts(Phase.DISTRIBUTE, Turn.DATABASE_FIRST, 30),)
    records = (Records(OwnedKind.PARTITIONED_KEY),)
    settings = (DIALECT,)

    def on_database(self, phase: Phase, state: State) -> Iterator[Step]:
        for name, want in wanted(state).items():
            relation = state.catalog.relations[name]
            if want.column is None or relation.kind is not RelationKind.PARTITIONED or as_wanted(relation, want):
                continue
            found = _primary(relation)
            if found is not None and want.column not in found[1].columns:
                yield self._replace(relation, want.column, *found)

    def _replace(self, relation: Relation, tenant: str, index: Index, key: Constraint) -> Step:
        target = relation.name
        document = key_document(index, key)
        record, change = owning(entry(OwnedKind.PARTITIONED_KEY, target, key.name, Phase.DISTRIBUTE, document=document))
        columns = (tenant, *key.columns)
        return Step(
            id=f"distribute.partitioned_key.{key.name}.{target}",
            phase=Phase.DISTRIBUTE,
            operation=self.name,
            relation=target,
            title=f"make ({', '.join(columns)}) the primary key {key.name} of {target}, instead of ({', '.join(key.columns)})",
            make=lambda: (*_swap(target, key, columns, index, shift=1), record),
            work=Work.BUILD,
            rows=relation.rows,
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, target),),
            hazards=(
                Hazard("all-wait", f"reads and writes of {target} wait while the index of each partition is built"),
                Hazard(
                    "no-return",
                    f"once two tenants have the same ({', '.join(key.columns)}), the old primary key can't come back",
                ),
            ),
            changes=(SetKeyColumns(target, key.name, key.columns, columns), change),
        )

    def undo(self, owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
        if phase is not Phase.DISTRIBUTE:
            return
        target, name = owned.key.relation, owned.key.name
        kept = replaced_key(owned)
        columns = tuple(c.name for c in kept.index.columns if c.name is not None)
        now = catalog.relations[target].constraint(name)
        back = now is not None and now.columns != columns
        key = Constraint(
            name,
            ConstraintKind.PRIMARY,
            columns,
            "",
            deferrable=kept.timing is not None and kept.timing.deferrable,
            deferred=kept.timing is not None and kept.timing.deferred,
            comment=kept.comment,
        )
        yield Step(
            id=f"rollback.partitioned_key.{name}.{target}",
            phase=Phase.DISTRIBUTE,
            operation=self.name,
            relation=target,
            title=f"make ({', '.join(columns)}) the primary key {name} of {target} again",
            make=lambda: (*(_swap(target, key, columns, kept.index, shift=0) if back else ()), disown(owned.key)),
            work=Work.BUILD,
            rows=catalog.relations[target].rows,
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, target),) if back else (),
            changes=(
                *((SetKeyColumns(target, name, now.columns, columns),) if back and now is not None else ()),
                Disown(owned.key),
            ),
        )


def _primary(relation: Relation) -> tuple[Index, Constraint] | None:
    index = next((i for i in relation.indexes if i.primary), None)
    key = next((c for c in relation.constraints if c.kind is ConstraintKind.PRIMARY), None)
    return (index, key) if index is not None and key is not None else None


def _swap(
    target: QName, key: Constraint, columns: Sequence[str], index: Index, *, shift: int
) -> Iterator[build.Statement]:
    yield ddl.drop_constraint(target, key.name)
    include = ("INCLUDE", build.parens(build.ident(c.name) for c in index.include if c.name)) if index.include else ()
    yield ddl.alter_table(
        target,
        "ADD CONSTRAINT",
        build.ident(key.name),
        "PRIMARY KEY",
        build.parens(build.ident(c) for c in columns),
        *include,
        *ddl.deferrable_words(key.deferrable, key.deferred),
    )
    yield from carry(target, index, key.comment, to=key.name, shift=shift, constraint=key.name)
