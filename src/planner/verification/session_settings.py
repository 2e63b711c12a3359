"""Find what sessions of the application begin with, or may switch on: a tenant, sessions without triggers, a search_path.

Sources: PostgreSQL documentation, ALTER ROLE … SET, ALTER DATABASE … SET, 5.10.3 The Schema Search Path, GRANT … ON
PARAMETER.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from planner.catalog.access import FixedSetting
from planner.catalog.model import Catalog
from planner.sql.spelling import sql_name
from planner.steps.checks import CatalogCheck
from planner.tenancy.model import RowSecurity, State
from planner.verification.findings import connecting, grantee_name, is_the_applications, leak, who

REPLICA = "session_replication_role"

POWERFUL: Mapping[str, str] = {
    REPLICA: "then no trigger fires and no foreign key is checked",
    "session_preload_libraries": "then each session runs code of that library",
    "dynamic_library_path": "then functions in C come from another library",
    "allow_system_table_mods": "then tables of the catalog can be changed",
    "lo_compat_privileges": "then every role reads and writes every large object",
}
"""Settings of superusers with which a session goes past policies, keys or rights."""

DEFAULT_PATH = '"$user", public'


def session_settings(state: State, rls: RowSecurity) -> Iterator[CatalogCheck]:
    """Yield a finding for each setting that sessions of the application begin with, or may set, and that does harm."""
    yield from _fixed(state, rls)
    yield from _settable(state, rls)
    yield from _shadowed(state, rls)


def _fixed(state: State, rls: RowSecurity) -> Iterator[CatalogCheck]:
    tenants, catalog = state.tenancy.tenants.relation, state.catalog
    found: dict[FixedSetting, None] = {}
    for role in connecting(catalog, rls):
        for name in (rls.setting, REPLICA, "row_security"):
            fixed = _effective(name, role, catalog)
            if fixed is not None and _harm(fixed, rls):
                found[fixed] = None
    for fixed in found:
        whose = "the database, or all roles," if fixed.role is None else f"role {fixed.role}"
        where = " IN DATABASE …" if fixed.here and fixed.role is not None else ""
        reset = (
            "ALTER DATABASE … RESET, or ALTER ROLE ALL RESET"
            if fixed.role is None
            else f"ALTER ROLE {grantee_name(fixed.role)}{where} RESET"
        )
        yield leak(
            "setting", tenants, f"a session of the application begins without {fixed.name}",
            f"{whose} sets {fixed.name} = {fixed.value}: {_harm(fixed, rls)}: {reset} {fixed.name}",
        )  # fmt: skip


def _effective(name: str, role: str, catalog: Catalog) -> FixedSetting | None:
    """Return the setting that a session of the role begins with, as the server chooses it; None if none is fixed.

    A setting of the role goes before one for all roles, and one for this database before one for all databases. The
    settings of other roles, which the role is a member of, do not count.
    """
    found = [one for one in catalog.access.settings if one.name.lower() == name.lower() and one.role in (role, None)]
    return max(found, key=lambda one: (one.role is not None, one.here), default=None)


def _harm(fixed: FixedSetting, rls: RowSecurity) -> str:
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


def _settable(state: State, rls: RowSecurity) -> Iterator[CatalogCheck]:
    for setting, role, right in state.catalog.access.settable:
        harm = POWERFUL.get(setting.lower(), "")
        if right == "ALTER SYSTEM":
            harm = "then every session of the server begins with it"
        if harm and (role == "public" or is_the_applications(role, state.catalog, rls)):
            yield leak(
                "setting", state.tenancy.tenants.relation, f"the application cannot {right} {setting}",
                f"{who(role)} may, and {harm}: REVOKE {right} ON PARAMETER {setting} FROM {grantee_name(role)}",
            )  # fmt: skip


def _shadowed(state: State, rls: RowSecurity) -> Iterator[CatalogCheck]:
    """Yield a finding for each schema where the application may put a table of its own in front of a scoped one.

    All tenants share the application's role, so such a table gets the rows of all of them.
    """
    catalog = state.catalog
    homes = {name.schema for name in state.tenancy.tables}
    there = {schema for schema, _ in catalog.access.creators if schema is not None}
    for role in connecting(catalog, rls):
        rights_of = {role, *catalog.roles[role].member_of, "public"}
        allowed = {schema for schema, grantee in catalog.access.creators if grantee in rights_of}
        path = [role if entry == "$user" else entry for entry in _search_path(role, catalog)]
        for home in sorted(homes & {*path}):
            for entry in path[: path.index(home)]:
                if entry in allowed or (entry not in there and None in allowed):
                    how = (
                        f"CREATE on schema {entry}"
                        if entry in there
                        else f"CREATE on the database, and can make schema {entry}"
                    )
                    yield leak(
                        "search-path", state.tenancy.tenants.relation, f"role {role} finds no tables in front of those of {home}",
                        f"it has {how}, which is before {home} in its search_path: a table there gets the rows of all "
                        f"tenants: {_remedy(entry, there, catalog)}",
                    )  # fmt: skip


def _remedy(schema: str, there: set[str], catalog: Catalog) -> str:
    if schema in there:
        return f"REVOKE CREATE ON SCHEMA {sql_name(schema)}, or take it out of the search_path"
    return f"REVOKE CREATE ON DATABASE {sql_name(catalog.server.database)}, or take it out of the search_path"


def _search_path(role: str, catalog: Catalog) -> list[str]:
    fixed = _effective("search_path", role, catalog)
    entries = re.findall(r'"((?:[^"]|"")*)"|([^",\s]+)', fixed.value if fixed is not None else DEFAULT_PATH)
    return [quoted.replace('""', '"') if quoted else plain.lower() for quoted, plain in entries]
