"""`rls` of the plan against the roles of the server: who would go past the policies, and whom they would blind."""

from __future__ import annotations

from planner.errors import Blocked
from planner.names import QName
from planner.operations.tenant_function import HELPER
from planner.resolve.problems import Resolution
from planner.tenancy.model import RowSecurity, TenantsTable
from planner.verification.leaks import past, strangers


def resolve_rls(r: Resolution, tenants: TenantsTable) -> RowSecurity | None:
    """`tolerant` resolutions leave roles to verify, which names them as findings."""
    said = r.loaded.plan.rls
    if said is None:
        return None
    helper = QName(tenants.relation.schema, HELPER)
    rls = RowSecurity(said.setting, said.roles, frozenset(said.ignore_roles), said.force, helper)
    if "." not in rls.setting:
        r.problem(
            f"rls.setting: {rls.setting!r} has no dot in it, so no session could set it",
            "rls",
            "setting",
            hint=f"name a setting of your own, such as app.{rls.setting}",
        )
    server = r.catalog.server
    if rls.force and not (server.superuser or server.bypass_rls):
        r.problem(
            f"role {server.role!r} would see no rows under FORCE: it is neither superuser nor BYPASSRLS",
            "rls",
            "force",
            hint="connect as a role that goes past policies, or write `force: false`: then the owner is not bound either",
            kind=Blocked,
        )
    if not r.tolerant:
        _refuse_roles(r, rls)
    return rls


def _refuse_roles(r: Resolution, rls: RowSecurity) -> None:
    for at, name in enumerate(rls.roles):
        for why in past(name, r.catalog):
            r.problem(
                f"role {name!r} {why}" + ("" if name not in r.catalog.roles else ", so policies do not bind it"),
                "rls",
                "roles",
                at,
                hint="name the role that the application connects as: one that is neither superuser nor BYPASSRLS",
                kind=Blocked,
            )
    for role, what, _ in strangers(r.catalog, frozenset(r.columns), rls):
        r.problem(
            f"{'PUBLIC' if role == 'public' else f'role {role!r}'} has {what}, and the plan does not say what it is",
            "rls",
            "roles",
            hint=f"name {role} under rls.roles when the application connects as it, under rls.ignore_roles when somebody answers "
            "for it, or REVOKE its rights",
            kind=Blocked,
        )
