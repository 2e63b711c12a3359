"""Keys that say more than their columns: they go through the migrations of every ORM as they are, and no file has them as plain ones."""

from __future__ import annotations

import importlib.util
import os
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations

import sqlalchemy as sa
from harness.databases import Database
from harness.runs import Walk
from planner.catalog.read import read_catalog
from planner.catalog.words import ConstraintKind
from planner.execution.session import connect_reading
from planner.names import QName

pytestmark = pytest.mark.pg(">= 15")  # NULLS NOT DISTINCT

SCHEMA = """
CREATE TABLE users (
  id integer PRIMARY KEY, email text NOT NULL, handle text NOT NULL, code text NOT NULL, rank integer, gone boolean NOT NULL DEFAULT false,
  CONSTRAINT users_rank_code UNIQUE NULLS NOT DISTINCT (rank, code),
  CONSTRAINT users_slot UNIQUE (email, rank) INCLUDE (code) DEFERRABLE INITIALLY DEFERRED
);
CREATE UNIQUE INDEX users_live_email ON users (email) WHERE NOT gone AND email <> 'a:b';
CREATE UNIQUE INDEX users_lower_handle ON users (lower(handle), rank DESC) WHERE rank > 0;
CREATE UNIQUE INDEX users_code_rank ON users (code) INCLUDE (rank, email);
CREATE UNIQUE INDEX users_code_ops ON users (code text_pattern_ops);
CREATE UNIQUE INDEX users_handle_c ON users (handle COLLATE "POSIX", rank DESC NULLS LAST);
CREATE TABLE posts (
  id integer, body text NOT NULL, user_id integer REFERENCES users (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT posts_pkey PRIMARY KEY (id) INCLUDE (body)
);
"""
KEYS = "unique: per_tenant, foreign_keys: composite, primary_key: composite"
PLAN = """
version: 1
tenant:
  table: clients
  key: {{ column: id, type: text }}
  columns: {{ name: {{ type: text, nullable: false }} }}
  default: {{ id: default, values: {{ name: Default }} }}
  column: client_id
tables: {{ users: {{}}, posts: {{}} }}
keys: {{ {keys} }}
transition: {{ drop: tighten }}
naming: {naming}
"""


def walk_of(database: Database, folder: Path, naming: str, keys: str = KEYS) -> Walk:
    database.load(SCHEMA)
    plan = folder / "plan.yaml"
    plan.write_text(PLAN.format(naming=naming, keys=keys))
    return Walk(plan, database)


def keys(database: Database) -> Mapping[str, frozenset[object]]:
    """Indexes, unique keys, primary keys and foreign keys of each table, whole."""
    kinds = (ConstraintKind.PRIMARY, ConstraintKind.UNIQUE, ConstraintKind.FOREIGN)
    with connect_reading(database.dsn) as connection:
        relations = read_catalog(connection, ["public"]).relations
    return {
        name.name: frozenset([*relations[name].indexes, *(c for c in relations[name].constraints if c.kind in kinds)])
        for name in relations
        if name.name in ("users", "posts")
    }


def drizzle(database: Database, folder: Path) -> None:
    for file in sorted(folder.glob("*.sql")):
        for statement in file.read_text().split("--> statement-breakpoint"):
            database.load(statement)


def prisma(database: Database, folder: Path) -> None:
    for file in sorted(folder.glob("*_tenancy_*/migration.sql")):
        database.load(file.read_text())


def alembic(database: Database, folder: Path) -> None:
    engine = sa.create_engine("postgresql+psycopg://", creator=database.connect, poolclass=sa.pool.NullPool)
    for name in ("expand", "contract"):
        (file,) = folder.glob(f"*_tenancy_{name}.py")
        with engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
            runpy.run_path(str(file))["upgrade"]()


@pytest.mark.parametrize("run", [drizzle, prisma, alembic])
def test_a_new_database_has_the_keys_that_apply_makes(
    run: Callable[[Database, Path], None], database: Database, scratch: Database, tmp_path: Path
) -> None:
    name = run.__name__
    walk, out = walk_of(database, tmp_path, name), tmp_path / "migrations"
    if name != "drizzle":
        (out / "0_init").mkdir(parents=True)
        (out / "0_init" / "migration.sql").write_text(SCHEMA)
        (out / "first.py").write_text('revision = "first"\ndown_revision = None\n')
    walk.run("render", "--format", name, "--out", out).must()
    scratch.load(SCHEMA)
    run(scratch, out)
    walk.apply().must()
    assert keys(scratch) == keys(database)
    assert len(keys(database)["users"]) == 13  # 9 indexes, 4 constraints
    dump = database.dump()
    run(database, out)
    assert database.dump() == dump


