"""requirements-dev.lock: what `make` installs fits pyproject.toml, and names no machine."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
EXTRAS = ("dev", "demo", "fast", "graph", "orm-test")


def test_every_requirement_is_locked_within_its_bounds() -> None:
    """Run `make lock` after a change of the dependencies."""
    pinned: dict[str, list[Version]] = {}
    for name, version in re.findall(r"^([\w.-]+)(?:\[[^]]*\])?==([^\s;]+)", LOCK, re.MULTILINE):
        pinned.setdefault(canonicalize_name(name), []).append(Version(version))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *(requirement for extra in EXTRAS for requirement in extras[extra])]
    for text in wanted:
        requirement = Requirement(text)
        if requirement.name == project["name"]:
            continue
        found = pinned.get(canonicalize_name(requirement.name))
        assert found, f"{text} is not in the lock"
        assert all(version in requirement.specifier for version in found), f"{text}: the lock has {found}"


def test_the_lock_names_no_machine() -> None:
    assert "://" not in LOCK
    assert not re.search(r"(^|\s)(-i|--index-url|--extra-index-url|-f|--find-links|/)", LOCK)
