"""Refuse policies of others that would let tenants see each other on a target without RESTRICTIVE policies.

Citus makes a RESTRICTIVE policy PERMISSIVE on every shard, and accepts no policy with a sub-SELECT on a distributed table
(measured on 13.2 and 14.0).
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.catalog.model import Relation
from planner.catalog.owned import OwnedKey, OwnedKind
from planner.catalog.parts import Policy
from planner.errors import Blocked
from planner.operations.isolation import Isolation
from planner.operations.policies import Secured, Seen
from planner.resolve.problems import Resolution
from planner.sql.spelling import sql_name
from planner.tenancy.model import PolicyForm, RowSecurity
from planner.tenancy.tenants import TenantsTable


def refuse_policies(r: Resolution, rls: RowSecurity, tenants: TenantsTable) -> None:
    """Add a problem for each policy that planner did not make and that planner's own could not hold back."""
    if rls.form is not PolicyForm.PERMISSIVE:
        return
    for table in _secured(r, rls, tenants):
        relation = r.catalog.relations[table.relation]
        text, _ = r.entries.get(table.relation, (r.loaded.plan.tenant.table, None))
        isolation = Isolation(relation, table, r.catalog, rls)
        for policy in relation.policies:
            own = OwnedKey(OwnedKind.POLICY, relation.name, policy.name) in r.catalog.owned
            why = _why(policy, isolation) if not own else None
            if why is not None:
                at = ("tables", text) if table.relation in r.entries else ("tenant", "table")
                r.problem(f"policy {policy.name} of {text} {why}", *at, hint=_remedy(policy, relation), kind=Blocked)
    for name in sorted(r.mixed):
        text, _ = r.entries[name]
        r.problem(
            f"{text} is mixed: what keeps the rows for everybody read-only are RESTRICTIVE policies and policies with a "
            "sub-SELECT, and Citus keeps neither",
            "tables",
            text,
            hint="move the rows for everybody into a table of their own with `kind: reference`",
            kind=Blocked,
        )


def _secured(r: Resolution, rls: RowSecurity, tenants: TenantsTable) -> Iterator[Secured]:
    for name, column in r.columns.items():
        if name not in r.mixed:
            yield Secured(name, column, Seen.NONE, tenants.equals)
    if tenants.relation in r.catalog.relations and rls.tenants != "exempt":
        seen = Seen.ALL if rls.tenants == "readable" else Seen.NONE
        yield Secured(tenants.relation, tenants.key, seen, tenants.equals)


def _why(policy: Policy, isolation: Isolation) -> str | None:
    """Return why a policy can't stay; None for one that says what planner's would say."""
    if not policy.permissive:
        return "is RESTRICTIVE: Citus makes it PERMISSIVE on every shard, where it would let rows in"
    if any("SELECT " in (text or "") for text in (policy.using, policy.check)):
        return "has a sub-SELECT: Citus creates no such policy on a distributed table"
    if policy in isolation.opening():
        return "lets in rows of other tenants: on Citus no RESTRICTIVE policy can hold it back"
    return None


def _remedy(policy: Policy, relation: Relation) -> str:
    return (
        f"DROP POLICY {sql_name(policy.name)} ON {sql_name(relation.name)}, after the application asks its condition itself; "
        "planner makes the policy that lets rls.roles reach the rows of their tenant"
    )