# SQLAlchemy

MODELS = """
from sqlalchemy import Boolean, Column, ForeignKey, ForeignKeyConstraint, Index, Integer, PrimaryKeyConstraint, Text, UniqueConstraint, text
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    __table_args__ = (
        UniqueConstraint("rank", "code", name="users_rank_code", postgresql_nulls_not_distinct=True),
        UniqueConstraint(
            "email",
            "rank",
            name="users_slot",
            postgresql_include=["code"],
            deferrable=True,
            initially="DEFERRED",
        ),
        Index("users_live_email", "email", unique=True, postgresql_where=text("NOT gone AND email <> 'a\\\\:b'")),
        Index("users_lower_handle", text("lower(handle)"), text("rank DESC"), unique=True, postgresql_where=text("rank > 0")),
        Index("users_code_rank", "code", unique=True, postgresql_include=["rank", "email"]),
        Index("users_code_ops", "code", unique=True, postgresql_ops={"code": "text_pattern_ops"}),
        Index("users_handle_c", text('handle COLLATE "POSIX"'), text("rank DESC NULLS LAST"), unique=True),
    )
    id = Column(Integer, primary_key=True, autoincrement=False)
    email = Column(Text, nullable=False)
    handle = Column(Text, nullable=False)
    code = Column(Text, nullable=False)
    rank = Column(Integer)
    gone = Column(Boolean, nullable=False, server_default=text("false"))


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True, autoincrement=False)
    body = Column(Text, nullable=False)
    user_id = Column(Integer, ForeignKey("users.id", ondelete="SET NULL", deferrable=True, initially="DEFERRED"))
"""


def metadata(models: Path, name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, models)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Base.metadata


@pytest.mark.parametrize("kept", ["", ", old: keep"])
def test_sqlalchemy(kept: str, database: Database, scratch: Database, tmp_path: Path) -> None:
    """The edited models make the keys of the live database; and where the global keys are kept, both."""
    walk = walk_of(database, tmp_path, "alembic", f"unique: per_tenant{kept}")
    models = tmp_path / "models_keys.py"
    models.write_text(MODELS)
    done = walk.run("orm", "--sqlalchemy", models, "--confirm").must()
    assert "left to do:" not in done.err
    assert walk.run("orm", "--sqlalchemy", models).must().out == ""
    walk.apply().must()
    engine = sa.create_engine("postgresql+psycopg://", creator=scratch.connect, poolclass=sa.pool.NullPool)
    metadata(models, "models_keys").create_all(engine)
    fresh, live = keys(scratch)["users"], keys(database)["users"]
    assert fresh == live
    assert len(live) == (22 if kept else 13)


# Drizzle

TABLE = """import { boolean, integer, pgTable, text, unique, uniqueIndex } from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';

export const users = pgTable('users', {
  id: integer('id').primaryKey(),
  email: text('email').notNull(),
  handle: text('handle').notNull(),
  code: text('code').notNull(),
  rank: integer('rank'),
  gone: boolean('gone').notNull().default(false),
}, (t) => [
  unique('users_rank_code').on(t.rank, t.code).nullsNotDistinct(),
  unique('users_slot').on(t.email, t.rank),
  uniqueIndex('users_live_email').on(t.email).where(sql`not gone and email <> 'a:b'`),
  uniqueIndex('users_lower_handle').on(sql`lower(handle)`, sql`rank desc`).where(sql`rank > 0`),
  uniqueIndex('users_code_rank').on(t.code),
  uniqueIndex('users_code_ops').on(t.code.op('text_pattern_ops')),
]);

export const posts = pgTable('posts', {
  id: integer('id').primaryKey(),
  body: text('body').notNull(),
  userId: integer('user_id').references(() => users.id, { onDelete: 'set null' }),
});
"""


