"""A load of shoppers of several tenants. Every row carries its tenant's name, so a shopper knows a foreign row."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Shopping:
    """The shoppers of one run. The counts are by phase."""

    port: int = 0
    phase: str = "before"
    pause: float = 0.01
    """Seconds between two requests of a shopper."""
    guarded: bool = False
    """Whether the policies are there: only then does a shopper try to change an order of another tenant."""
    requests: Counter[str] = field(default_factory=Counter)
    foreign: Counter[str] = field(default_factory=Counter)
    """Rows of other tenants that a request has shown or changed."""
    failures: list[str] = field(default_factory=list)
    orders: dict[str, list[int]] = field(default_factory=dict)
    """The ids of the orders of each tenant."""
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def come(self, tenant: str, shoppers: int) -> None:
        """Let shoppers of a tenant begin."""
        self.orders.setdefault(tenant, [])
        for number in range(shoppers):
            thread = threading.Thread(target=self._shop, args=(tenant, random.Random(f"{tenant} {number}")))
            self._threads.append(thread)
            thread.start()

    def enter(self, phase: str) -> None:
        """Begin a phase, for the requests from now on."""
        self.phase = phase

    def reach(self, requests: int, timeout: float = 600) -> None:
        """Wait until the phase has seen so many requests, or a failure."""
        phase = self.phase
        end = time.monotonic() + timeout
        while self.requests[phase] < requests and not self.failures:
            assert time.monotonic() < end, f"{self.requests[phase]} requests of {phase} in {timeout} s"
            time.sleep(0.02)

    def leave(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _shop(self, tenant: str, chance: random.Random) -> None:
        connection, port = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30), self.port
        while not self._stop.is_set():
            if port != self.port:
                connection.close()
                connection, port = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30), self.port
            phase = self.phase
            try:
                foreign, failure = self._request(connection, tenant, chance)
            except Exception as error:
                foreign, failure = 0, repr(error)
            with self._lock:
                self.requests[phase] += 1
                self.foreign[phase] += foreign
                if failure:
                    self.failures.append(f"{phase}: {tenant}: {failure}")
            time.sleep(self.pause)
        connection.close()

    def _request(self, connection: http.client.HTTPConnection, tenant: str, chance: random.Random) -> tuple[int, str]:
        """Send one request; return the number of foreign rows, and what failed."""
        match chance.choices(("orders", "customers", "add", "change", "steal"), (4, 2, 2, 2, 1))[0]:
            case "orders":
                status, rows = _ask(connection, tenant, "GET", "/orders")
                return sum(not row["note"].startswith(f"{tenant}:") for row in rows), _unless(status, 200)
            case "customers":
                status, rows = _ask(connection, tenant, "GET", "/customers")
                return sum(row["name"] != tenant for row in rows), _unless(status, 200)
            case "change" if mine := self.orders[tenant]:
                number = chance.choice(mine)
                status, _ = _ask(connection, tenant, "PUT", f"/orders/{number}", {"note": f"{tenant}: changed"})
                return 0, _unless(status, 200)
            case "steal" if self.guarded and (
                others := [ids for who, ids in self.orders.items() if who != tenant and ids]
            ):
                number = chance.choice(others[0])
                status, _ = _ask(connection, tenant, "PUT", f"/orders/{number}", {"note": f"{tenant}: stolen"})
                return int(status == 200), _unless(status, 404)
        # Without policies, the shop looks for a customer of any tenant: the same address would find another tenant's.
        who = "person" if self.guarded or tenant == "acme" else tenant
        sent = {"email": f"{who}-{chance.randrange(40)}@example.org", "name": tenant, "note": f"{tenant}: new"}
        status, answer = _ask(connection, tenant, "POST", "/orders", sent)
        if status == 201:
            self.orders[tenant].append(answer["id"])
        return 0, _unless(status, 201)


def _ask(
    connection: http.client.HTTPConnection, tenant: str, method: str, path: str, sent: object = None
) -> tuple[int, Any]:
    body = None if sent is None else json.dumps(sent)
    headers = {"Host": f"{tenant}.shop.example", "Content-Type": "application/json"}
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    text = answer.read()
    return answer.status, json.loads(text) if answer.status in (200, 201) else []


def _unless(status: int, expected: int) -> str:
    return "" if status == expected else f"status {status}, not {expected}"


@contextmanager
def shopping() -> Iterator[Shopping]:
    """Yield a load without shoppers; end it in any case."""
    load = Shopping()
    try:
        yield load
    finally:
        load.leave()
