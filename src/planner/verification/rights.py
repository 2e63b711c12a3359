"""Find rights that reach past policies: on tables, on tables to come, and on planner's own record.

Sources: PostgreSQL documentation, 5.8 Privileges, ALTER DEFAULT PRIVILEGES.
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.catalog.model import Catalog
from planner.names import PLANNER_SCHEMA, QName
from planner.operations.guard_sql import is_guard
from planner.sql.spelling import sql_name
from planner.steps.checks import CatalogCheck, Weight
from planner.tenancy.model import RowSecurity, State
from planner.verification.findings import applications, connecting, grantee_name, leak, others, some, who

PAST_POLICIES = ("TRUNCATE", "TRIGGER", "REFERENCES")
"""Rights on a table that its policies do not look at."""


def rights(state: State, rls: RowSecurity) -> Iterator[CatalogCheck]:
    """Yield a finding for each right that reaches past policies."""
    yield from _on_tables(state, rls)
    yield from _on_guards(state, rls)
    yield from _future(state, rls)
    yield from _record(state, rls)


def _on_tables(state: State, rls: RowSecurity) -> Iterator[CatalogCheck]:
    """Yield a finding for TRIGGER and REFERENCES on scoped tables and on the tenants table, and a note for MAINTAIN."""
    catalog = state.catalog
    found: dict[tuple[str, str], list[QName]] = {}
    for name in (*state.tenancy.tables, state.tenancy.tenants.relation):
        for part in catalog.family(name) if name in catalog.relations else ():
            for grant in part.grants:
                if grant.privilege in ("TRIGGER", "REFERENCES", "MAINTAIN"):
                    found.setdefault((grant.privilege, grant.grantee), []).append(part.name)
    for (privilege, grantee), names in sorted(found.items()):
        if not others((grantee,), catalog, rls):
            continue
        first, on = min(names), f"{who(grantee)} has {privilege} on {some(names)}"
        revoke = f"REVOKE {privilege} ON {sql_name(first)} FROM {grantee_name(grantee)}"
        match privilege:
            case "TRIGGER":
                yield leak(
                    "trigger-right", first, "nobody adds code that other roles' statements run",
                    f"{on}, and a trigger of its own runs with the rights of every role that writes there: {revoke}",
                )  # fmt: skip
            case "REFERENCES" if _can_create(grantee, catalog):
                yield leak(
                    "references-right", first, "nobody learns of other tenants' keys through a foreign key",
                    f"{on}, and the check of a foreign key of its own looks past the policies: {revoke}",
                )  # fmt: skip
            case "MAINTAIN":
                title, detail = (
                    "nobody holds up the tables of all tenants",
                    f"{on}: it locks and rewrites them: {revoke}",
                )
                yield CatalogCheck("maintain-right", first, title, ok=False, detail=detail, weight=Weight.NOTE)


def _on_guards(state: State, rls: RowSecurity) -> Iterator[CatalogCheck]:
    """Yield a finding for each role that may attach a guard's function to a table of its own.

    The function looks parents up as its owner, and so tells whose row a key is.
    """
    catalog = state.catalog
    tables = {
        trigger.function: name
        for name in state.tenancy.tables
        for trigger in catalog.relations[name].triggers
        if is_guard(trigger.name)
    }
    for function in catalog.functions:
        callers = others(function.executors, catalog, rls) if function.name in tables else ()
        if callers:
            yield leak(
                "write-guard", tables[function.name], "nobody else uses the write guard's function",
                f"{function.name}() may be called by {', '.join(map(who, callers))}: "
                f"REVOKE ALL ON FUNCTION {sql_name(function.name)}() FROM {', '.join(map(grantee_name, callers))}",
            )  # fmt: skip


def _can_create(grantee: str, catalog: Catalog) -> bool:
    """Return whether a role, or for PUBLIC any role, may create a table that lasts: in some schema, or in a new one."""
    role = catalog.roles.get(grantee)
    rights_of = {grantee, "public", *(role.member_of if role is not None else ())}
    return any(
        schema != PLANNER_SCHEMA and (creator in rights_of or grantee == "public")
        for schema, creator in catalog.access.creators
    )


def _future(state: State, rls: RowSecurity) -> Iterator[CatalogCheck]:
    """Yield a finding for default privileges that give away future tables: to roles that the plan does not name, or past
    policies."""
    catalog = state.catalog
    ours = applications(catalog, rls)
    found: dict[tuple[str, str], list[str]] = {}
    for right in catalog.access.future:
        known = right.grantee == catalog.server.role or not others((right.grantee,), catalog, rls)
        if not known and (right.grantee not in ours or right.privilege in PAST_POLICIES):
            of = f"FOR ROLE {sql_name(right.owner)}" + (f" IN SCHEMA {sql_name(right.schema)}" if right.schema else "")
            found.setdefault((right.grantee, of), []).append(right.privilege)
    for (grantee, of), privileges in found.items():
        named = ", ".join(privileges)
        yield leak(
            "future-right", state.tenancy.tenants.relation, f"default privileges give {who(grantee)} no rights past the plan",
            f"it will have {named} on every new table: "
            f"ALTER DEFAULT PRIVILEGES {of} REVOKE {named} ON TABLES FROM {grantee_name(grantee)}",
        )  # fmt: skip


def _record(state: State, rls: RowSecurity) -> Iterator[CatalogCheck]:
    """Yield a finding for each role of the application that reads schema planner. planner refuses roles that change it."""
    catalog = state.catalog
    for name in connecting(catalog, rls):
        reached = {name, *catalog.roles[name].member_of, "public"}
        held = {privilege for grantee, privilege in catalog.access.record if grantee in reached}
        if "USAGE" in held and len(held) > 1:
            yield leak(
                "record-right", state.tenancy.tenants.relation, f"role {name} does not reach planner's record",
                f"it reads schema planner, where statements, tenants and keys of rows of all tenants are: "
                f"REVOKE ALL ON SCHEMA planner FROM {', '.join(sorted(map(grantee_name, _holders(reached, catalog))))}",
            )  # fmt: skip


def _holders(reached: set[str], catalog: Catalog) -> set[str]:
    return {grantee for grantee, privilege in catalog.access.record if grantee in reached and privilege == "USAGE"}
