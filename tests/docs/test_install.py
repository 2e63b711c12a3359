"""Nobody is told to install another project's distribution: on the package index, `planner` is not this one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLACES = (
    "docs", "examples", "src", "README.md", "AGENTS.md", "CHANGELOG.md", "SECURITY.md", "Dockerfile", "Makefile",
    "action.yml", "pyproject.toml",
)  # fmt: skip
ENDINGS = {".md", ".py", ".toml", ".txt", ".yml", ".yaml", ".sh", ".html", ""}
WRONG = re.compile(
    r"(?:pipx? (?:install|run|inject)|uv (?:pip install|add|tool install|tool run)|uvx|poetry add|pdm add|--with|--from)"
    r"(?:[ =]+--?[\w-]+)*[ =]+[\"\'`]?planner(?![\w/-])(?=[\"\'`\[=<>~!; \n]|$)"
)


def _texts() -> list[Path]:
    found = [ROOT / place for place in PLACES]
    files = [file for one in found for file in ([one] if one.is_file() else one.rglob("*"))]
    return [file for file in files if file.is_file() and file.suffix in ENDINGS and "node_modules" not in file.parts]


def test_the_distribution_is_named_as_it_is() -> None:
    wrong = [
        f"{file.relative_to(ROOT)}: {found[0]}"
        for file in _texts()
        for found in WRONG.finditer(file.read_text(encoding="utf-8", errors="replace"))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "pip install planner", "pip install 'planner[demo]'", "pipx install --force planner", 'uv add "planner[fast]"',
        "uv tool install planner", "uvx planner check", "poetry add planner", "uv pip install planner==1.0",
    ],
)  # fmt: skip
def test_wrong_names_are_found(text: str) -> None:
    assert WRONG.search(text) is not None


def test_right_names_are_not_found() -> None:
    assert (
        WRONG.search("pip install 'tenancy-planner[demo]'; pipx install tenancy-planner; pip install ./planner") is None
    )
