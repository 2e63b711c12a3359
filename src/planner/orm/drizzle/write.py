"""What must be said, put into Drizzle schema files; what can't be put there safely is left to people, with its place."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from planner.catalog.parts import Policy
from planner.catalog.words import ReferentialAction
from planner.names import QName
from planner.orm.drizzle.parse import PG_CORE, File, Property, Table, chain, string
from planner.orm.drizzle.style import Style
from planner.orm.edit import Edited, Leftover, Splice, beginning, edited
from planner.orm.spelling import camel
from planner.orm.wanted import ForeignKey, Key, Tenants, Wanted
from planner.orm.wanted import Table as WantedTable

if TYPE_CHECKING:
    from tree_sitter import Node


_BUILDERS = {
    "text": ("text", ""),
    "uuid": ("uuid", ""),
    "smallint": ("smallint", ""),
    "integer": ("integer", ""),
    "bigint": ("bigint", "{ mode: 'number' }"),
    "boolean": ("boolean", ""),
    "jsonb": ("jsonb", ""),
    "json": ("json", ""),
    "date": ("date", ""),
    "timestamp with time zone": ("timestamp", "{ withTimezone: true }"),
    "timestamp without time zone": ("timestamp", ""),
    "numeric": ("numeric", ""),
    "double precision": ("doublePrecision", ""),
    "real": ("real", ""),
}


def edit(
    files: Sequence[File], wanted: Wanted, *, property_name: str | None = None
) -> tuple[list[Edited], list[Leftover]]:
    """Every file that changes, and what is left to do by hand. Editing the result again changes nothing."""
    writer = _Writer(files, wanted, property_name)
    writer.write()
    return edited((plan.file.path, plan.file.text, plan.all()) for plan in writer.plans), writer.leftovers


@dataclass
class _Plan:
    """What becomes of one file."""

    file: File
    style: Style
    splices: list[Splice] = field(default_factory=list)
    core: set[str] = field(default_factory=set)
    """Names of drizzle-orm/pg-core that it needs, and does not import."""
    others: dict[str, str] = field(default_factory=dict)
    """Names that it needs → the module."""

    def use(self, name: str) -> str:
        """How something of drizzle-orm/pg-core is called here; it is imported when it is not yet."""
        if name in self.file.names:
            return self.file.names[name]
        if self.file.namespace is not None:
            return f"{self.file.namespace}.{name}"
        self.core.add(name)
        return name

    def all(self) -> list[Splice]:
        return [*self.splices, *self._imports()]

    def _imports(self) -> Iterator[Splice]:
        names = sorted(self.core)
        held = self.file.core_import
        braces = _braces(held) if held is not None else None
        if names and braces is not None:
            yield from self.style.into(braces, names)
        elif names:
            self.others |= dict.fromkeys(names, PG_CORE)
        if not self.others:
            return
        at = self.file.imports[-1].end_byte if self.file.imports else 0
        lines = []
        for module in sorted(set(self.others.values())):
            inside = ", ".join(sorted(name for name, of in self.others.items() if of == module))
            lines.append(f"import {{ {inside} }} from {self.style.string(module)}{self.style.semicolon}")
        text = "".join(f"\n{line}" for line in lines)
        if not self.file.imports:
            text = text.removeprefix("\n") + "\n"
        yield Splice(at, at, text.encode())


class _Writer:
    def __init__(self, files: Sequence[File], wanted: Wanted, property_name: str | None) -> None:
        self.wanted = wanted
        self.plans = [_Plan(file, Style(file)) for file in files]
        self.leftovers = [leftover for file in files for leftover in file.leftovers]
        self._tables = {table.relation: table for file in files for table in reversed(file.tables)}
        self._by_file = {id(plan.file): plan for plan in self.plans}
        self._property_name = property_name
        self._properties = {one.relation: self._property(one) for one in wanted.tables}
        self._tenants_variable = ""
        self._tenants_key = ""
        self._tenants_file: File | None = None

    def write(self) -> None:
        if not self.plans:
            return
        self._tenants(self.wanted.tenants)
        for one in self.wanted.tables:
            table = self._tables.get(one.relation)
            if table is None:
                self.leftovers.append(
                    Leftover(None, 0, f"{one.relation} is in none of these files: Drizzle does not know it")
                )
                continue
            if table.variable is not None and not table.exported:
                self._leave(table, f"{table.variable} is not exported, so Drizzle does not see it")
            _TableEdit(self, self._by_file[id(table.file)], table, one).write()

    def _property(self, one: WantedTable) -> str:
        table = self._tables.get(one.relation)
        found = table.properties.get(one.column.name) if table is not None else None
        return found.key if found is not None else self._property_name or camel(one.column.name)

    def _leave(self, table: Table, what: str) -> None:
        self.leftovers.append(Leftover(table.file.path, table.line, what))

    # The tenants table

    def _tenants(self, tenants: Tenants) -> None:
        there = self._tables.get(tenants.relation)
        if there is not None:
            self._tenants_file = there.file
            self._tenants_variable = there.variable or ""
            key = there.properties.get(tenants.key)
            self._tenants_key = key.key if key is not None else camel(tenants.key)
            return
        plan = max(self.plans, key=lambda p: sum(t.relation in self._properties for t in p.file.tables))
        first = min((t for t in plan.file.tables), key=lambda t: t.call.start_byte, default=None)
        names = {t.variable for p in self.plans for t in p.file.tables}
        variable = camel(tenants.relation.name)
        self._tenants_variable = f"{variable}Table" if variable in names else variable
        self._tenants_key = camel(tenants.key)
        self._tenants_file = plan.file
        if first is None or tenants.relation.schema != first.relation.schema:
            self.leftovers.append(Leftover(plan.file.path, 1, f"declare the tenants table {tenants.relation} here"))
            return
        style = plan.style
        lines = []
        for column in tenants.columns:
            builder = _builder(plan, style, "", column.type, column.name)
            if builder is None:
                self.leftovers.append(
                    Leftover(plan.file.path, first.line, f"{column.name} of {tenants.relation}: {column.type}")
                )
                continue
            if column.name == tenants.key:
                builder += ".primaryKey()"
            elif column.not_null:
                builder += ".notNull()"
            if column.default is not None:
                builder += ".defaultNow()" if column.default == "now()" else f".default({_sql(plan)}`{column.default}`)"
            lines.append(f"{style.unit}{camel(column.name)}: {builder},")
        statement = _statement(first.call)
        head = (
            f"export const {self._tenants_variable} = {plan.use('pgTable')}({style.string(tenants.relation.name)}, {{"
        )
        text = "\n".join([head, *lines, f"}}){style.semicolon}", "", ""])
        at = beginning(plan.file.text, statement.start_byte, (b"//", b"/*", b"*"))
        plan.splices.append(Splice(at, at, text.encode()))

    def tenants_in(self, plan: _Plan) -> str:
        """The tenants table's variable as a file may name it; imported when it is in another one."""
        assert self._tenants_file is not None
        if plan.file is not self._tenants_file and self._tenants_variable not in plan.file.imported:
            relative = os.path.relpath(self._tenants_file.path, plan.file.path.parent)
            module = re.sub(r"\.tsx?$", _suffix(plan.file), Path(relative).as_posix())
            plan.others[self._tenants_variable] = module if module.startswith(".") else f"./{module}"
        return self._tenants_variable

    @property
    def tenants_key(self) -> str:
        return self._tenants_key

    def property_of(self, relation: QName, column: str) -> str:
        """The property of a table's column, once the files are edited."""
        table = self._tables.get(relation)
        found = table.properties.get(column) if table is not None else None
        if found is not None:
            return found.key
        one = next((w for w in self.wanted.tables if w.relation == relation), None)
        return self._properties[relation] if one is not None and one.column.name == column else camel(column)

    def variable_of(self, relation: QName) -> str | None:
        table = self._tables.get(relation)
        return table.variable if table is not None else None


