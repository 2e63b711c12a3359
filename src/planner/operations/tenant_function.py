"""Create the function that returns the session's tenant, once for the database. Policies call this function."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from planner.catalog.access import Function
from planner.catalog.changes import AddFunction, Disown, DropFunction
from planner.catalog.model import Catalog
from planner.catalog.owned import Owned, OwnedKind
from planner.catalog.words import Volatility
from planner.errors import Blocked
from planner.names import QName
from planner.operations.emptied import emptied, emptying
from planner.operations.operation import Acts, Operation, Records, Turn
from planner.sql import ddl
from planner.steps.record import codec, documents
from planner.steps.record.entries import disown, entry, owning
from planner.steps.step import Step
from planner.target.phase import Phase
from planner.tenancy.model import RowSecurity, State, Tenancy

HELPER = "planner_current_tenant"
"""The function's name. It is in the schema of the tenants table, which roles that read the tables may use."""


class CreateTenantFunction(Operation):
    """Create the tenant function when the plan has `rls`."""

    name = "row_security"
    acts = (Acts(Phase.TIGHTEN, Turn.DATABASE_FIRST, 10),)
    records = (Records(OwnedKind.TENANT_FUNCTION),)

    def on_database(self, phase: Phase, state: State) -> Iterator[Step]:
        rls = state.tenancy.rls
        if rls is None:
            return
        tenants = state.tenancy.tenants
        document = documents.TenantFunction(setting=rls.setting)
        owned = entry(OwnedKind.TENANT_FUNCTION, tenants.relation, rls.helper.name, phase, document=document)
        there = state.catalog.function(rls.helper)
        if owned.key in state.catalog.owned and there is not None:
            yield from self._replace(there, phase, state, rls)
            return
        record, change = owning(owned)
        body = ddl.tenant_function_body(rls.setting, tenants.type)
        role = state.catalog.server.role
        by_default = state.facts.executors
        lacking = () if "public" in by_default else tuple(r for r in rls.roles if r not in by_default and r != role)
        executors = tuple(sorted({*by_default, *lacking}))
        made = Function(rls.helper, "", role, body, False, False, Volatility.STABLE, executors)
        yield Step(
            id=f"tighten.row_security.function.{rls.helper}",
            phase=phase,
            operation=self.name,
            relation=tenants.relation,
            title=f"create function {rls.helper}(), the tenant that {rls.setting} names",
            make=lambda: (
                ddl.create_tenant_function(rls.helper, rls.setting, tenants.type),
                *((ddl.grant_execute(rls.helper, lacking),) if lacking else ()),
                record,
            ),
            hazards=tuple(emptying(one for one in emptied(state, rls) if one.table != tenants.relation)),
            changes=(AddFunction(tenants.relation, made), change),
        )

    def _replace(self, there: Function, phase: Phase, state: State, rls: RowSecurity) -> Iterator[Step]:
        """Yield the step that replaces the function of an earlier planner, which cut a long setting to the key's type."""
        tenants = state.tenancy.tenants
        if there.source != ddl.cutting_tenant_function_body(rls.setting, tenants.type):
            return
        made = replace(there, source=ddl.tenant_function_body(rls.setting, tenants.type))
        yield Step(
            id=f"tighten.row_security.function.{rls.helper}",
            phase=phase,
            operation=self.name,
            relation=tenants.relation,
            title=f"replace function {rls.helper}(): a value of {rls.setting} that is longer than {tenants.type} names no tenant",
            make=lambda: (ddl.replace_tenant_function(rls.helper, rls.setting, tenants.type),),
            changes=(AddFunction(tenants.relation, made),),
        )

    def agree(self, owned: Owned, tenancy: Tenancy) -> None:
        """Check that the function still reads the setting that the plan names. Raise Blocked when it does not."""
        setting = codec.before(owned, documents.TenantFunction).setting
        if tenancy.rls is not None and tenancy.rls.setting != setting:
            raise Blocked(
                f"the tenant function {owned.key.name}() reads the setting {setting}, and rls.setting is now {tenancy.rls.setting}",
                hint="policies and the running application lean on the old setting: put it back, or take the policies "
                "back first: planner rollback --to backfill",
            )

    def undo(self, owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
        if phase is not Phase.TIGHTEN:
            return
        relation, name = owned.key.relation, owned.key.name
        function = QName(relation.schema, name)
        yield Step(
            id=f"rollback.row_security.tenant_function.{name}.{relation}",
            phase=phase,
            operation=self.name,
            relation=relation,
            title=f"drop function {name}()",
            make=lambda: (ddl.drop_function(function, if_exists=True), disown(owned.key)),
            changes=(DropFunction(relation, function), Disown(owned.key)),
        )
