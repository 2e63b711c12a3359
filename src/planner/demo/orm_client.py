"""A client whose ORM learns of the tenant column and sends NULL for it, because no code fills it in yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import cycle
from random import Random
from typing import Any
from uuid import UUID, uuid4

from psycopg import sql
from psycopg.types.json import Jsonb

from planner.demo.session import Session

PAUSE = 0.2
"""Seconds between two transactions. Each transaction asks the catalog once for each table that it writes."""

_COLUMN_EXISTS = """
    SELECT EXISTS (
        SELECT FROM pg_catalog.pg_attribute
        WHERE attrelid = pg_catalog.to_regclass(%s) AND attname = %s AND NOT attisdropped
    )
"""


class OrmClient:
    """A client that saves whole objects, table after table: an INSERT and then an UPDATE that name every column it
    knows.

    It never names a column that does not exist. Like an ORM, it reads the table first, and the lock of that read keeps
    DROP COLUMN out until the transaction ends. Only then does it look the column up.
    """

    def __init__(self, session: Session, dice: Random, column: str) -> None:
        self._session = session
        self._random = dice
        self._column = column
        self._transactions = cycle(
            [self._user, self._chat, self._message, self._message_with_vote, self._document_with_suggestion]
        )

    def act(self) -> None:
        """Run one transaction."""
        work: Callable[[], None] = next(self._transactions)
        self._session.attempt(work)

    def _user(self) -> None:
        user = {"id": uuid4(), "email": f"{uuid4().hex}@example.com", "displayName": "Saved by the ORM"}
        self._save("User", user, key=["id"])

    def _chat(self) -> None:
        if found := self._some("User", "id"):
            self._save("Chat", {"id": uuid4(), "userId": found[0], "title": "Saved by the ORM"}, key=["id"])

    def _message(self) -> None:
        if found := self._some("Chat", "id"):
            self._say(found[0])

    def _message_with_vote(self) -> None:
        if found := self._some("Chat", "id"):
            message = self._say(found[0])
            vote = {"chatId": found[0], "messageId": message, "isUpvoted": True}
            self._save("Vote", vote, key=["chatId", "messageId"])

    def _say(self, chat: UUID) -> UUID:
        message = uuid4()
        content = Jsonb([{"type": "text", "text": "saved by the ORM"}])
        self._save("Message", {"id": message, "chatId": chat, "role": "user", "content": content}, key=["id"])
        return message

    def _document_with_suggestion(self) -> None:
        if found := self._some("User", "id"):
            document = {"id": uuid4(), "userId": found[0], "title": "Saved by the ORM", "content": "A sentence."}
            self._save("Document", document, key=["id"])
        if version := self._some("Document", "id", "createdAt", "userId"):
            suggestion = {
                "id": uuid4(),
                "documentId": version[0],
                "documentCreatedAt": version[1],
                "userId": version[2],
                "originalText": "A sentence.",
                "suggestedText": "A shorter one.",
            }
            self._save("Suggestion", suggestion, key=["id"])

    def _save(self, table: str, row: Mapping[str, Any], *, key: list[str]) -> None:
        values = {**row, self._column: None} if self._knows_column(table) else dict(row)
        insert = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, values)),
            sql.SQL(", ").join(sql.Placeholder() for _ in values),
        )
        self._session.insert(table, insert, *values.values())
        update = sql.SQL("UPDATE {} SET {} WHERE {}").format(
            sql.Identifier(table),
            sql.SQL(", ").join(_equals(name) for name in values),
            sql.SQL(" AND ").join(_equals(name) for name in key),
        )
        self._session.execute(update, *values.values(), *(row[name] for name in key))

    def _knows_column(self, table: str) -> bool:
        name = sql.Identifier(table)
        self._session.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(name)).fetchone()
        found = self._session.execute(_COLUMN_EXISTS, f'"{table}"', self._column).fetchone()
        return bool(found and found[0])

    def _some(self, table: str, *columns: str) -> tuple[Any, ...] | None:
        """Return a random row; None if no row follows the random place."""
        query = sql.SQL("SELECT {} FROM {} WHERE id >= %s ORDER BY id LIMIT 1").format(
            sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(table)
        )
        return self._session.execute(query, UUID(int=self._random.getrandbits(128))).fetchone()


def _equals(column: str) -> sql.Composed:
    return sql.SQL("{} = %s").format(sql.Identifier(column))
