"""Relations to an entity, and the tables that TypeORM makes of a many-to-many relation."""

from __future__ import annotations

from planner.orm.edit import Leftover
from planner.orm.typeorm.changes import Unreadable
from planner.orm.typeorm.entities import PRIMARY, Entity, snake
from planner.orm.typeorm.model import Member
from planner.orm.typeorm.schema import Schema
from planner.orm.typescript import string, value_of_object
from planner.orm.wanted import Table as WantedTable


def keep_join_table(schema: Schema, wanted: WantedTable) -> bool:
    """Tell TypeORM to leave a join table as it is: it would drop the tenant column. Return whether the table is one."""
    for entity in schema.tables.values():
        for one in entity.classes:
            for member in one.members:
                join = member.decorator("JoinTable")
                if join is None or wanted.relation.name not in _names(schema, entity, member):
                    continue
                options = join.object()
                value = value_of_object(options, "synchronize", one.file) if options is not None else None
                if value is None or one.file.of(value) != "false":
                    try:
                        schema.of(one).option(join, "synchronize", "false")
                    except Unreadable:
                        what = f"{wanted.relation}: give its @JoinTable synchronize: false"
                        schema.leftovers.append(Leftover(one.file.path, join.line, what))
                if not wanted.guarded:
                    what = (
                        f"{wanted.relation}: TypeORM sends no tenant to the join table of {member.key}: keep "
                        "transition.drop at never for this table, or make the table an entity"
                    )
                    schema.leftovers.append(Leftover(one.file.path, join.line, what))
                return True
    return False


def _names(schema: Schema, entity: Entity, member: Member) -> list[str]:
    """Return the names that the join table of a property may have."""
    file, join = member.of.file, member.decorator("JoinTable")
    options = join.object() if join is not None else None
    given = value_of_object(options, "name", file) if options is not None else None
    if given is not None:
        return [string(file, given) or file.constants.get(file.of(given), "")]
    if join is not None and join.arguments and (said := string(file, join.arguments[0])) is not None:
        return [said]
    relation = member.decorator("ManyToMany")
    target = schema.entities.target(member, relation) if relation is not None else None
    other = next((one for one in schema.tables.values() if one.of is target), None)
    if other is None:
        return []
    first = entity.relation.name
    return [snake(f"{first}_{member.key}_{other.relation.name}"), f"{first}_{snake(member.key)}_{other.relation.name}"]


def pin(schema: Schema, target: Entity) -> None:
    """Let every relation to an entity name the column that it references, because the entity's primary key gets a
    second column."""
    keys = [
        f.path
        for one in target.classes
        for f in target.fields.values()
        if f.decorator.name in PRIMARY and f.member.of is one
    ]
    done: set[int] = set()
    for entity in schema.tables.values():
        for relation in entity.relations:
            member = relation.member
            if relation.target is not target.of or len(relation.columns) != 1 or member.node.id in done or not keys:
                continue
            done.add(member.node.id)
            changes = schema.of(member.of)
            key = changes.style.string(keys[0])
            join = relation.join
            if join is None:
                said = f"{{ name: {changes.style.string(relation.columns[0])}, referencedColumnName: {key} }}"
                changes.beside(member, f"@{changes.use('JoinColumn')}({said})")
                continue
            options = join.object()
            if options is None or value_of_object(options, "referencedColumnName", member.of.file) is None:
                changes.option(join, "referencedColumnName", key)
