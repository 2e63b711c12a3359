"""Phase distribute on a cluster: every kind of table there and back, and what nobody may lose on the way."""

from __future__ import annotations

from pathlib import Path

from citus.branches import branches, foreign_keys, role_of, state
from citus.shop import shop
from harness.citus import CitusDatabase
from harness.kills import killed_at
from harness.runs import Walk

METHODS = "SELECT logicalrelid::text, partmethod::text, repmodel::text FROM pg_dist_partition ORDER BY 1"
COLOCATION = "SELECT count(DISTINCT colocationid) FROM pg_dist_partition WHERE partmethod = 'h'"


def test_there_and_back(citus: CitusDatabase, tmp_path: Path) -> None:
    walk = branches(citus, tmp_path)
    before, keys = state(citus), foreign_keys(citus)
    walk.apply("--phase", "distribute").must()
    assert citus.fetch(METHODS) == [
        ('"Clients"', "n", "t"),
        ('"User"', "h", "s"),
        ("chat", "h", "s"),
        ("country", "n", "t"),
        ("event", "h", "s"),
        ("event_25", "h", "s"),
        ("event_26", "h", "s"),
        ("job_locks", "n", "s"),
        ("message", "h", "s"),
    ]
    assert citus.value(COLOCATION) == 1
    assert foreign_keys(citus) == keys
    assert citus.value("SELECT count(*) FROM planner.owned WHERE state = 'intent'") == 0
    assert citus.value("SELECT sum(pg_relation_size(logicalrelid)) FROM pg_dist_partition") == 0
    _nothing_is_lost(citus)
    again = walk.apply().must()
    assert "Nothing to do" in again.err
    walk.verify().must()
    _in_use(citus)
    walk.rollback("tighten").must()
    assert citus.fetch(METHODS) == []
    _undo_use(citus)
    assert state(citus) == before
    assert citus.value("""SELECT nextval('"User_id_seq"')""") == 7 + 20 * 3
    walk.diff().must(2)
    walk.run("verify", "--phase", "tighten").must()


def _nothing_is_lost(citus: CitusDatabase) -> None:
    """The concurrent form has made message and its views anew; job_locks became a local table."""
    assert citus.value("SELECT obj_description('message'::regclass)") == "what people wrote"
    assert citus.value("SELECT obj_description('bodies'::regclass)") == "bodies"
    assert citus.value("SELECT obj_description('job_locks'::regclass)") == "locks"
    for relation in ("bodies", "counts"):
        assert citus.value(f"SELECT has_table_privilege('{role_of(citus)}', '{relation}', 'SELECT')")
    assert citus.value("SELECT sum(n) FROM counts") == 3000
    assert citus.value("SELECT count(*) FROM pg_indexes WHERE indexname = 'counts_chat'") == 1
    assert citus.value("SELECT count(*) FROM message WHERE client_id = 'default'") == 3000


def _in_use(citus: CitusDatabase) -> None:
    with citus.connect() as session:
        session.execute(f"SET ROLE {role_of(citus)}")
        session.execute("""INSERT INTO "User" (email, client_id) VALUES ('new', 'default')""")
    assert citus.value("""SELECT id FROM "User" WHERE email = 'new' AND client_id = 'default'""") == 7 + 20 * 3


def _undo_use(citus: CitusDatabase) -> None:
    """Take back what the application did in between: a row, and a value of a sequence."""
    citus.load("""DELETE FROM "User" WHERE email = 'new'; SELECT setval('"User_id_seq"', 64);""")


def test_a_key_of_somebody_else_is_named_before_anything_is_taken_back(citus: CitusDatabase, tmp_path: Path) -> None:
    walk = branches(citus, tmp_path)
    walk.apply("--phase", "distribute").must()
    citus.load("CREATE TABLE late (code text CONSTRAINT late_country REFERENCES country)")
    done = walk.rollback("tighten")
    done.said(3, "late_country", "DROP CONSTRAINT")
    assert _distributed(citus) == 10
    citus.load("ALTER TABLE late DROP CONSTRAINT late_country")
    walk.rollback("tighten").must()


def _distributed(citus: CitusDatabase) -> int:
    return int(citus.value("SELECT count(*) FROM pg_dist_partition"))


def test_a_row_without_a_parent_stops_before_its_key_is_valid(citus: CitusDatabase, tmp_path: Path) -> None:
    """While the foreign keys are away, nobody but the application keeps references whole."""
    walk = branches(citus, tmp_path)
    _orphan_in_the_window(walk, citus)
    done = walk.apply("--phase", "distribute")
    assert done.code == 4, done.err
    assert "rows of public.message reference rows of public.chat that are not there" in done.err
    citus.load("DELETE FROM message WHERE client_id = 'default' AND chat_id = 424242")
    walk.apply("--phase", "distribute").must()
    assert all(valid for _, valid in foreign_keys(citus))


def _orphan_in_the_window(walk: Walk, citus: CitusDatabase) -> None:
    """Run as far as all foreign keys are dropped, and write such a row then."""
    event = 0
    while foreign_keys(citus):
        event += 1
        assert killed_at(event, walk)
    citus.load("INSERT INTO message (client_id, chat_id, body) VALUES ('default', 424242, 'x')")


def test_all_four_phases_at_once(citus: CitusDatabase, tmp_path: Path) -> None:
    """The last table has the first foreign key: the parallel copy of the one and the other are two transactions."""
    walk = shop(citus, tmp_path, f"app_{citus.name}")
    walk.apply().must()
    assert all(valid for _, valid in foreign_keys(citus))
    walk.verify().must()
    walk.rollback("tighten").must()
    assert citus.fetch(METHODS) == []
