"""TypeORM's entities: edited, edited again, compiled, and compared with the database by TypeORM itself.

The first half needs no Node. The second is marked `orm`: make test-orm installs what it needs.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from harness.databases import Database
from harness.runs import Walk
from planner.names import QName
from planner.orm.typeorm import files as typeorm
from planner.orm.typeorm.naming import TypeOrm
from test_python_models import CLIENTS, EMAIL, INDEX, TABLE, TENANT_KEY, wanted

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "typeorm"
REVIEWED = Path(__file__).parent / "typeorm"
TOOLS = ROOT / ".cache" / "orm"
STAGES = ("add", "tighten")
STATEMENT = re.compile(r"queryRunner\.query\(`(.*?)`\)", re.DOTALL)


def test_names_are_those_of_typeorm() -> None:
    """The values are what TypeORM 1.1 gives to the tables of the example."""
    names, orders = TypeOrm(), QName("public", "orders")
    assert names.foreign_key(orders, ["client_id"], CLIENTS, ["id"]) == "FK_505ba3689ef2763acd6c4fc93a4"
    assert names.index(orders, ["client_id"]) == "IDX_505ba3689ef2763acd6c4fc93a"
    users = QName("public", "users")
    assert names.unique(users, ["client_id", "email"]) == "UQ_c939118cb5d8f30edc66a626a7b"
    assert names.unique(users, ["email", "client_id"]) == names.unique(users, ["client_id", "email"])


WHOLE = replace(TABLE, index=INDEX, tenant_key=TENANT_KEY, keys=(EMAIL,))
HEAD = "import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';\n"
ID = "  @PrimaryGeneratedColumn() id: number;\n"


def edited(folder: Path, text: str, table: object = WHOLE) -> tuple[str, list[str]]:
    """The edited text of one file, and what is left to people. Another edit changes nothing."""
    file = folder / "user.ts"
    file.write_text(text)
    said = wanted(table, made=True)  # type: ignore[arg-type]
    found, left = typeorm.edit_files([folder], said, "public", None)
    for one in found:
        one.file.write_bytes(one.content)
    again, _ = typeorm.edit_files([folder], said, "public", None)
    assert again == []
    return file.read_text(), [one.what for one in left]


FORMS = {
    "an option": ("@Entity('users')\nexport class User {\n" + ID + "  @Column({ unique: true })\n  email: string\n}\n", ()),
    "an index": (
        "@Entity({ name: 'users' })\nexport class User {\n" + ID + "  @Column()\n  @Index('ix_users_email', { unique: true })\n"
        "  email: string;\n}\n", ()),
    "the class": ("@Unique(['email'])\n@Entity('users')\nclass User {\n" + ID + "  @Column() email: string;\n}\n", ()),
    "a base": (
        "abstract class Person {\n" + ID + "  @Column({ unique: true })\n  email: string;\n}\n"
        "@Entity('users')\nexport class User extends Person {\n  @Column() teamId: number;\n}\n", ()),
    "a base of others": (
        "abstract class Person {\n" + ID + "  @Column({ unique: true })\n  email: string;\n}\n"
        "@Entity('users')\nexport class User extends Person {}\n@Entity()\nexport class Guest extends Person {}\n",
        ("comes from Person",)),
    "a mixin": (
        "function named(Base: any) {\n  class Named extends Base {\n    @Column({ unique: true })\n    email: string;\n  }\n"
        "  return Named;\n}\n@Entity('users')\nexport class User extends named(Object) {\n" + ID + "}\n",
        ()),
    "options elsewhere": (
        "const options = { unique: true };\n@Entity('users')\nexport class User {\n" + ID + "  @Column(options)\n"
        "  email: string;\n}\n", ("the unique key (email) is not found here",)),
    "a name that is taken": (
        "@Entity('users')\nexport class User {\n" + ID + "  @Column('text', { name: 'c' }) clientId: string;\n}\n",
        ("--property names one that is free",)),
    "a computed name": ("@Entity(name())\nexport class User {\n" + ID + "}\n", ("can't be read", "no entity is known")),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_forms_are_edited_or_left_with_a_reason(form: str, tmp_path: Path) -> None:
    text, said = FORMS[form]
    after, left = edited(tmp_path, HEAD + text)
    mine = [one for one in left if "data source" not in one]
    assert len(mine) == len(said), mine
    assert all(part in one for part, one in zip(said, mine, strict=True))
    if not said:
        assert "unique: true" not in after.split("export class User")[0].replace("['clientId', 'email']", "")
        assert re.search(r"@Unique\('users_client_id_email_key', \['clientId', 'email'\]\)", after)
        assert "clientId: string;" in after
        assert "@ManyToOne(() => Client)" in after


def test_an_entity_that_is_an_object_is_left_with_its_place(tmp_path: Path) -> None:
    text = (
        "import { EntitySchema } from 'typeorm';\nexport const A = new EntitySchema({ name: 'Other', columns: {} });\n"
        "export const User = new EntitySchema<any>({\n  name: 'Person',\n  tableName: 'users',\n  columns: {},\n});\n"
    )
    (tmp_path / "user.ts").write_text(text)
    (tmp_path / "team.ts").write_text(f"{HEAD}@Entity('teams')\nexport class Team {{\n{ID}}}\n")
    _, left = typeorm.edit_files([tmp_path], wanted(WHOLE, made=True), "public", None)
    assert [one.line for one in left if one.file == tmp_path / "user.ts" and "EntitySchema" in one.what] == [3]


def test_odd_files_keep_their_letters(tmp_path: Path) -> None:
    """A byte order mark and CRLF stay. A file that is not UTF-8 is left, and said."""
    text = (
        HEAD
        + "@Entity('users')\nexport class User {\n"
        + ID
        + "  @Column({ unique: true })\n  email: string; // é\n}\n"
    )
    (tmp_path / "user.ts").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    (tmp_path / "other.ts").write_bytes("// é".encode("latin-1"))
    found, left = typeorm.edit_files([tmp_path], wanted(WHOLE, made=True), "public", None)
    (user,) = (one for one in found if one.file.name == "user.ts")
    assert user.content.startswith(b"\xef\xbb\xbf")
    assert user.content.count(b"\n") == user.content.count(b"\r\n")
    assert any("not UTF-8" in one.what for one in left)


def test_the_tenants_are_made_known(tmp_path: Path) -> None:
    """To the list of a data source, and to the file that exports all entities."""
    for name in ("user", "team"):
        text = f"{HEAD}@Entity('{name}s')\nexport class {name.title()} {{\n{ID}}}\n"
        (tmp_path / f"{name}.entity.ts").write_text(text)
    (tmp_path / "index.ts").write_text("export * from './team.entity';\nexport * from './user.entity';\n")
    (tmp_path / "source.ts").write_text(
        "import { DataSource } from 'typeorm';\nimport { User } from './user.entity';\n"
        "export default new DataSource({ type: 'postgres', entities: [User] });\n"
    )
    found, left = typeorm.edit_files([tmp_path], wanted(replace(WHOLE, keys=()), made=True), "public", None)
    texts = {one.file.name: one.after.decode() for one in found}
    assert left == []
    assert "export class Client {" in texts["client.entity.ts"]
    assert "export * from './client.entity';" in texts["index.ts"]
    assert "entities: [User, Client]" in texts["source.ts"]
    assert "import { Client } from './client.entity';" in texts["source.ts"]


# On a server


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "project"))


@pytest.fixture
def walk(project: Path, database: Database) -> Walk:
    """The example's database, as its first migration makes it."""
    (init,) = (project / "src" / "migrations").glob("*-init.ts")
    up = init.read_text().split("async down")[0]
    for statement in STATEMENT.findall(up):
        database.load(statement)
    database.load('CREATE TABLE migrations (id serial PRIMARY KEY, "timestamp" bigint NOT NULL, name varchar NOT NULL)')
    return Walk(project / "plan.yaml", database)


