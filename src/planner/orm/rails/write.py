"""The edits of Rails' models, made from decisions. Edits that can't be made safely are left to people, with their
place."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from planner.orm.decide import (
    AddColumn,
    AddDefault,
    AddFollowed,
    AddIndex,
    AddKey,
    AddPolicy,
    AddReference,
    ChangeColumn,
    Decision,
    Left,
    ReplaceForeignKey,
    ReplaceKey,
    ReplacePrimaryKey,
    WidenForeignKey,
    WidenKey,
    WidenPrimaryKey,
    WithdrawForeignKey,
    decide,
)
from planner.orm.rails.body import insert
from planner.orm.rails.locate import ModelDefinition
from planner.orm.rails.nodes import arguments, line, options
from planner.orm.rails.parse import Association
from planner.orm.rails.project import Project
from planner.orm.rails.tenants import Target
from planner.orm.rails.words import ACTS_AS_TENANT, BELONGS_TO, TAKEN, WORDS
from planner.orm.wanted import Table

if TYPE_CHECKING:
    from tree_sitter import Node


class ModelEdit:
    """The edits of one class, for the tenant column of its table and for its primary key."""

    def __init__(self, project: Project, name: str, wanted: Table, target: Target, word: str) -> None:
        self._project = project
        self._name = name
        self._wanted = wanted
        self._target = target
        self._word = word
        self._association = target.association(wanted.column.name)
        self._held = ModelDefinition(project, name, wanted, self._association)

    def write(self) -> None:
        """Put every decision about the model into its file."""
        model = self._held.model
        if model.file.broken is not None and self._held.column is not None:
            return
        for decision in decide(self._held, self._of_column(), WORDS):
            self._put(decision)
        if self._held.column is not None and self._word == ACTS_AS_TENANT:
            self._as_tenant(self._held.column.place)
        self._primary_key()

    def _of_column(self) -> Table:
        """Return the table without its keys: a model declares none."""
        from dataclasses import replace

        return replace(self._wanted, keys=(), foreign_keys=(), followed=(), tenant_key=None)

    def _put(self, decision: Decision[Association, None, None]) -> None:
        match decision:
            case AddColumn():
                self._add(self._declaration())
            case ChangeColumn(place, _):
                self._set_optional(place)
            case Left(what, at):
                self._leave(what, at)
            case (
                AddReference()
                | AddDefault()
                | AddIndex()
                | AddFollowed()
                | AddKey()
                | AddPolicy()
                | ReplaceKey()
                | WidenKey()
                | ReplaceForeignKey()
                | WidenForeignKey()
                | WithdrawForeignKey()
                | ReplacePrimaryKey()
                | WidenPrimaryKey()
            ):
                raise AssertionError("a model has no word for it: the database alone has it")
            case _:
                assert_never(decision)

    def _leave(self, what: str, at: int | None = None) -> None:
        self._project.leave(self._held.model, f"{self._wanted.relation}: {what}", at)

    def _add(self, text: str) -> None:
        obstacle = insert(self._project, self._held.model, text)
        if obstacle is not None:
            self._leave(f"{obstacle}: add {text}")

    # The association

    def _declaration(self) -> str:
        name, column, target = self._association, self._wanted.column.name, self._target
        said = [f":{name}"]
        if self._held.optional:
            said.append("optional: true")
        if not target.found_as(name, self._held.model):
            said.append(f'class_name: "{target.absolute(self._held.model)}"')
        if column != f"{name}_id":
            said.append(f'foreign_key: "{column}"')
        if target.unusual_key is not None:
            said.append(f'primary_key: "{target.unusual_key}"')
        return f"{self._word} {', '.join(said)}"

    def _set_optional(self, held: Association) -> None:
        """Add `optional: true`, or take it away."""
        file = self._held.owner.file
        said = options(held.call).get("optional") or options(held.call).get("required")
        if self._held.optional:
            last = arguments(held.call)[-1] if said is None and arguments(held.call) else None
            if last is None:
                self._leave(f"{held.name} is optional now", line(held.call))
            else:
                self._project.put(file, last.end_byte, last.end_byte, ", optional: true")
            return
        assert said is not None
        before = said.prev_sibling
        after = said.next_sibling
        if before is not None and before.type == ",":
            self._project.put(file, before.start_byte, said.end_byte, "")
        elif after is not None and after.type == ",":
            self._project.put(file, said.start_byte, _next(after), "")
        else:
            self._leave(f"{held.name} is not optional any more", line(held.call))

    def _as_tenant(self, held: Association) -> None:
        """Make an acts_as_tenant of a belongs_to."""
        if held.word != BELONGS_TO or any(one.word == ACTS_AS_TENANT for one in self._held.owner.associations):
            return
        method = held.call.child_by_field_name("method")
        known = set(options(held.call)) <= set(TAKEN) and len(arguments(held.call)) == 1
        if method is None or not known:
            self._leave(f"declare acts_as_tenant :{held.name} by hand, in place of this belongs_to", line(held.call))
        else:
            self._project.put(self._held.owner.file, method.start_byte, method.end_byte, ACTS_AS_TENANT)

    # The primary key

    def _primary_key(self) -> None:
        """Name the model's own primary key, which is a part of the database's: Rails would take both columns for the
        key, or none."""
        key = self._wanted.primary_key
        if key is None or any(one.primary_key for one, _ in self._project.parts(self._name)):
            return
        if len(key.before) == 1:
            self._add(f'self.primary_key = "{key.before[0]}"')
        else:
            self._leave(f"name the primary key in the model: it is ({', '.join(key.columns)}) in the database now")


def _next(comma: Node) -> int:
    after = comma.next_sibling
    return after.start_byte if after is not None else comma.end_byte
