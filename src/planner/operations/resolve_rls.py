"""`rls` of the plan against the roles of the server: who would go past the policies, and whom they would blind."""

from __future__ import annotations

from collections.abc import Iterator

from planner.catalog.model import Role
from planner.errors import Blocked
from planner.names import QName
from planner.operations.resolution import Resolution
from planner.operations.row_security import HELPER
from planner.operations.tenancy import RowSecurity, TenantsTable


def resolve_rls(r: Resolution, tenants: TenantsTable) -> RowSecurity | None:
    rls = r.loaded.plan.rls
    if rls is None:
        return None
    server = r.catalog.server
    if "." not in rls.setting:
        r.problem(
            f"rls.setting: {rls.setting!r} has no dot in it, so no session could set it",
            "rls",
            "setting",
            hint=f"name a setting of your own, such as app.{rls.setting}",
        )
    if rls.force and not (server.superuser or server.bypass_rls):
        r.problem(
            f"role {server.role!r} would see no rows under FORCE: it is neither superuser nor BYPASSRLS",
            "rls",
            "force",
            hint="connect as a role that goes past policies, or write `force: false`: then the owner is not bound either",
            kind=Blocked,
        )
    for at, name in enumerate(rls.roles):
        role = r.catalog.roles.get(name)
        if role is None:
            r.problem(
                f"there is no role {name!r}", "rls", "roles", at, hint="name the role that the application connects as"
            )
            continue
        for why in _past(role):
            r.problem(
                f"role {name!r} {why}, so policies do not bind it",
                "rls",
                "roles",
                at,
                hint=f"ALTER ROLE {name} NOSUPERUSER NOBYPASSRLS, or let the application connect as another role",
                kind=Blocked,
            )
    _refuse_others(r)
    return RowSecurity(
        rls.setting, rls.roles, frozenset(rls.ignore_roles), rls.force, QName(tenants.relation.schema, HELPER)
    )


def _past(role: Role) -> Iterator[str]:
    if role.superuser:
        yield "is a superuser"
    elif role.bypass_rls:
        yield "has BYPASSRLS"


def _refuse_others(r: Resolution) -> None:
    """Roles with rights on scoped tables that the plan says nothing of."""
    rls = r.loaded.plan.rls
    assert rls is not None
    known = {*rls.roles, *rls.ignore_roles, r.catalog.server.role}
    found: dict[str, str] = {}
    for name in r.columns:
        relation = r.catalog.relations[name]
        rights = [(grant.grantee, grant.privilege) for grant in relation.grants]
        owner = r.catalog.roles.get(relation.owner)
        if owner is not None and not owner.superuser:
            rights.append((relation.owner, "all rights, as its owner,"))
        for grantee, privilege in rights:
            role = r.catalog.roles.get(grantee)
            inside = role is not None and any(above in rls.roles for above in role.member_of)
            if grantee not in known and not inside and not (role is not None and role.superuser):
                found.setdefault(grantee, f"{privilege} on {name}")
    for grantee, what in sorted(found.items()):
        who = "PUBLIC" if grantee == "public" else f"role {grantee!r}"
        r.problem(
            f"{who} has {what}, and the plan does not say whether it is the application's",
            "rls",
            "roles",
            hint=f"name {grantee} under rls.roles, or under ignore_roles when it shall see what its session's tenant sees all the same; "
            "or REVOKE its rights",
            kind=Blocked,
        )
