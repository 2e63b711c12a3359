"""The TypeScript shops, without npm: what planner writes for them, and what their pages say about them."""

from __future__ import annotations

import json
import re
from difflib import unified_diff
from pathlib import Path

import pytest

from harness.runs import in_process
from npm import EXAMPLES, ROOT, SHOPS

PAGES = {"drizzle-postgres-js": "drizzle.md", "drizzle-node-postgres": "drizzle.md", "prisma": "prisma.md"}
WRITTEN = ("tenancy.ts", "tenancy.test.ts", "schema.ts")
"""The files that planner writes or edits: `planner app` and `planner orm`."""


@pytest.mark.parametrize("name", SHOPS)
def test_the_module_is_what_planner_app_writes_today(name: str, tmp_path: Path) -> None:
    in_process("app", EXAMPLES / name / "plan.yaml", "--stack", name, "--out", tmp_path).must()
    for file in tmp_path.iterdir():
        kept = (EXAMPLES / name / "after" / file.name).read_text(encoding="utf-8")
        assert _timeless(kept) == _timeless(file.read_text(encoding="utf-8")), f"--stack {name} --force writes it again"


def _timeless(text: str) -> str:
    return re.sub(r"planner \S+ wrote it", "planner wrote it", text)


def test_the_two_shops_with_drizzle_differ_in_their_driver_alone() -> None:
    one, other = (EXAMPLES / f"drizzle-{driver}" for driver in ("postgres-js", "node-postgres"))
    files = {path.relative_to(folder) for folder in (one, other) for path in folder.rglob("*.ts")}
    differ = {str(file) for file in files if (one / file).read_bytes() != (other / file).read_bytes()}
    assert differ - {"node_modules"} == {"before/db.ts", "after/db.ts", "after/tenancy.test.ts"}


@pytest.mark.parametrize("name", SHOPS)
def test_the_page_says_how_many_lines_have_changed(name: str) -> None:
    counts = changed(name)
    cells = " | ".join(f"+{added} −{removed}" for added, removed in counts.values())
    page = (ROOT / "docs" / "second-tenant" / PAGES[name]).read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if f"second-tenant/{name}/" in line]
    assert [row for row in rows if cells in row], f"{PAGES[name]} has no row of {name} with {cells}"


def changed(name: str) -> dict[str, tuple[int, int]]:
    """Return the lines that people have added and removed, by kind of code."""
    counts = {"application": (0, 0), "tests": (0, 0)}
    before, after = EXAMPLES / name / "before", EXAMPLES / name / "after"
    for new in sorted(after.glob("*.ts")):
        if new.name in WRITTEN or new.name == "tenants.test.ts":
            continue
        texts = ((folder / new.name).read_text(encoding="utf-8").splitlines() for folder in (before, after))
        lines = [line for line in unified_diff(*texts, n=0) if not line.startswith(("---", "+++"))]
        kind = "tests" if ".test." in new.name else "application"
        added, removed = (sum(line.startswith(sign) for line in lines) for sign in "+-")
        counts[kind] = counts[kind][0] + added, counts[kind][1] + removed
    return counts


def test_make_installs_what_the_examples_ask_for() -> None:
    """One folder of packages for all of them, with the same lower bounds."""
    kept = json.loads((Path(__file__).parent / "package.json").read_text(encoding="utf-8"))["dependencies"]
    for name in SHOPS:
        said = json.loads((EXAMPLES / name / "package.json").read_text(encoding="utf-8"))
        for package, bound in (said["dependencies"] | said["devDependencies"]).items():
            assert kept[package] == bound, f"{name}: {package}"
