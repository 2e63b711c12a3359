"""One set of statements for several major versions of PostgreSQL: what differs is decided when a statement runs.

A statement that is the same for all versions stays as it is. Statements that differ become one DO block, which runs the
right one with EXECUTE: a server parses only the text that it executes. A loop that commits can't be executed in this
way, so its variants stand in the block as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Generic, TypeVar

from sqlglot import exp

from planner.catalog.model import Catalog
from planner.files.psql import right_server, statement
from planner.files.runners.pieces import Piece
from planner.sql import build, ddl, plpgsql
from planner.sql.build import Node
from planner.steps.step import Segment
from planner.target.postgres import NEWEST, OLDEST, STATEMENTS_DIFFER
from planner.tenancy.model import Facts, Tenancy

T = TypeVar("T")
_DO = re.compile(r"(?:--[^\n]*\n|\s)*DO (\$\w+\$)(.*)\1;?\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """Pieces that belong together, such as those of one segment."""

    key: str
    """Two parts of different versions with one key do the same work."""
    about: T
    pieces: tuple[Piece, ...]


Variants = Mapping[int, Sequence[Part[T]]]
"""The parts for each class of versions, by the first major version of the class."""


def compatible(one: Sequence[Part[T]], other: Sequence[Part[T]]) -> bool:
    """Return whether the statements that no DO block can hold are the same for two classes of versions."""
    return _bare(one) == _bare(other)


def _bare(parts: Sequence[Part[T]]) -> list[tuple[str, str]]:
    return [(part.key, piece.sql) for part in parts for piece in part.pieces if _is_bare(piece)]


def merged(variants: Variants[T], fit: Callable[[str], str] = str) -> list[Part[T]]:
    """Return the parts for all classes of versions. `about` is that of the newest class that has the part. `fit` makes
    the lines of a statement short.

    Raises ValueError when a statement that no DO block can hold is not the same for all classes.
    """
    return [
        Part(part.key, part.about, tuple(_one(each, fit) for each in pieces)) for part, pieces in _matched(variants)
    ]


Each = Mapping[int, Piece | None]
"""The variants of one statement; None for a class that does nothing there."""


def _matched(variants: Variants[T]) -> Iterator[tuple[Part[T], list[Each]]]:
    """Yield each part of all classes, with the variants of its statements. Raises ValueError as `merged` does."""
    for at in _aligned({first: [part.key for part in parts] for first, parts in variants.items()}):
        having = {first: variants[first][place] for first, place in at.items()}
        names = {first: [piece.name for piece in part.pieces] for first, part in having.items()}
        pieces: list[Each] = []
        for place in _aligned(names):
            each = {first: having[first].pieces[place[first]] if first in place else None for first in sorted(variants)}
            texts = {piece.sql if piece is not None else "" for piece in each.values()}
            if len(texts) > 1 and any(piece is not None and _is_bare(piece) for piece in each.values()):
                raise ValueError("a statement outside DO blocks differs between versions")
            pieces.append(each)
        yield having[max(having)], pieces


def _is_bare(piece: Piece) -> bool:
    return piece.alone and _DO.fullmatch(piece.sql) is None


def _aligned(sequences: Mapping[int, Sequence[str]]) -> list[dict[int, int]]:
    """Return the places of equal keys in all sequences. Each sequence keeps its order; a key that stands elsewhere in
    another sequence comes once for each."""
    whole: list[tuple[str, dict[int, int]]] = []
    for first, keys in sorted(sequences.items()):
        joined: list[tuple[str, dict[int, int]]] = []
        before = [key for key, _ in whole]
        for tag, i, j, k, end in SequenceMatcher(None, before, keys, autojunk=False).get_opcodes():
            if tag == "equal":
                joined += [(key, {**at, first: k + n}) for n, (key, at) in enumerate(whole[i:j])]
            else:
                joined += whole[i:j]
                joined += [(keys[n], {first: n}) for n in range(k, end)]
        whole = joined
    return [at for _, at in whole]


def _one(each: Each, fit: Callable[[str], str]) -> Piece:
    """Return the statement that does the right thing on every version."""
    there = [piece for piece in each.values() if piece is not None]
    if len({piece.sql for piece in there}) == 1 and len(there) == len(each):
        return replace(there[-1], sql=fit(there[-1].sql))
    alone = any(piece.alone for piece in there)
    run: Callable[[str], str] = _nested if alone else _executed
    texts = [
        (first, run(fit(piece.sql)) if piece is not None else plpgsql.body(_NOTHING)) for first, piece in each.items()
    ]
    grouped: list[tuple[int, str]] = []
    for first, text in texts:
        if not grouped or grouped[-1][1] != text:
            grouped.append((first, text))
    return Piece(_chosen(grouped), there[-1].name, alone=alone)


_EXECUTE = """
    EXECUTE {text};
