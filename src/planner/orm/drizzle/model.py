"""Tables of Drizzle schema files, and where they stand: what `parse` finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from planner.names import QName
from planner.orm.edit import Leftover

if TYPE_CHECKING:
    from tree_sitter import Node

PG_CORE = "drizzle-orm/pg-core"


@dataclass(slots=True)
class Property:
    """One column: `clientId: text('client_id').notNull()`."""

    key: str
    column: str
    value: Node
    calls: dict[str, Node]
    """The calls of its chain by name, each the whole expression up to and with that call."""
    base: Node
    """The innermost call, the column's type."""


@dataclass(slots=True)
class Extra:
    """The third argument: what it returns, and what the table is called in it."""

    node: Node
    body: Node
    """An object or an array."""
    parameter: str

    @property
    def is_array(self) -> bool:
        return bool(self.body.type == "array")


@dataclass(slots=True)
class Table:
    """One table as declared."""

    file: File
    relation: QName
    variable: str | None
    exported: bool
    call: Node
    arguments: list[Node]
    columns: Node | None
    """The object; None where it is something else."""
    builders: str
    """What stands before a type's name: nothing, or the callback's parameter and a dot."""
    properties: dict[str, Property] = field(default_factory=dict)
    """By the column's name."""
    spreads: bool = False
    extra: Extra | None = None
    unreadable_extra: bool = False

    @property
    def line(self) -> int:
        return int(self.call.start_point[0]) + 1


@dataclass(slots=True)
class File:
    path: Path
    text: bytes
    root: Node
    names: dict[str, str] = field(default_factory=dict)
    """What drizzle-orm/pg-core exports → what it is called here."""
    namespace: str | None = None
    """Of `import * as p`."""
    core_import: Node | None = None
    """The import of drizzle-orm/pg-core with names in braces."""
    imports: list[Node] = field(default_factory=list)
    imported: dict[str, str] = field(default_factory=dict)
    """Names that come from other modules → the module as written."""
    tables: list[Table] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)

    def of(self, node: Node) -> str:
        return self.text[node.start_byte : node.end_byte].decode()
