"""Validations of uniqueness, which must look at rows of one tenant where the key in the database is per tenant.

A validation is no declaration of a key. Several validations may stand for one key, most keys have none, and a concern
may have it for several tables. So the decisions are taken for each validation, from the keys of all its tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.catalog.parts import Index
from planner.names import QName
from planner.orm.rails.nodes import LISTS, arguments, called, line, of, options, pairs_of, rocket, value, word, words
from planner.orm.rails.parse import Class
from planner.orm.rails.project import Project
from planner.orm.rails.words import SCOPED
from planner.orm.stage import Stage
from planner.orm.wanted import Table

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(frozen=True, slots=True)
class Validation:
    """One call that validates uniqueness."""

    one: Class
    call: Node
    attributes: tuple[str, ...] | None
    """None if planner can't read them."""
    said: Node | None
    """The value of `uniqueness:`; None for validates_uniqueness_of, whose options stand in the call itself."""
    scope: Node | None
    """The value of `scope:`."""

    @property
    def text(self) -> str:
        named = ", ".join(f":{name}" for name in self.attributes or ("…",))
        return f"the uniqueness of {named}"


def scope_validations(project: Project) -> None:
    """Give the tenant to the scope of each validation whose key is per tenant; leave unclear ones to people."""
    if project.wanted.stage is not Stage.TIGHTEN:
        return
    scoped = {table.relation: table for table in project.wanted.tables}
    votes: dict[int, _Votes] = {}
    for relation, names in project.models.items():
        for name in names:
            for one, _ in project.parts(name):
                for call in one.uniqueness:
                    held = votes.setdefault(id(call), _Votes(_validation(one, call)))
                    held.of[relation] = scoped.get(relation)
                if one.devise is not None and (table := scoped.get(relation)) is not None:
                    _devise(project, one, one.devise, table)
    for held in votes.values():
        _Decision(project, held).write()


class _Votes:
    def __init__(self, validation: Validation) -> None:
        self.validation = validation
        self.of: dict[QName, Table | None] = {}
        """The tables of the models that have the validation; None for a table that is not scoped."""


def _validation(one: Class, call: Node) -> Validation:
    given = [word(node) for node in arguments(call)]
    attributes = tuple(name for name in given if name is not None)
    said = options(call)
    unique = value(said["uniqueness"]) if "uniqueness" in said and called(call) != "validates_uniqueness_of" else None
    pairs = said if unique is None else pairs_of(unique) if unique.type == "hash" else {}
    return Validation(
        one,
        call,
        attributes if attributes and None not in given else None,
        unique,
        value(pairs["scope"]) if "scope" in pairs else None,
    )


