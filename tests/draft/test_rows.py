"""What the rows say goes into the draft: counted by planner, and here by queries of their own."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg
import pytest
import yaml

from harness.databases import Database
from harness.runs import Walk, in_process

SCHEMA = """
CREATE TABLE teams (id bigint PRIMARY KEY, name text);
CREATE TABLE users (id bigint PRIMARY KEY, email text);
CREATE TABLE members (team_id bigint REFERENCES teams, user_id bigint REFERENCES users, PRIMARY KEY (team_id, user_id));
CREATE TABLE projects (id bigint PRIMARY KEY, team_id bigint REFERENCES teams, creator_id bigint REFERENCES users);
CREATE TABLE tasks (id bigint PRIMARY KEY, project_id bigint REFERENCES projects, team_id bigint);
CREATE TABLE comments (id bigint PRIMARY KEY, task_id bigint NOT NULL REFERENCES tasks, project_id bigint REFERENCES projects);
CREATE TABLE files (id bigint PRIMARY KEY, comment_id bigint, task_id bigint);
CREATE TABLE settings (name text PRIMARY KEY, subject_type text, subject_id bigint);
CREATE TABLE empty (id bigint PRIMARY KEY);
CREATE TABLE schema_migrations (version text PRIMARY KEY);
INSERT INTO teams SELECT n, 'team' FROM generate_series(1, 5) AS n;
INSERT INTO users SELECT n, 'u' FROM generate_series(1, 50) AS n;
INSERT INTO members SELECT 1 + n % 5, n FROM generate_series(1, 50) AS n;
INSERT INTO projects SELECT n, 1 + n % 5 FROM generate_series(1, 100) AS n;
INSERT INTO tasks SELECT n, CASE WHEN n % 100 <> 0 THEN 1 + n % 99 END FROM generate_series(1, 1000) AS n;
UPDATE tasks AS t SET team_id = p.team_id FROM projects AS p WHERE p.id = t.project_id AND t.id > 20;
UPDATE tasks SET team_id = 99 WHERE id = 21;
INSERT INTO comments SELECT n, t.id, t.project_id FROM generate_series(1, 3000) AS n JOIN tasks AS t ON t.id = 1 + n % 1000;
UPDATE comments SET project_id = 1 + project_id % 99 WHERE id % 500 = 1;
INSERT INTO files SELECT n, CASE WHEN n % 2 = 0 THEN n END, CASE WHEN n % 2 = 1 THEN 1 + n % 1000 END FROM generate_series(1, 900) AS n;
INSERT INTO files VALUES (901, 99999, NULL), (902, NULL, NULL);
INSERT INTO settings VALUES ('a', 'Post', 1);
INSERT INTO schema_migrations VALUES ('1');
ANALYZE;
"""

TASK = "coalesce((SELECT m.id FROM teams AS m WHERE m.id = t.team_id), p.team_id)"


def test_rows_without_a_way_and_ways_that_disagree_are_counted_and_left_to_decide(
    database: Database, tmp_path: Path
) -> None:
    database.load(SCHEMA)
    plan = tmp_path / "plan.yaml"
    done = in_process("init", "-o", plan, "--dsn", database.dsn, "--exact").must()
    text = plan.read_text(encoding="utf-8")
    tables = yaml.safe_load(text)["tables"]
    assert tables["members"] == {"column": "team_id"}
    assert tables["projects"] == {"column": "team_id"}
    assert tables["tasks"] == {"column": "team_id", "backfill": {"via": "project_id", "on_orphan": "TODO"}}
    assert tables["comments"]["backfill"]["on_conflict"] == "TODO"
    assert [path["columns"] for path in tables["files"]["backfill"]["via"]] == [["comment_id"], ["task_id"]]
    assert tables["settings"] == {"kind": "TODO"}
    assert tables["users"] == {"kind": "reference"}
    assert tables["empty"] == {"kind": "TODO"}
    assert tables["schema_migrations"]["kind"] == "exempt"
    assert "subject_type, subject_id may be polymorphic" in text
    assert "5 TODO" in done.err

    def number(query: str) -> int:
        with psycopg.connect(database.dsn) as connection:
            row = connection.execute(query.encode()).fetchone()
            assert row is not None
            return int(row[0])

    nulls = number("SELECT count(*) FROM tasks WHERE team_id IS NULL")
    assert (
        f"team_id → teams (by its name): {_percent(1000 - nulls - 1, 1000)} of the rows, {nulls:,} NULL, 1 name no row"
        in text
    )
    lost = number(
        f"SELECT count(*) FROM tasks AS t LEFT JOIN projects AS p ON p.id = t.project_id WHERE {TASK} IS NULL"
    )
    assert f"never disagrees; {lost:,} rows lead nowhere" in text
    apart = number(
        "SELECT count(*) FROM comments AS c JOIN projects AS mine ON mine.id = c.project_id JOIN tasks AS t ON t.id = c.task_id "
        "LEFT JOIN projects AS p ON p.id = t.project_id WHERE mine.team_id <> coalesce(t.team_id, p.team_id)"
    )
    assert f"disagrees in {apart:,}" in text


def _percent(part: int, rows: int) -> str:
    return f"{int(part / rows * 1000) / 10} %"


def test_a_draft_with_something_to_decide_is_refused_line_by_line_until_it_is(
    database: Database, tmp_path: Path
) -> None:
    database.load(SCHEMA)
    plan = tmp_path / "plan.yaml"
    in_process("init", "-o", plan, "--dsn", database.dsn).must()
    text = plan.read_text(encoding="utf-8")
    refused = in_process("check", plan).must(1)
    found = [
        int(line)
        for line in re.findall(rf"{re.escape(str(plan))}:(\d+):\d+: tables\..*: TODO is for you to decide", refused.err)
    ]
    lines = text.splitlines()
    decided = [n for n, line in enumerate(lines, 1) for _ in re.findall(r": TODO", line.split("  #")[0])]
    assert found == decided

    decide = {"{kind: TODO}": "{kind: exempt, reason: read and decided}", "on_conflict: TODO": "on_conflict: first"}
    for todo, decision in {**decide, "on_orphan: TODO": "on_orphan: quarantine"}.items():
        text = text.replace(todo, decision)
    plan.write_text(text, encoding="utf-8")
    in_process("check", plan).must()
    walk = Walk(plan, database)
    walk.run("diff").must()
    assert "a tenant that does not exist: (id=21) → 99" in walk.run("apply", "--confirm").must(3).err
    database.load("UPDATE tasks SET team_id = NULL WHERE id = 21")
    walk.run("apply", "--phase", "add,backfill", "--confirm").must()
    with psycopg.connect(database.dsn) as connection:
        open_rows = connection.execute("SELECT count(*) FROM planner.quarantine").fetchone()
        assert open_rows is not None
        assert open_rows[0] > 0


def test_a_large_table_is_sampled_unless_all_rows_are_asked_for(database: Database, tmp_path: Path) -> None:
    database.load(
        "CREATE TABLE teams (id bigint PRIMARY KEY);"
        "CREATE TABLE members (id bigint PRIMARY KEY, team_id bigint NOT NULL REFERENCES teams);"
        "CREATE TABLE places (id bigint PRIMARY KEY, team_id bigint NOT NULL REFERENCES teams);"
        "CREATE TABLE events (id bigint PRIMARY KEY, team_id bigint REFERENCES teams);"
        "INSERT INTO teams SELECT generate_series(1, 10);"
        "INSERT INTO events SELECT n, 1 + n % 10 FROM generate_series(1, 300000) AS n;"
        "ANALYZE;"
    )
    sampled = in_process("init", "-o", "-", "--dsn", database.dsn).must().out
    seen = re.search(r"every row of ([\d,]+) sampled", sampled)
    assert seen is not None
    assert 0 < int(seen[1].replace(",", "")) < 300_000
    assert "about 300,000 rows" in sampled
    exact = in_process("init", "-o", "-", "--dsn", database.dsn, "--exact").must().out
    assert "events: {column: team_id}  # 300,000 rows; team_id → teams (foreign key): every row\n" in exact


def test_two_tables_that_could_hold_the_tenants_are_left_to_decide(database: Database, tmp_path: Path) -> None:
    database.load(
        "CREATE TABLE companies (id int PRIMARY KEY); CREATE TABLE workspaces (id int PRIMARY KEY);"
        "CREATE TABLE a (id int PRIMARY KEY, company_id int NOT NULL REFERENCES companies);"
        "CREATE TABLE b (id int PRIMARY KEY, company_id int NOT NULL REFERENCES companies);"
        "CREATE TABLE c (id int PRIMARY KEY, workspace_id int NOT NULL REFERENCES workspaces);"
        "CREATE TABLE d (id int PRIMARY KEY, workspace_id int NOT NULL REFERENCES workspaces);"
    )
    plan = tmp_path / "plan.yaml"
    in_process("init", "-o", plan, "--dsn", database.dsn).must()
    assert "# TODO: workspaces or companies?" in plan.read_text(encoding="utf-8")
    assert "tenant.table: TODO is for you to decide" in in_process("check", plan).must(1).err
    plan.unlink()
    in_process("init", "-o", plan, "--dsn", database.dsn, "--root", "workspaces").must()
    asked = in_process("check", plan).must(1).err
    assert "tenant.table" not in asked
    assert "tables.companies.kind: TODO" in asked
    plan.unlink()
    in_process("init", "-o", plan, "--dsn", database.dsn, "--one-tenant").must()
    assert "one default tenant" in plan.read_text(encoding="utf-8")
    Walk(plan, database).run("diff").must()


@pytest.mark.parametrize("name", ['we"ird: {x}', "back\nline # no", "1.5", "null", "TODO", "a.b"])
def test_names_that_look_like_yaml(name: str, database: Database, tmp_path: Path) -> None:
    with psycopg.connect(database.dsn, autocommit=True) as connection:
        quoted = psycopg.sql.Identifier(name)
        for text in (
            "CREATE TABLE teams (id int PRIMARY KEY)",
            "CREATE TABLE members (id int PRIMARY KEY, team_id int NOT NULL REFERENCES teams)",
            "CREATE TABLE {} (id int PRIMARY KEY, {} int NOT NULL REFERENCES members)",
        ):
            connection.execute(psycopg.sql.SQL(text).format(quoted, quoted))  # type: ignore[arg-type]
    plan = tmp_path / "plan.yaml"
    in_process("init", "-o", plan, "--dsn", database.dsn).must()
    in_process("check", plan).must()
    Walk(plan, database).run("diff").must()
