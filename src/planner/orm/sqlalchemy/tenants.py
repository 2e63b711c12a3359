"""New columns of SQLAlchemy's models, and the model of the tenants table."""

from __future__ import annotations

from collections.abc import Sequence

from planner.orm.edit import Leftover
from planner.orm.python_changes import Changes
from planner.orm.spelling import class_name
from planner.orm.sqlalchemy.parse import File, Model
from planner.orm.sqlalchemy.words import MODULES, SAME, sql, typed
from planner.orm.wanted import Tenants


class ModelChanges(Changes):
    """The edits of one file of models."""

    def name(self, text: str) -> str:
        """Return an expression for a name or a call, and import the name if the file does not yet."""
        name = text.split("(")[0]
        module = MODULES.get(name)
        used = self.use(name, module) if module is not None else self.use(name, "sqlalchemy", SAME)
        return used + text.removeprefix(name)

    def sql(self, text: str) -> str:
        """Return SQL as SQLAlchemy's text()."""
        return f"{self.name('text')}({sql(text)})"

    def column(self, model: Model, name: str, type_text: str, options: Sequence[str], *, nullable: bool) -> str:
        """Return a column in the model's style. Raises KeyError for a type that SQLAlchemy has no word for."""
        found = typed(type_text)
        if found is None:
            raise KeyError(type_text)
        kind, python = found
        arguments = ", ".join([self.name(kind), *options])
        if model.mapped:
            annotation = f"{self.name(python) if python in MODULES else python}{' | None' if nullable else ''}"
            return f"{name}: {self.name('Mapped')}[{annotation}] = {self.name('mapped_column')}({arguments})"
        required = "" if nullable or "primary_key=True" in options else ", nullable=False"
        return f"{name} = {self.name('Column')}({arguments}{required})"


def declare(files: Sequence[tuple[File, ModelChanges]], tenants: Tenants) -> list[Leftover]:
    """Write the tenants' model above the first model of the file that has the most models. Return what is left to
    people."""
    file, changes = max(files, key=lambda pair: len(pair[0].models))
    first = next(iter(file.models), None)
    if first is None:
        return []
    if not first.bases:
        return [Leftover(file.path, first.line, f"declare the tenants table {tenants.relation} here")]
    taken = {model.name for one, _ in files for model in one.models}
    base = next(
        (name for name in first.bases if name not in file.mixins or not file.mixins[name].attributes), first.bases[0]
    )
    lines = [
        f"class {class_name(tenants.relation.name, taken)}({base}):",
        f'{first.unit}__tablename__ = "{tenants.relation.name}"',
        "",
    ]
    leftovers = []
    for column in tenants.columns:
        found = typed(column.type)
        if found is None:
            leftovers.append(Leftover(file.path, first.line, f"{column.name} of {tenants.relation}: {column.type}"))
            continue
        options = ["primary_key=True"] if column.name == tenants.key else []
        if options and found[1] == "int":
            options.append("autoincrement=False")
        if column.default == "now()":
            options.append(f"server_default={changes.name('func')}.now()")
        elif column.default is not None:
            options.append(f"server_default={changes.sql(column.default)}")
        line = changes.column(first, column.name, column.type, options, nullable=not column.not_null)
        lines.append(first.unit + line)
    changes.put(first.above, first.above, "\n".join(lines) + "\n\n\n")
    return leftovers
