"""What must be said, put into SQLAlchemy's models; what can't be put there safely is left to people, with its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from planner.catalog.words import ReferentialAction
from planner.orm.edit import Edited, Leftover, edited
from planner.orm.python import Changes, Source, keyword, string, strings
from planner.orm.spelling import class_name
from planner.orm.sqlalchemy.parse import Attribute, File, Model
from planner.orm.wanted import ForeignKey, Key, Table, Wanted
from planner.sql import build
from planner.tenancy.naming import Postgres

if TYPE_CHECKING:
    import libcst as cst

_WIDTH = 100
"""A line that is longer is broken up, in characters."""


_TYPES = {
    "text": ("Text", "str"),
    "integer": ("Integer", "int"),
    "smallint": ("SmallInteger", "int"),
    "bigint": ("BigInteger", "int"),
    "uuid": ("Uuid", "UUID"),
    "boolean": ("Boolean", "bool"),
    "timestamp with time zone": ("DateTime(timezone=True)", "datetime"),
    "timestamp without time zone": ("DateTime", "datetime"),
    "date": ("Date", "date"),
    "numeric": ("Numeric", "Decimal"),
}
_MODULES = {
    "UUID": "uuid",
    "datetime": "datetime",
    "date": "datetime",
    "Decimal": "decimal",
    "Mapped": "sqlalchemy.orm",
    "mapped_column": "sqlalchemy.orm",
}
"""Where names come from; all others are sqlalchemy's."""


def edit(files: Sequence[File], wanted: Wanted) -> tuple[list[Edited], list[Leftover]]:
    """Every file that changes, and what is left to do by hand. Editing the result again changes nothing."""
    writer = _Writer(files, wanted)
    writer.write()
    return edited(one.all() for one in writer.changes), writer.leftovers


class _Changes(Changes):
    def name(self, text: str) -> str:
        """An expression of a name, or of a call of one; it is imported when it is not yet."""
        name = text.split("(")[0]
        self.use(name, _MODULES.get(name, "sqlalchemy"))
        return text


class _Writer:
    def __init__(self, files: Sequence[File], wanted: Wanted) -> None:
        self.wanted = wanted
        self.changes = [_Changes(file.source) for file in files]
        self.leftovers: list[Leftover] = []
        self.files = files
        self._models = {
            model.relation: (changes, model)
            for file, changes in zip(files, self.changes, strict=True)
            for model in file.models
        }

    def write(self) -> None:
        self._tenants()
        for one in self.wanted.tables:
            held = self._models.get(one.relation)
            if held is None:
                self.leftovers.append(Leftover(None, 0, f"{one.relation} is in no model of these files"))
                continue
            _ModelEdit(self, *held, one).write()

    def _tenants(self) -> None:
        tenants = self.wanted.tenants
        if tenants.relation in self._models or not tenants.made:
            return
        file, changes = max(zip(self.files, self.changes, strict=True), key=lambda pair: len(pair[0].models))
        first = next(iter(file.models), None)
        if first is None:
            return
        if not first.bases:
            self.leftovers.append(Leftover(file.path, first.line, f"declare the tenants table {tenants.relation} here"))
            return
        taken = {model.name for one in self.files for model in one.models}
        base = next((name for name in first.bases if not file.mixins.get(name)), first.bases[0])
        lines = [
            f"class {class_name(tenants.relation.name, taken)}({base}):",
            f'{first.indent}__tablename__ = "{tenants.relation.name}"',
            "",
        ]
        for column in tenants.columns:
            typed = _typed(column.type)
            if typed is None:
                self.leftovers.append(
                    Leftover(file.path, first.line, f"{column.name} of {tenants.relation}: {column.type}")
                )
                continue
            options = ["primary_key=True"] if column.name == tenants.key else []
            if options and typed[1] == "int":
                options.append("autoincrement=False")
            if column.default is not None:
                default = (
                    f"{changes.name('func')}.now()"
                    if column.default == "now()"
                    else f"{changes.name('text')}({column.default!r})"
                )
                options.append(f"server_default={default}")
            lines.append(
                first.indent + _column(changes, first, column.name, *typed, options, nullable=not column.not_null)
            )
        changes.put(first.above, first.above, "\n".join(lines) + "\n\n\n")


