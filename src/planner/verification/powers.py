"""Find what roles can do past policies: attributes, memberships, ownership, settings, and rights to come.

Sources: PostgreSQL documentation, 21.2 Role Attributes, 21.5 Predefined Roles, ALTER ROLE, ALTER DEFAULT PRIVILEGES.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from planner.catalog.access import FixedSetting, Role
from planner.catalog.model import Catalog
from planner.names import QName
from planner.steps.checks import CatalogCheck
from planner.tenancy.model import RowSecurity, State
from planner.verification.findings import grantee_name, is_the_applications, leak, some, who

PREDEFINED: Mapping[str, str] = {
    "pg_read_all_data": "reads every table, also schema planner and tables that the application has no rights on",
    "pg_write_all_data": "writes every table, also schema planner and tables that the application has no rights on",
    "pg_read_server_files": "reads the files of the server",
    "pg_write_server_files": "writes the files of the server",
    "pg_execute_server_program": "runs programs on the server as the server's own user",
}
"""What members of predefined roles can do past policies."""

REPLICA = "session_replication_role"


def past(name: str, catalog: Catalog, scoped: Collection[QName], rls: RowSecurity) -> Iterator[str]:
    """Yield the reasons why policies of the scoped tables do not bind a role, or will not bind it once they are made."""
    if name not in catalog.roles:
        yield "does not exist"
        return
    for one, through, inherited in _becomes(name, catalog):
        if one.superuser:
            yield f"{through}is a superuser"
        elif one.bypass_rls:
            yield f"{through}has BYPASSRLS"
        elif not rls.force:
            tables = (catalog.relations[table] for table in scoped)
            owned = [table.name for table in tables if table.owner == one.name and not table.force_rls]
            if owned:
                yield f"{inherited}owns {some(owned)}, and policies without FORCE bind no owner"


def powers(state: State, rls: RowSecurity) -> Iterator[CatalogCheck]:
    """Yield a finding for each power with which a role comes past policies that bind it."""
    tenants, catalog = state.tenancy.tenants.relation, state.catalog
    for name in rls.roles:
        if name in catalog.roles:
            for why, remedy in (*_attributes(name, catalog), *_ownership(name, state, rls)):
                yield leak("role", tenants, f"policies bind role {name}", f"it {why}: {remedy}")
    for role in catalog.roles.values():
        why = _bypassing(role, catalog, rls)
        if why:
            yield leak(
                "role", tenants, f"policies bind role {role.name}",
                f"it has BYPASSRLS and {why}: ALTER ROLE {grantee_name(role.name)} NOBYPASSRLS, or name it under rls.ignore_roles",
            )  # fmt: skip
    yield from _settings(state, rls)
    yield from _future(state, rls)


def _becomes(name: str, catalog: Catalog) -> Iterator[tuple[Role, str, str]]:
    """Yield the role and the roles above it, each with words for SET ROLE and for a membership."""
    yield catalog.roles[name], "", ""
    for above in catalog.roles[name].member_of:
        if above in catalog.roles:
            yield catalog.roles[above], f"can SET ROLE {above}, which ", f"is a member of {above}, which "


def _attributes(name: str, catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Yield what a role can do that policies do not see: what it is, and the remedy."""
    for predefined in catalog.roles[name].member_of:
        if predefined in PREDEFINED:
            yield (
                f"is a member of {predefined}, which {PREDEFINED[predefined]}",
                f"REVOKE {predefined} FROM {grantee_name(name)}",
            )
    for one, through, _ in _becomes(name, catalog):
        if one.superuser:
            continue
        if one.replication:
            yield (
                f"{through}has REPLICATION, with which it reads the changes of all tables",
                (f"ALTER ROLE {grantee_name(one.name)} NOREPLICATION"),
            )
        if one.creates_roles:
            yield (
                f"{through}has CREATEROLE, with which it becomes other roles",
                f"ALTER ROLE {grantee_name(one.name)} NOCREATEROLE",
            )


