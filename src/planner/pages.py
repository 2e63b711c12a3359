"""The documentation as files: README.md, AGENTS.md, docs/ and examples/, in a wheel as in a checkout.

A wheel holds them in the folder `_pages`, laid out as in the repository, so that links between them work there too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from planner.errors import PlannerError

_PACKAGE = Path(__file__).parent
_SHORT = {"README": "readme", "AGENTS": "agents", "CHANGELOG": "changelog", "SECURITY": "report-a-vulnerability"}
"""The names of the pages beside docs/."""
_FENCE = "```"


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `name` is what `planner docs` takes."""

    name: str
    file: Path

    def text(self) -> str:
        """Return the page's Markdown, without the comments that say how its outputs are made."""
        return without_comments(self.file.read_text(encoding="utf-8"))


def root() -> Path:
    """Return the folder that holds docs/ and examples/. Raise PlannerError when an installation lacks it."""
    for folder in (_PACKAGE / "_pages", _PACKAGE.parents[1]):
        if (folder / "docs" / "plan.md").is_file():
            return folder
    raise PlannerError("this installation has no documentation", hint="install planner again: a wheel holds docs/")


def pages() -> list[Page]:
    """Return all pages: those beside docs/ first, then docs/, then the examples."""
    folder = root()
    top = [Page(name, folder / f"{stem}.md") for stem, name in _SHORT.items()]
    deeper = [
        Page(_name(file.relative_to(folder)), file)
        for below in ("docs", "examples")
        for file in sorted((folder / below).rglob("*.md"), key=lambda file: (len(file.parts), file))
        if "node_modules" not in file.parts
    ]
    return [page for page in (*top, *deeper) if page.file.is_file()]


def _name(path: Path) -> str:
    parts = path.with_suffix("").parts
    parts = parts[1:] if parts[0] == "docs" else parts
    return "/".join(parts[:-1] if parts[-1] == "README" else parts)


def named(word: str) -> str:
    """Return the name of a page that a user may have written as a path, such as docs/rules/view.md."""
    path = word.strip().removeprefix("./").removeprefix("docs/").rstrip("/")
    stem = path.removesuffix(".md").removesuffix("/README")
    return _SHORT.get(stem, stem)


def summary(text: str) -> str:
    """Return the first sentence below the title, as plain text."""
    body = without_comments(text).split("\n\n")
    paragraph = next((part for part in body if part.strip() and not part.lstrip().startswith(("#", "|", _FENCE))), "")
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)|[`*]", r"\1", " ".join(paragraph.split()))
    return re.split(r"(?<=[.:]) (?=[A-Z`])", plain)[0]


def sections(text: str) -> Iterator[tuple[str, str]]:
    """Yield the anchor of each heading, as GitHub makes it, and the text from the heading to the next of its level."""
    lines = text.splitlines()
    heads = [(at, line) for at, line in _outside_code(lines) if re.match(r"#{1,6} ", line)]
    for number, (at, line) in enumerate(heads):
        level = len(line) - len(line.lstrip("#"))
        ends = (end for end, other in heads[number + 1 :] if len(other) - len(other.lstrip("#")) <= level)
        yield _anchor(line), "\n".join(lines[at : next(ends, len(lines))]).rstrip()


def without_comments(text: str) -> str:
    """Return Markdown without the HTML comments outside its code blocks."""
    lines = text.splitlines()
    hidden = {at for at, line in _outside_code(lines) if line.startswith("<!--") and line.endswith("-->")}
    return "\n".join(line for at, line in enumerate(lines) if at not in hidden) + "\n"


def _outside_code(lines: list[str]) -> Iterator[tuple[int, str]]:
    inside = False
    for at, line in enumerate(lines):
        if line.lstrip().startswith(_FENCE):
            inside = not inside
        elif not inside:
            yield at, line


def _anchor(heading: str) -> str:
    words = heading.lstrip("#").strip().lower()
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