def test_drizzle(database: Database, tmp_path: Path) -> None:
    walk = walk_of(database, tmp_path, "drizzle", "unique: per_tenant")
    schema = tmp_path / "schema.ts"
    schema.write_text(TABLE)
    done = walk.run("orm", "--drizzle", schema, "--confirm").must()
    text = schema.read_text()
    for line in (
        "unique('users_client_id_rank_code_unique').on(t.clientId, t.rank, t.code).nullsNotDistinct(),",
        "uniqueIndex('users_client_id_email_index').on(t.clientId, t.email).where(sql`not gone and email <> 'a:b'`),",
        ".on(t.clientId, sql`lower(handle)`, sql`rank desc`).where(sql`rank > 0`),",
        ".on(t.clientId, t.code.op('text_pattern_ops')),",
        "unique('users_slot').on(t.email, t.rank),",
        "uniqueIndex('users_code_rank').on(t.code),",
    ):
        assert line in text
    left = [line.split("public.users: ")[1] for line in done.err.splitlines() if line.startswith("left to do:")]
    assert [line.split(":")[0] for line in left] == [
        "users_code_rank is declared without INCLUDE",
        "the unique key (handle, rank) is not found here",
        "users_slot is declared without DEFERRABLE, INCLUDE",
    ]
    assert walk.run("orm", "--drizzle", schema).must().out == ""


def test_drizzle_beside_the_keys_that_are_kept(database: Database, tmp_path: Path) -> None:
    walk = walk_of(database, tmp_path, "drizzle", "unique: per_tenant, old: keep")
    schema = tmp_path / "schema.ts"
    schema.write_text(TABLE)
    done = walk.run("orm", "--drizzle", schema, "--confirm").must()
    text = schema.read_text()
    assert ".on(t.clientId, t.code.op('text_pattern_ops'))," in text
    assert ".on(t.clientId, t.email).where(sql`((NOT gone) AND (email <> 'a:b'::text))`)," in text
    assert ".on(t.clientId, sql`lower(handle)`, t.rank.desc().nullsFirst()).where(sql`(rank > 0)`)," in text
    assert '.on(t.clientId, sql`handle COLLATE pg_catalog."POSIX"`, t.rank.desc().nullsLast()),' in text
    assert done.err.count("there is no word for") == 2
    assert walk.run("orm", "--drizzle", schema).must().out == ""


CONFIG = "export default { dialect: 'postgresql', schema: './schema.ts', out: './migrations' };\n"


@pytest.mark.orm
@pytest.mark.parametrize("kept", ["", ", old: keep"])
def test_drizzle_kit_has_nothing_to_generate(kept: str, database: Database, scratch: Database, tmp_path: Path) -> None:
    """The snapshot says what the edited file says, and the file makes the keys of the live database."""
    tools = Path(__file__).parents[2] / ".cache" / "orm" / "node_modules"
    if not (tools / "drizzle-kit").is_dir() or shutil.which("node") is None:
        pytest.skip("drizzle-kit is not here: make test-orm installs it")
    (tmp_path / "node_modules").symlink_to(tools)
    (tmp_path / "drizzle.config.ts").write_text(CONFIG)
    schema = tmp_path / "schema.ts"
    schema.write_text(
        "\n".join(line for line in TABLE.splitlines() if "users_slot" not in line and "_rank'" not in line)
    )
    kit(tmp_path, "generate", "--name", "init")
    database.load((tmp_path / "migrations" / "0000_init.sql").read_text())
    walk = Walk(tmp_path / "plan.yaml", database)
    walk.plan.write_text(PLAN.format(naming="drizzle", keys=f"unique: per_tenant{kept}"))
    done = walk.run("orm", "--drizzle", schema, "--confirm").must()
    assert "left to do:" not in done.err
    walk.run("render", "--format", "drizzle", "--out", tmp_path / "migrations").must()
    assert "No schema changes" in kit(tmp_path, "generate", "--name", "more")
    scratch.load(kit(tmp_path, "export", "--dialect=postgresql", "--schema=./schema.ts"))
    walk.apply().must()
    assert unique(scratch) == unique(database)


