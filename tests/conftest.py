"""Fixtures: a running server, a fresh database per test, the schemas of real applications."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from servers import Database, NoServer, Server, binaries, fits, fresh_database, majors, running_server, version_of

settings.register_profile("planner", deadline=None)
"""A busy machine is no failure: what must be fast is measured by benchmarks."""
settings.load_profile("planner")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-golden", action="store_true", help="write the expected files of tests/golden anew")


def pytest_configure(config: pytest.Config) -> None:
    try:
        for major in majors():
            binaries(major)
    except NoServer as missing:
        pytest.exit(str(missing), returncode=pytest.ExitCode.USAGE_ERROR)


def pytest_report_header() -> str:
    return "PostgreSQL: " + ", ".join(f"{version_of(binaries(major))} ({binaries(major)})" for major in majors())


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test marked `pg` on a server that does not fit."""
    callspec = getattr(item, "callspec", None)
    major = callspec.params.get("server") if callspec is not None else None
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
