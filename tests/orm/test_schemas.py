"""Edits of Drizzle and Prisma schemas without a server, and the programs that read definitions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from planner.catalog.parts import Column, Index, IndexColumn
from planner.catalog.words import ReferentialAction
from planner.errors import PlanError, PlannerError
from planner.names import QName
from planner.orm.drizzle import definition, parse
from planner.orm.drizzle.files import SUFFIXES
from planner.orm.drizzle.write import edit as edit_drizzle
from planner.orm.prisma import parse as prisma
from planner.orm.prisma.write import edit as edit_prisma
from planner.orm.programs import BIN, home_of, ran
from planner.orm.sources import sources
from planner.orm.stage import Stage
from planner.orm.wanted import ForeignKey, Key, PrimaryKey, Table, Tenants, Wanted

USERS, CLIENTS = QName("public", "users"), QName("public", "clients")
TENANT = Column("client_id", "integer", not_null=True)
ACTIONS = (ReferentialAction.NO_ACTION, ReferentialAction.NO_ACTION)
TENANT_KEY = ForeignKey("users_client_id_clients_id_fk", ("client_id",), CLIENTS, ("id",), *ACTIONS)
TABLE = Table(USERS, TENANT, (TENANT, Column("id", "integer", not_null=True)), TENANT_KEY, None)


def wanted(table: Table) -> Wanted:
    return Wanted(Stage.TIGHTEN, Tenants(CLIENTS, "id", (Column("id", "integer"),), made=False), (table,))


def unique(*columns: str, name: str) -> Index:
    return Index(name, tuple(IndexColumn(column, column) for column in columns), unique=True)


# Drizzle

CORE = "import { integer, pgTable } from 'drizzle-orm/pg-core';\n"
USERS_TS = f"{CORE}export const users = pgTable('users', {{ id: integer('id').primaryKey() }});\n"


@pytest.mark.parametrize(
    ("file", "head", "target", "module"),
    [
        ("users.ts", "", "clients.ts", "./clients"),
        ("users.ts", "", "clients.table.tsx", "./clients.table"),
        ("users.ts", "import { x } from './x.js';\n", "clients.ts", "./clients.js"),
        ("users.ts", "import * as x from './x.js';\n", "clients.tsx", "./clients.js"),
        ("users.ts", "import x from '../x.mjs';\n", "clients.ts", "./clients.js"),
        ("users.ts", "import { x } from './x.ts';\n", "clients.tsx", "./clients.tsx"),
        ("users.ts", "import { x } from './x.mts';\n", "clients.cts", "./clients.cts"),
        ("users.ts", "", "clients.mts", "./clients.mjs"),
        ("users.ts", "", "clients.cts", "./clients.cjs"),
        ("users.mts", "", "clients.ts", "./clients.js"),
        ("users.mts", "import { x } from './x.mts';\n", "clients.mts", "./clients.mts"),
        ("users.mjs", "", "clients.mjs", "./clients.mjs"),
        ("users.ts", "import { x } from './deep/x';\n", "deep/clients.ts", "./deep/clients"),
    ],
)
def test_the_tenants_table_of_another_file(file: str, head: str, target: str, module: str) -> None:
    texts = {file: head + USERS_TS, target: USERS_TS.replace("users", "clients")}
    files = [parse.read(Path(name), text.encode(), "public") for name, text in texts.items()]
    ((found,), left) = edit_drizzle(files, wanted(TABLE))
    assert left == []
    assert f"import {{ clients }} from '{module}';\n" in found.after.decode()


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("import { sql } from 'drizzle-orm';\n", "sql`"),
        ("import { sql as raw } from 'drizzle-orm';\n", "sql`"),
        ("import { sql } from 'kysely';\n", "sql_`"),
        ("export const sql = (text: string) => text;\n", "sql_`"),
        ("function sql() {}\nclass sql_ {}\n", "sql__`"),
    ],
)
def test_names_that_mean_something_else(head: str, said: str) -> None:
    new = replace(unique("client_id", "id", name="users_key"), predicate="id > 0")
    kept = Key(new, replaces=replace(unique("id", name="old"), predicate="id > 0"), kept=True)
    text = f"{head}const uniqueIndex = 1;\n{USERS_TS.replace('integer', 'int4').replace('{ int4', '{ integer as int4')}"
    goal = wanted(replace(TABLE, keys=(kept,), tenant_key=None))
    ((found,), _) = edit_drizzle([parse.read(Path("users.ts"), text.encode(), "public")], goal)
    after = found.after.decode()
    assert f"uniqueIndex_('users_key').on(table.clientId, table.id).where({said}id > 0`)" in after
    assert "import { integer as int4, pgTable, uniqueIndex as uniqueIndex_ } from 'drizzle-orm/pg-core'" in after
    local = said.removesuffix("`")
    assert after.count(f"import {{ sql{f' as {local}' if local != 'sql' else ''} }} from 'drizzle-orm'") == 1
    assert edit_drizzle([parse.read(Path("users.ts"), found.after, "public")], goal)[0] == []


def test_a_primary_key_has_the_order_of_the_columns() -> None:
    key = PrimaryKey("users_pkey", unique("client_id", "id", name="users_pkey"), ("id",))
    table = replace(TABLE, tenant_key=None, primary_key=key)
    clients = "export const clients = pgTable('clients', { id: integer('id') });\n"
    text = f"{CORE}{clients}export const users = pgTable('users', {{\n  A\n  B\n}});\n"
    tenant, own = "clientId: integer('client_id').notNull().primaryKey(),", "id: integer('id').primaryKey(),"

    def edited(first: str, second: str) -> str | None:
        source = text.replace("A", first).replace("B", second)
        found, left = edit_drizzle([parse.read(Path("users.ts"), source.encode(), "public")], wanted(table))
        assert left == []
        return found[0].after.decode() if found else None

    assert edited(tenant, own) is None
    assert "columns: [table.clientId, table.id]" in (edited(own, tenant) or "")


def test_files_of_a_folder(tmp_path: Path) -> None:
    for name in ("a.ts", "b.tsx", "c.mts", "d.cts", "e.d.ts", "f.d.mts", "g.d.cts", "h.js"):
        (tmp_path / name).touch()
    assert [path.name for path in sources([tmp_path], SUFFIXES)] == ["a.ts", "b.tsx", "c.mts", "d.cts"]


def test_one_pattern_for_all_paths(tmp_path: Path) -> None:
    """drizzle-kit reads the last of several options. A path need not be below the folder with node_modules."""
    (tmp_path / "src" / "db").mkdir(parents=True)
    file, folder = tmp_path / "one.ts", tmp_path / "src" / "db"
    file.touch()
    assert definition.pattern([file], tmp_path) == "./one.ts"
    inside = "./db/**/*.ts,./db/**/*.mts,./db/**/*.cts"
    assert definition.pattern([folder, file], folder.parent) == f"{{{inside},./../one.ts}}"


# Prisma

PRISMA = """
datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}

