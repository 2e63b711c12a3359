"""Find what roles can do past policies: attributes, memberships, and what they own.

Sources: PostgreSQL documentation, 21.2 Role Attributes, 21.3 Role Membership, 21.5 Predefined Roles.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from planner.catalog.access import Role
from planner.catalog.model import Catalog
from planner.names import QName
from planner.operations.guard_sql import is_guard
from planner.sql.spelling import sql_name
from planner.steps.checks import CatalogCheck, Weight
from planner.tenancy.model import RowSecurity, State
from planner.verification.findings import connecting, grantee_name, leak, some

PREDEFINED: Mapping[str, str] = {
    "pg_read_all_data": "reads every table, also schema planner and tables that the application has no rights on",
    "pg_write_all_data": "writes every table, also schema planner and tables that the application has no rights on",
    "pg_read_server_files": "reads the files of the server",
    "pg_write_server_files": "writes the files of the server",
    "pg_execute_server_program": "runs programs on the server as the server's own user",
    "pg_read_all_stats": "reads the statements of all sessions, with the values in them (pg_stat_activity)",
}
"""What members of predefined roles can do past policies."""

DISTURBING: Mapping[str, str] = {
    "pg_maintain": "locks, rewrites and reindexes every table",
    "pg_signal_backend": "cancels the statements of other roles",
    "pg_create_subscription": "lets the server fetch rows from other servers",
}
"""What members of predefined roles can do to the work of other tenants, without seeing or changing a row."""

ELSEWHERE = "a role that the application cannot become"


def past(name: str, catalog: Catalog, scoped: Collection[QName], rls: RowSecurity) -> Iterator[str]:
    """Yield the reasons why policies of the scoped tables do not bind a role, or will not bind it once they are made."""
    if name not in catalog.roles:
        yield "does not exist"
        return
    for one, through, inherited in _becomes(name, catalog):
        if one.superuser and through is not None:
            yield f"{through}is a superuser"
        elif one.bypass_rls and through is not None:
            yield f"{through}has BYPASSRLS"
        elif not rls.force:
            tables = (catalog.relations[table] for table in scoped)
            owned = [table.name for table in tables if table.owner == one.name and not table.force_rls]
            if owned:
                yield f"{inherited}owns {some(owned)}, and policies without FORCE bind no owner"


def powers(state: State, rls: RowSecurity) -> Iterator[CatalogCheck]:
    """Yield a finding for each power with which a role comes past policies that bind it."""
    tenants, catalog = state.tenancy.tenants.relation, state.catalog
    owned = _owned(state, rls)
    members = connecting(catalog, rls)
    for name, of in members.items():
        bound = f"policies bind role {name}"
        member = f"is a member of {of}, as which the application connects, and " if of else ""
        ignore = f", or name {name} under rls.ignore_roles" if of else ""
        for why in past(name, catalog, state.tenancy.tables, rls) if of else ():
            yield leak(
                "role", tenants, bound, f"it {member}{why}: REVOKE {sql_name(of)} FROM {grantee_name(name)}{ignore}"
            )
        for why, remedy in (*_attributes(name, catalog), *_ownership(name, catalog, owned)):
            yield leak("role", tenants, bound, f"it {member}{why}: {remedy}{ignore}")
        for predefined, what in DISTURBING.items():
            if predefined in catalog.roles[name].member_of:
                detail = f"it {member}is a member of {predefined}, which {what}: REVOKE {predefined} FROM {grantee_name(name)}"
                yield CatalogCheck("role", tenants, bound, ok=False, detail=detail, weight=Weight.NOTE)
    for role in catalog.roles.values():
        why = "" if role.name in members else _bypassing(role, state, rls)
        if why:
            yield leak(
                "role", tenants, f"policies bind role {role.name}",
                f"it has BYPASSRLS and {why}: ALTER ROLE {grantee_name(role.name)} NOBYPASSRLS, or name it under rls.ignore_roles",
            )  # fmt: skip


def _becomes(name: str, catalog: Catalog) -> Iterator[tuple[Role, str | None, str]]:
    """Yield the role and the roles above it, each with words for SET ROLE and for a membership.

    The first words are None where the role has the other's rights, and cannot SET ROLE to it.
    """
    mine = catalog.roles[name]
    yield mine, "", ""
    for above in mine.member_of:
        if above in catalog.roles:
            through = f"can SET ROLE {above}, which " if above in mine.becomes else None
            yield catalog.roles[above], through, f"is a member of {above}, which "


def _attributes(name: str, catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Yield what a role can do that policies do not see: what it is, and the remedy."""
    for predefined in catalog.roles[name].member_of:
        if predefined in PREDEFINED:
            yield (
                f"is a member of {predefined}, which {PREDEFINED[predefined]}",
                f"REVOKE {predefined} FROM {grantee_name(name)}",
            )
    for one, through, _ in _becomes(name, catalog):
        if one.superuser or through is None:
            continue
        if one.replication:
            yield (
                f"{through}has REPLICATION, with which it reads the changes of all tables",
                f"ALTER ROLE {grantee_name(one.name)} NOREPLICATION",
            )
        if one.creates_roles:
            yield (
                f"{through}has CREATEROLE, with which it becomes other roles",
                f"ALTER ROLE {grantee_name(one.name)} NOCREATEROLE",
            )


