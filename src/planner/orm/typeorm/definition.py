"""The database that TypeORM itself makes of the entities."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from planner.catalog.compare import Words
from planner.errors import PlanError
from planner.orm.programs import home_of, ran
from planner.orm.work import Definition, Source

_SCRIPT = """
const { CommandUtils } = require('typeorm/commands/CommandUtils');
const [file, host, port, user, database] = process.argv.slice(1);
CommandUtils.loadDataSource(file).then(async (source) => {
  const where = { url: undefined, host, port: Number(port), username: user, password: undefined, database, ssl: false };
  const never = { synchronize: false, migrationsRun: false, dropSchema: false, logging: false, replication: undefined };
  source.setOptions({ ...where, ...never });
  await source.initialize();
  await source.synchronize();
  await source.destroy();
  process.exit(0);
}).catch((error) => { console.error('Error: ' + error.message); process.exit(1); });
"""
"""The data source's own address is replaced. Node has the connection's variables of libpq in no environment."""

_LOADERS = ("ts-node/register/transpile-only", "@swc-node/register", "tsx/cjs")
"""The packages that let Node load TypeScript, the first that is installed."""


def definition(source: Source) -> Definition:
    """Return the definition: TypeORM creates the entities of a DataSource in the scratch database by itself."""
    file = Path(source.target).resolve()
    if not file.is_file():
        raise PlanError(f"there is no {source.target}", hint="name the file with the DataSource, as typeorm -d does")

    def script(where: Mapping[str, str]) -> str:
        home = home_of(file.parent, "typeorm")
        loader = next((one for one in _LOADERS if (home / "node_modules" / _package(one)).exists()), None)
        typed = ["-r", loader, "-r", "reflect-metadata"] if loader is not None and file.suffix == ".ts" else []
        address = [where["host"], where["port"], where["user"], where["dbname"]]
        ran(["node", *typed, "-e", _SCRIPT, str(file), *address], home)
        return ""

    return Definition(script, Words(names=True))


def _package(module: str) -> str:
    return "/".join(module.split("/")[: 2 if module.startswith("@") else 1])
