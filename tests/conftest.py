"""Fixtures: a running server, a fresh database for each test, the schemas of real applications."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import settings

from harness.citus import CitusDatabase, Coordinator, citus_database, coordinator
from harness.clusters import NoServer
from harness.databases import Database, fresh_database
from harness.servers import WHEEL_MAJOR, Server, binaries, fits, majors, running_server, version_of
from harness.templates import Templates

SERVER_FIXTURES = {"server", "own", "counting", "vacuuming_server", "pair"}
"""Fixtures that start a server; every other one that needs a server asks for one of these."""

settings.register_profile("planner", deadline=None)
"""A busy machine is no failure: what must be fast is measured by benchmarks."""
settings.load_profile("planner")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--deep", action="store_true", help="run every case, and the tests that take long")
    parser.addoption("--rewrite-golden", action="store_true", help="write the expected files of tests/golden anew")


def pytest_configure(config: pytest.Config) -> None:
    try:
        for major in majors():
            binaries(major)
    except NoServer as missing:
        pytest.exit(str(missing), returncode=pytest.ExitCode.USAGE_ERROR)


def pytest_report_header() -> str:
    return "PostgreSQL: " + ", ".join(f"{version_of(binaries(major))} ({binaries(major)})" for major in majors())


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark every test that needs a server, and leave out what only `--deep` runs.

    `-m "not server"` leaves those that end at once. Tests that are named on the command line are never left out.
    """
    for item in items:
        if SERVER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.server)
        if "citus_server" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.citus)
    if (
        config.option.deep
        or config.option.rewrite_golden
        or any("::" in name for name in config.args)
        or config.option.keyword
    ):
        return
    kept = list(_sampled(items))
    chosen = set(kept)
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = kept


def _sampled(items: list[pytest.Item]) -> Iterator[pytest.Item]:
    """Yield the tests without those of the mark `deep`, and one in `every` of the cases of a test marked `sample`.

    The first case is number `start` of the mark. Each major version begins at another case, so that all majors together
    run more cases than one.
    """
    seen: Counter[tuple[str, int]] = Counter()
    for item in items:
        sample = item.get_closest_marker("sample")
        major = _major(item) or WHEEL_MAJOR
        test = (item.nodeid.partition("[")[0], major)
        at = seen[test] + major - WHEEL_MAJOR
        taken = sample is None or (at - sample.kwargs.get("start", 0)) % sample.args[0] == 0
        if taken and item.get_closest_marker("deep") is None:
            yield item
        seen[test] += 1


def _major(item: pytest.Item) -> int | None:
    """Return the major version that the test runs on, or None for a test without a server."""
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("server") if callspec is not None else None


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test marked `pg` on a server that does not fit."""
    major = _major(item)
    for mark in item.iter_markers("pg"):
        if major is not None and not fits(mark.args[0], major):
            pytest.skip(f"needs PostgreSQL {mark.args[0]}, this is {major}")


@pytest.fixture(scope="session", params=majors(), ids=lambda major: f"pg{major}")
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server of its own for each xdist worker and major."""
    with running_server(request.param) as server:
        yield server


@pytest.fixture
def database(server: Server) -> Iterator[Database]:
    """A fresh, empty database."""
    with fresh_database(server) as database:
        yield database


@pytest.fixture(scope="session")
def citus_server() -> Coordinator:
    """The Citus cluster that PLANNER_CITUS_DSN names; skips the test without one."""
    try:
        return coordinator()
    except NoServer as missing:
        pytest.skip(str(missing))


@pytest.fixture
def citus(citus_server: Coordinator) -> Iterator[CitusDatabase]:
    """A fresh, empty database on every node of the cluster."""
    with citus_database(citus_server) as database:
        yield database


@pytest.fixture(scope="session")
def templates(server: Server) -> Iterator[Templates]:
    """Databases that are brought into a state once, and copied for each test."""
    with closing(Templates(server)) as templates:
        yield templates


@pytest.fixture
def schema_file() -> Callable[[str], str]:
    """The text of a real application's schema, by file name; skips the test when the folder is absent.

    pgcrypto, which the wheel lacks, is taken out: only gen_random_uuid is used of it, and that is built in since 13.
    """

    def read(name: str) -> str:
        path = schemas_folder() / name
        if not path.exists():
            pytest.skip(f"no {name} in {path.parent}: set PLANNER_SCHEMAS to the folder that has it")
        text = path.read_text(encoding="utf-8")
        return re.sub(r"(?m)^(CREATE|COMMENT ON) EXTENSION .*pgcrypto.*;$", "", text)

    return read


def schemas_folder() -> Path:
    named = os.environ.get("PLANNER_SCHEMAS")
    return Path(named) if named else Path(__file__).parents[2] / "shared" / "schemas"
