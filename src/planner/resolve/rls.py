"""Resolve `rls` of the plan: find the roles that policies would not bind, and roles that would see no rows."""

from __future__ import annotations

from collections.abc import Iterator

from planner.catalog.owned import OwnedKey, OwnedKind
from planner.errors import Blocked
from planner.names import QName, parse_function
from planner.operations.tenant_function import HELPER
from planner.plan import trusted as plan
from planner.plan.table import Kind as KindOfTable
from planner.resolve.policies import refuse_policies
from planner.resolve.problems import Resolution
from planner.tenancy.model import PolicyForm, RowSecurity, TenantsTable
from planner.tenancy.trusted import Kind, Trusted
from planner.verification.cascades import cascades, writers
from planner.verification.findings import connecting, who
from planner.verification.leaks import strangers
from planner.verification.powers import past


def resolve_rls(r: Resolution, tenants: TenantsTable) -> RowSecurity | None:
    """Return the row level security of the plan; None if the plan has no `rls`.

    A tolerant resolution does not check roles: verify reports them as findings.
    """
    said = r.loaded.plan.rls
    if said is None:
        return None
    helper = QName(tenants.relation.schema, HELPER)
    ignored = frozenset(said.ignore_roles)
    open_tables = {r.qualify(entry.table): entry.reason for entry in said.open}
    trusted = tuple(_trusted(r, at, entry) for at, entry in enumerate(said.trusted))
    form = PolicyForm.PERMISSIVE if r.loaded.plan.target.dialect == "citus" else PolicyForm.RESTRICTIVE
    rls = RowSecurity(said.setting, said.roles, ignored, said.force, helper, said.tenants, open_tables, trusted, form)
    if "." not in rls.setting:
        r.problem(
            f"rls.setting: {rls.setting!r} has no dot in it, so no session could set it",
            "rls",
            "setting",
            hint=f"name a setting of your own, such as app.{rls.setting}",
        )
    if not r.tolerant:
        there = tenants.relation in r.catalog.relations and rls.tenants != "exempt"
        secured = frozenset((*r.columns, *([tenants.relation] if there else [])))
        _refuse_roles(r, rls, secured)
        _refuse_function(r, rls, tenants)
        _refuse_open(r, rls, secured)
        _refuse_cascades(r, rls, tenants, secured)
        refuse_policies(r, rls, tenants)
    return rls


def reached(r: Resolution, tenants: TenantsTable, rls: RowSecurity | None) -> Iterator[tuple[QName, str]]:
    """Yield the reference tables whose rows name a tenant: (table, foreign key).

    With `rls`, adds a problem for each, except in a tolerant resolution: verify reports them as findings.
    """
    for name, (text, entry) in r.entries.items():
        if entry is None or entry.kind is not KindOfTable.REFERENCE:
            continue
        for key in (key for part in r.catalog.family(name) for key in part.foreign_keys()):
            if key.ref != tenants.relation or key.inherited:
                continue
            yield name, key.name
            if rls is not None and not r.tolerant and name not in rls.open:
                r.problem(
                    f"{text} is shared by all tenants, and its rows name a tenant ({key.name}): no policy would keep a "
                    "tenant from the rows of another",
                    "tables",
                    text,
                    hint=f"make it scoped: `{text}: {{ column: {', '.join(key.columns)} }}`; or answer for it: `rls: {{ open: "
                    f"[{{ table: {text}, reason: … }}] }}`",
                    kind=Blocked,
                )


def _trusted(r: Resolution, at: int, entry: plan.Trusted) -> Trusted:
    """Return an entry of `rls.trusted` with the full name of its object."""
    place = r.loaded.place("rls", "trusted", at)
    if entry.function is None:
        kind: Kind = "view" if entry.view is not None else "table"
        text = entry.view or entry.table or ""
        return Trusted(kind, r.qualify(text), "", entry.reason, entry.definition, place, text)
    schema, name, arguments = parse_function(entry.function)
    named = QName(schema or r.loaded.plan.schemas[0], name)
    return Trusted("function", named, arguments, entry.reason, entry.definition, place, entry.function)