class _ModelEdit:
    def __init__(self, writer: _Writer, changes: _Changes, model: Model, wanted: Table) -> None:
        self._writer = writer
        self._changes = changes
        self._model = model
        self._wanted = wanted
        self._args: list[str] = []

    def write(self) -> None:
        if not self._column():
            return
        index = self._wanted.index
        if index is not None and not self._says(index.name) and index.name != self._default_index():
            self._args.append(f'{self._changes.name("Index")}("{index.name}", {_quoted(index.columns)})')
        for key in self._wanted.keys:
            self._unique(key)
        for foreign in self._wanted.foreign_keys:
            if not self._says(foreign.name) and not self._composite(foreign.columns):
                self._foreign(foreign)
        if self._wanted.primary_key is not None:
            self._primary_key(*self._wanted.primary_key)
        self._put_args()

    def _leave(self, what: str) -> None:
        self._writer.leftovers.append(
            Leftover(self._model.file.path, self._model.line, f"{self._wanted.relation}: {what}")
        )

    def _says(self, name: str) -> bool:
        """The class has a string of this value."""
        span = self._model.statement
        return (
            re.search(rf"""["']{re.escape(name)}["']""", self._model.file.source.text[span.start : span.end].decode())
            is not None
        )

    def _default_index(self) -> str:
        return f"ix_{self._wanted.relation.name}_{self._wanted.column.name}"

    def _column(self) -> bool:
        wanted = self._wanted
        held = self._model.attributes.get(wanted.column.name)
        if held is not None:
            self._set_nullable(held)
            return True
        mixed = self._mixed_in(wanted.column.name)
        if mixed is not None:
            base, source, one = mixed
            if _nullable(one, source) != wanted.nullable:
                self._leave(f"{one.name} comes from {base}: it is {'' if wanted.nullable else 'not '}nullable now")
            return True
        if any(one.name == wanted.column.name for one in self._model.attributes.values()):
            self._leave(f"it has an attribute {wanted.column.name} that is another column")
            return False
        typed = _typed(wanted.column.type)
        if typed is None:
            self._leave(f"no type of SQLAlchemy is known for {wanted.column.type}: add {wanted.column.name} by hand")
            return False
        options = []
        key = wanted.tenant_key
        if key is not None:
            arguments = ", ".join([_quoted(self._targets(key)), *self._options(key)])
            options.append(f"{self._changes.name('ForeignKey')}({arguments})")
        if wanted.index is not None and wanted.index.name == self._default_index():
            options.append("index=True")
        if wanted.primary_key is not None:
            options.append("primary_key=True")
        line = _column(self._changes, self._model, wanted.column.name, *typed, options, nullable=wanted.nullable)
        after = max((one.statement.end for one in self._model.attributes.values()), default=self._model.tablename.end)
        self._changes.put(after, after, f"\n{self._model.indent}{line}")
        return True

    def _mixed_in(self, column: str) -> tuple[str, Source, Attribute] | None:
        for base in self._model.bases:
            for file in self._writer.files:
                one = file.mixins.get(base.split(".")[-1], {}).get(column)
                if one is not None:
                    return base, file.source, one
        return None

    def _set_nullable(self, held: Attribute) -> None:
        """Of a column that is there: the argument says it, or the annotation."""
        nullable = self._wanted.nullable
        if _nullable(held, self._changes.source) == nullable:
            return
        said = keyword(held.call, "nullable")
        if said is not None:
            self._changes.replace(said.value, str(nullable))
        elif held.annotation is None:
            self._changes.append(held.call, f"nullable={nullable}")
        else:
            inner = _annotated(self._changes.source.of(held.annotation))
            if inner is not None:
                mapped, kind, _ = inner
                self._changes.replace(held.annotation, f"{mapped}[{kind} | None]" if nullable else f"{mapped}[{kind}]")

    def _unique(self, key: Key) -> None:
        if self._says(key.name) or self._declared(key.columns):
            return
        old = key.replaces
        default = Postgres().unique(self._wanted.relation, key.columns)
        named = "" if key.name == default else f', name="{key.name}"'
        if not key.plain:
            self._leave(f"declare {key.name} ({', '.join(key.columns)}) by hand")
            return
        made = (
            f"{self._changes.name('UniqueConstraint')}({_quoted(key.columns)}{named})"
            if key.constraint
            else f'{self._changes.name("Index")}("{key.name}", {_quoted(key.columns)}, unique=True)'
        )
        if old is None or key.kept:
            self._args.append(made)
            return
        alone = self._model.attributes.get(old.columns[0].name or "") if len(old.columns) == 1 else None
        said = keyword(alone.call, "unique") if alone is not None else None
        call = self._call_on([c.name or "" for c in old.columns])
        if alone is not None and said is not None:
            self._changes.drop(alone.call, said)
            index = keyword(alone.call, "index")
            if index is not None:  # With both it was one unique index.
                self._changes.drop(alone.call, index)
            self._args.append(made)
        elif call is not None:
            span = self._changes.source.span(call)
            self._changes.put(span.start, span.end, made)
        else:
            rest = ", ".join(key.columns[1:])
            self._leave(f"the unique key ({rest}) is not found here: it is ({', '.join(key.columns)}) now")

    def _calls(self) -> list[cst.Call]:
        """What __table_args__ holds."""
        import libcst as cst

        args = self._model.args
        elements = args.elements if isinstance(args, cst.Tuple) else []
        return [element.value for element in elements if isinstance(element.value, cst.Call)]

    def _call_on(self, columns: Sequence[str]) -> cst.Call | None:
        """UniqueConstraint or a unique Index on just these columns."""
        return next((call for call in self._calls() if _strings(call) == list(columns)), None)

    def _declared(self, columns: Sequence[str]) -> bool:
        return self._call_on(columns) is not None

    # Foreign keys that carry the tenant

    def _composite(self, columns: Sequence[str]) -> cst.Call | None:
        """The ForeignKeyConstraint on just these columns."""
        for call in self._calls():
            named = self._changes.source.of(call.func).endswith("ForeignKeyConstraint")
            if named and call.args and strings(call.args[0].value) == list(columns):
                return call
        return None

    def _foreign(self, foreign: ForeignKey) -> None:
        import libcst as cst

        rest = foreign.columns[1:]
        several = self._composite(rest)
        held = self._model.attributes.get(rest[0]) if len(rest) == 1 else None
        said = self._reference(held.call) if held is not None else None
        if several is not None and len(several.args) > 1 and strings(several.args[1].value):
            self._widen(several, foreign)
            if held is not None and said is not None:
                self._without(held, said)
        elif held is not None and said is not None and self._without(held, said):
            assert isinstance(said.value, cst.Call)
            options = ", ".join([*self._options(foreign), *self._kept(said.value)])
            columns, references = (_quoted(names) for names in (foreign.columns, self._targets(foreign)))
            made = f"[{columns}], [{references}]{f', {options}' if options else ''}"
            self._args.append(f"{self._changes.name('ForeignKeyConstraint')}({made})")
        else:
            self._leave(
                f"the foreign key on ({', '.join(foreign.columns)}) references {foreign.ref.name} ({', '.join(foreign.ref_columns)}) now: "
                "a ForeignKeyConstraint in __table_args__"
            )

    def _reference(self, call: cst.Call) -> cst.Arg | None:
        """The column's ForeignKey."""
        import libcst as cst

        for arg in call.args:
            if isinstance(arg.value, cst.Call) and self._changes.source.of(arg.value.func).endswith("ForeignKey"):
                return arg
        return None

    def _without(self, held: Attribute, said: cst.Arg) -> bool:
        """Take the ForeignKey away. A column that has its type from it says it then; False where no name of it is known."""
        plain = [arg for arg in held.call.args if arg.keyword is None and arg is not said and string(arg.value) is None]
        if plain or keyword(held.call, "type_") is not None:
            self._changes.drop(held.call, said)
            return True
        typed = _typed(self._type(held))
        if typed is not None:
            self._changes.replace(said.value, self._changes.name(typed[0]))
        return typed is not None

    def _targets(self, foreign: ForeignKey) -> list[str]:
        schema = "" if foreign.ref.schema == self._model.relation.schema else f"{foreign.ref.schema}."
        return [f"{schema}{foreign.ref.name}.{column}" for column in foreign.ref_columns]

    def _options(self, foreign: ForeignKey) -> list[str]:
        events = {"ondelete": foreign.on_delete, "onupdate": foreign.on_update}
        acts = {event: str(action) for event, action in events.items() if action is not ReferentialAction.NO_ACTION}
        if foreign.set_columns:
            acts["ondelete"] += f" ({', '.join(map(_identifier, foreign.set_columns))})"
        named = "" if foreign.name == self._default_name(foreign) else foreign.name
        said = {"name": named, **acts}.items()
        return [f"{name}={_string(text)}" for name, text in said if text]

    def _default_name(self, foreign: ForeignKey) -> str:
        return Postgres().foreign_key(self._wanted.relation, foreign.columns, foreign.ref, foreign.ref_columns)

    def _kept(self, call: cst.Call) -> list[str]:
        """Arguments that say what planner's foreign key does not change."""
        return [
            self._changes.source.of(arg)
            for arg in call.args
            if arg.keyword is not None and arg.keyword.value not in ("name", "ondelete", "onupdate")
        ]

    def _widen(self, call: cst.Call, foreign: ForeignKey) -> None:
        """The tenant before the columns of a ForeignKeyConstraint, on both sides."""
        import libcst as cst

        for arg, text in zip(call.args, (foreign.columns[0], self._targets(foreign)[0]), strict=False):
            if isinstance(arg.value, cst.List | cst.Tuple):
                self._changes.before(arg.value.elements[0], f'"{text}"')
        for option in self._options(foreign):
            name = option.split("=")[0]
            held = keyword(call, name)
            if held is None:
                self._changes.append(call, option)
            elif self._changes.source.of(held) != option:
                self._changes.replace(held, option)
        if foreign.name == self._default_name(foreign) and (named := keyword(call, "name")) is not None:
            self._changes.drop(call, named)

    # Primary keys that carry the tenant

    def _primary_key(self, name: str, columns: Sequence[str], before: Sequence[str]) -> None:
        """PrimaryKeyConstraint says the order, and each column that it is one of them."""
        if self._key_on(columns) is not None:
            return
        held = [self._model.attributes.get(column) for column in before]
        missing = [one for one in held if one is None or keyword(one.call, "primary_key") is None]
        several = self._key_on(before)
        if missing and several is None:
            self._leave(f"its primary key is ({', '.join(columns)}) now: a PrimaryKeyConstraint in __table_args__")
            return
        tenant = self._model.attributes.get(columns[0])
        if tenant is not None and several is None and keyword(tenant.call, "primary_key") is None:
            self._changes.append(tenant.call, "primary_key=True")
        for one in held:
            if len(held) == 1 and one is not None and self._numbered(one):
                self._changes.append(one.call, "autoincrement=True")
        if several is not None:
            self._changes.before(several.args[0], _quoted(columns[:1]))
            return
        named = "" if name == Postgres().primary_key(self._wanted.relation) else f', name="{name}"'
        self._args.append(f"{self._changes.name('PrimaryKeyConstraint')}({_quoted(columns)}{named})")

    def _key_on(self, columns: Sequence[str]) -> cst.Call | None:
        for call in self._calls():
            said = [string(arg.value) for arg in call.args if arg.keyword is None]
            if self._changes.source.of(call.func).endswith("PrimaryKeyConstraint") and said == list(columns):
                return call
        return None

    def _numbered(self, one: Attribute) -> bool:
        """SQLAlchemy numbers an integer key of one column by itself, and of several only when it is told."""
        import libcst as cst

        said = any(keyword(one.call, name) is not None for name in ("autoincrement", "default", "server_default"))
        generated = any(
            isinstance(arg.value, cst.Call)
            and self._changes.source.of(arg.value.func).endswith(("Identity", "Sequence"))
            for arg in one.call.args
        )
        return self._type(one) in ("smallint", "integer", "bigint") and not said and not generated

    def _type(self, one: Attribute) -> str:
        """As the database calls it."""
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
                entries = "".join(f"\n{indent}{indent}{entry}," for entry in self._args)
                line = f"{indent}__table_args__ = ({entries}\n{indent})"
            self._changes.put(at, at, f"\n{line}")
        elif isinstance(args, cst.Tuple) and args.elements and not isinstance(args.elements[0].value, cst.Dict):
            for text in self._args:
                self._changes.before(args.elements[0].value, text)
        else:
            for text in self._args:
                self._leave(f"add to its __table_args__: {text}")


