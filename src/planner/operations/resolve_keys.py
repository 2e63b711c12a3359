"""`keys` of the plan: which unique keys stay global, and what stands against the others carrying the tenant."""

from __future__ import annotations

from collections.abc import Iterator

from planner.catalog.model import Index, Relation
from planner.errors import Blocked
from planner.names import QName
from planner.operations.keys import global_keys, leaning
from planner.operations.resolution import Resolution
from planner.operations.tenancy import KeyRules, TenantsTable


def resolve_keys(r: Resolution, tenants: TenantsTable) -> KeyRules:
    keys = r.loaded.plan.keys
    per_tenant = keys.unique == "per_tenant"
    rules = KeyRules(
        per_tenant=per_tenant,
        kept=frozenset(found for at, text in enumerate(keys.keep_global) for found in _kept(r, text, at)),
        keep_old=keys.old == "keep",
        composite=keys.foreign_keys == "composite",
    )
    if per_tenant and not rules.keep_old:
        _refuse_leaning(r, rules, tenants)
    return rules


def _kept(r: Resolution, text: str, at: int) -> Iterator[tuple[QName, str]]:
    """`table.column`, or `table.name` of a constraint or an index."""
    for name in r.columns:
        spelled, _ = r.entries[name]
        if not text.startswith(f"{spelled}."):
            continue
        what = text.removeprefix(f"{spelled}.")
        found = [index for index in _uniques(r.catalog.relations[name]) if what in _called(index)]
        if found:
            yield from ((name, index.name) for index in found)
        else:
            known = sorted(one for index in _uniques(r.catalog.relations[name]) for one in _called(index))
            r.problem(
                f"{spelled} has no unique key of or named {what!r}",
                "keys",
                "keep_global",
                at,
                hint=f"its keys are: {', '.join(known)}" if known else "it has none; remove it",
            )
        return
    r.problem(
        f"{text!r} names no scoped table of the plan",
        "keys",
        "keep_global",
        at,
        hint="write it as table.column, the table as `tables` has it; for several columns, table.name_of_the_constraint",
    )


def _uniques(relation: Relation) -> list[Index]:
    return [index for index in relation.indexes if index.unique and not index.primary]


def _called(index: Index) -> list[str]:
    """Its name, and its column where it has one alone."""
    alone = [index.columns[0].name] if len(index.columns) == 1 and index.columns[0].name is not None else []
    return [index.name, *alone]


def _refuse_leaning(r: Resolution, rules: KeyRules, tenants: TenantsTable) -> None:
    for name, column in r.columns.items():
        text, _ = r.entries[name]
        for index in global_keys(r.catalog.relations[name], column):
            if (name, index.name) in rules.kept:
                continue
            for child, key in leaning(name, index, r.catalog):
                if rules.composite and child in r.columns:
                    continue
                r.problem(
                    f"{index.name} of {text} can't become per tenant: foreign key {key.name} of {child} references it",
                    "keys",
                    "unique",
                    hint=f"name it under keep_global ({text}.{index.name}), or let foreign keys carry the tenant "
                    "(`foreign_keys: composite`, both tables scoped)",
                    kind=Blocked,
                )
            for inbound in r.catalog.inbound_keys:
                if inbound.ref == name and set(inbound.ref_columns) == {c.name for c in index.columns}:
                    r.problem(
                        f"{index.name} of {text} can't become per tenant: {inbound.relation}, outside the managed schemas, "
                        f"references it ({inbound.name})",
                        "keys",
                        "unique",
                        hint=f"name it under keep_global: {text}.{index.name}",
                        kind=Blocked,
                    )
