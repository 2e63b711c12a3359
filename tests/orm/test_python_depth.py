"""Python source that is nested deeply: planner reads it, or says where it is too deep. Nothing ends the process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from planner.errors import PlanError
from planner.orm.python import read_source
from planner.orm.python_depth import too_deep
from planner.rows.expressions import expression_problem

SHAPES: dict[str, Callable[[int], str]] = {
    "brackets": lambda n: "[" * n + "]" * n,
    "open brackets": lambda n: "a" if n < 500 else "[" * n,
    "sums": lambda n: "1" + "+1" * (n // 2),
    "attributes": lambda n: "a" + ".a" * (n // 2),
    "calls": lambda n: "a" + "()" * n,
    "texts": lambda n: "(" + "'a' " * n + ")",
    "lambdas": lambda n: "lambda: " * (n // 2) + "1",
    "f-strings": lambda n: "f'{" + "[" * (n // 3) + "]" * (n // 3) + "}'",
    "both": lambda n: "[a + a + " * (n // 10) + "1" + "]" * (n // 10),
    "branches": lambda n: "1\nif a:\n  1\n" + "elif a:\n  1\n" * n,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_deep_expression(shape: str) -> None:
    read_source(Path("models.py"), f"x = 1\ny = {SHAPES[shape](240)}\n".encode())
    with pytest.raises(PlanError, match=r"^models.py:\d+: an expression of more than 500 parts") as caught:
        read_source(Path("models.py"), f"x = 1\ny = {SHAPES[shape](6000)}\n".encode())
    assert "\n" not in str(caught.value)


def test_a_long_file_is_not_deep() -> None:
    items = "".join(f"  ('{n}', f'{{n:>{n}}}: text, with words and (brackets)'),  # [\n" for n in range(2000))
    assert too_deep(f"class A:\n  '''[[['''\n  b = [\n{items}  ]\n".encode() + b"c = a + b\n" * 2000) is None


def test_a_deep_expression_of_a_plan() -> None:
    assert expression_problem("(" * 5000 + "a" + ")" * 5000) == "is nested too deeply"