def _refuse_function(r: Resolution, rls: RowSecurity, tenants: TenantsTable) -> None:
    """Add a problem when somebody else made a function with the name of the tenant function."""
    key = OwnedKey(OwnedKind.TENANT_FUNCTION, tenants.relation, rls.helper.name)
    if key not in r.catalog.owned and r.catalog.function(rls.helper) is not None:
        r.problem(
            f"there is a function {rls.helper}() that planner did not make",
            "rls",
            hint="planner needs this name for the function that policies call: rename yours (ALTER FUNCTION … RENAME TO …)",
            kind=Blocked,
        )


def _refuse_open(r: Resolution, rls: RowSecurity, secured: frozenset[QName]) -> None:
    """Add a problem for each entry of `open` that is no table, or that has policies."""
    for at, name in enumerate(rls.open):
        if name in secured or (name not in r.catalog.relations and name not in r.catalog.elsewhere):
            has = "has policies" if name in secured else "is not in the database"
            r.problem(f"{name} {has}, so there is nothing to answer for", "rls", "open", at, hint="remove the entry")


def _refuse_cascades(r: Resolution, rls: RowSecurity, tenants: TenantsTable, secured: frozenset[QName]) -> None:
    """Add a problem for each table without policies from which foreign keys take rows of tenants along."""
    for found in cascades(r.catalog, secured, rls):
        if found.table not in rls.open:
            text, _ = r.entries.get(found.table, (str(found.table), None))
            r.problem(
                f"a {found.command} on {text} takes rows of tenants along: {found.what}: {found}",
                *(("tables", text) if found.table in r.entries else ("rls",)),
                hint=found.remedy,
                kind=Blocked,
            )
    unsecured = tenants.relation in r.catalog.relations and tenants.relation not in secured
    deletes = unsecured and r.loaded.plan.tenant.on_delete == "cascade"
    deleting = writers(tenants.relation, "DELETE", r.catalog, rls) if deletes else []
    if deleting and tenants.relation not in rls.open:
        r.problem(
            f"{who(deleting[0])} may delete every tenant with all of its rows: tenant.on_delete is cascade, and "
            f"{r.loaded.plan.tenant.table} has no policies",
            "tenant",
            "on_delete",
            hint="write `rls: { tenants: own }`, or `on_delete: restrict`, or REVOKE DELETE",
            kind=Blocked,
        )


def _refuse_roles(r: Resolution, rls: RowSecurity, secured: frozenset[QName]) -> None:
    for at, name in enumerate(rls.roles):
        for why in past(name, r.catalog, r.columns, rls):
            r.problem(
                f"role {name!r} {why}" + ("" if name not in r.catalog.roles else ", so policies do not bind it"),
                "rls",
                "roles",
                at,
                hint="name the role that the application connects as: one that is neither superuser nor BYPASSRLS, and with "
                "`force: false` does not own the tables",
                kind=Blocked,
            )
    for name, of in connecting(r.catalog, rls).items():
        # A member that has BYPASSRLS is for verify; here the plan's own word, force: false, would bind nobody.
        for why in past(name, r.catalog, r.columns, rls) if of and not rls.force else ():
            r.problem(
                f"role {name!r} is a member of {of!r} and {why}, so policies do not bind it",
                "rls",
                "force",
                hint=f"set `force: true`; or name {name} under rls.ignore_roles if the application does not connect as it",
                kind=Blocked,
            )
    for role, what, _ in strangers(r.catalog, secured, rls):
        r.problem(
            f"{'PUBLIC' if role == 'public' else f'role {role!r}'} has {what}, and the plan does not name it",
            "rls",
            "roles",
            hint=f"name {role} under rls.roles if the application connects as it, or under rls.ignore_roles "
            "if you accept its rights; or REVOKE its rights",
            kind=Blocked,
        )
