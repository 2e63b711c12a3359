"""Resolve one scoped table: its tenant column, the source of its rows' tenants, and the parents of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from functools import partial

from planner.catalog.model import Relation
from planner.catalog.owned import OwnedKey, OwnedKind
from planner.catalog.parts import Column
from planner.catalog.words import ConstraintKind, Generated
from planner.errors import Blocked
from planner.names import QName
from planner.operations.tenant_column import fits
from planner.plan.table import Table
from planner.resolve.paths import mapping_path, parents, via_path
from planner.resolve.polymorphic import polymorphic_paths
from planner.resolve.problems import Resolution, columns_hint, refuse_generated
from planner.rows.expressions import ROW, column_names, expression_problem, referenced_columns
from planner.tenancy.model import (
    Assign,
    Constant,
    Existing,
    Expression,
    Paths,
    Rules,
    ScopedTable,
    Strategy,
    Transition,
)
from planner.tenancy.path import Path
from planner.tenancy.tenants import TenantsTable

_EXPRESSION_HINT = (
    "write one expression over the columns of the row `t`, without subqueries, aggregates, window functions or aliases; "
    "put anything else into a function that is IMMUTABLE or STABLE"
)


def resolve_table(r: Resolution, name: QName, tenants: TenantsTable) -> ScopedTable | None:
    """Return a scoped table; None if the source of its tenants is wrong, which adds a problem."""
    text, entry = r.entries[name]
    relation = r.catalog.relations[name]
    column = r.columns[name]
    adopted = _adopted(r, relation, text, entry, tenants)
    said = entry.triggers if entry else {}
    names = sorted({t.name for part in r.catalog.family(name) for t in part.triggers}) if said else []
    for trigger in said:
        if trigger not in names:
            r.problem(
                f"{text} has no trigger {trigger!r}",
                "tables",
                text,
                "triggers",
                trigger,
                hint=partial(_triggers_hint, names, trigger),
            )
    strategy = _strategy(r, relation, text, entry, adopted, tenants)
    if strategy is None:
        return None
    own = strategy.paths if isinstance(strategy, Paths) else ()
    for path in own:
        if path.parent in r.mixed and not path.mapping:
            _refuse_mixed_parent(r, text, path)
    return ScopedTable(
        relation=name,
        column=column,
        strategy=strategy,
        parents=tuple(parents(r, relation, own, tenants)),
        rules=_rules(r, relation, text, entry, tenants),
        mixed=name in r.mixed,
        adopted=adopted,
        key=row_key(relation),
        place=r.loaded.place("tables", text),
        spelled=text,
        triggers=said,
        transition=_transition(r, entry),
    )


def _transition(r: Resolution, entry: Table | None) -> Transition:
    """Return the table's transition: what its own entry says, else what the plan says."""
    plan, own = r.loaded.plan, entry.transition if entry else None
    assign = Assign((own.assign if own is not None else None) or plan.transition.assign)
    drop = (own.drop if own is not None else None) or plan.transition.drop
    setting = plan.rls.setting if plan.rls is not None else plan.transition.setting
    return Transition(
        assign,
        drop_guard=drop == "tighten",
        setting=setting if assign is Assign.SETTING else None,
        own=drop != plan.transition.drop,
    )


def _refuse_mixed_parent(r: Resolution, text: str, path: Path) -> None:
    r.problem(
        f"{text} can't take its tenant from {path.describe()}: that table is mixed, and its rows for everybody have no tenant",
        "tables",
        text,
        "backfill",
        hint="take another path, or `sql`",
        kind=Blocked,
    )


def _triggers_hint(names: Sequence[str], wrong: str) -> str:
    """Return a hint with the trigger that was probably meant, or with all triggers."""
    near = get_close_matches(wrong, names, n=1, cutoff=0.5)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"its triggers are: {', '.join(names)}" if names else "it has none; remove the entry"


def _adopted(r: Resolution, relation: Relation, text: str, entry: Table | None, tenants: TenantsTable) -> bool:
    """Return whether the table has a column of that name from before planner that counts as its tenant column.

    docs/plan.md, `column`, has the rules. Adds a problem for a column that does not fit.
    """
    name = r.columns[relation.name]
    column = relation.column(name)
    named = entry is not None and entry.column is not None
    if column is None:
        if named:
            near = columns_hint(relation, name)
            r.problem(f"{text} has no column {name!r}", "tables", text, "column", hint=near)
        return False
    if OwnedKey(OwnedKind.COLUMN, relation.name, name) in r.catalog.owned:
        return False
    if named or any(
        fk.columns == (name,) and fk.ref == tenants.relation and fk.ref_columns == (tenants.key,)
        for fk in relation.foreign_keys()
    ):
        if not fits(column.type, tenants, r.catalog):
            r.problem(
                f"{text}.{name} is {column.type}, and the tenants' key is {tenants.key_type}",
                "tables",
                text,
                *(("column",) if named else ()),
                hint="the types must be equal for the foreign key to use the index: change the column's type first, "
                "name another `column`, or another type for tenant.key",
                kind=Blocked,
            )
        _adoptable(r, text, column, entry)
        return True
    r.problem(
        f"{text} already has a column {name!r} ({column.type}) that planner did not make and that does not reference "
        f"{tenants.relation}",
        "tables",
        text,
        hint=f"if it is the tenant of the row, say so with `column: {name}` under tables.{text}; "
        f"if it means something else, choose another name with `tenant.column`",
        kind=Blocked,
    )
    return True


