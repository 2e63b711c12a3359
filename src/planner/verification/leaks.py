"""Find ways past row level security: roles, views, functions, rights and partitions that show another tenant's rows.

Sources: PostgreSQL documentation, 5.9 Row Security Policies, CREATE VIEW (security_invoker), CREATE FUNCTION (SECURITY
DEFINER).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planner.catalog.model import Catalog, Function, Relation, Role
from planner.catalog.words import RelationKind, Volatility
from planner.names import QName
from planner.operations.row_security import bases_of, isolates
from planner.sql import ddl
from planner.steps.checks import CatalogCheck
from planner.tenancy.model import RowSecurity, State


def leaks(state: State) -> Iterator[CatalogCheck]:
    """Yield a check for each open way past row level security. Yield nothing when the plan has no `rls`."""
    rls = state.tenancy.rls
    if rls is None:
        return
    yield from _helper(state, rls)
    for role, what, relation in strangers(state.catalog, frozenset(state.tenancy.tables), rls):
        yield _leak("stranger", relation, f"{_who(role)} is named in the plan", f"it has {what}: name it, or REVOKE")
    for name in rls.roles:
        for why in past(name, state.catalog):
            yield _leak("role", state.tenancy.tenants.relation, f"policies bind role {name}", f"it {why}")
    for scoped in state.tenancy.tables.values():
        for part in state.catalog.family(scoped.relation):
            yield from _rights(part, scoped.relation, scoped.column, state.catalog, rls)
    for view in state.catalog.relations.values():
        yield from _view(view, state, rls)
    for function in state.catalog.functions:
        yield from _function(function, state, rls)


def past(name: str, catalog: Catalog) -> Iterator[str]:
    """Yield the reasons why policies do not bind a role."""
    role = catalog.roles.get(name)
    if role is None:
        yield "does not exist"
        return
    for one in (role, *(catalog.roles[above] for above in role.member_of if above in catalog.roles)):
        through = "" if one is role else f" can SET ROLE {one.name}, which"
        if one.superuser:
            yield f"{through.strip()} is a superuser".strip()
        elif one.bypass_rls:
            yield f"{through.strip()} has BYPASSRLS".strip()


def strangers(catalog: Catalog, scoped: frozenset[QName], rls: RowSecurity) -> Iterator[tuple[str, str, QName]]:
    """Yield roles with rights on scoped tables that the plan does not name.

    Each item is the role, what it may do, and on which table.
    """
    known = {*rls.roles, *rls.ignored, catalog.server.role}
    seen = set()
    for name in sorted(scoped):
        relation = catalog.relations[name]
        rights = [(grant.grantee, f"{grant.privilege} on {name}") for grant in relation.grants]
        for grantee, what in (*rights, (relation.owner, f"all rights on {name}, as its owner")):
            role = catalog.roles.get(grantee)
            inside = role is not None and (role.superuser or any(above in rls.roles for above in role.member_of))
            if grantee not in known and not inside and grantee not in seen:
                seen.add(grantee)
                yield grantee, what, name


def _leak(id_: str, relation: QName, title: str, detail: str) -> CatalogCheck:
    return CatalogCheck(id_, relation, title, ok=False, detail=detail)


def _who(role: str) -> str:
    return "PUBLIC" if role == "public" else f"role {role}"


def _helper(state: State, rls: RowSecurity) -> Iterator[CatalogCheck]:
    tenants = state.tenancy.tenants
    title = f"{rls.helper}() gives the tenant that {rls.setting} names"
    found = state.catalog.function(rls.helper)
    if found is None:
        yield _leak(
            "tenant-function", tenants.relation, title, "the function is missing: planner apply --phase tighten"
        )
    elif (
        found.source != ddl.tenant_function_body(rls.setting, tenants.type)
        or found.definer
        or found.volatility is Volatility.VOLATILE
    ):
        yield _leak(
            "tenant-function", tenants.relation, title, f"it has been changed: {' '.join(found.source.split())}"
        )


def _rights(part: Relation, scoped: QName, column: str, catalog: Catalog, rls: RowSecurity) -> Iterator[CatalogCheck]:
    held: dict[str, list[str]] = {}
    for grant in part.grants:
        role = catalog.roles.get(grant.grantee)
        if grant.grantee not in rls.ignored and not (role is not None and role.superuser):
            held.setdefault(grant.grantee, []).append(grant.privilege)
    bases = bases_of(part, column, catalog)
    apart = any(isolates(policy, column, rls.helper, bases) for policy in part.policies)
    bound = part.rls and (part.force_rls or not rls.force) and apart
    for grantee, privileges in held.items():
        if "TRUNCATE" in privileges:
            yield _leak(
                "truncate", scoped, f"nobody can empty {part.name} past the policies",
                f"{_who(grantee)} has TRUNCATE: REVOKE TRUNCATE ON {part.name} FROM {grantee}",
            )  # fmt: skip
        others = [privilege for privilege in privileges if privilege != "TRUNCATE"]
        if part.name != scoped and not bound and others:
            yield _leak(
                "partition", scoped, f"partition {part.name} is reached through {scoped} alone",
                f"{_who(grantee)} has {', '.join(others)} on it, and the policies of {scoped} do not hold there: "
                f"REVOKE ALL ON {part.name} FROM {grantee}",
            )  # fmt: skip


def _reaches(relation: Relation, catalog: Catalog, scoped: frozenset[QName], seen: set[QName]) -> QName | None:
    """Return a scoped table that a view reads, directly or through other views; None when it reads none."""
    for read in relation.reads:
        other = catalog.relations.get(read)
        if other is None or read in seen:
            continue
        seen.add(read)
        *_, top = catalog.above(read)
        if top.name in scoped:
            return top.name
        found = _reaches(other, catalog, scoped, seen)
        if found is not None:
            return found
    return None


def _view(relation: Relation, state: State, rls: RowSecurity) -> Iterator[CatalogCheck]:
    catalog = state.catalog
    readers = sorted({g.grantee for g in relation.grants if g.grantee not in rls.ignored})
    if relation.kind not in (RelationKind.VIEW, RelationKind.MATERIALIZED) or not readers:
        return
    reached = _reaches(relation, catalog, frozenset(state.tenancy.tables), set())
    if reached is None:
        return
    who = ", ".join(_who(reader) for reader in readers)
    if relation.kind is RelationKind.MATERIALIZED:
        yield _leak(
            "view", relation.name, f"holds no rows of {reached}",
            f"a materialized view keeps the rows of all tenants, and {who} may read it: REVOKE, or a view with security_invoker",
        )  # fmt: skip
    elif not relation.security_invoker and goes_past(relation.owner, reached, catalog, rls):
        yield _leak(
            "view", relation.name, f"shows the rows of {reached} that its reader may see",
            f"it reads as {relation.owner}, whom policies do not bind, and {who} may use it: "
            + (
                "ALTER VIEW … SET (security_invoker = true)"
                if catalog.server.can.security_invoker
                else "give it an owner whom policies bind"
            ),
        )  # fmt: skip


def goes_past(owner: str, table: QName, catalog: Catalog, rls: RowSecurity) -> bool:
    """Return whether the policies of the table do not bind this role."""
    role: Role | None = catalog.roles.get(owner)
    if role is None or role.superuser or role.bypass_rls:
        return True
    return not catalog.relations[table].force_rls and owner == catalog.relations[table].owner


def _function(function: Function, state: State, rls: RowSecurity) -> Iterator[CatalogCheck]:
    callers = sorted(set(function.executors) - rls.ignored)
    if not function.definer or function.trigger or not callers:
        return
    for name in state.tenancy.tables:
        if goes_past(function.owner, name, state.catalog, rls) and _names(function.source, name.name):
            yield _leak(
                "function", name, f"function {function.name}({function.arguments}) sees no other tenant's rows",
                f"SECURITY DEFINER: it reads as {function.owner}, whom policies do not bind, and "
                f"{', '.join(_who(c) for c in callers)} may call it: SECURITY INVOKER, or REVOKE EXECUTE",
            )  # fmt: skip
            return


def _names(source: str, table: str) -> bool:
    """Return whether the source names a table, quoted or not, in any case of letters."""
    return re.search(rf"(?<![\w$]){re.escape(table)}(?![\w$])", source, re.IGNORECASE) is not None
