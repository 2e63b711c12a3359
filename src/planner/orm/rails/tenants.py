"""The model of the tenants table, and how other models name it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import inflection

from planner.names import QName
from planner.orm.edit import Edited, Leftover
from planner.orm.rails.parse import Class
from planner.orm.rails.project import Project

_MAGIC = b"# frozen_string_literal: true"


@dataclass(frozen=True, slots=True)
class Target:
    """The tenants' class."""

    project: Project
    name: str
    property_name: str | None
    unusual_key: str | None
    """The key that associations must name, because it is not the table's primary key."""

    def association(self, column: str) -> str:
        """Return the name of the association for a tenant column: client for client_id."""
        if self.property_name is not None:
            return self.property_name
        if column.endswith("_id") and column != "_id":
            return column.removesuffix("_id")
        return inflection.underscore(self.name.rpartition("::")[2])

    def found_as(self, association: str, one: Class) -> bool:
        """Return whether Rails finds the class by the association's name alone."""
        return self._found(inflection.camelize(association), one) == self.name

    def absolute(self, one: Class) -> str:
        """Return the class's name as a model must write it."""
        return self.name if self._found(self.name, one) == self.name else f"::{self.name}"

    def _found(self, name: str, one: Class) -> str:
        """Return the class that Rails finds by a name in a model: the nearest one (`compute_type`, inheritance.rb)."""
        scope = one.name
        while scope:
            if f"{scope}::{name}" in self.project.classes:
                return f"{scope}::{name}"
            scope = scope.rpartition("::")[0]
        return name


def declare_tenants(project: Project, property_name: str | None) -> tuple[Target, list[Edited]]:
    """Return the tenants' class, and its new file if planner makes the table and no file has the class."""
    tenants = project.wanted.tenants
    held = project.models.get(tenants.relation)
    columns = {column.name for column in tenants.columns}
    unusual = tenants.key if tenants.key != "id" and "id" in columns else None
    if held:
        return Target(project, held[0], property_name, unusual), []
    name = project.conventions.inflections.class_name(tenants.relation.name)
    name = f"{name}Tenant" if name in project.classes else name
    target = Target(project, name, property_name, unusual)
    home = _home(project)
    if home is None:
        return target, []
    if not tenants.made:
        what = f"{tenants.relation} is in no model of these files; associations name it {name}"
        project.leftovers.append(Leftover(None, 0, what))
        return target, []
    file = home / f"{inflection.underscore(name)}.rb"
    if file.exists():
        project.leftovers.append(Leftover(file, 1, f"it is there, and defines no model of {tenants.relation}"))
        return target, []
    return target, [Edited(file, b"", _written(project, name).encode())]


def _written(project: Project, name: str) -> str:
    relation, key = project.wanted.tenants.relation, project.wanted.tenants.key
    conventions = project.conventions
    usual = conventions.inflections.table(name) if conventions.plural else conventions.inflections.underscore(name)
    lines = [f"class {name} < {_superclass(project)}"]
    if relation != QName(project.schema, f"{conventions.prefix}{usual}"):
        said = relation.name if relation.schema == project.schema else f"{relation.schema}.{relation.name}"
        lines.append(f'  self.table_name = "{said}"')
    if key != "id":
        lines.append(f'  self.primary_key = "{key}"')
    magic = sum(file.source.text.startswith(_MAGIC) for file in project.files) * 2 > len(project.files)
    head = f"{_MAGIC.decode()}\n\n" if magic else ""
    return head + "\n".join([*lines, "end", ""])


def _superclass(project: Project) -> str:
    """Return ApplicationRecord if these files know it, and otherwise what most models inherit from."""
    above = Counter(project.parent(name) for names in project.models.values() for name in names)
    known = [name for name in ("ApplicationRecord", "ActiveRecord::Base") if name in above or name in project.classes]
    return known[0] if known or not above else str(above.most_common(1)[0][0])


def _home(project: Project) -> Path | None:
    """Return the folder app/models that has the most scoped models, or else their folder."""
    scoped = {table.relation for table in project.wanted.tables}
    files = [
        one.file.path
        for relation, names in project.models.items()
        if relation in scoped and (one := project.main(names[0])) is not None
    ]
    if not files:
        return None
    folders = Counter(
        next((folder for folder in path.parents if folder.name == "models"), path.parent) for path in sorted(files)
    )
    return folders.most_common(1)[0][0]
