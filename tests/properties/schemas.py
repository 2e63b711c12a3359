"""Random applications: a schema with awkward names, rows that each have one true tenant, and the plan that says so.

An `App` is plain data, so that Hypothesis shrinks it and a failing one can be pasted as an `@example`. `App.script` is
its SQL, `App.plan` its plan, `derive` what the plan makes of its rows: the oracle, worked out in Python alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from uuid import UUID

import yaml
from hypothesis import strategies as st

AWKWARD = (
    "User", "select", "order", "a.b", 'a"b', "it's", "with space", "Größe", "数", "😀", "%s", "{}", "a\\b", "$1", "a$$b",
    "a:b", ":'x'", "a;b", "--", "/*", "t", "p", "k", "s", "new", "OLD", "c0", "null", "true", "1", "line\nbreak", "tab\t",
    "id", "name", "Tenant", "public", "ü" * 31, "a" * 63, "a" * 62 + "b", "😀" * 15, "_", " ", "user", "column", "<<", "=",
)  # fmt: skip
SYSTEM = {"ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"}


def _fits(name: str) -> bool:
    return 0 < len(name.encode()) <= 63 and name not in SYSTEM


texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
identifiers = st.one_of(
    st.sampled_from(AWKWARD),
    st.from_regex(r"[a-z_]{1,8}", fullmatch=True),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=63),
).filter(_fits)


def q(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def lit(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"


@dataclass(frozen=True)
class ForeignKey:
    """`parent` is a table's number; `path` says that the plan takes the tenant from it."""

    columns: tuple[str, ...]
    parent: int
    nullable: bool
    path: bool
    options: str = ""


@dataclass(frozen=True)
class Partitioning:
    kind: str
    """list, range or hash."""
    parts: tuple[str, ...]
    subparts: tuple[str, ...] = ()
    """Of the first partition, by hash."""
    reordered: bool = False
    """The last partition has its columns in another order, and was attached."""


@dataclass(frozen=True)
class Table:
    schema: str
    name: str
    source: str
    """constant, sql, tenants (a foreign key to the tenants table), existing, or via."""
    key: tuple[tuple[str, str], ...]
    """Columns with their types."""
    key_kind: str
    """PRIMARY KEY, UNIQUE, or empty."""
    mark: str
    """A column that numbers the rows."""
    note: str
    """A nullable text column."""
    owner: str
    """A column with the true tenant, unless the source is constant or via."""
    expression: str = ""
    foreign_keys: tuple[ForeignKey, ...] = ()
    partitioning: Partitioning | None = None
    triggers: tuple[tuple[str, str], ...] = ()
    """Name, and what it fires on."""
    indexes: tuple[str, ...] = ()
    """What comes after the table's name."""

    @property
    def sql(self) -> str:
        return f"{q(self.schema)}.{q(self.name)}"

    @property
    def has_owner(self) -> bool:
        return self.source in ("sql", "tenants", "existing")


@dataclass(frozen=True)
class Row:
    """`parents` has a row's number, or None, for each foreign key."""

    owner: Any
    parents: tuple[int | None, ...]
    note: str | None = None
    partly: bool = False
    """Composite foreign keys that point nowhere are NULL in their last column only."""


