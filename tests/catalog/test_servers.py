"""The test servers themselves: what every other test leans on."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from harness.databases import Database, fresh_database
from harness.servers import fits


def test_a_database_is_fresh_and_goes_away(database: Database) -> None:
    database.load("CREATE TABLE t (id int); INSERT INTO t VALUES (1)")
    with fresh_database(database.server) as other:
        assert other.connect().execute("SELECT to_regclass('t')").fetchone() == (None,)
    with database.server.session() as session:
        names = [name for (name,) in session.execute("SELECT datname FROM pg_database")]
    assert database.name in names
    assert other.name not in names


def test_the_server_is_the_one_asked_for(database: Database) -> None:
    connection = database.connect()
    assert connection.info.server_version // 10000 == database.server.major
    assert connection.execute("SHOW fsync").fetchone() == ("off",)


def test_equal_databases_have_equal_dumps(database: Database) -> None:
    script = "CREATE TABLE \"T\" (id int PRIMARY KEY, e text DEFAULT 'x')"
    database.load(script)
    with fresh_database(database.server) as other:
        other.load(script)
        assert other.dump() == database.dump()
        other.load("COMMENT ON TABLE \"T\" IS 'x'")
        assert other.dump() != database.dump()


def test_psql_runs_a_file(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "a.sql"
    file.write_text("\\set ON_ERROR_STOP on\nCREATE TABLE t (id int);\nSELECT nothing;\n")
    done = database.psql(file)
    assert done.returncode == 3
    assert "nothing" in done.stderr
    assert database.connect().execute("SELECT count(*) FROM t").fetchone() == (0,)


def test_load_raises(database: Database) -> None:
    with pytest.raises(psycopg.errors.UndefinedTable):
        database.load("SELECT 1; SELECT * FROM nothing")


def test_roles_go_with_the_database(database: Database) -> None:
    with fresh_database(database.server) as other:
        role = other.role("test_servers_app")
        other.load(f"CREATE TABLE t (id int); GRANT SELECT ON t TO {role}")
        assert other.connect(user=role).execute("SELECT current_user").fetchone() == (role,)
    with database.server.session() as session:
        assert session.execute("SELECT FROM pg_roles WHERE rolname = 'test_servers_app'").fetchone() is None


@pytest.mark.parametrize(
    ("spec", "major", "expected"),
    [(">= 15", 15, True), (">= 15", 14, False), (">= 13, < 18", 17, True), ("< 18", 18, False), ("== 16", 16, True)],
)
def test_fits(spec: str, major: int, expected: bool) -> None:
    assert fits(spec, major) is expected


def test_fits_refuses_what_it_cannot_read() -> None:
    with pytest.raises(ValueError, match="write comparisons"):
        fits("15+", 15)
