"""The first hour: what planner says where there is no plan yet, how --help reads, and the documentation offline."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from harness.runs import Done, Planner, in_process
from harness.terminal import Terminal
from planner import pages
from planner.cli.app import app
from planner.cli.help import GROUPS

COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


@pytest.fixture
def nowhere(tmp_path: Path) -> Planner:
    """The command in an empty folder, without a database."""
    return Planner(tmp_path, "host=127.0.0.1 port=1 dbname=shop user=app")


def test_planner_alone_points_to_init(nowhere: Planner) -> None:
    done = nowhere().must(64)
    assert done.out == ""
    assert "Start here: planner init drafts plans/tenancy.yaml" in done.err
    nowhere.plan("version: 1\n")
    assert "Next: planner check" in nowhere().must(64).err


@pytest.mark.parametrize("command", ["diff", "check", "apply", "status"])
def test_a_command_without_a_plan_points_to_init(nowhere: Planner, command: str) -> None:
    nowhere(command).said(1, "there is no plan plans/tenancy.yaml", "planner init drafts", "planner docs plan")


def test_every_command_has_its_group_and_no_group_names_others() -> None:
    named = [name for members in GROUPS.values() for name in members]
    assert sorted(named) == sorted(COMMANDS), "planner.cli.help.GROUPS names each command once"


@pytest.mark.parametrize("words", [[], ["tenant"]], ids=["planner", "planner tenant"])
def test_help_is_whole_and_fits_a_terminal(words: list[str]) -> None:
    out = in_process(*words, "--help").must().out
    assert "..." not in out.replace("[ARGS]...", "")
    assert all(len(line) <= 80 for line in out.splitlines())
    headings = [line.rstrip(":") for line in out.splitlines() if line.endswith(":") and not line.startswith(" ")]
    assert headings[1:] == ([*GROUPS] if not words else ["Commands"])


# docs


def docs(*words: str) -> Done:
    return in_process("docs", *words)


def test_docs_lists_every_page_with_a_sentence() -> None:
    listed = {line.split()[0]: line.split(maxsplit=1)[1:] for line in docs().must().out.splitlines()}
    assert set(listed) == {page.name for page in pages.pages()}
    assert {"readme", "agents", "plan", "rules/view", "rules", "operations/backfill", "examples/chat"} <= set(listed)
    assert all(listed.values()), [name for name, said in listed.items() if not said]


def test_a_page_prints() -> None:
    for page in pages.pages()[::30]:
        assert docs(page.name).must().out == page.text()


@pytest.mark.parametrize("word", ["rules/view", "docs/rules/view.md", "view", "Rules/View"])
def test_a_page_is_found_by_the_names_that_messages_give(word: str) -> None:
    assert docs(word).must().out.startswith("# view\n\n**error**")


def test_a_pipe_gets_markdown_without_the_comments_of_the_transcripts() -> None:
    out = docs("commands").must().out
    assert "<!--" not in out
    assert "\x1b" not in out
    assert "```console" in out


def test_a_section_and_a_file() -> None:
    section = docs("commands#planner-check").must().out
    assert section.startswith("## planner check\n")
    assert "## planner diff" not in section
    assert docs("examples/chat/plan.yaml").must().out == (pages.root() / "examples/chat/plan.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("rules/veiw", "rules/view"),
        ("trubleshooting", "troubleshooting"),
        ("apply", "commands#planner-apply"),
        ("../pyproject.toml", "lists all pages"),
        ("/etc/passwd", "lists all pages"),
        ("commands#planner-chek", "planner-check"),
    ],
)
def test_a_word_that_is_no_page_gets_near_ones(word: str, near: str) -> None:
    done = docs(word).must(64)
    assert near in " ".join(done.err.split())
    assert done.out == ""


def test_a_terminal_shows_a_page_formatted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGER", "cat")
    with Terminal("docs", "rules/view", columns=80) as terminal:
        assert terminal.ended() == 0
        lines = terminal.lines()
    assert any("Exploit" in line and "#" not in line for line in lines)
    assert any("security_invoker" in line and "`" not in line for line in lines)


def test_an_installation_without_pages_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pages, "_PACKAGE", tmp_path / "a" / "b")
    docs().said(1, "no documentation", "install planner again")
