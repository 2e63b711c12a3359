"""The findings of leaks: their form, the names in them, and the roles that the plan speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from planner.catalog.model import Catalog
from planner.names import QName, few
from planner.sql.spelling import sql_name
from planner.steps.checks import CatalogCheck
from planner.tenancy.model import RowSecurity


def leak(id_: str, relation: QName, title: str, detail: str) -> CatalogCheck:
    return CatalogCheck(id_, relation, title, ok=False, detail=detail)


def who(role: str) -> str:
    return "PUBLIC" if role == "public" else f"role {role}"


def grantee_name(role: str) -> str:
    """Return the role as GRANT and REVOKE name it."""
    return "PUBLIC" if role == "public" else sql_name(role)


def some(names: Iterable[object]) -> str:
    """Return the first three names in order, and the number of the others."""
    return few(sorted({*names}, key=str))


def others(grantees: Iterable[str], catalog: Catalog, rls: RowSecurity) -> list[str]:
    """Return the roles whose rights the plan does not ignore, without superusers, who need no rights.

    The rights of an ignored role count when the application is a member of the role.
    """
    superusers = {name for name, role in catalog.roles.items() if role.superuser}
    ignored = {name for name in rls.ignored if not is_the_applications(name, catalog, rls)}
    return sorted({*grantees} - ignored - superusers)


def is_the_applications(name: str, catalog: Catalog, rls: RowSecurity) -> bool:
    """Return whether the application connects as the role, or as a member of the role."""
    return any(name in (role, *catalog.roles[role].member_of) for role in connecting(catalog, rls))


def connecting(catalog: Catalog, rls: RowSecurity) -> Mapping[str, str]:
    """Return the roles that the application may connect as: those of the plan, and their members.

    A member has the plan's role that it is a member of as its value; the value of the plan's roles is empty. Superusers,
    roles that the plan ignores, and planner's own role do not count as members.
    """
    found = {name: "" for name in rls.roles if name in catalog.roles}
    known = {*rls.ignored, catalog.server.role}
    for role in catalog.roles.values():
        through = [name for name in rls.roles if name in role.member_of]
        if through and role.name not in found and role.name not in known and not role.superuser:
            found[role.name] = through[0]
    return found
