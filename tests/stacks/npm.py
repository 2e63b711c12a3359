"""The TypeScript shops of examples/second-tenant: a copy with npm's packages beside it, served by Node."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.databases import Database
from harness.waiting import until
from shops import APP, EXAMPLES, answers, free_port

ROOT = Path(__file__).parents[2]
PACKAGES = ROOT / ".cache" / "stacks" / "node_modules"
SHOPS = ("drizzle-postgres-js", "drizzle-node-postgres", "prisma")
"""The folders of the examples, which are also the words for `planner app --stack`."""


@dataclass(frozen=True, slots=True)
class NodeShop:
    """A copy of one example, and the database that it works on."""

    name: str
    folder: Path
    database: Database

    @classmethod
    def copy(cls, name: str, folder: Path, database: Database) -> NodeShop:
        """Copy the example. Skip the test where npm's packages are not here."""
        if not (PACKAGES / "tsx").is_dir() or shutil.which("node") is None:
            pytest.skip("npm's packages are not here: make test-stacks installs them")
        shutil.copytree(EXAMPLES / name, folder, ignore=shutil.ignore_patterns("node_modules", "generated"))
        (folder / "node_modules").symlink_to(PACKAGES)
        shop = cls(name, folder, database)
        if name == "prisma":
            (folder / "engine").touch(mode=0o755)
            for stage in ("before", "after"):
                shop.run("prisma", "generate", "--schema", f"{stage}/schema.prisma")
        return shop

    def plan(self) -> str:
        return (self.folder / "plan.yaml").read_text(encoding="utf-8")

    def environment(self, user: str = APP) -> dict[str, str]:
        """Return the environment. postgres.js knows no socket in a URL, but PGHOST, as the other drivers do."""
        server = self.database.server
        engine = str(self.folder / "engine")  # Prisma looks for its engines; those in WebAssembly are used
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        inherited.pop("DATABASE_URL", None)
        libpq = {"PGHOST": server.host, "PGPORT": str(server.port), "PGDATABASE": self.database.name, "PGUSER": user}
        if self.name == "prisma":
            url = f"postgresql://{user}@localhost/{self.database.name}?host={server.host}&port={server.port}"
            prisma = {"PRISMA_QUERY_ENGINE_LIBRARY": engine, "PRISMA_SCHEMA_ENGINE_BINARY": engine}
            return inherited | prisma | {"DATABASE_URL": url, "CHECKPOINT_DISABLE": "1"}
        return inherited | libpq

    def run(self, program: str, *arguments: str, user: str = APP) -> str:
        """Run a program of node_modules. Raise AssertionError with its output when it fails."""
        return self._run(str(self.folder / "node_modules" / ".bin" / program), *arguments, user=user)

    def test(self, *files: str) -> str:
        """Run tests of the application with Node's own test runner."""
        return self._run("node", "--import", "tsx", "--test", "--test-concurrency=1", *files, user=APP)

    def _run(self, *command: str, user: str) -> str:
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment(user),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]
        return done.stdout

    @contextmanager
    def running(self, stage: str, log: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
        """Serve one stage, with its worker. Yield the port and the worker. At the end, let both end in peace."""
        port = free_port()
        environment = self.environment() | {"PORT": str(port)}
        with log.open("ab") as output:
            started = [
                subprocess.Popen(
                    ["node", "--import", "tsx", f"{stage}/{file}"],
                    cwd=self.folder,
                    env=environment,
                    stdout=output,
                    stderr=output,
                )
                for file in ("app.ts", "worker.ts")
            ]
            try:
                until(lambda: answers(port) or started[0].poll() is not None, "the start of the shop")
                assert started[0].poll() is None, log.read_text()
                yield port, started[1]
            finally:
                for process in reversed(started):
                    process.send_signal(signal.SIGTERM)
                for process in started:
                    _ended(process)


def _ended(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
