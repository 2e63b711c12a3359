"""Run `planner init`: draft a plan from the catalog and the rows of a live database. The command only reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from planner.catalog.model import Catalog
from planner.catalog.read import read_catalog
from planner.diff import check_server
from planner.draft.frameworks import exempt
from planner.draft.links import Link, links, tables
from planner.draft.model import Draft
from planner.draft.question import nulls
from planner.draft.root import Roots
from planner.draft.survey import Survey
from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.names import QName, named
from planner.run.own_schema import refuse_strangers
from planner.sql import build

SAMPLE = 50_000
"""The number of rows that are read of a larger table, unless the user asks for all rows."""

WORK_MEMORY = "64MB"
"""The work_mem of this session. One scan joins a table with all its parents."""

Asking = Callable[[QName, int, int], None]
"""Called before a table is read, with its name, its number, and the number of tables."""


def draft(
    connection: Connection, schemas: Sequence[str], root: str | None, *, single: bool, exact: bool, asking: Asking
) -> Draft:
    """Return the draft of a plan. Raise Blocked when there is nothing to draft from, and DatabaseError."""
    refuse_strangers(connection)
    catalog = read_catalog(connection, schemas)
    check_server(catalog)
    _refuse_empty(catalog, schemas)
    connection.set("work_mem", WORK_MEMORY)
    filled = _filled(connection, catalog)
    known = tables(catalog)
    aside = exempt(catalog, known.values())
    roots = Roots(known, links(catalog), frozenset(aside))
    if root is None and not single:
        roots = _asked(connection, roots, filled)
    survey = Survey(catalog, roots, filled, _name(root, schemas), aside, single=single)
    order = survey.order()
    for at, name in enumerate(order, 1):
        question = survey.question(name, None if exact else _percent(roots, name))
        if question is None:
            survey.decide(name, None)
            continue
        asking(name, at, len(order))
        row = connection.row(question.sql)
        survey.decide(name, question.answer(row) if row else None)
    return survey.draft()


def _asked(connection: Connection, roots: Roots, filled: frozenset[QName]) -> Roots:
    """Look at the rows when no table is clearly the tenants table.

    A nullable foreign key that is never NULL in a sample counts as NOT NULL.
    """
    found: dict[Link, int] = {}
    for name, doubtful in roots.doubtful(filled).items():
        row = connection.row(nulls(name, doubtful, _percent(roots, name)))
        found |= dict(zip(doubtful, row or (), strict=True))
    return roots.with_rows(found)


def _refuse_empty(catalog: Catalog, schemas: Sequence[str]) -> None:
    there = {schema.name for schema in catalog.schemas}
    for schema in schemas:
        if schema not in there:
            raise Blocked(
                f"schema {schema!r} is not in database {catalog.server.database!r}",
                hint="correct --schema, or check that --dsn names the right database",
            )
    if not tables(catalog):
        raise Blocked(
            f"there are no tables in schema {', '.join(schemas)} of database {catalog.server.database!r}",
            hint="name the schema with --schema, or check that --dsn names the right database",
        )


def _name(text: str | None, schemas: Sequence[str]) -> QName | None:
    if text is None:
        return None
    try:
        return named(text, schemas[0])
    except ValueError as error:
        raise Blocked(f"--root: {error}", hint="write it as table or schema.table") from None


def _filled(connection: Connection, catalog: Catalog) -> frozenset[QName]:
    """Return the tables that hold at least one row."""
    names = list(tables(catalog))
    asked = [build.exists(build.select(build.literal(1)).from_(build.table(name), copy=False)) for name in names]
    answers = connection.value(build.select(exp.Array(expressions=asked)))
    return frozenset(name for name, found in zip(names, answers, strict=True) if found)


def _percent(roots: Roots, name: QName) -> float | None:
    """Return the percentage of pages to sample of a large table; None to read all of a small table."""
    rows = roots.tables[name].rows
    return round(100 * SAMPLE / rows, 4) if rows > 2 * SAMPLE else None
