"""Resolve a plan against a catalog into a Tenancy.

This looks up names, finds foreign keys, compares types, and orders tables, parents first. It collects every problem
with its place in the plan, and raises all problems together.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import OwnedKey, OwnedKind
from planner.catalog.words import RelationKind
from planner.errors import Blocked, NotSupported
from planner.names import QName, few, spelled
from planner.operations import OPERATIONS
from planner.operations.spread import with_dropped_keys
from planner.orm.registry import naming
from planner.plan.defaults import first_match
from planner.plan.load import LoadedPlan
from planner.plan.table import Kind
from planner.resolve.keys import resolve_keys, said_shared
from planner.resolve.order import in_order
from planner.resolve.problems import Resolution
from planner.resolve.rls import reached, resolve_rls
from planner.resolve.shared import refuse_unnamed_pointer, resolve_shared
from planner.resolve.table import resolve_table
from planner.resolve.tenants import resolve_tenants
from planner.tenancy.compared import as_foreign_keys_compare
from planner.tenancy.model import Exemption, Tenancy


def check_target(loaded: LoadedPlan, catalog: Catalog) -> None:
    """Raise Blocked when the plan is for another database."""
    wanted, here = loaded.plan.target.database, catalog.server.database
    if wanted and wanted != here:
        raise Blocked(
            f"the plan is for database {wanted!r}, and this is {here!r}",
            place=loaded.place("target", "database"),
            hint="connect to the right database with --dsn, or change target.database",
        )


def resolve(loaded: LoadedPlan, catalog: Catalog, *, tolerant: bool = False) -> Tenancy:
    """Return the tenancy of a plan and a catalog.

    Raises PlanError when the plan does not fit the database, and Refused when the plan fits but planner must not go on.
    If `tolerant`, the tenancy lists two kinds of tables that are errors otherwise: tables that the plan does not name,
    and reference and exempt tables that the database does not have.
    """
    r = Resolution(loaded, with_dropped_keys(catalog), tolerant=tolerant)
    _check_schemas(r)
    tenants = resolve_tenants(r)
    _collect(r, tenants.relation)
    r.stop()
    scoped = {name: resolve_table(r, name, tenants) for name in r.columns}
    r.stop()
    tables = {name: as_foreign_keys_compare(table, r.catalog) for name, table in scoped.items() if table is not None}
    holes = tuple(_outside_references(r))
    ordered, cycles = in_order(r, tables)
    r.stop()
    plan = r.loaded.plan
    keys = resolve_keys(r)
    tables = said_shared(r, tables, keys)
    shared = tuple(resolve_shared(r, tenants, keys))
    rls = resolve_rls(r, tenants)
    open_to_all = tuple(reached(r, tenants, rls))
    r.stop()
    return Tenancy(
        database=plan.target.database,
        tenants=tenants,
        tables={name: tables[name] for name in ordered},
        cycles=cycles,
        holes=holes,
        exemptions=tuple(
            Exemption(name, entry.reason or "", entry.until)
            for name, (_, entry) in r.entries.items()
            if entry is not None and str(entry.kind) == "exempt"
        ),
        references=tuple(
            name for name, (_, entry) in r.entries.items() if entry is not None and entry.kind is Kind.REFERENCE
        ),
        unlisted=tuple(r.unlisted),
        gone=tuple(r.gone),
        batch_rows=plan.execution.batch_rows,
        keys=keys,
        rls=rls,
        shared=shared,
        reached=open_to_all,
        naming=naming(plan.naming, plan.schemas[0]),
        settings={setting.path: setting.resolved(plan) for operation in OPERATIONS for setting in operation.settings},
    )


def _check_schemas(r: Resolution) -> None:
    plan = r.loaded.plan
    there = {s.name for s in r.catalog.schemas}
    for at, schema in enumerate(plan.schemas):
        if schema not in there:
            r.problem(
                f"schema {schema!r} is not in database {r.catalog.server.database!r}",
                "schemas",
                at,
                hint="correct `schemas`, or check that --dsn names the right database",
            )
    r.stop()


def _collect(r: Resolution, tenants: QName) -> None:
    """Collect every table of the managed schemas, and the tenant column of each scoped table."""
    plan = r.loaded.plan
    for text, entry in plan.tables.items():
        name = r.qualify(text)
        relation = r.catalog.relation(name)
        if relation is None and r.tolerant and not entry.kind.has_tenants:
            r.gone.append(name)
        elif relation is None:
            _unknown_table(r, name, text)
        elif relation.partition_of is not None:
            r.problem(f"{text} is a partition; list its parent {relation.partition_of} instead", "tables", text)
        elif not relation.is_table():
            r.problem(
                f"{text} is not a table",
                "tables",
                text,
                hint="only tables have rows that belong to a tenant; remove it",
            )
        elif name in r.entries:
            r.problem(f"{text} names a table that the plan lists already", "tables", text)
        else:
            r.entries[name] = (text, entry)
    _by_pattern(r, tenants)
    _unlisted(r, tenants)
    for name, (text, listed) in r.entries.items():
        if listed is None or listed.kind.has_tenants:
            r.columns[name] = (listed.column if listed else None) or plan.tenant.column
            _fit_for_scope(r, r.catalog.relations[name], text)
        if listed is not None and listed.kind is Kind.MIXED:
            r.mixed.add(name)


def _by_pattern(r: Resolution, tenants: QName) -> None:
    """Give each table that `tables` does not name the entry of the first pattern that its name matches."""
    plan = r.loaded.plan
    if not plan.defaults:
        return
    for name in _missing(r, tenants):
        pattern = first_match(plan.defaults, name, plan.schemas[0])
        if pattern is not None:
            r.entries[name] = (spelled(name, plan.schemas[0]), plan.defaults[pattern])
    for pattern in plan.defaults if not r.tolerant else ():
        if not any(first_match((pattern,), name, plan.schemas[0]) for name in r.catalog.relations):
            r.problem(
                f"no table's name matches {pattern}", "defaults", pattern, hint="correct the pattern, or remove it"
            )


def _missing(r: Resolution, tenants: QName) -> list[QName]:
    """Return the tables of the managed schemas that have no entry yet."""
    return [
        relation.name
        for relation in r.catalog.roots()
        if relation.is_table()
        and relation.extension is None
        and relation.name not in r.entries
        and relation.name != tenants
        and OwnedKey(OwnedKind.TABLE, relation.name, relation.name.name) not in r.catalog.owned
    ]


def _unlisted(r: Resolution, tenants: QName) -> None:
    mode = str(r.loaded.plan.unlisted)
    missing = _missing(r, tenants)
    if not missing or mode == "ignore":
        return
    if mode == "scope":
        r.entries.update({name: (f"{name}", None) for name in missing})
        return
    if r.tolerant:
        r.unlisted += missing
        return
    r.problem(
        f"{len(missing)} table{'s' if len(missing) > 1 else ''} of the managed schemas not named in the plan: {few(missing, 8)}",
        "tables",
        hint="list each under `tables` (scoped, `kind: reference` or `kind: exempt`), or set `unlisted: scope` or `unlisted: ignore`",
    )


def _unknown_table(r: Resolution, name: QName, text: str) -> None:
    def hint() -> str:
        names = [found.name for found in r.catalog.roots() if found.is_table()]
        bare = [found.name for found in names if found.schema == name.schema]
        near = get_close_matches(name.name, bare, n=1, cutoff=0.5) or [
            n for n in bare if n.lower() == name.name.lower()
        ]
        if near:
            return f"did you mean {near[0]!r}?"
        return f"schema {name.schema!r} has no table of a similar name; remove it from the plan"

    r.problem(f"table {text!r} is not in the database", "tables", text, hint=hint)


def _fit_for_scope(r: Resolution, relation: Relation, text: str) -> None:
    if relation.inherits or relation.name in r.inherited:
        r.problem(
            f"{text} takes part in table inheritance, which is not supported yet",
            "tables",
            text,
            hint="use declarative partitioning, or list the table as `kind: exempt` with a reason",
            kind=NotSupported,
        )
    if relation.kind is RelationKind.PARTITIONED and any(
        leaf.kind is RelationKind.FOREIGN for leaf in r.catalog.leaves(relation.name)
    ):
        r.problem(
            f"{text} has a foreign table as a partition, which is not supported",
            "tables",
            text,
            hint="detach the partition first, or list the table as `kind: exempt`",
            kind=NotSupported,
        )


def _outside_references(r: Resolution) -> Iterator[tuple[QName, str, QName]]:
    for name, (text, entry) in r.entries.items():
        if name in r.columns or entry is None:
            continue
        for key in r.catalog.relations[name].foreign_keys():
            if key.ref not in r.columns:
                continue
            if entry.kind is Kind.SHARED:
                refuse_unnamed_pointer(r, text, entry, key)
            elif str(entry.kind) == "reference":
                r.problem(
                    f"{text} is shared by all tenants and references {key.ref}, which belongs to one ({key.name})",
                    "tables",
                    text,
                    hint=f"make {text} scoped, or {key.ref} a reference table; if its rows are people of several tenants: "
                    f"`{text}: {{ kind: shared, memberships: …, pointers: {{ {key.columns[0]}: {key.ref.name} }} }}`",
                )
            else:
                yield (name, key.name, key.ref)
