"""The entries of planner's record: the objects that planner created or changed, and what was there before.

Every statement of an operation and its entry run in the same transaction, in apply and in psql files. Undo changes only
objects that the record lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from sqlglot import exp

from planner.catalog.changes import Disown, Own
from planner.catalog.model import Catalog
from planner.catalog.owned import Owned, OwnedKey, OwnedKind, OwnedState
from planner.catalog.projection import Change
from planner.names import PLANNER_SCHEMA, QName
from planner.sql import build
from planner.sql.build import Node
from planner.sql.stencil import Stencil, slot
from planner.steps.conditions import OWNED, Recorded
from planner.steps.record import codec
from planner.steps.record.documents import BEFORE, Document
from planner.steps.record.tables import COLUMNS, KEY
from planner.steps.step import Step
from planner.target.phase import Phase


@dataclass(frozen=True, slots=True)
class Recording:
    """The INSERT of an entry. An existing entry gets the new state and keeps its `before`."""

    owned: Owned
    detail: Node | None = None
    """An expression that replaces the entry's own detail."""

    def node(self) -> Node:
        key = self.owned.key
        named = (key.kind.value, key.relation.schema, key.relation.name, key.name)
        values = (*named, self.owned.phase, self.owned.state.value, self.owned.before)
        nodes = [build.literal(value) for value in values]
        nodes.append(build.literal(self.owned.detail) if self.detail is None else self.detail)
        return _insert().fill(dict(zip(COLUMNS, nodes, strict=True)))

    def __str__(self) -> str:
        key = self.owned.key
        return f"planner.owned: {key.kind} {key.name} of {key.relation}, {self.owned.phase}, {self.owned.state}"


@dataclass(frozen=True, slots=True)
class Forgetting:
    """The DELETE of an entry."""

    key: OwnedKey

    def node(self) -> Node:
        return build.delete(OWNED, Recorded(self.key).where())

    def __str__(self) -> str:
        return f"planner.owned: {self.key.kind} {self.key.name} of {self.key.relation} is forgotten"


RecordStatement = Recording | Forgetting
"""A statement that changes planner's record and no object of the application."""


@cache
def _insert() -> Stencil:
    return Stencil(build.insert(OWNED, COLUMNS, [[slot(name) for name in COLUMNS]], _upsert()))


def _upsert() -> exp.OnConflict:
    state = build.assign(build.column("state"), build.column("state", "excluded"))
    detail = exp.Coalesce(this=build.column("detail", "excluded"), expressions=[build.column("detail", OWNED.name)])
    return exp.OnConflict(
        conflict_keys=[build.ident(c) for c in KEY],
        action=exp.var("DO UPDATE"),
        expressions=[state, build.assign(build.column("detail"), detail)],
    )


def disown(key: OwnedKey) -> Forgetting:
    return Forgetting(key)


def owning(owned: Owned) -> tuple[Recording, Change]:
    """Return the statement that records an entry, and its change to a projected catalog."""
    return Recording(owned), Own(owned)


def entry(
    kind: OwnedKind,
    relation: QName,
    name: str,
    phase: Phase,
    *,
    state: OwnedState = OwnedState.CONFIRMED,
    document: Document | None = None,
    detail: Document | None = None,
) -> Owned:
    """Return an entry of the record; `document` is for undo, of the class that `BEFORE` has for the kind."""
    assert document is None or BEFORE.get(kind) is type(document)
    before = codec.encode(document) if document is not None else None
    later = codec.encode(detail) if detail is not None else None
    return Owned(OwnedKey(kind, relation, name), phase.value, state, before, later)


SCHEMA_ENTRY = entry(OwnedKind.SCHEMA, OWNED, PLANNER_SCHEMA, Phase.ADD)


def recorded(catalog: Catalog, kind: OwnedKind, relation: QName, name: str) -> Owned | None:
    """Return an entry of the record, None if there is no such entry."""
    return catalog.owned.get(OwnedKey(kind, relation, name))


def forgotten(owned: Owned, phase: Phase, left: Sequence[Node] = ()) -> Iterator[Step]:
    """Yield the step that removes an entry, after the statements `left`: its relation, or the referenced one, is gone."""
    if phase is not codec.phase(owned):
        return
    yield Step(
        id=f"rollback.forget.{owned.key.kind}.{owned.key.relation}.{owned.key.name}",
        phase=phase,
        operation="record",
        relation=owned.key.relation,
        title=f"forget {owned.key.kind} {owned.key.name} of {owned.key.relation}: its table, or the referenced one, is gone",
        make=lambda: (*left, disown(owned.key)),
        changes=(Disown(owned.key),),
    )
