"""The transactions of the chat application: short, and without any knowledge of tenants."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from uuid import UUID, uuid4

from psycopg.types.json import Jsonb

from planner.demo.session import Session

TABLES = ("User", "Chat", "Message", "Vote", "Document", "Suggestion")
"""The tables into which the application inserts."""

REMEMBERED = 50
"""The number of its own chats and documents that a client remembers."""


@dataclass(slots=True)
class _Chat:
    id: UUID
    messages: list[UUID] = field(default_factory=list)
    votes: set[UUID] = field(default_factory=set)
    """The messages that have a vote."""


class Client:
    """A user's session. No transaction changes two rows that another client or a backfill may hold, so the
    application has no deadlocks of its own."""

    def __init__(self, session: Session, dice: Random) -> None:
        self._session = session
        self._random = dice
        self._chats: deque[_Chat] = deque(maxlen=REMEMBERED)
        self._documents: deque[tuple[UUID, UUID]] = deque(maxlen=REMEMBERED)
        """The (document, author) pairs that the client remembers."""
        self._transactions: dict[Callable[[], None], int] = {
            self._sign_up: 4,
            self._start_chat: 10,
            self._reply: 15,
            self._read_chats: 15,
            self._read_messages: 15,
            self._read_documents: 8,
            self._rename_chat: 6,
            self._edit_message: 8,
            self._vote: 12,
            self._flip_vote: 4,
            self._move_vote: 5,
            self._withdraw_vote: 4,
            self._write_document: 6,
            self._suggest: 6,
            self._resolve: 4,
        }

    def act(self) -> None:
        """Run one transaction, chosen at random."""
        (chosen,) = self._random.choices(list(self._transactions), list(self._transactions.values()))
        if not self._session.attempt(chosen):
            # the rows that the client remembers may be rolled back
            self._chats.clear()
            self._documents.clear()

    # People and chats

    def _sign_up(self) -> None:
        execute = self._session.execute
        country = execute(
            'SELECT code FROM "Country" ORDER BY code LIMIT 1 OFFSET %s', self._random.randrange(15)
        ).fetchone()
        self._session.insert(
            "User",
            'INSERT INTO "User" (id, email, "displayName", "countryCode") VALUES (%s, %s, %s, %s)',
            uuid4(),
            f"{uuid4().hex}@example.com",
            "New user",
            country[0] if country else None,
        )

    def _start_chat(self) -> None:
        user = self._some_user()
        if user is None:
            return
        row = self._session.insert(
            "Chat", 'INSERT INTO "Chat" ("userId", title) VALUES (%s, %s) RETURNING id', user, "New chat"
        ).fetchone()
        assert row is not None
        chat = _Chat(row[0])
        for role in ("user", "assistant"):
            self._say(chat, role)
        self._session.execute('UPDATE "Chat" SET title = %s WHERE id = %s', "A better title", chat.id)
        self._chats.append(chat)

    def _reply(self) -> None:
        if self._chats and self._random.random() < 0.5:
            self._say(self._random.choice(self._chats), "user")
        elif found := self._some_chat():
            self._say(_Chat(found), "user")

    def _say(self, chat: _Chat, role: str) -> None:
        message = uuid4()
        self._session.insert(
            "Message",
            'INSERT INTO "Message" (id, "chatId", role, content) VALUES (%s, %s, %s, %s)',
            message,
            chat.id,
            role,
            Jsonb([{"type": "text", "text": "something said while the schema changes"}]),
        )
        chat.messages.append(message)

    def _rename_chat(self) -> None:
        self._session.execute(
            'UPDATE "Chat" SET title = %s, visibility = %s WHERE id = %s',
            "Renamed",
            self._random.choice(("private", "public")),
            self._some_chat(),
        )

    def _edit_message(self) -> None:
        found = self._session.execute(
            'SELECT id, content FROM "Message" WHERE id >= %s ORDER BY id LIMIT 1', self._anywhere()
        ).fetchone()
        if found:
            self._session.execute(
                'UPDATE "Message" SET content = %s WHERE id = %s', Jsonb([*found[1], {"type": "edited"}]), found[0]
            )

    # Reading

    def _read_chats(self) -> None:
        self._session.execute(
            'SELECT c.id, c.title, c."updatedAt", u."displayName" FROM "Chat" AS c JOIN "User" AS u ON u.id = c."userId"'
            ' WHERE c."userId" = %s ORDER BY c."createdAt" DESC LIMIT 20',
            self._some_user(),
        ).fetchall()

    def _read_messages(self) -> None:
        chat = self._some_chat()
        execute = self._session.execute
        execute('SELECT id, "userId", title, visibility, "updatedAt" FROM "Chat" WHERE id = %s', chat).fetchone()
        execute(
            'SELECT m.id, m.role, m.content, v."isUpvoted" FROM "Message" AS m'
            ' LEFT JOIN "Vote" AS v ON v."chatId" = m."chatId" AND v."messageId" = m.id'
            ' WHERE m."chatId" = %s ORDER BY m."createdAt"',
            chat,
        ).fetchall()

    def _read_documents(self) -> None:
        self._session.execute(
            'SELECT DISTINCT ON (id) id, "createdAt", kind, title FROM "Document" WHERE "userId" = %s'
            ' ORDER BY id, "createdAt" DESC',
            self._some_user(),
        ).fetchall()

    # Votes: only on messages of this client's own chats

    def _vote(self) -> None:
        """Run an upsert, as ORMs send it. It needs the primary key exactly as it is."""
        if not self._chats:
            return
        chat = self._random.choice(self._chats)
        message = self._random.choice(chat.messages)
        query = (
            'INSERT INTO "Vote" ("chatId", "messageId", "isUpvoted") VALUES (%s, %s, %s)'
            ' ON CONFLICT ("chatId", "messageId") DO UPDATE SET "isUpvoted" = excluded."isUpvoted"'
        )
        values = (chat.id, message, self._random.random() < 0.7)
        if message in chat.votes:
            self._session.execute(query, *values)
        else:
            self._session.insert("Vote", query, *values)
            chat.votes.add(message)

    def _flip_vote(self) -> None:
        """Change a vote that was there before the application started."""
        found = self._session.execute(
            'SELECT "chatId", "messageId" FROM "Vote" WHERE "chatId" >= %s ORDER BY "chatId", "messageId" LIMIT 1',
            self._anywhere(),
        ).fetchone()
        if found:
            self._session.execute(
                'UPDATE "Vote" SET "isUpvoted" = NOT "isUpvoted" WHERE "chatId" = %s AND "messageId" = %s', *found
            )

    def _move_vote(self) -> None:
        """Move a vote to a message of another chat, so that both parents of the row change."""
        voted = [chat for chat in self._chats if chat.votes]
        free = [(chat, message) for chat in self._chats for message in chat.messages if message not in chat.votes]
        if not voted or not free:
            return
        source = self._random.choice(voted)
        old = self._random.choice(sorted(source.votes))
        target, new = self._random.choice(free)
        self._session.execute(
            'UPDATE "Vote" SET "chatId" = %s, "messageId" = %s WHERE "chatId" = %s AND "messageId" = %s',
            target.id,
            new,
            source.id,
            old,
        )
        source.votes.discard(old)
        target.votes.add(new)

    def _withdraw_vote(self) -> None:
        voted = [chat for chat in self._chats if chat.votes]
        if voted:
            chat = self._random.choice(voted)
            message = chat.votes.pop()
            self._session.execute('DELETE FROM "Vote" WHERE "chatId" = %s AND "messageId" = %s', chat.id, message)

    # Documents

    def _write_document(self) -> None:
        """Write a new document, or a new version of one of this client's own documents."""
        if self._documents and self._random.random() < 0.4:
            document, user = self._random.choice(self._documents)
        elif found := self._some_user():
            document, user = uuid4(), found
            self._documents.append((document, user))
        else:
            return
        self._session.insert(
            "Document",
            'INSERT INTO "Document" (id, "userId", kind, title, content) VALUES (%s, %s, %s, %s, %s)',
            document,
            user,
            self._random.choice(("text", "code", "sheet")),
            "Draft",
            "A sentence. " * 10,
        )

    def _suggest(self) -> None:
        user, found = self._some_user(), self._some_version()
        if user and found:
            self._session.insert(
                "Suggestion",
                'INSERT INTO "Suggestion" ("documentId", "documentCreatedAt", "userId", "originalText", "suggestedText")'
                " VALUES (%s, %s, %s, %s, %s)",
                *found,
                user,
                "A sentence.",
                "A shorter one.",
            )

    def _resolve(self) -> None:
        found = self._session.execute(
            'SELECT id FROM "Suggestion" WHERE id >= %s ORDER BY id LIMIT 1', self._anywhere()
        ).fetchone()
        if found:
            self._session.execute('UPDATE "Suggestion" SET "isResolved" = true WHERE id = %s', *found)

    # Random rows, found by index

    def _anywhere(self) -> UUID:
        return UUID(int=self._random.getrandbits(128))

    def _some_user(self) -> UUID | None:
        row = self._session.execute(
            'SELECT id FROM "User" WHERE id >= %s ORDER BY id LIMIT 1', self._anywhere()
        ).fetchone()
        return row[0] if row else None

    def _some_chat(self) -> UUID | None:
        row = self._session.execute(
            'SELECT id FROM "Chat" WHERE id >= %s ORDER BY id LIMIT 1', self._anywhere()
        ).fetchone()
        return row[0] if row else None

    def _some_version(self) -> tuple[UUID, datetime] | None:
        row = self._session.execute(
            'SELECT id, "createdAt" FROM "Document" WHERE id >= %s ORDER BY id LIMIT 1', self._anywhere()
        ).fetchone()
        return (row[0], row[1]) if row else None
