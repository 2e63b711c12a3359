"""The places of the tables in the picture of the owners: a tree from left to right, the tenants table at its root.

The picture needs no library and has one form for a schema, on every machine. Many tables without children below one
parent share a box. A table with several parents stands below its first; its text names the other paths.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from planner.report.graph.text import shortened, visible, width
from planner.report.review.model import Owner

NAME = 13.0
SMALL = 11.0
"""Font sizes in pixels."""
PAD = 10.0
HIGH = 42.0
GAP = 10.0
BETWEEN = 44.0
"""Pixels between two columns, for the lines."""
LETTERS = 34
"""The letters of a name or a source that a box shows. The table beside the picture has all of them."""
FEW = 5
"""The tables without children below one parent that have boxes of their own."""


@dataclass(frozen=True, slots=True)
class Box:
    """A table, or several; sizes and places in pixels."""

    x: float
    y: float
    wide: float
    high: float
    name: str
    text: str
    title: str
    kind: str
    wrong: bool

    @property
    def middle(self) -> float:
        return self.y + self.high / 2


@dataclass(frozen=True, slots=True)
class Tree:
    """The drawing."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[str, ...]
    """Paths of SVG from parents to children."""
    outside: tuple[tuple[str, int], ...]
    """The tables that nobody owns: kind and number."""


@dataclass(slots=True)
class _Branch:
    owner: Owner
    below: list[_Branch] = field(default_factory=list)
    folded: tuple[Owner, ...] = ()
    """Tables that this branch stands for, beside its own."""
    y: float = 0.0


def tree(owners: Sequence[Owner]) -> Tree:
    """Return the drawing of the tables that have an owner."""
    root = _grown(owners)
    columns: list[list[_Branch]] = []
    _rank(root, 0, columns)
    bottom = _stack(root, 0.0)
    boxes: list[Box] = []
    lines: list[str] = []
    x = 0.0
    places: dict[str, Box] = {}
    for column in columns:
        wide = max(_wide(branch) for branch in column)
        for branch in column:
            places[branch.owner.id] = box = _box(branch, x, wide)
            boxes.append(box)
        x += wide + BETWEEN
    for column in columns:
        for branch in column:
            lines += [_line(places[branch.owner.id], places[child.owner.id]) for child in branch.below]
    outside: dict[str, int] = {}
    for owner in owners:
        if owner.kind in _OUTSIDE:
            outside[owner.kind] = outside.get(owner.kind, 0) + 1
    return Tree(x - BETWEEN + 2, bottom - GAP + 2, tuple(boxes), tuple(lines), tuple(outside.items()))


_OUTSIDE = ("shared", "reference", "exempt")


def _grown(owners: Sequence[Owner]) -> _Branch:
    """Return the tree. A table of a cycle that leads to no tenant stands below the root."""
    branches = {owner.id: _Branch(owner) for owner in owners if owner.kind not in _OUTSIDE}
    root = branches[owners[0].id]
    placed = {owners[0].id}
    waiting = [branch for branch in branches.values() if branch is not root]
    while waiting:
        left = []
        for branch in waiting:
            parent = next((p for p in branch.owner.parents if p in placed and p != branch.owner.id), None)
            if parent is None:
                left.append(branch)
                continue
            branches[parent].below.append(branch)
            placed.add(branch.owner.id)
        if len(left) == len(waiting):
            root.below.append(left[0])
            placed.add(left.pop(0).owner.id)
        waiting = left
    for branch in branches.values():
        branch.below = _folded(branch.below)
    return root


def _folded(below: Sequence[_Branch]) -> list[_Branch]:
    """Return the branches, with many leaves in one. A leaf with a problem keeps its own box."""
    leaves = [branch for branch in below if not branch.below and not branch.owner.problems]
    if len(leaves) <= FEW + 1:
        return list(below)
    rest = leaves[FEW:]
    hidden = {branch.owner.id for branch in rest}
    one = _Branch(rest[0].owner, folded=tuple(branch.owner for branch in rest[1:]))
    return [*(branch for branch in below if branch.owner.id not in hidden), one]


def _rank(branch: _Branch, depth: int, columns: list[list[_Branch]]) -> None:
    stack = [(branch, depth)]
    while stack:
        one, at = stack.pop()
        while len(columns) <= at:
            columns.append([])
        columns[at].append(one)
        stack += [(child, at + 1) for child in reversed(one.below)]


def _stack(root: _Branch, top: float) -> float:
    """Give each branch its y: leaves below each other, and a parent beside its first child, so that the root is in sight."""
    order = [root]
    for branch in order:
        order += branch.below
    y = top
    leaves = _in_order(root)
    for leaf in leaves:
        leaf.y, y = y, y + HIGH + GAP
    for branch in reversed(order):
        if branch.below:
            branch.y = branch.below[0].y
    return y


def _in_order(root: _Branch) -> list[_Branch]:
    found, stack = [], [root]
    while stack:
        branch = stack.pop()
        if not branch.below:
            found.append(branch)
        stack += reversed(branch.below)
    return found


def _texts(branch: _Branch) -> tuple[str, str, str]:
    owner = branch.owner
    if branch.folded:
        names = [one.table for one in (owner, *branch.folded)]
        return f"{len(names)} more tables", "the table below lists them", ", ".join(names[:12])
    said = f"{owner.source} · {owner.rows}"
    return shortened(visible(owner.table), LETTERS), shortened(visible(owner.source), LETTERS), f"{owner.table}: {said}"


def _wide(branch: _Branch) -> float:
    name, text, _ = _texts(branch)
    return max(width(name, NAME), width(text, SMALL)) + 2 * PAD + 6


def _box(branch: _Branch, x: float, wide: float) -> Box:
    name, text, title = _texts(branch)
    kind = "folded" if branch.folded else branch.owner.kind
    wrong = bool(branch.owner.problems)
    return Box(round(x + 1, 1), round(branch.y + 1, 1), round(wide, 1), HIGH, name, text, title, kind, wrong)


def _line(parent: Box, child: Box) -> str:
    start, end = parent.x + parent.wide, child.x
    bend = end - BETWEEN / 2
    return f"M{start:.1f},{parent.middle:.1f}H{bend:.1f}V{child.middle:.1f}H{end:.1f}"


def names(owners: Sequence[Owner]) -> Mapping[str, str]:
    """Return the name of each table, by its id."""
    return {owner.id: owner.table for owner in owners}
