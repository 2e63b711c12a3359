"""The page of `planner report`: what it holds, that it is valid HTML, and that no name of a database is markup."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from harness.applications import CHAT_PLAN, CHAT_SCHEMA
from harness.catalogs import catalog, named, table
from harness.databases import Database
from harness.reviews import Parsed, made, strict
from harness.runs import Walk, in_process
from planner.catalog.model import Catalog
from planner.errors import PlanError
from planner.execution import values
from planner.names import in_line
from planner.plan.load import parse_plan
from planner.report.review import words
from planner.report.review.build import undecided
from planner.report.review.model import Range
from planner.report.review.owners import tree
from planner.report.review.page import as_json, page, undecided_page
from planner.report.review.remedies import REMEDIES
from planner.run.journaled import Measured
from planner.run.quarantine import OpenRow
from planner.steps.checks import Result

ROOT = Path(__file__).parents[2]
REVIEW = ROOT / "src" / "planner" / "report" / "review"
HEAD = CHAT_PLAN.split("tables:")[0] + "tables:\n"
HOSTILE = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'; DROP TABLE users; --",
    "a&amp;b</pre></code>",
    "{{ 7 * 7 }}{% raw %}",
    "\u202egnp.exe",
    "line\nfeed\r\tand \x1b[31m",
    "]]><!-- -->",
    "x" * 63,
    "جدول",
)  # fmt: skip


def application(tables: int) -> tuple[str, Catalog]:
    names = [f"table_{number}" for number in range(tables - 1)]
    plan = HEAD + "  users: { backfill: { constant: default } }\n"
    plan += "".join(f"  {name}: {{ backfill: {{ via: user_id }} }}\n" for name in names)
    follow = (
        replace(table(name, "id bigint", "user_id bigint NOT NULL", references={"user_id": "users"}), rows=n * 10)
        for n, name in enumerate(names)
    )
    return plan, catalog(table("users", "id bigint", "email text", unique=("email",)), *follow)


def hostile() -> tuple[str, Catalog]:
    """Return a database whose names are as bad as PostgreSQL allows."""
    column = json.dumps("</td><b>&\u202e\n\"'")
    plan = HEAD.replace("column: client_id", f"column: {column}") + "  users: { backfill: { constant: default } }\n"
    for name in HOSTILE:
        quoted = json.dumps('"' + name.replace('"', '""') + '"')
        plan += f"  {quoted}: {{ backfill: {{ via: user_id }} }}\n"
    tables = [table(name, "id bigint", "user_id bigint", references={"user_id": "users"}) for name in HOSTILE]
    return plan, catalog(table("users", "id bigint", "email text"), *tables)


def test_the_page_of_a_small_application() -> None:
    plan, of = application(6)
    content = made(plan, of)
    parsed = strict(page(content))
    assert [entry.table for entry in content.tables] == ["public.users", *(f"public.table_{n}" for n in range(5)), ""]
    assert len(parsed.named("details")) > 6 * 4, "each step is folded"
    assert {"section", "nav", "svg", "article"} <= {tag for tag, _ in parsed.tags}
    assert all(svg.get("role") == "img" and svg.get("aria-labelledby") for svg in parsed.named("svg"))
    for said in ("200 ms", "ACCESS EXCLUSIVE", "before the run", "planner rollback plan.yaml --to none", "data-loss"):
        assert said in parsed.text
    assert "measured" not in parsed.text.lower().replace("measured beside", "")
    assert content.back[-1].loses
    assert not content.back[0].loses
    assert [phase.phase for phase in content.summary.phases] == ["add", "backfill", "tighten"]
    assert all(phase.expected.low < phase.expected.high for phase in content.summary.phases)


def test_many_tables_stay_readable_and_small() -> None:
    plan, of = application(500)
    html = page(made(plan, of))
    parsed = Parsed(html)
    assert len(html) < 1_000_000
    assert len(parsed.named("details")) < 100, "tables that change in the same way share an entry"
    assert all(f"public.table_{number}" in parsed.text for number in range(499))
    assert "394 more tables" in parsed.text or "494 more tables" in parsed.text


def test_measured_stands_beside_expected() -> None:
    plan, of = application(3)
    steps = [step.id for entry in made(plan, of).tables for step in entry.steps]
    measured = {step: Measured(0.25, 0.03, 0.04, 7, 0.0, 1) for step in steps}
    filled = next(step for step in steps if step.startswith("backfill."))
    measured[filled] = Measured(61.0, 1.5, None, 1234, 0.0, 4, 3, ("canceling statement due to lock timeout",))
    result = Result("no-null", named("users"), "every row has a tenant", False, "2 of 5 rows: (id=<b>1</b>)")
    content = made(plan, of, measured=measured, results=(result,))
    parsed = strict(page(content))
    assert content.summary.stage == "after the run"
    for said in ("tried again 3 ×", "3 attempts failed", "canceling statement due to lock timeout", "1 234", "1.5 s"):
        assert said in parsed.text, said
    assert "(id=<b>1</b>)" in parsed.text
    assert content.questions[0].kind == "finding"


def test_hostile_names_stay_text() -> None:
    plan, of = hostile()
    rows = (OpenRow(named(HOSTILE[0]), {"id": "</pre><script>x()</script>"}, "orphan", ("<i>",)),)
    content = made(plan, of, quarantine=rows, hazards=("Hazard rule: rule <u>r</u> \u2066 on x\ny",))
    html = page(content)
    parsed = strict(html)
    assert not parsed.named("u", "i", "b", "script", "img")
    for name in HOSTILE:
        assert in_line(name) in parsed.text, name
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x1b\r]", html), "nothing turns the direction or moves the cursor"
    assert json.loads(as_json(content))["tables"][1]["table"], "JSON has the names as they are"


def test_without_values_no_key_of_a_row_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "_shown", False)
    plan, of = application(3)
    rows = tuple(OpenRow(named("users"), {"id": f"secret-{n}"}, "orphan", ("hidden",)) for n in range(3))
    step = "add.tenant_column.public.users"
    measured = {step: Measured(0.1, attempts=2, errors=1, said=("Key (email)=(secret@x) is duplicated.",))}
    html = page(made(plan, of, measured=measured, quarantine=rows))
    parsed = strict(html)
    assert "3 rows wait for a tenant: 3 orphan" in parsed.text
    assert "1 attempt failed" in parsed.text
    assert "secret" not in html
    assert "hidden" not in parsed.text


def test_equal_findings_are_one_question() -> None:
    plan, of = application(40)
    results = [Result("guard", named(f"table_{n}"), "the guard is there", False, "it is gone") for n in range(30)]
    (question,) = made(plan, of, measured={"x": Measured(1.0)}, results=tuple(results)).questions
    assert question.where == "30 tables"
    assert question.details[-1] == "and 10 more"


@pytest.mark.parametrize("media", ["light", "dark", "print"])
def test_text_can_be_told_from_its_background(media: str) -> None:
    """WCAG 2.2, 1.4.3: a contrast of 4.5 for text; 1.4.11: 3 for what a picture needs."""
    sheets = re.findall(r":root \{(.*?)\}", (REVIEW / "page.css").read_text(encoding="utf-8"), re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): (#\w{6})", sheets[["light", "dark", "print"].index(media)]))
    pairs = [(text, back) for text in ("front", "soft", "link", "bad") for back in ("back", "raised")]
    pairs += [(name, f"{name}-back") for name in ("good", "bad", "warn", "calm")] + [
        ("front", "warn-back"),
        ("front", "good-back"),
    ]
    for text, back in pairs:
        assert contrast(colours[text], colours[back]) >= 4.5, (text, back)


def contrast(one: str, other: str) -> float:
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("plan", ["table: TODO", "column: TODO"])
def test_a_plan_that_still_asks(plan: str) -> None:
    key, _, _ = plan.partition(":")
    text = re.sub(rf"(?m)^  {key}: .*$", f"  {plan}  # teams or <orgs>?", CHAT_PLAN)
    text = text.replace("users: { backfill: { constant: default } }", "users: { kind: TODO }  # shared & rare")
    with pytest.raises(PlanError) as raised:
        parse_plan(text, "plan.yaml")
    content = undecided(raised.value, "plan.yaml", text.splitlines())
    assert content is not None
    parsed = strict(undecided_page(content))
    assert "2 questions" in parsed.text
    assert "teams or <orgs>?" in parsed.text
    assert "shared & rare" in parsed.text
    assert content.questions[1].what == "tables.users.kind"


def test_bytes_of_an_unknown_encoding_are_written_out() -> None:
    """A database in SQL_ASCII may have them in any name and any message."""
    plan, of = application(3)
    content = made(plan, of, hazards=("Hazard rule: rule caf\udce9 replaces every UPDATE",))
    assert "caf\\xe9" in strict(page(content)).text
    assert "caf\udce9" in as_json(content), "JSON has the byte, as the other commands print it"


def test_a_wrong_plan_is_an_error_and_no_page() -> None:
    with pytest.raises(PlanError) as raised:
        parse_plan(CHAT_PLAN.replace("column: client_id", "colunm: TODO"), "plan.yaml")
    assert undecided(raised.value, "plan.yaml", []) is None


def test_every_hazard_has_a_remedy() -> None:
    headings = re.findall(r"(?m)^## (\S+)$", (ROOT / "docs" / "hazards.md").read_text(encoding="utf-8"))
    assert headings
    assert set(REMEDIES) == set(headings)


def test_the_tree_has_each_table_once_and_ends_with_a_cycle() -> None:
    plan, of = application(8)
    owners = made(plan, of).owners
    cycle = [replace(owners[2], parents=(owners[3].id,)), replace(owners[3], parents=(owners[2].id,))]
    drawn = tree((*owners[:2], *cycle, *owners[4:]))
    assert sum(1 for box in drawn.boxes if box.kind != "folded") >= 6
    assert all(box.x + box.wide <= drawn.width and box.y + box.high <= drawn.height for box in drawn.boxes)
    places = [(box.x, box.y) for box in drawn.boxes]
    assert len(set(places)) == len(places)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.0002, "under 1 ms"), (0.0034, "3.4 ms"), (0.25, "250 ms"), (1.44, "1.4 s"), (99.0, "99 s"), (600, "10 min"),
     (86_400, "24 h")],
)  # fmt: skip
def test_times_in_words(seconds: float, said: str) -> None:
    assert words.time_text(seconds) == said


def test_ranges_in_words() -> None:
    assert words.range_text(Range(0.1, 0.3)) == "under 1 s"
    assert words.range_text(Range(20, 60)) == "20–60 s"
    assert words.range_text(Range(50, 150)) == "50 s–2.5 min"


def test_before_and_after_apply(database: Database, tmp_path: Path) -> None:
    walk = Walk.of(database, tmp_path, CHAT_PLAN, CHAT_SCHEMA)
    file, certificate = tmp_path / "review.html", tmp_path / "certificate.json"
    walk.run("report", "-o", file, "--rows").must()
    before = strict(file.read_text(encoding="utf-8"))
    assert file.stat().st_mode & 0o777 == 0o600
    assert "before the run" in before.text
    walk.apply("--phase", "add").must()
    between = json.loads(walk.run("report", "--format", "json").must().out)
    assert between["summary"]["stage"] == "between the first step and the last"
    assert [phase["done"] > 0 for phase in between["summary"]["phases"]] == [True, False, False]
    walk.apply().must()
    in_process("verify", walk.plan, "--dsn", database.dsn, "--certificate", certificate).must()
    walk.run("report", "-o", file, "--rows", "--certificate", certificate).must()
    after = strict(file.read_text(encoding="utf-8"))
    for said in ("after the run", "Measured beside expected", "Certificate", "hold", "sha256 of the file"):
        assert said in after.text, said
    found = json.loads(walk.run("report", "--format", "json").must().out)
    assert all(phase["done"] == phase["steps"] for phase in found["summary"]["phases"])
    assert [entry["table"] for entry in found["tables"]] == [entry["table"] for entry in between["tables"]]
    assert found["summary"]["taken"]["seconds"] > 0
    walk.rollback("add").must()
    again = json.loads(walk.run("report", "--format", "json").must().out)
    assert [phase["taken"] is not None for phase in again["summary"]["phases"]] == [True, False, False]


def test_the_file_is_replaced_as_a_whole_and_never_through_a_link(database: Database, tmp_path: Path) -> None:
    walk = Walk.of(database, tmp_path, CHAT_PLAN, CHAT_SCHEMA)
    file, elsewhere = tmp_path / "review.html", tmp_path / "elsewhere"
    file.write_text("old", encoding="utf-8")
    file.chmod(0o644)
    walk.run("report", "-o", file).must()
    assert file.stat().st_mode & 0o777 == 0o600
    assert not list(tmp_path.glob(".*"))
    file.unlink()
    file.symlink_to(elsewhere)
    walk.run("report", "-o", file).said(1, "symbolic link")
    assert not elsewhere.exists()


def test_what_is_lost_after_a_run_is_a_question(database: Database, tmp_path: Path) -> None:
    rls = f"rls: {{ setting: app.tenant, roles: [{database.role(f'{database.name}_app')}] }}\n"
    walk = Walk.of(database, tmp_path, CHAT_PLAN + rls, CHAT_SCHEMA)

    def findings() -> int:
        content = json.loads(walk.run("report", "--format", "json").must().out)
        return sum(one["kind"] == "finding" for one in content["questions"])

    assert findings() == 0, "before the run nothing is lost"
    walk.apply("--phase", "add").must()
    assert findings() == 0, "what a later phase does is not lost"
    walk.apply().must()
    assert findings() == 0
    of_users = "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = 'users'::regclass AND NOT indisunique"
    [(index,), *_] = database.fetch(of_users)
    for lost in (
        "ALTER TABLE users DISABLE ROW LEVEL SECURITY",
        f"DROP INDEX {index}",
        "ALTER TABLE users ALTER client_id DROP NOT NULL",
    ):
        known = findings()
        database.load(lost)
        assert findings() > known, lost


def test_a_wrong_tenant_is_a_finding_in_every_phase(database: Database, tmp_path: Path) -> None:
    walk = Walk.of(database, tmp_path, CHAT_PLAN, CHAT_SCHEMA)
    walk.apply("--phase", "add").must()
    walk.run("verify", "--phase", "add").must()
    database.load(
        """
        SET session_replication_role = replica;
        INSERT INTO clients (id, name) VALUES ('other', 'Other');
        UPDATE users SET client_id = 'default' WHERE id = (SELECT user_id FROM chats ORDER BY id LIMIT 1);
        UPDATE chats SET client_id = 'other' WHERE id = (SELECT min(id) FROM chats);
        UPDATE messages SET client_id = 'nobody' WHERE id = (SELECT min(id) FROM messages);
        """
    )
    found = json.loads(walk.run("verify", "--phase", "add", "--format", "json").must(2).out)
    broken = [one for one in found["results"] if not one["ok"] and one["weight"] == "finding"]
    wrong = {(one["id"], one["relation"]) for one in broken}
    assert wrong >= {("same-tenant", "public.chats"), ("known-tenant", "public.messages")}
