"""Two migrations that Drizzle's own tool accepts: SQL, snapshot (version 7) and journal.

drizzle-kit compares the schema files with the newest snapshot, and never with a database. Its migrator runs the entries
of the journal that are later than the newest row of drizzle.__drizzle_migrations (drizzle-orm 0.45, drizzle-kit 0.31).
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlglot import exp

from planner.catalog.parts import Column, IndexColumn
from planner.errors import PlanError
from planner.names import QName
from planner.orm.decide import declares
from planner.orm.drizzle.words import WORDS, as_constraint, is_expression
from planner.orm.migrations import Migrations, contents, missing
from planner.orm.stage import Stage
from planner.orm.wanted import ForeignKey, Key, Table, Wanted, column_text
from planner.sql import build
from planner.sql.separators import refuse_separator
from planner.tenancy.model import Tenancy

Json = dict[str, Any]

VERSION = "7"
BREAKPOINT = "--> statement-breakpoint"
_SEPARATOR = re.compile(re.escape(BREAKPOINT))


def newest(journal: Json) -> str | None:
    """Return the snapshot of the last migration, from the folder `meta`; None before the first migration."""
    entries = journal.get("entries", [])
    return f"{entries[-1]['tag'].split('_')[0]}_snapshot.json" if entries else None


def migrations(
    journal: Json, snapshot: Json | None, stages: Mapping[Stage, Wanted], tenancy: Tenancy, now: int, first: str
) -> Migrations:
    """Return the migrations. `snapshot` is the newest snapshot, `now` is in milliseconds since 1970, and `first` is the
    schema that Drizzle leaves out.

    Raises PlanError for a snapshot of another version, and Refused when these migrations exist already.
    """
    entries: list[Json] = journal.get("entries", [])
    stages = missing(stages, [entry["tag"] for entry in entries], " and their entries in meta/_journal.json")
    number = int(entries[-1]["idx"]) + 1 if entries else 0
    snapshot = snapshot if snapshot is not None else _EMPTY
    if str(snapshot.get("version")) != VERSION:
        raise PlanError(
            f"the newest snapshot has version {snapshot.get('version')}; planner reads version {VERSION}",
            hint="bring it up to date: npx drizzle-kit up",
        )
    when = max(now, *(int(entry["when"]) + 1 for entry in entries), 0)
    files: dict[str, str] = {}
    tracking = []
    for name, wanted, statements in contents(stages, tenancy):
        tag = f"{number:04}_{name}"
        snapshot = _after(snapshot, wanted, first)
        for statement in statements:
            refuse_separator(_SEPARATOR, statement, "Drizzle's migrator")
        text = f"\n{BREAKPOINT}\n".join(statements) + "\n"
        files[f"{tag}.sql"] = text
        files[f"meta/{number:04}_snapshot.json"] = _written(snapshot)
        entries = [*entries, {"idx": number, "version": VERSION, "when": when, "tag": tag, "breakpoints": True}]
        tracking.append(_tracking(text, when))
        number, when = number + 1, when + 1
    files["meta/_journal.json"] = _written({**EMPTY_JOURNAL, **journal, "entries": entries})
    return Migrations(files, tuple(tracking), "psql")


EMPTY_JOURNAL: Json = {"version": VERSION, "dialect": "postgresql", "entries": []}

_EMPTY: Json = {
    "id": "00000000-0000-0000-0000-000000000000",
    "prevId": "",
    "version": VERSION,
    "dialect": "postgresql",
    "tables": {},
    "enums": {},
    "schemas": {},
    "sequences": {},
    "roles": {},
    "policies": {},
    "views": {},
    "_meta": {"columns": {}, "schemas": {}, "tables": {}},
}


def _written(document: Json) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)


def _tracking(text: str, when: int) -> str:
    """Return the INSERT of one row, which runs once. drizzle-orm's migrator compares only created_at, never the
    hash."""
    table = QName("drizzle", "__drizzle_migrations")
    digest = build.literal(sha256(text.encode()).hexdigest())
    there = build.select(build.literal(1)).from_(build.table(table), copy=False)
    there = there.where(build.eq(build.column("created_at"), build.literal(when)), copy=False)
    row = build.select(digest, build.literal(when)).where(exp.Not(this=build.exists(there)), copy=False)
    insert = exp.Insert(
        this=exp.Schema(this=build.table(table), expressions=[build.ident("hash"), build.ident("created_at")]),
        expression=row,
    )
    return f"{build.render(insert)};"


def _after(before: Json, wanted: Wanted, first: str) -> Json:
    """Return the snapshot that drizzle-kit would make of the edited files."""
    snapshot = copy.deepcopy(before)
    tables: Json = snapshot["tables"]
    tenants = wanted.tenants
    if tenants.made and _key(tenants.relation) not in tables:
        tables[_key(tenants.relation)] = _table(tenants.relation, tenants.columns, tenants.key, first)
    for one in wanted.tables:
        held = tables.get(_key(one.relation))
        if held is not None:
            _edit(held, one, first)
    snapshot["prevId"] = before["id"]
    snapshot["id"] = str(uuid5(NAMESPACE_URL, json.dumps(snapshot["tables"], sort_keys=True) + before["id"]))
    return snapshot


def _key(relation: QName) -> str:
    return f"{relation.schema}.{relation.name}"


def _table(relation: QName, columns: tuple[Column, ...], key: str, first: str) -> Json:
    return {
        "name": relation.name,
        "schema": "" if relation.schema == first else relation.schema,
        "columns": {column.name: _column(column, primary=column.name == key) for column in columns},
        "indexes": {},
        "foreignKeys": {},
        "compositePrimaryKeys": {},
        "uniqueConstraints": {},
        "policies": {},
        "checkConstraints": {},
        "isRLSEnabled": False,
    }


def _column(column: Column, *, primary: bool = False, default: bool = True) -> Json:
    found: Json = {"name": column.name, "type": _type(column.type), "primaryKey": primary, "notNull": column.not_null}
    if default and column.default is not None:
        found["default"] = column.default
    return found


def _type(text: str) -> str:
    """Return the type as Drizzle's getSQLType spells it."""
    text = re.sub(r"^character varying", "varchar", text)
    text = re.sub(r"^character\b", "char", text)
    return text.replace("timestamp without time zone", "timestamp")