def _ownership(name: str, state: State, rls: RowSecurity) -> Iterator[tuple[str, str]]:
    """Yield what a role owns that it could change so that policies no longer bind it."""
    catalog = state.catalog
    for one, _, through in _becomes(name, catalog):
        if one.superuser or one.bypass_rls:
            continue
        owned = [table for table in state.tenancy.tables if catalog.relations[table].owner == one.name]
        if owned and rls.force:
            yield (
                f"{through}owns {some(owned)}, so it can switch the policies off and TRUNCATE",
                (f"ALTER TABLE {owned[0]} OWNER TO a role that the application cannot become"),
            )
        for function in catalog.functions:
            if function.name == rls.helper and function.owner == one.name:
                yield (
                    f"{through}owns {rls.helper}(), so it can replace the tenant",
                    (f"ALTER FUNCTION {rls.helper}() OWNER TO a role that the application cannot become"),
                )
        for what, owner in catalog.access.owners:
            if owner == one.name:
                yield (
                    f"{through}owns {what.lower()}, so it can drop and replace what is in it",
                    (f"ALTER {what} OWNER TO a role that the application cannot become"),
                )


def _bypassing(role: Role, catalog: Catalog, rls: RowSecurity) -> str:
    """Return why a role with BYPASSRLS that the plan does not name reaches scoped tables; empty if it does not."""
    if role.superuser or not role.bypass_rls or role.name in (*rls.roles, *rls.ignored, catalog.server.role):
        return ""
    through = [name for name in rls.roles if name in role.member_of]
    if through:
        return f"is a member of {through[0]}"
    data = [name for name in ("pg_read_all_data", "pg_write_all_data") if name in role.member_of]
    return f"is a member of {data[0]}" if data else ""


def _settings(state: State, rls: RowSecurity) -> Iterator[CatalogCheck]:
    """Yield a finding for each setting that gives sessions a tenant, or switches triggers and keys off."""
    tenants, catalog = state.tenancy.tenants.relation, state.catalog
    for fixed in catalog.access.settings:
        why = _fixed(fixed, rls)
        if why and (fixed.role is None or is_the_applications(fixed.role, catalog, rls)):
            whose = "the database, or all roles," if fixed.role is None else f"role {fixed.role}"
            reset = (
                "ALTER DATABASE … RESET, or ALTER ROLE ALL RESET"
                if fixed.role is None
                else f"ALTER ROLE {grantee_name(fixed.role)} RESET"
            )
            yield leak(
                "setting", tenants, f"a session of the application begins without {fixed.name}",
                f"{whose} sets {fixed.name} = {fixed.value}: {why}: {reset} {fixed.name}",
            )  # fmt: skip
    for setting, role in catalog.access.settable:
        if setting.lower() == REPLICA and (role == "public" or is_the_applications(role, catalog, rls)):
            yield leak(
                "setting", tenants, f"the application cannot SET {setting}",
                f"{who(role)} may, and then no trigger fires and no foreign key is checked: "
                f"REVOKE SET ON PARAMETER {setting} FROM {grantee_name(role)}",
            )  # fmt: skip


def _fixed(fixed: FixedSetting, rls: RowSecurity) -> str:
    """Return the harm of a setting that sessions begin with; empty if there is none."""
    match fixed.name.lower():
        case name if name == rls.setting.lower() and fixed.value:
            return "a session that forgets to set its tenant reads and writes that tenant's rows"
        case "session_replication_role" if fixed.value.lower() == "replica":
            return "no trigger fires and no foreign key is checked"
        case "row_security" if fixed.value.lower() in ("off", "false", "no", "0"):
            return "every statement on a table with policies fails"
        case _:
            return ""


def _future(state: State, rls: RowSecurity) -> Iterator[CatalogCheck]:
    """Yield a finding for default privileges that give future tables to roles that the plan does not name."""
    catalog = state.catalog
    found: dict[tuple[str, str], list[str]] = {}
    for right in catalog.access.future:
        role = catalog.roles.get(right.grantee)
        mine = is_the_applications(right.grantee, catalog, rls)
        known = right.grantee in (*rls.ignored, catalog.server.role) or (role is not None and role.superuser)
        if not known and (not mine or right.privilege == "TRUNCATE"):
            of = f"FOR ROLE {grantee_name(right.owner)}" + (
                f" IN SCHEMA {grantee_name(right.schema)}" if right.schema else ""
            )
            found.setdefault((right.grantee, of), []).append(right.privilege)
    for (grantee, of), privileges in found.items():
        rights = ", ".join(privileges)
        yield leak(
            "future-right", state.tenancy.tenants.relation, f"default privileges give {who(grantee)} no rights past the plan",
            f"it will have {rights} on every new table: "
            f"ALTER DEFAULT PRIVILEGES {of} REVOKE {rights} ON TABLES FROM {grantee_name(grantee)}",
        )  # fmt: skip
