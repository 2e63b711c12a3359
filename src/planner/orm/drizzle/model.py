"""The tables of Drizzle schema files, with their places: the result of `parse`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.names import QName
from planner.orm.edit import Leftover
from planner.orm.typescript import Source

if TYPE_CHECKING:
    from tree_sitter import Node

DRIZZLE = "drizzle-orm"
PG_CORE = "drizzle-orm/pg-core"


@dataclass(slots=True)
class Property:
    """One column: `clientId: text('client_id').notNull()`."""

    key: str
    column: str
    value: Node
    calls: dict[str, Node]
    """The calls of the column's chain, by name. Each node is the whole expression up to that call."""
    base: Node
    """The innermost call, which gives the column's type."""


@dataclass(slots=True)
class Extra:
    """The third argument of a table: what it returns, and the name of its parameter."""

    node: Node
    body: Node
    """An object or an array."""
    parameter: str

    @property
    def is_array(self) -> bool:
        return bool(self.body.type == "array")


@dataclass(slots=True)
class Table:
    """One table as the file declares it."""

    file: File
    relation: QName
    variable: str | None
    exported: bool
    call: Node
    arguments: list[Node]
    columns: Node | None
    """The object of columns; None for any other expression."""
    builders: str
    """The prefix of builders: nothing, or the callback's parameter and a dot."""
    properties: dict[str, Property] = field(default_factory=dict)
    """The properties by the column's name."""
    extra: Extra | None = None
    unreadable_extra: bool = False

    @property
    def line(self) -> int:
        return int(self.call.start_point[0]) + 1


@dataclass(slots=True)
class File(Source):
    """A schema file."""

    names: dict[str, str] = field(default_factory=dict)
    """The local name of each name that the file imports from drizzle-orm/pg-core."""
    namespace: str | None = None
    """The name p of `import * as p`."""
    core_import: Node | None = None
    """The import of drizzle-orm/pg-core that has names in braces."""
    imported: dict[str, str] = field(default_factory=dict)
    """The module of each name that the file imports from elsewhere, as written."""
    taken: set[str] = field(default_factory=set)
    """The names that statements of the file define, other than imports from drizzle-orm/pg-core."""
    tables: list[Table] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)
