"""What a declarative model declares, and where each declaration stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from planner.orm.held import Alone, Definition, HeldColumn, Listed
from planner.orm.python import Source, keyword, says, string, strings
from planner.orm.sqlalchemy.parse import Attribute, File, Mixin, Model
from planner.orm.sqlalchemy.words import annotated, typed
from planner.orm.wanted import Feature, ForeignKey, Table
from planner.tenancy.naming import Postgres

if TYPE_CHECKING:
    import libcst as cst

_ANY = frozenset({Feature.EXPRESSION, Feature.OPCLASS, Feature.COLLATION, Feature.ORDER})
"""The features that an expression in the place of a column may have."""

_OPTIONS = {
    "postgresql_where": Feature.PREDICATE,
    "postgresql_include": Feature.INCLUDE,
    "postgresql_ops": Feature.OPCLASS,
    "postgresql_nulls_not_distinct": Feature.NULLS,
    "deferrable": Feature.DEFERRABLE,
}


class ModelDefinition(Definition[Attribute, "cst.Call", "cst.Call"]):
    """A class as the definition of a table. `files` has all files, which may hold the class's base classes."""

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
            _obstacle(model, wanted, files) if column is None else None,
            _said(model),
            (*_alone_keys(model, attributes), *(key for key, unique in keys if unique)),
            (*_alone_indexes(model, [*attributes, *mixed]), *(key for key, unique in keys if not unique)),
            (*_references(source, attributes), *_foreign_keys(source, calls)),
            _primary_key(model, calls),
        )

    def foreign_key_objection(self, key: ForeignKey, held: Alone | Listed[cst.Call]) -> str | None:
        """Return why an edit can't make this foreign key; None if it can. Without its ForeignKey, a column must
        declare its type itself."""
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
    """Return the class's own column, or the column of a base class that has no table."""
    held = model.attributes.get(name)
    if held is not None:
        return HeldColumn(
            held, held.name, _nullable(held, model.file.source), default=_default(held, model.file.source)
        )
    for base, mixin in _mixins(model, files):
        one = mixin.attributes.get(name)
        if one is not None:
            return HeldColumn(one, one.name, _nullable(one, mixin.source), base, default=_default(one, mixin.source))
    return None


def _default(held: Attribute, source: Source) -> str | None:
    """Return the default that the database has for the column, as the file writes it."""
    said = keyword(held.call, "server_default")
    return source.of(said.value) if said is not None else None


def _mixins(model: Model, files: Sequence[File]) -> Iterator[tuple[str, Mixin]]:
    """Yield the base classes that have no table, each with its name in the class."""
    for base in model.bases:
        for file in files:
            mixin = file.mixins.get(base.split(".")[-1])
            if mixin is not None:
                yield base, mixin


def _nullable(held: Attribute, source: Source) -> bool:
    """Return whether SQLAlchemy makes the column nullable, by `nullable` or by the annotation. Primary keys are not
    nullable."""
    said = keyword(held.call, "nullable")
    if said is not None:
        return source.of(said.value) == "True"
    if says(held.call, "primary_key"):
        return False
    inner = annotated(source.of(held.annotation)) if held.annotation is not None else None
    return inner[2] if inner is not None else held.annotation is None


def _obstacle(model: Model, wanted: Table, files: Sequence[File]) -> str | None:
    name = wanted.column.name
    for owner, others in ((model.name, model.others), *((base, mixin.others) for base, mixin in _mixins(model, files))):
        if name in others:
            written = others[name]
            if written is None:
                return f"{owner} has a {name} that planner can't read as a column: declare the column by hand"
            return f"{owner}.{name} is only an annotation: write {name}: {written} = mapped_column() and run this again"
    if any(one.name == name for one in model.attributes.values()):
        return f"it has an attribute {name} that is another column"
    if typed(wanted.column.type) is None:
        return f"no type of SQLAlchemy is known for {wanted.column.type}: add {name} by hand"
    return None


