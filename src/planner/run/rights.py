"""Refuse, before the first statement, a role that lacks a right, and a role whose rights would serve other roles' code."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from planner.catalog import membership
from planner.catalog.model import Catalog, Relation
from planner.errors import Blocked
from planner.names import QName, few
from planner.plan.load import LoadedPlan
from planner.sql.spelling import sql_name
from planner.steps.step import LockMode, Segment
from planner.tenancy.model import Tenancy

SHOWN = 5
"""The number of things that a message names."""


def refuse_unreadable(catalog: Catalog, names: Iterable[QName]) -> None:
    """Raise Blocked when the connected role may not read all rows of these relations."""
    role, names = catalog.server.role, sorted(names)
    missing = [name for name in names if name in catalog.unreadable]
    if missing:
        schemas = sorted({name.schema for name in missing})
        raise Blocked(
            f"role {role!r} may not read {few(missing, SHOWN)}",
            hint=f"GRANT USAGE ON SCHEMA {', '.join(map(sql_name, schemas))} TO {sql_name(role)}; GRANT SELECT ON "
            f"{', '.join(sql_name(name) for name in missing)} TO {sql_name(role)}",
        )
    hidden = [name for name in names if name in catalog.relations and _hides(catalog.relations[name], catalog)]
    if hidden:
        raise Blocked(
            f"role {role!r} would not see all rows of {few(hidden, SHOWN)}: row level security hides some",
            hint=f"ALTER ROLE {sql_name(role)} BYPASSRLS, or connect as a superuser",
        )


def refuse_privileges(loaded: LoadedPlan, tenancy: Tenancy, catalog: Catalog) -> None:
    """Raise Blocked when the role lacks a right that a later step needs."""
    server = catalog.server
    for table in tenancy.tables.values():
        for relation in catalog.family(table.relation):
            if not relation.owned_by_me:
                raise Blocked(
                    f"role {server.role!r} may not alter {relation.name}: it is owned by {relation.owner!r}",
                    place=table.place,
                    hint=membership.remedy(catalog, relation.owner),
                )
    tenants = catalog.relation(tenancy.tenants.relation)
    if tenants is not None and not tenants.owned_by_me:
        raise Blocked(
            f"role {server.role!r} does not own {tenants.name}, so it can't make foreign keys to it",
            hint=membership.remedy(catalog, tenants.owner),
        )
    if not catalog.planner_schema and not server.can_create:
        raise Blocked(
            f"role {server.role!r} may not create schema planner in database {server.database!r}",
            hint=f"GRANT CREATE ON DATABASE {sql_name(server.database)} TO {sql_name(server.role)}",
        )
    needed = {table.relation.schema for table in tenancy.tables.values()} | {tenancy.tenants.relation.schema}
    for schema in catalog.schemas:
        if schema.name in needed and not schema.can_create:
            raise Blocked(
                f"role {server.role!r} may not create functions and indexes in schema {schema.name!r}",
                hint=f"GRANT CREATE ON SCHEMA {sql_name(schema.name)} TO {sql_name(server.role)}",
            )
    if server.superuser or server.bypass_rls:
        return
    if tenancy.rls is not None and tenancy.rls.force:
        raise Blocked(
            f"role {server.role!r} would see no rows under FORCE: it is neither superuser nor BYPASSRLS",
            place=loaded.place("rls", "force"),
            hint="connect as a superuser or with BYPASSRLS, or write `force: false`: policies then leave out the owner of the "
            "tables and its members, so the application must connect as another role",
        )
    refuse_unreadable(catalog, read_by(tenancy))


def refuse_not_owned(segments: Sequence[Segment], catalog: Catalog) -> None:
    """Raise Blocked when a rollback alters a table, or a partition of it, that the role does not own."""
    steps = [step for segment in segments for step in segment.steps]
    locked = dict.fromkeys(
        lock.relation for step in steps for lock in step.locks if lock.mode is LockMode.ACCESS_EXCLUSIVE
    )
    for name in locked:
        for relation in catalog.family(name) if name in catalog.relations else ():
            if not relation.owned_by_me:
                raise Blocked(
                    f"role {catalog.server.role!r} may not alter {relation.name}: it is owned by {relation.owner!r}; "
                    "nothing was changed",
                    hint=membership.remedy(catalog, relation.owner),
                )


def foreign_code(
    loaded: LoadedPlan, tenancy: Tenancy, catalog: Catalog, also: Collection[QName] = ()
) -> dict[str, tuple[str, ...]]:
    """Return what runs, or may come to run, with planner's rights when planner writes, by its owner.

    The owner of a table may add triggers and defaults at any moment. Superusers, planner's own role and the plan's
    `trusted_owners` are left out. `also` are tables that planner writes besides those of tenants.
    """
    known = {*loaded.plan.execution.trusted_owners, catalog.server.role}
    mine = [
        relation
        for name in (*_written(tenancy), *also)
        if name in catalog.relations
        for relation in catalog.family(name)
    ]
    names = {relation.name for relation in mine}
    found: dict[str, dict[str, None]] = {}
    for relation in mine:
        owner = catalog.roles.get(relation.owner)
        if relation.owner not in known and not (owner is not None and owner.superuser):
            found.setdefault(relation.owner, {})[f"table {relation.name}"] = None
    for code in catalog.foreign_code:
        if code.relation in names and code.owner not in known:
            found.setdefault(code.owner, {})[code.thing] = None
    return {owner: tuple(things) for owner, things in sorted(found.items())}


def refuse_foreign_code(loaded: LoadedPlan, tenancy: Tenancy, catalog: Catalog, also: Collection[QName] = ()) -> None:
    """Raise Blocked when a superuser would run code of roles that the plan does not trust."""
    found = foreign_code(loaded, tenancy, catalog, also)
    if not found or not catalog.server.superuser:
        return
    owners = "; ".join(f"{owner}: {few(things, SHOWN)}" for owner, things in found.items())
    raise Blocked(
        f"superuser {catalog.server.role!r} would run what other roles own, or may add to their tables ({owners}); nothing "
        "was changed",
        place=loaded.place("execution"),
        hint=f"write `execution: {{ role: {next(iter(found))} }}`, and planner has no other rights than that role; or, if you "
        f"trust these roles like superusers, `execution: {{ trusted_owners: [{', '.join(found)}] }}`",
    )


def hazards(loaded: LoadedPlan, tenancy: Tenancy, catalog: Catalog) -> Iterator[str]:
    """Yield a line for each owner of code that runs with the rights of planner's role."""
    for owner, things in foreign_code(loaded, tenancy, catalog).items():
        yield f"Hazard foreign-code: what {owner!r} owns runs with the rights of {catalog.server.role!r}: {few(things, SHOWN)}"


def read_by(tenancy: Tenancy) -> frozenset[QName]:
    """Return the relations whose rows the plan's paths and checks read."""
    paths = (path for table in tenancy.tables.values() for path in table.parents)
    shared = {table.relation for table in tenancy.shared if table.pointers}
    return frozenset(_written(tenancy)) | {path.source for path in paths} | shared


def _written(tenancy: Tenancy) -> Iterator[QName]:
    if tenancy.tenants.exists:
        yield tenancy.tenants.relation
    yield from tenancy.tables


def _hides(relation: Relation, catalog: Catalog) -> bool:
    """Return whether policies hide rows of the relation from the connected role."""
    server = catalog.server
    if server.superuser or server.bypass_rls or not relation.rls:
        return False
    return relation.force_rls or not relation.owned_by_me
