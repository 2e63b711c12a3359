"""The image: it builds from what .dockerignore lets through, runs as no root, and has pg_dump."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from planner import __version__

ROOT = Path(__file__).parents[2]
IMAGE = "tenancy-planner:test"


def docker(*arguments: str) -> str:
    done = subprocess.run(["docker", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_the_context_has_what_the_wheel_is_built_from() -> None:
    """The build in the image reads pyproject.toml: a folder that .dockerignore hides would fail there."""
    allowed = set(re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE))
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    included = re.findall(r'^"([^"]+)" = "planner/_pages/', project, re.MULTILINE)
    assert included
    assert {"src", "pyproject.toml", *included} == allowed


@pytest.mark.deep
@pytest.mark.packaging
def test_the_image_builds_and_runs() -> None:
    if not shutil.which("docker") or subprocess.run(["docker", "info"], capture_output=True, check=False).returncode:
        pytest.skip("no docker daemon answers")
    docker("build", "--tag", IMAGE, ".")
    try:
        assert docker("run", "--rm", IMAGE, "--version") == f"planner {__version__}\n"
        assert docker("run", "--rm", IMAGE, "docs", "agents").startswith("# For agents")
        assert docker("run", "--rm", "--entrypoint", "id", IMAGE, "-u").strip() != "0"
        assert int(re.findall(r"\d+", docker("run", "--rm", "--entrypoint", "pg_dump", IMAGE, "--version"))[0]) >= 18
    finally:
        docker("image", "rm", "--force", IMAGE)