class _Decision:
    """What becomes of one validation."""

    def __init__(self, project: Project, votes: _Votes) -> None:
        self._project = project
        self._validation = votes.validation
        self._tables = votes.of

    def write(self) -> None:
        held = self._validation
        if called(held.call) == SCOPED or of(held.said) in ("false", "nil"):
            return
        tenants = {table.column.name for table in self._tables.values() if table is not None}
        if held.attributes is None or (held.scope is not None and words(held.scope) is None):
            if any(table is not None and table.per_tenant for table in self._tables.values()):
                self._leave(
                    f"planner can't read {held.text}: give it scope: :{min(tenants)} where its key is per tenant"
                )
            return
        found = {
            (relation, name): self._scoped(table, name)
            for relation, table in self._tables.items()
            for name in held.attributes
        }
        if not any(found.values()):
            return
        if not all(found.values()):
            kept = ", ".join(f"{name} of {relation}" for (relation, name), per in found.items() if not per)
            self._leave(
                f"{held.text} is per tenant now, but not for {kept}: separate them, with scope: :{min(tenants)}"
            )
        elif len(tenants) > 1:
            self._leave(f"{held.text} is per tenant now, and the tables call it {', '.join(sorted(tenants))}")
        elif held.one.file.broken is not None:
            self._leave(f"line {held.one.file.broken} can't be read as Ruby: give {held.text} scope: :{min(tenants)}")
        else:
            self._widen(tenants.pop())

    def _leave(self, what: str) -> None:
        self._project.leave(self._validation.one, what, line(self._validation.call))

    def _scoped(self, table: Table | None, attribute: str) -> bool:
        """Return whether the validation of one attribute must look at the rows of one tenant."""
        if table is None or not table.per_tenant:
            return False
        held = self._validation
        columns = {self._column(table, name) for name in (attribute, *(words(held.scope) or ()))}
        if table.column.name in columns:
            return False
        if any(not key.kept and _columns(key.index, table) - {table.column.name} == columns for key in table.keys):
            return True
        return not any(_columns(index, table) == columns for index in table.unique)

    def _column(self, table: Table, name: str) -> str:
        """Return the column of an attribute, or the foreign key of an association."""
        if any(column.name == name for column in table.columns):
            return name
        for model in self._project.models[table.relation]:
            for one, _ in self._project.parts(model):
                for held in one.associations:
                    if held.name == name and held.column is not None:
                        return held.column
        return name

    # The edit

    def _widen(self, column: str) -> None:
        held, file = self._validation, self._validation.one.file
        tenant = f":{column}"
        if held.scope is not None:
            if held.scope.type not in LISTS:
                text = f"[{tenant}, {of(held.scope)}]"
                self._project.put(file, held.scope.start_byte, held.scope.end_byte, text)
                return
            entry = {"symbol_array": column, "string_array": column}.get(held.scope.type, tenant)
            first = next((child for child in held.scope.named_children if child.type != "comment"), None)
            at = first.start_byte if first is not None else held.scope.end_byte - 1
            rest = "" if first is None else ", " if held.scope.type == "array" else " "
            self._project.put(file, at, at, f"{entry}{rest}")
            return
        old = any(rocket(pair) for pair in options(held.call).values())
        pair = f":scope => {tenant}" if old else f"scope: {tenant}"
        if held.said is None:
            last = arguments(held.call)[-1]
            self._in_call(last, pair)
        elif held.said.type == "hash":
            self._in_hash(held.said, pair)
        elif of(held.said) == "true":
            self._project.put(file, held.said.start_byte, held.said.end_byte, f"{{ {pair} }}")
        else:
            self._leave(f"planner can't read {held.text}: give it scope: {tenant}")

    def _in_hash(self, hash_: Node, pair: str) -> None:
        first = next((child for child in hash_.named_children if child.type != "comment"), None)
        if first is None:
            self._project.put(self._validation.one.file, hash_.start_byte, hash_.end_byte, f"{{ {pair} }}")
        else:
            self._project.put(self._validation.one.file, first.start_byte, first.start_byte, f"{pair}, ")

    def _in_call(self, last: Node, pair: str) -> None:
        call = self._validation.call.child_by_field_name("arguments")
        braces = next((one for one in call.named_children if one.type == "hash"), None) if call is not None else None
        if braces is not None:
            self._in_hash(braces, pair)
        else:
            self._project.put(self._validation.one.file, last.end_byte, last.end_byte, f", {pair}")


def _columns(index: Index, table: Table) -> set[str]:
    """Return the columns of a key, also those within its expressions."""
    return set(_within(index, {column.name for column in table.columns}))


def _within(index: Index, known: set[str]) -> Iterator[str]:
    for column in index.columns:
        if column.name is not None:
            yield column.name
        else:
            bare = re.sub(r"'(?:[^']|'')*'|::[\w ]+", "", column.definition)
            yield from (name for name in re.findall(r"\w+", bare) if name in known)


_DEVISE = (
    "{table}: devise's :validatable wants {column} to be unique among all tenants: take :validatable away, validate "
    "{column} and password here, with scope: :{tenant}"
)


def _devise(project: Project, one: Class, call: Node, table: Table) -> None:
    """Leave a model that signs people in by a key which is per tenant now."""
    keys = [key for key in table.keys if not key.kept and "email" in _columns(key.index, table)]
    what = _DEVISE.format(table=table.relation, column="email", tenant=table.column.name)
    if keys and not any(
        (one.file.path, line(call), what) == (left.file, left.line, left.what) for left in project.leftovers
    ):
        project.leave(one, what, line(call))
