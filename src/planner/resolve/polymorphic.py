"""Resolve the polymorphic paths of one table: a type column names the parent's table, a key column holds its key."""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import get_close_matches

from planner.catalog.model import Relation
from planner.operations.keys import given_up
from planner.plan.table import Polymorphic
from planner.resolve.paths import Where, owner, path_to, types_differ, usable_columns
from planner.resolve.problems import Resolution
from planner.rows.path_sql import comparable, convertible
from planner.tenancy.path import Case, Path
from planner.tenancy.tenants import TenantsTable


def polymorphic_paths(
    r: Resolution, relation: Relation, text: str, said: Polymorphic, tenants: TenantsTable
) -> list[Path | None]:
    """Return one path for each case of `polymorphic`, None for each wrong one. A case uses its table's primary key."""
    where: Where = ("tables", text, "backfill", "polymorphic")
    if not usable_columns(r, relation, text, (said.type, said.key), where):
        return [None]
    return [
        _case(r, relation, text, said, value, table, tenants, (*where, "cases", value))
        for value, table in said.cases.items()
    ]


def _case(
    r: Resolution,
    relation: Relation,
    text: str,
    said: Polymorphic,
    value: str,
    table: str,
    tenants: TenantsTable,
    where: Where,
) -> Path | None:
    parent = owner(r, table, tenants, where)
    if parent is None:
        return None
    before = [index for index in given_up(parent.name, r.catalog) if index.primary]
    primary = next((index for index in (*before, *parent.indexes) if index.primary), None)
    names = [c.name for c in primary.columns if c.name is not None] if primary is not None else []
    if len(names) != 1:
        r.problem(
            f"{table} has no primary key of one column that {text}.{said.key} could hold",
            *where,
            hint="use `via` with `references` and `key`, or `sql`",
        )
        return None
    (column,) = names
    mine, theirs = relation.column(said.key), parent.column(column)
    assert mine is not None
    assert theirs is not None
    converted = None
    one, other = r.catalog.base_type(mine.type), r.catalog.base_type(theirs.type)
    if not comparable(one, other):
        if not convertible(one, other):
            types_differ(r, text, said.key, mine.type, table, column, theirs.type, where)
            return None
        converted = other
    if not _is_value(r, relation, text, said.type, value, where):
        return None
    case = Case(said.type, value, converted)
    return replace(path_to(r, parent.name, ((said.key, column),), None, tenants), case=case)


def _is_value(r: Resolution, relation: Relation, text: str, name: str, value: str, where: Where) -> bool:
    """Return whether the type column can hold the value of a case. Adds a problem for a value that it can't hold."""
    column = relation.column(name)
    assert column is not None
    type_text = r.catalog.base_type(column.type)
    labels = r.catalog.labels.get(type_text)
    if labels is not None and value not in labels:
        near = get_close_matches(value, labels, n=1)
        r.problem(
            f"{text}.{name} is {column.type}, an enum without the label {value!r}",
            *where,
            hint=f"did you mean {near[0]!r}?" if near else f"its labels are: {', '.join(labels)}",
        )
        return False
    if type_text in ("smallint", "integer", "bigint") and not re.fullmatch(r"-?[0-9]{1,19}", value):
        r.problem(f"{text}.{name} is {column.type}, and {value!r} is no number", *where, hint="write a number")
        return False
    return True
