"""Find ways past row level security: roles, views, functions, rights and partitions that show another tenant's rows.

Sources: PostgreSQL documentation, 5.9 Row Security Policies, CREATE VIEW (security_invoker), CREATE FUNCTION (SECURITY
DEFINER).
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.catalog.access import Function
from planner.catalog.model import Catalog, Relation
from planner.catalog.words import Volatility
from planner.names import QName
from planner.operations.isolation import Isolation
from planner.operations.policies import Secured, all_secured
from planner.sql import build, ddl
from planner.sql.spelling import sql_name
from planner.steps.checks import CatalogCheck, Weight
from planner.tenancy.model import RowSecurity, State
from planner.verification.cascades import cascades
from planner.verification.findings import grantee_name, is_the_applications, leak, others, who
from planner.verification.powers import past, powers
from planner.verification.rights import PAST_POLICIES, rights
from planner.verification.session_settings import session_settings
from planner.verification.tenantless import blind


def leaks(state: State) -> Iterator[CatalogCheck]:
    """Yield a check for each open way past row level security that needs no other object. Yield nothing without `rls`."""
    rls = state.tenancy.rls
    if rls is None:
        return
    yield from _helper(state, rls)
    guarded = {table.relation for table in all_secured(state)}
    for role, what, relation in strangers(state.catalog, frozenset(guarded), rls):
        yield leak("stranger", relation, f"{who(role)} is named in the plan", f"it has {what}: name it, or REVOKE")
    for name in rls.roles:
        for why in past(name, state.catalog, state.tenancy.tables, rls):
            yield leak("role", state.tenancy.tenants.relation, f"policies bind role {name}", f"it {why}")
    yield from _unread(state, rls)
    for table in all_secured(state):
        for part in state.catalog.family(table.relation):
            yield from _rights(part, table, state.catalog, rls)
            yield from _owner(part, table, state.catalog, rls)
    yield from _cascades(state, rls)
    yield from powers(state, rls)
    yield from session_settings(state, rls)
    yield from rights(state, rls)
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
    elif found.source not in ddl.tenant_function_bodies(rls.setting, tenants.type) or _attributes(found):
        again = build.render(ddl.create_tenant_function(rls.helper, rls.setting, tenants.type))
        detail = f"the function has been changed ({_described(found)}); make it again: {again.replace('CREATE', 'CREATE OR REPLACE', 1)}"
        yield leak("tenant-function", tenants.relation, title, detail)


def _attributes(helper: Function) -> list[str]:
    """Return the attributes that planner does not give the function."""
    return [
        *([f"LANGUAGE {helper.language}"] if helper.language != "sql" else []),
        *(["SECURITY DEFINER"] if helper.definer else []),
        *(["LEAKPROOF"] if helper.leakproof else []),
        *([str(helper.volatility)] if helper.volatility is not Volatility.STABLE else []),
        *(["STRICT"] if helper.strict else []),
        *([f"PARALLEL {helper.parallel}"] if helper.parallel != "SAFE" else []),
        *(f"SET {setting}" for setting in helper.config),
    ]


def _described(helper: Function) -> str:
    """Return what somebody has changed in the function: its body, or the attributes that planner does not give it."""
    return ", ".join([*_attributes(helper), " ".join(helper.source.split()) or "its body is not a string"])


def _unread(state: State, rls: RowSecurity) -> Iterator[CatalogCheck]:
    """Yield a finding for each role of the application that may not call the tenant function, and so reads nothing."""
    helper = state.catalog.function(rls.helper)
    for name in rls.roles if helper is not None else ():
        role = state.catalog.roles.get(name)
        if helper is None or role is None or role.superuser:
            continue
        if not {name, *role.inherits, "public"} & {*helper.executors, helper.owner}:
            yield leak(
                "tenant-function", state.tenancy.tenants.relation, f"role {name} may call {rls.helper}()",
                f"it may not, so its statements on scoped tables fail: GRANT EXECUTE ON FUNCTION {rls.helper}() TO PUBLIC",
            )  # fmt: skip


def _rights(part: Relation, table: Secured, catalog: Catalog, rls: RowSecurity) -> Iterator[CatalogCheck]:
    scoped = table.relation
    held: dict[str, list[str]] = {}
    for grant in part.grants:
        held.setdefault(grant.grantee, []).append(grant.privilege)
    bound = (part.force_rls or not rls.force) and _apart(part, table, catalog, rls)
    for grantee in others(held, catalog, rls):
        privileges = held[grantee]
        if "TRUNCATE" in privileges:
            yield leak(
                "truncate", scoped, f"nobody can empty {part.name} past the policies",
                f"{who(grantee)} has TRUNCATE: REVOKE TRUNCATE ON {sql_name(part.name)} FROM {grantee_name(grantee)}",
            )  # fmt: skip
        reaching = [privilege for privilege in privileges if privilege not in (*PAST_POLICIES, "MAINTAIN")]
        if part.name != scoped and not bound and reaching:
            yield leak(
                "partition", scoped, f"partition {part.name} is reached through {scoped} alone",
                f"{who(grantee)} has {', '.join(reaching)} on it, and the policies of {scoped} do not hold there: "
                f"REVOKE ALL ON {sql_name(part.name)} FROM {grantee_name(grantee)}",
            )  # fmt: skip


def _owner(part: Relation, table: Secured, catalog: Catalog, rls: RowSecurity) -> Iterator[CatalogCheck]:
    """Yield a finding for a partition whose owner reads the partition past the policies of the partitioned table."""
    scoped = table.relation
    if part.name == scoped:
        return
    other = part.owner != catalog.relations[scoped].owner and part.owner != catalog.server.role
    open_ = is_the_applications(part.owner, catalog, rls) or (other and others((part.owner,), catalog, rls))
    if open_ and not (part.force_rls and _apart(part, table, catalog, rls)):
        yield leak(
            "partition", scoped, f"partition {part.name} is reached through {scoped} alone",
            f"{who(part.owner)} owns the partition, and the policies of {scoped} do not hold there: "
            f"ALTER TABLE {sql_name(part.name)} OWNER TO a role that the application does not connect as",
        )  # fmt: skip


def _apart(part: Relation, table: Secured, catalog: Catalog, rls: RowSecurity) -> bool:
    """Return whether policies of the relation itself keep the tenants apart."""
    return part.rls and Isolation(part, table, catalog, rls).keeps_apart()


def _cascades(state: State, rls: RowSecurity) -> Iterator[CatalogCheck]:
    """Yield a finding for each table without policies whose changed rows change rows of tenants; a note for an open one."""
    for found in cascades(state.catalog, {table.relation for table in all_secured(state)}, rls):
        reason = rls.open.get(found.table)
        yield CatalogCheck(
            "cascade", found.table, f"a {found.command} takes no tenant's rows along: {found.what}", ok=False,
            detail=f"{found}: {found.remedy}" if reason is None else f"the plan answers for it: {reason}",
            weight=Weight.FINDING if reason is None else Weight.NOTE,
        )  # fmt: skip
