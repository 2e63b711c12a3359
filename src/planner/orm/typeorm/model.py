"""The entities of TypeORM's files, with their places: the result of `parse`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.orm.edit import Leftover
from planner.orm.typescript import Source

if TYPE_CHECKING:
    from tree_sitter import Node

TYPEORM = "typeorm"


@dataclass(frozen=True, slots=True)
class Decorator:
    """A decorator of a class or a property: `@Column({ nullable: true })`."""

    name: str
    """The name in typeorm, whatever the file calls it."""
    node: Node
    arguments: tuple[Node, ...]
    listed: Node | None
    """The brackets of the arguments; None for a decorator that is not called."""

    @property
    def line(self) -> int:
        return int(self.node.start_point[0]) + 1

    def object(self) -> Node | None:
        """Return the last argument that is an object."""
        return next((one for one in reversed(self.arguments) if one.type == "object"), None)


@dataclass(slots=True)
class Member:
    """A property of a class."""

    of: Class
    key: str
    node: Node
    decorators: list[Decorator]
    type: Node | None
    """The annotation, with its colon."""

    def decorator(self, *names: str) -> Decorator | None:
        """Return the first decorator with one of these names."""
        return next((one for one in self.decorators if one.name in names), None)


@dataclass(slots=True)
class Class:
    """A class of a file."""

    file: File
    name: str
    node: Node
    body: Node
    word: Node
    """The first word of the class behind its decorators: export, abstract or class."""
    decorators: list[Decorator]
    bases: tuple[str, ...]
    """The classes and functions after `extends`, outermost first."""
    members: list[Member] = field(default_factory=list)

    @property
    def line(self) -> int:
        return int(self.word.start_point[0]) + 1

    def decorator(self, *names: str) -> Decorator | None:
        """Return the first decorator with one of these names."""
        return next((one for one in self.decorators if one.name in names), None)


@dataclass(slots=True)
class File(Source):
    """A file of entities."""

    names: dict[str, str] = field(default_factory=dict)
    """The name in typeorm of each local name."""
    namespace: str | None = None
    """The name t of `import * as t from 'typeorm'`."""
    core_import: Node | None = None
    """The import of typeorm that has names in braces."""
    imported: dict[str, str] = field(default_factory=dict)
    """The module of each name that the file imports from elsewhere, as written."""
    taken: set[str] = field(default_factory=set)
    """The names that mean something in the file, other than imports from typeorm."""
    constants: dict[str, str] = field(default_factory=dict)
    """The values of constants that are strings."""
    classes: list[Class] = field(default_factory=list)
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The names in the value of each constant that calls a function, as for a mixin."""
    lists: list[Node] = field(default_factory=list)
    """The arrays of entities that a data source gets."""
    patterns: bool = False
    """Whether a data source finds its entities by a pattern of file names."""
    leftovers: list[Leftover] = field(default_factory=list)
