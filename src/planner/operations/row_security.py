"""Add row level security: a session sees and writes only the rows of the tenant that its setting names.

A RESTRICTIVE policy for PUBLIC keeps the tenants apart, whatever other policies exist now or later. A PERMISSIVE policy
gives the application's roles access where no other policy does. One transaction for each table creates the policies and
then runs ENABLE and FORCE: the application never sees nothing, or everything (PostgreSQL documentation, 5.9).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlglot import exp

from planner.catalog.changes import AddPolicy, Disown, DropPolicy, SetRowSecurity
from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import Owned, OwnedKind
from planner.catalog.parts import Policy
from planner.catalog.projection import Change
from planner.names import EQUALS, QName, object_name
from planner.operations.operation import Acts, Operation, Records, Turn, UndoTurn
from planner.sql import build, ddl
from planner.sql.build import Node
from planner.steps.checks import CatalogCheck, Check
from planner.steps.record import codec, documents
from planner.steps.record.entries import disown, entry, owning
from planner.steps.step import Hazard, Lock, LockMode, Step
from planner.target.phase import Phase
from planner.tenancy.model import RowSecurity, ScopedTable, State


class EnableRowSecurity(Operation):
    """Create the policies of scoped tables and enable row level security (`rls`)."""

    name = "row_security"
    acts = (Acts(Phase.TIGHTEN, Turn.TABLES_LAST, 40),)
    records = (Records(OwnedKind.POLICY, UndoTurn.POLICIES), Records(OwnedKind.RLS, UndoTurn.POLICIES))
    verified = 80

    def on_table(self, phase: Phase, table: ScopedTable, state: State) -> Iterator[Step]:
        rls = state.tenancy.rls
        if rls is None:
            return
        relation = state.relation(table)
        statements: list[build.Statement] = []
        changes: list[Change] = []
        for policy in _wanted(relation, table, rls, state.tenancy.tenants.equals):
            if relation_policy(relation, policy.name) is None:
                record, change = owning(entry(OwnedKind.POLICY, relation.name, policy.name, Phase.TIGHTEN))
                statements += [policy.create(relation.name), record]
                changes += [AddPolicy(relation.name, policy.as_cataloged()), change]
        if not relation.rls or (rls.force and not relation.force_rls):
            before = documents.RowSecurity(enabled=relation.rls, forced=relation.force_rls)
            record, change = owning(entry(OwnedKind.RLS, relation.name, "row security", phase, document=before))
            enable = True if not relation.rls else None
            force = True if rls.force and not relation.force_rls else None
            statements += [*ddl.row_security(relation.name, enable=enable, force=force), record]
            changes += [SetRowSecurity(relation.name, True, rls.force or relation.force_rls), change]
        if not statements:
            return
        yield Step(
            id=f"tighten.row_security.{relation.name}",
            phase=Phase.TIGHTEN,
            operation=self.name,
            relation=table.relation,
            title=f"enable row level security on {relation.name}: a row is seen when {rls.setting} names its {table.column}"
            + (", also by the owner" if rls.force else ""),
            make=lambda: tuple(statements),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, relation.name),),
            hazards=(
                Hazard(
                    "needs-setting",
                    f"a session that has not set {rls.setting} sees no row and can write none: the application must set it first",
                ),
            ),
            changes=tuple(changes),
        )

    def undo(self, owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
        if phase is not Phase.TIGHTEN:
            return
        relation, name = owned.key.relation, owned.key.name
        statements: tuple[build.Statement, ...]
        changes: tuple[Change, ...]
        match owned.key.kind:
            case OwnedKind.POLICY:
                there = relation_policy(catalog.relations[relation], name) is not None
                statements = (ddl.drop_policy(name, relation),) if there else ()
                changes = (DropPolicy(relation, name),) if there else ()
                title = f"drop policy {name} of {relation}"
            case _:
                was = codec.before(owned, documents.RowSecurity)
                statements = tuple(
                    ddl.row_security(
                        relation, enable=None if was.enabled else False, force=None if was.forced else False
                    )
                )
                changes = (SetRowSecurity(relation, was.enabled, was.forced),)
                title = f"restore the row level security of {relation}"
        yield Step(
            id=f"rollback.row_security.{owned.key.kind}.{name}.{relation}",
            phase=phase,
            operation=self.name,
            relation=relation,
            title=title,
            make=lambda: (*statements, disown(owned.key)),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, relation),),
            changes=(*changes, Disown(owned.key)),
        )

    def checks(self, table: ScopedTable, state: State) -> Iterator[Check]:
        rls = state.tenancy.rls
        if rls is None:
            return
        relation = state.relation(table)
        yield CatalogCheck(
            "rls", table.relation, "row level security is enabled", ok=relation.rls,
            detail="" if relation.rls else "planner apply --phase tighten, or ALTER TABLE … ENABLE ROW LEVEL SECURITY",
        )  # fmt: skip
        if rls.force:
            yield CatalogCheck(
                "rls-force", table.relation, "for its owner too (FORCE)", ok=relation.force_rls,
                detail="" if relation.force_rls else "ALTER TABLE … FORCE ROW LEVEL SECURITY",
            )  # fmt: skip
        isolated = keeps_apart(relation, table.column, state.catalog, rls.helper)
        yield CatalogCheck(
            "rls-policy", table.relation, f"a restrictive policy for everybody holds {table.column} to the session's tenant",
            ok=isolated,
            detail="" if isolated else _wrong(relation, table, rls),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """A policy that planner makes."""

    name: str
    column: str
    helper: QName
    restrictive: bool
    roles: tuple[str, ...]
    equals: QName = EQUALS

    def _condition(self) -> Node:
        if not self.restrictive:
            return build.literal(True)
        tenant = build.select(build.call(self.helper.name, schema=self.helper.schema))
        return build.eq(build.column(self.column), exp.Subquery(this=tenant), self.equals)

    def create(self, relation: QName) -> build.Statement:
        """Return the CREATE POLICY statement."""
        condition = self._condition()
        return ddl.create_policy(
            self.name, relation, restrictive=self.restrictive, roles=self.roles, using=condition, check=condition.copy()
        )

    def as_cataloged(self) -> Policy:
        """Return the policy as the catalog will show it."""
        text = build.render(self._condition())
        return Policy(self.name, not self.restrictive, "ALL", tuple(sorted(self.roles)) or ("public",), text, text)


def _wanted(relation: Relation, table: ScopedTable, rls: RowSecurity, equals: QName) -> Iterator[Wanted]:
    named = relation.name.name
    yield Wanted(object_name(named, table.column, "isolation"), table.column, rls.helper, True, (), equals)
    lets_in = Wanted(object_name(named, table.column, "access"), table.column, rls.helper, False, rls.roles)
    others = [p for p in relation.policies if p.permissive and p.name != lets_in.name]
    if not others:
        yield lets_in


def relation_policy(relation: Relation, name: str) -> Policy | None:
    """Return the relation's policy of this name, or None."""
    return next((p for p in relation.policies if p.name == name), None)