class _TableEdit:
    """One table."""

    def __init__(self, writer: _Writer, plan: _Plan, table: Table, wanted: WantedTable) -> None:
        self._writer = writer
        self._plan = plan
        self._style = plan.style
        self._table = table
        self._wanted = wanted
        self._key = writer.property_of(wanted.relation, wanted.column.name)
        self._extras: list[tuple[str, str]] = []
        """(property, text); `@` stands for the table's name there."""
        self._tails: dict[int, str] = {}
        """Place → what is put behind a property's value, all at once."""

    def write(self) -> None:
        if not self._column():
            return
        for key in self._wanted.keys:
            self._unique(key)
        for foreign in self._wanted.foreign_keys:
            self._foreign_key(foreign)
        if self._wanted.index is not None and not self._names(self._wanted.index.name):
            index = self._wanted.index
            self._extras.append((f"{self._key}Idx", self._on("index", index.name, index.columns)))
        if self._wanted.primary_key is not None:
            self._primary_key(*self._wanted.primary_key)
        for policy in self._wanted.policies:
            if not self._names(policy.name):
                self._extras.append((camel(policy.name), self._policy(policy)))
        for at, text in self._tails.items():
            self._splice(at, at, text)
        self._put_extras()

    def _leave(self, what: str, node: Node | None = None) -> None:
        line = int(node.start_point[0]) + 1 if node is not None else self._table.line
        self._writer.leftovers.append(Leftover(self._table.file.path, line, f"{self._wanted.relation}: {what}"))

    def _splice(self, start: int, end: int, text: str) -> None:
        self._plan.splices.append(Splice(start, end, text.encode()))

    def _behind(self, found: Property, text: str) -> None:
        self._tails[found.value.end_byte] = self._tails.get(found.value.end_byte, "") + text

    def _without(self, found: Property, call: str) -> None:
        """Take one call out of a chain: `.unique()`."""
        node = found.calls[call]
        function = node.child_by_field_name("function")
        inner = function.child_by_field_name("object") if function is not None else None
        assert inner is not None
        self._splice(inner.end_byte, node.end_byte, "")

    def _names(self, name: str) -> bool:
        """The extras have something of this name."""
        extra = self._table.extra
        return extra is not None and any(text == name for text, _ in _strings(self._table.file, extra.body))

    # The column

    def _column(self) -> bool:
        """False where the table can't be edited at all."""
        table, wanted = self._table, self._wanted
        found = table.properties.get(wanted.column.name)
        if found is not None:
            self._change(found)
            return True
        if table.columns is None:
            self._leave(f"its columns are no object: add {self._key} by hand")
            return False
        if any(one.key == self._key for one in table.properties.values()):
            self._leave(f"it has a property {self._key} that is another column: --property names one that is free")
            return False
        builder = _builder(self._plan, self._style, table.builders, wanted.column.type, wanted.column.name)
        if builder is None:
            self._leave(f"no Drizzle type is known for {wanted.column.type}: add {self._key} by hand")
            return False
        builder += self._reference() + ("" if wanted.nullable else ".notNull()")
        self._plan.splices += self._style.into(table.columns, [f"{self._key}: {builder}"])
        return True

    def _change(self, found: Property) -> None:
        if not self._wanted.nullable and not {"notNull", "primaryKey"} & set(found.calls):
            self._behind(found, ".notNull()")
        elif self._wanted.nullable and "notNull" in found.calls:
            self._without(found, "notNull")
        key = self._wanted.tenant_key
        if key is not None and "references" not in found.calls and not self._names(key.name):
            self._behind(found, self._reference())

    def _reference(self) -> str:
        """`.references(…)`, or nothing where the name has to be said in the third argument."""
        key = self._wanted.tenant_key
        if key is None:
            return ""
        tenants = self._writer.tenants_in(self._plan)
        target = f"{tenants}.{self._writer.tenants_key}"
        default = "_".join((self._wanted.relation.name, *key.columns, key.ref.name, *key.ref_columns, "fk"))
        if key.name == default:
            options = [
                f"{event}: {self._style.string(action.lower())}"
                for event, action in (("onDelete", key.on_delete), ("onUpdate", key.on_update))
                if action is not ReferentialAction.NO_ACTION
            ]
            return f".references(() => {target}{', { ' + ', '.join(options) + ' }' if options else ''})"
        self._extras.append((f"{self._key}Fk", self._keyed(key, [self._at(c) for c in key.columns], [target])))
        return ""

    def _at(self, column: str) -> str:
        return f"@.{self._writer.property_of(self._wanted.relation, column)}"

    def _keyed(self, key: ForeignKey, columns: list[str], foreign: list[str]) -> str:
        inside = f"columns: [{', '.join(columns)}], foreignColumns: [{', '.join(foreign)}], name: {self._style.string(key.name)}"
        text = f"{self._plan.use('foreignKey')}({{ {inside} }})"
        for event, action in (("onDelete", key.on_delete), ("onUpdate", key.on_update)):
            if action is not ReferentialAction.NO_ACTION:
                text += f".{event}({self._style.string(action.lower())})"
        return text

    def _on(self, kind: str, name: str, columns: Sequence[str]) -> str:
        places = ", ".join(self._at(column) for column in columns)
        return f"{self._plan.use(kind)}({self._style.string(name)}).on({places})"

    # Keys

    def _unique(self, key: Key) -> None:
        if self._names(key.name):
            return
        old = key.replaces
        # Drizzle makes indexes after foreign keys: what these reference has to be a constraint of the table.
        kind = "unique" if key.constraint or old is None else "uniqueIndex"
        if old is None or key.kept:
            if key.plain:
                self._extras.append((camel(key.name), self._on(kind, key.name, key.columns)))
            else:
                self._leave(f"declare {key.name} by hand: it is no plain list of columns")
            return
        found = self._table.properties.get(old.columns[0].name or "") if len(old.columns) == 1 else None
        if found is not None and "unique" in found.calls and key.plain:
            self._without(found, "unique")
            self._extras.append((camel(key.name), self._on(kind, key.name, key.columns)))
            return
        place = self._declared(old.name, [c.name for c in old.columns], ("unique", "uniqueIndex"))
        if place is None:
            what = ", ".join(c.name or c.definition for c in old.columns)
            self._leave(f"the unique key ({what}) is not found here: it is {key.name} ({', '.join(key.columns)}) now")
            return
        named, arguments = place
        if named is None:
            self._splice(arguments[0], arguments[0], self._style.string(key.name))
        else:
            self._splice(named.start_byte, named.end_byte, self._style.string(key.name))
        self._splice(arguments[1], arguments[1], f"{self._in_extra(self._wanted.column.name)}, ")

    def _declared(
        self, name: str, columns: list[str | None], kinds: tuple[str, ...]
    ) -> tuple[Node | None, tuple[int, int]] | None:
        """An entry of the extras by name or by columns: (its name, (place for a name, place for a first column))."""
        extra = self._table.extra
        for entry in _entries(extra.body) if extra is not None else []:
            calls, base = chain(self._table.file, entry)
            function = base.child_by_field_name("function") if base is not None else None
            if base is None or function is None or "on" not in calls:
                continue
            called = self._table.file.of(function).split(".")[-1]
            named = {self._table.file.names.get(kind, kind) for kind in kinds}
            if called not in named | set(kinds):
                continue
            first = base.child_by_field_name("arguments")
            said = first.named_children[0] if first is not None and first.named_children else None
            on = calls["on"].child_by_field_name("arguments")
            if first is None or on is None:
                continue
            held = [self._column_of(child) for child in on.named_children]
            if string(self._table.file, said) == name or (None not in held and held == columns):
                return said, (first.start_byte + 1, on.start_byte + 1)
        return None

    def _column_of(self, node: Node) -> str | None:
        """`table.email` → email, as the database calls it."""
        if node.type != "member_expression":
            return None
        text = self._table.file.of(node).split(".")[-1]
        return next((one.column for one in self._table.properties.values() if one.key == text), None)

    def _in_extra(self, column: str) -> str:
        extra = self._table.extra
        assert extra is not None
        return f"{extra.parameter}.{self._writer.property_of(self._wanted.relation, column)}"

    def _foreign_key(self, key: ForeignKey) -> None:
        if self._names(key.name):
            return
        old = next(iter(key.replaces), None)
        if old is None or key.on_delete is ReferentialAction.SET_DEFAULT:
            self._leave(f"declare the foreign key {key.name} ({', '.join(key.columns)}) by hand")
            return
        parent = self._writer.variable_of(key.ref)
        if parent is None:
            self._leave(f"{key.name} references {key.ref}, which is in no schema file")
            return
        found = self._table.properties.get(old.columns[0]) if len(old.columns) == 1 else None
        declared = self._extend_declared(key, old.columns)
        if found is not None and "references" in found.calls:
            self._without(found, "references")
            if not declared:
                target = "@" if key.ref == self._wanted.relation else parent
                foreign = [f"{target}.{self._writer.property_of(key.ref, column)}" for column in key.ref_columns]
                self._extras.append((camel(key.name), self._keyed(key, [self._at(c) for c in key.columns], foreign)))
        elif not declared:
            self._leave(f"the foreign key on ({', '.join(old.columns)}) is not found here: it is {key.name} now")

    def _extend_declared(self, key: ForeignKey, columns: Sequence[str]) -> bool:
        """Put the tenant in front of `foreignKey({ columns: […], foreignColumns: […] })` on these columns."""
        file = self._table.file
        for base in self._calls_of("foreignKey"):
            mine, theirs = _property(base, "columns", file), _property(base, "foreignColumns", file)
            if mine is None or theirs is None or [self._column_of(c) for c in mine.named_children] != list(columns):
                continue
            of = file.of(theirs.named_children[0]).rsplit(".", 1)[0]
            own = self._in_extra(self._wanted.column.name)
            foreign = f"{of}.{self._writer.property_of(key.ref, key.ref_columns[0])}"
            self._splice(mine.start_byte + 1, mine.start_byte + 1, f"{own}, ")
            self._splice(theirs.start_byte + 1, theirs.start_byte + 1, f"{foreign}, ")
            self._name(base, mine, key.name)
            return True
        return False

    def _calls_of(self, kind: str) -> Iterator[Node]:
        """`foreignKey(…)` and the like among the extras."""
        extra = self._table.extra
        called = {kind, self._table.file.names.get(kind, kind)}
        for entry in _entries(extra.body) if extra is not None else []:
            _, base = chain(self._table.file, entry)
            function = base.child_by_field_name("function") if base is not None else None
            if base is not None and function is not None and self._table.file.of(function).split(".")[-1] in called:
                yield base

    def _name(self, base: Node, listed: Node, name: str) -> None:
        """Say the name in the object that a call takes; `listed` is one of its values."""
        said = _property(base, "name", self._table.file)
        pair = listed.parent
        assert pair is not None
        if said is not None:
            self._splice(said.start_byte, said.end_byte, self._style.string(name))
        elif pair.parent is not None and pair.start_point[0] != pair.parent.start_point[0]:
            lead = f",\n{self._style.indent(pair)}"
            self._splice(pair.start_byte, pair.start_byte, f"name: {self._style.string(name)}{lead}")
        else:
            self._splice(pair.start_byte, pair.start_byte, f"name: {self._style.string(name)}, ")

    def _primary_key(self, name: str, columns: tuple[str, ...], before: tuple[str, ...]) -> None:
        for base in self._calls_of("primaryKey"):
            listed = _property(base, "columns", self._table.file)
            held = [self._column_of(c) for c in listed.named_children] if listed is not None else []
            if held == list(columns):
                return
            if listed is None or held != list(before):
                self._leave(f"its primary key is ({', '.join(columns)}) now", base)
                return
            self._splice(listed.start_byte + 1, listed.start_byte + 1, f"{self._in_extra(self._wanted.column.name)}, ")
            self._name(base, listed, name)
            return
        found = self._table.properties.get(before[0]) if len(before) == 1 else None
        if found is None or "primaryKey" not in found.calls:
            self._leave(f"its primary key is ({', '.join(columns)}) now, and the old one is not found here")
            return
        self._without(found, "primaryKey")
        if "notNull" not in found.calls:
            self._behind(found, ".notNull()")
        places = ", ".join(self._at(column) for column in columns)
        self._extras.append(
            ("pk", f"{self._plan.use('primaryKey')}({{ name: {self._style.string(name)}, columns: [{places}] }})")
        )

    def _policy(self, policy: Policy) -> str:
        sql = _sql(self._plan)
        to = ", ".join(self._style.string(role) for role in policy.roles)
        parts = [
            f"as: {self._style.string('permissive' if policy.permissive else 'restrictive')}",
            f"for: {self._style.string(policy.command.lower())}",
            f"to: {to if len(policy.roles) == 1 else f'[{to}]'}",
        ]
        for word, text in (("using", policy.using), ("withCheck", policy.check)):
            if text is not None:
                parts.append(f"{word}: {sql}`{_templated(text)}`")
        return f"{self._plan.use('pgPolicy')}({self._style.string(policy.name)}, {{ {', '.join(parts)} }})"

    # The third argument

    def _put_extras(self) -> None:
        if not self._extras:
            return
        table, style = self._table, self._style
        if table.unreadable_extra:
            for _, text in self._extras:
                self._leave(f"add to its third argument: {text.replace('@', 'table')}")
            return
        if table.extra is not None:
            parameter = table.extra.parameter
            entries = [_entry(key, text, parameter, array=table.extra.is_array) for key, text in self._extras]
            self._plan.splices += style.into(table.extra.body, entries)
            return
        array = any(t.extra is not None and t.extra.is_array for t in table.file.tables)
        outer = style.indent(table.call)
        lead = "\n" + outer + style.unit
        entries = [_entry(key, text, "table", array=array) for key, text in self._extras]
        inside = "".join(f"{lead}{entry}," for entry in entries) + "\n" + outer
        whole = f", (table) => {'[' if array else '({'}{inside}{']' if array else '})'}"
        at = table.arguments[1].end_byte
        self._splice(at, at, whole)


