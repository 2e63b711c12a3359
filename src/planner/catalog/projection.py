"""A working copy of a catalog: later phases are projected onto the state that earlier ones will leave.

`Projection.catalog` looks like any other catalog to its readers. A fingerprint of the projected catalog equals the live
one's once the step has run: that is what makes a saved plan resumable, and a test holds every golden case to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Protocol

from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import Ledger, Owned, OwnedKey
from planner.names import QName


class Change(Protocol):
    """One effect of a step."""

    @property
    def relation(self) -> QName:
        """The relation whose digest the change may alter; a change of a partitioned table may alter its partitions' too."""
        ...

    def on(self, projection: Projection) -> None: ...


class Projection:
    """A catalog that changes can be applied to without touching the one it was made from."""

    def __init__(self, catalog: Catalog) -> None:
        self._relations = dict(catalog.relations)
        self._owned = Ledger(catalog.owned.values())
        self.catalog = replace(catalog, relations=self._relations, owned=self._owned)

    def apply(self, changes: Iterable[Change]) -> None:
        for change in changes:
            change.on(self)

    def put(self, relation: Relation) -> None:
        self._relations[relation.name] = relation

    def remove(self, name: QName) -> None:
        self._relations.pop(name, None)

    def edit(self, name: QName, edit: Callable[[Relation], Relation], *, partitions: bool = True) -> None:
        """Replace a relation, and with `partitions` everything below it, as ALTER TABLE recurses."""
        relation = self._relations[name]
        self._relations[name] = edit(relation)
        if partitions:
            for child in self.catalog.children.get(name, ()):
                self.edit(child, edit)

    def own(self, owned: Owned) -> None:
        """Record, or change the state of a record; what was there before is kept, as in planner.owned itself."""
        earlier = self._owned.get(owned.key)
        if earlier is not None:
            owned = replace(earlier, state=owned.state, detail=owned.detail or earlier.detail)
        self._owned.put(owned)

    def disown(self, key: OwnedKey) -> None:
        self._owned.remove(key)
