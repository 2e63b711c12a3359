"""The findings of leaks: their form, the names in them, and the roles that the plan speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from planner.catalog.access import Role
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
    return sorted(name for name in {*grantees} if not _accepted(name, catalog, rls))


def _accepted(name: str, catalog: Catalog, rls: RowSecurity) -> bool:
    role = catalog.roles.get(name)
    if role is not None and role.superuser:
        return True
    return name in rls.ignored and not is_the_applications(name, catalog, rls)


def is_the_applications(name: str, catalog: Catalog, rls: RowSecurity) -> bool:
    """Return whether the application connects as the role, or as a member of the role."""
    below = (role for role in catalog.roles.values() if name == role.name or name in role.member_of)
    return any(_through(role, catalog, rls) is not None for role in below)


def applications(catalog: Catalog, rls: RowSecurity) -> frozenset[str]:
    """Return the roles that the application connects as, and those above them."""
    return frozenset(name for role in connecting(catalog, rls) for name in (role, *catalog.roles[role].member_of))


def connecting(catalog: Catalog, rls: RowSecurity) -> Mapping[str, str]:
    """Return the roles that the application may connect as: those of the plan, and their members.

    A member has the plan's role that it is a member of as its value; the value of the plan's roles is empty. Superusers,
    roles that the plan ignores, and planner's own role do not count as members.
    """
    named = [catalog.roles[name] for name in rls.roles if name in catalog.roles]
    through = {role.name: _through(role, catalog, rls) for role in (*named, *catalog.roles.values())}
    return {name: of for name, of in through.items() if of is not None}


def _through(role: Role, catalog: Catalog, rls: RowSecurity) -> str | None:
    """Return the role's value in `connecting`; None if it is not in there."""
    if role.name in rls.roles:
        return ""
    if role.superuser or role.name in rls.ignored or role.name == catalog.server.role:
        return None
    return next((name for name in rls.roles if name in role.member_of), None)
