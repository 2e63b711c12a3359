"""Decisions about one table, without a file and without a server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.catalog.parts import Column, Index, IndexColumn, Policy
from planner.catalog.words import ReferentialAction
from planner.names import QName
from planner.orm.decide import (
    AddColumn,
    AddDefault,
    AddFollowed,
    AddIndex,
    AddKey,
    AddPolicy,
    AddReference,
    ChangeColumn,
    Left,
    ReplaceForeignKey,
    ReplaceKey,
    ReplacePrimaryKey,
    WidenForeignKey,
    WidenKey,
    WidenPrimaryKey,
    WithdrawForeignKey,
    decide,
)
from planner.orm.held import Alone, Definition, HeldColumn, Listed, Words
from planner.orm.wanted import Feature, ForeignKey, Key, PrimaryKey, Table

USERS, CLIENTS, CHATS = (QName("public", name) for name in ("users", "clients", "chats"))
ACTIONS = (ReferentialAction.NO_ACTION, ReferentialAction.NO_ACTION)
TENANT = Column("client_id", "text", not_null=True)
TENANT_KEY = ForeignKey("users_client_id_fkey", ("client_id",), CLIENTS, ("id",), *ACTIONS)
WORDS = Words(index=frozenset({Feature.PREDICATE}), policies=True)
EMAIL = Index("users_email_key", (IndexColumn("email", "email"),), unique=True, constraint="users_email_key")
NEW = replace(EMAIL, name="new", columns=(IndexColumn("client_id", "client_id"), *EMAIL.columns), constraint="new")
KEY = Key(NEW, replaces=EMAIL, replaced_constraint=True)
PARTIAL = Key(replace(NEW, predicate="(NOT gone)", constraint=None), replaces=replace(EMAIL, constraint=None))
COMPOSITE = ForeignKey("fk", ("client_id", "chat"), CHATS, ("client_id", "id"), *ACTIONS)
PRIMARY = PrimaryKey("users_pkey", replace(NEW, primary=True), ("email",))

Held = Definition[str, str, str]


def table(**said: object) -> Table:
    return replace(Table(USERS, TENANT, (TENANT,), None, None), **said)  # type: ignore[arg-type]


def there(**said: object) -> Held:
    """With the tenant column as it is wanted."""
    held = Held(HeldColumn("here", "clientId", nullable=False))
    for name, value in said.items():
        setattr(held, name, value)
    return held


def test_nothing_is_decided_where_all_is_said() -> None:
    keys = (Listed("key", ("client_id", "email")),)
    held = there(unique=keys, foreign_keys=(Alone("client_id"), Listed("fk", ("client_id", "chat"))))
    held.primary_key = Listed("pk", ("client_id", "email"))
    wanted = table(tenant_key=TENANT_KEY, keys=(KEY,), foreign_keys=(COMPOSITE,), primary_key=PRIMARY)
    assert list(decide(held, wanted, WORDS)) == []


def test_the_column() -> None:
    index = Key(Index("idx", (IndexColumn("client_id", "client_id"),)))
    wanted = table(tenant_key=TENANT_KEY, index=index)
    assert list(decide(Held(), wanted, WORDS)) == [AddColumn(), AddIndex(index)]
    assert list(decide(Held(), wanted, replace(WORDS, indexes=False))) == [AddColumn()]
    assert list(decide(Held(obstacle="no"), wanted, WORDS)) == [Left("no")]
    held = Held(HeldColumn("here", "clientId", nullable=True), indexes=(Alone("client_id"),))
    assert list(decide(held, wanted, WORDS)) == [ChangeColumn("here", False), AddReference("here", TENANT_KEY)]
    mixed = Held(HeldColumn("here", "clientId", nullable=True, owner="Owned"))
    assert list(decide(mixed, table(), WORDS)) == [Left("clientId comes from Owned: it is not nullable now")]


def test_the_default_of_the_column() -> None:
    wanted = table(session_default="f()")
    assert list(decide(Held(), wanted, WORDS)) == [AddColumn()]
    assert list(decide(there(), wanted, WORDS)) == [AddDefault("here", "f()")]
    assert list(decide(there(column=HeldColumn("here", "clientId", False, default='text("f()")')), wanted, WORDS)) == []
    other = there(column=HeldColumn("here", "clientId", False, default="'acme'"))
    assert list(decide(other, wanted, WORDS)) == [Left("clientId has the default 'acme': it is f() now")]
    mixed = there(column=HeldColumn("here", "clientId", False, owner="Owned"))
    assert list(decide(mixed, wanted, WORDS)) == [Left("clientId comes from Owned: its default is f() now")]


def test_copies_of_indexes() -> None:
    index = Index("copy", (IndexColumn("client_id", "client_id"), IndexColumn("at", "at")))
    copy, partial = Key(index), Key(replace(index, name="partial", predicate="gone"))
    gin, included = Key(replace(index, method="gin")), Key(replace(index, include=(IndexColumn("name", "name"),)))
    wanted = table(followed=(copy, partial))
    assert list(decide(there(), wanted, WORDS)) == [AddFollowed(copy), AddFollowed(partial)]
    assert list(decide(there(indexes=(Listed("i", ("client_id", "at")),)), wanted, WORDS)) == [AddFollowed(partial)]
    assert list(decide(there(), wanted, replace(WORDS, indexes=False))) == []
    (left, other) = decide(there(), table(followed=(gin, included)), WORDS)
    assert isinstance(left, Left)
    assert "of the access method gin" in left.what
    assert isinstance(other, Left)
    assert "there is no word for INCLUDE" in other.what


ALONE = Alone("email", "users_email_key")
LISTED = Listed("listed", ("email",), "of another name")
WHERE = Listed("listed", ("email",), "users_email_key", frozenset({Feature.PREDICATE}))


@pytest.mark.parametrize(
    ("key", "held", "expected"),
    [
        (KEY, ALONE, ReplaceKey(KEY, ALONE)),
        (KEY, LISTED, WidenKey(KEY, LISTED)),
        (PARTIAL, WHERE, WidenKey(PARTIAL, WHERE)),
        (replace(KEY, replaces=None), ALONE, AddKey(replace(KEY, replaces=None))),
        (replace(PARTIAL, kept=True), WHERE, AddKey(replace(PARTIAL, kept=True))),
    ],
)  # fmt: skip
def test_unique_keys(key: Key, held: Alone | Listed[str], expected: object) -> None:
    assert list(decide(there(unique=(held,)), table(keys=(key,)), WORDS)) == [expected]


def test_a_key_that_says_more_is_never_a_plain_one() -> None:
    """Its declaration says less than the database, or the ORM has no word for it, or does not see it at all."""
    include = Key(replace(NEW, include=(IndexColumn("name", "name"),)), replaces=EMAIL)
    plain = Listed("listed", ("email",), "users_email_key")
    for key, held in ((include, ALONE), (include, plain), (PARTIAL, plain)):
        (left,) = decide(there(unique=(held,)), table(keys=(key,)), WORDS)
        assert isinstance(left, Left)
        assert str(key) in left.what
    (left,) = decide(there(), table(keys=(replace(include, kept=True),)), WORDS)
    assert left == Left("declare new (client_id, email) INCLUDE (name) by hand: there is no word for INCLUDE")
    (left,) = decide(there(unique=(plain,)), table(keys=(replace(PARTIAL, replaces=replace(EMAIL, name="x")),)), WORDS)
    assert "the unique key (email) is not found here" in str(left)
    blind = replace(WORDS, unseen=frozenset({Feature.PREDICATE}))
    assert list(decide(there(), table(keys=(PARTIAL,)), blind)) == []


def test_foreign_keys() -> None:
    alone, listed = Alone("chat"), Listed("fk", ("chat",))
    wanted = table(foreign_keys=(COMPOSITE,))

    def decided(words: Words, *held: Alone | Listed[str]) -> list[object]:
        return list(decide(there(foreign_keys=held), wanted, words))

    assert decided(WORDS, alone) == [ReplaceForeignKey(COMPOSITE, alone)]
    assert decided(WORDS, alone, listed) == [WidenForeignKey(COMPOSITE, listed, alone)]
    assert decided(replace(WORDS, several=False), alone) == [WithdrawForeignKey(COMPOSITE, alone)]
    assert "the foreign key on (chat) is not found here" in str(decided(WORDS))


def test_the_primary_key() -> None:
    def decided(held: tuple[Alone, ...] | Listed[str] | None) -> list[object]:
        return list(decide(there(primary_key=held), table(primary_key=PRIMARY), WORDS))

    alone, listed = (Alone("email"),), Listed("pk", ("email",))
    assert decided(alone) == [ReplacePrimaryKey(PRIMARY, alone)]
    assert decided(listed) == [WidenPrimaryKey(PRIMARY, listed)]
    assert decided(Listed("pk", ("other",), line=7)) == [Left("its primary key is (client_id, email) now", 7)]
    assert "the old one is not found here" in str(decided(None))
    both = (Alone("client_id"), Alone("email"))
    assert decided(both) == []
    assert decided(both[::-1]) == [ReplacePrimaryKey(PRIMARY, both[::-1])]


def test_policies() -> None:
    policy = Policy("own", True, "ALL", ("app",), "true", "true")
    wanted = table(policies=(policy,))
    assert list(decide(there(), wanted, WORDS)) == [AddPolicy(policy)]
    assert list(decide(there(said=frozenset({"own"})), wanted, WORDS)) == []
    assert list(decide(there(), wanted, replace(WORDS, policies=False))) == []
