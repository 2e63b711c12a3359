"""Partitioned tables: what is inherited, what adds up, and what PostgreSQL only keeps for itself."""

from __future__ import annotations

import pytest

from harness.catalogs import read, relation
from harness.databases import Database
from planner.catalog.fingerprint import Fingerprint
from planner.catalog.model import Catalog
from planner.catalog.parts import Constraint
from planner.catalog.read import read_catalog
from planner.catalog.surface import surface
from planner.catalog.words import ConstraintKind, RelationKind
from planner.names import QName

SCRIPT = """
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE ref (id int PRIMARY KEY);
CREATE TABLE events (id int, at int, k text, ref int REFERENCES ref, PRIMARY KEY (id, at, k),
    CONSTRAINT positive CHECK (id > 0)) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (1) TO (10);
CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM (10) TO (20) PARTITION BY LIST (k);
CREATE TABLE events_2a PARTITION OF events_2 FOR VALUES IN ('a');
CREATE TABLE events_2x PARTITION OF events_2 DEFAULT;
CREATE INDEX by_ref ON events (ref);
CREATE INDEX own ON events_1 (k);
ALTER TABLE events_1 ADD CONSTRAINT own_check CHECK (id < 1000);
CREATE TRIGGER guard BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER own_trigger BEFORE INSERT ON events_1 FOR EACH ROW EXECUTE FUNCTION f();
CREATE TABLE points_in (id int, at int, k text, FOREIGN KEY (id, at, k) REFERENCES events);
INSERT INTO ref SELECT generate_series(1, 10);
INSERT INTO events SELECT n, 5, 'b', 1 + n % 10 FROM generate_series(1, 400) n;
INSERT INTO events SELECT n, 15, 'a', 1 FROM generate_series(1, 30) n;
INSERT INTO events SELECT n, 15, 'b', 1 FROM generate_series(1, 7) n;
"""


@pytest.fixture
def catalog(database: Database) -> Catalog:
    database.load(SCRIPT)
    connection = database.connect()
    connection.execute("VACUUM ANALYZE")
    return read_catalog(connection, ["public"])


def constraint(catalog: Catalog, table: str, name: str) -> Constraint:
    found = relation(catalog, table).constraint(name)
    assert found is not None
    return found


def test_the_tree(catalog: Catalog) -> None:
    events = relation(catalog, "events")
    assert (events.kind, events.partition_key, events.partition_of) == (RelationKind.PARTITIONED, "RANGE (at)", None)
    two = relation(catalog, "events_2")
    assert (two.kind, two.partition_key) == (RelationKind.PARTITIONED, "LIST (k)")
    assert (two.partition_of, two.partition_bound) == (events.name, "FOR VALUES FROM (10) TO (20)")
    leaf = relation(catalog, "events_2a")
    assert (leaf.kind, leaf.partition_of, leaf.partition_bound) == (RelationKind.TABLE, two.name, "FOR VALUES IN ('a')")
    assert relation(catalog, "events_2x").partition_bound == "DEFAULT"
    assert leaf.inherits == ()
    assert [r.name.name for r in catalog.leaves(events.name)] == ["events_1", "events_2a", "events_2x"]


def test_estimates_add_up(catalog: Catalog) -> None:
    rows = {name.name: r.rows for name, r in catalog.relations.items()}
    assert rows == {
        "events": 437,
        "events_1": 400,
        "events_2": 37,
        "events_2a": 30,
        "events_2x": 7,
        "points_in": 0,
        "ref": 10,
    }
    leaves = catalog.leaves(QName("public", "events"))
    events = relation(catalog, "events")
    assert events.pages == sum(r.pages for r in leaves) > 0
    assert events.bytes == sum(r.bytes for r in leaves)