def _annotated(text: str) -> tuple[str, str, bool] | None:
    """(Mapped, the type, nullable) of `Mapped[str | None]` and its kind."""
    inner = re.fullmatch(
        r"(?P<mapped>(?:\w+\.)*Mapped)\[(?:(?:\w+\.)*Optional\[(?P<optional>.*)\]|(?P<plain>.*?)(?P<none> \| None)?)\]",
        text,
    )
    if inner is None:
        return None
    return inner["mapped"], inner["optional"] or inner["plain"], bool(inner["optional"] or inner["none"])


def _nullable(held: Attribute, source: Source) -> bool:
    """As SQLAlchemy takes it: what `nullable` says, or the annotation; primary keys are not."""
    said = keyword(held.call, "nullable")
    if said is not None:
        return source.of(said.value) == "True"
    if keyword(held.call, "primary_key") is not None:
        return False
    inner = _annotated(source.of(held.annotation)) if held.annotation is not None else None
    return inner[2] if inner is not None else held.annotation is None


def _typed(text: str) -> tuple[str, str] | None:
    sized = re.fullmatch(r"character(?: varying)?\((\d+)\)", text)
    if sized is not None:
        return f"String({sized[1]})", "str"
    return _TYPES.get(text)


def _column(
    changes: _Changes, model: Model, name: str, kind: str, python: str, options: Sequence[str], *, nullable: bool
) -> str:
    arguments = ", ".join([changes.name(kind), *options])
    if model.mapped:
        annotation = f"{changes.name(python) if python in _MODULES else python}{' | None' if nullable else ''}"
        return f"{name}: {changes.name('Mapped')}[{annotation}] = {changes.name('mapped_column')}({arguments})"
    required = "" if nullable or "primary_key=True" in options else ", nullable=False"
    return f"{name} = {changes.name('Column')}({arguments}{required})"


def _string(text: str) -> str:
    """As a literal of Python's, in double quotes where it can be."""
    return repr(text) if '"' in text else f'"{text}"'


def _identifier(name: str) -> str:
    """As the server writes it: with quotes where it has to."""
    return name if re.fullmatch("[a-z_][a-z0-9_]*", name) else build.render(build.ident(name))


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _strings(call: cst.Call) -> list[str]:
    """The columns of UniqueConstraint("a", "b") and of Index("name", "a", "b", unique=True)."""
    import libcst as cst

    said = [string(arg.value) for arg in call.args if arg.keyword is None]
    names = [text for text in said if text is not None]
    function = call.func.value if isinstance(call.func, cst.Name) else ""
    unique = keyword(call, "unique")
    if function == "UniqueConstraint":
        return names
    return names[1:] if function == "Index" and unique is not None else []