def _edit(held: Json, wanted: Table, first: str) -> None:
    name = wanted.column.name
    held["columns"][name] = held["columns"].get(name) or _column(wanted.column, default=False)
    held["columns"][name]["notNull"] = not wanted.nullable
    if wanted.session_default is not None:
        held["columns"][name].setdefault("default", wanted.session_default)
    if wanted.tenant_key is not None:
        held["foreignKeys"][wanted.tenant_key.name] = _foreign_key(wanted.relation, wanted.tenant_key, first)
    if wanted.index is not None:
        held["indexes"][wanted.index.name] = _index(wanted.index)
    for followed in wanted.followed:
        if declares(WORDS, followed):
            held["indexes"][followed.name] = _index(followed)
    for key in wanted.keys:
        _edit_key(held, key)
    for foreign in wanted.foreign_keys:
        for old in foreign.replaces:
            columns = list(old.columns)
            for name in [n for n, one in held["foreignKeys"].items() if one["columnsFrom"] == columns]:
                del held["foreignKeys"][name]
        held["foreignKeys"][foreign.name] = _foreign_key(wanted.relation, foreign, first)
    if wanted.primary_key is not None:
        primary = wanted.primary_key
        for column in primary.before:
            held["columns"][column]["primaryKey"] = False
            held["columns"][column]["notNull"] = True
        held["compositePrimaryKeys"] = {primary.name: {"name": primary.name, "columns": list(primary.columns)}}
    for policy in wanted.policies:
        held.setdefault("policies", {})[policy.name] = {
            "name": policy.name,
            "as": "PERMISSIVE" if policy.permissive else "RESTRICTIVE",
            "for": policy.command,
            "to": list(policy.roles),
            "using": policy.using,
            "withCheck": policy.check,
        }


def _edit_key(held: Json, key: Key) -> None:
    """Put the new key into the snapshot. The old key's entry keeps its own spelling, and the tenant comes before its
    columns."""
    places = ("uniqueConstraints", "indexes")
    old = key.replaces if not key.kept else None
    found = next(((p, held[p].pop(old.name)) for p in places if old is not None and old.name in held[p]), None)
    if found is not None and (found[0] == "uniqueConstraints") == key.constraint:
        place, entry = found
        first = key.columns[0] if key.constraint else _plain(key.columns[0])
        held[place][key.name] = {**entry, "name": key.name, "columns": [first, *entry["columns"]]}
    elif not declares(WORDS, key):
        return
    elif as_constraint(key):
        held["uniqueConstraints"][key.name] = {
            "name": key.name, "nullsNotDistinct": key.index.nulls_not_distinct, "columns": list(key.columns),
        }  # fmt: skip
    else:
        held["indexes"][key.name] = _index(key)


def _foreign_key(relation: QName, key: ForeignKey, first: str) -> Json:
    found: Json = {"name": key.name, "tableFrom": relation.name, "tableTo": key.ref.name}
    if key.ref.schema != first:
        found["schemaTo"] = key.ref.schema
    return found | {
        "columnsFrom": list(key.columns),
        "columnsTo": list(key.ref_columns),
        "onDelete": key.on_delete.lower(),
        "onUpdate": key.on_update.lower(),
    }


def _plain(column: str) -> Json:
    return {"expression": column, "isExpression": False, "asc": True, "nulls": "last"}


def _index(key: Key) -> Json:
    found: Json = {
        "name": key.name,
        "columns": [_index_column(column) for column in key.index.columns],
        "isUnique": key.unique,
        "concurrently": False,
        "method": "btree",
        "with": {},
    }
    return found if key.index.predicate is None else {**found, "where": key.index.predicate}


def _index_column(column: IndexColumn) -> Json:
    if is_expression(column):
        return {"expression": column_text(column), "isExpression": True, "asc": True, "nulls": "last"}
    found: Json = {
        "expression": column.name,
        "isExpression": False,
        "asc": not column.descending,
        "nulls": "first" if column.nulls_first else "last",
    }
    return found if column.opclass is None else {**found, "opclass": column.opclass}
