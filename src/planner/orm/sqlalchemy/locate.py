"""What a declarative model declares, and where each thing stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from planner.orm.held import Alone, Definition, HeldColumn, Listed
from planner.orm.python import Source, keyword, string, strings
from planner.orm.sqlalchemy.parse import Attribute, File, Model
from planner.orm.sqlalchemy.words import annotated, typed
from planner.orm.wanted import Feature, ForeignKey, Table
from planner.tenancy.naming import Postgres

if TYPE_CHECKING:
    import libcst as cst

_ANY = frozenset({Feature.EXPRESSION, Feature.OPCLASS, Feature.COLLATION, Feature.ORDER})
"""What an expression in the place of a column may say."""

_OPTIONS = {
    "postgresql_where": Feature.PREDICATE,
    "postgresql_include": Feature.INCLUDE,
    "postgresql_ops": Feature.OPCLASS,
    "postgresql_nulls_not_distinct": Feature.NULLS,
    "deferrable": Feature.DEFERRABLE,
}


class ModelDefinition(Definition[Attribute, "cst.Call", "cst.Call"]):
    """A class; `files` are all, for the classes that it comes from."""

    def __init__(self, model: Model, wanted: Table, files: Sequence[File]) -> None:
        self._model = model
        self._types = {column.name: column.type for column in wanted.columns}
        source = model.file.source
        name = wanted.column.name
        column = _column(model, name, files)
        calls = list(_calls(model))
        attributes = [(c.name, model.attributes[c.name]) for c in wanted.columns if c.name in model.attributes]
        mixed = [(name, column.place)] if column is not None and column.owner is not None else []
        keys = [key for call in calls for key in _listed(source, call)]
        super().__init__(
            column,
            _obstacle(model, wanted) if column is None else None,
            _said(model),
            (*_alone_keys(model, attributes), *(key for key, unique in keys if unique)),
            (*_alone_indexes(model, [*attributes, *mixed]), *(key for key, unique in keys if not unique)),
            (*_references(source, attributes), *_foreign_keys(source, calls)),
            _primary_key(source, calls, attributes),
        )

    def foreign_key_objection(self, key: ForeignKey, held: Alone | Listed[cst.Call]) -> str | None:
        """A column that has its type from its ForeignKey must say it then."""
        by_hand = (
            f"the foreign key on ({', '.join(key.columns)}) references {key.ref.name} ({', '.join(key.ref_columns)}) now: "
            "a ForeignKeyConstraint in __table_args__"
        )
        if isinstance(held, Listed):
            readable = len(held.place.args) > 1 and strings(held.place.args[1].value)
            return None if readable else by_hand
        one = self._model.attributes[held.column]
        known = says_type(self._model.file.source, one) or typed(self._types[held.column]) is not None
        return None if known else by_hand


def _column(model: Model, name: str, files: Sequence[File]) -> HeldColumn[Attribute] | None:
    """The class's own, or of a class that it comes from and that has no table."""
    held = model.attributes.get(name)
    if held is not None:
        return HeldColumn(held, held.name, _nullable(held, model.file.source))
    for base in model.bases:
        for file in files:
            one = file.mixins.get(base.split(".")[-1], {}).get(name)
            if one is not None:
                return HeldColumn(one, one.name, _nullable(one, file.source), base)
    return None


def _nullable(held: Attribute, source: Source) -> bool:
    """As SQLAlchemy takes it: what `nullable` says, or the annotation; primary keys are not."""
    said = keyword(held.call, "nullable")
    if said is not None:
        return source.of(said.value) == "True"
    if keyword(held.call, "primary_key") is not None:
        return False
    inner = annotated(source.of(held.annotation)) if held.annotation is not None else None
    return inner[2] if inner is not None else held.annotation is None


def _obstacle(model: Model, wanted: Table) -> str | None:
    name = wanted.column.name
    if any(one.name == name for one in model.attributes.values()):
        return f"it has an attribute {name} that is another column"
    if typed(wanted.column.type) is None:
        return f"no type of SQLAlchemy is known for {wanted.column.type}: add {name} by hand"
    return None