@dataclass(frozen=True)
class App:
    schemas: tuple[str, ...]
    tenants: str
    tenants_key: str
    tenants_type: str
    present: tuple[Any, ...]
    """Tenants that are there; empty: planner makes the table."""
    default: Any
    column: str
    tables: tuple[Table, ...]
    rows: tuple[tuple[Row, ...], ...]

    @property
    def constant(self) -> Any:
        return self.default if self.default is not None else self.present[0]

    @cached_property
    def known(self) -> frozenset[Any]:
        return frozenset(self.present) | ({self.default} if self.default is not None else frozenset())

    @property
    def trigger_function(self) -> str:
        return f"{q(self.schemas[0])}.app_trigger"

    def tenant_column(self, table: Table) -> str:
        return table.owner if table.source == "existing" else self.column

    # SQL

    def values(self, t: int, n: int, row: Row) -> dict[str, Any]:
        """Column → value of row number `n` of table number `t`."""
        table = self.tables[t]
        values = dict(zip((name for name, _ in table.key), key_value(table, n), strict=True))
        values |= {table.mark: n, table.note: row.note}
        if table.has_owner:
            values[table.owner] = row.owner
        for key, parent in zip(table.foreign_keys, row.parents, strict=True):
            values |= self.pointing(key, parent, partly=row.partly)
        return values

    def pointing(self, key: ForeignKey, parent: int | None, *, partly: bool = False) -> dict[str, Any]:
        target = self.tables[key.parent]
        found: list[Any] = list(key_value(target, parent or 0))
        if parent is None:
            found = [*found[:-1], None] if partly else [None] * len(found)
        return dict(zip(key.columns, found, strict=True))

    def insert(self, t: int, n: int, row: Row, *more: tuple[str, Any]) -> str:
        values = self.values(t, n, row) | dict(more)
        columns, given = ", ".join(map(q, values)), ", ".join(map(lit, values.values()))
        return f"INSERT INTO {self.tables[t].sql} ({columns}) VALUES ({given})"

    @cached_property
    def script(self) -> str:
        return ";\n".join([*self._ddl(), *self._data(), *self._constraints()])

    def _ddl(self) -> Iterator[str]:
        for schema in self.schemas:
            if schema != "public":
                yield f"CREATE SCHEMA {q(schema)}"
        body = "BEGIN IF TG_LEVEL = 'ROW' AND TG_OP <> 'DELETE' THEN RETURN NEW; END IF; RETURN NULL; END"
        yield f"CREATE FUNCTION {self.trigger_function}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
        if self.present:
            yield f"CREATE TABLE {q(self.schemas[0])}.{q(self.tenants)} ({q(self.tenants_key)} {self.tenants_type} PRIMARY KEY)"
        for table in self.tables:
            yield from self._create(table)

    def _columns(self, table: Table) -> list[str]:
        columns = [f"{q(name)} {type_} NOT NULL" for name, type_ in table.key]
        columns += [f"{q(table.mark)} integer NOT NULL", f"{q(table.note)} text"]
        if table.has_owner:
            columns.append(f"{q(table.owner)} {self.tenants_type}")
        for key in table.foreign_keys:
            types = [type_ for _, type_ in self.tables[key.parent].key]
            end = "" if key.nullable else " NOT NULL"
            columns += [f"{q(name)} {type_}{end}" for name, type_ in zip(key.columns, types, strict=True)]
        return columns

    def _create(self, table: Table) -> Iterator[str]:
        columns = self._columns(table)
        key = ", ".join(q(name) for name, _ in table.key)
        constraint = [f"{table.key_kind} ({key})"] if table.key_kind else []
        parts = table.partitioning
        by = f" PARTITION BY {parts.kind} ({q(table.key[-1][0])})" if parts else ""
        yield f"CREATE TABLE {table.sql} ({', '.join([*columns, *constraint])}){by}"
        if parts is None:
            return
        for n, name in enumerate(parts.parts):
            part = f"{q(table.schema)}.{q(name)}"
            bounds = _bounds(parts, n)
            if n == 0 and parts.subparts:
                yield f"CREATE TABLE {part} PARTITION OF {table.sql} {bounds} PARTITION BY HASH ({q(table.key[0][0])})"
                for m, sub in enumerate(parts.subparts):
                    values = f"FOR VALUES WITH (MODULUS {len(parts.subparts)}, REMAINDER {m})"
                    yield f"CREATE TABLE {q(table.schema)}.{q(sub)} PARTITION OF {part} {values}"
            elif n == len(parts.parts) - 1 and parts.reordered:
                yield f"CREATE TABLE {part} (gone integer, {', '.join(reversed(columns))})"
                yield f"ALTER TABLE {part} DROP COLUMN gone"
                yield f"ALTER TABLE {table.sql} ATTACH PARTITION {part} {bounds}"
            else:
                yield f"CREATE TABLE {part} PARTITION OF {table.sql} {bounds}"

    def _data(self) -> Iterator[str]:
        if self.present:
            values = ", ".join(f"({lit(id_)})" for id_ in self.present)
            yield f"INSERT INTO {q(self.schemas[0])}.{q(self.tenants)} VALUES {values}"
        for t, rows in enumerate(self.rows):
            for n, row in enumerate(rows):
                yield self.insert(t, n, row)

    def _constraints(self) -> Iterator[str]:
        for table in self.tables:
            for key in table.foreign_keys:
                parent = self.tables[key.parent]
                columns, refs = ", ".join(map(q, key.columns)), ", ".join(q(name) for name, _ in parent.key)
                yield f"ALTER TABLE {table.sql} ADD FOREIGN KEY ({columns}) REFERENCES {parent.sql} ({refs}) {key.options}"
            if table.source == "tenants":
                ref = f"{q(self.schemas[0])}.{q(self.tenants)}"
                yield f"ALTER TABLE {table.sql} ADD FOREIGN KEY ({q(table.owner)}) REFERENCES {ref}"
            for rest in table.indexes:
                yield rest.replace("{table}", table.sql)
            for name, on in table.triggers:
                level = "STATEMENT" if on.endswith("STATEMENT") else "ROW"
                event = on.removesuffix(" STATEMENT")
                execute = f"FOR EACH {level} EXECUTE FUNCTION {self.trigger_function}()"
                yield f"CREATE TRIGGER {q(name)} {event} ON {table.sql} {execute}"

    # The plan

    @cached_property
    def plan(self) -> str:
        tenant: dict[str, Any] = {
            "table": _spelled(None, self.tenants),
            "key": {"column": self.tenants_key, "type": self.tenants_type},
            "column": self.column,
        }
        if self.default is not None:
            tenant["default"] = {"id": _plain(self.default)}
            if not self.present:
                tenant["default"]["values"] = {"name": "Default"}
        data = {
            "version": 1,
            "schemas": list(self.schemas),
            "tenant": tenant,
            "tables": {
                _spelled(table.schema if table.schema != self.schemas[0] else None, table.name): self._entry(table)
                for table in self.tables
            },
            "execution": {"lock_timeout": "5s"},
        }
        return str(yaml.safe_dump(data, sort_keys=False))

    def _entry(self, table: Table) -> dict[str, Any]:
        """Half of the triggers fire, half are suppressed."""
        entry = self._source(table)
        if table.triggers:
            entry["triggers"] = {name: ("fire", "suppress")[n % 2] for n, (name, _) in enumerate(table.triggers)}
        return entry

    def _source(self, table: Table) -> dict[str, Any]:
        match table.source:
            case "constant":
                return {"backfill": {"constant": _plain(self.constant)}}
            case "sql":
                return {"backfill": {"sql": table.expression.replace("{owner}", q(table.owner))}}
            case "existing":
                return {"column": table.owner}
            case "tenants":
                return {"backfill": {"via": [{"columns": [table.owner]}]}}
            case _:
                return {"backfill": {"via": [{"columns": list(k.columns)} for k in table.foreign_keys if k.path]}}


