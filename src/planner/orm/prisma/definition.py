"""The database that Prisma itself makes of the schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import urlencode

from planner.catalog.compare import Words
from planner.orm.prisma.files import SUFFIXES
from planner.orm.prisma.parse import read
from planner.orm.programs import BIN, home_of, ran
from planner.orm.sources import contents, sources
from planner.orm.work import Definition, Source


def definition(source: Source) -> Definition:
    """Return the definition: the output of `prisma migrate diff` from nothing to the schema, run in the folder of
    the files."""
    paths = [path.resolve() for path in source.paths]

    def script(where: Mapping[str, str]) -> str:
        """Return the SQL. The datasource's variables hold the scratch database's address."""
        home = home_of(paths[0], "prisma")
        files = [read(path, contents(path), "public") for path in sources(paths, SUFFIXES)]
        socket = urlencode({"host": where["host"], "port": where["port"]})
        url = f"postgresql://{where['user']}@localhost/{where['dbname']}?{socket}"
        variables = {name: url for file in files for name in file.environment} | {"DATABASE_URL": url}
        version = json.loads(contents(home / "node_modules" / "prisma" / "package.json"))["version"]
        to = "--to-schema-datamodel" if int(version.split(".")[0]) < 7 else "--to-schema"
        diff = ["migrate", "diff", "--from-empty", to, str(paths[0]), "--script"]
        return ran([str(home / BIN / "prisma"), *diff], home, variables)

    return Definition(script, Words(names=True, predicates=False))
