"""The fixed parts of the tests: files of this package with slots for what planner knows."""

from __future__ import annotations

import re
from importlib.resources import files

_SLOT = re.compile(r"\{\{(\w+)\}\}")


def template(name: str, package: str = "planner.files.suites") -> str:
    """Return the text of a file of a package."""
    return files(package).joinpath(name).read_text(encoding="utf-8")


def filled(text: str, **slots: str) -> str:
    """Return the text with each `{{slot}}` filled in, in one pass: what a slot holds is never read as a slot."""
    return _SLOT.sub(lambda found: slots[found[1]], text)
