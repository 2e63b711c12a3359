"""Rows that a tenant uses and that are not its own: the same row is used, a missing row is added, another row stops."""

from __future__ import annotations

from dataclasses import dataclass

from planner.catalog.words import Identity
from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.names import QName
from planner.rows.search_path import switched_to
from planner.sql import build
from planner.sql.build import Node
from planner.sql.template import templates
from planner.tenants.closed import ClosedSet
from planner.tenants.staging import Staged

_SQL = templates("planner.tenants", "reference.sql")


@dataclass(frozen=True, slots=True)
class Other:
    """Rows of a table that are there with other values than in the export."""

    relation: QName
    kind: str
    rows: int

    def __str__(self) -> str:
        return f"{self.relation} ({self.kind}): {self.rows} rows"


def other_values(connection: Connection, closed: ClosedSet, tables: list[Staged]) -> list[Other]:
    """Return the tables that hold rows of the export with other values. They may be rows of somebody else."""
    found = []
    for staged in tables:
        if not _key(staged, closed):
            continue
        mine, theirs = _row(staged, "s"), _row(staged, "r")
        query = _SQL["other_values"].fill(
            staged=staged.table, table=staged.part.relation, same=same_row(staged, closed), mine=mine, theirs=theirs
        )
        rows = connection.value(query)
        if rows:
            found.append(Other(staged.part.relation, staged.part.kind, int(rows)))
    return found


def refuse_other_values(found: list[Other]) -> None:
    """Raise Blocked for rows that this database has with other values: nobody but people can say which are right."""
    if found:
        raise Blocked(
            "rows that the tenant uses are there with other values; nothing was changed",
            details=[str(other) for other in found],
            hint="--existing keep uses the rows of this database, but not for shared tables; or make them equal first",
        )


def refuse_strangers(found: list[Other]) -> None:
    """Raise Blocked for people that are there with other values: the tenant would take strangers in as its members."""
    shared = [other for other in found if other.kind == "shared"]
    if shared:
        raise Blocked(
            "people of the tenant are there with other values, and may be somebody else; nothing was changed",
            details=[str(other) for other in shared],
            hint="make these rows equal first where they are the same people; --existing keep does not accept them",
        )


def insert_used(connection: Connection, closed: ClosedSet, tables: list[Staged], path: str) -> dict[QName, int]:
    """Add the rows that this database does not have, and return their number for each table."""
    added: dict[QName, int] = {}
    for staged in tables:
        part = staged.part
        columns = [build.column(name, "s") for name in part.names]
        rows = _SQL["missing"].fill(
            columns=columns,
            staged=staged.table,
            table=part.relation,
            same=same_row(staged, closed),
            switch=switched_to(build.literal(path)),
        )
        always = any(column.identity is Identity.ALWAYS for column in part.columns)
        names = build.parens(build.ident(name) for name in part.names)
        number = connection.execute(
            build.phrase(
                "INSERT INTO", build.relation(part.relation), names, *(["OVERRIDING SYSTEM VALUE"] if always else []), rows
            )
        )  # fmt: skip
        connection.set_local("search_path", "")
        if number:
            added[part.relation] = number
    return added


def _key(staged: Staged, closed: ClosedSet) -> tuple[str, ...]:
    """Return the columns of the primary key; none for a table without one."""
    primary = next((index for index in closed.relation(staged.part).indexes if index.primary), None)
    return tuple(c.name for c in primary.columns if c.name is not None) if primary is not None else ()


def same_row(staged: Staged, closed: ClosedSet) -> Node:
    """Return the condition that a staged row `s` and a row `r` of the database are one row."""
    key = _key(staged, closed)
    if not key:
        return build.eq(build.cast(_row(staged, "s"), "text"), build.cast(_row(staged, "r"), "text"))
    equals = closed.state.catalog.equals
    return build.and_(
        *(build.eq(build.column(name, "s"), build.column(name, "r"), equals(staged.part.type_of(name))) for name in key)
    )


def _row(staged: Staged, alias: str) -> Node:
    return build.phrase("ROW", build.parens(build.column(name, alias) for name in staged.part.names))
