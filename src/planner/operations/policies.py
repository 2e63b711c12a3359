"""The policies that planner makes for one table, and the form that earlier planners gave them.

The condition on the tenant stands in the permissive policies too, so that each of them is safe by itself. The condition
calls the tenant function without a sub-SELECT: the server puts the function's body in its place, and estimates with the
session's own tenant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from planner.catalog.model import Relation
from planner.catalog.parts import Policy
from planner.names import EQUALS, QName, object_name
from planner.sql import build, ddl
from planner.sql.build import Node
from planner.tenancy.model import PolicyForm, RowSecurity, ScopedTable, State


class Seen(Enum):
    """The rows of others that every session sees. A session writes the rows of its own tenant alone."""

    NONE = "none"
    FOR_EVERYBODY = "for everybody"
    """The rows without a tenant (`kind: mixed`)."""
    ALL = "all"
    """Every row (`rls.tenants: readable`)."""


@dataclass(frozen=True, slots=True)
class Secured:
    """A relation that gets policies, and the column that names the tenant."""

    relation: QName
    column: str
    seen: Seen = Seen.NONE
    equals: QName = EQUALS
    """The equality operator of the column's type."""


def secured(table: ScopedTable, state: State) -> Secured:
    """Return a scoped table as one that gets policies."""
    seen = Seen.FOR_EVERYBODY if table.mixed else Seen.NONE
    return Secured(table.relation, table.column, seen, state.tenancy.tenants.equals)


def secured_tenants(state: State) -> Secured | None:
    """Return the tenants table as one that gets policies; None if it gets none, or does not exist."""
    rls, tenants = state.tenancy.rls, state.tenancy.tenants
    if rls is None or rls.tenants == "exempt" or tenants.relation not in state.catalog.relations:
        return None
    seen = Seen.ALL if rls.tenants == "readable" else Seen.NONE
    return Secured(tenants.relation, tenants.key, seen, tenants.equals)


def all_secured(state: State) -> Iterator[Secured]:
    """Yield every relation that gets policies."""
    yield from (secured(table, state) for table in state.tenancy.tables.values())
    tenants = secured_tenants(state)
    if tenants is not None:
        yield tenants


@dataclass(frozen=True, slots=True)
class EverybodysReference:
    """A foreign key to a mixed table: a row may reference a row of its own tenant, or one for everybody.

    No foreign key can say that, so a policy does.
    """

    columns: tuple[str, ...]
    parent: QName
    key: tuple[str, ...]
    tenant: str
    """The tenant column of the parent."""
    operators: tuple[QName, ...]
    """The foreign key's operator for each column."""

    def condition(self, of: Secured) -> Node:
        """Return the condition on a row of a table. Names that the parent has too need the table's name."""

        def mine(column: str) -> Node:
            return build.column(column, of.relation.name)

        def theirs(column: str) -> Node:
            return build.column(column, _PARENT)

        pairs = zip(self.columns, self.key, self.operators, strict=True)
        same = [build.eq(theirs(key), mine(column), operator) for column, key, operator in pairs]
        fits = build.or_(build.is_null(theirs(self.tenant)), build.eq(theirs(self.tenant), mine(of.column), of.equals))
        found = build.select(build.literal(1)).from_(build.table(self.parent, alias=_PARENT), copy=False)
        there = build.exists(found.where(build.and_(*same, fits), copy=False))
        return build.or_(*(build.is_null(build.column(column)) for column in self.columns), there)


_PARENT = "planner_parent"


def everybodys_references(relation: Relation, table: Secured, state: State) -> Iterator[EverybodysReference]:
    """Yield the foreign keys of a scoped table to mixed tables."""
    if table.relation == state.tenancy.tenants.relation:
        return
    for key in relation.foreign_keys():
        parent = state.tenancy.tables.get(key.ref) if key.ref is not None else None
        if parent is not None and parent.mixed and table.column not in key.columns:
            operators = tuple(one or EQUALS for one in key.operators or (None,) * len(key.columns))
            yield EverybodysReference(key.columns, parent.relation, key.ref_columns, parent.column, operators)


class Term(Enum):
    """What a condition of a policy says about the row."""

    OWN = "own"
    """The row is of the session's tenant."""
    EVERYBODYS = "everybody's"
    OWN_OR_EVERYBODYS = "own or everybody's"
    TRUE = "true"


