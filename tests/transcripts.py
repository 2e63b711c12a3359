"""The commands that README.md and docs/ show, run anew: `make readme` writes their output into the pages.

A page says in HTML comments what to run. Comments of one page run from top to bottom, in one folder, against one database:
the chat application with 100 users, and its plan as plans/tenancy.yaml.

    <!-- run: planner diff; show first 3, from "+ add" 6, last 2; exit 0 -->     writes the block below it
    <!-- before: planner apply --confirm -->                                     runs and shows nothing
    <!-- sql: UPDATE "Chat" SET … -->                                            changes the database
    <!-- file: plans/tenancy.yaml -->                                            writes the block below it to that file
    <!-- empty -->                                    the page begins in an empty folder, with an empty database

Times, sizes and versions differ from run to run: a page is stale when something else differs (`settled`).
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from harness.databases import Database, fresh_database
from harness.servers import WHEEL_MAJOR, Server, running_server
from planner import cli
from planner.demo import example

ROOT = Path(__file__).parents[1]
USERS = 100
EMPTY = "<!-- empty -->"
PLAN = Path("plans/tenancy.yaml")

_MARKER = re.compile(
    r"^<!-- (?P<verb>run|before|sql|file): (?P<text>.+) -->\n(?P<fence>```.*\n(?:(?!```).*\n)*```\n)?", re.M
)
_SHOW = re.compile(r"""(?P<where>first|last|from (?P<quote>["'])(?P<text>.+?)(?P=quote)) (?P<count>\d+)""")
_VARIES = (
    (re.compile(r"\b\d+(?:\.\d+)? (?:bytes|kB|MB)\b"), "N BYTES"),
    (re.compile(r"\b\d+(?:\.\d+)? (s|ms)\b"), r"N \1"),
    (re.compile(r"(; \d+ scoped tables).*"), r"\1"),  # the host's name takes room in this line
    (re.compile(r" {2,}"), "  "),  # a column is as wide as its numbers
    (re.compile(r"PostgreSQL \d+\.\d+"), "PostgreSQL N"),
    (re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?"), "THEN"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "DIGEST"),
    (re.compile(r'("server_version": )\d+'), r"\1N"),
)


def pages() -> list[Path]:
    """Return every page that shows the output of a command."""
    named = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [page for page in named if "<!-- run: " in page.read_text(encoding="utf-8")]


def settled(text: str) -> str:
    """Return the text without the parts that differ from run to run."""
    for pattern, replacement in _VARIES:
        text = pattern.sub(replacement, text)
    return text


def rewritten(text: str, server: Server) -> str:
    """Run the page's commands and return the page with their output. Raises AssertionError on an unexpected exit code."""
    with tempfile.TemporaryDirectory(prefix="planner-docs-") as folder, fresh_database(server) as database:
        empty = EMPTY in text
        scene = _Scene(Path(folder), database, "shop" if empty else "chat")
        if not empty:
            scene.load()
        return _MARKER.sub(scene.play, text)


@dataclass(frozen=True, slots=True)
class _Scene:
    """The folder and the database that one page's commands run in."""

    folder: Path
    database: Database
    name: str
    """The name of the database that the reader sees."""

    def load(self) -> None:
        example.load(self.database.dsn, users=USERS)
        self.database.load("ANALYZE")
        with example.plan() as plan:
            self._write(PLAN, plan.read_text(encoding="utf-8"))

    def play(self, marker: re.Match[str]) -> str:
        """Do what one comment says, and return the comment with the block that belongs below it."""
        text, fence = marker["text"], marker["fence"] or ""
        match marker["verb"]:
            case "sql":
                self.database.load(text)
            case "file":
                self._write(Path(text), "".join(fence.splitlines(keepends=True)[1:-1]))
            case "before":
                self._run(text, expected=0)
            case _:
                return marker[0][: marker[0].index("\n") + 1] + self._shown(text, fence)
        return marker[0]

    def _shown(self, text: str, fence: str) -> str:
        command, *clauses = text.split("; ")
        code = next((int(clause.removeprefix("exit ")) for clause in clauses if clause.startswith("exit ")), 0)
        lines = self._run(command, expected=code)
        show = next((clause for clause in clauses if clause.startswith("show ")), None)
        language = fence.splitlines()[0].removeprefix("```") if fence else "console"
        prompt = [f"$ {command}"] if language == "console" else []
        return "\n".join([f"```{language}", *prompt, *(chosen(lines, show) if show else lines), "```", ""])

    def _run(self, command: str, *, expected: int) -> list[str]:
        """Return both streams of the command as one, as a terminal shows them."""
        program, *arguments = shlex.split(command)
        if program == "cat":
            return self._anonymous((self.folder / arguments[0]).read_text(encoding="utf-8")).splitlines()
        if program == "psql":
            done = self.database.psql(self.folder / arguments[-1])
            assert done.returncode == expected, done.stderr
            return done.stdout.splitlines()
        assert program == "planner", f"{command}: neither planner, psql nor cat"
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "PLANNER_"))}
        printed = io.StringIO()
        with (
            contextlib.chdir(self.folder),
            mock.patch.dict(os.environ, inherited | {"PLANNER_DSN": self.database.dsn}, clear=True),
            mock.patch.object(sys, "argv", ["planner", *arguments]),
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(printed),
        ):
            code = _exit_code()
        assert code == expected, f"{command}: exit {code}, not {expected}\n{printed.getvalue()[-2000:]}"
        return [line.rstrip() for line in self._anonymous(printed.getvalue()).rstrip().splitlines()]

    def _anonymous(self, text: str) -> str:
        """Replace the names of this machine by those of the reader's."""
        text = text.replace(self.database.name, self.name).replace(self.database.server.host, "localhost")
        text = re.sub(r"\bas postgres\b", "as you", text)
        return re.sub(
            r"\b(apply(?: --phase [\w,]+)?|rollback --to \w+|resolve) by \S+@[^,\s]+", r"\1 by you@laptop", text
        )

    def _write(self, file: Path, text: str) -> None:
        target = self.folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def _exit_code() -> int:
    """Run the command of sys.argv in this process: an interpreter's start would take longer than most commands."""
    try:
        cli.main()
    except SystemExit as ended:
        return int(ended.code or 0)


def chosen(lines: Sequence[str], show: str) -> Iterator[str]:
    """Yield the lines that the clause names, and `…` for each gap. Raises ValueError for a text that no line holds."""
    kept: set[int] = set()
    for part in _SHOW.finditer(show):
        count = int(part["count"])
        if part["text"] is not None:
            start = next((at for at, line in enumerate(lines) if part["text"] in line), None)
            if start is None:
                raise ValueError(f"no line of the output holds {part['text']!r}")
        else:
            start = 0 if part["where"] == "first" else len(lines) - count
        kept.update(range(max(start, 0), min(start + count, len(lines))))
    before = -1
    for at in sorted(kept):
        if at > before + 1:
            yield "…"
        yield lines[at]
        before = at
    if before < len(lines) - 1:
        yield "…"


def main() -> None:
    """Write every page anew that is stale, and say which."""
    with running_server(WHEEL_MAJOR) as server:
        for page in pages():
            before = page.read_text(encoding="utf-8")
            after = rewritten(before, server)
            if settled(after) != settled(before):
                page.write_text(after, encoding="utf-8")
                print(f"written: {page.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
