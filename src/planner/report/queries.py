"""The output of `planner queries`, for people and for programs."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from planner.application.barring import barred_of_plan
from planner.application.baseline import Compared
from planner.application.found import WORDS
from planner.application.statements import Statement
from planner.application.verdicts import Finding, Verdicts, table_state
from planner.names import in_line
from planner.operations.index_build import columns_of
from planner.report.machine import VERSION
from planner.report.tables import table
from planner.sql.spelling import sql_name
from planner.tenancy.model import State

SHOWN = 100
"""The number of characters that the table shows of a statement."""
UNREAD = 50
"""The number of statements that are listed as not understood."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The answer of `planner queries`."""

    verdicts: Verdicts
    state: State
    hidden: int
    """Statements of other roles that planner could not read."""
    notes: tuple[str, ...] = ()
    """What the source did not tell, in sentences."""
    compared: Compared | None = None
    plan: str = ""
    """The plan's file."""

    def accepted(self, finding: Finding) -> str | None:
        """Return the reason of the baseline for a finding."""
        return self.compared.reason(finding) if self.compared is not None else None

    @property
    def told(self) -> list[Finding]:
        """Return the findings that the baseline does not have."""
        return [finding for finding in self.verdicts.findings if self.accepted(finding) is None]


def queries_text(asked: Asked, *, terminal: bool) -> str:
    """Return a summary, the findings with what to do, the statements that could not be read, and the tables' states."""
    verdicts, state, told = asked.verdicts, asked.state, asked.told
    lines = [_summary(verdicts, state.catalog.server.role, asked.hidden), *asked.notes]
    if told:
        lines += ["", _findings(told, terminal=terminal)]
        names = dict.fromkeys(f.table for f in told)
        states = [(str(name), table_state(state.tenancy.tables[name], state)) for name in names]
        lines += ["", table(("table", "state"), states, terminal=terminal)]
    barred = list(barred_of_plan(state))
    if barred:
        rows_of = [(str(name), one.index.name, columns_of(one.index), one.why, one.remedy) for name, one in barred]
        lines += ["", "Indexes that no condition can use under policies:"]
        lines += ["", table(("table", "index", "columns", "why", "what helps"), rows_of, terminal=terminal)]
    if verdicts.unread:
        lines += ["", f"Not understood, look at {'them' if len(verdicts.unread) > 1 else 'it'} yourself:"]
        lines += [f"  {_line(u.statement.text)}\n    {in_line(u.reason)}" for u in verdicts.unread[:UNREAD]]
        more = len(verdicts.unread) - UNREAD
        lines += [f"  … and {more} more"] if more > 0 else []
    lines += [*_baseline_lines(asked.compared), "", closing(asked)]
    return "\n".join(lines)


def closing(asked: Asked) -> str:
    """Return the last line: the number of findings of each kind, and of those that need nothing."""
    told = asked.told
    counts = Counter(finding.weight for finding in told)
    by_weight = [f"{counts[weight]} {WORDS[weight]}" for weight in sorted(counts)]
    text = f"{len(told)} finding{'s' if len(told) > 1 else ''}: {', '.join(by_weight)}." if told else "No finding."
    if asked.compared is not None:
        text += f" {len(asked.verdicts.findings) - len(told)} more are in the baseline."
    if asked.verdicts.covered:
        text += f" {len(asked.verdicts.covered)} more read one tenant, since policies bind their role."
    return text


def where(statement: Statement) -> str:
    """Return where a statement comes from: in the application, or in the log."""
    places = [*statement.sources, *([place_of(statement)] if statement.place is not None else [])]
    return "; ".join(places)


def place_of(statement: Statement) -> str:
    """Return the file and the line of the first call in a log."""
    place = statement.place
    return in_line(f"{place.file}:{place.line}") if place is not None else ""


def _findings(told: Sequence[Finding], *, terminal: bool) -> str:
    headings = ["finding", "calls", "rows", "table", "what it does", "what to do", "where", "statement"]
    rows = [
        [WORDS[f.weight], _calls(f), _number(f.statement.rows), str(f.table), f.what, f.remedy, where(f.statement),
         _line(f.statement.text)]
        for f in told
    ]  # fmt: skip
    empty = [n for n in (2, 6) if not any(row[n] for row in rows)]
    shown = [n for n in range(len(headings)) if n not in empty]
    return table([headings[n] for n in shown], [[row[n] for n in shown] for row in rows], terminal=terminal)


def _baseline_lines(compared: Compared | None) -> list[str]:
    if compared is None or not compared.gone:
        return []
    lines = ["", "In the baseline, and not found now (--write-baseline takes them out):", ""]
    return lines + [f"  {key.finding}, {in_line(key.table)}: {_line(key.statement)}" for key in compared.gone]


def queries_json(asked: Asked) -> str:
    """Return the verdicts and the states of the tables as JSON (docs/json.md)."""
    verdicts, state = asked.verdicts, asked.state
    document = {
        "version": VERSION,
        "database": state.catalog.server.database,
        "read": verdicts.read,
        "scoped": verdicts.scoped,
        "hidden": asked.hidden,
        "notes": list(asked.notes),
        "findings": [_finding(f, asked) for f in verdicts.findings],
        "covered": [_finding(f, asked) for f in verdicts.covered],
        "gone": [asdict(key) for key in asked.compared.gone] if asked.compared is not None else [],
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


def _finding(finding: Finding, asked: Asked) -> dict[str, object]:
    said = finding.statement
    place = said.place
    return {
        "finding": WORDS[finding.weight],
        "table": str(finding.table),
        "state": table_state(asked.state.tenancy.tables[finding.table], asked.state),
        "what": finding.what,
        "missing": finding.missing or None,
        "remedy": finding.remedy,
        "name": said.name,
        "calls": said.calls,
        "rows": said.rows,
        "mean_ms": said.milliseconds,
        "sources": list(said.sources),
        "place": {"file": place.file, "line": place.line} if place is not None else None,
        "roles": [role for role in said.roles if role],
        "baseline": asked.accepted(finding),
        "text": said.text,
    }


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
    return _number(finding.statement.calls)


def _number(value: int | None) -> str:
    return "" if value is None else f"{value:,}".replace(",", " ")


def _line(text: str) -> str:
    one = re.sub(r"\s+", " ", text).strip()
    return one if len(one) <= SHOWN else one[: SHOWN - 1] + "…"
