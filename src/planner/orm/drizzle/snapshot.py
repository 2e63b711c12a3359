"""The snapshot of drizzle-kit (version 7) after planner's edits of the schema files.

The keys of a table differ between the versions of drizzle-kit, 0.25 to 0.31, under the same number.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from planner.catalog.parts import Column, IndexColumn
from planner.names import QName
from planner.orm.decide import declares
from planner.orm.drizzle.words import WORDS, as_constraint, is_expression
from planner.orm.wanted import ForeignKey, Key, Table, Wanted, column_text

Json = dict[str, Any]


def after(before: Json, wanted: Wanted, first: str) -> Json:
    """Return the snapshot that drizzle-kit would make of the edited files."""
    snapshot = copy.deepcopy(before)
    tables: Json = snapshot["tables"]
    tenants = wanted.tenants
    if tenants.made and _key(tenants.relation) not in tables:
        tables[_key(tenants.relation)] = _table(tenants.relation, tenants.columns, tenants.key, first, tables.values())
    for one in wanted.tables:
        held = tables.get(_key(one.relation))
        if held is not None:
            _edit(held, one, first)
    snapshot["prevId"] = before["id"]
    snapshot["id"] = str(uuid5(NAMESPACE_URL, json.dumps(snapshot["tables"], sort_keys=True) + before["id"]))
    return snapshot


def drift(snapshot: Json, wanted: Wanted) -> Iterator[str]:
    """Yield where the snapshot differs from the database, but for what the plan brings: the schema files have moved on
    without a migration, or somebody changed the database by hand."""
    tables: Json = snapshot["tables"]
    for one in wanted.tables:
        held = tables.get(_key(one.relation))
        if held is None:
            yield f"{one.relation} is not in the newest snapshot"
            continue
        there = {column.name for column in one.columns} - {one.column.name}
        said = held["columns"].keys() - {one.column.name}
        for name in sorted(there - said):
            yield f"{one.relation}.{name} is not in the newest snapshot"
        for name in sorted(said - there):
            yield f"{one.relation}.{name} is in the newest snapshot, and not in the database"


def _key(relation: QName) -> str:
    return f"{relation.schema}.{relation.name}"


def _table(relation: QName, columns: tuple[Column, ...], key: str, first: str, others: Iterable[Json]) -> Json:
    """Return a new table with the keys that the other tables have: each drizzle-kit refuses keys that it does not know."""
    neighbours = list(others)
    known = {name for one in neighbours for name in one} if neighbours else _NEW.keys()
    empty = {name: type(value)() for one in neighbours for name, value in one.items()}
    return {
        "name": relation.name,
        "schema": "" if relation.schema == first else relation.schema,
        "columns": {column.name: _column(column, primary=column.name == key) for column in columns},
        **{name: copy.deepcopy(empty.get(name, value)) for name, value in _NEW.items() if name in known},
        **{name: value for name, value in empty.items() if name not in (*_NEW, "name", "schema", "columns")},
    }


_NEW: Json = {
    "indexes": {},
    "foreignKeys": {},
    "compositePrimaryKeys": {},
    "uniqueConstraints": {},
    "policies": {},
    "checkConstraints": {},
    "isRLSEnabled": False,
}
"""The keys of a table in the snapshots of drizzle-kit 0.31. `checkConstraints` came with 0.26, the keys of row level
security with 0.27."""


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
    for policy in wanted.policies if "policies" in held else ():
        held["policies"][policy.name] = {
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
