"""The output of `planner queries`, for people and for programs."""

from __future__ import annotations

import json
import re

from planner.application.barring import barred_of_plan
from planner.application.found import WORDS, Weight
from planner.application.verdicts import Finding, Verdicts, table_state
from planner.operations.index_build import columns_of
from planner.report.machine import VERSION
from planner.report.tables import table
from planner.sql.spelling import sql_name
from planner.tenancy.model import State

SHOWN = 100
"""The number of characters that the table shows of a statement."""


def queries_text(verdicts: Verdicts, state: State, *, hidden: int, terminal: bool) -> str:
    """Return a summary, the findings with what to do, the statements that could not be read, and the tables' states."""
    lines = [_summary(verdicts, state.catalog.server.role, hidden)]
    if verdicts.findings:
        rows = [
            (WORDS[f.weight], _calls(f), str(f.table), f.what, f.remedy, _line(f.statement.text))
            for f in verdicts.findings
        ]
        headings = ("finding", "calls", "table", "what it does", "what to do", "statement")
        lines += ["", table(headings, rows, terminal=terminal)]
        names = dict.fromkeys(f.table for f in verdicts.findings)
        states = [(str(name), table_state(state.tenancy.tables[name], state)) for name in names]
        lines += ["", table(("table", "state"), states, terminal=terminal)]
    barred = list(barred_of_plan(state))
    if barred:
        rows_of = [(str(name), one.index.name, columns_of(one.index), one.why, one.remedy) for name, one in barred]
        lines += ["", "Indexes that no condition can use under policies:"]
        lines += ["", table(("table", "index", "columns", "why", "what helps"), rows_of, terminal=terminal)]
    if verdicts.unread:
        lines += ["", f"Not understood, look at {'them' if len(verdicts.unread) > 1 else 'it'} yourself:"]
        lines += [f"  {_line(u.statement.text)}\n    {u.reason}" for u in verdicts.unread]
    by_weight = [f"{sum(f.weight is w for f in verdicts.findings)} {WORDS[w]}" for w in Weight]
    lines += ["", f"{len(verdicts.findings)} findings: {', '.join(by_weight)}." if verdicts.findings else "No finding."]
    return "\n".join(lines)


def queries_json(verdicts: Verdicts, state: State, *, hidden: int) -> str:
    """Return the verdicts and the states of the tables as JSON (docs/json.md)."""
    document = {
        "version": VERSION,
        "database": state.catalog.server.database,
        "read": verdicts.read,
        "scoped": verdicts.scoped,
        "hidden": hidden,
        "findings": [
            {
                "finding": WORDS[f.weight],
                "table": str(f.table),
                "state": table_state(state.tenancy.tables[f.table], state),
                "what": f.what,
                "remedy": f.remedy,
                **_statement(f),
            }
            for f in verdicts.findings
        ],
        "barred_indexes": [
            {
                "table": str(name),
                "index": one.index.name,
                "columns": columns_of(one.index),
                "why": one.why,
                "remedy": one.remedy,
            }
            for name, one in barred_of_plan(state)
        ],
        "unread": [
            {"name": u.statement.name, "calls": u.statement.calls, "text": u.statement.text, "reason": u.reason}
            for u in verdicts.unread
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _statement(finding: Finding) -> dict[str, object]:
    said = finding.statement
    return {"name": said.name, "calls": said.calls, "mean_ms": said.milliseconds, "text": said.text}


def _summary(verdicts: Verdicts, role: str, hidden: int) -> str:
    total = verdicts.read + len(verdicts.unread)
    text = f"{total} statements, {verdicts.scoped} on scoped tables, {len(verdicts.unread)} not understood."
    if hidden:
        text += (
            f" {hidden} more are of other roles and can't be read: GRANT pg_read_all_stats TO {sql_name(role)}, or connect as a "
            "superuser."
        )
    return text


def _calls(finding: Finding) -> str:
    return "" if finding.statement.calls is None else f"{finding.statement.calls:,}".replace(",", " ")


def _line(text: str) -> str:
    one = re.sub(r"\s+", " ", text).strip()
    return one if len(one) <= SHOWN else one[: SHOWN - 1] + "…"
