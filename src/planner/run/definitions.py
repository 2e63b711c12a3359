"""An application's own definition in a scratch server, made by the ORM itself: what its files say, whatever we make of them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlencode

from sqlglot import exp

from planner.catalog.compare import Difference, Words, compare
from planner.catalog.read import read_catalog
from planner.errors import PlanError, PlannerError
from planner.execution.connection import Connection
from planner.execution.dsn import parts
from planner.execution.session import Settings, connect, connect_reading
from planner.orm.prisma.parse import read
from planner.run.embedded import embedded_server
from planner.run.orm import contents, sources
from planner.run.project import View
from planner.run.schema_file import run_script
from planner.sql import build, ddl
from planner.sql.queries import queries
from planner.tenancy.model import RowSecurity

_SQL = queries("planner.run")


@dataclass(frozen=True, slots=True)
class Definition:
    """`load` puts it into the database of a DSN."""

    load: Callable[[str], None]
    words: Words


_SQLALCHEMY = """
import importlib, sys
from sqlalchemy import create_mock_engine
module, _, name = sys.argv[1].partition(":")
sys.path.insert(0, "")
found = getattr(importlib.import_module(module), name or "Base")
metadata = getattr(found, "metadata", found)
engine = create_mock_engine("postgresql://", lambda ddl, *_, **__: print(str(ddl.compile(dialect=engine.dialect)).strip() + ";"))
metadata.create_all(engine, checkfirst=False)
"""

_DJANGO = """
import json, os, sys
sys.path.insert(0, "")
os.environ["DJANGO_SETTINGS_MODULE"] = sys.argv[1]
from django.conf import settings
database = {"ENGINE": "django.db.backends.postgresql", **json.loads(sys.argv[2])}
settings.DATABASES["default"] = {**settings.DATABASES.get("default", {}), **database}
import django
django.setup()
from django.apps import apps
from django.db import connection
with connection.schema_editor() as editor:
    for model in apps.get_models(include_auto_created=False):
        if model._meta.managed and not model._meta.proxy:
            editor.create_model(model)
"""


@dataclass(frozen=True, slots=True)
class Checked:
    """What is otherwise in the files than in the database: about tenants, and what has nothing to do with them."""

    tenants: tuple[Difference, ...]
    others: tuple[Difference, ...]


def drizzle(paths: Sequence[Path]) -> Definition:
    """`drizzle-kit export`, run where the files are."""
    return Definition(partial(_drizzle, [path.resolve() for path in paths]), Words(names=True))


def prisma(paths: Sequence[Path]) -> Definition:
    """`prisma migrate diff` from nothing to the schema, run where the files are."""
    return Definition(partial(_prisma, [path.resolve() for path in paths]), Words(names=True, predicates=False))


def sqlalchemy(target: str, python: str) -> Definition:
    """`module:Base`, or `module:metadata`, created by SQLAlchemy of the application's Python."""
    return Definition(lambda dsn: _script(dsn, _ran([python, "-c", _SQLALCHEMY, target], Path.cwd())), Words())


def django(settings: str, python: str) -> Definition:
    """Every model of a settings module, created by Django of the application's Python."""

    def load(dsn: str) -> None:
        known = parts(dsn)
        where = {
            "NAME": known["dbname"],
            "USER": known["user"],
            "HOST": known["host"],
            "PORT": str(known["port"]),
            "PASSWORD": "",
        }
        _ran([python, "-c", _DJANGO, settings, json.dumps(where)], Path.cwd())

    return Definition(load, Words(actions=False, several=False, patterns=False))


def check(view: View, definition: Definition, installed: Sequence[tuple[str, str]] = ()) -> Checked:
    """Load a definition into a scratch server, and compare it with the live catalog of `view`, which has the extensions `installed`.

    Raises PlanError with the ORM's own words where it does not load. Guards and their defaults are not compared.
    """
    with _scratch(view, installed) as dsn:
        definition.load(dsn)
        with connect_reading(dsn) as connection:
            defined = read_catalog(connection, view.loaded.plan.schemas)
    guarded = [(table.relation, table.column) for table in view.tenancy.tables.values()]
    found = list(compare(defined, view.catalog, definition.words, guarded=guarded))
    there = (view.tenancy.tenants.relation, *view.tenancy.tables)
    unknown = [name for name in there if name in view.catalog.relations and name not in defined.relations]
    found += [Difference(name, "table", frozenset(), None, "there") for name in unknown]
    about = {table.relation: table.column for table in view.tenancy.tables.values()}
    mine = [
        d
        for d in found
        if about.get(d.relation) in d.columns or d.relation == view.tenancy.tenants.relation or d.what == "policy"
    ]
    return Checked(tuple(mine), tuple(d for d in found if d not in mine))


def extensions(connection: Connection) -> list[tuple[str, str]]:
    """(name, schema) of what the live database has: a definition may use their types."""
    return [(str(name), str(schema)) for name, schema in connection.fetch(_SQL["extensions"])]


