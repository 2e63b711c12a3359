"""Staged rows: the files of an export in tables of schema planner, which nobody but planner sees.

A staged table is there exactly when all of its file is in it, so that a run that was stopped goes on with the next file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.names import PLANNER_SCHEMA, QName
from planner.sql import build, ddl
from planner.sql.build import Node
from planner.sql.queries import queries
from planner.sql.template import templates
from planner.steps.record.tables import alone
from planner.tenants.closed import ClosedSet, Part
from planner.tenants.forms import Source, source_of
from planner.tenants.manifest import Entry, Manifest, RowHash, digest, joined

_TEMPLATES = templates("planner.tenants", "staging.sql")
_SQL = queries("planner.tenants")


@dataclass(frozen=True, slots=True)
class Placed:
    """A part of the database, and the table that holds its rows meanwhile."""

    part: Part
    table: QName


@dataclass(frozen=True, slots=True)
class Staged(Placed):
    """A table of the export, the part of the database that it becomes, and the table that holds its rows meanwhile."""

    entry: Entry


def staged_tables(manifest: Manifest, closed: ClosedSet) -> list[Staged]:
    """Return the tables of an export. Raise Blocked when they are not those of this database."""
    parts = {**closed.used, **closed.own}
    wrong = list(_differences(manifest, closed))
    if wrong:
        more = [f"and {len(wrong) - 10} more"] if len(wrong) > 10 else []
        raise Blocked(
            "the export does not fit this database; nothing was changed",
            details=[*wrong[:10], *more],
            hint="import it with the plan and into the schema that it was exported with",
        )
    return [
        Staged(parts[entry.relation], QName(PLANNER_SCHEMA, f"import_{manifest.export[:16]}_{number:04}"), entry)
        for number, entry in enumerate(manifest.tables)
        if entry.relation in parts
    ]


def _differences(manifest: Manifest, closed: ClosedSet) -> Iterator[str]:
    tenants = closed.state.tenancy.tenants.relation
    if manifest.tenants != (tenants.schema, tenants.name):
        yield f"the tenants table is {QName(*manifest.tenants)} there, and {tenants} here"
    unknown = "SQL_ASCII"
    here = closed.state.catalog.server.encoding
    if (manifest.encoding == unknown) != (here == unknown):
        yield f"the encoding is {manifest.encoding} there, and {here} here"
    parts = {**closed.used, **closed.own}
    for entry in manifest.tables:
        part = parts.get(entry.relation)
        if part is None:
            if entry.rows:
                yield f"{entry.relation} is not part of a tenant here"
            continue
        if entry.rows and entry.kind != part.kind:
            yield f"{entry.relation} is {entry.kind} there, and {part.kind} here"
        if entry.column != part.column:
            there_, here_ = entry.column or "missing", part.column or "missing"
            yield f"the tenant column of {entry.relation} is {there_} there, and {here_} here"
        there, ours = dict(entry.columns), {column.name: column.type for column in part.columns}
        for name in sorted(there.keys() | ours.keys()):
            if there.get(name) != ours.get(name):
                yield f"{entry.relation}.{name} is {there.get(name, 'missing')} there, and {ours.get(name, 'missing')} here"
    for missing in sorted(closed.own.keys() - {entry.relation for entry in manifest.tables}):
        yield f"{missing} is not in the export"


def stage(
    connection: Connection,
    export: Source | Path,
    staged: Staged,
    tenant: str,
    check: Callable[[], None] = lambda: None,
) -> bool:
    """Load one file, in its own transaction. Return False when an earlier run has loaded it.

    The rows are read back before the commit: the staged table holds what the exported table held. Its comment names the
    exported tenant, so that a delete of this tenant finds its rows. `check` is called between blocks of rows, and raises
    when the user asked to stop.
    """
    name = staged.table
    if connection.value(_SQL["relation_there"], (build.render(build.table(name)),)):
        if connection.value(_TEMPLATES["count"].fill(table=name)) == staged.entry.rows:
            return False
        connection.execute(ddl.drop_table(name))  # A crash of the server empties unlogged tables.
    columns = [build.column(column, "t") for column in staged.part.names]
    empty = _TEMPLATES["none"].fill(columns=columns, table=staged.part.relation)
    with connection.transaction():
        connection.execute(build.phrase("CREATE UNLOGGED TABLE", build.relation(name), "AS", empty, "WITH NO DATA"))
        connection.execute(alone(name))
        connection.execute(build.phrase("COMMENT ON TABLE", build.relation(name), "IS", build.literal(tenant)))
        names = build.parens(build.ident(column) for column, _ in staged.entry.columns)
        blocks = source_of(export).blocks(staged.entry)
        connection.copy_in(build.phrase("COPY", build.relation(name), names, "FROM STDIN"), _checked(blocks, check))
        if not _holds(connection, build.phrase("COPY", build.relation(name), names, "TO STDOUT"), staged.entry, check):
            raise Blocked(
                f"{staged.entry.file} holds other rows than {staged.entry.relation} had; nothing was changed",
                hint="the export is damaged: copy the folder again, or export the tenant again",
            )
    connection.execute(build.phrase("ANALYZE", build.relation(name)))
    return True


def _holds(connection: Connection, back: Node, entry: Entry, check: Callable[[], None]) -> bool:
    """Return whether a staged table holds the exported rows.

    A new table is read in the order in which it was filled, so that the hash of the file's bytes is enough. Rows in any
    other order, or spelled in another way, are compared by the hashes of the rows.
    """
    whole = digest()
    for block in connection.copy_blocks(back):
        check()
        whole.update(block)
    if whole.hexdigest() == entry.digest:
        return True
    seen = RowHash()
    for _ in _checked(joined(connection.copy_out(back), seen), check):
        pass
    return (seen.rows, seen.hex()) == (entry.rows, entry.hash)


def _checked(blocks: Iterable[bytes], check: Callable[[], None]) -> Iterator[bytes]:
    for block in blocks:
        check()
        yield block


def drop_staged(tables: Sequence[Placed]) -> Iterator[Node]:
    """Yield the statements that drop the staged tables."""
    for staged in tables:
        yield build.phrase("DROP TABLE IF EXISTS", build.relation(staged.table))
