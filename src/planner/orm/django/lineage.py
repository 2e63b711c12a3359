"""The classes of all files together: which class inherits from which, and the table of each model."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from planner.names import QName
from planner.orm.django.parse import Field, File, Model

if TYPE_CHECKING:
    import libcst as cst


class Lineage:
    """The classes of the files. `models` are those with a table, by the table.

    A model comes from Model, or from a class that is in none of these files and has children with fields, such as a
    library's class. A class of a models module whose parents are all a library's is a model, too, if the plan has its
    table, which is in `tables`.
    """

    def __init__(self, files: Sequence[File], tables: Collection[QName] = ()) -> None:
        self._classes = [model for file in files for model in file.models]
        for one in self._classes:
            self._settle(one)
        self.models: dict[QName, Model] = {}
        self.twice: set[QName] = set()
        """The tables that several classes have, such as the classes in both branches of an `if`."""
        for one in self._with_tables():
            if one.relation in self.models:
                self.twice.add(one.relation)
            self.models[one.relation] = one
        for one in self._of_libraries():
            if one.relation in tables:
                self.models.setdefault(one.relation, one)

    def _settle(self, model: Model) -> None:
        """Set the table that an inherited Meta says (Django's documentation, Meta inheritance)."""
        said = self._says(model, "app_label"), self._says(model, "db_table")
        model.app = said[0] or model.app
        model.relation = QName(model.relation.schema, said[1] or f"{model.app}_{model.name.lower()}")

    def _says(self, model: Model, option: str) -> str | None:
        owner = self.owner(model, option)
        return owner.says(option) if owner is not None else None

    def _with_tables(self) -> Iterator[Model]:
        classes = [model for model in self._classes if model.name != "Model"]
        here = {one.name for one in classes}
        known = {"Model"} | {name for one in classes if one.fields for name in one.parents if name not in here}
        while new := {one.name for one in classes if known & set(one.parents)} - known:
            known |= new
        return (one for one in classes if one.name in known and one.has_table)

    def _of_libraries(self) -> Iterator[Model]:
        """Yield the classes of models modules that have parents, but none in these files."""
        here = {one.name for one in self._classes}
        for one in self._classes:
            module = {one.file.path.stem, one.file.path.parent.name}
            if one.has_table and one.parents and here.isdisjoint(one.parents) and "models" in module:
                yield one

    def ancestors(self, model: Model) -> Iterator[Model]:
        """Return the ancestors of a class that are in these files, the nearest first."""
        waiting = [(name, model) for name in model.parents]
        seen = {id(model)}
        while waiting:
            base = self._class(*waiting.pop(0))
            if base is not None and id(base) not in seen:
                seen.add(id(base))
                waiting += [(name, base) for name in base.parents]
                yield base

    def _class(self, name: str, child: Model) -> Model | None:
        """Return the class of this name. If there are several, prefer the child's own file, then its application."""
        found = [one for one in self._classes if one.name == name and one is not child]
        return min(
            found,
            key=lambda one: (one.file is not child.file, one.folder != child.folder, one.app != child.app),
            default=None,
        )

    def names(self, app: str) -> set[str]:
        """Return the names of an application's classes."""
        return {one.name for one in self._classes if one.app == app}

    def namesakes(self, model: Model) -> bool:
        """Return whether another application has a model of this name, so that Django would give both references to the
        tenants the same name on the tenants' side."""
        return any(one is not model and one.name.lower() == model.name.lower() for one in self.models.values())

    def abstract(self, model: Model) -> Iterator[Model]:
        """Yield the ancestors that have no table: their fields and keys are the model's own."""
        yield from (one for one in self.ancestors(model) if self.models.get(one.relation) is not one)

    def children(self, base: Model) -> list[Model]:
        """Return the models that have their fields and keys from a class."""
        return [one for one in self.models.values() if any(each is base for each in self.abstract(one))]

    def field(self, model: Model, column: str) -> tuple[Model, Field] | None:
        """Return the class that defines the field of a column, which may be an abstract one, and the field."""
        for one in (model, *self.abstract(model)):
            if column in one.fields:
                return one, one.fields[column]
        return None

    def fields(self, model: Model) -> Iterator[tuple[Model, str, Field]]:
        """Yield (class, column, field) for all fields of a model's table. A field of the nearest class counts."""
        seen: set[str] = set()
        for one in (model, *self.abstract(model)):
            for column, held in one.fields.items():
                if column not in seen:
                    seen.add(column)
                    yield one, column, held

    def owner(self, model: Model, option: str) -> Model | None:
        """Return the class whose Meta says an option of the model: its own, or an abstract one whose Meta it inherits."""
        for one in (model, *self.ancestors(model)):
            if one is not model and one.says("abstract") != "True":
                continue
            if one.option(option) is not None:
                return one
            if one.meta is not None and not one.meta.inherits:
                return None
        return None

    def option(self, model: Model, name: str) -> cst.BaseExpression | None:
        """Return the value of an option of the model's Meta, which may be inherited."""
        owner = self.owner(model, name)
        return owner.option(name) if owner is not None else None

    def meta(self, model: Model) -> str | None:
        """Return the Meta that a new Meta of the model has to inherit, as its file writes it: Django gives every abstract
        class a Meta."""
        for base in model.bases:
            found = self._class(base.split(".")[-1], model)
            if found is not None and found.says("abstract") == "True":
                return f"{base}.Meta"
        return None
