"""Make statements of the application runnable again: each parameter gets a value from the rows, where one can be found."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from sqlglot import exp

from planner.application.blocks import Reader, Source, name
from planner.application.statements import Statement, parse
from planner.catalog.model import Catalog, Relation
from planner.catalog.words import RelationKind
from planner.names import QName

_PARAMETER = "planner_p"
_OPERATIONS = (exp.Binary, exp.In, exp.Between)

Value = str | None
Row = Sequence[Value]
Rows = Callable[[QName, Sequence[str]], Sequence[Row]]
"""Returns some rows of a table: the values of these columns, as text."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A parameter that holds a value of a row. Parameters of one group take it from the same row."""

    group: str
    table: QName
    column: str
    array: bool = False


@dataclass(frozen=True, slots=True)
class Invented:
    """A parameter that must be new: a key of the row that the statement inserts."""

    type: str


@dataclass(frozen=True, slots=True)
class Fixed:
    """A parameter with a value that fits its place, such as that of LIMIT."""

    value: str


Parameter = Taken | Invented | Fixed


class LeftOut(Exception):
    """The statement can't be run again; the text says why, in words that count for many statements."""


@dataclass(frozen=True, slots=True)
class Replay:
    """A statement that can be run again and again."""

    text: bytes
    weight: float
    role: str | None
    parameters: tuple[Parameter, ...]
    rows: dict[str, tuple[Sequence[str], Sequence[Row]]]
    """The columns and some rows, by group."""

    @property
    def invents(self) -> bool:
        """Return whether the statement makes rows with new keys."""
        return any(isinstance(parameter, Invented) for parameter in self.parameters)

    def values(self, dice: Random) -> list[Value]:
        """Return values for the parameters."""
        chosen = {group: dice.choice(rows) for group, (_, rows) in self.rows.items()}
        return [self._value(parameter, chosen, dice) for parameter in self.parameters]

    def _value(self, parameter: Parameter, chosen: dict[str, Row], dice: Random) -> Value:
        match parameter:
            case Fixed():
                return parameter.value
            case Invented():
                return _invented(parameter.type, dice)
            case Taken():
                columns, _ = self.rows[parameter.group]
                value = chosen[parameter.group][columns.index(parameter.column)]
                return _array(value) if parameter.array else value


def _array(value: Value) -> str:
    if value is None:
        return "{}"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'{{"{escaped}"}}'


_MADE_UP = ("uuid", "text", "character varying", "integer", "bigint")


def _invented(type_: str, dice: Random) -> str:
    if type_ == "uuid":
        return str(uuid.UUID(int=dice.getrandbits(128), version=4))
    if type_ == "integer":
        return str(dice.randrange(2**30, 2**31 - 1))
    if type_ == "bigint":
        return str(dice.randrange(2**40, 2**53))
    return f"r{dice.getrandbits(64):016x}@example.com"


