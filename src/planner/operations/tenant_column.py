"""Add the tenant column: with the constant as DEFAULT if there is one, so that no row is rewritten, else nullable."""

from __future__ import annotations

from collections.abc import Iterator

from planner.catalog.changes import AddColumn, Disown, DropColumn
from planner.catalog.model import Catalog
from planner.catalog.owned import Owned, OwnedKind
from planner.catalog.parts import Column
from planner.catalog.types import without_length
from planner.errors import Blocked
from planner.operations.operation import Acts, Operation, Records, Turn
from planner.sql import build, ddl
from planner.steps.checks import CatalogCheck, Check, RowCheck, RowRule, Weight
from planner.steps.conditions import ColumnExists
from planner.steps.record import codec, documents
from planner.steps.record.entries import disown, entry, owning, recorded
from planner.steps.record.identity import identified
from planner.steps.step import LOSS, Hazard, Lock, LockMode, Step
from planner.target.phase import Phase
from planner.tenancy.model import Constant, ScopedTable, State, Tenancy
from planner.tenancy.tenants import TenantsTable


def default_text(tenant: str, type_text: str) -> str:
    """Return a constant default in the spelling of pg_get_expr."""
    return "'" + tenant.replace("'", "''") + f"'::{type_text}"


def fits(type_text: str, tenants: TenantsTable, catalog: Catalog) -> bool:
    """Return whether a tenant column may have this type: the key's own, a domain over it, or another length of it.

    No foreign key leads from or to a domain over an enum (measured on 18).
    """
    if catalog.base_type(type_text) in catalog.labels:
        return type_text == tenants.type
    return without_length(catalog.base_type(type_text)) == without_length(tenants.type)


def _add(table: ScopedTable, state: State) -> Iterator[build.Node]:
    """Yield the statements that add the column, with the constant as its default.

    When the plan does not fill in the tenant for writers, the default is dropped again, and the rows keep the value.
    """
    type_text = state.tenancy.tenants.type
    constant = table.strategy.tenant if isinstance(table.strategy, Constant) else None
    value = build.cast(build.literal(constant), type_text) if constant is not None else None
    yield ddl.add_column(
        table.relation,
        ddl.column_def(table.column, type_text, collation=state.tenancy.tenants.collation, default=value),
    )
    if constant is not None and not table.transition.guarded:
        yield ddl.drop_default(table.relation, table.column)


class AddTenantColumn(Operation):
    """Add the tenant column to scoped tables that do not have it."""

    name = "tenant_column"
    acts = (Acts(Phase.ADD, Turn.TABLES, 10),)
    records = (Records(OwnedKind.COLUMN),)
    verified = 10

    def on_table(self, phase: Phase, table: ScopedTable, state: State) -> Iterator[Step]:
        if state.has_column(table):
            return
        type_text = state.tenancy.tenants.type
        constant = table.strategy.tenant if isinstance(table.strategy, Constant) else None
        owned, change = owning(
            entry(
                OwnedKind.COLUMN,
                table.relation,
                table.column,
                phase,
                document=documents.TenantColumn(source=table.strategy.describe()),
            )
        )
        earlier = recorded(state.catalog, OwnedKind.COLUMN, table.relation, table.column)
        # Format 1 keeps the source in `detail`.
        plain = earlier is not None and codec.is_format_1(earlier)
        record = owned if plain else identified(owned.owned, table.column)
        default = default_text(constant, type_text) if constant is not None else None
        if not table.transition.guarded:
            default = None
        column = Column(table.column, type_text, default=default, collation=state.tenancy.tenants.collation)
        yield Step(
            id=f"add.tenant_column.{table.relation}",
            phase=phase,
            operation=self.name,
            relation=table.relation,
            title=f"add {table.column} to {table.relation}"
            + (f", every row reads {constant!r} at once" if constant is not None else ", empty"),
            make=lambda: (*_add(table, state), record),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, table.relation),),
            hazards=(
                Hazard(
                    "cached-plan",
                    "a prepared SELECT * fails once with 'cached plan must not change result type', and COPY without a column list "
                    "fails: name the columns",
                ),
            ),
            changes=(AddColumn(table.relation, column), change),
            after=(state.tenancy.tenants.relation,),
        )

    def agree(self, owned: Owned, tenancy: Tenancy) -> None:
        """Check that the plan still names this column and still takes the tenant from the same source.

        Raise Blocked when it does not.
        """
        relation, column = owned.key.relation, owned.key.name
        table = tenancy.tables.get(relation)
        if table is None or table.column != column:
            raise Blocked(
                f"planner added {column} to {relation}, and the plan no longer says so",
                hint="put it back into the plan, or take everything back first: planner rollback --to none",
            )
        source = codec.before(owned, documents.TenantColumn).source
        if source != table.strategy.describe():
            raise Blocked(
                f"the tenant of {relation} was taken from `{source}`, and the plan now says `{table.strategy.describe()}`",
                place=table.place,
                hint="rows may be filled already: put the old source back, or roll back first: planner rollback --to none",
            )

    def undo(self, owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
        if phase is not Phase.ADD:
            return
        relation, column = owned.key.relation, owned.key.name
        yield Step(
            id=f"rollback.tenant_column.{relation}",
            phase=phase,
            operation=self.name,
            relation=relation,
            title=f"drop {column} from {relation}",
            make=lambda: (ddl.drop_column(relation, column), disown(owned.key)),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, relation),),
            hazards=(Hazard(LOSS, f"drops which tenant each row of {relation} belongs to"),),
            changes=(DropColumn(relation, column), Disown(owned.key)),
        )

    def checks(self, table: ScopedTable, state: State) -> Iterator[Check]:
        want = state.tenancy.tenants.type
        column = state.relation(table).column(table.column)
        found = "missing: planner apply --phase add" if column is None else f"is {column.type}, not {want}"
        ok = column is not None and fits(column.type, state.tenancy.tenants, state.catalog)
        if ok and column is not None:
            want = column.type
        yield CatalogCheck(
            "column",
            table.relation,
            f"has {table.column} of type {want}",
            ok=ok,
            detail="" if ok else found,
            condition=ColumnExists(table.relation, table.column),
        )
        if not ok:
            return
        if not table.mixed:
            yield RowCheck("no-null", table.relation, "every row has a tenant", RowRule.NO_TENANT)
        yield RowCheck("known-tenant", table.relation, "every tenant is known", RowRule.UNKNOWN_TENANT)
        for parent in table.parents:
            title = f"same tenant as its parent: {parent.describe()}"
            # With on_conflict: first, only the first path decides. Other paths of a row may lead to another tenant.
            loses = table.rules.on_conflict == "first" and parent in table.paths[1:]
            if loses:
                decides = f"{title}, where no path before it leads to a tenant"
                yield RowCheck("same-tenant", table.relation, decides, RowRule.FIRST_TENANT, parent)
            weight = Weight.NOTE if loses else Weight.FINDING
            yield RowCheck("same-tenant", table.relation, title, RowRule.OTHER_TENANT, parent, weight)
