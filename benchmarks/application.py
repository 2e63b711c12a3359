"""The application under which live.py measures: pgbench, 8 clients that read and write chats at a fixed rate."""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from chats import Rows
from common import BIN

CLIENTS = 8
THREADS = 2
MOST_SECONDS = 1800
"""Seconds after which pgbench stops by itself."""

SCRIPTS = {
    "read": (
        50,
        r"\set c random(1, :chats)",
        "SELECT id, body, created_at FROM messages WHERE chat_id = :c ORDER BY id DESC LIMIT 20;",
    ),
    "post": (
        25,
        r"\set c random(1, :chats)",
        "INSERT INTO messages (chat_id, body) VALUES (:c, repeat('a word ', 18));",
    ),
    "edit": (15, r"\set m random(1, :messages)", "UPDATE messages SET body = body || '.' WHERE id = :m;"),
    "rename": (7, r"\set c random(1, :chats)", "UPDATE chats SET title = 'renamed at ' || now() WHERE id = :c;"),
    "open": (3, r"\set u random(1, :users)", "INSERT INTO chats (user_id, title) VALUES (:u, 'a new chat');"),
}
"""The share in percent and the lines of each kind of transaction. No transaction knows the tenant column."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """One transaction: when it was due and when it ended, in seconds since 1970. `own` is the seconds from its
    begin, without the lag."""

    due: float
    ended: float
    own: float

    @property
    def waited(self) -> float:
        """Return the seconds from when the transaction was due. Users feel this time when another user's blocked
        statement holds the client."""
        return self.ended - self.due


@dataclass(frozen=True, slots=True)
class Traffic:
    """The result of the application's transactions; `failures` has the messages of statements that failed."""

    transactions: Sequence[Transaction]
    failures: Sequence[str]

    def during(self, started: float, ended: float) -> Traffic:
        """Return the transactions that were due or under way in a span of time, and every failure."""
        return Traffic([t for t in self.transactions if t.ended >= started and t.due <= ended], self.failures)

    def waited(self, share: float) -> float:
        """Return a quantile (0 to 1) of the seconds waited, by nearest rank."""
        ordered = sorted(t.waited for t in self.transactions)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

    @property
    def longest_own(self) -> float:
        return max((t.own for t in self.transactions), default=0.0)


class Application:
    """A running pgbench, from `start` to `stop`. Its files are in `folder`."""

    def __init__(self, dsn: str, folder: Path, rows: Rows, rate: float) -> None:
        self._folder = folder
        self._command = [str(BIN / "pgbench"), "-n", "-c", str(CLIENTS), "-j", str(THREADS), "-R", str(rate)]
        self._command += ["-T", str(MOST_SECONDS), "--log", f"--log-prefix={folder / 'log'}", "--max-tries=1"]
        self._command += ["--failures-detailed", "--verbose-errors"]
        for name in ("users", "chats", "messages"):
            self._command += ["-D", f"{name}={getattr(rows, name)}"]
        for name, (share, *lines) in SCRIPTS.items():
            script = folder / f"{name}.sql"
            script.write_text("\n".join(lines) + "\n", encoding="utf-8")
            self._command += ["-f", f"{script}@{share}"]
        self._command.append(dsn)
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start pgbench."""
        for old in self._folder.glob("log.*"):
            old.unlink()
        with (self._folder / "stderr").open("w") as stderr:
            self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=stderr, text=True)

    def stop(self) -> Traffic:
        """Let each client end its transaction.

        By SIGALRM, which is how pgbench ends after -T; after SIGINT the end of its log would be missing.
        """
        assert self._process is not None
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGALRM)
        self._process.wait()
        lines = [line for log in self._folder.glob("log.*") for line in log.read_text().splitlines()]
        stderr = (self._folder / "stderr").read_text()
        transactions = [t for t in map(_transaction, lines) if t is not None]
        if not transactions:
            raise RuntimeError(f"pgbench did nothing: {stderr}")
        return Traffic(transactions, list(_failures(stderr)))

    def kill(self) -> None:
        """Kill pgbench, after another failure."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()


def _transaction(line: str) -> Transaction | None:
    """Return the transaction of a line of pgbench's log, or None if the transaction failed. The line has: client,
    number, µs since due, script, epoch, µs of the epoch, µs of lag."""
    _, _, microseconds, _, epoch, fraction, lag = line.split()[:7]
    if not microseconds.isdigit():
        return None
    ended, waited = int(epoch) + int(fraction) / 1e6, int(microseconds) / 1e6
    return Transaction(ended - waited, ended, waited - int(lag) / 1e6)


def _failures(stderr: str) -> Iterator[str]:
    """Return one message for each failed statement: of an aborted client, or of a deadlock or serialization failure,
    which aborts no client."""
    for line in stderr.splitlines():
        if re.search(r"client \d+ (script \d+ )?(aborted|got an error)|connection to server .* failed", line):
            yield line.removeprefix("pgbench: ").removeprefix("error: ")
