"""Import a tenant: stage its rows, renew the keys that are taken, and make all rows visible in one transaction.

The transaction ends only when the imported rows, with the old keys in place of the new ones, have the counts and the
hashes of the export.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from planner.catalog.words import Identity, TriggerFiring
from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.execution.failures import ServerError, SqlStateClass
from planner.execution.interrupt import Interrupt
from planner.execution.journal import Entry as JournalEntry
from planner.execution.journal import Journal
from planner.execution.outcome import Outcome, halting
from planner.execution.refusals import told
from planner.execution.session import application_path, as_application
from planner.names import QName
from planner.operations.guard_sql import is_guard
from planner.operations.guard_terms import BACKFILL_SETTING
from planner.rows.path_sql import matches, present
from planner.rows.search_path import RUN_DEFERRED, switched_to
from planner.sql import build
from planner.sql.build import Node
from planner.sql.queries import queries
from planner.sql.spelling import sql_name
from planner.sql.template import templates
from planner.steps.record.tables import create_key_map
from planner.target.formats import FORMATS
from planner.tenants.closed import ClosedSet, is_there, new_tenant, refuse_open_ends
from planner.tenants.derived import refuse_derived
from planner.tenants.ending import is_final, record_end
from planner.tenants.export import copy_to
from planner.tenants.manifest import Manifest, RowHash
from planner.tenants.mapping import KeyMapping
from planner.tenants.mover import MOVING, is_block
from planner.tenants.reference import Other, insert_used, other_values, refuse_other_values, refuse_strangers
from planner.tenants.renewal import advance, renew, sequences_of
from planner.tenants.staging import Staged, drop_staged, stage, staged_tables

_TEMPLATES = templates("planner.tenants", "load.sql")
_SQL = queries("planner.tenants")


@dataclass(slots=True)
class Import:
    """One run: what it imports, and what it has done so far."""

    connection: Connection
    closed: ClosedSet
    folder: Path
    manifest: Manifest
    tenant: str
    keep_existing: bool
    """Rows of other tables that are there with other values stay as they are; otherwise they stop the import.

    Rows of shared tables always stop it.
    """
    tell: Callable[[str], None]
    journal: Journal = field(default_factory=lambda: Journal("tenant import"))
    outcome: Outcome = field(default_factory=Outcome)
    renewed: dict[QName, int] = field(default_factory=dict)
    added: dict[QName, int] = field(default_factory=dict)
    """Rows of tables that do not belong to tenants, which the import has added."""
    kept: list[Other] = field(default_factory=list)
    """Rows of such tables that are there with other values, and that the tenant uses as they are."""


def prepare_import(connection: Connection, closed: ClosedSet, manifest: Manifest, given: str) -> str:
    """Return the new tenant's id as PostgreSQL spells it. Raise Blocked for an import that can't be made."""
    spelled = new_tenant(connection, closed.state, given, "give another id with --as")
    if is_there(connection, closed.state, spelled):
        raise Blocked(
            f"tenant {spelled!r} is there already", hint="give another id with --as, or delete that tenant first"
        )
    staged_tables(manifest, closed)
    for name in closed.own:
        suppressed(closed, name)
    if not connection.value(_SQL["schema_there"]):
        raise Blocked("there is no schema planner", hint="planner apply --confirm makes it, with the same plan")
    return spelled


def suppressed(closed: ClosedSet, name: QName) -> bool:
    """Return whether the triggers of a table must not fire for imported rows, as its `triggers` in the plan say.

    Raise Blocked for a trigger on INSERT that the plan does not speak of.
    """
    table = closed.state.tenancy.tables.get(name)
    words: set[str] = set()
    for leaf in closed.state.catalog.leaves(name):
        for trigger in leaf.triggers:
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


def load(run: Import) -> None:
    """Import the tenant. Raise PlannerError. The error is Unfinished if rows are staged: the same command goes on."""
    connection = run.connection
    tables = staged_tables(run.manifest, run.closed)
    interrupt = Interrupt()
    try:
        with interrupt.listening():
            for staged in tables:
                interrupt.check()
                _stage(run, staged, interrupt)
            _publish(run, tables, interrupt)
            run.journal.finish(connection, "done")
    except (Exception, KeyboardInterrupt) as error:
        why = halting(error)
        if is_final(why) and not connection.lost:
            _clean(run, tables)
        record_end(connection, run.journal, why)
        raise told(run.outcome, why) from error


def _clean(run: Import, tables: list[Staged]) -> None:
    """Drop what is staged: the import is refused, and nothing is to be left of it."""
    for statement in drop_staged(tables):
        run.connection.execute(statement)
    run.outcome = Outcome()


def _stage(run: Import, staged: Staged, interrupt: Interrupt) -> None:
    started = datetime.now(UTC)
    if not stage(run.connection, run.folder, staged, run.manifest.tenant, interrupt.check):
        run.tell(f"{staged.entry.relation}: staged by an earlier run")
        run.outcome = Outcome(committed=True)
        return
    run.outcome = Outcome(committed=True)
    seconds = (datetime.now(UTC) - started).total_seconds()
    step = f"tenant.import.{staged.entry.relation}"
    line = JournalEntry(1, step, "COPY", started, seconds, rows=staged.entry.rows)
    run.journal.write(run.connection, line)
    run.tell(f"{staged.entry.relation}: {staged.entry.rows} rows staged")


def _publish(run: Import, tables: list[Staged], interrupt: Interrupt) -> None:
    """Make all rows visible at once, or none."""
    connection = run.connection
    own = {staged.part.relation: staged for staged in tables if staged.entry.own}
    used = [staged for staged in tables if not staged.entry.own]
    with interrupt.cancellable(connection):
        run.kept = other_values(connection, run.closed, used)
    if not run.keep_existing:
        refuse_other_values(run.kept)
    refuse_strangers(run.kept)
    sequences = sequences_of(connection, run.closed)
    advance(connection, list(own.values()), sequences)
    path = application_path(connection)
    mapping = KeyMapping(run.closed, run.manifest.tenant, run.tenant)
    started = datetime.now(UTC)
    try:
        with connection.transaction():
            _make_key_map(connection, run.tenant)
            numbers = _numbers(own)
            for group in run.closed.groups:
                for name in group:
                    interrupt.check()
                    made = renew(connection, own[name], mapping, sequences, numbers)
                    run.renewed |= {name: made} if made else {}
            connection.set_local(BACKFILL_SETTING, "on")
            connection.set_local(MOVING, "on")
            as_application(connection)
            run.added = insert_used(connection, run.closed, used, path)
            for group in run.closed.groups:
                interrupt.check()
                with interrupt.cancellable(connection):
                    _insert(run, [own[name] for name in group], mapping, path)
            connection.execute(RUN_DEFERRED)
            connection.set_local("search_path", "")
            for setting, value in FORMATS.items():
                connection.set(setting, value)
            _verify(run, list(own.values()), mapping, interrupt)
            for statement in drop_staged(tables):
                connection.execute(statement)
            seconds = (datetime.now(UTC) - started).total_seconds()
            rows = sum(staged.entry.rows for staged in own.values())
            run.journal.write(
                connection, JournalEntry(2, "tenant.import.publish", "INSERT", started, seconds, rows=rows)
            )
    except ServerError as error:
        if error.of(SqlStateClass.INTEGRITY):
            raise Blocked(
                f"a row of the tenant does not fit this database: {error.message}; nothing was changed",
                hint="a key that planner can't renew is taken, or a row that the tenant uses is missing",
            ) from None
        raise


def _numbers(own: dict[QName, Staged]) -> dict[tuple[QName, str], int]:
    keys = [(name, column) for name, staged in own.items() for column in staged.part.names]
    return {key: number for number, key in enumerate(keys)}


def _make_key_map(connection: Connection, tenant: str) -> None:
    """Make planner.key_map if it is missing, and forget what an earlier tenant of this id had."""
    if not connection.value(_SQL["key_map_there"]):
        for statement in create_key_map():
            connection.execute(statement)
    connection.execute(_SQL["forget_key_map"], {"tenant": tenant})


def _insert(run: Import, group: list[Staged], mapping: KeyMapping, path: str) -> None:
    """Insert the rows of a group in one statement, so that foreign keys are checked after all of them."""
    connection = run.connection
    silent = [suppressed(run.closed, staged.part.relation) for staged in group]
    if any(silent):
        without_triggers(connection)
    first = [insert_statement(staged, mapping, path) for staged in group]
    last = first.pop()
    named: list[str | Node] = []
    for number, statement in enumerate(first):
        named += [",", build.ident(f"i{number}")] if number else ["WITH", build.ident(f"i{number}")]
        named += ["AS", "(", statement, ")"]
    connection.execute(build.phrase(*named, last))
    connection.set_local("search_path", "")
    if any(silent):
        connection.set_local("session_replication_role", "origin")
        for staged in group:
            refuse_dangling(connection, run.closed, run.tenant, staged.part.relation)
    for staged in group:
        run.tell(f"{staged.part.relation}: {staged.entry.rows} rows inserted")


def insert_statement(staged: Staged, mapping: KeyMapping, path: str) -> Node:
    """Return the INSERT of a table's staged rows, under the new tenant's id and with the renewed keys."""
    part = staged.part
    columns = [mapping.forward(part, name, "s") for name in part.names]
    rows = _TEMPLATES["all_rows"].fill(columns=columns, staged=staged.table, switch=switched_to(build.literal(path)))
    always = any(column.identity is Identity.ALWAYS for column in part.columns)
    names = build.parens(build.ident(name) for name in part.names)
    return build.phrase(
        "INSERT INTO", build.relation(part.relation), names, *(["OVERRIDING SYSTEM VALUE"] if always else []), rows
    )


def without_triggers(connection: Connection) -> None:
    """Suppress triggers until the end of the transaction. Raise Blocked for a role that can't."""
    try:
        connection.set_local("session_replication_role", "replica")
    except ServerError as error:
        raise Blocked(
            f"the plan suppresses triggers, and this role can't: {error.said}",
            hint="connect as a superuser, or GRANT SET ON PARAMETER session_replication_role to the role (PostgreSQL 15)",
        ) from None


