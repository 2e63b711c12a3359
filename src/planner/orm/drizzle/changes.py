"""Edits of one TypeScript file, and the names that they need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.orm.drizzle.model import PG_CORE, File
from planner.orm.drizzle.nodes import braces
from planner.orm.drizzle.style import Style
from planner.orm.drizzle.words import builder
from planner.orm.edit import Splice

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass
class Changes:
    """What becomes of one file."""

    file: File
    style: Style
    splices: list[Splice] = field(default_factory=list)
    imports: dict[str, str] = field(default_factory=dict)
    """Names that it needs → the module."""
    _core: set[str] = field(default_factory=set)
    """Names of drizzle-orm/pg-core that it needs, and does not import."""

    def put(self, start: int, end: int, text: str) -> None:
        self.splices.append(Splice(start, end, text.encode()))

    def replace(self, node: Node, text: str) -> None:
        self.put(node.start_byte, node.end_byte, text)

    def use(self, name: str) -> str:
        """How something of drizzle-orm/pg-core is called here; it is imported when it is not yet."""
        if name in self.file.names:
            return self.file.names[name]
        if self.file.namespace is not None:
            return f"{self.file.namespace}.{name}"
        self._core.add(name)
        return name

    def sql(self, text: str) -> str:
        """SQL, as a template of drizzle-orm's."""
        if "sql" not in self.file.imported:
            self.imports["sql"] = "drizzle-orm"
        return f"sql`{text}`"

    def typed(self, prefix: str, type_text: str, column: str) -> str | None:
        """`text('client_id')`; None for a type that Drizzle has no builder of. `prefix` stands before a type's name."""
        found = builder(type_text)
        if found is None:
            return None
        name, options = found
        called = f"{prefix}{name}" if prefix else self.use(name)
        quoted = options.replace("'", self.style.quote)
        return f"{called}({self.style.string(column)}{', ' + quoted if quoted else ''})"

    def all(self) -> list[Splice]:
        return [*self.splices, *self._imports()]

    def _imports(self) -> Iterator[Splice]:
        names = sorted(self._core)
        held = self.file.core_import
        inside = braces(held) if held is not None else None
        if names and inside is not None:
            yield from self.style.into(inside, names)
        elif names:
            self.imports |= dict.fromkeys(names, PG_CORE)
        if not self.imports:
            return
        at = self.file.imports[-1].end_byte if self.file.imports else 0
        lines = []
        for module in sorted(set(self.imports.values())):
            listed = ", ".join(sorted(name for name, of in self.imports.items() if of == module))
            lines.append(f"import {{ {listed} }} from {self.style.string(module)}{self.style.semicolon}")
        text = "".join(f"\n{line}" for line in lines)
        if not self.file.imports:
            text = text.removeprefix("\n") + "\n"
        yield Splice(at, at, text.encode())