def keeps_apart(relation: Relation, column: str, catalog: Catalog, helper: QName) -> bool:
    """Return whether a policy of the relation itself keeps the tenants apart."""
    found, bases = relation.column(column), bases_of(relation, column, catalog)
    equals = catalog.equals(found.type) if found is not None else EQUALS
    return any(isolates(policy, column, helper, bases, equals) for policy in relation.policies)


def isolates(policy: Policy, column: str, helper: QName, bases: Iterable[str] = (), equals: QName = EQUALS) -> bool:
    """Return whether the policy restricts everybody, in every command, to rows of the session's tenant.

    `bases` are the types below the column's domain (`bases_of`). When a type has no operator = of its own, the server
    converts both sides: varchar to text, a domain to its base type (measured on 18). It deparses `AS helper` after the
    call.
    """
    tenant = f"{helper.schema}.{helper.name}"
    calls = (f"(SELECT {tenant}())", f"(SELECT {tenant}() AS {helper.name})")
    meant = {_plain(f"{column} = {call}") for call in calls}
    meant |= {_plain(f"({column})::{base} = ({call})::{base}") for base in ("text", *bases) for call in calls}
    meant |= {_plain(f"(({column})::{base} = {call})") for base in bases for call in calls}
    own = _plain(f"OPERATOR({equals.schema}.{equals.name})")
    return (
        not policy.permissive
        and policy.command == "ALL"
        and "public" in policy.roles
        and all(_plain(text or "").replace(own, "=") in meant for text in (policy.using, policy.check or policy.using))
    )


def bases_of(relation: Relation, column: str, catalog: Catalog) -> tuple[str, ...]:
    """Return the types below the column's domain, without their modifiers; none for other types."""
    found = relation.column(column)
    bases: list[str] = []
    at = catalog.bases.get(found.type) if found is not None else None
    while at is not None:
        bases.append(at.partition("(")[0])
        at = catalog.bases.get(at)
    return tuple(bases)


def _plain(text: str) -> str:
    """Without what deparsing may add or leave out: quotes, spaces, outermost parentheses, the schema of an operator."""
    bare = "".join(c for c in text if c not in '" \n').replace("OPERATOR(pg_catalog.=)", "=")
    return bare[1:-1] if bare.startswith("(") and bare.endswith(")") else bare


def _wrong(relation: Relation, table: ScopedTable, rls: RowSecurity) -> str:
    name = object_name(relation.name.name, table.column, "isolation")
    policy = relation_policy(relation, name)
    if policy is None:
        return "the policy is missing: planner apply --phase tighten"
    return f"{name} has been changed: USING {policy.using} WITH CHECK {policy.check} TO {', '.join(policy.roles)}; drop it and apply again"
