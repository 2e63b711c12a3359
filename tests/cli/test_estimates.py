"""Tables that were never analyzed, as after pg_restore: planner reckons with their pages, and does not count them as empty."""

from __future__ import annotations

from harness.applications import CHAT_PLAN, CHAT_SCHEMA
from harness.databases import Database
from harness.runs import Planner

RESTORED = CHAT_SCHEMA.replace("ANALYZE;", "")


def header(text: str) -> str:
    return text.splitlines()[1]


def estimates(text: str) -> str:
    return next(line for line in text.splitlines() if line.startswith("Estimates: "))


def test_no_table_has_statistics(planner: Planner, database: Database) -> None:
    database.load(RESTORED)
    assert database.value("SELECT count(*) FROM pg_class WHERE relname IN ('users', 'chats') AND reltuples > 0") == 0
    said = "3 tables have no statistics: ANALYZE makes the estimates true"
    for command in ("status", "verify"):
        assert header(planner(command).out).endswith(f"; {said}")
    shown = planner("diff").must()
    assert said in shown.err
    assert all(
        " about " in line for line in shown.out.splitlines() if line.split()[0] in ("users", "chats", "messages")
    )
    dry = planner("apply").must().err
    assert header(dry).endswith(f"; {said}")
    assert estimates(dry).startswith("Estimates: up to ")
    assert estimates(dry).endswith(
        "by the pages alone for 3 tables without statistics: ANALYZE makes the estimates true."
    )
    drawn = planner("graph").must().out
    assert said in drawn
    assert "about 0 rows" not in drawn
    assert drawn.count("not analyzed yet") == 3


def test_a_table_that_somebody_locks_is_not_measured(planner: Planner, database: Database) -> None:
    """The measuring would wait. An empty table that was never analyzed has no rows, and says so."""
    database.load(f"{RESTORED} CREATE TABLE aside (id bigint PRIMARY KEY); ANALYZE users, chats, messages;")
    planner.plan(CHAT_PLAN + "  aside: {}\n")
    holder = database.connect()
    with holder.transaction():
        holder.execute("LOCK TABLE aside IN ACCESS EXCLUSIVE MODE")
        assert " empty " in next(line for line in planner("diff").must().out.splitlines() if line.startswith("aside "))


def test_one_table_has_no_statistics(planner: Planner, database: Database) -> None:
    database.load(f"{RESTORED} ANALYZE users, chats;")
    dry = planner("apply").must().err
    assert not header(dry).startswith("3 scoped tables, about 25 rows, "), "the rows of messages count"
    assert header(dry).endswith("; 1 table has no statistics: ANALYZE makes the estimates true")
    assert estimates(dry).startswith("Estimates: up to ")
    assert "by the pages alone for 1 table without statistics" in estimates(dry)


def test_every_table_has_statistics(planner: Planner, chat: Database) -> None:
    dry = planner("apply").must().err
    assert "statistics" not in dry
    chat.load("TRUNCATE messages; ANALYZE messages")
    if chat.server.major >= 14:  # 13 says the same of an empty table and of a table without statistics
        assert "statistics" not in planner("diff").must().err
