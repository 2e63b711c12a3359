"""The tables of schema planner: the record, the journal, the backfill's cursors, the lease and the quarantine."""

from __future__ import annotations

from collections.abc import Iterator

from planner.names import PLANNER_SCHEMA, QName
from planner.rows.quarantine import COLUMNS as QUARANTINE_COLUMNS
from planner.rows.quarantine import PRIMARY as QUARANTINE_PRIMARY
from planner.rows.quarantine import QUARANTINE
from planner.sql import build, ddl, plpgsql
from planner.sql.build import Node
from planner.steps.conditions import OWNED

SCHEMA_COMMENT = (
    "planner record, format 2: what planner changed, and its journal. Kept until planner rollback --to none."
)

CURSOR = QName(PLANNER_SCHEMA, "backfill")
RUN = QName(PLANNER_SCHEMA, "run")
STEP = QName(PLANNER_SCHEMA, "step")
LEASE = QName(PLANNER_SCHEMA, "lease")
KEY_MAP = QName(PLANNER_SCHEMA, "key_map")
"""The ids that an import of a tenant has renewed. The first import makes the table."""

TENANT_MOVE = QName(PLANNER_SCHEMA, "tenant_move")
"""The moves of tenants to and from other databases. The first move makes the table."""

KEY = ("kind", "schema_name", "relation_name", "object_name")
COLUMNS = (*KEY, "phase", "state", "before", "detail")

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
    OWNED: KEY,
    CURSOR: ("schema_name", "relation_name", "leaf_schema", "leaf_name", "first_page"),
    RUN: ("run",),
    LEASE: ("holder",),
    QUARANTINE: QUARANTINE_PRIMARY,
}


def create_schema() -> Iterator[Node]:
    """Yield the statements that create schema planner with its tables."""
    yield build.phrase("CREATE SCHEMA", build.ident(PLANNER_SCHEMA))
    yield build.phrase("COMMENT ON SCHEMA", build.ident(PLANNER_SCHEMA), "IS", build.literal(SCHEMA_COMMENT))
    for name, columns in _TABLES.items():
        definitions: list[Node] = [_column(*column) for column in columns]
        if name in _PRIMARY:
            definitions.append(ddl.primary_key(_PRIMARY[name]))
        yield ddl.create_table(name, definitions)
    yield ddl.do_block(plpgsql.body(_PLPGSQL["revoke"]))


_PLPGSQL = plpgsql.bodies("planner.steps.record", "tables.sql")


def create_key_map() -> Iterator[Node]:
    """Yield the statements that create planner.key_map in schema planner."""
    names = ("tenant", "schema_name", "relation_name", "column_name", "old_key", "new_key")
    definitions: list[Node] = [_column(name, "text", "not null") for name in names]
    definitions.append(_column("recorded_at", "timestamp with time zone", "now"))
    definitions.append(ddl.primary_key(names[:5]))
    definitions.append(build.phrase("UNIQUE", build.parens(build.ident(name) for name in (*names[:4], names[5]))))
    yield ddl.create_table(KEY_MAP, definitions, if_not_exists=True)
    yield alone(KEY_MAP)
    yield ddl.do_block(plpgsql.body(_PLPGSQL["readers"], relation=_spelled(KEY_MAP)))


def create_tenant_move() -> Iterator[Node]:
    """Yield the statements that create planner.tenant_move in schema planner."""
    names = ("tenant", "move", "side", "state", "other", "place")
    definitions: list[Node] = [_column(name, "text", "not null") for name in names]
    definitions += [_column(name, "text", "") for name in ("block", "lifted")]
    definitions += [_column(name, "timestamp with time zone", "now") for name in ("started_at", "changed_at")]
    definitions.append(ddl.primary_key(names[:1]))
    yield ddl.create_table(TENANT_MOVE, definitions, if_not_exists=True)
    yield alone(TENANT_MOVE)


def alone(table: QName) -> Node:
    """Return the statement that takes from other roles what default privileges gave them on a new table."""
    return ddl.do_block(plpgsql.body(_PLPGSQL["alone"], relation=_spelled(table)))


def _spelled(table: QName) -> Node:
    return build.literal(build.render(build.table(table)))


def drop_schema() -> Iterator[Node]:
    """Yield the statements that drop schema planner. They fail if the schema contains a table that is not planner's."""
    yield ddl.do_block(plpgsql.body(_PLPGSQL["unstage"]))
    yield build.phrase("DROP TABLE IF EXISTS", build.relation(KEY_MAP))
    yield build.phrase("DROP TABLE IF EXISTS", build.relation(TENANT_MOVE))
    for name in reversed(_TABLES):
        yield ddl.drop_table(name)
    yield build.phrase("DROP SCHEMA", build.ident(PLANNER_SCHEMA))


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
