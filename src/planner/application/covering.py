"""What policies do to a statement: they hold it to one tenant, and they hide every row from a session without a tenant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from planner.application.found import Found, Weight
from planner.application.statements import Statement
from planner.catalog.model import Relation
from planner.names import QName
from planner.tenancy.model import RowSecurity, State


@dataclass(frozen=True, slots=True)
class Touched:
    """A scoped table that a statement touches. `relation` is the relation that it names; None behind a view."""

    table: QName
    relation: QName | None


def is_covered(found: Found, statement: Statement, state: State) -> bool:
    """Return whether policies that are there hold the statement to one tenant, for each role that ran it."""
    rls = state.tenancy.rls
    if rls is None or found.under is None or found.weight not in (Weight.NO_TENANT, Weight.BY_KEY):
        return False
    relation = state.catalog.relations[found.under]
    return all(_bound(role, relation, state) for role in _roles(statement, rls, state))


def unset_findings(statement: Statement, touched: Iterable[Touched], state: State) -> Iterator[Found]:
    """Yield a finding for each scoped table that a statement touched in sessions without a tenant."""
    rls = state.tenancy.rls
    if rls is None or not statement.unset:
        return
    told: set[QName] = set()
    for one in touched:
        relation = state.catalog.relations.get(one.relation) if one.relation is not None else None
        if relation is None or one.table in told or state.tenancy.tables[one.table].mixed:
            continue
        if not any(_bound(role, relation, state) for role in _roles(statement, rls, state)):
            continue
        told.add(one.table)
        often = f"{statement.unset} of {statement.calls} times" if statement.unset != statement.calls else "always"
        what = f"{often} ran without {rls.setting}: under policies it reaches no row"
        remedy = f"set {rls.setting} in the transaction, or name the role under rls.ignore_roles"
        yield Found(one.table, Weight.UNSET, what, remedy, rls.setting)


def _roles(statement: Statement, rls: RowSecurity, state: State) -> tuple[str, ...]:
    """Return the roles that ran a statement. Without any that the server knows, it is the application's."""
    known = tuple(role for role in statement.roles if role in state.catalog.roles)
    return known or rls.roles


def _bound(role: str, relation: Relation, state: State) -> bool:
    """Return whether policies of a relation bind a role, once it has them: that of the plan decides about owners."""
    found = state.catalog.roles.get(role)
    rls = state.tenancy.rls
    if found is None or rls is None:
        return True
    if found.superuser or found.bypass_rls:
        return False
    owns = relation.owner == role or relation.owner in found.inherits
    return not owns or relation.force_rls or (not relation.rls and rls.force)
