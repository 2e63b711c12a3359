"""Rows in quarantine for people: a table to read, and a CSV file for their decisions."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence

from planner.errors import PlanError
from planner.names import in_line
from planner.report import tables
from planner.report.human import count
from planner.report.machine import VERSION
from planner.run.quarantine import Decision, OpenRow, listed_name

COLUMNS = ("table", "key", "reason", "candidates", "tenant")
WANTED = ("table", "key", "tenant")

SHOWN = 20
"""The number of rows that are printed for each table."""


def listing(rows: Sequence[OpenRow], *, terminal: bool) -> Iterator[str]:
    """Yield a table of the first rows of each table, and the number of all its rows."""
    by_table: dict[str, list[OpenRow]] = {}
    for row in rows:
        by_table.setdefault(str(row.relation), []).append(row)
    shown = [
        (name, row.key_text, row.reason, ", ".join(row.candidates))
        for name, found in by_table.items()
        for row in found[:SHOWN]
    ]
    yield tables.table(COLUMNS[:4], shown, terminal=terminal)
    for name, found in by_table.items():
        more = f", the first {SHOWN} are shown" if len(found) > SHOWN else ""
        yield f"{in_line(name)}: {count(len(found))} rows without a tenant{more}"


def to_json(rows: Sequence[OpenRow], database: str) -> str:
    """Return the rows as JSON (docs/json.md)."""
    listed = [
        {
            "table": str(row.relation),
            "key": {column: str(value) for column, value in row.key.items()},
            "reason": row.reason,
            "candidates": list(row.candidates),
        }
        for row in rows
    ]
    return json.dumps({"version": VERSION, "database": database, "rows": listed}, ensure_ascii=False, indent=2)


def to_csv(rows: Sequence[OpenRow]) -> str:
    """Return CSV with one line for each row, and an empty last column for the tenant."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(
        (*map(_cell, (listed_name(row.relation), _json(row.key), in_line(row.reason))), _json(row.candidates), "")
        for row in rows
    )
    return text.getvalue()


def from_csv(text: str, name: str) -> tuple[list[Decision], int]:
    """Return the lines that name a tenant, and the number of lines that name none. Raises PlanError for a file
    without the columns."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    decisions: list[Decision] = []
    undecided = 0
    try:
        missing = [column for column in WANTED if column not in (reader.fieldnames or ())]
        if missing:
            raise PlanError(
                f"{name} has no column {missing[0]!r}",
                hint=f"its first line must name {', '.join(WANTED)}, as planner resolve --export writes it",
            )
        for row in reader:
            if any("\0" in (row[column] or "") for column in WANTED):
                raise PlanError(
                    f"{name}:{reader.line_num}: a NUL character, which text in PostgreSQL cannot hold",
                    hint="save it as CSV, UTF-8, with commas",
                )
            if (row["tenant"] or "") == "":
                undecided += 1
            else:
                place, key = (_text(row[column] or "") for column in ("table", "key"))
                decisions.append(Decision(reader.line_num, place, key, row["tenant"]))
    except csv.Error as error:
        raise PlanError(
            f"{name} is not a CSV file: line {reader.line_num}: {error}", hint="save it as CSV, UTF-8, with commas"
        ) from None
    return decisions, undecided


def _json(thing: object) -> str:
    """Return JSON in which a character that a terminal obeys is an escape, so that the text reads back unchanged."""
    text = json.dumps(thing, ensure_ascii=False, sort_keys=True)
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
"""How a cell begins that a spreadsheet calculates, and the apostrophe that marks a cell as text."""


def _cell(text: str) -> str:
    """Return the text for a cell. A spreadsheet must not calculate what stands in a row."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _text(cell: str) -> str:
    """Return the text of a cell that `_cell` made; a spreadsheet may have dropped the apostrophe."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
