"""The reading itself: its transaction, its round trips, what it sees of server, schemas and planner's own record."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from psycopg.pq import Trace, TransactionStatus

from harness.databases import Database
from planner.catalog.model import Catalog, InboundKey, InboundView, SchemaAccess
from planner.catalog.owned import Owned, OwnedKey, OwnedKind, OwnedState
from planner.catalog.read import read_catalog
from planner.names import QName

OWNED = """
CREATE SCHEMA planner;
CREATE TABLE planner.owned (seq bigint GENERATED ALWAYS AS IDENTITY, kind text, schema_name text, relation_name text,
    object_name text, phase text, state text, before text, detail text, recorded_at timestamptz DEFAULT now(),
    recorded_by text DEFAULT current_user);
"""


def traced(database: Database, file: Path, schemas: list[str]) -> tuple[int, int]:
    """Round trips of one read, and statements in it, counted in libpq's own trace of the wire."""
    connection = database.connect()
    with file.open("w") as trace:
        connection.pgconn.trace(trace.fileno())
        connection.pgconn.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS)
        read_catalog(connection, schemas)
        connection.pgconn.untrace()
    kinds = [
        line.split("\t")[0] + line.split("\t")[2].strip() for line in file.read_text().splitlines() if "\t" in line
    ]
    return kinds.count("FSync"), kinds.count("FParse")


def tables(count: int) -> str:
    return "".join(
        f"CREATE TABLE t{n} (id int PRIMARY KEY, up int REFERENCES t{max(n - 1, 0)}, x text UNIQUE CHECK (x <> ''));"
        for n in range(count)
    )


def test_round_trips_do_not_grow_with_the_schema(database: Database, tmp_path: Path) -> None:
    empty = traced(database, tmp_path / "empty", ["public"])
    database.load(tables(60))
    assert traced(database, tmp_path / "full", ["public"]) == empty
    database.load(OWNED + "COMMENT ON SCHEMA planner IS 'planner record, format 1: …'")
    syncs, statements = traced(database, tmp_path / "owned", ["public", "planner"])
    assert empty[0] <= syncs <= 3
    assert statements == empty[1] + 1


def test_the_connection_is_left_as_it_was(database: Database) -> None:
    database.load("CREATE TABLE t (a int DEFAULT 1)")
    connection = database.connect(options="-c search_path=public -c jit=on -c datestyle=german")
    read_catalog(connection, ["public"])
    assert connection.autocommit
    assert connection.info.transaction_status is TransactionStatus.IDLE
    assert connection.execute("SHOW search_path").fetchone() == ("public",)
    assert connection.execute("SHOW jit").fetchone() == ("on",)
    connection.autocommit = False
    read_catalog(connection, ["public"])
    assert not connection.autocommit
    assert connection.info.transaction_status is TransactionStatus.IDLE


def test_what_is_read_does_not_depend_on_the_session(database: Database) -> None:
    database.load("""
        SET timezone = 'UTC';
        CREATE TABLE t (a date DEFAULT '2024-02-01', b timestamptz DEFAULT '2024-02-01 00:00', c text DEFAULT 'a\\b',
            d bytea DEFAULT '\\x41', e interval DEFAULT '1 day 02:00', f real DEFAULT 0.1, g text CHECK (g <> 'a\\b'));
    """)
    usual = read_catalog(database.connect(), ["public"])
    odd = database.connect(
        options="-c search_path=public -c datestyle=sql,dmy -c timezone=Asia/Kathmandu -c bytea_output=escape"
        " -c intervalstyle=iso_8601 -c quote_all_identifiers=on -c extra_float_digits=-5"
        " -c standard_conforming_strings=on"
    )
    assert read_catalog(odd, ["public"]).relations == usual.relations


def test_reading_is_read_only_and_changes_nothing(database: Database) -> None:
    database.load(tables(3) + OWNED)
    before = database.dump()
    connection = database.connect(options="-c default_transaction_read_only=on")
    read_catalog(connection, ["public", "planner"])
    assert database.dump() == before


def test_a_lock_that_is_held_stops_no_one_without_expressions(database: Database) -> None:
    database.load("CREATE TABLE t (a int DEFAULT 1 PRIMARY KEY, b int REFERENCES t, c text UNIQUE)")
    locker, reader = database.connect(), database.connect(options="-c lock_timeout=100ms")
    with locker.transaction():
        locker.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE")
        assert len(read_catalog(reader, ["public"]).relations) == 1


def test_waiting_for_a_lock_ends_with_lock_timeout(database: Database) -> None:
    database.load("CREATE TABLE t (a int CHECK (a > 0))")
    locker, reader = database.connect(), database.connect(options="-c lock_timeout=100ms")
    with locker.transaction():
        locker.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            read_catalog(reader, ["public"])
    assert reader.info.transaction_status is TransactionStatus.IDLE
    assert len(read_catalog(reader, ["public"]).relations) == 1


def test_a_connection_in_a_transaction_is_refused(database: Database) -> None:
    connection = database.connect()
    connection.autocommit = False
    connection.execute("SELECT 1")
    with pytest.raises(psycopg.ProgrammingError):
        read_catalog(connection, ["public"])


