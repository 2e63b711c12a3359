"""Compare a source's schema with the target's: everything that decides which values rows may have.

The target has more than a source: tenant columns, keys with the tenant, and what planner adds. Names of constraints and
indexes, ordinary indexes, triggers, views, functions, defaults and rights are not compared.
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.catalog.model import Catalog, Relation
from planner.catalog.parts import Column
from planner.catalog.words import ConstraintKind
from planner.errors import Blocked
from planner.merge.sources import Opened
from planner.merge.tables import Merging
from planner.names import QName, few

_SHOWN = 20


def refuse_differences(sources: list[Opened], merging: Merging) -> None:
    """Raise Blocked that names the differences of all sources."""
    found = [f"{source.name}: {line}" for source in sources for line in differences(source.catalog, merging)]
    if found:
        more = [f"and {len(found) - _SHOWN} more"] if len(found) > _SHOWN else []
        raise Blocked(
            "the sources do not have the target's schema; nothing was changed",
            details=[*found[:_SHOWN], *more],
            hint="migrate all databases to one version of the application, and run the same command again",
        )


def differences(source: Catalog, merging: Merging) -> Iterator[str]:
    """Yield the differences of one source, each as one line."""
    target = merging.view.catalog
    unknown = "SQL_ASCII"
    if (source.server.encoding == unknown) != (target.server.encoding == unknown):
        yield f"the encoding is {source.server.encoding}, and {target.server.encoding} in the target"
    for schema in sorted({s.name for s in target.schemas} - {s.name for s in source.schemas}):
        yield f"schema {schema} is missing"
    tenants = merging.view.tenancy.tenants.relation
    tables = _tables(target) - {tenants} - set(merging.left)
    there = _tables(source) - {tenants} - set(merging.left)
    for name in sorted(tables - there):
        yield f"table {name} is missing"
    for name in sorted(there - tables):
        yield f"table {name} is not in the target"
    yield from _types(source, target)
    held = (tables & there) | ({tenants} & _tables(source))
    for name in sorted(held):
        yield from _table(name, source, merging)


def _tables(catalog: Catalog) -> set[QName]:
    return {r.name for r in catalog.roots() if r.is_table() and r.extension is None}


def _types(source: Catalog, target: Catalog) -> Iterator[str]:
    for name in sorted(source.types.keys() & target.types.keys()):
        theirs, mine = source.types[name], target.types[name]
        if theirs.labels != mine.labels:
            yield f"type {name} has the labels {', '.join(theirs.labels)}, and {', '.join(mine.labels)} in the target"
        if (theirs.base, theirs.not_null, theirs.checks) != (mine.base, mine.not_null, mine.checks):
            yield f"domain {name} is another one in the target"


def _table(name: QName, source: Catalog, merging: Merging) -> Iterator[str]:
    target = merging.view.catalog
    table = merging.view.tenancy.tables.get(name)
    ours = table.column if table is not None else None
    theirs, mine = source.relations[name], target.relations[name]
    columns = {column.name: column for column in mine.columns}
    there = {column.name: column for column in theirs.columns}
    for column in sorted((columns.keys() | there.keys()) - {ours}):
        yield from _column(f"{name}.{column}", there.get(column), columns.get(column))
    for what, (have, want) in {
        "unique key": (_unique(theirs, ours), _unique(mine, ours)),
        "foreign key": (_foreign(theirs, merging), _foreign(mine, merging)),
        "check": (_checks(theirs, ours), _checks(mine, ours)),
    }.items():
        for key in sorted(want - have):
            yield f"{name} lacks the {what} {key}"
        for key in sorted(have - want):
            yield f"{name} has the {what} {key}, and the target does not"


def _column(what: str, theirs: Column | None, mine: Column | None) -> Iterator[str]:
    if theirs is None or mine is None:
        yield f"column {what} is missing" if theirs is None else f"column {what} is not in the target"
        return
    for word, there, here in (
        ("type", theirs.type, mine.type),
        ("collation", theirs.collation or "default", mine.collation or "default"),
        ("NULL", "NOT NULL" if theirs.not_null else "NULL", "NOT NULL" if mine.not_null else "NULL"),
        ("generated", str(theirs.generated) or "no", str(mine.generated) or "no"),
    ):
        if there != here:
            yield (
                f"column {what} is {there}, and {here} in the target"
                if word != "generated"
                else (f"column {what} is generated: {there}, and {here} in the target")
            )
    if theirs.generated == mine.generated and str(mine.generated) and theirs.default != mine.default:
        yield f"column {what} is generated by another expression in the target"


def _unique(relation: Relation, tenant: str | None) -> set[str]:
    """Return the unique keys in words, without the tenant column. An index with it is one that planner may have made."""
    found = set()
    for index in relation.indexes:
        if index.unique and index.valid:
            names = sorted(column.definition for column in index.columns if column.name != tenant or tenant is None)
            where = f" WHERE {index.predicate}" if index.predicate is not None else ""
            nulls = " NULLS NOT DISTINCT" if index.nulls_not_distinct else ""
            if names:
                found.add(f"({', '.join(names)}){nulls}{where}")
    return found


def _foreign(relation: Relation, merging: Merging) -> set[str]:
    """Return the foreign keys in words, without the tenant columns."""
    tenants = merging.view.tenancy.tenants
    columns = {name: table.column for name, table in merging.view.tenancy.tables.items()}
    columns[tenants.relation] = tenants.key
    found = set()
    for key in relation.foreign_keys():
        if key.ref is None:
            continue
        tenant = (columns.get(relation.name), columns.get(key.ref))
        pairs = sorted(pair for pair in zip(key.columns, key.ref_columns, strict=True) if pair != tenant)
        if pairs:
            mine, theirs = few([a for a, _ in pairs], 9), few([b for _, b in pairs], 9)
            found.add(f"({mine}) → {key.ref} ({theirs}) ON DELETE {key.on_delete}")
    return found


def _checks(relation: Relation, tenant: str | None) -> set[str]:
    return {
        constraint.definition
        for constraint in relation.constraints
        if constraint.kind is ConstraintKind.CHECK and (tenant is None or tenant not in constraint.columns)
    }