def refuse_dangling(connection: Connection, closed: ClosedSet, tenant: str, name: QName) -> None:
    """Raise Blocked for a row that points nowhere: without triggers the server has not checked its foreign keys."""
    for way in closed.links.get(name, ()):
        if way.constraint is None:
            continue
        query = _TEMPLATES["dangling"].fill(
            table=name,
            rows=closed.rows(name, "t", tenant),
            present=present(way, "t"),
            parent=way.source,
            matches=matches(way, "t", "p"),
        )
        if connection.row(query) is not None:
            raise Blocked(
                f"a row of {name} points to a row that is not there ({way.describe()}); nothing was changed",
                hint="the export is not whole: export the tenant again",
            )


def _verify(run: Import, tables: list[Staged], mapping: KeyMapping, interrupt: Interrupt) -> None:
    """Compare every imported row, with the old keys, with the export. Raise PlannerError when they differ."""
    refuse_open_ends(run.connection, run.closed, run.tenant)
    refuse_derived(run.connection, run.closed, run.manifest.tenant, run.tenant)
    for staged in tables:
        interrupt.check()
        part = staged.part
        columns = [mapping.back(part, name, "t") for name, _ in staged.entry.columns]
        seen = RowHash()
        for line in run.connection.copy_out(copy_to(run.closed.select(part, run.tenant, *columns))):
            interrupt.check()
            seen.add(line)
        if (seen.rows, seen.hex()) != (staged.entry.rows, staged.entry.hash):
            raise Blocked(
                f"{part.relation} would hold other rows than the export: {seen.rows} of {staged.entry.rows}; nothing was changed",
                hint="a trigger or a rule of the table changes what is inserted: suppress it with `triggers` of the plan",
            )
    run.tell(f"verified: {run.manifest.rows} rows in {len(tables)} tables, by counts and hashes")
