"""Refuse what the catalog says will stop a run: tables that can't get a column, that can't be updated, or that lie elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from planner.catalog.changes import AddColumn, AddRelation
from planner.catalog.index_changes import AddIndex
from planner.catalog.model import Catalog, Relation
from planner.catalog.words import ReplicaIdentity
from planner.errors import Blocked, NotSupported
from planner.execution.connection import Connection
from planner.names import QName, few
from planner.run.project import View
from planner.sql.queries import asked, queries
from planner.sql.spelling import sql_name, sql_names
from planner.target.phase import PHASES, Phase
from planner.tenancy.model import Constant, ScopedTable

_SQL = queries("planner.run.rehearsal")

MOST_COLUMNS = 1600
"""MaxHeapAttributeNumber (src/include/access/htup_details.h). A dropped column keeps its number."""


def new_columns(view: View) -> dict[QName, AddColumn]:
    """Return the columns that the missing steps add to tables of the plan, by table."""
    return {
        change.relation: change
        for change in view.diff().changes
        if isinstance(change, AddColumn) and change.relation in view.tenancy.tables
    }


def filled(view: View) -> list[ScopedTable]:
    """Return the tables whose rows the missing steps update."""
    names = [batches.relation for step in view.diff().steps for batches in step.batches]
    return [view.tenancy.tables[name] for name in dict.fromkeys(names)]


def refuse_structure(connection: Connection, view: View, phases: Sequence[Phase] = PHASES) -> None:
    """Raise Blocked for the first thing in the catalog that would stop a later step, also one of a later phase.

    The column list of a publication can follow only when the column is there: it is asked about with phase tighten.
    """
    if not view.diff().segments:
        return
    _refuse_orphaned(view)
    _refuse_taken(connection, view)
    _refuse_families(connection.fetch(_SQL["families"], asked(view.tenancy.tables)), view)
    columns = new_columns(view)
    if columns:
        _refuse_row_types(connection.fetch(_SQL["row_type_users"], asked(columns)), view, columns)
    schemas = {"schemas": list(view.loaded.plan.schemas)}
    fills = filled(view)
    if fills:
        _refuse_rules(connection.fetch(_SQL["rules"], schemas), view.catalog, fills)
    if Phase.TIGHTEN in phases and view.catalog.server.can.publications_of_schemas:
        _refuse_publications(connection.fetch(_SQL["published_columns"], schemas), view)
    _refuse_subscribed(connection.fetch(_SQL["subscribed"], schemas), view)


def _refuse_taken(connection: Connection, view: View) -> None:
    """Raise Blocked for a name of a new table or index that something else has, which the catalog does not hold."""
    new = [
        (change.relation, True)
        if isinstance(change, AddRelation)
        else (QName(change.relation.schema, change.index.name), False)
        for change in view.diff().changes
        if isinstance(change, AddRelation | AddIndex)
    ]
    parameters = {**asked(name for name, _ in new), "tables": [of_table for _, of_table in new]}
    for schema, name, kind in connection.fetch(_SQL["taken"], parameters):
        raise Blocked(
            f"planner would make {QName(schema, name)}, and there is a {kind} of this name; nothing was changed",
            place=view.tenancy.tenants.place if kind == "type" else view.loaded.place("keys"),
            hint=f"rename the {kind}" + ("; or name another table under tenant.table" if kind == "type" else ""),
        )


def _refuse_families(rows: Sequence[tuple[Any, ...]], view: View) -> None:
    columns, plan = new_columns(view), view.loaded.plan
    outside: dict[QName, list[QName]] = {}
    for top_schema, top_name, schema, name, used, of_type in rows:
        top, member = QName(top_schema, top_name), QName(schema, name)
        table = view.tenancy.tables[top]
        if schema not in plan.schemas:
            outside.setdefault(top, []).append(member)
        if top not in columns:
            continue
        if of_type is not None:
            raise NotSupported(
                f"{member} is a typed table (OF {of_type}), which can't get a column; nothing was changed",
                place=table.place,
                hint=f"make it an ordinary table, and run the same command again: ALTER TABLE {sql_name(member)} NOT OF",
            )
        if used >= MOST_COLUMNS:
            raise Blocked(
                f"{member} has no column left: {used} of {MOST_COLUMNS} are used, and dropped columns count; nothing was changed",
                place=table.place,
                hint=f"copy it into a new table, which has only the columns that exist (CREATE TABLE … (LIKE {sql_name(member)} "
                "INCLUDING ALL), INSERT … SELECT, rename), or dump and restore it",
            )
    for top, members in outside.items():
        _refuse_outside(view, view.tenancy.tables[top], members)


def _refuse_orphaned(view: View) -> None:
    """Raise Blocked for a partition whose parent lies in a schema that the plan does not manage, so that no entry names it."""
    if str(view.loaded.plan.unlisted) == "ignore":
        return
    for relation in view.catalog.relations.values():
        parent = relation.partition_of
        if parent is not None and parent not in view.catalog.relations:
            raise Blocked(
                f"{relation.name} is a partition of {parent}, in a schema that the plan does not manage; nothing was changed",
                place=view.loaded.place("schemas"),
                hint=f"add to the plan: schemas: [{', '.join([*view.loaded.plan.schemas, parent.schema])}], and list {parent}; or "
                "set `unlisted: ignore`",
            )


def _refuse_outside(view: View, table: ScopedTable, members: Sequence[QName]) -> None:
    schemas = sorted({member.schema for member in members})
    raise Blocked(
        f"{table.relation} has tables below it in schemas that the plan does not manage: {few(members)}; nothing was changed",
        place=view.loaded.place("schemas"),
        hint=f"add to the plan: schemas: [{', '.join([*view.loaded.plan.schemas, *schemas])}]",
    )


def _refuse_row_types(rows: Sequence[tuple[Any, ...]], view: View, columns: Mapping[QName, AddColumn]) -> None:
    """Raise Blocked for a table whose row type a column uses, when the new column comes with a value for old rows."""
    for top_schema, top_name, schema, relation, column in rows:
        top = QName(top_schema, top_name)
        table = view.tenancy.tables[top]
        if not isinstance(table.strategy, Constant):
            continue
        user = QName(schema, relation)
        raise Blocked(
            f"column {column} of {user} uses the row type of {top}, so {top} can't get a column with a value at once; "
            "nothing was changed",
            place=table.place,
            hint=f"change the type of that column first, for example: ALTER TABLE {sql_name(user)} ALTER COLUMN "
            f"{sql_name(column)} TYPE jsonb USING to_jsonb({sql_name(column)}); or list {top} as exempt with a reason",
        )


def _refuse_rules(rows: Sequence[tuple[Any, ...]], catalog: Catalog, tables: Iterable[ScopedTable]) -> None:
    """Raise Blocked, with all rules, when a rule would replace or follow the UPDATEs of the backfill."""
    rules: dict[QName, list[tuple[str, bool]]] = {}
    for schema, relation, rule, event, instead in rows:
        if event == "UPDATE":
            rules.setdefault(QName(schema, relation), []).append((rule, instead))
    found = [
        (table, leaf.name, rule, instead)
        for table in tables
        for leaf in catalog.leaves(table.relation)
        for rule, instead in rules.get(leaf.name, ())
    ]
    if not found:
        return
    names = "; ".join(f"ALTER TABLE {sql_name(leaf)} DISABLE RULE {sql_name(rule)}" for _, leaf, rule, _ in found)
    raise Blocked(
        f"the backfill is an UPDATE, and {len(found)} rule{'s' if len(found) > 1 else ''} would change it; nothing was changed",
        details=[
            f"{leaf}: rule {rule} {'replaces every UPDATE' if instead else 'adds statements to every UPDATE'}"
            for _, leaf, rule, instead in found
        ],
        place=found[0][0].place,
        hint=f"replace the rule by a trigger, which the plan can name under `triggers`; or switch it off for everybody during "
        f"the run, and on again afterwards (ENABLE RULE): {names}",
    )


def _refuse_publications(rows: Sequence[tuple[Any, ...]], view: View) -> None:
    """Raise Blocked for a new replica identity with a column that a publication's column list lacks."""
    final = view.diff().ended
    for publication, schema, relation, writes, listed in rows:
        name = QName(schema, relation)
        top = view.catalog.root(name).name if name in view.catalog.relations else name
        if not writes or top not in view.tenancy.tables:
            continue
        for leaf in final.leaves(name):
            before = view.catalog.relation(leaf.name)
            lacking = [column for column in _identity(leaf) if column not in listed]
            if not lacking or before is None or set(_identity(before)) == set(_identity(leaf)):
                continue
            every = [column.name for column in leaf.columns if column.name in listed or column.name in lacking]
            raise Blocked(
                f"publication {publication} lists columns of {name} without {', '.join(lacking)}, which its new replica "
                "identity has: UPDATE and DELETE would fail; nothing was changed",
                place=view.loaded.place("keys"),
                hint="run --phase add,backfill first, add the column on the subscribers, and then to the list: "
                f"ALTER PUBLICATION {sql_name(publication)} SET TABLE {sql_name(name)} ({sql_names(every)}), with the "
                f"publication's other tables; or take {name} out of the list's columns (publish whole rows)",
            )