def _ownership(name: str, catalog: Catalog, owned: Mapping[str, list[tuple[str, str]]]) -> Iterator[tuple[str, str]]:
    """Yield what a role owns that it could change so that policies no longer bind it."""
    for one, through, member in _becomes(name, catalog):
        if through is not None and (one.superuser or one.bypass_rls):
            continue
        for what, remedy in owned.get(one.name, ()):
            yield f"{member}owns {what}", remedy


def _owned(state: State, rls: RowSecurity) -> Mapping[str, list[tuple[str, str]]]:
    """Return what isolation leans on, by its owner: what it is with the harm, and the remedy."""
    catalog, found = state.catalog, dict[str, list[tuple[str, str]]]()

    def add(owner: str, what: str, alter: str) -> None:
        found.setdefault(owner, []).append((what, f"ALTER {alter} OWNER TO {ELSEWHERE}"))

    tables: dict[str, list[QName]] = {}
    guards: dict[str, list[QName]] = {}
    for name in (*state.tenancy.tables, state.tenancy.tenants.relation):
        for part in catalog.family(name) if name in catalog.relations else ():
            if rls.force or part.force_rls or name not in state.tenancy.tables:
                tables.setdefault(part.owner, []).append(part.name)
            for trigger in part.triggers:
                if is_guard(trigger.name) and trigger.owner:
                    guards.setdefault(trigger.owner, []).append(trigger.function)
    for owner, names in tables.items():
        add(owner, f"{some(names)}, so it can switch the policies off and TRUNCATE", f"TABLE {sql_name(min(names))}")
    for owner, names in guards.items():
        what = f"{', '.join(f'{one}()' for one in sorted({*names})[:3])} of the write guard, so it can replace what fills the tenant in"
        add(owner, what, f"FUNCTION {sql_name(min(names))}()")
    helper = catalog.function(rls.helper)
    if helper is not None:
        add(helper.owner, f"{rls.helper}(), so it can replace the tenant", f"FUNCTION {rls.helper}()")
    for what, owner in catalog.access.owners:
        add(owner, f"{what.lower()}, so it can drop and replace what is in it", what)
    code: dict[str, list[str]] = {}
    for one in catalog.foreign_code:
        if one.relation in state.tenancy.tables and not any(
            str(guard) in one.thing for guard in guards.get(one.owner, ())
        ):
            code.setdefault(one.owner, []).append(one.thing)
    for owner, things in code.items():
        what = f"{some(things)}, so its code runs as every role that writes scoped tables"
        add(owner, what, min(things))
    return found


def _bypassing(role: Role, state: State, rls: RowSecurity) -> str:
    """Return why a role with BYPASSRLS that the plan does not name reaches scoped tables; empty if it does not."""
    catalog = state.catalog
    if role.superuser or not role.bypass_rls or role.name in (*rls.roles, *rls.ignored, catalog.server.role):
        return ""
    data = [name for name in ("pg_read_all_data", "pg_write_all_data") if name in role.member_of]
    if data:
        return f"is a member of {data[0]}"
    above = {*role.member_of}
    for name in state.tenancy.tables if above else ():
        relation = catalog.relations[name]
        through = above & {relation.owner, *(grant.grantee for grant in relation.grants)}
        if through:
            return f"is a member of {min(through)}, which has rights on {name}"
    return ""
