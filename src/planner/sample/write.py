"""Write a sample: the schema as pg_dump gives it, and the rows between its two halves. psql alone loads the files.

Indexes, keys, triggers and policies come after the rows, so that no order of tables, cycle or trigger is in the way.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from planner import __version__
from planner.errors import Blocked, PlannerError, Refused
from planner.execution.connection import Connection
from planner.names import PLANNER_SCHEMA, QName, in_line
from planner.rehearse.dumps import dumped, fitting_pg_dump
from planner.run.project import View
from planner.sample.tenants import SeveralTenants
from planner.sql import build
from planner.sql.build import Node
from planner.sql.queries import queries
from planner.sql.template import templates
from planner.steps.conditions import OWNED
from planner.tenants.closed import Part
from planner.tenants.export import copy_to, snapshot
from planner.tenants.manifest import open_private

_SQL = queries("planner.sample")
_TEMPLATES = templates("planner.sample", "write.sql")

LOAD = "load.sql"
PRE, POST, DATA, PLAN, MANIFEST = "pre-data.sql", "post-data.sql", "data", "plan.yaml", "sample.json"
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Counted:
    """The rows of one table in the sample."""

    relation: QName
    kind: str
    rows: int


@dataclass(frozen=True, slots=True)
class Sample:
    """What to write."""

    view: View
    dsn: str | None
    closed: SeveralTenants
    out: Path
    tell: Tell

    @property
    def one_file(self) -> bool:
        """Whether the sample is one script."""
        return self.out.suffix == ".sql"

    def parts(self) -> list[Part]:
        return [*self.closed.used.values(), *self.closed.own.values()]


def counts(connection: Connection, closed: SeveralTenants) -> list[Counted]:
    """Return the number of rows that the sample would have."""
    parts = (*closed.own.values(), *closed.used.values())
    return [Counted(part.relation, part.kind, int(connection.value(closed.count(part, "")))) for part in parts]


def check_out(out: Path) -> None:
    """Raise Blocked when something is there already."""
    if out.is_dir() and out.suffix != ".sql" and not out.is_symlink() and not any(out.iterdir()):
        return
    if out.exists() or out.is_symlink():
        raise Blocked(f"{out} is there already", hint="name a new folder, or a new file that ends in .sql")


def write(connection: Connection, sample: Sample) -> list[Counted]:
    """Write the sample, as a whole or not at all, and return its rows."""
    check_out(sample.out)
    program = fitting_pg_dump(sample.view.catalog.server.major)
    try:
        with _beside(sample.out) as folder, snapshot(connection) as name:
            _dump(program, sample, folder, name)
            counted = _rows(connection, sample, folder)
            _last(connection, sample, folder, counted)
            _publish(sample, folder)
    except OSError as error:
        raise PlannerError(
            f"{error.filename or sample.out} can't be written: {error.strerror}",
            hint="choose another --out, with enough space",
        ) from None
    return counted


@contextmanager
def _beside(out: Path) -> Iterator[Path]:
    """Yield a folder beside the sample that this user alone can enter, and remove it at the end."""
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _publish(sample: Sample, folder: Path) -> None:
    """Give the finished sample its name."""
    if not sample.one_file:
        if sample.out.is_dir():
            sample.out.rmdir()
        folder.rename(sample.out)
        return
    whole = folder / "whole"
    with open_private(whole) as out:
        for name in [
            LOAD,
            PRE,
            *sorted(str(f.relative_to(folder)) for f in (folder / DATA).iterdir()),
            "after",
            POST,
            "end",
        ]:
            with (folder / name).open("rb") as part:
                shutil.copyfileobj(part, out)
    whole.rename(sample.out)


def _dump(program: str, sample: Sample, folder: Path, snapshot_name: str) -> None:
    """Write the two halves of the schema, as of the snapshot of the rows."""
    for file, section in ((PRE, "pre-data"), (POST, "post-data")):
        open_private(folder / file).close()
        options = (
            f"--section={section}", "--no-owner", "--no-privileges", "--no-tablespaces", "--no-publications",
            "--no-subscriptions", f"--snapshot={snapshot_name}", f"--exclude-table={PLANNER_SCHEMA}.import_*",
        )  # fmt: skip
        try:
            dumped(program, sample.dsn, folder / file, *options)
        except Refused as error:
            raise Refused(
                error.message.replace("nothing was rehearsed", "no sample was written"), hint=error.hint
            ) from None
        sample.tell(f"{file}: the schema")


def _rows(connection: Connection, sample: Sample, folder: Path) -> list[Counted]:
    """Write a script with COPY for each table, and for planner's record."""
    (folder / DATA).mkdir(mode=0o700)
    found = []
    for number, part in enumerate(sample.parts()):
        rows = _copy(
            connection, folder / DATA / f"{number:04}.sql", part.relation, part.names, sample.closed.select(part, "")
        )
        found.append(Counted(part.relation, part.kind, rows))
        sample.tell(f"{part.relation}: {rows} rows")
    if sample.view.catalog.planner_schema:
        names = [row[0] for row in connection.fetch(_SQL["columns"], (OWNED.schema, OWNED.name))]
        query = build.select(*(build.column(name, "t") for name in names))
        file = folder / DATA / f"{len(found):04}.sql"
        _copy(connection, file, OWNED, names, query.from_(build.table(OWNED, alias="t"), copy=False))
    return found


