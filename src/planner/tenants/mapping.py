"""The keys of an imported tenant: which are renewed, and every column that holds one of them.

A column follows the key that it points to, over any number of foreign keys, and in a polymorphic column by its case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlglot import exp

from planner.names import EQUALS, QName
from planner.sql import build
from planner.sql.build import Node
from planner.sql.template import templates
from planner.tenancy.model import Path
from planner.tenants.closed import ClosedSet, Part

_SQL = templates("planner.tenants", "mapping.sql")

Key = tuple[QName, str]
"""A column of a table."""


@dataclass(slots=True)
class KeyMapping:
    """The values of an export under the new tenant's id and its renewed keys, and back."""

    closed: ClosedSet
    old: str
    new: str
    renewed: set[Key] = field(default_factory=set)
    """The columns that have entries in planner.key_map."""

    def forward(self, part: Part, name: str, alias: str) -> Node:
        """Return the value for the database of a column of a staged row."""
        return self._mapped(part, name, alias, (self.old, self.new), ("old_key", "new_key"))

    def back(self, part: Part, name: str, alias: str) -> Node:
        """Return the value that the export has, of a column of an imported row."""
        return self._mapped(part, name, alias, (self.new, self.old), ("new_key", "old_key"))

    def _mapped(self, part: Part, name: str, alias: str, tenants: tuple[str, str], keys: tuple[str, str]) -> Node:
        if name == part.column:
            return self.closed.value(tenants[1])
        plain = build.column(name, alias)
        branches: list[exp.If] = []
        whole: Node = plain
        for path, key in self.origins(part.relation, name):
            if self._names_tenant(key):
                then = self._tenant(plain, part.type_of(name), tenants)
            elif key in self.renewed:
                then = self._renewed(plain, part.type_of(name), key, keys)
            else:
                continue
            if path is None or path.case is None:
                whole = then
                break
            equals = dict(path.operators).get(path.case.column, EQUALS)
            case = build.eq(build.column(path.case.column, alias), build.literal(path.case.value), equals)
            branches.append(exp.If(this=case, true=then))
        return exp.Case(ifs=branches, default=whole) if branches else whole

    def origins(self, relation: QName, name: str) -> Iterator[tuple[Path | None, Key]]:
        """Yield the keys whose values a column may hold, each with the path that leads there."""
        pointing = False
        for path, theirs in self._pointing(relation, name):
            pointing = True
            yield path, self._origin(path.parent, theirs)
        if not pointing:
            yield None, (relation, name)

    def points(self, relation: QName, name: str) -> bool:
        """Return whether a column points to another row of any table, so that its values are that row's key."""
        return any(
            mine == name and (path.parent, theirs) != (relation, name)
            for path in self.closed.links.get(relation, ())
            for mine, theirs in path.pairs
        )

    def _pointing(self, relation: QName, name: str) -> Iterator[tuple[Path, str]]:
        own = self.closed.own.get(relation)
        for path in self.closed.links.get(relation, ()):
            for mine, theirs in path.pairs:
                itself = path.parent == relation and mine == theirs
                if mine == name and path.parent in self.closed.own and not itself and name != (own and own.column):
                    yield path, theirs

    def _origin(self, relation: QName, name: str) -> Key:
        """Return the key that a column takes its values from, by foreign keys without a case."""
        seen = {(relation, name)}
        while True:
            step = next(((p.parent, t) for p, t in self._pointing(relation, name) if p.case is None), None)
            if step is None or step in seen:
                return relation, name
            seen.add(step)
            relation, name = step

    def _names_tenant(self, key: Key) -> bool:
        part = self.closed.own.get(key[0])
        return part is not None and part.column == key[1]

    def _tenant(self, value: Node, type_: str, tenants: tuple[str, str]) -> Node:
        if tenants[0] == tenants[1]:
            return value
        same = build.eq(value.copy(), self.closed.value(tenants[0]), self.closed.state.tenancy.tenants.equals)
        return exp.Case(
            ifs=[exp.If(this=same, true=build.cast(build.literal(tenants[1]), type_))], default=value.copy()
        )

    def _renewed(self, value: Node, type_: str, key: Key, keys: tuple[str, str]) -> Node:
        relation, name = key
        return _SQL["renewed"].fill(
            wanted=keys[1],
            given=keys[0],
            tenant=build.literal(self.new),
            schema=build.literal(relation.schema),
            relation=build.literal(relation.name),
            name=build.literal(name),
            value=value,
            type=type_,
        )

    def renewable(self, part: Part, name: str) -> bool:
        """Return whether planner may give a key column new values: it is a row's own id, not somebody else's key."""
        if name == part.column or name not in part.names or self.points(part.relation, name):
            return False
        primary = any(
            index.primary and any(column.name == name for column in index.columns)
            for index in self.closed.relation(part).indexes
        )
        return primary or any(
            path.parent == part.relation and any(theirs == name for _, theirs in path.pairs)
            for paths in self.closed.links.values()
            for path in paths
        )
