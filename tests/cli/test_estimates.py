"""Tables that were never analyzed, as after pg_restore: planner does not count them as empty."""

from __future__ import annotations

from harness.applications import CHAT_SCHEMA
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
    for command in ("diff", "status", "verify"):
        assert header(planner(command).out).endswith(f"; {said}")
    dry = planner("apply").must().err
    assert header(dry).endswith(f"; {said}")
    assert estimates(dry) == "Estimates: not known for 3 tables without statistics; ANALYZE, then try again."
    drawn = planner("graph").must().out
    assert said in drawn
    assert drawn.count("about 0 rows") == 1  # the sum in the title, which the note explains
    assert drawn.count("not analyzed yet") == 3


def test_one_table_has_no_statistics(planner: Planner, database: Database) -> None:
    database.load(f"{RESTORED} ANALYZE users, chats;")
    dry = planner("apply").must().err
    assert header(dry).startswith("3 scoped tables, about 25 rows, ")
    assert header(dry).endswith("; 1 table has no statistics: ANALYZE makes the estimates true")
    assert estimates(dry).startswith("Estimates: up to ")
    assert estimates(dry).endswith(" of WAL; not known for 1 table without statistics; ANALYZE, then try again.")


def test_every_table_has_statistics(planner: Planner, chat: Database) -> None:
    dry = planner("apply").must().err
    assert "statistics" not in dry
    chat.load("TRUNCATE messages; ANALYZE messages")
    if chat.server.major >= 14:  # 13 says the same of an empty table and of a table without statistics
        assert "statistics" not in planner("diff").must().out
