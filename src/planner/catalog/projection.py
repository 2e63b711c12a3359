"""A working copy of a catalog, on which planner plays the changes of steps that have not run yet.

A later phase is planned on the catalog that the earlier phases will leave. `Projection.catalog` looks like any other
catalog to its readers. After a step has run, the fingerprint of the live catalog equals that of the projected one, so a
saved plan can be resumed. A test checks this for every golden case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from planner.catalog.access import Function
from planner.catalog.copies import replace
from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import Ledger, Owned, OwnedKey
from planner.names import QName


class Change(Protocol):
    """One change that a step makes to the catalog or to the record."""

    @property
    def relation(self) -> QName:
        """The relation whose digest the change may alter. The digests of its partitions may change too."""
        ...

    def on(self, projection: Projection) -> None: ...


class Projection:
    """A copy of a catalog to which changes can be applied. The original catalog stays as it is."""

    def __init__(self, catalog: Catalog) -> None:
        self._relations = dict(catalog.relations)
        self._owned = Ledger(catalog.owned.values())
        self.catalog = replace(catalog, relations=self._relations, owned=self._owned)

    def apply(self, changes: Iterable[Change]) -> None:
        """Play the changes on the copy, in order. Raises KeyError for a relation that the catalog does not have."""
        for change in changes:
            change.on(self)

    def put(self, relation: Relation) -> None:
        self._relations[relation.name] = relation

    def remove(self, name: QName) -> None:
        self._relations.pop(name, None)

    def edit(self, name: QName, edit: Callable[[Relation], Relation], *, partitions: bool = True) -> None:
        """Edit a relation; with `partitions`, edit all partitions below it too, as ALTER TABLE does."""
        relation = self._relations[name]
        self._relations[name] = edit(relation)
        if partitions:
            for child in self.catalog.children.get(name, ()):
                self.edit(child, edit)

    def set_functions(self, functions: tuple[Function, ...]) -> None:
        """Give the catalog other functions. `catalog` is a new object then."""
        self.catalog = replace(self.catalog, functions=functions)

    def own(self, owned: Owned) -> None:
        """Add an entry to the record, or change an entry's state; `before` stays, as in planner.owned."""
        earlier = self._owned.get(owned.key)
        if earlier is not None:
            owned = replace(earlier, state=owned.state, detail=owned.detail or earlier.detail)
        self._owned.put(owned)

    def disown(self, key: OwnedKey) -> None:
        self._owned.remove(key)
