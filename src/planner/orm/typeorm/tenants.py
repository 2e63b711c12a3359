"""The entity of the tenants table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from planner.orm.spelling import camel
from planner.orm.typeorm.changes import Changes
from planner.orm.typeorm.words import typed
from planner.orm.wanted import Tenants


def file_name(name: str, beside: Sequence[str]) -> str:
    """Return the name of a new file, spelled as most of the files beside it: user.entity.ts, User.ts."""
    capital = 2 * sum(one[:1].isupper() for one in beside) > len(beside)
    stem = (
        name if capital else re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_" if any("_" in one for one in beside) else "-", name)
    )
    entity = 2 * sum(".entity." in one for one in beside) > len(beside)
    ends = [one.rsplit(".", 1)[-1] for one in beside] or ["ts"]
    end = max(sorted(set(ends)), key=ends.count)
    return f"{stem if capital else stem.lower()}{'.entity' if entity else ''}.{end if end != 'tsx' else 'ts'}"


def declared(tenants: Tenants, name: str, changes: Changes, schema: str) -> tuple[list[str], list[str]]:
    """Return the lines of the entity, and what is left to people."""
    style, unit = changes.style, changes.style.unit
    table = style.string(tenants.relation.name)
    if tenants.relation.schema != schema:
        table = f"{{ name: {table}, schema: {style.string(tenants.relation.schema)} }}"
    lines = [f"@{changes.use('Entity')}({table})", f"export class {name} {{"]
    left = []
    for number, column in enumerate(tenants.columns):
        found = typed(column.type)
        if found is None:
            left.append(f"{column.name} of {tenants.relation}: no TypeORM type is known for {column.type}")
            continue
        kind, length, script = found
        key = camel(column.name)
        options = [f"name: {style.string(column.name)}"] if key != column.name else []
        options.append(f"type: {style.string(kind)}")
        options += [f"length: {length}"] if length is not None else []
        options += ["nullable: true"] if not column.not_null else []
        if column.default is not None:
            options.append(f"default: () => {style.string(column.default)}")
        decorator = changes.use("PrimaryColumn" if column.name == tenants.key else "Column")
        lines += [""] if number else []
        lines.append(f"{unit}@{decorator}({{ {', '.join(options)} }})")
        sure = "!" if any(b"!:" in one.file.text for one in changes.file.classes[:1]) else ""
        lines.append(f"{unit}{key}{sure}: {script}{' | null' if not column.not_null else ''}{style.semicolon}")
    return [*lines, "}"], left