@contextmanager
def _scratch(view: View, installed: Sequence[tuple[str, str]]) -> Iterator[str]:
    """A database with the schemas, extensions, roles and the function that a definition may name.

    What names no schema comes into the first of the plan's.
    """
    with embedded_server("definition") as dsn:
        with connect(dsn, Settings()) as connection:
            rls = view.tenancy.rls
            available = connection.fetch(_SQL["available_extensions"])
            wanted = [pair for pair in installed if (pair[0],) in available]
            schemas = {*view.loaded.plan.schemas, *(schema for _, schema in wanted)} | (
                {rls.helper.schema} if rls else set()
            )
            for schema in sorted(schemas - {"pg_catalog"}):
                connection.execute(build.phrase("CREATE SCHEMA IF NOT EXISTS", build.ident(schema)))
            for name, schema in wanted:
                extension, home = build.ident(name), build.ident(schema)
                connection.execute(build.phrase("CREATE EXTENSION IF NOT EXISTS", extension, "SCHEMA", home, "CASCADE"))
            path = build.listed(
                map(build.ident, dict.fromkeys((*view.loaded.plan.schemas, *sorted(schemas), "public")))
            )
            database = build.ident(connection.database)
            connection.execute(build.phrase("ALTER DATABASE", database, "SET", exp.var("search_path"), "TO", path))
            if rls is not None:
                _roles_and_function(connection, rls, view.tenancy.tenants.type)
        yield dsn


def _roles_and_function(connection: Connection, rls: RowSecurity, type: str) -> None:
    there = connection.fetch(_SQL["roles"])
    for role in rls.roles:
        if (role,) not in there:
            connection.execute(build.phrase("CREATE ROLE", build.ident(role)))
    connection.execute(ddl.create_tenant_function(rls.helper, rls.setting, type))


def _drizzle(paths: Sequence[Path], dsn: str) -> None:
    home = _home(paths[0], "drizzle-kit")
    patterns = [str(p.relative_to(home) / "**" / "*.ts") if p.is_dir() else str(p.relative_to(home)) for p in paths]
    schema = [f"--schema=./{pattern}" for pattern in patterns]
    text = _ran([str(home / _BIN / "drizzle-kit"), "export", "--dialect=postgresql", *schema], home)
    _script(dsn, re.sub("^CREATE SCHEMA (?!IF )", "CREATE SCHEMA IF NOT EXISTS ", text, flags=re.MULTILINE))


def _prisma(paths: Sequence[Path], dsn: str) -> None:
    """The datasource's variables hold the scratch database's address."""
    home = _home(paths[0], "prisma")
    files = [read(path, contents(path), "public") for path in sources(paths, (".prisma",))]
    known = parts(dsn)
    url = f"postgresql://{known['user']}@localhost/{known['dbname']}?{urlencode({'host': known['host'], 'port': known['port']})}"
    variables = {name: url for file in files for name in file.environment} | {"DATABASE_URL": url}
    version = json.loads((home / "node_modules" / "prisma" / "package.json").read_text())["version"]
    to = "--to-schema-datamodel" if int(version.split(".")[0]) < 7 else "--to-schema"
    diff = ["migrate", "diff", "--from-empty", to, str(paths[0]), "--script"]
    _script(dsn, _ran([str(home / _BIN / "prisma"), *diff], home, variables))


_BIN = Path("node_modules") / ".bin"


def _home(path: Path, program: str) -> Path:
    """The folder beside or above the files where the application has installed its tool."""
    home = next((folder for folder in (path, *path.parents) if (folder / _BIN / program).exists()), None)
    if home is None:
        raise PlannerError(
            f"there is no {program} in node_modules beside or above {path}", hint=f"npm install --save-dev {program}"
        )
    return home


def _ran(command: Sequence[str], folder: Path, variables: Mapping[str, str] = MappingProxyType({})) -> str:
    program = shutil.which(command[0]) or command[0]
    done = subprocess.run(  # noqa: S603
        [program, *command[1:]],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**_environment(), **variables, "NO_COLOR": "1"},
    )
    if done.returncode:
        raise PlanError(
            f"the definition can't be loaded: {_reason(done.stderr or done.stdout) or f'{command[0]} ended with {done.returncode}'}",
            hint=f"run it where the application runs; it was read with {Path(program).name} in {folder}",
        )
    return done.stdout


def _reason(said: str) -> str:
    """The end of a traceback, or the first line that a tool calls an error."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    if any(line.startswith("Traceback") for line in lines):
        return lines[-1]
    return next((line for line in lines if line.lower().startswith("error:")), lines[-1] if lines else "")


def _environment() -> Mapping[str, str]:
    """Without the live database's address: what an ORM does here it does to the scratch server, or not at all."""
    return {
        name: value
        for name, value in os.environ.items()
        if name not in ("PLANNER_DSN", "DATABASE_URL") and not name.startswith("PG")
    }


def _script(dsn: str, text: str) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".sql", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        run_script(Path(file.name), dsn)
