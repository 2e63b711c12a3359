"""Resolve the paths of one table: its foreign keys, and the paths that only the plan has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import OwnedKey, OwnedKind
from planner.catalog.parts import Constraint
from planner.catalog.words import Generated
from planner.errors import Blocked
from planner.names import QName
from planner.operations.keys import given_up, identifies, replaced
from planner.plan.table import Mapping, ViaPath
from planner.resolve.problems import Resolution, columns_hint, refuse_generated
from planner.rows.path_sql import comparable
from planner.sql.spelling import sql_names
from planner.tenancy.path import Path
from planner.tenancy.tenants import TenantsTable

Where = tuple[str | int, ...]


def via_path(r: Resolution, relation: Relation, text: str, at: int, via: ViaPath, tenants: TenantsTable) -> Path | None:
    """Return one path of `via`; None if it is wrong, which adds a problem."""
    where: Where = ("tables", text, "backfill", "via", at)
    if not usable_columns(r, relation, text, via.columns, where) or _has_period(r, relation, text, via.columns, where):
        return None
    if via.references is not None and via.key is not None:
        return _said(r, relation, text, via.columns, via.references, via.key, tenants, where)
    return _foreign_key(r, relation, text, via.columns, tenants, where)


def mapping_path(r: Resolution, relation: Relation, text: str, said: Mapping, tenants: TenantsTable) -> Path | None:
    """Return the path to the row of a mapping table; None if it is wrong, which adds a problem."""
    where: Where = ("tables", text, "backfill", "mapping")
    if not usable_columns(r, relation, text, tuple(said.join.values()), (*where, "join")):
        return None
    parent = _table(r, said.table, (*where, "table"))
    if parent is None:
        return None
    theirs = tuple(said.join)
    value = parent.column(said.value)
    if value is None:
        spelled, key = ", ".join(said.join.values()), ", ".join(theirs)
        added = r.columns.get(parent.name) == said.value
        path = (
            f"planner adds it; write a path: via: [{{ columns: [{spelled}], references: {said.table}, key: [{key}] }}]"
        )
        r.problem(
            f"{said.table} has no column {said.value!r}",
            *where,
            "value",
            hint=path if added else columns_hint(parent, said.value),
        )
        return None
    if not comparable(r.catalog.base_type(value.type), tenants.type):
        r.problem(
            f"{said.table}.{said.value} is {value.type}, and the tenants' key is {tenants.type}",
            *where,
            "value",
            hint="name the column that holds the tenant's key, or change its type",
        )
        return None
    pairs = tuple((mine, column) for column, mine in said.join.items())
    if not _joinable(r, relation, text, parent, pairs, (*where, "join")) or not _unique(
        r, parent, theirs, (*where, "join")
    ):
        return None
    return Path(parent.name, pairs, said.value, None, mapping=True)


def parents(r: Resolution, relation: Relation, paths: Sequence[Path], tenants: TenantsTable) -> Iterator[Path]:
    """Yield a path to every scoped table that a foreign key or a path reaches: rows are compared with all of them."""
    seen = set()
    for path in [*_by_foreign_key(r, relation, paths, tenants), *paths]:
        if path.identity not in seen:
            seen.add(path.identity)
            yield path


def _by_foreign_key(r: Resolution, relation: Relation, paths: Sequence[Path], tenants: TenantsTable) -> Iterator[Path]:
    for key in sorted(map(partial(_as_before, r), relation.foreign_keys()), key=lambda k: k.name):
        parent = _root(r.catalog, key.ref) if key.ref is not None else None
        if parent is None or _says_nothing(r, key, r.columns[relation.name], parent, tenants):
            continue
        if parent == tenants.relation:
            # Such a key gives the row's own tenant only if the plan names it as a path.
            if any(sorted(path.columns) == sorted(key.columns) for path in paths if path.parent == parent):
                yield _as_path(r, key, tenants)
        elif parent in r.columns:
            yield _as_path(r, key, tenants)


def _says_nothing(r: Resolution, key: Constraint, column: str, parent: QName, tenants: TenantsTable) -> bool:
    """Return whether a foreign key is on the tenant column alone and references a tenant, so that it always agrees."""
    tenant = tenants.key if parent == tenants.relation else r.columns.get(parent)
    return key.columns == (column,) and key.ref_columns == (tenant,)


def _as_before(r: Resolution, key: Constraint) -> Constraint:
    """Return a composite foreign key of planner without the tenant, as the foreign key that it replaced."""
    made = r.made_composite.get(key.name)
    if made is None or key.ref is None or (key.columns, key.ref) != (made.columns, made.ref):
        return key
    return replace(key, columns=key.columns[1:], ref_columns=key.ref_columns[1:])


def usable_columns(r: Resolution, relation: Relation, text: str, columns: Sequence[str], where: Where) -> bool:
    for name in columns:
        column = relation.column(name)
        if column is None:
            r.problem(f"{text} has no column {name!r}", *where, hint=columns_hint(relation, name))
            return False
        if column.generated is not Generated.NONE:
            remedy = "use `backfill: { sql: … }` with a STABLE function of the columns that it is computed from"
            refuse_generated(r, text, column, *where, hint=f"{remedy}: {column.default}")
            return False
    return True


def _has_period(r: Resolution, relation: Relation, text: str, columns: Sequence[str], where: Where) -> bool:
    """Return whether only a key with a PERIOD is on the columns, which adds a problem: several rows may cover one."""
    keys = [key for key in relation.foreign_keys() if sorted(key.columns) == sorted(columns)]
    if not keys or not all(key.period for key in keys):
        return False
    r.problem(
        f"foreign key {keys[0].name} of {text} has a PERIOD: several rows of {keys[0].ref} may cover one row, so it is no path",
        *where,
        hint="name another path, a mapping table, or `backfill: { sql: … }` with a STABLE function that finds the tenant",
        kind=Blocked,
    )
    return True


def _foreign_key(
    r: Resolution, relation: Relation, text: str, columns: Sequence[str], tenants: TenantsTable, where: Where
) -> Path | None:
    spelled = ", ".join(columns)
    keys = [fk for fk in map(partial(_as_before, r), relation.foreign_keys()) if sorted(fk.columns) == sorted(columns)]
    if not keys:
        keys = [fk for fk in replaced(relation, r.catalog) if sorted(fk.columns) == sorted(columns)]
    if not keys:
        there = sorted({", ".join(fk.columns) for fk in relation.foreign_keys()})
        others = f"its foreign keys are on: {'; '.join(there)}" if there else f"{text} has no foreign keys"
        r.problem(
            f"no foreign key of {text} is on ({spelled})",
            *where,
            hint=f"{others}. Without one, name where it leads: {{ columns: [{spelled}], references: …, key: […] }}",
        )
        return None
    usable: dict[tuple[QName | None, tuple[str, ...]], Constraint] = {}
    for fk in reversed(keys):
        parent = _root(r.catalog, fk.ref) if fk.ref is not None else None
        # planner's own key to the tenants came later than the plan, on the tenant column.
        own = OwnedKey(OwnedKind.FOREIGN_KEY, relation.name, fk.name) in r.catalog.owned and len(keys) > 1
        if (parent in r.columns or parent == tenants.relation) and not own:
            usable[fk.ref, fk.ref_columns] = fk
    if not usable:
        ref = keys[0].ref
        r.problem(
            f"{text} ({spelled}) references {ref}, which is not a scoped table",
            *where,
            hint=f"make {ref} scoped, or choose a foreign key that leads to a scoped table or to {tenants.relation}",
        )
        return None
    if len(usable) > 1:
        names = ", ".join(fk.name for fk in usable.values())
        r.problem(
            f"several foreign keys of {text} are on ({spelled}): {names}",
            *where,
            hint="they lead to different tables; choose one with `references` and `key`",
        )
        return None
    return _as_path(r, next(iter(usable.values())), tenants)


def _said(
    r: Resolution,
    relation: Relation,
    text: str,
    columns: Sequence[str],
    references: str,
    key: Sequence[str],
    tenants: TenantsTable,
    where: Where,
) -> Path | None:
    """Return a path that only the plan has, or the one of several foreign keys that the plan names."""
    parent = owner(r, references, tenants, (*where, "references"))
    if parent is None:
        return None
    for name in key:
        if parent.column(name) is None:
            r.problem(f"{references} has no column {name!r}", *where, "key", hint=columns_hint(parent, name))
            return None
    pairs = tuple(zip(columns, key, strict=True))
    for fk in relation.foreign_keys():
        if fk.ref == parent.name and sorted(zip(fk.columns, fk.ref_columns, strict=True)) == sorted(pairs):
            return _as_path(r, fk, tenants)
    if not _joinable(r, relation, text, parent, pairs, (*where, "key")) or not _unique(r, parent, key, (*where, "key")):
        return None
    return path_to(r, parent.name, pairs, None, tenants)


def owner(r: Resolution, text: str, tenants: TenantsTable, where: Where) -> Relation | None:
    """Return the scoped table, or the tenants table, of this name; None after adding a problem."""
    relation = _table(r, text, where)
    if relation is None:
        return None
    root = _root(r.catalog, relation.name)
    if root not in r.columns and root != tenants.relation:
        r.problem(
            f"{text} is not a scoped table: its rows have no tenant",
            *where,
            hint=f"make {text} scoped, or name a scoped table or {tenants.relation}",
        )
        return None
    return relation


def _table(r: Resolution, text: str, where: Where) -> Relation | None:
    name = r.qualify(text)
    relation = r.catalog.relation(name)
    if relation is None or not relation.is_table():
        r.problem(
            f"table {text!r} is not in the database" if relation is None else f"{text} is not a table",
            *where,
            hint="name a table of the managed schemas, as the database spells it",
        )
        return None
    return relation


def _joinable(
    r: Resolution, relation: Relation, text: str, parent: Relation, pairs: Sequence[tuple[str, str]], where: Where
) -> bool:
    for mine, theirs in pairs:
        one, other = relation.column(mine), parent.column(theirs)
        if other is None:
            r.problem(f"{parent.name} has no column {theirs!r}", *where, hint=columns_hint(parent, theirs))
            return False
        assert one is not None
        if not comparable(r.catalog.base_type(one.type), r.catalog.base_type(other.type)):
            types_differ(r, text, mine, one.type, str(parent.name), theirs, other.type, where)
            return False
    return True


def types_differ(
    r: Resolution, text: str, mine: str, my_type: str, parent: str, theirs: str, their_type: str, where: Where
) -> None:
    r.problem(
        f"{text}.{mine} is {my_type}, and {parent}.{theirs} is {their_type}",
        *where,
        hint="their values can't be compared with an index: change one type, or use `sql`",
    )


def _unique(r: Resolution, parent: Relation, columns: Sequence[str], where: Where) -> bool:
    """Return whether no two rows of the parent have the same key: a row could point to two tenants otherwise."""
    if any(identifies(index, columns) for index in (*parent.indexes, *given_up(parent.name, r.catalog))):
        return True
    spelled = ", ".join(columns)
    r.problem(
        f"({spelled}) is not unique in {parent.name}: a row could point to several rows",
        *where,
        hint=f"name a unique key of {parent.name}, or make one first: CREATE UNIQUE INDEX CONCURRENTLY … ({sql_names(columns)})",
        kind=Blocked,
    )
    return False


def _as_path(r: Resolution, key: Constraint, tenants: TenantsTable) -> Path:
    assert key.ref is not None
    path = path_to(r, key.ref, tuple(zip(key.columns, key.ref_columns, strict=True)), key.name, tenants)
    return replace(path, deferrable=key.deferrable)


def path_to(
    r: Resolution, to: QName, pairs: tuple[tuple[str, str], ...], constraint: str | None, tenants: TenantsTable
) -> Path:
    parent = _root(r.catalog, to)
    tenant = tenants.key if parent == tenants.relation else r.columns[parent]
    return Path(parent, pairs, tenant, constraint, partition=to if to != parent else None)


def _root(catalog: Catalog, name: QName) -> QName:
    """Return the partitioned table that a partition belongs to, or the table itself."""
    relation = catalog.relation(name)
    while relation is not None and relation.partition_of is not None:
        name = relation.partition_of
        relation = catalog.relation(name)
    return name