def _bounds(parts: Partitioning, n: int) -> str:
    last = n == len(parts.parts) - 1
    match parts.kind:
        case "hash":
            return f"FOR VALUES WITH (MODULUS {len(parts.parts)}, REMAINDER {n})"
        case _ if last:
            return "DEFAULT"
        case "list":
            return f"FOR VALUES IN ({n * 2}, {n * 2 + 1})"
        case _:
            return f"FOR VALUES FROM ({n * 2}) TO ({n * 2 + 2})"


def _plain(value: Any) -> Any:
    return value if isinstance(value, int) else str(value)


def _spelled(schema: str | None, name: str) -> str:
    def part(text: str) -> str:
        return q(text) if "." in text or '"' in text else text

    return ".".join(part(text) for text in (schema, name) if text is not None)


def key_value(table: Table, n: int) -> tuple[Any, ...]:
    """The key of row number `n`; only the last column of a composite key differs between neighbours."""
    whole: list[Any] = []
    for at, (_, type_) in enumerate(table.key):
        number = n if at == len(table.key) - 1 else n // 2
        match type_:
            case "integer":
                whole.append(number)
            case "uuid":
                whole.append(UUID(int=number + 1))
            case _:
                whole.append(f"it's \\ {number}")
    return tuple(whole)


# The oracle


