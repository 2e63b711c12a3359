"""TypeORM's entities, read with tree-sitter: classes with decorators, their properties and places. planner evaluates
no code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from planner.orm.typeorm.model import TYPEORM, Class, Decorator, File, Member
from planner.orm.typescript import arguments_of, parser, string, walk

if TYPE_CHECKING:
    from tree_sitter import Node

_CLASSES = ("class_declaration", "abstract_class_declaration", "class")

_WORDS = (
    "Entity", "ChildEntity", "TableInheritance", "PrimaryGeneratedColumn", "PrimaryColumn", "CreateDateColumn",
    "UpdateDateColumn", "DeleteDateColumn", "VersionColumn", "JoinColumn", "VirtualColumn", "ViewColumn", "Column",
    "ManyToOne", "OneToOne", "OneToMany", "ManyToMany", "JoinTable", "ForeignKey", "TreeParent", "RelationId", "Index",
    "Unique",
)  # fmt: skip
"""The decorators that planner reads. The name of an application's own decorator ends with one of them: MultiORMColumn."""

_NEVER = frozenset({"RelationId", "VirtualColumn", "ViewColumn"})


def read(path: Path, text: bytes) -> File:
    """Return the parsed file. Raises PlannerError when the extra is not installed."""
    file = File(path, text, parser(path)(text))
    for statement in file.root.named_children:
        if statement.type == "import_statement":
            _import(file, statement)
    for node in walk(file.root):
        if node.type in _CLASSES:
            _class(file, node)
        elif node.type == "variable_declarator":
            _variable(file, node)
        elif node.type == "pair":
            _entities(file, node)
        elif node.type.endswith("_declaration"):
            name = node.child_by_field_name("name")
            if name is not None:
                file.taken.add(file.of(name))
    return file


def _import(file: File, node: Node) -> None:
    file.imports.append(node)
    module = string(file, node.child_by_field_name("source"))
    types = any(child.type == "type" for child in node.children)
    for one in walk(node):
        if one.type == "import_specifier":
            named = one.child_by_field_name("name")
            local = one.child_by_field_name("alias") or named
            if named is None or local is None:
                continue
            if module == TYPEORM:
                file.names[file.of(local)] = file.of(named)
                if not types:
                    file.core_import = node
            elif module is not None:
                file.imported[file.of(local)] = module
                file.taken.add(file.of(local))
        elif one.type == "namespace_import":
            if module == TYPEORM:
                file.namespace = file.of(one.named_children[0])
            else:
                file.taken.add(file.of(one.named_children[0]))
        elif one.type == "identifier" and one.parent is not None and one.parent.type == "import_clause":
            file.taken.add(file.of(one))
            if module is not None:
                file.imported[file.of(one)] = module


def _variable(file: File, node: Node) -> None:
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is None:
        return
    local = file.of(name)
    file.taken.add(local)
    said = string(file, value)
    if said is not None:
        file.constants[local] = said
    elif value is not None and value.type == "call_expression":
        file.aliases[local] = tuple(_identifiers(file, value))


def _identifiers(file: File, node: Node) -> Iterator[str]:
    for one in walk(node):
        if one.type == "identifier":
            yield file.of(one)


def _entities(file: File, node: Node) -> None:
    """Note the value of `entities: […]`."""
    key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
    if key is None or value is None or file.of(key) != "entities":
        return
    if value.type == "array" and any(child.type == "identifier" for child in value.named_children):
        file.lists.append(value)
    elif any(one.type in ("string", "template_string") for one in walk(value)):
        file.patterns = True


def _class(file: File, node: Node) -> None:
    body, name = node.child_by_field_name("body"), node.child_by_field_name("name")
    if body is None:
        return
    outer = node.parent if node.parent is not None and node.parent.type == "export_statement" else node
    decorators = [child for part in {outer.id: outer, node.id: node}.values() for child in part.children]
    found = [one for child in decorators if child.type == "decorator" for one in _decorator(file, child)]
    word = next(child for child in outer.children if child.type not in ("decorator", "comment"))
    heritage = next((child for child in node.children if child.type == "class_heritage"), None)
    extends = heritage.named_children[0] if heritage is not None and heritage.named_children else None
    bases: tuple[str, ...] = ()
    if extends is not None and extends.type == "extends_clause":
        value = extends.child_by_field_name("value")
        bases = tuple(_identifiers(file, value)) if value is not None else ()
    named = file.of(name) if name is not None else ""
    one = Class(file, named, node, body, word, found, bases)
    one.members = list(_members(one))
    file.classes.append(one)
    file.taken.add(named)
    _mixin(file, node, named)


def _mixin(file: File, node: Node, named: str) -> None:
    """Note that a function returns a class which is declared inside it."""
    at = node.parent
    while at is not None:
        name = at.child_by_field_name("name") if at.type in ("function_declaration", "variable_declarator") else None
        if name is not None:
            function = file.of(name)
            file.aliases[function] = (*file.aliases.get(function, ()), named)
            return
        at = at.parent


def _members(one: Class) -> Iterator[Member]:
    file = one.file
    for child in one.body.named_children:
        name = child.child_by_field_name("name") if child.type == "public_field_definition" else None
        if name is None:
            continue
        decorators = [d for part in child.children if part.type == "decorator" for d in _decorator(file, part)]
        yield Member(one, file.of(name).strip("'\""), child, decorators, child.child_by_field_name("type"))


def _decorator(file: File, node: Node) -> Iterator[Decorator]:
    inner = node.named_children[0] if node.named_children else None
    function = inner.child_by_field_name("function") if inner is not None and inner.type == "call_expression" else inner
    if inner is None or function is None:
        return
    called = inner.type == "call_expression"
    name = _meaning(file, file.of(function))
    if name is not None:
        arguments = tuple(arguments_of(inner)) if called else ()
        yield Decorator(name, node, arguments, inner.child_by_field_name("arguments") if called else None)


def _meaning(file: File, local: str) -> str | None:
    """Return the name in typeorm of a decorator, also of an application's own around it; None for any other."""
    if local in file.names:
        return file.names[local]
    if file.namespace is not None and local.startswith(f"{file.namespace}."):
        return local.removeprefix(f"{file.namespace}.")
    if re.fullmatch(r"\w+", local) is None or local.startswith("View"):
        return None
    found = next((word for word in _WORDS if local.endswith(word)), None)
    return found if found not in _NEVER else None
