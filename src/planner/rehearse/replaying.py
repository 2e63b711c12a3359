"""Find the load of a rehearsal: the application's statements, with values from the clone's rows, tried once each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from random import Random

from planner.application.statements import Statement
from planner.catalog.model import Catalog
from planner.catalog.words import RelationKind
from planner.errors import DatabaseError
from planner.execution.connection import Connection
from planner.execution.failures import Cancelled
from planner.execution.session import Settings, connect
from planner.names import QName
from planner.rehearse.load import NAME, said
from planner.rehearse.statements import LeftOut, Replay, Replayer, Row
from planner.sql import build

MOST = 200
"""The number of statements that are replayed: the most frequent ones."""
ROWS = 500
"""The number of rows of a table that give values to parameters."""
TRIED = "2s"
"""A statement that takes longer when it is tried alone is left out: it would only measure itself."""

Login = Callable[[str | None], str]
"""Returns the DSN as which a role's statement runs."""


@dataclass(frozen=True, slots=True)
class Found:
    """The statements that can be replayed, each with the DSN of its role, and the numbers of those that can't."""

    replays: tuple[Replay, ...] = ()
    dsns: tuple[str, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """Return what is replayed and what is not, in one line."""
        if not self.replays and not self.left_out:
            return "none"
        out = sum(self.left_out.values())
        reasons = "; ".join(f"{number}: {why}" for why, number in self.left_out.items())
        return f"{len(self.replays)} statements" + (f", {out} left out ({reasons})" if out else "")


def find(statements: Sequence[Statement], catalog: Catalog, first: str, dsn: str, login: Login) -> Found:
    """Return the statements that run on the copy, the most frequent first. Nothing of the tries stays."""
    ordered = sorted(statements, key=lambda statement: -(statement.calls or 1))
    left_out: Counter[str] = Counter()
    if len(ordered) > MOST:
        left_out[f"they are not among the {MOST} most frequent"] = len(ordered) - MOST
    replays, dsns = [], []
    dice = Random(0)  # noqa: S311 — which row gives a value is no secret
    with connect(dsn, Settings(lock_timeout=10.0, read_only=True)) as reading:
        replayer = Replayer(catalog, first, _rows(reading, catalog))
        for statement in ordered[:MOST]:
            try:
                found = replayer.replay(statement)
                as_role = login(found.role)
                _try(as_role, found, dice)
            except LeftOut as why:
                left_out[str(why)] += 1
                continue
            replays.append(found)
            dsns.append(as_role)
    return Found(tuple(replays), tuple(dsns), dict(left_out.most_common()))


def _try(dsn: str, replay: Replay, dice: Random) -> None:
    """Run a statement in a transaction that is rolled back. Raise LeftOut when it fails or takes long."""
    try:
        with closing(Connection.open(dsn, NAME)) as connection:
            connection.set("statement_timeout", TRIED)
            with connection.undone():
                connection.execute_numbered(replay.text, replay.values(dice))
    except Cancelled:
        raise LeftOut(f"they take longer than {TRIED}") from None
    except DatabaseError as error:
        raise LeftOut(f"they fail before the run: {said(error)}") from None


def _rows(connection: Connection, catalog: Catalog) -> Callable[[QName, Sequence[str]], Sequence[Row]]:
    @cache
    def asked(table: QName, columns: tuple[str, ...]) -> Sequence[Row]:
        relation = catalog.relations[table]
        values = [build.cast(build.column(column, "t"), "text") for column in columns]
        source = build.table(table, alias="t")
        query = build.select(*values)
        if relation.kind in (RelationKind.TABLE, RelationKind.PARTITIONED) and relation.rows > 20 * ROWS:
            share = build.parens([build.literal(round(min(100.0, 1000 * ROWS / relation.rows), 4))])
            query = query.from_(build.phrase(source, "TABLESAMPLE SYSTEM", share), copy=False)
        else:
            query = query.from_(source, copy=False)
        query = query.order_by(build.call("random"), copy=False).limit(ROWS, copy=False)
        return connection.fetch(query)

    return lambda table, columns: asked(table, tuple(columns))
