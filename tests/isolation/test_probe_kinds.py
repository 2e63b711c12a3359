"""verify --probe reaches every kind of table: each here is one that a row can't simply be inserted into."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.databases import Database
from harness.runs import Walk
from planner.verification.probe.patterns import accepted, matching
from planner.verification.probe.rows import combinations

SCHEMA = """
    CREATE DOMAIN code AS text CHECK (VALUE ~ '^[A-Z]{3}-[0-9]{4}$');
    CREATE TABLE teams (id int PRIMARY KEY, name text NOT NULL);
    CREATE TABLE people (id int PRIMARY KEY, name text NOT NULL);
    CREATE TABLE members (team int NOT NULL REFERENCES teams, person int NOT NULL REFERENCES people, PRIMARY KEY (team, person));
    CREATE TABLE settings (team int PRIMARY KEY REFERENCES teams, dark boolean NOT NULL);
    CREATE TABLE boards (id bigint PRIMARY KEY, team int NOT NULL REFERENCES teams, code code NOT NULL UNIQUE,
      label text NOT NULL CHECK (length(label) = 12 AND label = upper(label)));
    CREATE TABLE cards (id int PRIMARY KEY, team int NOT NULL REFERENCES teams, parent int NOT NULL REFERENCES cards);
    CREATE TABLE notes (id int PRIMARY KEY, team int NOT NULL REFERENCES teams, kind text NOT NULL,
      board int REFERENCES boards, card int REFERENCES cards,
      CHECK (num_nonnulls(board, card) = 1),
      CHECK ((kind = 'board' AND board IS NOT NULL) OR (kind = 'card' AND card IS NOT NULL)));
    CREATE TABLE providers (id int PRIMARY KEY, team int NOT NULL REFERENCES teams,
      type text NOT NULL CHECK (type IN ('oauth', 'oidc')), issuer text, url text,
      CHECK (type <> 'oidc' OR issuer IS NOT NULL), CHECK (type <> 'oidc' OR issuer IS NULL OR issuer LIKE 'https://%'),
      CHECK (type <> 'oauth' OR (url IS NOT NULL AND issuer IS NOT NULL)));
    CREATE TABLE visits (id int PRIMARY KEY, team int NOT NULL REFERENCES teams, at int4range NOT NULL CHECK (NOT isempty(at)),
      EXCLUDE USING gist (at WITH &&));
    CREATE TABLE events (id int GENERATED ALWAYS AS IDENTITY, team int NOT NULL REFERENCES teams, at date NOT NULL,
      PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
    CREATE TABLE shards (id int, team int NOT NULL REFERENCES teams) PARTITION BY HASH (id);
    CREATE TABLE links (id int PRIMARY KEY, team int NOT NULL REFERENCES teams, event int, at date,
      FOREIGN KEY (event, at) REFERENCES events);
    CREATE TABLE sealed (id int PRIMARY KEY, team int NOT NULL REFERENCES teams);
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'sealed'; END$$;
    CREATE TRIGGER refuse BEFORE INSERT ON sealed FOR EACH ROW EXECUTE FUNCTION refuse();
"""
TABLES = ("members", "settings", "boards", "cards", "notes", "providers", "visits", "events", "shards", "links")

ROWS = {
    "no rows": "",
    "two teams": """
        INSERT INTO teams VALUES (1, 'a'), (2, 'b'); INSERT INTO people VALUES (1, 'x');
        INSERT INTO members VALUES (1, 1), (2, 1); INSERT INTO settings VALUES (1, true), (2, false);
        INSERT INTO boards VALUES (1, 1, 'ABC-0001', 'TWELVE CHARS');
        INSERT INTO cards VALUES (1, 1, 1); INSERT INTO notes VALUES (1, 1, 'board', 1, NULL);
        INSERT INTO visits VALUES (1, 1, '[1,2)')""",
    "two teams, and no more": """
        ALTER TABLE teams ADD CHECK (id IN (1, 2));
        INSERT INTO teams VALUES (1, 'a'), (2, 'b'); INSERT INTO settings VALUES (1, true), (2, false)""",
}


@pytest.mark.sample(3)
@pytest.mark.parametrize("rows", ROWS)
def test_rows_of_every_kind_are_made(rows: str, database: Database, tmp_path: Path) -> None:
    role, idle = database.role(f"{database.name}_app"), database.role(f"{database.name}_idle")
    granted = ", ".join((*TABLES, "sealed"))
    scoped = "".join(f"  {table}: {{ column: team }}\n" for table in (*TABLES, "sealed"))
    plan = (
        "version: 1\ntenant: { table: teams, key: { column: id, type: integer }, column: team }\n"
        f"tables:\n{scoped}  people: {{ kind: reference }}\n"
        f"keys: {{ unique: per_tenant, foreign_keys: composite }}\nrls: {{ setting: app.team, roles: [{role}, {idle}] }}\n"
    )
    schema = f"{SCHEMA}; GRANT SELECT, INSERT, UPDATE, DELETE ON {granted} TO {role}; {ROWS[rows]}"
    walk = Walk.of(database, tmp_path, plan, schema)
    walk.apply().must()
    probed = walk.run("verify", "--probe").out.splitlines()
    lines = {line.split()[0].removeprefix("public."): line for line in probed if f"as {role}: " in line}
    assert {name for name, line in lines.items() if "lead nowhere" in line} == set(TABLES), "\n".join(lines.values())
    unfinished = [line for line in probed if " is probed " in line]
    assert len(unfinished) == 1, "the second pass made an event, and what refers to one"
    assert f"as {idle}: is probed" in unfinished[0]
    assert lines["sealed"].endswith("FINDING  not tried: sealed"), "the row was made without triggers"
    assert "planner_probe_partition" not in database.dump()


PATTERNS = (
    r"^[A-Z]{3}-\d{4}$",
    r"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$",
    r"^#[0-9a-f]{6}$",
    r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$",
)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_texts_match_the_pattern_and_differ(pattern: str, database: Database) -> None:
    made = [matching(pattern, number) for number in range(1, 20)]
    assert len(set(made)) == len(made)
    escaped = pattern.replace("'", "''")
    for text in made:
        assert database.value(f"SELECT '{text}' ~ '{escaped}'"), text


def test_conditions_on_texts() -> None:
    assert matching(r"^(?:ab|cd)$", 1) == "ab"
    assert matching("(", 1) is None
    assert [len(text) for text in accepted("CHECK ((char_length((name)::text) = 5))", 7)] == [5, 4, 6]
    assert list(accepted("CHECK ((name ~~ 'probe-%'::text))", 7)) == ["probe-7"]
    assert "PROBE7" in accepted("CHECK ((name = upper(name)))", 7)


def test_one_of_several_comes_first_and_all_combinations_come() -> None:
    found = list(combinations([2, 2, 2]))
    assert found[:3] == [(0, 1, 1), (1, 0, 1), (1, 1, 0)]
    assert len(set(found)) == 8
