"""Find the files of base classes: a model may come from an abstract class of another module of the project."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from planner.orm.django.parse import File
from planner.orm.python import Source


def with_bases(files: Sequence[File], found: Sequence[Path], open_file: Callable[[Path], File | None]) -> list[File]:
    """Return the files, and the files of `found` that define base classes of their classes, or of these base classes.

    planner follows the imports of the files. A module outside `found` belongs to a library.
    """
    held = {file.path.resolve(): file for file in files}
    known = {path.resolve(): path for path in found}
    waiting = [(file.source, parent) for file in files for model in file.models for parent in model.bases]
    seen: set[tuple[Path, str]] = set()
    while waiting:
        source, name = waiting.pop()
        if (source.path, name) in seen:
            continue
        seen.add((source.path, name))
        for path in _modules(source, name, known):
            if path not in held:
                opened = open_file(known[path])
                if opened is None:
                    continue
                held[path] = opened
                waiting += [(opened.source, parent) for model in opened.models for parent in model.bases]
            if all(model.name != name.split(".")[-1] for model in held[path].models):
                waiting.append((held[path].source, name.split(".")[-1]))  # The module has the class from elsewhere.
    return list(held.values())


def _modules(source: Source, name: str, known: dict[Path, Path]) -> list[Path]:
    """Return the files that the module of an imported name can be."""
    local, _, rest = name.partition(".")
    imported = source.imported.get(local) or source.later.get(local)
    if imported is None:
        return [path for module in source.stars for path in _files(source.path, module, known)]
    module, original = imported
    names = [module, f"{module}{'' if module.endswith('.') else '.'}{original}"] if rest else [module]
    return [path for one in names for path in _files(source.path, one, known)]


def _files(importer: Path, module: str, known: dict[Path, Path]) -> list[Path]:
    dots = len(module) - len(module.lstrip("."))
    parts = tuple(part for part in module.split(".") if part)
    if dots:
        folder = importer.resolve().parents[dots - 1].joinpath(*parts)
        return [path for path in (folder.with_suffix(".py"), folder / "__init__.py") if path in known]
    ends = ((*parts[:-1], f"{parts[-1]}.py"), (*parts, "__init__.py"))
    return [path for path in known for end in ends if path.parts[-len(end) :] == end]
