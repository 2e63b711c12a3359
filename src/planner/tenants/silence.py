"""Rows that go in without triggers: because the plan says so, or because planner has checked what the triggers would.

The server's own checks of foreign keys are triggers, and so is the write guard. They look at row after row. For a table
without triggers of the application, planner asks the same of all rows at once, on the staged rows, and lets the triggers
rest. Nobody sees the staged rows, so that the answer stays true. Rows that are not the tenant's are locked, as by a
foreign key.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from planner.catalog.words import TriggerFiring
from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.execution.failures import ServerError
from planner.names import QName
from planner.operations.guard_sql import is_guard
from planner.rows.path_sql import matches, present
from planner.sql import build
from planner.sql.queries import queries
from planner.sql.spelling import sql_name
from planner.sql.template import templates
from planner.tenancy.model import Expression, Path
from planner.tenants.closed import ClosedSet
from planner.tenants.mover import is_block
from planner.tenants.reference import same_row
from planner.tenants.staging import Staged

_TEMPLATES = templates("planner.tenants", "silence.sql")
_SQL = queries("planner.tenants")

_RARE = (TriggerFiring.ALWAYS, TriggerFiring.REPLICA)


def suppressed(closed: ClosedSet, name: QName) -> bool:
    """Return whether the triggers of a table must not fire for imported rows, as its `triggers` in the plan say.

    Raise Blocked for a trigger on INSERT that the plan does not speak of.
    """
    table = closed.state.tenancy.tables.get(name)
    words: set[str] = set()
    for part in closed.state.catalog.family(name):  # Triggers of statements are those of the partitioned table alone.
        for trigger in part.triggers:
            ours = is_guard(trigger.name) or is_block(trigger.name)
            if ours or "INSERT" not in trigger.events or not trigger.enabled.fires_for_clients:
                continue
            word = table.triggers.get(trigger.name) if table is not None else "fire"
            if word is None:
                raise Blocked(
                    f"trigger {trigger.name} of {name} fires on INSERT, and the plan does not say whether it may",
                    hint=f"write `triggers: {{ {trigger.name}: suppress }}` under tables.{name}, or `fire`",
                )
            if word == "suppress" and trigger.enabled is TriggerFiring.ALWAYS:
                raise Blocked(
                    f"trigger {trigger.name} of {name} can't be suppressed: it is ENABLE ALWAYS",
                    hint=f"ALTER TABLE {sql_name(name)} ENABLE TRIGGER …, or write `fire` under `triggers`",
                )
            words.add(word)
    if words == {"fire", "suppress"}:
        raise Blocked(
            f"some triggers of {name} fire and others do not: planner can only suppress all triggers of a table",
            hint="give all of them the same word under `triggers`",
        )
    return "suppress" in words


def without_triggers(connection: Connection) -> None:
    """Let no trigger fire until the end of the transaction. Raise Blocked for a role that can't say so."""
    try:
        connection.set_local("session_replication_role", "replica")
    except ServerError as error:
        raise Blocked(
            f"the plan suppresses triggers, and this role can't: {error.said}",
            hint="connect as a superuser, or GRANT SET ON PARAMETER session_replication_role to the role (PostgreSQL 15)",
        ) from None


def quiet_tables(connection: Connection, closed: ClosedSet) -> frozenset[QName]:
    """Return the tables whose rows may go in without triggers, because planner has checked what these would.

    None for a role that can't say so. A group goes in with one statement, so that all its tables are quiet, or none.
    """
    try:
        with connection.undone():
            connection.set_local("session_replication_role", "replica")
    except ServerError:
        return frozenset()
    if not all(connection.value(_SQL["may_lock"], (build.render(build.table(name)),)) for name in closed.used):
        return frozenset()
    schemas = [schema.name for schema in closed.state.catalog.schemas]
    ruled = {QName(schema, name) for schema, name in connection.fetch(_SQL["insert_rules"], {"schemas": schemas})}
    return frozenset(
        name for group in closed.groups if all(_is_quiet(closed, name, ruled) for name in group) for name in group
    )


