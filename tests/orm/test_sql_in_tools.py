"""The files of `render --format sql`, run by drivers and migration tools of Node as docs/sql-in-your-tool.md shows."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from harness.databases import Database
from harness.runs import Walk

ROOT = Path(__file__).parents[2]
TOOLS = ROOT / ".cache" / "orm"
PAGE = (ROOT / "docs" / "sql-in-your-tool.md").read_text()
(KNEX,) = re.findall(r"```js\n(.*?)```", PAGE, re.DOTALL)

READ = """
const { readdirSync, readFileSync } = require('node:fs');
const [host, database] = process.argv.slice(2);
const names = [...readdirSync('tenancy').filter((name) => /^\\d+-.*\\.sql$/.test(name)).sort(), 'verify.sql'];
const texts = names.map((name) => readFileSync(`tenancy/${name}`, 'utf8'));
const fail = (error) => { console.error(error); process.exit(1); };
"""
PROGRAMS = {
    "knex": """
const knex = require('knex')({ client: 'pg', connection: { host, database, user: 'postgres' } });
knex.migrate.latest({ directory: 'migrations' }).then(() => knex.destroy()).catch(fail);
""",
    "sequelize": """
const { Sequelize } = require('sequelize');
const { Umzug, SequelizeStorage } = require('umzug');
const sequelize = new Sequelize({ dialect: 'postgres', host, database, username: 'postgres', logging: false });
const up = async () => { for (const text of texts) await sequelize.query(text, { raw: true }); };
const umzug = new Umzug({
  migrations: [{ name: 'tenancy', up }], storage: new SequelizeStorage({ sequelize }), logger: undefined,
});
umzug.up().then(() => sequelize.close()).catch(fail);
""",
    "kysely": """
const { Kysely, PostgresDialect, CompiledQuery } = require('kysely');
const { Pool } = require('pg');
const db = new Kysely({ dialect: new PostgresDialect({ pool: new Pool({ host, database, user: 'postgres' }) }) });
(async () => {
  for (const text of texts) await db.executeQuery(CompiledQuery.raw(text));
  await db.destroy();
})().catch(fail);
""",
}

SCHEMA = """
CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL UNIQUE);
CREATE TABLE posts (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users, body text CHECK (body <> '?'));
INSERT INTO users VALUES (1, 'a@b.example');
INSERT INTO posts VALUES (1, 1, 'why?');
"""
PLAN = """version: 1
tenant: { table: clients, key: { column: id, type: text }, default: { id: default, values: { name: D } }, column: client_id }
tables:
  users: {}
  posts: { backfill: { via: user_id } }
keys: { unique: per_tenant, foreign_keys: composite }
unlisted: ignore
"""


@pytest.mark.orm
@pytest.mark.parametrize("tool", PROGRAMS)
def test_a_tool_runs_the_statements(tool: str, database: Database, tmp_path: Path) -> None:
    if not (TOOLS / "node_modules" / tool).is_dir() or shutil.which("node") is None:
        pytest.skip(f"{tool} is not here: make test-orm installs it")
    database.load(SCHEMA)
    (tmp_path / "plan.yaml").write_text(PLAN)
    walk = Walk(tmp_path / "plan.yaml", database)
    walk.run("render", "--format", "sql", "--layout", "step", "--out", tmp_path / "tenancy").must()
    (tmp_path / "node_modules").symlink_to(TOOLS / "node_modules")
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations" / "1_tenancy.js").write_text(KNEX)
    (tmp_path / "run.js").write_text(READ + PROGRAMS[tool])
    done = subprocess.run(
        ["node", "run.js", database.server.host, database.name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert database.value("SELECT client_id FROM posts") == "default"
    walk.run("diff", "--exit-code").must()
    walk.run("verify").must()
