"""`naming` is for new objects: another convention later changes nothing, and a tool of the convention finds no difference."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import sqlalchemy as sa
from harness.cases import GOLDEN, load_case
from harness.databases import Database
from harness.dumps import dump, same_dump
from harness.runs import Walk
from planner.orm.registry import BY_CONVENTION, POSTGRES

CASE = GOLDEN / "naming_alembic"


def called(convention: str, walk: Walk, folder: Path) -> Walk:
    """The same walk with another `naming`."""
    text = walk.text().replace("naming: alembic", f"naming: {convention}")
    return Walk(folder / f"{convention}.yaml", walk.database).write(text)


def test_another_convention_after_apply_changes_nothing(database: Database, tmp_path: Path) -> None:
    walk = load_case(CASE, database)
    called("postgres", walk, tmp_path).apply().must()
    there = dump(database)
    for convention in (POSTGRES, *BY_CONVENTION):
        other = called(convention, walk, tmp_path)
        assert "Nothing to do" in other.diff().must(0).out
        other.verify().must()
        other.apply().must()
        same_dump(there, dump(database))


@pytest.mark.sample(2)
@pytest.mark.parametrize("convention", BY_CONVENTION)
def test_another_convention_between_two_phases_names_only_what_is_new(
    convention: str, database: Database, tmp_path: Path
) -> None:
    walk = load_case(CASE, database)
    before = database.dump()
    called("postgres", walk, tmp_path).apply("--phase", "add").must()
    other = called(convention, walk, tmp_path)
    other.apply().must()
    assert "User_client_id_fkey" in dump(database)
    assert "Nothing to do" in called("postgres", walk, tmp_path).diff().must(0).out
    other.rollback().must()
    same_dump(before, database.dump())


def models() -> sa.MetaData:
    """The application's tables as its developers would write them with the tenant, names left to SQLAlchemy."""
    found = sa.MetaData()
    clients = "Clients.id"
    sa.Table(
        "Clients",
        found,
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False, server_default=sa.text("now()")),
    )
    sa.Table(
        "User",
        found,
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("handle", sa.Text, nullable=False),
        sa.Column("client_id", sa.Text, sa.ForeignKey(clients), nullable=False, index=True, server_default="default"),
        sa.UniqueConstraint("client_id", "email"),
        sa.Index("ix_User_client_id_id", "client_id", "id", unique=True),
        sa.Index("ix_User_client_id_handle", "client_id", "handle", unique=True),
    )
    user = ["User.client_id", "User.id"]
    sa.Table(
        "a_list_of_measurements_taken_by_instruments_of_the_laboratory",
        found,
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("userId", sa.BigInteger, nullable=False),
        sa.Column("reviewerId", sa.BigInteger),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("client_id", sa.Text, sa.ForeignKey(clients), nullable=False, index=True),
        sa.UniqueConstraint("client_id", "serial"),
        sa.UniqueConstraint("client_id", "label"),
        sa.ForeignKeyConstraint(["client_id", "userId"], user),
        sa.ForeignKeyConstraint(["client_id", "reviewerId"], user),
    )
    return found


@pytest.mark.parametrize(("convention", "same"), [("alembic", True), ("postgres", False)])
def test_alembic_finds_no_difference(convention: str, same: bool, database: Database, tmp_path: Path) -> None:
    called(convention, load_case(CASE, database), tmp_path).apply().must()
    expected = models()

    def ours(name: str | None, kind: str, _: object) -> bool:
        return kind != "table" or name in expected.tables

    engine = sa.create_engine("postgresql+psycopg://", creator=database.connect, poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": ours})
        found = compare_metadata(context, expected)
    assert (not found) == same, found
