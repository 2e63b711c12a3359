"""Find ways past row level security: roles, views, functions, rights and partitions that show another tenant's rows.

Sources: PostgreSQL documentation, 5.9 Row Security Policies, CREATE VIEW (security_invoker), CREATE FUNCTION (SECURITY
DEFINER).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from planner.catalog.model import Catalog, Function, Relation
from planner.catalog.words import RelationKind, Volatility
from planner.names import QName
from planner.operations.row_security import isolates
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
        for why in past(name, state.catalog, state.tenancy.tables, rls):
            yield _leak("role", state.tenancy.tenants.relation, f"policies bind role {name}", f"it {why}")
    for scoped in state.tenancy.tables.values():
        for part in _family(state.catalog.relations[scoped.relation], state.catalog):
            yield from _rights(part, scoped.relation, scoped.column, state.catalog, rls)
            yield from _owner(part, scoped.relation, scoped.column, state.catalog, rls)
    for view in state.catalog.relations.values():
        yield from _view(view, state, rls)
    for function in state.catalog.functions:
        yield from _function(function, state, rls)


def past(name: str, catalog: Catalog, scoped: Collection[QName], rls: RowSecurity) -> Iterator[str]:
    """Yield the reasons why policies of the scoped tables do not bind a role, or will not bind it once they are made."""
    role = catalog.roles.get(name)
    if role is None:
        yield "does not exist"
        return
    for one in (role, *(catalog.roles[above] for above in role.member_of if above in catalog.roles)):
        through = "" if one is role else f"can SET ROLE {one.name}, which "
        if one.superuser:
            yield f"{through}is a superuser"
        elif one.bypass_rls:
            yield f"{through}has BYPASSRLS"
        elif not rls.force:
            owned = [table for table in scoped if _leaves_out(catalog.relations[table], (one.name,))]
            if owned:
                inherited = "" if one is role else f"is a member of {one.name}, which "
                yield f"{inherited}owns {_some(owned)}, and policies without FORCE bind no owner"


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
    found = next((f for f in state.catalog.functions if f.name == rls.helper), None)
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
            "tenant-function",
            tenants.relation,
            title,
            f"it has been changed: {' '.join(found.source.split()) or 'its body is not a string'}",
        )


def _family(relation: Relation, catalog: Catalog) -> Iterator[Relation]:
    yield relation
    for part in catalog.partitions(relation.name):
        yield from _family(part, catalog)


def _rights(part: Relation, scoped: QName, column: str, catalog: Catalog, rls: RowSecurity) -> Iterator[CatalogCheck]:
    held: dict[str, list[str]] = {}
    for grant in part.grants:
        role = catalog.roles.get(grant.grantee)
        if grant.grantee not in rls.ignored and not (role is not None and role.superuser):
            held.setdefault(grant.grantee, []).append(grant.privilege)
    bound = (part.force_rls or not rls.force) and _apart(part, column, rls)
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


def _owner(part: Relation, scoped: QName, column: str, catalog: Catalog, rls: RowSecurity) -> Iterator[CatalogCheck]:
    """Yield a finding for a partition whose owner reads the partition past the policies of the partitioned table."""
    other = part.owner != catalog.relations[scoped].owner and part.owner != catalog.server.role
    open_ = _is_the_applications(part.owner, catalog, rls) or (other and _others((part.owner,), catalog, rls))
    if part.name != scoped and open_ and not (part.force_rls and _apart(part, column, rls)):
        yield _leak(
            "partition", scoped, f"partition {part.name} is reached through {scoped} alone",
            f"{_who(part.owner)} owns the partition, and the policies of {scoped} do not hold there: "
            f"ALTER TABLE {part.name} OWNER TO a role that the application does not connect as",
        )  # fmt: skip


def _apart(part: Relation, column: str, rls: RowSecurity) -> bool:
    """Return whether policies of the relation itself keep the tenants apart."""
    return part.rls and any(isolates(policy, column, rls.helper) for policy in part.policies)


def _view(view: Relation, state: State, rls: RowSecurity) -> Iterator[CatalogCheck]:
    catalog, holds = state.catalog, view.kind is RelationKind.MATERIALIZED
    if not holds and (view.kind is not RelationKind.VIEW or view.security_invoker):
        return
    readers = _others((grant.grantee for grant in view.grants), catalog, rls)
    if holds and _is_the_applications(view.owner, catalog, rls):
        readers.append(view.owner)
    shown = set(_shown(view, None, state, set())) if readers else set()
    if not shown:
        return
    tables, who = _some(table for table, _ in shown), ", ".join(_who(reader) for reader in readers)
    if holds:
        yield _leak(
            "view", view.name, f"holds no rows of {tables}",
            f"a materialized view keeps the rows of all tenants, and {who} may read it: REVOKE, or a view with security_invoker",
        )  # fmt: skip
    else:
        yield _leak(
            "view", view.name, f"shows the rows of {tables} that its reader may see",
            f"it reads as {', '.join(sorted({role for _, role in shown}))}, whom policies do not bind, and {who} may use it: "
            + (
                "ALTER VIEW … SET (security_invoker = true)"
                if catalog.server.can.security_invoker
                else "give it an owner whom policies bind"
            ),
        )  # fmt: skip


def _shown(relation: Relation, user: str | None, state: State, seen: set[QName]) -> Iterator[tuple[QName, str]]:
    """Yield the scoped tables of which a relation shows the rows of all tenants, each with the role that reads the rows.

    `user` is the role that queries the relation; None stands for any role that policies bind. `seen` has the views on the
    way. A view with security_invoker reads as `user`, also inside a view that reads as its owner (measured on 15 and 18).
    """
    *_, top = state.catalog.above(relation.name)
    if top.name in state.tenancy.tables:
        if user is not None and goes_past(user, relation, state.catalog):
            yield top.name, user
        return
    if relation.name in seen or (relation.security_invoker and user is None):
        return
    seen.add(relation.name)
    holds = relation.kind is RelationKind.MATERIALIZED
    for name in relation.reads:
        read = state.catalog.relations.get(name)
        if read is None:
            continue
        *_, top = state.catalog.above(name)
        if holds:
            yield from ((table, relation.owner) for table in _kept(read, state, seen))
        elif top.name in state.tenancy.tables and not relation.security_invoker:
            yield from _shown(read, relation.owner, state, seen)
        else:
            yield from _shown(read, user, state, seen)


def _kept(relation: Relation, state: State, seen: set[QName]) -> Iterator[QName]:
    """Yield the scoped tables whose rows get into a materialized view that reads a relation."""
    *_, top = state.catalog.above(relation.name)
    if top.name in state.tenancy.tables:
        yield top.name
    elif relation.name not in seen:
        seen.add(relation.name)
        for name in relation.reads:
            if name in state.catalog.relations:
                yield from _kept(state.catalog.relations[name], state, seen)


def goes_past(name: str, relation: Relation, catalog: Catalog) -> bool:
    """Return whether a role that reads a scoped table or its partition directly sees the rows of all tenants."""
    role = catalog.roles.get(name)
    if role is None or role.superuser or role.bypass_rls:
        return True
    rights_of = {name, *role.inherits}
    if relation.rls:
        return _leaves_out(relation, rights_of)
    return relation.owner in rights_of or any(grant.grantee in {*rights_of, "public"} for grant in relation.grants)


def _leaves_out(relation: Relation, roles: Collection[str]) -> bool:
    """Return whether one of the roles owns the relation, and the relation's policies do not bind its owner."""
    return relation.owner in roles and not relation.force_rls


