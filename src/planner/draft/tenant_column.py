"""The name of the tenant column, and of a tenants table that planner makes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence

from planner.catalog.model import Relation
from planner.draft.model import Entry
from planner.draft.words import camel
from planner.names import QName

TABLES = ("clients", "tenants", "planner_tenants")
COLUMNS = ("client_id", "tenant_id", "planner_tenant_id")


def column_of(root: str, entries: Sequence[Entry], tables: Mapping[QName, Relation]) -> str:
    """Return the name for the tenant column of an entity: the name that most tables already use."""
    there = Counter(entry.column for entry in entries if entry.column is not None)
    names = [c.name for relation in tables.values() for c in relation.columns]
    humps = root.split("_")[0] + "".join(word.title() for word in root.split("_")[1:])
    fresh = (f"{humps}Id", f"{root}_id") if camel(names) else (f"{root}_id", "tenant_id")
    liked = [name for name, _ in sorted(there.items(), key=lambda item: (-item[1], item[0]))]
    return free((*liked, *fresh, COLUMNS[-1]), taken(entries, tables))


def taken(entries: Sequence[Entry], tables: Mapping[QName, Relation]) -> set[str]:
    """Return the column names of scoped tables, without their tenant columns: a new column must not clash with
    them."""
    return {
        column.name
        for entry in entries
        if entry.kind in ("scoped", "TODO") and entry.column is None
        for column in tables[entry.relation].columns
    }


def free(names: Sequence[str], used: Container[str]) -> str:
    """Return the first name that is not in use; the last one if all are."""
    return next((name for name in names if name not in used), names[-1])