model clients {
  id Int @id
}

model users {
  client_id Int
  id        Int    @id
  longDesc  String
  Desc      String

  @@unique([longDesc, Desc], map: "sort: Desc")
}
"""


@pytest.mark.parametrize(
    ("order", "left"), [("", 0), ("(sort: Asc)", 0), ('(ops: raw("Desc"))', 0), ("( sort :Desc )", 1)]
)
def test_a_descending_column(order: str, left: int) -> None:
    """The word Desc in names and strings is no order. A key with an order is not the plain key that is wanted."""
    text = PRISMA.replace("Desc]", f"Desc{order}]")
    old = unique("longDesc", "Desc", name="sort: Desc")
    key = Key(unique("client_id", "longDesc", "Desc", name="new"), replaces=old)
    table = replace(TABLE, tenant_key=None, keys=(key,))
    file = Path("schema.prisma")
    ((found,), leftovers) = edit_prisma([prisma.read(file, text.encode(), "public")], wanted(table), None)
    assert leftovers == []
    assert f'@@unique([client_id, longDesc, Desc{order}], map: "new")' in found.after.decode()
    again, leftovers = edit_prisma([prisma.read(file, found.after, "public")], wanted(table), None)
    assert again == []
    assert len(leftovers) == left


# Programs


def test_a_program_that_can_not_be_started(tmp_path: Path) -> None:
    (tmp_path / "python").touch(mode=0o644)
    for program in ("no-such-python", str(tmp_path / "python")):
        with pytest.raises(PlanError, match=f"{program} can't be run: ") as raised:
            ran([program, "-c", ""], tmp_path)
        assert "--python names" in (raised.value.hint or "")


def test_the_home_of_a_tool(tmp_path: Path) -> None:
    (tmp_path / "src" / BIN).mkdir(parents=True)
    (tmp_path / BIN).mkdir(parents=True)
    (tmp_path / BIN / "tool").touch()
    assert home_of(tmp_path / "src" / "db", "tool") == tmp_path
    with pytest.raises(PlannerError, match="there is no other in node_modules") as raised:
        home_of(tmp_path / "src", "other")
    assert raised.value.hint == "npm install --save-dev other"


# Copies (tenant, …) of indexes


def copy(*columns: str, predicate: str | None = None) -> Key:
    return Key(replace(unique(*columns, name="copy"), unique=False, predicate=predicate))


def test_drizzle_lists_a_copy_of_an_index() -> None:
    goal = wanted(replace(TABLE, tenant_key=None, followed=(copy("client_id", "id", predicate="id > 0"),)))
    ((found,), left) = edit_drizzle([parse.read(Path("users.ts"), USERS_TS.encode(), "public")], goal)
    assert left == []
    assert "copy: index('copy').on(table.clientId, table.id).where(sql`id > 0`)" in found.after.decode()
    assert edit_drizzle([parse.read(Path("users.ts"), found.after, "public")], goal)[0] == []


def test_prisma_lists_a_copy_of_an_index_where_it_has_words() -> None:
    text = "model clients {\n  id Int @id\n}\n\nmodel users {\n  id        Int @id\n  client_id Int\n}\n"
    plain, partial = copy("client_id", "id"), copy("client_id", "id", predicate="id > 0")
    for followed, said in ((plain, '@@index([client_id, id], map: "copy")'), (partial, None)):
        goal = wanted(replace(TABLE, tenant_key=None, followed=(followed,)))
        edited, left = edit_prisma([prisma.read(Path("schema.prisma"), text.encode(), "public")], goal, None)
        assert left == []
        assert [said in one.after.decode() for one in edited if said] == ([True] if said else [])