@dataclass(frozen=True, slots=True)
class Replayer:
    """The maker of replays. `first` is the schema of names without a schema."""

    catalog: Catalog
    first: str
    rows: Rows

    def replay(self, statement: Statement) -> Replay:
        """Return the statement with a source for each parameter. Raise LeftOut."""
        try:
            tree = parse(statement.text)
        except ValueError:
            raise LeftOut("planner can't read them") from None
        if not isinstance(tree, exp.Select | exp.SetOperation | exp.Insert | exp.Update | exp.Delete):
            raise LeftOut("they are not SELECT, INSERT, UPDATE or DELETE")
        named = [one for table in tree.find_all(exp.Table) if (one := self._relation(table)) is not None]
        if any(relation.kind is RelationKind.FOREIGN for relation in named):
            raise LeftOut("they name foreign tables")
        if not named:
            raise LeftOut("they name no table of the plan's schemas")
        found = self._parameters(tree)
        highest = max(found, default=0)
        if set(found) != set(range(1, highest + 1)):
            raise LeftOut("they have parameters whose values nobody knows")
        parameters = tuple(found[number] for number in range(1, highest + 1))
        text = statement.text.encode("utf-8", "surrogateescape")
        return Replay(
            text,
            float(statement.calls or 1),
            next(filter(None, statement.roles), None),
            parameters,
            self._groups(parameters),
        )

    def _groups(self, parameters: Sequence[Parameter]) -> dict[str, tuple[Sequence[str], Sequence[Row]]]:
        tables: dict[str, QName] = {}
        columns: dict[str, dict[str, None]] = {}
        for parameter in parameters:
            if isinstance(parameter, Taken):
                tables[parameter.group] = parameter.table
                columns.setdefault(parameter.group, {})[parameter.column] = None
        found: dict[str, tuple[Sequence[str], Sequence[Row]]] = {}
        for group, table in tables.items():
            rows = self.rows(table, list(columns[group]))
            if not rows:
                raise LeftOut("they need values of a table that is empty")
            found[group] = (list(columns[group]), rows)
        return found

    def _relation(self, table: exp.Table) -> Relation | None:
        if not isinstance(table.this, exp.Identifier):
            return None
        schema = table.args.get("db")
        return self.catalog.relation(QName(name(schema) if schema is not None else self.first, name(table.this)))

    def _parameters(self, tree: exp.Expr) -> dict[int, Parameter]:
        """Return the sources of parameters, by their numbers. Raise LeftOut for one without a source."""
        found: dict[int, Parameter] = {}
        for insert in tree.find_all(exp.Insert):
            found |= self._inserted(insert)
        sources = list(self._sources(tree))
        for node in tree.find_all(exp.Placeholder):
            if not node.name.startswith(_PARAMETER):
                raise LeftOut("they have a driver's placeholders, not $1")
            number = int(node.name.removeprefix(_PARAMETER))
            if number not in found:
                found[number] = self._compared(node, sources)
        if any(isinstance(node, exp.Parameter) for node in tree.walk()):
            raise LeftOut("they have a driver's placeholders, not $1")
        return found

    def _sources(self, tree: exp.Expr) -> Iterator[Source]:
        for block in Reader(self.catalog, self.first).blocks(tree):
            yield from block.sources.values()

    def _compared(self, node: exp.Placeholder, sources: Sequence[Source]) -> Parameter:
        """Return the source of a parameter that is compared with a column, assigned to one, or limits the rows."""
        at: exp.Expr = node
        array = False
        while isinstance(at.parent, exp.Cast | exp.Paren | exp.Any | exp.Array):
            array = array or isinstance(at.parent, exp.Any)
            at = at.parent
        above = at.parent
        if isinstance(above, exp.Limit | exp.Fetch):
            return Fixed("20")
        if isinstance(above, exp.Offset):
            return Fixed("0")
        if not isinstance(above, _OPERATIONS):
            raise LeftOut("they have parameters whose values nobody knows")
        others = [side for side in (above.this, above.args.get("expression")) if isinstance(side, exp.Column)]
        if len(others) != 1:
            raise LeftOut("they have parameters whose values nobody knows")
        return self._column(others[0], sources, array=array)

    def _column(self, column: exp.Column, sources: Sequence[Source], *, array: bool) -> Taken:
        wanted = name(column.this)
        of = column.args.get("table")
        for source in sources:
            if source.table is None or (of is not None and source.alias != name(of)):
                continue
            relation = self.catalog.relation(source.table)
            if relation is not None and relation.column(wanted) is not None:
                return Taken(source.alias, source.table, wanted, array)
        raise LeftOut("they have parameters whose values nobody knows")

    # INSERT

    def _inserted(self, insert: exp.Insert) -> dict[int, Parameter]:
        """Return the sources of the parameters in VALUES: an existing row gives them, but for the keys."""
        target = insert.this
        values = insert.args.get("expression")
        if not isinstance(target, exp.Schema) or not isinstance(values, exp.Values):
            return {}
        relation = self._relation(target.this) if isinstance(target.this, exp.Table) else None
        if relation is None:
            return {}
        columns = [name(column) for column in target.expressions]
        new = self._new(relation, columns, upsert=insert.args.get("conflict") is not None)
        found: dict[int, Parameter] = {}
        for number, row in enumerate(values.expressions):
            for column, value in zip(columns, row.expressions, strict=False):
                inner = value.find(exp.Placeholder)
                if inner is None or not inner.name.startswith(_PARAMETER):
                    continue
                known = relation.column(column)
                if known is None:
                    raise LeftOut("they name columns that are not there")
                at = int(inner.name.removeprefix(_PARAMETER))
                found[at] = (
                    Invented(self._plain(known.type))
                    if column in new
                    else Taken(f"row {number}", relation.name, column)
                )
        return found

    def _new(self, relation: Relation, columns: Sequence[str], *, upsert: bool) -> set[str]:
        """Return the columns that get a new value, one for each unique key. Raise LeftOut when a key can't be new."""
        referring = {column for key in relation.foreign_keys() for column in key.columns}
        new: set[str] = set()
        for index in relation.indexes:
            keys = [key.name for key in index.columns if key.name is not None]
            if not index.unique or len(keys) < len(index.columns) or not all(key in columns for key in keys):
                continue  # A default makes the key, or the index has an expression.
            types = {key: self._plain(column.type) for key in keys if (column := relation.column(key)) is not None}
            free = [key for key in keys if key not in referring and types.get(key) in _MADE_UP]
            if set(free) & new or upsert:
                continue
            if not free:
                raise LeftOut("they insert rows whose keys can't be made up")
            new.add(free[0])
        return new

    def _plain(self, type_: str) -> str:
        """Return a type without its modifier, and the type below a domain."""
        return self.catalog.base_type(type_).partition("(")[0]
