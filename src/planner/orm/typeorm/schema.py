"""All files of entities together: the tenants' entity, and the names of classes and properties."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from planner.names import QName
from planner.orm.edit import Edited, Leftover
from planner.orm.spelling import camel, class_name
from planner.orm.typeorm.changes import Changes, style_of
from planner.orm.typeorm.entities import Entities, Entity
from planner.orm.typeorm.locate import Plan
from planner.orm.typeorm.model import Class, File
from planner.orm.typeorm.tenants import declared, file_name
from planner.orm.typescript import string
from planner.orm.typescript_style import module
from planner.orm.wanted import Table as WantedTable
from planner.orm.wanted import Wanted

_FOREIGN_KEYS = (0, 3, 21)
"""The version of TypeORM that has @ForeignKey."""


class Schema:
    """The files of entities, and the edits that they get."""

    def __init__(self, files: Sequence[File], wanted: Wanted, schema: str, property_name: str | None) -> None:
        """Raises ValueError for an empty list of files."""
        self.wanted = wanted
        self.files = files
        known = {one.relation: [column.name for column in one.columns] for one in wanted.tables}
        known[wanted.tenants.relation] = [column.name for column in wanted.tenants.columns]
        self.entities = Entities(files, known, schema)
        self.tables = self.entities.tables
        self.leftovers = [leftover for file in files for leftover in file.leftovers]
        self.changes = {id(file): Changes(file, style_of(file)) for file in files}
        self.added: list[Edited] = []
        """New files."""
        self.plan = Plan({one.relation: one for one in wanted.tables}, _refusal(files[0].path))
        self._property_name = property_name
        self._tenants = self.tables.get(wanted.tenants.relation)
        self._class = self._tenants.of.name if self._tenants is not None else self._free()
        self._home = self._tenants.of.file.path if self._tenants is not None else self._place()
        """The file of the tenants' entity."""

    def of(self, one: Class) -> Changes:
        """Return the edits of the class's file."""
        return self.changes[id(one.file)]

    def property_of(self, one: WantedTable) -> str:
        """Return the property of the tenant column, as it will be once the files are edited."""
        entity = self.tables.get(one.relation)
        found = entity.property_of(one.column.name) if entity is not None else None
        return found or self._property_name or camel(one.column.name)

    def named(self, relation: QName, column: str) -> str:
        """Return the name by which a foreign key names a column: its property, or the column itself."""
        entity = self.tables.get(relation)
        field = entity.fields.get(column) if entity is not None else None
        if field is not None:
            return field.path if "." not in field.path else column
        one = next((w for w in self.wanted.tables if w.relation == relation and w.column.name == column), None)
        held = entity is not None and any(column in found.columns for found in entity.relations)
        return self.property_of(one) if one is not None and not held else column

    def class_in(self, target: Class, changes: Changes) -> str:
        """Return the name of a class in a file, and import it if the file does not yet."""
        return self._imported(target.name, target.file.path, changes)

    def _imported(self, name: str, home: Path, changes: Changes) -> str:
        file = changes.file
        if file.path != home and name not in file.imported:
            changes.imports[name] = module(home, file)
        return name

    # The tenants' entity

    def tenants_in(self, changes: Changes) -> str:
        """Return the name of the tenants' class in a file, and import it if it is in another file."""
        return self._imported(self._class, self._home, changes)

    @property
    def tenants_key(self) -> str | None:
        """Return the property that a reference to the tenants has to name; None if it is the whole primary key."""
        if self._tenants is None:
            return None
        key = self._tenants.fields.get(self.wanted.tenants.key)
        primary = [one for one in self._tenants.fields.values() if one.decorator.name.startswith("Primary")]
        return None if key is None or primary == [key] else key.path

    def _free(self) -> str:
        taken = {one.name for file in self.files for one in file.classes}
        return class_name(self.wanted.tenants.relation.name, taken)

    def _scoped(self) -> list[Entity]:
        return [entity for one in self.wanted.tables if (entity := self.tables.get(one.relation)) is not None]

    def _place(self) -> Path:
        """Return the file for the tenants' entity: the file that has most entities, or a new one beside them."""
        homes = Counter(entity.of.file.path for entity in self._scoped())
        if not homes:
            return self.files[0].path
        path, most = homes.most_common(1)[0]
        if most > 1 and 2 * most > homes.total():
            return path
        folder = Counter(path.parent for path in homes).most_common(1)[0][0]
        beside = [path.name for path in homes if path.parent == folder]
        return folder / file_name(self._class, beside)

    def declare_tenants(self) -> None:
        """Declare the tenants' entity if no file has it."""
        if self._tenants is not None or not self._scoped():
            return
        first = self._scoped()[0]
        inside = next((file for file in self.files if file.path == self._home), None)
        style = self.changes[id(inside if inside is not None else first.of.file)].style
        changes = (
            self.changes[id(inside)] if inside is not None else Changes(File(self._home, b"", first.of.node), style)
        )
        lines, left = declared(self.wanted.tenants, self._class, changes, first.relation.schema)
        text = "\n".join(lines) + "\n"
        if inside is not None:
            one = next(one for one in inside.classes if one.decorator("Entity") is not None)
            at = (one.decorators[0].node if one.decorators else one.word).start_byte
            changes.put(at, at, text + "\n")
        else:
            names = ", ".join(sorted({"Column", "Entity", "PrimaryColumn"} & set(re.findall(r"@(\w+)", text))))
            head = f"import {{ {names} }} from {style.string('typeorm')}{style.semicolon}\n\n"
            ends = b"\r\n" if b"\r\n" in first.of.file.text else b"\n"
            self.added.append(Edited(self._home, b"", (head + text).encode().replace(b"\n", ends)))
        self.leftovers += [Leftover(self._home, 1, what) for what in left]
        self._announce(inside is None)

    def _announce(self, new: bool) -> None:
        """Put the tenants' class into the lists of a data source, and into the file that exports all entities."""
        told = any(file.patterns for file in self.files)
        entities = {entity.of.name for entity in self.tables.values()}
        for file in self.files:
            changes = self.changes[id(file)]
            for array in file.lists:
                if entities & {file.of(child) for child in array.named_children}:
                    changes.splices += changes.style.into(array, [self.tenants_in(changes)])
                    told = True
            if new and file.path.parent == self._home.parent:
                self._export(file, changes)
        if not told:
            what = f"add {self._class} to the entities of the data source, if it lists them"
            self.leftovers.append(Leftover(self._home, 1, what))

    def _export(self, file: File, changes: Changes) -> None:
        """Export the new file beside the others: `export * from './User';`."""
        every = [
            child
            for child in file.root.named_children
            if child.type == "export_statement"
            and (string(file, child.child_by_field_name("source")) or "").startswith("./")
            and any(part.type == "*" for part in child.children)
        ]
        if len(every) > 1:
            last = every[-1]
            source = last.child_by_field_name("source")
            quote = file.of(source)[0] if source is not None else "'"
            end = ";" if file.of(last).endswith(";") else ""
            line = f"\nexport * from {quote}{module(self._home, file)}{quote}{end}"
            changes.put(last.end_byte, last.end_byte, line)


def _refusal(path: Path) -> str | None:
    """Return why the application's TypeORM can't declare foreign keys of several columns; None if it can."""
    for folder in path.resolve().parents:
        try:
            said = json.loads((folder / "package.json").read_bytes())
            version = str({**said.get("devDependencies", {}), **said.get("dependencies", {})}["typeorm"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
        found = re.search(r"(\d+)\.(\d+)\.(\d+)", version)
        if found is not None and tuple(map(int, found.groups())) < _FOREIGN_KEYS:
            return f"TypeORM has @ForeignKey from 0.3.21 on, and package.json asks for {version}"
        return None
    return None
