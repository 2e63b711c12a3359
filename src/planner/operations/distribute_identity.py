"""Give identity columns a sequence and a default instead, before Citus makes their tables anew.

Citus can neither convert nor take back a table with an identity column: it starts the sequence at 1 again, in silence.
The new sequence has the old one's name, options and value, so that undo makes the same identity column again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from sqlglot import exp

from planner.catalog.changes import Disown
from planner.catalog.distribution import IdentitySequence
from planner.catalog.distribution_changes import SetIdentity
from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import Owned, OwnedKind
from planner.catalog.parts import Column
from planner.catalog.words import Identity
from planner.names import QName, object_name
from planner.operations import citus_sql
from planner.operations.operation import Acts, Operation, Records, Turn
from planner.operations.spread import DIALECT, as_wanted, wanted
from planner.sql import build, ddl
from planner.sql.build import Node
from planner.sql.spelling import sql_name
from planner.steps.record import codec
from planner.steps.record.documents import IdentityColumn
from planner.steps.record.entries import disown, entry, owning
from planner.steps.step import Hazard, Lock, LockMode, Step
from planner.target.phase import Phase
from planner.tenancy.model import State


class ReplaceIdentity(Operation):
    """Make identity columns columns with a sequence as default, and back."""

    name = "distribute_identity"
    acts = (Acts(Phase.DISTRIBUTE, Turn.DATABASE_FIRST, 10),)
    records = (Records(OwnedKind.IDENTITY),)
    settings = (DIALECT,)

    def on_database(self, phase: Phase, state: State) -> Iterator[Step]:
        cluster = state.catalog.cluster
        for name, want in wanted(state).items():
            relation = state.catalog.relations[name]
            if as_wanted(relation, want):
                continue
            for column in relation.columns:
                sequence = cluster.identities.get((name, column.name)) if cluster is not None else None
                if column.identity is not Identity.NONE and sequence is not None:
                    yield self._replace(relation, column, sequence, state.catalog)

    def _replace(self, relation: Relation, column: Column, sequence: IdentitySequence, catalog: Catalog) -> Step:
        document = IdentityColumn(
            always=column.identity is Identity.ALWAYS,
            sequence=(sequence.name.schema, sequence.name.name),
            type=_TYPES[sequence.type],
            start=sequence.start,
            increment=sequence.increment,
            least=sequence.least,
            most=sequence.most,
            cache=sequence.cache,
            cycle=sequence.cycle,
        )
        key = entry(OwnedKind.IDENTITY, relation.name, column.name, Phase.DISTRIBUTE, document=document)
        record, change = owning(key)
        spelled = sql_name(sequence.name).replace("'", "''")
        default = f"nextval('{spelled}'::regclass)"
        always = ", and a value that the application gives is no error any more" if document.always else ""
        return Step(
            id=f"distribute.identity.{column.name}.{relation.name}",
            phase=Phase.DISTRIBUTE,
            operation=self.name,
            relation=relation.name,
            title=f"make {column.name} of {relation.name} a column with the sequence {sequence.name} as its default, "
            "instead of an identity column",
            make=lambda: (*_to_sequence(relation, column.name, sequence.name, document, catalog), record),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, relation.name),),
            hazards=(
                Hazard(
                    "identity-sequence",
                    f"{relation.name}.{column.name} takes its values from a sequence until rollback: roles that insert get "
                    f"USAGE on it{always}",
                ),
            ),
            changes=(SetIdentity(relation.name, column.name, Identity.NONE, default), change),
        )

    def undo(self, owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
        if phase is not Phase.DISTRIBUTE:
            return
        document = codec.before(owned, IdentityColumn)
        table, column = owned.key.relation, owned.key.name
        identity = Identity.ALWAYS if document.always else Identity.BY_DEFAULT
        there = catalog.relations[table].column(column)
        back = there is not None and there.identity is Identity.NONE
        yield Step(
            id=f"rollback.identity.{column}.{table}",
            phase=Phase.DISTRIBUTE,
            operation=self.name,
            relation=table,
            title=f"make {column} of {table} an identity column again",
            make=lambda: (*(_to_identity(table, column, document) if back else ()), disown(owned.key)),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, table),) if back else (),
            changes=(*((SetIdentity(table, column, identity),) if back else ()), Disown(owned.key)),
        )


_TYPES: dict[str, Literal["smallint", "integer", "bigint"]] = {
    "smallint": "smallint",
    "integer": "integer",
    "bigint": "bigint",
}


def _to_sequence(
    relation: Relation, column: str, sequence: QName, document: IdentityColumn, catalog: Catalog
) -> Iterator[Node]:
    table = relation.name
    new = _beside(sequence)
    yield build.phrase("CREATE SEQUENCE", build.relation(new), "AS", build.type_(document.type), *_options(document))
    yield citus_sql.copy_sequence(sequence, new)
    yield ddl.alter_table(table, "ALTER COLUMN", build.ident(column), "DROP IDENTITY")
    yield build.phrase("ALTER SEQUENCE", build.relation(new), "RENAME TO", build.ident(sequence.name))
    owner = exp.Column(this=build.ident(column), table=build.ident(table.name), db=build.ident(table.schema))
    if relation.owner != catalog.server.role:
        yield build.phrase("ALTER SEQUENCE", build.relation(sequence), "OWNER TO", build.ident(relation.owner))
    yield build.phrase("ALTER SEQUENCE", build.relation(sequence), "OWNED BY", owner)
    for role in sorted({grant.grantee for grant in relation.grants if grant.privilege == "INSERT"}):
        to: Node | str = "PUBLIC" if role == "public" else build.ident(role)
        yield build.phrase("GRANT USAGE ON SEQUENCE", build.relation(sequence), "TO", to)
    default = build.call("nextval", build.regclass(sequence))
    yield ddl.set_default(table, column, default)


def _to_identity(table: QName, column: str, document: IdentityColumn) -> Iterator[Node]:
    sequence = QName(*document.sequence)
    old = _beside(sequence)
    yield build.phrase("ALTER SEQUENCE", build.relation(sequence), "RENAME TO", build.ident(old.name))
    yield ddl.drop_default(table, column)
    always = "ALWAYS" if document.always else "BY DEFAULT"
    named = build.phrase("SEQUENCE NAME", build.relation(sequence), *_options(document))
    yield ddl.alter_table(
        table, "ALTER COLUMN", build.ident(column), f"ADD GENERATED {always} AS IDENTITY", build.parens([named])
    )
    yield citus_sql.copy_sequence(old, sequence)
    yield build.phrase("DROP SEQUENCE", build.relation(old))


def _options(document: IdentityColumn) -> Iterator[str | Node]:
    yield from ("START WITH", build.literal(document.start), "INCREMENT BY", build.literal(document.increment))
    yield from ("MINVALUE", build.literal(document.least), "MAXVALUE", build.literal(document.most))
    yield from ("CACHE", build.literal(document.cache), "CYCLE" if document.cycle else "NO CYCLE")


def _beside(sequence: QName) -> QName:
    """Return the name that a sequence has while the other one takes its name."""
    return QName(sequence.schema, object_name(sequence.name, None, "planner"))