def derive(app: App, rows: Sequence[Sequence[Row]]) -> list[list[Any]]:
    """The tenant that the plan gives each row: the first path that leads to one, in the plan's order."""
    found: dict[tuple[int, int], Any] = {}

    def tenant(t: int, n: int, seen: frozenset[tuple[int, int]] = frozenset()) -> Any:
        if (t, n) in found:
            return found[t, n]
        table, row = app.tables[t], rows[t][n]
        if table.source == "constant":
            return app.constant
        if table.has_owner:
            return row.owner
        paths = [
            (k.parent, at) for k, at in zip(table.foreign_keys, row.parents, strict=True) if k.path and at is not None
        ]
        paths.sort(key=lambda path: path[0] == t)  # a row's own table is asked last
        for parent, at in paths:
            if (parent, at) in seen | {(t, n)}:
                continue
            value = tenant(parent, at, seen | {(t, n)})
            if value is not None:
                found[t, n] = value
                return value
        return None

    return [[tenant(t, n) for n in range(len(of))] for t, of in enumerate(rows)]


def broken(app: App, rows: Sequence[Sequence[Row]]) -> list[tuple[str, str, str, int]]:
    """(schema, table, rule, rows) for every rule that preflight counts, where it is not 0."""
    tenants = derive(app, rows)
    found = []
    for t, table in enumerate(app.tables):
        mine = tenants[t]
        found.append((table, "orphan", sum(value is None for value in mine)))
        found.append((table, "unknown-tenant", sum(v is not None and v not in app.known for v in mine)))
        for at, key in enumerate(table.foreign_keys):
            pairs = [
                (v, tenants[key.parent][row.parents[at]])
                for v, row in zip(mine, rows[t], strict=True)
                if row.parents[at] is not None
            ]  # type: ignore[index]
            found.append((table, "conflict", sum(a is not None and b is not None and a != b for a, b in pairs)))
    return sorted((table.schema, table.name, rule, count) for table, rule, count in found if count)


# Strategies

TYPES = ("integer", "uuid", "text")
TENANTS: Mapping[str, tuple[Any, ...]] = {
    "text": ("acme", 'it\'s "x" \\ 数 %s', "", "zeta"),
    "bigint": (7, -1, 2**40, 0),
    "uuid": tuple(UUID(int=n) for n in (1, 2, 3, 4)),
}
UNKNOWN: Mapping[str, Any] = {"text": "nobody", "bigint": 999, "uuid": UUID(int=999)}
EXPRESSIONS = ("{owner}", "t.{owner}", "coalesce({owner}, NULL)", "CASE WHEN 1 = 1 THEN t.{owner} END -- why")
TRIGGERS = (
    "BEFORE INSERT OR UPDATE", "BEFORE UPDATE", "AFTER INSERT OR UPDATE OR DELETE", "AFTER UPDATE STATEMENT", "BEFORE INSERT STATEMENT",
)  # fmt: skip
FOREIGN_KEYS = ("", "", "ON DELETE CASCADE", "ON UPDATE CASCADE", "ON DELETE RESTRICT", "DEFERRABLE INITIALLY DEFERRED")


