"""Drizzle schema files, read with tree-sitter: every table, its place and its style. planner evaluates no code.

It reads `pgTable(name, columns, extra)`, `pgSchema(…).table(…)` and tables of a `pgTableCreator`. Columns are an object
or a callback. Extras are a callback that returns an object or an array, with or without `return`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from planner.names import QName
from planner.orm.drizzle.model import DRIZZLE, PG_CORE, Extra, File, Property, Table
from planner.orm.drizzle.nodes import chain, parameter_of, returned
from planner.orm.edit import Leftover
from planner.orm.typescript import arguments_of, parser, string, walk

if TYPE_CHECKING:
    from tree_sitter import Node


def read(path: Path, text: bytes, schema: str) -> File:
    """Return the parsed file. `schema` is the schema of pgTable's tables. Raises PlannerError when the extra is not
    installed."""
    file = File(path, text, parser(path)(text))
    for statement in file.root.named_children:
        if statement.type == "import_statement":
            _import(file, statement)
        else:
            file.taken |= set(_defined(file, statement))
    makers = dict(_makers(file))
    schemas = dict(_schemas(file))
    for node in walk(file.root):
        if node.type == "call_expression":
            _table(file, node, makers, schemas, schema)
    return file


def _import(file: File, node: Node) -> None:
    file.imports.append(node)
    module = string(file, node.child_by_field_name("source"))
    for specifier in walk(node):
        if specifier.type == "import_specifier":
            named = specifier.child_by_field_name("name")
            alias = specifier.child_by_field_name("alias") or named
            if named is not None and alias is not None:
                if module == PG_CORE:
                    file.names[file.of(named)] = file.of(alias)
                    file.core_import = node
                elif module is not None:
                    file.imported[file.of(alias)] = module
                    if (module, file.of(named)) != (DRIZZLE, file.of(alias)):
                        file.taken.add(file.of(alias))
        elif specifier.type == "namespace_import" and module == PG_CORE:
            file.namespace = file.of(specifier.named_children[0])


def _defined(file: File, statement: Node) -> Iterator[str]:
    """Yield the names that a statement at the top level defines."""
    inner = statement.child_by_field_name("declaration") or statement
    for one in (inner, *inner.named_children):
        name = one.child_by_field_name("name") if one.type.endswith(("_declaration", "_declarator")) else None
        if name is not None:
            yield file.of(name)


def _called(file: File, node: Node) -> str | None:
    """Return the name in drizzle-orm/pg-core of the called function: `pgTable(…)`, `p.pgTable(…)`, or an alias."""
    function = node.child_by_field_name("function")
    if function is None:
        return None
    text = file.of(function)
    for original, local in file.names.items():
        if text == local:
            return original
    if file.namespace is not None and text.startswith(f"{file.namespace}."):
        return text.removeprefix(f"{file.namespace}.")
    return None


def _declared(file: File) -> Iterator[tuple[str, Node]]:
    """Yield the name and the call of each `const name = call(…)`."""
    for node in walk(file.root):
        if node.type == "variable_declarator":
            name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            if name is not None and value is not None and value.type == "call_expression":
                yield file.of(name), value


def _makers(file: File) -> Iterator[tuple[str, str | None]]:
    """Yield the functions that pgTableCreator made, each with the pattern of its names. The pattern has {} for the
    name, and is None if planner can't read it."""
    for name, call in _declared(file):
        if _called(file, call) == "pgTableCreator":
            yield name, _pattern(file, arguments_of(call))


def _pattern(file: File, arguments: list[Node]) -> str | None:
    if not arguments or arguments[0].type != "arrow_function":
        return None
    body = arguments[0].child_by_field_name("body")
    parameter = parameter_of(file, arguments[0])
    if body is None or body.type != "template_string" or parameter is None:
        return None
    parts = []
    for part in body.named_children:
        if part.type == "string_fragment":
            parts.append(file.of(part).replace("{", "{{").replace("}", "}}"))
        elif file.of(part) == f"${{{parameter}}}":
            parts.append("{}")
        else:
            return None
    return "".join(parts)


def _schemas(file: File) -> Iterator[tuple[str, str]]:
    for name, call in _declared(file):
        if _called(file, call) == "pgSchema":
            named = string(file, next(iter(arguments_of(call)), None))
            if named is not None:
                yield name, named


def _table(file: File, call: Node, makers: dict[str, str | None], schemas: dict[str, str], schema: str) -> None:
    function = call.child_by_field_name("function")
    arguments = arguments_of(call)
    named = string(file, arguments[0]) if arguments else None
    text = file.of(function) if function is not None else ""
    if _called(file, call) == "pgTable":
        relation = QName(schema, named) if named is not None else None
    elif text in makers:
        pattern = makers[text]
        relation = QName(schema, pattern.format(named)) if pattern is not None and named is not None else None
    elif text.endswith(".table") and text.removesuffix(".table") in schemas:
        relation = QName(schemas[text.removesuffix(".table")], named) if named is not None else None
    else:
        return
    line = int(call.start_point[0]) + 1
    if relation is None:
        file.leftovers.append(Leftover(file.path, line, "a table whose name can't be read: edit it by hand"))
        return
    variable, exported = _binding(file, call)
    columns, builders = _columns(file, arguments[1] if len(arguments) > 1 else None)
    table = Table(file, relation, variable, exported, call, arguments, columns, builders)
    if columns is not None:
        _properties(file, table, columns)
    if len(arguments) > 2:
        table.extra = _extra(file, arguments[2])
        table.unreadable_extra = table.extra is None
    file.tables.append(table)


def _binding(file: File, call: Node) -> tuple[str | None, bool]:
    declarator = call.parent
    if declarator is None or declarator.type != "variable_declarator":
        return None, False
    name = declarator.child_by_field_name("name")
    statement = declarator.parent.parent if declarator.parent is not None else None
    exported = statement is not None and statement.type == "export_statement"
    variable = file.of(name) if name is not None else None
    if not exported and variable is not None:
        exported = bool(re.search(rf"export\s*{{[^}}]*\b{re.escape(variable)}\b[^}}]*}}".encode(), file.text))
    return variable, exported


def _columns(file: File, node: Node | None) -> tuple[Node | None, str]:
    """Return the object of columns, and the prefix of the builders in it."""
    if node is None:
        return None, ""
    if node.type == "object":
        return node, f"{file.namespace}." if file.namespace is not None and "pgTable" not in file.names else ""
    if node.type == "arrow_function":
        parameter, body = parameter_of(file, node), returned(node)
        if parameter is not None and body is not None and body.type == "object":
            return body, f"{parameter}."
    return None, ""


def _extra(file: File, node: Node) -> Extra | None:
    if node.type != "arrow_function":
        return None
    parameter, body = parameter_of(file, node), returned(node)
    if parameter is None or body is None or body.type not in ("object", "array"):
        return None
    return Extra(node, body, parameter)


def _properties(file: File, table: Table, columns: Node) -> None:
    for child in columns.named_children:
        if child.type != "pair":
            continue
        key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
        if key is None or value is None:
            continue
        calls, base = chain(file, value)
        if base is None:
            continue
        first = next(iter(arguments_of(base)), None)
        named = string(file, first)
        spelled = file.of(key).strip("'\"")
        found = Property(spelled, named if named is not None else spelled, value, calls, base)
        table.properties[found.column] = found
        if named is None:  # the name under `casing: 'snake_case'`
            table.properties.setdefault(_snake(spelled), found)


def _snake(text: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text).lower()
