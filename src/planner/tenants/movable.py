"""Whether a tenant can be moved to another database: the two databases, their checks, and how far a move is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from planner.catalog.fingerprint import digests, moved
from planner.catalog.model import Catalog
from planner.errors import Blocked, Refused
from planner.execution.connection import Connection
from planner.execution.interrupt import Interrupt
from planner.execution.journal import Journal
from planner.names import QName, few
from planner.run.project import View
from planner.tenants.catch_up import Pass
from planner.tenants.closed import (
    ClosedSet,
    closed_set,
    find_tenant,
    is_there,
    refuse_open_ends,
    refuse_ownerless,
    spelled_tenant,
)
from planner.tenants.earlier import database_identity
from planner.tenants.look import counted
from planner.tenants.mover import is_block
from planner.tenants.moving import Move, State, Where, read_move
from planner.tenants.silence import suppressed


@dataclass(frozen=True, slots=True)
class Database:
    """One of the two databases."""

    connection: Connection
    view: View
    closed: ClosedSet
    dsn: str | None
    identity: str

    @property
    def place(self) -> str:
        """The database in words."""
        server = self.view.catalog.server
        return f"{server.database} on {server.host}" if server.host else str(server.database)


def database(connection: Connection, view: View, dsn: str | None) -> Database:
    """Return a database of a move. Raise Blocked while nobody can say whose its rows are."""
    return Database(connection, view, closed_set(view), dsn, database_identity(connection))


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user wants, beside the tenant and the databases."""

    folder: Path
    workers: int
    keep_existing: bool
    blocked_at_most: float
    """Seconds."""
    lock_deadline: float
    """Seconds."""


@dataclass(slots=True)
class MoveRun:
    """One run of a move."""

    source: Database
    target: Database
    tenant: str
    wish: Wish
    tell: Callable[[str], None]
    here: Move | None = None
    """The move as the source knows it."""
    there: Move | None = None
    rows: dict[QName, int] = field(default_factory=dict)
    passes: list[Pass] = field(default_factory=list)
    renewed: dict[QName, int] = field(default_factory=dict)
    blocked_seconds: float | None = None
    interrupt: Interrupt = field(default_factory=Interrupt)
    journals: tuple[Journal, Journal] = field(default_factory=lambda: (Journal("tenant move"), Journal("tenant move")))

    @property
    def state(self) -> str:
        """How far the move is, in one word."""
        if self.there is not None and self.there.state is State.LIVE:
            return str(self.here.state if self.here is not None and self.here.state is State.MOVED else State.LIVE)
        if self.here is not None and self.here.state is State.BLOCKED:
            return str(State.BLOCKED)
        return str(self.there.state) if self.there is not None else "none"


def prepare_move(source: Database, target: Database, given: str, wish: Wish, tell: Callable[[str], None]) -> MoveRun:
    """Return the move as far as it is, with its checks done. Raise Refused or Blocked when it can't be made."""
    tenant = spelled_tenant(source.connection, source.view.state, given)
    if tenant is None or (here := read_move(source.connection, tenant)) is None:
        here, tenant = None, find_tenant(source.connection, source.view.state, given)
    there = read_move(target.connection, tenant)
    run = MoveRun(source, target, tenant, wish, tell, *_same_move(source, target, here, there))
    if run.there is not None and run.there.state is State.LIVE:
        return run
    run.rows = counted(source.connection, source.closed, tenant, source.closed.own)
    _refuse_other_schema(source, target)
    refuse_ownerless(source.connection, source.closed)
    refuse_open_ends(source.connection, source.closed, tenant)
    for name in target.closed.own:
        suppressed(target.closed, name)
    if run.there is None and is_there(target.connection, target.view.state, tenant):
        raise Blocked(
            f"tenant {tenant!r} is on the target already, and no move of planner brought it",
            hint="planner tenant delete it there first, or move nothing; nothing was changed",
        )
    return run


def refuse_one_database(source: str, target: str) -> None:
    """Raise Refused when both identities are one: the same database, or a physical copy with the same identifiers."""
    if source == target:
        raise Refused(
            "--to names the database that the tenant is in, or a physical copy of it that has the same identifiers",
            hint="name another database; planner tenant copy makes a second tenant in the same one. Nothing was changed",
        )


def _same_move(
    source: Database, target: Database, here: Move | None, there: Move | None
) -> tuple[Move | None, Move | None]:
    """Return the move that both databases are in; None for a finished move to or from elsewhere. Raise Blocked."""
    if here is not None and here.side is Where.TARGET:
        if here.state is not State.LIVE:
            raise Blocked(
                f"the tenant is on its way here, from {here.place}",
                hint="finish that move first, or end it with --abort",
            )
        here = None
    if here is not None and here.other != target.identity:
        raise Blocked(f"the tenant is moving to {here.place}", hint="name this database with --to, with --abort to end")
    if there is not None and (here is None or there.id != here.id):
        if there.side is Where.TARGET and there.state is not State.LIVE:
            raise Blocked(
                f"the target is in another move of this tenant, from {there.place}",
                hint="finish that move first, or end it with --abort",
            )
        there = None
    return here, there


def _refuse_other_schema(source: Database, target: Database) -> None:
    """Raise Blocked when the target has another schema, or keeps texts in another encoding."""
    ours, theirs = source.view.catalog, target.view.catalog
    if ours.server.encoding != theirs.server.encoding:
        raise Blocked(
            f"the source's encoding is {ours.server.encoding}, and the target's is {theirs.server.encoding}",
            hint="move into a database of the same encoding, or use planner tenant export and import",
        )
    other = moved(digests(_without_blocks(ours)), _without_blocks(theirs))
    if other:
        raise Blocked(
            f"the target has another schema: {few(other, 5)}; nothing was changed",
            hint="bring both databases to the same schema, with planner apply and the same plan",
        )


def _without_blocks(catalog: Catalog) -> Catalog:
    """Return the catalog without the triggers of moves."""
    relations = {
        name: replace(relation, triggers=tuple(t for t in relation.triggers if not is_block(t.name)))
        for name, relation in catalog.relations.items()
    }
    return replace(catalog, relations=relations)