def _is_quiet(closed: ClosedSet, name: QName, ruled: set[QName]) -> bool:
    """Return whether only the guard and foreign keys would look at the rows, and planner can ask the same."""
    table = closed.state.tenancy.tables.get(name)
    if table is not None and (
        isinstance(table.strategy, Expression)
        or table.rules.on_conflict == "first"
        or any(path.mapping for path in table.paths)
    ):
        return False
    for part in closed.state.catalog.family(name):
        fires = any(
            (
                "INSERT" in trigger.events
                and not is_guard(trigger.name)
                and not is_block(trigger.name)
                and trigger.enabled is not TriggerFiring.DISABLED
            )
            or trigger.enabled in _RARE
            for trigger in part.triggers
        )
        late = any(not index.immediate for index in part.indexes)
        periods = any(key.period for key in part.foreign_keys())
        if fires or late or periods or part.name in ruled:
            return False
    return True


def inner_keys(closed: ClosedSet, name: QName) -> list[Path]:
    """Return the foreign keys to tables of the tenant's own rows that can be checked on the staged rows."""
    return [way for way in _enforced(closed, name) if way.parent in closed.own and way.partition is None]


def refuse_loose(connection: Connection, closed: ClosedSet, staged: Staged, all_staged: Mapping[QName, Staged]) -> None:
    """Raise Blocked for a staged row that points to a row of the tenant that is not staged."""
    for way in inner_keys(closed, staged.part.relation):
        query = _TEMPLATES["loose"].fill(
            table=staged.table,
            present=present(way, "t"),
            parent=all_staged[way.parent].table,
            matches=matches(way, "t", "p"),
        )
        if connection.row(query) is not None:
            raise _dangling(staged.part.relation, way)


def refuse_dangling(
    connection: Connection, closed: ClosedSet, tenant: str, name: QName, known: Collection[Path] = ()
) -> None:
    """Raise Blocked for a row that points nowhere: without triggers the server has not checked its foreign keys.

    `known` has the keys that need no look.
    """
    looked_at = {way.identity for way in known}
    for way in _enforced(closed, name):
        if way.identity in looked_at:
            continue
        query = _TEMPLATES["dangling"].fill(
            table=name,
            rows=closed.rows(name, "t", tenant),
            present=present(way, "t"),
            parent=way.source,
            matches=matches(way, "t", "p"),
        )
        if connection.row(query) is not None:
            raise _dangling(name, way)


def refuse_twice(connection: Connection, closed: ClosedSet, tenant: str, name: QName) -> None:
    """Raise Blocked for an imported row whose deferrable unique key another row has: a trigger would have checked it."""
    for index in closed.state.catalog.relations[name].indexes:
        names = [column.name for column in index.columns if column.name is not None]
        if index.immediate or not index.unique or index.predicate is not None or len(names) != len(index.columns):
            continue
        types = {column.name: column.type for column in closed.state.catalog.relations[name].columns}
        same = [
            build.eq(build.column(key, "t"), build.column(key, "o"), closed.state.catalog.equals(types[key]))
            for key in names
        ]
        query = _TEMPLATES["twice"].fill(table=name, rows=closed.rows(name, "t", tenant), same=build.and_(*same))
        if connection.row(query) is not None:
            raise Blocked(
                f"a row of the tenant does not fit this database: {', '.join(names)} of {name} is there twice; nothing was changed",
                hint="a key that planner can't renew is taken",
            )


def hold_used(connection: Connection, closed: ClosedSet, used: Iterable[Staged]) -> None:
    """Lock the rows that the tenant uses until the end of the transaction, so that nobody deletes them meanwhile."""
    for staged in used:
        if staged.entry.rows:
            connection.execute(
                _TEMPLATES["held"].fill(
                    table=staged.part.relation, staged=staged.table, same=same_row(staged, closed)
                )
            )  # fmt: skip


def _enforced(closed: ClosedSet, name: QName) -> list[Path]:
    """Return the paths of foreign keys that the server checks.

    The key from the tenant column to the tenants is not among them: the column gets the new tenant's key.
    """
    lax = {
        key.name
        for part in closed.state.catalog.family(name)
        for key in part.foreign_keys()
        if not key.enforced or key.period
    }
    tenants = closed.state.tenancy.tenants.relation
    column = closed.own[name].column
    return [
        way
        for way in closed.links.get(name, ())
        if way.constraint is not None
        and way.constraint not in lax
        and not (way.parent == tenants and way.columns == (column,))
    ]


def _dangling(name: QName, way: Path) -> Blocked:
    return Blocked(
        f"a row of {name} points to a row that is not there ({way.describe()}); nothing was changed",
        hint="the export is not whole: export the tenant again",
    )
