"""Find ways past row level security: roles, views, functions, rights and partitions that show another tenant's rows.

Sources: PostgreSQL documentation, 5.9 Row Security Policies, CREATE VIEW (security_invoker), CREATE FUNCTION (SECURITY
DEFINER).
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.catalog.access import Function
from planner.catalog.model import Catalog, Relation
from planner.catalog.parts import Constraint
from planner.catalog.words import ReferentialAction, Volatility
from planner.names import QName
from planner.operations.row_security import bases_of, isolates
from planner.sql import ddl
from planner.sql.spelling import sql_name
from planner.steps.checks import CatalogCheck
from planner.tenancy.model import RowSecurity, State
from planner.verification.findings import grantee_name, is_the_applications, leak, others, who
from planner.verification.powers import past, powers
from planner.verification.tenantless import blind


def leaks(state: State) -> Iterator[CatalogCheck]:
    """Yield a check for each open way past row level security that needs no other object. Yield nothing without `rls`."""
    rls = state.tenancy.rls
    if rls is None:
        return
    yield from _helper(state, rls)
    for role, what, relation in strangers(state.catalog, frozenset(state.tenancy.tables), rls):
        yield leak("stranger", relation, f"{who(role)} is named in the plan", f"it has {what}: name it, or REVOKE")
    for name in rls.roles:
        for why in past(name, state.catalog, state.tenancy.tables, rls):
            yield leak("role", state.tenancy.tenants.relation, f"policies bind role {name}", f"it {why}")
    for scoped in state.tenancy.tables.values():
        for part in state.catalog.family(scoped.relation):
            yield from _rights(part, scoped.relation, scoped.column, state.catalog, rls)
            yield from _owner(part, scoped.relation, scoped.column, state.catalog, rls)
    yield from _cascades(state, rls)
    yield from powers(state, rls)
    yield from blind(state, rls)


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


def _helper(state: State, rls: RowSecurity) -> Iterator[CatalogCheck]:
    tenants = state.tenancy.tenants
    title = f"{rls.helper}() gives the tenant that {rls.setting} names"
    found = state.catalog.function(rls.helper)
    if found is None:
        yield leak("tenant-function", tenants.relation, title, "the function is missing: planner apply --phase tighten")
    elif (
        found.source != ddl.tenant_function_body(rls.setting, tenants.type)
        or found.definer
        or found.leakproof
        or found.volatility is not Volatility.STABLE
        or found.config
    ):
        yield leak(
            "tenant-function",
            tenants.relation,
            title,
            f"it has been changed: {_described(found)}",
        )


def _described(helper: Function) -> str:
    """Return what somebody has changed in the function: its body, or the attributes that planner does not give it."""
    named = [
        *(["SECURITY DEFINER"] if helper.definer else []),
        *(["LEAKPROOF"] if helper.leakproof else []),
        *([str(helper.volatility)] if helper.volatility is not Volatility.STABLE else []),
        *(f"SET {setting}" for setting in helper.config),
    ]
    return ", ".join([*named, " ".join(helper.source.split()) or "its body is not a string"])


def _rights(part: Relation, scoped: QName, column: str, catalog: Catalog, rls: RowSecurity) -> Iterator[CatalogCheck]:
    held: dict[str, list[str]] = {}
    for grant in part.grants:
        role = catalog.roles.get(grant.grantee)
        if grant.grantee not in rls.ignored and not (role is not None and role.superuser):
            held.setdefault(grant.grantee, []).append(grant.privilege)
    bound = (part.force_rls or not rls.force) and _apart(part, column, catalog, rls)
    for grantee, privileges in held.items():
        if "TRUNCATE" in privileges:
            yield leak(
                "truncate", scoped, f"nobody can empty {part.name} past the policies",
                f"{who(grantee)} has TRUNCATE: REVOKE TRUNCATE ON {sql_name(part.name)} FROM {grantee_name(grantee)}",
            )  # fmt: skip
        others = [privilege for privilege in privileges if privilege != "TRUNCATE"]
        if part.name != scoped and not bound and others:
            yield leak(
                "partition", scoped, f"partition {part.name} is reached through {scoped} alone",
                f"{who(grantee)} has {', '.join(others)} on it, and the policies of {scoped} do not hold there: "
                f"REVOKE ALL ON {sql_name(part.name)} FROM {grantee_name(grantee)}",
            )  # fmt: skip


def _owner(part: Relation, scoped: QName, column: str, catalog: Catalog, rls: RowSecurity) -> Iterator[CatalogCheck]:
    """Yield a finding for a partition whose owner reads the partition past the policies of the partitioned table."""
    other = part.owner != catalog.relations[scoped].owner and part.owner != catalog.server.role
    open_ = is_the_applications(part.owner, catalog, rls) or (other and others((part.owner,), catalog, rls))
    if part.name != scoped and open_ and not (part.force_rls and _apart(part, column, catalog, rls)):
        yield leak(
            "partition", scoped, f"partition {part.name} is reached through {scoped} alone",
            f"{who(part.owner)} owns the partition, and the policies of {scoped} do not hold there: "
            f"ALTER TABLE {sql_name(part.name)} OWNER TO a role that the application does not connect as",
        )  # fmt: skip


def _apart(part: Relation, column: str, catalog: Catalog, rls: RowSecurity) -> bool:
    """Return whether policies of the relation itself keep the tenants apart."""
    bases = bases_of(part, column, catalog)
    return part.rls and any(isolates(policy, column, rls.helper, bases) for policy in part.policies)


def _cascades(state: State, rls: RowSecurity) -> Iterator[CatalogCheck]:
    """Yield a finding for each table without policies whose deleted rows delete or change rows of all tenants.

    The server's own queries for foreign keys ignore policies (src/backend/utils/adt/ri_triggers.c).
    """
    catalog = state.catalog
    found: dict[QName, list[tuple[QName, Constraint]]] = {}
    for scoped in state.tenancy.tables:
        for key in catalog.relations[scoped].foreign_keys():
            acts = key.on_delete is ReferentialAction.CASCADE or key.on_delete.sets_columns
            if acts and key.ref is not None and key.ref not in state.tenancy.tables and key.ref in catalog.relations:
                found.setdefault(key.ref, []).append((scoped, key))
    _through_others(state, found)
    for name, keys in found.items():
        relation = catalog.relations[name]
        deleting = others((grant.grantee for grant in relation.grants if grant.privilege == "DELETE"), catalog, rls)
        if is_the_applications(relation.owner, catalog, rls):
            deleting.append(relation.owner)
        if deleting and not relation.rls:
            scoped, key = keys[0]
            more = f" and {len(keys) - 1} more" if len(keys) > 1 else ""
            yield leak(
                "cascade", name, f"a deleted row takes no tenant's rows along: {scoped} ({', '.join(key.columns)}){more}",
                f"{who(deleting[0])} has DELETE, and foreign key {key.name} is ON DELETE {key.on_delete}, past the policies: "
                f"REVOKE DELETE ON {name}, or ON DELETE RESTRICT",
            )  # fmt: skip


def _through_others(state: State, found: dict[QName, list[tuple[QName, Constraint]]]) -> None:
    """Add the tables whose deleted rows delete rows of the tables found, with the keys of those."""
    keys = [
        (relation.name, key.ref)
        for relation in state.catalog.relations.values()
        if relation.name not in state.tenancy.tables
        for key in relation.foreign_keys()
        if key.on_delete is ReferentialAction.CASCADE and key.ref in state.catalog.relations
    ]
    waiting = list(found)
    while waiting:
        child = waiting.pop()
        for name, above in keys:
            if name == child and above is not None and above not in found and above not in state.tenancy.tables:
                found[above] = found[child]
                waiting.append(above)
