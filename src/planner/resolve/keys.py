"""Resolve `keys` of the plan: the keys that stay global, and why other keys cannot carry the tenant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from planner.catalog.model import Relation
from planner.catalog.parts import Constraint, Index
from planner.catalog.words import RelationKind
from planner.errors import Blocked
from planner.names import QName
from planner.operations.composite_keys import carriable
from planner.operations.keys import given_up, global_keys, global_primary_key, identifies, leaning
from planner.resolve.problems import Resolution
from planner.target.postgres import SET_NULL_COLUMNS
from planner.tenancy.model import KeyRules, Path, Paths, ScopedTable


def resolve_keys(r: Resolution) -> KeyRules:
    """Return the rules for keys. Adds a problem for every key that cannot change as the plan says."""
    keys = r.loaded.plan.keys
    per_tenant = keys.unique == "per_tenant"
    rules = KeyRules(
        per_tenant=per_tenant,
        kept=frozenset(
            (*(found for at, text in enumerate(keys.keep_global) for found in _kept(r, text, at)), *_kept_by_table(r))
        ),
        keep_old=keys.old == "keep",
        composite=keys.foreign_keys == "composite",
        primary=keys.primary_key == "composite",
    )
    if not rules.keep_old:
        _refuse_leaning(r, rules)
    _refuse_periods(r, rules)
    if rules.composite:
        _refuse_actions(r)
    return rules


def said_shared(r: Resolution, tables: Mapping[QName, ScopedTable], rules: KeyRules) -> dict[QName, ScopedTable]:
    """Return the tables, with `shared` set on each path whose key several tenants may have.

    Adds a problem for a table without a tenant column whose path goes by a key that planner has replaced already.
    """

    def lasts(parent: Relation, index: Index) -> bool:
        if index.primary:
            kept = (parent.name, index.name) in rules.kept
            return not rules.primary or kept or parent.kind is RelationKind.PARTITIONED
        return not rules.per_tenant or (parent.name, index.name) in rules.kept

    def said(path: Path) -> Path:
        if path.mapping or path.parent not in tables:
            return path
        parent = r.catalog.relations[path.parent]
        key = [theirs for _, theirs in path.pairs]
        return replace(path, shared=not any(identifies(i, key) and lasts(parent, i) for i in parent.indexes))

    def with_paths(table: ScopedTable) -> ScopedTable:
        strategy = table.strategy
        if isinstance(strategy, Paths):
            strategy = Paths(tuple(said(path) for path in strategy.paths))
        return replace(table, strategy=strategy, parents=tuple(said(path) for path in table.parents))

    for name, table in tables.items():
        if r.catalog.relations[name].column(table.column) is not None:
            continue
        for path in table.paths:
            key = [theirs for _, theirs in path.pairs]
            if any(identifies(index, key) for index in given_up(path.parent, r.catalog)):
                r.problem(
                    f"{table.spelled} can't take its tenant from {path.describe()}: the key is per tenant now, and tenants may share it",
                    "tables",
                    table.spelled,
                    hint="take another path, or add and fill the column yourself and name it under `column`",
                    kind=Blocked,
                )
    return {name: with_paths(table) for name, table in tables.items()}


def _kept(r: Resolution, text: str, at: int) -> Iterator[tuple[QName, str]]:
    """Yield the keys that an entry names: `table.column`, or `table.name` of a constraint or an index."""
    for name in r.columns:
        spelled, _ = r.entries[name]
        if not text.startswith(f"{spelled}."):
            continue
        what = text.removeprefix(f"{spelled}.")
        keys = _keys(r, r.catalog.relations[name])
        found = [index for index in keys if what in _called(index)]
        if found:
            yield from ((name, index.name) for index in found)
        else:
            known = sorted(one for index in keys for one in _called(index))
            r.problem(
                f"no key of {spelled} that would change has the column or the name {what!r}",
                "keys",
                "keep_global",
                at,
                hint=f"its keys are: {', '.join(known)}" if known else "it has none; remove the entry",
            )
        return
    r.problem(
        f"{text!r} names no scoped table of the plan",
        "keys",
        "keep_global",
        at,
        hint="write table.column, or table.name_of_the_constraint for several columns; table is as in `tables`",
    )


def _kept_by_table(r: Resolution) -> Iterator[tuple[QName, str]]:
    """Yield the keys that stay because the table's own `keys` says so, and all keys of mixed tables.

    A row for everybody has no tenant: no primary key can hold that NULL, and no unique key compares it.
    """
    for name in r.columns:
        _, entry = r.entries[name]
        said = entry.keys if entry is not None else None
        for index in r.catalog.relations[name].indexes:
            word = None if said is None else said.primary_key if index.primary else said.unique
            if index.unique and (word == "keep" or name in r.mixed):
                yield name, index.name


def _keys(r: Resolution, relation: Relation) -> list[Index]:
    """Return the keys of a relation that `keep_global` can name: those of the kinds that would change."""
    keys = r.loaded.plan.keys
    changes = {True: keys.primary_key == "composite", False: keys.unique == "per_tenant"}
    return [index for index in relation.indexes if index.unique and changes[index.primary]]


def _called(index: Index) -> list[str]:
    """Return the index's name and, if it has only one column, the name of the column."""
    alone = [index.columns[0].name] if len(index.columns) == 1 and index.columns[0].name is not None else []
    return [index.name, *alone]


