"""The style of a TypeScript file, so that new text looks the same: quotes, indentation, commas."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from planner.orm.edit import Splice
from planner.orm.typescript import Source, string

if TYPE_CHECKING:
    from tree_sitter import Node


class Style:
    """The quotes, indentation and commas of one file."""

    def __init__(self, file: Source, unit: str) -> None:
        """`unit` is one step of indentation."""
        self.file = file
        source = file.imports[0].child_by_field_name("source") if file.imports else None
        self.quote = file.of(source)[0] if source is not None else "'"
        self.semicolon = ";" if not file.imports or file.of(file.imports[0]).endswith(";") else ""
        self.unit = unit

    def string(self, text: str) -> str:
        """Return a name as a TypeScript string."""
        escaped = text.replace("\\", "\\\\").replace(self.quote, f"\\{self.quote}").replace("\n", "\\n")
        return f"{self.quote}{escaped}{self.quote}"

    def indent(self, node: Node) -> str:
        """Return the white space before the line on which a node begins."""
        begin = self.file.text.rfind(b"\n", 0, node.start_byte) + 1
        line = self.file.text[begin : node.start_byte].decode()
        return line[: len(line) - len(line.lstrip())]

    def into(self, body: Node, entries: Sequence[str]) -> list[Splice]:
        """Yield the edits that put entries at the end of an object, an array or the names of an import, in the style
        of its other entries."""
        elements = [child for child in body.named_children if child.type != "comment"]
        if not elements:
            return [self._into_empty(body, entries)]
        last = elements[-1]
        comma = next((c for c in body.children if c.type == "," and c.start_byte >= last.end_byte), None)
        behind = comma if comma is not None else last
        for child in body.named_children:
            if (
                child.type == "comment"
                and child.start_byte >= last.end_byte
                and child.start_point[0] == last.end_point[0]
            ):
                behind = child
        splices = []
        if comma is None:
            splices.append(Splice(last.end_byte, last.end_byte, b","))
        own_lines = last.start_point[0] != body.start_point[0]
        if own_lines:
            lead = "\n" + self.indent(last)
            text = ",".join(f"{lead}{entry}" for entry in entries) + ("," if comma is not None else "")
        else:
            text = "".join(f" {entry}," for entry in entries)
            text = text if comma is not None else text.removesuffix(",")
        if splices and behind is last:
            return [Splice(last.end_byte, last.end_byte, b"," + text.encode())]
        return [*splices, Splice(behind.end_byte, behind.end_byte, text.encode())]

    def _into_empty(self, body: Node, entries: Sequence[str]) -> Splice:
        outer = self.indent(body)
        lead = "\n" + outer + self.unit
        text = "".join(f"{lead}{entry}," for entry in entries) + "\n" + outer
        return Splice(body.start_byte + 1, body.end_byte - 1, text.encode())


def module(target: Path, file: Source) -> str:
    """Return the module by which `file` imports the file `target`."""
    relative = os.path.relpath(target, file.path.parent)
    named = Path(relative).with_suffix(_suffix(target, file)).as_posix()
    return named if named.startswith(".") else f"./{named}"


_COMPILED = {".ts": ".js", ".tsx": ".js", ".mts": ".mjs", ".cts": ".cjs"}
"""The suffix of the JavaScript that the compiler makes of a file."""


def _suffix(target: Path, file: Source) -> str:
    """Return the suffix by which `file` imports the file `target`: the suffix of the source or of its JavaScript, as in
    the file's other relative imports, or nothing.

    TypeScript finds a module without its suffix only if it ends in .ts, .tsx, .js or .jsx, and never for a file .mts.
    """
    sources = (string(file, node.child_by_field_name("source")) or "" for node in file.imports)
    suffixes = {Path(module).suffix for module in sources if module.startswith(".")}
    if suffixes & _COMPILED.keys():
        return target.suffix
    written = suffixes & {".js", ".mjs", ".cjs"} or file.path.suffix in (".mts", ".mjs")
    if written or target.suffix in (".mts", ".cts", ".mjs", ".cjs"):
        return _COMPILED.get(target.suffix, target.suffix)
    return ""
