"""Views, materialized views and functions that act as a role of their own, which policies leave without rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from planner.catalog.model import Catalog
from planner.catalog.words import RelationKind
from planner.names import QName
from planner.operations.policies import Seen, secured_tenants
from planner.steps.step import Hazard
from planner.tenancy.model import RowSecurity, State


@dataclass(frozen=True, slots=True)
class Emptied:
    """An object that reads a scoped table as its owner, whom policies bind, and whom no policy admits."""

    what: str
    """`view public.people`, `materialized view public.totals`, `function public.find(e text)`."""
    owner: str
    table: QName
    name: QName
    kept: bool
    """The object is a materialized view: the next REFRESH empties it."""


def emptied(state: State, rls: RowSecurity) -> Iterator[Emptied]:
    """Yield the objects that show no rows, or that will show none once the policies are there."""
    catalog = state.catalog
    for relation in (*catalog.relations.values(), *catalog.elsewhere.values()):
        kept = relation.kind is RelationKind.MATERIALIZED
        if not kept and (relation.kind is not RelationKind.VIEW or relation.security_invoker):
            continue
        for table in relation.reads:
            if _sees_nothing(relation.owner, table, state, rls, kept=kept):
                what = f"{'materialized ' if kept else ''}view {relation.name}"
                yield Emptied(what, relation.owner, table, relation.name, kept)
                break
    tables = (*state.tenancy.tables, state.tenancy.tenants.relation)
    by_name = {table.name.lower(): table for table in tables}
    for function in catalog.functions:
        if not function.definer or _unbound(function.owner, catalog):
            continue
        words = sorted(set(re.findall(r"[\w$]+", function.source.lower())) & by_name.keys())
        for table in (*function.reads, *(by_name[word] for word in words)):
            if _sees_nothing(function.owner, table, state, rls, kept=False):
                what = f"function {function.name}({function.arguments})"
                yield Emptied(what, function.owner, table, function.name, False)
                break


def emptying(objects: Iterable[Emptied]) -> Iterator[Hazard]:
    """Yield the hazard that names what policies will leave without rows."""
    found = list(objects)
    if found:
        named = ", ".join(f"{one.what} (as {one.owner})" for one in found[:5])
        more = f" and {len(found) - 5} more" if len(found) > 5 else ""
        yield Hazard("empties-view", f"policies leave without rows what reads as its owner: {named}{more}")


def _sees_nothing(owner: str, table: QName, state: State, rls: RowSecurity, *, kept: bool) -> bool:
    """Return whether a role sees no row of a scoped table. REFRESH runs in a session without a tenant."""
    catalog = state.catalog
    if not _hides(table, state) or _unbound(owner, catalog):
        return False
    relation = catalog.relations[table]
    rights = {owner, *catalog.roles[owner].inherits}
    if relation.owner in rights and not (rls.force or relation.force_rls):
        return False
    admitted = any(policy.permissive and {*policy.roles} & {*rights, "public"} for policy in relation.policies)
    return kept or not (admitted or rights & {*rls.roles})


def _hides(table: QName, state: State) -> bool:
    """Return whether the policies of a table show a session without a tenant no row."""
    if table in state.tenancy.tables:
        return True
    tenants = secured_tenants(state)
    return tenants is not None and tenants.relation == table and tenants.seen is Seen.NONE


def _unbound(name: str, catalog: Catalog) -> bool:
    role = catalog.roles.get(name)
    return role is None or role.superuser or role.bypass_rls
