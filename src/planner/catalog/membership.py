"""What a role must get so that it can act as another role, which owns the tables."""

from __future__ import annotations

from planner.catalog.model import Catalog
from planner.sql.spelling import sql_name


def remedy(catalog: Catalog, owner: str) -> str:
    """Return what gives the connected role the rights of `owner`: the owner's session, or membership with inheritance.

    A member without inheritance has the owner's rights only after SET ROLE (`execution.role`). Inheritance is a property of the role, and
    since 16 of each membership (`inherit_of_membership`).
    """
    server = catalog.server
    mine = catalog.roles.get(server.role)
    member = mine is not None and owner in mine.member_of
    role, grant = sql_name(server.role), f"GRANT {sql_name(owner)} TO {sql_name(server.role)}"
    if not member and server.inherits:
        return f"connect as {owner!r}, or: {grant}"
    if server.can.inherit_of_membership:
        statement = f"{grant} WITH INHERIT TRUE"
    else:
        statement = f"ALTER ROLE {role} INHERIT" if member else f"{grant}; ALTER ROLE {role} INHERIT"
    if not member:
        return f"connect as {owner!r}, or: {statement}"
    return (
        f"role {server.role!r} is a member of {owner!r}, but does not inherit its rights: write "
        f"`execution: {{ role: {owner} }}` in the plan, or connect as {owner!r}, or: {statement}"
    )