def _adoptable(r: Resolution, text: str, column: Column, entry: Table | None) -> None:
    """Add a problem for a generated tenant column that planner would have to set, or that can't have a foreign key."""
    if column.generated is Generated.VIRTUAL:
        r.problem(
            f"{text}.{column.name} is a virtual generated column, which can't have a foreign key to the tenants",
            "tables",
            text,
            "column",
            hint=f"give the tenant column another name, and derive it: `backfill: {{ sql: … }}` with {column.default}",
            kind=Blocked,
        )
    elif column.generated is Generated.STORED and entry is not None and entry.backfill is not None:
        hint = "leave `backfill` out: the database computes the tenant itself"
        refuse_generated(r, text, column, "tables", text, "backfill", hint=hint)


def _strategy(
    r: Resolution, relation: Relation, text: str, entry: Table | None, adopted: bool, tenants: TenantsTable
) -> Strategy | None:
    backfill = entry.backfill if entry else None
    if backfill is None:
        if adopted:
            return Existing()
        if tenants.default is None:
            r.problem(
                f"{text} has no backfill, and there is no tenant.default",
                "tables",
                text,
                hint="say where its tenant comes from (`backfill:`), or give tenant.default",
            )
            return None
        return Constant(tenants.default.id)
    if backfill.constant is not None:
        return Constant(backfill.constant)
    if backfill.sql is not None:
        return _expression(r, relation, text, backfill.sql)
    if backfill.polymorphic is not None:
        found = polymorphic_paths(r, relation, text, backfill.polymorphic, tenants)
    elif backfill.mapping is not None:
        found = [mapping_path(r, relation, text, backfill.mapping, tenants)]
    else:
        found = [via_path(r, relation, text, at, via, tenants) for at, via in enumerate(backfill.via or ())]
    paths = tuple(path for path in found if path is not None)
    return Paths(paths) if len(paths) == len(found) else None


def _expression(r: Resolution, relation: Relation, text: str, sql: str) -> Strategy:
    """Return the strategy of an expression. Adds a problem for an expression that the write guard can't evaluate."""
    where = ("tables", text, "backfill", "sql")
    problem = expression_problem(sql)
    if problem is not None:
        r.problem(f"the expression of {text} {problem}", *where, hint=_EXPRESSION_HINT)
        return Expression(sql)
    whole = set(referenced_columns(sql, [c.name for c in relation.columns])) - set(column_names(sql))
    for column in _generated(relation, referenced_columns(sql, [c.name for c in relation.columns])):
        if column.name in whole:
            hint = f"the expression reads the whole row, {ROW}: pass the columns that it needs, without {column.name}"
        else:
            hint = f"write in its place what it is computed from: ({column.default})"
        refuse_generated(r, text, column, *where, hint=hint)
    return Expression(sql)


def _generated(relation: Relation, names: Sequence[str]) -> list[Column]:
    return [c for c in relation.columns if c.name in names and c.generated is not Generated.NONE]


def _rules(r: Resolution, relation: Relation, text: str, entry: Table | None, tenants: TenantsTable) -> Rules:
    """Return a table's rules for orphans, conflicts and NULLs. Adds a problem for a rule that cannot work."""
    backfill = entry.backfill if entry else None
    if backfill is None or backfill.constant is not None:
        return Rules()
    rules = Rules(backfill.on_conflict, backfill.on_orphan, backfill.on_null_parent)
    for key, word in (("on_orphan", rules.on_orphan), ("on_null_parent", rules.on_null_parent)):
        if word == "default" and tenants.default is None:
            r.problem(
                f"{key}: default needs a default tenant, and there is no tenant.default",
                "tables",
                text,
                "backfill",
                key,
                hint="give tenant.default, or another rule",
            )
    names = [relation.column(name) for name in row_key(relation)]
    if rules.quarantines and not (names and all(column is not None and column.not_null for column in names)):
        r.problem(
            f"{text} has neither a primary key nor a NOT NULL unique key, so quarantine could not identify a row",
            "tables",
            text,
            "backfill",
            hint="add a key first, or use another rule than quarantine",
            kind=Blocked,
        )
    return rules


def row_key(relation: Relation) -> tuple[str, ...]:
    """Return the columns that identify a row for people."""
    for kind in (ConstraintKind.PRIMARY, ConstraintKind.UNIQUE):
        for constraint in relation.constraints:
            if constraint.kind is kind:
                return constraint.columns
    return ()