def _said(model: Model) -> frozenset[str]:
    """Return all strings in the text of the class, however the class builds its arguments."""
    text = model.file.source.text[model.statement.start : model.statement.end].decode()
    return frozenset(double or single for double, single in re.findall(r'"([^"\n]*)"|\'([^\'\n]*)\'', text))


def _calls(model: Model) -> Iterator[cst.Call]:
    """Yield the calls in __table_args__."""
    import libcst as cst

    for element in model.args.elements if isinstance(model.args, cst.Tuple) else []:
        if isinstance(element.value, cst.Call):
            yield element.value


def called(source: Source, call: cst.Call) -> str:
    """Return the name of the called function, without its module."""
    return source.of(call.func).split(".")[-1]


Attributes = Sequence[tuple[str, Attribute]]
"""The attributes by the column's name."""


def _alone_keys(model: Model, attributes: Attributes) -> Iterator[Alone]:
    """Yield the keys of `unique=True`. With `index=True`, the key is a unique index."""
    for column, one in attributes:
        if says(one.call, "unique"):
            name = (
                default_index(model, column) if says(one.call, "index") else Postgres().unique(model.relation, [column])
            )
            yield Alone(column, name, line=model.file.source.line(one.call))


def _alone_indexes(model: Model, attributes: Attributes) -> Iterator[Alone]:
    for column, one in attributes:
        if says(one.call, "index") and not says(one.call, "unique"):
            yield Alone(column, default_index(model, column))


def default_index(model: Model, column: str) -> str:
    """Return the name of an index that a column declares by itself."""
    return f"ix_{model.relation.name}_{column}"


def _listed(source: Source, call: cst.Call) -> Iterator[tuple[Listed[cst.Call], bool]]:
    """Yield (the key, whether it is unique) for UniqueConstraint("a", "b") and Index("name", "a", "b")."""
    kind = called(source, call)
    if kind not in ("UniqueConstraint", "Index"):
        return
    said = [string(arg.value) for arg in call.args if arg.keyword is None]
    named = keyword(call, "name")
    name = string(named.value) if named is not None else None
    if kind == "Index" and said:
        name, said = said[0], said[1:]
    features = frozenset(feature for option, feature in _OPTIONS.items() if says(call, option))
    features |= _ANY if None in said else frozenset()
    yield Listed(call, tuple(said), name, features, source.line(call)), kind != "Index" or says(call, "unique")


def reference(source: Source, call: cst.Call) -> cst.Arg | None:
    """Return a column's ForeignKey."""
    import libcst as cst

    for arg in call.args:
        if isinstance(arg.value, cst.Call) and source.of(arg.value.func).endswith("ForeignKey"):
            return arg
    return None


def says_type(source: Source, held: Attribute) -> bool:
    """Return whether the column declares its type itself, and does not take it from the referenced column."""
    said = reference(source, held.call)
    plain = [arg for arg in held.call.args if arg.keyword is None and arg is not said and string(arg.value) is None]
    return bool(plain) or says(held.call, "type_")


def _references(source: Source, attributes: Attributes) -> Iterator[Alone]:
    for column, one in attributes:
        if reference(source, one.call) is not None:
            yield Alone(column, line=source.line(one.call))


def _foreign_keys(source: Source, calls: Sequence[cst.Call]) -> Iterator[Listed[cst.Call]]:
    """Yield the foreign keys of ForeignKeyConstraint([…], […])."""
    for call in calls:
        columns = strings(call.args[0].value) if called(source, call) == "ForeignKeyConstraint" and call.args else None
        if columns is not None:
            yield Listed(call, tuple(columns), line=source.line(call))


def _primary_key(model: Model, calls: Sequence[cst.Call]) -> tuple[Alone, ...] | Listed[cst.Call] | None:
    """Return the primary key. SQLAlchemy takes the columns that declare it by themselves in their order in the class."""
    source = model.file.source
    for call in calls:
        if called(source, call) == "PrimaryKeyConstraint":
            said = tuple(string(arg.value) for arg in call.args if arg.keyword is None)
            return Listed(call, said, line=source.line(call))
    return tuple(Alone(column) for column, one in model.attributes.items() if says(one.call, "primary_key")) or None
