"""The shops of examples/second-tenant: how each is served in its own stack, and how its own tests are run."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import pytest

from harness.databases import Database
from harness.runs import Walk, in_process
from harness.servers import Server
from harness.waiting import until

EXAMPLES = Path(__file__).parents[2] / "examples" / "second-tenant"
APP = "shop_app"
"""The role of the shops."""

WAITRESS = ("waitress", "--threads=8", "--host=127.0.0.1", "--port={port}")
UVICORN = ("uvicorn", "--host=127.0.0.1", "--port={port}", "--log-level=warning", "--timeout-keep-alive=60")


@dataclass(frozen=True, slots=True)
class Shop:
    """One application, before and after."""

    name: str
    example: str
    """Its folder of examples/second-tenant, and its word for `planner app --stack`."""
    stack: str
    serve: tuple[str, ...]
    """The module and the arguments that serve it; `{port}` is the port."""
    work: tuple[str, ...]
    """The script of the background jobs, with its arguments."""
    needs: tuple[str, ...]
    """The packages that it imports."""

    def folder(self, stage: str) -> Path:
        return EXAMPLES / self.example / stage

    def plan(self) -> str:
        return (EXAMPLES / self.example / "plan.yaml").read_text(encoding="utf-8")

    def skip_where_missing(self) -> None:
        for package in self.needs:
            if find_spec(package) is None:
                pytest.skip(f"{package} is not installed: make test-stacks")


_SQL = ("psycopg_pool", "waitress")
_FASTAPI = ("fastapi", "uvicorn", "httpx", "sqlalchemy", "greenlet")

SHOPS = {
    shop.name: shop
    for shop in (
        Shop("psycopg", "psycopg", "psycopg", (*WAITRESS, "app:application"), ("worker.py",), _SQL),
        Shop("pgbouncer", "psycopg", "psycopg", (*WAITRESS, "app:application"), ("worker.py",), _SQL),
        Shop("fastapi", "fastapi", "sqlalchemy", (*UVICORN, "sync_app:app"), ("worker.py",), _FASTAPI),
        Shop("fastapi-async", "fastapi", "sqlalchemy", (*UVICORN, "async_app:app"), ("worker.py",), _FASTAPI),
        Shop("django", "django", "django", (*WAITRESS, "wsgi:application"), ("manage.py", "work"), ("django", *_SQL)),
    )
}
EACH = [name for name, shop in SHOPS.items() if name == shop.example]
"""The shops with a folder of their own."""


@dataclass(frozen=True, slots=True)
class Door:
    """The way of an application to its database: the server, or a pooler before it."""

    database: str
    host: str
    port: int
    user: str = APP
    more: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, database: Database, user: str = APP) -> Door:
        return cls(database.name, database.server.host, database.server.port, user)

    @property
    def url(self) -> str:
        return f"postgresql://{self.user}@/{self.database}?host={quote(self.host)}&port={self.port}"

    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "DJANGO"))}
        libpq = {"PGHOST": self.host, "PGPORT": str(self.port), "PGDATABASE": self.database, "PGUSER": self.user}
        return inherited | libpq | {"DATABASE_URL": self.url, "PYTHONDONTWRITEBYTECODE": "1"} | dict(self.more)


@contextmanager
def running(shop: Shop, stage: str, door: Door, log: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Serve one stage of a shop, and its worker. Yield the port and the worker. At the end, let both end in peace."""
    port = free_port()
    serve = [sys.executable, "-m", *(word.format(port=port) for word in shop.serve)]
    with log.open("ab") as output:
        started = [
            subprocess.Popen(command, cwd=shop.folder(stage), env=door.environment(), stdout=output, stderr=output)
            for command in (serve, [sys.executable, *shop.work])
        ]
        try:
            until(lambda: answers(port) or started[0].poll() is not None, "the start of the shop")
            assert started[0].poll() is None, log.read_text()
            yield port, started[1]
        finally:
            for process in reversed(started):
                process.send_signal(signal.SIGTERM)
            for process in started:
                process.wait(timeout=20)


def own_tests(shop: Shop, stage: str, door: Door, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the tests that the application has itself."""
    command = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", ".", *options]
    if shop.stack == "django":
        command = ["manage.py", "test", "--noinput"]
    return subprocess.run(
        [sys.executable, *command],
        cwd=shop.folder(stage),
        env=door.environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def answers(port: int) -> bool:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/orders", headers={"Host": "acme.shop.example"})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except urllib.error.HTTPError:
        raise
    except OSError:
        return False


@dataclass(frozen=True, slots=True)
class Logged:
    """A server, and the errors of the shop's statements in its log."""

    server: Server
    log: Path

    def errors(self) -> list[str]:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return [line for line in lines if re.match(rf"{APP} (ERROR|FATAL|PANIC):", line)]


def load_shop(shop: Shop, database: Database) -> None:
    """Make the shop as it is before the conversion, with orders of acme. Django makes its tables itself."""
    if shop.stack == "django":
        manage(shop, "before", database, "migrate")
        database.load(f"GRANT SELECT, INSERT, UPDATE, DELETE ON customers, orders, jobs TO {APP}")
    else:
        database.load((EXAMPLES / "psycopg" / "schema.sql").read_text(encoding="utf-8"))


def manage(shop: Shop, stage: str, database: Database, *arguments: str, folder: Path | None = None) -> str:
    """Run manage.py as the owner of the tables; return its output."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=folder or shop.folder(stage),
        env=Door.of(database, user="postgres").environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def stages(plan: str) -> tuple[str, str, str]:
    """Return the plan without policies and with the guard, the one without the guard, and the whole plan."""
    without = "".join(line for line in plan.splitlines(keepends=True) if not line.startswith("rls:"))
    return without.replace("drop: tighten", "drop: never"), without, plan


def add_tenant(planner: Walk, tenant: str) -> None:
    call = (
        "tenant",
        "add",
        tenant,
        planner.plan,
        "--dsn",
        planner.database.dsn,
        "--values",
        f"name={tenant}",
        "--confirm",
    )
    in_process(*call).must()


ROWS = """
INSERT INTO customers (email, name) SELECT 'person-' || n || '@example.org', 'acme' FROM generate_series(0, 39) AS n;
INSERT INTO orders (customer_id, note, confirmed)
  SELECT 1 + n % 40, 'acme: old', true FROM generate_series(1, 2000) AS n;
ANALYZE;
"""
