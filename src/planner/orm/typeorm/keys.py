"""The decorators of keys and foreign keys."""

from __future__ import annotations

from planner.catalog.words import ReferentialAction
from planner.orm.typeorm.changes import Changes
from planner.orm.typeorm.entities import Entity
from planner.orm.typeorm.naming import named
from planner.orm.typeorm.schema import Schema
from planner.orm.typeorm.words import sayable
from planner.orm.wanted import ForeignKey, Key
from planner.orm.wanted import Table as WantedTable


def default_name(key: Key, wanted: WantedTable) -> str:
    """Return the name that TypeORM gives to a key without a name."""
    prefix = "UQ_" if key.constraint else "IDX_"
    return named(prefix, wanted.relation.name, key.columns, key.index.predicate)


class KeyTexts:
    """The decorators of one entity, as its file writes them."""

    def __init__(self, schema: Schema, changes: Changes, entity: Entity, wanted: WantedTable, key: str) -> None:
        """`key` is the tenant column's property."""
        self._schema = schema
        self._changes = changes
        self._entity = entity
        self._wanted = wanted
        self._key = key

    def beside(self, key: Key) -> str:
        """Return the index of one column, as its property has it."""
        name = "" if key.name == default_name(key, self._wanted) else self._string(key.name)
        return f"@{self._changes.use('Index')}({name})"

    def index(self, key: Key) -> str:
        """Return an index that is not unique."""
        return self._indexed(key, [])

    def unique(self, key: Key) -> str:
        """Return a unique key."""
        if not key.constraint:
            return self._indexed(key, ["unique: true"])
        parts = [*self._name(key), self._fields(key)]
        if key.timing.deferrable:
            when = "INITIALLY DEFERRED" if key.timing.deferred else "INITIALLY IMMEDIATE"
            parts.append(f"{{ deferrable: {self._string(when)} }}")
        return f"@{self._changes.use('Unique')}({', '.join(parts)})"

    def foreign(self, key: ForeignKey) -> str:
        """Return a foreign key of several columns."""
        columns = [self._schema.named(self._wanted.relation, column) for column in key.columns]
        other = [self._schema.named(key.ref, column) for column in key.ref_columns]
        target = self._schema.class_in(self._schema.tables[key.ref].of, self._changes)
        options = [] if key.name == named("FK_", self._wanted.relation.name, key.columns) else [self._named(key.name)]
        options += actions(key, self._changes)
        last = [f"{{ {', '.join(options)} }}"] if options else []
        parts = [f"() => {target}", self._listed(columns), self._listed(other), *last]
        return f"@{self._changes.use('ForeignKey')}({', '.join(parts)})"

    def _indexed(self, key: Key, options: list[str]) -> str:
        """Return an index. TypeORM leaves an index alone that it has no words for, if it knows the name."""
        use = self._changes.use("Index")
        fields = [self._property(column) for column in key.columns]
        if not sayable(key) or None in fields:
            return f"@{use}({self._string(key.name)}, {{ synchronize: false }})"
        if key.index.predicate is not None:
            options = [*options, f"where: {self._string(key.index.predicate)}"]
        parts = [*self._name(key), self._fields(key), *([f"{{ {', '.join(options)} }}"] if options else [])]
        return f"@{use}({', '.join(parts)})"

    def _name(self, key: Key) -> list[str]:
        return [] if key.name == default_name(key, self._wanted) else [self._string(key.name)]

    def _named(self, name: str) -> str:
        return f"name: {self._string(name)}"

    def _property(self, column: str) -> str | None:
        return self._key if column == self._wanted.column.name else self._entity.property_of(column)

    def _fields(self, key: Key) -> str:
        return self._listed([self._property(column) or column for column in key.columns])

    def _listed(self, names: list[str]) -> str:
        return f"[{', '.join(self._string(name) for name in names)}]"

    def _string(self, text: str) -> str:
        return self._changes.style.string(text)


def actions(key: ForeignKey, changes: Changes) -> list[str]:
    """Return the options of a foreign key's actions and timing."""
    said = [
        f"{event}: {changes.style.string(action.value)}"
        for event, action in (("onDelete", key.on_delete), ("onUpdate", key.on_update))
        if action is not ReferentialAction.NO_ACTION
    ]
    if key.timing.deferrable:
        when = "INITIALLY DEFERRED" if key.timing.deferred else "INITIALLY IMMEDIATE"
        said.append(f"deferrable: {changes.style.string(when)}")
    return said
