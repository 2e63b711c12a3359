"""All files of a Prisma schema: the model of each table, the spelling of fields, and the tenants' model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from planner.names import QName
from planner.orm.edit import Leftover, Splice, beginning
from planner.orm.prisma.layout import Addition, aligned, into
from planner.orm.prisma.parse import Field, File, Model
from planner.orm.prisma.words import dbgenerated, typed
from planner.orm.spelling import camel, class_name
from planner.orm.wanted import Table, Wanted


class Schema:
    """The files of a schema, and the edits that they get."""

    def __init__(self, files: Sequence[File], wanted: Wanted, property_name: str | None) -> None:
        self.wanted = wanted
        self.property_name = property_name
        self.splices: dict[Path, list[Splice]] = {file.path: [] for file in files}
        self.leftovers: list[Leftover] = []
        self.models = {model.relation: model for file in files for model in file.models}
        self.additions: dict[QName, Addition] = {}
        self._files = files
        self._names = {name for file in files for name in file.names}
        self._fields = [one for model in self.models.values() for one in model.fields.values()]
        self.tenants = self.models.get(wanted.tenants.relation)
        found = self.tenants
        self.tenants_name = found.name if found is not None else class_name(wanted.tenants.relation.name, self._names)

    def write(self) -> None:
        """Put the new lines into their models, and write the tenants' model if no file has it."""
        for name, addition in self.additions.items():
            model = self.models.get(name)
            if model is not None:
                self.splices[model.file.path] += into(model, addition)
        if self.tenants is None:
            self._put_tenants()

    def added(self, relation: QName) -> Addition:
        """Return the new lines of a table's model."""
        return self.additions.setdefault(relation, Addition())

    def leave(self, model: Model, what: str) -> None:
        """Leave an edit of a model to people."""
        self.leftovers.append(Leftover(model.file.path, model.line, f"{model.relation}: {what}"))

    def put(self, file: File, start: int, end: int, text: str) -> None:
        """Replace the bytes from `start` to `end` of a file."""
        self.splices[file.path].append(Splice(start, end, text.encode()))

    @property
    def tenants_key(self) -> str:
        """Return the field of the tenants' key."""
        key = self.wanted.tenants.key
        held = self.tenants.of_column(key) if self.tenants is not None else None
        return held.name if held is not None else self.spelled(key)

    def field_of(self, model: Model, column: str) -> str | None:
        """Return the field of a model's column, as it will be once the files are edited."""
        held = model.of_column(column)
        if held is not None:
            return held.name
        table = next((one for one in self.wanted.tables if one.relation == model.relation), None)
        if table is not None and table.column.name == column:
            return self.property_name or self.spelled(column)
        return None

    def fields_of(self, model: Model, columns: Sequence[str]) -> list[str] | None:
        """Return the fields of these columns; None if one of the columns has no field."""
        found = [self.field_of(model, column) for column in columns]
        return None if None in found else [name for name in found if name is not None]

    def single_back(self, model: Model, one: Field) -> Field | None:
        """Return the other side of a model's relation, if it is not a list."""
        for other_model in self.models.values():
            for other in other_model.fields.values() if other_model.name == one.type else ():
                if other.type == model.name and other.suffix != "[]" and other.attribute("@relation") is None:
                    return other
        return None

    def spelled(self, column: str) -> str:
        """Return the field's name for a column, spelled like the other fields: in camelCase with @map, or as the
        column."""
        names = [one.name for one in self._fields]
        snakes = sum("_" in name for name in names)
        camels = sum(re.search("[a-z][A-Z]", name) is not None for name in names)
        return column if snakes > camels else camel(column)

    def missing(self, table: Table) -> None:
        """Leave a table that no model has to people."""
        name = table.relation.name
        for model in self.models.values():
            for one in model.fields.values():
                if one.suffix == "[]" and name in (f"_{model.name}To{one.type}", f"_{one.type}To{model.name}"):
                    self.leave(
                        model,
                        f"{name} is the table that Prisma makes for {one.name}; a model of its own can say that it has {table.column.name}",
                    )
                    return
        self.leftovers.append(Leftover(None, 0, f"{table.relation} is in no model of these files"))

    # The tenants

    def _put_tenants(self) -> None:
        tenants = self.wanted.tenants
        scoped = {one.relation for one in self.wanted.tables}
        homes = [model for relation, model in self.models.items() if relation in scoped]
        if not homes:
            return
        home = homes[0]
        file = home.file
        if not tenants.made:
            self.leave(home, f"{tenants.relation} is in no model; relations reference it as {self.tenants_name}")
            return
        rows = []
        for column in tenants.columns:
            found = typed(column.type)
            if found is None:
                self.leave(home, f"{self.tenants_name}.{column.name}: no type of Prisma is known for {column.type}")
                continue
            name = self.spelled(column.name)
            kind, native = found
            said = [
                "@id" if column.name == tenants.key else "",
                dbgenerated(column.default) if column.default is not None else "",
                f'@map("{column.name}")' if name != column.name else "",
                native,
            ]
            suffix = "" if column.not_null or column.name == tenants.key else "?"
            rows.append((name, kind + suffix, " ".join(part for part in said if part)))
        addition = self.additions.get(tenants.relation, Addition())
        last = []
        if self.tenants_name != tenants.relation.name:
            last.append(f'@@map("{tenants.relation.name}")')
        if any(one.schemas for one in self._files):
            last.append(f'@@schema("{tenants.relation.schema}")')
        blocks = [aligned(rows), aligned(addition.fields), [f"  {text}" for text in last]]
        body = "\n\n".join("\n".join(block) for block in blocks if block)
        at = beginning(file.text, home.start, (b"//",))
        self.put(file, at, at, f"model {self.tenants_name} {{\n{body}\n}}\n\n")
