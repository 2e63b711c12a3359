"""How much a person has to read before a run: the lines of `planner diff`, and the files of `planner render`.

    python benchmarks/review_size.py [--tables 97,500]

The first application is examples/chat, with 6 tables. The others are generated: a tenth of the tables has a constant
tenant, the others take it from their parent. `--full` and `--layout step` show every statement, and are there to compare
with. The longest line is counted in characters, over all files that a person reads: plan.json is for planner.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import make_conninfo

from common import execute
from planner.demo import example
from planner.run.embedded import embedded_server
from schema_size import load, plan

CHAT = 6
COLUMNS = ("tables", "diff", "limit", "--full", "files", "step", "longest", "step")


@dataclass(frozen=True, slots=True)
class Printed:
    """Lines of text, and the longest of them in characters."""

    lines: int
    longest: int

    @classmethod
    def of(cls, *texts: str) -> Printed:
        lines = [line for text in texts for line in text.split("\n")[:-1]]
        return cls(len(lines), max(map(len, lines)))


def planner(dsn: str, *arguments: object) -> str:
    """Return what a command of planner prints to a pipe."""
    return subprocess.run(
        [sys.executable, "-m", "planner", *map(str, arguments)],
        env=os.environ | {"PLANNER_DSN": dsn}, capture_output=True, text=True, encoding="utf-8", check=True,
    ).stdout  # fmt: skip


def rendered(dsn: str, file: Path, *options: str) -> tuple[int, Printed]:
    """Return the number of files of a render, and what a person reads in them."""
    with tempfile.TemporaryDirectory() as folder:
        planner(dsn, "render", file, "--out", folder, *options)
        files = list(Path(folder).iterdir())
        return len(files), Printed.of(*(one.read_text(encoding="utf-8") for one in files if one.suffix != ".json"))


def loaded(dsn: str, tables: int, folder: Path) -> tuple[str, Path]:
    """Return the DSN of a database with this many tables, and its plan."""
    execute(dsn, f"CREATE DATABASE of_{tables}")
    own = make_conninfo(dsn, dbname=f"of_{tables}")
    if tables != CHAT:
        load(own, tables)
        return own, plan(folder, tables, max(1, tables // 10))
    example.load(own, users=100)
    with example.plan() as file:
        copy = folder / "chat.yaml"
        copy.write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    return own, copy


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", default="97,500")
    sizes = [int(number) for number in parser.parse_args().tables.split(",")]
    print(" ".join(f"{heading:>8}" for heading in COLUMNS))
    missed = False
    with tempfile.TemporaryDirectory() as folder, embedded_server() as server:
        for tables in (CHAT, *sizes):
            dsn, file = loaded(server, tables, Path(folder))
            text = planner(dsn, "diff", file)
            short, full = Printed.of(text), Printed.of(planner(dsn, "diff", file, "--full"))
            hazards = sum(line[1:2] == " " and line[0].isalpha() for line in text.splitlines())
            files, read = rendered(dsn, file)
            step_files, step_read = rendered(dsn, file, "--layout", "step")
            longest, limit = max(short.longest, read.longest), 3 + tables + hazards
            row = (tables, short.lines, limit, full.lines, files, step_files, longest, step_read.longest)
            print(" ".join(f"{number:>8}" for number in row))
            missed = missed or short.lines > limit or files > 12 or longest > 120
    print(
        f"diff within 3 lines + tables + hazards, at most 12 files, no line above 120: {'MISSED' if missed else 'yes'}"
    )


if __name__ == "__main__":
    main()
