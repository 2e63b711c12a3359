"""All schema files together: the names of tables and columns in code, and the tenants table."""

from __future__ import annotations

from collections.abc import Sequence

from planner.names import QName
from planner.orm.drizzle.changes import Changes
from planner.orm.drizzle.exports import types_of
from planner.orm.drizzle.model import File, Table
from planner.orm.drizzle.style import style_of
from planner.orm.drizzle.words import templated
from planner.orm.edit import Leftover, beginning
from planner.orm.spelling import camel
from planner.orm.typescript import statement_of
from planner.orm.typescript_style import module
from planner.orm.wanted import Table as WantedTable
from planner.orm.wanted import Wanted


class Schema:
    """The schema files, and the edits that they get."""

    def __init__(self, files: Sequence[File], wanted: Wanted, property_name: str | None) -> None:
        """Raises ValueError for an empty list of files."""
        self.wanted = wanted
        self.changes = [Changes(file, style_of(file)) for file in files]
        self.leftovers = [leftover for file in files for leftover in file.leftovers]
        self.tables = {table.relation: table for file in files for table in reversed(file.tables)}
        self._by_file = {id(changes.file): changes for changes in self.changes}
        self._property_name = property_name
        self._properties = {one.relation: self._property(one) for one in wanted.tables}
        self._tenants_table = self.tables.get(wanted.tenants.relation)
        self._home = self._tenants_table.file if self._tenants_table is not None else self._fullest().file
        """The file of the tenants table."""

    def _fullest(self) -> Changes:
        """Return the file with the most scoped tables."""
        return max(self.changes, key=lambda c: sum(t.relation in self._properties for t in c.file.tables))

    def of(self, table: Table) -> Changes:
        """Return the edits of the table's file."""
        return self._by_file[id(table.file)]

    def _property(self, one: WantedTable) -> str:
        table = self.tables.get(one.relation)
        found = table.properties.get(one.column.name) if table is not None else None
        return found.key if found is not None else self._property_name or camel(one.column.name)

    def property_of(self, relation: QName, column: str) -> str:
        """Return the property of a table's column, as it will be once the files are edited."""
        table = self.tables.get(relation)
        found = table.properties.get(column) if table is not None else None
        if found is not None:
            return found.key
        one = next((w for w in self.wanted.tables if w.relation == relation), None)
        return self._properties[relation] if one is not None and one.column.name == column else camel(column)

    def variable_of(self, relation: QName) -> str | None:
        """Return the variable of a table, if a file declares it."""
        table = self.tables.get(relation)
        return table.variable if table is not None else None

    # The tenants table

    @property
    def tenants_key(self) -> str:
        """Return the property of the tenants' key."""
        table, key = self._tenants_table, self.wanted.tenants.key
        found = table.properties.get(key) if table is not None else None
        return found.key if found is not None else camel(key)

    def tenants_in(self, changes: Changes) -> str:
        """Return the tenants table's variable as a file may name it, and import it if it is in another file."""
        variable = self._tenants_variable()
        if changes.file is not self._home and variable not in changes.file.imported:
            changes.imports[variable] = module(self._home.path, changes.file)
        return variable

    def _tenants_variable(self) -> str:
        if self._tenants_table is not None:
            return self._tenants_table.variable or ""
        taken = {table.variable for changes in self.changes for table in changes.file.tables}
        variable = camel(self.wanted.tenants.relation.name)
        return f"{variable}Table" if variable in taken else variable

    def declare_tenants(self) -> None:
        """Declare the tenants table above the first table of the file that has the most scoped tables."""
        tenants = self.wanted.tenants
        if self._tenants_table is not None:
            return
        changes = self._fullest()
        file, style = changes.file, changes.style
        first = min(file.tables, key=lambda t: t.call.start_byte, default=None)
        if first is None or tenants.relation.schema != first.relation.schema:
            self.leftovers.append(Leftover(file.path, 1, f"declare the tenants table {tenants.relation} here"))
            return
        lines = []
        for column in tenants.columns:
            built = changes.typed("", column.type, column.name)
            if built is None:
                what = f"{column.name} of {tenants.relation}: {column.type}"
                self.leftovers.append(Leftover(file.path, first.line, what))
                continue
            if column.name == tenants.key:
                built += ".primaryKey()"
            elif column.not_null:
                built += ".notNull()"
            if column.default == "now()":
                built += ".defaultNow()"
            elif column.default is not None:
                built += f".default({changes.sql(templated(column.default))})"
            lines.append(f"{style.unit}{camel(column.name)}: {built},")
        named = f"{changes.use('pgTable')}({style.string(tenants.relation.name)}, {{"
        head = f"export const {self._tenants_variable()} = {named}"
        types = [*types_of(file, self._tenants_variable())]
        at = beginning(file.text, statement_of(first.call).start_byte, (b"//", b"/*", b"*"))
        changes.put(at, at, "\n".join([head, *lines, f"}}){style.semicolon}", *[f"\n{one}" for one in types], "", ""]))
