"""What a review of an object looks at: the object, and all functions and views that it leads to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from planner.catalog.access import Function
from planner.catalog.model import Relation
from planner.catalog.words import RelationKind, Volatility
from planner.names import QName
from planner.tenancy.trusted import Subject
from planner.verification.reach import Reach

_VIEWS = (RelationKind.VIEW, RelationKind.MATERIALIZED)

Texts = Mapping[tuple[QName, str], str]
"""The server's definitions of functions, by name and arguments, and of views, whose arguments are empty."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The functions and relations that an object consists of, itself included."""

    functions: tuple[Function, ...]
    relations: tuple[Relation, ...]

    @property
    def views(self) -> tuple[Relation, ...]:
        return tuple(relation for relation in self.relations if relation.kind in _VIEWS)

    def digest(self, texts: Texts) -> str:
        """Return the digest of all definitions, with the roles that they act as."""
        parts: list[object] = [
            ["function", str(f.name), f.arguments, f.owner, texts.get((f.name, f.arguments), f.source)]
            for f in self.functions
        ]
        for relation in self.relations:
            text = texts.get((relation.name, ""), "") if relation.kind in _VIEWS else ""
            columns = [] if relation.kind in _VIEWS else [column.name for column in relation.columns]
            parts.append(
                ["relation", str(relation.name), relation.owner, relation.security_invoker, relation.rls, text, columns]
            )
        text = json.dumps(sorted(parts, key=str), ensure_ascii=False, separators=(",", ":"))
        return "sha256:" + hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def reviewed(reach: Reach, subject: Subject) -> Reviewed | None:
    """Return what an object consists of; None if there is no such object."""
    functions: dict[tuple[QName, str], Function] = {}
    relations: dict[QName, Relation] = {}
    if subject.kind == "function":
        for function in reach.functions.get(subject.name.name.lower(), ()):
            if (function.name, function.arguments) == (subject.name, subject.arguments):
                _add(reach, [function], (), functions, relations)
    elif subject.name in reach.relations:
        _add(reach, (), [reach.relations[subject.name]], functions, relations)
    if not functions and not relations:
        return None
    return Reviewed(tuple(functions.values()), tuple(relations.values()))


def alone(subject: Subject) -> Reviewed:
    """Return an object that leads nowhere, such as a trigger function that acts as its caller."""
    if subject.kind != "function":
        return Reviewed((), ())
    unread = Function(subject.name, subject.arguments, "", "", True, False, Volatility.VOLATILE, ())
    return Reviewed((unread,), ())


def _add(
    reach: Reach,
    new_functions: Iterable[Function],
    new_relations: Iterable[Relation],
    functions: dict[tuple[QName, str], Function],
    relations: dict[QName, Relation],
) -> None:
    """Add functions and relations, and those that they lead to. Of the tables, only one that is asked for itself."""
    waiting: list[Function | Relation] = [*new_functions, *new_relations]
    while waiting:
        match waiting.pop():
            case Function() as function if (function.name, function.arguments) not in functions:
                functions[(function.name, function.arguments)] = function
                waiting += (one for one, _ in reach.called(function, function.owner))
                waiting += (relation for relation in reach.named(function) if relation.kind in _VIEWS)
            case Relation() as relation if relation.name not in relations:
                relations[relation.name] = relation
                waiting += reach.fillers(relation)
                read = (reach.relations[name] for name in relation.reads if name in reach.relations)
                waiting += (one for one in read if one.kind in _VIEWS)
            case _:
                pass
