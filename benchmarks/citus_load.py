"""An application that works for many tenants on a Citus cluster: four writers and four readers, each a process.

Each transaction names its tenant by SET LOCAL and in its statements. A statement that fails is tried again, as an
application must. Each process writes down its longest wait, what it committed, and every row of another tenant it saw.
"""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Pipe
from multiprocessing.synchronize import Event

import psycopg

WRITERS, READERS = 4, 4
RATE = 100.0
"""Transactions a second for each process, unless somebody says another rate."""
TENANTS = 200

_PROPAGATE = "SET LOCAL citus.propagate_set_commands TO 'local'"
_FIRST_ID = 1_000_000_000
"""The ids of rows that the load inserts begin here."""


@dataclass(slots=True)
class Seen:
    """What one process, or all processes of a kind, saw."""

    transactions: int = 0
    inserted: int = 0
    added: int = 0
    """The sum that committed UPDATEs added to `chats.n`."""
    longest: float = 0.0
    """Seconds; the retries of a transaction count."""
    retried: int = 0
    errors: dict[str, int] = field(default_factory=dict)
    foreign: int = 0
    """Rows of another tenant."""

    def add(self, other: Seen) -> None:
        """Add what another process saw."""
        self.transactions += other.transactions
        self.inserted += other.inserted
        self.added += other.added
        self.longest = max(self.longest, other.longest)
        self.retried += other.retried
        self.foreign += other.foreign
        for text, count in other.errors.items():
            self.errors[text] = self.errors.get(text, 0) + count


@dataclass(frozen=True, slots=True)
class Traffic:
    """What the writers and the readers saw."""

    writers: Seen
    readers: Seen


class Load:
    """The running application."""

    def __init__(self, dsn: str, chats: int, rate: float) -> None:
        self._stop = multiprocessing.Event()
        self._pipes: list[tuple[bool, Pipe]] = []
        self._processes = []
        for number in range(WRITERS + READERS):
            ours, theirs = multiprocessing.Pipe(duplex=False)
            writes = number < WRITERS
            process = multiprocessing.Process(
                target=_work, args=(dsn, chats, number, writes, rate, self._stop, theirs), daemon=True
            )
            process.start()
            self._processes.append(process)
            self._pipes.append((writes, ours))

    def stop(self) -> Traffic:
        """Stop the application, and return what it saw."""
        self._stop.set()
        writers, readers = Seen(), Seen()
        for writes, pipe in self._pipes:
            if not pipe.poll(60):
                raise TimeoutError("a process of the load does not answer: its statement still waits")
            (writers if writes else readers).add(pipe.recv())
        for process in self._processes:
            process.join(10)
        return Traffic(writers, readers)

    def kill(self) -> None:
        """End the processes, whatever they do."""
        for process in self._processes:
            if process.is_alive():
                process.terminate()


@contextmanager
def load(dsn: str, chats: int, rate: float = RATE) -> Iterator[Load]:
    """Run the application."""
    running = Load(dsn, chats, rate)
    try:
        yield running
    finally:
        running.kill()


def _work(dsn: str, chats: int, number: int, writes: bool, rate: float, stop: Event, pipe: Pipe) -> None:
    seen, chance = Seen(), random.Random(number)
    connection = psycopg.connect(dsn, autocommit=True)
    due = time.perf_counter() + chance.random() / rate
    while not stop.is_set():
        time.sleep(max(0.0, due - time.perf_counter()))
        began = time.perf_counter()
        chat = chance.randrange(1, chats + 1)
        while True:
            try:
                _write(connection, seen, chat, number, chance) if writes else _read(connection, seen, chat, chance)
            except psycopg.Error as error:
                seen.retried += 1
                text = str(error).splitlines()[0][:80]
                text = " ".join("…" if any(c.isdigit() for c in word) else word for word in text.split())
                seen.errors[text] = seen.errors.get(text, 0) + 1
                if connection.closed:
                    connection = psycopg.connect(dsn, autocommit=True)
                if stop.is_set():
                    break
            else:
                seen.transactions += 1
                break
        now = time.perf_counter()
        seen.longest = max(seen.longest, now - began)
        due = max(due + 1 / rate, now)  # a transaction that waited does not make the next ones late
    pipe.send(seen)


def tenant_of(chat: int) -> str:
    """Return the tenant of a chat."""
    return f"c{chat % TENANTS + 1}"


def _tenant(connection: psycopg.Connection, tenant: str) -> None:
    connection.execute(_PROPAGATE)
    connection.execute(psycopg.sql.SQL("SET LOCAL app.client_id TO {}").format(psycopg.sql.Literal(tenant)))


def _write(connection: psycopg.Connection, seen: Seen, chat: int, number: int, chance: random.Random) -> None:
    """Insert a message and count it in its chat, in one transaction."""
    tenant = tenant_of(chat)
    row = _FIRST_ID * (number + 1) + seen.inserted
    with connection.transaction():
        _tenant(connection, tenant)
        connection.execute(
            "INSERT INTO messages (client_id, id, chat_id, body) VALUES (%s, %s, %s, %s)",
            (tenant, row, chat, "x" * chance.randrange(80)),
        )
        connection.execute("UPDATE chats SET n = n + 1 WHERE client_id = %s AND id = %s", (tenant, chat))
    seen.inserted += 1
    seen.added += 1


def _read(connection: psycopg.Connection, seen: Seen, chat: int, chance: random.Random) -> None:
    """Read a chat with its messages; every 50th time without naming the tenant, as only policies then do."""
    tenant = tenant_of(chat)
    with connection.transaction():
        _tenant(connection, tenant)
        if chance.randrange(50):
            rows = connection.execute(
                "SELECT c.client_id, m.client_id FROM chats c JOIN messages m ON m.client_id = c.client_id AND m.chat_id = c.id "
                "WHERE c.client_id = %s AND c.id = %s",
                (tenant, chat),
            ).fetchall()
        else:
            rows = connection.execute(
                "SELECT client_id, client_id FROM chats WHERE id BETWEEN %s AND %s", (chat, chat + 5)
            ).fetchall()
        seen.foreign += sum(one != tenant or other != tenant for one, other in rows)
