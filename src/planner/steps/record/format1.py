"""Read format 1 of the record, which planner wrote up to version 0.1. It stays readable for good.

Every kind of entry had a text format of its own. Keys were JSON with the letters of pg_constraint.
"""

from __future__ import annotations

from typing import Any

import msgspec

from planner.catalog.codes import ACTIONS, MATCHES
from planner.catalog.owned import Owned, OwnedKind
from planner.steps.record.documents import (
    ColumnComment,
    DefaultTenant,
    Document,
    ForeignKeyForm,
    Guard,
    IndexColumnForm,
    IndexForm,
    OldForeignKey,
    OldKey,
    ReleasedStatements,
    RowSecurity,
    SuppressedTrigger,
    TenantColumn,
    TenantFunction,
)


def before(owned: Owned) -> Document | None:
    """Return the document of an entry, None when its text can't be read."""
    try:
        return _before(owned)
    except (msgspec.MsgspecError, KeyError, TypeError, ValueError):
        return None


def released(owned: Owned) -> ReleasedStatements | None:
    """Return the document that puts back a released write guard, None when the text can't be read."""
    try:
        kept: dict[str, Any] = msgspec.json.decode(owned.detail or "")
        schema, name = kept["function"]
        return ReleasedStatements(triggers=tuple(kept["triggers"]), function=(schema, name), statements=kept["sql"])
    except (msgspec.MsgspecError, KeyError, TypeError, ValueError):
        return None


def _before(owned: Owned) -> Document | None:
    match owned.key.kind:
        case OwnedKind.COLUMN:
            return None if owned.detail is None else TenantColumn(source=owned.detail)
        case OwnedKind.ROW:
            return None if owned.detail is None else DefaultTenant(key_column=owned.detail)
        case OwnedKind.GUARD:
            return Guard(default=owned.before)
        case OwnedKind.TRIGGER:
            return None if owned.before is None else SuppressedTrigger(definition=owned.before)
        case OwnedKind.OLD_KEY | OwnedKind.PRIMARY_KEY | OwnedKind.OLD_PRIMARY_KEY:
            return OldKey(index=_index(msgspec.json.decode(owned.before or "")), replaced_by=_replaced_by(owned))
        case OwnedKind.OLD_FOREIGN_KEY:
            key = _foreign_key(msgspec.json.decode(owned.before or ""))
            return OldForeignKey(key=key, replaced_by=owned.detail)
        case OwnedKind.RLS:
            enabled, forced = msgspec.json.decode(owned.before or "[false, false]", type=tuple[bool, bool])
            return RowSecurity(enabled=enabled, forced=forced)
        case OwnedKind.TENANT_FUNCTION:
            return None if owned.detail is None else TenantFunction(setting=owned.detail)
        case OwnedKind.COMMENT:
            return ColumnComment(text=owned.before)
        case _:
            return None


def _replaced_by(owned: Owned) -> str | None:
    """Return the key that replaced a global key. A primary key kept its name, and `detail` listed its new columns."""
    return owned.detail if owned.key.kind is OwnedKind.OLD_KEY else None


def _index(kept: dict[str, Any]) -> IndexForm:
    index, deferrable = kept["index"], kept["deferrable"] or [False, False]
    return IndexForm(
        name=index["name"],
        columns=tuple(_column(column) for column in index["columns"]),
        include=tuple(_column(column) for column in index["include"]),
        method=index["method"],
        predicate=index["predicate"],
        nulls_not_distinct=index["nulls_not_distinct"],
        replica_identity=index["replica_identity"],
        primary=index["primary"],
        constraint=index["constraint"],
        deferrable=deferrable[0],
        deferred=deferrable[1],
    )


def _column(column: dict[str, Any]) -> IndexColumnForm:
    return IndexColumnForm(
        column=column["name"],
        expression=column["definition"] if column["name"] is None else None,
        opclass=column["opclass"],
        collation=column["collation"],
        descending=column["descending"],
        nulls_first=column["nulls_first"],
    )


def _foreign_key(kept: dict[str, Any]) -> ForeignKeyForm:
    schema, name = kept["ref"]
    return ForeignKeyForm(
        name=kept["name"],
        columns=tuple(kept["columns"]),
        references=(schema, name),
        referenced_columns=tuple(kept["ref_columns"]),
        on_delete=ACTIONS[kept["on_delete"]],
        on_update=ACTIONS[kept["on_update"]],
        match=MATCHES[kept["match"]],
        deferrable=kept["deferrable"],
        deferred=kept["deferred"],
    )
