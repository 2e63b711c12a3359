"""`planner queries --as-role`: recorded SELECTs under policies and without."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from psycopg.conninfo import make_conninfo

from harness.databases import Database, fresh_database
from harness.runs import Walk
from planner.application.normal import normal
from planner.application.runnable import Forbidden, all_names, why_not

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
execution: {{ trusted_owners: [{app}] }}
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
        walk.run("queries", "--from", file, *asked, "--on-clone", database.dsn).said(
            3, "--on-clone names the database of"
        )
        walk.write(PLAN.format(app=app))
        on_clone = walk.run("queries", "--from", file, *asked, "--on-clone", copy.dsn).must()
        assert "60 of 90 rows" in on_clone.out
        assert "ACCESS EXCLUSIVE locks are held on 1 tables" in on_clone.err
        assert copy.value("SELECT relrowsecurity FROM pg_class WHERE relname = 'chats'") is False


HIDDEN = """
GRANT SELECT ON chats TO {app}; GRANT CREATE ON SCHEMA public TO {app}; SET ROLE {app};
CREATE FUNCTION evil() RETURNS text LANGUAGE plpgsql VOLATILE AS 'BEGIN RAISE EXCEPTION $$the code ran$$; END';
CREATE FUNCTION "Évil2"() RETURNS text LANGUAGE plpgsql STABLE AS 'BEGIN RAISE EXCEPTION $$the code ran$$; END';
CREATE VIEW seen AS SELECT evil() AS x; RESET ROLE;
"""
TRICKS = """
SELECT title, x FROM chats, seen;
SELECT Évil2(), title FROM chats;
SELECT id FROM chats /* a */, evil() -- */
;
"""


def test_no_superuser_runs_the_code_of_other_roles(database: Database, tmp_path: Path) -> None:
    app, reader = database.role(f"{database.name}_app"), database.role(f"{database.name}_reader")
    plain = PLAN.format(app=app).partition("execution:")[0]
    walk = Walk.of(database, tmp_path, plain, SCHEMA)
    walk.apply().must()
    database.load(HIDDEN.format(app=app))
    file = tmp_path / "app.sql"
    file.write_text(TRICKS)
    asked = ("queries", "--from", file, "--as-role", app, "--tenant", "a")
    walk.run(*asked).said(
        3, "SELECT could run what other roles own", "function public.evil()", "view public.seen", "trusted_owners"
    )
    database.load(f"ALTER ROLE {reader} LOGIN BYPASSRLS; GRANT {app}, pg_read_all_data TO {reader}")
    done = walk.run(*asked, "--dsn", make_conninfo(database.dsn, user=reader)).must()
    assert "names the function Évil2" in done.out
    assert "names the function evil" in done.out
    database.load(f"GRANT pg_write_server_files TO {reader}")
    walk.run(*asked, "--dsn", make_conninfo(database.dsn, user=reader)).said(3, "reads and writes files of the server")


def test_a_column_may_have_any_name(database: Database, tmp_path: Path) -> None:
    app = database.role(f"{database.name}_app")
    schema = SCHEMA.partition("CREATE FUNCTION")[0] + "INSERT INTO clients VALUES ('a', 'A'), ('b', 'B');"
    walk = Walk.of(database, tmp_path, PLAN.format(app=app), schema + f"GRANT SELECT ON chats TO {app};")
    walk.apply().must()
    database.load("INSERT INTO chats VALUES (1, 'one', 'a'), (2, 'two', 'b')")
    file = tmp_path / "app.sql"
    file.write_text("SELECT max(title) AS title, 1 AS q, 2 AS r, 3 AS line FROM chats;")
    done = walk.run("queries", "--from", file, "--as-role", app, "--tenant", "a").must()
    assert "1 rows, and not the same" in done.out


@pytest.mark.parametrize(
    "text",
    [
        "SELECT id FROM chats /* a */, evil() -- */",
        "SELECT /* a /* b */ 'c */ evil() --'",
        "SELECT a$b$, evil(), x$b$ FROM chats",
        "SELECT $😀$ ' $😀$, evil(), $😀$ ' $😀$ FROM chats",
        "SELECT a[ :evil()] FROM chats WHERE id = $1",
        "SELECT E'a'\n'\\'' , evil(), '' FROM chats",
        "SELECT EVIL() FROM chats",
    ],
)
def test_no_spelling_hides_a_name(text: str) -> None:
    assert why_not(text, Forbidden(frozenset(), frozenset({"evil"}))) is not None


def test_names_are_lowered_as_the_server_does() -> None:
    assert "Évil2" in all_names(["SELECT Évil2() FROM chats"])
    assert "é" * 31 in all_names(["SELECT " + "é" * 40])


def test_a_normal_form_loses_only_comments() -> None:
    assert normal("SELECT id /* a */ FROM chats -- b */") == "SELECT id FROM chats"
    assert normal("SELECT id FROM chats /* a */, x /* b */") == "SELECT id FROM chats , x"


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