"""
_NOTHING = """
    NULL;
"""
_NEST = """
{body};
"""
_CHOICE = """
BEGIN
{branches}
END
"""
_BRANCH = """
  IF {condition} THEN
{text}
    RETURN;
  END IF;
"""


def _executed(sql: str) -> str:
    return plpgsql.body(_EXECUTE, text=ddl.dollar_quoted(sql))


def _nested(sql: str) -> str:
    found = _DO.fullmatch(sql)
    if found is None:
        raise ValueError(f"no DO block: {sql[:80]}")
    return plpgsql.body(_NEST, body=exp.var(found[2].strip()))


def _chosen(grouped: Sequence[tuple[int, str]]) -> str:
    """Return a DO block with a branch for each class of versions, oldest first."""
    ends = [*(first for first, _ in grouped[1:]), NEWEST + 1]
    branches = [
        plpgsql.body(_BRANCH, condition=_before(end), text=text) for (_, text), end in zip(grouped, ends, strict=True)
    ]
    newer = right_server((OLDEST, NEWEST), None)  # No branch is for a version that planner does not know yet.
    return statement(ddl.do_block(plpgsql.body(_CHOICE, branches=plpgsql.joined(*branches, newer))))


def _before(major: int) -> Node:
    version = build.cast(build.call("current_setting", build.literal("server_version_num")), "integer")
    return exp.LT(this=version, expression=build.literal(major * 10000))


@dataclass(frozen=True, slots=True)
class Situation:
    """What is to do on one class of versions."""

    segments: Sequence[Segment]
    undo: Sequence[Segment]
    """The way back from the state after all segments."""
    tenancy: Tenancy
    live: Catalog
    final: Catalog
    """The catalog after all segments."""
    facts: Facts


Situations = Mapping[int, Situation]
"""What is to do on each class of versions, by the first major version of the class."""


def shared(
    situations: Situations, major: int, make: Callable[[Situation, tuple[int, int]], Sequence[Part[T]]]
) -> dict[int, Sequence[Part[T]]]:
    """Return the parts for the live server's class of versions, and for the classes around it that can share its files.

    `make` gets a situation, and the first and the last major version that the files are for.
    """
    firsts = sorted(situations)
    at = max(first for first in firsts if first <= major)
    while True:
        later = [first for first in STATEMENTS_DIFFER if first > firsts[-1]]
        span = (firsts[0], later[0] - 1 if later else NEWEST)
        variants = {first: make(situations[first], span) for first in firsts}
        good = _around(at, [first for first in firsts if _compatible(variants, first, at)])
        if good == firsts:
            return variants
        firsts = good


def _compatible(variants: Variants[T], first: int, live: int) -> bool:
    if not compatible(variants[first], variants[live]):
        return False
    try:
        list(_matched({first: variants[first], live: variants[live]}))
    except ValueError:
        return False
    return True


def _around(live: int, firsts: Sequence[int]) -> list[int]:
    """Return the classes that follow one another without a gap, and have the live one among them."""
    places = [STATEMENTS_DIFFER.index(first) for first in firsts]
    at = STATEMENTS_DIFFER.index(live)
    low = high = at
    while low - 1 in places:
        low -= 1
    while high + 1 in places:
        high += 1
    return list(STATEMENTS_DIFFER[low : high + 1])
