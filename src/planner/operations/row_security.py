"""Add row level security: a session sees and writes only the rows of the tenant that its setting names.

One transaction for each table creates the policies and then runs ENABLE and FORCE: the application never sees nothing,
or everything (PostgreSQL documentation, 5.9). The policies of an earlier planner get their new conditions by ALTER
POLICY, also in one transaction for each table. The tenants table comes last.
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.catalog.changes import AddPolicy, Disown, DropPolicy, RedefinePolicy, SetRowSecurity
from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import Owned, OwnedKey, OwnedKind
from planner.catalog.parts import Policy
from planner.catalog.projection import Change
from planner.names import object_name
from planner.operations.emptied import emptied, emptying
from planner.operations.isolation import COMMANDS, Isolation, says
from planner.operations.operation import Acts, Operation, Records, Turn, UndoTurn
from planner.operations.policies import (
    Secured,
    Seen,
    Wanted,
    everybodys_references,
    reference_policies,
    relation_policy,
    secured,
    secured_tenants,
    superseded,
    wanted,
)
from planner.sql import build, ddl
from planner.sql.spelling import sql_name
from planner.steps.checks import CatalogCheck, Check
from planner.steps.record import codec, documents
from planner.steps.record.entries import disown, entry, owning, recorded
from planner.steps.step import Hazard, Lock, LockMode, Step
from planner.target.phase import Phase
from planner.tenancy.model import PolicyForm, RowSecurity, ScopedTable, State


class EnableRowSecurity(Operation):
    """Create the policies of scoped tables and enable row level security (`rls`)."""

    name = "row_security"
    acts = (Acts(Phase.TIGHTEN, Turn.TABLES_LAST, 40), Acts(Phase.TIGHTEN, Turn.DATABASE_LAST, 40))
    records = (Records(OwnedKind.POLICY, UndoTurn.POLICIES), Records(OwnedKind.RLS, UndoTurn.POLICIES))
    verified = 80

    def on_table(self, phase: Phase, table: ScopedTable, state: State) -> Iterator[Step]:
        rls = state.tenancy.rls
        if rls is not None:
            yield from self._secure(state.relation(table), secured(table, state), rls, state)

    def on_database(self, phase: Phase, state: State) -> Iterator[Step]:
        rls, tenants = state.tenancy.rls, secured_tenants(state)
        if rls is not None and tenants is not None:
            yield from self._secure(state.catalog.relations[tenants.relation], tenants, rls, state)
        elif rls is not None:
            for owned in reversed(state.catalog.owned.of(state.tenancy.tenants.relation)):
                if owned.key.kind in (OwnedKind.POLICY, OwnedKind.RLS):
                    yield from self.undo(owned, phase, state.catalog)

    def _secure(self, relation: Relation, table: Secured, rls: RowSecurity, state: State) -> Iterator[Step]:
        """Yield the step that creates the missing policies, and the one that brings older ones up to date."""
        statements: list[build.Statement] = []
        changes: list[Change] = []
        older: list[Wanted] = []
        for policy in wanted(relation, table, rls, state):
            there = relation_policy(relation, policy.name)
            if there is None:
                record, change = owning(entry(OwnedKind.POLICY, relation.name, policy.name, Phase.TIGHTEN))
                statements += [policy.create(relation.name), record]
                changes += [AddPolicy(relation.name, policy.as_cataloged()), change]
            elif policy.replaces(there) and recorded(state.catalog, OwnedKind.POLICY, relation.name, policy.name):
                older.append(policy)
        if not relation.rls or (rls.force and not relation.force_rls):
            more, changed = _enable(relation, rls)
            statements, changes = [*statements, *more], [*changes, *changed]
        if statements:
            found = emptied(state, rls) if relation.name == state.tenancy.tenants.relation else ()
            hazards = tuple(emptying(one for one in found if one.table == relation.name))
            yield self._enabling(relation, table, rls, statements, changes, hazards)
        if older:
            yield self._updating(relation, older)
        names = superseded(relation, table, rls, state)
        for name in (name for name in names if recorded(state.catalog, OwnedKind.POLICY, relation.name, name)):
            yield from self.undo(
                state.catalog.owned[OwnedKey(OwnedKind.POLICY, relation.name, name)], Phase.TIGHTEN, state.catalog
            )

    def _enabling(
        self,
        relation: Relation,
        table: Secured,
        rls: RowSecurity,
        statements: list[build.Statement],
        changes: list[Change],
        hazards: tuple[Hazard, ...],
    ) -> Step:
        return Step(
            id=f"tighten.row_security.{relation.name}",
            phase=Phase.TIGHTEN,
            operation=self.name,
            relation=relation.name,
            title=f"enable row level security on {relation.name}: {_in_words(table, rls)}"
            + (", also by the owner" if rls.force else ""),
            make=lambda: tuple(statements),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, relation.name),),
            hazards=(
                Hazard(
                    "needs-setting",
                    f"a session that has not set {rls.setting} sees {_unset(table)} and can write none: the application must set "
                    "it first",
                ),
                *hazards,
            ),
            changes=tuple(changes),
        )

    def _updating(self, relation: Relation, older: list[Wanted]) -> Step:
        """Return the step that gives older policies their new conditions, which admit the same rows."""
        names = ", ".join(policy.name for policy in older)
        return Step(
            id=f"tighten.row_security.conditions.{relation.name}",
            phase=Phase.TIGHTEN,
            operation=self.name,
            relation=relation.name,
            title=f"let {names} of {relation.name} compare the tenant itself, with which the server then estimates",
            make=lambda: tuple(policy.alter(relation.name) for policy in older),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, relation.name),),
            changes=tuple(RedefinePolicy(relation.name, policy.as_cataloged()) for policy in older),
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
        if rls is not None:
            yield from _checks(state.relation(table), secured(table, state), state, rls)

    def database_checks(self, state: State) -> Iterator[Check]:
        rls, tenants = state.tenancy.rls, secured_tenants(state)
        if rls is not None and tenants is not None:
            yield from _checks(state.catalog.relations[tenants.relation], tenants, state, rls)


def _checks(relation: Relation, table: Secured, state: State, rls: RowSecurity) -> Iterator[Check]:
    yield CatalogCheck(
        "rls", relation.name, "row level security is enabled", ok=relation.rls,
        detail="" if relation.rls else "planner apply --phase tighten, or ALTER TABLE … ENABLE ROW LEVEL SECURITY",
    )  # fmt: skip
    if rls.force:
        yield CatalogCheck(
            "rls-force", relation.name, "for its owner too (FORCE)", ok=relation.force_rls,
            detail="" if relation.force_rls else "ALTER TABLE … FORCE ROW LEVEL SECURITY",
        )  # fmt: skip
    isolation = Isolation(relation, table, state.catalog, rls)
    writing = "" if table.seen is Seen.NONE else " in what it writes"
    match rls.form:
        case PolicyForm.RESTRICTIVE:
            who = "a restrictive policy for everybody holds"
            open_commands = isolation.open_commands()
            wrong = _wrong(relation, table, open_commands) if open_commands else ""
        case PolicyForm.PERMISSIVE:
            who = "permissive policies alone hold"
            wrong = _wrong_alone(relation, isolation)
    yield CatalogCheck(
        "rls-policy",
        relation.name,
        f"{who} {table.column} to the session's tenant{writing}",
        ok=not wrong,
        detail=wrong,
    )
    if rls.form is PolicyForm.RESTRICTIVE:
        yield from _reference_checks(relation, table, state, rls)


def _reference_checks(relation: Relation, table: Secured, state: State, rls: RowSecurity) -> Iterator[Check]:
    for reference in everybodys_references(relation, table, state):
        policies = list(reference_policies(reference, relation, table, rls))
        wrong = [policy.name for policy in policies if not says(relation_policy(relation, policy.name), policy)]
        yield CatalogCheck(
            "rls-reference", relation.name,
            f"({', '.join(reference.columns)}) leads to a row of {reference.parent} of the same tenant, or for everybody",
            ok=not wrong,
            detail=f"missing or changed: policy {', '.join(wrong)}: drop it, and planner apply --phase tighten" if wrong else "",
        )  # fmt: skip


def _enable(relation: Relation, rls: RowSecurity) -> tuple[list[build.Statement], list[Change]]:
    before = documents.RowSecurity(enabled=relation.rls, forced=relation.force_rls)
    record, change = owning(entry(OwnedKind.RLS, relation.name, "row security", Phase.TIGHTEN, document=before))
    enable = True if not relation.rls else None
    force = True if rls.force and not relation.force_rls else None
    statements: list[build.Statement] = [*ddl.row_security(relation.name, enable=enable, force=force), record]
    return statements, [SetRowSecurity(relation.name, True, rls.force or relation.force_rls), change]


def _in_words(table: Secured, rls: RowSecurity) -> str:
    match table.seen:
        case Seen.NONE:
            return f"a row is seen when {rls.setting} names its {table.column}"
        case Seen.FOR_EVERYBODY:
            return (
                f"a row is written when {rls.setting} names its {table.column}, and seen also when it is for everybody"
            )
        case Seen.ALL:
            return f"a row is written when {rls.setting} names its {table.column}"


def _unset(table: Secured) -> str:
    match table.seen:
        case Seen.NONE:
            return "no row"
        case Seen.FOR_EVERYBODY:
            return "the rows for everybody alone"
        case Seen.ALL:
            return "every row"


def _wrong(relation: Relation, table: Secured, open_commands: list[str]) -> str:
    """Return what is wrong with the policies, and the remedy."""
    name = object_name(relation.name.name, table.column, "isolation")
    restrictive = [policy for policy in relation.policies if not policy.permissive]
    policy = relation_policy(relation, name) or next(iter(restrictive), None)
    if policy is None:
        return "the policy is missing: planner apply --phase tighten"
    commands = "" if len(open_commands) == len(COMMANDS) else f" for {', '.join(open_commands)}"
    return (
        f"{policy.name} has been changed{commands}: USING {policy.using} WITH CHECK {policy.check} TO {', '.join(policy.roles)}; "
        "drop it and apply again"
    )


def _wrong_alone(relation: Relation, isolation: Isolation) -> str:
    """Return what is wrong with policies that must all be permissive, and the remedy; empty when nothing is."""
    if not relation.policies:
        return "the policy is missing: planner apply --phase tighten"
    for policy in (policy for policy in relation.policies if not policy.permissive):
        return (
            f"{policy.name} is RESTRICTIVE, and Citus makes it PERMISSIVE on every shard: there it lets rows in; "
            f"{_dropped(policy, relation)}"
        )
    for policy in isolation.opening():
        return (
            f"{policy.name} lets in rows of other tenants, and Citus keeps no RESTRICTIVE policy that would stop it: FOR "
            f"{policy.command} TO {', '.join(policy.roles)} USING {policy.using} WITH CHECK {policy.check}; "
            f"{_dropped(policy, relation)}"
        )
    return ""


def _dropped(policy: Policy, relation: Relation) -> str:
    return f"DROP POLICY {sql_name(policy.name)} ON {sql_name(relation.name)}; then planner apply --phase tighten"
