"""The versions of Drizzle's packages that an application has installed."""

from __future__ import annotations

import json
import re
from pathlib import Path

POLICIES = (0, 36)
"""The first drizzle-orm whose schema files can declare policies: pgPolicy (drizzle-orm's changelog, 0.36.0)."""


def drizzle_orm(path: Path) -> tuple[int, ...] | None:
    """Return the version of the drizzle-orm that a file or folder finds, in the node_modules beside or above it; None
    without one."""
    for folder in (path.resolve(), *path.resolve().parents):
        try:
            text = (folder / "node_modules" / "drizzle-orm" / "package.json").read_text(encoding="utf-8")
            return tuple(int(part) for part in re.findall(r"\d+", str(json.loads(text)["version"]))[:3])
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return None