def _identity(relation: Relation) -> tuple[str, ...]:
    """Return the columns of the replica identity, if an index has them."""
    match relation.replica_identity:
        case ReplicaIdentity.DEFAULT:
            found = next((index for index in relation.indexes if index.primary), None)
        case ReplicaIdentity.INDEX:
            found = next((index for index in relation.indexes if index.replica_identity), None)
        case _:
            found = None
    return tuple(column.name for column in found.columns if column.name is not None) if found is not None else ()


def _refuse_subscribed(rows: Sequence[tuple[Any, ...]], view: View) -> None:
    """Raise Blocked for tables that a subscription at work fills: the write guard does not fire for its worker."""
    found: dict[str, list[QName]] = {}
    for subscription, schema, relation, working in rows:
        name = QName(schema, relation)
        top = view.catalog.root(name).name if name in view.catalog.relations else name
        if working and top in new_columns(view):
            found.setdefault(subscription, []).append(name)
    for subscription, names in found.items():
        raise Blocked(
            f"subscription {subscription} writes {few(names)}, and ordinary triggers do not fire for it: its rows would have no "
            "tenant; nothing was changed",
            place=view.tenancy.tables[view.catalog.root(names[0]).name].place,
            hint=f"ALTER SUBSCRIPTION {sql_name(subscription)} DISABLE; enable it again when the publisher sends the tenant "
            "column (run planner on the publisher first)",
        )