def texts(project: Path) -> dict[str, str]:
    folder = project / "src" / "entities"
    return {path.name: path.read_text() for path in sorted(folder.glob("*.ts"))}


@pytest.mark.pg(">= 15")  # ON DELETE SET NULL (column)
def test_files_become_what_was_reviewed(project: Path, walk: Walk, request: pytest.FixtureRequest) -> None:
    """Stage after stage, and the second run of each changes nothing."""
    for stage in STAGES:
        done = walk.run("orm", "--typeorm", project / "src", "--stage", stage, "--confirm").must()
        assert "left to do:" not in done.err
        expected = REVIEWED / stage
        if request.config.getoption("--rewrite-golden"):
            shutil.rmtree(expected, ignore_errors=True)
            shutil.copytree(project / "src" / "entities", expected)
        assert texts(project) == {path.name: path.read_text() for path in sorted(expected.glob("*.ts"))}
        assert walk.run("orm", "--typeorm", project / "src", "--stage", stage).must().out == ""


@pytest.mark.pg(">= 15")
def test_migrations_come_and_go(project: Path, walk: Walk, scratch: Database) -> None:
    folder = project / "src" / "migrations"
    (init,) = folder.glob("*-init.ts")
    told = walk.run("render", "--format", "typeorm", "--out", folder).must().out
    names = [path for path in sorted(folder.glob("*.ts")) if path != init]
    assert [path.name.split("-")[1] for path in names] == ["tenancy_expand.ts", "tenancy_contract.ts"]
    assert "is there already" in walk.run("render", "--format", "typeorm", "--out", folder).must(3).err
    for statement in STATEMENT.findall(init.read_text().split("async down")[0]):
        scratch.load(statement)
    before = scratch.dump()
    halves = [path.read_text().split("async down") for path in names]
    for up, _ in halves:
        for statement in STATEMENT.findall(up):
            scratch.load(statement)
    for _, down in reversed(halves):
        for statement in STATEMENT.findall(down):
            scratch.load(statement)
    assert scratch.dump() == before
    walk.apply().must()
    dump = walk.database.dump()
    for up, _ in halves:
        for statement in STATEMENT.findall(up):
            walk.database.load(statement)
    assert walk.database.dump() == dump, "they find nothing to do where apply was"
    for line in told.splitlines() * 2:
        walk.database.load(line)
    rows = walk.database.fetch("SELECT name FROM migrations ORDER BY id")
    assert [str(row[0]).rstrip("0123456789") for row in rows] == ["TenancyExpand", "TenancyContract"]


