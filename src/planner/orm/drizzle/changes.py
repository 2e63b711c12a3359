"""The edits of one TypeScript file, and the names that they need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.orm.drizzle.model import DRIZZLE, PG_CORE, File
from planner.orm.drizzle.words import builder
from planner.orm.edit import Splice
from planner.orm.typescript import braces
from planner.orm.typescript_style import Style

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass
class Changes:
    """The edits of one file."""

    file: File
    style: Style
    splices: list[Splice] = field(default_factory=list)
    imports: dict[str, str] = field(default_factory=dict)
    """The module of each name that the edits import. A name may be `name as other`."""
    _core: set[str] = field(default_factory=set)
    """The names of drizzle-orm/pg-core that the edits need and the file does not import yet."""

    def put(self, start: int, end: int, text: str) -> None:
        """Replace the bytes from `start` to `end`."""
        self.splices.append(Splice(start, end, text.encode()))

    def replace(self, node: Node, text: str) -> None:
        """Replace the text of a node."""
        self.put(node.start_byte, node.end_byte, text)

    def use(self, name: str) -> str:
        """Return the name of something of drizzle-orm/pg-core in this file, and import it if the file does not yet."""
        if name in self.file.names:
            return self.file.names[name]
        if self.file.namespace is not None:
            return f"{self.file.namespace}.{name}"
        local = self._free(name)
        self._core.add(_specifier(name, local))
        return local

    def sql(self, text: str) -> str:
        """Return SQL as a template of drizzle-orm, and import `sql` if the file does not yet."""
        local = self._free("sql")
        if local not in self.file.imported:
            self.imports[_specifier("sql", local)] = DRIZZLE
        return f"{local}`{text}`"

    def _free(self, name: str) -> str:
        """Return a name that means nothing else in the file."""
        while name in self.file.taken:
            name += "_"
        return name

    def typed(self, prefix: str, type_text: str, column: str) -> str | None:
        """Return a builder such as `text('client_id')`; None if Drizzle has no builder for the type. `prefix` stands
        before the builder's name."""
        found = builder(type_text)
        if found is None:
            return None
        name, options = found
        called = f"{prefix}{name}" if prefix else self.use(name)
        quoted = options.replace("'", self.style.quote)
        return f"{called}({self.style.string(column)}{', ' + quoted if quoted else ''})"

    def all(self) -> list[Splice]:
        """Return all edits, with those of the imports."""
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


def _specifier(name: str, local: str) -> str:
    return name if name == local else f"{name} as {local}"
