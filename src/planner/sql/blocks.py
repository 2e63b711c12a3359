"""Read the named blocks of the `.sql` files, which are beside the modules that use them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files

_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


def blocks(text: str) -> Mapping[str, str]:
    """Return the text of each block by name, without the lines that are only a comment.

    A block begins with a line `-- name: block_name`. Raises ValueError for two blocks with the same name.
    """
    _, *parts = _NAME.split(text)
    names = parts[::2]
    if len(set(names)) < len(names):
        raise ValueError(f"two blocks of one name: {', '.join(sorted(names))}")
    return {name: _without_comments(body) for name, body in zip(names, parts[1::2], strict=True)}


def text_of(package: str, file: str) -> str:
    """Return the text of a file that is installed with a package."""
    return files(package).joinpath(file).read_text(encoding="utf-8")


def _without_comments(body: str) -> str:
    return "\n".join(line for line in body.splitlines() if not line.lstrip().startswith("--")).strip("\n")
