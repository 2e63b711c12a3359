"""Import a tenant: stage its rows, renew the keys that are taken, and make all rows visible in one transaction.

The transaction ends only when the imported rows, with the old keys in place of the new ones, have the counts and the
hashes of the export.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path as FilePath

from sqlglot import exp

from planner.catalog.words import Identity
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
from planner.operations.guard_terms import BACKFILL_SETTING
from planner.rows.search_path import RUN_DEFERRED, switched_to
from planner.sql import build
from planner.sql.build import Node
from planner.sql.queries import queries
from planner.sql.template import templates
from planner.steps.record.tables import create_key_map
from planner.target.formats import FORMATS
from planner.tenancy.model import Path
from planner.tenants.closed import ClosedSet, is_there, new_tenant, refuse_open_ends
from planner.tenants.derived import refuse_derived
from planner.tenants.ending import is_final, record_end
from planner.tenants.export import copy_to
from planner.tenants.forms import Source, source_of
from planner.tenants.lanes import Ready, staging
from planner.tenants.manifest import Manifest, RowHash, joined
from planner.tenants.mapping import KeyMapping
from planner.tenants.mover import MOVING
from planner.tenants.reference import Other, insert_used, other_values, refuse_other_values, refuse_strangers
from planner.tenants.renewal import advance, renew, sequences_of
from planner.tenants.rights import refuse_import_rights
from planner.tenants.silence import (
    hold_used,
    inner_keys,
    quiet_tables,
    refuse_dangling,
    refuse_twice,
    suppressed,
    without_triggers,
)
from planner.tenants.staging import Staged, drop_staged, staged_tables

_TEMPLATES = templates("planner.tenants", "load.sql")
_SQL = queries("planner.tenants")


@dataclass(slots=True)
class Import:
    """One run: what it imports, and what it has done so far."""

    connection: Connection
    closed: ClosedSet
    folder: FilePath | Source
    """The export, or its path."""
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
    sessions: tuple[Callable[[], Connection], ...] = ()
    """What opens the sessions that stage rows while this one inserts; none stages all rows first."""
    quiet: frozenset[QName] = frozenset()
    """The tables whose rows need no trigger."""
    exact: set[QName] = field(default_factory=set)
    """The tables whose rows went in as they were staged."""

    @property
    def export(self) -> Source:
        """The export. An archive is read as a whole when it is opened."""
        if isinstance(self.folder, FilePath):
            self.folder = source_of(self.folder)
        return self.folder


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
    refuse_import_rights(connection, closed)
    return spelled


def load(run: Import) -> None:
    """Import the tenant. Raise PlannerError. The error is Unfinished if rows are staged: the same command goes on."""
    connection = run.connection
    tables = staged_tables(run.manifest, run.closed)
    interrupt = Interrupt()
    try:
        with interrupt.listening():
            run.export.check(interrupt.check)
            run.quiet = quiet_tables(connection, run.closed)
            with staging(run, tables, interrupt) as ready:
                _publish(run, tables, ready, interrupt)
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


def _publish(run: Import, tables: list[Staged], ready: Ready, interrupt: Interrupt) -> None:
    """Make all rows visible at once, or none."""
    connection = run.connection
    own = {staged.part.relation: staged for staged in tables if staged.entry.own}
    used = [staged for staged in tables if not staged.entry.own]
    for staged in used:
        ready.wait(staged)
    with interrupt.cancellable(connection):
        run.kept = other_values(connection, run.closed, used)
    if not run.keep_existing:
        refuse_other_values(run.kept)
    refuse_strangers(run.kept)
    sequences = sequences_of(connection, run.closed)
    path = application_path(connection)
    mapping = KeyMapping(run.closed, run.manifest.tenant, run.tenant)
    started = datetime.now(UTC)
    try:
        with connection.transaction():
            connection.set_local("idle_in_transaction_session_timeout", "0")
            make_key_map(connection, run.tenant)
            numbers = numbers_of(own)
            connection.set_local(BACKFILL_SETTING, "on")
            connection.set_local(MOVING, "on")
            as_application(connection)
            run.added = insert_used(connection, run.closed, used, path)
            if run.quiet:
                hold_used(connection, run.closed, used)
            for group in run.closed.groups:
                for name in group:
                    ready.wait(own[name])
                    advance(connection, [own[name]], sequences)
                    made = renew(connection, own[name], mapping, sequences, numbers)
                    run.renewed |= {name: made} if made else {}
                with interrupt.cancellable(connection):
                    insert_group(run, [own[name] for name in group], mapping, path)
            connection.execute(RUN_DEFERRED)
            connection.set_local("search_path", "")
            for setting, value in FORMATS.items():
                connection.set(setting, value)
            ready.whole()
            verify_rows(run, list(own.values()), mapping, interrupt)
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


def numbers_of(own: dict[QName, Staged]) -> dict[tuple[QName, str], int]:
    keys = [(name, column) for name, staged in own.items() for column in staged.part.names]
    return {key: number for number, key in enumerate(keys)}


def make_key_map(connection: Connection, tenant: str) -> None:
    """Make planner.key_map if it is missing, and forget what an earlier tenant of this id had."""
    if not connection.value(_SQL["key_map_there"]):
        for statement in create_key_map():
            connection.execute(statement)
    connection.execute(_SQL["forget_key_map"], {"tenant": tenant})


def insert_group(run: Import, group: list[Staged], mapping: KeyMapping, path: str) -> None:
    """Insert the rows of a group in one statement, so that foreign keys are checked after all of them."""
    connection = run.connection
    quiet = all(staged.part.relation in run.quiet for staged in group)
    silent = quiet or any(suppressed(run.closed, staged.part.relation) for staged in group)
    if silent:
        without_triggers(connection)
    first = [insert_statement(staged, mapping, path) for staged in group]
    last = first.pop()
    named: list[str | Node] = []
    for number, statement in enumerate(first):
        named += [",", build.ident(f"i{number}")] if number else ["WITH", build.ident(f"i{number}")]
        named += ["AS", "(", statement, ")"]
    rows = connection.execute(build.phrase(*named, last))
    connection.set_local("search_path", "")
    if silent:
        connection.set_local("session_replication_role", "origin")
        for staged in group:
            refuse_dangling(connection, run.closed, run.tenant, staged.part.relation, _checked_keys(run, staged))
            refuse_twice(connection, run.closed, run.tenant, staged.part.relation)
    if quiet and len(group) == 1 and rows == group[0].entry.rows and _as_staged(group[0], mapping):
        run.exact.add(group[0].part.relation)
    for staged in group:
        run.tell(f"{staged.part.relation}: {staged.entry.rows} rows inserted")


def _as_staged(staged: Staged, mapping: KeyMapping) -> bool:
    """Return whether every column but that of the tenant gets the staged value itself."""
    part = staged.part
    return all(
        name == part.column or isinstance(mapping.forward(part, name, "s"), exp.Column) for name in part.names
    )  # fmt: skip


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


def verify_rows(run: Import, tables: list[Staged], mapping: KeyMapping, interrupt: Interrupt) -> None:
    """Compare every imported row, with the old keys, with the export. Raise PlannerError when they differ.

    Rows that went in as they were staged are not read again: they were compared when they were staged, and no trigger has
    fired since.
    """
    keys = {(staged.part.relation, key.identity) for staged in tables for key in _checked_keys(run, staged)}
    refuse_open_ends(run.connection, run.closed, run.tenant, keys)
    refuse_derived(run.connection, run.closed, run.manifest.tenant, run.tenant)
    no_triggers = run.closed.own.keys() <= run.quiet and not run.added
    for staged in tables:
        interrupt.check()
        part = staged.part
        if no_triggers and part.relation in run.exact:
            continue
        columns = [mapping.back(part, name, "t") for name, _ in staged.entry.columns]
        seen = RowHash()
        for _ in joined(run.connection.copy_out(copy_to(run.closed.select(part, run.tenant, *columns))), seen):
            interrupt.check()
        if (seen.rows, seen.hex()) != (staged.entry.rows, staged.entry.hash):
            raise Blocked(
                f"{part.relation} would hold other rows than the export: {seen.rows} of {staged.entry.rows}; nothing was changed",
                hint="a trigger or a rule of the table changes what is inserted: suppress it with `triggers` of the plan",
            )
    run.tell(f"verified: {run.manifest.rows} rows in {len(tables)} tables, by counts and hashes")


def _checked_keys(run: Import, staged: Staged) -> list[Path]:
    """Return the keys whose staged rows point to staged rows: their parents belong to the tenant, too."""
    return inner_keys(run.closed, staged.part.relation) if staged.part.relation in run.quiet else []
