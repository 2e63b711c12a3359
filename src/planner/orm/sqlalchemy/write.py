"""The edits of SQLAlchemy's models, made from decisions. Edits that can't be made safely are left to people, with
their place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, assert_never

from planner.catalog.parts import IndexColumn
from planner.catalog.words import ReferentialAction
from planner.operations.key_record import Timing
from planner.orm.decide import (
    AddColumn,
    AddDefault,
    AddFollowed,
    AddIndex,
    AddKey,
    AddPolicy,
    AddReference,
    ChangeColumn,
    Decision,
    Left,
    ReplaceForeignKey,
    ReplaceKey,
    ReplacePrimaryKey,
    WidenForeignKey,
    WidenKey,
    WidenPrimaryKey,
    WithdrawForeignKey,
    decide,
    declares,
)
from planner.orm.edit import Edited, Leftover, edited
from planner.orm.python import keyword, says
from planner.orm.python import string as literal_string
from planner.orm.sqlalchemy.locate import ModelDefinition, called, default_index, reference, says_type
from planner.orm.sqlalchemy.parse import Attribute, File, Model
from planner.orm.sqlalchemy.tenants import ModelChanges, declare
from planner.orm.sqlalchemy.words import WORDS, annotated, identifier, quoted, sql, string, typed
from planner.orm.wanted import ForeignKey, Key, PrimaryKey, Table, Wanted, column_text
from planner.tenancy.naming import Postgres

if TYPE_CHECKING:
    import libcst as cst

_WIDTH = 100
"""The longest line in characters. Longer lines are broken."""


def edit(files: Sequence[File], wanted: Wanted) -> tuple[list[Edited], list[Leftover]]:
    """Return every file that changes, and the edits that are left to people. Editing the result again changes
    nothing."""
    pairs = [(file, ModelChanges(file.source)) for file in files]
    models = {model.relation: (changes, model) for file, changes in pairs for model in file.models}
    there = wanted.tenants.relation in models or not wanted.tenants.made
    leftovers = declare(pairs, wanted.tenants) if not there else []
    for one in wanted.tables:
        held = models.get(one.relation)
        if held is None:
            leftovers.append(Leftover(None, 0, f"{one.relation} is in no model of these files"))
            continue
        leftovers += _ModelEdit(*held, one).write(files)
    return edited(changes.all() for _, changes in pairs), leftovers


class _ModelEdit:
    def __init__(self, changes: ModelChanges, model: Model, wanted: Table) -> None:
        self._changes = changes
        self._model = model
        self._wanted = wanted
        self._args: list[str] = []
        """The new entries for __table_args__."""
        self._added = False
        """Whether the tenant column is new."""
        self._leftovers: list[Leftover] = []

    def write(self, files: Sequence[File]) -> list[Leftover]:
        """Make the edits and return what is left to people. `files` has all files, which may hold the model's base
        classes."""
        for decision in decide(ModelDefinition(self._model, self._wanted, files), self._wanted, WORDS):
            self._put(decision)
        self._put_args()
        return self._leftovers

    def _put(self, decision: Decision[Attribute, cst.Call, cst.Call]) -> None:
        match decision:
            case AddColumn():
                self._add_column()
            case ChangeColumn(place, nullable):
                self._set_nullable(place, nullable)
            case AddReference(place, key):
                self._changes.append_positional(place.call, self._reference(key))
            case AddDefault(place, default):
                self._changes.set(place.call, "server_default", self._changes.sql(default))
            case AddIndex(key):
                self._index(key)
            case AddFollowed(key):
                self._args.append(self._key(key))
            case AddKey(key):
                self._args.append(self._key(key))
            case ReplaceKey(key, alone):
                self._drop(alone.column, "unique")
                if says(self._model.attributes[alone.column].call, "index"):
                    self._drop(alone.column, "index")  # both options together made one unique index
                self._args.append(self._key(key))
            case WidenKey(key, held):
                self._widen_key(key, held.place)
            case ReplaceForeignKey(foreign, alone):
                self._replace_foreign_key(foreign, self._model.attributes[alone.column])
            case WidenForeignKey(foreign, held, beside):
                self._widen_foreign_key(held.place, foreign)
                if beside is not None:
                    self._without(self._model.attributes[beside.column])
            case ReplacePrimaryKey(primary, alones):
                self._replace_primary_key(primary, [self._model.attributes[one.column] for one in alones])
            case WidenPrimaryKey(primary, held):
                self._number(primary)
                self._changes.before(held.place.args[0], quoted(primary.columns[:1]))
            case AddPolicy() | WithdrawForeignKey():
                raise AssertionError("SQLAlchemy has no word for policies, and one for keys of several columns")
            case Left(what, line):
                self._leave(what, line)
            case _:
                assert_never(decision)

    def _leave(self, what: str, line: int | None = None) -> None:
        at = line if line is not None else self._model.line
        self._leftovers.append(Leftover(self._model.file.path, at, f"{self._wanted.relation}: {what}"))

    # The column

    def _add_column(self) -> None:
        wanted, model = self._wanted, self._model
        options = []
        if wanted.tenant_key is not None:
            options.append(self._reference(wanted.tenant_key))
        if wanted.index is not None and wanted.index.name == default_index(model, wanted.column.name):
            options.append("index=True")
        if wanted.primary_key is not None:
            options.append("primary_key=True")
        if wanted.session_default is not None:
            options.append(f"server_default={self._changes.sql(wanted.session_default)}")
        column = wanted.column
        line = self._changes.column(model, column.name, column.type, options, nullable=wanted.nullable)
        after = max((one.statement.end for one in model.attributes.values()), default=model.tablename.end)
        self._changes.put(after, after, f"\n{model.indent}{line}")
        self._added = True

    def _reference(self, key: ForeignKey) -> str:
        arguments = ", ".join([quoted(self._targets(key)), *self._options(key)])
        return f"{self._changes.name('ForeignKey')}({arguments})"

    def _set_nullable(self, held: Attribute, nullable: bool) -> None:
        """Make a column that is there nullable or NOT NULL, in its argument or in its annotation."""
        if held.annotation is None or keyword(held.call, "nullable") is not None:
            self._changes.set(held.call, "nullable", str(nullable))
        else:
            inner = annotated(self._changes.source.of(held.annotation))
            if inner is not None:
                mapped, kind, _ = inner
                self._changes.replace(held.annotation, f"{mapped}[{kind} | None]" if nullable else f"{mapped}[{kind}]")

    def _index(self, key: Key) -> None:
        """Add the index: by the column's own option if the name is the default name, otherwise in __table_args__."""
        named = key.name == default_index(self._model, self._wanted.column.name)
        held = self._model.attributes.get(self._wanted.column.name)
        if named and held is not None:
            self._changes.set(held.call, "index", "True")
        elif not (named and self._added):
            self._args.append(self._key(key))

    # Keys

    def _drop(self, column: str, option: str) -> None:
        call = self._model.attributes[column].call
        said = keyword(call, option)
        if said is not None:
            self._changes.drop(call, said)

    def _key(self, key: Key) -> str:
        index = key.index
        include = ", ".join(f'"{column.name}"' for column in index.include)
        more = [f"postgresql_include=[{include}]"] if include else []
        if index.nulls_not_distinct:
            more.append("postgresql_nulls_not_distinct=True")
        if key.constraint:
            named = [f"name={string(key.name)}"] if key.name != self._default_name(key) else []
            arguments = [quoted(key.columns), *named, *_timing(key.timing), *more]
            return f"{self._changes.name('UniqueConstraint')}({', '.join(arguments)})"
        if index.predicate is not None:
            more.append(f"postgresql_where={self._changes.name('text')}({sql(index.predicate)})")
        unique = ["unique=True"] if key.unique else []
        arguments = [string(key.name), *(self._column(column) for column in index.columns), *unique, *more]
        return f"{self._changes.name('Index')}({', '.join(arguments)})"

    def _default_name(self, key: Key) -> str:
        """Return the name that the server gives. Included columns are part of it."""
        included = (column.name or "" for column in key.index.include)
        return Postgres().unique(self._wanted.relation, (*key.columns, *included))

    def _column(self, column: IndexColumn) -> str:
        beyond = column.opclass or column.collation or column.descending or column.nulls_first
        if column.name is not None and not beyond:
            return string(column.name)
        return f"{self._changes.name('text')}({sql(column_text(column))})"

    def _widen_key(self, key: Key, call: cst.Call) -> None:
        """Widen a key in its place. If the key is an index in the database but a constraint in the file, or the
        reverse, write it anew."""
        kind = "UniqueConstraint" if key.constraint else "Index"
        if called(self._changes.source, call) != kind and declares(WORDS, key):
            span = self._changes.source.span(call)
            self._changes.put(span.start, span.end, self._key(key))
            return
        first = call.args[0] if kind == "UniqueConstraint" else call.args[1]
        self._changes.before(first, quoted(key.columns[:1]))
        named = keyword(call, "name")
        if kind == "Index" and named is None:
            self._changes.replace(call.args[0], string(key.name))
        elif named is not None and kind == "UniqueConstraint" and key.name == self._default_name(key):
            self._changes.drop(call, named)
        elif named is not None:
            self._changes.replace(named.value, string(key.name))
        elif key.name != self._default_name(key):
            self._changes.append(call, f"name={string(key.name)}")

    # Foreign keys that carry the tenant

    def _replace_foreign_key(self, foreign: ForeignKey, held: Attribute) -> None:
        said = reference(self._changes.source, held.call)
        assert said is not None
        options = ", ".join([*self._options(foreign), *self._kept(said)])
        columns, references = (quoted(names) for names in (foreign.columns, self._targets(foreign)))
        made = f"[{columns}], [{references}]{f', {options}' if options else ''}"
        self._without(held)
        self._args.append(f"{self._changes.name('ForeignKeyConstraint')}({made})")

    def _without(self, held: Attribute) -> None:
        """Remove the ForeignKey. If the column took its type from it, the column now declares its type itself."""
        said = reference(self._changes.source, held.call)
        if said is None:
            return
        found = typed(self._type(held))
        if says_type(self._changes.source, held) or found is None:
            self._changes.drop(held.call, said)
        else:
            self._changes.replace(said.value, self._changes.name(found[0]))

    def _targets(self, foreign: ForeignKey) -> list[str]:
        schema = "" if foreign.ref.schema == self._model.relation.schema else f"{foreign.ref.schema}."
        return [f"{schema}{foreign.ref.name}.{column}" for column in foreign.ref_columns]

    def _options(self, foreign: ForeignKey) -> list[str]:
        events = {"ondelete": foreign.on_delete, "onupdate": foreign.on_update}
        acts = {event: str(action) for event, action in events.items() if action is not ReferentialAction.NO_ACTION}
        if foreign.set_columns:
            acts["ondelete"] += f" ({', '.join(map(identifier, foreign.set_columns))})"
        named = "" if foreign.name == self._default_reference(foreign) else foreign.name
        said = {"name": named, **acts}.items()
        return [f"{name}={string(text)}" for name, text in said if text]

    def _default_reference(self, foreign: ForeignKey) -> str:
        return Postgres().foreign_key(self._wanted.relation, foreign.columns, foreign.ref, foreign.ref_columns)

    def _kept(self, said: cst.Arg) -> list[str]:
        """Return the arguments of a ForeignKey that planner's foreign key does not change."""
        import libcst as cst

        return [
            self._changes.source.of(arg)
            for arg in (said.value.args if isinstance(said.value, cst.Call) else ())
            if arg.keyword is not None and arg.keyword.value not in ("name", "ondelete", "onupdate")
        ]

    def _widen_foreign_key(self, call: cst.Call, foreign: ForeignKey) -> None:
        """Put the tenant before the columns of a ForeignKeyConstraint, on both sides."""
        import libcst as cst

        for arg, text in zip(call.args, (foreign.columns[0], self._targets(foreign)[0]), strict=False):
            if isinstance(arg.value, cst.List | cst.Tuple):
                self._changes.before(arg.value.elements[0], f'"{text}"')
        for option in self._options(foreign):
            held = keyword(call, option.split("=")[0])
            if held is None:
                self._changes.append(call, option)
            elif self._changes.source.of(held) != option:
                self._changes.replace(held, option)
        if foreign.name == self._default_reference(foreign) and (named := keyword(call, "name")) is not None:
            self._changes.drop(call, named)

    # Primary keys that carry the tenant

    def _replace_primary_key(self, key: PrimaryKey, held: Sequence[Attribute]) -> None:
        """Add a PrimaryKeyConstraint, which sets the order of the columns, and mark the tenant column as a part of
        the primary key."""
        tenant = self._model.attributes.get(key.columns[0])
        if tenant is not None and not says(tenant.call, "primary_key"):
            self._changes.set(tenant.call, "primary_key", "True")
        self._number(key)
        named = "" if key.name == Postgres().primary_key(self._wanted.relation) else f", name={string(key.name)}"
        self._args.append(f"{self._changes.name('PrimaryKeyConstraint')}({quoted(key.columns)}{named})")

    def _number(self, key: PrimaryKey) -> None:
        """Keep the numbering of an integer key: SQLAlchemy numbers a key of one column by itself, but a key of
        several only when told."""
        held = self._model.attributes.get(key.before[0]) if len(key.before) == 1 else None
        if held is not None and self._is_numbered(held):
            self._changes.set(held.call, "autoincrement", "True")

    def _is_numbered(self, one: Attribute) -> bool:
        import libcst as cst

        numbering = keyword(one.call, "autoincrement")
        told = numbering is not None and literal_string(numbering.value) != "auto"  # SQLAlchemy's default
        said = told or says(one.call, "default") or says(one.call, "server_default")
        calls = [arg.value for arg in one.call.args if isinstance(arg.value, cst.Call)]
        generated = any(called(self._changes.source, call) in ("Identity", "Sequence") for call in calls)
        return self._type(one) in ("smallint", "integer", "bigint") and not said and not generated

    def _type(self, one: Attribute) -> str:
        """Return the type as the database names it."""
        return next((column.type for column in self._wanted.columns if column.name == one.column), "")

    # __table_args__

    def _put_args(self) -> None:
        import libcst as cst

        if not self._args:
            return
        args = self._model.args
        if args is None:
            at = self._model.tablename.end
            indent = self._model.indent
            line = f"{indent}__table_args__ = ({', '.join(self._args)},)"
            if len(line) > _WIDTH:
                entries = "".join(f"\n{indent}{self._model.unit}{entry}," for entry in self._args)
                line = f"{indent}__table_args__ = ({entries}\n{indent})"
            self._changes.put(at, at, f"\n{line}")
        elif isinstance(args, cst.Tuple) and args.elements and not isinstance(args.elements[0].value, cst.Dict):
            for text in self._args:
                self._changes.before(args.elements[0].value, text)
        else:
            for text in self._args:
                self._leave(f"add to its __table_args__: {text}")


def _timing(timing: Timing) -> list[str]:
    deferred = ['initially="DEFERRED"'] if timing.deferred else []
    return ["deferrable=True", *deferred] if timing.deferrable else []
