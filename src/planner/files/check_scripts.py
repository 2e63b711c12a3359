"""The files that count rows: preflight before the first change, and verify after every file has run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from sqlglot import exp

from planner import __version__
from planner.catalog.model import Catalog
from planner.files.phase_heads import setting_lines
from planner.files.propagation import Way, propagation
from planner.files.psql import (
    Session,
    fit,
    one_line,
    raise_unless,
    server_check,
    set_line,
    settings,
    statement,
)
from planner.names import QName
from planner.operations import database_checks, table_checks
from planner.rows.derivation import WALK_SETTINGS
from planner.sql import build, ddl
from planner.sql.build import Node
from planner.sql.stencil import Stencil, slot
from planner.sql.wrap import comments
from planner.steps.checks import CatalogCheck, Check, RowCheck, TenantsCheck, TenantsReferenceCheck, Weight
from planner.tenancy.model import Facts, State, Tenancy
from planner.verification.colocated import rows_query
from planner.verification.pointers import pointer_query
from planner.verification.row_questions import RowQuery, of_another_tenant, preflight_query
from planner.verification.tenants_keys import tenants_query

IN_THE_WAY = "rows are in the way; correct them first"
NOT_PROVEN = "the result does not hold: see the table above"
_GOOD = {IN_THE_WAY: "no row is in the way; nothing was changed", NOT_PROVEN: "every check holds"}
BROKEN_HINT = "correct what the column broken counts, and run this file again; planner verify names the rows"


def preflight_script(tenancy: Tenancy, catalog: Catalog, facts: Facts, session: Session) -> str:
    """Return the text of the preflight file. It counts the rows that would stop a run, and fails when there is one."""
    lines = [
        f"-- planner {__version__}: preflight, before anything is changed",
        "--",
        "-- Counts the rows that have no tenant, or two. Fails when there is one; nothing has been changed then.",
        "",
        *setting_lines(session, catalog, formats=True),
    ]
    for name, value in WALK_SETTINGS.items() if tenancy.cycles else ():
        lines += ["-- for walks along rows that reference each other", set_line(name, value)]
    lines += _counted(preflight_counts(tenancy, catalog, facts), (), IN_THE_WAY)
    return "\n".join(fit(lines))


def preflight_counts(
    tenancy: Tenancy, catalog: Catalog, facts: Facts
) -> Iterator[tuple[RowQuery, list[tuple[str, str]]]]:
    """Yield for each table the query that counts the rows that would stop a run, with the counts' ids and titles."""
    state = State(tenancy, catalog, facts)
    for table in tenancy.tables.values():
        query = preflight_query(table, state)
        if query is not None:
            stopping = query.stopping()
            yield stopping, [(c.id, c.title) for c in stopping.counts]
    own = tenants_query(state)
    if own is not None:
        yield own, [(c.id, c.title) for c in own.counts]


Asked = tuple[RowQuery, list[tuple[str, str]]]
"""A query that counts the rows of a table, with the ids and titles of its counts."""


def result_checks(tenancy: Tenancy, catalog: Catalog, facts: Facts) -> tuple[list[Asked], list[Check]]:
    """Return the counts of rows that verify makes, and its checks of the catalog and of the tenants table."""
    state = State(tenancy, catalog, facts)
    asked: list[Asked] = []
    conditions: list[Check] = list(database_checks(state))
    for table in tenancy.tables.values():
        checks: list[Check] = list(table_checks(table, state))
        rows = [check for check in checks if isinstance(check, RowCheck) and check.weight is Weight.FINDING]
        if rows:
            asked.append((rows_query(table, rows, state), [(c.id, c.title) for c in rows]))
        held = [c for c in checks if not isinstance(c, RowCheck)]
        conditions += [c for c in held if not (isinstance(c, CatalogCheck) and c.weight is Weight.NOTE)]
    for shared in tenancy.shared:
        pointers = pointer_query(shared, state)
        if pointers is not None:
            query, titles = pointers
            asked.append((query, [("pointer", title) for title in titles]))
    return asked, conditions


def verify_script(tenancy: Tenancy, catalog: Catalog, facts: Facts, session: Session) -> str:
    """Return the text of the verify file. It prints one line for each check, and fails when a check does not hold."""
    asked, checks = result_checks(tenancy, catalog, facts)
    lines = [
        f"-- planner {__version__}: verify, when every file has been run",
        "--",
        "-- Prints one line per check, and fails when one does not hold.",
        "",
        *settings(session),
        *propagation((), catalog, Way.BACK),
        *server_check(catalog),
        *_counted(asked, [(c.relation, c.title, check_sql(c)) for c in checks], NOT_PROVEN),
    ]
    return "\n".join(fit(lines))


def check_sql(check: Check) -> Node:
    """Return the check as one boolean expression."""
    match check:
        case CatalogCheck():
            return check.condition.sql() if check.condition is not None else build.literal(check.ok)
        case TenantsCheck():
            count = build.select(exp.Count(this=exp.Star())).from_(build.table(check.tenants), copy=False)
            bound = exp.GTE if check.at_most is None else exp.LTE
            return bound(this=exp.Subquery(this=count), expression=build.literal(check.at_most or 1))
        case TenantsReferenceCheck():
            return build.eq(exp.Subquery(this=of_another_tenant(check)), build.literal(0))
        case RowCheck():
            raise TypeError("row checks are counted together")