def _copy(connection: Connection, file: Path, name: QName, columns: tuple[str, ...] | list[str], query: Node) -> int:
    """Write a script that loads the rows of a query into a table. Return their number."""
    rows = 0
    listed = build.parens(build.ident(column) for column in columns)
    with open_private(file) as out:
        _line(out, f"-- {in_line(str(name))}")
        _line(out, f"{build.render(build.phrase('COPY', build.relation(name), listed, 'FROM STDIN'))};")
        for row in connection.copy_out(copy_to(query)):
            out.write(row)
            rows += 1
        _line(out, "\\.\n")
    return rows


def _line(out: BinaryIO, text: str) -> None:
    out.write(f"{text}\n".encode("utf-8", "surrogateescape"))


def _last(connection: Connection, sample: Sample, folder: Path, counted: list[Counted]) -> None:
    """Write what loads all the files, and what the sample holds."""
    head = list(_head(sample))
    after = list(_sequences(connection, sample))
    end = [f"{build.render(build.phrase('ANALYZE'))};"]
    if sample.one_file:
        texts = {LOAD: head, "after": after, "end": end}
    else:
        data = sorted(f"{DATA}/{file.name}" for file in (folder / DATA).iterdir())
        encoding = _encoding(sample)
        whole = [*head, f"\\ir {PRE}", encoding, *(f"\\ir {file}" for file in data), *after, f"\\ir {POST}", *end]
        texts = {LOAD: whole, MANIFEST: [_manifest(sample, counted)]}
        with open_private(folder / PLAN) as out:
            out.write(Path(sample.view.loaded.file).read_bytes())
    if sample.one_file:
        with (folder / PRE).open("ab") as out:
            _line(out, _encoding(sample))
    for name, lines in texts.items():
        with open_private(folder / name) as out:
            for text in lines:
                _line(out, text)


def _encoding(sample: Sample) -> str:
    """Return the statement for the encoding of the rows; pg_dump's scripts have the encoding of the database."""
    name = "SQL_ASCII" if sample.view.catalog.server.encoding == "SQL_ASCII" else "UTF8"
    return f"{build.render(build.phrase('SET CLIENT_ENCODING TO', build.literal(name)))};"


def _head(sample: Sample) -> Iterator[str]:
    server = sample.view.catalog.server
    yield in_line(f"-- A sample of database {server.database}: {', '.join(sample.closed.tenants)}")
    yield f"-- Load it into an empty database: psql -X -d DATABASE -f {sample.out.name if sample.one_file else LOAD}"
    yield "\\set ON_ERROR_STOP on"
    yield "\\set QUIET on"
    roles = {role for r in sample.view.catalog.relations.values() for policy in r.policies for role in policy.roles}
    for role in sorted(roles - {"public"}):
        create = build.literal(build.render(build.phrase("CREATE ROLE", build.ident(role))))
        found = _TEMPLATES["role"].fill(statement=create, named=build.literal(role))
        yield f"{build.render(found)} \\gexec"


def _sequences(connection: Connection, sample: Sample) -> Iterator[str]:
    """Yield the statements that move each sequence to where it stands in the database."""
    schemas = [schema.name for schema in sample.view.catalog.schemas]
    for schema, name in connection.fetch(_SQL["sequences"], {"schemas": schemas}):
        sequence = QName(schema, name)
        row = connection.row(_TEMPLATES["state"].fill(sequence=sequence))
        assert row is not None
        call = build.call("setval", build.regclass(sequence), build.literal(int(row[0])), build.literal(bool(row[1])))
        # psql prints nothing of a result that goes into a variable.
        yield f"{build.render(build.select(build.aliased(call, 'planner_last')))} \\gset"


def _manifest(sample: Sample, counted: list[Counted]) -> str:
    return json.dumps(
        {
            "version": 1,
            "planner": __version__,
            "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "database": sample.view.catalog.server.database,
            "tenants": list(sample.closed.tenants),
            "tables": [
                {"schema": one.relation.schema, "table": one.relation.name, "kind": one.kind, "rows": one.rows}
                for one in counted
            ],
        },
        indent=2,
        ensure_ascii=True,
    )
