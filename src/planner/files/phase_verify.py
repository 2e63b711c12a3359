"""The verify file of `planner render`: the checks of each table together, with the short names of conditions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner import __version__
from planner.catalog.model import Catalog
from planner.files.check_scripts import (
    NOT_PROVEN,
    RESULT_COLUMNS,
    RESULTS,
    check_sql,
    condition_line,
    counted_lines,
    result_checks,
    results_table,
    told,
)
from planner.files.phase_heads import setting_lines
from planner.files.propagation import Way, propagation
from planner.files.psql import Session, fit, one_line
from planner.files.shorthand import Shorthand
from planner.names import QName
from planner.sql import build
from planner.sql.wrap import comments, wrapped
from planner.steps.checks import CatalogCheck, Check
from planner.tenancy.model import Facts, Tenancy

_INDENT = "    "


def verify_file(name: str, tenancy: Tenancy, catalog: Catalog, facts: Facts, session: Session) -> str:
    """Return the text of the verify file. It prints one line for each check, and fails when a check does not hold."""
    asked, checks = result_checks(tenancy, catalog, facts)
    shorthand = Shorthand()
    by_table: dict[QName, list[Check]] = {}
    for check in checks:
        by_table.setdefault(check.relation, []).append(check)
    body = [line for table, held in by_table.items() for line in _checked(table, held, shorthand)]
    for query, titles in asked:
        body += counted_lines(query, titles)
    lines = [
        f"-- {name}: prove the result, when every file has been run. It changes nothing.",
        "--",
        f"-- planner {__version__}. It prints one line for each check: `broken` counts what is wrong. psql exits with 3",
        "-- when one is not 0.",
        "",
        *setting_lines(session, catalog, formats=True),
        *propagation((), catalog, Way.BACK),
        *shorthand.definitions(),
        "-- the results: a table of this session, which ROLLBACK takes away",
        "BEGIN;",
        "-- one row for each check",
        results_table(),
        *body,
        *told(NOT_PROVEN),
    ]
    return "\n".join(fit(lines))


def _checked(table: QName, checks: Sequence[Check], shorthand: Shorthand) -> Iterator[str]:
    for check in checks:
        if not isinstance(check, CatalogCheck):
            yield comments(one_line(f"{check.relation}: {check.title}"))[0]
            yield condition_line(check.relation, check.title, check_sql(check))
    checks = [check for check in checks if isinstance(check, CatalogCheck)]
    if not checks:
        return
    yield from comments(one_line(f"{table}: {len(checks)} checks of the catalog"))
    columns = build.parens(build.ident(name) for name in RESULT_COLUMNS)
    target = build.render(build.phrase("INSERT INTO", build.table(RESULTS), columns, "VALUES"))
    rows = ",\n".join(
        f"  ({_literal(str(table))}, {_literal(check.title)},\n{_broken(check, shorthand)})" for check in checks
    )
    yield f"{target}\n{rows};"


def _broken(check: Check, shorthand: Shorthand) -> str:
    if isinstance(check, CatalogCheck) and check.condition is not None:
        condition = shorthand.text(check.condition, f"{_INDENT}  ")
    else:
        condition = wrapped(build.render(check_sql(check)), f"{_INDENT}  ").strip()
    line = f"{_INDENT}CASE WHEN {condition} THEN 0 ELSE 1 END"
    if "\n" not in condition and len(line) <= 118:
        return line
    return f"{_INDENT}CASE WHEN\n{_INDENT}  {condition}\n{_INDENT}THEN 0 ELSE 1 END"


def _literal(text: str) -> str:
    return build.render(build.literal(text))