def _said(model: Model) -> frozenset[str]:
    """The strings of the class, however its arguments come to be."""
    text = model.file.source.text[model.statement.start : model.statement.end].decode()
    return frozenset(double or single for double, single in re.findall(r'"([^"\n]*)"|\'([^\'\n]*)\'', text))


def _calls(model: Model) -> Iterator[cst.Call]:
    """What __table_args__ holds."""
    import libcst as cst

    for element in model.args.elements if isinstance(model.args, cst.Tuple) else []:
        if isinstance(element.value, cst.Call):
            yield element.value


def called(source: Source, call: cst.Call) -> str:
    """The function without its module."""
    return source.of(call.func).split(".")[-1]


Attributes = Sequence[tuple[str, Attribute]]
"""By the column's name."""


def _alone_keys(model: Model, attributes: Attributes) -> Iterator[Alone]:
    """`unique=True`; with `index=True` it is a unique index."""
    for column, one in attributes:
        if keyword(one.call, "unique") is not None:
            indexed = keyword(one.call, "index") is not None
            name = default_index(model, column) if indexed else Postgres().unique(model.relation, [column])
            yield Alone(column, name, line=model.file.source.line(one.call))


def _alone_indexes(model: Model, attributes: Attributes) -> Iterator[Alone]:
    for column, one in attributes:
        if keyword(one.call, "index") is not None and keyword(one.call, "unique") is None:
            yield Alone(column, default_index(model, column))


def default_index(model: Model, column: str) -> str:
    """The name of an index that a column says by itself."""
    return f"ix_{model.relation.name}_{column}"


def _listed(source: Source, call: cst.Call) -> Iterator[tuple[Listed[cst.Call], bool]]:
    """UniqueConstraint("a", "b") and Index("name", "a", "b"): (the key, unique)."""
    kind = called(source, call)
    if kind not in ("UniqueConstraint", "Index"):
        return
    said = [string(arg.value) for arg in call.args if arg.keyword is None]
    named = keyword(call, "name")
    name = string(named.value) if named is not None else None
    if kind == "Index" and said:
        name, said = said[0], said[1:]
    unique = keyword(call, "unique")
    features = frozenset(feature for option, feature in _OPTIONS.items() if keyword(call, option) is not None)
    features |= _ANY if None in said else frozenset()
    yield Listed(call, tuple(said), name, features, source.line(call)), kind != "Index" or unique is not None


def reference(source: Source, call: cst.Call) -> cst.Arg | None:
    """A column's ForeignKey."""
    import libcst as cst

    for arg in call.args:
        if isinstance(arg.value, cst.Call) and source.of(arg.value.func).endswith("ForeignKey"):
            return arg
    return None


def says_type(source: Source, held: Attribute) -> bool:
    """The column says its type, and does not have it from what it references."""
    said = reference(source, held.call)
    plain = [arg for arg in held.call.args if arg.keyword is None and arg is not said and string(arg.value) is None]
    return bool(plain) or keyword(held.call, "type_") is not None


def _references(source: Source, attributes: Attributes) -> Iterator[Alone]:
    for column, one in attributes:
        if reference(source, one.call) is not None:
            yield Alone(column, line=source.line(one.call))


def _foreign_keys(source: Source, calls: Sequence[cst.Call]) -> Iterator[Listed[cst.Call]]:
    """ForeignKeyConstraint([…], […])."""
    for call in calls:
        columns = strings(call.args[0].value) if called(source, call) == "ForeignKeyConstraint" and call.args else None
        if columns is not None:
            yield Listed(call, tuple(columns), line=source.line(call))


def _primary_key(
    source: Source, calls: Sequence[cst.Call], attributes: Attributes
) -> tuple[Alone, ...] | Listed[cst.Call] | None:
    for call in calls:
        if called(source, call) == "PrimaryKeyConstraint":
            said = tuple(string(arg.value) for arg in call.args if arg.keyword is None)
            return Listed(call, said, line=source.line(call))
    found = tuple(Alone(column) for column, one in attributes if keyword(one.call, "primary_key") is not None)
    return found or None
