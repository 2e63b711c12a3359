"""Three generated databases of one schema, whose ids collide, and what their merge must be."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from uuid import UUID

SOURCES = ("acme", "beta", "o'brien")
_IDS = {
    "integer": "integer GENERATED ALWAYS AS IDENTITY",
    "bigint": "bigserial",
    "plain": "bigint",
    "uuid": "uuid DEFAULT gen_random_uuid()",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `id`, a text `mark` that is unique over all databases, and columns that point to other tables."""

    name: str
    id: str
    points: tuple[tuple[str, str], ...]
    """Column and parent."""
    by: str | None = None
    """The column that `via` names; None for a table at the top."""
    unique: bool = False
    """Every database has the same values of `slug`."""

    def create(self) -> str:
        columns = [f"id {_IDS[self.id]} PRIMARY KEY", "mark text", "slug text" + " UNIQUE" * self.unique]
        columns += [f"{column} {_TYPES[ids(parent)]}" for column, parent in self.points]
        return f"CREATE TABLE {self.name} ({', '.join(columns)});"

    def keys(self) -> str:
        return "".join(f"ALTER TABLE {self.name} ADD FOREIGN KEY ({c}) REFERENCES {p};" for c, p in self.points)


_TYPES = {"integer": "integer", "bigint": "bigint", "plain": "bigint", "uuid": "uuid"}
_KNOWN: dict[str, str] = {}


def ids(table: str) -> str:
    return _KNOWN[table]


@dataclass(slots=True)
class Rows:
    """The rows of one database: id, and the values of the columns by table."""

    tables: dict[str, dict[str, dict[str, str | None]]] = field(default_factory=dict)


@dataclass(slots=True)
class Generated:
    """A schema and the rows of each database."""

    tables: list[Table]
    rows: dict[str, Rows]

    def schema(self) -> str:
        return "".join(t.create() for t in self.tables) + "".join(t.keys() for t in self.tables)

    def plan(self) -> str:
        lines = [
            "version: 1",
            "tenant: { table: orgs, key: { column: id, type: text }, columns: {}, column: org_id, default: { id: acme } }",
            "keys: { unique: per_tenant }",
            "transition: { drop: tighten }",
            "tables:",
        ]
        for table in self.tables:
            if table.name.startswith("ref"):
                lines.append(f"  {table.name}: {{ kind: reference, match: [mark] }}")
            elif table.by is None:
                lines.append(f"  {table.name}: {{}}")
            else:
                lines.append(f"  {table.name}: {{ backfill: {{ via: {table.by} }} }}")
        return "\n".join(lines) + "\n"

    def inserts(self, source: str) -> str:
        """Return the script with the rows of a database. Foreign keys are checked at its end."""
        text = ["SET session_replication_role = replica;"]
        for table in self.tables:
            for id_, values in self.rows[source].tables[table.name].items():
                row = {"id": id_, **values}
                shown = ", ".join("NULL" if v is None else "'" + v.replace("'", "''") + "'" for v in row.values())
                text.append(f"INSERT INTO {table.name} ({', '.join(row)}) OVERRIDING SYSTEM VALUE VALUES ({shown});")
        return "\n".join(text)

    def wanted(self) -> dict[str, list[tuple[str | None, ...]]]:
        """Return the rows of the merged database by their marks: tenant, mark, slug, and the marks of the parents."""
        found: dict[str, set[tuple[str | None, ...]]] = {table.name: set() for table in self.tables}
        for source in SOURCES:
            held = self.rows[source].tables
            for table in self.tables:
                for values in held[table.name].values():
                    parents = [held[p][str(values[c])]["mark"] if values[c] else None for c, p in table.points]
                    tenant = () if table.name.startswith("ref") else (source,)
                    found[table.name].add((*tenant, values["mark"], values["slug"], *parents))
        return {name: sorted(rows, key=str) for name, rows in found.items()}

    def asked(self, table: Table) -> str:
        """Return the query for the rows of the merged database in the same form."""
        tenant = "" if table.name.startswith("ref") else "t.org_id, "
        parents = "".join(f", (SELECT p.mark FROM {p} AS p WHERE p.id = t.{c})" for c, p in table.points)
        return f"SELECT {tenant}t.mark, t.slug{parents} FROM {table.name} AS t"


def generated(seed: int) -> Generated:
    """Return three databases: two reference tables, then scoped ones that point to each other and to them."""
    random = Random(seed)
    tables: list[Table] = []
    _KNOWN.clear()
    for number in range(random.randint(1, 2)):
        name = f"ref{number}"
        _KNOWN[name] = random.choice(["integer", "plain", "uuid"])
        others = [f"ref{n}" for n in range(number)]
        points = [("up", random.choice(others))] if others else []
        points += [("twin", name)] if random.random() < 0.4 else []
        tables.append(Table(name, _KNOWN[name], tuple(points), unique=False))
    for number in range(random.randint(2, 5)):
        name = f"t{number}"
        _KNOWN[name] = random.choice(list(_IDS))
        scoped = [f"t{n}" for n in range(number)]
        by = ("by_id", random.choice(scoped)) if scoped and random.random() < 0.8 else None
        points = [by] if by else []
        points += [("ref_id", random.choice([t.name for t in tables if t.name.startswith("ref")]))]
        points += [("self_id", name)] if random.random() < 0.4 else []
        tables.append(Table(name, _KNOWN[name], tuple(points), by[0] if by else None, unique=random.random() < 0.5))
    return Generated(tables, {source: _rows(random, source, tables) for source in SOURCES})


def _rows(random: Random, source: str, tables: list[Table]) -> Rows:
    rows = Rows()
    codes: dict[str, list[str]] = {}
    for table in tables:
        shared = table.name.startswith("ref")
        marks = [f"{table.name} {n}" for n in range(5)] if shared else [f"{source} {table.name} {n}" for n in range(9)]
        parent = any(table.name == up for other in tables for _, up in other.points if other.name.startswith("ref"))
        chosen = (
            random.sample(marks, 5 if parent else random.randint(3, 5)) if shared else marks[: random.randint(1, 9)]
        )
        numbers = random.sample(range(1, 13), len(chosen))
        keys = [str(UUID(int=n)) if table.id == "uuid" else str(n) for n in numbers]
        codes[table.name] = keys
        held: dict[str, dict[str, str | None]] = {}
        for number, (key, mark) in enumerate(zip(keys, chosen, strict=True)):
            values: dict[str, str | None] = {"mark": mark, "slug": "same" if shared else f"slug {number}"}
            for column, parent in table.points:
                values[column] = _pointer(random, rows, codes, table, column, parent, mark)
            held[key] = values
        rows.tables[table.name] = held
    return rows


def _pointer(
    random: Random, rows: Rows, codes: dict[str, list[str]], table: Table, column: str, parent: str, mark: str
) -> str | None:
    """Return the key of a parent. A reference row points to the row with its own mark, so that all databases agree."""
    if table.name.startswith("ref"):
        if parent == table.name:
            return None
        same = [key for key, row in rows.tables[parent].items() if str(row["mark"])[-1] == mark[-1]]
        return same[0] if same else None
    if column == "self_id" and random.random() < 0.4:
        return None
    return random.choice(codes[parent])
