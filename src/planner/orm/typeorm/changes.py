"""The edits of one file of entities: decorators and their options, properties, and the names that they need."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from planner.orm.edit import Splice
from planner.orm.typeorm.model import TYPEORM, Class, Decorator, File, Member
from planner.orm.typescript import braces, pair_of
from planner.orm.typescript_style import Style


def style_of(file: File) -> Style:
    """Return the style of a file of entities."""
    plain = Style(file, "  ")
    for one in file.classes:
        for member in one.members:
            indent, outer = plain.indent(member.node), plain.indent(one.node)
            if member.node.start_point[0] != one.node.start_point[0] and indent.startswith(outer) and indent != outer:
                return Style(file, indent.removeprefix(outer))
    return plain


class Unreadable(Exception):
    """The options of a decorator are no object that is written in place."""


@dataclass
class Changes:
    """The edits of one file."""

    file: File
    style: Style
    splices: list[Splice] = field(default_factory=list)
    imports: dict[str, str] = field(default_factory=dict)
    """The module of each name that the edits import."""
    _core: set[str] = field(default_factory=set)
    _options: dict[int, tuple[Decorator, dict[str, str | None]]] = field(default_factory=dict)
    _heads: dict[int, tuple[Class, list[str]]] = field(default_factory=dict)
    _gone: set[int] = field(default_factory=set)

    def put(self, start: int, end: int, text: str) -> None:
        """Replace the bytes from `start` to `end`."""
        self.splices.append(Splice(start, end, text.encode()))

    def once(self, start: int, end: int, text: str) -> None:
        """Replace bytes of a declaration that several entities share."""
        splice = Splice(start, end, text.encode())
        if splice not in self.splices:
            self.splices.append(splice)

    def use(self, name: str) -> str:
        """Return the name of something of typeorm in this file, and import it if the file does not yet."""
        local = next((mine for mine, theirs in self.file.names.items() if theirs == name), None)
        if local is not None:
            return local
        if self.file.namespace is not None:
            return f"{self.file.namespace}.{name}"
        local = name
        while local in self.file.taken:
            local += "_"
        self._core.add(name if name == local else f"{name} as {local}")
        return local

    def option(self, decorator: Decorator, name: str, value: str | None) -> None:
        """Set an option of a decorator; None removes it. Raises Unreadable."""
        last = decorator.arguments[-1] if decorator.arguments else None
        if decorator.listed is None:
            raise Unreadable
        if decorator.object() is None and last is not None and last.type not in ("string", "arrow_function"):
            raise Unreadable
        self._options.setdefault(decorator.node.id, (decorator, {}))[1][name] = value

    def head(self, one: Class, decorator: str) -> None:
        """Add a decorator to a class."""
        self._heads.setdefault(one.node.id, (one, []))[1].append(decorator)

    def beside(self, member: Member, decorator: str) -> None:
        """Add a decorator to a property, below the last one."""
        last = member.decorators[-1].node
        self.put(last.end_byte, last.end_byte, f"\n{self.style.indent(last)}{decorator}")

    def remove(self, decorator: Decorator) -> None:
        """Remove a decorator and the space behind it."""
        if decorator.node.id in self._gone:
            return
        self._gone.add(decorator.node.id)
        behind = re.compile(rb"\s*").match(self.file.text, decorator.node.end_byte)
        assert behind is not None
        self.put(decorator.node.start_byte, behind.end(), "")

    def behind(self, one: Class, members: list[list[str]]) -> None:
        """Add properties below the last property with a decorator. Each property is a list of lines."""
        indent = self.style.indent(one.word) + self.style.unit
        texts = ["".join(f"\n{indent}{line}" for line in lines) for lines in members]
        last = next((member.node for member in reversed(one.members) if member.decorators), None)
        if last is None:
            at = one.body.start_byte + 1
            closing = "" if self.file.text[at : one.body.end_byte - 1].strip() else "\n" + self.style.indent(one.word)
            rest = self.file.text[at : one.body.end_byte - 1]
            end = at + len(rest) if closing else at
            self.put(at, end, "\n".join(texts) + (closing or "\n"))
            return
        line = re.compile(rb"[ \t]*;?[ \t]*(?://[^\r\n]*)?(?=\r?\n)").match(self.file.text, last.end_byte)
        semicolon = re.compile(rb"\s*;").match(self.file.text, last.end_byte)
        at = line.end() if line is not None else semicolon.end() if semicolon is not None else last.end_byte
        tail = "" if line is not None else "\n" + self.style.indent(one.word)
        self.put(at, at, "".join(f"\n{text}" for text in texts) + tail)

    def all(self) -> list[Splice]:
        """Return all edits, with those of the imports."""
        for decorator, options in self._options.values():
            if decorator.node.id not in self._gone:
                self._write(decorator, options)
        for one, decorators in self._heads.values():
            lead = "\n" + self.style.indent(one.word)
            text = "".join(f"{decorator}{lead}" for decorator in decorators)
            self.put(one.word.start_byte, one.word.start_byte, text)
        return [*self.splices, *self._imports()]

    def _write(self, decorator: Decorator, options: dict[str, str | None]) -> None:
        body, listed = decorator.object(), decorator.listed
        assert listed is not None
        added = [f"{name}: {value}" for name, value in options.items() if value is not None]
        if body is None:
            if added:
                last = decorator.arguments[-1] if decorator.arguments else None
                at = last.end_byte if last is not None else listed.start_byte + 1
                self.put(at, at, f"{', ' if last is not None else ''}{{ {', '.join(added)} }}")
            return
        pairs = [child for child in body.named_children if child.type != "comment"]
        held = {name: pair for name in options if (pair := pair_of(body, name, self.file)) is not None}
        new = [f"{name}: {value}" for name, value in options.items() if value is not None and name not in held]
        for name, pair in held.items():
            text = options[name]
            value = pair.child_by_field_name("value")
            if text is not None and value is not None:
                self.put(value.start_byte, value.end_byte, text)
            elif new:
                self.put(pair.start_byte, pair.end_byte, new.pop(0))
            elif len(pairs) == 1:
                self._drop_argument(decorator)
            else:
                number = next(i for i, one in enumerate(pairs) if one.id == pair.id)
                if number + 1 < len(pairs):
                    self.put(pair.start_byte, pairs[number + 1].start_byte, "")
                else:
                    self.put(pairs[number - 1].end_byte, pair.end_byte, "")
        if new:
            self.splices += self.style.into(body, new) if pairs else self._fill(body.start_byte, body.end_byte, new)

    def _fill(self, start: int, end: int, entries: list[str]) -> list[Splice]:
        return [Splice(start, end, f"{{ {', '.join(entries)} }}".encode())]

    def _drop_argument(self, decorator: Decorator) -> None:
        body = decorator.object()
        assert body is not None
        number = next(i for i, one in enumerate(decorator.arguments) if one.id == body.id)
        start = decorator.arguments[number - 1].end_byte if number else body.start_byte
        self.put(start, body.end_byte, "")

    def _imports(self) -> Iterator[Splice]:
        names = sorted(self._core)
        held = self.file.core_import
        inside = braces(held) if held is not None else None
        if names and inside is not None:
            yield from self.style.into(inside, names)
        elif names:
            self.imports |= dict.fromkeys(names, TYPEORM)
        if not self.imports:
            return
        lines = []
        for module in dict.fromkeys(self.imports.values()):
            listed = ", ".join(sorted(name for name, of in self.imports.items() if of == module))
            lines.append(f"import {{ {listed} }} from {self.style.string(module)}{self.style.semicolon}")
        at = self.file.imports[-1].end_byte if self.file.imports else 0
        text = "".join(f"\n{line}" for line in lines)
        yield Splice(at, at, (text if self.file.imports else text.removeprefix("\n") + "\n").encode())
