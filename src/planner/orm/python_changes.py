"""The edits of a Python file: the arguments of its calls, the elements of its lists, and the imports that they need."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from planner.orm.edit import Splice
from planner.orm.python import Source, keyword

if TYPE_CHECKING:
    import libcst as cst


@dataclass(slots=True)
class _Arguments:
    """The edits of a call's arguments. They are written together, since each depends on which arguments remain."""

    dropped: set[cst.Arg] = field(default_factory=set)
    positional: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)


@dataclass
class Changes:
    """The edits of one file, and the names that they need."""

    source: Source
    splices: list[Splice] = field(default_factory=list)
    _calls: dict[cst.Call, _Arguments] = field(default_factory=dict)
    _needed: dict[str, set[str]] = field(default_factory=dict)
    """The names to import, by module."""
    _modules: dict[str, str] = field(default_factory=dict)
    """The local name of each module to import as a whole."""

    def put(self, start: int, end: int, text: str) -> None:
        """Replace the bytes from `start` to `end`. The same replacement again changes nothing."""
        splice = Splice(start, end, text.encode())
        if start == end or splice not in self.splices:
            self.splices.append(splice)

    def replace(self, node: cst.CSTNode, text: str) -> None:
        """Replace the text of a node."""
        span = self.source.span(node)
        self.put(span.start, span.end, text)

    def before(self, element: cst.CSTNode, text: str) -> None:
        """Add an element before this element of a list, on a line of its own if this element has its own line."""
        self.splices.append(self._before(element, text))

    def _before(self, element: cst.CSTNode, text: str) -> Splice:
        at = self.source.span(element).start
        line = self.source.text.rfind(b"\n", 0, at) + 1
        lead = self.source.text[line:at].decode()
        return Splice(at, at, (f"{text}, " if lead.strip() else f"{text},\n{lead}").encode())

    # Arguments

    def append(self, call: cst.Call, text: str) -> None:
        """Add a last argument to the call, once."""
        held = self._of(call).keywords
        if text not in held:
            held.append(text)

    def append_positional(self, call: cst.Call, text: str) -> None:
        """Add a last positional argument to the call, once."""
        held = self._of(call).positional
        if text not in held:
            held.append(text)

    def drop(self, call: cst.Call, argument: cst.Arg) -> None:
        """Remove an argument of the call."""
        self._of(call).dropped.add(argument)

    def set(self, call: cst.Call, name: str, value: str) -> None:
        """Give an option of the call this value, whether the call has the option or not."""
        held = keyword(call, name)
        if held is None:
            self.append(call, f"{name}={value}")
        else:
            self.replace(held.value, value)

    def _of(self, call: cst.Call) -> _Arguments:
        return self._calls.setdefault(call, _Arguments())

    def _arguments(self, call: cst.Call, edits: _Arguments) -> Iterator[Splice]:
        left = [arg for arg in call.args if arg not in edits.dropped]
        if not left:
            start, end = self._inside(call)
            yield Splice(start, end, ", ".join([*edits.positional, *edits.keywords]).encode())
            return
        yield from self._drops(call, edits.dropped)
        plain = [arg for arg in left if arg.keyword is None and not arg.star]
        if edits.positional and not plain:
            yield self._before(left[0], ", ".join(edits.positional))
        elif edits.positional:
            end = self.source.span(plain[-1]).end
            yield Splice(end, end, "".join(f", {text}" for text in edits.positional).encode())
        if edits.keywords:
            end = self.source.span(left[-1]).end
            yield Splice(end, end, "".join(f", {text}" for text in edits.keywords).encode())

    def _drops(self, call: cst.Call, dropped: Collection[cst.Arg]) -> Iterator[Splice]:
        """Yield the removal of each argument, with the comma before it, or after it if no argument before it stays."""
        spans = [self.source.span(arg) for arg in call.args]
        stays = False
        for number, arg in enumerate(call.args):
            if arg not in dropped:
                stays = True
            elif stays:
                yield Splice(spans[number - 1].end, spans[number].end, b"")
            else:
                yield Splice(spans[number].start, spans[number + 1].start, b"")

    def _inside(self, call: cst.Call) -> tuple[int, int]:
        """Return the place of all arguments, with the space around them if nothing else is there."""
        import libcst as cst

        text, end = self.source.text, self.source.span(call).end - 1
        if not call.args:
            return end, end
        last = call.args[-1]
        start = self.source.span(call.args[0]).start
        stop = self.source.span(last.comma if isinstance(last.comma, cst.Comma) else last).end
        opening = len(text[:start].rstrip())
        alone = text[opening - 1 : opening] == b"(" and not text[stop:end].strip()
        return (opening, end) if alone else (start, stop)

    # Imports

    def use(self, name: str, module: str, also: Collection[str] = ()) -> str:
        """Return an expression for a name of a module, and import what it needs. `also` has other modules that define
        the same. If the name means something else in the file, the expression names the module."""
        source = self.source
        held = source.imported.get(name)
        if held is not None and held[1] == name and held[0] in (module, *also):
            return name
        if name not in source.taken and source.later.get(name, (module, name)) == (module, name):
            self._needed.setdefault(module, set()).add(name)
            return name
        return f"{self._module(module)}.{name}"

    def _module(self, module: str) -> str:
        """Return the local name of a whole module."""
        held = self.source.modules.get(module) or self._modules.get(module)
        if held is None:
            held = module.replace(".", "_")
            while held in self.source.taken or held in self.source.later:
                held += "_"
            self._modules[module] = held
        return held

    def all(self) -> tuple[Path, bytes, list[Splice]]:
        """Return the file's path and text, and all edits."""
        arguments = [splice for call, edits in self._calls.items() for splice in self._arguments(call, edits)]
        return self.source.path, self.source.text, [*self.splices, *arguments, *self._imports()]

    def _imports(self) -> Iterator[Splice]:
        lines = [
            f"import {module}\n" if local == module else f"import {module} as {local}\n"
            for module, local in sorted(self._modules.items())
        ]
        for module, names in sorted(self._needed.items()):
            held = self.source.imports.get(module)
            if held is not None:
                last = held[-1]
                end = self.source.span(last.name if last.asname is None else last.asname).end
                yield Splice(end, end, f", {', '.join(sorted(names))}".encode())
            else:
                lines.append(f"from {module} import {', '.join(sorted(names))}\n")
        if lines:
            at = self.source.last_import
            text = "".join(lines)
            yield Splice(at, at, (f"\n{text.rstrip()}" if at else f"{text}\n").encode())
