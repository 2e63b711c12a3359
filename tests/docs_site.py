"""The documentation as a site: what `make docs` adds to mkdocs. mkdocs.yml names this file as a hook.

The site mirrors the repository (README.md, docs/, examples/, the JSON Schemas), so that a link between two files is the same
on a platform for code, in the wheel and on the site.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SCHEMAS = Path("src/planner/schemas")
BESIDE = ("README.md", "AGENTS.md", "CHANGELOG.md", "SECURITY.md", "LICENSE", "plans/tenancy.yaml")
"""The files outside of docs/ and examples/ that pages link to."""
SHIM = '<script src="https://unpkg.com/iframe-worker/shim"></script>'
"""What the theme loads from the network for search without a server. The site has docs_search.js instead."""
HIDDEN = {"node_modules", "__pycache__"}

RULE_INDEX = "docs/rules/index.md"
"""The page of the rule `index`. mkdocs takes the name for the page of the folder, which is README.md here."""

Nav = list[Any]


def sources(root: Path = ROOT) -> Iterator[str]:
    """Yield the paths of the files that the site shows, from the root of the repository."""
    yield from BESIDE
    for folder in ("docs", "examples", str(SCHEMAS)):
        for file in sorted((root / folder).rglob("*")):
            path = file.relative_to(root)
            if file.is_file() and not HIDDEN & set(path.parts):
                yield path.as_posix()


def schema_page(name: str) -> str:
    """Return a page about one JSON Schema: a table of its keys, and the schema."""
    text = (ROOT / SCHEMAS / f"{name}.json").read_text(encoding="utf-8")
    schema = json.loads(text)
    shown = schema.get("oneOf", [schema])
    rows = [row for one in shown for row in _rows(one, schema, "")]
    lines = [
        f"# {name}",
        "",
        f"{schema['title']}. {schema['description']}",
        "",
        "| key | type | meaning |",
        "|---|---|---|",
    ]
    return "\n".join([*lines, *rows, "", "```json", text.rstrip(), "```", ""])


def _rows(node: dict[str, Any], whole: dict[str, Any], path: str) -> Iterator[str]:
    for key, entry in node.get("properties", {}).items():
        entry = _followed(entry, whole)
        kind = entry.get("type", "one of several" if "oneOf" in entry else "a constant")
        yield f"| `{path}{key}` | {' or '.join(kind) if isinstance(kind, list) else kind} | {entry.get('description', '')} |"
        items = _followed(entry.get("items", {}), whole)
        yield from _rows(items, whole, f"{path}{key}[].")
        yield from _rows(entry, whole, f"{path}{key}.")


def _followed(entry: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    reference = entry.get("$ref")
    found: dict[str, Any] = whole["$defs"][reference.rpartition("/")[2]] if reference else entry
    return found


def expanded(nav: Nav) -> Nav:
    """Return the navigation with every pattern replaced by the pages that fit and are not named beside it."""
    named = {entry for entry in nav if isinstance(entry, str)}
    found: Nav = []
    for entry in nav:
        match entry:
            case dict():
                found.append(
                    {title: expanded(below) if isinstance(below, list) else below for title, below in entry.items()}
                )
            case str() if "*" in entry:
                pages = (file.relative_to(ROOT).as_posix() for file in sorted(ROOT.glob(entry)))
                found += [page for page in pages if page not in named]
            case _:
                found.append(entry)
    return found


def anchor(heading: str) -> str:
    """Return the anchor of a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def schema_names() -> list[str]:
    return sorted(file.stem for file in (ROOT / SCHEMAS).glob("*.json"))


# mkdocs calls these


def on_config(config: Any) -> Any:
    nav = expanded(config["nav"])
    for entry in nav:
        if isinstance(entry, dict) and "Programs" in entry:
            entry["Programs"] += [{"JSON Schemas": [f"docs/schemas/{name}.md" for name in schema_names()]}]
    config["nav"] = nav
    config["mdx_configs"].setdefault("toc", {})["slugify"] = lambda heading, _: anchor(heading)
    return config


def on_files(files: Any, config: Any) -> Any:
    from mkdocs.structure.files import File, Files

    theirs = [file for file in files if file.src_dir != config["docs_dir"]]  # the theme's
    ours = [File.generated(config, path, abs_src_path=str(ROOT / path)) for path in sources()]
    for file in ours:
        if file.src_uri == RULE_INDEX:
            file.dest_uri = "docs/rules/rule-index.html"
    schemas = [File.generated(config, f"docs/schemas/{name}.md", content=schema_page(name)) for name in schema_names()]
    return Files([*theirs, *ours, *schemas])


def on_post_page(output: str, page: Any, config: Any) -> str:
    return local(output)


def on_post_template(output_content: str, template_name: str, config: Any) -> str:
    return local(output_content)


def local(html: str) -> str:
    """Return a page with our script in place of the one that the theme loads from the network."""
    script = Path(__file__).with_name("docs_search.js").read_text(encoding="utf-8")
    return html.replace(SHIM, f"<script>\n{script}</script>")