# TypeORM's own tools


def node(folder: Path, database: Database, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    url = f"postgres://postgres@localhost/{database.name}?host={database.server.host}&port=5432"
    return subprocess.run(
        [str(folder / "node_modules" / ".bin" / program), *arguments],
        cwd=folder, capture_output=True, text=True, check=False, env={**os.environ, "DATABASE_URL": url},
    )  # fmt: skip


@pytest.fixture
def tools(project: Path) -> Path:
    """The project with node_modules."""
    if not (TOOLS / "node_modules" / "typeorm").is_dir() or shutil.which("node") is None:
        pytest.skip("typeorm is not here: make test-orm installs it")
    (project / "node_modules").symlink_to(TOOLS / "node_modules")
    return project


@pytest.mark.orm
@pytest.mark.pg(">= 15")
def test_typeorm_finds_no_changes_at_each_stage(tools: Path, walk: Walk, scratch: Database) -> None:
    """On a database that its own runner makes, and at the end on the live one."""
    folder = tools / "src" / "migrations"
    source = ("-d", "src/data-source.ts")

    def unchanged(database: Database) -> bool:
        said = node(tools, database, "typeorm-ts-node-commonjs", "migration:generate", "--check", *source, "src/x")
        return said.returncode == 0

    def ran(database: Database, command: str) -> None:
        done = node(tools, database, "typeorm-ts-node-commonjs", command, *source)
        assert done.returncode == 0, done.stdout + done.stderr

    ran(scratch, "migration:run")
    assert unchanged(scratch)
    told = ""
    for stage in STAGES:
        walk.run("orm", "--typeorm", tools / "src", "--stage", stage, "--confirm").must()
        compiled = node(tools, scratch, "tsc", "--noEmit")
        assert compiled.returncode == 0, compiled.stdout
        told += walk.run("render", "--format", "typeorm", "--stage", stage, "--out", folder).must().out
        ran(scratch, "migration:run")
        assert unchanged(scratch)
    walk.apply().must()
    assert unchanged(walk.database)
    assert walk.run("orm", "--check", "--data-source", tools / "src" / "data-source.ts").must().out == ""
    (first,) = (path.stem.split("-") for path in folder.glob("*-init.ts"))
    walk.database.load(f"INSERT INTO migrations (timestamp, name) VALUES ({first[0]}, 'Init{first[0]}')")
    for line in told.splitlines():
        walk.database.load(line)
    shown = node(tools, walk.database, "typeorm-ts-node-commonjs", "migration:show", *source).stdout
    assert "[ ]" not in shown
    refused = node(tools, walk.database, "typeorm-ts-node-commonjs", "migration:revert", *source)
    assert "planner rollback" in refused.stdout + refused.stderr


@pytest.mark.orm
def test_the_packages_are_those_of_the_example() -> None:
    mine = json.loads((Path(__file__).parent / "package.json").read_text())["dependencies"]
    example = json.loads((EXAMPLE / "package.json").read_text())
    assert {**example["dependencies"], **example["devDependencies"]}.items() <= mine.items()
