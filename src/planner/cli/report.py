"""The command `planner report`: one page for the people who must agree to a run, and for those who look at it later."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.app import app
from planner.cli.files import read_text, replace_private
from planner.cli.options import DEFAULT_PLAN, Dsn, NoValues, PlanFile, load, tell
from planner.errors import PlanError

if TYPE_CHECKING:
    from planner.plan.load import LoadedPlan
    from planner.report.review.content import Review, Undecided

PAGE = Path("review.html")


class ReportFormat(StrEnum):
    """The output formats of `planner report`."""

    HTML = "html"
    JSON = "json"


@app.command()
def report(
    plan: PlanFile = DEFAULT_PLAN,
    dsn: Dsn = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help="The page's file; - is stdout. Default: review.html; JSON to stdout."
        ),
    ] = None,
    rows: Annotated[
        bool,
        typer.Option("--rows", help="Also check the rows: one scan of each table, as verify and the dry-run make."),
    ] = False,
    certificate: Annotated[
        Path | None,
        typer.Option("--certificate", metavar="FILE", help="Show this certificate, and whether it still holds."),
    ] = None,
    format: Annotated[ReportFormat, typer.Option("--format", help="The output format.")] = ReportFormat.HTML,
    no_values: NoValues = False,
) -> None:
    """Write a page to review: changes, owners, locks, hazards, the way back, and what was measured. Read-only."""
    from planner.report.review import page
    from planner.report.review.build import undecided
    from planner.report.review.content import Review

    content: Review | Undecided
    try:
        loaded = load(plan)
    except PlanError as error:
        lines = read_text(plan).splitlines() if plan.is_file() else []
        questions = undecided(error, str(plan), lines)
        if questions is None:
            raise
        content = questions
    else:
        content = _review(loaded, plan, dsn, certificate, rows=rows)
    if format is ReportFormat.JSON:
        text = page.as_json(content) + "\n"
    else:
        text = page.page(content) if isinstance(content, Review) else page.undecided_page(content)
    if str(output) == "-" or (output is None and format is ReportFormat.JSON):
        sys.stdout.write(text)
        return
    file = output or PAGE
    replace_private(file, text)
    tell(f"{_said(content)}. Written to {file}, which any browser opens")


def _review(loaded: LoadedPlan, plan: Path, dsn: str | None, certificate: Path | None, *, rows: bool) -> Review:
    """Read the database, and return the content of the page."""
    from planner.report.review.build import review
    from planner.report.review.proving import certificate as covered
    from planner.run.certificate import read_certificate
    from planner.run.evidence import evidence
    from planner.run.project import look, open_reading

    text = read_text(certificate) if certificate is not None else ""
    proven = read_certificate(certificate, text) if certificate is not None else None
    with open_reading(loaded, dsn) as connection:
        found = evidence(connection, look(connection, loaded, tolerant=True), proven, rows=rows)
    shown = covered(proven, str(certificate), text, found) if proven is not None else None
    return review(found, str(plan), shown)


def _said(content: Review | Undecided) -> str:
    from planner.report.review.content import Review

    number = len(content.questions)
    asked = f"{number} question{'s are' if number != 1 else ' is'} open" if number else "nothing is open"
    return f"{content.head.database if isinstance(content, Review) else content.plan}: {asked}"
