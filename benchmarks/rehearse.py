"""What a rehearsal on a sample expects of a run, against the run itself, for the database of live.py in several sizes.

    python benchmarks/rehearse.py [--messages 100000,300000,1000000] [--share 0.1] [--tenant derived|constant]
        [--rate 100] [--rounds 1] [--dir FOLDER] [--json FILE]

For each size: load the source, rehearse on a clone that has `--share` of it, then run `planner apply --confirm` on the
source itself, under the same load at the same rate. A phase's seconds are the sum of those of its segments, in both. A
prediction is good when it is within a factor of 1.5 of the run.

Others may use the machine, more in one minute than in the next. So a thread measures meanwhile how much longer a piece of
work takes than the processor time that it needs: `slowed`. `factor` compares the seconds as they are, and `even` divides
both by how much they were slowed.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from psycopg.conninfo import make_conninfo

from application import Application
from chats import PLANS, Rows, Tenant, load
from common import PRODUCTION, confirmed, execute, machine, planner, server, value

TARGET = 1.5

LOAD = """
SELECT id, body, created_at FROM messages WHERE chat_id = $1 ORDER BY id DESC LIMIT 20;
INSERT INTO messages (chat_id, body) VALUES ($1, repeat('a word ', 18));
UPDATE messages SET body = body || '.' WHERE id = $1;
UPDATE chats SET title = 'renamed at ' || now() WHERE id = $1;
INSERT INTO chats (user_id, title) VALUES ($1, 'a new chat');
"""
"""The statements of application.py."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One phase of one size: what was expected and what it took, in seconds."""

    messages: int
    phase: str
    low: float
    expected: float
    high: float
    measured: float
    slowed: float
    """How much others slowed the rehearsal."""
    slowed_run: float
    """How much others slowed the run."""

    @property
    def factor(self) -> float:
        """Return how far the prediction is off: 1 is exact."""
        return max(self.expected / self.measured, self.measured / self.expected)

    @property
    def even(self) -> float:
        """Return the same for a machine that is as busy in both."""
        ratio = (self.expected / self.slowed) / (self.measured / self.slowed_run)
        return max(ratio, 1 / ratio)


class Slowed:
    """Measures, as a context manager, by which factor others slow the processes of this machine down."""

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._wall = self._used = 0.0

    @property
    def factor(self) -> float:
        """Return the factor: 1 for a machine that has a free processor."""
        return self._wall / self._used

    def __enter__(self) -> Slowed:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            wall, used = time.perf_counter(), time.thread_time()
            while time.thread_time() - used < 0.02:
                pass
            self._wall += time.perf_counter() - wall
            self._used += time.thread_time() - used
            if self._ended.wait(0.2):
                return


def expected(dsn: str, plan: Path, load_file: Path, share: float, rate: float) -> dict[str, dict[str, float]]:
    """Rehearse on a sample, and return the predictions by phase."""
    limit = int(int(str(value(dsn, "SELECT pg_database_size(current_database())"))) * share)
    done = subprocess.run(
        [sys.executable, "-m", "planner", "rehearse", str(plan), "--limit", f"{limit}B", "--format", "json",
         "--load", str(load_file), "--rate", str(rate)],
        env=os.environ | {"PLANNER_DSN": dsn}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"planner rehearse ended with {done.returncode}\n{done.stderr[-2000:]}\n{done.stdout[:1000]}")
    found: dict[str, dict[str, float]] = json.loads(done.stdout)["expected"]
    return found


def phases(stderr: str) -> dict[str, float]:
    """Return the seconds by phase that apply tells."""
    names = dict(re.findall(r"^\[(\d+)/\d+\] (\w+): ", stderr, re.MULTILINE))
    sums: dict[str, float] = {}
    for number, seconds in re.findall(r"^\[(\d+)\] done in ([\d.]+) s", stderr, re.MULTILINE):
        phase = names[number]
        sums[phase] = sums.get(phase, 0.0) + float(seconds)
    return sums


