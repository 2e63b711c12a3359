"""Provenance: schema planner and planner.owned, which says what planner created or changed, and what was there before.

Every statement of an operation travels with the entry that records it, in the same transaction, by apply and by psql
files alike. Undo touches only what is recorded here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from planner.catalog.changes import Disown, Own
from planner.catalog.model import Catalog, Owned, OwnedKey, OwnedState
from planner.catalog.projection import Change
from planner.names import PLANNER_SCHEMA, QName
from planner.rows.quarantine import COLUMNS as QUARANTINE_COLUMNS
from planner.rows.quarantine import PRIMARY as QUARANTINE_PRIMARY
from planner.rows.quarantine import QUARANTINE
from planner.sql import build, ddl
from planner.sql.build import Node
from planner.steps.conditions import OWNED, Recorded, TableExists
from planner.steps.step import Step, Undo
from planner.target.phase import Phase
from planner.tenancy.model import State

SCHEMA_COMMENT = (
    "planner record, format 1: what planner changed, and its journal. Kept until planner rollback --to none."
)

CURSOR = QName(PLANNER_SCHEMA, "backfill")
RUN = QName(PLANNER_SCHEMA, "run")
STEP = QName(PLANNER_SCHEMA, "step")
LEASE = QName(PLANNER_SCHEMA, "lease")

_KEY = ("kind", "schema_name", "relation_name", "object_name")
_COLUMNS = (*_KEY, "phase", "state", "before", "detail")

_TABLES: dict[QName, tuple[tuple[str, str, str], ...]] = {
    OWNED: (
        ("seq", "bigint", "identity"),
        ("kind", "text", "not null"),
        ("schema_name", "text", "not null"),
        ("relation_name", "text", "not null"),
        ("object_name", "text", "not null"),
        ("phase", "text", "not null"),
        ("state", "text", "not null"),
        ("before", "text", ""),
        ("detail", "text", ""),
        ("recorded_at", "timestamp with time zone", "now"),
        ("recorded_by", "text", "user"),
    ),
    CURSOR: (
        ("schema_name", "text", "not null"),
        ("relation_name", "text", "not null"),
        ("leaf_schema", "text", "not null"),
        ("leaf_name", "text", "not null"),
        ("first_page", "bigint", "not null"),
        ("next_page", "bigint", "not null"),
        ("end_page", "bigint", "not null"),
        ("rows_filled", "bigint", "not null"),
        ("updated_at", "timestamp with time zone", "now"),
    ),
    RUN: (
        ("run", "bigint", "identity"),
        ("command", "text", "not null"),
        ("started_at", "timestamp with time zone", "now"),
        ("finished_at", "timestamp with time zone", ""),
        ("outcome", "text", ""),
        ("role", "text", "not null"),
        ("client", "text", "not null"),
        ("planner_version", "text", "not null"),
        ("fingerprint", "text", ""),
    ),
    STEP: (
        ("run", "bigint", "not null"),
        ("segment", "integer", "not null"),
        ("step", "text", "not null"),
        ("statement", "text", "not null"),
        ("started_at", "timestamp with time zone", "not null"),
        ("duration_ms", "double precision", "not null"),
        ("locks_predicted", "text", ""),
        ("locks_held", "text", ""),
        ("lock_wait_ms", "double precision", ""),
        ("lock_hold_ms", "double precision", ""),
        ("rows", "bigint", ""),
        ("wal_bytes", "bigint", ""),
        ("attempt", "integer", "not null"),
        ("error", "text", ""),
    ),
    LEASE: (
        ("holder", "bigint", "not null"),
        ("run", "bigint", ""),
        ("command", "text", "not null"),
        ("client", "text", "not null"),
        ("backend_pid", "integer", "not null"),
        ("backend_start", "timestamp with time zone", "not null"),
        ("started_at", "timestamp with time zone", "now"),
        ("heartbeat_at", "timestamp with time zone", "now"),
        ("state", "text", "not null"),
        ("step", "text", ""),
        ("reason", "text", ""),
        ("paused_by", "text", ""),
    ),
    QUARANTINE: QUARANTINE_COLUMNS,
}

_PRIMARY = {
    OWNED: _KEY,
    CURSOR: ("schema_name", "relation_name", "leaf_schema", "leaf_name", "first_page"),
    RUN: ("run",),
    LEASE: ("holder",),
    QUARANTINE: QUARANTINE_PRIMARY,
}


@dataclass(frozen=True, slots=True)
class Recording:
    """The INSERT of an entry, or the change of an earlier one's state; `before` of an earlier entry is kept."""

    owned: Owned
    detail: Node | None = None
    """An expression in place of the entry's own detail."""

    def node(self) -> Node:
        key = self.owned.key
        values: list[Node] = [
            build.literal(v) for v in (key.kind, key.relation.schema, key.relation.name, key.name, self.owned.phase)
        ]
        values += [build.literal(v) for v in (self.owned.state.value, self.owned.before)]
        values.append(build.literal(self.owned.detail) if self.detail is None else self.detail)
        return build.insert(OWNED, _COLUMNS, [values], _upsert())

    def __str__(self) -> str:
        key = self.owned.key
        return f"planner.owned: {key.kind} {key.name} of {key.relation}, {self.owned.phase}, {self.owned.state}"


