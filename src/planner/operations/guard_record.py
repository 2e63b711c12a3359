"""A write guard that tighten drops, as a document of the record, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from planner.catalog.model import Catalog
from planner.catalog.owned import Owned, OwnedKind
from planner.catalog.parts import Trigger
from planner.errors import Place
from planner.names import QName
from planner.operations.guard_late import is_hold
from planner.steps.record.documents import ChildForm, Converted, PathForm, Released, TriggerForm
from planner.steps.record.entries import recorded
from planner.tenancy.model import (
    Assign,
    Case,
    Constant,
    DefaultTenant,
    Existing,
    Expression,
    Facts,
    Path,
    Paths,
    Rules,
    ScopedTable,
    State,
    Strategy,
    Tenancy,
    TenantsTable,
    Transition,
)
from planner.tenancy.naming import Postgres
from planner.tenancy.transition import AS_USUAL

_NOWHERE = Place("planner.owned", 1, 1)


def released_document(table: ScopedTable, triggers: Sequence[Trigger], state: State) -> Released:
    """Return what the record keeps of a guard: all that its function and its triggers are built from."""
    tenants, rules = state.tenancy.tenants, table.rules
    function = triggers[0].function
    constant = table.strategy.tenant if isinstance(table.strategy, Constant) else None
    setting = table.transition.setting if constant is not None else None
    expression = table.strategy.sql if isinstance(table.strategy, Expression) else None
    return Released(
        function=(function.schema, function.name),
        triggers=tuple(
            TriggerForm(name=one.name, events=one.events)
            for one in triggers
            if one.timing == "BEFORE" and not is_hold(one)
        ),
        type=tenants.type,
        collation=tenants.collation,
        tenants=(tenants.relation.schema, tenants.relation.name),
        key=tenants.key,
        default_tenant=tenants.default.id if tenants.default is not None else None,
        constant=constant,
        setting=setting,
        expression=expression,
        paths=tuple(_path_form(path) for path in table.paths),
        children=tuple(
            ChildForm(
                relation=(child.relation.schema, child.relation.name),
                column=child.column,
                path=_path_form(path),
                unguarded=not child.transition.guarded,
            )
            for child, path in state.tenancy.children(table.relation)
        ),
        on_conflict=rules.on_conflict,
        on_orphan=rules.on_orphan,
        on_null_parent=rules.on_null_parent,
    )


def guarded(owned: Owned, document: Released, catalog: Catalog) -> tuple[ScopedTable, State]:
    """Return the table as its guard needs it, without the plan."""
    rules = Rules(document.on_conflict, document.on_orphan, document.on_null_parent)
    made = recorded(catalog, OwnedKind.COLUMN, owned.key.relation, owned.key.name)
    assign = Assign.SETTING if document.setting is not None else Assign.AUTO
    table = replace(
        _table(owned.key.relation, owned.key.name, _strategy(document), rules),
        adopted=made is None,
        transition=Transition(assign, setting=document.setting),
    )
    default = DefaultTenant(document.default_tenant, ()) if document.default_tenant is not None else None
    tenants = TenantsTable(
        QName(*document.tenants),
        document.key,
        document.type,
        (),
        default,
        exists=True,
        place=_NOWHERE,
        equals=catalog.equals(document.type),
        collation=document.collation,
    )
    tenancy = Tenancy(
        database=None,
        tenants=tenants,
        tables=_children(table, document),
        cycles=(),
        holes=(),
        exemptions=(),
        unlisted=(),
        gone=(),
        batch_rows=1,
        naming=Postgres(),
    )
    return table, State(tenancy, catalog, Facts())


def _table(relation: QName, column: str, strategy: Strategy, rules: Rules) -> ScopedTable:
    return ScopedTable(
        relation=relation,
        column=column,
        strategy=strategy,
        parents=(),
        adopted=False,
        key=(),
        place=_NOWHERE,
        spelled=str(relation),
        triggers={},
        rules=rules,
    )


def _children(table: ScopedTable, document: Released) -> dict[QName, ScopedTable]:
    """Return the table and its children, each child with its paths to the table alone."""
    paths: dict[tuple[QName, str, bool], list[Path]] = {}
    for form in document.children:
        paths.setdefault((QName(*form.relation), form.column, form.unguarded), []).append(_path(form.path))
    found = {
        relation: replace(
            _table(relation, column, Paths(tuple(several)), Rules()),
            transition=Transition(Assign.NONE) if unguarded else AS_USUAL,
        )
        for (relation, column, unguarded), several in paths.items()
        if relation != table.relation
    }
    return {table.relation: table, **found}


def _strategy(document: Released) -> Strategy:
    if document.constant is not None:
        return Constant(document.constant)
    if document.expression is not None:
        return Expression(document.expression)
    if not document.paths:
        return Existing()
    return Paths(tuple(_path(form) for form in document.paths))


def _path_form(path: Path) -> PathForm:
    case = path.case
    return PathForm(
        parent=(path.parent.schema, path.parent.name),
        pairs=path.pairs,
        tenant=path.tenant,
        constraint=path.constraint,
        partition=(path.partition.schema, path.partition.name) if path.partition is not None else None,
        mapping=path.mapping,
        shared=path.shared,
        collations=path.collations,
        deferrable=path.deferrable,
        operators=tuple((column, (operator.schema, operator.name)) for column, operator in path.operators),
        case=(case.column, case.value, cast("Converted | None", case.converted)) if case is not None else None,
    )


def _path(form: PathForm) -> Path:
    return Path(
        parent=QName(*form.parent),
        pairs=form.pairs,
        tenant=form.tenant,
        constraint=form.constraint,
        case=Case(*form.case) if form.case is not None else None,
        mapping=form.mapping,
        partition=QName(*form.partition) if form.partition is not None else None,
        shared=form.shared,
        collations=form.collations,
        deferrable=form.deferrable,
        operators=tuple((column, QName(*operator)) for column, operator in form.operators),
    )
