"""The hazards of a run that no single step has: functions, rules, publications and event triggers that it touches."""

from __future__ import annotations

from collections.abc import Iterator

from planner.catalog.changes import DropConstraint
from planner.catalog.index_changes import DropIndex
from planner.execution.connection import Connection
from planner.names import QName
from planner.run.project import View
from planner.run.rehearsal.code import Code, Key, broken, upserting
from planner.run.rehearsal.structure import new_columns
from planner.sql.queries import queries
from planner.sql.spelling import sql_name

_SQL = queries("planner.run.rehearsal")

SHOWN = 30
"""The number of functions that are named."""


def hazards(connection: Connection, view: View) -> tuple[str, ...]:
    """Return a line for each hazard of the missing steps of all phases."""
    if not view.diff().segments:
        return ()
    return tuple(_all(connection, view))


def _all(connection: Connection, view: View) -> Iterator[str]:
    columns = {name: view.tenancy.tables[name].column for name in new_columns(view)}
    keys = _keys_gone(view)
    if columns or keys:
        yield from _functions(connection, columns, keys, atomic=_atomic(connection, view) if keys else [])
    yield from _rules(connection, view)
    yield from _publications(connection, view, columns)
    for name, event, tags, schema, function, own_path in connection.fetch(_SQL["event_triggers"]):
        on = f"{event} ({', '.join(tags)})" if tags else event
        path = "" if own_path else ", without the application's search_path"
        yield f"Hazard event-trigger: event trigger {name} on {on} runs {schema}.{function}() for planner's statements{path}"


def _keys_gone(view: View) -> list[Key]:
    """Return the unique and primary keys that the missing steps take away, with their present columns."""
    found = []
    for change in view.diff().changes:
        if not isinstance(change, DropConstraint | DropIndex):
            continue
        relation = view.catalog.relation(change.relation)
        index = relation.index(change.name) if relation is not None else None
        if index is not None and index.unique:
            columns = frozenset(column.name or "" for column in index.columns)
            found.append(Key(change.relation, index.name, columns))
    return list(dict.fromkeys(found))


def _atomic(connection: Connection, view: View) -> list[Code]:
    if not view.catalog.server.can.atomic_functions:
        return []
    rows = connection.fetch(_SQL["atomic_functions"])
    return [Code(QName(schema, name), of, (), "sql", text, None, ()) for schema, name, of, text in rows]


def _functions(
    connection: Connection, columns: dict[QName, str], keys: list[Key], *, atomic: list[Code]
) -> Iterator[str]:
    codes = [
        Code(
            QName(schema, name),
            arguments,
            tuple(names),
            language,
            source,
            QName(of_schema, of) if of is not None else None,
            tuple(QName(*fired) for fired in fires_on),
        )
        for schema, name, arguments, names, language, source, of_schema, of, fires_on in connection.fetch(
            _SQL["functions"]
        )
    ]
    for code, key, words in upserting([*codes, *atomic], keys):
        yield f"Hazard upsert-target: function {code} says {words}: {key.relation} has no such key after tighten"
    found = list(broken(codes, columns))
    for code, why in found[:SHOWN]:
        yield f"Hazard function-breaks: function {code}: {why}"
    if len(found) > SHOWN:
        yield f"Hazard function-breaks: {len(found) - SHOWN} more functions that name tables with a new column"


def _rules(connection: Connection, view: View) -> Iterator[str]:
    for schema, relation, rule, event, instead in connection.fetch(
        _SQL["rules"], {"schemas": list(view.loaded.plan.schemas)}
    ):
        name = QName(schema, relation)
        if name in view.catalog.relations and view.catalog.root(name).name in view.tenancy.tables:
            what = "replaces" if instead else "adds statements to"
            yield (
                f"Hazard rule: rule {rule} {what} every {event} of {name}: its statements do not know the tenant, and an ON "
                "CONFLICT in them must name the keys that the plan leaves"
            )


def _publications(connection: Connection, view: View, columns: dict[QName, str]) -> Iterator[str]:
    if view.catalog.server.can.publications_of_schemas:
        parameters = {"schemas": list(view.loaded.plan.schemas)}
        for publication, schema, relation, _, listed in connection.fetch(_SQL["published_columns"], parameters):
            column = columns.get(QName(schema, relation))
            if column is not None and column not in listed:
                yield f"Hazard publication: {publication} lists the columns of {schema}.{relation}, so subscribers do not get {column}"
    tenants = view.tenancy.tenants.relation
    made = [f"{tenants}"] if tenants not in view.catalog.relations else []
    if made and view.catalog.server.can.publications_of_schemas:
        for (publication,) in connection.fetch(_SQL["publications_of_schema"], {"schema": tenants.schema}):
            yield _published(publication, f"FOR TABLES IN SCHEMA {sql_name(tenants.schema)}", made)
    if not view.catalog.planner_schema:
        made.append("the tables of schema planner")
    for (publication,) in connection.fetch(_SQL["publications_of_all"]) if made else ():
        yield _published(publication, "FOR ALL TABLES", made)


def _published(publication: str, what: str, made: list[str]) -> str:
    return (
        f"Hazard publication: {publication} is {what}, so a subscriber without {' and '.join(made)} stops: make them there "
        "first, or publish tables by name"
    )