def test_schemas(database: Database) -> None:
    database.load("CREATE SCHEMA b; CREATE SCHEMA a; CREATE TABLE a.t (x int); CREATE TABLE b.t (x int)")
    catalog = read_catalog(database.connect(), ["b", "nowhere", "a"])
    assert catalog.schemas == (SchemaAccess("b", True), SchemaAccess("a", True))
    assert list(catalog.relations) == [QName("a", "t"), QName("b", "t")]


def test_relations_are_sorted(database: Database) -> None:
    database.load(
        'CREATE TABLE b (); CREATE TABLE "B" (); CREATE TABLE "é" (); CREATE TABLE a (); CREATE TABLE "a_b" ()'
    )
    names = list(read_catalog(database.connect(), ["public"]).relations)
    assert names == sorted(names)


def test_the_server_as_superuser(database: Database) -> None:
    server = read_catalog(database.connect(), ["public"]).server
    assert server.major == database.server.major
    assert server.version_text.startswith(database.server.version.split()[0])
    assert (server.database, server.role, server.superuser, server.standby) == (database.name, "postgres", True, False)
    assert server.can_create
    assert server.host == database.server.host


def test_the_server_and_rights_as_someone_else(database: Database) -> None:
    owner = database.role("read_session_owner")
    member = database.role("read_session_member", f"LOGIN IN ROLE {owner}")
    stranger = database.role("read_session_stranger", "LOGIN BYPASSRLS")
    database.load(f"""
        CREATE SCHEMA app; CREATE TABLE app.t (a int); ALTER TABLE app.t OWNER TO {owner};
        GRANT USAGE, CREATE ON SCHEMA app TO {owner}; GRANT CREATE ON DATABASE "{database.name}" TO {owner};
    """)
    seen = {role: read_catalog(database.connect(user=role), ["app"]) for role in (owner, member, stranger)}
    mine = {role: catalog.relations[QName("app", "t")].owned_by_me for role, catalog in seen.items()}
    assert mine == {owner: True, member: True, stranger: False}
    assert [seen[role].schemas[0].can_create for role in seen] == [True, True, False]
    assert [seen[role].server.can_create for role in seen] == [True, True, False]
    assert [seen[role].server.bypass_rls for role in seen] == [False, False, True]
    assert seen[stranger].server.role == stranger
    assert seen[stranger].server.host == "local socket"
    assert seen[stranger].relations[QName("app", "t")].owner == owner


def test_what_points_in_from_outside(database: Database) -> None:
    database.load("""
        CREATE SCHEMA other;
        CREATE TABLE t (a int, b int, "C" int, PRIMARY KEY (b, a)) PARTITION BY RANGE (b);
        CREATE TABLE t1 PARTITION OF t DEFAULT;
        CREATE TABLE other.o (a int PRIMARY KEY, x int, CONSTRAINT fk FOREIGN KEY (x, a) REFERENCES t (b, a));
        CREATE VIEW other.v AS SELECT a, b FROM t WHERE a IN (SELECT a FROM t1);
        CREATE MATERIALIZED VIEW other.m AS SELECT * FROM t1;
        CREATE VIEW other.unrelated AS SELECT * FROM other.o;
        CREATE VIEW inside AS SELECT * FROM t;
        CREATE TABLE back (a int REFERENCES other.o);
    """)
    catalog = read_catalog(database.connect(), ["public"])
    t, t1 = QName("public", "t"), QName("public", "t1")
    assert catalog.inbound_keys == (InboundKey("fk", QName("other", "o"), t, ("b", "a")),)
    assert catalog.inbound_views == (
        InboundView(QName("other", "m"), t1),
        InboundView(QName("other", "v"), t),
        InboundView(QName("other", "v"), t1),
    )
    assert next(catalog.relations[QName("public", "back")].foreign_keys()).ref_columns == ("a",)
    assert read_catalog(database.connect(), ["public", "other"]).inbound_keys == ()


@pytest.fixture
def read(database: Database) -> Callable[[str], Catalog]:
    def read(script: str) -> Catalog:
        if script:
            database.load(script)
        return read_catalog(database.connect(), ["public"])

    return read


def test_planners_own_record(read: Callable[[str], Catalog]) -> None:
    nothing = read("")
    assert (nothing.planner_schema, nothing.foreign_planner_schema, dict(nothing.owned)) == (False, False, {})
    strange = read(OWNED)
    assert (strange.planner_schema, strange.foreign_planner_schema) == (False, True)
    catalog = read("""
        COMMENT ON SCHEMA planner IS 'planner record, format 1: what planner changed';
        INSERT INTO planner.owned (kind, schema_name, relation_name, object_name, phase, state, before, detail) VALUES
            ('index', 'public', 'z', 'i', 'tighten', 'intent', NULL, NULL),
            ('column', 'public', 'A.b', 'client_id', 'add', 'confirmed', 'before', 'detail');
    """)
    assert (catalog.planner_schema, catalog.foreign_planner_schema) == (True, False)
    assert list(catalog.owned.values()) == [
        Owned(OwnedKey(OwnedKind.INDEX, QName("public", "z"), "i"), "tighten", OwnedState.INTENT),
        Owned(
            OwnedKey(OwnedKind.COLUMN, QName("public", "A.b"), "client_id"),
            "add",
            OwnedState.CONFIRMED,
            "before",
            "detail",
        ),
    ]
    assert list(catalog.owned) == [entry.key for entry in catalog.owned.values()]
    without = read("DROP TABLE planner.owned")
    assert (without.planner_schema, without.foreign_planner_schema, dict(without.owned)) == (False, False, {})
