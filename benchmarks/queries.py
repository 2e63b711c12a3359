"""How fast `planner queries` reads a server's log, and in how much memory.

    python benchmarks/queries.py [--statements 1000000] [--shapes 300] [--format csv|json|stderr]

The log is as a server of the chat application writes it with log_statement = all or log_min_duration_statement = 0: half of
the calls with their values in the text (the simple protocol), half with parameters in the DETAIL, in transactions that set
the tenant, with a comment of sqlcommenter whose trace is another one for each call. It prints the seconds of the whole
command, the calls per second, and the largest resident memory of its process, for a tenth of the log and for all of it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from common import execute, machine, server

ROOT = Path(__file__).parents[1]
CHAT = ROOT / "examples" / "chat"
LONGEST = 60.0
"""The target in seconds, for 1,000,000 statements."""
MOST_GROWTH = 1.3
"""The target for the memory of the whole log beside a tenth of it."""

RLS = "\nrls: { setting: app.client_id, roles: [bench_app] }\n"
TABLES = ("Chat", "Message", "Document", "Vote", "User")


def shapes(number: int) -> list[tuple[str, bool]]:
    """Return texts of statements, each with whether its values are parameters."""
    found = []
    for n in range(number):
        table = TABLES[n % len(TABLES)]
        where = ('"id" = {}', '"client_id" = {} AND "id" = {}', '"createdAt" > {} ORDER BY "id" LIMIT {}')[n % 3]
        columns = ", ".join(f'"c{one}"' for one in range(1 + n // 15))
        found.append((f'SELECT "id", {columns} FROM "{table}" WHERE {where}', n % 2 == 0))
    return found


def calls(number: int, texts: list[tuple[str, bool]]) -> Iterator[tuple[str, str]]:
    """Yield the message and the DETAIL of each entry: ten statements in each transaction."""
    chosen = random.Random(7)
    for n in range(number):
        if n % 10 == 0:
            yield "statement: BEGIN", ""
            yield f"statement: SELECT set_config('app.client_id', '{chosen.randrange(500)}', true)", ""
        text, bound = chosen.choice(texts)
        trace = f"00-{chosen.getrandbits(128):032x}-{chosen.getrandbits(64):016x}-01"
        comment = f"/*route='%2Fchats%2F%3Aid',file='app%2Fchats.py',traceparent='{trace}'*/"
        values = [str(chosen.randrange(10**9)) for _ in range(text.count("{}"))]
        if bound:
            detail = "Parameters: " + ", ".join(f"${i} = '{value}'" for i, value in enumerate(values, 1))
            yield f"execute <unnamed>: {text.format(*(f'${i}' for i in range(1, len(values) + 1)))} {comment}", detail
        else:
            quoted = [f"'{value}'" for value in values]
            yield f"statement: {text.format(*quoted)} {comment}", ""
        if n % 10 == 9:
            yield "statement: COMMIT", ""


def write(file: Path, form: str, number: int, texts: list[tuple[str, bool]]) -> None:
    """Write a log."""
    stamp = "2026-11-26 08:00:00.123 UTC"
    with file.open("w", encoding="utf-8", newline="") as out:
        for n, (message, detail) in enumerate(calls(number, texts)):
            pid = 100 + n // 12 % 40
            session = f"6746b000.{pid:x}"
            if form == "csv":
                head = (
                    f'{stamp},"bench_app","bench",{pid},"10.0.0.1:5000",{session},{n},"SELECT",{stamp},3/7,0,LOG,00000'
                )
                told = ",".join(quoted(text) for text in (message, detail))
                out.write(f'{head},{told},,,,,,,,"app","client backend",,0\n')
            elif form == "json":
                said = {"timestamp": stamp, "user": "bench_app", "dbname": "bench", "pid": pid, "session_id": session}
                said |= {"line_num": n, "error_severity": "LOG", "message": message, "detail": detail}
                out.write(json.dumps(said | {"application_name": "app"}) + "\n")
            else:
                out.write(f"{stamp} [{pid}] bench_app@bench LOG:  {message}\n")
                if detail:
                    out.write(f"{stamp} [{pid}] bench_app@bench DETAIL:  {detail}\n")


def quoted(text: str) -> str:
    """Return a field as the server writes it."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"' if text else ""


def measured(plan: Path, dsn: str, log: Path) -> tuple[float, float, float, str]:
    """Return the seconds of the command, those on the processor, its largest resident memory in MB, and its first lines."""
    command = [sys.executable, "-m", "planner", "queries", str(plan), "--dsn", dsn, "--from", "log", str(log)]
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        out = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if process.returncode:
        raise SystemExit(f"planner queries: exit {process.returncode}")
    return seconds, used.ru_utime + used.ru_stime, _megabytes(used), " ".join(out.splitlines()[:2])


def _megabytes(used: resource.struct_rusage) -> float:
    return used.ru_maxrss / (1000 if sys.platform != "darwin" else 1_000_000)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--statements", type=int, default=1_000_000)
    options.add_argument("--shapes", type=int, default=300)
    options.add_argument("--format", choices=["csv", "json", "stderr"], default="csv")
    given = options.parse_args()
    texts = shapes(given.shapes)
    with tempfile.TemporaryDirectory() as folder, server({}) as dsn:
        plan, log = Path(folder) / "plan.yaml", Path(folder) / "log"
        plan.write_text((CHAT / "plan.yaml").read_text(encoding="utf-8") + RLS, encoding="utf-8")
        execute(dsn, "CREATE ROLE bench_app", (CHAT / "schema.sql").read_text(encoding="utf-8"))
        found = []
        print(machine(dsn))
        print(
            f"{'statements':>12} {'format':>8} {'log MB':>8} {'seconds':>9} {'CPU s':>8} {'calls/s':>9} {'peak MB':>8}"
        )
        for number in (given.statements // 10, given.statements):
            write(log, given.format, number, texts)
            seconds, cpu, memory, said = measured(plan, dsn, log)
            found.append((seconds, memory))
            size = log.stat().st_size / 1e6
            speed = f"{seconds:>9.1f} {cpu:>8.1f} {number / seconds:>9.0f}"
            print(f"{number:>12} {given.format:>8} {size:>8.0f} {speed} {memory:>8.0f}", flush=True)
        print(said)
    (_, small), (seconds, large) = found
    fast, flat = seconds < LONGEST, large < MOST_GROWTH * small
    print(f"under {LONGEST:.0f} s: {'yes' if fast else 'NO'}; flat memory: {'yes' if flat else 'NO'}")
    if not (fast and flat):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
