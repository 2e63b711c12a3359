"""Create the tenants table and the default tenant's row."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from planner.catalog.changes import AddRelation, Disown, DropRelation
from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import Owned, OwnedKind
from planner.catalog.parts import Column, Constraint, Index, IndexColumn
from planner.catalog.words import ConstraintKind, RelationKind
from planner.errors import Blocked
from planner.operations.default_row import default_row, default_row_counted
from planner.operations.operation import Acts, Operation, Records, Turn
from planner.sql import build, ddl
from planner.sql.build import Node
from planner.steps.checks import CatalogCheck, Check, TenantsCheck, TenantsReferenceCheck
from planner.steps.conditions import TableExists
from planner.steps.record import codec, documents
from planner.steps.record.entries import disown, entry, owning
from planner.steps.record.identity import identified
from planner.steps.step import LOSS, Hazard, Lock, LockMode, Step, Work
from planner.target.phase import Phase
from planner.tenancy.model import State, Tenancy
from planner.tenancy.tenants import DefaultTenant, TenantsTable


class CreateTenantsTable(Operation):
    """The tenants table with its key, and the row of the default tenant."""

    name = "tenants_table"
    acts = (Acts(Phase.ADD, Turn.DATABASE_FIRST, 20),)
    records = (Records(OwnedKind.TABLE), Records(OwnedKind.ROW))
    verified = 5

    def on_database(self, phase: Phase, state: State) -> Iterator[Step]:
        tenants = state.tenancy.tenants
        if state.catalog.relation(tenants.relation) is None:
            yield self._create(tenants, state)
        default = tenants.default
        if default is not None and default.id not in state.facts.tenants:
            yield self._default_row(tenants, default, state)

    def _create(self, tenants: TenantsTable, state: State) -> Step:
        key_name = state.tenancy.naming.primary_key(tenants.relation)
        record, change = owning(entry(OwnedKind.TABLE, tenants.relation, tenants.relation.name, Phase.ADD))
        return Step(
            id=f"add.tenants_table.{tenants.relation}",
            phase=Phase.ADD,
            operation=self.name,
            relation=tenants.relation,
            title=f"create the tenants table {tenants.relation}",
            make=lambda: (_create_table(tenants, key_name), identified(record.owned, tenants.key)),
            changes=(AddRelation(_projected(tenants, key_name, state)), change),
        )

    def _default_row(self, tenants: TenantsTable, default: DefaultTenant, state: State) -> Step:
        relation = state.catalog.relation(tenants.relation)
        owned = entry(
            OwnedKind.ROW,
            tenants.relation,
            default.id,
            Phase.ADD,
            document=documents.DefaultTenant(key_column=tenants.key),
        )
        record, change = owning(owned)
        return Step(
            id=f"add.default_tenant.{tenants.relation}",
            phase=Phase.ADD,
            operation=self.name,
            relation=tenants.relation,
            title=f"insert the default tenant {default.id!r} into {tenants.relation}",
            make=lambda: (
                *default_row(tenants, default, relation),
                *default_row_counted(tenants, default, relation),
                record,
            ),
            work=Work.ROWS,
            rows=1,
            locks=(Lock(LockMode.ROW_EXCLUSIVE, tenants.relation),),
            hazards=(
                Hazard(
                    "hot-tenant-row",
                    "every insert into a scoped table takes a key-share lock on its tenant's row: with one tenant "
                    "about 15 % fewer inserts per second and more MultiXacts",
                ),
            ),
            changes=(change,),
        )

    def agree(self, owned: Owned, tenancy: Tenancy) -> None:
        """Check that the plan still names the tenants table that planner made. Raise Blocked when it does not."""
        if owned.key.kind is OwnedKind.TABLE and owned.key.relation != tenancy.tenants.relation:
            raise Blocked(
                f"planner made the tenants table {owned.key.relation}, and the plan now names {tenancy.tenants.relation}",
                place=tenancy.tenants.place,
                hint="put the old name back, or take everything back first: planner rollback --to none",
            )

    def undo(self, owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
        if phase is not Phase.ADD:
            return
        if owned.key.kind is OwnedKind.ROW:
            yield self._undo_row(owned, catalog)
        else:
            yield Step(
                id=f"rollback.tenants_table.{owned.key.relation}",
                phase=phase,
                operation=self.name,
                relation=owned.key.relation,
                title=f"drop the tenants table {owned.key.relation}",
                make=lambda: (ddl.drop_table(owned.key.relation), disown(owned.key)),
                locks=(Lock(LockMode.ACCESS_EXCLUSIVE, owned.key.relation),),
                hazards=(Hazard(LOSS, f"drops every row of {owned.key.relation}"),),
                changes=(DropRelation(owned.key.relation), Disown(owned.key)),
            )

    def _undo_row(self, owned: Owned, catalog: Catalog) -> Step:
        """Return the step that deletes the default tenant's row, also from a table that a later step drops.

        Raise Blocked when the table has lost the column that held the tenant's key.
        """
        relation = catalog.relations[owned.key.relation]
        column = relation.column(codec.before(owned, documents.DefaultTenant).key_column)
        if column is None:
            raise Blocked(f"the key of {relation.name} is gone, so the default tenant's row can't be found")
        value = build.cast(build.literal(owned.key.name), column.type)
        where = build.eq(build.column(column.name), value, catalog.equals(column.type))
        return Step(
            id=f"rollback.default_tenant.{owned.key.relation}",
            phase=Phase.ADD,
            operation=self.name,
            relation=owned.key.relation,
            title=f"delete the default tenant {owned.key.name!r} from {owned.key.relation}",
            make=lambda: (build.delete(owned.key.relation, where), disown(owned.key)),
            work=Work.ROWS,
            rows=1,
            locks=(Lock(LockMode.ROW_EXCLUSIVE, owned.key.relation),),
            changes=(Disown(owned.key),),
        )

    def database_checks(self, state: State) -> Iterator[Check]:
        tenants = state.tenancy.tenants
        relation = state.catalog.relation(tenants.relation)
        yield CatalogCheck(
            "tenants-table",
            tenants.relation,
            "the tenants table exists",
            ok=relation is not None,
            detail="" if relation else "run: planner apply --phase add",
            condition=TableExists(tenants.relation),
        )
        if relation is not None:
            yield TenantsCheck("tenants-row", tenants.relation, "has at least one tenant", tenants.relation)
            yield from _references(relation, state)


def _references(relation: Relation, state: State) -> Iterator[Check]:
    """Yield a check for each foreign key of the tenants table to a scoped table that does not carry the tenant."""
    tenants = state.tenancy.tenants
    for key in relation.foreign_keys():
        table = state.tenancy.tables.get(key.ref) if key.ref is not None else None
        pairs = tuple(zip(key.columns, key.ref_columns, strict=True))
        if table is None or not state.has_column(table) or (tenants.key, table.column) in pairs:
            continue
        columns = ", ".join(key.columns)
        yield TenantsReferenceCheck(
            "tenants-reference",
            relation.name,
            f"({columns}) leads to a row of {table.relation} of the same tenant",
            tenants.key,
            pairs,
            table.relation,
            table.column,
            f"correct the rows; FOREIGN KEY ({tenants.key}, {columns}) REFERENCES {table.relation} "
            f"({table.column}, {', '.join(key.ref_columns)}) keeps them right",
            tuple((column, name) for column, name in zip(key.columns, key.operators, strict=False) if name is not None),
            tenants.equals,
        )


def _create_table(tenants: TenantsTable, key_name: str) -> Node:
    columns: list[Node] = [ddl.column_def(tenants.key, tenants.key_type, not_null=True)]
    for column in tenants.columns:
        default = build.verbatim(column.default) if column.default is not None else None
        columns.append(ddl.column_def(column.name, column.type, default=default, not_null=not column.nullable))
    return ddl.create_table(tenants.relation, [*columns, ddl.primary_key([tenants.key], key_name)])


def _projected(tenants: TenantsTable, key_name: str, state: State) -> Relation:
    """Return the relation as the catalog will show it."""
    columns = [Column(tenants.key, tenants.key_type, not_null=True)]
    columns += [Column(c.name, c.type, not_null=not c.nullable, default=c.default) for c in tenants.columns]
    key = Constraint(key_name, ConstraintKind.PRIMARY, (tenants.key,), f"PRIMARY KEY ({_quoted(tenants.key)})")
    index = Index(
        key_name, (IndexColumn(tenants.key, _quoted(tenants.key)),), unique=True, primary=True, constraint=key_name
    )
    role = state.catalog.server.role
    return Relation(tenants.relation, RelationKind.TABLE, role, True, tuple(columns), (key,), (index,))


def _quoted(name: str) -> str:
    """Return a name quoted as catalog texts quote it. Fingerprints compare structure, not this text."""
    plain = name.replace("_", "a").isalnum() and name.islower() and name.isascii() and not name[0].isdigit()
    return name if plain else exp.Identifier(this=name, quoted=True).sql("postgres")