Says = Term | EverybodysReference | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A policy that planner makes. Its conditions are built when they are needed."""

    name: str
    restrictive: bool
    command: str
    """ALL, SELECT, INSERT, UPDATE or DELETE."""
    using: Says
    check: Says
    table: Secured
    rls: RowSecurity

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles; none for PUBLIC."""
        return () if self.restrictive else self.rls.roles

    def create(self, relation: QName) -> build.Statement:
        """Return the CREATE POLICY statement."""
        return ddl.create_policy(
            self.name, relation, restrictive=self.restrictive, command=self.command, roles=self.roles,
            using=self._condition(self.using), check=self._condition(self.check),
        )  # fmt: skip

    def alter(self, relation: QName) -> build.Statement:
        """Return the ALTER POLICY statement that gives an older policy this one's conditions."""
        using, check = self._condition(self.using), self._condition(self.check)
        return ddl.alter_policy(self.name, relation, using=using, check=check)

    def as_cataloged(self) -> Policy:
        """Return the policy as the catalog will show it."""
        using, check = self._condition(self.using), self._condition(self.check)
        roles = tuple(sorted(self.roles)) or ("public",)
        return Policy(self.name, not self.restrictive, self.command, roles, _text(using), _text(check))

    def replaces(self, policy: Policy) -> bool:
        """Return whether the policy is this one in the form of earlier planners.

        The restrictive policy called the function in a sub-SELECT; the permissive policy let its roles reach every row.
        """
        if policy.using is None or (policy.command, policy.permissive) != (self.command, not self.restrictive):
            return False
        return "SELECT " in policy.using if self.restrictive else (policy.using, policy.check) == ("true", "true")

    def _condition(self, says: Says) -> Node | None:
        column = build.column(self.table.column)
        match says:
            case None:
                return None
            case EverybodysReference():
                return says.condition(self.table)
            case Term.TRUE:
                return build.literal(True)
            case Term.EVERYBODYS:
                return build.is_null(column)
            case Term.OWN:
                return self._own()
            case Term.OWN_OR_EVERYBODYS:
                return build.or_(self._own(), build.is_null(column))

    def _own(self) -> Node:
        tenant = build.call(self.rls.helper.name, schema=self.rls.helper.schema)
        return build.operation(build.column(self.table.column), self.table.equals, tenant)


def _text(node: Node | None) -> str | None:
    return build.render(node) if node is not None else None


def wanted(relation: Relation, table: Secured, rls: RowSecurity, state: State) -> Iterator[Wanted]:
    """Yield the policies of a table.

    A RESTRICTIVE policy for PUBLIC keeps the tenants apart, whatever other policies exist now or later. It is one for
    each command where a session sees more rows than it may write. PERMISSIVE policies let the application's roles in;
    they are left out where other permissive policies exist.

    In the form PERMISSIVE, the policies that let the roles in are the only ones, and are never left out.
    """

    def policy(label: str, command: str, using: Says, check: Says = None, *, restrictive: bool = True) -> Wanted:
        name = object_name(relation.name.name, table.column, label)
        return Wanted(name, restrictive, command, using, check, table, rls)

    alone = rls.form is PolicyForm.PERMISSIVE
    if not alone:
        match table.seen:
            case Seen.NONE:
                yield policy("isolation", "ALL", Term.OWN, Term.OWN)
            case Seen.FOR_EVERYBODY:
                yield policy("isolation", "SELECT", Term.OWN_OR_EVERYBODYS)
            case Seen.ALL:
                pass
        if table.seen is not Seen.NONE:
            yield policy("insert", "INSERT", None, Term.OWN)
            yield policy("update", "UPDATE", Term.OWN, Term.OWN)
            yield policy("delete", "DELETE", Term.OWN)
        for reference in everybodys_references(relation, table, state):
            yield from reference_policies(reference, relation, table, rls)
    access = policy("access", "ALL", Term.OWN, Term.OWN, restrictive=False)
    rows = Term.EVERYBODYS if table.seen is Seen.FOR_EVERYBODY else Term.TRUE
    shared = [policy("shared", "SELECT", rows, restrictive=False)] if table.seen is not Seen.NONE else []
    names = {one.name for one in (access, *shared)}
    if alone or not any(found.permissive and found.name not in names for found in relation.policies):
        yield access
        yield from shared


def superseded(relation: Relation, table: Secured, rls: RowSecurity, state: State) -> list[str]:
    """Return the names of policies that planner made when `rls.tenants`, or the target, was another one."""
    changeable = table.relation == state.tenancy.tenants.relation or rls.form is PolicyForm.PERMISSIVE
    if not changeable or not relation.policies:
        return []
    names = {policy.name for policy in wanted(replace(relation, policies=()), table, rls, state)}
    mine = (object_name(relation.name.name, table.column, label) for label in _LABELS)
    return [name for name in mine if name not in names and relation_policy(relation, name) is not None]


_LABELS = ("isolation", "insert", "update", "delete", "shared")


def reference_policies(
    reference: EverybodysReference, relation: Relation, table: Secured, rls: RowSecurity
) -> Iterator[Wanted]:
    """Yield the policies that hold a reference to a mixed table within the tenant.

    A policy FOR ALL would also count for SELECT: one on a table that references itself would call itself for ever.
    """
    columns = "_".join(reference.columns)
    for command in ("INSERT", "UPDATE"):
        name = object_name(relation.name.name, columns, f"reference_{command.lower()}")
        yield Wanted(name, True, command, None, reference, table, rls)


def relation_policy(relation: Relation, name: str) -> Policy | None:
    """Return the relation's policy of this name, or None."""
    return next((p for p in relation.policies if p.name == name), None)
