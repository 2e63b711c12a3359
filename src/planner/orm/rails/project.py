"""All models together: the table of each class, and the classes of each table.

Rails works a table's name out from the class: `compute_table_name` in model_schema.rb (Rails 6.1).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from planner.names import QName
from planner.orm.edit import Leftover, Splice
from planner.orm.rails.inflections import Inflections
from planner.orm.rails.nodes import constant
from planner.orm.rails.parse import Class, File
from planner.orm.wanted import Table, Wanted

ROOTS = frozenset({"ApplicationRecord", "ActiveRecord::Base"})

_NO_RECORDS = frozenset({"Struct", "Data", "OpenStruct", "Object", "BasicObject", "StandardError", "Hash", "Array"})


@dataclass(frozen=True, slots=True)
class Conventions:
    """What an application's own code says about the names of its tables."""

    inflections: Inflections = field(default_factory=Inflections)
    prefixes: Mapping[str, str] = field(default_factory=dict)
    """The table_name_prefix of modules that no file of models has, such as an engine's."""
    prefix: str = ""
    """The table_name_prefix of the whole application."""
    plural: bool = True


class Project:
    """The files of models, what the plan wants, and the edits that are found."""

    def __init__(self, files: Sequence[File], wanted: Wanted, schema: str, conventions: Conventions) -> None:
        self.files = files
        self.wanted = wanted
        self.schema = schema
        self.conventions = conventions
        self.splices: dict[int, list[Splice]] = {id(file): [] for file in files}
        self.leftovers: list[Leftover] = []
        self.classes: dict[str, list[Class]] = defaultdict(list)
        for file in files:
            for one in file.classes:
                self.classes[one.name].append(one)
        self._prefixes = {**conventions.prefixes, **{c.name: c.prefix for c in self._every() if c.prefix is not None}}
        self._tables: dict[str, QName | None] = {}
        self.models: dict[QName, list[str]] = defaultdict(list)
        """The classes of each table, by their names: base classes before the classes that inherit from them."""
        for name in self.classes:
            relation = self.table_of(name)
            if relation is not None:
                self.models[relation].append(name)
        for names in self.models.values():
            names.sort(key=lambda name: len(list(self._above(name))))

    def _every(self) -> Iterator[Class]:
        return (one for held in self.classes.values() for one in held)

    # Names

    def resolve(self, name: str | None, one: Class) -> str | None:
        """Return the whole name of a constant that a class names, if these files have it."""
        if name is None or name.startswith("::"):
            return name.removeprefix("::") if name is not None else None
        for scope in (one.name, *one.scopes, None):
            whole = f"{scope}::{name}" if scope is not None else name
            if whole in self.classes and whole != one.name:
                return whole
        return name

    def main(self, name: str) -> Class | None:
        """Return the place that says what a class inherits from, among all places that open it."""
        held = self.classes.get(name, [])
        return next((one for one in held if one.superclass is not None), held[0] if held else None)

    def parent(self, name: str) -> str | None:
        one = self.main(name)
        return self.resolve(constant(one.superclass), one) if one is not None else None

    def _above(self, name: str) -> Iterator[str]:
        """Yield the classes that a class inherits from, as far as these files go."""
        seen = {name}
        above = self.parent(name)
        while above is not None and above not in seen:
            yield above
            seen.add(above)
            above = self.parent(above)

    def is_base(self, name: str) -> bool:
        """Return whether a class has the columns of its table from no other class: it is no child in a table that
        several classes share (STI)."""
        mine = self.table_of(name)
        return all(self.table_of(above) != mine for above in self._above(name))

    def table_of(self, name: str) -> QName | None:
        """Return the table of a class; None for a class that has none, or that no file opens."""
        if name not in self._tables:
            self._tables[name] = None  # for a class that inherits from itself
            self._tables[name] = self._table_of(name)
        return self._tables[name]

    def _table_of(self, name: str) -> QName | None:
        places = self.classes.get(name, [])
        if any(one.node.type != "class" for one in places) or not places or any(one.abstract for one in places):
            return None
        if any(one.computed is not None for one in places) or name in ROOTS:
            return None
        said = next((one.table for one in places if one.table is not None), None)
        above = self.parent(name)
        if above is None or (above not in ROOTS and above not in self.classes and not self._records(name, above)):
            return None
        if said is not None:
            return self._named(said)
        if above in self.classes and above not in ROOTS:
            if not any(one.abstract for one in self.classes[above]):
                return self.table_of(above)
            if not self._reaches_root(name):
                return None
        return self._named(self._computed(name))

    def _reaches_root(self, name: str) -> bool:
        last = [*self._above(name)][-1]
        return last in ROOTS or last not in self.classes or any(one.abstract for one in self.classes[last])

    def _records(self, name: str, above: str) -> bool:
        """Return whether a class whose parent is in no file, such as a library's model, is a model: it declares what
        only models declare, or has the name of a table."""
        if any(one.associations or one.uniqueness or one.table or one.many for one in self.classes[name]):
            return True
        relation = self._named(self._computed(name))
        return above not in _NO_RECORDS and any(table.relation == relation for table in self.wanted.tables)

    def _computed(self, name: str) -> str:
        scope, _, own = name.rpartition("::")
        rules = self.conventions.inflections
        table = rules.table(own) if self.conventions.plural else rules.underscore(own)
        contained = self.table_of(scope) if scope else None
        if contained is not None:
            table = f"{rules.singular(contained.name)}_{table}"
        while scope:
            if scope in self._prefixes:
                return f"{self._prefixes[scope]}{table}"
            scope = scope.rpartition("::")[0]
        return f"{self.conventions.prefix}{table}"

    def _named(self, text: str) -> QName:
        schema, _, name = text.replace('"', "").rpartition(".")
        return QName(schema or self.schema, name)

    # What a class has from others

    def parts(self, name: str) -> Iterator[tuple[Class, str]]:
        """Yield (a class or module, the name of the class that has it) for a class, for every place that opens it, for
        its modules and for the classes above it."""
        waiting = [(name, name)]
        seen = set()
        while waiting:
            at, owner = waiting.pop(0)
            if at in seen:
                continue
            seen.add(at)
            for one in self.classes.get(at, []):
                yield one, at
                mixed = (self.resolve(mixin, one) for mixin in one.mixins)
                waiting += [(whole, owner) for whole in mixed if whole is not None]
            above = self.parent(at)
            if above is not None:
                waiting.append((above, owner))

    # What is left

    def leave(self, one: Class, what: str, line: int | None = None) -> None:
        self.leftovers.append(Leftover(one.file.path, line if line is not None else one.line, what))

    def put(self, file: File, start: int, end: int, text: str) -> None:
        """Replace bytes of a file. A place that has the same edit already is left alone."""
        splice = Splice(start, end, text.encode())
        if splice not in self.splices[id(file)]:
            self.splices[id(file)].append(splice)

    def missing(self, table: Table) -> None:
        """Leave a table that no class has to people."""
        for names in self.models.values():
            for one, _ in self.parts(names[0]):
                for many, call in one.many.items():
                    if self._joins(names[0], many, call) == table.relation:
                        what = (
                            f"{table.relation}: Rails fills it for has_and_belongs_to_many :{many}, and the write guard gives the "
                            f"tenant there; has_many through: with a model of its own can say it"
                        )
                        self.leave(one, what, int(call.start_point[0]) + 1)
                        return
        computed = [f"{one.file.path}:{one.line}" for one in self._every() if one.computed is not None]
        broken = [f"{file.path}:{file.broken}" for file in self.files if file.broken is not None]
        hints = [f"planner can't read the table's name at {', '.join(computed)}"] if computed else []
        hints += [f"planner can't read as Ruby {', '.join(broken)}"] if broken else []
        self.leftovers.append(Leftover(None, 0, "; ".join([f"{table.relation} is in no model of these files", *hints])))

    def _joins(self, name: str, many: str, call: object) -> QName | None:
        """Return the join table of a has_and_belongs_to_many."""
        from planner.orm.rails.nodes import options, value, word

        said = options(call).get("join_table")  # type: ignore[arg-type]
        if said is not None:
            table = word(value(said))
            return self._named(table) if table is not None else None
        mine = self.table_of(name)
        if mine is None:
            return None
        return QName(self.schema, "_".join(sorted((mine.name, self.conventions.inflections.plural(many)))))
