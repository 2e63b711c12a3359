"""The indentation of a schema file."""

from __future__ import annotations

from planner.orm.drizzle.model import File
from planner.orm.typescript_style import Style


def style_of(file: File) -> Style:
    """Return the style of a schema file."""
    plain = Style(file, "  ")
    for table in file.tables:
        for child in table.columns.named_children if table.columns is not None else []:
            indent = plain.indent(child)
            if child.start_point[0] != table.call.start_point[0] and indent:
                outer = plain.indent(table.call)
                return Style(file, indent.removeprefix(outer) or indent)
    return plain
