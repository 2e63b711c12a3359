"""The types that a file exports beside its tables: `export type User = InferSelectModel<typeof users>`.

A new table gets the types that the file's other tables have, spelled as theirs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from planner.orm.drizzle.model import File
from planner.orm.spelling import class_name


def types_of(file: File, variable: str) -> Iterator[str]:
    """Yield the exported types of a new table, in the order in which most tables of the file have theirs."""
    found = [shapes for table in file.tables if table.variable and (shapes := tuple(_shapes(file, table.variable)))]
    if len(found) * 2 > len(file.tables):
        usual, _ = Counter(found).most_common(1)[0]
        for before, plural, after, text in usual:
            name = _upper(variable) if plural else class_name(variable)
            yield text.format(name=f"{before}{name}{after}", variable=variable)


def _shapes(file: File, variable: str) -> Iterator[tuple[str, bool, str, str]]:
    """Yield (text before, whether the variable's own name, text after, the statement) of each exported type of a
    table. The statement has {name} and {variable} in their places."""
    for statement in file.root.named_children:
        text = file.of(statement)
        found = re.match(r"export\s+type\s+(\w+)\s*=", text)
        if found is None or re.findall(r"typeof\s+(\w+)", text) != [variable]:
            continue
        name = found[1]
        for spelled, own in ((_upper(variable), True), (class_name(variable), False)):
            before, middle, after = name.partition(spelled)
            if middle:
                escaped = text.replace("{", "{{").replace("}", "}}")
                escaped = re.sub(rf"(typeof\s+){re.escape(variable)}\b", r"\1{variable}", escaped)
                whole = re.sub(rf"(export\s+type\s+){re.escape(name)}\b", r"\1{name}", escaped)
                yield before, own, after, whole
                break


def _upper(name: str) -> str:
    return name[:1].upper() + name[1:]