def _upsert() -> exp.OnConflict:
    state = build.eq(build.column("state"), build.column("state", "excluded"))
    detail = exp.Coalesce(this=build.column("detail", "excluded"), expressions=[build.column("detail", OWNED.name)])
    return exp.OnConflict(
        conflict_keys=[build.ident(c) for c in _KEY],
        action=exp.var("DO UPDATE"),
        expressions=[state, build.eq(build.column("detail"), detail)],
    )


def disown(key: OwnedKey) -> Node:
    return build.delete(OWNED, Recorded(key).where())


def owning(owned: Owned) -> tuple[Recording, Change]:
    """The statement and what it does to a projected catalog."""
    return Recording(owned), Own(owned)


def entry(
    kind: str,
    relation: QName,
    name: str,
    phase: Phase,
    *,
    state: OwnedState = OwnedState.CONFIRMED,
    before: str | None = None,
    detail: str | None = None,
) -> Owned:
    return Owned(OwnedKey(kind, relation, name), phase.value, state, before, detail)


SCHEMA_ENTRY = entry("schema", OWNED, PLANNER_SCHEMA, Phase.ADD)


def recorded(catalog: Catalog, kind: str, relation: QName, name: str) -> Owned | None:
    return catalog.owned.get(OwnedKey(kind, relation, name))


class Record:
    """Schema planner itself: comes first, goes last."""

    name = "record"
    kinds = ("schema",)

    def steps(self, phase: Phase, state: State) -> Iterator[Step]:
        if phase is not Phase.ADD or state.catalog.planner_schema or SCHEMA_ENTRY.key in state.catalog.owned:
            return
        record, change = owning(SCHEMA_ENTRY)
        yield Step(
            id="add.record",
            phase=phase,
            operation=self.name,
            relation=OWNED,
            title="create schema planner, the record of what planner changes and its journal",
            make=lambda: (*_create(), record),
            done=TableExists(OWNED),
            undo=Undo(lambda: tuple(_drop())),
            changes=(change,),
        )

    def undo(self, owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
        if phase is not Phase.ADD:
            return
        yield Step(
            id="rollback.record",
            phase=phase,
            operation=self.name,
            relation=OWNED,
            title="drop schema planner with the record and the journal",
            make=lambda: tuple(_drop()),
            done=TableExists(OWNED),
            undo=Undo(note="the journal is gone for good"),
            changes=(Disown(owned.key),),
        )


def _create() -> Iterator[Node]:
    yield build.phrase("CREATE SCHEMA", build.ident(PLANNER_SCHEMA))
    yield build.phrase("COMMENT ON SCHEMA", build.ident(PLANNER_SCHEMA), "IS", build.literal(SCHEMA_COMMENT))
    for name, columns in _TABLES.items():
        definitions: list[Node] = [_column(*column) for column in columns]
        if name in _PRIMARY:
            definitions.append(ddl.primary_key(_PRIMARY[name]))
        yield ddl.create_table(name, definitions)


def _column(name: str, type_text: str, extra: str) -> Node:
    match extra:
        case "identity":
            return build.phrase(build.ident(name), build.type_(type_text), "GENERATED ALWAYS AS IDENTITY")
        case "now":
            return ddl.column_def(name, type_text, default=build.call("clock_timestamp"), not_null=True)
        case "user":
            return ddl.column_def(name, type_text, default=build.phrase("SESSION_USER"), not_null=True)
        case _:
            return ddl.column_def(name, type_text, not_null=extra == "not null")


def _drop() -> Iterator[Node]:
    for name in reversed(_TABLES):
        yield ddl.drop_table(name)
    yield build.phrase("DROP SCHEMA", build.ident(PLANNER_SCHEMA))


def forgotten(owned: Owned, phase: Phase) -> Iterator[Step]:
    """The relation of an entry is gone: only the entry is left to take away."""
    if phase is not Phase(owned.phase):
        return
    yield Step(
        id=f"rollback.forget.{owned.key.kind}.{owned.key.relation}.{owned.key.name}",
        phase=phase,
        operation="record",
        relation=owned.key.relation,
        title=f"{owned.key.relation} is gone: forget its {owned.key.kind} {owned.key.name}",
        make=lambda: (disown(owned.key),),
        done=Recorded(owned.key),
        undo=Undo(note="nothing was there"),
        changes=(Disown(owned.key),),
    )
