"""Every id of a check is a rule of the registry, and every rule has its page."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.rules import FIXED, RULES, Rule, Severity, near

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "planner"
PAGES = ROOT / "docs" / "rules"

MAKERS = {"CatalogCheck": 0, "TenantsCheck": 0, "TenantsReferenceCheck": 0, "RowCheck": 0, "Result": 0}
"""The classes whose first argument is the id of a check."""
OF_ROWS = {"TenantsCheck", "TenantsReferenceCheck", "RowCheck", "Count"}
COUNTED = {"pointers.py"}
"""The modules whose counts become results of verify. The other counts stop a run before its first statement."""

Id = tuple[str, str, str]
"""An id, the maker, and the place in the source."""


def ids() -> list[Id]:
    """Return every id that the source gives to a check, also through functions such as `leak(id_, …)`."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SOURCE.rglob("*.py"))}
    makers, found, known = dict(MAKERS), [], -1
    while known != len(makers):
        known, found = len(makers), []
        for path, tree in trees.items():
            for function, call in calls(tree):
                maker = called(call)
                if maker in makers or (maker == "Count" and path.name in COUNTED):
                    where = f"{path.relative_to(ROOT)}:{call.lineno}"
                    for word in words(argument(call, makers.get(maker, 0)), function, makers, where):
                        found.append((word, maker, where))
    return found


def calls(node: ast.AST, function: ast.FunctionDef | None = None) -> Iterator[tuple[ast.FunctionDef | None, ast.Call]]:
    """Yield every call with the function that it stands in."""
    for child in ast.iter_child_nodes(node):
        inside = child if isinstance(child, ast.FunctionDef) else function
        if isinstance(child, ast.Call):
            yield function, child
        yield from calls(child, inside)


def called(call: ast.Call) -> str:
    match call.func:
        case ast.Attribute(value=ast.Name(id="exp")):
            return ""  # a node of sqlglot
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def argument(call: ast.Call, at: int) -> ast.expr | None:
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    return call.args[at] if len(call.args) > at else named.get("id") or named.get("id_")


def words(node: ast.expr | None, function: ast.FunctionDef | None, makers: dict[str, int], where: str) -> Iterator[str]:
    """Yield the ids that an argument can be. Make a function that passes its own parameter on a maker too."""
    match node:
        case ast.Constant(value=str(word)):
            yield word
        case ast.IfExp(body=one, orelse=other):
            yield from words(one, function, makers, where)
            yield from words(other, function, makers, where)
        case ast.Attribute(attr="id"):
            pass  # the id of another check
        case ast.Name(id=name) if function is not None and name in [one.arg for one in function.args.args]:
            parameters = [one.arg for one in function.args.args if one.arg not in ("self", "cls")]
            makers[function.name] = parameters.index(name)
        case _:
            pytest.fail(f"{where}: write the id of the check as a literal here, so that this test can read it")


def test_every_check_has_a_rule() -> None:
    missing = {word: where for word, _, where in ids() if word not in RULES}
    lines = [
        f"{where}: add to src/planner/rules.py\n"
        f'    Rule("{word}", _E, 8.0, "…what must hold, in one line…"),\n'
        f"  and write docs/rules/{word}.md:\n{skeleton(word)}"
        for word, where in missing.items()
    ]
    assert not missing, "\n".join(lines)


def skeleton(word: str) -> str:
    return (
        f"    # {word}\n\n    **error**: …the title of the rule…\n\n    ## Problem\n\n    …\n\n"
        "    ## Exploit\n\n    ```sql\n    …\n    ```\n\n    ## Solution\n\n    …\n"
    )


def test_a_rule_that_counts_rows_asks_the_live_database() -> None:
    counting = {word for word, maker, _ in ids() if maker in OF_ROWS}
    assert counting
    assert counting <= {rule.id for rule in RULES.values() if rule.live}, "write LIVE at the end of its Rule"


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_has_its_page(rule: Rule) -> None:
    page = PAGES / f"{rule.id}.md"
    assert page.exists(), f"write {page.relative_to(ROOT)}:\n{skeleton(rule.id)}"
    lines = page.read_text(encoding="utf-8").splitlines()
    head = [f"# {rule.id}", "", f"**{rule.severity.value}**: {rule.title}", ""]
    assert lines[:4] == head, "begin the page with:\n" + "\n".join(head)
    assert [line for line in lines if line.startswith("## ")] == ["## Problem", "## Exploit", "## Solution"]
    assert all(len(line) <= 120 for line in lines)


@pytest.mark.parametrize("rule", RULES)
def test_the_exploit_is_sql(rule: str) -> None:
    pglast = pytest.importorskip("pglast", reason="pglast is not installed")
    _, exploit, _ = (PAGES / f"{rule}.md").read_text(encoding="utf-8").split("```")
    assert pglast.parse_sql(exploit.removeprefix("sql\n"))


def test_there_is_no_page_without_a_rule() -> None:
    assert {page.stem for page in PAGES.glob("*.md")} - {"README", "judges"} == set(RULES)


def test_the_index_is_that_of_the_registry(request: pytest.FixtureRequest) -> None:
    page = PAGES / "README.md"
    before, _, rest = page.read_text(encoding="utf-8").partition("<!-- rules -->\n")
    _, _, after = rest.partition("<!-- end -->\n")
    text = f"{before}<!-- rules -->\n{index()}<!-- end -->\n{after}"
    if request.config.getoption("--rewrite-golden"):
        page.write_text(text, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == text, (
        "the index is stale: pytest tests/docs/test_rules.py --rewrite-golden"
    )


def index() -> str:
    rows = [f"| [{rule.id}]({rule.id}.md) | {rule.severity.value} | {rule.title} |" for rule in RULES.values()]
    return "\n".join(["| rule | severity | what must hold |", "|---|---|---|", *rows]) + "\n"


def test_severity_and_risk_agree() -> None:
    for rule in RULES.values():
        assert 0 <= rule.risk <= 10
        assert (rule.severity is Severity.ERROR) <= (rule.risk >= 4), rule.id
        assert (rule.severity is Severity.NOTE) <= (rule.risk < 4), rule.id


def test_a_word_that_is_no_rule_gets_the_near_ones() -> None:
    assert "rls-policy" in near("rls-polices")
    assert all(rule in near("xyzzy") for rule in RULES)
    assert set(FIXED) <= set(RULES)