def test_a_partitioned_table_is_estimated_when_every_leaf_is(database: Database) -> None:
    database.load(SCRIPT)
    connection = database.connect()
    connection.execute("ANALYZE events_1, events_2a, ref")
    before = read_catalog(connection, ["public"])
    assert {r.name.name for r in before.relations.values() if r.is_table() and r.estimated} == {
        "events_1",
        "events_2a",
        "ref",
    }
    connection.execute("ANALYZE events_2x")
    after = read_catalog(connection, ["public"])
    assert relation(after, "events").estimated
    assert relation(after, "events_2").estimated
    assert not relation(after, "points_in").estimated
    assert Fingerprint.of(before).hex == Fingerprint.of(after).hex
    assert surface(before, {}) == surface(after, {})


def test_bytes_are_close_to_the_size_on_disk(database: Database) -> None:
    database.load("""
        CREATE TABLE t (id int PRIMARY KEY, body text); ALTER TABLE t ALTER body SET STORAGE EXTERNAL;
        INSERT INTO t SELECT n, repeat(md5(n::text), 200) FROM generate_series(1, 500) n;
    """)
    connection = database.connect()
    before = relation(read_catalog(connection, ["public"]), "t")
    assert not before.estimated
    assert before.rows > 0, "what the pages hold"
    connection.execute("VACUUM ANALYZE t")
    row = connection.execute("SELECT pg_total_relation_size('t')").fetchone()
    assert row is not None
    assert relation(read_catalog(connection, ["public"]), "t").bytes == pytest.approx(row[0], rel=0.05)


def test_what_comes_from_the_parent_is_inherited(catalog: Catalog) -> None:
    assert not constraint(catalog, "events", "positive").inherited
    assert constraint(catalog, "events_1", "positive").inherited
    assert constraint(catalog, "events_2a", "positive").inherited
    assert not constraint(catalog, "events_1", "own_check").inherited
    keys = {table: [(c.ref, c.inherited) for c in relation(catalog, table).foreign_keys()] for table in LEAVES}
    assert keys == {table: [(QName("public", "ref"), True)] for table in LEAVES}
    primary = next(c for c in relation(catalog, "events_2a").constraints if c.kind is ConstraintKind.PRIMARY)
    assert primary.inherited
    triggers = {t.name: t.inherited for t in relation(catalog, "events_1").triggers}
    assert triggers == {"guard": True, "own_trigger": False}
    assert [t.inherited for t in relation(catalog, "events").triggers] == [False]
    assert [t.name for t in relation(catalog, "events_2x").triggers] == ["guard"]


LEAVES = ("events_1", "events_2a", "events_2x")


def test_indexes_know_the_index_they_are_attached_to(catalog: Catalog) -> None:
    parents = {i.name: i.parent for i in relation(catalog, "events_1").indexes}
    assert parents["own"] is None
    assert sorted(str(p) for p in parents.values() if p) == ["public.by_ref", "public.events_pkey"]
    (middle,) = (i for i in relation(catalog, "events_2").indexes if i.parent == QName("public", "by_ref"))
    (leaf,) = (i for i in relation(catalog, "events_2a").indexes if i.parent == QName("public", middle.name))
    assert leaf.columns[0].name == "ref"


def test_a_key_to_a_partitioned_table_is_one_key(catalog: Catalog) -> None:
    keys = list(relation(catalog, "points_in").foreign_keys())
    assert [(k.ref, k.inherited) for k in keys] == [(QName("public", "events"), False)]


def test_an_index_on_only_the_parent_is_not_valid(database: Database) -> None:
    database.load(SCRIPT + "CREATE INDEX alone ON ONLY events (k);")
    alone = relation(read(database), "events").index("alone")
    assert alone is not None
    assert not alone.valid


@pytest.mark.pg(">= 18")
def test_a_key_that_is_not_valid_on_a_partitioned_table(database: Database) -> None:
    database.load(SCRIPT + "ALTER TABLE events ADD CONSTRAINT later FOREIGN KEY (id) REFERENCES ref NOT VALID;")
    catalog = read(database)
    assert not constraint(catalog, "events", "later").validated
    assert not constraint(catalog, "events_2a", "later").validated
    assert constraint(catalog, "events_2a", "later").inherited
