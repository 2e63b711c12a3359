"""The options that several commands share, and how planner reads them."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from planner.names import shown
from planner.orm.registry import BY_CONVENTION
from planner.sql.spelling import shell_word

if TYPE_CHECKING:
    from planner.plan.load import LoadedPlan
    from planner.report.progress import Bars, Lines
    from planner.run.apply import Run
    from planner.target.phase import Phase

DEFAULT_PLAN = Path("plans/tenancy.yaml")


PlanFile = Annotated[Path, typer.Argument(metavar="PLAN", help="The plan's file.", show_default=True)]


def _tell_note(context: typer.Context, dsn: str | None) -> str | None:
    """Say once what became of a URL's parameters that are not PostgreSQL's. Without a database, say nothing."""
    from planner.execution.dsn import foreign_note

    note = None if context.params.get("schema_file") else foreign_note(dsn)
    if note is not None:
        tell(f"note: {note}")
    return dsn


Dsn = Annotated[
    str | None,
    typer.Option(
        "--dsn",
        metavar="DSN",
        callback=_tell_note,
        help="The database. Default: $PLANNER_DSN, then $DATABASE_URL, then libpq's variables.",
    ),
]


def plan_word(plan: Path) -> str:
    """Return the plan's file as it stands in a command line that planner suggests; nothing for the default file."""
    return "" if plan == DEFAULT_PLAN else f" {shell_word(plan)}"


Phases = Annotated[
    str | None,
    typer.Option(
        "--phase", metavar="P", help="The phases: add, backfill, tighten, or a comma list. Default: all three."
    ),
]


Confirm = Annotated[bool, typer.Option("--confirm", help="Make the changes. Without --confirm, nothing is changed.")]


def _show_values(no: bool) -> bool:
    from planner.execution import values

    values.show(keys=not no)
    return no


NoValues = Annotated[
    bool,
    typer.Option(
        "--no-values", callback=_show_values, help="Leave the keys of rows out of messages and of the journal."
    ),
]


Summary = Annotated[
    Path | None,
    typer.Option("--summary", metavar="FILE", help="Also append the result to this file, as a table in Markdown."),
]

Allow = Annotated[
    str | None,
    typer.Option(
        "--allow",
        metavar="NAME,…",
        help="Accept the hazards that stop a rollback: data-loss, isolation.",
    ),
]


class DiffFormat(StrEnum):
    """The output formats of `planner diff`."""

    HUMAN = "human"
    JSON = "json"
    SQL = "sql"


PSQL = "psql"
SQL = "sql"
"""Statements without commands of psql, for any client."""
RUNNERS = ("flyway", "sqitch", "golang-migrate", "dbmate")

if TYPE_CHECKING:
    FileFormat: TypeAlias = str
else:
    FileFormat = StrEnum(
        "FileFormat", {name.upper().replace("-", "_"): name for name in (PSQL, SQL, *RUNNERS, *BY_CONVENTION)}
    )
    """The tool that runs the files of `planner render`. The names of the ORMs come from the registry."""


class Layout(StrEnum):
    """How `planner render` cuts the steps into files."""

    PHASE = "phase"
    STEP = "step"


class TableFormat(StrEnum):
    """The output formats of the commands that print a table."""

    HUMAN = "human"
    JSON = "json"


class VerifyFormat(StrEnum):
    """The output formats of `planner verify`."""

    HUMAN = "human"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"
    MARKDOWN = "markdown"


class PictureFormat(StrEnum):
    """The formats of a picture."""

    SVG = "svg"
    HTML = "html"
    MERMAID = "mermaid"
    JSON = "json"


class Target(StrEnum):
    """The last phase that a rollback keeps."""

    NONE = "none"
    ADD = "add"
    BACKFILL = "backfill"
    TIGHTEN = "tighten"


def tell(text: str) -> None:
    """Print a message to stderr, so that stdout carries only the result."""
    print(shown(text), file=sys.stderr, flush=True)


def load(plan: Path) -> LoadedPlan:
    """Return the plan, checked as far as possible without a database. Raises PlanError."""
    from planner.plan.load import load_plan

    return load_plan(plan)


def chosen_phases(text: str | None) -> tuple[Phase, ...]:
    """Return the phases that --phase names, in their order, or all phases. Raises BadParameter for other names."""
    from planner.target.phase import PHASES, Phase

    if text is None:
        return PHASES
    names = [name.strip() for name in text.split(",")]
    wrong = [name for name in names if name not in list(PHASES)]
    if wrong:
        raise typer.BadParameter(f"{wrong[0]!r} is not a phase; phases are {', '.join(PHASES)}", param_hint="--phase")
    return tuple(phase for phase in PHASES if phase in {Phase(name) for name in names})


def allowances(text: str | None) -> frozenset[str]:
    """Return the names that --allow has. Raises BadParameter for a name that is not a hazard of a rollback.

    `no-return` is such a name, and accepts nothing: a key cannot come back over equal values.
    """
    names = frozenset(name.strip() for name in text.split(",")) if text else frozenset()
    wrong = names - {"data-loss", "isolation", "no-return"}
    if wrong:
        raise typer.BadParameter(
            f"{min(wrong)!r} is not a hazard that can be accepted; use data-loss or isolation",
            param_hint="--allow",
        )
    return names


def picture_format(output: Path | None) -> PictureFormat:
    """Return the format that the file's suffix names, or mermaid for stdout. Raises BadParameter for another suffix."""
    if output is None or str(output) == "-":
        return PictureFormat.MERMAID
    suffix = output.suffix.lower().removeprefix(".")
    if suffix == "mmd":
        return PictureFormat.MERMAID
    if suffix not in list(PictureFormat):
        raise typer.BadParameter(
            f"{output.name!r} ends in none of .svg, .html, .mermaid, .mmd, .json", param_hint="--output"
        )
    return PictureFormat(suffix)


def reporter_for_stderr() -> Lines | Bars:
    """Return the reporter of a run: bars when stderr is a terminal, plain lines otherwise."""
    from planner.report.progress import reporter

    return reporter(terminal=sys.stderr.isatty())


def run_and_close(run: Run, reporter: Lines | Bars) -> int:
    """Run and return the number of segments that ran. Close the reporter, also after an error."""
    try:
        return run.go()
    finally:
        reporter.close()


def first_version(text: str | None, format: FileFormat) -> str | None:
    """Return the number of the first migration, in digits. Raises BadParameter for psql and for anything but digits."""
    if text is None:
        return None
    if format in (PSQL, SQL):
        raise typer.BadParameter(
            f"files for {format} are numbered by themselves; --first needs another --format", param_hint="--first"
        )
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise typer.BadParameter(
            f"{text!r} is not a version: use digits, such as 42 or 20270131120000", param_hint="--first"
        )
    return text