class _Names:
    """Names that were not handed out yet."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.taken: set[str] = {"app_trigger"}

    def next(self) -> str:
        name = self.draw(identifiers)
        number = 0
        base = name
        while name in self.taken:
            number += 1
            name = base.encode()[:60].decode(errors="ignore") + str(number)
        self.taken.add(name)
        return name


@st.composite
def apps(draw: st.DrawFn) -> App:
    relations = _Names(draw)
    schemas = tuple(
        draw(st.lists(st.sampled_from(("public", "My Schema", "a.b", 'x"y')), min_size=1, max_size=2, unique=True))
    )
    type_ = draw(st.sampled_from(tuple(TENANTS)))
    ids = TENANTS[type_]
    present = ids[: draw(st.integers(0, 3))]
    default = draw(st.sampled_from((None, ids[0], ids[3]))) if present else ids[0]
    tenants, column, key = (
        relations.next(),
        draw(identifiers),
        draw(identifiers.filter(lambda n: n not in ("name", "created_at"))),
    )
    app = App(schemas, tenants, key, type_, present, default, column, (), ())
    tables: list[Table] = []
    for t in range(draw(st.integers(2, 7))):
        tables.append(_table(draw, app, tables, t, relations))
    _add_cycles(draw, tables, column)
    app = replace(app, tables=tuple(tables))
    return replace(app, rows=_rows(draw, app))


def _table(draw: st.DrawFn, app: App, tables: list[Table], t: int, relations: _Names) -> Table:
    columns = _Names(draw)
    columns.taken |= {app.column, "gone"}
    parents = [n for n, table in enumerate(tables) if table.key_kind]
    kinds = ["sql", "constant", "existing"] + (["tenants"] if app.present else [])
    source = draw(st.sampled_from(kinds + ["via"] * 9)) if parents else draw(st.sampled_from(kinds))
    key_kind = draw(st.sampled_from(("PRIMARY KEY", "PRIMARY KEY", "PRIMARY KEY", "UNIQUE", "")))
    partitioning = None
    if draw(st.integers(0, 3)) == 3:
        parts = tuple(relations.next() for _ in range(draw(st.integers(1, 3))))
        subparts = tuple(relations.next() for _ in range(draw(st.integers(0, 2))))
        kind = draw(st.sampled_from(("list", "range", "hash")))
        partitioning = Partitioning(kind, parts, subparts, draw(st.booleans()) and not (subparts and len(parts) == 1))
    types = draw(st.lists(st.sampled_from(TYPES), min_size=1, max_size=2))
    if partitioning and partitioning.kind != "hash":
        types[-1] = "integer"
    table = Table(
        schema=draw(st.sampled_from(app.schemas)),
        name=relations.next(),
        source=source,
        key=tuple((columns.next(), type_) for type_ in types),
        key_kind=key_kind,
        mark=columns.next(),
        note=columns.next(),
        owner=columns.next(),
        expression=draw(st.sampled_from(EXPRESSIONS)) if source == "sql" else "",
        partitioning=partitioning,
        triggers=tuple(
            (_trigger_name(draw, n), on) for n, on in enumerate(draw(st.lists(st.sampled_from(TRIGGERS), max_size=2)))
        ),
    )
    chosen = draw(st.lists(st.sampled_from(parents), min_size=source == "via", max_size=3)) if parents else []
    paths = draw(st.integers(1, len(chosen))) if source == "via" else 0
    keys = [_foreign_key(draw, tables[p], p, columns, path=n < paths) for n, p in enumerate(chosen)]
    if key_kind and draw(st.integers(0, 2)) == 2:
        own = _foreign_key(draw, table, t, columns, path=source == "via" and draw(st.booleans()))
        keys.append(replace(own, nullable=True))
    table = replace(table, foreign_keys=tuple(draw(st.permutations(keys))))
    return replace(table, indexes=tuple(draw(st.lists(_index(table), max_size=2))))


def _trigger_name(draw: st.DrawFn, n: int) -> str:
    return draw(st.sampled_from(("audit", "zzz", "zzzz_planner", "Größe ", "~", "touch\n", 'a"'))) + str(n)


def _foreign_key(draw: st.DrawFn, parent: Table, number: int, columns: _Names, *, path: bool) -> ForeignKey:
    names = tuple(columns.next() for _ in parent.key)
    options = draw(st.sampled_from(FOREIGN_KEYS))
    return ForeignKey(names, number, draw(st.booleans()), path, options)


def _index(table: Table) -> st.SearchStrategy[str]:
    key = ", ".join(q(name) for name, _ in table.key)
    forms = [
        f"CREATE INDEX ON {{table}} ({q(table.note)}) WHERE {q(table.note)} IS NOT NULL",
        f"CREATE INDEX ON {{table}} (lower({q(table.note)}), {key})",
        f"CREATE UNIQUE INDEX ON {{table}} ({key}, {q(table.mark)})",
    ]
    if table.partitioning is None:
        forms.append(
            f"CREATE UNIQUE INDEX ON {{table}} ({q(table.mark)}, coalesce({q(table.note)}, '')) INCLUDE ({q(table.note)})"
        )
    if table.has_owner:
        forms.append(f"CREATE INDEX ON {{table}} ({q(table.owner)}, {q(table.mark)})")
    return st.sampled_from(forms)


def _add_cycles(draw: st.DrawFn, tables: list[Table], tenant_column: str) -> None:
    """Now and then a foreign key to a later table, which no path takes."""
    for t, table in enumerate(tables):
        later = [n for n in range(t + 1, len(tables)) if tables[n].key_kind]
        if later and draw(st.integers(0, 4)) == 4:
            columns = _Names(draw)
            columns.taken |= {name for key in table.foreign_keys for name in key.columns}
            columns.taken |= {
                tenant_column,
                table.mark,
                table.note,
                table.owner,
                "gone",
                *(name for name, _ in table.key),
            }
            target = draw(st.sampled_from(later))
            key = replace(_foreign_key(draw, tables[target], target, columns, path=False), nullable=True)
            tables[t] = replace(table, foreign_keys=(*table.foreign_keys, key))


def _rows(draw: st.DrawFn, app: App) -> tuple[tuple[Row, ...], ...]:
    rows: list[list[Row]] = []
    for t in range(len(app.tables)):
        rows.append([])
        for _ in range(draw(st.integers(0, 5))):
            row = draw_row(draw, app, rows, t)
            if row is not None:
                rows[t].append(row)
    for t, table in enumerate(app.tables):
        for n, row in enumerate(rows[t]):
            parents = list(row.parents)
            for at, key in enumerate(table.foreign_keys):
                if key.parent > t:
                    parents[at] = draw(st.sampled_from([None, *_of(rows, key.parent, row.owner)]))
            rows[t][n] = replace(row, parents=tuple(parents))
    return tuple(tuple(of) for of in rows)


def _of(rows: Sequence[Sequence[Row]], t: int, owner: Any) -> list[int]:
    return [n for n, row in enumerate(rows[t]) if row.owner == owner] if t < len(rows) else []


def draw_row(
    draw: st.DrawFn, app: App, rows: Sequence[Sequence[Row]], t: int, *, without: int | None = None
) -> Row | None:
    """A row that fits those that are there; None when there is none. `without`: a row of the table not to point to."""
    table = app.tables[t]
    if table.source == "constant":
        owners: list[Any] = [app.constant]
    elif table.has_owner:
        owners = list(app.present or (app.default,))
    else:
        needed = [key for key in table.foreign_keys if key.path and key.parent < t]
        owners = sorted({row.owner for key in needed for row in rows[key.parent]}, key=str)
    if not owners:
        return None
    owner = draw(st.sampled_from(owners))
    parents: list[int | None] = []
    for key in table.foreign_keys:
        choices: list[int | None] = [n for n in _of(rows, key.parent, owner) if (key.parent, n) != (t, without)]
        if key.nullable:
            choices.append(None)
        if not choices:
            return None
        parents.append(draw(st.sampled_from(choices)))
    row = Row(owner, tuple(parents), draw(st.none() | texts), draw(st.booleans()))
    if table.source == "via" and not any(
        k.path and p is not None for k, p in zip(table.foreign_keys, parents, strict=True)
    ):
        return None
    return row
