"""`planner queries --as-role`: recorded SELECTs under policies and without."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from harness.databases import Database, fresh_database
from harness.runs import Walk

SCHEMA = """
CREATE TABLE clients (id text PRIMARY KEY, name text);
CREATE TABLE chats (id int PRIMARY KEY, title text, client_id text NOT NULL REFERENCES clients);
CREATE INDEX ON chats (client_id);
CREATE FUNCTION touch() RETURNS int LANGUAGE sql STABLE AS 'SELECT 1';
INSERT INTO clients VALUES ('a', 'A'), ('b', 'B');
INSERT INTO chats SELECT n, 'secret ' || n, CASE WHEN n % 3 = 0 THEN 'b' ELSE 'a' END FROM generate_series(1, 90) AS n;
"""
PLAN = """
version: 1
tenant: {{ table: clients, key: {{ column: id, type: text }}, column: client_id }}
tables: {{ chats: {{ column: client_id }} }}
rls: {{ setting: app.client_id, roles: [{app}] }}
"""
STATEMENTS = """
SELECT id, title FROM chats ORDER BY title;
SELECT title FROM chats WHERE client_id = 'a';
SELECT title FROM chats WHERE id = $1;
SELECT count(*) FROM chats AS c /* it's */ WHERE c.id < 10 -- the end;
;
SELECT set_config('role', 'postgres', false), title FROM chats;
SELECT pg_sleep(60) FROM chats;
SELECT touch() FROM chats;
SELECT title FROM chats FOR UPDATE;
WITH gone AS (DELETE FROM chats RETURNING id) SELECT * FROM gone;
SELECT title FROM chats WHERE 1 / (id - 1) > 0;
UPDATE chats SET title = 'x' WHERE client_id = 'a';
"""


def logged(*calls: tuple[str, str]) -> str:
    """Return a log, with the DETAIL of each call."""
    lines = []
    for text, detail in calls:
        lines.append(f"2026-11-26 08:00:00.000 UTC [7] LOG:  {text}\n")
        lines += [f"2026-11-26 08:00:00.000 UTC [7] DETAIL:  {detail}\n"] if detail else []
    return "".join(lines)


LOG = logged(
    ("connection authorized: user=shop database=shop", ""),
    ("statement: BEGIN", ""),
    ("execute <unnamed>: SELECT set_config($1, $2, true)", "Parameters: $1 = 'app.client_id', $2 = 'b'"),
    ("execute <unnamed>: SELECT title FROM chats WHERE id = $1", "Parameters: $1 = '3'"),
    ("execute <unnamed>: SELECT title FROM chats WHERE title <> $1", "parameters: $1 = 'it''s'"),
    ("statement: COMMIT", ""),
    ("execute <unnamed>: SELECT id FROM chats WHERE title = $1", "Parameters: $1 = 'cut off...'"),
)


def test_results_are_compared_under_policies(database: Database, tmp_path: Path) -> None:
    app = database.role(f"{database.name}_app")
    walk = Walk.of(
        database,
        tmp_path,
        PLAN.format(app=app),
        SCHEMA + f"GRANT SELECT ON chats TO {app}; ALTER FUNCTION touch() OWNER TO {app};",
    )
    file, log = tmp_path / "app.sql", tmp_path / "server.log"
    file.write_text(STATEMENTS)
    log.write_text(LOG)
    asked = ("--as-role", app, "--tenant", "a")
    walk.run("queries", "--from", file, *asked).said(3, "no policies yet", "--on-clone")
    walk.apply().must()
    check_covered(walk, file, tmp_path)
    before = rows(database)
    done = walk.run("queries", "--from", file, *asked, "--format", "json").must()
    changed = {f["text"].split(" /*")[0]: f["what"] for f in findings(done.out)}
    assert set(changed) == {"SELECT id, title FROM chats ORDER BY title", "SELECT count(*) FROM chats AS c"}
    assert "as " + app + " in tenant a: 60 of 90 rows; without app.client_id: 0 rows" in changed.values()
    assert any("1 rows, and not the same" in what for what in changed.values())
    notes = "\n".join(json.loads(done.out)["notes"])
    for reason in (
        "1 × parameters unknown", "calls set_config(), which is volatile", "calls pg_sleep()", "names the function touch",
        "2 × writes or locks rows",
        "fails without policies too", "3 SELECTs ran",
    ):  # fmt: skip
        assert reason in notes, notes
    assert "secret" not in done.out
    said = walk.run(
        "queries", "--from", "log", log, "--database", "shop", *asked, "--exit-code", "--format", "json"
    ).must(2)
    (told,) = findings(said.out)
    assert told["text"] == "SELECT title FROM chats WHERE title <> ?"
    assert "in tenant b: 30 of 90 rows" in told["what"], "the log says the tenant"
    assert "2 SELECTs ran" in said.out
    assert "1 × parameters unknown" in said.out
    assert rows(database) == before
    walk.run("queries", "--from", file, "--as-role", "postgres", "--tenant", "a").said(3, "would not hold role")
    walk.run("queries", "--from", file, "--as-role", app, "--tenant", "nobody").said(3, "no tenant 'nobody'")
    with fresh_database(database.server) as copy:
        copy.load(SCHEMA + f"GRANT SELECT ON chats TO {app}; ALTER FUNCTION touch() OWNER TO {app};")
        other = Walk.of(copy, tmp_path, PLAN.format(app=app).partition("rls:")[0])
        other.apply().must()
        other.write(PLAN.format(app=app))
        on_clone = other.run("queries", "--from", file, *asked, "--on-clone", copy.dsn).must()
        assert "60 of 90 rows" in on_clone.out
        assert "ACCESS EXCLUSIVE locks are held on 1 tables" in on_clone.err
        assert copy.value("SELECT relrowsecurity FROM pg_class WHERE relname = 'chats'") is False


def check_covered(walk: Walk, file: Path, folder: Path) -> None:
    """Statements that policies hold to one tenant are no findings, unless a role that no policy binds ran one of them."""
    said = json.loads(walk.run("queries", "--from", file, "--format", "json").must().out)
    covered = [one["text"] for one in said["covered"]]
    assert "SELECT id, title FROM chats ORDER BY title" in covered
    assert [one["finding"] for one in said["findings"]] == [], said["findings"]
    log = folder / "roles.log"
    entry = "2026-11-26 08:00:00.000 UTC [{}] LOG:  {}\n"
    log.write_text(
        "".join(
            entry.format(pid, f"connection authorized: user={user} database=shop")
            + entry.format(pid, f"statement: SELECT {column} FROM chats")
            for pid, user, column in ((1, "postgres", "id"), (2, "somebody", "title"), (3, "somebody", "id"))
        )
    )
    said = json.loads(walk.run("queries", "--from", log, "--database", "shop", "--format", "json").must().out)
    assert [(one["text"], one["roles"]) for one in said["findings"]] == [
        ("SELECT id FROM chats", ["postgres", "somebody"])
    ]
    assert [one["text"] for one in said["covered"]] == ["SELECT title FROM chats"]


def findings(out: str) -> list[Any]:
    return [one for one in json.loads(out)["findings"] if one["finding"] == "changed result"]


def rows(database: Database) -> Any:
    return database.value("SELECT md5(string_agg(c::text, ',' ORDER BY id)) FROM chats AS c")