def _refuse_leaning(r: Resolution, rules: KeyRules) -> None:
    """Add a problem for every object that depends on a key that planner would drop, and that cannot use the new key."""
    for name, column in r.columns.items():
        relation = r.catalog.relations[name]
        text, _ = r.entries[name]
        if rules.per_tenant:
            for index in global_keys(relation, column):
                if (name, index.name) not in rules.kept:
                    stay = f"let it stay: `keys: {{ unique: keep }}` under tables.{text}, or keep_global ({text}.{index.name})"
                    _refuse(r, rules, name, index, f"{index.name} of {text} can't become per tenant", "unique", stay)
        primary = global_primary_key(relation, column) if rules.primary else None
        if primary is not None and (name, primary.name) not in rules.kept:
            what = f"the primary key of {text} can't carry the tenant"
            _refuse(r, rules, name, primary, what, "primary_key", _stay(text, primary))


def _refuse_dependent(r: Resolution, name: QName, index: Index, what: str, key: str, stay: str) -> None:
    """Add a problem for each view, rule and function that depends on the constraint, which the server would not drop."""
    for found in r.catalog.key_dependents:
        if found.relation != name or found.constraint != index.constraint:
            continue
        if found.kind == "view":
            why, remedy = (
                "groups by it and shows other columns",
                f"name every column that {found.name} shows in its GROUP BY",
            )
        else:
            why, remedy = (
                "names it in SQL",
                f"write ON CONFLICT (columns), and every column in its GROUP BY, in {found.name}",
            )
        r.problem(
            f"{what}: {found.kind} {found.name} {why}, so it depends on the key",
            "keys",
            key,
            hint=f"{remedy}, or {stay}",
            kind=Blocked,
        )


def _stay(text: str, primary: Index) -> str:
    return (
        f"let it stay: `keys: {{ primary_key: keep }}` under tables.{text}, or keep_global ({text}.{primary.name}), "
        "or `primary_key: keep`"
    )


