"""Statements of the application with parameters: which can be run again, and with which values."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from uuid import UUID

import pytest

from harness.catalogs import catalog, table
from planner.application.statements import Statement
from planner.names import QName
from planner.rehearse.statements import LeftOut, Replay, Replayer

SHOP = catalog(
    table("users", "id uuid", "email text", "name text", unique=("email",)),
    table("chats", "id bigint", "user_id uuid", "title text", references={"user_id": "users"}),
    table("votes", "chat_id bigint", "user_id uuid", "up boolean", key=("chat_id", "user_id"),
          references={"chat_id": "chats", "user_id": "users"}),
)  # fmt: skip


def rows(table: QName, columns: Sequence[str]) -> list[tuple[str | None, ...]]:
    return [tuple(f"{table.name}.{column}.{number}" for column in columns) for number in range(3)]


def replay(text: str, calls: int | None = None) -> Replay:
    return Replayer(SHOP, "public", rows).replay(Statement("1", text, calls))


def values(text: str) -> list[str | None]:
    return replay(text).values(Random(1))


def test_values_come_from_the_column_that_a_parameter_is_compared_with() -> None:
    found = values(
        "SELECT c.id FROM chats AS c JOIN users u ON u.id = c.user_id WHERE u.email = $1 AND c.title LIKE $2"
    )
    assert [str(value).rpartition(".")[0] for value in found] == ["users.email", "chats.title"]


def test_parameters_of_one_table_take_their_values_from_one_row() -> None:
    one, other = values("UPDATE chats SET title = $1 WHERE id = $2")
    assert str(one).rpartition(".")[2] == str(other).rpartition(".")[2]


def test_lists_casts_and_limits() -> None:
    found = values(
        "SELECT * FROM chats WHERE id IN ($1, $2) AND user_id = ANY($3) AND title > $4::text LIMIT $5 OFFSET $6"
    )
    assert str(found[2]).startswith('{"chats.user_id.')
    assert found[4:] == ["20", "0"]


def test_an_insert_makes_new_keys_and_keeps_references() -> None:
    new = replay("INSERT INTO users (id, email, name) VALUES ($1, $2, $3)")
    id_, email, name = new.values(Random(1))
    assert UUID(id_)
    assert "@" in str(email)
    assert str(name).startswith("users.name.")
    assert new.invents
    assert str(values("INSERT INTO chats (user_id, title) VALUES ($1, $2)")[0]).startswith("chats.user_id.")


def test_an_upsert_may_meet_the_row_that_is_there() -> None:
    text = "INSERT INTO votes (chat_id, user_id, up) VALUES ($1, $2, $3)"
    with pytest.raises(LeftOut, match="keys can't be made up"):
        replay(text)
    assert not replay(f"{text} ON CONFLICT (chat_id, user_id) DO UPDATE SET up = excluded.up").invents


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("SELECT date_trunc($1, now()) FROM chats", "nobody knows"),
        ("SELECT 1", "no table"),
        ("SELECT * FROM elsewhere WHERE id = $1", "no table"),
        ("VACUUM chats", "not SELECT"),
        ("COPY chats TO PROGRAM 'sh'", "not SELECT"),
        ("DROP TABLE chats", "not SELECT"),
        ("SELECT * FROM chats WHERE id = %s", "placeholders"),
        ("SELECT * FROM chats WHERE", "can't read"),
        ("SELECT * FROM chats WHERE id = $2", "nobody knows"),
    ],
)
def test_what_can_not_be_run_again_is_left_out_with_a_reason(text: str, why: str) -> None:
    with pytest.raises(LeftOut, match=why):
        replay(text)


def test_a_table_without_rows_gives_no_values() -> None:
    with pytest.raises(LeftOut, match="empty"):
        Replayer(SHOP, "public", lambda table, columns: []).replay(Statement("1", "SELECT * FROM chats WHERE id = $1"))


def test_a_statement_without_parameters_runs_as_it_is() -> None:
    found = replay("SELECT count(*) FROM chats", calls=7)
    assert (found.values(Random(1)), found.weight) == ([], 7.0)