RESULTS = QName("pg_temp", "planner_result")


RESULT_COLUMNS = ("table", "check", "broken")


def _counted(
    asked: Iterable[tuple[RowQuery, list[tuple[str, str]]]], conditions: Iterable[tuple[QName, str, Node]], message: str
) -> Iterator[str]:
    """Yield statements that scan each table once, put the counts into a temporary table and print it. A count that
    is not 0 is an error."""
    yield "-- the results: a table of this session, which ROLLBACK takes away"
    yield "BEGIN;"
    yield "-- one row for each check; broken counts what is wrong"
    yield results_table()
    for relation, title, condition in conditions:
        yield condition_line(relation, title, condition)
    for query, titles in asked:
        yield from counted_lines(query, titles)
    yield from told(message)


def counted_lines(query: RowQuery, titles: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield the statement that counts the rows of a table, below its comment."""
    yield comments(one_line(f"{query.relation}: one scan counts {len(titles)} kinds of wrong rows"))[0]
    yield insert_counts(query, titles)
    if query.confirmed is not None:
        yield from _confirming(query, query.confirmed, titles)


def _confirming(query: RowQuery, confirmed: RowQuery, titles: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield what counts again when there are suspects: Citus joins rows of one tenant alone at first."""
    mine = build.eq(build.column("table"), build.literal(str(query.relation)))
    counted = build.and_(mine, build.or_(*(build.eq(build.column("check"), build.literal(t)) for _, t in titles)))
    wrong = build.and_(counted.copy(), build.ne(build.column("broken"), build.literal(0)))
    found = build.select(build.literal(1)).from_(build.table(RESULTS), copy=False).where(wrong, copy=False)
    yield "-- where a row leads to no parent of its own tenant: is the parent another tenant's, or is there none?"
    yield f"{build.render(build.select(build.aliased(build.exists(found), 'planner_suspects')))} \\gset"
    yield "\\if :planner_suspects"
    yield statement(build.delete(RESULTS, counted))
    yield insert_counts(confirmed, titles)
    yield "\\endif"


def results_table() -> str:
    """Return the statement that makes the table of results."""
    definitions = [
        ddl.column_def(name, type_text)
        for name, type_text in zip(RESULT_COLUMNS, ("text", "text", "bigint"), strict=True)
    ]
    return statement(ddl.create_table(RESULTS, definitions))


def told(message: str) -> Iterator[str]:
    """Yield statements that print the results, raise when a count is not 0, and leave nothing behind."""
    everything = build.select(*(build.column(name) for name in RESULT_COLUMNS)).from_(build.table(RESULTS), copy=False)
    yield "-- show the results"
    yield statement(everything)
    bad = build.select(build.literal(1)).from_(build.table(RESULTS), copy=False)
    bad = bad.where(build.ne(build.column("broken"), build.literal(0)), copy=False)
    none = exp.Not(this=build.exists(bad))
    yield "-- stop when something is wrong"
    yield statement(ddl.do_block(raise_unless(none, message, BROKEN_HINT)))
    yield "-- nothing stays"
    yield "ROLLBACK;"
    yield f"\\echo '{_GOOD[message]}'"
    yield ""


def condition_line(relation: QName, title: str, condition: Node) -> str:
    """Return the statement that adds the result of a condition.

    It is INSERT … SELECT: Citus takes no subquery of a distributed table among VALUES.
    """
    slots = {"relation": build.literal(str(relation)), "title": build.literal(title), "condition": condition}
    return statement(_insert_condition().fill(slots))


@cache
def _insert_condition() -> Stencil:
    condition = exp.If(this=exp.Paren(this=slot("condition")), true=build.literal(0))
    broken = exp.Case(ifs=[condition], default=build.literal(1))
    target = exp.Schema(this=build.table(RESULTS), expressions=[build.ident(c) for c in RESULT_COLUMNS])
    return Stencil(exp.Insert(this=target, expression=build.select(slot("relation"), slot("title"), broken)))


def insert_counts(query: RowQuery, titles: Sequence[tuple[str, str]]) -> str:
    """Return the statement that counts the rows of a table."""
    select = counts(
        query, titles, build.literal(str(query.relation)), build.column("check", "v"), build.column("broken", "v")
    )
    target = exp.Schema(this=build.table(RESULTS), expressions=[build.ident(c) for c in RESULT_COLUMNS])
    return statement(exp.Insert(this=target, expression=select))


def counts(query: RowQuery, titles: Sequence[tuple[str, str]], *columns: Node) -> exp.Select:
    """Return a query that has one row for each count of a table: `v.check` is the title, `v.broken` the count."""
    counted = exp.Subquery(
        this=query.count(),
        alias=exp.TableAlias(this=build.ident("c"), columns=[build.ident(f"c{n}") for n in range(len(titles) + 1)]),
    )
    rows = exp.Values(
        expressions=[
            exp.Tuple(expressions=[build.literal(title), build.column(f"c{n}", "c")])
            for n, (_, title) in enumerate(titles, 1)
        ],
        alias=exp.TableAlias(this=build.ident("v"), columns=[build.ident("check"), build.ident("broken")]),
    )
    select = build.select(*columns).from_(counted, copy=False)
    return build.cross_join(select, exp.Lateral(this=rows))
