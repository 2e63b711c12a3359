"""planner init as people run it: what it writes and where, and what it says when it can't."""

from __future__ import annotations

from harness.applications import CHAT_PLAN, CHAT_SCHEMA
from harness.databases import Database
from harness.runs import Planner


def test_the_draft_goes_to_the_default_place_and_is_never_written_over(planner: Planner, chat: Database) -> None:
    planner("init").said(1 + 2, "plans/tenancy.yaml is there already", "-o")
    assert (planner.home / "plans/tenancy.yaml").read_text() == CHAT_PLAN
    (planner.home / "plans/tenancy.yaml").unlink()
    (planner.home / "plans").rmdir()
    done = planner("init").must()
    assert done.out == ""
    assert "Tenants: one default tenant. 3 tables: 3 scoped." in done.err
    planner("check").must()
    planner("apply", "--confirm").must()
    planner("verify").must()


def test_the_draft_on_stdout_is_all_of_it(planner: Planner, chat: Database) -> None:
    done = planner("init", "-o", "-").must()
    (planner.home / "plans/tenancy.yaml").write_text(done.out)
    planner("check").must()
    planner("diff").must()


def test_where_there_is_nothing_to_draft_from(planner: Planner, database: Database) -> None:
    planner("init", "-o", "new.yaml").said(3, "no tables in schema public", "--schema")
    planner("init", "-o", "new.yaml", "--schema", "nowhere").said(3, "schema 'nowhere' is not in database")
    assert not (planner.home / "new.yaml").exists()


def test_a_root_that_can_not_be_one(planner: Planner, chat: Database) -> None:
    planner("init", "-o", "new.yaml", "--root", "nothing").said(3, "nothing is not a table", "--root")
    chat.load("CREATE TABLE pairs (a int, b int, PRIMARY KEY (a, b))")
    planner("init", "-o", "new.yaml", "--root", "pairs").said(3, "no primary key of one column")
    planner("init", "-o", "new.yaml", "--root", "a.b.c").said(3, "--root")


def test_a_root_and_one_tenant_exclude_each_other(planner: Planner, chat: Database) -> None:
    done = planner("init", "-o", "-", "--root", "users", "--one-tenant")
    assert done.code == 64
    assert "exclude each other" in done.err


def test_a_place_that_can_not_be_written(planner: Planner, chat: Database) -> None:
    (planner.home / "file").write_text(CHAT_SCHEMA)
    planner("init", "-o", "file/plan.yaml").said(1, "can't be written")
