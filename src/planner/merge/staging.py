"""Stage the rows of a source in schema planner of the target: one table after the other, each in its own transaction.

A run that goes on after a stop reads the source again, and keeps a staged table that holds exactly the source's rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256

from planner.execution.connection import Connection
from planner.merge.reading import staged_rows
from planner.merge.sources import Opened
from planner.merge.tables import Merging
from planner.names import PLANNER_SCHEMA, QName
from planner.sql import build, ddl
from planner.sql.build import Node
from planner.sql.queries import queries
from planner.sql.template import templates
from planner.steps.record.tables import alone
from planner.tenants.closed import TENANTS, Part
from planner.tenants.export import copy_to
from planner.tenants.manifest import Entry, RowHash
from planner.tenants.staging import Staged

_TEMPLATES = templates("planner.merge", "staging.sql")
_TENANTS = queries("planner.tenants")

Check = Callable[[], None]
"""Raises when the user asked to stop."""
_BLOCK = 1 << 16


def staged_names(merging: Merging, source: Opened) -> Iterator[tuple[Part, QName]]:
    """Yield the tables of a source that are staged, in their order, each with the table that holds its rows meanwhile."""
    identity = sha256(source.tenant.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    for number, part in enumerate(merging.whole.own.values()):
        if part.kind != TENANTS or source.has_tenant:
            yield part, QName(PLANNER_SCHEMA, f"import_{identity}_{number:04}")


def stage(connection: Connection, merging: Merging, source: Opened, part: Part, name: QName, check: Check) -> Staged:
    """Copy the rows of one table from the source, and return the staged table with their number and hash."""
    spelled = _TEMPLATES["spelled"].fill(value=merging.whole.value(source.old))
    query = copy_to(staged_rows(source, merging.whole, part, str(connection.value(spelled))))
    rows = _there(connection, source, part, name, query, check)
    if rows is None:
        rows = RowHash()
        connection.execute(build.phrase("DROP TABLE IF EXISTS", build.relation(name)))
        with connection.transaction():
            for statement in _create(part, name, source.tenant):
                connection.execute(statement)
            names = build.parens(build.ident(column) for column in part.names)
            copy = build.phrase("COPY", build.relation(name), names, "FROM STDIN")
            connection.copy_in(copy, _blocks(source.connection.copy_out(query), rows, check))
        connection.execute(build.phrase("ANALYZE", build.relation(name)))
    columns = tuple((column.name, column.type) for column in part.columns)
    relation = part.relation
    entry = Entry(relation.schema, relation.name, part.kind, "", part.column, columns, rows.rows, 0, rows.hex())
    return Staged(part, name, entry)


def _there(
    connection: Connection, source: Opened, part: Part, name: QName, query: Node, check: Check
) -> RowHash | None:
    """Return the hash of a table that is staged already; None when it isn't, or when the source has other rows."""
    if not connection.value(_TENANTS["relation_there"], (build.render(build.table(name)),)):
        return None
    columns = build.listed(build.ident(column) for column in part.names)
    staged = build.phrase("COPY", build.relation(name), "(", columns, ")", "TO STDOUT")
    there, here = RowHash(), RowHash()
    for rows, lines in ((there, connection.copy_out(staged)), (here, source.connection.copy_out(query))):
        for line in lines:
            check()
            rows.add(line)
    return there if (there.rows, there.hex()) == (here.rows, here.hex()) else None


def _create(part: Part, name: QName, tenant: str) -> Iterator[Node]:
    empty = _TEMPLATES["none"].fill(columns=[build.column(c, "t") for c in part.names], table=part.relation)
    yield build.phrase("CREATE UNLOGGED TABLE", build.relation(name), "AS", empty, "WITH NO DATA")
    yield alone(name)
    yield build.phrase("COMMENT ON TABLE", build.relation(name), "IS", build.literal(tenant))


def _blocks(lines: Iterator[memoryview], rows: RowHash, check: Check) -> Iterator[bytes]:
    """Yield lines in blocks, and add each line to the hash."""
    block = bytearray()
    for line in lines:
        rows.add(line)
        block += line
        if len(block) >= _BLOCK:
            check()
            yield bytes(block)
            block.clear()
    if block:
        yield bytes(block)


def forget(connection: Connection, merging: Merging, source: Opened) -> Iterator[Node]:
    """Yield the statements that drop what is staged of a source."""
    for _, name in staged_names(merging, source):
        yield ddl.drop_table(name)