def _refuse_periods(r: Resolution, rules: KeyRules) -> None:
    """Add a problem for every key WITHOUT OVERLAPS: PostgreSQL can't make a constraint of a prepared index for it."""
    for name, column in r.columns.items():
        relation = r.catalog.relations[name]
        text, _ = r.entries[name]
        primary = global_primary_key(relation, column) if rules.primary else None
        uniques = global_keys(relation, column) if rules.per_tenant else ()
        for index in (*uniques, *([primary] if primary is not None else [])):
            held = relation.constraint(index.constraint) if index.constraint is not None else None
            if held is not None and held.period and (name, index.name) not in rules.kept:
                r.problem(
                    f"{index.name} of {text} can't carry the tenant: it is WITHOUT OVERLAPS, which planner can't build beside writers",
                    "keys",
                    "primary_key" if index.primary else "unique",
                    hint=f"name it under keep_global ({text}.{index.name})",
                    kind=Blocked,
                )


def _refuse(r: Resolution, rules: KeyRules, name: QName, index: Index, what: str, key: str, stay: str) -> None:
    _refuse_dependent(r, name, index, what, key, stay)
    for child, leans in leaning(name, index, r.catalog):
        whole = r.catalog.root(child).name
        if not rules.composite or not _follows(r, whole, leans):
            carrying = ", or let foreign keys carry the tenant (`foreign_keys: composite`, both tables scoped)"
            r.problem(
                f"{what}: foreign key {leans.name} of {child} references it",
                "keys",
                key,
                hint=stay + ("" if rules.composite and whole in r.columns else carrying),
                kind=Blocked,
            )
    for inbound in r.catalog.inbound_keys:
        if inbound.ref == name and set(inbound.ref_columns) == {c.name for c in index.columns}:
            r.problem(
                f"{what}: {inbound.relation}, outside the managed schemas, references it ({inbound.name})",
                "keys",
                key,
                hint=stay,
                kind=Blocked,
            )


def _follows(r: Resolution, child: QName, leans: Constraint) -> bool:
    """Return whether a foreign key that leans on a global key can be replaced by one that carries the tenant.

    A foreign key whose columns hold the tenant column already can't: the new key would have the column twice.
    """
    tenant = r.loaded.plan.tenant
    if child == r.qualify(tenant.table):
        return tenant.key.column not in leans.columns and carriable(leans, r.catalog.server.can)
    return child in r.columns and child not in r.mixed and r.columns[child] not in leans.columns


def _refuse_actions(r: Resolution) -> None:
    """Add a problem for every foreign key that can't carry the tenant.

    It references a partition, or its ON DELETE or ON UPDATE would set the tenant column too.
    """
    for name, column in r.columns.items():
        text, _ = r.entries[name]
        for key in sorted(r.catalog.relations[name].foreign_keys(), key=lambda k: k.name):
            if key.inherited or column in key.columns or key.ref is None:
                continue
            what = f"foreign key {key.name} of {text} can't carry the tenant"
            parent = r.catalog.relation(key.ref)
            if parent is not None and parent.partition_of is not None:
                _refuse_action(
                    r, f"{what}: it references {key.ref}, a partition", f"reference {parent.partition_of} instead"
                )
            if key.ref not in r.columns or key.ref in r.mixed:
                continue
            if key.period:
                _refuse_action(r, f"{what}: it has a PERIOD", "drop the key, or make it one without a PERIOD")
            if key.on_delete.sets_columns and not r.catalog.server.can.set_null_columns:
                _refuse_action(
                    r,
                    f"{what}: its action ON DELETE, {key.on_delete}, would set the tenant too, and PostgreSQL "
                    f"{r.catalog.server.major} can't leave the tenant out",
                    f"{key.on_delete} (column) needs PostgreSQL {SET_NULL_COLUMNS}; use another action before",
                )
            if key.on_update.sets_columns:
                _refuse_action(
                    r,
                    f"{what}: its action ON UPDATE, {key.on_update}, would set the tenant too",
                    "ON UPDATE takes no list of columns; use another action, such as CASCADE or NO ACTION",
                )


def _refuse_action(r: Resolution, what: str, remedy: str) -> None:
    r.problem(what, "keys", "foreign_keys", hint=f"{remedy}, or `foreign_keys: single`", kind=Blocked)
