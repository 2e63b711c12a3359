"""Ruby files, read with tree-sitter: each class and module, and the declarations of Active Record in its body."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from planner.orm.rails.nodes import arguments, called, constant, line, of, options, value, within, word
from planner.orm.rails.source import Source
from planner.orm.rails.words import ACTS_AS_TENANT, BELONGS_TO, SCOPED

if TYPE_CHECKING:
    from tree_sitter import Node

_ONE = frozenset(
    {"has_one", "has_many", "has_and_belongs_to_many", "has_one_attached", "has_many_attached", "attribute"}
)
_SEVERAL = frozenset({"attr_accessor", "attr_reader", "delegate", "store_accessor", "alias_attribute", "alias_method"})
_UNIQUE = frozenset({"validates", "validates!", "validates_uniqueness_of"})


@dataclass(slots=True)
class File:
    """A Ruby file. `left` is why planner may not edit it."""

    source: Source
    root: Node
    classes: list[Class] = field(default_factory=list)

    @property
    def path(self) -> Path:
        return self.source.path

    @property
    def broken(self) -> int | None:
        """The line of the first thing that planner can't read as Ruby."""
        return first_error(self.root)


@dataclass(frozen=True, slots=True)
class Association:
    """A belongs_to, or an acts_as_tenant."""

    name: str
    call: Node
    word: str
    column: str | None
    """The foreign key; None if it is computed."""
    polymorphic: bool

    def says(self, option: str, text: str = "true") -> bool:
        pair = options(self.call).get(option)
        return pair is not None and of(value(pair)) == text


@dataclass(slots=True)
class Class:
    """A class or module, opened once. The same class may be opened in several places."""

    file: File
    name: str
    """The whole name, such as Admin::User."""
    scopes: tuple[str, ...]
    """The classes and modules around it, by their whole names, the innermost first."""
    node: Node
    body: Node | None
    superclass: Node | None
    table: str | None = None
    computed: Node | None = None
    """A table name that planner can't read."""
    abstract: bool = False
    prefix: str | None = None
    """The table_name_prefix of a module."""
    primary_key: bool = False
    """Whether the class names its primary key."""
    mixins: list[str] = field(default_factory=list)
    associations: list[Association] = field(default_factory=list)
    many: dict[str, Node] = field(default_factory=dict)
    """The has_and_belongs_to_many by their name."""
    uniqueness: list[Node] = field(default_factory=list)
    """The calls of `validates` and its relatives that say something about uniqueness."""
    devise: Node | None = None
    """devise with :validatable."""
    taken: set[str] = field(default_factory=set)
    """The other names that the body defines."""

    @property
    def line(self) -> int:
        return line(self.node)


def read(source: Source, parse: Callable[[bytes], Node]) -> File:
    """Return the parsed file."""
    file = File(source, parse(source.text))
    file.classes = list(_classes(file, file.root, ()))
    return file


def first_error(root: Node) -> int | None:
    """Return the line of the first thing that the parser can't read; None if there is nothing. What stands within a
    method has no influence on the class around it: the parser may be older than the file's Ruby."""
    return next((line(node) for node, inside in errors(root) if not inside), None)


def errors(root: Node) -> Iterator[tuple[Node, bool]]:
    """Yield (what the parser can't read, whether it stands within a method) in the order of the file."""
    waiting = [(root, False)] if root.has_error else []
    while waiting:
        at, inside = waiting.pop()
        if at.type == "ERROR" or at.is_missing:
            yield at, inside
            continue
        inside = inside or at.type in ("method", "singleton_method")
        waiting.extend((child, inside) for child in reversed(at.children) if child.has_error or child.is_missing)


def _classes(file: File, node: Node, scopes: tuple[str, ...]) -> Iterator[Class]:
    for child in node.named_children:
        if child.type not in ("class", "module"):
            yield from _classes(file, child, scopes)
            continue
        named = constant(child.child_by_field_name("name"))
        if named is None:
            continue
        name = named.removeprefix("::") if named.startswith("::") or not scopes else f"{scopes[0]}::{named}"
        body = child.child_by_field_name("body")
        held = child.child_by_field_name("superclass")
        above = held.named_children[0] if held is not None and held.named_children else None
        one = Class(file, name, scopes, child, body, above)
        for inner in within(body) if body is not None else ():
            _declaration(one, inner)
        yield one
        if body is not None:
            yield from _classes(file, body, (name, *scopes))


def _declaration(one: Class, node: Node) -> None:
    match node.type:
        case "assignment":
            _assignment(one, of(node.child_by_field_name("left")), node.child_by_field_name("right"))
        case "method":
            one.taken.add(of(node.child_by_field_name("name")))
        case "singleton_method":
            if of(node.child_by_field_name("name")) == "table_name_prefix":
                one.prefix = _returned(node.child_by_field_name("body"))
        case "singleton_class":
            for inner in node.named_children:
                for method in inner.named_children if inner.type == "body_statement" else ():
                    if of(method.child_by_field_name("name")) == "table_name_prefix":
                        one.prefix = _returned(method.child_by_field_name("body"))
        case "identifier" if of(node) == "primary_abstract_class":
            one.abstract = True
        case "call":
            _macro(one, node)


def _returned(body: Node | None) -> str | None:
    last = body.named_children[-1] if body is not None and body.type == "body_statement" else body
    return word(last)


def _assignment(one: Class, left: str, right: Node | None) -> None:
    match left:
        case "self.table_name":
            one.table = word(right)
            one.computed = right if one.table is None else None
        case "self.abstract_class":
            one.abstract = of(right) == "true"
        case "self.table_name_prefix":
            one.prefix = word(right)
        case "self.primary_key" | "self.primary_keys":
            one.primary_key = True


def _macro(one: Class, call: Node) -> None:
    name = called(call)
    given = arguments(call)
    first = word(given[0]) if given else None
    if name in (BELONGS_TO, ACTS_AS_TENANT):
        one.associations.append(_association(call, name, first or ("account" if name == ACTS_AS_TENANT else "?")))
    elif name in ("include", "prepend"):
        one.mixins += [mixed for node in given if (mixed := constant(node)) is not None]
    elif name in _UNIQUE or name == SCOPED:
        if (name != "validates" and name != "validates!") or "uniqueness" in options(call):
            one.uniqueness.append(call)
    elif name == "devise" and any(word(node) == "validatable" for node in given):
        one.devise = call
    elif name in _ONE and first is not None:
        one.taken.add(first)
        if name == "has_and_belongs_to_many":
            one.many[first] = call
    elif name in _SEVERAL:
        one.taken |= {said for node in given if (said := word(node)) is not None}
    elif name == "set_table_name":
        one.table = first


def _association(call: Node, declared: str, name: str) -> Association:
    said = options(call)
    key = said.get("foreign_key")
    column = word(value(key)) if key is not None else f"{name}_id"
    return Association(name, call, declared, column, "polymorphic" in said)
