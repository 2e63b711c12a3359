"""Tables in Markdown, for the summary of a CI job and for comments. Names and statements can't become markup."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from planner.names import in_line
from planner.report.results import verdict
from planner.steps.checks import Result, Weight

MOST_ROWS = 200
"""The rows that a table shows: the summary of a job holds 1 MiB."""
_LONGEST = 300
"""The characters of a cell."""
_MARKS = str.maketrans({character: f"\\{character}" for character in "\\`*_{}[]<>#|!~@$&"})


def markdown_table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, code: Collection[int] = ()) -> str:
    """Return a table. The columns of `code` hold SQL."""
    lines = [_row(headings), _row(["---"] * len(headings))]
    for row in rows[:MOST_ROWS]:
        lines.append(_row([_code(cell) if n in code else escaped(cell) for n, cell in enumerate(row)]))
    if len(rows) > MOST_ROWS:
        lines += ["", f"… and {len(rows) - MOST_ROWS} more."]
    return "\n".join(lines)


def escaped(text: str) -> str:
    """Return text in one line, as Markdown that shows it."""
    return _short(text).translate(_MARKS)


def verify_markdown(results: Sequence[Result], shown: Sequence[Result], database: str) -> str:
    """Return the results that do not hold as a table, under the verdict."""
    lines = [f"### planner verify: {escaped(database)}", "", escaped(verdict(results))]
    rows = [
        (str(r.relation), r.id, r.title, _word(r), r.detail)
        for r in shown
        if not r.ok and (r.finding or r.suppressed is not None)
    ]
    return "\n".join(
        [*lines, "", markdown_table(("table", "rule", "check", "result", "detail"), rows)] if rows else lines
    )


def _word(result: Result) -> str:
    if result.suppressed is not None:
        return f"suppressed: {result.suppressed}"
    return "finding" if result.weight is Weight.FINDING else "note"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _short(text: str) -> str:
    one = in_line(" ".join(text.split()))
    return one if len(one) <= _LONGEST else one[: _LONGEST - 1] + "…"


def _code(text: str) -> str:
    """Return SQL as code. A bar would end the cell, and a backtick the code."""
    short = _short(text)
    return f"`{short.replace('`', chr(39)).replace('|', chr(92) + '|')}`" if short else ""
