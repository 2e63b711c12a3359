"""Refuse a role that owns the tables and still lacks a right which a later statement needs."""

from __future__ import annotations

from collections.abc import Iterator

from planner.catalog.index_changes import AddIndex
from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.names import QName
from planner.run.project import View
from planner.run.rehearsal.structure import filled, new_columns
from planner.sql.queries import asked, queries
from planner.sql.spelling import sql_name

_SQL = queries("planner.run.rehearsal")


def refuse_rights(connection: Connection, view: View) -> None:
    """Raise Blocked for the first right that is missing, with the GRANT that gives it."""
    role = view.catalog.server.role
    if view.catalog.server.superuser:
        return
    _refuse_schemas(view)
    wanted = list(dict.fromkeys(_wanted(view)))
    parameters = {**asked(name for name, _ in wanted), "privileges": [privilege for _, privilege in wanted]}
    for schema, name, privileges in connection.fetch(_SQL["lacking"], parameters):
        relation = QName(schema, name)
        raise Blocked(
            f"role {role!r} has no right to {privileges} on {relation}; nothing was changed",
            hint=f"GRANT {privileges} ON {sql_name(relation)} TO {sql_name(role)}: an owner may take its own rights away, and give "
            "them back",
        )
    named = {c.index.tablespace for c in view.diff().changes if isinstance(c, AddIndex)} - {None}
    for (tablespace,) in connection.fetch(_SQL["tablespaces"], {"names": sorted(map(str, named))}):
        raise Blocked(
            f"role {role!r} may not create indexes in tablespace {tablespace!r}; nothing was changed",
            hint=f"GRANT CREATE ON TABLESPACE {sql_name(tablespace)} TO {sql_name(role)}",
        )
    tenants = view.tenancy.tenants
    types = [tenants.type] if new_columns(view) else []
    types += [tenants.key_type] if tenants.relation not in view.catalog.relations else []
    for type_ in dict.fromkeys(types):
        if connection.value(_SQL["unusable_type"], {"type": type_}):
            raise Blocked(
                f"role {role!r} may not use type {type_}; nothing was changed",
                place=view.loaded.place("tenant", "key", "type"),
                hint=f"GRANT USAGE ON TYPE {type_} TO {sql_name(role)}",
            )


def _refuse_schemas(view: View) -> None:
    """Raise Blocked for a partition's schema in which the role may not create the partition's indexes."""
    families = (relation for name in view.tenancy.tables for relation in view.catalog.family(name))
    used = {relation.name.schema for relation in families}
    for schema in view.catalog.schemas:
        if schema.name in used and not schema.can_create:
            role = view.catalog.server.role
            raise Blocked(
                f"role {role!r} may not create indexes in schema {schema.name!r}, which has partitions of the plan's tables; "
                "nothing was changed",
                hint=f"GRANT CREATE ON SCHEMA {sql_name(schema.name)} TO {sql_name(role)}",
            )


def _wanted(view: View) -> Iterator[tuple[QName, str]]:
    """Yield the tables with the privileges that the missing statements need."""
    tenants = view.tenancy.tenants
    if tenants.relation in view.catalog.relations:
        yield from ((tenants.relation, privilege) for privilege in ("SELECT", "REFERENCES"))
        if tenants.default is not None and tenants.default.id not in view.facts.tenants:
            yield tenants.relation, "INSERT"
    for name in view.tenancy.tables:
        for relation in view.catalog.family(name):
            yield from ((relation.name, privilege) for privilege in ("SELECT", "REFERENCES", "TRIGGER"))
    for table in filled(view):
        for leaf in view.catalog.leaves(table.relation):
            yield leaf.name, "UPDATE"