def compare(dsn: str, folder: Path, messages: int, arguments: argparse.Namespace) -> Iterator[Compared]:
    """Yield the comparison of each phase for one size."""
    name = f"m{messages}"
    execute(dsn, f"CREATE DATABASE {name}")
    source, rows = make_conninfo(dsn, dbname=name), Rows(messages)
    load(source, rows)
    plan, load_file = folder / "plan.yaml", folder / "load.sql"
    plan.write_text(PLANS[Tenant(arguments.tenant)], encoding="utf-8")
    load_file.write_text(LOAD, encoding="utf-8")
    with Slowed() as rehearsed:
        predicted = expected(source, plan, load_file, arguments.share, arguments.rate)
    application = Application(source, folder, rows, arguments.rate)
    application.start()
    try:
        with Slowed() as run:
            measured = phases(confirmed(planner(source, "apply", str(plan), "--confirm")).stderr)
    finally:
        application.kill()
    execute(dsn, f"DROP DATABASE {name} WITH (FORCE)")
    for phase, seconds in measured.items():
        yield Compared(
            messages, phase, **predicted[phase], measured=seconds, slowed=rehearsed.factor, slowed_run=run.factor
        )


def medians(found: list[Compared]) -> Iterator[Compared]:
    """Yield the medians of several rounds, for each size and phase."""
    for messages, phase in dict.fromkeys((one.messages, one.phase) for one in found):
        same = [one for one in found if (one.messages, one.phase) == (messages, phase)]
        names = ("low", "expected", "high", "measured", "slowed", "slowed_run")
        yield Compared(messages, phase, **{name: median(getattr(one, name) for one in same) for name in names})


def options() -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", default="100000,300000,1000000")
    parser.add_argument("--share", type=float, default=0.1, help="the share of the database that the clone has")
    parser.add_argument("--tenant", choices=[tenant.value for tenant in Tenant], default="derived")
    parser.add_argument("--rate", type=float, default=100, help="statements of the application per second")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--dir", type=Path, help="where the server's folder is made; on a disk, not in memory")
    parser.add_argument("--json", type=Path, default=Path(__file__).with_name("rehearse.json"))
    return parser.parse_args()


def line(one: Compared) -> str:
    """Return a line of the table."""
    span = f"{one.expected:.2f} ({one.low:.2f} to {one.high:.2f})"
    slowed = f"{one.slowed:.1f}, {one.slowed_run:.1f}"
    return f"{one.messages:>9} {one.phase:<9} {span:>23} {one.measured:>11.2f} {one.factor:>7.2f} {slowed:>10} {one.even:>6.2f}"


def main() -> None:
    arguments = options()
    found: list[Compared] = []
    with tempfile.TemporaryDirectory() as folder, server(PRODUCTION, arguments.dir) as dsn:
        described = machine(dsn)
        print(
            f"{described['cpu']}, {described['cores']} cores; a sample of {arguments.share:.0%}, {arguments.tenant} tenant"
        )
        print(
            f"{'messages':>9} {'phase':<9} {'expected s':>23} {'measured s':>11} {'factor':>7} {'slowed':>10} {'even':>6}"
        )
        for _ in range(arguments.rounds):
            for messages in map(int, arguments.messages.split(",")):
                for one in compare(dsn, Path(folder), messages, arguments):
                    found.append(one)
                    print(line(one), flush=True)
    middle = list(medians(found))
    if arguments.rounds > 1:
        print(f"medians of {arguments.rounds} rounds:")
        print("\n".join(map(line, middle)))
    good, even = (
        sum(value <= TARGET for value in values) for values in ([o.factor for o in middle], [o.even for o in middle])
    )
    print(f"{good} of {len(middle)} within a factor of {TARGET}; {even} on a machine that is as busy in both")
    document = {"machine": described, "share": arguments.share, "tenant": arguments.tenant, "rate": arguments.rate}
    arguments.json.write_text(json.dumps(document | {"phases": [asdict(one) for one in found]}, indent=1) + "\n")


if __name__ == "__main__":
    main()
