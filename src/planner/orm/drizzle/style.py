"""How a TypeScript file is written, so that what is put into it looks the same: quotes, indentation, commas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from planner.orm.drizzle.model import File
from planner.orm.edit import Splice

if TYPE_CHECKING:
    from tree_sitter import Node


class Style:
    def __init__(self, file: File) -> None:
        self.file = file
        source = file.imports[0].child_by_field_name("source") if file.imports else None
        self.quote = file.of(source)[0] if source is not None else "'"
        self.semicolon = ";" if not file.imports or file.of(file.imports[0]).endswith(";") else ""
        self.unit = self._unit()

    def _unit(self) -> str:
        for table in self.file.tables:
            for child in table.columns.named_children if table.columns is not None else []:
                indent = self.indent(child)
                if child.start_point[0] != table.call.start_point[0] and indent:
                    outer = self.indent(table.call)
                    return indent.removeprefix(outer) or indent
        return "  "

    def string(self, text: str) -> str:
        """A name as a string of TypeScript."""
        escaped = text.replace("\\", "\\\\").replace(self.quote, f"\\{self.quote}").replace("\n", "\\n")
        return f"{self.quote}{escaped}{self.quote}"

    def indent(self, node: Node) -> str:
        """The white space before the line on which a node begins."""
        begin = self.file.text.rfind(b"\n", 0, node.start_byte) + 1
        line = self.file.text[begin : node.start_byte].decode()
        return line[: len(line) - len(line.lstrip())]

    def into(self, body: Node, entries: Sequence[str]) -> list[Splice]:
        """Put entries at the end of an object, an array or the names of an import, as its other entries stand there."""
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
