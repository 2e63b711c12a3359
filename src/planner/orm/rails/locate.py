"""What the class of one table says about the tenant column, and where."""

from __future__ import annotations

from planner.orm.held import Definition, HeldColumn
from planner.orm.rails.nodes import called
from planner.orm.rails.parse import Association, Class
from planner.orm.rails.project import Project
from planner.orm.rails.words import ACTS_AS_TENANT
from planner.orm.wanted import Table


class ModelDefinition(Definition[Association, None, None]):
    """A class as the definition of a table, with what its modules and the classes above it declare."""

    def __init__(self, project: Project, name: str, wanted: Table, association: str) -> None:
        one = project.main(name)
        assert one is not None
        self.model: Class = one
        self.owner: Class = one
        """The class or module that declares the tenant's association."""
        self.optional = wanted.nullable or wanted.session_default is not None
        """Whether a row may be saved without a tenant: the session's tenant comes with the INSERT, after the
        validation."""
        super().__init__(
            self._column(project, name, wanted, association), self._obstacle(project, name, wanted, association)
        )

    def _column(self, project: Project, name: str, wanted: Table, association: str) -> HeldColumn[Association] | None:
        for one, owner in project.parts(name):
            for held in one.associations:
                if held.polymorphic or not _holds(held, wanted, association):
                    continue
                self.owner = one
                optional = held.says("optional") or held.says("required", "false")
                nullable = wanted.nullable if optional == self.optional else not wanted.nullable
                if not wanted.made and not optional:
                    nullable = wanted.nullable  # the application has always wanted a tenant
                return HeldColumn(held, held.name, nullable, None if owner == name else owner, wanted.session_default)
        return None

    def _obstacle(self, project: Project, name: str, wanted: Table, association: str) -> str | None:
        columns = {column.name for column in wanted.columns} - {wanted.column.name}
        for one, owner in project.parts(name):
            said = {held.name for held in one.associations} | one.taken
            if association in said or association in columns:
                where = f" of {owner}" if owner != name else ""
                return f"{association}{where} is something else: --property NAME names the association for {wanted.column.name}"
        broken = self.model.file.broken
        if broken is not None:
            return f"line {broken} can't be read as Ruby: add belongs_to :{association} by hand"
        return None


def _holds(held: Association, wanted: Table, association: str) -> bool:
    """Return whether an association uses the tenant column."""
    if held.column == wanted.column.name:
        return True
    return called(held.call) == ACTS_AS_TENANT and held.name == association
