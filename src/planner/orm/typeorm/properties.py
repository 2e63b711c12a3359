"""New properties of an entity: the tenant column, and the relation to the tenants."""

from __future__ import annotations

from planner.orm.typeorm.changes import Changes
from planner.orm.typeorm.entities import Entity
from planner.orm.typeorm.keys import actions
from planner.orm.typeorm.model import File
from planner.orm.typeorm.naming import named
from planner.orm.typeorm.schema import Schema
from planner.orm.typeorm.words import typed
from planner.orm.wanted import ForeignKey
from planner.orm.wanted import Table as WantedTable


def column_lines(changes: Changes, wanted: WantedTable, key: str, *, primary: bool) -> list[str]:
    """Return the lines of the tenant column. Its property is `key`."""
    found = typed(wanted.column.type)
    assert found is not None
    kind, length, script = found
    style = changes.style
    options = [f"name: {style.string(wanted.column.name)}"] if key != wanted.column.name else []
    options.append(f"type: {style.string(kind)}")
    options += [f"length: {length}"] if length is not None else []
    options += ["nullable: true"] if wanted.nullable else []
    if wanted.session_default is not None:
        options.append(f"default: () => {style.string(wanted.session_default)}")
    decorator = changes.use("PrimaryColumn" if primary else "Column")
    return [
        f"@{decorator}({{ {', '.join(options)} }})",
        f"{key}{_sure(changes.file)}: {script}{' | null' if wanted.nullable else ''}{style.semicolon}",
    ]


def reference_lines(schema: Schema, changes: Changes, wanted: WantedTable, key: ForeignKey, name: str) -> list[str]:
    """Return the lines of the relation to the tenants."""
    style, target = changes.style, schema.tenants_in(changes)
    options = actions(key, changes)
    join = [f"name: {style.string(key.columns[0])}"]
    if schema.tenants_key is not None:
        join.append(f"referencedColumnName: {style.string(schema.tenants_key)}")
    if key.name != named("FK_", wanted.relation.name, key.columns):
        join.append(f"foreignKeyConstraintName: {style.string(key.name)}")
    last = f", {{ {', '.join(options)} }}" if options else ""
    wrapper = _wrapper(changes.file)
    script = f"{wrapper}<{target}>" if wrapper is not None else target
    return [
        f"@{changes.use('ManyToOne')}(() => {target}{last})",
        f"@{changes.use('JoinColumn')}({{ {', '.join(join)} }})",
        f"{name}{_sure(changes.file)}: {script}{' | null' if wanted.nullable else ''}{style.semicolon}",
    ]


def reference_name(entity: Entity, key: str) -> str:
    """Return a free property for the relation: client for clientId."""
    taken = {member.key for one in entity.classes for member in one.members}
    plain = next((key.removesuffix(end) for end in ("Id", "_id") if key.endswith(end) and key != end), f"{key}Entity")
    return next(name for name in (plain, f"{plain}Entity", f"{plain}Tenant", f"{key}Relation") if name not in taken)


def _sure(file: File) -> str:
    """Return the mark of properties that TypeScript is told are always there, if most of the file's have it."""
    members = [member for one in file.classes for member in one.members if member.decorators]
    marked = [member for member in members if any(child.type == "!" for child in member.node.children)]
    return "!" if 2 * len(marked) > len(members) else ""


def _wrapper(file: File) -> str | None:
    """Return the name of typeorm's type Relation in a file that uses it for its relations."""
    return next((local for local, name in file.names.items() if name == "Relation"), None)
