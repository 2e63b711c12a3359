"""The distribution: what its wheel holds, and that a fresh environment runs it."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner import __version__

pytest.importorskip("hatchling", reason="hatchling, which builds the wheel, is not installed")

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "planner"
PAGES = "planner/_pages"


def run(*command: str | Path, folder: Path = ROOT) -> str:
    """Run a command without the checkout on its path, and return its stdout."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PLANNER_"))}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}: {done.stderr[-3000:]}{done.stdout[-2000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the sdist and the wheel, which `python -m build` would make with the same backend."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-d", out)
    return out


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (found,) = built.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as files:
        return set(files.namelist())


def sources() -> Iterator[Path]:
    """Yield the files of the package that are no modules: SQL, templates, schemas, styles."""
    for file in SOURCE.rglob("*"):
        if file.is_file() and file.suffix not in (".py", ".pyc"):
            yield file


def test_the_name_is_ours_and_the_command_stays(wheel: Path, built: Path) -> None:
    assert wheel.name == f"tenancy_planner-{__version__}-py3-none-any.whl"
    assert (built / f"tenancy_planner-{__version__}.tar.gz").exists()
    with zipfile.ZipFile(wheel) as files:
        read = {name.rpartition("/")[2]: files.read(name).decode() for name in files.namelist() if "dist-info" in name}
    assert "planner = planner.cli:main" in read["entry_points.txt"]
    assert "Apache License" in read["LICENSE"]
    assert "Provides-Extra: all" in read["METADATA"]


def test_the_wheel_holds_what_the_package_reads(names: set[str]) -> None:
    lacking = {file.relative_to(ROOT / "src").as_posix() for file in sources()} - names
    assert not lacking
    assert any(name.endswith(".sql") for name in names)


def test_the_wheel_holds_the_documentation(names: set[str]) -> None:
    """Messages name these files, and pages link to each other."""
    pages = {f"{PAGES}/{file.relative_to(ROOT).as_posix()}" for file in (ROOT / "docs").rglob("*.md")}
    examples = {f"{PAGES}/examples/chat/{name}" for name in ("README.md", "plan.yaml", "schema.sql", "data.sql")}
    beside = {f"{PAGES}/{name}" for name in ("AGENTS.md", "README.md", "CHANGELOG.md", "LICENSE", "SECURITY.md")}
    assert pages | examples | beside <= names


def test_the_extra_all_names_what_users_may_want() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    (named,) = extras["all"]
    assert set(named.partition("[")[2].rstrip("]").split(",")) == set(extras) - {"all", "dev", "docs", "orm-test"}


def test_the_wheel_runs_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """The wheel's own code and pages, with the packages of this environment beside it."""
    with zipfile.ZipFile(wheel) as files:
        files.extractall(tmp_path / "site")
    script = f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r}); from planner.cli import main; main()"
    planner = (sys.executable, "-c", script)
    assert run(*planner, "--version", folder=tmp_path) == f"planner {__version__}\n"
    assert "rules/view" in run(*planner, "docs", folder=tmp_path)
    assert run(*planner, "docs", "agents", folder=tmp_path).startswith("# For agents")
    assert "backfill" in run(*planner, "docs", "examples/chat/plan.yaml", folder=tmp_path)


@pytest.mark.deep
@pytest.mark.packaging
def test_a_fresh_environment_runs_the_wheel(wheel: Path, built: Path, tmp_path: Path) -> None:
    """What `pipx install` does: a virtual environment of its own, with the dependencies from the package index."""
    run(sys.executable, "-m", "venv", tmp_path / "venv")
    python = tmp_path / "venv" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"{wheel}[demo]")
    planner = python.with_name("planner")
    assert run(planner, "--version", folder=tmp_path) == f"planner {__version__}\n"
    assert str(tmp_path) in run(python, "-c", "import planner; print(planner.__file__)", folder=tmp_path)
    assert run(planner, "docs", "plan", folder=tmp_path).startswith("# The plan")
    assert '"$id"' in run(planner, "schema-json", "diff", folder=tmp_path)
    assert "the same dump as before" in run(planner, "demo", folder=tmp_path)


@pytest.mark.deep
@pytest.mark.packaging
def test_the_sdist_builds_the_same_wheel(built: Path, names: set[str], tmp_path: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    run("tar", "xzf", sdist, "-C", tmp_path)
    (tree,) = tmp_path.iterdir()
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "again", folder=tree)
    (again,) = (tmp_path / "again").glob("*.whl")
    with zipfile.ZipFile(again) as files:
        assert set(files.namelist()) == names