def _function(function: Function, state: State, rls: RowSecurity) -> Iterator[CatalogCheck]:
    callers = _others(function.executors, state.catalog, rls)
    if not function.definer or function.trigger or not callers:
        return
    shown: dict[QName, str] = {}
    for relation in _named(function, state.catalog):
        shown |= _shown(relation, function.owner, state, set())
    if shown:
        yield _leak(
            "function", min(shown), f"function {function.name}({function.arguments}) sees no other tenant's rows",
            f"SECURITY DEFINER: it reads {_some(shown)} as {', '.join(sorted(set(shown.values())))}, whom policies do not bind, and "
            f"{', '.join(_who(c) for c in callers)} may call it: SECURITY INVOKER, or REVOKE EXECUTE",
        )  # fmt: skip


def _named(function: Function, catalog: Catalog) -> Iterator[Relation]:
    """Yield the relations that a function names: those that the server knows of, or those whose names are in its source."""
    if function.tree:
        yield from (catalog.relations[name] for name in function.reads if name in catalog.relations)
        return
    source = function.source.lower()
    words = set(re.findall(r"[\w$]+", source))
    for relation in catalog.relations.values():
        name = relation.name.name.lower().replace('"', '""')
        if name in words or (not re.fullmatch(r"[\w$]+", name) and f'"{name}"' in source):
            yield relation


def _others(grantees: Iterable[str], catalog: Catalog, rls: RowSecurity) -> list[str]:
    """Return the roles whose rights the plan does not ignore, without superusers, who need no rights."""
    superusers = {name for name, role in catalog.roles.items() if role.superuser}
    return sorted({*grantees} - rls.ignored - superusers)


def _is_the_applications(name: str, catalog: Catalog, rls: RowSecurity) -> bool:
    """Return whether the application connects as the role, or as a member of the role."""
    return any(name in (role, *catalog.roles[role].member_of) for role in rls.roles if role in catalog.roles)


def _some(names: Iterable[QName]) -> str:
    """Return the first three names in order, and the number of the others."""
    first = [str(name) for name in sorted({*names})]
    return ", ".join(first[:3]) + (f" and {len(first) - 3} more" if len(first) > 3 else "")