def _entry(key: str, text: str, parameter: str, *, array: bool) -> str:
    said = re.sub(r"@(?=\.)", parameter, text)
    return said if array else f"{key}: {said}"


def _builder(plan: _Plan, style: Style, prefix: str, type_text: str, column: str) -> str | None:
    """`text('client_id')`; None for a type that Drizzle has no builder of."""
    sized = re.fullmatch(r"(character varying|character)\((\d+)\)", type_text)
    if sized is not None:
        name, options = ("varchar" if sized[1].endswith("varying") else "char"), f"{{ length: {sized[2]} }}"
    elif type_text in _BUILDERS:
        name, options = _BUILDERS[type_text]
    elif type_text == "character varying":
        name, options = "varchar", ""
    else:
        return None
    called = f"{prefix}{name}" if prefix else plan.use(name)
    quoted = options.replace("'", style.quote)
    return f"{called}({style.string(column)}{', ' + quoted if quoted else ''})"


def _sql(plan: _Plan) -> str:
    if "sql" not in plan.file.imported:
        plan.others["sql"] = "drizzle-orm"
    return "sql"


def _templated(text: str) -> str:
    return text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${")


def _braces(node: Node) -> Node | None:
    clause = next((c for c in node.named_children if c.type == "import_clause"), None)
    return next((c for c in clause.named_children if c.type == "named_imports"), None) if clause is not None else None


def _statement(node: Node) -> Node:
    at = node
    while at.parent is not None and at.parent.type != "program":
        at = at.parent
    return at


def _strings(file: File, node: Node) -> Iterator[tuple[str, Node]]:
    waiting = [node]
    while waiting:
        at = waiting.pop()
        text = string(file, at)
        if text is not None:
            yield text, at
        waiting.extend(at.named_children)


def _entries(body: Node) -> Iterator[Node]:
    """The values of an object, or the elements of an array."""
    for child in body.named_children:
        value = child.child_by_field_name("value") if child.type == "pair" else child
        if value is not None and value.type == "call_expression":
            yield value


def _property(call: Node, name: str, file: File) -> Node | None:
    """A property of the object that is a call's first argument."""
    arguments = call.child_by_field_name("arguments")
    first = arguments.named_children[0] if arguments is not None and arguments.named_children else None
    for pair in first.named_children if first is not None and first.type == "object" else []:
        key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if key is not None and value is not None and file.of(key) == name:
            return value
    return None


def _suffix(file: File) -> str:
    """What relative imports end in here: nothing, `.js` or `.ts`."""
    found = [module for module in file.imported.values() if module.startswith(".")]
    return next((suffix for suffix in (".js", ".ts") if any(m.endswith(suffix) for m in found)), "")