def kit(folder: Path, *arguments: str) -> str:
    program = folder / "node_modules" / ".bin" / "drizzle-kit"
    done = subprocess.run([program, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


# Prisma

PRISMA = """
datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}

model users {
  id     Int     @id
  email  String
  handle String
  code   String
  rank   Int?
  gone   Boolean @default(false)

  @@unique([rank, code], map: "users_rank_code")
  @@unique([handle, rank(sort: Desc)], map: "users_down")
}
"""


def test_prisma(database: Database, tmp_path: Path) -> None:
    walk = walk_of(database, tmp_path, "prisma", "unique: per_tenant")
    database.load("CREATE UNIQUE INDEX users_down ON users (handle, rank DESC)")
    schema = tmp_path / "schema.prisma"
    schema.write_text(PRISMA)
    done = walk.run("orm", "--prisma", schema, "--confirm").must()
    text = schema.read_text()
    assert re.search(
        r"@@unique\(\[client_?[iI]d, handle, rank\(sort: Desc\)\], map: \"users_client_id_handle_rank_key", text
    )
    assert '@@unique([rank, code], map: "users_rank_code")' in text
    assert text.count("@@unique") == 2
    assert "users_rank_code is declared without NULLS NOT DISTINCT" in done.err
    assert "lower(handle)" not in done.err  # Prisma does not see it in the database, either.
    assert walk.run("orm", "--prisma", schema).must().out == ""


# Django

DJANGO = """
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


class User(models.Model):
    id = models.IntegerField(primary_key=True)
    email = models.TextField()
    handle = models.TextField()
    code = models.TextField()
    rank = models.IntegerField(null=True)
    gone = models.BooleanField()

    class Meta:
        db_table = "users"
        constraints = [
            models.UniqueConstraint(fields=["email"], condition=Q(gone=False), name="users_live_email"),
            models.UniqueConstraint(Lower("handle"), name="users_lower_handle"),
            models.UniqueConstraint(fields=["code"], include=["rank", "email"], name="users_code_rank"),
            models.UniqueConstraint(fields=["code"], opclasses=["text_pattern_ops"], name="users_code_ops"),
            models.UniqueConstraint(fields=["rank", "code"], nulls_distinct=False, name="users_rank_code"),
            models.UniqueConstraint(fields=["email", "rank"], deferrable=models.Deferrable.DEFERRED, name="users_slot"),
        ]
"""
SETTINGS = """
import os

INSTALLED_APPS = ["shop"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["PGDATABASE"],
        "USER": "postgres",
        "HOST": os.environ["PGHOST"],
        "PORT": os.environ["PGPORT"],
    }
}
USE_TZ = True
"""
BY_HAND = 'CREATE UNIQUE INDEX users_by_hand ON users (handle COLLATE "POSIX", rank DESC) WHERE rank > 0'
"""A migration of the application's own, which its models do not know of."""


def django(folder: Path, database: Database, *arguments: str) -> None:
    where = {"PGHOST": database.server.host, "PGPORT": str(database.server.port), "PGDATABASE": database.name}
    done = subprocess.run(
        [sys.executable, "-m", "django", *arguments], cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, **where, "DJANGO_SETTINGS_MODULE": "settings", "PYTHONPATH": str(folder)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.deep
def test_django(database: Database, scratch: Database, tmp_path: Path) -> None:
    """What its models say of them stays; what they do not say is in the migration of planner's."""
    (tmp_path / "shop" / "migrations").mkdir(parents=True)
    for file in ("__init__.py", "migrations/__init__.py"):
        (tmp_path / "shop" / file).write_text("")
    models = tmp_path / "shop" / "models.py"
    models.write_text(DJANGO)
    (tmp_path / "settings.py").write_text(SETTINGS)
    plan = PLAN.format(naming="django", keys="unique: per_tenant").replace(", posts: {}", "")
    walk = Walk(tmp_path / "plan.yaml", database)
    walk.plan.write_text(f"{plan}unlisted: ignore\n")
    django(tmp_path, database, "makemigrations", "shop")
    for one in (database, scratch):
        django(tmp_path, one, "migrate")
        one.load(BY_HAND)
    walk.run("orm", "--django", tmp_path, "--stage", "add", "--confirm").must()
    django(tmp_path, database, "makemigrations", "shop")
    done = walk.run("orm", "--django", tmp_path, "--confirm").must()
    assert done.err.count("left to do:") == 1
    assert "the unique key (handle, rank) is not found here" in done.err
    text = models.read_text()
    assert 'UniqueConstraint("client", Lower("handle"), name=' in text
    assert 'fields=["client", "email"], condition=Q(gone=False)' in text
    assert 'opclasses=["text_ops", "text_pattern_ops"]' in text
    assert walk.run("orm", "--django", tmp_path).must().out == ""
    django(tmp_path, database, "makemigrations", "--noinput", "shop")
    walk.run("render", "--format", "django", "--out", tmp_path / "shop" / "migrations").must()
    django(tmp_path, scratch, "migrate")
    walk.apply().must()
    assert unique(scratch) == unique(database)
    assert len(unique(database)) == 8


def unique(database: Database) -> list[str]:
    """Without what a tool makes otherwise: foreign keys of Django's are DEFERRABLE, and it adds indexes for LIKE."""
    with connect_reading(database.dsn) as connection:
        users = read_catalog(connection, ["public"]).relations[QName("public", "users")]
    return sorted(str(replace(index, constraint=None)) for index in users.indexes if index.unique)
