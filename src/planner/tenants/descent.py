"""The order of rows that point to each other: children first, whatever the depth, in one pass over the references."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator


def children_first(number: int, references: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    """Yield the rows 0 … number-1, each after the rows that point to it. Rows that point to each other come as one list.

    A reference is a child and its parent. Time and memory are linear in rows and references, for chains of any length
    (R. Tarjan, Depth-first search and linear graph algorithms, 1972; here without recursion).
    """
    first, children = _adjacent(number, references)
    found = array(
        "q", bytes(8 * number)
    )  # 0: not seen yet; else the order of discovery, and after it the lowest reached
    at = array("q", first[:number])
    done = bytearray(number)
    stack: list[int] = []
    discovered = 0
    for root in range(number):
        if found[root]:
            continue
        way = [root]
        lows = [0]
        while way:
            row = way[-1]
            if not found[row]:
                discovered += 1
                found[row] = lows[-1] = discovered
                stack.append(row)
            if at[row] < first[row + 1]:
                child = children[at[row]]
                at[row] += 1
                if not found[child]:
                    way.append(child)
                    lows.append(0)
                elif not done[child]:
                    lows[-1] = min(lows[-1], found[child])
                continue
            way.pop()
            low = lows.pop()
            if lows:
                lows[-1] = min(lows[-1], low)
            if low == found[row]:
                together = [stack.pop()]
                while together[-1] != row:
                    together.append(stack.pop())
                for one in together:
                    done[one] = 1
                yield together


def chunks(parts: Iterable[list[int]], limit: Callable[[], int]) -> Iterator[list[int]]:
    """Yield the parts, several as one list, with at most `limit()` rows. A larger part stays whole."""
    chunk: list[int] = []
    for part in parts:
        if chunk and len(chunk) + len(part) > limit():
            yield chunk
            chunk = []
        chunk += part
    if chunk:
        yield chunk


def _adjacent(number: int, references: Iterable[tuple[int, int]]) -> tuple[array[int], array[int]]:
    """Return the children of all rows one after the other, and where those of each row begin."""
    below, above = array("q"), array("q")
    first = array("q", bytes(8 * (number + 1)))
    for child, parent in references:
        below.append(child)
        above.append(parent)
        first[parent + 1] += 1
    for row in range(number):
        first[row + 1] += first[row]
    children = array("q", bytes(8 * len(below)))
    free = array("q", first)
    for child, parent in zip(below, above, strict=True):
        children[free[parent]] = child
        free[parent] += 1
    return first, children
