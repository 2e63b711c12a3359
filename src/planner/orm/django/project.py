"""All models together: the class of each table, and the tenants' model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.catalog.parts import Column
from planner.orm.django.lineage import Lineage
from planner.orm.django.parse import File, Model
from planner.orm.django.words import field_of, with_options
from planner.orm.edit import Leftover
from planner.orm.python_changes import Changes
from planner.orm.spelling import class_name
from planner.orm.wanted import Table, Wanted

_GIS = ("django.contrib.gis.db",)
"""The `models` of GeoDjango have all names of django.db's."""


@dataclass(frozen=True, slots=True)
class Target:
    """The tenants' class: its name with the application's label, and the file that defines it."""

    label: str
    file: File
    end: int

    @property
    def name(self) -> str:
        return self.label.split(".")[-1]


class Project:
    """The files of models, and the class of each table."""

    def __init__(self, files: Sequence[File], wanted: Wanted, property_name: str | None) -> None:
        self.wanted = wanted
        self.property_name = property_name
        self.changes = {file.path: Changes(file.source) for file in files}
        self.leftovers: list[Leftover] = []
        self._files = files
        self.lineage = Lineage(files, {one.relation for one in wanted.tables})
        self.models = self.lineage.models
        self.changed: set[int] = set()
        """The parts of classes that an edit has changed already, by identity."""
        self.target: Target | None = None

    def missing(self, table: Table) -> None:
        """Leave a table that no model has to people, unless the database fills its tenant column for Django: the table of
        a ManyToManyField, or a library's."""
        if table.filled:
            return
        for model in self.models.values():
            for many in [field for one in (model, *self.lineage.ancestors(model)) for field in one.many.values()]:
                if table.relation.name == f"{model.relation.name}_{many.name}":
                    what = (
                        f"{table.relation}: Django makes it for {model.name}.{many.name}; keep its write guard (transition: "
                        f"{{assign: auto, drop: never}}), or give it a model of its own, with through=, that has {table.column.name}"
                    )
                    self.leftovers.append(Leftover(model.file.path, model.line, what))
                    return
        self.leftovers.append(Leftover(None, 0, f"{table.relation} is in no model of these files{self._hint(table)}"))

    def _hint(self, table: Table) -> str:
        """Say what becomes of the rows that code outside these files inserts."""
        if table.nullable or table.session_default is not None:
            return ""
        return ": a library's new rows get the plan's tenant; transition.assign: setting gives them the session's"

    def declare_tenants(self) -> None:
        """Find the tenants' model, or write it if planner makes the table."""
        tenants = self.wanted.tenants
        model = self.models.get(tenants.relation)
        if model is not None:
            self.target = Target(f"{model.app}.{model.name}", model.file, model.statement.end)
            return
        place = self._home()
        if place is None:
            return
        name = class_name(tenants.relation.name, self.lineage.names(place.app))
        self.target = Target(f"{place.app}.{name}", place.file, place.above)
        if not tenants.made:
            what = f"{tenants.relation} is in no model; fields reference it as {place.app}.{name}"
            self.leftovers.append(Leftover(place.file.path, place.line, what))
            return
        lines = [f"class {name}({self.module(place)}Model):"]
        for column in tenants.columns:
            text = self.plain(place, column, primary=column.name == tenants.key)
            if text is None:
                what = f"{name}.{column.name}: {column.type} with the default {column.default}"
                self.leftovers.append(Leftover(place.file.path, place.line, what))
                continue
            lines.append(f"{place.unit}{column.name} = {text}")
        inner = place.unit * 2
        lines += ["", f"{place.unit}class Meta:", f'{inner}db_table = "{tenants.relation.name}"']
        self.changes[place.file.path].put(place.above, place.above, "\n".join(lines) + "\n\n\n")

    def _home(self) -> Model | None:
        """Return the first model of the application that the tenants table's name begins with, as Django names tables;
        else of the file that has the most scoped tables."""
        scoped = {one.relation for one in self.wanted.tables}
        found = [model for relation, model in self.models.items() if relation in scoped]
        named = [one for one in found if self.wanted.tenants.relation.name.startswith(f"{one.app}_")]
        found = named or found
        if not found:
            return None
        count = {id(file): sum(model.file is file for model in found) for file in self._files}
        return min(found, key=lambda model: (-count[id(model.file)], str(model.file.path), model.statement.start))

    def module(self, model: Model) -> str:
        """Return the prefix of a name of django.db.models in this file."""
        return f"{self.changes[model.file.path].use('models', 'django.db', _GIS)}."

    def plain(self, model: Model, column: Column, *, primary: bool = False) -> str | None:
        """Return the field for a column that references nothing; None if no field has the column's type."""
        call = field_of(column.type)
        options = ["primary_key=True"] if primary else [] if column.not_null else ["null=True"]
        if column.default == "now()":
            options.append(f"db_default={self.changes[model.file.path].use('Now', 'django.db.models.functions')}()")
        elif column.default is not None:
            return None
        return with_options(self.module(model) + call, *options) if call is not None else None
